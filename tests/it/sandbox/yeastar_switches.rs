//! What a Yeastar PBX does where its pages are silent: every switch.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::Sandbox;
use super::yeastar::*;

#[tokio::test]
async fn a_token_counts_as_long_as_it_is_told_to() {
    let pbx = pbx(&["yeastar.token-lifetime=1"]).await;
    let expired = refused(10004, "TOKEN EXPIRED");
    for _ in 0..7 {
        let answer = login(&pbx.sandbox, "sandbox-yeastar-secret").await.json();
        assert_eq!((&answer["errcode"], &answer["access_token_expire_time"]), (&json!(0), &json!(1)));
    }
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(pbx.get("trunk/list").await.both(), expired);
    let free = login(&pbx.sandbox, "sandbox-yeastar-secret").await;
    assert_eq!(free.json()["errcode"], 0, "expiry frees the slot");
}

#[tokio::test]
async fn a_token_may_serve_so_many_calls() {
    let pbx = pbx(&["yeastar.token-calls=2"]).await;
    for code in [0, 0, 10004, 10004] {
        assert_eq!(pbx.get("trunk/list").await.json()["errcode"], code);
    }
}

#[tokio::test]
async fn an_administrator_may_free_the_address_each_time() {
    let sandbox = Sandbox::start(&["yeastar.blocklist=cleared"]).await;
    for _ in 0..7 {
        assert_eq!(login(&sandbox, "wrong").await.json()["errcode"], -1);
    }
}

#[tokio::test]
async fn a_create_may_tell_the_id_elsewhere_or_not_at_all() {
    let sandbox = pbx(&["yeastar.create-answer=data"]).await;
    let made = sandbox.post("trunk/create", peer()).await.json();
    assert_eq!(made, json!({"errcode": 0, "errmsg": "SUCCESS", "data": {"id": made["data"]["id"]}}));
    assert!(made["data"]["id"].is_i64());
    let sandbox = pbx(&["yeastar.create-answer=none"]).await;
    assert_eq!(sandbox.post("trunk/create", peer()).await.both(), success());
    assert_eq!(sandbox.get("trunk/list").await.json()["total_number"], 1);
}

#[tokio::test]
async fn a_trunk_may_be_read_as_an_array_of_one() {
    let pbx = pbx(&["yeastar.get-data=array"]).await;
    let id = pbx.create(peer()).await;
    let data = pbx.read(id).await;
    assert_eq!((data.as_array().map(Vec::len), &data[0]["id"]), (Some(1), &json!(id)));
}

#[tokio::test]
async fn a_missing_trunk_may_be_a_success_without_data() {
    let pbx = pbx(&["yeastar.not-found=empty"]).await;
    let answer = pbx.get("trunk/get?id=99").await;
    assert_eq!(answer.both(), (200, json!({"errcode": 0, "errmsg": "SUCCESS", "data": []})));
    assert_eq!(pbx.get("trunk/delete?id=99").await.both(), refused(60001, "DATA NOT FOUND"));
}

/// What a read of the trunk that `body` makes shows under a switch.
async fn shown(switch: &str, body: Json) -> Json {
    let pbx = pbx(&[switch]).await;
    let id = pbx.create(body).await;
    pbx.read(id).await
}

#[tokio::test]
async fn numbers_may_be_texts() {
    let trunk = shown("yeastar.numbers=texts", register()).await;
    assert_eq!((&trunk["port"], &trunk["enable"]), (&json!("5060"), &json!("1")));
    assert!(trunk["id"].is_string());
    assert_eq!(trunk["outbound_cid_list"][0]["ext_list"][0]["id"], "7");
}

#[tokio::test]
async fn what_is_empty_may_be_left_out_or_null() {
    let trunk = shown("yeastar.empty=omitted", peer()).await;
    assert!(["def_outbound_cid", "did_list", "outbound_cid_list"].iter().all(|member| trunk.get(member).is_none()));
    let trunk = shown("yeastar.empty=null", register()).await;
    assert_eq!(trunk.get("outbound_proxy_server"), Some(&Json::Null));
    assert_eq!(trunk["outbound_cid_list"][0].get("outbound_cid_to_ext_range"), Some(&Json::Null));
    assert_eq!(shown("yeastar.itsp=empty", peer()).await["itsp"], "");
}

#[tokio::test]
async fn a_password_may_be_masked_or_hidden_and_must_sometimes_be_strong() {
    assert_eq!(shown("yeastar.password=masked", account()).await["password"], "******");
    assert_eq!(shown("yeastar.password=omitted", account()).await.get("password"), None);
    let pbx = pbx(&["yeastar.password-rule=strong"]).await;
    let id = pbx.create(account()).await;
    for weak in ["Abcdefg12", "abcdefgh12", "ABCDEFGH12", "Abcdefghij"] {
        let answer = pbx.post("trunk/update", json!({"id": id, "password": weak})).await.json();
        let blamed = json!([{"field": "password", "validation_type": "strength"}]);
        assert_eq!((&answer["errcode"], &answer["invalid_param_list"]), (&json!(40002), &blamed), "{weak}");
    }
}

#[tokio::test]
async fn lists_may_come_in_another_order_and_codecs_with_blanks() {
    let trunk = shown("yeastar.lists=reversed", register()).await;
    assert_eq!(trunk["outbound_cid_list"][0]["outbound_cid_option"], "range");
    assert_eq!(trunk["outbound_cid_list"][1]["ext_list"][0]["type"], "ext_group");
    assert_eq!(trunk["codec_sel"], "ulaw,alaw", "that order means something");
    assert_eq!(shown("yeastar.codecs=spaced", register()).await["codec_sel"], "ulaw, alaw");
}

#[tokio::test]
async fn cloud_has_three_words_for_a_peer() {
    for word in ["peer_did", "peer_port", "peer_private"] {
        let pbx = pbx(&[&format!("yeastar.peer-type={word}")]).await;
        let id = pbx.create(peer()).await;
        assert_eq!(pbx.read(id).await["type"], word);
        assert_eq!(pbx.get("trunk/list").await.json()["data"][0]["type"], word);
    }
}

#[tokio::test]
async fn older_firmware_does_not_know_everything() {
    let pbx = pbx(&["yeastar.firmware=older"]).await;
    let id = pbx.create(peer()).await;
    assert!(pbx.read(id).await.get("ignore_100_response").is_none());
    let answer = pbx.post("trunk/update", json!({"id": id, "ignore_100_response": 1})).await.json();
    assert_eq!(answer["invalid_param_list"], json!([{"field": "ignore_100_response", "validation_type": "unknown"}]));
}

#[tokio::test]
async fn reads_may_hold_what_no_page_documents() {
    let trunk = shown("yeastar.extra-keys=present", register()).await;
    assert_eq!(trunk["enb_user_agent_ident"], 1);
    assert!(trunk["did_list"][0]["id"].is_i64());
}

#[tokio::test]
async fn an_appliance_lists_physical_trunks_and_reads_none() {
    let pbx = pbx(&["yeastar.physical-trunks=listed"]).await;
    pbx.create(peer()).await;
    let list = pbx.get("trunk/list").await.json();
    assert_eq!((&list["total_number"], &list["data"][0]["type"]), (&json!(2), &json!("FXO")));
    assert_eq!(pbx.get("trunk/get?id=1").await.both(), refused(60001, "DATA NOT FOUND"));
}

#[tokio::test]
async fn a_plan_may_have_a_limit_and_a_route_may_hold_a_trunk() {
    let pbx = pbx(&["yeastar.trunk-limit=1", "yeastar.references=routes"]).await;
    let id = pbx.create(peer()).await;
    assert_eq!(pbx.post("trunk/create", account()).await.both(), refused(60002, "MAX LIMITATION EXCEEDED"));
    let delete = pbx.get(&format!("trunk/delete?id={id}")).await;
    assert_eq!(delete.both(), refused(70091, "CONNECTION_RELATION_EXISTED"));
    assert_eq!(pbx.read(id).await["name"], "acme_peer");
}

#[tokio::test]
async fn a_write_may_be_answered_otherwise() {
    let failed = refused(-2, "INTERNAL SERVER ERROR");
    for (value, due, made) in [
        ("failed-unapplied", failed.clone(), 0),
        ("failed-applied", failed, 1),
        ("partial", refused(1, "PARTIAL SUCCESS"), 1),
        ("processing", refused(2, "PROCESSING"), 1),
    ] {
        let pbx = pbx(&[&format!("yeastar.write-answer={value}")]).await;
        assert_eq!(pbx.post("trunk/create", peer()).await.both(), due, "{value}");
        let list = pbx.get("trunk/list").await.json();
        assert_eq!((&list["errcode"], &list["total_number"]), (&json!(0), &json!(made)), "{value}");
        let no_trunk = refused(60001, "DATA NOT FOUND");
        let due = if value == "failed-unapplied" { due } else { no_trunk };
        assert_eq!(pbx.get("trunk/delete?id=99").await.both(), due, "a refusal stays one");
    }
}

#[tokio::test]
async fn a_call_may_be_put_off_and_a_read_may_fail() {
    let (busy, failed) = (refused(70082, "OVERLOAD_TASK_RUNNING"), refused(-2, "INTERNAL SERVER ERROR"));
    let pbx = pbx(&[]).await;
    let id = pbx.create(peer()).await;
    pbx.sandbox.switch("yeastar.busy-answers", "2").await;
    pbx.sandbox.switch("yeastar.failed-reads", "1").await;
    for _ in 0..2 {
        assert_eq!(login(&pbx.sandbox, "sandbox-yeastar-secret").await.both(), busy);
        assert_eq!(pbx.post("trunk/update", json!({"id": id, "name": "later"})).await.both(), busy);
        assert_eq!(pbx.get(&format!("trunk/get?id={id}")).await.both(), busy);
        assert_eq!(pbx.get("trunk/list").await.both(), busy);
    }
    assert_eq!(pbx.sandbox.objects("yeastar").await[0]["name"], "acme_peer", "not carried out");
    assert_eq!(login(&pbx.sandbox, "sandbox-yeastar-secret").await.json()["errcode"], 0);
    assert_eq!(pbx.post("trunk/update", json!({"id": id, "name": "later"})).await.both(), success());
    for path in [format!("trunk/get?id={id}"), "trunk/list".to_owned()] {
        assert_eq!(pbx.get(&path).await.both(), failed, "{path}");
        for _ in 0..2 {
            assert_eq!(pbx.get(&path).await.json()["errcode"], 0, "{path}");
        }
    }
    // Another call is put off by itself.
    assert_eq!(pbx.post("trunk/update", json!({"id": id, "name": "again"})).await.both(), busy);
}

#[tokio::test]
async fn errors_may_have_a_status() {
    let pbx = pbx(&["yeastar.error-status=400"]).await;
    let answer = pbx.get("trunk/get?id=99").await;
    assert_eq!(answer.both(), (400, json!({"errcode": 60001, "errmsg": "DATA NOT FOUND"})));
    assert_eq!(pbx.get("trunk/list").await.status, 200);
}

#[tokio::test]
async fn nothing_has_many_spellings() {
    let pbx = pbx(&[]).await;
    let set = async |switch: &str, value: &str| pbx.sandbox.switch(&format!("yeastar.{switch}"), value).await;
    let with = |members: Json| {
        let mut body = json!({"errcode": 0, "errmsg": "SUCCESS"});
        body.as_object_mut().expect("an object").extend(members.as_object().expect("an object").clone());
        (200, body)
    };
    for (value, answer) in
        [("object", with(json!({"data": {}}))), ("null", with(json!({"data": null}))), ("omitted", with(json!({})))]
    {
        set("not-found", value).await;
        assert_eq!(pbx.get("trunk/get?id=99").await.both(), answer, "{value}");
    }
    for (value, answer) in [
        ("shown", with(json!({"total_number": 0, "data": []}))),
        ("null", with(json!({"total_number": 0, "data": null}))),
        ("omitted", with(json!({}))),
        ("60001", refused(60001, "DATA NOT FOUND")),
    ] {
        set("empty-list", value).await;
        assert_eq!(pbx.get("trunk/list").await.both(), answer, "{value}");
    }
    set("delete-again", "40002").await;
    let again = pbx.get("trunk/delete?id=99").await.json();
    assert_eq!((&again["errcode"], &again["errmsg"]), (&json!(40002), &json!("PARAMETER ERROR")));
}

#[tokio::test]
async fn a_permission_may_be_lacking() {
    let pbx = pbx(&["yeastar.permission=10009"]).await;
    let answer = refused(10009, "OPERATION FAILED");
    assert_eq!(pbx.post("trunk/create", peer()).await.both(), answer);
    assert_eq!(pbx.get("trunk/delete?id=11").await.both(), answer);
    assert_eq!(pbx.get("trunk/list").await.json()["errcode"], 0);
}

#[tokio::test]
async fn hosts_may_be_stored_in_lower_case() {
    let mut body = peer();
    body["hostname"] = json!("SIP.Acme.example");
    let trunk = shown("yeastar.hosts=lower-case", body).await;
    assert_eq!(trunk["hostname"], "sip.acme.example");
}

#[tokio::test]
async fn a_list_may_be_told_wrong() {
    let pbx = pbx(&["yeastar.list-limit=1"]).await;
    for name in ["one", "two"] {
        let mut body = peer();
        body["name"] = json!(name);
        pbx.create(body).await;
    }
    let pages = async |value: &str| {
        pbx.sandbox.switch("yeastar.list", value).await;
        let mut pages = vec![];
        for number in 1..=3 {
            let page = pbx.get(&format!("trunk/list?page={number}&page_size=100")).await.json();
            let rows = page["data"].as_array().expect("an array").iter();
            pages.push(rows.map(|row| row["name"].as_str().expect("text").to_owned()).collect::<Vec<_>>().join(" "));
        }
        pages
    };
    assert_eq!(pages("right").await, ["one", "two", ""]);
    assert_eq!(pages("repeated").await, ["one", "one two", "two"]);
    assert_eq!(pages("endless").await, ["one", "two", "one"]);
    assert_eq!(pages("absurd").await, ["one", "two", ""]);
    assert_eq!(pbx.get("trunk/list").await.json()["total_number"], json!(u64::MAX));
}
