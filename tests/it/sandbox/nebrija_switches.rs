//! Every switch of Nebrija AI.

use serde_json::{Value as Json, json};

use super::Sandbox;
use super::nebrija::{TOKEN, TRUNKS, create, full, minimal, shown};

#[tokio::test]
async fn create_status_answer_and_visibility() {
    let sandbox = Sandbox::start(&["nebrija.create-status=201", "nebrija.create-visible-after=2"]).await;
    let made = sandbox.ask("nebrija", "POST", TRUNKS, minimal()).await;
    assert_eq!(made.status, 201);
    assert_eq!(sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await.json(), json!([]));
    let path = format!("{TRUNKS}/{}", made.json()["id"].as_str().expect("an id"));
    for status in [404, 404, 200] {
        assert_eq!(sandbox.ask("nebrija", "GET", &path, Json::Null).await.status, status);
    }
    sandbox.switch("nebrija.create-answer", "id-only").await;
    let made = sandbox.ask("nebrija", "POST", TRUNKS, minimal()).await.json();
    assert_eq!(made.as_object().map(|members| members.keys().collect::<Vec<_>>()), Some(vec![&"id".to_owned()]));
    sandbox.switch("nebrija.create-answer", "without-id").await;
    let made = sandbox.ask("nebrija", "POST", TRUNKS, minimal()).await.json();
    assert_eq!((made.get("id"), &made["name"]), (None, &json!("Madrid")));
}

#[tokio::test]
async fn a_delete_has_several_answers() {
    let sandbox = Sandbox::start(&[]).await;
    for (value, status, text) in
        [("200", 200, r#"{"message":"SIP trunk deleted"}"#), ("202", 202, ""), ("204", 204, "")]
    {
        let path = create(&sandbox, minimal()).await;
        sandbox.switch("nebrija.delete", value).await;
        let answer = sandbox.ask("nebrija", "DELETE", &path, Json::Null).await;
        assert_eq!((answer.status, answer.text.as_str()), (status, text));
        assert_eq!(sandbox.ask("nebrija", "GET", &path, Json::Null).await.status, 404);
    }
    let path = create(&sandbox, minimal()).await;
    sandbox.switch("nebrija.delete", "405").await;
    let answer = sandbox.ask("nebrija", "DELETE", &path, Json::Null).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, PATCH")));
    sandbox.switch("nebrija.delete", "409").await;
    let answer = sandbox.ask("nebrija", "DELETE", &path, Json::Null).await;
    assert_eq!(answer.both(), (409, json!({"error": "conflict", "message": "the SIP trunk is in use"})));
    assert_eq!(sandbox.ask("nebrija", "GET", &path, Json::Null).await.status, 200);
}

#[tokio::test]
async fn a_deleted_trunk_can_linger() {
    let sandbox = Sandbox::start(&["nebrija.delete-lingers=1"]).await;
    let path = create(&sandbox, minimal()).await;
    assert_eq!(sandbox.ask("nebrija", "DELETE", &path, Json::Null).await.status, 204);
    assert_eq!(sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await.json().as_array().map(Vec::len), Some(1));
    for status in [200, 404, 404] {
        assert_eq!(sandbox.ask("nebrija", "GET", &path, Json::Null).await.status, status);
    }
    assert_eq!(sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await.json(), json!([]));
    assert_eq!(sandbox.objects("nebrija").await, Vec::<Json>::new());
}

#[tokio::test]
async fn a_change_can_happen_and_be_answered_500() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, minimal()).await;
    sandbox.switch("nebrija.write-answer", "500-applied").await;
    let failed = sandbox.ask("nebrija", "PATCH", &path, json!({"name": "Toledo"})).await;
    assert_eq!(failed.both(), (500, json!({"error": "internal_error", "message": "internal error"})));
    assert_eq!(shown(&sandbox, &path).await["name"], "Toledo");
    assert_eq!(sandbox.ask("nebrija", "POST", TRUNKS, minimal()).await.status, 500);
    assert_eq!(sandbox.objects("nebrija").await.len(), 2);
    assert_eq!(sandbox.ask("nebrija", "PATCH", &path, json!({"name": 7})).await.status, 400, "a refusal stays one");
    assert_eq!(sandbox.ask("nebrija", "DELETE", &path, Json::Null).await.status, 500);
    assert_eq!(sandbox.objects("nebrija").await.len(), 1);
}

#[tokio::test]
async fn gateways_can_be_merged_and_reversed() {
    let sandbox = Sandbox::start(&["nebrija.gateways-update=merged"]).await;
    let path = create(&sandbox, full()).await;
    let backup = json!({"ipOrDomain": "192.0.2.20", "port": 5080});
    let third = json!({"ipOrDomain": "192.0.2.20", "port": 5081});
    let merged = sandbox.ask("nebrija", "PATCH", &path, json!({"gateways": [third, backup]})).await.json();
    let primary = json!({"ipOrDomain": "sip-a.carrier.example", "port": 5060, "name": "primary"});
    assert_eq!(merged["gateways"], json!([primary, third, backup]));
    sandbox.switch("nebrija.gateways-order", "reversed").await;
    assert_eq!(shown(&sandbox, &path).await["gateways"], json!([backup, third, primary]));
}

#[tokio::test]
async fn gateways_have_several_spellings() {
    let sandbox = Sandbox::start(&[]).await;
    let gateways = json!([{"ipOrDomain": "SIP.Carrier.example"}, {"ipOrDomain": "192.0.2.20", "name": "backup"}]);
    let path = create(&sandbox, json!({"name": "Madrid", "gateways": gateways})).await;
    for (switch, value, host, name) in [
        ("gateway-names", "null", "SIP.Carrier.example", Some(json!(null))),
        ("gateway-names", "omitted", "SIP.Carrier.example", None),
        ("hosts", "lower-case", "sip.carrier.example", None),
        ("hosts", "dotted", "SIP.Carrier.example.", None),
    ] {
        sandbox.switch(&format!("nebrija.{switch}"), value).await;
        let gateways = shown(&sandbox, &path).await["gateways"].clone();
        assert_eq!((&gateways[0]["ipOrDomain"], gateways[0].get("name")), (&json!(host), name.as_ref()), "{value}");
        assert_eq!(gateways[1], json!({"ipOrDomain": "192.0.2.20", "port": 5060, "name": "backup"}));
    }
}

#[tokio::test]
async fn a_gateway_can_be_given_a_name() {
    let sandbox = Sandbox::start(&["nebrija.gateway-names=invented"]).await;
    let gateways = json!([{"ipOrDomain": "192.0.2.20", "name": "backup"}, {"ipOrDomain": "sip.carrier.example"}]);
    let path = create(&sandbox, json!({"name": "Madrid", "gateways": gateways})).await;
    let shown = shown(&sandbox, &path).await["gateways"].clone();
    assert_eq!((&shown[0]["name"], &shown[1]["name"]), (&json!("backup"), &json!("gateway-2")));
    assert_eq!(sandbox.objects("nebrija").await[0]["gateways"][1]["name"], "gateway-2");
}

#[tokio::test]
async fn a_login_can_be_merged() {
    let sandbox = Sandbox::start(&["nebrija.authentication-update=merged"]).await;
    let path = create(&sandbox, full()).await;
    let renamed = sandbox.ask("nebrija", "PATCH", &path, json!({"authentication": {"username": "tf-user-2"}})).await;
    assert_eq!(renamed.status, 200);
    sandbox.ask("nebrija", "PATCH", &path, json!({"authentication": {"password": "another-secret"}})).await;
    let login = json!({"username": "tf-user-2", "password": "another-secret"});
    assert_eq!(sandbox.objects("nebrija").await[0]["authentication"], login);
}

#[tokio::test]
async fn a_login_has_several_spellings() {
    let sandbox = Sandbox::start(&[]).await;
    let (with, without) = (create(&sandbox, full()).await, create(&sandbox, minimal()).await);
    for (value, login) in [
        ("null", json!({"username": "tf-user", "password": null})),
        ("empty", json!({"username": "tf-user", "password": ""})),
        ("omitted", json!({"username": "tf-user"})),
        ("masked", json!({"username": "tf-user", "password": "********"})),
    ] {
        sandbox.switch("nebrija.password", value).await;
        assert_eq!(shown(&sandbox, &with).await["authentication"], login, "{value}");
    }
    for (value, login) in [
        ("empty", Some(json!({"username": "", "password": ""}))),
        ("masked", Some(json!({"username": "", "password": "********"}))),
        ("omitted", None),
        ("null", Some(Json::Null)),
    ] {
        sandbox.switch("nebrija.no-authentication", value).await;
        assert_eq!(shown(&sandbox, &without).await.get("authentication"), login.as_ref(), "{value}");
    }
}

#[tokio::test]
async fn advanced_settings_can_be_merged_and_spelled() {
    let sandbox = Sandbox::start(&["nebrija.advanced-update=merged"]).await;
    let path = create(&sandbox, full()).await;
    let merged = sandbox.ask("nebrija", "PATCH", &path, json!({"advanced": {"tries": [1, {"most": 2}]}})).await.json();
    assert_eq!(merged["advanced"], json!({"transport": "tls", "tries": [1, {"most": 2}]}));
    sandbox.switch("nebrija.advanced-numbers", "decimal").await;
    let text = sandbox.ask("nebrija", "GET", &path, Json::Null).await.text;
    assert!(text.contains(r#""advanced":{"transport":"tls","tries":[1.0,{"most":2.0}]}"#), "{text}");
    let none = create(&sandbox, minimal()).await;
    for (value, advanced) in [("null", Some(Json::Null)), ("omitted", None), ("object", Some(json!({})))] {
        sandbox.switch("nebrija.no-advanced", value).await;
        assert_eq!(shown(&sandbox, &none).await.get("advanced"), advanced.as_ref(), "{value}");
    }
}

#[tokio::test]
async fn null_can_be_ignored_or_clear() {
    let sandbox = Sandbox::start(&["nebrija.null=ignored"]).await;
    let path = create(&sandbox, full()).await;
    let before = shown(&sandbox, &path).await;
    let nulls = json!({"name": null, "gateways": null, "authentication": null, "advanced": null});
    assert_eq!(sandbox.ask("nebrija", "PATCH", &path, nulls).await.status, 200);
    assert_eq!(shown(&sandbox, &path).await, before);
    sandbox.switch("nebrija.null", "clears").await;
    assert_eq!(
        sandbox.ask("nebrija", "PATCH", &path, json!({"authentication": null, "advanced": null})).await.status,
        200
    );
    let after = shown(&sandbox, &path).await;
    assert_eq!((&after["authentication"], &after["advanced"]), (&Json::Null, &json!({})));
    assert_eq!(sandbox.ask("nebrija", "PATCH", &path, json!({"name": null})).await.status, 400);
}

#[tokio::test]
async fn answers_can_hold_more_than_is_documented() {
    let sandbox = Sandbox::start(&["nebrija.extra-keys=everywhere"]).await;
    let path = create(&sandbox, minimal()).await;
    let gateway = |netmask| json!([{"ipOrDomain": "sip.carrier.example", "port": 5060, "netmask": netmask}]);
    let body = shown(&sandbox, &path).await;
    assert_eq!(
        (&body["gateways"], &body["advanced"], &body["region"]),
        (&gateway(32), &json!({"krisp": false}), &json!("eu"))
    );
    sandbox.ask("nebrija", "PATCH", &path, json!({"gateways": gateway(28)})).await;
    assert_eq!(shown(&sandbox, &path).await["gateways"], gateway(28));
    sandbox.ask("nebrija", "PATCH", &path, json!({"gateways": minimal()["gateways"]})).await;
    assert_eq!(sandbox.objects("nebrija").await[0]["gateways"], gateway(32), "what a whole list leaves out is lost");
    for (place, netmask, krisp, region) in [
        ("trunk", false, false, true),
        ("gateways", true, false, false),
        ("advanced", false, true, false),
        ("omitted", false, false, false),
    ] {
        sandbox.switch("nebrija.extra-keys", place).await;
        let body = shown(&sandbox, &path).await;
        let there = (body["gateways"][0].get("netmask").is_some(), body["advanced"].get("krisp").is_some());
        assert_eq!((there.0, there.1, body.get("region").is_some()), (netmask, krisp, region), "{place}");
    }
}

#[tokio::test]
async fn the_id_at_livekit_can_be_renewed_or_late() {
    let sandbox = Sandbox::start(&["nebrija.provider-id=renewed"]).await;
    let path = create(&sandbox, minimal()).await;
    let provider_id = async || sandbox.ask("nebrija", "GET", &path, Json::Null).await.json().get("providerId").cloned();
    let before = provider_id().await;
    sandbox.ask("nebrija", "PATCH", &path, json!({"name": "Toledo"})).await;
    assert_ne!(provider_id().await, before);
    sandbox.switch("nebrija.provider-id", "omitted").await;
    assert_eq!(provider_id().await, None);
    sandbox.switch("nebrija.provider-id", "late").await;
    let made = sandbox.ask("nebrija", "POST", TRUNKS, minimal()).await.json();
    assert_eq!(made["providerId"], Json::Null);
    let path = format!("{TRUNKS}/{}", made["id"].as_str().expect("an id"));
    assert!(sandbox.ask("nebrija", "GET", &path, Json::Null).await.json()["providerId"].is_string());
}

#[tokio::test]
async fn a_system_trunk_can_be_neither_changed_nor_deleted() {
    let sandbox = Sandbox::start(&["nebrija.system-trunk=present"]).await;
    let list = sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await.json();
    assert_eq!((list.as_array().map(Vec::len), &list[0]["isSystem"]), (Some(1), &json!(true)));
    let path = format!("{TRUNKS}/{}", list[0]["id"].as_str().expect("an id"));
    let refused = (403, json!({"error": "forbidden", "message": "system trunk"}));
    assert_eq!(sandbox.ask("nebrija", "PATCH", &path, json!({"name": "Mine"})).await.both(), refused);
    assert_eq!(sandbox.ask("nebrija", "DELETE", &path, Json::Null).await.both(), refused);
    assert_eq!(sandbox.ask("nebrija", "GET", &path, Json::Null).await.json(), list[0]);
}

#[tokio::test]
async fn the_list_can_be_wrapped_and_cut() {
    let sandbox = Sandbox::start(&[]).await;
    create(&sandbox, minimal()).await;
    create(&sandbox, full()).await;
    for name in ["data", "items", "results", "sipTrunks"] {
        sandbox.switch("nebrija.list", name).await;
        let list = sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await.json();
        assert_eq!(list[name].as_array().map(Vec::len), Some(2), "{name}");
    }
    sandbox.switch("nebrija.list", "bare").await;
    sandbox.switch("nebrija.list-limit", "1").await;
    let list = sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await.json();
    assert_eq!((list.as_array().map(Vec::len), &list[0]["name"]), (Some(1), &json!("Madrid")));
}

#[tokio::test]
async fn a_malformed_id_has_several_answers() {
    let sandbox = Sandbox::start(&[]).await;
    for (value, status) in [("400", 400), ("422", 422)] {
        sandbox.switch("nebrija.malformed-id", value).await;
        for method in ["GET", "PATCH", "DELETE"] {
            let answer = sandbox.ask("nebrija", method, &format!("{TRUNKS}/madrid"), json!({})).await;
            assert_eq!(answer.both(), (status, json!({"error": "bad_id", "message": "id must be a UUID"})), "{method}");
        }
    }
}

#[tokio::test]
async fn a_quota_answers_429_with_or_without_a_time_to_wait() {
    let sandbox = Sandbox::start(&["nebrija.requests-per-minute=1"]).await;
    assert_eq!(sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await.status, 200);
    let refused = sandbox.ask("nebrija", "POST", TRUNKS, minimal()).await;
    assert_eq!(refused.both(), (429, json!({"error": "too_many_requests", "message": "too many requests"})));
    assert_eq!(refused.header("retry-after"), None);
    sandbox.switch("nebrija.retry-after", "sent").await;
    let refused = sandbox.ask("nebrija", "GET", TRUNKS, Json::Null).await;
    let seconds: u64 = refused.header("retry-after").expect("a header").parse().expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(sandbox.objects("nebrija").await, Vec::<Json>::new(), "nothing was made");
}

#[tokio::test]
async fn everything_can_be_redirected_to_another_host() {
    let sandbox = Sandbox::start(&["nebrija.redirect=always"]).await;
    let answer = sandbox.ask("nebrija", "POST", TRUNKS, minimal()).await;
    let target = Some("https://www.nebrija.example/api/v1/sip-trunks");
    assert_eq!((answer.status, answer.header("location")), (308, target));
    assert_eq!(sandbox.objects("nebrija").await, Vec::<Json>::new());
}

#[tokio::test]
async fn errors_come_in_every_form() {
    let sandbox = Sandbox::start(&[]).await;
    let says = "SIP trunk not found";
    for (form, text) in [
        ("error-and-message", json!({"error": "not_found", "message": says}).to_string()),
        ("message", json!({"message": says}).to_string()),
        ("messages", json!({"message": [says]}).to_string()),
        ("error", json!({"error": says}).to_string()),
        ("error-object", json!({"error": {"message": says, "code": "not_found"}}).to_string()),
        ("status-code", json!({"statusCode": 404, "message": says, "error": "not_found"}).to_string()),
        ("detail", json!({"detail": says}).to_string()),
        ("text", says.to_owned()),
        ("html", format!("<html><body>{says}</body></html>")),
        ("empty", String::new()),
    ] {
        sandbox.switch("nebrija.errors", form).await;
        let answer =
            sandbox.ask("nebrija", "GET", &format!("{TRUNKS}/6c1f0a52-3d0b-4c55-9a3e-0f2d7b1e8a10"), Json::Null).await;
        assert_eq!((answer.status, answer.text), (404, text), "{form}");
    }
}

#[tokio::test]
async fn errors_can_echo_the_password_but_the_log_never_does() {
    let sandbox = Sandbox::start(&["nebrija.error-input=echoed"]).await;
    let mut body = full();
    body["name"] = json!(7);
    let text = body.to_string();
    let answer =
        sandbox.raw("POST", "/nebrija/api/v1/sip-trunks", &[TOKEN, ("content-type", "application/json")], &text);
    let answer = answer.await.expect("an answer");
    assert!(answer.json()["message"].as_str().expect("words").contains("not-a-real-secret"));
    let call = &sandbox.log().await[0];
    assert_eq!(call["request"]["authentication"]["password"], "***");
    assert!(!call.to_string().contains("not-a-real-secret"));
}
