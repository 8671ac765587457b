//! The provider's settings: what is missing, what is wrong, where it may come from.

use serde_json::json;

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Run, Workspace};
use super::{diagnostics, says};

const DESK: &str = r#"resource "siptrunk_crazytel_trunk" "desk" {
  password  = "Harbour42Bridge"
  caller_id = "61255501234"
}
"#;

const HQ: &str = r#"resource "siptrunk_fonedynamics_trunk" "hq" {
  name        = "hq-edge"
  caller_id   = "+61255501234"
  auth_type   = "ip"
  allowed_ips = ["203.0.113.10/32"]
}
"#;

fn provider(settings: &str) -> String {
    format!("provider \"siptrunk\" {{\n{settings}\n}}\n")
}

async fn planned(workspace: &Workspace, settings: &str, resource: &str) -> Run {
    workspace.plan(&(provider(settings) + resource)).await
}

#[tokio::test]
async fn what_is_missing_is_named_with_both_ways_to_give_it() {
    let Some(workspace) = Workspace::new().await else { return };
    for (settings, resource, words) in [
        ("", DESK, &["Crazytel needs api_key", "crazytel = { api_key = ... }", "CRAZYTEL_API_KEY"][..]),
        ("", HQ, &["Fone Dynamics needs account_sid", "FONEDYNAMICS_ACCOUNT_SID", "Fone Dynamics needs token"]),
        (r#"fonedynamics = { account_sid = "AC1" }"#, HQ, &["Fone Dynamics needs token", "FONEDYNAMICS_TOKEN"]),
        (
            r#"fonedynamics = { account_sid = "AC1", token = "t" }"#,
            HQ,
            &["Missing property_sid", "Set it on the resource", "FONEDYNAMICS_PROPERTY_SID"],
        ),
    ] {
        planned(&workspace, settings, resource).await.failed(words);
    }
}

#[tokio::test]
async fn a_vendor_that_nobody_uses_needs_nothing() {
    let Some(workspace) = Workspace::new().await else { return };
    planned(&workspace, r#"crazytel = { api_key = "k" }"#, DESK).await.exited(2);
    workspace.plan("").await.empty();
}

#[tokio::test]
async fn a_setting_that_breaks_a_rule_is_an_error_on_the_provider_block() {
    let Some(workspace) = Workspace::new().await else { return };
    let rows = [
        (r#"crazytel = { api_key = "k", base_url = "crazytel.io/api/v1" }"#, "must be an http:// or https:// address"),
        (r#"crazytel = { api_key = "k", base_url = "https://k:s@crazytel.io" }"#, "without credentials"),
        (r#"crazytel = { api_key = "k", base_url = "https://crazytel.io/?key=1" }"#, "query"),
        (r#"crazytel = { api_key = "k", requests_per_minute = 0 }"#, "must be from 1 to"),
        (r#"crazytel = { api_key = "k", requests_per_minute = 1.5 }"#, "must be a whole number"),
        (r#"fonedynamics = { provisioning_timeout = 0 }"#, "must be from 1 to 3600"),
        (r#"fonedynamics = { provisioning_timeout = 3601 }"#, "must be from 1 to 3600"),
    ];
    let mut hcl = String::new();
    for (row, (settings, _)) in rows.iter().enumerate() {
        hcl += &provider(&format!("  alias = \"row{row}\"\n  {settings}"));
        hcl += &DESK.replace("desk", &format!("row{row}")).replace('}', &format!("  provider = siptrunk.row{row}\n}}"));
    }
    workspace.write(&hcl);
    let errors = diagnostics(&workspace.run(&["validate", "-json"]).await.exited(1).stdout);
    assert_eq!(errors.len(), rows.len(), "{errors:#?}");
    for (settings, words) in rows {
        // Core finds no line for an attribute inside an attribute, so the detail has to name it.
        let name = settings.split([' ', '=']).next().expect("a vendor");
        let name = format!("\"{name}.");
        let fits = errors.iter().any(|error| {
            says(error, words) && says(error, &name) && error["snippet"]["context"] == "provider \"siptrunk\""
        });
        assert!(fits, "{settings}: {errors:#?}");
    }
}

#[tokio::test]
async fn a_variable_of_the_environment_is_checked_too_and_the_block_wins_over_it() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(DESK).await.ok();
    let wrong = workspace.with("CRAZYTEL_API_KEY", "not-this-one");
    wrong.plan(DESK).await.failed(&["401", "Invalid API key", "\"api_key\" (CRAZYTEL_API_KEY)"]);
    let key = sandbox.variable("CRAZYTEL_API_KEY");
    planned(&wrong, &format!("crazytel = {{ api_key = \"{key}\" }}"), DESK).await.empty();
    let broken = wrong.with("CRAZYTEL_REQUESTS_PER_MINUTE", "many");
    broken.plan(DESK).await.failed(&["Invalid CRAZYTEL_REQUESTS_PER_MINUTE", "whole number"]);
}

#[tokio::test]
async fn wrong_credentials_are_told_by_the_settings_to_look_at() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let settings = r#"crazytel = { api_key = "wrong" }
  fonedynamics = { token = "wrong" }"#;
    let all = format!("{}{DESK}{HQ}", provider(settings));
    let run = workspace.apply(&all).await;
    let fone = "\"account_sid\" (FONEDYNAMICS_ACCOUNT_SID) and \"token\" (FONEDYNAMICS_TOKEN)";
    run.failed(&["\"api_key\" (CRAZYTEL_API_KEY)", fone]);
    assert!(sandbox.objects("crazytel").await.is_empty() && sandbox.objects("fonedynamics").await.is_empty());
    let unsendable = provider("crazytel = { api_key = \"a\\nb\" }") + DESK;
    workspace.apply(&unsendable).await.failed(&["api_key", "no HTTP header can carry"]);
}

#[tokio::test]
async fn a_server_that_is_not_there_or_sends_elsewhere_is_named() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let answer = json!({"status": 301, "headers": {"location": "https://www.crazytel.io/api/v1/sip-trunks/"}});
    sandbox.fault(json!({"vendor": "crazytel", "answer": answer})).await;
    workspace.apply(DESK).await.failed(&["redirect to https://www.crazytel.io/api/v1/sip-trunks/", "\"base_url\""]);
    assert_eq!(sandbox.calls().await.len(), 1);
    // A port that was free a moment ago.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port");
    let settings = format!("crazytel = {{ base_url = \"http://{closed}/api/v1\" }}");
    workspace.apply(&(provider(&settings) + DESK)).await.failed(&["could not be sent", "Nothing has changed there"]);
    let bare = sandbox.variable("CRAZYTEL_BASE_URL").trim_end_matches("/api/v1").to_owned();
    let slashed = format!("crazytel = {{ base_url = \"{bare}/api/v1/\" }}");
    workspace.apply(&(provider(&slashed) + DESK)).await.ok();
}

#[tokio::test]
async fn two_accounts_go_by_alias() {
    let (one, two) = (Sandbox::start(&[]).await, Sandbox::start(&[]).await);
    let Some(workspace) = one.workspace().await else { return };
    let settings =
        format!("  alias = \"two\"\n  crazytel = {{ base_url = \"{}\" }}", two.variable("CRAZYTEL_BASE_URL"));
    let second = DESK.replace("desk", "second").replace('}', "  provider = siptrunk.two\n}");
    let both = format!("{}{DESK}{second}", provider(&settings));
    workspace.apply(&both).await.ok();
    workspace.plan(&both).await.empty();
    for sandbox in [&one, &two] {
        assert_eq!(sandbox.objects("crazytel").await.len(), 1);
    }
    workspace.destroy().await.ok();
}

#[tokio::test]
async fn a_setting_that_is_known_only_at_apply_is_no_error_before() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let key = sandbox.variable("CRAZYTEL_API_KEY");
    let later = format!("resource \"terraform_data\" \"key\" {{\n  input = \"{key}\"\n}}\n");
    let all = later + &provider("crazytel = { api_key = terraform_data.key.output }") + DESK;
    workspace.plan(&all).await.exited(2);
    workspace.apply(&all).await.ok();
    workspace.plan(&all).await.empty();
}
