//! The command: reads an account with the provider's own settings, and writes its configuration.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{Progress, adopt};
use crate::diagnostic::{Diagnostics, Severity};
use crate::provider::Provider;
use crate::schema::Vendor;
use crate::schema::format::glob::Glob;
use crate::vendors;

/// What the command is told.
pub struct Options {
    /// The vendor's name.
    pub vendor: String,
    /// Where to write; none for standard output.
    pub out: Option<PathBuf>,
    /// Patterns for names and ids, one of which each object is to be like.
    pub filters: Vec<Glob>,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match adopted(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Whoever closed it does not read it.
            let _ = writeln!(io::stderr(), "Error: {why}");
            ExitCode::FAILURE
        }
    }
}

fn adopted(options: &Options) -> Result<(), String> {
    let vendor = vendors::VENDORS.iter().find(|vendor| vendor.name == options.vendor).copied();
    let vendor = vendor.ok_or_else(|| format!("There is no vendor \"{}\".", options.vendor))?;
    if let Some(out) = options.out.as_deref().filter(|out| out.exists()) {
        return Err(there_already(out));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("The program does not start: {error}."))?;
    let text = runtime.block_on(read(vendor, &options.filters)).map_err(said)?;
    match &options.out {
        None => match io::stdout().write_all(text.as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(format!("The configuration cannot be written: {error}."))
            }
            _ => Ok(()),
        },
        // What somebody else has written meanwhile is not overwritten either.
        Some(out) => match OpenOptions::new().write(true).create_new(true).open(out) {
            Ok(mut file) => file.write_all(text.as_bytes()).map_err(|error| unwritable(out, &error)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(there_already(out)),
            Err(error) => Err(unwritable(out, &error)),
        },
    }
}

fn there_already(out: &Path) -> String {
    format!("{} is there already, and is not overwritten. Name another file, or remove it.", out.display())
}

fn unwritable(out: &Path, error: &io::Error) -> String {
    format!("{} cannot be written: {error}.", out.display())
}

async fn read(vendor: &'static Vendor, filters: &[Glob]) -> Result<String, Diagnostics> {
    let provider = Provider::of_environment(vendor)?;
    let mut counter = Counter { vendor, shown: io::stderr().is_terminal() };
    let text = adopt(&provider, vendor, filters, &mut counter).await;
    counter.end();
    provider.close().await;
    text
}

/// The first error, as one sentence after the other.
fn said(found: Diagnostics) -> String {
    let error = found.into_iter().find(|found| found.severity == Severity::Error);
    error.map(|error| format!("{}. {}", error.summary, error.detail)).unwrap_or_default()
}

/// Counts on a terminal.
struct Counter {
    vendor: &'static Vendor,
    shown: bool,
}

impl Progress for Counter {
    fn read(&mut self, objects: usize) {
        if self.shown {
            let _ = write!(io::stderr(), "\r{}: {objects} read", self.vendor.title);
        }
    }
}

impl Counter {
    fn end(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}
