//! Waits say so: in the log while they last, and in one warning at their end.

use std::fs;

use futures_util::future::join_all;
use serde_json::json;

use super::super::support::provider::Provider;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::yeastar::PEER;

const DESKS: &str = r#"resource "siptrunk_crazytel_trunk" "desk" {
  count     = 2
  password  = "Harbour42Bridge"
  caller_id = "61255501234"
}
"#;

/// What a second warning would begin with.
fn warnings(text: &str) -> usize {
    text.matches("Warning: ").count()
}

/// Lets so many seconds pass since the requests that count for the ceiling: tenths of a second in a file, each with how
/// many there were.
fn let_pass(workspace: &Workspace, seconds: u64) {
    let folder = workspace.path().join(".cache/siptrunk/pace");
    let file = fs::read_dir(folder).expect("a folder").next().expect("a file").expect("a file").path();
    let text = fs::read_to_string(&file).expect("the requests");
    let earlier = text.lines().map(|line| {
        let (slot, count) = line.split_once(' ').expect("a slot and a count");
        format!("{} {count}\n", slot.parse::<u64>().expect("a number") - seconds * 10)
    });
    let earlier: String = earlier.collect();
    fs::write(&file, earlier).expect("a file");
}

#[tokio::test]
async fn a_run_that_waits_for_its_request_ceiling_says_so_once() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    // Two creates, and two looks.
    let workspace = workspace.with("CRAZYTEL_REQUESTS_PER_MINUTE", "4").with("TF_LOG_PROVIDER", "WARN");
    assert_eq!(warnings(&workspace.apply(DESKS).await.ok().text), 0);
    let_pass(&workspace, 42);
    let run = workspace.apply(&DESKS.replace("= 2", "= 3")).await.ok();
    let ceiling = "\"requests_per_minute\" (CRAZYTEL_REQUESTS_PER_MINUTE) lets 4 a minute go to Crazytel at 127.0.0.1";
    assert_eq!(warnings(&run.text), 1, "{run}");
    let words = run.text.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    assert!(words.contains("seconds for Crazytel") && words.contains(ceiling), "{run}");
    assert!(words.contains("calls wait below requests_per_minute"), "the log: {run}");

    let quick = sandbox.workspace().await.expect("as before");
    assert_eq!(warnings(&quick.apply(DESKS).await.ok().text), 0);
}

#[tokio::test]
async fn a_run_that_waits_because_the_vendor_wants_it_says_so() {
    let wait = json!({"retry-after": "10"});
    let often = json!({"status": 429, "headers": wait, "body": {}});
    let overload = json!({"errcode": 70082, "errmsg": "OVERLOAD_TASK_RUNNING"});
    let busy = json!({"status": 200, "headers": wait, "body": overload});
    let waits =
        [("crazytel", "Crazytel", DESKS.replace("= 2", "= 1"), often), ("yeastar", "Yeastar", PEER.to_owned(), busy)];
    let runs = waits.iter().map(async |(vendor, title, hcl, answer)| {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        sandbox.order(vendor, "create", 1, answer).await;
        let run = workspace.with("TF_LOG_PROVIDER", "WARN").apply(hcl).await.ok();
        assert_eq!(warnings(&run.text), 1, "{run}");
        let waited = format!("Waited 10 seconds for {title}");
        run.says(&[&waited, "is busy or that it is called too often", "calls wait because the vendor wants it"]);
    });
    join_all(runs).await;
}

/// An import by an identity that leaves out where the object lives asks the vendor too.
#[tokio::test]
async fn an_import_by_identity_that_waits_says_so() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = Provider::at(&sandbox, &[]).await;
    let often = json!({"status": 429, "headers": {"retry-after": "10"}});
    sandbox.fault(json!({"vendor": "fonedynamics", "method": "GET", "answer": often})).await;
    let identity = json!({"property_sid": null, "id": "ST1"});
    let imported = provider.import_identity("siptrunk_fonedynamics_trunk", &identity).await.ok();
    let said: Vec<_> = imported.diagnostics.iter().map(|said| said.summary.as_str()).collect();
    assert_eq!(said, ["Waited 10 seconds for Fone Dynamics"]);
}
