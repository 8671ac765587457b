//! `timeouts`: how long the user lets an operation wait. No vendor hears of it.

use std::time::Duration;

use serde_json::{Value as Json, json};
use siptrunk::vendors::resources;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::super::support::trunks::HQ;
use super::yeastar::PEER;

const TRUNK: &str = "siptrunk_fonedynamics_trunk.hq";

/// The trunk with these lines in its block.
fn with(timeouts: &str) -> String {
    HQ.replace("\n}\n", &format!("\n  timeouts {{\n    {timeouts}\n  }}\n}}\n"))
}

#[tokio::test]
async fn a_create_waits_as_long_as_it_may_and_its_trunk_is_in_the_state_when_that_is_over() {
    let sandbox = Sandbox::start(&["fonedynamics.create-settles-after=1000"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let run = workspace.apply(&with("create = \"2s\"")).await;
    run.failed(&["After 2 seconds", "being provisioned", "tainted", "raise \"timeouts.create\""]);
    let state = workspace.state(TRUNK).expect("it is in the state");
    assert!(state.tainted && state.attributes["timeouts"]["create"] == "2s", "{state:?}");
    assert_eq!(sandbox.changes().await.len(), 1);

    let workspace = workspace.with("FONEDYNAMICS_PROVISIONING_TIMEOUT", "1");
    let words = [
        "After 1 second ",
        "timeouts { create = \"30m\" }, or raise \"provisioning_timeout\" (FONEDYNAMICS_PROVISIONING_TIMEOUT).",
    ];
    workspace.apply(HQ).await.failed(&words);
    sandbox.switch("fonedynamics.create-settles-after", "8").await;
    workspace.apply(&with("create = \"1m\"")).await.ok();
    assert!(!workspace.state(TRUNK).expect("it is in the state").tainted, "more than is usual is more");
}

/// Pauses between looks grow: what becomes ready in the last of them has come in time.
#[tokio::test]
async fn the_last_look_comes_when_the_time_is_over_and_not_a_pause_before() {
    for (block, setting) in [("create = \"5s\"", "60"), ("", "5")] {
        let sandbox = Sandbox::start(&["fonedynamics.create-settles-after=1000"]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let workspace = workspace.with("FONEDYNAMICS_PROVISIONING_TIMEOUT", setting);
        workspace.apply(&with(block)).await.failed(&["After 5 seconds", "being provisioned"]);
        let at = |call: &Json| OffsetDateTime::parse(call["time"].as_str().expect("a time"), &Rfc3339).expect("a time");
        let log = sandbox.log().await;
        let made = log.iter().find(|call| call["method"] == "POST").map(at).expect("a create");
        let waited = at(log.last().expect("a look")) - made;
        assert!(waited >= Duration::from_millis(4500), "{waited}: {block}");
    }
}

#[tokio::test]
async fn an_update_and_a_delete_have_times_of_their_own() {
    let sandbox = Sandbox::start(&["fonedynamics.update-settles-after=1000", "fonedynamics.delete=ignored"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let limited = with("update = \"1s\"\n    delete = \"1.5s\"");
    workspace.apply(&limited).await.ok();
    let renamed = limited.replace("hq-edge", "hq-core");
    workspace.apply(&renamed).await.failed(&["After 1 second ", "raise \"timeouts.update\""]);
    let words = ["did not delete", "After 1.5 seconds ", "raise \"timeouts.delete\""];
    workspace.destroy().await.failed(&words);
    assert!(workspace.state(TRUNK).is_some());
}

#[tokio::test]
async fn a_call_whose_turn_does_not_come_in_time_is_not_sent_and_one_that_was_sent_is_not_forgotten() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("CRAZYTEL_REQUESTS_PER_MINUTE", "1");
    let desks = r#"resource "siptrunk_crazytel_trunk" "desk" {
  count     = 2
  password  = "Harbour42Bridge"
  caller_id = "61255501234"
  timeouts {
    create = "2s"
  }
}
"#;
    let ceiling = "\"requests_per_minute\" (CRAZYTEL_REQUESTS_PER_MINUTE)";
    let not_sent = format!("{ceiling} left no request for it in time. Nothing was created.");
    let advice = format!("raise \"timeouts.create\", or raise {ceiling} if the account may be called more often");
    let words = ["Crazytel did not create the trunk", "was not sent", &not_sent, &advice];
    let run = workspace.apply(desks).await.failed(&words);
    // The one that was created needs no more time.
    let run = run.says(&["Crazytel did not show the trunk", "The trunk was created and is in the state as planned."]);
    assert_eq!(run.text.matches("wait longer").count(), 1, "{run}");
    let made = sandbox.objects("crazytel").await;
    let kept: Vec<_> = workspace.identifiers().into_iter().map(|(_, id)| id).collect();
    assert_eq!(kept, [made[0]["id"].as_str().expect("an id")]);
    assert_eq!(made.len(), 1);
}

/// The server would let two creates at once have what only one trunk may have, so they go one by one.
#[tokio::test]
async fn a_create_waits_for_the_turn_of_others_no_longer_than_it_may() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let trunks = r#"resource "siptrunk_livekit_inbound_trunk" "in" {
  count         = 3
  phone_numbers = ["+1555010${count.index}"]
  timeouts {
    create = "0.7s"
  }
}
"#;
    sandbox.order("livekit", "create", 3, &json!("slow")).await;
    let run = workspace.apply(trunks).await.failed(&[
        "LiveKit did not create the inbound trunk",
        "was not sent",
        "its turn behind other operations of this run did not come in time. Nothing was created.",
        "raise \"timeouts.create\"",
    ]);
    assert_eq!(run.text.matches("Error: ").count(), 2, "{run}");
    assert_eq!((sandbox.changes().await.len(), workspace.identifiers().len()), (1, 1));
}

/// A login belongs to nobody: whose time is over does not wait for it, and it goes on for the others.
#[tokio::test]
async fn a_login_takes_longer_than_one_may_wait_and_lets_the_other_in() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let limited = PEER.replace("\n}\n", "\n  timeouts {\n    create = \"2s\"\n  }\n}\n");
    let trunks = PEER.to_owned() + &limited.replace("carrier", "limited").replace("acme_peer", "limited");
    sandbox.order("yeastar", "login", 4, &json!("429")).await;
    let run = workspace.apply(&trunks).await.failed(&[
        "Yeastar did not create the trunk",
        "was not sent",
        "the login did not end in time. Nothing was created.",
        "raise \"timeouts.create\"",
    ]);
    assert_eq!(run.text.matches("Error: ").count(), 1, "{run}");
    let logins = sandbox.calls().await.iter().filter(|call| call.line.ends_with("/get_token")).count();
    assert_eq!((logins, sandbox.objects("yeastar").await.len()), (5, 1));
    assert!(workspace.state("siptrunk_yeastar_trunk.carrier").is_some());
}

#[tokio::test]
async fn a_change_of_it_alone_sends_nothing_and_an_import_has_none() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(HQ).await.ok();
    sandbox.calls().await;
    let limited = with("create = \"20m\"");
    for hcl in [limited.as_str(), HQ, &limited] {
        workspace.apply(hcl).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
        assert_eq!(sandbox.changes().await, []);
        workspace.plan(hcl).await.empty();
    }
    let changed = workspace.preview(&with("create = \"21m\"")).await;
    assert_eq!(changed["changes"].as_array().map(Vec::len), Some(0), "{changed}");

    let id = workspace.identifiers().remove(0).1;
    workspace.found_again(TRUNK, &id).await.ok();
    assert!(workspace.state(TRUNK).expect("a state").attributes["timeouts"].is_null());
}

#[tokio::test]
async fn what_is_no_length_of_time_is_an_error_on_its_line() {
    let Some(workspace) = Workspace::new().await else { return };
    for (timeouts, words) in [
        ("create = \"10\"", &["\"timeouts.create\" must be a time longer than zero", "\"10s\"", "main.tf line 7"][..]),
        ("delete = \"0s\"", &["\"timeouts.delete\" must be a time longer than zero"]),
        ("update = \"ten minutes\"", &["\"timeouts.update\" must be a time longer than zero"]),
        ("read = \"10m\"", &["An argument named \"read\" is not expected here"]),
    ] {
        workspace.write(&with(timeouts));
        workspace.run(&["validate"]).await.failed(words);
    }
}

#[test]
fn every_resource_has_times_for_the_operations_that_it_has() {
    for (_, resource) in resources() {
        let names: Vec<_> = resource.timeouts().iter().map(|attribute| attribute.name).collect();
        let operations = match resource.calls.update {
            Some(_) => &["create", "update", "delete"][..],
            None => &["create", "delete"],
        };
        assert_eq!(names, operations, "{}", resource.name);
        assert!(resource.attribute("timeouts").is_none(), "{}", resource.name);
    }
}
