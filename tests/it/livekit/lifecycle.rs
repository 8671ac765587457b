//! The lives of both kinds of trunks at the real server, led by the real Terraform. After every command the state is what
//! the server holds; see `support/truth`.

use serde_json::{Value as Json, json};

use super::server::{SECRET, Server};
use crate::adopt::adopted;
use crate::support::livekit::{INBOUND, INBOUND_ADDRESS, OUTBOUND, OUTBOUND_ADDRESS, call};
use crate::support::sandbox::Sandbox;
use crate::support::terraform::Workspace;

const KINDS: [(&str, &str); 2] = [(INBOUND_ADDRESS, INBOUND), (OUTBOUND_ADDRESS, OUTBOUND)];

/// The server, how others call it, and a workspace at it; `None` where something of it is not there.
async fn begin() -> Option<(Server, Sandbox, Workspace)> {
    let server = Server::start().await?;
    let at = server.among_sandboxes().await;
    let workspace = at.workspace().await?;
    Some((server, at, workspace))
}

async fn only(at: &Sandbox) -> Json {
    let held = at.objects("livekit").await;
    assert_eq!(held.len(), 1, "{held:#?}");
    held[0].clone()
}

/// Some members of a trunk as others change them, by the form that takes all.
async fn meddle(at: &Sandbox, changes: Json) {
    let answer = at.meddle("livekit", &only(at).await, changes).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn both_kinds_live_at_the_real_server() {
    for (address, hcl) in KINDS {
        let Some((_server, at, workspace)) = begin().await else { return };
        workspace.apply(hcl).await.ok();
        workspace.plan(hcl).await.empty();
        // What an update can say by itself; then what only a replacement can.
        let renamed = hcl
            .replace("+1555010", "+1555020")
            .replace("not-a-real-secret", "another-secret")
            .replace("\"45s\"", "\"50s\"");
        workspace.apply(&renamed).await.ok();
        let held = only(&at).await;
        assert_eq!(held["auth_password"], "another-secret");
        assert_eq!(held["media"]["codecs"][0], json!({"name": "PCMU", "rate": 8000}), "{held}");
        let with_header = renamed.replace("X-Team = \"support\"", "X-Team = \"sales\", X-More = \"\"");
        workspace.apply(&with_header).await.ok();
        workspace.plan(&with_header).await.empty();
        assert_eq!(only(&at).await["headers"], json!({"X-Team": "sales", "X-More": ""}));
        // What drifts is shown and repaired.
        meddle(&at, json!({"name": "by hand", "headers": {"X-Team": "9"}})).await;
        workspace.plan(&with_header).await.says(&[r#""by hand""#, r#""9""#]);
        workspace.apply(&with_header).await.ok();
        // It is taken over as it is.
        let id = workspace.state(address).expect("a state").attributes["id"].as_str().expect("an id").to_owned();
        workspace.found_again(address, &id).await.ok();
        workspace.plan(&with_header).await.empty();
        // Gone behind Terraform's back, it is made again; then it goes.
        at.at("livekit", "POST", "DeleteSIPTrunk", json!({"sip_trunk_id": id})).await;
        workspace.apply(&with_header).await.ok();
        assert_ne!(only(&at).await["sip_trunk_id"], json!(id));
        workspace.destroy().await.ok();
        assert_eq!(at.objects("livekit").await, Vec::<Json>::new());
    }
}

#[tokio::test]
async fn everything_that_is_left_out_is_emptied() {
    for (address, full, least) in [
        (KINDS[0].0, INBOUND, "phone_numbers = [\"+15550101\"]"),
        (KINDS[1].0, OUTBOUND, "address = \"sip.carrier.example:5061\"\n  phone_numbers = [\"+15550101\"]"),
    ] {
        let Some((_server, at, workspace)) = begin().await else { return };
        workspace.apply(full).await.ok();
        let (kind, name) = address.split_once('.').expect("an address");
        // A password that is left out stays, and is taken away by empty text.
        let least = format!("resource \"{kind}\" \"{name}\" {{\n  {least}\n  password = \"\"\n}}\n");
        workspace.apply(&least).await.ok();
        workspace.plan(&least).await.empty();
        let held = only(&at).await;
        assert_eq!((&held["auth_password"], &held["name"]), (&json!(""), &json!("")), "{held}");
        workspace.apply(full).await.ok();
        workspace.plan(full).await.empty();
    }
}

/// What others set, and the configuration does not name or does not know, is there after an update of either form.
#[tokio::test]
async fn what_is_set_elsewhere_survives() {
    let Some((_server, at, workspace)) = begin().await else { return };
    let hcl = |name: &str, header: &str| {
        format!(
            r#"resource "siptrunk_livekit_outbound_trunk" "it" {{
  name          = "{name}"
  address       = "sip.carrier.example"
  phone_numbers = ["+15550101"]
  headers       = {{ X-A = "{header}" }}
  lifecycle {{ ignore_changes = [metadata, media_timeout, codecs, transport, attributes_to_headers, password] }}
}}
"#
        )
    };
    workspace.apply(&hcl("a", "1")).await.ok();
    let set = json!({"metadata": "theirs", "transport": 9, "attributes_to_headers": {"x": "X-X"}, "auth_password": "theirs",
        "created_at": "2026-01-01T00:00:00Z", "media": {"media_timeout": "7s", "codecs": [{"name": "PCMA", "rate": 8000}]}});
    meddle(&at, set).await;
    for (name, header) in [("b", "1"), ("b", "2"), ("c", "3")] {
        workspace.apply(&hcl(name, header)).await.ok();
        let held = only(&at).await;
        assert_eq!((&held["name"], &held["headers"]), (&json!(name), &json!({"X-A": header})));
        assert_eq!((&held["metadata"], &held["transport"]), (&json!("theirs"), &json!(9)), "{held}");
        assert_eq!((&held["auth_password"], &held["created_at"]), (&json!("theirs"), &json!("2026-01-01T00:00:00Z")));
        assert_eq!(held["attributes_to_headers"], json!({"x": "X-X"}));
        let codecs = json!([{"name": "PCMA", "rate": 8000}]);
        assert_eq!((&held["media"]["media_timeout"], &held["media"]["codecs"]), (&json!("7s"), &codecs));
    }
}

#[tokio::test]
async fn what_the_server_refuses_is_told_in_its_words() {
    let Some((_server, at, workspace)) = begin().await else { return };
    let other = at.at("livekit", "POST", "CreateSIPInboundTrunk", json!({"trunk": {"numbers": ["+15550101"]}})).await;
    let hcl = "resource \"siptrunk_livekit_inbound_trunk\" \"it\" {\n  phone_numbers = [\"+1 555 0101\"]\n}\n"
        .replace("+1 555 0101", "+15550101");
    let id = other["sip_trunk_id"].as_str().expect("an id");
    workspace.apply(&hcl).await.failed(&[id, "+15550101"]);
    assert_eq!(at.objects("livekit").await.len(), 1);
    // The other kind's id is no trunk of this kind.
    workspace.write(OUTBOUND);
    workspace.run(&["import", KINDS[1].0, id]).await.failed(&[id]);
}

#[tokio::test]
async fn trouble_is_one_clear_sentence_without_a_token() {
    let Some((mut server, _, workspace)) = begin().await else { return };
    workspace.apply(OUTBOUND).await.ok();
    let plainly = |run: crate::support::terraform::Run, words: &[&str]| {
        let run = run.failed(words).says_not(&["eyJ", SECRET]);
        assert_eq!(run.text.matches("Error: ").count(), 1, "{run}");
    };
    for (name, value, words) in [
        ("LIVEKIT_API_KEY", "nobody", &["invalid API key", "api_key"][..]),
        ("LIVEKIT_API_SECRET", "another secret of 32 characters..", &["api_secret"]),
        ("LIVEKIT_URL", &format!("{}/below", server.url), &["404"]),
    ] {
        let wrong = Workspace::new().await.expect("a CLI");
        wrong.put_state(&workspace.whole_state());
        let wrong = server.variables().iter().fold(wrong, |wrong, (name, value)| wrong.with(name, value));
        plainly(wrong.with(name, value).with("LIVEKIT_MAX_RETRIES", "0").plan(OUTBOUND).await, words);
    }
    let workspace = workspace.with("LIVEKIT_MAX_RETRIES", "0").anywhere();
    server.lose_redis();
    plainly(workspace.plan(OUTBOUND).await, &["connection refused", "does not reach its Redis"]);
    plainly(workspace.apply(INBOUND).await, &["connection refused", "does not reach its Redis"]);
    server.stop();
    plainly(workspace.plan(OUTBOUND).await, &["could not be sent to"]);
    // It keeps no trunks without Redis, so none may exist.
    let Some(without) = Server::without_redis().await else { return };
    let begun = without.among_sandboxes().await.workspace().await.expect("a CLI").anywhere();
    let words = ["LiveKit did not create the inbound trunk", "the server has no Redis"];
    let run = begun.apply(INBOUND).await.says_not(&["may exist", "not known"]);
    plainly(run, &words);
}

#[tokio::test]
async fn the_most_talkative_log_holds_no_secret_and_no_token() {
    let Some((_server, at, workspace)) = begin().await else { return };
    let log = workspace.path().join("trace.log");
    let workspace = workspace.with("TF_LOG", "TRACE").with("TF_LOG_PATH", log.to_str().expect("a path"));
    workspace.apply(INBOUND).await.ok();
    workspace.apply(&INBOUND.replace("not-a-real-secret", "another-secret")).await.ok();
    assert_eq!(only(&at).await["auth_password"], "another-secret");
    let workspace = workspace.with("LIVEKIT_API_SECRET", "another secret of 32 characters..");
    workspace.plan(INBOUND).await.exited(1);
    let log = std::fs::read_to_string(log).expect("a log");
    assert!(log.contains("livekit.SIP"), "the calls are in it");
    for secret in ["eyJ", SECRET, "not-a-real-secret", "another-secret"] {
        let line = log.lines().find(|line| line.contains(secret) && !line.contains("main.tf"));
        assert_eq!(line, None, "{secret}");
    }
}

/// 50 trunks, of both kinds and at once: nothing lost, nothing doubled, and what others have set is still there.
#[tokio::test]
async fn fifty_trunks_at_once_are_each_made_once_and_keep_what_others_set() {
    let Some((_server, at, workspace)) = begin().await else { return };
    let hcl = |name: &str, header: &str| {
        format!(
            r#"resource "siptrunk_livekit_inbound_trunk" "in" {{
  count         = 25
  name          = "{name} ${{count.index}}"
  phone_numbers = ["+155501${{count.index + 10}}"]
  headers       = {{ X-A = "{header}" }}
  lifecycle {{ ignore_changes = [metadata] }}
}}
resource "siptrunk_livekit_outbound_trunk" "out" {{
  count         = 25
  name          = "{name} ${{count.index}}"
  address       = "sip.carrier.example"
  phone_numbers = ["+155501${{count.index + 10}}"]
  headers       = {{ X-A = "{header}" }}
  lifecycle {{ ignore_changes = [metadata] }}
}}
"#
        )
    };
    let apply = async |hcl: &str| {
        workspace.write(hcl);
        workspace.run(&["apply", "-auto-approve", "-parallelism=20"]).await.ok();
    };
    apply(&hcl("a", "1")).await;
    for trunk in at.objects("livekit").await {
        let id = &trunk["sip_trunk_id"];
        let body = json!({"sip_trunk_id": id, "update": {"metadata": id}});
        at.at("livekit", "POST", &call("Update", &trunk), body).await;
    }
    for (name, header) in [("b", "1"), ("c", "2")] {
        apply(&hcl(name, header)).await;
        let held = at.objects("livekit").await;
        let mut names: Vec<_> =
            held.iter().map(|trunk| (trunk.get("address").is_some(), trunk["name"].to_string())).collect();
        names.sort();
        names.dedup();
        assert_eq!((held.len(), names.len()), (50, 50));
        for trunk in held {
            assert_eq!(trunk["metadata"], trunk["sip_trunk_id"], "{trunk}");
            assert_eq!(trunk["headers"], json!({"X-A": header}));
            assert!(trunk["name"].as_str().is_some_and(|there| there.starts_with(name)), "{trunk}");
        }
    }
    workspace.destroy().await.ok();
    assert_eq!(at.objects("livekit").await, Vec::<Json>::new());
}

/// The server lets two pass that come at once, and refuses every change of either from then on.
#[tokio::test]
async fn of_trunks_that_want_one_number_one_gets_it() {
    let Some((_server, at, workspace)) = begin().await else { return };
    let hcl = "resource \"siptrunk_livekit_inbound_trunk\" \"it\" {\n  count = 8\n  name = \"n${count.index}\"\n  phone_numbers = \
               [\"+15550101\"]\n}\n";
    workspace.write(hcl);
    let run = workspace.run(&["apply", "-auto-approve", "-parallelism=20", "-no-color"]).await.exited(1);
    assert_eq!(run.text.matches("Error: ").count(), 7, "{run}");
    let held = only(&at).await;
    let answer = at.meddle("livekit", &held, json!({"name": "still its own"})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// An update that gives a trunk none but new numbers is not held against the others by the server.
#[tokio::test]
async fn a_number_that_another_trunk_has_is_not_given_away() {
    let Some((_server, at, workspace)) = begin().await else { return };
    let other = at.at("livekit", "POST", "CreateSIPInboundTrunk", json!({"trunk": {"numbers": ["+15550101"]}})).await;
    let id = other["sip_trunk_id"].as_str().expect("an id");
    let hcl = |number: &str| INBOUND.replace("+15550100", number).replace("\"+15550900\"", "");
    workspace.apply(&hcl("+15550102")).await.ok();
    workspace.apply(&hcl("15550101")).await.failed(&[id, "+15550101", "depends_on", "Nothing was sent"]);
    let theirs = json!({"sip_trunk_id": id, "update": {"name": "still its own"}});
    at.at("livekit", "POST", "UpdateSIPInboundTrunk", theirs).await;
    // With callers of its own it may have it.
    workspace.apply(&INBOUND.replace("+15550100", "+15550101")).await.ok();
}

/// LiveKit has no way to tell, so what two processes write at the same time may be lost there. It is never lost unseen, and
/// never more than what was written.
#[tokio::test]
async fn two_runs_change_one_trunk_at_the_same_time() {
    let Some((_server, at, first)) = begin().await else { return };
    let hcl = |name: &str, metadata: &str, ignored: &str| {
        let lifecycle = format!("  lifecycle {{\n    ignore_changes = [{ignored}]\n  }}\n}}\n");
        let text = OUTBOUND.replace("\"carrier out\"", &format!("\"{name}\""));
        text.replace("\"any text\"", &format!("\"{metadata}\"")).replace("\n}\n", &format!("\n{lifecycle}"))
    };
    first.apply(&hcl("n0", "m0", "")).await.ok();
    let second = at.workspace().await.expect("a CLI");
    second.put_state(&first.whole_state());
    // What the one changes, the other leaves alone; the state of each is behind the other's change.
    let (first, second) = (first.anywhere(), second.anywhere());
    let before = only(&at).await;
    for round in 1..4 {
        let (name, metadata) = (format!("n{round}"), format!("m{round}"));
        let (ours, theirs) = (hcl(&name, "m0", "metadata"), hcl("n0", &metadata, "name"));
        let (one, other) = tokio::join!(first.apply(&ours), second.apply(&theirs));
        // Who sees in an answer what the other has done says so, and leaves it.
        for run in [one, other] {
            assert!(run.code == 0 || run.text.contains("Error: LiveKit shows another "), "{run}");
        }
        let held = only(&at).await;
        for (workspace, hcl, is_there) in
            [(&first, &ours, held["name"] == name), (&second, &theirs, held["metadata"] == metadata)]
        {
            let plan = workspace.plan(hcl).await.exited(if is_there { 0 } else { 2 });
            plan.says(&[if is_there { "No changes." } else { "0 to add, 1 to change, 0 to destroy" }]);
            workspace.apply(hcl).await.ok();
        }
        let mut due = before.clone();
        (due["name"], due["metadata"]) = (json!(name), json!(metadata));
        assert_eq!(only(&at).await, due, "{round}");
    }
}

/// Neither form of update takes away what has changed since the plan.
#[tokio::test]
async fn what_changes_between_plan_and_apply_stays() {
    for (address, hcl) in KINDS {
        let Some((_server, at, workspace)) = begin().await else { return };
        workspace.apply(hcl).await.ok();
        for (from, to) in
            [("\"carrier ", "\"other "), ("X-Team = \"support\"", "X-Team = \"sales\""), ("\"45s\"", "\"50s\"")]
        {
            let changed = hcl.replace(from, to);
            workspace.write(&changed);
            workspace.run(&["plan", "-out=saved", "-input=false", "-no-color"]).await.ok();
            let by_hand = json!({"auth_username": "by hand", "attributes_to_headers": {"by": "X-Hand"}});
            meddle(&at, by_hand.clone()).await;
            let run = workspace.run(&["apply", "-input=false", "-no-color", "saved"]).await;
            run.failed(&[
                "LiveKit shows another username since the plan",
                "That was not sent",
                "\"username\" is \"by hand\" there",
                "attributes_to_headers",
            ]);
            let held = only(&at).await;
            assert_eq!(held["auth_username"], by_hand["auth_username"], "{address} {to}");
            assert_eq!(held["attributes_to_headers"], by_hand["attributes_to_headers"], "{address} {to}");
            workspace.plan(&changed).await.exited(2).says(&["\"by hand\"", "X-Hand"]);
            workspace.apply(hcl).await.ok();
            workspace.plan(hcl).await.empty();
        }
    }
}

#[tokio::test]
async fn a_write_only_password_is_at_the_server_and_in_no_state() {
    let Some((_server, at, workspace)) = begin().await else { return };
    let hcl = |password: &str, version: u32, header: &str| {
        let line = format!("password_wo = \"{password}\"\n  password_wo_version = {version}");
        OUTBOUND.replace("password              = \"not-a-real-secret\"", &line).replace("\"support\"", header)
    };
    for (password, version, header, held) in [
        ("Quarz7Lupine", 1, "\"7\"", "Quarz7Lupine"),
        ("Velvet8Osprey", 1, "\"7\"", "Quarz7Lupine"),
        ("Velvet8Osprey", 2, "\"7\"", "Velvet8Osprey"),
        // A replacement sends the whole trunk.
        ("Velvet8Osprey", 2, "\"8\"", "Velvet8Osprey"),
        ("Cobalt9Tundra", 3, "\"9\"", "Cobalt9Tundra"),
    ] {
        workspace.apply(&hcl(password, version, header)).await.ok();
        workspace.plan(&hcl(password, version, header)).await.empty();
        assert_eq!(only(&at).await["auth_password"], held);
        let state = workspace.whole_state().to_string();
        assert!(!["Quarz7", "Velvet8", "Cobalt9"].iter().any(|secret| state.contains(secret)));
    }
}

#[tokio::test]
async fn what_is_there_is_adopted_as_it_is() {
    let Some((_server, at, workspace)) = begin().await else { return };
    for (kind, trunk) in [
        (
            "Inbound",
            json!({"name": "a", "auth_username": "u", "auth_password": "Harbour42Bridge", "max_call_duration": "1.5s"}),
        ),
        (
            "Inbound",
            json!({"numbers": ["+1", "(1)"], "headers": {"X-A": "${1}"}, "media": {"codecs": [{"name": "opus"}]}}),
        ),
        ("Outbound", json!({"name": "a", "address": "h", "numbers": ["*"], "transport": "SIP_TRANSPORT_TCP"})),
        (
            "Outbound",
            json!({"name": "b", "address": "h", "numbers": ["*"], "media_encryption": "SIP_MEDIA_ENCRYPT_ALLOW"}),
        ),
    ] {
        at.at("livekit", "POST", &format!("CreateSIP{kind}Trunk"), json!({"trunk": trunk})).await;
    }
    let before = at.objects("livekit").await;
    let hcl = adopted(&at, &["livekit"]).await;
    workspace.plan(&hcl).await.exited(2).says(&["Plan: 4 to import, 0 to add, 0 to change, 0 to destroy."]);
    workspace.apply(&hcl).await.ok();
    workspace.plan(&hcl).await.empty();
    assert_eq!(at.objects("livekit").await, before);
    // By a name that no other has.
    workspace.found_again("siptrunk_livekit_outbound_trunk.b", "b").await.ok();
    workspace.plan(&hcl).await.empty();
}

/// Terraform changes both at once, in any order.
#[tokio::test]
async fn a_number_changes_hands_in_one_apply() {
    let Some((_server, at, workspace)) = begin().await else { return };
    let hcl = |one: &str, other: &str| {
        let trunk = |name: &str, numbers: &str| {
            format!(
                "resource \"siptrunk_livekit_inbound_trunk\" \"{name}\" {{\n  name = \"{name}\"\n  phone_numbers = {numbers}\n}}\n"
            )
        };
        trunk("one", one) + &trunk("other", other)
    };
    workspace.apply(&hcl(r#"["+1", "+2"]"#, r#"["+3"]"#)).await.ok();
    for (one, other) in [(r#"["+1"]"#, r#"["+2", "+3"]"#), (r#"["+1", "+2"]"#, r#"["+3"]"#), (r#"["+4"]"#, r#"["+2"]"#)]
    {
        workspace.apply(&hcl(one, other)).await.ok();
        workspace.plan(&hcl(one, other)).await.empty();
    }
    // A swap cannot be told from two that both want what the other has.
    let run = workspace
        .apply(&hcl(r#"["+2"]"#, r#"["+4"]"#))
        .await
        .failed(&["need a third number in between", "Nothing was sent"]);
    assert_eq!(run.text.matches("Error: ").count(), 2, "{run}");
    let mut numbers: Vec<_> = at.objects("livekit").await.iter().map(|trunk| trunk["numbers"].to_string()).collect();
    numbers.sort();
    assert_eq!(numbers, [r#"["+2"]"#, r#"["+4"]"#]);
}
