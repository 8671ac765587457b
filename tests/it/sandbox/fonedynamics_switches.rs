//! Every switch of Fone Dynamics.

use serde_json::{Value as Json, json};

use super::Sandbox;
use super::fonedynamics::{PROPERTY, by_credentials, by_ip, create, details};

#[tokio::test]
async fn provisioning_takes_as_many_reads_as_wanted() {
    let sandbox = Sandbox::start(&[
        "fonedynamics.create-visible-after=1",
        "fonedynamics.create-settles-after=2",
        "fonedynamics.update-settles-after=1",
    ])
    .await;
    let path = create(&sandbox, by_ip()).await;
    let early = sandbox.ask("fonedynamics", "GET", &format!("{path}/Details"), Json::Null).await;
    assert_eq!(early.json()["ResponseStatus"]["ErrorCode"], "SIP_TRUNK_NOT_FOUND");
    for state in [1, 1, 2, 2] {
        assert_eq!(details(&sandbox, &path).await["ProvisioningState"], state);
    }
    assert_eq!(sandbox.ask("fonedynamics", "PATCH", &path, json!({"ChannelLimit": 2})).await.status, 204);
    for state in [1, 2] {
        assert_eq!(details(&sandbox, &path).await["ProvisioningState"], state);
    }
}

#[tokio::test]
async fn a_delete_can_be_soft() {
    let sandbox = Sandbox::start(&["fonedynamics.delete=soft"]).await;
    let path = create(&sandbox, by_ip()).await;
    assert_eq!(sandbox.ask("fonedynamics", "DELETE", &path, Json::Null).await.status, 204);
    let ended = details(&sandbox, &path).await;
    assert_eq!(ended["ProvisioningState"], 0);
    assert!(ended["EndDate"].as_u64().is_some_and(|end| end > 0));
    assert_eq!(sandbox.ask("fonedynamics", "PATCH", &path, json!({"ChannelLimit": 2})).await.status, 403);
    let list = async |query: &str| {
        sandbox.ask("fonedynamics", "GET", &format!("{PROPERTY}/SipTrunks{query}"), Json::Null).await.json()
    };
    assert_eq!(list("").await["TotalCount"], 1);
    assert_eq!(list("?Active=true").await["TotalCount"], 0);
    assert_eq!(list("?Active=false&ProvisioningState=0").await["TotalCount"], 1);
}

#[tokio::test]
async fn a_delete_can_be_missing() {
    let sandbox = Sandbox::start(&["fonedynamics.delete=405"]).await;
    let path = create(&sandbox, by_ip()).await;
    let answer = sandbox.ask("fonedynamics", "DELETE", &path, Json::Null).await;
    assert_eq!((answer.status, answer.text.as_str()), (405, ""));
    details(&sandbox, &path).await;
}

#[tokio::test]
async fn not_found_comes_in_every_form() {
    let sandbox = Sandbox::start(&["fonedynamics.not-found=404"]).await;
    let path = format!("{PROPERTY}/SipTrunk/STNONE/Details");
    let answer = sandbox.ask("fonedynamics", "GET", &path, Json::Null).await;
    assert_eq!(
        (answer.status, answer.json()["ResponseStatus"]["ErrorCode"].clone()),
        (404, json!("SIP_TRUNK_NOT_FOUND"))
    );
    sandbox.switch("fonedynamics.not-found", "404-bare").await;
    let answer = sandbox.ask("fonedynamics", "GET", &path, Json::Null).await;
    assert_eq!((answer.status, answer.text.as_str()), (404, ""));
}

#[tokio::test]
async fn put_can_be_the_way_and_replaces_the_whole_trunk() {
    let sandbox = Sandbox::start(&["fonedynamics.patch=405"]).await;
    let path = create(&sandbox, by_ip()).await;
    assert_eq!(sandbox.ask("fonedynamics", "PATCH", &path, json!({"ChannelLimit": 2})).await.status, 405);
    let partial = sandbox.ask("fonedynamics", "PUT", &path, json!({"ChannelLimit": 2})).await;
    assert_eq!(
        (partial.status, partial.json()["ResponseStatus"]["ErrorCode"].clone()),
        (400, json!("PARAMETER_REQUIRED"))
    );
    let whole = json!({"Name": "hq", "DefaultCallerId": "+61255501234", "Type": 0,
        "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.10/32"}]});
    assert_eq!(sandbox.ask("fonedynamics", "PUT", &path, whole).await.status, 204);
    let trunk = details(&sandbox, &path).await;
    assert_eq!((&trunk["ChannelLimit"], trunk.get("CustomerReference")), (&json!(1), None));
    assert_eq!(trunk["SipTrunkAllowedCountries"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn null_can_clear_and_empty_members_can_be_shown() {
    let sandbox = Sandbox::start(&["fonedynamics.null=clears", "fonedynamics.null-members=present"]).await;
    let path = create(&sandbox, by_ip()).await;
    assert_eq!(
        sandbox.ask("fonedynamics", "PATCH", &path, json!({"CustomerReference": null, "Name": null})).await.status,
        204
    );
    let trunk = details(&sandbox, &path).await;
    for member in ["CustomerReference", "EndDate", "SipTrunkCredentials"] {
        assert_eq!(trunk.get(member), Some(&Json::Null), "{member}");
    }
    assert_eq!(trunk["Name"], "hq-edge");
}

#[tokio::test]
async fn arrays_can_come_back_otherwise() {
    let sandbox = Sandbox::start(&["fonedynamics.addresses=bare", "fonedynamics.arrays=reversed"]).await;
    let path = create(&sandbox, by_ip()).await;
    let trunk = details(&sandbox, &path).await;
    let addresses: Vec<_> = trunk["SipTrunkIpAddresses"].as_array().expect("an array").iter().collect();
    assert_eq!(
        (&addresses[0]["IpAddress"], &addresses[1]["IpAddress"]),
        (&json!("198.51.100.0/28"), &json!("203.0.113.10"))
    );
    assert_eq!(trunk["SipTrunkAllowedCountries"][0]["CountryCode"], "NZ");
}

#[tokio::test]
async fn credentials_can_be_hidden_or_echoed() {
    let sandbox = Sandbox::start(&["fonedynamics.credentials=hidden"]).await;
    let path = create(&sandbox, by_credentials()).await;
    assert_eq!(details(&sandbox, &path).await.get("SipTrunkCredentials"), None);
    sandbox.switch("fonedynamics.credentials", "echoed").await;
    let shown = json!({"Realm": "branch-pbx-01", "Password": "Tr0ub4dor&Zebra"});
    assert_eq!(details(&sandbox, &path).await["SipTrunkCredentials"], shown);
    assert!(!json!(sandbox.log().await).to_string().contains("Tr0ub4dor"), "the log never shows it");
}

#[tokio::test]
async fn the_list_can_be_bare_flat_and_short() {
    let sandbox =
        Sandbox::start(&["fonedynamics.list=bare", "fonedynamics.list-items=flat", "fonedynamics.list-limit=2"]).await;
    for _ in 0..3 {
        create(&sandbox, by_ip()).await;
    }
    let list = async |query: &str| {
        sandbox.ask("fonedynamics", "GET", &format!("{PROPERTY}/SipTrunks{query}"), Json::Null).await.json()
    };
    let page = list("?Results_Count=50").await;
    assert_eq!(page.as_array().map(Vec::len), Some(2));
    assert_eq!(page[0]["Name"], "hq-edge");
    for nested in ["SipTrunkIpAddresses", "SipTrunkAllowedCountries", "SipTrunkCredentials"] {
        assert_eq!(page[0].get(nested), None);
    }
    assert_eq!(list("?Results_Skip=2").await.as_array().map(Vec::len), Some(1));
    // A page of all that can be counted.
    sandbox.switch("fonedynamics.list-limit", 0).await;
    let all = format!("?Results_Skip=1&Results_Count={}", usize::MAX);
    for (manner, rows) in [("repeated", 3), ("by-page", 2)] {
        sandbox.switch("fonedynamics.list", manner).await;
        assert_eq!(list(&all).await["SipTrunks"].as_array().map(Vec::len), Some(rows), "{manner}");
    }
}

#[tokio::test]
async fn a_quota_answers_429_with_a_time_to_wait() {
    let sandbox = Sandbox::start(&["fonedynamics.requests-per-minute=1"]).await;
    create(&sandbox, by_ip()).await;
    let refused = sandbox.ask("fonedynamics", "GET", &format!("{PROPERTY}/SipTrunks"), Json::Null).await;
    assert_eq!(
        (refused.status, refused.json()["ResponseStatus"]["ErrorCode"].clone()),
        (429, json!("TOO_MANY_REQUESTS"))
    );
    let seconds: u64 = refused.header("retry-after").expect("a header").parse().expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_write_can_be_answered_500_in_html() {
    let sandbox = Sandbox::start(&[]).await;
    let path = create(&sandbox, by_ip()).await;
    for (value, limit) in [("500-unapplied", 10), ("500-applied", 20)] {
        sandbox.switch("fonedynamics.write-answer", value).await;
        let failed = sandbox.ask("fonedynamics", "PATCH", &path, json!({"ChannelLimit": 20})).await;
        assert_eq!((failed.status, failed.header("content-type")), (500, Some("text/html")));
        assert!(failed.text.starts_with("<html>"));
        assert_eq!(details(&sandbox, &path).await["ChannelLimit"], limit, "{value}");
    }
}

#[tokio::test]
async fn a_trunk_can_be_wrapped() {
    let sandbox = Sandbox::start(&["fonedynamics.object=wrapped"]).await;
    let made = sandbox.ask("fonedynamics", "POST", &format!("{PROPERTY}/SipTrunk"), by_ip()).await.json();
    let sid = made["SipTrunk"]["SipTrunkSid"].as_str().expect("a Sid in the wrapping");
    let path = format!("{PROPERTY}/SipTrunk/{sid}/Details");
    let shown = sandbox.ask("fonedynamics", "GET", &path, Json::Null).await.json();
    assert_eq!((&shown["SipTrunk"]["SipTrunkSid"], &shown["SipTrunkSid"]), (&json!(sid), &Json::Null));
}

#[tokio::test]
async fn provisioning_can_fail_and_a_delete_do_nothing() {
    let sandbox = Sandbox::start(&["fonedynamics.provisioning=fails", "fonedynamics.delete=ignored"]).await;
    let path = create(&sandbox, by_ip()).await;
    for state in [1, 0, 0] {
        let shown = details(&sandbox, &path).await;
        assert_eq!((&shown["ProvisioningState"], shown.get("EndDate")), (&json!(state), None));
    }
    assert_eq!(sandbox.ask("fonedynamics", "DELETE", &path, Json::Null).await.status, 204);
    assert_eq!(details(&sandbox, &path).await["ProvisioningState"], 0);
}

#[tokio::test]
async fn a_change_of_type_can_keep_what_belongs_to_the_other() {
    let to_credentials = json!({"Type": 1, "SipTrunkCredentials": {"Realm": "hq", "Password": "Tr0ub4dor&Zebra"}});
    for (value, kept) in [("drops", false), ("keeps", true)] {
        let sandbox = Sandbox::start(&[&format!("fonedynamics.type-change={value}")]).await;
        let path = create(&sandbox, by_ip()).await;
        assert_eq!(sandbox.ask("fonedynamics", "PATCH", &path, to_credentials.clone()).await.status, 204);
        let shown = details(&sandbox, &path).await;
        assert_eq!((&shown["Type"], &shown["SipTrunkCredentials"]["Realm"]), (&json!(1), &json!("hq")));
        assert_eq!(shown.get("SipTrunkIpAddresses").is_some(), kept, "{value}");
    }
}

#[tokio::test]
async fn a_list_can_be_told_wrong() {
    let sandbox = Sandbox::start(&["fonedynamics.list-limit=1"]).await;
    for _ in 0..2 {
        create(&sandbox, by_ip()).await;
    }
    let pages = async |value: &str| {
        sandbox.switch("fonedynamics.list", value).await;
        let mut pages = vec![];
        for skip in 0..4 {
            let path = format!("{PROPERTY}/SipTrunks?Results_Skip={skip}");
            let page = sandbox.ask("fonedynamics", "GET", &path, Json::Null).await.json();
            pages.push((page["SipTrunks"].as_array().map_or(0, Vec::len), page["TotalCount"].clone()));
        }
        pages
    };
    assert_eq!(pages("wrapped").await, [(1, json!(2)), (1, json!(2)), (0, json!(2)), (0, json!(2))]);
    assert_eq!(pages("repeated").await, [(1, json!(2)), (2, json!(2)), (1, json!(2)), (0, json!(2))]);
    let absurd = json!(u64::MAX);
    assert_eq!(pages("absurd").await.iter().map(|(rows, _)| *rows).collect::<Vec<_>>(), [1, 1, 0, 0]);
    assert!(pages("endless").await.iter().all(|(rows, total)| (*rows, total) == (1, &absurd)));
}
