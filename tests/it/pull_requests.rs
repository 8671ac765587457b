//! The examples for pull requests: their shell runs as it stands in the YAML, with a stand-in for the service that keeps comments.
//! That the YAML is what the services take is checked by `.ci/run`, against their published schemas.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use serde_json::{Value as Json, json};
use tokio::net::TcpListener;
use tokio::process::Command;

use super::preview::{plan, update};
use super::support::process::{COMPANION, tools};
use super::support::sandbox::Sandbox;
use super::support::within_limit;

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pull-requests").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The first block of lines behind a bar that comes after these words.
fn shell(yaml: &str, after: &str) -> String {
    let rest = yaml.split_once(after).unwrap_or_else(|| panic!("no {after:?}")).1;
    let mut lines = rest.lines().skip_while(|line| !line.ends_with(" |"));
    let bar = lines.next().expect("a block");
    let depth = |line: &str| line.len() - line.trim_start().len();
    lines
        .take_while(|line| line.is_empty() || depth(line) > depth(bar))
        .map(|line| line.trim_start_matches(&" ".repeat(depth(bar))[..]).to_owned() + "\n")
        .collect()
}

/// What keeps comments.
#[derive(Default)]
struct Comments {
    /// Author and body; the place is the id.
    kept: Vec<(&'static str, String)>,
    /// Calls that changed one.
    changes: Vec<String>,
    /// Calls without the right token.
    strangers: usize,
}

const TOKEN: &str = "token-of-the-job";

/// A stand-in for GitHub's and GitLab's API, as far as the examples use it.
async fn service(comments: Arc<Mutex<Comments>>) -> String {
    let answer = async move |request: Request| -> Response {
        let (head, body) = request.into_parts();
        let body: Json = serde_json::from_slice(&to_bytes(body, 1 << 22).await.expect("a body")).unwrap_or_default();
        let (path, query) = (head.uri.path().to_owned(), head.uri.query().unwrap_or_default().to_owned());
        let mut comments = comments.lock().expect("no test has panicked in it");
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = header("authorization").strip_prefix("Bearer ").unwrap_or(header("private-token"));
        if token != TOKEN {
            comments.strangers += 1;
            return (axum::http::StatusCode::UNAUTHORIZED, "{}").into_response();
        }
        let text = body["body"].as_str().unwrap_or_default().to_owned();
        let json = match (head.method.as_str(), path.as_str()) {
            ("GET", "/user") => json!({"id": 7}),
            ("GET", "/repos/o/r/issues/5/comments" | "/projects/3/merge_requests/5/notes") => {
                let of = |name: &str| {
                    let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
                    found.and_then(|number| number.parse::<usize>().ok()).expect("a number")
                };
                let (page, size) = (of("page"), of("per_page"));
                let comment = |(id, (author, body)): (usize, &(&str, String))| {
                    let user = if *author == "me" { 7 } else { 8 };
                    let login = if *author == "me" { "github-actions[bot]" } else { author };
                    json!({"id": id, "body": body, "user": {"login": login}, "author": {"id": user}})
                };
                comments.kept.iter().enumerate().skip((page - 1) * size).take(size).map(comment).collect()
            }
            ("POST", "/repos/o/r/issues/5/comments" | "/projects/3/merge_requests/5/notes") => {
                comments.kept.push(("me", text));
                comments.changes.push("made".into());
                json!({})
            }
            ("PATCH" | "PUT", path) => {
                let id: usize = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
                let github = format!("/repos/o/r/issues/comments/{id}");
                assert!(path == github || path == format!("/projects/3/merge_requests/5/notes/{id}"), "{path}");
                comments.kept[id].1 = text;
                comments.changes.push(format!("changed {id}"));
                json!({})
            }
            other => panic!("no such call: {other:?}"),
        };
        json.to_string().into_response()
    };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    origin
}

/// Runs shell of an example in a directory, as the services do; what it says.
async fn run(script: &str, directory: &Path, variables: &[(&str, &str)]) -> String {
    let output = attempt(script, directory, variables).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    said
}

/// The same, however it ends.
async fn attempt(script: &str, directory: &Path, variables: &[(&str, &str)]) -> std::process::Output {
    let programs = Path::new(COMPANION).parent().expect("a directory").to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&path))).expect("a path");
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(directory).env_clear();
    command.env("PATH", path).env("HOME", directory).envs(variables.iter().copied()).kill_on_drop(true);
    command.stdin(Stdio::null());
    within_limit(command.output()).await.expect("it runs")
}

/// One comment, found again on whatever page, and never another's.
#[tokio::test]
async fn one_comment_is_kept_up_to_date() {
    if !tools(&["bash", "curl", "jq"]) {
        return;
    }
    let github = shell(&example("github.yml"), "- name: Comment");
    let gitlab = shell(&example("gitlab.yml"), "\n.note:");
    for script in [github, gitlab] {
        let marker = "<!-- siptrunk:preview:production -->";
        let comments = Arc::new(Mutex::new(Comments::default()));
        // Somebody else's with the marker, and more than a page of others.
        let others = std::iter::once(("mallory", format!("{marker}\nnot yours")));
        let others = others.chain((0..130).map(|n| ("somebody", format!("comment {n}"))));
        let others = others.chain([("me", "<!-- siptrunk:preview:staging -->\nanother target".to_owned())]);
        comments.lock().expect("fresh").kept.extend(others);
        let origin = service(comments.clone()).await;
        let directory = tempfile::tempdir().expect("a directory");
        let variables = [
            ("RESULT", "success"),
            ("TOKEN", TOKEN),
            ("SIPTRUNK_NOTE_TOKEN", TOKEN),
            ("TARGET", "production"),
            ("GITHUB_API_URL", &origin),
            ("GITHUB_REPOSITORY", "o/r"),
            ("NUMBER", "5"),
            ("COMMIT", "4c1f9e2"),
            ("CI_API_V4_URL", &origin),
            ("CI_MERGE_REQUEST_PROJECT_ID", "3"),
            ("CI_MERGE_REQUEST_IID", "5"),
            ("CI_COMMIT_SHA", "4c1f9e2"),
        ];
        let preview = |text: &str| fs::write(directory.path().join("preview.md"), text).expect("a preview");
        let kept = || comments.lock().expect("it is served").kept.last().expect("a comment").1.clone();
        let changes = || std::mem::take(&mut comments.lock().expect("it is served").changes);

        preview("No SIP trunk changes: nothing will be sent to a vendor.\n");
        run(&script, directory.path(), &variables).await;
        assert_eq!(changes(), Vec::<String>::new(), "nothing to say, and nothing said before");
        // More than fits into an argument, with whatever a shell could stumble over.
        let long = format!("### SIP trunks\n`$(touch here)` \"'\\ ${{x}} é\n{}", "long ".repeat(40_000));
        preview(&long);
        let said = run(&script, directory.path(), &variables).await;
        assert!(!said.contains(TOKEN), "{said}");
        assert_eq!(changes(), ["made"]);
        assert_eq!(kept(), format!("{marker}\n{long}\nPlan of 4c1f9e2.\n"));
        preview("### SIP trunks: 1 request\n");
        run(&script, directory.path(), &variables).await;
        assert_eq!(changes(), ["changed 132"]);
        preview("No SIP trunk changes: nothing will be sent to a vendor.\n");
        run(&script, directory.path(), &variables).await;
        assert_eq!(changes(), ["changed 132"], "what was said before is no longer so");
        assert!(kept().contains("No SIP trunk changes"));
        // A plan that failed hands on nothing, and an older preview may lie around.
        preview("### SIP trunks: 1 request\n");
        let failed = variables.map(|(name, value)| (name, if name == "RESULT" { "failure" } else { value }));
        run(&script, directory.path(), &failed).await;
        assert_eq!(changes(), ["changed 132"], "what was said before is of another commit");
        let says = "The plan of 4c1f9e2 failed: its job says why. What an apply would send is not known.\n";
        assert_eq!(kept(), format!("{marker}\n{says}"));
        let other = failed.map(|(name, value)| (name, if name == "TARGET" { "test" } else { value }));
        run(&script, directory.path(), &other).await;
        assert_eq!(changes(), Vec::<String>::new(), "where nothing was said before, the failed job says it all");
        let comments = comments.lock().expect("it is served");
        assert_eq!((comments.kept.len(), comments.strangers), (133, 0));
        assert_eq!(comments.kept[0].1, format!("{marker}\nnot yours"));
        assert!(!directory.path().join("here").exists());
    }
}

/// What the plan's job hands on: the preview, and at GitLab three counts.
#[tokio::test]
async fn the_plan_hands_on_its_preview_alone() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    if !tools(&["bash", "curl", "jq"]) {
        return;
    }
    workspace.write(
        "resource \"siptrunk_crazytel_trunk\" \"desk\" {\n  password  = \"Harbour42Bridge\"\n  caller_id = \"61255501234\"\n}\n",
    );
    let directory = workspace.path();
    let summary = directory.join("summary.md");
    let (at, summary_file) = (directory.to_str().expect("a name"), summary.to_str().expect("a name"));
    let rules = directory.join("cli.tfrc");
    let mut variables = vec![
        ("RUNNER_TEMP", at),
        ("GITHUB_STEP_SUMMARY", summary_file),
        ("TF_CLI_CONFIG_FILE", rules.to_str().expect("a name")),
        ("CHECKPOINT_DISABLE", "1"),
    ];
    variables.extend(sandbox.variables().iter().map(|(name, value)| (name.as_str(), value.as_str())));
    // The examples name Terraform, whatever CLI the tests are run with.
    let named = |script: String| script.replace("terraform ", &format!("{} ", workspace.program()));
    run(&named(shell(&example("github.yml"), "- name: Plan")), directory, &variables).await;
    run(&named(shell(&example("github.yml"), "- name: Preview")), directory, &variables).await;
    let preview = fs::read_to_string(directory.join("preview.md")).expect("a preview");
    assert!(preview.starts_with("### SIP trunks: 1 request for 1 resource\n"), "{preview}");
    assert_eq!(fs::read_to_string(&summary).expect("a summary"), preview);
    assert!(!preview.contains("Harbour42Bridge"));
    fs::remove_file(directory.join("plan.out")).expect("the plan");
    let gitlab = example("gitlab.yml");
    for line in
        gitlab.lines().filter_map(|line| line.strip_prefix("    - ")).filter(|line| line.starts_with("terraform "))
    {
        run(&named(line.to_owned()), directory, &variables).await;
    }
    run(&named(shell(&gitlab, "is kept.")), directory, &variables).await;
    let counts: Json = serde_json::from_slice(&fs::read(directory.join("counts.json")).expect("counts")).expect("JSON");
    assert_eq!(counts, json!({"create": 1, "update": 0, "delete": 0}));
    assert!(!directory.join("plan.out").exists(), "it holds secrets");
}

#[tokio::test]
async fn atlantis_gets_text_without_colour() {
    let yaml = example("atlantis.yaml");
    let line = yaml.lines().find_map(|line| line.trim().strip_prefix("- run: ")).expect("a command");
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("show.json");
    fs::write(&file, plan(json!([update("Front desk", "```\n@team")])).to_string()).expect("a file");
    let said = run(line, directory.path(), &[("SHOWFILE", file.to_str().expect("a name"))]).await;
    assert!(said.starts_with("SIP trunks: 1 request for 1 resource (1 updated)\n"), "{said}");
    assert!(!said.contains('\u{1b}') && !said.lines().any(|line| line.starts_with("```")), "{said}");
}

/// Forks get nothing, each job no more than it needs, and what a job hands on is named.
#[test]
fn permissions_are_small_and_forks_are_left_out() {
    let github = example("github.yml");
    assert!(github.contains("\non:\n  pull_request:\n"));
    assert!(github.contains("\npermissions: {}\n"));
    for event in ["pull_request_target", "workflow_run", "issue_comment"] {
        assert!(!github.contains(event), "{event}");
    }
    let jobs: Vec<&str> = github.split("\n  plan:\n").nth(1).expect("jobs").split("\n  comment:\n").collect();
    let [plan, comment] = jobs[..] else { panic!("two jobs") };
    assert!(plan.contains("if: github.event.pull_request.head.repo.full_name == github.repository"));
    assert!(plan.contains("contents: read\n    steps") && !plan.contains("write"));
    assert!(plan.contains("path: ${{ runner.temp }}/preview.md\n"));
    assert!(
        comment.contains("pull-requests: write\n    steps")
            && !comment.contains("secrets.")
            && !comment.contains("checkout@")
    );
    // It comments on a plan that failed too, but not for a fork, and takes no preview from that.
    assert!(comment.contains("\n    if: ${{ !cancelled() && needs.plan.result != 'skipped' }}\n"));
    assert!(comment.contains("download-artifact@v4\n        if: needs.plan.result == 'success'\n"));
    // A value in `${{ }}` within a script would be code.
    for script in [shell(&github, "- name: Comment"), shell(&github, "- name: Preview"), shell(&github, "- name: Plan")]
    {
        assert!(!script.contains("${{"), "{script}");
    }
    let gitlab = example("gitlab.yml");
    assert!(
        gitlab.contains(
            "\"merge_request_event\" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID\n"
        )
    );
    let failure = gitlab.split("\nnote failure:\n").nth(1).expect("a job for plans that fail");
    for line in ["extends: .note", "when: on_failure", "dependencies: []", "  RESULT: failure"] {
        assert!(failure.lines().any(|there| there.trim_start() == line.trim_start()), "{line}");
    }
    assert!(gitlab.contains("GIT_STRATEGY: none") && gitlab.contains("access: developer"));
    assert!(gitlab.contains("paths: [preview.md]\n    reports:\n      terraform: counts.json\n"));
}

/// What is downloaded is what its checksum says, or the job ends.
#[tokio::test]
async fn a_program_with_another_checksum_is_not_installed() {
    if !tools(&["bash", "curl", "sha256sum"]) {
        return;
    }
    let script = shell(&example("github.yml"), "- name: Install siptrunk");
    let directory = tempfile::tempdir().expect("a directory");
    fs::create_dir(directory.path().join("bin")).expect("a directory");
    let program = directory.path().join("published");
    fs::write(&program, "#!/bin/sh\necho installed\n").expect("a program");
    let url = format!("file://{}", program.display());
    let temp = directory.path().to_str().expect("a name");
    let sum = Command::new("sha256sum").arg(&program).output().await.expect("a sum").stdout;
    let sum = String::from_utf8(sum).expect("text");
    let sum = sum.split(' ').next().expect("a sum");
    let with =
        |sum: &str| [("RUNNER_TEMP", temp), ("URL", &url), ("SHA256", sum)].map(|(n, v)| (n.to_owned(), v.to_owned()));
    let run = async |variables: [(String, String); 3]| {
        let variables: Vec<_> = variables.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        attempt(&script, directory.path(), &variables).await.status.success()
    };
    assert!(run(with(sum)).await);
    assert!(directory.path().join("bin/siptrunk").exists());
    assert!(!run(with(&"0".repeat(64))).await);
}

/// Whatever of the examples is not run here is shell at least, and the job for forks only says why there is no plan.
#[tokio::test]
async fn every_script_is_shell() {
    if !tools(&["bash"]) {
        return;
    }
    let (github, gitlab) = (example("github.yml"), example("gitlab.yml"));
    let mut scripts = vec![];
    for yaml in [&github, &gitlab] {
        for (at, _) in yaml.match_indices(": |\n").chain(yaml.match_indices("- |\n")) {
            let line = yaml[..at].rfind('\n').expect("a line");
            scripts.push(shell(&yaml[line..], "\n"));
        }
    }
    assert_eq!(scripts.len(), 7);
    for script in &scripts {
        let checked = Command::new("bash").args(["-n", "-c", script]).output().await.expect("it runs");
        assert!(checked.status.success(), "{script}\n{}", String::from_utf8_lossy(&checked.stderr));
    }
    let directory = tempfile::tempdir().expect("a directory");
    let summary = directory.path().join("summary.md");
    let line = github.lines().find_map(|line| line.trim().strip_prefix("- run: echo ")).expect("the job for forks");
    run(&format!("echo {line}"), directory.path(), &[("GITHUB_STEP_SUMMARY", summary.to_str().expect("a name"))]).await;
    assert!(fs::read_to_string(summary).expect("a summary").contains("from a fork is not planned here"));
}
