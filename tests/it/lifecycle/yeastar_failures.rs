//! What remains when the creation of a Yeastar trunk fails, or a look at it: the state, the calls and the words.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::yeastar::{PEER, REGISTER, TRUNK, id};

/// An order for calls of that name.
pub fn fault(call: &str, answer: Json) -> Json {
    json!({"vendor": "yeastar", "path": format!("/openapi/v1.0/{call}"), "answer": answer})
}

/// An answer of the API, which comes with HTTP 200 whatever it says.
pub fn says(code: i64, words: &str) -> Json {
    json!({"status": 200, "body": {"errcode": code, "errmsg": words}})
}

/// A sandbox with a trunk that Terraform has made.
pub async fn made() -> Option<(Sandbox, Workspace)> {
    let sandbox = Sandbox::start(&[]).await;
    let workspace = sandbox.workspace().await?;
    workspace.apply(REGISTER).await.ok();
    sandbox.calls().await;
    Some((sandbox, workspace))
}

#[tokio::test]
async fn a_refused_create_leaves_nothing_and_is_quoted_on_its_attribute() {
    for status in ["200", "400"] {
        let sandbox = Sandbox::start(&[&format!("yeastar.error-status={status}")]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        for (switch, hcl, words) in [
            ("password-rule=strong", REGISTER.replace("Abcdefgh12", "short"), &["40002", "password: strength"][..]),
            (
                "itsp=empty",
                REGISTER.replace("\"register\"", "\"register\"\n  country = \"Narnia\""),
                &["country: enum"],
            ),
        ] {
            let (name, value) = switch.split_once('=').expect("name=value");
            sandbox.switch(&format!("yeastar.{name}"), value).await;
            let run = workspace.apply(&hcl).await.failed(&["Yeastar did not create the trunk"]).failed(words);
            assert!(run.text.contains("on main.tf line"), "{run}");
            assert!(workspace.state(TRUNK).is_none(), "{words:?}");
            assert_eq!(sandbox.changes().await.len(), 1, "{words:?}");
        }
        sandbox.switch("yeastar.trunk-limit", "1").await;
        let two = REGISTER.to_owned() + &PEER.replace("carrier", "second");
        workspace.apply(&two).await.failed(&["60002", "the PBX takes no more trunks"]);
        assert_eq!(sandbox.objects("yeastar").await.len(), 1);
        workspace.destroy().await.ok();
    }
}

#[tokio::test]
async fn a_name_that_is_taken_is_not_adopted() {
    let Some((sandbox, workspace)) = made().await else { return };
    workspace.run(&["state", "rm", TRUNK]).await.ok();
    let words = ["40003 DUPLICATE KEY VALUE", "name: acme_reg", "import the trunk that has it"];
    workspace.apply(REGISTER).await.failed(&words);
    assert!(workspace.state(TRUNK).is_none());
    workspace.import(TRUNK, "acme_reg").await.ok();
    workspace.plan(REGISTER).await.empty();
    assert_eq!(sandbox.objects("yeastar").await.len(), 1);
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_sent_once_and_names_the_trunk_to_import() {
    for answer in [
        json!("hang-up"),
        json!({"status": 500, "body": "<html>"}),
        json!({"status": 502, "body": "<html>"}),
        json!({"status": 200, "body": "<html>Please log in"}),
        says(-2, "INTERNAL SERVER ERROR"),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut lost = fault("trunk/create", answer.clone());
        lost["after"] = json!(true);
        sandbox.fault(lost).await;
        let words = ["Yeastar did not create the trunk", "may exist", "with the id 11 now: import it"];
        workspace.apply(REGISTER).await.failed(&words);
        assert!(workspace.state(TRUNK).is_none(), "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        workspace.import(TRUNK, "11").await.ok();
        workspace.plan(REGISTER).await.empty();
    }
}

#[tokio::test]
async fn a_create_that_failed_without_a_trace_says_where_to_look() {
    let sandbox = Sandbox::start(&["yeastar.write-answer=failed-unapplied"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(REGISTER).await.failed(&["-2 INTERNAL SERVER ERROR", "Look there, and import"]);
    assert_eq!(sandbox.changes().await.len(), 1);
    assert!(workspace.state(TRUNK).is_none() && sandbox.objects("yeastar").await.is_empty());
}

#[tokio::test]
async fn an_id_that_the_answer_lacks_is_found_by_the_exact_name() {
    for switch in ["create-answer=none", "write-answer=partial", "write-answer=processing"] {
        let sandbox = Sandbox::start(&["yeastar.physical-trunks=listed"]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let others: String = ["acme_peer", "acme_peer_22", "Acme_peer_2"]
            .iter()
            .map(|name| PEER.replace("acme_peer", name).replace("carrier", name))
            .collect();
        workspace.apply(&others).await.ok();
        let (name, value) = switch.split_once('=').expect("name=value");
        sandbox.switch(&format!("yeastar.{name}"), value).await;
        let all = others + &PEER.replace("acme_peer", "acme_peer_2");
        workspace.apply(&all).await.ok();
        assert_eq!(id(&workspace), "14", "{switch}");
        workspace.plan(&all).await.empty();
        workspace.destroy().await.ok();
    }
}

#[tokio::test]
async fn an_id_that_nobody_tells_is_an_error_that_says_so() {
    let sandbox = Sandbox::start(&["yeastar.create-answer=none"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let mut refused = fault("trunk/list", says(10005, "ACCESS DENIED"));
    refused["times"] = json!(2);
    sandbox.fault(refused).await;
    workspace.apply(REGISTER).await.failed(&["no id in it", "may exist", "Look there, and import"]);
    assert!(workspace.state(TRUNK).is_none());
    assert_eq!(sandbox.changes().await.len(), 1);
}

#[tokio::test]
async fn a_trunk_that_is_made_but_not_seen_is_in_the_state_and_tainted() {
    for (answer, times, words) in [
        (says(10005, "ACCESS DENIED"), 1, "the API's Client ID may not do this"),
        (says(-2, "INTERNAL SERVER ERROR"), 1, "INTERNAL SERVER ERROR"),
        (json!({"status": 500, "body": "<html>"}), 4, "500"),
        (json!({"status": 404, "body": "<html>"}), 100, "404"),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut unseen = fault("trunk/get", answer.clone());
        unseen["times"] = json!(times);
        sandbox.fault(unseen).await;
        workspace.apply(REGISTER).await.failed(&["Yeastar did not finish the trunk", words, "tainted"]);
        let state = workspace.state(TRUNK).expect("it is in the state");
        assert!(state.tainted && state.attributes["id"] == "11", "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        workspace.run(&["untaint", TRUNK]).await.ok();
        if times < 100 {
            workspace.plan(REGISTER).await.empty();
        }
    }
}

#[tokio::test]
async fn a_refresh_that_fails_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (answer, words) in [
        (says(10001, "INTERFACE NOT EXISTED"), "this firmware or edition has no such call"),
        (says(10005, "ACCESS DENIED"), "the API's Client ID may not do this"),
        (says(-2, "INTERNAL SERVER ERROR"), "-2 INTERNAL SERVER ERROR"),
        (says(99999, "SOMETHING NEW"), "99999 SOMETHING NEW"),
        (says(0, "SUCCESS"), "no trunk in it"),
        (json!({"status": 404, "body": "<html>no such page"}), "404"),
        (json!({"status": 200, "body": "<html>Please log in"}), "Please log in"),
    ] {
        sandbox.fault(fault("trunk/get", answer.clone())).await;
        workspace.plan(REGISTER).await.failed(&["Yeastar did not show the trunk", words]);
        assert_eq!(id(&workspace), "11", "{answer}");
    }
    // The list is for the status alone.
    sandbox.fault(fault("trunk/list", says(10005, "ACCESS DENIED"))).await;
    workspace.plan(REGISTER).await.empty();
    assert_eq!(sandbox.changes().await, []);
}
