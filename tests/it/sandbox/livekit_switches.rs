//! Every switch of LiveKit.

use serde_json::{Value as Json, json};

use super::livekit::{create, inbound, outbound, refused, update};
use super::{Answer, Sandbox};
use crate::support::livekit::call;

async fn shown(sandbox: &Sandbox, trunk: &Json) -> Json {
    sandbox.look("livekit", trunk).await.json()["trunk"].clone()
}

async fn list(sandbox: &Sandbox, body: Json) -> Vec<Json> {
    let list = sandbox.at("livekit", "POST", "ListSIPInboundTrunk", body).await;
    list["items"].as_array().expect("items").clone()
}

async fn delete(sandbox: &Sandbox, id: &Json) -> Answer {
    sandbox.ask("livekit", "POST", "DeleteSIPTrunk", json!({"sip_trunk_id": id})).await
}

#[tokio::test]
async fn a_password_can_be_hidden() {
    let sandbox = Sandbox::start(&[]).await;
    let made = create(&sandbox, outbound()).await;
    for (value, expected) in [("masked", Some(json!("********"))), ("empty", Some(json!(""))), ("omitted", None)] {
        sandbox.switch("livekit.password", value).await;
        assert_eq!(shown(&sandbox, &made).await.get("auth_password"), expected.as_ref(), "{value}");
        assert_eq!(sandbox.objects("livekit").await[0]["auth_password"], "Harbour42Bridge");
    }
    sandbox.switch("livekit.password", "masked").await;
    let masked = shown(&sandbox, &made).await;
    update(&sandbox, &made, json!({"replace": masked})).await;
    assert_eq!(sandbox.objects("livekit").await[0]["auth_password"], "********", "a mask that is sent is stored");
}

#[tokio::test]
async fn enums_can_be_numbers_or_newer() {
    let sandbox = Sandbox::start(&["livekit.enums=numbers"]).await;
    let made = create(&sandbox, outbound()).await;
    assert_eq!((&made["transport"], &made["include_headers"]), (&json!(3), &json!(1)));
    assert_eq!((&made["media_encryption"], &made["media"]["encryption"]), (&json!(1), &json!(1)));
    sandbox.switch("livekit.enums", "newer").await;
    let newer = update(&sandbox, &made, json!({"update": {"transport": "SIP_TRANSPORT_WSS"}})).await;
    assert_eq!(newer.json()["transport"], "SIP_TRANSPORT_WSS");
    sandbox.switch("livekit.enums", "words").await;
    let unknown = update(
        &sandbox,
        &made,
        json!({"replace": {"address": "h", "numbers": ["+1"], "transport": "SIP_TRANSPORT_WSS"}}),
    );
    assert_eq!(unknown.await.json()["transport"], "SIP_TRANSPORT_AUTO");
}

#[tokio::test]
async fn media_can_be_missing() {
    let sandbox = Sandbox::start(&["livekit.media=missing"]).await;
    let made = create(&sandbox, outbound()).await;
    assert_eq!((made.get("media"), &made["media_encryption"]), (None, &json!("SIP_MEDIA_ENCRYPT_ALLOW")));
    let change = json!({"update": {"media_encryption": "SIP_MEDIA_ENCRYPT_DISABLE", "media": {"codecs": []}}});
    let updated = update(&sandbox, &made, change).await.json();
    assert_eq!((updated.get("media"), &updated["media_encryption"]), (None, &json!("SIP_MEDIA_ENCRYPT_DISABLE")));
}

#[tokio::test]
async fn there_can_be_members_of_a_newer_version() {
    for (value, in_trunk, in_media) in [("trunk", true, false), ("media", false, true), ("everywhere", true, true)] {
        let sandbox = Sandbox::start(&[&format!("livekit.extra-keys={value}")]).await;
        let made = create(&sandbox, outbound()).await;
        let (region, mode) = (json!("eu"), json!("rfc4733"));
        assert_eq!(made.get("preferred_region"), in_trunk.then_some(&region), "{value}");
        assert_eq!(made["media"].get("dtmf_mode"), in_media.then_some(&mode), "{value}");
        let mut without = made.clone();
        without.as_object_mut().expect("an object").shift_remove("preferred_region");
        let replaced = update(&sandbox, &made, json!({"replace": without})).await.json();
        assert_eq!(
            replaced.get("preferred_region"),
            in_trunk.then_some(&json!("")),
            "{value}: left out, it is emptied"
        );
        let media = update(&sandbox, &made, json!({"update": {"media": {}}})).await.json();
        assert_eq!(media["media"].get("dtmf_mode"), in_media.then_some(&json!("")), "{value}");
        let written = update(&sandbox, &made, json!({"replace": made})).await.json();
        assert_eq!(written, made, "{value}: they can be written");
    }
}

#[tokio::test]
async fn a_member_that_nobody_knows_can_be_refused() {
    let sandbox = Sandbox::start(&["livekit.unknown-members=refused"]).await;
    let body = json!({"trunk": {"numbers": ["+1"], "nombre": "x"}});
    let answer = sandbox.ask("livekit", "POST", "CreateSIPInboundTrunk", body.clone()).await;
    assert_eq!(answer.both(), (400, refused("malformed", r#"unknown field "nombre""#)));
    sandbox.switch("livekit.unknown-members", "ignored").await;
    assert_eq!(sandbox.ask("livekit", "POST", "CreateSIPInboundTrunk", body).await.status, 200);
}

#[tokio::test]
async fn times_can_be_set_by_the_server() {
    let sandbox = Sandbox::start(&["livekit.timestamps=set"]).await;
    let made = create(&sandbox, outbound()).await;
    assert!(made["created_at"].is_string() && made["updated_at"].is_string(), "{made}");
    let mut whole = made.clone();
    whole["created_at"] = json!("2020-01-01T00:00:00Z");
    let replaced = update(&sandbox, &made, json!({"replace": whole})).await.json();
    assert_eq!(replaced["created_at"], made["created_at"]);
}

#[tokio::test]
async fn arrays_can_be_reversed() {
    let sandbox = Sandbox::start(&["livekit.arrays=reversed"]).await;
    let made = create(&sandbox, outbound()).await;
    assert_eq!(made["numbers"], json!(["+15550012", "+15550011"]));
}

#[tokio::test]
async fn an_update_can_be_refused_with_400_or_checked_strictly_or_dropped() {
    let sandbox = Sandbox::start(&["livekit.update-refusal=400", "livekit.update-conflicts=strict"]).await;
    let out = create(&sandbox, outbound()).await;
    let broken = update(&sandbox, &out, json!({"update": {"address": ""}})).await;
    assert_eq!(broken.both(), (400, refused("invalid_argument", "no outbound address specified")));
    create(&sandbox, json!({"numbers": ["+1"]})).await;
    let other = create(&sandbox, json!({"numbers": ["+2"]})).await;
    assert_eq!(update(&sandbox, &other, json!({"update": {"numbers": {"set": ["+1"]}}})).await.status, 400);
    sandbox.switch("livekit.dropped", "name").await;
    let updated = update(&sandbox, &out, json!({"update": {"name": "x", "metadata": "y"}})).await.json();
    assert_eq!((&updated["name"], &updated["metadata"]), (&json!("full"), &json!("y")));
    sandbox.switch("livekit.dropped", "headers").await;
    let mut whole = updated.clone();
    whole["headers"] = json!({});
    assert_eq!(update(&sandbox, &out, json!({"replace": whole})).await.json()["headers"], out["headers"]);
}

#[tokio::test]
async fn a_change_can_happen_and_be_answered_with_a_failure() {
    let sandbox = Sandbox::start(&["livekit.write-answer=500-applied"]).await;
    let body = json!({"trunk": outbound()});
    let failed = sandbox.ask("livekit", "POST", "CreateSIPOutboundTrunk", body).await;
    assert_eq!((failed.status, &failed.json()["code"]), (500, &json!("unknown")));
    let made = sandbox.objects("livekit").await[0].clone();
    assert_eq!(sandbox.look("livekit", &made).await.status, 200);
    sandbox.switch("livekit.write-answer", "503-applied").await;
    assert_eq!(update(&sandbox, &made, json!({"update": {"name": "x"}})).await.status, 503);
    assert_eq!(sandbox.objects("livekit").await[0]["name"], "x");
}

#[tokio::test]
async fn what_is_missing_has_several_answers() {
    let sandbox = Sandbox::start(&["livekit.not-found=text", "livekit.delete-unknown=404"]).await;
    let made = create(&sandbox, outbound()).await;
    assert_eq!(delete(&sandbox, &made["sip_trunk_id"]).await.status, 200);
    let gone = sandbox.look("livekit", &made).await;
    assert_eq!((gone.status, gone.text.as_str()), (404, "404 page not found\n"));
    assert_eq!(delete(&sandbox, &made["sip_trunk_id"]).await.status, 404);
    let made = create(&sandbox, outbound()).await;
    sandbox.switch("livekit.delete", "ignored").await;
    assert_eq!(delete(&sandbox, &made["sip_trunk_id"]).await.status, 200);
    assert_eq!(sandbox.look("livekit", &made).await.status, 200);
    sandbox.switch("livekit.get", "missing").await;
    let none = sandbox.look("livekit", &made).await;
    assert_eq!((none.status, &none.json()["code"]), (404, &json!("bad_route")));
    assert_eq!(sandbox.ask("livekit", "POST", &call("List", &made), json!({})).await.status, 200);
}

#[tokio::test]
async fn lists_can_be_cut_and_aligned() {
    let sandbox = Sandbox::start(&[]).await;
    for number in 1..4 {
        create(&sandbox, json!({"numbers": [format!("+{number}")]})).await;
    }
    let all = list(&sandbox, json!({})).await;
    let ids: Vec<_> = all.iter().map(|trunk| trunk["sip_trunk_id"].clone()).collect();
    assert_eq!(list(&sandbox, json!({"page": {"limit": 2}})).await, all);
    assert_eq!(list(&sandbox, json!({"trunk_ids": [ids[2], "ST_no", ids[0]]})).await, [all[0].clone(), all[2].clone()]);
    sandbox.switch("livekit.page-limit", "honoured").await;
    assert_eq!(list(&sandbox, json!({"page": {"limit": 2}})).await, all[..2]);
    assert_eq!(list(&sandbox, json!({"page": {"limit": 2, "after_id": ids[1]}})).await, all[2..]);
    sandbox.switch("livekit.trunk-ids", "aligned").await;
    let aligned = list(&sandbox, json!({"trunk_ids": [ids[2], "ST_no", ids[0]]})).await;
    assert_eq!(aligned, [all[2].clone(), Json::Null, all[0].clone()]);
    sandbox.switch("livekit.list-limit", "1").await;
    assert_eq!(list(&sandbox, json!({})).await, all[..1]);
}

#[tokio::test]
async fn calls_can_be_too_many() {
    let sandbox = Sandbox::start(&["livekit.requests-per-minute=1", "livekit.retry-after=sent"]).await;
    create(&sandbox, inbound()).await;
    let refused = sandbox.list("livekit").await;
    assert_eq!((refused.status, &refused.json()["code"]), (429, &json!("resource_exhausted")));
    assert!(refused.header("retry-after").is_some());
}

#[tokio::test]
async fn a_wrong_token_need_not_be_repeated() {
    let sandbox = Sandbox::start(&["livekit.wrong-token=omitted"]).await;
    let sandbox = sandbox.but(vec![("LIVEKIT_API_SECRET".into(), "another".into())]);
    let answer = sandbox.list("livekit").await;
    let says = "invalid token, error: token signature is invalid: signature is invalid";
    assert_eq!((answer.status, answer.text.as_str()), (401, says));
}

#[tokio::test]
async fn redis_can_be_away() {
    let sandbox = Sandbox::start(&["livekit.redis=gone"]).await;
    let gone = sandbox.list("livekit").await;
    let says = "dial tcp 127.0.0.1:6379: connect: connection refused";
    assert_eq!(gone.both(), (500, refused("unknown", says)));
    sandbox.switch("livekit.redis", "none").await;
    let none = sandbox.list("livekit").await;
    assert_eq!(none.both(), (500, refused("internal", "sip not connected (redis required)")));
}
