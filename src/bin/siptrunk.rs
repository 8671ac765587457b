//! The companion for people and CI. Arguments only; the work is in the library.
#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use siptrunk::sandbox::{chaos, fault, run, switch};
use siptrunk::schema::format::glob::{GLOB, Glob};
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
    Sandbox {
        /// Port to listen on; any free one if left out.
        #[arg(long, default_value_t = 0, hide_default_value = true)]
        port: u16,
        /// Write every call to this file, one JSON object a line, secrets masked.
        #[arg(long, value_name = "FILE")]
        log: Option<PathBuf>,
        /// Do not show calls on standard error.
        #[arg(long)]
        quiet: bool,
        /// Show reads and logins on standard error too, not only calls that change something.
        #[arg(long)]
        reads: bool,
        /// Choose how a vendor behaves; may be repeated.
        #[arg(long = "switch", value_name = "VENDOR.SWITCH=VALUE")]
        switches: Vec<String>,
        /// Make the next calls of a kind go wrong, once or TIMES times; may be repeated. CALL is create, read, update, delete,
        /// login or any.
        #[arg(long = "fault", value_name = "VENDOR.CALL=FAULT[:TIMES]")]
        faults: Vec<String>,
        /// Make calls go wrong at random; the same seed gives the same faults to the same calls.
        #[arg(long, value_name = "SEED")]
        chaos: Option<u64>,
        /// The share of calls that go wrong at random, from 0 to 1.
        #[arg(long, requires = "chaos", default_value_t = chaos::Wanted::RATE)]
        rate: f64,
        /// Create objects at the start, from a JSON file with a list of request bodies for each vendor.
        #[arg(long, value_name = "FILE")]
        seed: Option<PathBuf>,
        /// Print all switches, and end.
        #[arg(long)]
        list_switches: bool,
        /// Print all faults, and end.
        #[arg(long)]
        list_faults: bool,
        /// Command to run, after two dashes.
        #[arg(last = true, value_name = "COMMAND")]
        command: Vec<OsString>,
    },
    /// Shows the requests that applying a plan will send to the vendors, secrets masked.
    ///
    /// Reads the output of `terraform show -json PLANFILE`. Needs no credentials and calls no vendor.
    Preview {
        /// The plan's JSON; standard input if left out or `-`.
        file: Option<PathBuf>,
        /// Form of the output; if left out, text on a terminal and Markdown elsewhere.
        #[arg(long)]
        format: Option<preview::run::Format>,
        /// Exit with 2 if something will be sent, with 0 if nothing, with 1 for an error.
        #[arg(long)]
        detailed_exitcode: bool,
        /// Maximum size of the Markdown; whole trunks that do not fit are left out and counted.
        #[arg(long, value_name = "BYTES", default_value_t = preview::LIMIT as u64, value_parser = clap::value_parser!(u64).range(preview::LEAST as u64..))]
        limit: u64,
    },
    /// Writes the configuration of the trunks that an account already has, with the blocks that import them.
    ///
    /// Uses the provider's environment variables, and only reads. Planning what it writes imports everything and changes
    /// nothing; it contains no secret.
    Adopt {
        /// Vendor of the account.
        #[arg(value_parser = PossibleValuesParser::new(VENDORS.iter().map(|vendor| vendor.name)))]
        vendor: String,
        /// File to write, which must not exist yet; standard output if left out.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Only objects whose name, description or id matches; may be repeated.
        #[arg(long = "filter", value_name = "GLOB", value_parser = glob)]
        filters: Vec<Glob>,
        /// What the names of all blocks begin with, so that several runs can be used side by side.
        #[arg(long, value_name = "NAME", value_parser = adopt::prefix)]
        prefix: Option<String>,
    },
}

fn glob(text: &str) -> Result<Glob, String> {
    Glob::new(text).ok_or_else(|| format!("it must {}", GLOB.says))
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
        Task::Sandbox { list_switches: true, .. } => listed(&switch::listing(SANDBOXES)),
        Task::Sandbox { list_faults: true, .. } => listed(&fault::listing()),
        Task::Sandbox { port, log, quiet, reads, switches, faults, chaos, rate, seed, command, .. } => {
            let chaos = chaos.map(|seed| chaos::Wanted { seed, rate });
            run::run(SANDBOXES, &run::Options { port, log, quiet, reads, switches, faults, chaos, seed, command })
        }
        Task::Preview { file, format, detailed_exitcode, limit } => {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            preview::run::run(&preview::run::Options { file, format, detailed_exitcode, limit })
        }
        Task::Adopt { vendor, out, filters, prefix } => {
            adopt::run::run(&adopt::run::Options { vendor, out, filters, prefix })
        }
    }
}
