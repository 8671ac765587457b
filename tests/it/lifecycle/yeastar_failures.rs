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
            sandbox.throw(&format!("yeastar.{switch}")).await;
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
    let words = [
        "40003 DUPLICATE KEY VALUE",
        "name: acme_reg",
        "import the trunk that has this one",
        "the trunk that this one replaces still has the name",
    ];
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
        let words = ["It is not known whether Yeastar made the trunk", "may exist", "with the id 11 now: import it"];
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
    workspace.apply(REGISTER).await.failed(&[
        "It is not known whether Yeastar made the trunk",
        "-2 INTERNAL SERVER ERROR",
        "Yeastar's list does not show it now. Wait a minute and look there; if it is still not there, apply again.",
    ]);
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
        sandbox.throw(&format!("yeastar.{switch}")).await;
        let all = others + &PEER.replace("acme_peer", "acme_peer_2");
        // One reading of a list whose rows move from page to page may miss the new one.
        for rows in [0..100, 100..101] {
            let mut moving = says(0, "SUCCESS");
            moving["body"]["total_number"] = json!(101);
            moving["body"]["data"] =
                rows.map(|id| json!({"id": 1000 + id, "name": format!("acme {id}"), "type": "peer"})).collect();
            sandbox.fault(fault("trunk/list", moving)).await;
        }
        workspace.write(&all);
        let apply = ["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"];
        let made = workspace.run(&apply).await.ok();
        assert_eq!(made.text.contains("Yeastar did not make all of the trunk"), switch.ends_with("partial"), "{made}");
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
async fn a_trunk_that_is_made_but_not_seen_is_in_the_state_with_a_warning_and_is_not_made_twice() {
    for (answer, times, words) in [
        (says(10005, "ACCESS DENIED"), 1, "the API's Client ID may not do this"),
        (says(-2, "INTERNAL SERVER ERROR"), 4, "INTERNAL SERVER ERROR"),
        (json!({"status": 500, "body": "<html>"}), 4, "500"),
        (json!({"status": 404, "body": "<html>"}), 1000, ""),
        (says(60001, "DATA NOT FOUND"), 1000, ""),
        (says(0, "SUCCESS"), 1000, ""),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut unseen = fault("trunk/get", answer.clone());
        unseen["times"] = json!(times);
        sandbox.fault(unseen).await;
        let run = workspace.apply(REGISTER).await;
        assert!(run.code == 0 && run.text.contains("Warning:"), "{answer}\n{run}");
        let run = run.says(&[words]);
        let state = workspace.state(TRUNK).expect("it is in the state");
        assert!(!state.tainted && state.attributes["id"] == "11", "{answer}\n{run}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        // Not shown yet is not gone: no plan makes a second one.
        let plan = workspace.plan(REGISTER).await;
        assert!(!plan.text.contains("1 to add"), "{answer}\n{plan}");
        if times < 1000 {
            plan.empty();
        }
        assert!(workspace.state(TRUNK).is_some(), "{answer}");
    }
}

#[tokio::test]
async fn a_refresh_that_fails_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (answer, times, words) in [
        (says(10001, "INTERFACE NOT EXISTED"), 1, "this firmware or edition has no such call"),
        (says(10005, "ACCESS DENIED"), 1, "the API's Client ID may not do this"),
        (says(99999, "SOMETHING NEW"), 1, "99999 SOMETHING NEW"),
        (says(0, "SUCCESS"), 1, "no trunk in it"),
        (json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS", "data": {}}}), 1, "no trunk in it"),
        (json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS", "data": null}}), 1, "no trunk in it"),
        (
            json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS",
                "data": {"id": 99, "name": "other", "type": "register"}}}),
            1,
            "another trunk in it, \"99\"",
        ),
        (json!({"status": 404, "body": "<html>no such page"}), 1, "404"),
        (says(-2, "INTERNAL SERVER ERROR"), 4, "-2 INTERNAL SERVER ERROR"),
        (json!({"status": 200, "body": "<html>Please log in"}), 4, "with an HTML page (19 bytes)"),
    ] {
        let mut failing = fault("trunk/get", answer.clone());
        failing["times"] = json!(times);
        sandbox.fault(failing).await;
        workspace.plan(REGISTER).await.failed(&["Yeastar did not show the trunk", words]);
        assert_eq!(id(&workspace), "11", "{answer}");
    }
    // The list is for the status alone.
    sandbox.fault(fault("trunk/list", says(10005, "ACCESS DENIED"))).await;
    workspace.plan(REGISTER).await.empty();
    assert_eq!(sandbox.changes().await, []);
}

/// An empty list may come without its array, and a trunk that is missing as a success without one.
#[tokio::test]
async fn nothing_is_nothing_in_every_spelling() {
    for body in [
        json!({"errcode": 0, "errmsg": "SUCCESS", "total_number": 0}),
        json!({"errcode": 0, "errmsg": "SUCCESS"}),
        json!({"errcode": 0, "errmsg": "SUCCESS", "total_number": 0, "data": null}),
        json!({"errcode": 60001, "errmsg": "DATA NOT FOUND"}),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let mut always = fault("trunk/list", json!({"status": 200, "body": body}));
        always["times"] = json!(1000);
        sandbox.fault(always).await;
        let all = "data \"siptrunk_yeastar_trunks\" \"all\" {}\noutput \"count\" {\n  value = length(data.siptrunk_yeastar_trunks.all.trunks)\n}\n";
        workspace.apply(all).await.ok().says(&["count = 0"]);
        workspace.apply(&(all.to_owned() + REGISTER)).await.ok();
        // A trunk that neither a read nor the list shows is gone.
        let id = id(&workspace);
        sandbox.at("yeastar", "GET", &format!("trunk/delete?id={id}"), Json::Null).await;
        for missing in
            [json!({"errcode": 0, "errmsg": "SUCCESS"}), json!({"errcode": 0, "errmsg": "SUCCESS", "data": {}})]
        {
            sandbox.fault(fault("trunk/get", json!({"status": 200, "body": missing}))).await;
            workspace.plan(REGISTER).await.exited(2).says(&["1 to add"]);
        }
    }
    // A list that counts more than it shows is none.
    let Some((sandbox, workspace)) = made().await else { return };
    let short = json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS", "total_number": 2}});
    sandbox.fault(fault("trunk/list", short)).await;
    workspace
        .apply(&(REGISTER.to_owned() + "data \"siptrunk_yeastar_trunks\" \"all\" {}\n"))
        .await
        .failed(&["no list in it"]);
}

#[tokio::test]
async fn a_failed_operation_is_not_said_to_be_a_trunk_too_many() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    sandbox.fault(fault("trunk/create", says(10009, "OPERATION FAILED"))).await;
    let run =
        workspace.apply(REGISTER).await.failed(&["10009 OPERATION FAILED", "a feature of the PBX is switched off"]);
    run.says_not(&["may not add trunks"]);
}

/// A trunk in service is never remade for a value that the PBX keeps otherwise.
#[tokio::test]
async fn a_value_that_the_pbx_keeps_otherwise_is_one_update_and_a_warning() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = super::yeastar::with(PEER, "caller_id_name = \"Front desk \"");
    let trimmed = json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS", "data": {
        "id": 11, "name": "acme_peer", "enable": 1, "country": "general", "type": "peer", "transport": "udp",
        "hostname": "198.51.100.7", "port": 5060, "domain": "198.51.100.7", "codec_sel": "alaw,ulaw",
        "def_outbound_cid": "", "def_outbound_cid_name": "Front desk", "outbound_cid_list": [], "did_list": []}}});
    let mut always = fault("trunk/get", trimmed);
    always["times"] = json!(1000);
    sandbox.fault(always).await;
    let run = workspace.apply(&hcl).await;
    assert!(run.code == 0, "{run}");
    run.says(&["Warning:", "caller_id_name"]);
    assert!(!workspace.state(TRUNK).expect("it is in the state").tainted);
    let changes: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
    assert_eq!(
        changes[1..],
        [json!({"id": 11, "def_outbound_cid_name": "Front desk "})],
        "one update after the create"
    );
    workspace.plan(&hcl).await.exited(2).says(&["0 to add, 1 to change, 0 to destroy"]);
}
