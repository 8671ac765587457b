//! The command: reads an account with the provider's own settings, and writes its configuration.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser};

use super::{Written, adopt, out, prefix};
use crate::diagnostic::{Diagnostics, Severity};
use crate::escape;
use crate::output;
use crate::provider::Provider;
use crate::schema::format::glob::{GLOB, Glob};
use crate::schema::format::text::and;
use crate::schema::{Place, Vendor};
use crate::vendors::VENDORS;

/// What the command line says.
#[derive(clap::Args)]
pub struct Options {
    /// Vendor of the account, with the environment variables that say which one it is.
    #[arg(value_parser = PossibleValuesParser::new(VENDORS.iter().map(|vendor| possible(vendor))))]
    vendor: String,
    /// File to write, which must not exist yet; standard output if left out.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Only what has a name, description or id that matches; may be repeated.
    #[arg(long = "filter", value_name = "GLOB", value_parser = glob)]
    filters: Vec<Glob>,
    /// What the names of all blocks begin with, so that several runs can be used side by side.
    #[arg(long, value_name = "NAME", value_parser = prefix)]
    prefix: Option<String>,
}

fn possible(vendor: &Vendor) -> PossibleValue {
    let addresses = vendor.resources.iter().flat_map(|resource| resource.attributes);
    let addresses = addresses.filter(|attribute| attribute.place == Place::Address).map(|attribute| attribute.name);
    let needed = vendor.needed().filter(|setting| !setting.has_default());
    let names = needed.map(|setting| setting.name).chain(addresses.filter(|name| vendor.setting(name).is_some()));
    let variables: Vec<_> = names.map(|name| vendor.variable(name)).collect();
    PossibleValue::new(vendor.name).help(variables.join(", "))
}

fn glob(text: &str) -> Result<Glob, String> {
    Glob::new(text).ok_or_else(|| format!("it must {}", GLOB.says))
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match adopted(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => output::failed(escape::line(&why)),
    }
}

fn adopted(options: &Options) -> Result<(), String> {
    let vendor = VENDORS.iter().find(|vendor| vendor.name == options.vendor).copied();
    let vendor = vendor.ok_or_else(|| format!("There is no vendor \"{}\".", options.vendor))?;
    options.out.as_deref().map_or(Ok(()), out::vacant)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("The program does not start: {error}."))?;
    let account = runtime.block_on(read(vendor, options)).map_err(said)?;
    let Some(out) = &options.out else {
        return output::write(&account.hcl).map_err(|error| format!("The configuration cannot be written: {error}."));
    };
    out::write(out, &account.hcl)?;
    if io::stderr().is_terminal() {
        let _ = writeln!(io::stderr(), "{}", escape::line(&account.told(out)));
    }
    Ok(())
}

async fn read(vendor: &'static Vendor, options: &Options) -> Result<Written, Diagnostics> {
    let provider = Provider::of_environment(vendor);
    let shown = io::stderr().is_terminal();
    let tell = |text: &str| {
        if shown {
            let _ = write!(io::stderr(), "\r{text}");
        }
    };
    let count = |objects| tell(&format!("{}: {objects} read", vendor.title));
    let account = adopt(&provider, vendor, &options.filters, options.prefix.as_deref(), count).await;
    tell("\u{1b}[K");
    provider.close().await;
    account
}

impl Written {
    /// What has become of the account, and what to do next.
    fn told(&self, out: &Path) -> String {
        let left = match self.left {
            0 => String::new(),
            left => format!(", {left} left out (see the comments)"),
        };
        let adopted: Vec<_> = self.adopted.iter().map(|(count, noun)| counted(*count, noun)).collect();
        format!("{} written to {}{left}. Next: terraform plan.", and(&adopted), out.display())
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Every error, one sentence after the other.
fn said(found: Diagnostics) -> String {
    let errors = found.into_iter().filter(|found| found.severity == Severity::Error);
    errors.map(|error| format!("{}. {}", error.summary, error.detail)).collect::<Vec<_>>().join(" ")
}
