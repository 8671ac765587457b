//! What remains when a call to Bolna fails: at each step the state, the calls and the words.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::super::support::trunks::MAIN;
use super::bolna::{AGENT, agent, with};

pub const TRUNK: &str = "siptrunk_bolna_trunk.agent";

const APPLY: [&str; 4] = ["apply", "-auto-approve", "-input=false", "-no-color"];

/// An order for calls to trunks and numbers.
pub fn fault(method: &str, answer: &Json) -> Json {
    json!({"vendor": "bolna", "method": method, "path": "/sip-trunks/trunks", "answer": answer})
}

/// A refusal in the documented form.
pub fn refusal(status: u16, says: &str) -> Json {
    json!({"status": status, "body": {"error": status, "message": says}})
}

pub fn described(words: &str) -> String {
    with(AGENT, &format!("description = \"{words}\""))
}

/// A sandbox with a trunk that Terraform has made.
pub async fn made() -> Option<(Sandbox, Workspace)> {
    let sandbox = Sandbox::start(&[]).await;
    let workspace = sandbox.workspace().await?;
    workspace.apply(&described("first")).await.ok();
    sandbox.calls().await;
    Some((sandbox, workspace))
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_names_the_trunk_to_import() {
    let shown = "shows such a trunk with the id 01J";
    for (answer, after, words) in [
        (json!({"status": 500, "body": "<html>"}), false, "may exist"),
        (json!({"status": 500, "body": "<html>"}), true, shown),
        (json!({"status": 503}), true, shown),
        (json!("hang-up"), true, shown),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut fault = fault("POST", &answer);
        fault["after"] = json!(after);
        sandbox.fault(fault).await;
        workspace.apply(AGENT).await.failed(&["It is not known whether Bolna made the trunk", words]);
        assert!(workspace.state(TRUNK).is_none(), "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        assert_eq!(sandbox.objects("bolna").await.len(), usize::from(after), "{answer}");
    }
}

const TAKEN: &str = "Choose another name, or import the trunk that has this one. If that trunk is changed or deleted in the same \
                     apply, add it to depends_on or apply again.";

#[tokio::test]
async fn a_name_that_is_taken_is_refused_in_every_form() {
    for switches in [
        &[][..],
        &["bolna.duplicate-name=409", "bolna.errors=detail"],
        &["bolna.duplicate-name=422", "bolna.errors=error-text"],
        &["bolna.errors=details"],
        &["bolna.duplicate-name=422", "bolna.errors=detail-array"],
    ] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(AGENT).await.ok();
        let both = AGENT.to_owned() + &AGENT.replace("trunk\" \"agent\"", "trunk\" \"second\"");
        workspace.apply(&both).await.failed(&[
            "Bolna did not create the trunk",
            "name already exists",
            TAKEN,
            "name = \"agent\"",
        ]);
        assert_eq!(workspace.identifiers().len(), 1);
        let moved = AGENT.replace("\"custom\"", "\"twilio\"");
        let first = with(&moved, "lifecycle {\n    create_before_destroy = true\n  }");
        workspace
            .apply(&first)
            .await
            .failed(&["name already exists", "the trunk that this one replaces still has the name"]);
        assert_eq!(sandbox.objects("bolna").await[0]["provider"], "custom");
        workspace.apply(AGENT).await.ok();
    }
}

#[tokio::test]
async fn a_trunk_that_cannot_be_switched_off_is_kept_with_a_warning_and_switched_off_by_the_next_apply() {
    let off = with(AGENT, "enabled = false");
    for (answer, words) in [
        (refusal(400, "No, thanks"), "No, thanks"),
        (json!({"status": 500, "body": "<html>"}), "500"),
        (refusal(404, "SIP trunk not found"), "SIP trunk not found"),
        (json!({"status": 404, "body": {"detail": "Not Found"}}), "404"),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        sandbox.fault(fault("PATCH", &answer)).await;
        let run = workspace.apply(&off).await.ok();
        run.says(&["Warning: Bolna did not take enabled", "The trunk was made", "true there and not false", words]);
        let changes = sandbox.changes().await;
        let [create, update] = &changes[..] else { panic!("two calls: {changes:#?}") };
        assert_eq!((&create.request, &update.request), (&agent(), &json!({"is_active": false})));
        let state = workspace.state(TRUNK).expect("it is in the state");
        let made = sandbox.objects("bolna").await[0]["id"].clone();
        assert!(!state.tainted && state.attributes["id"] == made, "{state:?}");
        let plan = workspace.plan(&off).await.exited(2);
        plan.says(&["enabled = true -> false", "0 to add, 1 to change, 0 to destroy"]);
        workspace.apply(&off).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
        assert_eq!(sandbox.changes().await.len(), 1);
        assert_eq!(sandbox.objects("bolna").await[0]["id"], made);
        workspace.plan(&off).await.empty();
    }
    // Where the vendor did it in spite of its answer, there is nothing to say.
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let mut done = fault("PATCH", &json!({"status": 500}));
    done["after"] = json!(true);
    sandbox.fault(done).await;
    workspace.apply(&off).await.ok().says_not(&["Warning"]);
    assert_eq!(sandbox.objects("bolna").await[0]["is_active"], false);
    workspace.plan(&off).await.empty();
}

#[tokio::test]
async fn whether_a_trunk_was_switched_off_is_not_claimed_by_who_could_not_look() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let mut done = fault("PATCH", &json!({"status": 500}));
    done["after"] = json!(true);
    sandbox.fault(done).await;
    sandbox.order("bolna", "read", 100, &refusal(403, "No, thanks")).await;
    let off = with(AGENT, "enabled = false");
    let run = workspace.apply(&off).await.but(&["updated_at"]).ok();
    run.says(&[
        "Warning: Bolna did not take enabled",
        "Whether an update right after it changed that is not known",
        "500",
    ]);
    assert_eq!(sandbox.objects("bolna").await[0]["is_active"], false);
}

#[tokio::test]
async fn a_create_that_is_interrupted_before_the_trunk_is_off_keeps_what_was_made() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let mut busy = fault("PATCH", &json!({"status": 429, "headers": {"retry-after": "60"}}));
    busy["times"] = json!(1000);
    sandbox.fault(busy).await;
    workspace.write(&with(AGENT, "enabled = false"));
    let being_switched_off = async {
        while !sandbox.log().await.iter().any(|call| call["method"] == "PATCH") {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    workspace.interrupted(&APPLY, being_switched_off).await.says(&["Warning: Bolna did not take enabled"]);
    let state = workspace.state(TRUNK).expect("it is in the state");
    assert!(!state.tainted && state.attributes["id"] == sandbox.objects("bolna").await[0]["id"], "{state:?}");
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("bolna").await, Vec::<Json>::new());
}

#[tokio::test]
async fn a_trunk_that_is_made_but_cannot_be_seen_is_in_the_state_with_a_warning() {
    let refused = (refusal(403, "No, thanks"), 1, "No, thanks");
    let crashed = (json!({"status": 500, "body": "<html>"}), 4, "500");
    let login = (json!({"status": 200, "body": "<html>Please log in"}), 4, "with an HTML page");
    for (answer, times, words) in [refused, crashed, login] {
        let sandbox = Sandbox::start(&["bolna.answers=sparse-writes"]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut fault = fault("GET", &answer);
        fault["times"] = json!(times);
        sandbox.fault(fault).await;
        let run = workspace.apply(AGENT).await.ok();
        run.says(&["Warning: Bolna did not show the trunk", words, "in the state as planned"]);
        assert!(!workspace.state(TRUNK).expect("it is in the state").tainted);
        assert_eq!(sandbox.changes().await.len(), 1);
        workspace.plan(AGENT).await.empty();
    }
}

#[tokio::test]
async fn a_refused_login_is_sent_again_whole_by_the_next_apply() {
    let Some((sandbox, workspace)) = made().await else { return };
    let rotated = described("first").replace("not-a-real-secret", "another-secret");
    for status in [422, 500] {
        sandbox.fault(fault("PATCH", &json!({"status": status}))).await;
        workspace.apply(&rotated).await.failed(&[&status.to_string()]).says_not(&["another-secret"]);
        assert_eq!(sandbox.objects("bolna").await[0]["auth_password"], "not-a-real-secret");
    }
    sandbox.calls().await;
    workspace.apply(&rotated).await.ok();
    let bodies: Vec<_> = sandbox.changes().await.into_iter().map(|change| change.request).collect();
    assert_eq!(bodies, [json!({"auth_username": "agent", "auth_password": "***"})]);
    assert_eq!(sandbox.objects("bolna").await[0]["auth_password"], "another-secret");
    workspace.plan(&rotated).await.empty();
}

#[tokio::test]
async fn a_refresh_that_fails_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    workspace.apply(&(described("first") + MAIN)).await.ok();
    for (answer, times, words) in [
        (refusal(401, "Unauthorized"), 1, "BOLNA_API_KEY"),
        (json!({"status": 403, "body": {"detail": "Invalid API key"}}), 1, "BOLNA_API_KEY"),
        (refusal(400, "No, thanks"), 1, "No, thanks"),
        (refusal(422, "No, thanks"), 1, "No, thanks"),
        (json!({"status": 404, "body": {"detail": "Not Found"}}), 1, "404"),
        (json!({"status": 404, "body": {"message": "no Route matched with those values"}}), 1, "404"),
        (json!({"status": 200, "body": "<html>Please log in"}), 4, "with an HTML page"),
    ] {
        for (path, noun) in [("/numbers", "phone number"), ("/sip-trunks/trunks", "trunk")] {
            let mut failing = fault("GET", &answer);
            failing["path"] = json!(path);
            failing["times"] = json!(times);
            sandbox.fault(failing).await;
            let run = workspace.plan(&(described("first") + MAIN)).await;
            run.failed(&[&format!("Bolna did not show the {noun}"), words]);
            assert_eq!(workspace.identifiers().len(), 2, "{answer}");
        }
    }
    workspace.plan(&(described("first") + MAIN)).await.empty();
}
