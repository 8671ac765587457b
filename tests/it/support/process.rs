//! Starts the provider as go-plugin does.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Mutex;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::client::Identity;
use super::within_limit;

/// The provider, and its companion on the command line.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_terraform-provider-siptrunk");
pub const COMPANION: &str = env!("CARGO_BIN_EXE_siptrunk");

/// The folder of programs that are built as they are published, where SIPTRUNK_RELEASE names it.
pub fn released() -> Option<PathBuf> {
    std::env::var_os("SIPTRUNK_RELEASE").map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
}

const COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// Says once, past the test harness's capture, what keeps some tests from doing anything; in CI that is a failure.
pub fn without(what: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{what}, and CI must not do without");
    if SAID.lock().expect("nobody has panicked in it").insert(what.to_owned()) {
        let _ = writeln!(std::io::stderr(), "\nskipped: {what}; tests that need it did nothing\n");
    }
}

/// A program on PATH, or where a path leads.
pub fn found(name: &OsStr) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|directory| directory.join(name)).find(|program| program.is_file())
}

/// Whether these tools are there.
pub fn tools(names: &[&str]) -> bool {
    let missing = names.iter().find(|name| found(OsStr::new(name)).is_none());
    if let Some(name) = missing {
        without(&format!("no {name} on PATH"));
    }
    missing.is_none()
}

/// The program with nothing but a temporary directory in its environment.
pub fn by_hand(temporary: &Path) -> Command {
    alone(Path::new(PROGRAM), temporary)
}

fn alone(program: &Path, temporary: &Path) -> Command {
    let mut command = Command::new(program);
    clean(&mut command, temporary);
    command
}

/// Empties a command's environment, and sees to it that it does not outlive the test.
pub fn clean(command: &mut Command, temporary: &Path) {
    // Where nothing is called home, the user's entry in the passwords' file says it, and its caches are the user's own.
    command.env_clear().env("HOME", temporary).env("TMPDIR", temporary).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
}

/// Adds what Terraform sets.
pub fn as_terraform(command: &mut Command, versions: &str, client: Option<&Identity>) {
    command.env("TF_PLUGIN_MAGIC_COOKIE", COOKIE).env("PLUGIN_PROTOCOL_VERSIONS", versions);
    command.env("PLUGIN_MIN_PORT", "10000").env("PLUGIN_MAX_PORT", "25000");
    if let Some(client) = client {
        command.env("PLUGIN_CLIENT_CERT", client.pem());
    }
}

/// A provider that has announced itself.
pub struct Running {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    /// Where its socket is.
    pub socket: PathBuf,
    /// The certificate field of its handshake.
    pub certificate: String,
    _temporary: Option<TempDir>,
}

impl Running {
    /// Started by the holder of a certificate, in a temporary directory of its own.
    pub async fn for_client(client: &Identity) -> Self {
        Self::of(Path::new(PROGRAM), client).await
    }

    /// The same of any build of the program.
    pub async fn of(program: &Path, client: &Identity) -> Self {
        let temporary = tempfile::tempdir().expect("a temporary directory");
        let mut command = alone(program, temporary.path());
        as_terraform(&mut command, "5,6", Some(client));
        Self { _temporary: Some(temporary), ..Self::announced(command).await }
    }

    /// Starts a command and reads its handshake.
    pub async fn announced(command: Command) -> Self {
        let mut running = Self::spawned(command);
        let line = running.line().await;
        let fields: Vec<_> = line.split('|').collect();
        let [version, protocol, network, socket, kind, certificate] = fields[..] else { panic!("six fields: {line}") };
        assert_eq!((version, protocol, network, kind), ("1", "6", "unix", "grpc"), "{line}");
        running.socket = socket.into();
        running.certificate = certificate.to_owned();
        running
    }

    /// Starts a command.
    pub fn spawned(mut command: Command) -> Self {
        let mut child = command.spawn().expect("it starts");
        let stdout = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        Self { child, stdout, socket: PathBuf::new(), certificate: String::new(), _temporary: None }
    }

    /// One that a person has started with `--debug` and these variables, and what attaches the CLI to it, as a variable.
    pub async fn debugged(variables: &[(String, String)]) -> (Self, String) {
        let temporary = tempfile::tempdir().expect("a temporary directory");
        let mut command = by_hand(temporary.path());
        // Nobody reads its log, which must not stop it.
        command.arg("--debug").envs(variables.iter().cloned()).stderr(Stdio::null());
        let mut running = Self { _temporary: Some(temporary), ..Self::spawned(command) };
        let reattach = running.reattach().await;
        (running, reattach)
    }

    /// What a provider that was started with `--debug` says of how the CLI is attached to it.
    pub async fn reattach(&mut self) -> String {
        loop {
            if let Some(reattach) = self.line().await.strip_prefix("TF_REATTACH_PROVIDERS=") {
                return reattach.trim_matches('\'').to_owned();
            }
        }
    }

    /// The next line of its standard output.
    pub async fn line(&mut self) -> String {
        within_limit(self.stdout.next_line()).await.expect("it can be read").expect("there is a line")
    }

    /// The private directory of its socket.
    pub fn directory(&self) -> &Path {
        self.socket.parent().expect("a socket is in a directory")
    }

    /// Its process id, for the benchmark.
    #[allow(dead_code)]
    pub fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    pub fn signal(&self, signal: Signal) {
        let pid = self.child.id().and_then(|pid| Pid::from_raw(pid.try_into().ok()?)).expect("it runs");
        kill_process(pid, signal).expect("it can be signalled");
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> ExitStatus {
        within_limit(self.child.wait()).await.expect("it ends")
    }
}
