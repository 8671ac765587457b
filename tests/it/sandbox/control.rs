//! What a test asks of the sandbox itself: faults, the log, switches, objects.

use serde_json::{Value as Json, json};

use super::Sandbox;
use super::crazytel::{KEY, create, minimal};

#[tokio::test]
async fn an_ordered_answer_comes_as_often_as_ordered_and_nothing_happens() {
    let sandbox = Sandbox::start(&[]).await;
    let path = format!("/sip-trunks/{}", create(&sandbox).await);
    let answer = json!({"status": 503, "headers": {"retry-after": "7"}, "body": "<html>"});
    let fault = json!({"vendor": "crazytel", "method": "PATCH", "path": "/sip-trunks/", "times": 2, "answer": answer});
    sandbox.fault(fault).await;
    assert_eq!(sandbox.ask("crazytel", "GET", &path, Json::Null).await.status, 200, "another method");
    for _ in 0..2 {
        let failed = sandbox.ask("crazytel", "PATCH", &path, json!({"enabled": false})).await;
        assert_eq!((failed.status, failed.header("retry-after"), failed.text.as_str()), (503, Some("7"), "<html>"));
    }
    assert_eq!(sandbox.ask("crazytel", "GET", &path, Json::Null).await.json()["enabled"], true);
    assert_eq!(sandbox.ask("crazytel", "PATCH", &path, json!({"enabled": false})).await.status, 200);
}

#[tokio::test]
async fn an_ordered_answer_can_come_after_the_change() {
    let sandbox = Sandbox::start(&[]).await;
    let fault =
        json!({"vendor": "crazytel", "method": "POST", "after": true, "answer": {"status": 500, "body": {"a": 1}}});
    sandbox.fault(fault).await;
    let failed = sandbox.ask("crazytel", "POST", "/sip-trunks/", minimal()).await;
    assert_eq!((failed.status, failed.json()), (500, json!({"a": 1})));
    assert_eq!(sandbox.objects("crazytel").await.len(), 1);
}

#[tokio::test]
async fn a_hang_up_closes_the_connection_without_an_answer() {
    let sandbox = Sandbox::start(&[]).await;
    let fault = json!({"vendor": "crazytel", "after": true, "answer": "hang-up"});
    sandbox.fault(fault).await;
    let path = "/crazytel/api/v1/sip-trunks/";
    let headers = [KEY, ("content-type", "application/json")];
    let lost = sandbox.raw("POST", path, &headers, &minimal().to_string()).await.expect_err("no answer");
    assert!(lost.is_request() && !lost.is_connect() && !lost.is_timeout(), "{lost:?}");
    assert_eq!(sandbox.objects("crazytel").await.len(), 1);
    assert_eq!(sandbox.log().await[0]["status"], Json::Null);
    assert_eq!(sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await.status, 200, "once only");
}

#[tokio::test]
async fn the_log_holds_every_vendor_call_and_no_secret() {
    let sandbox = Sandbox::start(&[]).await;
    let id = create(&sandbox).await;
    sandbox.ask("crazytel", "GET", "/sip-trunks/?api_key=sandbox-crazytel-key", Json::Null).await;
    sandbox.raw("POST", "/crazytel/api/v1/sip-trunks/", &[KEY], "password=Harbour42Bridge").await.unwrap();
    let calls = sandbox.log().await;
    assert_eq!(calls.len(), 3, "control calls are not in it");
    let first = &calls[0];
    let members: Vec<_> = first.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["time", "vendor", "method", "path", "request", "status", "answer"]);
    assert_eq!((&first["vendor"], &first["method"]), (&json!("crazytel"), &json!("POST")));
    assert_eq!((&first["path"], &first["status"]), (&json!("/sip-trunks/"), &json!(200)));
    assert_eq!(first["request"], json!({"password": "***", "caller_id_number": "61255501234"}));
    assert_eq!(first["answer"]["id"], json!(id));
    let time = first["time"].as_str().expect("a time");
    assert!(time.len() >= 20 && time.ends_with('Z') && time.as_bytes()[10] == b'T', "{time}");
    assert_eq!((&calls[1]["path"], &calls[1]["request"]), (&json!("/sip-trunks/?api_key=***"), &Json::Null));
    assert_eq!(calls[2]["request"], "***");
    let all = json!(calls).to_string();
    assert!(!all.contains("Harbour42Bridge") && !all.contains("sandbox-crazytel-key"), "{all}");
    assert_eq!(sandbox.control("DELETE", "/calls", Json::Null).await.status, 204);
    assert_eq!(sandbox.log().await, Vec::<Json>::new());
}

#[tokio::test]
async fn a_wrong_order_is_refused_in_words() {
    let sandbox = Sandbox::start(&[]).await;
    let answer = json!({"status": 500});
    for (path, body, words) in [
        ("/faults", json!({"vendor": "crazytel", "answer": answer, "time": 1}), "unknown field `time`"),
        (
            "/faults",
            json!({"vendor": "acme", "answer": answer}),
            "there is no vendor \"acme\"; there are bolna, crazytel, fonedynamics",
        ),
        ("/faults", json!({"vendor": "crazytel"}), "missing field `answer`"),
        (
            "/faults",
            json!({"vendor": "crazytel", "answer": "hangup"}),
            "\"answer\" cannot be \"hangup\": there is no fault",
        ),
        ("/faults", json!({"vendor": "crazytel", "answer": {"status": 500, "text": ""}}), "unknown field `text`"),
        ("/faults", json!({"vendor": "crazytel", "answer": {"status": 99}}), "99 is no final status"),
        (
            "/switches",
            json!({"crazytel.delet": "405"}),
            "there is no switch \"crazytel.delet\"; there are crazytel.create-status,",
        ),
        ("/switches", json!({"crazytel.delete": "500"}), "crazytel.delete cannot be \"500\"; it can be 200, 204, 405"),
        ("/switches", json!({"crazytel.requests-per-minute": -1}), "it can be a whole number"),
        ("/switches", json!([]), "not an object of switches"),
    ] {
        let answer = sandbox.control("POST", path, body.clone()).await;
        let says = answer.json()["sandbox"].as_str().expect("words").to_owned();
        assert!(answer.status == 400 && says.contains(words), "{body}: {says}");
    }
    let half = json!({"crazytel.list": "wrapped", "crazytel.delete": "500"});
    assert_eq!(sandbox.control("POST", "/switches", half).await.status, 400);
    assert_eq!(
        sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await.json(),
        json!([]),
        "none of them was set"
    );
}

#[tokio::test]
async fn other_paths_say_what_there_is() {
    let sandbox = Sandbox::start(&[]).await;
    for (path, words) in [
        ("/_sandbox/nothing", "POST /faults"),
        ("/_sandbox/objects/acme", "there are bolna, crazytel, fonedynamics"),
        ("/acme/v1", "there are bolna, crazytel, fonedynamics"),
        ("/", "there are bolna, crazytel, fonedynamics"),
    ] {
        let answer = sandbox.raw("GET", path, &[], "").await.unwrap();
        assert!(answer.status == 404 && answer.text.contains(words), "{answer:?}");
    }
}
