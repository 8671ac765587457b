//! What the PBX's answers may look like: no spelling of one is a difference, and none is taken for another.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::yeastar::{ACCOUNT, FULL, PEER, REGISTER, TRUNK, id, with};

#[tokio::test]
async fn no_spelling_of_an_answer_is_a_difference() {
    for switches in [
        &["lists=reversed", "codecs=spaced", "get-data=array", "create-answer=data", "itsp=empty"][..],
        &["numbers=texts", "empty=null", "extra-keys=present", "create-answer=none", "not-found=empty"],
        &["empty=omitted", "firmware=older", "peer-type=peer_private", "physical-trunks=listed", "error-status=400"],
    ] {
        let named: Vec<String> = switches.iter().map(|switch| format!("yeastar.{switch}")).collect();
        let sandbox = Sandbox::start(&named.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        for hcl in [FULL, PEER, ACCOUNT] {
            workspace.apply(hcl).await.ok();
            workspace.plan(hcl).await.empty();
            // With what was left out spelled as nothing.
            let nothing = match hcl {
                FULL => hcl.replace("\"5550102\" }", "\"5550102\", did_name = \"\" }"),
                _ => with(hcl, "caller_id = \"\""),
            };
            workspace.plan(&nothing).await.empty();
            let id = id(&workspace);
            workspace.run(&["state", "rm", TRUNK]).await.ok();
            workspace.import(TRUNK, &id).await.ok();
            workspace.plan(hcl).await.empty();
            sandbox.at("yeastar", "GET", &format!("trunk/delete?id={id}"), Json::Null).await;
            workspace.plan(hcl).await.exited(2).says(&["1 to add"]);
            workspace.apply(hcl).await.ok();
            workspace.destroy().await.ok();
            assert_eq!(sandbox.objects("yeastar").await, Vec::<Json>::new(), "{switches:?}");
        }
    }
}

#[tokio::test]
async fn the_order_of_lists_means_nothing_and_that_of_codecs_does() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(FULL).await.ok();
    let shuffled = FULL
        .replace(r#"{ did = "5550100", did_name = "main" }, { did = "5550102" }"#, "LAST")
        .replace("LAST", r#"{ did = "5550102" }, { did = "5550100", did_name = "main" }"#)
        .replace(
            r#"{ type = "ext_group", id = 2 }, { id = 7 }"#,
            r#"{ type = "extension", id = 7 }, { type = "ext_group", id = 2 }"#,
        );
    assert_ne!(shuffled, FULL);
    workspace.plan(&shuffled).await.empty();
    sandbox.calls().await;
    workspace.apply(&shuffled.replace(r#"["g722", "alaw", "ulaw"]"#, r#"["ulaw", "alaw", "g722"]"#)).await.ok();
    let [change] = &sandbox.changes().await[..] else { panic!("one call") };
    assert_eq!(change.request, json!({"id": 11, "codec_sel": "ulaw,alaw,g722"}));
}

#[tokio::test]
async fn one_extension_more_sends_the_whole_list_and_nothing_else() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(FULL).await.ok();
    sandbox.calls().await;
    let more = FULL.replace("{ id = 7 }", "{ id = 7 }, { id = 8 }");
    workspace.apply(&more).await.ok();
    let [change] = &sandbox.changes().await[..] else { panic!("one call") };
    let list = json!([
        {"outbound_cid_option": "shared", "outbound_cid": "5550101", "outbound_cid_name": "Sales", "ext_list": [
            {"type": "ext_group", "id": 2}, {"type": "extension", "id": 7}, {"type": "extension", "id": 8}]},
        {"outbound_cid_option": "range", "outbound_cid": "5550110-5550119", "outbound_cid_to_ext_range": "1010-1019"},
    ]);
    assert_eq!(change.request, json!({"id": 11, "outbound_cid_list": list}));
    workspace.plan(&more).await.empty();
}

#[tokio::test]
async fn a_list_that_is_left_out_is_the_pbxs_own() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(PEER).await.ok();
    let by_hand = json!({"id": 11, "did_list": [{"did": "5550100"}], "def_outbound_cid": "5550100", "enable": 0});
    sandbox.at("yeastar", "POST", "trunk/update", by_hand).await;
    workspace.plan(PEER).await.empty();
    workspace.apply(&PEER.replace("5060", "5070")).await.ok();
    let held = &sandbox.objects("yeastar").await[0];
    assert_eq!((&held["did_list"][0]["did"], &held["enable"]), (&json!("5550100"), &json!(0)));
}

#[tokio::test]
async fn a_password_in_the_clear_is_compared_and_a_mask_is_not() {
    for (switch, tells) in [("clear", true), ("masked", false), ("omitted", false)] {
        let sandbox = Sandbox::start(&[&format!("yeastar.password={switch}")]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(REGISTER).await.ok();
        workspace.plan(REGISTER).await.empty();
        sandbox.at("yeastar", "POST", "trunk/update", json!({"id": 11, "password": "ByHand4567"})).await;
        sandbox.calls().await;
        if tells {
            workspace.plan(REGISTER).await.exited(2).says(&["~ password = (sensitive value)", "1 to change"]);
            workspace.apply(REGISTER).await.ok();
            assert_eq!(sandbox.changes().await[0].request, json!({"id": 11, "password": "***"}));
            assert_eq!(sandbox.objects("yeastar").await[0]["password"], "Abcdefgh12");
        }
        workspace.plan(REGISTER).await.empty();
        assert_eq!(sandbox.changes().await, []);

        // An import knows the password only where it is shown.
        workspace.run(&["state", "rm", TRUNK]).await.ok();
        workspace.import(TRUNK, "acme_reg").await.ok();
        if tells {
            workspace.plan(REGISTER).await.empty();
        } else {
            workspace.plan(REGISTER).await.exited(2).says(&["+ password = (sensitive value)", "1 to change"]);
            workspace.apply(REGISTER).await.ok();
            assert_eq!(sandbox.objects("yeastar").await[0]["password"], "Abcdefgh12");
            workspace.plan(REGISTER).await.empty();
        }
    }
}

#[tokio::test]
async fn what_older_firmware_does_not_know_is_neither_sent_nor_missed_and_refused_where_it_is_written() {
    let sandbox = Sandbox::start(&["yeastar.firmware=older"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(PEER).await.ok();
    workspace.plan(PEER).await.empty();
    let newer = with(PEER, "ignore_100_response = true");
    workspace
        .apply(&newer)
        .await
        .failed(&["40002 PARAMETER ERROR: ignore_100_response: unknown", "ignore_100_response = true"]);
    workspace.plan(PEER).await.empty();
}
