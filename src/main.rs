//! The process that Terraform starts.

use std::env;
use std::process::ExitCode;

use clap::Parser;
use siptrunk::protocol::handshake::Handshake;
use siptrunk::protocol::placeholder::Placeholder;
use siptrunk::protocol::refusal::Refusal;
use siptrunk::protocol::serve::{Start, run};

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
        Ok(handshake) => return run(Placeholder, Start::Terraform(handshake)),
        Err(refusal) => refusal,
    };
    if refusal == Refusal::StartedByHand && arguments().debug {
        return run(Placeholder, Start::Debug);
    }
    eprintln!("{refusal}");
    ExitCode::FAILURE
}

/// Providers made with Go take `-debug`, and so does this one.
fn arguments() -> Arguments {
    Arguments::parse_from(env::args_os().map(|argument| if argument == "-debug" { "--debug".into() } else { argument }))
}
