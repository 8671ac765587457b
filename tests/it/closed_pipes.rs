//! Whoever reads what a program prints may have read enough: that ends the program, and is nobody's mistake.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::process::{Output, Stdio};

use tokio::process::Command;

use super::support::process::{COMPANION, PROGRAM};
use super::support::within_limit;

/// Whatever the companion prints, but a preview, whose exit codes have tests of their own.
const PRINTING: &[&[&str]] = &[
    &["--help"],
    &["--version"],
    &["adopt", "--help"],
    &["sandbox", "--list-switches"],
    &["sandbox", "--list-faults"],
    // It would serve whoever was to be told its address.
    &["sandbox"],
    &["sandbox", "--quiet", "--", COMPANION, "adopt", "crazytel"],
];

/// To its end, which must come: a sandbox that serves after all has none.
async fn run(program: &str, arguments: &[&str], out: Stdio, err: Stdio) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(out).stderr(err).kill_on_drop(true);
    within_limit(command.spawn().expect("it starts").wait_with_output()).await.expect("it ends")
}

/// A pipe that nobody reads.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

#[tokio::test]
async fn a_reader_that_left_is_a_quiet_end() {
    for arguments in PRINTING {
        let left = run(COMPANION, arguments, closed(), Stdio::piped()).await;
        let says = String::from_utf8_lossy(&left.stderr);
        assert_eq!((left.status.code(), &*says), (Some(0), ""), "{arguments:?}");
    }
}

#[tokio::test]
async fn a_full_disk_is_an_error_in_a_sentence() {
    for arguments in &PRINTING[3..] {
        let full = run(
            COMPANION,
            arguments,
            File::options().write(true).open("/dev/full").expect("it").into(),
            Stdio::piped(),
        )
        .await;
        let says = String::from_utf8_lossy(&full.stderr);
        assert!(full.status.code().is_some_and(|code| code == 1 || code == 2), "{arguments:?} {says}");
        assert!(says.contains(" cannot ") && !says.contains("panicked"), "{arguments:?} {says}");
    }
}

#[tokio::test]
async fn an_error_that_nobody_reads_is_still_one() {
    for (program, arguments, code) in [
        (PROGRAM, &[][..], 1),
        (COMPANION, &["preview", "/no/such/file"][..], 1),
        (COMPANION, &["adopt", "crazytel", "--out", "/dev/null"][..], 1),
        (COMPANION, &["sandbox", "--switch", "x", "--", "true"][..], 2),
        (COMPANION, &["no-such"][..], 2),
    ] {
        let unread = run(program, arguments, Stdio::null(), closed()).await;
        assert_eq!(unread.status.code(), Some(code), "{arguments:?}");
    }
}
