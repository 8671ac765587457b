//! The companion for people and CI. Its tasks only; their options and the work are in the library.
#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use siptrunk::sandbox::{fault, run, switch};
use siptrunk::vendors::{SANDBOXES, VENDORS};
use siptrunk::{adopt, output, preview};

/// musl's own is slow at what a large preview does: many small values that live for a moment. The provider waits for vendors,
/// and keeps the one that takes the least memory.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Companion program of the siptrunk provider for Terraform.
#[derive(Parser)]
#[command(name = "siptrunk", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Simulates the vendors' APIs on this machine, without an account.
    ///
    /// Without a command it prints the environment to use and serves until Ctrl-C; with one, it runs the command in
    /// that environment and ends with it.
    #[command(after_help = "Example: siptrunk sandbox -- terraform apply")]
    Sandbox(run::Options),
    /// Shows the requests that applying a plan will send to the vendors, secrets masked.
    ///
    /// Reads the output of `terraform show -json PLANFILE`. Needs no credentials and calls no vendor.
    #[command(after_help = "Example: terraform plan -out=plan.out && terraform show -json plan.out | siptrunk preview")]
    Preview(preview::run::Options),
    /// Writes the configuration of the trunks that an account already has, with the blocks that import them.
    ///
    /// Uses the provider's environment variables, and only reads. Planning what it writes imports everything and changes
    /// nothing; it contains no secret.
    #[command(after_help = format!("Example: siptrunk adopt {0} --out {0}.tf", VENDORS[0].name))]
    Adopt(adopt::run::Options),
}

fn listed(list: &str) -> ExitCode {
    match output::write(list) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::failed(format!("The list cannot be written: {error}.")),
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // A preview ends with 2 where something will be sent, so a mistake in its options must not.
        Err(mistake) if std::env::args_os().nth(1).is_some_and(|task| task == "preview") && mistake.use_stderr() => {
            // Whoever closed it does not read it.
            let _ = mistake.print();
            return ExitCode::FAILURE;
        }
        Err(other) => other.exit(),
    };
    match arguments.task {
        Task::Sandbox(options) if options.list_switches => listed(&switch::listing(SANDBOXES)),
        Task::Sandbox(options) if options.list_faults => listed(&fault::listing()),
        Task::Sandbox(options) => run::run(SANDBOXES, &options),
        Task::Preview(options) => preview::run::run(&options),
        Task::Adopt(options) => adopt::run::run(&options),
    }
}
