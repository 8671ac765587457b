//! Compiles the protocol files with a compiler written in Rust, so that building needs no protoc on the machine.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=proto");
    let files = protox::compile(["proto/tfplugin6.proto", "proto/go_plugin.proto"], ["proto"])?;
    tonic_prost_build::configure().generate_default_stubs(true).build_transport(false).compile_fds(files)?;
    Ok(())
}
