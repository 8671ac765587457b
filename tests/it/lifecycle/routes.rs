//! Every error names the host that a call went to, and the proxy before it.

use std::ffi::OsStr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::super::support::livekit::LEAST;
use super::super::support::sandbox::Sandbox;
use super::super::support::trunks::DESK;
use super::bolna::{AGENT, with};
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

/// The client's own reading of the environment knows none of these for an address.
#[tokio::test]
async fn no_proxy_is_called_for_what_is_excepted_from_it() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let mut workspace = workspace.with("http_proxy", "http://127.0.0.1:9").with("CRAZYTEL_MAX_RETRIES", "0");
    workspace = workspace.with("NO_PROXY", "127.0.0.1:1");
    workspace.apply(DESK).await.failed(&["through the proxy 127.0.0.1:9"]);
    for list in ["*", "pbx.example, *", &host(&sandbox, "crazytel")] {
        workspace = workspace.with("NO_PROXY", list);
        workspace.apply(DESK).await.ok();
    }
}

/// A proxy gets calls with the whole address, and its login.
#[tokio::test]
async fn a_proxy_is_called_with_its_login() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let proxy = listener.local_addr().expect("an address");
    let (told, mut heads) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = vec![0; 4096];
            let read = stream.read(&mut head).await.expect("a request");
            let _ = told.send(String::from_utf8_lossy(&head[..read]).to_lowercase());
            let _ = stream.write_all(b"HTTP/1.1 403 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
        }
    });
    let workspace = workspace.with("HTTP_PROXY", &format!("http://user:hunter%32@{proxy}"));
    workspace.apply(DESK).await.failed(&[&format!("through the proxy {proxy}")]).says_not(&["hunter"]);
    let head = heads.recv().await.expect("a call");
    let address = format!("{}/", sandbox.variable("CRAZYTEL_BASE_URL"));
    assert!(head.lines().next().is_some_and(|line| line.contains(&address)), "{head}");
    let login = BASE64_STANDARD.encode("user:hunter2").to_lowercase();
    assert!(head.contains(&format!("proxy-authorization: basic {login}\r\n")), "{head}");
    assert_eq!(sandbox.calls().await, []);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_variable_that_is_no_text_is_not_taken_for_unset() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("HTTP_PROXY", OsStr::from_bytes(b"http://p\xff:1"));
    workspace.apply(DESK).await.failed(&["The environment variable HTTP_PROXY is not the address"]);
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
