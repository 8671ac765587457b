//! What remains when a call to LiveKit fails: at each step the state, the calls and the words.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::livekit::LEAST;

const TRUNK: &str = "siptrunk_livekit_outbound_trunk.carrier";

/// An order for this call to outbound trunks.
fn fault(deed: &str, answer: Json) -> Json {
    json!({"vendor": "livekit", "method": "POST", "path": format!("/{deed}SIP"), "answer": answer})
}

/// An error in Twirp's form.
fn twirp(status: u16, code: &str) -> Json {
    json!({"status": status, "body": {"code": code, "msg": "No, thanks", "meta": {}}})
}

/// With a name, which an update takes, and with headers, which only a replacement does.
fn described(words: &str) -> String {
    LEAST.replace("  address ", &format!("  name = \"{words}\"\n  headers = {{ X-A = \"{words}\" }}\n  address "))
}

fn name(workspace: &Workspace) -> Json {
    workspace.state(TRUNK).expect("it is in the state").attributes["name"].clone()
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
async fn a_refused_create_leaves_nothing_and_a_lost_one_is_sent_once() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    sandbox.fault(fault("Create", twirp(400, "invalid_argument"))).await;
    workspace.apply(LEAST).await.failed(&["LiveKit did not create the outbound trunk", "400", "No, thanks"]);
    assert!(workspace.state(TRUNK).is_none());
    assert_eq!(sandbox.changes().await.len(), 1);
    assert_eq!(sandbox.objects("livekit").await, Vec::<Json>::new());
    for answer in [json!("hang-up"), json!({"status": 500, "body": "<html>"}), twirp(503, "unavailable")] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut fault = fault("Create", answer.clone());
        fault["after"] = json!(true);
        sandbox.fault(fault).await;
        let words =
            ["It is not known whether LiveKit made the outbound trunk", "An outbound trunk may exist", "import"];
        workspace.apply(LEAST).await.failed(&words);
        assert!(workspace.state(TRUNK).is_none(), "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        assert_eq!(sandbox.objects("livekit").await.len(), 1, "{answer}");
    }
}

#[tokio::test]
async fn a_new_trunk_that_shows_late_is_waited_for_and_not_made_again() {
    let sandbox = Sandbox::start(&["livekit.create-visible-after=1"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(LEAST).await.ok();
    assert!(!workspace.state(TRUNK).expect("a state").tainted);
    let statuses: Vec<_> = sandbox.calls().await.into_iter().map(|call| call.status).collect();
    assert_eq!(statuses, [Some(200), Some(404), Some(200)]);
    workspace.plan(LEAST).await.empty();
}

#[tokio::test]
async fn a_refused_update_leaves_the_state_as_it_was() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (status, code) in [(400, "invalid_argument"), (403, "permission_denied"), (404, "not_found"), (500, "unknown")]
    {
        sandbox.fault(fault("Update", twirp(status, code))).await;
        workspace.apply(&described("second")).await.failed(&[&status.to_string(), "No, thanks"]);
        assert_eq!(name(&workspace), "first", "{status}");
        assert_eq!(sandbox.changes().await.len(), 1, "{status}");
    }
    workspace.plan(&described("second")).await.exited(2).says(&["\"first\" -> \"second\""]);
}

/// A replacement of what cannot be read would empty it.
#[tokio::test]
async fn a_replacement_whose_reading_fails_is_not_sent() {
    let Some((sandbox, workspace)) = made().await else { return };
    for answer in
        [twirp(403, "permission_denied"), json!({"status": 404, "body": "404 page not found"}), twirp(404, "not_found")]
    {
        let mut fault = fault("Get", answer.clone());
        fault["times"] = json!(20);
        sandbox.fault(fault).await;
        workspace.write(&described("second"));
        let run = workspace.run(&["apply", "-refresh=false", "-auto-approve", "-no-color"]).await;
        run.failed(&["LiveKit did not change the outbound trunk"]);
        assert_eq!(sandbox.changes().await, [], "{answer}");
        assert_eq!(name(&workspace), "first", "{answer}");
        sandbox.control("DELETE", "/faults", Json::Null).await;
    }
    workspace.apply(&described("second")).await.ok();
}

#[tokio::test]
async fn an_update_that_happened_in_spite_of_a_500_is_in_the_state_and_a_lost_one_is_sent_again() {
    let Some((sandbox, workspace)) = made().await else { return };
    sandbox.switch("livekit.write-answer", "500-applied").await;
    workspace.apply(&described("second")).await.failed(&["500", "shows the new values"]);
    assert_eq!(name(&workspace), "second");
    assert_eq!(sandbox.changes().await.len(), 1);
    workspace.plan(&described("second")).await.empty();
    sandbox.switch("livekit.write-answer", "normal").await;
    for (words, answer) in [("third", json!("hang-up")), ("fourth", json!({"status": 502}))] {
        let mut lost = fault("Update", answer);
        lost["after"] = json!(true);
        sandbox.fault(lost).await;
        sandbox.calls().await;
        workspace.apply(&described(words)).await.ok();
        let bodies: Vec<_> = sandbox.changes().await.into_iter().map(|change| change.request).collect();
        assert!(bodies.len() == 2 && bodies[0] == bodies[1], "{bodies:#?}");
        assert_eq!(name(&workspace), words);
    }
}

#[tokio::test]
async fn a_refused_password_is_sent_again_by_the_next_apply() {
    let Some((sandbox, workspace)) = made().await else { return };
    let with =
        |password: &str| described("first").replace("  address ", &format!("  password = \"{password}\"\n  address "));
    workspace.apply(&with("Harbour42Bridge")).await.ok();
    sandbox.fault(fault("Update", twirp(400, "invalid_argument"))).await;
    workspace.apply(&with("Harbour43Bridge")).await.failed(&["400"]).says_not(&["Harbour43"]);
    assert_eq!(sandbox.objects("livekit").await[0]["auth_password"], "Harbour42Bridge");
    workspace.apply(&with("Harbour43Bridge")).await.ok();
    assert_eq!(sandbox.objects("livekit").await[0]["auth_password"], "Harbour43Bridge");
    workspace.plan(&with("Harbour43Bridge")).await.empty();
}

#[tokio::test]
async fn a_delete_that_does_not_happen_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (answer, words) in [
        (twirp(403, "permission_denied"), "No, thanks"),
        (json!({"status": 500, "body": "<html>"}), "500"),
        (json!({"status": 404, "body": "404 page not found"}), "404"),
        (json!({"status": 200, "body": {"kind": "TRUNK_LEGACY"}}), "still shows it"),
    ] {
        sandbox.fault(fault("Delete", answer.clone())).await;
        workspace.destroy().await.failed(&["LiveKit did not delete the outbound trunk", words]);
        assert!(!workspace.state(TRUNK).unwrap_or_else(|| panic!("lost by {answer}")).tainted);
        assert_eq!(sandbox.objects("livekit").await.len(), 1, "{answer}");
    }
    workspace.plan(&described("first")).await.empty();
    sandbox.switch("livekit.write-answer", "500-applied").await;
    workspace.destroy().await.ok();
    assert!(workspace.state(TRUNK).is_none());
}

#[tokio::test]
async fn a_refresh_that_fails_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (status, body, words) in [
        (401, json!({"code": "unauthenticated", "msg": "permissions denied"}), "LIVEKIT_API_SECRET"),
        (500, json!("<html>"), "500"),
        (404, json!({"code": "bad_route", "msg": "no handler"}), "404"),
        (404, json!("404 page not found"), "LIVEKIT_URL"),
        (200, json!("<html>Please log in"), "Please log in"),
    ] {
        let answer = json!({"vendor": "livekit", "times": 20, "answer": {"status": status, "body": body}});
        sandbox.fault(answer).await;
        workspace.plan(&described("first")).await.failed(&["LiveKit did not show the outbound trunk", words]);
        assert_eq!(name(&workspace), "first", "{status}");
        sandbox.control("DELETE", "/faults", Json::Null).await;
    }
    workspace.plan(&described("first")).await.empty();
}

#[tokio::test]
async fn too_many_requests_are_waited_out() {
    let Some((sandbox, workspace)) = made().await else { return };
    let mut busy = twirp(429, "resource_exhausted");
    busy["headers"] = json!({"retry-after": "1"});
    for deed in ["Get", "Update"] {
        sandbox.fault(fault(deed, busy.clone())).await;
    }
    workspace.apply(&described("second")).await.ok();
    let lines: Vec<_> = sandbox.calls().await.into_iter().map(|call| (call.line, call.status)).collect();
    assert_eq!(lines.iter().filter(|(_, status)| *status == Some(429)).count(), 2, "{lines:?}");
    sandbox.fault(fault("Create", busy)).await;
    workspace.apply(&(described("second") + &LEAST.replace("\"carrier\"", "\"second\""))).await.ok();
    assert_eq!(sandbox.objects("livekit").await.len(), 2);
}
