//! What remains when a call for a number on a Bolna trunk fails.

use serde_json::{Value as Json, json};

use super::bolna::{id, path};
use super::bolna_failures::{MAIN, TRUNK, described, fault, made, refusal};

const NUMBER: &str = "siptrunk_bolna_phone_number.main";

#[tokio::test]
async fn a_number_that_is_refused_is_not_in_the_state_and_a_lost_one_is_sent_once() {
    let Some((sandbox, workspace)) = made().await else { return };
    let all = described("first") + MAIN;
    let taken = refusal(409, "Phone number already exists on another active trunk");
    for (answer, after, words) in [
        (taken, false, "already exists on another active trunk"),
        (refusal(404, "SIP trunk not found"), false, "SIP trunk not found"),
        (json!({"status": 500}), true, "shows such a phone number with the id 01J"),
        (json!("hang-up"), true, "shows such a phone number with the id 01J"),
    ] {
        let mut fault = fault("POST", &answer);
        fault["after"] = json!(after);
        sandbox.fault(fault).await;
        workspace.apply(&all).await.failed(&["Bolna did not create the phone number", words]);
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
