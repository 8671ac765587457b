//! Every switch of Crazytel.

use serde_json::{Value as Json, json};

use super::Sandbox;
use super::crazytel::{KEY, create, minimal};

#[tokio::test]
async fn a_create_can_answer_201_and_show_its_trunk_late() {
    let sandbox = Sandbox::start(&["crazytel.create-status=201", "crazytel.create-visible-after=2"]).await;
    let made = sandbox.ask("crazytel", "POST", "/sip-trunks/", minimal()).await;
    assert_eq!(made.status, 201);
    let path = format!("/sip-trunks/{}", made.json()["id"].as_str().expect("an id"));
    assert_eq!(sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await.json(), json!([]));
    for status in [404, 404, 200] {
        assert_eq!(sandbox.ask("crazytel", "GET", &path, Json::Null).await.status, status);
    }
}

#[tokio::test]
async fn answers_can_echo_the_password_hold_other_keys_and_wrap_the_list() {
    let sandbox =
        Sandbox::start(&["crazytel.password=echoed", "crazytel.extra-keys=present", "crazytel.list=wrapped"]).await;
    create(&sandbox).await;
    let list = sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await.json();
    assert_eq!(list["sip_trunks"][0]["password"], "Harbour42Bridge");
    assert_eq!(list["sip_trunks"][0]["created_at"], "2026-01-31T09:30:00Z");
    assert_eq!(sandbox.log().await[0]["answer"]["password"], "***");
}

#[tokio::test]
async fn null_ignored_keeps_the_value_and_empty_text_can_be_refused() {
    let sandbox = Sandbox::start(&["crazytel.null=ignored", "crazytel.empty-sms-sender=refused"]).await;
    let path = format!("/sip-trunks/{}", create(&sandbox).await);
    sandbox.ask("crazytel", "PATCH", &path, json!({"description": "front desk"})).await;
    let answer =
        sandbox.ask("crazytel", "PATCH", &path, json!({"description": null, "enabled": null, "password": null})).await;
    assert_eq!((answer.status, answer.json()["description"].clone()), (200, json!("front desk")));
    let answer = sandbox.ask("crazytel", "PATCH", &path, json!({"sms_sender": ""})).await;
    assert_eq!(answer.both(), (400, json!({"detail": "SMS sender must begin with 614"})));
}

#[tokio::test]
async fn calls_can_be_missing() {
    let sandbox = Sandbox::start(&["crazytel.delete=405", "crazytel.get-item=405", "crazytel.wrong-slash=404"]).await;
    let path = format!("/sip-trunks/{}", create(&sandbox).await);
    let none = (405, json!({"detail": "Method Not Allowed"}));
    assert_eq!(sandbox.ask("crazytel", "DELETE", &path, Json::Null).await.both(), none);
    assert_eq!(sandbox.ask("crazytel", "GET", &path, Json::Null).await.both(), none);
    assert_eq!(
        sandbox.ask("crazytel", "GET", "/sip-trunks", Json::Null).await.both(),
        (404, json!({"detail": "Not Found"}))
    );
    sandbox.switch("crazytel.delete", 204).await;
    let deleted = sandbox.ask("crazytel", "DELETE", &path, Json::Null).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
}

#[tokio::test]
async fn missing_key_can_be_forbidden() {
    let sandbox = Sandbox::start(&["crazytel.missing-key=403"]).await;
    let path = "/crazytel/api/v1/balance/";
    assert_eq!(sandbox.raw("GET", path, &[], "").await.unwrap().both(), (403, json!({"detail": "Not authenticated"})));
    assert_eq!(sandbox.raw("GET", path, &[(KEY.0, "x")], "").await.unwrap().status, 401);
}

#[tokio::test]
async fn a_quota_answers_429_with_or_without_a_time_to_wait() {
    let sandbox = Sandbox::start(&["crazytel.requests-per-minute=60"]).await;
    for _ in 0..60 {
        assert_eq!(sandbox.ask("crazytel", "GET", "/balance/", Json::Null).await.status, 200);
    }
    let refused = sandbox.ask("crazytel", "POST", "/sip-trunks/", minimal()).await;
    assert_eq!(refused.both(), (429, json!({"detail": "Rate limit exceeded"})));
    assert_eq!(refused.header("retry-after"), None);
    sandbox.switch("crazytel.retry-after", "sent").await;
    let refused = sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await;
    let seconds: u64 = refused.header("retry-after").expect("a header").parse().expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(sandbox.objects("crazytel").await, Vec::<Json>::new(), "nothing was made");
}

#[tokio::test]
async fn errors_come_in_every_form() {
    let sandbox = Sandbox::start(&[]).await;
    let raised = |says| json!({"password": says, "caller_id_number": "61255501234"});
    let weak = "Password must contain an upper-case letter";
    for (form, of_raised, of_validation) in [
        ("string", json!({"detail": weak}), json!({"detail": "password: field required"})),
        (
            "array",
            json!({"detail": [{"loc": ["body", "password"], "msg": weak, "type": "value_error"}]}),
            json!({"detail": [{"loc": ["body", "password"], "msg": "field required", "type": "value_error.missing"}]}),
        ),
        (
            "error-message",
            json!({"error": {"message": weak}}),
            json!({"error": {"message": "password: field required"}}),
        ),
        ("message", json!({"message": weak}), json!({"message": "password: field required"})),
    ] {
        sandbox.switch("crazytel.errors", form).await;
        let answer = sandbox.ask("crazytel", "POST", "/sip-trunks/", raised("harbour42bridge")).await;
        assert_eq!(answer.both(), (422, of_raised), "{form}");
        let answer = sandbox.ask("crazytel", "POST", "/sip-trunks/", json!({"caller_id_number": "61255501234"})).await;
        assert_eq!(answer.both(), (422, of_validation), "{form}");
    }
}

#[tokio::test]
async fn errors_can_echo_the_password_but_the_log_never_does() {
    let sandbox = Sandbox::start(&["crazytel.errors=array", "crazytel.error-input=echoed"]).await;
    let body = json!({"password": "hunter2", "caller_id_number": "61255501234"});
    let answer = sandbox.ask("crazytel", "POST", "/sip-trunks/", body).await.json();
    assert_eq!(answer["detail"][0]["input"], "hunter2");
    let call = &sandbox.log().await[0];
    assert_eq!(call["answer"]["detail"][0]["input"], "***");
    assert!(!call.to_string().contains("hunter2"));
}

#[tokio::test]
async fn a_change_can_happen_and_be_answered_500() {
    let sandbox = Sandbox::start(&[]).await;
    let id = create(&sandbox).await;
    sandbox.switch("crazytel.write-answer", "500-applied").await;
    let path = format!("/sip-trunks/{id}");
    let failed = sandbox.ask("crazytel", "PATCH", &path, json!({"enabled": false})).await;
    assert_eq!(failed.both(), (500, json!({"detail": "Error communicating with the Crazytel API"})));
    assert_eq!(sandbox.ask("crazytel", "GET", &path, Json::Null).await.json()["enabled"], false);
    assert_eq!(sandbox.ask("crazytel", "POST", "/sip-trunks/", minimal()).await.status, 500);
    assert_eq!(sandbox.objects("crazytel").await.len(), 2);
    assert_eq!(sandbox.ask("crazytel", "PATCH", &path, json!({"enabled": 1})).await.status, 422, "a refusal stays one");
}

#[tokio::test]
async fn verification_can_be_strict_and_numbers_can_be_objects() {
    let sandbox = Sandbox::start(&["crazytel.verification=listed", "crazytel.verified-numbers=objects"]).await;
    let numbers = sandbox.ask("crazytel", "GET", "/account/verified-cli/", Json::Null).await.json();
    assert_eq!(numbers[0], json!({"number": "61255501234"}));
    let body = json!({"password": "Harbour42Bridge", "caller_id_number": "61255501299"});
    let refused = sandbox.ask("crazytel", "POST", "/sip-trunks/", body).await;
    assert_eq!(refused.both(), (400, json!({"detail": "Caller ID number is not verified"})));
    create(&sandbox).await;
}
