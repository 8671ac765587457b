//! The command: reads an account with the provider's own settings, and writes its configuration.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use super::{Progress, adopt, out};
use crate::diagnostic::{Diagnostics, Severity};
use crate::escape;
use crate::output;
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
    /// What all names of blocks begin with.
    pub prefix: Option<String>,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match adopted(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => output::failed(escape::line(&why)),
    }
}

fn adopted(options: &Options) -> Result<(), String> {
    let vendor = vendors::VENDORS.iter().find(|vendor| vendor.name == options.vendor).copied();
    let vendor = vendor.ok_or_else(|| format!("There is no vendor \"{}\".", options.vendor))?;
    options.out.as_deref().map_or(Ok(()), out::vacant)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("The program does not start: {error}."))?;
    let text = runtime.block_on(read(vendor, options)).map_err(said)?;
    match &options.out {
        None => output::write(&text).map_err(|error| format!("The configuration cannot be written: {error}.")),
        Some(out) => out::write(out, &text),
    }
}

async fn read(vendor: &'static Vendor, options: &Options) -> Result<String, Diagnostics> {
    let provider = Provider::of_environment(vendor);
    let mut counter = Counter { vendor, shown: io::stderr().is_terminal() };
    let text = adopt(&provider, vendor, &options.filters, options.prefix.as_deref(), &mut counter).await;
    counter.end();
    provider.close().await;
    text
}

/// Every error, one sentence after the other.
fn said(found: Diagnostics) -> String {
    let errors = found.into_iter().filter(|found| found.severity == Severity::Error);
    errors.map(|error| format!("{}. {}", error.summary, error.detail)).collect::<Vec<_>>().join(" ")
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
