//! A PBX has 8 tokens for a Client ID, and blocks an address after 5 refused logins in a row: how often a command logs
//! in, and that it gives back what it got.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::{Call, Sandbox};
use super::super::support::terraform::Workspace;
use super::yeastar::PEER;
use super::yeastar_failures::{fault, says};

/// More trunks than there are tokens, and than there may be refusals.
const MANY: usize = 12;

fn trunks(count: usize) -> String {
    let trunk = |number| PEER.replace("carrier", &format!("t{number}")).replace("acme_peer", &format!("peer_{number}"));
    (1..=count).map(trunk).collect()
}

fn count(calls: &[Call], name: &str) -> usize {
    calls.iter().filter(|call| call.line.ends_with(&format!("/openapi/v1.0/{name}"))).count()
}

/// How many logins there were since the last time, each of which ended with its token given back.
async fn logins(sandbox: &Sandbox) -> usize {
    let calls = sandbox.calls().await;
    assert_eq!(count(&calls, "get_token"), count(&calls, "del_token"), "{calls:#?}");
    count(&calls, "get_token")
}

#[tokio::test]
async fn a_process_logs_in_once_for_all_its_trunks_and_gives_the_token_back() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let all = trunks(MANY);
    workspace.plan(&all).await.exited(2);
    assert_eq!(logins(&sandbox).await, 0, "nothing is to be looked at");
    workspace.apply(&all).await.ok();
    assert_eq!(logins(&sandbox).await, 1);
    for round in 1..=4 {
        workspace.plan(&all).await.empty();
        assert_eq!(logins(&sandbox).await, 1);
        // A process to refresh, another to change: with the rounds, more logins than there are tokens.
        workspace.apply(&all.replace("5060", &format!("506{round}"))).await.ok();
        let calls = sandbox.calls().await;
        assert_eq!((count(&calls, "get_token"), count(&calls, "del_token")), (2, 2), "{round}");
        assert_eq!(count(&calls, "trunk/update"), MANY);
        workspace.apply(&all).await.ok();
        assert_eq!(logins(&sandbox).await, 2);
    }
    workspace.destroy().await.ok();
    assert_eq!(logins(&sandbox).await, 2);
}

#[tokio::test]
async fn a_failing_command_gives_its_token_back_too() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    for _ in 0..9 {
        sandbox.fault(fault("trunk/create", says(40002, "PARAMETER ERROR"))).await;
        workspace.apply(PEER).await.failed(&["40002"]);
        assert_eq!(logins(&sandbox).await, 1);
    }
}

/// Else eight commands at a busy PBX lock everybody out for half an hour.
#[tokio::test]
async fn a_token_is_given_back_to_a_pbx_that_puts_that_off() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(PEER).await.ok();
    for (tries, passing) in [(1, says(70082, "OVERLOAD_TASK_RUNNING")), (2, says(-2, "INTERNAL SERVER ERROR"))] {
        for _ in 0..5 {
            let mut order = fault("del_token", passing.clone());
            order["times"] = json!(tries);
            sandbox.fault(order).await;
            sandbox.calls().await;
            workspace.plan(PEER).await.empty();
            let calls = sandbox.calls().await;
            assert_eq!((count(&calls, "get_token"), count(&calls, "del_token")), (1, 1 + tries), "{calls:#?}");
        }
    }
}

#[tokio::test]
async fn a_token_whose_time_is_over_is_renewed() {
    let sandbox = Sandbox::start(&["yeastar.token-lifetime=4", "yeastar.error-status=400"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    // While the PBX has the create wait, the token's time ends; a create that the PBX did not let in may be sent again.
    let wait = json!({"status": 429, "headers": {"retry-after": "5"}});
    sandbox.fault(fault("trunk/create", wait)).await;
    workspace.apply(PEER).await.ok();
    let calls = sandbox.calls().await;
    assert_eq!(count(&calls, "get_token"), 2, "{calls:#?}");
    let creates: Vec<_> =
        calls.iter().filter(|call| call.line.ends_with("trunk/create")).map(|call| call.status).collect();
    assert_eq!(creates, [Some(429), Some(400), Some(200)]);
    assert_eq!(sandbox.objects("yeastar").await.len(), 1);

    // The other way round: who knows that the time is over does not try.
    let slow = json!({"status": 503, "headers": {"retry-after": "5"}});
    sandbox.fault(fault("trunk/get", slow)).await;
    let two = PEER.to_owned() + &PEER.replace("carrier", "second").replace("acme_peer", "second");
    workspace.apply(&two).await.ok();
    workspace.plan(&two).await.empty();
}

#[tokio::test]
async fn a_token_that_the_pbx_no_longer_takes_is_renewed_by_one_login() {
    let sandbox = Sandbox::start(&[&format!("yeastar.token-calls={MANY}")]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let all = trunks(MANY);
    workspace.apply(&all).await.ok();
    sandbox.calls().await;
    // A look at each, and the list.
    workspace.plan(&all).await.empty();
    assert_eq!(count(&sandbox.calls().await, "get_token"), 2);
    // One that is taken by no means is not renewed without end.
    sandbox.switch("yeastar.token-calls", "0").await;
    let mut never = fault("trunk/get", says(10004, "TOKEN EXPIRED"));
    never["times"] = json!(100);
    sandbox.fault(never).await;
    workspace.plan(&trunks(1)).await.failed(&["10004 TOKEN EXPIRED"]);
    let calls = sandbox.calls().await;
    assert!(count(&calls, "get_token") <= 1 + MANY, "{calls:#?}");
}

/// A workspace with trunks whose provider has the wrong secret.
async fn locked_out(sandbox: &Sandbox) -> Option<Workspace> {
    Some(sandbox.workspace().await?.with("YEASTAR_CLIENT_SECRET", "wrong-secret"))
}

#[tokio::test]
async fn a_refused_login_is_the_only_one() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(wrong) = locked_out(&sandbox).await else { return };
    let words = ["-1 FAILURE: username or password: error", "YEASTAR_CLIENT_SECRET", "not tried again in this run"];
    // One refusal a command, so four in all; the fifth would block.
    for _ in 0..4 {
        let run = wrong.apply(&trunks(MANY)).await.failed(&words).says_not(&["wrong-secret", "may exist"]);
        assert_eq!(run.text.matches("Error: Yeastar did not create the trunk").count(), MANY, "{run}");
        let calls = sandbox.calls().await;
        assert_eq!(calls.iter().map(|call| call.line.as_str()).collect::<Vec<_>>(), ["POST /openapi/v1.0/get_token"]);
    }
    let right = wrong.with("YEASTAR_CLIENT_SECRET", sandbox.variable("YEASTAR_CLIENT_SECRET"));
    right.apply(&trunks(MANY)).await.ok();
    sandbox.calls().await;

    // It is the same where there is something to refresh; the state stays.
    let wrong = right.with("YEASTAR_CLIENT_SECRET", "wrong-secret");
    for _ in 0..5 {
        wrong.plan(&trunks(MANY)).await.failed(&words);
        assert_eq!(count(&sandbox.calls().await, "get_token"), 1);
    }
    let right = wrong.with("YEASTAR_CLIENT_SECRET", sandbox.variable("YEASTAR_CLIENT_SECRET"));
    right.plan(&trunks(MANY)).await.failed(&["70004 ACCOUNT IP BLOCKED", "Blocked IPs"]);
    assert_eq!(count(&sandbox.calls().await, "get_token"), 1);
    sandbox.switch("yeastar.blocklist", "cleared").await;
    right.plan(&trunks(MANY)).await.empty();
}

#[tokio::test]
async fn a_login_whose_answer_is_lost_is_the_only_one_and_nothing_is_in_doubt() {
    for (answer, words) in [
        (
            json!("hang-up"),
            "connection closed before message completed. POST /openapi/v1.0/trunk/create was not sent. Nothing was created. Try again later. Check \"base_url\" (YEASTAR_BASE_URL).",
        ),
        (json!({"status": 502, "body": "<html>"}), "Try again later."),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(wrong) = locked_out(&sandbox).await else { return };
        let mut lost = fault("get_token", answer);
        (lost["after"], lost["times"]) = (json!(true), json!(100));
        sandbox.fault(lost).await;
        let run = wrong.apply(&trunks(MANY)).await.failed(&["Yeastar did not create the trunk", words]);
        run.says_not(&["may exist", "could not be sent"]);
        assert_eq!(count(&sandbox.calls().await, "get_token"), 1);
        assert_eq!(sandbox.objects("yeastar").await, Vec::<Json>::new());
    }
}

#[tokio::test]
async fn a_login_that_is_slow_or_goes_to_another_server_is_told_what_to_change() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hurried = sandbox.workspace().await.expect("Terraform is there").with("YEASTAR_REQUEST_TIMEOUT", "1");
    sandbox.order("yeastar", "login", 1, &json!("slow")).await;
    let slow = "got no answer: none within 1 second (\"request_timeout\"). POST /openapi/v1.0/trunk/create was not sent. Nothing was \
                created. Raise \"request_timeout\" (YEASTAR_REQUEST_TIMEOUT) if Yeastar is slow.";
    hurried.apply(PEER).await.failed(&[slow]);
    for status in [404, 405, 410] {
        sandbox.order("yeastar", "login", 1, &json!({"status": status, "body": "<html>"})).await;
        let says = format!("The login was answered {status}, so what answers at");
        let words = [says.as_str(), "is not Yeastar's API. Check \"base_url\" (YEASTAR_BASE_URL)."];
        workspace.apply(PEER).await.failed(&words).says_not(&["Try again later"]);
    }
    sandbox.order("yeastar", "login", 1, &json!({"status": 200, "body": "<html>"})).await;
    let page = "It is not from Yeastar's API: a login page or a proxy has answered, or \"base_url\" (YEASTAR_BASE_URL) is wrong.";
    workspace.apply(PEER).await.failed(&[page]).says_not(&["Try again later"]);
}

#[tokio::test]
async fn where_all_tokens_are_taken_one_login_says_so() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    for _ in 0..8 {
        sandbox.token_of_yeastar().await;
    }
    sandbox.calls().await;
    let words = ["60002 MAX LIMITATION EXCEEDED", "all 8 tokens of the Client ID are in use"];
    workspace.apply(&trunks(MANY)).await.failed(&words).says_not(&["YEASTAR_CLIENT_SECRET"]);
    assert_eq!(count(&sandbox.calls().await, "get_token"), 1);
    assert_eq!(sandbox.objects("yeastar").await, Vec::<Json>::new());
}

#[tokio::test]
async fn neither_token_nor_secret_nor_password_is_in_any_output() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("TF_LOG", "TRACE").with("TF_VAR_password", "Xq7Zw9KpVb2");
    let secret = sandbox.variable("YEASTAR_CLIENT_SECRET");
    let variable = "variable \"password\" {\n  type = string\n  sensitive = true\n}\n";
    let hcl = variable.to_owned() + &super::yeastar::REGISTER.replace("\"Abcdefgh12\"", "var.password");
    let page = |says: &str| json!({"status": 502, "body": format!("<html>{says}</html>")});
    let repeated = page("/openapi/v1.0/trunk/create?access_token=SANDBOXACCESS0000000000000000001 Xq7Zw9KpVb2");
    let blamed = json!({"errcode": 40002, "errmsg": "PARAMETER ERROR", "invalid_param_list": [
        {"field": "password", "value": "Xq7Zw9KpVb2"}, {"field": "auth_name", "value": "not Xq7Zw9KpVb2"}]});
    let mut runs = vec![];
    for answer in [repeated, json!({"status": 200, "body": blamed})] {
        sandbox.fault(fault("trunk/create", answer)).await;
        runs.push(workspace.apply(&hcl).await.exited(1));
        // The next login has the next token.
        sandbox.calls().await;
    }
    sandbox.fault(fault("get_token", page(&format!("no such client: {secret}")))).await;
    runs.push(workspace.apply(&hcl).await.failed(&["no such client"]));
    runs.push(workspace.apply(&hcl).await.ok());
    runs.push(workspace.plan(&hcl).await.empty());
    runs.push(workspace.destroy().await.ok());
    for run in &runs {
        assert!(run.text.contains("[TRACE]"), "the log is there");
        for part in ["SANDBOXACCESS", "SANDBOXREFRESH", secret, "Xq7Zw9", "KpVb2"] {
            assert!(!run.text.contains(part), "{part} is in it\n{run}");
        }
    }
}

#[tokio::test]
async fn a_login_that_fails_in_passing_is_not_a_refused_one() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    // A proxy that knows when to come back is waited for.
    let later = json!({"status": 503, "headers": {"retry-after": "1"}, "body": "<html>maintenance</html>"});
    sandbox.fault(fault("get_token", later)).await;
    workspace.apply(&trunks(MANY)).await.ok();
    assert_eq!(count(&sandbox.calls().await, "get_token"), 2);
    // And so is a PBX that is busy, which is said of no caller.
    sandbox.fault(fault("get_token", says(70082, "OVERLOAD_TASK_RUNNING"))).await;
    workspace.plan(&trunks(MANY)).await.empty();
    assert_eq!(count(&sandbox.calls().await, "get_token"), 2);

    // One that does not say so, and a PBX that has failed, are not: but all are told, and in other words than a refusal.
    let answers = [
        (json!({"status": 502, "body": "<html>bad gateway</html>"}), "502 \"<html>bad gateway</html>\""),
        (says(-2, "INTERNAL SERVER ERROR"), "-2 INTERNAL SERVER ERROR"),
        (json!({"status": 200, "body": "<html>the portal</html>"}), "200 with an HTML page (23 bytes)"),
    ];
    for (answer, words) in answers {
        sandbox.fault(fault("get_token", answer)).await;
        let run = workspace.plan(&trunks(MANY)).await.failed(&["could not let the provider in now", words]);
        run.says_not(&["did not let", "YEASTAR_CLIENT_SECRET", "not tried again"]);
        assert_eq!(count(&sandbox.calls().await, "get_token"), 1);
        workspace.plan(&trunks(MANY)).await.empty();
        sandbox.calls().await;
    }
    // One that stays busy is told with the number of tries, once for all.
    let mut busy = fault("get_token", says(70082, "OVERLOAD_TASK_RUNNING"));
    busy["times"] = json!(2);
    sandbox.fault(busy).await;
    let impatient = workspace.with("YEASTAR_MAX_RETRIES", "1");
    let words = ["could not let the provider in now", "70082 OVERLOAD_TASK_RUNNING", "2 tries. Try again later."];
    impatient.plan(&trunks(MANY)).await.failed(&words).says_not(&["busy; try again"]);
    assert_eq!(count(&sandbox.calls().await, "get_token"), 2);
    // To come back later is advised once.
    let mut limited = fault("get_token", json!({"status": 429}));
    limited["times"] = json!(2);
    sandbox.fault(limited).await;
    let run = impatient
        .plan(&trunks(MANY))
        .await
        .failed(&["Lower \"requests_per_minute\" (YEASTAR_REQUESTS_PER_MINUTE)", "or try again later."]);
    run.says_not(&["later. Try again"]);
}

#[tokio::test]
async fn where_nobody_listens_many_trunks_are_told_in_the_time_of_one() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let free =
        tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port").local_addr().expect("an address");
    let workspace = workspace.with("YEASTAR_BASE_URL", &format!("http://{free}"));
    let started = std::time::Instant::now();
    let run = workspace.apply(&trunks(MANY)).await.failed(&["could not be sent"]);
    // One try takes 3.5 to 7 seconds; one after the other they would take 42 at least.
    assert!(started.elapsed().as_secs() < 25, "{:?}", started.elapsed());
    assert_eq!(run.text.matches("Error: Yeastar did not create the trunk").count(), MANY, "{run}");
}
