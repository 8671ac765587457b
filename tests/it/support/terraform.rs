//! The real CLI drives the built provider: a workspace in a directory of its own.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value as Json;
use siptrunk::preview::Preview;
use siptrunk::vendors::VENDORS;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

use super::foretold;
use super::mirror::Mirror;
use super::process::{found, without};
use super::sandbox::{Call, Sandbox};
use super::truth::{Lie, Truth};

/// What one command may take. A slow machine under load needs a fraction of it.
const LIMIT: Duration = Duration::from_secs(120);

/// The CLI's program, if there is one.
pub fn cli() -> Option<PathBuf> {
    let wanted = std::env::var_os("SIPTRUNK_CLI").unwrap_or_else(|| "terraform".into());
    let program = found(&wanted);
    if program.is_none() {
        without(&format!("no {} on PATH", wanted.display()));
    }
    program
}

/// A directory with a configuration and a state, and an environment that holds nothing from outside.
pub struct Workspace {
    cli: PathBuf,
    directory: TempDir,
    variables: Vec<(String, OsString)>,
    /// Whose objects the state speaks of.
    sandbox: Option<Sandbox>,
    /// Whether what it sends is held against a preview, which takes two more commands.
    previewed: bool,
}

impl Workspace {
    /// An initialised workspace without any configuration; `None` where there is no CLI.
    pub async fn new() -> Option<Self> {
        let cli = cli()?;
        let directory = tempfile::Builder::new().prefix("tf").tempdir().expect("a temporary directory");
        let workspace = Self { cli, directory, variables: vec![], sandbox: None, previewed: false };
        Mirror::prepared(&workspace.cli).await.copy_into(workspace.path());
        Some(workspace)
    }

    /// The same with a variable in the environment of every command.
    pub fn with(mut self, name: &str, value: &(impl AsRef<OsStr> + ?Sized)) -> Self {
        self.variables.push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    /// The same with a state that is held against what this sandbox holds.
    pub fn at(self, sandbox: Sandbox) -> Self {
        Self { sandbox: Some(sandbox), ..self }
    }

    /// The same with a state that speaks of several sandboxes, and is held against none.
    pub fn anywhere(self) -> Self {
        Self { sandbox: None, ..self }
    }

    /// The CLI's program.
    pub fn program(&self) -> &str {
        self.cli.to_str().expect("a name")
    }

    /// The same, and what an apply sends is held against the preview of its plan.
    pub fn previewed(self) -> Self {
        Self { previewed: true, ..self }
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Makes `hcl` the whole configuration.
    pub fn write(&self, hcl: &str) {
        fs::write(self.path().join("main.tf"), hcl).expect("a configuration");
    }

    /// Runs a command of the CLI to its end. If it writes the state and succeeds, the state must be true, and what it sent
    /// must be what a preview of its plan says, if the workspace is previewed.
    pub async fn run(&self, arguments: &[&str]) -> Run {
        let writes = ["apply", "destroy", "import", "refresh"].contains(&arguments[0]);
        let Some(sandbox) = self.sandbox.as_ref().filter(|_| writes) else { return self.plainly(arguments).await };
        let before = Truth::of(sandbox).await.unknown_to(&self.whole_state());
        let run = match arguments {
            ["apply" | "destroy", ..] if self.previewed => self.foretold(arguments, sandbox).await,
            _ => self.plainly(arguments).await,
        };
        if run.code != 0 {
            return run;
        }
        let (truth, state) = (Truth::of(sandbox).await, self.whole_state());
        let mut lies = truth.lies_of(&state);
        lies.extend(truth.unknown_to(&state).difference(&before).map(Lie::forgotten));
        lies.retain(|lie| !run.warns_of(lie));
        Run { lies, ..run }
    }

    async fn plainly(&self, arguments: &[&str]) -> Run {
        let mut command = bare(&self.cli, self.path());
        command.envs(self.variables.iter().cloned()).args(arguments);
        finished(command).await
    }

    /// Carries out an `apply` or a `destroy` in its two steps, with a preview between them.
    async fn foretold(&self, arguments: &[&str], sandbox: &Sandbox) -> Run {
        let saved = arguments.iter().skip(1).find(|argument| !argument.starts_with('-'));
        let file = saved.copied().unwrap_or("plan.out");
        let mut planned = Run::default();
        if saved.is_none() {
            let mut plan = vec!["plan", "-out", file];
            plan.extend((arguments[0] == "destroy").then_some("-destroy"));
            plan.extend(arguments[1..].iter().filter(|argument| **argument != "-auto-approve"));
            planned = self.plainly(&plan).await;
            if planned.code != 0 {
                return planned;
            }
        }
        let shown = self.plainly(&["show", "-json", file]).await.ok();
        let preview = Preview::read(shown.stdout.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}")).json();
        let before = sandbox.log().await.len();
        let applied = self.plainly(&["apply", "-input=false", "-no-color", file]).await;
        let log = sandbox.log().await;
        let mut calls: Vec<Call> = log.iter().skip(before).map(Call::of).collect();
        calls.retain(Call::changes_something);
        let plan: Json = serde_json::from_str(&shown.stdout).expect("JSON");
        let surprises = match applied.code {
            0 => foretold::differences(&plan, &preview, &calls),
            // One that failed may send less, and nothing else.
            _ => foretold::unforetold(&plan, &preview, &calls),
        };
        Run {
            text: planned.text + &applied.text,
            stdout: planned.stdout + &applied.stdout,
            surprises,
            preview,
            ..applied
        }
    }

    /// Runs a command of the CLI with `-json`, and hears what it says.
    pub async fn tell(&self, arguments: &[&str]) -> Messages {
        let mut command = bare(&self.cli, self.path());
        command.envs(self.variables.iter().cloned()).args(arguments);
        let run = finished(command).await;
        Messages(run.stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    /// Starts a command, and interrupts the CLI, as Ctrl-C does, once `moment` has come.
    pub async fn interrupted(&self, arguments: &[&str], moment: impl Future<Output = ()>) -> Run {
        let mut command = bare(&self.cli, self.path());
        command.envs(self.variables.iter().cloned()).args(arguments);
        let child = command.spawn().expect("it starts");
        let pid = child.id().and_then(|pid| Pid::from_raw(pid.try_into().ok()?)).expect("it runs");
        timeout(LIMIT, moment).await.expect("the moment comes");
        kill_process(pid, Signal::INT).expect("it can be interrupted");
        let output = timeout(LIMIT, child.wait_with_output()).await.expect("it ends").expect("it ends");
        Run::of(arguments.join(" "), output)
    }

    pub async fn apply(&self, hcl: &str) -> Run {
        self.write(hcl);
        self.run(&["apply", "-auto-approve", "-input=false", "-no-color"]).await
    }

    pub async fn destroy(&self) -> Run {
        self.run(&["destroy", "-auto-approve", "-input=false", "-no-color"]).await
    }

    /// Exits with 0 if nothing is to be done, with 2 if something is.
    pub async fn plan(&self, hcl: &str) -> Run {
        self.write(hcl);
        self.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color"]).await
    }

    /// The preview of the plan for a configuration.
    pub async fn preview(&self, hcl: &str) -> Json {
        self.write(hcl);
        self.run(&["plan", "-out=preview.out", "-input=false", "-no-color"]).await.ok();
        let shown = self.run(&["show", "-json", "preview.out"]).await.ok();
        Preview::read(shown.stdout.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}")).json()
    }

    pub async fn import(&self, address: &str, id: &str) -> Run {
        self.run(&["import", "-input=false", "-no-color", address, id]).await
    }

    /// Out of the state and imported, as if somebody else had made it.
    pub async fn found_again(&self, address: &str, id: &str) -> Run {
        self.run(&["state", "rm", address]).await.ok();
        self.import(address, id).await
    }

    /// What a resource in the state is imported by.
    pub fn import_id(&self, address: &str) -> String {
        let attributes = self.state(address).unwrap_or_else(|| panic!("no {address}")).attributes;
        let above = ["property_sid", "trunk_id"].iter().find_map(|name| attributes[name].as_str());
        let id = attributes["id"].as_str().expect("an id");
        above.map_or_else(|| id.to_owned(), |above| format!("{above}/{id}"))
    }

    /// The state's file, which holds secrets in the clear; null where there is none yet.
    pub fn whole_state(&self) -> Json {
        let text = fs::read(self.path().join("terraform.tfstate")).unwrap_or_default();
        if text.is_empty() { Json::Null } else { serde_json::from_slice(&text).expect("a state is JSON") }
    }

    /// Makes `state` the whole state.
    pub fn put_state(&self, state: &Json) {
        if !state.is_null() {
            fs::write(self.path().join("terraform.tfstate"), state.to_string()).expect("a state");
        }
    }

    /// Type and id of every resource in the state.
    pub fn identifiers(&self) -> Vec<(String, String)> {
        let state = self.whole_state();
        let of = |resource: &Json| {
            let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
            (text(&resource["type"]), text(&resource["instances"][0]["attributes"]["id"]))
        };
        state["resources"].as_array().into_iter().flatten().map(of).collect()
    }

    /// What the state holds of a resource, by `type.name`; read from the file, to spare a process.
    pub fn state(&self, address: &str) -> Option<Instance> {
        let state = self.whole_state();
        let (kind, name) = address.split_once('.').expect("type.name");
        let resource = state["resources"]
            .as_array()?
            .iter()
            .find(|resource| resource["type"] == kind && resource["name"] == name)?;
        let instance = &resource["instances"][0];
        Some(Instance { tainted: instance["status"] == "tainted", attributes: instance["attributes"].clone() })
    }
}

/// A resource in the state.
#[derive(Debug)]
pub struct Instance {
    pub tainted: bool,
    pub attributes: Json,
}

/// A command that ended.
#[derive(Debug, Default)]
pub struct Run {
    line: String,
    pub code: i32,
    pub stdout: String,
    /// Everything it wrote, on whichever stream.
    pub text: String,
    /// In what the state that it wrote parts from what the vendors hold.
    lies: Vec<Lie>,
    /// What the preview of its plan said, where there was one.
    pub preview: Json,
    /// In what the calls that it made part from it.
    surprises: Vec<String>,
}

impl Run {
    fn of(line: String, output: Output) -> Self {
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let text = stdout.clone() + &String::from_utf8_lossy(&output.stderr);
        Self { line, code: output.status.code().unwrap_or(-1), stdout, text, ..Self::default() }
    }

    /// It succeeded.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.exited(0)
    }

    /// It ended with that status, and left a state that is true.
    #[track_caller]
    pub fn exited(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{self}");
        let lies: String = self.lies.iter().map(|lie| format!("  {lie}\n")).collect();
        assert!(lies.is_empty(), "the state is not what the vendor holds:\n{lies}\n{self}");
        let surprises = self.surprises.join("\n  ");
        assert!(surprises.is_empty(), "the preview of its plan does not say so:\n  {surprises}\n\n{self}");
        let homeless = self.homeless();
        assert!(homeless.is_none(), "this does not say where: {}\n\n{self}", homeless.unwrap_or_default());
        self
    }

    /// The state parts from the vendor in these attributes, as it must where nobody can know better.
    #[track_caller]
    pub fn but(mut self, attributes: &[&str]) -> Self {
        for attribute in attributes {
            assert!(
                self.lies.iter().any(|lie| lie.attribute == *attribute),
                "the state is true in {attribute}\n{self}"
            );
        }
        self.lies.retain(|lie| !attributes.contains(&lie.attribute.as_str()));
        self
    }

    /// Whether a warning tells of it.
    fn warns_of(&self, lie: &Lie) -> bool {
        self.messages("Warning").iter().any(|text| lie.is_told_by(text))
    }

    /// The CLI's messages of that severity.
    fn messages(&self, severity: &str) -> Vec<String> {
        // Without colours there are no boxes: a message ends where the next one begins, or the CLI goes on.
        let ends = ["\nWarning: ", "\nError: ", "\nApply complete!", "\nDestroy complete!", "\nPlan: "];
        let end = move |text: &&str| ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
        let begin = format!("\n{severity}: ");
        self.text.split(&begin).skip(1).map(|text| unwrapped(&text[..end(&text)])).collect()
    }

    /// What is said of a vendor's doings without saying where that vendor was spoken to: there may be a proxy, another
    /// account, or a test system behind the name.
    fn homeless(&self) -> Option<String> {
        let deeds = [" did not ", " does not show ", " shows ", " changed "];
        let is_of_a_vendor = |text: &str| {
            VENDORS.iter().any(|vendor| {
                let rest = text.strip_prefix(vendor.title);
                rest.is_some_and(|rest| deeds.iter().any(|deed| rest.starts_with(deed)))
            })
        };
        let says_where = |text: &str| ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| text.contains(host));
        let mut messages = ["Warning", "Error"].into_iter().flat_map(|severity| self.messages(severity));
        messages.find(|text| is_of_a_vendor(text) && !says_where(text))
    }

    /// It failed with an error in these words, however the CLI wraps its lines.
    #[track_caller]
    pub fn failed(self, words: &[&str]) -> Self {
        self.exited(1).says(words)
    }

    /// A plan that finds nothing to do.
    #[track_caller]
    pub fn empty(self) -> Self {
        self.exited(0).says(&["No changes."])
    }

    /// All of these words are in what it wrote, however the CLI wraps its lines.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        let text = unwrapped(&self.text);
        for words in words {
            assert!(text.contains(&unwrapped(words)), "it does not say {words:?}\n{self}");
        }
        self
    }

    /// None of these words is in what it wrote.
    #[track_caller]
    pub fn says_not(self, words: &[&str]) -> Self {
        let text = unwrapped(&self.text);
        for words in words {
            assert!(!text.contains(&unwrapped(words)), "it says {words:?}\n{self}");
        }
        self
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ended with {}\n{}", self.line, self.code, self.text)
    }
}

/// What the CLI says with `-json`, line by line.
pub struct Messages(Vec<Json>);

impl Messages {
    /// Whether it got beyond its plan, or had no errors in it. Of a plan with errors the CLI shows what there is.
    pub fn planned(&self) -> bool {
        let error = |line: &Json| line["type"] == "diagnostic" && line["diagnostic"]["severity"] == "error";
        let begun = |line: &Json| line["type"] == "apply_start";
        self.0.iter().any(begun) || !self.0.iter().any(error)
    }

    /// The diagnostics of this severity that speak of what ends in `_name`, or is called so, or of that host: those of an
    /// import have no place in the configuration.
    pub fn of(&self, severity: &str, name: &str, host: &str) -> Vec<&Json> {
        let diagnostics = self.0.iter().filter(|line| line["type"] == "diagnostic").map(|line| &line["diagnostic"]);
        let about = |told: &str| names(told, name) || told.contains(host);
        diagnostics.filter(|told| told["severity"] == severity && about(&told.to_string())).collect()
    }

    /// The address and the action of every change that is planned for what ends in `_name`.
    pub fn wanted(&self, name: &str) -> Vec<(String, String)> {
        let changes = self.0.iter().filter(|line| line["type"] == "planned_change").map(|line| &line["change"]);
        let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
        let changes = changes.map(|change| (text(&change["resource"]["addr"]), text(&change["action"])));
        changes.filter(|(address, action)| names(address, name) && action != "noop").collect()
    }
}

impl std::fmt::Display for Messages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let errors = self.0.iter().filter(|line| line["@level"] == "error");
        errors.map(|line| line.to_string() + "\n").try_for_each(|line| f.write_str(&line))
    }
}

/// Whether text names it, as a whole word behind an underscore or a dot.
fn names(text: &str, name: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    ["_", "."].iter().any(|before| {
        let wanted = format!("{before}{name}");
        text.match_indices(&wanted).any(|(at, _)| ends(&text[at + wanted.len()..]))
    })
}

/// Text without the box that errors are drawn in, its words one blank apart.
fn unwrapped(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || "│╷╵".contains(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A command in a directory, with an environment that leads nowhere else.
pub fn bare(cli: &Path, directory: &Path) -> Command {
    let mut command = Command::new(cli);
    command.current_dir(directory).env_clear().kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("HOME", directory).env("TMPDIR", directory).env("TF_CLI_CONFIG_FILE", directory.join("cli.tfrc"));
    command.env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1").env("TF_INPUT", "0");
    // Many of them run side by side; what one gains by a second thread the others lose, and more.
    command.env("GOMAXPROCS", "1");
    // None of them lives long enough to need its memory back.
    command.env("GOGC", "off");
    command
}

/// Waits for the end of a command.
pub async fn finished(mut command: Command) -> Run {
    let words = command.as_std().get_args().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let program = command.as_std().get_program().to_string_lossy().into_owned();
    let line = format!("{program} {words}");
    let output = timeout(LIMIT, command.output()).await.unwrap_or_else(|_| panic!("{line} did not end"));
    let output = output.unwrap_or_else(|error| panic!("{line} did not start: {error}"));
    Run::of(line, output)
}
