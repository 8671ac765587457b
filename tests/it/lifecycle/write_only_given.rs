//! How a write-only password is given: beside what, from where, and by which CLI.

use std::fs;

use serde_json::{Value as Json, json};
use siptrunk::protocol::tfplugin6::provider_client::ProviderClient;
use siptrunk::protocol::tfplugin6::{ClientCapabilities, DynamicValue, validate_resource_config};

use super::super::support::client::{Identity, with_tls};
use super::super::support::process::Running;
use super::super::support::sandbox::Sandbox;
use super::super::support::within_limit;
use super::write_only::SECRETS;

#[tokio::test]
async fn how_a_password_is_given_is_checked() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let desk = |lines: &str| {
        format!("resource \"siptrunk_crazytel_trunk\" \"desk\" {{\n  caller_id = \"61255501234\"\n{lines}}}\n")
    };
    let good = "password_wo = \"Quarz7&Lupine\"\n";
    for (lines, says) in [
        (
            format!("{good}password_wo_version = 1\npassword = \"Quarz7&Lupine\"\n"),
            "Write either \"password\" or \"password_wo\", not both.",
        ),
        (good.to_owned(), "\"password_wo\" needs \"password_wo_version\""),
        ("password_wo_version = 1\n".to_owned(), "and there is none. Write it too, or remove both."),
        ("password = \"Quarz7&Lupine\"\npassword_wo_version = 1\n".to_owned(), "and there is none"),
        (
            "password_wo = \"tooweak\"\npassword_wo_version = 1\n".to_owned(),
            "\"password_wo\" must have at least 8 characters",
        ),
        ("password_wo = \"Quarz7Lupine\\n\"\npassword_wo_version = 1\n".to_owned(), "trimspace"),
        ("password_wo = \"Quarz7Lupine \"\npassword_wo_version = 1\n".to_owned(), "ends in a space. Remove it."),
        (format!("{good}password_wo_version = 1.5\n"), "must be a whole number"),
    ] {
        let run = workspace.plan(&desk(&lines)).await.exited(1).says(&[says]);
        assert!(!run.text.contains("It is \"tooweak"), "{run}");
    }
    let other = desk("").replace("crazytel_trunk", "fonedynamics_trunk").replace(
        "  caller_id = \"61255501234\"\n",
        "name = \"hq\"\ncaller_id = \"+61255501234\"\nauth_type = \"ip\"\nallowed_ips = [\"203.0.113.10/32\"]\npassword_wo = \"Quarz7&Lupine\"\npassword_wo_version = 1\n",
    );
    workspace.plan(&other).await.failed(&["password_wo does not fit auth_type = \"ip\""]);
    assert_eq!(sandbox.calls().await, []);
}

/// Terraform validates with the variables of a module unknown; what is null in the end breaks no rule.
#[tokio::test]
async fn a_module_may_pass_on_what_may_be_null() {
    const HCL: &str = r#"
variable "password" {
  type    = string
  default = null
}

variable "password_wo" {
  type    = string
  default = null
}

variable "version_of_it" {
  type    = number
  default = null
}

variable "realm" {
  type    = string
  default = null
}

resource "siptrunk_crazytel_trunk" "desk" {
  caller_id           = "+61255501234"
  password            = var.password
  password_wo         = var.password_wo
  password_wo_version = var.version_of_it
}

resource "siptrunk_fonedynamics_trunk" "hq" {
  name                = "hq"
  caller_id           = "+61255501234"
  auth_type           = "ip"
  allowed_ips         = ["203.0.113.10/32"]
  realm               = var.realm
  password            = var.realm
  password_wo         = var.realm
}
"#;
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.write(HCL);
    workspace.run(&["validate"]).await.ok();
    // What only the apply knows, too.
    let late = HCL
        .replacen("default = null", "default = \"Harbour42Bridge\"", 1)
        .replace("= var.version_of_it", "= terraform_data.later.output.none");
    let known_late = late + "resource \"terraform_data\" \"later\" {\n  input = { none = null, some = 1 }\n}\n";
    workspace.apply(&known_late).await.ok();
    workspace.plan(&known_late).await.empty();
    let state = workspace.state("siptrunk_crazytel_trunk.desk").expect("a state").attributes;
    assert_eq!(state["password"], "Harbour42Bridge");
}

/// The guide's way: a vault that answers something else after a rotation, and the version that tells of it. Terraform's
/// own `ephemeral` variable stands for the vault, and a random password for the one that nobody chooses.
#[tokio::test]
async fn a_rotation_runs_from_the_vault_to_the_trunk_and_leaves_no_trace() {
    const HCL: &str = r#"
variable "from_vault" {
  type      = string
  ephemeral = true
}

variable "version_of_vault" {
  type = number
}

ephemeral "siptrunk_password" "drawn" {
  vendor = "fonedynamics"
  length = 40
}

resource "siptrunk_crazytel_trunk" "desk" {
  caller_id           = "+61255501234"
  password_wo         = var.from_vault
  password_wo_version = var.version_of_vault
}

resource "siptrunk_fonedynamics_trunk" "branch" {
  name                = "branch-pbx"
  caller_id           = "+61355505678"
  auth_type           = "credentials"
  realm               = "branch"
  password_wo         = ephemeral.siptrunk_password.drawn.result
  password_wo_version = var.version_of_vault
}
"#;
    let sandbox = Sandbox::start(&[]).await;
    let Some(mut workspace) = sandbox.previewed_workspace().await else { return };
    let mut sent: Vec<String> = vec![];
    for (version, secret) in [("1", SECRETS[0]), ("2", SECRETS[1])] {
        workspace = workspace.with("TF_VAR_from_vault", secret).with("TF_VAR_version_of_vault", version);
        workspace.write(HCL);
        let plan = workspace.run(&["plan", "-input=false", "-no-color", "-out=saved"]).await.ok();
        let shown = workspace.run(&["show", "-json", "saved"]).await.ok();
        let applied = workspace.run(&["apply", "-input=false", "-no-color", "saved"]).await.ok();
        let state = workspace.run(&["state", "pull"]).await.ok();
        let drawn = sandbox.objects("fonedynamics").await[0]["SipTrunkCredentials"]["Password"].clone();
        sent.push(drawn.as_str().expect("text").to_owned());
        assert_eq!(sandbox.objects("crazytel").await[0]["password"], secret);
        let saved = fs::read(workspace.path().join("saved")).expect("a plan");
        for secret in sent.iter().map(String::as_str).chain([secret]) {
            for run in [&plan, &shown, &applied, &state] {
                assert!(!run.text.contains(secret), "{run}");
            }
            assert!(!saved.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "a plan is an archive");
        }
        workspace.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color"]).await.empty();
    }
    assert!(sent[0].len() == 40 && sent[0] != sent[1], "another one with every command");
}

/// A CLI that knows nothing of write-only arguments would keep them.
#[tokio::test]
async fn an_older_cli_is_told_which_one_can() {
    let terraform = Identity::of_terraform();
    let provider = Running::for_client(&terraform).await;
    let mut client = ProviderClient::new(with_tls(&provider, Some(&terraform)));
    let config = json!({"caller_id": "61255501234", "password_wo": SECRETS[0], "password_wo_version": 1});
    let mut ask = async |capable: bool, config: &Json| {
        let request = validate_resource_config::Request {
            type_name: "siptrunk_crazytel_trunk".into(),
            config: Some(DynamicValue { json: config.to_string().into_bytes(), msgpack: vec![] }),
            client_capabilities: capable
                .then(|| ClientCapabilities { write_only_attributes_allowed: true, ..Default::default() }),
        };
        let answer = within_limit(client.validate_resource_config(request)).await.expect("an answer");
        answer.into_inner().diagnostics.into_iter().map(|told| told.detail).collect::<Vec<_>>()
    };
    assert_eq!(ask(true, &config).await, Vec::<String>::new());
    let told = ask(false, &config).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("Terraform since 1.11 and to OpenTofu since 1.11") && !told[0].contains(SECRETS[0]));
    // A module may offer both and be given one.
    let plain = json!({"caller_id": "61255501234", "password": SECRETS[0], "password_wo": null});
    assert_eq!(ask(false, &plain).await, Vec::<String>::new());
}
