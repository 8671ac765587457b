//! Bolna's behaviour as it is by default.

use serde_json::{Value as Json, json};

use super::Sandbox;

pub const TRUNKS: &str = "/sip-trunks/trunks";

/// Every member that the create page has.
pub fn encrypted() -> Json {
    json!({"name": "edge-primary", "provider": "custom", "description": "by terraform", "auth_type": "userpass",
        "auth_username": "tf-user", "auth_password": "not-a-real-secret",
        "gateways": [{"gateway_address": "SIP-a.carrier.example", "port": 5061, "priority": 1},
            {"gateway_address": "sip-b.carrier.example", "port": 5061, "priority": 2}],
        "allow": "ulaw,alaw", "disallow": "all", "transport": "transport-tls", "media_encryption": "sdes",
        "media_encryption_optimistic": false, "direct_media": false, "rtp_symmetric": true, "force_rport": true,
        "qualify_frequency": 30, "inbound_enabled": true, "outbound_leading_plus_enabled": false})
}

/// The least that the create page asks for.
pub fn by_ip() -> Json {
    json!({"name": "edge-ip", "provider": "custom", "auth_type": "ip-based",
        "gateways": [{"gateway_address": "192.0.2.10"}],
        "ip_identifiers": [{"ip_address": "203.0.113.0/28"}, {"ip_address": "198.51.100.7"}]})
}

/// Makes a trunk and returns its path.
pub async fn create(sandbox: &Sandbox, body: Json) -> String {
    let made = sandbox.ask("bolna", "POST", TRUNKS, body).await;
    assert_eq!(made.status, 201, "{made:?}");
    format!("{TRUNKS}/{}", made.json()["id"].as_str().expect("an id"))
}

pub async fn read(sandbox: &Sandbox, path: &str) -> Json {
    let answer = sandbox.ask("bolna", "GET", path, Json::Null).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// An error in the documented form.
pub fn error(status: u16, says: &str) -> (u16, Json) {
    (status, json!({"error": status, "message": says}))
}

/// Without what the server draws, which must be there.
fn drawn(mut object: Json) -> Json {
    let members = object.as_object_mut().expect("an object");
    for name in ["id", "created_at", "updated_at"] {
        assert!(members.shift_remove(name).is_some_and(|value| value.is_string()), "{name}");
    }
    for gateway in object.get_mut("gateways").and_then(Json::as_array_mut).into_iter().flatten() {
        let gateway = gateway.as_object_mut().expect("an object");
        assert!(gateway.shift_remove("id").is_some() && gateway.shift_remove("created_at").is_some());
    }
    object
}

#[tokio::test]
async fn an_encrypted_trunk_is_made_and_read_without_its_password() {
    let sandbox = Sandbox::start(&[]).await;
    let made = sandbox.ask("bolna", "POST", TRUNKS, encrypted()).await;
    let mut expected = encrypted();
    expected.as_object_mut().expect("an object").shift_remove("auth_password");
    expected["ip_identifiers"] = json!([]);
    expected["phone_numbers"] = json!([]);
    expected["is_active"] = json!(true);
    assert_eq!((made.status, drawn(made.json())), (201, expected.clone()));
    let path = format!("{TRUNKS}/{}", made.json()["id"].as_str().expect("an id"));
    assert_eq!(drawn(read(&sandbox, &path).await), expected);
    let held = sandbox.objects("bolna").await;
    assert_eq!(held[0]["auth_password"], "not-a-real-secret");
    assert!(!json!(sandbox.log().await).to_string().contains("not-a-real-secret"), "the log never shows it");
}

#[tokio::test]
async fn the_least_trunk_has_the_documented_defaults() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    let expected = json!({"name": "edge-ip", "provider": "custom", "description": null, "auth_type": "ip-based",
        "gateways": [{"gateway_address": "192.0.2.10", "port": 5060, "priority": 1}],
        "ip_identifiers": [{"ip_address": "203.0.113.0/28"}, {"ip_address": "198.51.100.7"}], "phone_numbers": [],
        "allow": "ulaw,alaw", "disallow": "all", "transport": "transport-udp", "direct_media": false,
        "rtp_symmetric": true, "force_rport": true, "media_encryption": "no", "media_encryption_optimistic": false,
        "qualify_frequency": 60, "inbound_enabled": false, "outbound_leading_plus_enabled": true, "is_active": true});
    assert_eq!(drawn(read(&sandbox, &path).await), expected, "and no user name");
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_replaces_arrays_whole() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, encrypted()).await;
    let before = read(&sandbox, &path).await;
    let body = json!({"transport": "transport-udp", "media_encryption": "no", "is_active": false, "description": "",
        "gateways": [{"gateway_address": "sip-b.carrier.example", "port": 5060}],
        "ip_identifiers": [{"ip_address": "203.0.113.4"}]});
    let answer = sandbox.ask("bolna", "PATCH", &path, body).await;
    let mut expected = drawn(before.clone());
    expected["transport"] = json!("transport-udp");
    expected["media_encryption"] = json!("no");
    expected["is_active"] = json!(false);
    expected["description"] = Json::Null;
    expected["gateways"] = json!([{"gateway_address": "sip-b.carrier.example", "port": 5060, "priority": 1}]);
    expected["ip_identifiers"] = json!([{"ip_address": "203.0.113.4"}]);
    assert_eq!((answer.status, drawn(answer.json())), (200, expected.clone()));
    let after = read(&sandbox, &path).await;
    assert_ne!(before["updated_at"], after["updated_at"]);
    assert_eq!(before["created_at"], after["created_at"]);
    assert_eq!(drawn(after), expected);
    let rotated = json!({"auth_username": "tf-user", "auth_password": "another-secret"});
    assert_eq!(sandbox.ask("bolna", "PATCH", &path, rotated).await.status, 200);
    let held = sandbox.objects("bolna").await;
    assert_eq!(held[0]["auth_password"], "another-secret");
    assert_eq!(sandbox.ask("bolna", "PATCH", &path, json!({})).await.status, 200);
    let emptied = sandbox.ask("bolna", "PATCH", &path, json!({"ip_identifiers": []})).await.json();
    assert_eq!(emptied["ip_identifiers"], json!([]));
}

#[tokio::test]
async fn a_number_is_added_listed_and_removed() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    let trunk = path.rsplit('/').next().expect("an id");
    let body = json!({"phone_number": "+15550100123", "name": "front desk", "e164_check_enabled": true});
    let made = sandbox.ask("bolna", "POST", &format!("{path}/numbers"), body).await;
    let expected = json!({"phone_number": "+15550100123", "name": "front desk", "byot_trunk_id": trunk,
        "telephony_provider": "sip-trunk", "deleted": false});
    assert_eq!((made.status, drawn(made.json())), (201, expected));
    let plain = sandbox.ask("bolna", "POST", &format!("{path}/numbers"), json!({"phone_number": "15550100124"})).await;
    assert_eq!((plain.status, plain.json()["name"].clone()), (201, Json::Null), "stored as sent, and without a plus");
    assert_eq!(plain.json()["phone_number"], "15550100124");
    let rows = json!([made.json(), plain.json()]);
    assert_eq!(read(&sandbox, &format!("{path}/numbers")).await, rows);
    assert_eq!(read(&sandbox, &path).await["phone_numbers"], rows);
    let number = format!("{path}/numbers/{}", made.json()["id"].as_str().expect("an id"));
    let removed = sandbox.ask("bolna", "DELETE", &number, Json::Null).await;
    assert_eq!(removed.both(), (200, json!({"message": "Phone number removed successfully"})));
    assert_eq!(sandbox.ask("bolna", "DELETE", &number, Json::Null).await.both(), error(404, "Phone number not found"));
    assert_eq!(read(&sandbox, &format!("{path}/numbers")).await, json!([plain.json()]));
}

#[tokio::test]
async fn a_create_takes_numbers_along_and_a_delete_too() {
    let sandbox = Sandbox::start(&[]).await;
    let mut body = by_ip();
    body["phone_numbers"] = json!([{"phone_number": "+15550100123", "name": "a"}, {"phone_number": "+15550100124"}]);
    let path = create(&sandbox, body).await;
    let numbers = read(&sandbox, &path).await["phone_numbers"].clone();
    assert_eq!((&numbers[0]["name"], &numbers[1]["phone_number"]), (&json!("a"), &json!("+15550100124")));
    let deleted = sandbox.ask("bolna", "DELETE", &path, Json::Null).await;
    let says = "Trunk deleted successfully. 2 phone number(s) removed.";
    assert_eq!(deleted.both(), (200, json!({"message": says})));
    for (method, path, body) in [
        ("GET", path.clone(), Json::Null),
        ("PATCH", path.clone(), json!({"name": "x"})),
        ("DELETE", path.clone(), Json::Null),
        ("GET", format!("{path}/numbers"), Json::Null),
        ("POST", format!("{path}/numbers"), json!({"phone_number": "+15550100123"})),
        ("DELETE", format!("{path}/numbers/01JNONE"), Json::Null),
    ] {
        assert_eq!(
            sandbox.ask("bolna", method, &path, body).await.both(),
            error(404, "SIP trunk not found"),
            "{method} {path}"
        );
    }
    assert_eq!(sandbox.objects("bolna").await, Vec::<Json>::new());
}

#[tokio::test]
async fn the_list_is_an_array_that_can_be_filtered() {
    let sandbox = Sandbox::start(&[]).await;
    assert_eq!(read(&sandbox, TRUNKS).await, json!([]));
    let on = create(&sandbox, encrypted()).await;
    let off = create(&sandbox, by_ip()).await;
    sandbox.ask("bolna", "PATCH", &off, json!({"is_active": false})).await;
    let (on, off) = (read(&sandbox, &on).await, read(&sandbox, &off).await);
    assert_eq!(read(&sandbox, TRUNKS).await, json!([on, off]));
    assert_eq!(read(&sandbox, &format!("{TRUNKS}?is_active=true")).await, json!([on]));
    assert_eq!(read(&sandbox, &format!("{TRUNKS}?is_active=false")).await, json!([off]));
    assert_eq!(sandbox.ask("bolna", "GET", &format!("{TRUNKS}?is_active=maybe"), Json::Null).await.status, 400);
}
