//! What Bolna refuses.

use serde_json::{Value as Json, json};

use super::Sandbox;
use super::bolna::{TRUNKS, by_ip, create, encrypted, error, read};

/// A good body with a member of another value.
fn with(mut body: Json, member: &str, value: Json) -> Json {
    body[member] = value;
    body
}

/// A good body without a member.
fn without(mut body: Json, member: &str) -> Json {
    body.as_object_mut().expect("an object").shift_remove(member);
    body
}

#[tokio::test]
async fn nobody_gets_in_without_the_key() {
    let sandbox = Sandbox::start(&[]).await;
    for headers in [vec![], vec![("authorization", "Bearer wrong")], vec![("authorization", "sandbox-bolna-key")]] {
        let answer = sandbox.raw("GET", "/bolna/sip-trunks/trunks", &headers, "").await.expect("an answer");
        assert_eq!(answer.both(), error(401, "Unauthorized"));
    }
}

#[tokio::test]
async fn there_are_no_other_paths_and_methods() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    for other in ["/sip-trunks", "/sip-trunks/trunks/", "/trunk/trunks", "/v2/sip-trunks/trunks", "/inbound/setup"] {
        let answer = sandbox.ask("bolna", "GET", other, Json::Null).await;
        assert_eq!(answer.both(), (404, json!({"detail": "Not Found"})), "{other}");
    }
    for (method, path, allowed) in [
        ("PUT", path.clone(), "GET, PATCH, DELETE"),
        ("PATCH", TRUNKS.to_owned(), "GET, POST"),
        ("DELETE", format!("{path}/numbers"), "GET, POST"),
        ("GET", format!("{path}/numbers/01JNONE"), "DELETE"),
        ("PATCH", format!("{path}/numbers/01JNONE"), "DELETE"),
    ] {
        let answer = sandbox.ask("bolna", method, &path, json!({})).await;
        assert_eq!(answer.both(), (405, json!({"detail": "Method Not Allowed"})), "{method} {path}");
        assert_eq!(answer.header("allow"), Some(allowed));
    }
}

#[tokio::test]
async fn a_body_is_a_json_object_of_known_members() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    let key = ("authorization", "Bearer sandbox-bolna-key");
    for (kind, body) in [("text/plain", "{}"), ("application/json", "[]"), ("application/json", "{")] {
        let headers = [key, ("content-type", kind)];
        let answer = sandbox.raw("POST", "/bolna/sip-trunks/trunks", &headers, body).await.expect("an answer");
        assert_eq!(answer.both(), error(400, "Request body must be a JSON object"));
    }
    for (member, value) in [
        ("is_active", json!(true)),
        ("id", json!("x")),
        ("ice_support", json!(true)),
        ("created_at", json!("x")),
        ("colour", json!("red")),
    ] {
        let answer = sandbox.ask("bolna", "POST", TRUNKS, with(encrypted(), member, value)).await;
        assert_eq!(answer.both(), error(400, &format!("{member} is not allowed here")));
    }
    for (member, value) in [
        ("provider", json!("twilio")),
        ("auth_type", json!("userpass")),
        ("direct_media", json!(true)),
        ("rtp_symmetric", json!(false)),
        ("force_rport", json!(false)),
        ("phone_numbers", json!([])),
        ("user_id", json!("x")),
    ] {
        let answer = sandbox.ask("bolna", "PATCH", &path, json!({member: value})).await;
        assert_eq!(answer.both(), error(400, &format!("{member} is not allowed here")));
    }
    let gateway = json!([{"gateway_address": "a", "id": "01J"}]);
    let answer = sandbox.ask("bolna", "PATCH", &path, json!({"gateways": gateway})).await;
    assert_eq!(answer.both(), error(400, "gateways[0].id is not allowed here"));
    for (member, value, kind) in [
        ("qualify_frequency", json!("60"), "integer"),
        ("inbound_enabled", json!(1), "boolean"),
        ("allow", json!(["ulaw"]), "string"),
        ("media_encryption", json!(false), "string"),
        ("gateways", json!({}), "array"),
    ] {
        let answer = sandbox.ask("bolna", "PATCH", &path, json!({member: value})).await;
        assert_eq!(answer.both(), error(400, &format!("{member} must be of the type {kind}")));
    }
    let numbers = with(by_ip(), "phone_numbers", json!([{"phone_number": "+1", "is_active": true}]));
    assert_eq!(sandbox.ask("bolna", "POST", TRUNKS, numbers).await.both(), error(400, "is_active is not allowed here"));
}

#[tokio::test]
async fn every_documented_demand_is_made_of_a_create() {
    let sandbox = Sandbox::start(&[]).await;
    let credentials = "auth_username and auth_password are required for userpass auth";
    let gateway = |member: &str, value: Json| {
        let gateway = with(json!({"gateway_address": "a"}), member, value);
        with(encrypted(), "gateways", json!([{"gateway_address": "first"}, gateway]))
    };
    for (body, says) in [
        (without(encrypted(), "name"), "Trunk name is required"),
        (with(encrypted(), "name", json!(" ")), "Trunk name is required"),
        (without(encrypted(), "provider"), "Provider is required"),
        (without(encrypted(), "auth_type"), "auth_type must be 'userpass' or 'ip-based'"),
        (with(encrypted(), "auth_type", json!("ip")), "auth_type must be 'userpass' or 'ip-based'"),
        (without(encrypted(), "gateways"), "At least one gateway is required"),
        (with(encrypted(), "gateways", json!([])), "At least one gateway is required"),
        (without(encrypted(), "auth_username"), credentials),
        (without(encrypted(), "auth_password"), credentials),
        (with(encrypted(), "auth_password", Json::Null), credentials),
        (without(by_ip(), "ip_identifiers"), "ip_identifiers are required for ip-based auth"),
        (with(by_ip(), "ip_identifiers", json!([])), "ip_identifiers are required for ip-based auth"),
        (with(by_ip(), "auth_username", json!("x")), "auth_username and auth_password are for userpass auth only"),
        (
            with(by_ip(), "ip_identifiers", json!([{"ip_address": "2001:db8::1"}])),
            "ip_address must be an IPv4 address or CIDR",
        ),
        (gateway("gateway_address", json!("sip:a")), "gateway_address must be a host name or an IP"),
        (gateway("gateway_address", json!("")), "gateway_address must be a host name or an IP"),
        (gateway("port", json!(0)), "port must be from 1 to 65535"),
        (gateway("port", json!(65536)), "port must be from 1 to 65535"),
        (gateway("priority", json!(0)), "priority must be 1 or more"),
        (with(encrypted(), "allow", json!("")), "allow must be codecs joined by commas"),
        (with(encrypted(), "disallow", json!("all,")), "disallow must be codecs joined by commas"),
        (with(encrypted(), "transport", json!("tls")), "media_encryption='sdes' requires transport='transport-tls'"),
        (
            with(without(encrypted(), "media_encryption"), "transport", json!("tls")),
            "transport must be 'transport-udp', 'transport-tcp' or 'transport-tls'",
        ),
        (with(encrypted(), "media_encryption", json!("dtls")), "media_encryption must be 'no' or 'sdes'"),
        (with(encrypted(), "qualify_frequency", json!(-1)), "qualify_frequency must not be negative"),
        (with(encrypted(), "inbound_enabled", Json::Null), "inbound_enabled must not be null"),
    ] {
        let status = if says.contains("requires") { 422 } else { 400 };
        assert_eq!(sandbox.ask("bolna", "POST", TRUNKS, body).await.both(), error(status, says));
    }
    assert_eq!(read(&sandbox, TRUNKS).await, json!([]), "nothing was made");
}

#[tokio::test]
async fn an_update_that_would_break_a_demand_changes_nothing() {
    let sandbox = Sandbox::start(&[]).await;
    let (path, ip) = (create(&sandbox, encrypted()).await, create(&sandbox, by_ip()).await);
    let sdes = "media_encryption='sdes' requires transport='transport-tls'";
    let before = read(&sandbox, &path).await;
    let udp = json!({"transport": "transport-udp", "name": "other"});
    assert_eq!(sandbox.ask("bolna", "PATCH", &path, udp).await.both(), error(422, sdes), "sdes is stored");
    assert_eq!(read(&sandbox, &path).await, before);
    assert_eq!(sandbox.ask("bolna", "PATCH", &ip, json!({"media_encryption": "sdes"})).await.both(), error(422, sdes));
    let empty = sandbox.ask("bolna", "PATCH", &ip, json!({"ip_identifiers": []})).await;
    assert_eq!(empty.both(), error(400, "ip_identifiers are required for ip-based auth"));
    let foreign = sandbox.ask("bolna", "PATCH", &ip, json!({"auth_username": "x", "auth_password": "y"})).await;
    assert_eq!(foreign.both(), error(400, "auth_username and auth_password are for userpass auth only"));
    assert_eq!(
        sandbox.ask("bolna", "PATCH", &ip, json!({"gateways": []})).await.both(),
        error(400, "At least one gateway is required")
    );
    let null = sandbox.ask("bolna", "PATCH", &ip, json!({"allow": null})).await;
    assert_eq!(null.both(), error(400, "allow must be codecs joined by commas"));
    let taken = sandbox.ask("bolna", "PATCH", &ip, json!({"name": "edge-primary"})).await;
    assert_eq!(taken.both(), error(400, "A trunk with this name already exists"));
    assert_eq!(sandbox.ask("bolna", "POST", TRUNKS, by_ip()).await.status, 400, "the name is taken");
    assert_eq!(sandbox.ask("bolna", "PATCH", &ip, json!({"name": "edge-ip"})).await.status, 200, "its own name");
}

#[tokio::test]
async fn a_number_is_digits_on_one_active_trunk() {
    let sandbox = Sandbox::start(&[]).await;
    let (path, other) = (create(&sandbox, by_ip()).await, create(&sandbox, encrypted()).await);
    let add = async |path: &str, body: Json| sandbox.ask("bolna", "POST", &format!("{path}/numbers"), body).await;
    for body in
        [json!({}), json!({"phone_number": ""}), json!({"phone_number": "+1 555"}), json!({"phone_number": null})]
    {
        assert_eq!(add(&path, body).await.both(), error(400, "phone_number is required, in digits"));
    }
    let checked = json!({"phone_number": "15550100123", "e164_check_enabled": true});
    assert_eq!(add(&path, checked).await.both(), error(400, "phone_number is not in E.164 format"));
    let body = json!({"phone_number": "+15550100123"});
    assert_eq!(add(&path, json!({"phone_number": "+1", "trunk_id": "x"})).await.status, 400);
    assert_eq!(add(&path, body.clone()).await.status, 201);
    let taken = error(409, "Phone number already exists on another active trunk");
    assert_eq!(add(&path, body.clone()).await.both(), taken);
    assert_eq!(add(&other, json!({"phone_number": "15550100123"})).await.both(), taken, "the plus means nothing");
    sandbox.ask("bolna", "PATCH", &path, json!({"is_active": false})).await;
    assert_eq!(add(&other, body.clone()).await.status, 201, "the other trunk is not active");
    let set = async |path: &str, body: Json| sandbox.ask("bolna", "PATCH", path, body).await;
    let before = read(&sandbox, &path).await;
    assert_eq!(set(&path, json!({"is_active": true, "description": "on"})).await.both(), taken);
    assert_eq!(read(&sandbox, &path).await, before);
    assert_eq!(set(&other, json!({"is_active": true})).await.status, 200, "it is active, with its own number");
    set(&other, json!({"is_active": false})).await;
    assert_eq!(set(&path, json!({"is_active": true})).await.status, 200);
    // On one trunk it is there once, when that is active.
    assert_eq!(add(&other, body.clone()).await.both(), taken);
    set(&path, json!({"is_active": false})).await;
    assert_eq!(add(&other, body.clone()).await.status, 201);
    assert_eq!(set(&other, json!({"is_active": true})).await.both(), taken);
    let twice = json!([{"phone_number": "+15550100124"}, {"phone_number": "15550100124"}]);
    let made = with(with(by_ip(), "name", json!("third")), "phone_numbers", twice);
    assert_eq!(sandbox.ask("bolna", "POST", TRUNKS, made).await.both(), taken);
    assert_eq!(read(&sandbox, TRUNKS).await.as_array().map(Vec::len), Some(2));
}
