//! The life of a Fone Dynamics trunk in which nothing goes wrong: its attributes one by one.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::fonedynamics::path;
use super::table::{Row, Subject};

fn ip() -> Subject {
    let addresses = |blocks: &[&str]| -> Json {
        let blocks: Json = blocks.iter().map(|block| json!({"IpAddress": block})).collect();
        json!({"SipTrunkIpAddresses": blocks})
    };
    let countries = |codes: &[&str]| -> Json {
        let codes: Json = codes.iter().map(|code| json!({"CountryCode": code})).collect();
        json!({"SipTrunkAllowedCountries": codes})
    };
    Subject {
        kind: "siptrunk_fonedynamics_trunk",
        good: &[
            ("name", r#""hq-edge""#),
            ("caller_id", r#""+61255501234""#),
            ("auth_type", r#""ip""#),
            ("allowed_ips", r#"["203.0.113.10/32"]"#),
        ],
        path,
        rows: vec![
            Row::of("name", (r#""hq-edge""#, r#""hq-core""#), json!({"Name": "hq-core"}))
                .drifting(json!({"Name": "by hand"}), r#"name = "by hand" -> "hq-core""#),
            Row::of(
                "caller_id",
                (r#""+61255501234""#, r#""+61355505678""#),
                json!({"DefaultCallerId": "+61355505678"}),
            )
            .drifting(json!({"DefaultCallerId": "+61455501234"}), r#"caller_id = "+61455501234" -> "+61355505678""#),
            Row::of(
                "allowed_ips",
                (r#"["203.0.113.10/32"]"#, r#"["203.0.113.10/32", "198.51.100.0/28"]"#),
                addresses(&["198.51.100.0/28", "203.0.113.10/32"]),
            )
            .drifting(addresses(&["192.0.2.1/32", "203.0.113.10/32"]), r#"- "192.0.2.1/32","#),
            Row::of("allowed_countries", ("", r#"["NZ", "AU"]"#), countries(&["AU", "NZ"]))
                .drifting(countries(&["AU", "FJ"]), r#"- "FJ", + "NZ","#),
            Row::of("channel_limit", ("", "20"), json!({"ChannelLimit": 20}))
                .drifting(json!({"ChannelLimit": 30}), "channel_limit = 30 -> 20"),
            Row::of("customer_reference", ("", r#""cost-centre-42""#), json!({"CustomerReference": "cost-centre-42"}))
                .drifting(
                    json!({"CustomerReference": "by hand"}),
                    r#"customer_reference = "by hand" -> "cost-centre-42""#,
                )
                .cleared("", json!({"CustomerReference": ""})),
        ],
    }
}

fn credentials() -> Subject {
    let sent = |realm: &str| json!({"SipTrunkCredentials": {"Realm": realm, "Password": "***"}});
    Subject {
        kind: "siptrunk_fonedynamics_trunk",
        good: &[
            ("name", r#""branch-pbx""#),
            ("caller_id", r#""+61355505678""#),
            ("auth_type", r#""credentials""#),
            ("realm", r#""branch-pbx-01""#),
            ("password", r#""Tr0ub4dor&Zebra""#),
        ],
        path,
        rows: vec![
            Row::of("realm", (r#""branch-pbx-01""#, r#""branch-pbx-02""#), sent("branch-pbx-02")).drifting(
                json!({"SipTrunkCredentials": {"Realm": "by hand", "Password": "Tr0ub4dor&Camel"}}),
                r#"realm = "by hand" -> "branch-pbx-02""#,
            ),
            Row::of("password", (r#""Tr0ub4dor&Zebra""#, r#""Tr0ub4dor&Camel""#), sent("branch-pbx-01")),
        ],
    }
}

/// The switches under which a life is to be the same.
const MANNERS: [&[&str]; 3] = [
    &[],
    &[
        "fonedynamics.null-members=present",
        "fonedynamics.addresses=bare",
        "fonedynamics.arrays=reversed",
        "fonedynamics.credentials=echoed",
        "fonedynamics.not-found=404",
        "fonedynamics.delete=soft",
    ],
    &[
        "fonedynamics.update-settles-after=1",
        "fonedynamics.create-visible-after=1",
        "fonedynamics.not-found=404-bare",
        "fonedynamics.delete=announced",
    ],
];

#[tokio::test]
async fn every_attribute_of_an_ip_trunk_changes_in_one_call_of_its_own_and_its_drift_is_repaired() {
    for switches in MANNERS {
        lives(switches, ip()).await;
    }
}

#[tokio::test]
async fn the_credentials_go_together_and_their_drift_is_repaired() {
    for switches in MANNERS {
        lives(switches, credentials()).await;
    }
}

async fn lives(switches: &[&str], subject: Subject) {
    let sandbox = Sandbox::start(switches).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let meddle = async |path: &str, body: Json| {
        sandbox.at("fonedynamics", "PATCH", path, body).await;
        sandbox.at("fonedynamics", "GET", &format!("{path}/Details"), Json::Null).await;
    };
    subject.lives(&sandbox, &workspace, meddle).await;
    subject.is_cleared(&sandbox, &workspace).await;
    workspace.destroy().await.ok();
    let live = sandbox.objects("fonedynamics").await.into_iter().filter(|trunk| trunk["EndDate"].is_null());
    assert_eq!(live.count(), 0);
}
