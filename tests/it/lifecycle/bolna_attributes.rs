//! The life of a Bolna trunk in which nothing goes wrong: its attributes one by one.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::bolna::path;
use super::table::{Row, Subject};

fn gateway(host: &str, port: u16, priority: u8) -> Json {
    json!({"gateway_address": host, "port": port, "priority": priority})
}

fn sources(blocks: &[&str]) -> Json {
    let blocks: Json = blocks.iter().map(|block| json!({"ip_address": block})).collect();
    json!({"ip_identifiers": blocks})
}

fn credentials() -> Subject {
    const TWO_GATEWAYS: &str =
        r#"[{ host = "SIP.Carrier.example", port = 5061, priority = 1 }, { host = "192.0.2.10", priority = 2 }]"#;
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
            Row::of("name", (r#""agent""#, r#""desk""#), json!({"name": "desk"}))
                .drifting(json!({"name": "by hand"}), r#"name = "by hand" -> "desk""#),
            Row::of("description", ("", r#""Voice agents""#), json!({"description": "Voice agents"}))
                .drifting(json!({"description": "By hand"}), r#"description = "By hand" -> "Voice agents""#)
                .cleared(r#""""#, json!({"description": ""})),
            Row::of("username", (r#""agent""#, r#""agent-2""#), login("agent-2"))
                .drifting(json!({"auth_username": "by-hand"}), r#"username = "by-hand" -> "agent-2""#),
            Row::of("password", (r#""not-a-real-secret""#, r#""another-secret""#), login("agent")),
            Row::of(
                "gateways",
                (r#"[{ host = "SIP.Carrier.example" }]"#, TWO_GATEWAYS),
                json!({"gateways": [gateway("SIP.Carrier.example", 5061, 1), gateway("192.0.2.10", 5060, 2)]}),
            )
            .drifting(
                json!({"gateways": [gateway("SIP.Carrier.example", 5061, 3), gateway("192.0.2.10", 5060, 2)]}),
                "priority = 3 -> 1",
            )
            .cleared(
                r#"[{ host = "192.0.2.10", priority = 2 }]"#,
                json!({"gateways": [gateway("192.0.2.10", 5060, 2)]}),
            ),
            Row::of("allowed_ips", ("", r#"["203.0.113.0/28"]"#), sources(&["203.0.113.0/28"]))
                .drifting(sources(&["203.0.113.0/28", "192.0.2.1"]), r#"- "192.0.2.1"#)
                .cleared("[]", json!({"ip_identifiers": []})),
            Row::of("codecs", ("", r#"["alaw", "ulaw"]"#), json!({"allow": "alaw,ulaw"}))
                .drifting(json!({"allow": "alaw,gsm,ulaw"}), r#"- "gsm""#),
            Row::of("disallow", ("", r#""g729,gsm""#), json!({"disallow": "g729,gsm"}))
                .drifting(json!({"disallow": "all"}), r#"disallow = "all" -> "g729,gsm""#),
            Row::of(
                "transport",
                (r#""tls""#, r#""tcp""#),
                json!({"transport": "transport-tcp", "media_encryption": "no"}),
            )
            .drifting(json!({"transport": "transport-udp"}), r#"transport = "udp" -> "tcp""#),
            Row::of(
                "media_encryption",
                ("", r#""sdes""#),
                json!({"transport": "transport-tls", "media_encryption": "sdes"}),
            )
            .drifting(json!({"media_encryption": "no"}), r#"media_encryption = "no" -> "sdes""#),
            Row::flag("media_encryption_optimistic", ("", "true"), "media_encryption_optimistic", [true, false]),
            Row::of("qualify_frequency", ("", "0"), json!({"qualify_frequency": 0}))
                .drifting(json!({"qualify_frequency": 30}), "qualify_frequency = 30 -> 0"),
            Row::flag("inbound_enabled", ("", "true"), "inbound_enabled", [true, false]),
            Row::flag(
                "outbound_leading_plus_enabled",
                ("true", "false"),
                "outbound_leading_plus_enabled",
                [false, true],
            ),
            Row::flag("enabled", ("", "false"), "is_active", [false, true]),
        ],
    }
}

/// What an IP trunk has otherwise than one with a login; what is left out here is emptied by leaving it out. Where an
/// answer leaves out what is empty, nobody sees that it was emptied.
fn ip(empty_is_shown: bool) -> Subject {
    let description =
        Row::of("description", (r#""first""#, r#""Voice agents""#), json!({"description": "Voice agents"}))
            .cleared("", json!({"description": ""}));
    let description = match empty_is_shown {
        true => description.drifting(json!({"description": ""}), r#""Voice agents""#),
        false => description,
    };
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
            Row::of(
                "allowed_ips",
                (r#"["203.0.113.0/28", "198.51.100.7"]"#, r#"["203.0.113.16/28", "198.51.100.7"]"#),
                sources(&["198.51.100.7", "203.0.113.16/28"]),
            )
            .drifting(sources(&["198.51.100.7", "203.0.113.0/28"]), r#"- "203.0.113.0/28""#),
            description,
            Row::of("transport", ("", r#""tls""#), json!({"transport": "transport-tls", "media_encryption": "no"}))
                .drifting(json!({"transport": "transport-tcp"}), r#"transport = "tcp" -> "tls""#),
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
