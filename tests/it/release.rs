//! A release, made by the command that makes releases, of programs that are there already. What it has to be, the registry says:
//! <https://developer.hashicorp.com/terraform/registry/providers/publishing>.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::process::Command;
use zip::ZipArchive;

use super::support::mirror::{platform, rules};
use super::support::process::{PROGRAM, released, tools, without};
use super::support::sandbox::Sandbox;
use super::support::terraform::{Run, finished};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is published, as Rust and as the registries call it.
const PLATFORMS: [(&str, &str); 5] = [
    ("aarch64-apple-darwin", "darwin_arm64"),
    ("aarch64-unknown-linux-musl", "linux_arm64"),
    ("x86_64-apple-darwin", "darwin_amd64"),
    ("x86_64-pc-windows-gnu", "windows_amd64"),
    ("x86_64-unknown-linux-musl", "linux_amd64"),
];

/// When the sources were committed.
const WHEN: &str = "2026-01-02 03:04:06";

/// A committed copy of these sources with a changelog for this version, and programs to publish.
struct Sources(TempDir);

impl Sources {
    /// With stand-ins for all programs; `None` where a tool is missing that every release needs.
    async fn new() -> Option<Self> {
        if !tools(&["bash", "git", "zip", "sha256sum"]) {
            return None;
        }
        let sources = Self(tempfile::Builder::new().prefix("release").tempdir().expect("a directory"));
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let listed = sources.run_in(root, "git", &["ls-files"]).await.ok().stdout;
        for name in listed.lines().filter(|name| root.join(name).is_file()) {
            let there = sources.root().join(name);
            fs::create_dir_all(there.parent().expect("it is in the sources")).expect("a directory");
            fs::copy(root.join(name), there).expect("a copy");
        }
        sources
            .write("CHANGELOG.md", &format!("# Changelog\n\n## {VERSION} (today)\n\n- Words.\n\n## 0.0.9\n\n- Old.\n"));
        sources.run("git", &["init", "--quiet"]).await.ok();
        sources.commit().await;
        for (target, _) in PLATFORMS {
            for name in ["terraform-provider-siptrunk", "siptrunk"] {
                let exe = if target.contains("windows") { ".exe" } else { "" };
                let file = sources.programs().join(target).join(format!("{name}{exe}"));
                fs::create_dir_all(file.parent().expect("a folder")).expect("a directory");
                fs::write(file, format!("{name} for {target}")).expect("a stand-in");
            }
        }
        let bill = sources.run(".ci/tool", &["cargo-cyclonedx"]).await;
        if bill.code != 0 {
            without(bill.text.trim());
            return None;
        }
        Some(sources)
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("sources")
    }

    fn programs(&self) -> PathBuf {
        self.0.path().join("programs")
    }

    fn dist(&self) -> PathBuf {
        self.root().join("target/dist")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.root().join(name), text).expect("a file");
    }

    async fn commit(&self) {
        self.run("git", &["add", "--all"]).await.ok();
        let somebody = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"];
        self.run("git", &[&somebody[..], &["commit", "--quiet", "-m", "Sources"]].concat()).await.ok();
    }

    async fn run(&self, program: &str, arguments: &[&str]) -> Run {
        self.run_in(&self.root(), program, arguments).await
    }

    async fn run_in(&self, directory: &Path, program: &str, arguments: &[&str]) -> Run {
        // A path is one of the sources.
        let program = if program.contains('/') { directory.join(program) } else { program.into() };
        let mut command = Command::new(program);
        fs::create_dir_all(self.root()).expect("a directory");
        command.args(arguments).current_dir(directory).env("GNUPGHOME", self.0.path()).kill_on_drop(true);
        // Somewhere else on the earth, where it is another day.
        command.env("GIT_COMMITTER_DATE", format!("{WHEN} +0000")).env("TZ", "Pacific/Honolulu");
        command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
        command.stderr(std::process::Stdio::piped());
        finished(command).await
    }

    /// The command, with these programs and further arguments.
    async fn release(&self, arguments: &[&str]) -> Run {
        let programs = self.programs();
        let all = [&[VERSION, "--programs", programs.to_str().expect("a name")], arguments].concat();
        self.run(".ci/release", &all).await
    }

    /// What is published, by name.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.dist()).expect("a folder").map(|entry| entry.expect("an entry"));
        let file = |entry: fs::DirEntry| {
            (entry.file_name().into_string().expect("a name"), fs::read(entry.path()).expect("a file"))
        };
        entries.map(file).collect()
    }
}

/// Names and modes of what is in an archive, in order; the time is the commit's.
fn listed(archive: &Path) -> Vec<(String, u32)> {
    let mut archive = ZipArchive::new(File::open(archive).expect("an archive")).expect("an archive");
    let length = archive.len();
    let mut entry = |at| {
        let entry = archive.by_index(at).expect("an entry");
        assert_eq!(entry.last_modified().expect("a time").to_string(), WHEN);
        let name = entry.name().expect("a name").into_owned();
        (name, entry.unix_mode().expect("a mode") & 0o777)
    };
    (0..length).map(&mut entry).collect()
}

#[tokio::test]
async fn names_archives_manifest_and_sums_are_as_the_registry_wants_them() {
    let Some(sources) = Sources::new().await else { return };
    sources.release(&[]).await.ok();
    let provider = format!("terraform-provider-siptrunk_{VERSION}");
    let mut names: Vec<_> =
        ["SHA256SUMS", "manifest.json", "sbom.cdx.json"].map(|name| format!("{provider}_{name}")).into();
    for (target, platform) in PLATFORMS {
        let exe = if target.contains("windows") { ".exe" } else { "" };
        let companion = format!("siptrunk_{VERSION}_{platform}.zip");
        let archives = [
            (format!("{provider}_{platform}.zip"), format!("terraform-provider-siptrunk_v{VERSION}{exe}")),
            (companion, format!("siptrunk{exe}")),
        ];
        for (archive, program) in archives {
            let path = sources.dist().join(&archive);
            let documents = ["LICENSE", "README.md", "CHANGELOG.md"].map(|name| (name.to_owned(), 0o644));
            assert_eq!(listed(&path), [&[(program.clone(), 0o755)], &documents[..]].concat(), "{archive}");
            let mut text = String::new();
            let mut archive_there = ZipArchive::new(File::open(&path).expect("an archive")).expect("an archive");
            archive_there.by_name(&program).expect("it is there").read_to_string(&mut text).expect("text");
            let program = if archive.starts_with("siptrunk") { "siptrunk" } else { "terraform-provider-siptrunk" };
            assert_eq!(text, format!("{program} for {target}"));
            names.push(archive);
        }
    }
    let files = sources.files();
    names.push("notes.md".into());
    names.sort();
    assert_eq!(files.keys().cloned().collect::<Vec<_>>(), names);

    assert_eq!(files["notes.md"], b"- Words.\n");
    let read = |name: &str| -> Json { serde_json::from_slice(&files[&format!("{provider}_{name}")]).expect("JSON") };
    assert_eq!(read("manifest.json"), json!({"version": 1, "metadata": {"protocol_versions": ["6.0"]}}));
    let bill = read("sbom.cdx.json");
    assert_eq!((&bill["bomFormat"], &bill["metadata"]["component"]["version"]), (&json!("CycloneDX"), &json!(VERSION)));
    let components = bill["components"].as_array().expect("a list");
    let lists = |name: &str| components.iter().any(|component| component["name"] == name);
    // A dependency, one of Windows alone, and one of the tests alone.
    assert_eq!(["rustls", "schannel", "zip"].map(lists), [true, true, false]);
    assert!(!bill.to_string().contains(sources.0.path().to_str().expect("a name")), "a path of this machine");

    sources
        .run_in(&sources.dist(), "sha256sum", &["--check", "--strict", &format!("{provider}_SHA256SUMS")])
        .await
        .ok();
    let sums = String::from_utf8_lossy(&files[&format!("{provider}_SHA256SUMS")]).into_owned();
    let summed: Vec<_> = sums.lines().filter_map(|line| Some(line.split_once("  ")?.1.to_owned())).collect();
    names.retain(|name| name != "notes.md" && !name.ends_with("SUMS"));
    assert_eq!(summed, names);
}

#[tokio::test]
async fn the_same_commit_makes_the_same_files() {
    let (Some(one), Some(other)) = (Sources::new().await, Sources::new().await) else { return };
    one.release(&[]).await.ok();
    // The same commit elsewhere, checked out at another time, with programs of another time.
    fs::remove_dir_all(other.root()).expect("it can go");
    let from = one.root();
    other.run_in(other.0.path(), "git", &["clone", "--quiet", from.to_str().expect("a name"), "sources"]).await.ok();
    other.release(&[]).await.ok();
    let (one, other) = (one.files(), other.files());
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    let differ: Vec<_> = one.keys().filter(|name| one[*name] != other[*name]).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[tokio::test]
async fn the_sums_are_signed_by_the_key_that_is_named() {
    let Some(sources) = Sources::new().await else { return };
    if !tools(&["gpg", "gpg-agent", "gpgconf"]) {
        return;
    }
    for (user, kind) in [("release@example.com", "rsa2048"), ("curve@example.com", "ed25519")] {
        let made = ["--batch", "--passphrase", "", "--quick-generate-key", user, kind, "sign", "never"];
        sources.run("gpg", &made).await.ok();
    }
    sources.release(&["--key", "curve@example.com"]).await.failed(&["the registry takes signatures by RSA and DSA"]);
    sources.release(&["--key", "nobody@example.com"]).await.failed(&["gpg has no secret key nobody@example.com"]);
    sources.release(&["--key", "release@example.com"]).await.ok();

    let sums = sources.dist().join(format!("terraform-provider-siptrunk_{VERSION}_SHA256SUMS"));
    let signature = format!("{}.sig", sums.display());
    assert!(!fs::read(&signature).expect("a signature").starts_with(b"-----"), "binary, not armoured");
    let verify = ["--verify", &signature, sums.to_str().expect("a name")];
    sources.run("gpg", &verify).await.ok().says(&["Good signature from \"release@example.com\""]);
    fs::write(&sums, "other sums").expect("a file");
    sources.run("gpg", &verify).await.failed(&["BAD signature"]);
    sources.run("gpgconf", &["--kill", "gpg-agent"]).await.ok();
}

#[tokio::test]
async fn what_is_not_ready_is_not_released() {
    let Some(sources) = Sources::new().await else { return };
    let refused = async |arguments: &[&str], words: &[&str]| {
        sources.run(".ci/release", arguments).await.failed(words);
        assert!(!sources.dist().exists(), "{arguments:?}");
    };
    let linux = ["--target", "x86_64-unknown-linux-musl"];
    refused(&[], &["the first argument is a version"]).await;
    refused(&["v1"], &["the first argument is a version"]).await;
    refused(&[VERSION], &["name a --target, or --programs"]).await;
    refused(&[VERSION, "--target", "riscv64gc-unknown-linux-gnu"], &["nothing is published for the target riscv64gc"])
        .await;
    refused(&[VERSION, "--sign", "me"], &["--sign is no option"]).await;
    refused(&[&["99.0.0"], &linux[..]].concat(), &[&format!("Cargo.toml says {VERSION}, not 99.0.0")]).await;
    sources.write("src/extra.rs", "");
    refused(&[&[VERSION], &linux[..]].concat(), &["these files are not committed: ?? src/extra.rs"]).await;
    for changelog in ["# Changelog\n\n## Unreleased\n\n- Words.\n", &format!("## {VERSION}\n\n## 0.0.9\n\n- Old.\n")] {
        sources.write("CHANGELOG.md", changelog);
        sources.commit().await;
        refused(&[&[VERSION], &linux[..]].concat(), &[&format!("CHANGELOG.md has no section \"## {VERSION}\"")]).await;
    }
}

/// From the archives, as they are and unpacked, to a plan; and the lock file of one mirror fits the other.
#[tokio::test]
async fn both_kinds_of_mirror_serve_what_was_released() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let Some(sources) = Sources::new().await else { return };
    let own = PLATFORMS.iter().find(|(_, there)| *there == platform()).expect("this machine's kind is published");
    let programs = released().unwrap_or_else(|| Path::new(PROGRAM).parent().expect("a folder").to_owned());
    for name in ["terraform-provider-siptrunk", "siptrunk"] {
        fs::copy(programs.join(name), sources.programs().join(own.0).join(name)).expect("a copy");
    }
    sources.release(&[]).await.ok();

    let address = "providers/registry.terraform.io/siptrunk/siptrunk";
    let (packed, unpacked) = (workspace.path().join("packed"), workspace.path().join("unpacked"));
    fs::create_dir_all(packed.join(address)).expect("a directory");
    for (_, platform) in PLATFORMS {
        let name = format!("terraform-provider-siptrunk_{VERSION}_{platform}.zip");
        fs::copy(sources.dist().join(&name), packed.join(address).join(&name)).expect("a copy");
        let archive = File::open(sources.dist().join(&name)).expect("an archive");
        let folder = unpacked.join(address).join(VERSION).join(platform);
        ZipArchive::new(archive).expect("an archive").extract(folder).expect("it can be unpacked");
    }

    fs::remove_file(workspace.path().join(".terraform.lock.hcl")).expect("it can go");
    let mirror = format!("-fs-mirror={}", packed.join("providers").display());
    let platforms = PLATFORMS.map(|(_, platform)| format!("-platform={platform}"));
    let mut lock = vec!["providers", "lock", &mirror];
    lock.extend(platforms.iter().map(String::as_str));
    workspace.run(&lock).await.ok();
    let locked = fs::read_to_string(workspace.path().join(".terraform.lock.hcl")).expect("a lock file");
    assert_eq!(locked.matches("\"h1:").count(), PLATFORMS.len(), "{locked}");

    workspace.write("resource \"siptrunk_crazytel_trunk\" \"desk\" {\n  password = \"Harbour42Bridge\"\n  caller_id = \"61255501234\"\n}\n");
    for mirror in [packed, unpacked] {
        fs::remove_dir_all(workspace.path().join(".terraform")).expect("it can go");
        fs::write(workspace.path().join("cli.tfrc"), rules(&mirror)).expect("the CLI's own configuration");
        workspace.run(&["init", "-input=false", "-no-color", "-lockfile=readonly"]).await.ok();
        let plan = workspace.run(&["plan", "-input=false", "-no-color"]).await;
        plan.ok().says(&["Plan: 1 to add, 0 to change, 0 to destroy."]);
        assert_eq!(fs::read_to_string(workspace.path().join(".terraform.lock.hcl")).expect("a lock file"), locked);
    }
}

/// The workflow builds every platform; what others publish is named by its commit; only the job that publishes may write, and
/// sees the key.
#[test]
fn workflows_name_actions_by_commit_and_let_one_job_alone_write() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    let [ci, release] =
        ["ci.yml", "release.yml"].map(|name| fs::read_to_string(folder.join(name)).expect("a workflow"));
    for workflow in [&ci, &release] {
        assert!(workflow.contains("\npermissions: {}\n"));
        for action in workflow.lines().filter_map(|line| line.trim_start_matches([' ', '-']).strip_prefix("uses: ")) {
            let (_, commit) = action.split_once('@').expect("a version");
            let commit = commit.split(' ').next().expect("a word");
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{action}");
        }
    }
    let (builds, publishes) = release.split_once("\n  release:\n").expect("the last job");
    for (target, _) in PLATFORMS {
        assert!(builds.contains(target), "{target}");
    }
    assert!(builds.contains(".ci/build ") && publishes.contains(".ci/release "));
    for text in [&ci[..], builds] {
        assert!(!text.contains("secrets.") && !text.contains(": write"));
    }
}
