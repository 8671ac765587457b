//! Every error names the host that a call went to, and the proxy before it.

use serde_json::json;

use super::super::support::livekit::LEAST;
use super::super::support::sandbox::Sandbox;
use super::bolna::{AGENT, with};
use super::crazytel::DESK;
use super::fonedynamics::BRANCH;
use super::nebrija::TOLEDO;
use super::yeastar::{PEER, TRUNK as YEASTAR};

/// Every vendor's name, with the least of its trunks.
const ALL: &[(&str, &str)] = &[
    ("bolna", AGENT),
    ("crazytel", DESK),
    ("fonedynamics", BRANCH),
    ("livekit", LEAST),
    ("nebrija", TOLEDO),
    ("yeastar", PEER),
];

/// The address of a vendor's API without its path.
fn host(sandbox: &Sandbox, vendor: &str) -> String {
    let address = if vendor == "livekit" { "URL" } else { "BASE_URL" };
    let url = sandbox.variable(&format!("{}_{address}", vendor.to_uppercase()));
    url.trim_start_matches("http://").split('/').next().expect("a host").to_owned()
}

#[tokio::test]
async fn an_answer_is_told_with_the_host_that_gave_it() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    for (vendor, hcl) in ALL {
        let host = host(&sandbox, vendor);
        for status in [400, 302, 500] {
            let answer = json!({"vendor": vendor, "method": "POST", "answer": {"status": status, "body": "no"}});
            sandbox.fault(answer).await;
            workspace.apply(hcl).await.failed(&[&format!("at {host} was answered {status} \"no\"")]);
        }
        sandbox.fault(json!({"vendor": vendor, "method": "POST", "answer": "hang-up"})).await;
        let run = workspace.apply(hcl).await.exited(1);
        assert!(run.text.contains(&host), "{run}");
    }
}

#[tokio::test]
async fn a_proxy_is_told_with_what_names_it() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let nobody =
        tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port").local_addr().expect("an address");
    let workspace = workspace.with("http_proxy", &format!("http://user:hunter2@{nobody}"));
    let host = host(&sandbox, "crazytel");
    let run = workspace.apply(DESK).await.failed(&[
        &format!("could not be sent to {host} through the proxy {nobody}"),
        "The proxy comes from http_proxy.",
    ]);
    run.says_not(&["hunter2"]);
    let wrong = workspace.with("HTTP_PROXY", "ht tp://proxy");
    wrong
        .apply(DESK)
        .await
        .failed(&["Crazytel cannot be called", "The environment variable HTTP_PROXY is not the address"]);
    assert_eq!(sandbox.calls().await, []);
    wrong.with("NO_PROXY", "127.0.0.1").apply(DESK).await.ok();
}

#[tokio::test]
async fn what_is_not_as_it_should_be_is_told_with_the_host_too() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let there = |vendor: &str, title: &str| format!("{title} at {}", host(&sandbox, vendor));
    let crazytel = there("crazytel", "Crazytel");

    workspace.apply(DESK).await.ok();
    let ignored = json!({"vendor": "crazytel", "method": "PATCH", "answer": {"status": 200, "body": {}}});
    sandbox.fault(ignored).await;
    let changed = with(DESK, "description = \"Front desk\"");
    workspace
        .apply(&changed)
        .await
        .failed(&["did not take description", &format!("{crazytel} answered that all is well")]);

    let data = "data \"siptrunk_crazytel_trunk\" \"other\" {\n  id = \"01f80237-b1d3-4b56-8942-000000000000\"\n}\n";
    workspace.plan(data).await.failed(&["No such trunk", &format!("{crazytel} shows no trunk")]);
    workspace.write(PEER);
    let yeastar = there("yeastar", "Yeastar");
    workspace.import(YEASTAR, "nobody").await.failed(&["No such trunk", &format!("{yeastar} shows no trunk")]);
}
