//! Nebrija AI's behaviour as it is by default.

use serde_json::{Value as Json, json};

use super::Sandbox;

pub const TOKEN: (&str, &str) = ("authorization", "Bearer sandbox-nebrija-token");
pub const TRUNKS: &str = "/api/v1/sip-trunks";

pub fn minimal() -> Json {
    json!({"name": "Madrid", "gateways": [{"ipOrDomain": "sip.carrier.example", "port": 5060}]})
}

pub fn full() -> Json {
    json!({"name": "Oficina Madrid",
        "gateways": [{"ipOrDomain": "sip-a.carrier.example", "port": 5060, "name": "primary"},
            {"ipOrDomain": "192.0.2.20", "port": 5080, "name": "backup"}],
        "authentication": {"username": "tf-user", "password": "not-a-real-secret"},
        "advanced": {"transport": "tls"}})
}

/// Makes a trunk and answers its path.
pub async fn create(sandbox: &Sandbox, body: Json) -> String {
    let made = sandbox.ask("nebrija", "POST", TRUNKS, body).await;
    assert!((200..300).contains(&made.status), "{made:?}");
    format!("{TRUNKS}/{}", made.json()["id"].as_str().expect("an id"))
}

/// The trunk at that path without what the server draws.
pub async fn shown(sandbox: &Sandbox, path: &str) -> Json {
    let answer = sandbox.ask("nebrija", "GET", path, Json::Null).await;
    assert_eq!(answer.status, 200);
    let mut body = answer.json();
    for drawn in ["id", "providerId", "createdAt", "updatedAt"] {
        assert!(body[drawn].is_string(), "{drawn}");
        body.as_object_mut().expect("an object").remove(drawn);
    }
    body
}

#[tokio::test]
async fn a_trunk_is_made_and_shown_with_its_password_masked() {
    let sandbox = Sandbox::start(&[]).await;
    let made = sandbox.ask("nebrija", "POST", TRUNKS, full()).await;
    assert_eq!(made.status, 200);
    let mut body = made.json();
    let id = body["id"].as_str().expect("an id").to_owned();
    assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert!(body["providerId"].as_str().expect("an id").starts_with("ST_"));
    assert_eq!(body["createdAt"], body["updatedAt"]);
    for (drawn, sample) in [
        ("id", "6c1f0a52-3d0b-4c55-9a3e-0f2d7b1e8a10"),
        ("providerId", "ST_exampleOnly01"),
        ("createdAt", "2026-06-01T08:00:00Z"),
        ("updatedAt", "2026-06-01T08:00:00Z"),
    ] {
        body[drawn] = json!(sample);
    }
    assert_eq!(
        body,
        json!({"id": "6c1f0a52-3d0b-4c55-9a3e-0f2d7b1e8a10", "name": "Oficina Madrid",
            "gateways": [{"ipOrDomain": "sip-a.carrier.example", "port": 5060, "name": "primary"},
                {"ipOrDomain": "192.0.2.20", "port": 5080, "name": "backup"}],
            "authentication": {"username": "tf-user", "password": "********"},
            "advanced": {"transport": "tls"}, "isSystem": false, "providerId": "ST_exampleOnly01",
            "createdAt": "2026-06-01T08:00:00Z", "updatedAt": "2026-06-01T08:00:00Z"})
    );
    assert_eq!(sandbox.objects("nebrija").await[0]["authentication"]["password"], "not-a-real-secret");
    let read = sandbox.ask("nebrija", "GET", &format!("{TRUNKS}/{}", id.to_uppercase()), Json::Null).await;
    assert_eq!(read.json(), made.json(), "the case of a UUID means nothing");
    assert_eq!(sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await.both(), (200, json!([made.json()])));
}

#[tokio::test]
async fn a_trunk_may_have_no_more_than_a_name_and_a_gateway() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, json!({"name": "Madrid", "gateways": [{"ipOrDomain": "2001:db8::1"}]})).await;
    assert_eq!(
        shown(&sandbox, &path).await,
        json!({"name": "Madrid", "gateways": [{"ipOrDomain": "2001:db8::1", "port": 5060}],
            "authentication": null, "advanced": {}, "isSystem": false})
    );
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_answers_the_whole_trunk() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, full()).await;
    let before = sandbox.ask("nebrija", "GET", &path, Json::Null).await.json();
    let renamed = sandbox.ask("nebrija", "PATCH", &path, json!({"name": "Madrid"})).await;
    let mut expected = before.clone();
    expected["name"] = json!("Madrid");
    expected["updatedAt"] = renamed.json()["updatedAt"].clone();
    assert_ne!(expected["updatedAt"], before["updatedAt"]);
    assert_eq!(renamed.both(), (200, expected));
    let gateways = json!([{"ipOrDomain": "sip-b.carrier.example", "port": 5061}]);
    let replaced =
        sandbox.ask("nebrija", "PATCH", &path, json!({"gateways": gateways, "advanced": {"a": null}})).await.json();
    assert_eq!((&replaced["gateways"], &replaced["advanced"]), (&gateways, &json!({"a": null})));
    assert_eq!(replaced["providerId"], before["providerId"]);
    assert_eq!(sandbox.ask("nebrija", "PATCH", &path, json!({})).await.status, 200);
    assert_eq!(shown(&sandbox, &path).await["gateways"], gateways);
}

#[tokio::test]
async fn the_mask_keeps_the_password_that_is_there() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, full()).await;
    let login = |username, password| json!({"authentication": {"username": username, "password": password}});
    let renamed = sandbox.ask("nebrija", "PATCH", &path, login("tf-user-2", "********")).await;
    assert_eq!(renamed.json()["authentication"], json!({"username": "tf-user-2", "password": "********"}));
    assert_eq!(
        sandbox.objects("nebrija").await[0]["authentication"],
        login("tf-user-2", "not-a-real-secret")["authentication"]
    );
    sandbox.ask("nebrija", "PATCH", &path, login("tf-user-2", "another-secret")).await;
    assert_eq!(sandbox.objects("nebrija").await[0]["authentication"]["password"], "another-secret");
    let none = create(&sandbox, minimal()).await;
    let refused = (400, json!({"error": "bad_request", "message": "there is no password to keep"}));
    assert_eq!(sandbox.ask("nebrija", "PATCH", &none, login("a", "********")).await.both(), refused);
    let mut body = minimal();
    body["authentication"] = login("a", "********")["authentication"].clone();
    assert_eq!(sandbox.ask("nebrija", "POST", TRUNKS, body).await.both(), refused, "nor in a new trunk");
}

#[tokio::test]
async fn a_deleted_trunk_is_gone() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, minimal()).await;
    let deleted = sandbox.ask("nebrija", "DELETE", &path, Json::Null).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    let gone = (404, json!({"error": "not_found", "message": "SIP trunk not found"}));
    for method in ["GET", "PATCH", "DELETE"] {
        assert_eq!(sandbox.ask("nebrija", method, &path, json!({})).await.both(), gone, "{method}");
    }
    assert_eq!(sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await.both(), (200, json!([])));
    assert_eq!(sandbox.objects("nebrija").await, Vec::<Json>::new());
}

#[tokio::test]
async fn a_caller_without_the_right_token_is_turned_away() {
    let sandbox = Sandbox::start(&[]).await;
    let refused = (401, json!({"error": "unauthorized", "message": "missing or unknown token"}));
    for headers in [&[][..], &[("authorization", "Bearer other")], &[("authorization", "sandbox-nebrija-token")]] {
        let answer = sandbox.raw("GET", "/nebrija/api/v1/sip-trunks", headers, "").await.unwrap();
        assert_eq!(answer.both(), refused, "{headers:?}");
    }
}

#[tokio::test]
async fn what_the_api_does_not_have_is_404_or_405() {
    let sandbox = Sandbox::start(&[]).await;
    let item = create(&sandbox, minimal()).await;
    for path in ["", "/", "/api/v1/trunks", "/api/v1/sip-trunks/", "/sip-trunks", "/api/v1/sip-trunks/a/b"] {
        let answer = sandbox.ask("nebrija", "GET", path, Json::Null).await;
        assert_eq!(answer.both(), (404, json!({"error": "not_found", "message": "no such route"})), "{path}");
    }
    for (method, path, allowed) in [("PUT", item.as_str(), "GET, PATCH, DELETE"), ("DELETE", TRUNKS, "GET, POST")] {
        let answer = sandbox.ask("nebrija", method, path, json!({})).await;
        assert_eq!(answer.both(), (405, json!({"error": "method_not_allowed", "message": "method not allowed"})));
        assert_eq!(answer.header("allow"), Some(allowed));
    }
    let unknown = format!("{TRUNKS}/6c1f0a52-3d0b-4c55-9a3e-0f2d7b1e8a11");
    for path in [unknown.as_str(), "/api/v1/sip-trunks/madrid"] {
        let answer = sandbox.ask("nebrija", "GET", path, Json::Null).await;
        assert_eq!(answer.both(), (404, json!({"error": "not_found", "message": "SIP trunk not found"})), "{path}");
    }
}

/// What both a create and an update refuse.
#[tokio::test]
async fn a_body_that_is_no_trunk_is_refused() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, full()).await;
    let gateway = |member: &str, value: Json| {
        let mut gateway = json!({"ipOrDomain": "sip.carrier.example", "port": 5060});
        gateway[member] = value;
        json!([gateway])
    };
    for (member, value, says) in [
        ("colour", json!("red"), "colour should not exist"),
        ("id", json!("6c1f0a52-3d0b-4c55-9a3e-0f2d7b1e8a10"), "id should not exist"),
        ("isSystem", json!(false), "isSystem should not exist"),
        ("providerId", json!("ST_1"), "providerId should not exist"),
        ("createdAt", json!("2026-06-01T08:00:00Z"), "createdAt should not exist"),
        ("updatedAt", json!("2026-06-01T08:00:00Z"), "updatedAt should not exist"),
        ("name", json!(7), "name must be of type string"),
        ("name", json!(" "), "name must not be empty"),
        ("name", Json::Null, "name must not be null"),
        ("gateways", json!({}), "gateways must be of type array"),
        ("gateways", json!([]), "gateways must hold at least one"),
        ("gateways", Json::Null, "gateways must not be null"),
        ("gateways", json!([{"port": 5060}]), "ipOrDomain is required"),
        ("gateways", gateway("netmask", json!(32)), "gateways[0].netmask should not exist"),
        ("gateways", gateway("host", json!("a")), "gateways[0].host should not exist"),
        ("gateways", gateway("port", json!("5060")), "gateways[0].port must be of type integer"),
        ("gateways", gateway("port", json!(0)), "port must be from 1 to 65535"),
        ("gateways", gateway("port", json!(65536)), "port must be from 1 to 65535"),
        ("gateways", gateway("name", Json::Null), "name must not be null"),
        ("gateways", gateway("ipOrDomain", json!("")), "ipOrDomain must be an IP address or a domain"),
        ("gateways", gateway("ipOrDomain", json!("a.example:5060")), "ipOrDomain must be an IP address or a domain"),
        ("gateways", gateway("ipOrDomain", json!("sip:a.example")), "ipOrDomain must be an IP address or a domain"),
        ("gateways", gateway("ipOrDomain", json!("a b")), "ipOrDomain must be an IP address or a domain"),
        ("authentication", json!("tf-user"), "authentication must be of type object"),
        ("authentication", Json::Null, "authentication must not be null"),
        ("authentication", json!({"user": "a"}), "authentication.user should not exist"),
        ("authentication", json!({"username": "a"}), "authentication must have username and password"),
        ("authentication", json!({"password": "a"}), "authentication must have username and password"),
        ("authentication", json!({"username": "", "password": "a"}), "authentication must not hold empty texts"),
        ("advanced", json!("{}"), "advanced must be an object"),
        ("advanced", json!([]), "advanced must be an object"),
        ("advanced", Json::Null, "advanced must not be null"),
    ] {
        let mut body = full();
        body[member] = value.clone();
        for answer in [
            sandbox.ask("nebrija", "PATCH", &path, json!({member: value})).await,
            sandbox.ask("nebrija", "POST", TRUNKS, body).await,
        ] {
            assert_eq!(answer.both(), (400, json!({"error": "bad_request", "message": says})), "{member}");
        }
    }
    assert_eq!(sandbox.objects("nebrija").await.len(), 1);
    assert_eq!(shown(&sandbox, &path).await["name"], "Oficina Madrid", "nothing has changed");
}

#[tokio::test]
async fn a_new_trunk_needs_a_name_and_a_gateway() {
    let sandbox = Sandbox::start(&[]).await;
    for member in ["name", "gateways"] {
        let mut body = minimal();
        body.as_object_mut().expect("an object").remove(member);
        let answer = sandbox.ask("nebrija", "POST", TRUNKS, body).await;
        assert_eq!(answer.both(), (400, json!({"error": "bad_request", "message": format!("{member} is required")})));
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let sandbox = Sandbox::start(&[]).await;
    for (kind, body) in
        [("application/json", "{\"name\":"), ("application/json", "[]"), ("text/plain", &minimal().to_string())]
    {
        let headers = [TOKEN, ("content-type", kind)];
        let answer = sandbox.raw("POST", "/nebrija/api/v1/sip-trunks", &headers, body).await.unwrap();
        assert_eq!(answer.both(), (400, json!({"error": "bad_request", "message": "the body must be a JSON object"})));
    }
}
