//! The process that Terraform starts.

use std::env;
use std::process::ExitCode;

use clap::Parser;
use siptrunk::channel::handshake::Handshake;
use siptrunk::channel::refusal::Refusal;
use siptrunk::channel::serve::{Start, run};
use siptrunk::protocol::Service;

/// The siptrunk provider for Terraform and OpenTofu, which start it themselves.
#[derive(Parser)]
#[command(name = "terraform-provider-siptrunk", version)]
struct Arguments {
    /// Serve until stopped, and print how to attach Terraform to this process
    #[arg(long)]
    debug: bool,
}

fn main() -> ExitCode {
    // The environment first: when Terraform starts this process, there are no arguments to spend time on.
    let refusal = match Handshake::read(|name| env::var_os(name)) {
        Ok(handshake) => return run(Service::default(), Start::Terraform(handshake)),
        Err(refusal) => refusal,
    };
    if refusal == Refusal::StartedByHand && arguments().debug {
        return run(Service::default(), Start::Debug);
    }
    eprintln!("{refusal}");
    ExitCode::FAILURE
}

/// Providers made with Go take `-debug`, and so does this one.
fn arguments() -> Arguments {
    Arguments::parse_from(env::args_os().map(|argument| if argument == "-debug" { "--debug".into() } else { argument }))
}
