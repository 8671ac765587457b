//! The command's options, and where it reads and writes.

use std::process::Stdio;

use serde_json::{Value as Json, json};

use super::super::support::process::{COMPANION, tools};
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
    assert!(
        String::from_utf8_lossy(&output.stdout)
            .contains("\nupdate Crazytel siptrunk_crazytel_trunk.desk (\"Front desk\")\n")
    );
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
    partial["prior_state"] = json!({"values": {"root_module": {"resources": [{"type": "siptrunk_crazytel_trunk"}]}}});
    assert_eq!(program(&["--detailed-exitcode"], partial.to_string().as_bytes()).status.code(), Some(2));
}

/// `script` gives a program a terminal.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_text_in_colour_unless_it_wants_none() {
    use std::process::Command;
    if !tools(&["script"]) {
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("plan.json");
    std::fs::write(&file, something()).expect("a file");
    let at_terminal = |variables: &[(&str, &str)]| {
        let line = format!("'{COMPANION}' preview '{}'", file.display());
        let mut command = Command::new("script");
        command.args(["-q", "-e", "-c", &line, "/dev/null"]).env("TERM", "xterm").env_remove("NO_COLOR");
        let output = command.envs(variables.iter().copied()).stdin(Stdio::null()).output().expect("it runs");
        String::from_utf8(output.stdout).expect("text")
    };
    let shown = at_terminal(&[]);
    assert!(shown.starts_with("SIP trunks: 1 request for 1 resource (1 updated)"), "{shown:?}");
    assert!(shown.contains("\u{1b}[32m+   \"description\": \"Reception\"\u{1b}[0m"), "{shown:?}");
    assert!(!at_terminal(&[("NO_COLOR", "1")]).contains('\u{1b}'));
}

/// What Windows PowerShell 5 makes of whatever is redirected.
#[test]
fn utf_16_is_read_with_a_mark_and_without() {
    let text = plan(json!([update("Front desk", "Büro \u{1f4de}")])).to_string();
    let shown = program(&["--format", "json"], text.as_bytes());
    assert!(String::from_utf8_lossy(&shown.stdout).contains("Büro \u{1f4de}"), "{shown:?}");
    let bytes = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{text}\r\n").encode_utf16().flat_map(bytes).collect()
    };
    for mark in ["\u{feff}", ""] {
        for written in [bytes(mark, u16::to_le_bytes), bytes(mark, u16::to_be_bytes)] {
            assert_eq!(program(&["--format", "json"], &written).stdout, shown.stdout);
        }
    }
}

/// 2 would say that something will be sent.
#[test]
fn a_mistake_in_the_options_ends_with_1() {
    for options in [&["--format", "html"][..], &["--limit", "10"], &["--no-such"], &["a", "b"]] {
        let output = program(&[&["--detailed-exitcode"], options].concat(), something().as_bytes());
        assert_eq!(output.status.code(), Some(1), "{options:?}");
        assert!(output.stdout.is_empty() && output.stderr.starts_with(b"error: "), "{options:?}");
    }
    let little = program(&["--limit", "300"], something().as_bytes());
    let says = String::from_utf8_lossy(&little.stderr).into_owned();
    assert!(says.contains("it must be a number of bytes, at least 2000\n"), "{says}");
    let help = program(&["--help"], b"");
    assert!(String::from_utf8_lossy(&help.stdout).contains("Maximum size of the Markdown, at least 2000;"));
    assert_eq!((help.status.code(), help.stderr.is_empty()), (Some(0), true));
}

/// A preview that nobody got is none.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_an_error_and_a_reader_that_left_is_none() {
    use std::fs::File;
    use std::process::Command;
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("plan.json");
    std::fs::write(&file, something()).expect("a file");
    let run = |out: Stdio| {
        let mut command = Command::new(COMPANION);
        command.arg("preview").arg(&file).stdout(out).stderr(Stdio::piped());
        command.spawn().expect("it starts").wait_with_output().expect("it ends")
    };
    let full = run(File::options().write(true).open("/dev/full").expect("a full disk").into());
    assert_eq!(full.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&full.stderr).starts_with("Error: The preview cannot be written: "));
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let left = run(writer.into());
    assert_eq!((left.status.code(), left.stderr.is_empty()), (Some(0), true));
}
