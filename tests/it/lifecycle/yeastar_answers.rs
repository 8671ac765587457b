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
        &["numbers=decimals", "words=upper-case"],
    ] {
        let named: Vec<String> = switches.iter().map(|switch| format!("yeastar.{switch}")).collect();
        let sandbox = Sandbox::start(&named.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        for hcl in [FULL, PEER, ACCOUNT] {
            workspace.apply(hcl).await.ok();
            workspace.plan(hcl).await.empty();
            // With what was left out spelled as nothing.
            match hcl {
                FULL => {
                    let nothing = hcl.replace("\"5550102\" }", "\"5550102\", did_name = \"\" }");
                    workspace.plan(&nothing).await.empty();
                }
                _ => {
                    // Terraform plans empty text over none; nothing of it is sent.
                    let nothing = with(hcl, "caller_id = \"\"");
                    sandbox.calls().await;
                    workspace.apply(&nothing).await.ok();
                    assert_eq!(sandbox.changes().await, [], "{switches:?}");
                    workspace.plan(&nothing).await.empty();
                }
            }
            let id = id(&workspace);
            workspace.found_again(TRUNK, &id).await.ok();
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
async fn what_is_left_out_is_at_its_default_or_empty_and_lists_are_the_pbxs_own() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(PEER).await.ok();
    let list = json!([{"outbound_cid_option": "shared", "outbound_cid": "5550101",
        "ext_list": [{"type": "extension", "id": 7}]}]);
    let lists = json!({"id": 11, "did_list": [{"did": "5550100"}], "outbound_cid_list": list});
    sandbox.at("yeastar", "POST", "trunk/update", lists).await;
    workspace.plan(PEER).await.empty();

    // Suspended by hand, with a caller ID that nobody wrote.
    let by_hand = json!({"id": 11, "def_outbound_cid": "5550100", "def_outbound_cid_name": "Hand", "enable": 0});
    sandbox.at("yeastar", "POST", "trunk/update", by_hand).await;
    let shown = ["enabled = false -> true", r#"caller_id = "5550100" -> null"#, r#"caller_id_name = "Hand" -> null"#];
    workspace.plan(PEER).await.exited(2).says(&shown).says_not(&["- dids", "- outbound_cid_list"]);
    sandbox.calls().await;
    workspace.apply(PEER).await.ok();
    let [change] = &sandbox.changes().await[..] else { panic!("one call") };
    assert_eq!(change.request, json!({"id": 11, "enable": 1, "def_outbound_cid": "", "def_outbound_cid_name": ""}));
    workspace.plan(PEER).await.empty();

    // Arguments that are taken out again.
    let written = with(
        PEER,
        "enabled = false\n  caller_id = \"5550199\"\n  caller_id_name = \"Acme\"\n  dids = [{ did = \"5550100\", did_name = \"x\" }]",
    );
    workspace.apply(&written).await.ok();
    sandbox.calls().await;
    workspace.apply(PEER).await.ok();
    let [change] = &sandbox.changes().await[..] else { panic!("one call") };
    assert_eq!(change.request, json!({"id": 11, "enable": 1, "def_outbound_cid": "", "def_outbound_cid_name": ""}));
    workspace.plan(PEER).await.empty();
    let held = &sandbox.objects("yeastar").await[0];
    assert_eq!(
        (&held["did_list"][0]["did_name"], &held["outbound_cid_list"][0]["outbound_cid"]),
        (&json!("x"), &json!("5550101"))
    );
}

/// Members of elements, at both depths: what is added, taken out, lost and set at the PBX.
#[tokio::test]
async fn members_of_lists_are_sent_shown_and_cleared_and_never_lost_beside_a_change() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let lists = |cid: &str, extensions: &str, did: &str| {
        with(
            PEER,
            &format!(
                "outbound_cid_list = [{{ outbound_cid_option = \"shared\", outbound_cid = \"5550101\"{cid}, ext_list = [{extensions}] }}]\n  dids = [{{ did = \"5550100\"{did} }}]"
            ),
        )
    };
    let (sales, main) = (", outbound_cid_name = \"Sales\"", ", did_name = \"main\"");
    let cids = |name: Json, extensions: Json| {
        let mut cid = json!({"outbound_cid_option": "shared", "outbound_cid": "5550101"});
        if !name.is_null() {
            cid["outbound_cid_name"] = name;
        }
        cid["ext_list"] = extensions;
        json!([cid])
    };
    let (seven, two) = (json!({"type": "extension", "id": 7}), json!({"type": "ext_group", "id": 2}));
    let bare = lists("", "{ id = 7 }", "");
    workspace.apply(&bare).await.ok();
    for (hcl, body) in [
        // Added, at both depths.
        (
            lists(sales, "{ id = 7 }, { type = \"ext_group\", id = 2 }", main),
            json!({"id": 11, "outbound_cid_list": cids(json!("Sales"), json!([seven, two])),
                "did_list": [{"did": "5550100", "did_name": "main"}]}),
        ),
        // One of them taken out beside one that stays.
        (
            lists(sales, "{ type = \"ext_group\", id = 2 }", main),
            json!({"id": 11, "outbound_cid_list": cids(json!("Sales"), json!([two]))}),
        ),
        // The type means another thing with the same id.
        (
            lists(sales, "{ type = \"extension\", id = 2 }", main),
            json!({"id": 11, "outbound_cid_list": cids(json!("Sales"), json!([{"type": "extension", "id": 2}]))}),
        ),
    ] {
        sandbox.calls().await;
        workspace.apply(&hcl).await.ok();
        let [change] = &sandbox.changes().await[..] else { panic!("one call for {hcl}") };
        assert_eq!(change.request, body, "{hcl}");
        workspace.plan(&hcl).await.empty();
    }

    // The names taken out: what is left out is empty.
    let unnamed = lists("", "{ id = 2 }", "");
    workspace
        .plan(&unnamed)
        .await
        .exited(2)
        .says(&[r#"outbound_cid_name = "Sales" -> null"#, r#"did_name = "main" -> null"#]);
    workspace.apply(&unnamed).await.ok();
    let held = &sandbox.objects("yeastar").await[0];
    assert_eq!(
        (&held["did_list"][0]["did_name"], &held["outbound_cid_list"][0]["outbound_cid_name"]),
        (&json!(""), &json!(""))
    );
    workspace.plan(&unnamed).await.empty();

    // Set at the PBX where the configuration leaves them out; lost there where it has them.
    let by_hand = json!({"id": 11, "did_list": [{"did": "5550100", "did_name": "Hand"}],
        "outbound_cid_list": cids(json!("Hand"), json!([{"type": "extension", "id": 2}, {"type": "extension", "id": 9}]))});
    sandbox.at("yeastar", "POST", "trunk/update", by_hand).await;
    workspace.plan(&unnamed).await.exited(2).says(&[
        r#"outbound_cid_name = "Hand" -> null"#,
        r#"did_name = "Hand" -> null"#,
        "id = 9",
    ]);
    workspace.apply(&unnamed).await.ok();
    workspace.plan(&unnamed).await.empty();
    let named = lists(sales, "{ id = 2 }", main);
    workspace.apply(&named).await.ok();
    let lost = json!({"id": 11, "did_list": [{"did": "5550100"}],
        "outbound_cid_list": cids(Json::Null, json!([{"type": "extension", "id": 3}]))});
    sandbox.at("yeastar", "POST", "trunk/update", lost).await;
    // Terraform shows a change from empty text as if nothing had been there, OpenTofu as it is. Both hide what does not change.
    let shown = [r#""Sales""#, r#""main""#, "id = 3 -> 2"];
    workspace.plan(&named).await.exited(2).says(&shown);
    workspace.apply(&named).await.ok();
    workspace.plan(&named).await.empty();
}

#[tokio::test]
async fn an_address_of_its_own_may_be_new_where_the_pbx_keeps_custom() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let addressed = with(PEER, "sip_and_sdp_ip_addr = \"203.0.113.5\"");
    // A new trunk keeps nothing, and one with the default says no too.
    workspace.plan(&addressed).await.failed(&["Invalid sip_and_sdp_ip_addr", "Write that too, or remove the address."]);
    workspace.apply(PEER).await.ok();
    workspace.plan(&addressed).await.failed(&["Invalid sip_and_sdp_ip_addr"]);
    sandbox.at("yeastar", "POST", "trunk/update", json!({"id": 11, "setting_of_sip_and_sdp_ip": "custom"})).await;
    sandbox.calls().await;
    workspace.apply(&addressed).await.ok();
    let [change] = &sandbox.changes().await[..] else { panic!("one call") };
    assert_eq!(change.request, json!({"id": 11, "sip_and_sdp_ip_addr": "203.0.113.5"}));
    workspace.plan(&addressed).await.empty();
}

#[tokio::test]
async fn a_proxy_needs_a_port_that_is_written_or_kept() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let server = "outbound_proxy_server = \"p.acme.example\"";
    let on = with(REGISTER, &format!("outbound_proxy_enabled = true\n  {server}"));
    let words = ["\"outbound_proxy_port\" is needed", "Write a port from 1 to 65535, mostly 5060"];
    workspace.plan(&on).await.failed(&words).says(&["Invalid outbound_proxy_enabled"]);
    workspace.apply(REGISTER).await.ok();
    // The PBX has 0.
    workspace.plan(&on).await.failed(&words).says(&["Invalid outbound_proxy_port"]);
    workspace.apply(&with(REGISTER, &format!("{server}\n  outbound_proxy_port = 5070"))).await.ok();
    sandbox.calls().await;
    workspace.apply(&on).await.ok();
    let [change] = &sandbox.changes().await[..] else { panic!("one call") };
    assert_eq!(change.request, json!({"id": 11, "enb_outbound_proxy": 1}));
    workspace.plan(&on).await.empty();
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
        workspace.found_again(TRUNK, "acme_reg").await.ok();
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

#[tokio::test]
async fn the_case_of_a_host_is_no_difference_wherever_it_is_written() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let written = FULL
        .replace("sip.acme.example", "SIP.Acme.example")
        .replace("domain                 = \"acme.example\"", "domain                 = \"ACME.example\"")
        .replace("proxy.acme.example", "Proxy.Acme.Example");
    workspace.apply(&written).await.ok();
    workspace.plan(FULL).await.empty();
    let other = json!({"id": 11, "hostname": "sip.ACME.example", "domain": "Acme.Example",
        "outbound_proxy_server": "proxy.acme.EXAMPLE"});
    sandbox.at("yeastar", "POST", "trunk/update", other).await;
    sandbox.calls().await;
    for hcl in [&written, FULL] {
        workspace.plan(hcl).await.empty();
        workspace.apply(hcl).await.ok();
    }
    assert_eq!(sandbox.changes().await, []);
}
