//! The built provider where the CLI looks for it, installed once for all tests.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use tokio::sync::OnceCell;

use super::process::PROGRAM;
use super::terraform::{bare, finished};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What every workspace starts from. The address is written out, so that OpenTofu takes the same one.
pub const VERSIONS: &str = r#"terraform {
  required_providers {
    siptrunk = { source = "registry.terraform.io/siptrunk/siptrunk" }
  }
}
"#;

/// A filesystem mirror, and a directory that was initialised from it.
pub struct Mirror(PathBuf);

impl Mirror {
    /// The mirror of this build, made by the first test that asks. It stays in cargo's directory for tests until the
    /// provider is built anew; a lock keeps several test processes apart.
    pub async fn prepared(cli: &Path) -> &'static Self {
        static MIRROR: OnceCell<Mirror> = OnceCell::const_new();
        MIRROR.get_or_init(|| Self::prepare(cli)).await
    }

    async fn prepare(cli: &Path) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mirror");
        fs::create_dir_all(&root).expect("a directory");
        let lock = File::create(root.with_extension("lock")).expect("a lock file");
        lock.lock().expect("a lock");
        let built = fs::metadata(PROGRAM).and_then(|file| file.modified()).expect("the provider is built");
        let built = format!("{:?} {}", built.duration_since(UNIX_EPOCH), cli.display());
        let marker = root.join("built");
        if fs::read_to_string(&marker).ok().as_deref() != Some(&built) {
            fs::remove_dir_all(&root).expect("an old mirror can go");
            install(Path::new(PROGRAM), &root);
            let template = root.join("template");
            fs::create_dir(&template).expect("a directory");
            fs::write(template.join("versions.tf"), VERSIONS).expect("a configuration");
            fs::write(template.join("cli.tfrc"), rules(&root)).expect("the CLI's own configuration");
            let mut init = bare(cli, &template);
            init.args(["init", "-input=false", "-no-color"]);
            finished(init).await.ok();
            forget_hashes(&template.join(".terraform.lock.hcl"));
            fs::write(&marker, built).expect("a marker");
        }
        Self(root)
    }

    /// Makes a directory look as if it had been initialised: the lock file, and links to the provider.
    pub fn copy_into(&self, directory: &Path) {
        let template = self.0.join("template");
        for file in ["versions.tf", "cli.tfrc", ".terraform.lock.hcl"] {
            fs::copy(template.join(file), directory.join(file)).expect("a copy");
        }
        // An `init` replaces the last link, which is why it is not one for all.
        let installed = directory.join(".terraform/providers").join(address("siptrunk"));
        fs::create_dir_all(installed.parent().expect("a version")).expect("a directory");
        symlink(self.0.join("providers").join(address("siptrunk")), installed).expect("a link");
    }
}

/// Leaves only the version in a lock file. With hashes the CLI reads the whole program at each command, which with a build for
/// tests is a fifth of what the command takes. What installs as a user does (`empty_root`, `release`) keeps them.
fn forget_hashes(lock: &Path) {
    let text = fs::read_to_string(lock).expect("a lock file");
    let begin = text.find("  hashes = [").expect("a list of hashes");
    let end = begin + text[begin..].find("]\n").expect("its end") + "]\n".len();
    fs::write(lock, [&text[..begin], &text[end..]].concat()).expect("a lock file");
}

/// Puts the program into the layout of an unpacked mirror.
pub fn install(program: &Path, root: &Path) {
    install_as("siptrunk", program, root);
}

/// The same with a provider of any name.
pub fn install_as(name: &str, program: &Path, root: &Path) {
    let directory = root.join("providers").join(address(name));
    fs::create_dir_all(&directory).expect("a directory");
    place(program, &directory.join(format!("terraform-provider-{name}_v{VERSION}")));
}

/// The folder of a provider's program in a mirror, and below `.terraform/providers`.
fn address(name: &str) -> String {
    format!("registry.terraform.io/siptrunk/{name}/{VERSION}/{}", platform())
}

/// What the registries call this machine's kind.
pub fn platform() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let os = if os == "macos" { "darwin" } else { os };
    let arch = match arch {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{os}_{arch}")
}

/// A program in another place. Linked it takes no space; a link across file systems is not possible.
pub fn place(program: &Path, there: &Path) {
    if fs::hard_link(program, there).is_err() {
        fs::copy(program, there).expect("a copy");
    }
}

/// From this mirror and nowhere else: a provider that is missing here is not looked for on the network.
pub fn rules(root: &Path) -> String {
    let providers = root.join("providers");
    format!("provider_installation {{\n  filesystem_mirror {{\n    path = {providers:?}\n  }}\n}}\n")
}
