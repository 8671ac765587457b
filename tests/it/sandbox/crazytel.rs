//! Crazytel's behaviour as it is by default.

use serde_json::{Value as Json, json};

use super::Sandbox;

pub const KEY: (&str, &str) = ("x-crazytel-api-key", "sandbox-crazytel-key");

pub fn minimal() -> Json {
    json!({"password": "Harbour42Bridge", "caller_id_number": "61255501234"})
}

pub async fn create(sandbox: &Sandbox) -> String {
    let made = sandbox.ask("crazytel", "POST", "/sip-trunks/", minimal()).await;
    assert!((200..300).contains(&made.status), "{made:?}");
    made.json()["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_trunk_is_made_with_the_documented_defaults_and_without_its_password() {
    let sandbox = Sandbox::start(&[]).await;
    let made = sandbox.ask("crazytel", "POST", "/sip-trunks/", minimal()).await;
    assert_eq!(made.status, 200);
    let mut body = made.json();
    let id = body["id"].as_str().expect("an id").to_owned();
    assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    let username = body["username"].as_str().expect("a user name").to_owned();
    let digits = username.strip_prefix("CT").expect("CT in front");
    assert!(digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{username}");
    body["id"] = json!("ID");
    body["username"] = json!("CT482913");
    assert_eq!(
        body,
        json!({"id": "ID", "username": "CT482913", "enabled": true, "area_code": null,
            "caller_id_number": "61255501234", "description": null, "hide_caller_id": false, "sms_sender": null,
            "softphone_show_balance": true, "softphone_sync_sms": false})
    );
    let read = sandbox.ask("crazytel", "GET", &format!("/sip-trunks/{}", id.to_uppercase()), Json::Null).await;
    assert_eq!(read.json(), made.json(), "the case of a UUID means nothing");
    let list = sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await;
    assert_eq!(list.both(), (200, json!([made.json()])));
    assert_ne!(create(&sandbox).await, id);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_answers_the_whole_trunk() {
    let sandbox = Sandbox::start(&[]).await;
    let full = json!({"password": "Harbour42Bridge", "caller_id_number": "61255501234", "description": "front desk",
        "area_code": "02", "enabled": true, "hide_caller_id": false, "sms_sender": "61455501234",
        "softphone_show_balance": true, "softphone_sync_sms": false});
    let made = sandbox.ask("crazytel", "POST", "/sip-trunks/", full).await.json();
    let path = format!("/sip-trunks/{}", made["id"].as_str().expect("an id"));
    let changed =
        sandbox.ask("crazytel", "PATCH", &path, json!({"enabled": false, "password": "Harbour43Bridge"})).await;
    let mut expected = made.clone();
    expected["enabled"] = json!(false);
    assert_eq!(changed.both(), (200, expected.clone()));
    let held = sandbox.objects("crazytel").await;
    assert_eq!(held[0]["password"], "Harbour43Bridge");
    let cleared =
        sandbox.ask("crazytel", "PATCH", &path, json!({"area_code": null, "description": "", "sms_sender": ""})).await;
    expected["area_code"] = Json::Null;
    expected["description"] = json!("");
    expected["sms_sender"] = json!("");
    assert_eq!(cleared.both(), (200, expected.clone()));
    assert_eq!(sandbox.ask("crazytel", "PATCH", &path, json!({})).await.both(), (200, expected));
}

#[tokio::test]
async fn a_deleted_trunk_is_gone() {
    let sandbox = Sandbox::start(&[]).await;
    let path = format!("/sip-trunks/{}", create(&sandbox).await);
    assert_eq!(sandbox.ask("crazytel", "DELETE", &path, Json::Null).await.status, 200);
    let gone = (404, json!({"detail": "SIP trunk not found"}));
    assert_eq!(sandbox.ask("crazytel", "GET", &path, Json::Null).await.both(), gone);
    assert_eq!(sandbox.ask("crazytel", "PATCH", &path, json!({"enabled": false})).await.both(), gone);
    assert_eq!(sandbox.ask("crazytel", "DELETE", &path, Json::Null).await.both(), gone);
    assert_eq!(sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await.both(), (200, json!([])));
}

#[tokio::test]
async fn the_account_has_verified_numbers_and_a_balance() {
    let sandbox = Sandbox::start(&[]).await;
    let numbers = sandbox.ask("crazytel", "GET", "/account/verified-cli/", Json::Null).await;
    assert_eq!(numbers.both(), (200, json!(["61255501234", "61355505678", "61455501234", "6495550123"])));
    let balance = sandbox.ask("crazytel", "GET", "/balance/", Json::Null).await;
    assert_eq!(balance.both(), (200, json!({"account_code": "100001", "balance": 12.5})));
}

#[tokio::test]
async fn a_caller_without_the_right_key_is_turned_away() {
    let sandbox = Sandbox::start(&[]).await;
    let path = "/crazytel/api/v1/sip-trunks/";
    let none = sandbox.raw("GET", path, &[], "").await.unwrap();
    assert_eq!(none.both(), (401, json!({"detail": "Not authenticated"})));
    let wrong = sandbox.raw("GET", path, &[("x-crazytel-api-key", "other")], "").await.unwrap();
    assert_eq!(wrong.both(), (401, json!({"detail": "Invalid API key"})));
}

#[tokio::test]
async fn the_slash_is_part_of_the_path() {
    let sandbox = Sandbox::start(&[]).await;
    let id = create(&sandbox).await;
    let root = format!("{}/crazytel/api/v1", sandbox.origin);
    for (method, path, right) in [
        ("POST", "/sip-trunks".to_owned(), "/sip-trunks/".to_owned()),
        ("GET", "/sip-trunks?a=b".to_owned(), "/sip-trunks/?a=b".to_owned()),
        ("GET", "/balance".to_owned(), "/balance/".to_owned()),
        ("PATCH", format!("/sip-trunks/{id}/"), format!("/sip-trunks/{id}")),
    ] {
        let answer = sandbox.ask("crazytel", method, &path, json!({})).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (307, Some(format!("{root}{right}").as_str())),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_the_api_does_not_have_is_404_or_405() {
    let sandbox = Sandbox::start(&[]).await;
    let id = create(&sandbox).await;
    for path in ["/trunks/", "/sip-trunks/a/b", "//", ""] {
        assert_eq!(
            sandbox.ask("crazytel", "GET", path, Json::Null).await.both(),
            (404, json!({"detail": "Not Found"})),
            "{path}"
        );
    }
    let outside = sandbox.raw("GET", "/crazytel/sip-trunks/", &[KEY], "").await.unwrap();
    assert_eq!(outside.both(), (404, json!({"detail": "Not Found"})));
    let item = format!("/sip-trunks/{id}");
    for (method, path, allowed) in [
        ("PUT", item.as_str(), "GET, PATCH, DELETE"),
        ("DELETE", "/sip-trunks/", "GET, POST"),
        ("POST", "/balance/", "GET"),
    ] {
        let answer = sandbox.ask("crazytel", method, path, json!({})).await;
        assert_eq!(answer.both(), (405, json!({"detail": "Method Not Allowed"})), "{method} {path}");
        assert_eq!(answer.header("allow"), Some(allowed));
    }
}

#[tokio::test]
async fn an_id_that_is_no_uuid_fails_validation() {
    let sandbox = Sandbox::start(&[]).await;
    let problem = json!({"loc": ["path", "trunk_id"], "msg": "value is not a valid uuid", "type": "type_error.uuid"});
    for method in ["GET", "PATCH", "DELETE"] {
        let answer = sandbox.ask("crazytel", method, "/sip-trunks/CT123456", json!({})).await;
        assert_eq!(answer.both(), (422, json!({"detail": [problem]})), "{method}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_trunk_fails_validation() {
    let sandbox = Sandbox::start(&[]).await;
    let path = format!("/sip-trunks/{}", create(&sandbox).await);
    for (member, value, says, kind) in [
        ("colour", json!("red"), "extra fields not permitted", "value_error.extra"),
        ("id", json!("6f1c2f7e-2a58-4f0b-9a3e-0c3b7d1f8e21"), "extra fields not permitted", "value_error.extra"),
        ("username", json!("CT000001"), "extra fields not permitted", "value_error.extra"),
        ("api_key", json!("sandbox-crazytel-key"), "extra fields not permitted", "value_error.extra"),
        ("description", json!(7), "str type expected", "type_error.str"),
        ("area_code", json!(2), "str type expected", "type_error.str"),
        ("enabled", json!("true"), "value could not be parsed to a boolean", "type_error.bool"),
        ("hide_caller_id", json!(1), "value could not be parsed to a boolean", "type_error.bool"),
        ("enabled", Json::Null, "none is not an allowed value", "type_error.none.not_allowed"),
        ("password", Json::Null, "none is not an allowed value", "type_error.none.not_allowed"),
    ] {
        let answer = sandbox.ask("crazytel", "PATCH", &path, json!({member: value})).await;
        let problem = json!({"loc": ["body", member], "msg": says, "type": kind});
        assert_eq!(answer.both(), (422, json!({"detail": [problem]})), "{member}");
    }
    let missing = sandbox.ask("crazytel", "POST", "/sip-trunks/", json!({})).await;
    let required = |member| json!({"loc": ["body", member], "msg": "field required", "type": "value_error.missing"});
    assert_eq!(missing.both(), (422, json!({"detail": [required("password"), required("caller_id_number")]})));
}

#[tokio::test]
async fn a_body_that_is_no_json_object_fails_validation() {
    let sandbox = Sandbox::start(&[]).await;
    let post = async |kind: &str, body: &str| {
        sandbox.raw("POST", "/crazytel/api/v1/sip-trunks/", &[KEY, ("content-type", kind)], body).await.unwrap()
    };
    let malformed = post("application/json", "{\"password\":").await;
    assert_eq!(malformed.status, 422);
    assert_eq!(malformed.json()["detail"][0]["type"], "value_error.jsondecode");
    let no_dict = json!({"detail": [{"loc": ["body"], "msg": "value is not a valid dict", "type": "type_error.dict"}]});
    assert_eq!(post("application/json", "[]").await.both(), (422, no_dict.clone()));
    assert_eq!(post("text/plain", &minimal().to_string()).await.both(), (422, no_dict));
    assert_eq!(post("application/json; charset=utf-8", &minimal().to_string()).await.status, 200);
}

#[tokio::test]
async fn values_are_held_against_the_documented_rules() {
    let sandbox = Sandbox::start(&[]).await;
    let path = format!("/sip-trunks/{}", create(&sandbox).await);
    for (member, value, status, says) in [
        ("password", "Harb42r", 422, "Password must have at least 8 characters"),
        ("password", "harbour42bridge", 422, "Password must contain an upper-case letter"),
        ("password", "HARBOUR42BRIDGE", 422, "Password must contain a lower-case letter"),
        ("password", "HarbourBridge", 422, "Password must contain a digit"),
        ("caller_id_number", "+61255501234", 400, "Caller ID number is not verified"),
        ("caller_id_number", "0255501234", 400, "Caller ID number is not verified"),
        ("caller_id_number", "61255500000", 400, "Caller ID number is not verified"),
        ("caller_id_number", "", 400, "Caller ID number is not verified"),
        ("sms_sender", "61255501234", 400, "SMS sender must begin with 614"),
        ("sms_sender", "61455500000", 400, "SMS sender is not verified"),
        ("sms_sender", "6145550123", 400, "SMS sender is not verified"),
    ] {
        let mut body = minimal();
        body[member] = json!(value);
        for answer in [
            sandbox.ask("crazytel", "PATCH", &path, json!({member: value})).await,
            sandbox.ask("crazytel", "POST", "/sip-trunks/", body).await,
        ] {
            assert_eq!(answer.both(), (status, json!({"detail": says})), "{member} {value}");
        }
    }
    assert_eq!(
        sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await.json().as_array().map(Vec::len),
        Some(1)
    );
}
