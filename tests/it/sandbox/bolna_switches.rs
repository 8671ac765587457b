//! Every switch of Bolna.

use serde_json::{Value as Json, json};

use super::Sandbox;
use super::bolna::{TRUNKS, by_ip, create, encrypted, error, read};

#[tokio::test]
async fn a_bad_key_can_be_forbidden() {
    let sandbox = Sandbox::start(&["bolna.bad-key=403"]).await;
    let headers = [("authorization", "Bearer wrong")];
    let answer = sandbox.raw("GET", "/bolna/sip-trunks/trunks", &headers, "").await.expect("an answer");
    assert_eq!(answer.both(), (403, json!({"detail": "Invalid or expired API key"})));
    let answer = sandbox.raw("GET", "/bolna/sip-trunks/trunks", &[], "").await.expect("an answer");
    assert_eq!(answer.status, 401, "no key is not a bad key");
}

#[tokio::test]
async fn errors_come_in_every_form() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    let (port, says) = (json!({"gateways": [{"gateway_address": "a", "port": 0}]}), "port must be from 1 to 65535");
    let place = json!(["body", "gateways", "0", "port"]);
    let lost = "SIP trunk not found";
    for (form, wrong, missing) in [
        ("documented", error(400, says), error(404, lost)),
        ("detail", (400, json!({"detail": says})), (404, json!({"detail": lost}))),
        (
            "detail-array",
            (422, json!({"detail": [{"loc": place, "msg": says, "type": "value_error"}]})),
            (404, json!({"detail": lost})),
        ),
        (
            "error-text",
            (400, json!({"error": says, "status": "failure"})),
            (404, json!({"error": lost, "status": "failure"})),
        ),
        (
            "details",
            (400, json!({"message": "Validation failed", "details": {"gateways": says}})),
            (404, json!({"message": lost, "details": {}})),
        ),
    ] {
        sandbox.switch("bolna.errors", form).await;
        assert_eq!(sandbox.ask("bolna", "PATCH", &path, port.clone()).await.both(), wrong, "{form}");
        let none = sandbox.ask("bolna", "GET", &format!("{TRUNKS}/01JNONE"), Json::Null).await;
        assert_eq!(none.both(), missing, "{form}");
    }
    sandbox.switch("bolna.not-found", "404-bare").await;
    let none = sandbox.ask("bolna", "GET", &format!("{TRUNKS}/01JNONE"), Json::Null).await;
    assert_eq!((none.status, none.text.as_str()), (404, ""));
}

#[tokio::test]
async fn unexpected_members_can_be_ignored() {
    let sandbox = Sandbox::start(&["bolna.unexpected-members=ignored"]).await;
    let mut body = by_ip();
    body["is_active"] = json!(false);
    body["ice_support"] = json!(true);
    let path = create(&sandbox, body).await;
    assert_eq!(read(&sandbox, &path).await["is_active"], true);
    let fixed = json!({"provider": "twilio", "auth_type": "userpass", "force_rport": false, "colour": "red"});
    let answer = sandbox.ask("bolna", "PATCH", &path, fixed).await;
    assert_eq!((answer.status, answer.json()["provider"].clone()), (200, json!("custom")));
    assert_eq!(answer.json()["force_rport"], true);
}

#[tokio::test]
async fn null_can_be_ignored_and_an_empty_update_refused() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, encrypted()).await;
    let null = json!({"description": null});
    assert_eq!(sandbox.ask("bolna", "PATCH", &path, null.clone()).await.json()["description"], Json::Null);
    sandbox.ask("bolna", "PATCH", &path, json!({"description": "note"})).await;
    sandbox.switch("bolna.null", "ignored").await;
    let ignored = sandbox.ask("bolna", "PATCH", &path, json!({"description": null, "allow": null})).await;
    assert_eq!((ignored.status, ignored.json()["description"].clone()), (200, json!("note")));
    sandbox.switch("bolna.empty-update", "refused").await;
    for body in [json!({}), null] {
        assert_eq!(sandbox.ask("bolna", "PATCH", &path, body).await.both(), error(400, "No valid fields to update"));
    }
}

#[tokio::test]
async fn sdes_can_be_checked_against_the_body_alone() {
    let sandbox = Sandbox::start(&["bolna.sdes-check=body"]).await;
    let path = create(&sandbox, encrypted()).await;
    let answer = sandbox.ask("bolna", "PATCH", &path, json!({"media_encryption": "sdes"})).await;
    assert_eq!(answer.both(), error(422, "media_encryption='sdes' requires transport='transport-tls'"));
    let both = json!({"media_encryption": "sdes", "transport": "transport-tls"});
    assert_eq!(sandbox.ask("bolna", "PATCH", &path, both).await.status, 200);
    assert_eq!(sandbox.ask("bolna", "PATCH", &path, json!({"transport": "transport-udp"})).await.status, 200);
}

#[tokio::test]
async fn what_is_taken_is_refused_with_other_statuses() {
    let sandbox = Sandbox::start(&["bolna.taken-number=422"]).await;
    let path = create(&sandbox, by_ip()).await;
    for status in [409, 422] {
        sandbox.switch("bolna.duplicate-name", status.to_string()).await;
        let again = sandbox.ask("bolna", "POST", TRUNKS, by_ip()).await;
        assert_eq!(again.both(), error(status, "A trunk with this name already exists"));
    }
    let number = json!({"phone_number": "+15550100123"});
    assert_eq!(sandbox.ask("bolna", "POST", &format!("{path}/numbers"), number.clone()).await.status, 201);
    let again = sandbox.ask("bolna", "POST", &format!("{path}/numbers"), number).await;
    assert_eq!(again.both(), error(422, "Phone number already exists on another active trunk"));
}

#[tokio::test]
async fn answers_can_be_sparse() {
    let sandbox = Sandbox::start(&["bolna.answers=sparse-writes"]).await;
    let dropped = ["auth_username", "phone_numbers", "allow", "disallow", "transport", "media_encryption", "is_active"];
    let lacks = |object: &Json| dropped.iter().all(|member| object.get(*member).is_none());
    let made = sandbox.ask("bolna", "POST", TRUNKS, encrypted()).await.json();
    assert!(lacks(&made) && made["name"] == "edge-primary", "{made}");
    let path = format!("{TRUNKS}/{}", made["id"].as_str().expect("an id"));
    let whole = read(&sandbox, &path).await;
    assert!(dropped.iter().all(|member| whole.get(*member).is_some()), "{whole}");
    assert!(lacks(&sandbox.ask("bolna", "PATCH", &path, json!({"name": "x"})).await.json()));
    sandbox.switch("bolna.answers", "sparse").await;
    assert!(lacks(&read(&sandbox, &path).await) && lacks(&read(&sandbox, TRUNKS).await[0]));
}

#[tokio::test]
async fn an_empty_description_can_be_shown_in_three_ways() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    for (value, shown) in [("null", Some(Json::Null)), ("text", Some(json!(""))), ("omitted", None)] {
        sandbox.switch("bolna.empty-description", value).await;
        assert_eq!(read(&sandbox, &path).await.get("description").cloned(), shown, "{value}");
    }
}

#[tokio::test]
async fn values_come_back_in_other_spellings() {
    let sandbox = Sandbox::start(&[]).await;
    let mut body = encrypted();
    body["ip_identifiers"] = json!([{"ip_address": "198.51.100.7"}, {"ip_address": "203.0.113.1/32"}]);
    let path = create(&sandbox, body).await;
    let addresses = async || {
        let shown = read(&sandbox, &path).await;
        let texts = shown["ip_identifiers"].as_array().expect("an array").iter();
        texts.map(|address| address["ip_address"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    for (value, shown) in [
        ("kept", ["198.51.100.7", "203.0.113.1/32"]),
        ("cidr", ["198.51.100.7/32", "203.0.113.1/32"]),
        ("bare", ["198.51.100.7", "203.0.113.1"]),
    ] {
        sandbox.switch("bolna.addresses", value).await;
        assert_eq!(addresses().await, shown, "{value}");
    }
    sandbox.switch("bolna.arrays", "reversed").await;
    sandbox.switch("bolna.gateway-hosts", "lower-case").await;
    sandbox.switch("bolna.codecs", "spaced").await;
    assert_eq!(addresses().await, ["203.0.113.1", "198.51.100.7"]);
    let shown = read(&sandbox, &path).await;
    assert_eq!(shown["gateways"][1]["gateway_address"], "sip-a.carrier.example");
    assert_eq!(shown["gateways"][0]["priority"], 2);
    assert_eq!((&shown["allow"], &shown["disallow"]), (&json!("ulaw, alaw"), &json!("all")));
    sandbox.switch("bolna.codecs", "upper-case").await;
    let shown = read(&sandbox, &path).await;
    assert_eq!((&shown["allow"], &shown["disallow"]), (&json!("ULAW,ALAW"), &json!("ALL")));
    sandbox.switch("bolna.no-encryption", "false").await;
    assert_eq!(read(&sandbox, &path).await["media_encryption"], "sdes");
    let off = sandbox.ask("bolna", "PATCH", &path, json!({"media_encryption": "no"})).await;
    assert_eq!(off.json()["media_encryption"], false);
}

#[tokio::test]
async fn answers_can_hold_more_than_any_page_has() {
    let sandbox = Sandbox::start(&["bolna.extra-keys=present", "bolna.number-name=omitted"]).await;
    let path = create(&sandbox, by_ip()).await;
    let trunk = read(&sandbox, &path).await;
    assert!(trunk["ice_support"] == true && trunk["user_id"].is_string());
    let body = json!({"phone_number": "+15550100123", "name": "front desk"});
    let number = sandbox.ask("bolna", "POST", &format!("{path}/numbers"), body).await.json();
    assert!(number["user_id"].is_string() && number["agent_id"].is_null() && number.get("name").is_none(), "{number}");
}

#[tokio::test]
async fn lists_can_be_wrapped_and_paged() {
    let sandbox = Sandbox::start(&["bolna.list=wrapped"]).await;
    let path = create(&sandbox, by_ip()).await;
    for digit in 1..=3 {
        let body = json!({"phone_number": format!("+1555010012{digit}")});
        assert_eq!(sandbox.ask("bolna", "POST", &format!("{path}/numbers"), body).await.status, 201);
    }
    let list = async |query: &str| read(&sandbox, &format!("{path}/numbers{query}")).await;
    let length = |list: &Json| list["data"].as_array().map(Vec::len);
    assert_eq!(length(&list("").await), Some(3));
    assert_eq!(length(&read(&sandbox, TRUNKS).await), Some(1));
    sandbox.switch("bolna.list", "pages").await;
    let (first, second) = (list("").await, list("?page_number=2").await);
    assert_eq!((length(&first), &first["has_more"], &first["total"]), (Some(2), &json!(true), &json!(3)));
    assert_eq!((length(&second), &second["has_more"], &second["page"]), (Some(1), &json!(false), &json!(2)));
    assert_eq!(sandbox.ask("bolna", "GET", &format!("{path}/numbers?page_number=0"), Json::Null).await.status, 400);
    assert_eq!(length(&list(&format!("?page_number={}", usize::MAX)).await), Some(0));
}

#[tokio::test]
async fn removed_numbers_and_deleted_trunks_can_still_be_shown() {
    let sandbox = Sandbox::start(&["bolna.removed-numbers=shown", "bolna.delete=soft"]).await;
    let path = create(&sandbox, by_ip()).await;
    let numbers = format!("{path}/numbers");
    let body = json!({"phone_number": "+15550100123"});
    let number = sandbox.ask("bolna", "POST", &numbers, body.clone()).await.json();
    let item = format!("{numbers}/{}", number["id"].as_str().expect("an id"));
    assert_eq!(sandbox.ask("bolna", "DELETE", &item, Json::Null).await.status, 200);
    assert_eq!(read(&sandbox, &numbers).await[0]["deleted"], true);
    assert_eq!(read(&sandbox, &path).await["phone_numbers"][0]["deleted"], true);
    assert_eq!(sandbox.ask("bolna", "POST", &numbers, body).await.status, 201, "it is free again");
    let deleted = sandbox.ask("bolna", "DELETE", &path, Json::Null).await;
    assert_eq!(deleted.json()["message"], "Trunk deleted successfully. 1 phone number(s) removed.");
    assert_eq!(read(&sandbox, &path).await["deleted"], true);
    assert_eq!(read(&sandbox, TRUNKS).await[0]["deleted"], true);
    assert_eq!(sandbox.ask("bolna", "PATCH", &path, json!({})).await.status, 404);
    create(&sandbox, by_ip()).await;
}

#[tokio::test]
async fn a_new_trunk_can_be_seen_late() {
    let sandbox = Sandbox::start(&["bolna.create-visible-after=1"]).await;
    let path = create(&sandbox, by_ip()).await;
    assert_eq!(read(&sandbox, TRUNKS).await, json!([]));
    assert_eq!(sandbox.ask("bolna", "GET", &path, Json::Null).await.status, 404);
    read(&sandbox, &path).await;
    assert_eq!(read(&sandbox, TRUNKS).await[0]["name"], "edge-ip");
}

#[tokio::test]
async fn a_quota_can_be_set() {
    let sandbox = Sandbox::start(&["bolna.requests-per-minute=1"]).await;
    read(&sandbox, TRUNKS).await;
    let refused = sandbox.ask("bolna", "GET", TRUNKS, Json::Null).await;
    assert_eq!(refused.both(), error(429, "Rate limit exceeded"));
    assert_eq!(refused.header("retry-after"), None);
    sandbox.switch("bolna.retry-after", "sent").await;
    let refused = sandbox.ask("bolna", "GET", TRUNKS, Json::Null).await;
    let seconds: u64 = refused.header("retry-after").expect("a header").parse().expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_write_can_be_answered_500_all_the_same() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    sandbox.switch("bolna.write-answer", "500-applied").await;
    let answer = sandbox.ask("bolna", "PATCH", &path, json!({"name": "other"})).await;
    assert_eq!(answer.both(), error(500, "Internal server error"));
    assert_eq!(read(&sandbox, &path).await["name"], "other");
    assert_eq!(sandbox.ask("bolna", "PATCH", &path, json!({"name": ""})).await.status, 400, "a refusal stays one");
}

#[tokio::test]
async fn addresses_can_be_left_out_of_answers() {
    let sandbox = Sandbox::start(&["bolna.ip-identifiers=omitted"]).await;
    let path = create(&sandbox, by_ip()).await;
    assert!(read(&sandbox, &path).await.get("ip_identifiers").is_none());
    assert_eq!(sandbox.objects("bolna").await[0]["ip_identifiers"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn pages_can_be_told_wrong() {
    let sandbox = Sandbox::start(&[]).await;
    for name in ["one", "two", "three"] {
        let mut body = by_ip();
        body["name"] = json!(name);
        create(&sandbox, body).await;
    }
    let pages = async |value: &str| {
        sandbox.switch("bolna.list", value).await;
        let mut pages = vec![];
        for number in 1..=3 {
            let page = read(&sandbox, &format!("{TRUNKS}?page_number={number}")).await;
            let rows = page["data"].as_array().expect("an array").iter();
            let names: Vec<_> = rows.map(|row| row["name"].as_str().expect("text").to_owned()).collect();
            pages.push((names.join(" "), page["has_more"] == true));
        }
        pages
    };
    let are = |pages: [(&str, bool); 3]| pages.map(|(names, more)| (names.to_owned(), more)).to_vec();
    assert_eq!(pages("pages").await, are([("one two", true), ("three", false), ("", false)]));
    assert_eq!(pages("pages-repeated").await, are([("one two", true), ("two three", false), ("", false)]));
    assert_eq!(pages("pages-endless").await, are([("one two", true), ("one two", true), ("one two", true)]));
    assert_eq!(pages("pages-absurd").await[1], ("three".to_owned(), false));
    assert_eq!(read(&sandbox, TRUNKS).await["total"], json!(u64::MAX));
}
