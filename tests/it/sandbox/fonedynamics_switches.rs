//! Every switch of Fone Dynamics.

use serde_json::{Value as Json, json};

use super::fonedynamics::{PROPERTY, by_credentials, by_ip, call, create, details};
use super::start;

#[tokio::test]
async fn provisioning_takes_as_many_reads_as_wanted() {
    let stand = start(&[
        ("fonedynamics.create-visible-after", "1"),
        ("fonedynamics.create-settles-after", "2"),
        ("fonedynamics.update-settles-after", "1"),
    ])
    .await;
    let path = create(&stand, by_ip()).await;
    let early = call(&stand, "GET", &format!("{path}/Details"), Json::Null).await;
    assert_eq!(early.json()["ResponseStatus"]["ErrorCode"], "SIP_TRUNK_NOT_FOUND");
    for state in [1, 1, 2, 2] {
        assert_eq!(details(&stand, &path).await["ProvisioningState"], state);
    }
    assert_eq!(call(&stand, "PATCH", &path, json!({"ChannelLimit": 2})).await.status, 204);
    for state in [1, 2] {
        assert_eq!(details(&stand, &path).await["ProvisioningState"], state);
    }
}

#[tokio::test]
async fn a_delete_can_be_soft() {
    let stand = start(&[("fonedynamics.delete", "soft")]).await;
    let path = create(&stand, by_ip()).await;
    assert_eq!(call(&stand, "DELETE", &path, Json::Null).await.status, 204);
    let ended = details(&stand, &path).await;
    assert_eq!(ended["ProvisioningState"], 0);
    assert!(ended["EndDate"].as_u64().is_some_and(|end| end > 0));
    assert_eq!(call(&stand, "PATCH", &path, json!({"ChannelLimit": 2})).await.status, 403);
    let list =
        async |query: &str| call(&stand, "GET", &format!("{PROPERTY}/SipTrunks{query}"), Json::Null).await.json();
    assert_eq!(list("").await["TotalCount"], 1);
    assert_eq!(list("?Active=true").await["TotalCount"], 0);
    assert_eq!(list("?Active=false&ProvisioningState=0").await["TotalCount"], 1);
}

#[tokio::test]
async fn a_delete_can_be_missing() {
    let stand = start(&[("fonedynamics.delete", "405")]).await;
    let path = create(&stand, by_ip()).await;
    let answer = call(&stand, "DELETE", &path, Json::Null).await;
    assert_eq!((answer.status, answer.text.as_str()), (405, ""));
    details(&stand, &path).await;
}

#[tokio::test]
async fn not_found_comes_in_every_form() {
    let stand = start(&[("fonedynamics.not-found", "404")]).await;
    let path = format!("{PROPERTY}/SipTrunk/STNONE/Details");
    let answer = call(&stand, "GET", &path, Json::Null).await;
    assert_eq!(
        (answer.status, answer.json()["ResponseStatus"]["ErrorCode"].clone()),
        (404, json!("SIP_TRUNK_NOT_FOUND"))
    );
    stand.control("POST", "/switches", json!({"fonedynamics.not-found": "404-bare"})).await;
    let answer = call(&stand, "GET", &path, Json::Null).await;
    assert_eq!((answer.status, answer.text.as_str()), (404, ""));
}

#[tokio::test]
async fn put_can_be_the_way_and_replaces_the_whole_trunk() {
    let stand = start(&[("fonedynamics.patch", "405")]).await;
    let path = create(&stand, by_ip()).await;
    assert_eq!(call(&stand, "PATCH", &path, json!({"ChannelLimit": 2})).await.status, 405);
    let partial = call(&stand, "PUT", &path, json!({"ChannelLimit": 2})).await;
    assert_eq!(
        (partial.status, partial.json()["ResponseStatus"]["ErrorCode"].clone()),
        (400, json!("PARAMETER_REQUIRED"))
    );
    let whole = json!({"Name": "hq", "DefaultCallerId": "+61255501234", "Type": 0,
        "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.10/32"}]});
    assert_eq!(call(&stand, "PUT", &path, whole).await.status, 204);
    let trunk = details(&stand, &path).await;
    assert_eq!((&trunk["ChannelLimit"], trunk.get("CustomerReference")), (&json!(1), None));
    assert_eq!(trunk["SipTrunkAllowedCountries"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn null_can_clear_and_empty_members_can_be_shown() {
    let stand = start(&[("fonedynamics.null", "clears"), ("fonedynamics.null-members", "present")]).await;
    let path = create(&stand, by_ip()).await;
    assert_eq!(call(&stand, "PATCH", &path, json!({"CustomerReference": null, "Name": null})).await.status, 204);
    let trunk = details(&stand, &path).await;
    for member in ["CustomerReference", "EndDate", "SipTrunkCredentials"] {
        assert_eq!(trunk.get(member), Some(&Json::Null), "{member}");
    }
    assert_eq!(trunk["Name"], "hq-edge");
}

#[tokio::test]
async fn arrays_can_come_back_otherwise() {
    let stand = start(&[("fonedynamics.addresses", "bare"), ("fonedynamics.arrays", "reversed")]).await;
    let path = create(&stand, by_ip()).await;
    let trunk = details(&stand, &path).await;
    let addresses: Vec<_> = trunk["SipTrunkIpAddresses"].as_array().expect("an array").iter().collect();
    assert_eq!(
        (&addresses[0]["IpAddress"], &addresses[1]["IpAddress"]),
        (&json!("198.51.100.0/28"), &json!("203.0.113.10"))
    );
    assert_eq!(trunk["SipTrunkAllowedCountries"][0]["CountryCode"], "NZ");
}

#[tokio::test]
async fn credentials_can_be_hidden_or_echoed() {
    let stand = start(&[("fonedynamics.credentials", "hidden")]).await;
    let path = create(&stand, by_credentials()).await;
    assert_eq!(details(&stand, &path).await.get("SipTrunkCredentials"), None);
    stand.control("POST", "/switches", json!({"fonedynamics.credentials": "echoed"})).await;
    let shown = json!({"Realm": "branch-pbx-01", "Password": "Tr0ub4dor&Zebra"});
    assert_eq!(details(&stand, &path).await["SipTrunkCredentials"], shown);
    assert!(!json!(stand.calls().await).to_string().contains("Tr0ub4dor"), "the log never shows it");
}

#[tokio::test]
async fn the_list_can_be_bare_flat_and_short() {
    let stand =
        start(&[("fonedynamics.list", "bare"), ("fonedynamics.list-items", "flat"), ("fonedynamics.list-limit", "2")])
            .await;
    for _ in 0..3 {
        create(&stand, by_ip()).await;
    }
    let list =
        async |query: &str| call(&stand, "GET", &format!("{PROPERTY}/SipTrunks{query}"), Json::Null).await.json();
    let page = list("?Results_Count=50").await;
    assert_eq!(page.as_array().map(Vec::len), Some(2));
    assert_eq!(page[0]["Name"], "hq-edge");
    for nested in ["SipTrunkIpAddresses", "SipTrunkAllowedCountries", "SipTrunkCredentials"] {
        assert_eq!(page[0].get(nested), None);
    }
    assert_eq!(list("?Results_Skip=2").await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_quota_answers_429_with_a_time_to_wait() {
    let stand = start(&[("fonedynamics.requests-per-minute", "1")]).await;
    create(&stand, by_ip()).await;
    let refused = call(&stand, "GET", &format!("{PROPERTY}/SipTrunks"), Json::Null).await;
    assert_eq!(
        (refused.status, refused.json()["ResponseStatus"]["ErrorCode"].clone()),
        (429, json!("TOO_MANY_REQUESTS"))
    );
    let seconds: u64 = refused.header("retry-after").expect("a header").parse().expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_write_can_be_answered_500_in_html() {
    let stand = start(&[]).await;
    let path = create(&stand, by_ip()).await;
    for (value, limit) in [("500-unapplied", 10), ("500-applied", 20)] {
        stand.control("POST", "/switches", json!({"fonedynamics.write-answer": value})).await;
        let failed = call(&stand, "PATCH", &path, json!({"ChannelLimit": 20})).await;
        assert_eq!((failed.status, failed.header("content-type")), (500, Some("text/html")));
        assert!(failed.text.starts_with("<html>"));
        assert_eq!(details(&stand, &path).await["ChannelLimit"], limit, "{value}");
    }
}
