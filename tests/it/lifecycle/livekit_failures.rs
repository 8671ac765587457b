//! What remains when a call to LiveKit fails in one of its own ways: at each step the state, the calls and the words.

use serde_json::{Value as Json, json};

use super::super::livekit::server::everywhere;
use super::super::support::livekit::{LEAST, OUTBOUND_ADDRESS};
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;

/// An order for this call to outbound trunks, as often as it comes.
fn fault(deed: &str, answer: Json) -> Json {
    json!({"vendor": "livekit", "method": "POST", "path": format!("/{deed}SIP"), "times": 20, "answer": answer})
}

/// An error in Twirp's form.
fn twirp(status: u16, code: &str, says: &str) -> Json {
    json!({"status": status, "body": {"code": code, "msg": says, "meta": {}}})
}

/// With a name, which an update takes, and with headers, which only a replacement does.
fn described(words: &str) -> String {
    LEAST.replace("  address ", &format!("  name = \"{words}\"\n  headers = {{ X-A = \"{words}\" }}\n  address "))
}

fn name(workspace: &Workspace) -> Json {
    workspace.state(OUTBOUND_ADDRESS).expect("it is in the state").attributes["name"].clone()
}

/// A trunk that Terraform has made.
async fn made(sandbox: &Sandbox) -> Option<Workspace> {
    let workspace = sandbox.workspace().await?;
    workspace.apply(&described("first")).await.ok();
    sandbox.calls().await;
    Some(workspace)
}

/// A replacement of what cannot be read would empty it.
#[tokio::test]
async fn a_replacement_whose_reading_fails_is_not_sent() {
    for sandbox in everywhere(&[]).await {
        let Some(workspace) = made(&sandbox).await else { return };
        for answer in [
            twirp(403, "permission_denied", "No, thanks"),
            json!({"status": 404, "body": "404 page not found"}),
            twirp(404, "not_found", "requested sip trunk does not exist"),
        ] {
            sandbox.fault(fault("Get", answer.clone())).await;
            workspace.write(&described("second"));
            let run = workspace.run(&["apply", "-refresh=false", "-auto-approve", "-no-color"]).await;
            run.failed(&["LiveKit did not change the outbound trunk"]);
            assert_eq!(sandbox.changes().await, [], "{answer}");
            assert_eq!(name(&workspace), "first", "{answer}");
            sandbox.forget_faults().await;
        }
        workspace.apply(&described("second")).await.ok();
    }
}

/// Some failures by their status are refusals by their words: nothing was done, nor will it be a second time.
#[tokio::test]
async fn a_500_that_says_so_is_a_refusal() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = made(&sandbox).await else { return };
    for words in ["no trunk numbers specified", "trunk address should be a hostname or IP, not SIP URI"] {
        sandbox.fault(fault("Update", twirp(500, "unknown", words))).await;
        let run = workspace.apply(&described("second")).await.failed(&[words, "The state is left as it was."]);
        assert_eq!(run.text.matches("Error: ").count(), 1, "{run}");
        assert_eq!(name(&workspace), "first");
        sandbox.forget_faults().await;
    }
    sandbox.switch("livekit.redis", "none").await;
    sandbox.calls().await;
    workspace.plan(&described("first")).await.failed(&["did not show the outbound trunk", "the server has no Redis"]);
    assert_eq!(sandbox.calls().await.len(), 1, "it is asked once");
    workspace.run(&["state", "rm", OUTBOUND_ADDRESS]).await.ok();
    let run = workspace.apply(LEAST).await.failed(&["LiveKit did not create the outbound trunk", "has no Redis"]);
    run.says_not(&["may exist", "not known"]);
    assert_eq!(sandbox.calls().await.len(), 1, "it is sent once");
}

/// What says 404 to everything is another server, or a much older one.
#[tokio::test]
async fn another_server_is_not_the_end_of_a_trunk() {
    for sandbox in everywhere(&[]).await {
        let Some(workspace) = made(&sandbox).await else { return };
        for (answer, words) in [
            (twirp(404, "bad_route", "no handler"), "404"),
            (json!({"status": 404, "body": "404 page not found"}), "LIVEKIT_URL"),
        ] {
            sandbox.fault(json!({"vendor": "livekit", "times": 20, "answer": answer})).await;
            workspace.plan(&described("first")).await.failed(&["LiveKit did not show the outbound trunk", words]);
            assert_eq!(name(&workspace), "first", "{words}");
            sandbox.forget_faults().await;
        }
        workspace.plan(&described("first")).await.empty();
    }
}

/// One by one is how inbound trunks are made and get other numbers; who was put off lets the others go meanwhile.
#[tokio::test]
async fn nobody_waits_while_the_call_of_another_is_put_off() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let trunks = |area: u32| {
        format!(
            "resource \"siptrunk_livekit_inbound_trunk\" \"in\" {{\n  count = 2\n  \
             phone_numbers = [\"+1555{area}${{count.index}}\"]\n}}\n"
        )
    };
    for (deed, area) in [("create", 201), ("update", 202)] {
        sandbox.order("livekit", deed, 1, &json!({"status": 429, "headers": {"retry-after": "4"}})).await;
        workspace.apply(&trunks(area)).await.ok();
        let mut changes = sandbox.changes().await;
        assert_eq!(changes.iter().map(|call| call.status).collect::<Vec<_>>(), [Some(429), Some(200), Some(200)]);
        let (again, meanwhile) = (changes.remove(2).request, changes.remove(1).request);
        assert_eq!(again, changes.remove(0).request, "{deed}");
        assert_ne!(again, meanwhile, "{deed}");
    }
}
