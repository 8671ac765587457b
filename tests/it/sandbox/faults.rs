//! Faults by name, and by chance.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use siptrunk::sandbox::fault::KINDS;

use super::Sandbox;
use super::crazytel::{KEY, create, minimal};

const PATH: &str = "/crazytel/api/v1/sip-trunks/";

/// What a create comes to that meets this fault: the status and the body, if there is an answer, and the trunks there are.
async fn met(fault: &str) -> (Option<u16>, String, usize) {
    let sandbox = Sandbox::start(&[]).await;
    create(&sandbox).await;
    sandbox.fault(json!({"vendor": "crazytel", "method": "POST", "answer": fault})).await;
    let headers = [KEY, ("content-type", "application/json")];
    let answer = sandbox.raw("POST", PATH, &headers, &minimal().to_string()).await;
    assert_eq!(sandbox.log().await[1]["fault"], fault, "the log tells");
    let trunks = sandbox.objects("crazytel").await.len() - 1;
    answer.map_or((None, String::new(), trunks), |answer| (Some(answer.status), answer.text, trunks))
}

#[tokio::test]
async fn every_fault_happens_as_its_name_says() {
    for kind in KINDS {
        let (status, body, trunks) = met(kind.name).await;
        let whole = serde_json::from_str::<Json>(&body).is_ok_and(|json| json["caller_id_number"].is_string());
        let page = body.starts_with("<!DOCTYPE html>");
        let wanted = match kind.name {
            "404" | "429" | "429-retry-after" | "500" | "502" | "503" | "503-retry-after" => {
                (kind.name[..3].parse().ok(), 0, false, true)
            }
            "500-after" | "504-after" => (kind.name[..3].parse().ok(), 1, false, true),
            "page" => (Some(200), 0, false, true),
            "hang-up" => (None, 0, false, false),
            "hang-up-after" | "broken-off" => (None, 1, false, false),
            "slow" | "late" | "other-object" => (Some(200), 1, true, false),
            "truncated" => (Some(200), 1, false, false),
            "expired" => (Some(401), 0, false, false),
            other => panic!("{other} is not in this test"),
        };
        assert_eq!((status, trunks, whole, page), wanted, "{}: {body}", kind.name);
    }
}

#[tokio::test]
async fn what_is_late_is_shown_after_two_reads_and_what_is_slow_after_a_second() {
    let sandbox = Sandbox::start(&[]).await;
    let path = format!("/sip-trunks/{}", create(&sandbox).await);
    sandbox.fault(json!({"vendor": "crazytel", "method": "PATCH", "answer": "late"})).await;
    sandbox.at("crazytel", "PATCH", &path, json!({"description": "new"})).await;
    let mut shown = vec![];
    for _ in 0..3 {
        shown.push(sandbox.at("crazytel", "GET", &path, Json::Null).await["description"].clone());
    }
    assert_eq!(shown[2], "new");
    assert!(shown[0] != "new" && shown[1] != "new", "{shown:?}");
    sandbox.fault(json!({"vendor": "crazytel", "answer": "slow"})).await;
    let begun = std::time::Instant::now();
    sandbox.at("crazytel", "GET", &path, Json::Null).await;
    assert!(begun.elapsed().as_secs() >= 1);
}

/// Asks every vendor for the same things, and answers what each call met.
async fn calm_or_not(chaos: Json, rounds: usize) -> BTreeMap<&'static str, Vec<Json>> {
    let sandbox = Sandbox::start(&[]).await;
    sandbox.chaos(chaos).await;
    let asked = [
        ("bolna", "GET", "/sip-trunks/trunks"),
        ("crazytel", "GET", "/sip-trunks/"),
        ("fonedynamics", "GET", "/v2/Properties/none/SipTrunks"),
        ("livekit", "POST", "ListSIPInboundTrunk"),
        ("nebrija", "GET", "/api/v1/sip-trunks"),
        ("yeastar", "GET", "trunk/list?access_token=none"),
    ];
    for _ in 0..rounds {
        for (vendor, method, path) in asked {
            let _ = sandbox.try_ask(vendor, method, path, json!({})).await;
        }
    }
    let mut met = BTreeMap::<_, Vec<Json>>::new();
    for call in sandbox.log().await {
        let (vendor, _, _) = asked.into_iter().find(|(vendor, ..)| call["vendor"] == **vendor).expect("a vendor");
        met.entry(vendor).or_default().push(call["fault"].clone());
    }
    met
}

#[tokio::test]
async fn a_seed_repeats_what_goes_wrong_and_another_one_does_not() {
    let (one, again, other) = tokio::join!(
        calm_or_not(json!({"seed": 7}), 60),
        calm_or_not(json!({"seed": 7}), 60),
        calm_or_not(json!({"seed": 8}), 60)
    );
    assert_eq!(one, again);
    assert_ne!(one, other);
    let all: Vec<&Json> = one.values().flatten().collect();
    let faults = all.iter().filter(|fault| !fault.is_null()).count();
    assert!((all.len() / 20..all.len() / 4).contains(&faults), "{faults} of {}", all.len());
    assert!(one.values().all(|calls| calls.len() == 60 && calls.iter().any(|fault| !fault.is_null())), "{one:?}");
    assert_eq!(
        one.values().map(|calls| format!("{calls:?}")).collect::<BTreeSet<_>>().len(),
        one.len(),
        "each vendor meets something else"
    );
    let none = calm_or_not(json!({"seed": 7, "rate": 0}), 20).await;
    assert!(none.values().flatten().all(Json::is_null));
    let all = calm_or_not(json!({"seed": 7, "rate": 0.9}), 8).await;
    let storms = all.values().flat_map(|calls| calls.windows(2)).filter(|two| two[0] == "429" && two[1] == "429");
    assert!(storms.count() > 0, "refusals come in storms");
}

#[tokio::test]
async fn an_order_comes_before_chance_and_chance_ends_when_told() {
    let sandbox = Sandbox::start(&[]).await;
    sandbox.chaos(json!({"seed": 1, "rate": 1})).await;
    sandbox.fault(json!({"vendor": "crazytel", "answer": {"status": 418}})).await;
    assert_eq!(sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await.status, 418);
    sandbox.calm().await;
    for _ in 0..5 {
        assert_eq!(sandbox.ask("crazytel", "GET", "/sip-trunks/", Json::Null).await.status, 200);
    }
    for (wrong, words) in [
        (json!({"seed": 1, "rate": 2}), "a rate cannot be 2; it is from 0 to 1"),
        (json!({"rate": 0.5}), "missing field `seed`"),
        (json!({"seed": 1, "share": 1}), "unknown field `share`"),
    ] {
        let answer = sandbox.control("POST", "/chaos", wrong).await;
        assert!(answer.status == 400 && answer.text.contains(words), "{answer:?}");
    }
}
