//! The life of a Bolna trunk in which nothing goes wrong: its attributes one by one.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::bolna::path;
use super::table::{Row, Subject};

fn row(
    attribute: &'static str,
    hcl: (&'static str, &'static str),
    update: Json,
    drift: Option<(Json, &'static str)>,
    clear: Option<(&'static str, Json)>,
) -> Row {
    Row { attribute, hcl, update, drift, clear }
}

fn gateway(host: &str, port: u16, priority: u8) -> Json {
    json!({"gateway_address": host, "port": port, "priority": priority})
}

fn sources(blocks: &[&str]) -> Json {
    let blocks: Json = blocks.iter().map(|block| json!({"ip_address": block})).collect();
    json!({"ip_identifiers": blocks})
}

fn credentials() -> Subject {
    let login = |username: &str| json!({"auth_username": username, "auth_password": "***"});
    Subject {
        kind: "siptrunk_bolna_trunk",
        good: &[
            ("name", r#""ROW""#),
            ("provider_name", r#""custom""#),
            ("auth_type", r#""credentials""#),
            ("username", r#""agent""#),
            ("password", r#""not-a-real-secret""#),
            ("gateways", r#"[{ host = "SIP.Carrier.example" }]"#),
            ("transport", r#""tls""#),
        ],
        path,
        rows: vec![
            row(
                "name",
                (r#""agent""#, r#""desk""#),
                json!({"name": "desk"}),
                Some((json!({"name": "by hand"}), r#"name = "by hand" -> "desk""#)),
                None,
            ),
            row(
                "description",
                ("", r#""Voice agents""#),
                json!({"description": "Voice agents"}),
                Some((json!({"description": "By hand"}), r#"description = "By hand" -> "Voice agents""#)),
                Some((r#""""#, json!({"description": ""}))),
            ),
            row(
                "username",
                (r#""agent""#, r#""agent-2""#),
                login("agent-2"),
                Some((json!({"auth_username": "by-hand"}), r#"username = "by-hand" -> "agent-2""#)),
                None,
            ),
            row("password", (r#""not-a-real-secret""#, r#""another-secret""#), login("agent"), None, None),
            row(
                "gateways",
                (
                    r#"[{ host = "SIP.Carrier.example" }]"#,
                    r#"[{ host = "SIP.Carrier.example", port = 5061, priority = 1 }, { host = "192.0.2.10", priority = 2 }]"#,
                ),
                json!({"gateways": [gateway("SIP.Carrier.example", 5061, 1), gateway("192.0.2.10", 5060, 2)]}),
                Some((
                    json!({"gateways": [gateway("SIP.Carrier.example", 5061, 3), gateway("192.0.2.10", 5060, 2)]}),
                    "priority = 3 -> 1",
                )),
                Some((
                    r#"[{ host = "192.0.2.10", priority = 2 }]"#,
                    json!({"gateways": [gateway("192.0.2.10", 5060, 2)]}),
                )),
            ),
            row(
                "allowed_ips",
                ("", r#"["203.0.113.0/28"]"#),
                sources(&["203.0.113.0/28"]),
                Some((sources(&["203.0.113.0/28", "192.0.2.1"]), r#"- "192.0.2.1"#)),
                Some(("[]", json!({"ip_identifiers": []}))),
            ),
            row(
                "codecs",
                ("", r#"["alaw", "ulaw"]"#),
                json!({"allow": "alaw,ulaw"}),
                Some((json!({"allow": "alaw,gsm,ulaw"}), r#"- "gsm""#)),
                None,
            ),
            row(
                "disallow",
                ("", r#""g729,gsm""#),
                json!({"disallow": "g729,gsm"}),
                Some((json!({"disallow": "all"}), r#"disallow = "all" -> "g729,gsm""#)),
                None,
            ),
            row(
                "transport",
                (r#""tls""#, r#""tcp""#),
                json!({"transport": "transport-tcp", "media_encryption": "no"}),
                Some((json!({"transport": "transport-udp"}), r#"transport = "udp" -> "tcp""#)),
                None,
            ),
            row(
                "media_encryption",
                ("", r#""sdes""#),
                json!({"transport": "transport-tls", "media_encryption": "sdes"}),
                Some((json!({"media_encryption": "no"}), r#"media_encryption = "no" -> "sdes""#)),
                None,
            ),
            row(
                "media_encryption_optimistic",
                ("", "true"),
                json!({"media_encryption_optimistic": true}),
                Some((json!({"media_encryption_optimistic": false}), "media_encryption_optimistic = false -> true")),
                None,
            ),
            row(
                "qualify_frequency",
                ("", "0"),
                json!({"qualify_frequency": 0}),
                Some((json!({"qualify_frequency": 30}), "qualify_frequency = 30 -> 0")),
                None,
            ),
            row(
                "inbound_enabled",
                ("", "true"),
                json!({"inbound_enabled": true}),
                Some((json!({"inbound_enabled": false}), "inbound_enabled = false -> true")),
                None,
            ),
            row(
                "outbound_leading_plus_enabled",
                ("true", "false"),
                json!({"outbound_leading_plus_enabled": false}),
                Some((json!({"outbound_leading_plus_enabled": true}), "outbound_leading_plus_enabled = true -> false")),
                None,
            ),
            row(
                "enabled",
                ("", "false"),
                json!({"is_active": false}),
                Some((json!({"is_active": true}), "enabled = true -> false")),
                None,
            ),
        ],
    }
}

/// What an IP trunk has otherwise than one with a login; what is left out here is emptied by leaving it out. Where an
/// answer leaves out what is empty, nobody sees that it was emptied.
fn ip(empty_is_shown: bool) -> Subject {
    Subject {
        kind: "siptrunk_bolna_trunk",
        good: &[
            ("name", r#""ROW""#),
            ("provider_name", r#""custom""#),
            ("auth_type", r#""ip""#),
            ("gateways", r#"[{ host = "192.0.2.10" }]"#),
            ("allowed_ips", r#"["203.0.113.0/28", "198.51.100.7"]"#),
        ],
        path,
        rows: vec![
            row(
                "allowed_ips",
                (r#"["203.0.113.0/28", "198.51.100.7"]"#, r#"["203.0.113.16/28", "198.51.100.7"]"#),
                sources(&["198.51.100.7", "203.0.113.16/28"]),
                Some((sources(&["198.51.100.7", "203.0.113.0/28"]), r#"- "203.0.113.0/28""#)),
                None,
            ),
            row(
                "description",
                (r#""first""#, r#""Voice agents""#),
                json!({"description": "Voice agents"}),
                empty_is_shown.then(|| (json!({"description": ""}), r#""Voice agents""#)),
                Some(("", json!({"description": ""}))),
            ),
            row(
                "transport",
                ("", r#""tls""#),
                json!({"transport": "transport-tls", "media_encryption": "no"}),
                Some((json!({"transport": "transport-tcp"}), r#"transport = "tcp" -> "tls""#)),
                None,
            ),
        ],
    }
}

/// The switches under which a life is to be the same.
const MANNERS: [&[&str]; 3] = [
    &[],
    &[
        "bolna.answers=sparse-writes",
        "bolna.arrays=reversed",
        "bolna.addresses=cidr",
        "bolna.gateway-hosts=lower-case",
        "bolna.codecs=spaced",
        "bolna.no-encryption=false",
        "bolna.empty-description=text",
        "bolna.extra-keys=present",
        "bolna.null=ignored",
    ],
    &[
        "bolna.addresses=bare",
        "bolna.empty-description=omitted",
        "bolna.answers=sparse-writes",
        "bolna.create-visible-after=1",
        "bolna.not-found=404-bare",
        "bolna.list=pages",
        "bolna.delete=soft",
        "bolna.empty-update=refused",
    ],
];

#[tokio::test]
async fn every_attribute_changes_in_one_call_of_its_own_and_its_drift_is_repaired() {
    for switches in MANNERS {
        lives(switches, credentials()).await;
    }
}

#[tokio::test]
async fn every_attribute_of_an_ip_trunk_changes_in_one_call_of_its_own_and_its_drift_is_repaired() {
    for switches in MANNERS {
        lives(switches, ip(!switches.contains(&"bolna.empty-description=omitted"))).await;
    }
}

async fn lives(switches: &[&str], subject: Subject) {
    let sandbox = Sandbox::start(switches).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let meddle = async |path: &str, body: Json| {
        sandbox.at("bolna", "PATCH", path, body).await;
    };
    subject.lives(&sandbox, &workspace, meddle).await;
    subject.is_cleared(&sandbox, &workspace).await;
    let objects = sandbox.objects("bolna").await;
    let changed = objects.iter().filter(|trunk| trunk["auth_password"] == "another-secret").count();
    assert_eq!(changed, subject.rows.iter().filter(|row| row.attribute == "password").count());
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("bolna").await, Vec::<Json>::new());
}
