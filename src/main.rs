//! The process that Terraform starts.

#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use siptrunk::channel::handshake::Handshake;
use siptrunk::channel::refusal::Refusal;
use siptrunk::channel::serve::{Start, refuse, run};
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
    match Handshake::read(|name| env::var_os(name)) {
        Ok(handshake) => run::<Service>(Start::Terraform(handshake)),
        Err(Refusal::StartedByHand) if arguments().debug => run::<Service>(Start::Debug),
        Err(refusal @ Refusal::StartedByHand) => {
            // Whoever closed it does not read it.
            let _ = writeln!(io::stderr(), "{refusal}");
            ExitCode::FAILURE
        }
        Err(refusal) => refuse(&refusal),
    }
}

/// Providers made with Go take `-debug`, and so does this one.
fn arguments() -> Arguments {
    Arguments::parse_from(env::args_os().map(|argument| if argument == "-debug" { "--debug".into() } else { argument }))
}
