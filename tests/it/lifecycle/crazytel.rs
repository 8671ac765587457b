//! The life of a Crazytel trunk in which nothing goes wrong.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::trunks::DESK;
use super::table::{Row, Subject};

fn subject() -> Subject {
    Subject {
        kind: "siptrunk_crazytel_trunk",
        good: &[("password", r#""Harbour42Bridge""#), ("caller_id", r#""61255501234""#)],
        path: |id| format!("/sip-trunks/{id}"),
        rows: vec![
            Row::of("password", (r#""Harbour42Bridge""#, r#""Harbour43Bridge""#), json!({"password": "***"})),
            Row::of("caller_id", (r#""61255501234""#, r#""61355505678""#), json!({"caller_id_number": "61355505678"}))
                .drifting(json!({"caller_id_number": "6495550123"}), r#"caller_id = "6495550123" -> "61355505678""#),
            Row::of("description", ("", r#""Front desk""#), json!({"description": "Front desk"}))
                .drifting(json!({"description": "By hand"}), r#"description = "By hand" -> "Front desk""#)
                .cleared("\"\"", json!({"description": null})),
            Row::of("area_code", (r#""02""#, r#""03""#), json!({"area_code": "03"}))
                .drifting(json!({"area_code": "04"}), r#"area_code = "04" -> "03""#)
                .cleared("\"\"", json!({"area_code": null})),
            Row::of("sms_sender", ("", r#""61455501234""#), json!({"sms_sender": "61455501234"}))
                .drifting(json!({"sms_sender": null}), r#"sms_sender = "61455501234""#)
                .cleared("\"\"", json!({"sms_sender": null})),
            Row::flag("enabled", ("", "false"), "enabled", [false, true]),
            Row::flag("hide_caller_id", ("false", "true"), "hide_caller_id", [true, false]),
            Row::flag("softphone_show_balance", ("", "false"), "softphone_show_balance", [false, true]),
            Row::flag("softphone_sync_sms", ("", "true"), "softphone_sync_sms", [true, false]),
        ],
    }
}

#[tokio::test]
async fn every_attribute_changes_in_one_call_of_its_own_and_its_drift_is_repaired() {
    for switches in [&[][..], &["crazytel.null=ignored", "crazytel.password=echoed", "crazytel.extra-keys=present"]] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        let subject = subject();
        let meddle = async |path: &str, body: Json| {
            let null = body["sms_sender"].is_null() && body.get("sms_sender").is_some();
            let body = if null && !switches.is_empty() { json!({"sms_sender": ""}) } else { body };
            sandbox.at("crazytel", "PATCH", path, body).await;
        };
        subject.lives(&sandbox, &workspace, meddle).await;
        if switches.is_empty() {
            subject.is_cleared(&sandbox, &workspace).await;
        }
        let objects = sandbox.objects("crazytel").await;
        assert_eq!(objects.iter().filter(|trunk| trunk["password"] == "Harbour43Bridge").count(), 1);
        workspace.destroy().await.ok();
        assert_eq!(sandbox.objects("crazytel").await, Vec::<Json>::new());
    }
}

#[tokio::test]
async fn what_is_emptied_in_neither_way_is_one_error() {
    let sandbox = Sandbox::start(&["crazytel.null=ignored", "crazytel.empty-sms-sender=refused"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(&filled()).await.ok();
    let run =
        workspace.apply(DESK).await.failed(&["did not empty a part of the trunk", "with siptrunk_crazytel_trunk"]);
    let run = run.says_not(&["did not take"]);
    assert_eq!(run.text.matches("Error: ").count(), 1, "{run}");
    workspace.plan(DESK).await.exited(2).says(&["- description", "- sms_sender"]);
}

/// The desk with what can be emptied.
fn filled() -> String {
    DESK.replace('}', "  description = \"Front desk\"\n  sms_sender = \"61455501234\"\n}")
}

#[tokio::test]
async fn a_second_way_of_emptying_that_is_not_answered_is_looked_at() {
    let sandbox = Sandbox::start(&["crazytel.null=ignored"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("CRAZYTEL_MAX_RETRIES", "0");
    workspace.apply(&filled()).await.ok();
    for answer in ["slow", "hang-up-after"] {
        sandbox.order("crazytel", "update", 1, &json!(answer)).await;
    }
    workspace.apply(DESK).await.ok();
    assert_eq!(sandbox.objects("crazytel").await[0]["description"], "");
    workspace.plan(DESK).await.empty();
}

#[tokio::test]
async fn an_imported_trunk_lacks_its_password_alone() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let body = json!({"password": "Portal99Secret", "caller_id_number": "61255501234", "description": "By hand"});
    let trunk = sandbox.at("crazytel", "POST", "/sip-trunks/", body).await;
    let id = trunk["id"].as_str().expect("an id");
    sandbox.calls().await;

    let desk = DESK.replace('}', "  description = \"By hand\"\n}");
    let settled = desk.replace('}', "  lifecycle {\n    ignore_changes = [password]\n  }\n}");
    workspace.write(&settled);
    workspace.import("siptrunk_crazytel_trunk.desk", id).await.ok();
    workspace.plan(&settled).await.empty();
    workspace
        .plan(&desk)
        .await
        .exited(2)
        .says(&["+ password = (sensitive value)", "1 to change"])
        .says_not(&["description"]);
    assert_eq!(sandbox.changes().await, []);
    workspace.apply(&desk).await.ok();
    let [change] = &sandbox.changes().await[..] else { panic!("one call") };
    assert_eq!((&change.line, &change.request), (&format!("PATCH /sip-trunks/{id}"), &json!({"password": "***"})));
    assert_eq!(sandbox.objects("crazytel").await[0]["password"], "Harbour42Bridge");
    workspace.plan(&desk).await.empty();
}

#[tokio::test]
async fn an_import_block_adopts_and_a_wrong_id_does_not() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let body = json!({"password": "Portal99Secret", "caller_id_number": "61255501234"});
    let trunk = sandbox.at("crazytel", "POST", "/sip-trunks/", body).await;
    let id = trunk["id"].as_str().expect("an id");
    let block = |id: &str| format!("import {{\n  to = siptrunk_crazytel_trunk.desk\n  id = \"{id}\"\n}}\n{DESK}");
    workspace
        .plan(&block("0b9b6f3c-0000-4000-8000-000000000001"))
        .await
        .failed(&["No such trunk", "0b9b6f3c-0000-4000-8000-000000000001"]);
    workspace.plan(&block("a/b")).await.failed(&["Invalid import id", "\"ID\""]);
    sandbox.calls().await;
    let words =
        ["Invalid import id", "must be a UUID", "It is \"CT482911\".", "siptrunk_crazytel_trunks shows the ids"];
    workspace.plan(&block("CT482911")).await.failed(&words);
    assert_eq!(sandbox.calls().await, []);
    workspace.plan(&block("desk")).await.exited(1);
    workspace.apply(&block(&id.to_uppercase())).await.ok().says(&["1 imported, 0 added, 1 changed, 0 destroyed"]);
    assert_eq!(workspace.state("siptrunk_crazytel_trunk.desk").expect("a state").attributes["id"], id);
    workspace.plan(DESK).await.empty();
}

#[tokio::test]
async fn a_trunk_that_somebody_deleted_is_made_again() {
    for switches in [&[][..], &["crazytel.get-item=405", "crazytel.list=wrapped", "crazytel.create-status=201"]] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(DESK).await.ok();
        let id = || workspace.state("siptrunk_crazytel_trunk.desk").expect("a state").attributes["id"].clone();
        let first = id();
        sandbox.at("crazytel", "DELETE", &format!("/sip-trunks/{}", first.as_str().expect("an id")), Json::Null).await;
        workspace.plan(DESK).await.exited(2).says(&["1 to add, 0 to change, 0 to destroy"]);
        workspace.apply(DESK).await.ok();
        assert_ne!(id(), first);
        workspace.plan(DESK).await.empty();
        workspace.destroy().await.ok();
        assert!(workspace.state("siptrunk_crazytel_trunk.desk").is_none());
        assert_eq!(sandbox.objects("crazytel").await, Vec::<Json>::new());
    }
}

#[tokio::test]
async fn a_number_that_is_not_verified_is_refused_and_nothing_is_made() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let unverified = DESK.replace("61255501234", "61255500000");
    workspace.apply(&unverified).await.failed(&["Crazytel did not create the trunk", "400", "not verified"]);
    assert!(workspace.state("siptrunk_crazytel_trunk.desk").is_none());
    assert_eq!(sandbox.changes().await.len(), 1);
    assert_eq!(sandbox.objects("crazytel").await, Vec::<Json>::new());
}
