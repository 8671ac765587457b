//! Terraform with one provider or another, over the same number of objects.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::process::Command;

use super::gauge::Providers;
use super::servers::Servers;
use super::support::mirror::{install_as, rules};
use super::support::process::PROGRAM;
use super::support::terraform::bare;

/// How often the provider is looked at while a command runs.
const LOOK: Duration = Duration::from_millis(10);

/// Whose provider makes the objects.
#[derive(Clone, Copy, PartialEq)]
pub enum Contender {
    /// This one.
    Siptrunk,
    /// The one in `peer`.
    Peer,
    /// None: Terraform's own `terraform_data`, which is the least that a command can take.
    Floor,
}

/// What a command took.
#[derive(Clone, Copy)]
pub struct Cost {
    /// Seconds from its start to its end.
    pub wall: f64,
    /// Of the provider, seconds on a processor.
    pub processor: f64,
    /// Of the provider, MiB at the most.
    pub memory: f64,
    /// Calls that the vendor had.
    pub calls: usize,
}

/// A step in the life of the objects.
#[derive(Clone, Copy, PartialEq)]
pub enum Step {
    /// Makes all of them.
    Create,
    /// Finds that nothing is to be done.
    Plan,
    /// The same without asking the vendor anything: what Terraform itself takes for objects of a provider.
    PlanUnread,
    /// The same where each of the vendor's answers takes its time.
    PlanSlow,
    /// The same below the request ceiling that the vendor documents.
    PlanCeiling,
    /// Changes one of them.
    ChangeOne,
    /// Changes all of them.
    ChangeAll,
}

impl Step {
    pub const ALL: [Self; 7] = [
        Self::Create,
        Self::Plan,
        Self::PlanUnread,
        Self::PlanSlow,
        Self::PlanCeiling,
        Self::ChangeOne,
        Self::ChangeAll,
    ];

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Create => &["apply", "-auto-approve"],
            Self::Plan | Self::PlanSlow | Self::PlanCeiling => &["plan", "-detailed-exitcode"],
            Self::PlanUnread => &["plan", "-detailed-exitcode", "-refresh=false"],
            Self::ChangeOne => &["apply", "-auto-approve", "-var=one=x"],
            Self::ChangeAll => &["apply", "-auto-approve", "-var=all=x"],
        }
    }
}

/// The providers where Terraform finds them.
pub struct Mirror {
    root: TempDir,
    /// Whether there is a peer.
    pub peer: bool,
}

impl Mirror {
    /// With the provider that was built for this, and with the peer where Go is at hand to build it.
    pub async fn built() -> Self {
        let root = tempfile::tempdir().expect("a directory");
        install_as("siptrunk", Path::new(PROGRAM), root.path());
        let peer = peer().await;
        if let Some(program) = &peer {
            install_as("peer", program, root.path());
        }
        Self { root, peer: peer.is_some() }
    }
}

async fn peer() -> Option<PathBuf> {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terraform-provider-peer");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/peer");
    let mut build = Command::new("go");
    build.args(["build", "-trimpath", "-ldflags=-s -w", "-o"]).arg(&program).arg(".").current_dir(folder);
    match build.status().await {
        Ok(status) if status.success() => Some(program),
        Ok(_) => {
            eprintln!("the peer in Go is left out: it does not build");
            None
        }
        Err(error) => {
            eprintln!("the peer in Go is left out: {error}");
            None
        }
    }
}

impl Contender {
    fn hcl(self, count: usize, state: &str) -> String {
        let (provider, resource, attributes) = match self {
            Self::Siptrunk => ("siptrunk", "siptrunk_crazytel_trunk", ATTRIBUTES.to_owned()),
            Self::Peer => ("peer", "peer_trunk", ATTRIBUTES.to_owned()),
            Self::Floor => ("", "terraform_data", format!("  input = {{\n{ATTRIBUTES}  }}\n")),
        };
        let required = match provider {
            "" => String::new(),
            name => format!(
                "  required_providers {{\n    {name} = {{ source = \"registry.terraform.io/siptrunk/{name}\" }}\n  }}\n"
            ),
        };
        format!(
            "terraform {{\n{required}  backend \"http\" {{ address = \"{state}\" }}\n}}\n\
             variable \"one\" {{ default = \"\" }}\nvariable \"all\" {{ default = \"\" }}\n\
             resource \"{resource}\" \"trunk\" {{\n  count = {count}\n{attributes}}}\n"
        )
    }
}

const ATTRIBUTES: &str = r#"  password    = "Harbour42Bridge"
  caller_id   = "61255501234"
  description = "desk ${count.index}${var.all}${count.index == 0 ? var.one : ""}!"
"#;

/// A contender's workspace.
pub struct Workspace {
    contender: Contender,
    cli: PathBuf,
    directory: TempDir,
    servers: Servers,
}

impl Workspace {
    /// An initialised one for so many objects, of which there are none yet.
    pub async fn new(contender: Contender, cli: &Path, mirror: &Mirror, count: usize, latency: Duration) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let servers = Servers::start(latency);
        let write = |name: &str, text: String| fs::write(directory.path().join(name), text).expect("a file");
        write("main.tf", contender.hcl(count, &servers.state));
        write("cli.tfrc", rules(mirror.root.path()));
        let workspace = Self { contender, cli: cli.to_owned(), directory, servers };
        workspace.run(&["init"], &[]).await;
        workspace
    }

    /// Carries out a step; `None` where the contender cannot.
    pub async fn step(&self, step: Step) -> Option<Cost> {
        // Nobody but siptrunk knows a ceiling, and who has no vendor has no slow one.
        let possible = !matches!(
            (self.contender, step),
            (Contender::Floor, Step::PlanSlow) | (Contender::Floor | Contender::Peer, Step::PlanCeiling)
        );
        if !possible {
            return None;
        }
        let mut variables = vec![];
        match step {
            Step::PlanSlow => {
                let base_url = self.servers.sandbox.variable("CRAZYTEL_BASE_URL");
                let origin = &self.servers.sandbox.origin;
                variables.push(("CRAZYTEL_BASE_URL", base_url.replace(origin, &self.servers.slow)));
            }
            Step::PlanCeiling => {
                variables.push(("CRAZYTEL_REQUESTS_PER_MINUTE", "60".to_owned()));
                // Runs of one user share the ceiling, and the ones before had more calls than it has.
                let another_user = self.directory.path().join("another-user");
                variables.push(("HOME", another_user.display().to_string()));
            }
            _ => {}
        }
        self.servers.sandbox.calls().await;
        let cost = self.run(step.arguments(), &variables).await;
        Some(Cost { calls: self.servers.sandbox.calls().await.len(), ..cost })
    }

    async fn run(&self, arguments: &[&str], variables: &[(&str, String)]) -> Cost {
        let said = self.directory.path().join("said");
        let file = File::create(&said).expect("a file");
        let mut command = bare(&self.cli, self.directory.path());
        // Commands as users run them: with all processors, and with a peer that gives its memory back.
        command.env_remove("GOMAXPROCS").env_remove("GOGC");
        command.envs(self.servers.sandbox.variables().iter().cloned()).envs(variables.iter().cloned());
        command.args(arguments).args(["-input=false", "-no-color"]);
        command.stdout(file.try_clone().expect("a file")).stderr(Stdio::from(file));
        let started = Instant::now();
        let mut child = command.spawn().expect("Terraform starts");
        let pid = child.id().expect("it runs");
        let mut providers = Providers::default();
        let status = loop {
            tokio::select! {
                status = child.wait() => break status.expect("it ends"),
                () = tokio::time::sleep(LOOK) => providers.look(pid),
            }
        };
        let wall = started.elapsed().as_secs_f64();
        let words = || fs::read_to_string(&said).unwrap_or_default();
        assert!(status.success(), "{arguments:?} ended with {status}:\n{}", words());
        Cost { wall, processor: providers.processor(), memory: providers.peak(), calls: 0 }
    }
}
