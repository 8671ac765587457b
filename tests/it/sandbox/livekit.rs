//! LiveKit's behaviour as it is by default. Its server in full is what `tests/it/livekit` compares it with; here is what
//! its protocol says, for machines without one.

use serde_json::{Value as Json, json};

use super::{Answer, Sandbox};
use crate::support::livekit::{call, now, signed};

pub fn inbound() -> Json {
    json!({"name": "in", "metadata": "m", "numbers": ["+15550011"], "allowed_addresses": ["192.0.2.0/24"],
        "allowed_numbers": ["+15550099"], "auth_username": "u", "auth_password": "Harbour42Bridge", "auth_realm": "r",
        "headers": {"X-A": "1"}, "headers_to_attributes": {"X-B": "b"}, "attributes_to_headers": {"c": "X-C"},
        "include_headers": "SIP_X_HEADERS", "ringing_timeout": "30s", "max_call_duration": "3600s", "krisp_enabled": true,
        "media_encryption": "SIP_MEDIA_ENCRYPT_ALLOW", "media": {"only_listed_codecs": true,
            "codecs": [{"name": "PCMU", "rate": 8000}], "encryption": "SIP_MEDIA_ENCRYPT_ALLOW", "media_timeout": "45s"}})
}

pub fn outbound() -> Json {
    json!({"name": "full", "metadata": "m", "address": "sip.example.com:5061", "destination_country": "us",
        "transport": "SIP_TRANSPORT_TLS", "numbers": ["+15550011", "+15550012"], "auth_username": "u",
        "auth_password": "Harbour42Bridge", "headers": {"X-A": "1", "X-B": "2"}, "headers_to_attributes": {"X-B": "b"},
        "attributes_to_headers": {"c": "X-C"}, "include_headers": "SIP_X_HEADERS",
        "media_encryption": "SIP_MEDIA_ENCRYPT_ALLOW", "media": {"encryption": "SIP_MEDIA_ENCRYPT_ALLOW",
            "only_listed_codecs": true, "codecs": [{"name": "PCMU", "rate": 8000}], "media_timeout": "45s"},
        "from_host": "from.example.com"})
}

/// Makes a trunk, of the kind that has an address or of the other.
pub async fn create(sandbox: &Sandbox, trunk: Json) -> Json {
    sandbox.at("livekit", "POST", &call("Create", &trunk), json!({"trunk": trunk})).await
}

pub async fn update(sandbox: &Sandbox, trunk: &Json, change: Json) -> Answer {
    let mut body = change;
    body["sip_trunk_id"] = trunk["sip_trunk_id"].clone();
    sandbox.ask("livekit", "POST", &call("Update", trunk), body).await
}

pub fn refused(code: &str, says: &str) -> Json {
    json!({"code": code, "msg": says})
}

#[tokio::test]
async fn a_trunk_is_answered_whole_and_in_clear() {
    let sandbox = Sandbox::start(&[]).await;
    for body in [inbound(), outbound()] {
        let made = create(&sandbox, body.clone()).await;
        let mut expected = body;
        expected["sip_trunk_id"] = made["sip_trunk_id"].clone();
        expected["created_at"] = Json::Null;
        expected["updated_at"] = Json::Null;
        assert_eq!(made, expected);
        assert_eq!(sandbox.look("livekit", &made).await.both(), (200, json!({"trunk": made})));
        let list = sandbox.ask("livekit", "POST", &call("List", &made), json!({})).await;
        assert_eq!(list.both(), (200, json!({"items": [made]})));
        let replaced = update(&sandbox, &made, json!({"replace": made})).await;
        assert_eq!(replaced.both(), (200, made));
    }
    let least = create(&sandbox, json!({"numbers": ["+19"]})).await;
    let id = least["sip_trunk_id"].as_str().expect("an id");
    assert!(id.len() == 15 && id.starts_with("ST_"), "{id}");
    assert_eq!(
        least,
        json!({"sip_trunk_id": id, "name": "", "metadata": "", "numbers": ["+19"], "allowed_addresses": [],
            "allowed_numbers": [], "auth_username": "", "auth_password": "", "auth_realm": "", "headers": {},
            "headers_to_attributes": {}, "attributes_to_headers": {}, "include_headers": "SIP_NO_HEADERS",
            "ringing_timeout": null, "max_call_duration": null, "krisp_enabled": false,
            "media_encryption": "SIP_MEDIA_ENCRYPT_DISABLE", "media": null, "created_at": null, "updated_at": null})
    );
}

#[tokio::test]
async fn an_update_takes_some_members_and_a_replacement_all() {
    let sandbox = Sandbox::start(&[]).await;
    let made = create(&sandbox, outbound()).await;
    let change = json!({"update": {"name": "n2", "numbers": {"set": ["+2"]}, "metadata": "", "headers": {"X-Z": "z"}}});
    let updated = update(&sandbox, &made, change).await.json();
    let mut expected = made.clone();
    (expected["name"], expected["numbers"], expected["metadata"]) = (json!("n2"), json!(["+2"]), json!(""));
    assert_eq!(updated, expected, "headers are passed over");
    let media = update(&sandbox, &made, json!({"update": {"media": {"media_timeout": "9s"}}})).await.json();
    expected["media"] = json!({"only_listed_codecs": false, "codecs": [], "encryption": "SIP_MEDIA_ENCRYPT_ALLOW",
        "media_timeout": "9s"});
    assert_eq!(media, expected, "media is replaced, but for the encryption");
    let replaced = update(&sandbox, &made, json!({"replace": {"address": "h", "numbers": ["+3"]}})).await.json();
    assert_eq!((&replaced["auth_password"], &replaced["headers"]), (&json!(""), &json!({})));
    let broken = update(&sandbox, &made, json!({"update": {"address": "sip:h"}})).await;
    let says = "trunk address should be a hostname or IP, not SIP URI";
    assert_eq!(broken.both(), (500, refused("unknown", says)));
    let broken = update(&sandbox, &made, json!({"replace": {"address": "sip:h", "numbers": ["+3"]}})).await;
    assert_eq!(broken.both(), (400, refused("invalid_argument", says)));
}

#[tokio::test]
async fn a_deleted_trunk_is_gone_and_a_delete_never_fails() {
    let sandbox = Sandbox::start(&[]).await;
    let made = create(&sandbox, outbound()).await;
    for _ in 0..2 {
        let body = json!({"sip_trunk_id": made["sip_trunk_id"]});
        let answer = sandbox.at("livekit", "POST", "DeleteSIPTrunk", body).await;
        assert_eq!((&answer["sip_trunk_id"], &answer["kind"]), (&made["sip_trunk_id"], &json!("TRUNK_LEGACY")));
    }
    let gone = sandbox.look("livekit", &made).await;
    assert_eq!(gone.both(), (404, refused("not_found", "requested sip trunk does not exist")));
}

#[tokio::test]
async fn inbound_trunks_may_not_share_a_number() {
    let sandbox = Sandbox::start(&[]).await;
    let first = create(&sandbox, json!({"numbers": ["+1"]})).await;
    let id = first["sip_trunk_id"].as_str().expect("an id");
    let body = json!({"trunk": {"numbers": ["(1)"]}});
    let second = sandbox.ask("livekit", "POST", "CreateSIPInboundTrunk", body).await;
    let says = format!(
        r#"Conflicting inbound SIP Trunks: "<new>" and "{id}", using the same number(s) ["(1)"] without AllowedNumbers set"#
    );
    assert_eq!(second.both(), (400, refused("invalid_argument", &says)));
    let other = create(&sandbox, json!({"numbers": ["+2"]})).await;
    let taken = update(&sandbox, &other, json!({"update": {"numbers": {"set": ["+1"]}}})).await;
    assert_eq!(taken.status, 200, "numbers that are all new are not looked at");
    for trunk in [&first, &other] {
        assert_eq!(update(&sandbox, trunk, json!({"update": {"name": "n"}})).await.status, 400, "and both are frozen");
    }
}

#[tokio::test]
async fn a_call_without_a_valid_signature_is_refused() {
    let sandbox = Sandbox::start(&[]).await;
    let (key, secret) = ("APIsandboxlivekit", "sandbox-livekit-secret-of-32-characters");
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let claims = json!({"iss": key, "exp": now() + 60, "sip": {"admin": true}});
    let ask = async |authorization: &str| {
        let headers = [("content-type", "application/json"), ("authorization", authorization)];
        let path = "/livekit/twirp/livekit.SIP/ListSIPInboundTrunk";
        let answer = sandbox.raw("POST", path, &headers[..if authorization.is_empty() { 1 } else { 2 }], "{}").await;
        answer.expect("an answer")
    };
    assert_eq!(ask(&format!("Bearer {}", signed(&header, &claims, secret))).await.both(), (200, json!({"items": []})));
    assert_eq!(ask("").await.both(), (401, refused("unauthenticated", "permissions denied")));
    let wrong = signed(&header, &claims, "another");
    let says = format!("invalid token: {wrong}, error: token signature is invalid: signature is invalid");
    let answer = ask(&format!("Bearer {wrong}")).await;
    assert_eq!((answer.status, answer.text), (401, says));
    let log = sandbox.log().await;
    let last = &log.last().expect("a call")["answer"];
    assert_eq!(
        last, "invalid token: ***, error: token signature is invalid: signature is invalid",
        "no token in the log"
    );
}

#[tokio::test]
async fn the_log_shows_no_password() {
    let sandbox = Sandbox::start(&[]).await;
    let made = create(&sandbox, inbound()).await;
    update(&sandbox, &made, json!({"update": {"auth_password": "Harbour43Bridge"}})).await;
    let log = Json::from(sandbox.log().await).to_string();
    assert!(!log.contains("Harbour4") && log.contains(r#""auth_password":"***""#), "{log}");
    assert_eq!(sandbox.objects("livekit").await[0]["auth_password"], "Harbour43Bridge");
}
