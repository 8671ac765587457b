//! `siptrunk sandbox`: serving until Ctrl-C, or as long as a command runs.

use std::convert::Infallible;
use std::env;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};

use serde_json::Value as Json;
use tokio::process::{Child, Command};

use super::fault::Fault;
use super::{Call, Exchange, Sandbox, chaos, listen};

/// What the command line says.
#[derive(clap::Args)]
pub struct Options {
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
    pub list_switches: bool,
    /// Print all faults, and end.
    #[arg(long)]
    pub list_faults: bool,
    /// Command to run, after two dashes.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// The exit status of a mistake on the command line.
const MISUSED: u8 = 2;
/// The shell's exit status of a command that cannot be started.
const NOT_STARTED: u8 = 127;
/// What attaches Terraform to providers that run already, and does nothing where it is empty. Such a process has an environment of
/// its own, without the sandbox in it.
const REATTACH: &str = "TF_REATTACH_PROVIDERS";

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
    for spelled in &options.faults {
        exchange.order(Fault::spelled(spelled)?).map_err(|problem| format!("--fault {spelled}: {problem}"))?;
    }
    let chaos = options.chaos.map(|seed| chaos::Wanted { seed, rate: options.rate });
    exchange.let_happen(chaos).map_err(|problem| format!("--rate: {problem}"))?;
    if let Some(path) = &options.seed {
        seed(&mut exchange, path).map_err(|problem| format!("--seed {}: {problem}", path.display()))?;
    }
    if let Some(path) = &options.log {
        exchange.tell(writer(open(path)?));
    }
    if !options.quiet {
        let reads = options.reads;
        exchange.tell(move |call| {
            if call.is_told(reads) {
                say(&call.line());
            }
        });
    }
    Ok(exchange)
}

/// Makes what a file says: for each vendor the bodies of creates, as its pages have them.
fn seed(exchange: &mut Exchange, path: &Path) -> Result<(), String> {
    let text = fs::read(path).map_err(|error| error.to_string())?;
    let vendors: serde_json::Map<String, Json> = serde_json::from_slice(&text)
        .map_err(|error| format!("not an object of vendors, each with a list of bodies: {error}"))?;
    for (vendor, bodies) in &vendors {
        let bodies = bodies.as_array().ok_or_else(|| format!("{vendor} must be a list of bodies"))?;
        for (at, body) in bodies.iter().enumerate() {
            exchange.seed(vendor, body).map_err(|problem| format!("{vendor}[{at}]: {problem}"))?;
        }
    }
    Ok(())
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
    if !options.command.is_empty() && is_attached(&env::var(REATTACH).unwrap_or_default()) {
        return Err(format!(
            "{REATTACH} attaches Terraform to a provider that runs outside of this sandbox and would call the real vendors. Unset \
             it, or start both in a shell of the sandbox: siptrunk sandbox -- bash."
        ));
    }
    let listener = listen::bind(options.port).await;
    let listener = listener.map_err(|error| format!("cannot listen on port {}: {error}", options.port))?;
    let origin = listen::origin(&listener).map_err(|error| error.to_string())?;
    let mut environment = exchange.environment(&origin);
    environment.extend(around_proxies());
    let server = tokio::spawn(listen::serve(listener, exchange));
    if options.command.is_empty() {
        // In whatever terminal this is evaluated.
        environment.push((REATTACH.into(), String::new()));
        match print(&environment) {
            // Nobody is left to use it.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(ExitCode::SUCCESS),
            printed => printed.map_err(|error| format!("cannot print the environment: {error}"))?,
        }
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
/// before it ends; here it is swallowed. A termination signal comes to this process alone, and is passed on.
async fn command(words: &[OsString], environment: Vec<(String, String)>) -> ExitCode {
    let swallow = async {
        while tokio::signal::ctrl_c().await.is_ok() {}
        std::future::pending::<Infallible>().await
    };
    // Signals are heard before there is a command that they could be meant for.
    let mut termination = Termination::heard();
    let run = async {
        let mut child = Command::new(&words[0]).args(&words[1..]).envs(environment).spawn()?;
        loop {
            tokio::select! {
                status = child.wait() => return status,
                () = termination.comes() => termination.pass_on(&child),
            }
        }
    };
    let status = tokio::select! {
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

/// The signal that asks a process to end. Where there is none, it never comes.
struct Termination {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Termination {
    fn heard() -> Self {
        Self { signal: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok() }
    }

    async fn comes(&mut self) {
        match &mut self.signal {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }

    fn pass_on(&self, child: &Child) {
        use rustix::process::{Pid, Signal, kill_process};
        if let Some(pid) = child.id().and_then(|pid| Pid::from_raw(pid.try_into().ok()?)) {
            // One that has just ended needs it no more.
            let _ = kill_process(pid, Signal::TERM);
        }
    }
}

#[cfg(not(unix))]
impl Termination {
    fn heard() -> Self {
        Self {}
    }

    async fn comes(&mut self) {
        std::future::pending().await
    }

    fn pass_on(&self, _child: &Child) {}
}

/// Whether what attaches providers names this one, from whatever registry. What is no JSON, Terraform refuses.
fn is_attached(providers: &str) -> bool {
    let providers: serde_json::Map<String, Json> = serde_json::from_str(providers).unwrap_or_default();
    providers.keys().any(|name| name.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case("siptrunk")))
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
