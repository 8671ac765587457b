//! The programs as they are published, in a root that holds nothing but them and a static Terraform: no shell, no C
//! library, no devices, no resolv.conf, no certificates. Another user runs them, and may write to TMPDIR alone.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::geteuid;
use tempfile::TempDir;
use tokio::process::Command;

use super::support::authority::Authority;
use super::support::mirror::{VERSIONS, install, place, rules};
use super::support::process::{PROGRAM, released, without};
use super::support::sandbox::Sandbox;
use super::support::terraform::{Run, cli, finished};
use super::support::trunks::DESK;

/// Who owns nothing.
const NOBODY: u32 = 65534;

/// Makes the first argument the root, all of it read-only but for the second, and runs the rest in it.
const ENTER: &str = r#"set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
mount --bind "$2" "$1/scratch"
root=$1
shift 2
exec chroot $WHO "$root" "$@"
"#;

/// The folder of the static programs.
fn programs() -> Option<PathBuf> {
    let own = || Path::new(PROGRAM).parent().map(Path::to_owned);
    released().or_else(|| if cfg!(target_env = "musl") { own() } else { None })
}

struct Root {
    directory: TempDir,
    /// What is mounted as `/scratch`, with the configuration and the state in it.
    scratch: TempDir,
}

impl Root {
    async fn new() -> Option<Self> {
        let cli = cli()?;
        let Some(programs) = programs() else {
            without("this build is not static (CONTRIBUTING.md tells how to make it so)");
            return None;
        };
        let folder = || tempfile::Builder::new().prefix("root").tempdir().expect("a directory");
        let root = Self { directory: folder(), scratch: folder() };
        let open = |folder: &TempDir, mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode));
        open(&root.directory, 0o755).and_then(|()| open(&root.scratch, 0o777)).expect("permissions can be set");

        let inside = root.directory.path();
        fs::create_dir(inside.join("scratch")).expect("a directory");
        place(&cli, &inside.join("terraform"));
        place(&programs.join("siptrunk"), &inside.join("siptrunk"));
        install(&programs.join("terraform-provider-siptrunk"), inside);
        fs::write(inside.join("cli.tfrc"), rules(Path::new("/"))).expect("the CLI's own configuration");
        root.write("main.tf", &format!("{VERSIONS}{DESK}"));

        let tried = root.run(&[], &["/terraform", "version"]).await;
        if tried.code != 0 {
            without(&format!("no root can be made for another user, or the CLI is not static: {}", tried.text));
            return None;
        }
        root.terraform(&[], &["init", "-input=false"]).await.ok();
        Some(root)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.scratch.path().join(name), text).expect("a file");
    }

    /// Runs a program in the root.
    async fn run(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--propagation", "private"]).env_clear().kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        if geteuid().is_root() {
            command.env("WHO", format!("--userspec={NOBODY}:{NOBODY}"));
        } else {
            // May do this only as the master of a world of its own.
            command.args(["--user", "--map-root-user"]);
        }
        command.args(["sh", "-c", ENTER, "sh"]).arg(self.directory.path()).arg(self.scratch.path()).args(arguments);
        command.env("TMPDIR", "/scratch").env("HOME", "/scratch").env("TF_CLI_CONFIG_FILE", "/cli.tfrc");
        command.env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1").env("TF_CLI_ARGS", "-no-color");
        command.envs(variables.iter().copied());
        finished(command).await
    }

    async fn terraform(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
        self.run(variables, &[&["/terraform", "-chdir=/scratch"], arguments].concat()).await
    }
}

/// Where the sandbox is, and who may call it.
fn crazytel<'a>(url: &'a str, sandbox: &'a Sandbox) -> [(&'static str, &'a str); 2] {
    [("CRAZYTEL_BASE_URL", url), ("CRAZYTEL_API_KEY", sandbox.variable("CRAZYTEL_API_KEY"))]
}

#[tokio::test]
async fn the_provider_and_the_companion_need_nothing_but_themselves() {
    let Some(root) = Root::new().await else { return };
    let sandbox = Sandbox::start(&[]).await;
    let variables = crazytel(sandbox.variable("CRAZYTEL_BASE_URL"), &sandbox);
    root.terraform(&variables, &["apply", "-auto-approve", "-input=false"]).await.ok();
    root.terraform(&variables, &["plan", "-detailed-exitcode", "-input=false"]).await.empty();
    root.terraform(&variables, &["destroy", "-auto-approve", "-input=false"]).await.ok();
    let state = fs::metadata(root.scratch.path().join("terraform.tfstate")).expect("a state");
    assert_eq!(state.uid(), if geteuid().is_root() { NOBODY } else { geteuid().as_raw() });

    let sandboxed = ["/siptrunk", "sandbox", "--quiet", "--", "/terraform", "-chdir=/scratch", "plan", "-input=false"];
    root.run(&[], &sandboxed).await.ok().says(&["1 to add"]);
}

#[tokio::test]
async fn certificate_authorities_are_those_of_the_file_that_is_named() {
    let Some(root) = Root::new().await else { return };
    let (sandbox, authority) = (Sandbox::start(&[]).await, Authority::new());
    let url = authority.before("127.0.0.1", sandbox.variable("CRAZYTEL_BASE_URL")).await;
    let apply = ["apply", "-auto-approve", "-input=false"];
    let refused = root.terraform(&crazytel(&url, &sandbox), &apply).await;
    refused.failed(&["no certificate authorities", "ca-certificates", "name a file with them in SSL_CERT_FILE"]);

    let nothing = [&crazytel(&url, &sandbox)[..], &[("SSL_CERT_FILE", "/scratch/none.pem")]].concat();
    root.terraform(&nothing, &apply)
        .await
        .failed(&["SSL_CERT_FILE names \"/scratch/none.pem\"", "no certificate that can be read"]);

    root.write("authority.pem", &authority.pem);
    let variables = [&crazytel(&url, &sandbox)[..], &[("SSL_CERT_FILE", "/scratch/authority.pem")]].concat();
    root.terraform(&variables, &apply).await.ok();
}

#[tokio::test]
async fn where_nothing_may_be_written_terraform_says_so() {
    let Some(root) = Root::new().await else { return };
    for (folder, reason) in [("/", r#""/": its file system is read-only"#), ("", r#""/tmp": it does not exist"#)] {
        let run = root.terraform(&[("TMPDIR", folder)], &["validate"]).await;
        run.failed(&["The siptrunk provider cannot serve", reason, "Set TMPDIR to a folder"]);
    }
}
