//! The command: reads a plan from a file or from standard input, and writes what it will have sent.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;

use super::markdown::{LEAST, LIMIT};
use super::print::{safely, seen};
use super::{Preview, Refusal};
use crate::output;

/// What the command line says.
#[derive(clap::Args)]
pub struct Options {
    /// The plan's JSON; standard input if left out or `-`.
    file: Option<PathBuf>,
    /// Form of the output; if left out, text on a terminal and Markdown elsewhere.
    #[arg(long)]
    format: Option<Format>,
    /// Exit with 2 if something will be sent, with 0 if nothing, with 1 for an error.
    #[arg(long)]
    detailed_exitcode: bool,
    #[arg(long, value_name = "BYTES", default_value_t = LIMIT, value_parser = limit, help = format!(
        "Maximum size of the Markdown, at least {LEAST}; whole trunks that do not fit are left out and counted"
    ))]
    limit: usize,
}

fn limit(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|limit| *limit >= LEAST);
    limit.ok_or_else(|| format!("it must be a number of bytes, at least {LEAST}"))
}

/// How a preview is written.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// For a comment on a pull request.
    Markdown,
    /// For machines.
    Json,
}

/// Terraform's own: something will be sent.
const SOMETHING: u8 = 2;

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match told(options) {
        Ok(Some(code)) => code,
        Ok(None) => ExitCode::SUCCESS,
        Err(refusal) => output::failed(refusal),
    }
}

fn told(options: &Options) -> Result<Option<ExitCode>, Refusal> {
    let preview = Preview::read(&input(options.file.as_deref())?)?;
    let usual = if io::stdout().is_terminal() { Format::Text } else { Format::Markdown };
    let text = match options.format.unwrap_or(usual) {
        Format::Text => preview.text(),
        Format::Markdown => preview.markdown(options.limit),
        Format::Json => safely(&preview.written()).map_err(|error| unwritten(&error))? + "\n",
    };
    output::write(&text).map_err(|error| unwritten(&error))?;
    Ok((options.detailed_exitcode && !preview.sends_nothing()).then(|| SOMETHING.into()))
}

fn unwritten(error: &dyn std::error::Error) -> Refusal {
    Refusal(format!("The preview cannot be written: {error}."))
}

fn input(file: Option<&Path>) -> Result<Vec<u8>, Refusal> {
    match file.filter(|file| *file != Path::new("-")) {
        Some(file) => {
            fs::read(file).map_err(|error| Refusal(format!("{} cannot be read: {error}.", seen(&file.to_string_lossy()))))
        }
        None if io::stdin().is_terminal() => Err(Refusal(
            "Nothing comes in. Pipe a plan into it, `terraform show -json PLANFILE | siptrunk preview`, or name a file."
                .into(),
        )),
        None => {
            let mut input = vec![];
            let read = io::stdin().lock().read_to_end(&mut input);
            read.map_err(|error| Refusal(format!("Standard input cannot be read: {error}.")))?;
            Ok(input)
        }
    }
}
