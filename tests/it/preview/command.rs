//! The command's options, and where it reads and writes.

use serde_json::{Value as Json, json};

use super::refusals::program;
use super::{plan, update};

fn something() -> String {
    plan(json!([update("Front desk", "Reception")])).to_string()
}

#[test]
fn a_pipe_gets_markdown_and_json_is_for_the_asking() {
    let output = program(&[], something().as_bytes());
    assert!(output.stdout.starts_with(b"### SIP trunks: 1 request for 1 resource\n"));
    let output = program(&["--format", "json", "-"], something().as_bytes());
    let json: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["changes"][0]["requests"][0]["body"], json!({"description": "Reception"}));
    let output = program(&["--format", "text"], something().as_bytes());
    assert!(!output.stdout.contains(&0x1b), "no colour in a pipe");
    assert!(String::from_utf8_lossy(&output.stdout).contains("\nupdate Crazytel siptrunk_crazytel_trunk.desk\n"));
    assert_eq!(program(&["--format", "html"], b"").status.code(), Some(2), "clap's own");
}

#[test]
fn a_file_is_read_where_one_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("plan.json");
    std::fs::write(&file, something()).expect("a file");
    let output = program(&["--format=json", file.to_str().expect("a name")], b"not read");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with(b"{"));
}

#[test]
fn the_exit_code_tells_what_is_sent_where_it_is_asked_to() {
    let nothing = plan(json!([])).to_string();
    assert_eq!(program(&[], something().as_bytes()).status.code(), Some(0));
    assert_eq!(program(&["--detailed-exitcode"], something().as_bytes()).status.code(), Some(2));
    let output = program(&["--detailed-exitcode"], nothing.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, b"No SIP trunk changes: nothing will be sent to a vendor.\n");
    assert_eq!(program(&["--format", "text"], nothing.as_bytes()).stdout, output.stdout);
    let mut partial = plan(json!([]));
    partial["complete"] = false.into();
    assert_eq!(program(&["--detailed-exitcode"], partial.to_string().as_bytes()).status.code(), Some(2));
}
