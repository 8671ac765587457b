//! What remains when a call to Fone Dynamics fails: at each step the state, the calls and the words.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::fonedynamics::{BRANCH, HQ};

const TRUNK: &str = "siptrunk_fonedynamics_trunk.hq";

fn fault(method: &str, answer: Json) -> Json {
    json!({"vendor": "fonedynamics", "method": method, "path": "/SipTrunk", "answer": answer})
}

fn envelope(status: u16, code: &str) -> Json {
    json!({"status": status, "body": {"ResponseStatus": {"ErrorCode": code, "Message": "Some words."}}})
}

fn name(workspace: &Workspace) -> Json {
    workspace.state(TRUNK).expect("it is in the state").attributes["name"].clone()
}

/// A sandbox with a trunk that Terraform has made; the provider waits for a second.
async fn made() -> Option<(Sandbox, Workspace)> {
    let sandbox = Sandbox::start(&[]).await;
    let workspace = sandbox.workspace().await?.with("FONEDYNAMICS_PROVISIONING_TIMEOUT", "1");
    workspace.apply(HQ).await.ok();
    sandbox.calls().await;
    Some((sandbox, workspace))
}

#[tokio::test]
async fn a_refused_create_leaves_nothing_and_a_lost_one_is_sent_once() {
    for (answer, after, words) in [
        (envelope(400, "PARAMETER_REQUIRED"), false, "PARAMETER_REQUIRED"),
        (json!({"status": 500, "body": "<html>"}), true, "may exist"),
        (json!("hang-up"), true, "may exist"),
        (json!({"status": 200, "body": {}}), true, "may exist"),
        (json!({"status": 204}), true, "may exist"),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut fault = fault("POST", answer.clone());
        fault["after"] = json!(after);
        sandbox.fault(fault).await;
        workspace.apply(HQ).await.failed(&["Fone Dynamics did not create the trunk", words]);
        assert!(workspace.state(TRUNK).is_none(), "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        assert_eq!(sandbox.objects("fonedynamics").await.len(), usize::from(after), "{answer}");
    }
}

#[tokio::test]
async fn a_trunk_that_is_made_but_not_seen_in_service_is_in_the_state_and_tainted() {
    let refusal = ("GET", envelope(403, "FORBIDDEN"), 1, "FORBIDDEN");
    let crash = ("GET", json!({"status": 500, "body": "<html>"}), 4, "500");
    for (method, answer, times, words) in [refusal, crash] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut fault = fault(method, answer);
        fault["times"] = json!(times);
        sandbox.fault(fault).await;
        workspace.apply(HQ).await.failed(&["Fone Dynamics did not finish the trunk", words, "tainted"]);
        assert!(workspace.state(TRUNK).expect("it is in the state").tainted);
        assert_eq!(sandbox.changes().await.len(), 1);
        workspace.run(&["untaint", TRUNK]).await.ok();
        workspace.plan(HQ).await.empty();
    }
    let sandbox = Sandbox::start(&["fonedynamics.create-settles-after=1000"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("FONEDYNAMICS_PROVISIONING_TIMEOUT", "1");
    workspace.apply(HQ).await.failed(&["After 1 seconds", "being provisioned", "tainted"]);
    let state = workspace.state(TRUNK).expect("it is in the state");
    assert!(state.tainted && state.attributes["id"].is_string(), "{state:?}");
    workspace.plan(HQ).await.exited(2).says(&["is tainted", "1 to add, 0 to change, 1 to destroy"]);
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("fonedynamics").await, Vec::<Json>::new());
}

#[tokio::test]
async fn a_refused_update_leaves_the_state_as_it_was_and_one_that_happened_all_the_same_does_not() {
    let Some((sandbox, workspace)) = made().await else { return };
    let renamed = HQ.replace("hq-edge", "hq-core");
    for (status, code) in [(400, "PARAMETER_INVALID"), (403, "FORBIDDEN"), (400, "SIP_TRUNK_NOT_FOUND")] {
        sandbox.fault(fault("PATCH", envelope(status, code))).await;
        workspace.apply(&renamed).await.failed(&[code]);
        assert_eq!(name(&workspace), "hq-edge", "{code}");
        assert_eq!(sandbox.changes().await.len(), 1, "{code}");
    }
    sandbox.switch("fonedynamics.write-answer", "500-unapplied").await;
    workspace.apply(&renamed).await.failed(&["500", "shows the values from before"]);
    assert_eq!(name(&workspace), "hq-edge");
    sandbox.switch("fonedynamics.write-answer", "500-applied").await;
    workspace.apply(&renamed).await.failed(&["500", "shows the new values"]);
    assert_eq!(name(&workspace), "hq-core");
    workspace.plan(&renamed).await.empty();
}

#[tokio::test]
async fn an_update_whose_reading_fails_is_accepted_but_an_error() {
    let Some((sandbox, workspace)) = made().await else { return };
    let renamed = HQ.replace("hq-edge", "hq-core");
    workspace.write(&renamed);
    sandbox.fault(fault("GET", envelope(403, "FORBIDDEN"))).await;
    let arguments = ["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"];
    workspace.run(&arguments).await.failed(&["FORBIDDEN", "change itself was accepted"]);
    assert!(!workspace.state(TRUNK).expect("a state").tainted);
    workspace.apply(&renamed).await.ok();
    workspace.plan(&renamed).await.empty();
    assert_eq!(sandbox.changes().await.len(), 1);
}

#[tokio::test]
async fn a_delete_that_does_not_happen_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (answer, words) in [
        (envelope(403, "FORBIDDEN"), "FORBIDDEN"),
        (json!({"status": 405}), "terraform state rm"),
        (json!({"status": 501}), "terraform state rm"),
        (json!({"status": 404, "body": "<html>"}), "terraform state rm"),
        (json!({"status": 204}), "terraform state rm"),
        (envelope(400, "PROPERTY_NOT_FOUND"), "PROPERTY_NOT_FOUND"),
    ] {
        sandbox.fault(fault("DELETE", answer.clone())).await;
        workspace.destroy().await.failed(&["Fone Dynamics did not delete the trunk", words]);
        assert_eq!(name(&workspace), "hq-edge", "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        assert_eq!(sandbox.objects("fonedynamics").await.len(), 1, "{answer}");
    }
    workspace.plan(HQ).await.empty();
}

#[tokio::test]
async fn a_refresh_that_fails_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (answer, words) in [
        (json!({"status": 401}), "FONEDYNAMICS_TOKEN"),
        (envelope(400, "ACCOUNT_NOT_FOUND"), "ACCOUNT_NOT_FOUND"),
        (envelope(404, "PROPERTY_NOT_FOUND"), "PROPERTY_NOT_FOUND"),
        (json!({"status": 404, "body": "<html>"}), "404"),
        (json!({"status": 200, "body": "<html>Please log in"}), "no trunk in it"),
    ] {
        sandbox.fault(fault("GET", answer.clone())).await;
        workspace.plan(HQ).await.failed(&["Fone Dynamics did not show the trunk", words]);
        assert_eq!(name(&workspace), "hq-edge", "{answer}");
    }
    workspace.plan(HQ).await.empty();
}

#[tokio::test]
async fn too_many_requests_are_waited_out() {
    let Some((sandbox, workspace)) = made().await else { return };
    for method in ["GET", "PATCH"] {
        sandbox.fault(fault(method, json!({"status": 429, "headers": {"retry-after": "1"}}))).await;
    }
    workspace.apply(&HQ.replace("hq-edge", "hq-core")).await.ok();
    assert_eq!(sandbox.calls().await.iter().filter(|call| call.status == Some(429)).count(), 2);
}

#[tokio::test]
async fn a_create_that_is_interrupted_keeps_what_was_made() {
    let sandbox = Sandbox::start(&["fonedynamics.create-settles-after=1000"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.write(HQ);
    let being_watched = async {
        while !sandbox.calls().await.iter().any(|call| call.line.ends_with("/Details")) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let arguments = ["apply", "-auto-approve", "-input=false", "-no-color"];
    workspace.interrupted(&arguments, being_watched).await.failed(&["stopped", "tainted"]);
    let state = workspace.state(TRUNK).expect("it is in the state");
    assert!(state.tainted && state.attributes["id"] == sandbox.objects("fonedynamics").await[0]["SipTrunkSid"]);
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("fonedynamics").await, Vec::<Json>::new());
}

#[tokio::test]
async fn an_import_of_what_is_not_there_is_an_error() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.write(HQ);
    for (id, words) in [
        ("STNONE", "non-existent"),
        ("PRNONE/STNONE", "PROPERTY_NOT_FOUND"),
        ("a/b/c", "\"PROPERTY_SID/ID\" or \"ID\""),
        ("/STNONE", "Invalid import id"),
    ] {
        workspace.import(TRUNK, id).await.failed(&[words]);
    }
    assert!(workspace.state(TRUNK).is_none());
}

#[tokio::test]
async fn a_number_out_of_all_proportion_stops_nothing() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let limited = BRANCH.replace("\n}\n", "\n  channel_limit = 20\n}\n");
    workspace.apply(&limited).await.ok();
    let id = workspace.state("siptrunk_fonedynamics_trunk.branch").expect("a state").attributes["id"].clone();
    for number in ["1e-1000000000", "1e1000000000", "1e-9223372036854775807"] {
        let number: Json = serde_json::from_str(number).expect("a number");
        let shown = json!({"SipTrunkSid": id, "Name": "branch-pbx", "ChannelLimit": number});
        let answer = json!({"status": 200, "body": shown});
        sandbox.fault(json!({"vendor": "fonedynamics", "path": "/Details", "answer": answer})).await;
        let started = std::time::Instant::now();
        workspace.plan(&limited).await.says(&["channel_limit in an unknown form"]);
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
    let wrong = limited.replace("= 20", "= 1e5000");
    workspace
        .plan(&wrong)
        .await
        .failed(&["Too long a number", "channel_limit must be a number of at most 1000 digits"]);
}
