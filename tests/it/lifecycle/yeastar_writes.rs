//! What remains when a change of a Yeastar trunk fails, or its end.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::yeastar::{REGISTER, TRUNK};
use super::yeastar_failures::{fault, made, says};

fn moved(host: &str) -> String {
    REGISTER.replace("sip.acme.example", host)
}

fn host(workspace: &Workspace) -> Json {
    workspace.state(TRUNK).expect("it is in the state").attributes["host"].clone()
}

#[tokio::test]
async fn a_refused_update_leaves_the_state_as_it_was() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (code, message, words) in [
        (40002, "PARAMETER ERROR", "40002"),
        (60001, "DATA NOT FOUND", "60001"),
        (70084, "ACTION FORBIDDEN", "70084 ACTION FORBIDDEN"),
    ] {
        sandbox.fault(fault("trunk/update", says(code, message))).await;
        workspace.apply(&moved("b.example")).await.failed(&["Yeastar did not change the trunk", words]);
        assert_eq!(host(&workspace), "sip.acme.example", "{code}");
        assert_eq!(sandbox.changes().await.len(), 1, "{code}");
    }
    workspace.plan(&moved("b.example")).await.exited(2).says(&[r#""sip.acme.example" -> "b.example""#]);
}

#[tokio::test]
async fn an_update_that_failed_is_looked_at() {
    let Some((sandbox, workspace)) = made().await else { return };
    sandbox.switch("yeastar.write-answer", "failed-unapplied").await;
    workspace.apply(&moved("b.example")).await.failed(&["-2", "still shows the old values"]);
    assert_eq!(host(&workspace), "sip.acme.example");
    sandbox.switch("yeastar.write-answer", "failed-applied").await;
    workspace.apply(&moved("b.example")).await.failed(&["-2", "shows the new values"]);
    assert_eq!(host(&workspace), "b.example");
    sandbox.switch("yeastar.write-answer", "normal").await;
    let mut failed = fault("trunk/update", json!({"status": 500, "body": "<html>"}));
    failed["after"] = json!(true);
    sandbox.fault(failed).await;
    workspace.apply(&moved("c.example")).await.failed(&["500", "shows the new values"]);
    assert_eq!(host(&workspace), "c.example");
    assert_eq!(sandbox.changes().await.len(), 3, "none was sent again");
    workspace.plan(&moved("c.example")).await.empty();
}

#[tokio::test]
async fn an_update_whose_answer_is_lost_is_sent_again() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (host, answer) in [("b.example", json!("hang-up")), ("c.example", json!({"status": 502}))] {
        let mut lost = fault("trunk/update", answer);
        lost["after"] = json!(true);
        sandbox.fault(lost).await;
        workspace.apply(&moved(host)).await.ok();
        let bodies: Vec<_> = sandbox.changes().await.into_iter().map(|change| change.request).collect();
        assert_eq!(bodies, vec![json!({"id": 11, "hostname": host}); 2]);
    }
}

#[tokio::test]
async fn an_update_that_is_partial_or_not_over_is_looked_at_and_an_unread_one_is_accepted() {
    let Some((sandbox, workspace)) = made().await else { return };
    sandbox.switch("yeastar.write-answer", "partial").await;
    let partly =
        workspace.apply(&moved("b.example")).await.failed(&["Yeastar did not make all of the change of the trunk"]);
    partly.says(&["\"1 PARTIAL SUCCESS\"", "The state holds what is shown"]);
    workspace.plan(&moved("b.example")).await.empty();
    sandbox.switch("yeastar.write-answer", "processing").await;
    workspace.apply(&moved("c.example")).await.ok();
    workspace.plan(&moved("c.example")).await.empty();
    sandbox.switch("yeastar.write-answer", "normal").await;
    // Success that was none.
    sandbox.fault(fault("trunk/update", says(1, "PARTIAL SUCCESS"))).await;
    workspace.apply(&moved("d.example")).await.failed(&["\"1 PARTIAL SUCCESS\"", "Yeastar did not take host"]);
    workspace.plan(&moved("d.example")).await.exited(2).says(&[r#""c.example" -> "d.example""#]);

    workspace.write(&moved("d.example"));
    sandbox.fault(fault("trunk/get", says(10005, "ACCESS DENIED"))).await;
    let arguments = ["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"];
    workspace.run(&arguments).await.failed(&["10005", "The change was accepted, but could not be looked at"]);
    assert!(!workspace.state(TRUNK).expect("a state").tainted);
    workspace.plan(&moved("d.example")).await.empty();

    for (host, answer) in [("e.example", says(2, "PROCESSING")), ("f.example", says(0, "SUCCESS"))] {
        workspace.write(&moved(host));
        let mut unread = fault("trunk/get", answer);
        unread["times"] = json!(100);
        sandbox.fault(unread).await;
        let run = workspace.run(&arguments).await.failed(&["no trunk in it", "could not be looked at"]);
        run.says_not(&["did not change"]);
        sandbox.forget_faults().await;
        workspace.plan(&moved(host)).await.empty();
    }
}

/// No id is in it, and the PBX has said why.
#[tokio::test]
async fn a_create_that_was_carried_out_in_part_without_an_id_is_told_in_the_vendors_words() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    sandbox.fault(fault("trunk/create", says(1, "PARTIAL SUCCESS"))).await;
    let run = workspace.apply(REGISTER).await;
    run.failed(&["It is not known whether Yeastar made the trunk", "\"1 PARTIAL SUCCESS\""]).says_not(&["no id in it"]);
}

#[tokio::test]
async fn a_refused_password_is_sent_again_by_the_next_apply() {
    let Some((sandbox, workspace)) = made().await else { return };
    let rotated = REGISTER.replace("Abcdefgh12", "Bcdefghi23");
    for switch in ["masked", "clear"] {
        sandbox.switch("yeastar.password", switch).await;
        sandbox.fault(fault("trunk/update", says(40002, "PARAMETER ERROR"))).await;
        workspace.apply(&rotated).await.failed(&["40002"]);
        assert_eq!(sandbox.changes().await.len(), 1, "{switch}");
    }
    sandbox.switch("yeastar.password", "masked").await;
    // Nor does a part of a success count, where no answer shows the password.
    sandbox.fault(fault("trunk/update", says(1, "PARTIAL SUCCESS"))).await;
    workspace.apply(&rotated).await.failed(&["\"1 PARTIAL SUCCESS\""]);
    assert_eq!(sandbox.changes().await.len(), 1);
    // Even less where nobody can look.
    for (call, answer) in [("trunk/update", says(1, "PARTIAL SUCCESS")), ("trunk/get", says(10005, "ACCESS DENIED"))] {
        let mut fault = fault(call, answer);
        fault["times"] = json!(if call == "trunk/get" { 100 } else { 1 });
        sandbox.fault(fault).await;
    }
    workspace.write(&rotated);
    let run = workspace.run(&["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"]).await;
    run.failed(&["It is not known whether Yeastar changed", "\"1 PARTIAL SUCCESS\""]);
    sandbox.forget_faults().await;
    sandbox.changes().await;
    workspace.apply(&rotated).await.ok();
    assert_eq!(sandbox.changes().await.len(), 1);
    assert_eq!(sandbox.objects("yeastar").await[0]["password"], "Bcdefghi23");
    workspace.plan(&rotated).await.empty();
}

#[tokio::test]
async fn a_delete_that_does_not_happen_is_an_error_and_keeps_the_state() {
    let Some((sandbox, workspace)) = made().await else { return };
    for (answer, words) in [
        (says(70084, "ACTION FORBIDDEN"), "70084 ACTION FORBIDDEN"),
        (says(-2, "INTERNAL SERVER ERROR"), "-2 INTERNAL SERVER ERROR"),
        (says(0, "SUCCESS"), "terraform state rm"),
        (says(60001, "DATA NOT FOUND"), "It is still there"),
        (says(40002, "PARAMETER ERROR"), "It is still there"),
        (json!({"status": 404, "body": "<html>"}), "terraform state rm"),
        (json!({"status": 200, "body": "<html>Please log in"}), "with an HTML page"),
    ] {
        sandbox.fault(fault("trunk/delete", answer.clone())).await;
        workspace.destroy().await.failed(&["Yeastar did not delete the trunk \"acme_reg\" (11)", words]);
        assert_eq!(host(&workspace), "sip.acme.example", "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
        assert_eq!(sandbox.objects("yeastar").await.len(), 1, "{answer}");
    }
    sandbox.switch("yeastar.references", "routes").await;
    let words = ["70091", "something else on the PBX, such as a route, needs the trunk"];
    workspace.destroy().await.failed(&words);
    sandbox.switch("yeastar.references", "none").await;
    workspace.plan(REGISTER).await.empty();
}

/// Nor is it sent again: the PBX may have given the number to another trunk meanwhile.
#[tokio::test]
async fn a_delete_that_happened_whatever_was_answered_is_done() {
    for answer in [says(40002, "PARAMETER ERROR"), json!("hang-up"), json!({"status": 502}), says(2, "PROCESSING")] {
        let Some((sandbox, workspace)) = made().await else { return };
        let mut lost = fault("trunk/delete", answer.clone());
        lost["after"] = json!(true);
        sandbox.fault(lost).await;
        workspace.destroy().await.ok();
        assert!(workspace.state(TRUNK).is_none(), "{answer}");
        assert_eq!(sandbox.changes().await.len(), 1, "{answer}");
    }
}

#[tokio::test]
async fn one_old_answer_behind_an_accepted_change_is_looked_at_again() {
    let Some((sandbox, workspace)) = made().await else { return };
    let old = sandbox.at("yeastar", "GET", "trunk/get?id=11", Json::Null).await;
    sandbox.calls().await;
    workspace.write(&moved("b.example"));
    sandbox.fault(fault("trunk/get", json!({"status": 200, "body": old}))).await;
    let arguments = ["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"];
    workspace.run(&arguments).await.ok();
    assert_eq!(sandbox.changes().await.len(), 1);
    assert_eq!(host(&workspace), "b.example");
}

#[tokio::test]
async fn a_success_that_makes_no_sense_is_no_change_and_another_trunk_is_no_answer() {
    let Some((sandbox, workspace)) = made().await else { return };
    let rotated = REGISTER.replace("Abcdefgh12", "Bcdefghi23");
    // Behind a mask, nobody knows which password is there.
    for (switch, title, kept) in [
        ("clear", "Yeastar did not change the trunk", json!("Abcdefgh12")),
        ("masked", "Yeastar did not confirm the change of the trunk", serde_json::Value::Null),
    ] {
        sandbox.switch("yeastar.password", switch).await;
        sandbox.fault(fault("trunk/update", json!({"status": 200, "body": "<html>Please log in</html>"}))).await;
        workspace.apply(&rotated).await.failed(&[title, "with an HTML page"]);
        assert_eq!(workspace.state(TRUNK).expect("a state").attributes["password"], kept, "{switch}");
        workspace.plan(&rotated).await.exited(2).says(&["1 to change"]);
    }
    workspace.apply(&rotated).await.ok();
    assert_eq!(sandbox.objects("yeastar").await[0]["password"], "Bcdefghi23");

    workspace.write(&rotated.replace("sip.acme.example", "b.example"));
    let other = json!({"errcode": 0, "errmsg": "SUCCESS", "data": {"id": 99, "name": "other", "type": "register"}});
    sandbox.fault(fault("trunk/get", json!({"status": 200, "body": other}))).await;
    let arguments = ["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"];
    workspace.run(&arguments).await.failed(&["another trunk in it, \"99\""]);
    assert_eq!(workspace.state(TRUNK).expect("a state").attributes["id"], "11");
}
