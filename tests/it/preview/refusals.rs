//! What is no plan, or not all of one, and the sentence for each.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value as Json, json};

use super::super::support::process::COMPANION;
use super::super::support::sandbox::Sandbox;
use super::{change, desk, plan, update};

/// The program with this on its standard input, and nothing in its environment.
pub fn program(arguments: &[&str], input: &[u8]) -> Output {
    use std::io::Write;
    let mut command = Command::new(COMPANION);
    command.arg("preview").args(arguments).env_clear();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let input = input.to_vec();
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    let _ = writer.join();
    output
}

/// It fails with one line, in these words and in none of a plan's.
fn refused(input: &[u8], words: &str) {
    let output = program(&["--detailed-exitcode"], input);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.starts_with("Error: ") && told.contains(words) && told.lines().count() == 1, "{words}\n{told}");
    assert!(!told.contains("Harbour42"), "{told}");
    assert_eq!(output.stdout, b"", "{words}");
}

#[test]
fn what_is_no_plan_is_told_what_it_is() {
    let good = plan(json!([update("a", "b")]));
    refused(b"", "There is nothing to read");
    refused(b" \n", "There is nothing to read");
    refused(b"PK\x03\x04rest", "plan file in the CLI's own binary format. Convert it: `terraform show -json PLANFILE`");
    refused(b"Plan: 1 to add", "This is not JSON");
    refused(b"\xff\xfe{\x00", "This JSON ends in the middle");
    refused(b"\xff\xfe{\x00\"", "This is not JSON");
    refused(b"\xff\xfe{\x00\x00\xd8", "This is not JSON");
    refused(b"\xff\xfe", "There is nothing to read");
    refused(&good.to_string().as_bytes()[..200], "This JSON ends in the middle");
    refused(
        b"[command]/usr/bin/terraform show -json plan\n{\"format_version\": \"1.2\"}",
        "`terraform_wrapper: false`",
    );
    refused(b"{\"@level\":\"info\"}\n{\"@level\":\"info\"}\n", "Add `-out=PLANFILE`");
    refused(
        b"{\"encryption_version\":\"v0\",\"encrypted_data\":\"x\"}",
        "This plan file is encrypted. `tofu show -json",
    );
    for state in [
        json!({"format_version": "1.0"}),
        json!({"format_version": "1.0", "values": {"root_module": {}}}),
        json!({"version": 4, "serial": 1, "lineage": "x", "resources": []}),
    ] {
        refused(state.to_string().as_bytes(), "This is a state and not a plan");
    }
    for other in ["[]", "5", "null", "\"text\"", "{\"a\": 1}"] {
        refused(other.as_bytes(), "This is JSON, but not of a plan");
    }
    let mut odd = good.clone();
    odd["resource_changes"][0]["change"] = "Harbour42Bridge".into();
    refused(odd.to_string().as_bytes(), "This is not the JSON of a plan (line 1, column");
}

#[test]
fn a_plan_that_would_be_shown_as_less_than_it_is_is_refused() {
    let with = |name: &str, value: Json| {
        let mut plan = plan(json!([update("a", "b")]));
        plan[name] = value;
        plan.to_string()
    };
    refused(with("errored", true.into()).as_bytes(), "planning ended with an error");
    refused(with("format_version", "2.0".into()).as_bytes(), "has format 2, and this siptrunk knows format 1");
    refused(with("format_version", "0.2".into()).as_bytes(), "from before Terraform 1.1");
    for actions in [&["replace"][..], &["update", "delete"], &[], &["open"]] {
        let odd = plan(json!([change("siptrunk_crazytel_trunk.desk", actions, desk("a"), desk("b"))]));
        refused(
            odd.to_string().as_bytes(),
            "siptrunk_crazytel_trunk.desk has an action that this siptrunk does not know",
        );
    }
    let lacking = plan(json!([change("siptrunk_crazytel_trunk.desk", &["delete"], Json::Null, Json::Null)]));
    refused(lacking.to_string().as_bytes(), "lacks its values");
}

#[test]
fn what_a_newer_provider_planned_is_refused() {
    const NEWER: &str = "whose schema this siptrunk does not know";
    let mut plan = plan(json!([update("a", "b")]));
    let good = plan.clone();
    plan["configuration"] = json!({"root_module": {"module_calls": {"m": {"module": {"resources": [
        {"address": "siptrunk_crazytel_trunk.desk", "schema_version": 1}]}}}}});
    refused(plan.to_string().as_bytes(), NEWER);
    for (name, value) in
        [("fax", json!("yes")), ("description", json!(["Harbour42Bridge"])), ("enabled", json!("Harbour42"))]
    {
        let mut newer = good.clone();
        newer["resource_changes"][0]["change"]["after"][name] = value;
        refused(newer.to_string().as_bytes(), NEWER);
    }
    let mut newer = good.clone();
    newer["resource_changes"][0]["type"] = "siptrunk_livekit_trunk".into();
    refused(newer.to_string().as_bytes(), NEWER);
    let action = |provider: &str| {
        json!({"address": "action.siptrunk_crazytel_hangup.all", "type": "siptrunk_crazytel_hangup", "name": "all",
            "provider_name": format!("registry.terraform.io/{provider}"),
            "lifecycle_action_trigger": {"action_trigger_event": "AfterUpdate"}})
    };
    let with = |provider: &str| {
        let (mut now, mut later) = (good.clone(), good.clone());
        now["action_invocations"] = json!([action(provider)]);
        later["deferred_action_invocations"] =
            json!([{"reason": "instance_count_unknown", "action_invocation": action(provider)}]);
        [now, later].map(|plan| plan.to_string())
    };
    for plan in with("siptrunk/siptrunk") {
        refused(plan.as_bytes(), "action.siptrunk_crazytel_hangup.all was planned by another version of the provider");
    }
    for plan in with("hashicorp/aws") {
        assert_eq!(
            program(&["--detailed-exitcode"], plan.as_bytes()).status.code(),
            Some(2),
            "others' actions send nothing"
        );
    }
}

#[test]
fn what_a_later_minor_version_adds_is_passed_over() {
    let mut later = plan(json!([update("a", "b")]));
    later["format_version"] = "1.9".into();
    later["resource_changes"][0]["change"]["before_identity"] = json!({"id": "x"});
    later["action_invocations"] = json!([{"address": "action.x.y"}]);
    let bom = [b"\xef\xbb\xbf", later.to_string().as_bytes()].concat();
    assert_eq!(program(&["--format", "json"], &bom).status.code(), Some(0));
}

#[tokio::test]
async fn real_files_of_the_cli_that_are_no_plans_json_are_refused() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    workspace.write("resource \"siptrunk_crazytel_trunk\" \"desk\" {\n  password = \"Harbour42Bridge\"\n  caller_id = \"61255501234\"\n}\n");
    workspace.run(&["plan", "-out=binary", "-no-color"]).await.ok();
    let binary = std::fs::read(workspace.path().join("binary")).expect("a plan");
    refused(&binary, "Convert it");
    workspace.run(&["apply", "-auto-approve", "-no-color"]).await.ok();
    refused(workspace.run(&["show", "-json"]).await.ok().stdout.as_bytes(), "a state and not a plan");
    refused(&std::fs::read(workspace.path().join("terraform.tfstate")).expect("a state"), "a state and not a plan");
    let log = workspace.run(&["plan", "-json"]).await.ok().stdout;
    refused(log.as_bytes(), "Add `-out=PLANFILE`");
    workspace.write("");
    // OpenTofu's may be encrypted; Terraform passes over what asks for it.
    let key = "key_provider \"pbkdf2\" \"a\" {\n  passphrase = \"Harbour42-Harbour42\"\n}\nmethod \"aes_gcm\" \"a\" {\n  \
        keys = key_provider.pbkdf2.a\n}\nplan {\n  method = method.aes_gcm.a\n}\n";
    let encrypting = workspace.with("TF_ENCRYPTION", key);
    encrypting.run(&["plan", "-out=encrypted", "-no-color"]).await.ok();
    let encrypted = std::fs::read(encrypting.path().join("encrypted")).expect("a plan");
    let zip = encrypted.starts_with(b"PK");
    refused(&encrypted, if zip { "Convert it" } else { "This plan file is encrypted" });
    let shown = encrypting.run(&["show", "-json", "encrypted"]).await.ok().stdout;
    assert_eq!(program(&["--detailed-exitcode"], shown.as_bytes()).status.code(), Some(2));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = program(&["no/such/file"], b"");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.starts_with("Error: no/such/file cannot be read: "), "{told}");
    assert!(!Path::new("no/such/file").exists());
}
