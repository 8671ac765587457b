//! The life of a number on a Bolna trunk: added, found in the trunk's list, removed.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::super::support::trunks::MAIN;
use super::bolna::{AGENT, OFFICE, id, path, with};

const NUMBER: &str = "siptrunk_bolna_phone_number.main";

const FULL: &str = r#"resource "siptrunk_bolna_phone_number" "main" {
  trunk_id           = siptrunk_bolna_trunk.agent.id
  phone_number       = "+61255500003"
  name               = "Main line"
  e164_check_enabled = true
}
"#;

/// The path of a trunk's numbers.
fn numbers(workspace: &Workspace, trunk: &str) -> String {
    format!("{}/numbers", path(&id(workspace, &format!("siptrunk_bolna_trunk.{trunk}"))))
}

/// A number has no update, so it would be taken off the trunk and added again at every apply.
#[tokio::test]
async fn a_name_whose_blanks_bolna_cuts_off_is_no_reason_for_a_new_number() {
    let sandbox = Sandbox::start(&["bolna.texts=trimmed"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let all = format!("{AGENT}{}", FULL.replace("Main line", "Main line "));
    workspace.apply(&all).await.ok();
    workspace.plan(&all).await.empty();
}

/// What no update changes is said once, and then is what Bolna has made of it: a new trunk would meet with the same, and take
/// the numbers along.
#[tokio::test]
async fn what_bolna_makes_of_a_fixed_text_is_no_reason_for_a_new_object() {
    for (texts, provider) in [("lower-case", "Twilio"), ("trimmed", "twilio ")] {
        let sandbox = Sandbox::start(&[&format!("bolna.texts={texts}")]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let all = format!("{}{FULL}", AGENT.replace("\"custom\"", &format!("\"{provider}\"")));
        let applied =
            workspace.apply(&all).await.ok().says(&["Bolna did not take provider_name", "No update can change"]);
        assert_eq!(applied.text.contains("Bolna did not take name"), texts == "lower-case", "{applied}");
        workspace.plan(&all).await.empty().says_not(&["did not take"]);
        let noted = all.replacen("\n}\n", "\n  description = \"noted\"\n}\n", 1);
        workspace.apply(&noted).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
        workspace.plan(&noted).await.empty();
        assert_eq!(
            workspace.state("siptrunk_bolna_trunk.agent").expect("a state").attributes["provider_name"],
            "twilio"
        );
        // Somebody else's, and another one of ours, are changes.
        let other = noted.replace(&format!("\"{provider}\""), "\"plivo\"");
        workspace.plan(&other).await.exited(2).says(&["forces replacement"]);
    }
}

#[tokio::test]
async fn a_number_is_added_found_in_the_list_and_removed() {
    for switches in [&[][..], &["bolna.list=pages", "bolna.number-name=omitted"], &["bolna.removed-numbers=shown"]] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        workspace.apply(AGENT).await.ok();
        let numbers = numbers(&workspace, "agent");
        for others in ["+61255500010", "+61255500011"] {
            sandbox.at("bolna", "POST", &numbers, json!({"phone_number": others})).await;
        }
        sandbox.calls().await;
        let all = format!("{AGENT}{FULL}");
        workspace.apply(&all).await.ok().says(&["1 added, 0 changed, 0 destroyed"]);
        let changes = sandbox.changes().await;
        let [add] = &changes[..] else { panic!("one call: {changes:#?}") };
        let body = json!({"phone_number": "+61255500003", "name": "Main line", "e164_check_enabled": true});
        assert_eq!((&add.line, &add.request), (&format!("POST {numbers}"), &body));
        let state = workspace.state(NUMBER).expect("a state").attributes;
        assert_eq!((&state["name"], &state["telephony_provider"]), (&json!("Main line"), &json!("sip-trunk")));
        workspace.plan(&all).await.empty();
        let asked: Vec<_> = sandbox.calls().await.into_iter().map(|call| call.line).collect();
        assert!(asked.iter().any(|line| line.starts_with(&format!("GET {numbers}"))), "{asked:?}");
        workspace.apply(AGENT).await.ok().says(&["0 added, 0 changed, 1 destroyed"]);
        let gone: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.line).collect();
        assert_eq!(gone, [format!("DELETE {numbers}/{}", state["id"].as_str().expect("an id"))]);
        assert!(workspace.state(NUMBER).is_none());
        workspace.plan(AGENT).await.empty();
    }
}

#[tokio::test]
async fn any_change_takes_a_new_number() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let trunks = format!("{AGENT}{OFFICE}");
    let full = json!({"phone_number": "+61255500003", "name": "Main line", "e164_check_enabled": true});
    let mut other = [full.clone(), full.clone(), full.clone(), full];
    other[1]["phone_number"] = json!("+61255500004");
    other[2]["name"] = json!("Front desk");
    other[3]["e164_check_enabled"] = json!(false);
    for (attribute, hcl, body, trunk) in [
        ("trunk_id", FULL.replace("trunk.agent", "trunk.office"), &other[0], "office"),
        ("phone_number", FULL.replace("500003", "500004"), &other[1], "agent"),
        ("name", FULL.replace("Main line", "Front desk"), &other[2], "agent"),
        ("e164_check_enabled", FULL.replace("true", "false"), &other[3], "agent"),
    ] {
        workspace.apply(&format!("{trunks}{FULL}")).await.ok();
        let before = id(&workspace, NUMBER);
        sandbox.calls().await;
        let hcl = format!("{trunks}{hcl}");
        let plan = workspace.plan(&hcl).await.exited(2);
        plan.says(&["forces replacement", attribute, "1 to add, 0 to change, 1 to destroy"]);
        workspace.apply(&hcl).await.ok();
        let changes = sandbox.changes().await;
        let [delete, create] = &changes[..] else { panic!("{attribute}: {changes:#?}") };
        assert_eq!(delete.line, format!("DELETE {}/{before}", numbers(&workspace, "agent")));
        assert_eq!((&create.line, &create.request), (&format!("POST {}", numbers(&workspace, trunk)), body));
        workspace.plan(&hcl).await.empty();
    }
    // Its plus is no part of a number, and the name is Bolna's to keep. A check that is left out is none.
    workspace.apply(&format!("{trunks}{FULL}")).await.ok();
    workspace.plan(&format!("{trunks}{}", FULL.replace("+6", "6"))).await.empty();
    workspace.plan(&format!("{trunks}{}", with(MAIN, "e164_check_enabled = true"))).await.empty();
    let plan = workspace.plan(&format!("{trunks}{MAIN}")).await.exited(2);
    plan.says(&["e164_check_enabled = true -> false # forces replacement"]);
}

/// A number was made without a name and without the check, and is known to have neither.
#[tokio::test]
async fn what_a_number_surely_lacks_takes_a_new_number_too() {
    for switches in [&[][..], &["bolna.number-name=omitted"]] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        for line in ["name = \"Main line\"", "e164_check_enabled = true"] {
            workspace.apply(&format!("{AGENT}{MAIN}")).await.ok();
            workspace.plan(&format!("{AGENT}{MAIN}")).await.empty();
            let hcl = format!("{AGENT}{}", with(MAIN, line));
            workspace.plan(&hcl).await.exited(2).says(&["1 to add, 0 to change, 1 to destroy"]);
            workspace.apply(&hcl).await.ok();
            workspace.plan(&hcl).await.empty();
            workspace.destroy().await.ok();
        }
    }
}

/// What the state of a number without a name says, a configuration may say: OpenTofu writes it for an import.
#[tokio::test]
async fn a_number_without_a_name_may_be_written_with_an_empty_one() {
    for switches in [&[][..], &["bolna.number-name=omitted"]] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        workspace.apply(AGENT).await.ok();
        let made =
            sandbox.at("bolna", "POST", &numbers(&workspace, "agent"), json!({"phone_number": "+61255500003"})).await;
        let key = format!("{}/{}", id(&workspace, "siptrunk_bolna_trunk.agent"), made["id"].as_str().expect("an id"));
        let [empty, bare] = [with(MAIN, "name = \"\""), MAIN.to_owned()].map(|number| format!("{AGENT}{number}"));
        workspace.write(&empty);
        workspace.import(NUMBER, &key).await.ok();
        if switches.is_empty() {
            workspace.plan(&empty).await.empty();
        }
        sandbox.calls().await;
        workspace.apply(&empty).await.ok();
        assert_eq!(sandbox.changes().await, [], "{switches:?}");
        workspace.plan(&bare).await.empty();
        workspace.destroy().await.ok();
        sandbox.changes().await;
        for hcl in [&empty, &bare, &empty] {
            workspace.apply(hcl).await.ok();
            for hcl in [&empty, &bare] {
                workspace.plan(hcl).await.empty();
            }
        }
        let changes = sandbox.changes().await;
        assert!(changes.iter().all(|call| call.request["name"] != ""), "{changes:?}");
        assert_eq!(sandbox.objects("bolna").await[0]["phone_numbers"].as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test]
async fn a_number_is_imported_by_its_id_and_by_itself() {
    for switches in [&[][..], &["bolna.list=pages"], &["bolna.removed-numbers=shown"]] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        workspace.apply(AGENT).await.ok();
        let trunk = id(&workspace, "siptrunk_bolna_trunk.agent");
        let at = numbers(&workspace, "agent");
        let removed = sandbox.at("bolna", "POST", &at, json!({"phone_number": "+61255500003"})).await;
        sandbox.at("bolna", "DELETE", &format!("{at}/{}", removed["id"].as_str().expect("an id")), Json::Null).await;
        sandbox.at("bolna", "POST", &at, json!({"phone_number": "+61255500010"})).await;
        sandbox.at("bolna", "POST", &at, json!({"phone_number": "+61255500011"})).await;
        let made = sandbox.at("bolna", "POST", &at, json!({"phone_number": "+61255500003", "name": "Main line"})).await;
        let number = made["id"].as_str().expect("an id");
        let all = format!("{AGENT}{FULL}");
        sandbox.calls().await;
        for key in [number, "+61255500003", "61255500003"] {
            workspace.write(&all);
            workspace.import(NUMBER, &format!("{trunk}/{key}")).await.ok();
            assert_eq!(id(&workspace, NUMBER), number, "{key}");
            workspace.plan(&all.replace("  e164_check_enabled = true\n", "")).await.empty();
            // Nobody can tell whether the number was checked; saying so late is no reason for a new one.
            let run = workspace.apply(&all).await.but(&["e164_check_enabled"]).ok();
            run.says(&["0 added, 1 changed, 0 destroyed"]);
            assert_eq!(sandbox.changes().await, []);
            workspace.plan(&all).await.empty();
            workspace.run(&["state", "rm", NUMBER]).await.ok();
        }
        for (key, words) in [
            (format!("{trunk}/+61255500099"), "no phone number with the id or phone_number \"+61255500099\""),
            (format!("{trunk}/{}", removed["id"].as_str().expect("an id")), "no phone number"),
            ("01JNOTRUNK/+61255500003".to_owned(), "SIP trunk not found"),
            ("+61255500003".to_owned(), "\"TRUNK_ID/ID\""),
        ] {
            workspace.import(NUMBER, &key).await.failed(&[words]);
        }
        assert!(workspace.state(NUMBER).is_none());
    }
}

#[tokio::test]
async fn a_number_that_somebody_removed_is_added_again() {
    for switches in [&[][..], &["bolna.removed-numbers=shown"], &["bolna.list=wrapped", "bolna.errors=detail"]] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        let all = format!("{AGENT}{FULL}");
        workspace.apply(&all).await.ok();
        let first = id(&workspace, NUMBER);
        let line = format!("{}/{first}", numbers(&workspace, "agent"));
        sandbox.at("bolna", "DELETE", &line, Json::Null).await;
        workspace.plan(&all).await.exited(2).says(&["1 to add, 0 to change, 0 to destroy"]);
        workspace.apply(&all).await.ok();
        assert_ne!(id(&workspace, NUMBER), first);
        workspace.plan(&all).await.empty();
        // Removed behind a destroy's back it is gone as well.
        let line = format!("{}/{}", numbers(&workspace, "agent"), id(&workspace, NUMBER));
        sandbox.at("bolna", "DELETE", &line, Json::Null).await;
        workspace.run(&["destroy", "-refresh=false", "-auto-approve", "-input=false", "-no-color"]).await.ok();
        assert_eq!(workspace.identifiers(), []);
    }
}

#[tokio::test]
async fn a_trunk_that_is_gone_has_taken_its_numbers_along() {
    for switches in [
        &[][..],
        &["bolna.delete=soft"],
        &["bolna.errors=detail"],
        &["bolna.not-found=404-framework", "bolna.list=pages"],
        &["bolna.not-found=404-bare"],
    ] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        let all = format!("{AGENT}{FULL}");
        workspace.apply(&all).await.ok();
        let trunk = id(&workspace, "siptrunk_bolna_trunk.agent");
        sandbox.at("bolna", "DELETE", &path(&trunk), Json::Null).await;
        workspace.plan(&all).await.exited(2).says(&["2 to add, 0 to change, 0 to destroy"]);
        workspace.apply(&all).await.ok();
        workspace.plan(&all).await.empty();
        sandbox.at("bolna", "DELETE", &path(&id(&workspace, "siptrunk_bolna_trunk.agent")), Json::Null).await;
        workspace.run(&["destroy", "-refresh=false", "-auto-approve", "-input=false", "-no-color"]).await.ok();
        assert_eq!(workspace.identifiers(), []);
        // A new trunk takes a new number; the old one goes with the old trunk, or before it.
        workspace.apply(&all).await.ok();
        let moved = all.replace("\"custom\"", "\"twilio\"");
        workspace.apply(&moved).await.ok().says(&["2 added, 0 changed, 2 destroyed"]);
        workspace.plan(&moved).await.empty();
        workspace.destroy().await.ok();
        assert_eq!(sandbox.objects("bolna").await, Vec::<Json>::new());
    }
}
