//! What remains when a call for a number on a Bolna trunk fails.

use serde_json::{Value as Json, json};

use super::super::support::trunks::MAIN;
use super::bolna::{id, path};
use super::bolna_failures::{TRUNK, described, fault, made, refusal};

const NUMBER: &str = "siptrunk_bolna_phone_number.main";

#[tokio::test]
async fn a_number_that_is_refused_is_not_in_the_state_and_a_lost_one_is_sent_once() {
    let Some((sandbox, workspace)) = made().await else { return };
    let all = described("first") + MAIN;
    let taken = refusal(409, "Phone number already exists on another active trunk");
    let (no, doubt) = ("Bolna did not create the phone number", "It is not known whether Bolna made the phone number");
    for (answer, after, title, words) in [
        (taken, false, no, "already exists on another active trunk"),
        (refusal(404, "SIP trunk not found"), false, no, "SIP trunk not found"),
        (json!({"status": 500}), true, doubt, "shows such a phone number with the id 01J"),
        (json!("hang-up"), true, doubt, "shows such a phone number with the id 01J"),
    ] {
        let mut fault = fault("POST", &answer);
        fault["after"] = json!(after);
        sandbox.fault(fault).await;
        workspace.apply(&all).await.failed(&[title, words]);
        assert!(workspace.state(NUMBER).is_none(), "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        let trunk = path(&id(&workspace, TRUNK));
        let there = sandbox.at("bolna", "GET", &format!("{trunk}/numbers"), Json::Null).await;
        let there = there.as_array().expect("a list");
        assert_eq!(there.len(), usize::from(after), "{answer}");
        for stray in there {
            let number = stray["id"].as_str().expect("an id");
            sandbox.at("bolna", "DELETE", &format!("{trunk}/numbers/{number}"), Json::Null).await;
        }
        sandbox.calls().await;
    }
    workspace.apply(&all).await.ok();
    // The number is taken on this trunk as well; it is never adopted.
    let twice = all.clone() + &MAIN.replace("\"main\"", "\"second\"");
    for (status, errors) in [("409", "documented"), ("422", "detail")] {
        sandbox.switch("bolna.taken-number", status).await;
        sandbox.switch("bolna.errors", errors).await;
        workspace.apply(&twice).await.failed(&["Bolna did not create the phone number", status, "already exists"]);
        assert_eq!(workspace.identifiers().len(), 2);
    }
}

#[tokio::test]
async fn a_number_that_is_not_removed_stays_in_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    workspace.apply(&(described("first") + MAIN)).await.ok();
    sandbox.calls().await;
    for (answer, words) in [
        (refusal(403, "No, thanks"), "No, thanks"),
        (json!({"status": 500}), "500"),
        (json!({"status": 405}), "terraform state rm"),
        (json!({"status": 404, "body": "<html>"}), "terraform state rm"),
        (json!({"status": 200, "body": {"message": "Phone number removed successfully"}}), "terraform state rm"),
    ] {
        sandbox.fault(fault("DELETE", &answer)).await;
        workspace.apply(&described("first")).await.failed(&["Bolna did not delete the phone number", words]);
        assert!(!workspace.state(NUMBER).unwrap_or_else(|| panic!("lost by {answer}")).tainted);
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
    }
    workspace.plan(&(described("first") + MAIN)).await.empty();
}

/// A receipt is no number: what is on the trunk besides is somebody else's, and stays so.
#[tokio::test]
async fn a_receipt_in_place_of_a_new_number_takes_nobody_elses() {
    let Some((sandbox, workspace)) = made().await else { return };
    let trunk = path(&id(&workspace, TRUNK));
    let numbers = format!("{trunk}/numbers");
    sandbox.at("bolna", "POST", &numbers, json!({"phone_number": "+61255500099"})).await;
    let receipt = json!({"status": 201, "body": {"status": "queued", "telephony_provider": "sip-trunk"}});
    sandbox.fault(fault("POST", &receipt)).await;
    let all = described("first") + MAIN;
    let run = workspace.apply(&all).await;
    run.failed(&["It is not known whether Bolna made the phone number", "no id in it", "may exist"]);
    assert!(workspace.state(NUMBER).is_none());
    workspace.apply(&all).await.ok();
    let there = sandbox.at("bolna", "GET", &numbers, Json::Null).await;
    let there: Vec<_> = there.as_array().expect("a list").iter().map(|number| &number["phone_number"]).collect();
    assert_eq!(there, ["+61255500099", "+61255500003"]);
    workspace.plan(&all).await.empty();
}

/// The new number would be added while the old one is there: the refusal says what to do about it.
#[tokio::test]
async fn a_number_that_is_to_be_made_before_it_is_removed_is_refused_with_the_way_out() {
    let Some((sandbox, workspace)) = made().await else { return };
    let named = |name: &str, more: &str| {
        described("first") + &MAIN.replace("\n}\n", &format!("\n  name         = \"{name}\"\n{more}}}\n"))
    };
    let first = "  lifecycle {\n    create_before_destroy = true\n  }\n";
    workspace.apply(&named("Main line", first)).await.ok();
    let before = id(&workspace, NUMBER);
    for status in ["409", "422"] {
        sandbox.switch("bolna.taken-number", status).await;
        let run = workspace.apply(&named("Front desk", first)).await;
        run.failed(&["Bolna did not create the phone number", status, "own predecessor"]);
        assert_eq!(id(&workspace, NUMBER), before);
    }
    workspace.apply(&named("Front desk", "")).await.ok().says(&["1 added, 0 changed, 1 destroyed"]);
    workspace.plan(&named("Front desk", "")).await.empty();
}
