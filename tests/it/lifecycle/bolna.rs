//! The lives of a Bolna trunk and a number on it.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;

const AGENT: &str = r#"resource "siptrunk_bolna_trunk" "agent" {
  name             = "agent"
  provider_name    = "custom"
  description      = "Voice agents"
  auth_type        = "credentials"
  username         = "agent"
  password         = "not-a-real-secret"
  allowed_ips      = ["203.0.113.7", "198.51.100.0/28"]
  transport        = "tls"
  media_encryption = "sdes"
  gateways = [
    { host = "SIP-b.carrier.example", port = 5061, priority = 2 },
    { host = "sip-a.carrier.example", port = 5061 },
  ]
}
"#;

const MAIN: &str = r#"resource "siptrunk_bolna_phone_number" "main" {
  trunk_id           = siptrunk_bolna_trunk.agent.id
  phone_number       = "+61255500003"
  name               = "Main line"
  e164_check_enabled = true
}
"#;

/// Whatever Bolna does with spellings, orders and silence: apply, change, refresh and import end in an empty plan.
#[tokio::test]
async fn no_spelling_of_bolnas_is_a_difference() {
    const MANNERS: [&[&str]; 6] = [
        &[],
        &["answers=sparse-writes", "addresses=cidr", "arrays=reversed", "empty-description=omitted"],
        &["answers=sparse", "gateway-hosts=lower-case", "extra-keys=present", "empty-description=text"],
        &["addresses=bare", "codecs=spaced", "no-encryption=false", "number-name=omitted", "list=wrapped"],
        &["list=pages", "removed-numbers=shown", "delete=soft", "null=ignored", "empty-update=refused"],
        &["sdes-check=body", "create-visible-after=1", "answers=sparse-writes", "errors=detail", "arrays=reversed"],
    ];
    for manners in MANNERS {
        let switches: Vec<_> = manners.iter().map(|switch| format!("bolna.{switch}")).collect();
        let sandbox = Sandbox::start(&switches.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let first = AGENT.to_owned() + MAIN;
        workspace.apply(&first).await.ok();
        workspace.plan(&first).await.empty();
        let second = first
            .replace("  description      = \"Voice agents\"\n", "")
            .replace("\"tls\"", "\"tcp\"")
            .replace("\"sdes\"", "\"no\"")
            .replace("\"203.0.113.7\", ", "");
        workspace.apply(&second).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
        workspace.plan(&second).await.empty();
        workspace.destroy().await.ok();
        assert_eq!(sandbox.objects("bolna").await, Vec::<Json>::new(), "{manners:?}");
    }
}

#[tokio::test]
async fn an_update_sends_what_differs_and_the_pair_where_one_of_it_does() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(AGENT).await.ok();
    let id = workspace.state("siptrunk_bolna_trunk.agent").expect("a state").attributes["id"].clone();
    let line = format!("PATCH /sip-trunks/trunks/{}", id.as_str().expect("an id"));
    sandbox.calls().await;
    let mut hcl = AGENT.to_owned();
    for (from, to, body) in [
        ("\"sdes\"", "\"no\"", json!({"transport": "transport-tls", "media_encryption": "no"})),
        ("\"tls\"", "\"udp\"", json!({"transport": "transport-udp", "media_encryption": "no"})),
        ("not-a-real-secret", "another-secret", json!({"auth_username": "agent", "auth_password": "***"})),
        (
            "priority = 2 ",
            "priority = 3 ",
            json!({"gateways": [
            {"gateway_address": "SIP-b.carrier.example", "port": 5061, "priority": 3},
            {"gateway_address": "sip-a.carrier.example", "port": 5061, "priority": 1}]}),
        ),
        (
            "  description      = \"Voice agents\"\n",
            "  enabled = false\n",
            json!({"description": "", "is_active": false}),
        ),
    ] {
        hcl = hcl.replace(from, to);
        workspace.apply(&hcl).await.ok();
        let changes = sandbox.changes().await;
        assert_eq!(changes.iter().map(|call| (&call.line, &call.request)).collect::<Vec<_>>(), [(&line, &body)]);
        workspace.plan(&hcl).await.empty();
        sandbox.calls().await;
    }
    assert_eq!(sandbox.objects("bolna").await[0]["auth_password"], "another-secret");
}

#[tokio::test]
async fn trunk_and_number_are_imported_by_name_and_by_number() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = AGENT.to_owned() + MAIN;
    workspace.apply(&hcl).await.ok();
    let id = workspace.state("siptrunk_bolna_trunk.agent").expect("a state").attributes["id"].clone();
    let number = workspace.state("siptrunk_bolna_phone_number.main").expect("a state").attributes["id"].clone();
    for address in ["siptrunk_bolna_phone_number.main", "siptrunk_bolna_trunk.agent"] {
        workspace.run(&["state", "rm", address]).await.ok();
    }
    workspace.import("siptrunk_bolna_trunk.agent", "agent").await.ok();
    let path = format!("{}/+61255500003", id.as_str().expect("an id"));
    workspace.import("siptrunk_bolna_phone_number.main", &path).await.ok();
    let state = |address: &str| workspace.state(address).expect("a state").attributes;
    assert_eq!(state("siptrunk_bolna_trunk.agent")["id"], id);
    assert_eq!(state("siptrunk_bolna_phone_number.main")["id"], number);
    sandbox.calls().await;
    workspace.apply(&hcl).await.ok();
    let sent: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
    assert_eq!(sent, [json!({"auth_username": "agent", "auth_password": "***"})], "what no answer tells");
    workspace.plan(&hcl).await.empty();
}

#[tokio::test]
async fn a_new_trunk_can_be_switched_off_and_is_kept_if_that_fails() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let off = AGENT.replace("  gateways", "  enabled = false\n  gateways");
    workspace.apply(&off).await.ok();
    let calls: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
    assert_eq!((calls.len(), &calls[1]), (2, &json!({"is_active": false})));
    workspace.plan(&off).await.empty();
    workspace.destroy().await.ok();
    let answer = json!({"status": 403, "body": {"detail": "Access denied"}});
    sandbox.fault(json!({"vendor": "bolna", "method": "PATCH", "answer": answer})).await;
    workspace.apply(&off).await.failed(&["Access denied", "marked as tainted"]);
    assert!(workspace.state("siptrunk_bolna_trunk.agent").expect("it is kept").tainted);
    workspace.run(&["untaint", "siptrunk_bolna_trunk.agent"]).await.ok();
    workspace.apply(&off).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
    workspace.plan(&off).await.empty();
}

#[tokio::test]
async fn numbers_go_with_their_trunk_and_come_back_with_a_new_one() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = AGENT.to_owned() + MAIN;
    workspace.apply(&hcl).await.ok();
    let twilio = hcl.replace("\"custom\"", "\"twilio\"");
    let warned = ["forces replacement", "2 to add, 0 to change, 2 to destroy", "1 phone number is on the trunk."];
    workspace.plan(&twilio).await.exited(2).says(&warned);
    workspace.apply(&twilio).await.ok();
    workspace.plan(&twilio).await.empty();
    let objects = sandbox.objects("bolna").await;
    let numbers = objects[0]["phone_numbers"].as_array().expect("an array");
    assert!(objects.len() == 1 && numbers.len() == 1 && numbers[0]["e164_check_enabled"] == true, "{objects:?}");
    // Somebody deletes the trunk: both are gone, and both are made again.
    let id = objects[0]["id"].as_str().expect("an id");
    sandbox.at_bolna("DELETE", &format!("/sip-trunks/trunks/{id}"), Json::Null).await;
    workspace.plan(&twilio).await.exited(2).says(&["2 to add, 0 to change, 0 to destroy"]);
    workspace.apply(&twilio).await.ok();
    workspace.plan(&twilio).await.empty();
}

#[tokio::test]
async fn a_number_that_changes_is_a_new_one() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = AGENT.to_owned() + MAIN;
    workspace.apply(&hcl).await.ok();
    workspace.plan(&hcl.replace("\"+61255500003\"", "\"61255500003\"")).await.empty();
    sandbox.calls().await;
    for (from, to) in [
        ("Main line", "Reception"),
        ("+61255500003", "+61255500004"),
        ("check_enabled = true", "check_enabled = false"),
    ] {
        let changed = hcl.replace(from, to);
        workspace.apply(&changed).await.ok().says(&["1 added, 0 changed, 1 destroyed"]);
        let methods: Vec<_> = sandbox
            .changes()
            .await
            .iter()
            .map(|call| call.line.split(' ').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(methods, ["DELETE", "POST"], "{from}");
        workspace.plan(&changed).await.empty();
        workspace.apply(&hcl).await.ok();
        sandbox.calls().await;
    }
}
