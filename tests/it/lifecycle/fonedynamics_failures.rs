//! What remains when a call to Fone Dynamics fails: at each step the state, the calls and the words.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::super::support::trunks::HQ;
use super::fonedynamics::BRANCH;

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

/// What nobody can know before the trunk is shown.
const UNTOLD: &[&str] = &["allowed_countries", "channel_limit", "created_at", "updated_at", "provisioning_state"];

#[tokio::test]
async fn a_refused_create_leaves_nothing_and_a_lost_one_is_sent_once() {
    const NOT_MADE: &str = "Fone Dynamics did not create the trunk";
    const NOBODY_KNOWS: &str = "It is not known whether Fone Dynamics made the trunk";
    for (answer, after, title, words) in [
        (envelope(400, "PARAMETER_REQUIRED"), false, NOT_MADE, "PARAMETER_REQUIRED"),
        (json!({"status": 404, "body": "no Route matched with those values"}), false, NOT_MADE, "404"),
        (json!({"status": 500, "body": "<html>"}), true, NOBODY_KNOWS, "may exist"),
        (json!("hang-up"), true, NOBODY_KNOWS, "may exist"),
        (json!({"status": 200, "body": {}}), true, NOBODY_KNOWS, "may exist"),
        (json!({"status": 200, "body": "<html>Please log in"}), true, NOBODY_KNOWS, "may exist"),
        (json!({"status": 202, "body": {"status": "queued"}}), true, NOBODY_KNOWS, "may exist"),
        (json!({"status": 204}), true, NOBODY_KNOWS, "may exist"),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut fault = fault("POST", answer.clone());
        fault["after"] = json!(after);
        sandbox.fault(fault).await;
        workspace.apply(HQ).await.failed(&[title, words]);
        assert!(workspace.state(TRUNK).is_none(), "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        assert_eq!(sandbox.objects("fonedynamics").await.len(), usize::from(after), "{answer}");
    }
}

#[tokio::test]
async fn a_trunk_that_is_made_but_not_seen_is_in_the_state_with_a_warning() {
    let refusal = (envelope(403, "FORBIDDEN"), 1, "FORBIDDEN");
    let crash = (json!({"status": 500, "body": "<html>"}), 4, "500");
    let other = (json!({"status": 200, "body": {"SipTrunkSid": "STOTHER", "Name": "x"}}), 1, "another trunk in it");
    for (answer, times, words) in [refusal, crash, other] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut fault = fault("GET", answer);
        fault["times"] = json!(times);
        sandbox.fault(fault).await;
        let run = workspace.apply(HQ).await.but(UNTOLD).ok();
        run.says(&["Warning: Fone Dynamics did not show the trunk", words, "in the state as planned"]);
        let state = workspace.state(TRUNK).expect("it is in the state");
        assert!(!state.tainted && state.attributes["id"] == sandbox.objects("fonedynamics").await[0]["SipTrunkSid"]);
        assert_eq!(sandbox.changes().await.len(), 1);
        workspace.plan(HQ).await.empty();
        workspace.apply(HQ).await.ok();
        assert_eq!(sandbox.changes().await, []);
    }
}

#[tokio::test]
async fn a_trunk_that_is_shown_late_is_not_made_twice() {
    let sandbox = Sandbox::start(&["fonedynamics.create-visible-after=60"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("FONEDYNAMICS_PROVISIONING_TIMEOUT", "1");
    let run = workspace.apply(HQ).await.but(UNTOLD).ok();
    run.says(&["Warning: Fone Dynamics did not show the trunk", "The trunk was created and is in the state"]);
    assert!(!workspace.state(TRUNK).expect("it is in the state").tainted);
    let run = workspace.plan(HQ).await.empty();
    run.says(&["does not show the new trunk yet", "so that it is not made a second time"]);
    workspace.apply(HQ).await.but(UNTOLD).ok();
    assert_eq!(sandbox.changes().await.len(), 1);
    assert_eq!(sandbox.objects("fonedynamics").await.len(), 1);
}

/// Whom a read has shown while it was being provisioned is not somebody who was never seen.
#[tokio::test]
async fn a_trunk_that_cannot_be_looked_at_while_it_is_provisioned_was_seen() {
    let sandbox = Sandbox::start(&["fonedynamics.create-settles-after=1000"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let refused = json!({"status": 403, "body": "no"});
    for (times, answer) in [(1, json!("slow")), (50, refused)] {
        sandbox.order("fonedynamics", "read", times, &answer).await;
    }
    let run = workspace.apply(HQ).await;
    run.but(UNTOLD)
        .ok()
        .says(&["did not show the end of provisioning the trunk", "The trunk was created and is in the state"]);
    assert!(!workspace.state(TRUNK).expect("it is in the state").tainted);
    sandbox.forget_faults().await;
    sandbox.remove("fonedynamics", &sandbox.objects("fonedynamics").await[0]).await;
    workspace.plan(HQ).await.exited(2).says(&["1 to add"]);
}

#[tokio::test]
async fn a_trunk_that_is_not_provisioned_in_time_is_in_the_state_and_tainted() {
    let sandbox = Sandbox::start(&["fonedynamics.create-settles-after=1000"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("FONEDYNAMICS_PROVISIONING_TIMEOUT", "1");
    workspace.apply(HQ).await.failed(&["After 1 second ", "being provisioned", "tainted"]);
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
    for answer in [
        json!({"status": 404, "body": {"detail": "Not Found"}}),
        json!({"status": 404, "body": {"message": "no Route matched with those values"}}),
        json!({"status": 200, "body": "<html>Please log in"}),
    ] {
        sandbox.fault(fault("PATCH", answer.clone())).await;
        workspace.apply(&renamed).await.failed(&["Fone Dynamics did not change the trunk"]);
        assert_eq!(name(&workspace), "hq-edge", "{answer}");
        sandbox.calls().await;
    }
    sandbox.switch("fonedynamics.write-answer", "500-unapplied").await;
    workspace.apply(&renamed).await.failed(&["500", "still shows the old values"]);
    assert_eq!(name(&workspace), "hq-edge");
    sandbox.switch("fonedynamics.write-answer", "500-applied").await;
    workspace.apply(&renamed).await.failed(&["500", "shows the new values"]);
    assert_eq!(name(&workspace), "hq-core");
    workspace.plan(&renamed).await.empty();
}

#[tokio::test]
async fn an_update_whose_reading_fails_is_accepted_but_an_error() {
    let Some((sandbox, workspace)) = made().await else { return };
    let nothing = |body: Json| (json!({"status": 200, "body": body}), "no trunk in it");
    let answers =
        [(envelope(403, "FORBIDDEN"), "FORBIDDEN"), nothing(json!({})), nothing(json!([])), nothing(Json::Null)];
    for (turn, (answer, words)) in answers.into_iter().enumerate() {
        let renamed = HQ.replace("hq-edge", &format!("hq-core-{turn}"));
        workspace.write(&renamed);
        let mut unread = fault("GET", answer);
        unread["times"] = json!(100);
        sandbox.fault(unread).await;
        let arguments = ["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"];
        workspace.run(&arguments).await.failed(&[words, "The change was accepted", "did not show the change of"]);
        assert!(!workspace.state(TRUNK).expect("a state").tainted);
        sandbox.forget_faults().await;
        workspace.apply(&renamed).await.ok();
        workspace.plan(&renamed).await.empty();
        assert_eq!(sandbox.changes().await.len(), 1);
    }
}

#[tokio::test]
async fn a_delete_that_does_not_happen_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (answer, words) in [
        (envelope(403, "FORBIDDEN"), "FORBIDDEN"),
        (json!({"status": 405}), "terraform state rm"),
        (json!({"status": 501}), "terraform state rm"),
        (json!({"status": 404, "body": "<html>"}), "terraform state rm"),
        (json!({"status": 404, "body": {"message": "no Route matched with those values"}}), "terraform state rm"),
        (json!({"status": 200, "body": "<html>Please log in"}), "still there"),
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

/// The vendor has taken the delete and not carried it out, and something on the way answers the look.
#[tokio::test]
async fn a_page_behind_an_accepted_delete_costs_no_trunk_that_the_list_has() {
    let Some((sandbox, workspace)) = made().await else { return };
    let held = sandbox.objects("fonedynamics").await[0].clone();
    let refresh = ["destroy", "-auto-approve", "-refresh=false", "-no-color"];
    for status in [404, 410] {
        let pages = json!({"status": status, "body": "<html>Not here"});
        for (method, path, times, answer) in [
            ("GET", "/Details", 1, json!({"status": 200, "body": held})),
            ("GET", "/Details", 1000, pages),
            ("DELETE", "/SipTrunk", 1, json!({"status": 204})),
        ] {
            let fault =
                json!({"vendor": "fonedynamics", "method": method, "path": path, "times": times, "answer": answer});
            sandbox.fault(fault).await;
        }
        workspace.run(&refresh).await.failed(&["hq-edge", &status.to_string()]);
        assert!(workspace.state(TRUNK).is_some(), "{status}");
        sandbox.forget_faults().await;
        workspace.plan(HQ).await.empty();
    }
}

#[tokio::test]
async fn an_inactive_trunk_is_not_deleted_by_a_delete_that_did_nothing() {
    let Some((sandbox, workspace)) = made().await else { return };
    let mut inactive = sandbox.objects("fonedynamics").await[0].clone();
    inactive["ProvisioningState"] = json!(0);
    let mut shown = fault("GET", json!({"status": 200, "body": inactive}));
    shown["times"] = json!(1000);
    sandbox.fault(shown).await;
    workspace.write(HQ);
    for refresh in ["-refresh=true", "-refresh=false"] {
        sandbox.fault(fault("DELETE", json!({"status": 204}))).await;
        let run = workspace.run(&["destroy", "-auto-approve", refresh, "-no-color"]).await;
        run.failed(&["Fone Dynamics did not delete the trunk \"hq-edge\"", "still shows it as inactive", "state rm"]);
        assert!(workspace.state(TRUNK).is_some(), "{refresh}");
    }
}

#[tokio::test]
async fn a_refresh_that_fails_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    let other = json!({"SipTrunkSid": "STOTHER", "Name": "x"});
    for (answer, times, words) in [
        (json!({"status": 401}), 1, "FONEDYNAMICS_TOKEN"),
        (envelope(400, "ACCOUNT_NOT_FOUND"), 1, "ACCOUNT_NOT_FOUND"),
        (envelope(404, "PROPERTY_NOT_FOUND"), 1, "PROPERTY_NOT_FOUND"),
        (json!({"status": 404, "body": "<html>"}), 1, "404"),
        (json!({"status": 404, "body": {"detail": "Not Found"}}), 1, "404"),
        (json!({"status": 200, "body": "<html>Please log in"}), 4, "200"),
        (json!({"status": 200, "body": {"status": "queued"}}), 1, "no trunk in it"),
        (json!({"status": 200, "body": other}), 1, "another trunk in it, \"STOTHER\""),
    ] {
        let mut failing = fault("GET", answer.clone());
        failing["times"] = json!(times);
        sandbox.fault(failing).await;
        workspace.plan(HQ).await.failed(&["Fone Dynamics did not show the trunk", words]);
        assert_eq!(name(&workspace), "hq-edge", "{answer}");
    }
    // A gateway that knows neither the trunk nor the list is none of Fone Dynamics.
    let mut gateway = fault("GET", json!({"status": 404, "body": {"message": "no Route matched with those values"}}));
    gateway["times"] = json!(2);
    sandbox.fault(gateway).await;
    workspace.plan(HQ).await.failed(&["is not Fone Dynamics's API", "FONEDYNAMICS_BASE_URL"]);
    assert_eq!(name(&workspace), "hq-edge");
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
    workspace
        .interrupted(&arguments, being_watched)
        .await
        .failed(&["Terraform was stopped", "in the state as planned"]);
    let state = workspace.state(TRUNK).expect("it is in the state");
    assert!(!state.tainted && state.attributes["id"] == sandbox.objects("fonedynamics").await[0]["SipTrunkSid"]);
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("fonedynamics").await, Vec::<Json>::new());
}

#[tokio::test]
async fn an_import_of_what_is_not_there_is_an_error() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.write(HQ);
    for (id, words) in [
        ("STNONE", "No such trunk"),
        ("PRNONE/STNONE", "PROPERTY_NOT_FOUND"),
        ("a/b/c", "Invalid import id"),
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
