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
            Row {
                attribute: "name",
                hcl: (r#""hq-edge""#, r#""hq-core""#),
                update: json!({"Name": "hq-core"}),
                drift: Some((json!({"Name": "by hand"}), r#"name = "by hand" -> "hq-core""#)),
                clear: None,
            },
            Row {
                attribute: "caller_id",
                hcl: (r#""+61255501234""#, r#""+61355505678""#),
                update: json!({"DefaultCallerId": "+61355505678"}),
                drift: Some((
                    json!({"DefaultCallerId": "+61455501234"}),
                    r#"caller_id = "+61455501234" -> "+61355505678""#,
                )),
                clear: None,
            },
            Row {
                attribute: "allowed_ips",
                hcl: (r#"["203.0.113.10/32"]"#, r#"["203.0.113.10/32", "198.51.100.0/28"]"#),
                update: addresses(&["198.51.100.0/28", "203.0.113.10/32"]),
                drift: Some((addresses(&["192.0.2.1/32", "203.0.113.10/32"]), r#"- "192.0.2.1/32","#)),
                clear: None,
            },
            Row {
                attribute: "allowed_countries",
                hcl: ("", r#"["NZ", "AU"]"#),
                update: countries(&["AU", "NZ"]),
                drift: Some((countries(&["AU", "FJ"]), r#"- "FJ", + "NZ","#)),
                clear: None,
            },
            Row {
                attribute: "channel_limit",
                hcl: ("", "20"),
                update: json!({"ChannelLimit": 20}),
                drift: Some((json!({"ChannelLimit": 30}), "channel_limit = 30 -> 20")),
                clear: None,
            },
            Row {
                attribute: "customer_reference",
                hcl: ("", r#""cost-centre-42""#),
                update: json!({"CustomerReference": "cost-centre-42"}),
                drift: Some((
                    json!({"CustomerReference": "by hand"}),
                    r#"customer_reference = "by hand" -> "cost-centre-42""#,
                )),
                clear: Some(("", json!({"CustomerReference": ""}))),
            },
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
            Row {
                attribute: "realm",
                hcl: (r#""branch-pbx-01""#, r#""branch-pbx-02""#),
                update: sent("branch-pbx-02"),
                drift: Some((
                    json!({"SipTrunkCredentials": {"Realm": "by hand", "Password": "Tr0ub4dor&Camel"}}),
                    r#"realm = "by hand" -> "branch-pbx-02""#,
                )),
                clear: None,
            },
            Row {
                attribute: "password",
                hcl: (r#""Tr0ub4dor&Zebra""#, r#""Tr0ub4dor&Camel""#),
                update: sent("branch-pbx-01"),
                drift: None,
                clear: None,
            },
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
