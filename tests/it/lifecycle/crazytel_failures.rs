//! What remains when a call to Crazytel fails: at each step the state, the calls and the words.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::crazytel::DESK;

const TRUNK: &str = "siptrunk_crazytel_trunk.desk";

/// An order for calls to the trunks.
fn fault(method: &str, answer: Json) -> Json {
    json!({"vendor": "crazytel", "method": method, "path": "/sip-trunks/", "answer": answer})
}

fn described(words: &str) -> String {
    DESK.replace('}', &format!("  description = \"{words}\"\n}}"))
}

fn description(workspace: &Workspace) -> Json {
    workspace.state(TRUNK).expect("it is in the state").attributes["description"].clone()
}

/// A sandbox with a trunk that Terraform has made.
async fn made() -> Option<(Sandbox, Workspace)> {
    let sandbox = Sandbox::start(&[]).await;
    let workspace = sandbox.workspace().await?;
    workspace.apply(&described("first")).await.ok();
    sandbox.calls().await;
    Some((sandbox, workspace))
}

#[tokio::test]
async fn a_refused_create_leaves_nothing() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let unverified = DESK.replace("61255501234", "61255500000");
    workspace.apply(&unverified).await.failed(&["Crazytel did not create the trunk", "400", "not verified"]);
    assert!(workspace.state(TRUNK).is_none());
    assert_eq!(sandbox.changes().await.len(), 1);
    assert_eq!(sandbox.objects("crazytel").await, Vec::<Json>::new());
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_sent_once_and_said_to_be_in_doubt() {
    for answer in [json!("hang-up"), json!({"status": 500, "body": "<html>"}), json!({"status": 503})] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut fault = fault("POST", answer.clone());
        fault["after"] = json!(true);
        sandbox.fault(fault).await;
        workspace.apply(DESK).await.failed(&["It is not known whether Crazytel made the trunk", "may exist", "import"]);
        assert!(workspace.state(TRUNK).is_none(), "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        assert_eq!(sandbox.objects("crazytel").await.len(), 1, "{answer}");
    }
}

#[tokio::test]
async fn a_delete_that_was_carried_out_is_done_whatever_was_answered() {
    let Some((sandbox, workspace)) = made().await else { return };
    sandbox.switch("crazytel.write-answer", "500-applied").await;
    workspace.run(&["destroy", "-auto-approve", "-input=false", "-no-color"]).await.ok();
    assert!(workspace.state(TRUNK).is_none());
    assert_eq!(sandbox.objects("crazytel").await, Vec::<Json>::new());
}

#[tokio::test]
async fn a_refused_update_leaves_the_state_as_it_was() {
    let Some((sandbox, workspace)) = made().await else { return };
    for status in [400, 403, 422, 404] {
        sandbox.fault(fault("PATCH", json!({"status": status, "body": {"detail": "No, thanks"}}))).await;
        workspace.apply(&described("second")).await.failed(&[&status.to_string(), "No, thanks"]);
        assert_eq!(description(&workspace), "first", "{status}");
        assert_eq!(sandbox.changes().await.len(), 1, "{status}");
    }
    workspace.plan(&described("second")).await.exited(2).says(&["\"first\" -> \"second\""]);
}

#[tokio::test]
async fn a_refused_password_is_sent_again_by_the_next_apply() {
    let Some((sandbox, workspace)) = made().await else { return };
    let rotated = described("first").replace("Harbour42Bridge", "Harbour43Bridge");
    for status in [422, 500] {
        sandbox.fault(fault("PATCH", json!({"status": status}))).await;
        workspace.apply(&rotated).await.failed(&[&status.to_string()]);
        assert_eq!(sandbox.changes().await.len(), 1, "{status}");
        assert_eq!(sandbox.objects("crazytel").await[0]["password"], "Harbour42Bridge");
    }
    workspace.apply(&rotated).await.ok();
    assert_eq!(sandbox.changes().await.len(), 1);
    assert_eq!(sandbox.objects("crazytel").await[0]["password"], "Harbour43Bridge");
    workspace.plan(&rotated).await.empty();
}

#[tokio::test]
async fn an_update_that_happened_in_spite_of_a_500_is_in_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    sandbox.switch("crazytel.write-answer", "500-applied").await;
    workspace.apply(&described("second")).await.failed(&["500", "shows the new values"]);
    assert_eq!(description(&workspace), "second");
    assert_eq!(sandbox.changes().await.len(), 1);
    workspace.plan(&described("second")).await.empty();
}

#[tokio::test]
async fn an_update_whose_answer_is_lost_is_sent_again() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (words, answer) in [("second", json!("hang-up")), ("third", json!({"status": 502}))] {
        let mut lost = fault("PATCH", answer);
        lost["after"] = json!(true);
        sandbox.fault(lost).await;
        workspace.apply(&described(words)).await.ok();
        let bodies: Vec<_> = sandbox.changes().await.into_iter().map(|change| change.request).collect();
        assert_eq!(bodies, vec![json!({"description": words}); 2]);
        assert_eq!(description(&workspace), words);
    }
}

#[tokio::test]
async fn a_delete_that_does_not_happen_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (answer, words) in [
        (json!({"status": 403, "body": {"detail": "No, thanks"}}), "No, thanks"),
        (json!({"status": 500, "body": "<html>"}), "500"),
        (json!({"status": 405}), "enabled = false"),
        (json!({"status": 404, "body": "<html>"}), "enabled = false"),
        (json!({"status": 200, "body": {"message": "deleted"}}), "enabled = false"),
    ] {
        sandbox.fault(fault("DELETE", answer.clone())).await;
        workspace.destroy().await.failed(&["Crazytel did not delete the trunk", words]);
        assert!(!workspace.state(TRUNK).unwrap_or_else(|| panic!("lost by {answer}")).tainted);
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        assert_eq!(sandbox.objects("crazytel").await.len(), 1, "{answer}");
    }
    workspace.plan(&described("first")).await.empty();
}

#[tokio::test]
async fn a_refresh_that_fails_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (status, body, words) in [
        (401, json!({"detail": "Invalid API key"}), "CRAZYTEL_API_KEY"),
        (500, json!("<html>"), "500"),
        (404, json!("<html>no such page"), "404"),
        (200, json!("<html>Please log in"), "Please log in"),
    ] {
        let mut failing = fault("GET", json!({"status": status, "body": body}));
        failing["times"] = json!(if status == 500 { 4 } else { 1 });
        sandbox.fault(failing).await;
        workspace.plan(&described("first")).await.failed(&["Crazytel did not show the trunk", words]);
        assert_eq!(description(&workspace), "first", "{status}");
    }
    workspace.plan(&described("first")).await.empty();
}

#[tokio::test]
async fn too_many_requests_are_waited_out() {
    let Some((sandbox, workspace)) = made().await else { return };
    for method in ["GET", "PATCH"] {
        let answer = json!({"status": 429, "headers": {"retry-after": "1"}, "body": {"detail": "Rate limit exceeded"}});
        sandbox.fault(fault(method, answer)).await;
    }
    workspace.apply(&described("second")).await.ok();
    let lines: Vec<_> = sandbox.calls().await.into_iter().map(|call| (call.line, call.status)).collect();
    assert_eq!(lines.iter().filter(|(_, status)| *status == Some(429)).count(), 2, "{lines:?}");
    sandbox.fault(fault("POST", json!({"status": 429, "headers": {"retry-after": "0"}}))).await;
    workspace.apply(&(described("second") + &DESK.replace("desk", "second"))).await.ok();
    assert_eq!(sandbox.objects("crazytel").await.len(), 2);
}

#[tokio::test]
async fn a_new_trunk_that_shows_late_is_waited_for_and_not_made_again() {
    let sandbox = Sandbox::start(&["crazytel.create-visible-after=1"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(DESK).await.ok();
    assert!(!workspace.state(TRUNK).expect("a state").tainted);
    let statuses: Vec<_> = sandbox.calls().await.into_iter().map(|call| call.status).collect();
    assert_eq!(statuses, [Some(200), Some(404), Some(200)]);
    workspace.plan(DESK).await.empty();
}
