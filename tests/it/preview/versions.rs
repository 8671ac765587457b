//! Plans as several versions of Terraform and OpenTofu write them: one story, recorded with each in `plans`, has one preview.
//!
//! `SIPTRUNK_CLI=... cargo test --test it record_the_plan -- --ignored` records it with another one.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};
use siptrunk::preview::Preview;

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;

const MODULE: &str = r#"
terraform {
  required_providers {
    siptrunk = { source = "registry.terraform.io/siptrunk/siptrunk" }
  }
}
variable "note" {}
resource "siptrunk_crazytel_trunk" "inside" {
  password    = "Harbour42Bridge"
  caller_id   = "61255501234"
  description = var.note
}
"#;

/// What every version knows: keys, a module and an alias, a move, an import, drift, values that only the apply will know,
/// and all four actions. `ADOPTED` is the id of a trunk that somebody made by hand.
const BEFORE: &str = r#"
provider "siptrunk" {
  alias = "two"
}
resource "siptrunk_crazytel_trunk" "desk" {
  for_each    = toset(["front", "back"])
  password    = "Harbour42Bridge"
  caller_id   = "61255501234"
  description = "Front desk"
}
resource "siptrunk_crazytel_trunk" "old" {
  password  = "Harbour42Bridge"
  caller_id = "61255501234"
}
resource "siptrunk_crazytel_trunk" "drifted" {
  password    = "Harbour42Bridge"
  caller_id   = "61255501234"
  description = "As it was"
}
resource "siptrunk_bolna_trunk" "agent" {
  name          = "agent"
  provider_name = "custom"
  auth_type     = "credentials"
  username      = "agent"
  password      = "Harbour42Bridge"
  gateways      = [{ host = "sip.carrier.example" }]
}
resource "siptrunk_bolna_phone_number" "main" {
  trunk_id     = siptrunk_bolna_trunk.agent.id
  phone_number = "+61255500003"
}
"#;

const AFTER: &str = r#"
provider "siptrunk" {
  alias = "two"
}
resource "terraform_data" "note" {}
resource "siptrunk_crazytel_trunk" "desk" {
  for_each    = toset(["front"])
  password    = "Harbour42Bridge"
  caller_id   = "61255501234"
  description = sensitive("Reception")
  enabled     = false
}
resource "siptrunk_crazytel_trunk" "new" {
  password  = "Harbour42Bridge"
  caller_id = "61255501234"
}
moved {
  from = siptrunk_crazytel_trunk.old
  to   = siptrunk_crazytel_trunk.new
}
resource "siptrunk_crazytel_trunk" "drifted" {
  password    = "Harbour42Bridge"
  caller_id   = "61255501234"
  description = "As it was"
}
import {
  to = siptrunk_crazytel_trunk.adopted
  id = "ADOPTED"
}
resource "siptrunk_crazytel_trunk" "adopted" {
  caller_id   = "61255501234"
  description = "No longer by hand"
}
resource "siptrunk_bolna_trunk" "agent" {
  name          = "agent"
  provider_name = "twilio"
  auth_type     = "credentials"
  username      = "agent"
  password      = "Harbour42Bridge"
  gateways      = [{ host = "sip.carrier.example" }, { host = "${terraform_data.note.id}.example" }]
}
resource "siptrunk_bolna_phone_number" "main" {
  trunk_id     = siptrunk_bolna_trunk.agent.id
  phone_number = "+61255500003"
}
module "office" {
  source    = "./office"
  note      = terraform_data.note.id
  providers = { siptrunk = siptrunk.two }
}
check "nothing" {
  assert {
    condition     = siptrunk_crazytel_trunk.new.enabled
    error_message = "It is off."
  }
}
output "user" {
  value = siptrunk_crazytel_trunk.new.username
}
"#;

/// The preview of that, typed from the vendors' pages.
fn expected() -> Json {
    let trunk = |description: &str| {
        json!({"password": "***", "caller_id_number": "61255501234", "description": description, "enabled": true,
            "hide_caller_id": false, "softphone_show_balance": true, "softphone_sync_sms": false})
    };
    json!({"format_version": "1.0", "changes": [
        {"address": "siptrunk_bolna_phone_number.main", "vendor": "bolna", "action": "replace", "requests": [
            {"method": "DELETE", "path": "/sip-trunks/trunks/AGENT/numbers/NUMBER", "body": null},
            {"method": "POST", "path": "/sip-trunks/trunks/(known after apply)/numbers",
                "body": {"phone_number": "+61255500003", "e164_check_enabled": false}}],
         "notes": ["A change of `trunk_id` replaces it.",
                   "An agent that the number is mapped to loses it. If a new number replaces this one, map that to the agent.",
            "`trunk_id` waits for `siptrunk_bolna_trunk.agent.id`."]},
        {"address": "siptrunk_bolna_trunk.agent", "vendor": "bolna", "action": "replace", "requests": [
            {"method": "DELETE", "path": "/sip-trunks/trunks/AGENT", "body": null},
            {"method": "POST", "path": "/sip-trunks/trunks", "body": {
                "name": "agent", "provider": "twilio", "auth_type": "userpass", "auth_username": "agent",
                "auth_password": "***", "gateways": [
                    {"gateway_address": "sip.carrier.example", "port": 5060, "priority": 1},
                    {"gateway_address": "(known after apply)", "port": 5060, "priority": 1}],
                "allow": "ulaw,alaw", "disallow": "all", "transport": "transport-udp", "media_encryption": "no",
                "media_encryption_optimistic": false, "direct_media": false, "rtp_symmetric": true, "force_rport": true,
                "qualify_frequency": 60, "inbound_enabled": false, "outbound_leading_plus_enabled": true}}],
         "notes": ["A change of `provider_name` replaces it.",
            "1 phone number is on the trunk. What is still there when Bolna deletes the trunk goes with it, mapped agents \
             included, and running calls may be cut. To let them end first, apply `enabled = false` before, and wait.",
            "`gateways` waits for `terraform_data.note.id`."]},
        {"address": "siptrunk_crazytel_trunk.desk[\"back\"]", "vendor": "crazytel", "action": "delete", "requests": [
            {"method": "DELETE", "path": "/sip-trunks/BACK", "body": null}],
         "notes": ["The configuration no longer has one with this key.", "Its `description` is `Front desk`."]},
        {"address": "siptrunk_crazytel_trunk.adopted", "vendor": "crazytel", "action": "update", "requests": [
            {"method": "PATCH", "path": "/sip-trunks/ADOPTED", "body": {"description": "No longer by hand"}}],
         "notes": ["The plan imports it, and changes what is there."]},
        {"address": "siptrunk_crazytel_trunk.desk[\"front\"]", "vendor": "crazytel", "action": "update", "requests": [
            {"method": "PATCH", "path": "/sip-trunks/FRONT", "body": {"description": "***", "enabled": false}}],
         "notes": ["The trunk will be off: `enabled` is `false`."]},
        {"address": "siptrunk_crazytel_trunk.drifted", "vendor": "crazytel", "action": "update", "requests": [
            {"method": "PATCH", "path": "/sip-trunks/DRIFTED", "body": {"description": "As it was"}}],
         "notes": []},
        {"address": "module.office.siptrunk_crazytel_trunk.inside", "vendor": "crazytel", "action": "create",
         "requests": [{"method": "POST", "path": "/sip-trunks/", "body": trunk("(known after apply)")}],
         "notes": ["`description` waits for `terraform_data.note.id`."]},
    ]})
}

/// A plan of the story, in which the vendors' ids have names.
async fn story(workspace: &Workspace, sandbox: &Sandbox) -> Json {
    fs::create_dir(workspace.path().join("office")).expect("a directory");
    fs::write(workspace.path().join("office/main.tf"), MODULE).expect("a module");
    let body = json!({"password": "Portal99Secret", "caller_id_number": "61255501234", "description": "By hand"});
    let adopted = sandbox.at("crazytel", "POST", "/sip-trunks/", body).await["id"].clone();
    workspace.apply(BEFORE).await.ok();
    let state = workspace.whole_state();
    let id = |name: &str, at: usize| {
        let resource = state["resources"].as_array().expect("a list").iter().find(|resource| resource["name"] == name);
        resource.expect("it is in the state")["instances"][at]["attributes"]["id"].clone()
    };
    let names = [
        ("BACK", id("desk", 0)),
        ("FRONT", id("desk", 1)),
        ("OLD", id("old", 0)),
        ("DRIFTED", id("drifted", 0)),
        ("AGENT", id("agent", 0)),
        ("NUMBER", id("main", 0)),
        ("ADOPTED", adopted),
    ];
    let drifted = format!("/sip-trunks/{}", names[3].1.as_str().expect("text"));
    sandbox.at("crazytel", "PATCH", &drifted, json!({"description": "By somebody else"})).await;
    workspace.write(&AFTER.replace("ADOPTED", names[6].1.as_str().expect("text")));
    workspace.run(&["get"]).await.ok();
    workspace.run(&["plan", "-out=plan.out", "-input=false", "-no-color"]).await.ok();
    let mut plan = workspace.run(&["show", "-json", "plan.out"]).await.ok().stdout;
    for (name, id) in names {
        plan = plan.replace(id.as_str().expect("text"), name);
    }
    serde_json::from_str(&plan).expect("JSON")
}

fn preview(plan: &Json) -> Json {
    Preview::read(plan.to_string().as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}")).json()
}

/// The same with the members of all objects in order, which makes a difference readable.
fn sorted(mut json: Json) -> Json {
    json.sort_all_objects();
    json
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/preview/plans")
}

#[test]
fn each_version_that_was_recorded_has_the_same_preview() {
    let mut seen = vec![];
    for file in fs::read_dir(folder()).expect("plans").flatten() {
        let text = fs::read_to_string(file.path()).expect("a plan");
        let plan: Json = serde_json::from_str(&text).expect("JSON");
        let name = file.file_name().into_string().expect("a name");
        assert!(name.ends_with(&format!("-{}.json", plan["terraform_version"].as_str().expect("a version"))), "{name}");
        assert!(!text.contains("/tmp") && !text.contains("/home") && !text.contains("/root"), "{name} holds a path");
        assert_eq!(format!("{:#}", sorted(preview(&plan))), format!("{:#}", sorted(expected())), "{name}");
        seen.push(name);
    }
    seen.sort();
    let recorded = [
        "opentofu-1.12.6",
        "opentofu-1.8.0",
        "terraform-1.11.4",
        "terraform-1.15.5",
        "terraform-1.16.0-rc2",
        "terraform-1.5.7",
    ];
    assert_eq!(seen, recorded.map(|name| format!("{name}.json")));
}

/// The one that is here has it too.
#[tokio::test]
async fn the_version_at_hand_has_the_same_preview() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let preview = preview(&story(&workspace, &sandbox).await);
    assert_eq!(format!("{:#}", sorted(preview)), format!("{:#}", sorted(expected())));
}

#[tokio::test]
#[ignore = "writes the plan of the CLI at hand into the repository"]
async fn record_the_plan_of_the_version_at_hand() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let plan = story(&workspace, &sandbox).await;
    let program = Path::new(workspace.program()).file_stem().expect("a name").to_string_lossy().into_owned();
    let product = if program.contains("tofu") { "opentofu" } else { "terraform" };
    let version = plan["terraform_version"].as_str().expect("a version");
    fs::write(folder().join(format!("{product}-{version}.json")), folded(&plan, 0) + "\n").expect("it is written");
}

/// JSON in lines as long as can be compared.
fn folded(json: &Json, depth: usize) -> String {
    const WIDTH: usize = 1000;
    let whole = json.to_string();
    let parts: Vec<String> = match json {
        _ if whole.len() <= WIDTH => return whole,
        Json::Object(members) => {
            members.iter().map(|(name, part)| format!("{}:{}", json!(name), folded(part, depth + 1))).collect()
        }
        Json::Array(elements) => elements.iter().map(|part| folded(part, depth + 1)).collect(),
        _ => return whole,
    };
    let (open, close) = if json.is_array() { ('[', ']') } else { ('{', '}') };
    let (inner, outer) = (" ".repeat(depth + 1), " ".repeat(depth));
    format!("{open}\n{inner}{}\n{outer}{close}", parts.join(&format!(",\n{inner}")))
}
