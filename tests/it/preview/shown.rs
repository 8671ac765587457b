//! `show_requests`: what a plan will have sent, in Terraform's own output.

use super::super::support::sandbox::Sandbox;

const SHOWN: &str = "provider \"siptrunk\" {\n  show_requests = true\n}\n";

fn trunk(name: &str, description: &str, rest: &str) -> String {
    format!(
        "resource \"siptrunk_crazytel_trunk\" \"{name}\" {{\n  password = \"Harbour42Bridge\"\n  caller_id = \
         \"61255501234\"\n  description = {description}\n{rest}}}\n"
    )
}

#[tokio::test]
async fn each_planned_change_warns_of_its_request() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    // Alike but for one value: Terraform would show one of two warnings that have the same summary.
    let two = trunk("one", "\"Front desk\"", "") + &trunk("two", "\"Reception\"", "");
    let plan = workspace.plan(&(SHOWN.to_owned() + &two)).await.exited(2);
    let warnings = plan.text.matches("Warning: Crazytel will be sent POST /sip-trunks/ (").count();
    assert_eq!(warnings, 2, "{plan}");
    let plan =
        plan.says(&["\"password\": \"***\"", "\"description\": \"Front desk\"", "\"description\": \"Reception\""]);
    plan.says_not(&["Harbour42Bridge", "similar warnings"]);
    workspace.apply(&two).await.ok().says_not(&["will be sent"]);

    let changed = trunk("one", "\"Front desk\"", "") + &trunk("two", "\"Foyer\"", "  enabled = false\n");
    let plan = workspace.plan(&(SHOWN.to_owned() + &changed)).await.exited(2);
    let plan = plan.says(&[
        "Warning: Crazytel will be sent PATCH /sip-trunks/",
        "* The trunk will be off: `enabled` is `false`.",
        "- \"description\": \"Reception\"",
        "+ \"description\": \"Foyer\"",
    ]);
    assert_eq!(plan.text.matches("will be sent").count(), 1, "{plan}");
    assert!(!plan.text.contains('\u{1b}'));
    let gone = workspace.plan(SHOWN).await.exited(2).says(&["Crazytel will be sent DELETE /sip-trunks/"]);
    assert_eq!(gone.text.matches("will be sent DELETE").count(), 2, "{gone}");
    workspace.plan(&(SHOWN.to_owned() + &two)).await.empty().says_not(&["will be sent"]);
}

#[tokio::test]
async fn the_environment_asks_for_it_and_unknown_values_and_replacements_are_shown() {
    const AGENT: &str = r#"
resource "terraform_data" "edge" {}
resource "siptrunk_bolna_trunk" "agent" {
  name                = "agent"
  provider_name       = "custom"
  auth_type           = "credentials"
  username            = "agent"
  password_wo         = "Harbour42Bridge"
  password_wo_version = 1
  gateways            = [{ host = "sip.carrier.example" }, { host = "${terraform_data.edge.id}.example" }]
  enabled             = false
}
"#;
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let workspace = workspace.with("SIPTRUNK_SHOW_REQUESTS", "true");
    workspace
        .plan(AGENT)
        .await
        .exited(2)
        .says(&[
            "Warning: Bolna will be sent POST /sip-trunks/trunks (",
            "{ \"gateway_address\": \"sip.carrier.example\", \"port\": 5060, \"priority\": 1 }",
            "{ \"gateway_address\": \"(known after apply)\", \"port\": 5060, \"priority\": 1 }",
            "\"auth_password\": \"***\"",
            "PATCH /sip-trunks/trunks/(known after apply) { \"is_active\": false }",
        ])
        .says_not(&["Harbour42Bridge"]);
    workspace.apply(AGENT).await.ok();
    let replaced = AGENT.replace("\"custom\"", "\"twilio\"");
    workspace.plan(&replaced).await.exited(2).says(&[
        "Warning: Bolna will be sent DELETE /sip-trunks/trunks/",
        "POST /sip-trunks/trunks {",
        "\"provider\": \"twilio\"",
    ]);
    let rotated = AGENT.replace("password_wo_version = 1", "password_wo_version = 2");
    workspace
        .plan(&rotated)
        .await
        .exited(2)
        .says(&["\"auth_password\": \"***\"", "`password` changes; it is not shown."]);
    let off = workspace.with("SIPTRUNK_SHOW_REQUESTS", "perhaps");
    off.plan(&rotated).await.exited(1).says(&["SIPTRUNK_SHOW_REQUESTS must be true or false"]);
}
