//! `siptrunk sandbox`: serving until Ctrl-C, or as long as a command runs.

use std::convert::Infallible;
use std::env;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};

use tokio::process::Command;

use super::{Call, Exchange, Sandbox, listen};

/// What the command line says.
#[derive(Debug, Default)]
pub struct Options {
    /// The port; 0 is any that is free.
    pub port: u16,
    /// A file that every call is written to.
    pub log: Option<PathBuf>,
    /// Whether standard error is left alone.
    pub quiet: bool,
    /// Switches, each `vendor.switch=value`.
    pub switches: Vec<String>,
    /// A command and its arguments; empty to serve until Ctrl-C.
    pub command: Vec<OsString>,
}

/// The exit status of a mistake on the command line.
const MISUSED: u8 = 2;
/// The shell's exit status of a command that cannot be started.
const NOT_STARTED: u8 = 127;

/// Does what the command line says, and tells how it ended.
pub fn run(sandboxes: &[&'static Sandbox], options: &Options) -> ExitCode {
    let outcome = prepare(sandboxes, options).and_then(|exchange| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| format!("cannot start: {error}"))?.block_on(serve(exchange, options))
    });
    outcome.unwrap_or_else(|problem| {
        say(&format!("siptrunk sandbox: {problem}"));
        ExitCode::from(MISUSED)
    })
}

fn prepare(sandboxes: &[&'static Sandbox], options: &Options) -> Result<Exchange, String> {
    let mut exchange = Exchange::new(sandboxes);
    let spelled = |switch: &'_ String| {
        let parts = switch.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        parts.ok_or_else(|| format!("--switch {switch}: write it as vendor.switch=value"))
    };
    let wanted = options.switches.iter().map(spelled).collect::<Result<Vec<_>, _>>()?;
    exchange.switch(wanted.iter().map(|(name, value)| (name.as_str(), value.as_str())))?;
    if let Some(path) = &options.log {
        exchange.tell(writer(open(path)?));
    }
    if !options.quiet {
        exchange.tell(|call| say(&call.line()));
    }
    Ok(exchange)
}

fn open(path: &Path) -> Result<File, String> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.map_err(|error| format!("cannot write the log {}: {error}", path.display()))
}

/// Writes each call as one line of JSON, at once: whoever reads the file sees every call that was answered.
fn writer(mut file: File) -> impl FnMut(&Call) + Send {
    move |call| {
        let line = serde_json::to_string(call).unwrap_or_default() + "\n";
        if let Err(error) = file.write_all(line.as_bytes()) {
            say(&format!("siptrunk sandbox: cannot write the log: {error}"));
        }
    }
}

async fn serve(exchange: Exchange, options: &Options) -> Result<ExitCode, String> {
    let listener = listen::bind(options.port).await;
    let listener = listener.map_err(|error| format!("cannot listen on port {}: {error}", options.port))?;
    let origin = listen::origin(&listener).map_err(|error| error.to_string())?;
    let mut environment = exchange.environment(&origin);
    environment.extend(around_proxies());
    let server = tokio::spawn(listen::serve(listener, exchange));
    if options.command.is_empty() {
        print(&environment).map_err(|error| format!("cannot print the environment: {error}"))?;
        if !options.quiet {
            say(&format!("The sandbox is at {origin}. Set the environment above; Ctrl-C ends it, and forgets all."));
        }
        tokio::select! {
            ended = server => return Err(format!("stopped serving: {ended:?}")),
            _ = tokio::signal::ctrl_c() => return Ok(ExitCode::SUCCESS),
        }
    }
    Ok(command(&options.command, environment).await)
}

/// Runs the command to its end. The terminal sends Ctrl-C to the command as well, which may still have calls to make
/// before it ends; here it is swallowed.
async fn command(words: &[OsString], environment: Vec<(String, String)>) -> ExitCode {
    let swallow = async {
        while tokio::signal::ctrl_c().await.is_ok() {}
        std::future::pending::<Infallible>().await
    };
    let run = async { Command::new(&words[0]).args(&words[1..]).envs(environment).status().await };
    let status = tokio::select! {
        // The swallowing begins before there is a command that a Ctrl-C could be meant for.
        biased;
        never = swallow => match never {},
        status = run => status,
    };
    match status {
        Ok(status) => ExitCode::from(code(status)),
        Err(error) => {
            say(&format!("siptrunk sandbox: cannot run {}: {error}", words[0].display()));
            ExitCode::from(NOT_STARTED)
        }
    }
}

/// Where calls go through a proxy, this address has to be exempt from it: no proxy reaches this machine's loopback.
fn around_proxies() -> Vec<(String, String)> {
    let given = |name: &&str| env::var(name).is_ok_and(|value| !value.is_empty());
    if !["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].iter().any(given) {
        return vec![];
    }
    let exempt = ["NO_PROXY", "no_proxy"].iter().find(|name| given(name)).and_then(|name| env::var(name).ok());
    let exempt = exempt.map_or_else(String::new, |exempt| exempt + ",") + "127.0.0.1";
    // Programs differ in which of the two they read.
    ["NO_PROXY", "no_proxy"].map(|name| (name.to_owned(), exempt.clone())).into()
}

/// The status as a shell gives it.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return 128u8.saturating_add(u8::try_from(signal).unwrap_or(u8::MAX));
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

/// For a shell's `eval`. Only a list of proxies' exceptions may need its quotes.
fn print(environment: &[(String, String)]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    for (name, value) in environment {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/,".contains(c);
        match value.chars().all(plain) {
            true => writeln!(stdout, "export {name}={value}")?,
            false => writeln!(stdout, "export {name}='{}'", value.replace('\'', r"'\''"))?,
        }
    }
    stdout.flush()
}

/// To standard error. That nobody listens there is no reason to stop serving.
fn say(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}
