//! The companion for people and CI. Arguments only; the work is in the library.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use siptrunk::sandbox::{chaos, fault, run, switch};
use siptrunk::schema::format::glob::{GLOB, Glob};
use siptrunk::vendors::{SANDBOXES, VENDORS};
use siptrunk::{adopt, preview};

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
    /// Stands in for the vendors' servers, on this machine and with nothing real in it.
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
        /// Choose how a vendor behaves; may be given many times.
        #[arg(long = "switch", value_name = "VENDOR.SWITCH=VALUE")]
        switches: Vec<String>,
        /// Have the next such calls go wrong, once or so many times; may be given many times. Calls are create, read, update,
        /// delete, login or any.
        #[arg(long = "fault", value_name = "VENDOR.CALL=FAULT[:TIMES]")]
        faults: Vec<String>,
        /// Have calls go wrong by chance; the same seed has the same happen to the same calls.
        #[arg(long, value_name = "SEED")]
        chaos: Option<u64>,
        /// The share of the calls that go wrong by chance, from 0 to 1.
        #[arg(long, requires = "chaos", default_value_t = chaos::Wanted::RATE)]
        rate: f64,
        /// Make objects beforehand: a JSON file with the bodies of creates, a list for each vendor.
        #[arg(long, value_name = "FILE")]
        seed: Option<PathBuf>,
        /// Print what there is to switch, and end.
        #[arg(long)]
        list_switches: bool,
        /// Print what can go wrong, and end.
        #[arg(long)]
        list_faults: bool,
        /// Command to run, after two dashes.
        #[arg(last = true, value_name = "COMMAND")]
        command: Vec<OsString>,
    },
    /// Shows what a plan will have sent to the vendors: each request that changes something, secrets masked.
    ///
    /// Reads what `terraform show -json PLANFILE` prints. Needs no credentials and asks nobody.
    Preview {
        /// The plan's JSON; standard input if left out or `-`.
        file: Option<PathBuf>,
        /// How to write it: left out, text on a terminal and Markdown elsewhere.
        #[arg(long)]
        format: Option<preview::run::Format>,
        /// End with 2 if something will be sent, with 0 if nothing, with 1 for an error.
        #[arg(long)]
        detailed_exitcode: bool,
        /// The most bytes of Markdown; what does not fit is left out by whole trunks, and counted.
        #[arg(long, value_name = "BYTES", default_value_t = preview::LIMIT as u64, value_parser = clap::value_parser!(u64).range(preview::LEAST as u64..))]
        limit: u64,
    },
    /// Writes the configuration of what an account has already, with the blocks that import it.
    ///
    /// Takes the provider's environment variables, and only reads. The plan of what it writes imports all and changes
    /// nothing; no secret is in it.
    Adopt {
        /// Whose account.
        #[arg(value_parser = PossibleValuesParser::new(VENDORS.iter().map(|vendor| vendor.name)))]
        vendor: String,
        /// The file to write, which must not be there yet; standard output if left out.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Only what has such a name or id; may be given many times.
        #[arg(long = "filter", value_name = "GLOB", value_parser = glob)]
        filters: Vec<Glob>,
    },
}

fn glob(text: &str) -> Result<Glob, String> {
    Glob::new(text).ok_or_else(|| format!("it must {}", GLOB.says))
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
        Task::Sandbox { list_switches: true, .. } => {
            print!("{}", switch::listing(SANDBOXES));
            ExitCode::SUCCESS
        }
        Task::Sandbox { list_faults: true, .. } => {
            print!("{}", fault::listing());
            ExitCode::SUCCESS
        }
        Task::Sandbox { port, log, quiet, reads, switches, faults, chaos, rate, seed, command, .. } => {
            let chaos = chaos.map(|seed| chaos::Wanted { seed, rate });
            run::run(SANDBOXES, &run::Options { port, log, quiet, reads, switches, faults, chaos, seed, command })
        }
        Task::Preview { file, format, detailed_exitcode, limit } => {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            preview::run::run(&preview::run::Options { file, format, detailed_exitcode, limit })
        }
        Task::Adopt { vendor, out, filters } => adopt::run::run(&adopt::run::Options { vendor, out, filters }),
    }
}
