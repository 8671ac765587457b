//! Bolna's answers in every spelling that its pages leave open: none of them is a difference.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::bolna::{id, path, with};

/// Everything that a trunk can have, and the least; and a number on each.
const ALL: &str = r#"
resource "siptrunk_bolna_trunk" "full" {
  name          = "full"
  provider_name = "custom"
  description   = "Voice agents"
  auth_type     = "credentials"
  username      = "agent"
  password      = "not-a-real-secret"
  gateways = [
    { host = "SIP-a.Carrier.example", port = 5061, priority = 2 },
    { host = "192.0.2.10", priority = 1 },
  ]
  allowed_ips                   = ["198.51.100.7", "203.0.113.9/32", "203.0.113.16/28"]
  codecs                        = ["alaw", "ulaw"]
  disallow                      = "g729,gsm"
  transport                     = "tls"
  media_encryption              = "sdes"
  media_encryption_optimistic   = true
  direct_media                  = true
  rtp_symmetric                 = false
  force_rport                   = false
  qualify_frequency             = 0
  inbound_enabled               = true
  outbound_leading_plus_enabled = false
  enabled                       = false
}

resource "siptrunk_bolna_trunk" "least" {
  name             = "least"
  provider_name    = "custom"
  auth_type        = "ip"
  gateways         = [{ host = "sip.carrier.example" }]
  allowed_ips      = ["203.0.113.0/28"]
  media_encryption = "no"
}

resource "siptrunk_bolna_phone_number" "full" {
  trunk_id           = siptrunk_bolna_trunk.full.id
  phone_number       = "+61255500003"
  name               = "Main line"
  e164_check_enabled = true
}

resource "siptrunk_bolna_phone_number" "least" {
  trunk_id     = siptrunk_bolna_trunk.least.id
  phone_number = "61255500004"
}
"#;

const MANNERS: [&[&str]; 6] = [
    &[],
    &["answers=sparse", "number-name=omitted", "extra-keys=present", "empty-description=omitted"],
    &["answers=sparse-writes", "arrays=reversed", "addresses=cidr", "codecs=spaced", "no-encryption=false"],
    &["addresses=bare", "gateway-hosts=lower-case", "empty-description=text", "list=wrapped", "number-name=omitted"],
    &[
        "answers=sparse-writes",
        "create-visible-after=2",
        "removed-numbers=shown",
        "list=pages",
        "delete=soft",
        "null=ignored",
        "codecs=upper-case",
    ],
    &["unexpected-members=ignored", "empty-update=refused", "sdes-check=body", "extra-keys=present"],
];

/// Whatever answers look like, all is made, plans empty, changes, and plans empty again.
#[tokio::test]
async fn no_spelling_of_an_answer_is_a_difference() {
    for switches in MANNERS {
        let named: Vec<String> = switches.iter().map(|switch| format!("bolna.{switch}")).collect();
        let sandbox = Sandbox::start(&named.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(ALL).await.ok();
        workspace.plan(ALL).await.empty();
        // The same in other words: as answers may have it, and as people write.
        let respelled = ALL
            .replace("SIP-a.Carrier.example", "sip-a.carrier.EXAMPLE")
            .replace("\"203.0.113.9/32\", \"203.0.113.16/28\"", "\"203.0.113.16/28\", \"203.0.113.9\"")
            .replace("\"61255500004\"", "\"+61255500004\"");
        workspace.plan(&respelled).await.empty();
        sandbox.calls().await;
        let changed = respelled.replace("Voice agents", "Desk").replace("[\"203.0.113.0/28\"]", "[\"203.0.113.0/27\"]");
        workspace.apply(&changed).await.ok().says(&["0 added, 2 changed, 0 destroyed"]);
        let bodies: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
        let due = [json!({"description": "Desk"}), json!({"ip_identifiers": [{"ip_address": "203.0.113.0/27"}]})];
        assert!(bodies.len() == 2 && due.iter().all(|body| bodies.contains(body)), "{switches:?}: {bodies:#?}");
        workspace.plan(&changed).await.empty();
        workspace.destroy().await.ok();
        assert_eq!(sandbox.objects("bolna").await, Vec::<Json>::new(), "{switches:?}");
    }
}

/// What an import finds is what the configuration says, in every spelling that tells it.
#[tokio::test]
async fn an_import_finds_no_difference_in_any_spelling() {
    for switches in &MANNERS[2..] {
        let named: Vec<String> = switches.iter().map(|switch| format!("bolna.{switch}")).collect();
        let sandbox = Sandbox::start(&named.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(ALL).await.ok();
        for kind in ["trunk", "phone_number"] {
            for name in ["full", "least"] {
                let address = format!("siptrunk_bolna_{kind}.{name}");
                workspace.found_again(&address, &workspace.import_id(&address)).await.ok();
            }
        }
        sandbox.calls().await;
        // No answer tells the password, and none the check of the number.
        workspace.apply(ALL).await.ok().says(&["0 added", "0 destroyed"]);
        let bodies: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
        assert_eq!(bodies, [json!({"auth_username": "agent", "auth_password": "***"})], "{switches:?}");
        workspace.plan(ALL).await.empty();
    }
}

/// What no answer shows of a trunk that was made elsewhere may be anything: no documented default is sent in its place.
#[tokio::test]
async fn an_import_forces_no_default_on_what_no_answer_shows() {
    let sandbox = Sandbox::start(&["bolna.answers=sparse"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let elsewhere = json!({"name": "office", "provider": "custom", "auth_type": "ip-based", "transport": "transport-tls",
        "media_encryption": "sdes", "allow": "alaw", "ip_identifiers": [{"ip_address": "198.51.100.7"}],
        "gateways": [{"gateway_address": "192.0.2.10", "port": 5061, "priority": 1}]});
    let trunk = sandbox.at("bolna", "POST", "/sip-trunks/trunks", elsewhere.clone()).await;
    let least = r#"resource "siptrunk_bolna_trunk" "office" {
  name          = "office"
  provider_name = "custom"
  auth_type     = "ip"
  gateways      = [{ host = "192.0.2.10", port = 5061 }]
  allowed_ips   = ["198.51.100.7"]
}
"#;
    std::fs::write(workspace.path().join("main.tf"), least).expect("it is written");
    workspace.import("siptrunk_bolna_trunk.office", trunk["id"].as_str().expect("an id")).await.ok();
    workspace.plan(least).await.empty();
    sandbox.calls().await;
    let noted = with(least, "description = \"Found\"");
    workspace.apply(&noted).await.ok();
    let bodies: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
    assert_eq!(bodies, [json!({"description": "Found"})]);
    let held = &sandbox.objects("bolna").await[0];
    for name in ["transport", "media_encryption", "allow"] {
        assert_eq!(held[name], elsewhere[name], "{name}");
    }
    workspace.plan(&noted).await.empty();
    // Once it is shown, the default is wanted as ever.
    sandbox.switch("bolna.answers", "full").await;
    workspace.plan(&noted).await.exited(2).says(&["transport = \"tls\" -> \"udp\""]);
}

/// A value that answers do not hold keeps what the state has; one that they show is believed.
#[tokio::test]
async fn what_is_not_shown_is_not_drift() {
    let sandbox = Sandbox::start(&["bolna.answers=sparse"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(ALL).await.ok();
    let full = path(&id(&workspace, "siptrunk_bolna_trunk.full"));
    sandbox.at("bolna", "PATCH", &full, json!({"is_active": true, "allow": "ulaw", "auth_username": "by-hand"})).await;
    workspace.plan(ALL).await.empty();
    sandbox.switch("bolna.answers", "full").await;
    let plan = workspace.plan(ALL).await.exited(2);
    plan.says(&["enabled = true -> false", "+ \"alaw\"", "username = \"by-hand\" -> \"agent\""]);
}

/// A word that no page has is drift, as Bolna spells it; a form that no page has is said, and changes nothing.
#[tokio::test]
async fn a_word_that_nobody_knows_is_kept_as_read_and_another_form_is_a_warning() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    // The answer stands in the trunk's own read: which of two trunks is read by itself is chance otherwise.
    let workspace = workspace.with("BOLNA_REFRESH_FROM_LIST", "false");
    workspace.apply(ALL).await.ok();
    let full = id(&workspace, "siptrunk_bolna_trunk.full");
    let mut shown = sandbox.at("bolna", "GET", &path(&full), Json::Null).await;
    shown["transport"] = json!("transport-wss");
    shown["qualify_frequency"] = json!({"seconds": 0});
    let answer = json!({"status": 200, "body": shown});
    sandbox.fault(json!({"vendor": "bolna", "method": "GET", "path": full, "answer": answer})).await;
    let plan = workspace.plan(ALL).await.exited(2);
    plan.says(&["transport = \"transport-wss\" -> \"tls\"", "Bolna shows qualify_frequency in an unknown form"]);
}
