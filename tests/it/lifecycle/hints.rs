//! What is advised behind a vendor's refusal: it fits what was to be done, and stands on the attribute that it is about.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::super::support::trunks::{HQ, MAIN};
use super::bolna::{AGENT, with};
use super::bolna_failures::refusal;
use super::nebrija::TOLEDO;

const TRUNKS: &str = "data \"siptrunk_bolna_trunks\" \"all\" {}\n";

/// A refused call: what is answered to its method, and what is said and not said of it.
struct Refused<'a> {
    method: &'a str,
    answer: &'a Json,
    command: Command<'a>,
    words: &'a [&'a str],
    not: &'a [&'a str],
}

enum Command<'a> {
    Apply(&'a str),
    Plan(&'a str),
    Destroy,
}

use Command::{Apply, Destroy, Plan};

async fn refused(sandbox: &Sandbox, workspace: &Workspace, vendor: &str, refused: Refused<'_>) {
    let Refused { method, answer, command, words, not } = refused;
    sandbox.fault(json!({"vendor": vendor, "method": method, "answer": answer})).await;
    let run = match command {
        Apply(hcl) => workspace.apply(hcl).await,
        Plan(hcl) => workspace.plan(hcl).await,
        Destroy => workspace.destroy().await,
    };
    run.failed(words).says_not(not);
}

#[tokio::test]
async fn a_name_can_be_taken_only_where_one_is_written() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(AGENT).await.ok();
    let in_use = refusal(409, "the trunk is in use");
    let other = AGENT.replace("\"agent\"\n", "\"other\"\n");
    let elsewhere = &["Choose another name", "create_before_destroy"];
    for (method, command, words, not) in [
        ("PATCH", Apply(&other), &["did not change the trunk", "in use"][..], &["Choose another name"][..]),
        ("GET", Plan(AGENT), &["did not show the trunk", "in use"], elsewhere),
        ("GET", Plan(&format!("{AGENT}{TRUNKS}")), &["in use"], elsewhere),
        ("DELETE", Destroy, &["did not delete the trunk", "in use"], elsewhere),
    ] {
        refused(&sandbox, &workspace, "bolna", Refused { method, answer: &in_use, command, words, not }).await;
    }
    let renamed = Refused {
        method: "PATCH",
        answer: &refusal(409, "A trunk of that name exists already"),
        command: Apply(&other),
        words: &["Choose another name than the trunk that has this one. If that trunk", "name = \"other\""],
        not: &["import", "create_before_destroy"],
    };
    refused(&sandbox, &workspace, "bolna", renamed).await;
    workspace.destroy().await.ok();
    let list = Refused {
        method: "GET",
        answer: &in_use,
        command: Plan(TRUNKS),
        words: &["Bolna did not list the trunks", "in use"],
        not: elsewhere,
    };
    refused(&sandbox, &workspace, "bolna", list).await;
}

#[tokio::test]
async fn a_system_trunk_is_one_that_can_be_read() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let forbidden = json!({"status": 403, "body": {"error": "forbidden"}});
    let renamed = TOLEDO.replace("\"Toledo\"", "\"Lisbon\"");
    let check = "Check \"token\" (NEBRIJA_TOKEN)";
    for (method, command, words, not) in [
        ("POST", Apply(TOLEDO), &["did not create the trunk", check][..], &["system trunk"][..]),
        ("GET", Plan(TOLEDO), &["did not show the trunk", check], &["system trunk"]),
        ("PATCH", Apply(&renamed), &["did not change the trunk", "may be a system trunk", "\"token\""], &[]),
        ("DELETE", Destroy, &["did not delete the trunk", "may be a system trunk"], &[]),
    ] {
        let answer = &forbidden;
        refused(&sandbox, &workspace, "nebrija", Refused { method, answer, command, words, not }).await;
        if method == "POST" {
            workspace.apply(TOLEDO).await.ok();
        }
    }
}

#[tokio::test]
async fn a_number_is_elsewhere_only_where_one_is_added() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let both = format!("{AGENT}{MAIN}");
    workspace.apply(AGENT).await.ok();
    let taken = "Phone number already exists on another active trunk";
    let elsewhere = ["a number is on one trunk only", "phone_number = \"+61255500003\""];
    let invalid = json!({"status": 422, "body": {"detail": [{"loc": ["body", "name"], "msg": "too long"}]}});
    for (answer, words, not) in [
        (&refusal(409, taken), &elsewhere[..], &[][..]),
        (&refusal(422, taken), &elsewhere, &[]),
        (&invalid, &["name: too long"], &["one trunk only"]),
    ] {
        let command = Apply(&both);
        refused(&sandbox, &workspace, "bolna", Refused { method: "POST", answer, command, words, not }).await;
    }
    workspace.apply(&both).await.ok();
    let busy = Refused {
        method: "DELETE",
        answer: &refusal(409, "running calls"),
        command: Apply(AGENT),
        words: &["did not delete the phone number", "running calls"],
        not: &["one trunk only"],
    };
    refused(&sandbox, &workspace, "bolna", busy).await;
}

/// Where an object is to be made is an attribute of it.
#[tokio::test]
async fn a_place_that_is_not_there_is_an_error_on_its_attribute() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let nowhere = MAIN.replace("siptrunk_bolna_trunk.agent.id", "\"01JNOWHERE\"");
    let words = ["did not create the phone number", "is no trunk of this account", "trunk_id = \"01JNOWHERE\""];
    workspace.apply(&nowhere).await.failed(&words);
    let list = "data \"siptrunk_bolna_phone_numbers\" \"all\" {\n  trunk_id = \"01JNOWHERE\"\n}\n";
    let words = ["did not list the phone numbers", "is no trunk of this account", "trunk_id = \"01JNOWHERE\""];
    workspace.plan(list).await.failed(&words);
    let nowhere = with(HQ, "property_sid = \"PRNOWHERE\"");
    let words = ["did not create the trunk", "check \"property_sid\"", "property_sid = \"PRNOWHERE\""];
    workspace.apply(&nowhere).await.failed(&words);
}
