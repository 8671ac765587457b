//! What plan and apply do not do, and what they do with what is not known yet.

use serde_json::json;

use super::super::support::livekit::LEAST;
use super::super::support::sandbox::Sandbox;
use super::super::support::trunks::{DESK, HQ};
use super::bolna::{AGENT, OFFICE};
use super::fonedynamics::BRANCH;
use super::nebrija::TOLEDO;
use super::yeastar::{ACCOUNT, PEER, REGISTER};

#[tokio::test]
async fn a_plan_changes_nothing_and_without_refresh_asks_nothing() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let all = format!("{DESK}{HQ}{BRANCH}");
    workspace.plan(&all).await.exited(2);
    assert_eq!(sandbox.calls().await, [], "there is nothing to refresh");
    workspace.apply(&all).await.ok();
    sandbox.calls().await;

    workspace.plan(&all).await.empty();
    assert_eq!(sandbox.changes().await, []);
    workspace.apply(&all).await.ok().says(&["0 added, 0 changed, 0 destroyed"]);
    assert_eq!(sandbox.changes().await, []);

    let changed = all.replace("hq-edge", "hq-core").replace("61255501234", "61355505678");
    workspace.plan(&changed).await.exited(2);
    workspace.plan("").await.exited(2).says(&["0 to add, 0 to change, 3 to destroy"]);
    workspace.run(&["validate", "-no-color"]).await.ok();
    assert_eq!(sandbox.changes().await, []);
    for hcl in [&all, &changed, ""] {
        workspace.write(hcl);
        let run = workspace.run(&["plan", "-refresh=false", "-input=false", "-no-color"]).await.ok();
        assert_eq!(sandbox.calls().await, [], "{run}");
    }
    workspace.write(&all);
    workspace.run(&["apply", "-refresh=false", "-auto-approve", "-input=false", "-no-color"]).await.ok();
    assert_eq!(sandbox.calls().await, []);
}

/// Terraform applies `ignore_changes` behind validation: what it keeps may fit no longer, and nothing of it would be sent.
#[tokio::test]
async fn what_ignore_changes_keeps_goes_with_the_rest_or_is_an_error() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let ignoring = |hcl: &str, name: &str| {
        let end = hcl.rfind('}').expect("a block");
        format!("{}  lifecycle {{\n    ignore_changes = [{name}]\n  }}\n}}\n", &hcl[..end])
    };
    // What no answer shows is missing without being at odds with anything.
    sandbox.switch("fonedynamics.credentials", "hidden").await;
    workspace.apply(BRANCH).await.ok();
    let trunk = "siptrunk_fonedynamics_trunk.branch";
    let ignored = ignoring(BRANCH, "realm, password");
    let id = workspace.import_id(trunk);
    workspace.write(&ignored);
    workspace.found_again(trunk, &id).await.ok();
    workspace.plan(&ignored).await.says_not(&["Error"]);
    workspace.write(BRANCH);
    workspace.destroy().await.ok();
    workspace.apply(HQ).await.ok();
    let other = BRANCH.replace("\"branch\"", "\"hq\"");
    workspace.plan(&ignoring(&other, "auth_type")).await.failed(&[
        "realm does not fit auth_type = \"ip\"",
        "ignore_changes keeps auth_type = \"ip\", and \"realm\" goes with auth_type = \"credentials\" only. Take \"auth_type\" out of \
         ignore_changes, or remove \"realm\".",
    ]);
    workspace.plan(&ignoring(&other, "allowed_ips")).await.failed(&[
        "ignore_changes keeps \"allowed_ips\", and a trunk with auth_type = \"credentials\" has none. Take it out of \
         ignore_changes.",
    ]);
    workspace.apply("").await.ok();
    workspace.apply(PEER).await.ok();
    let other = ACCOUNT.replace("\"desk\"", "\"acme\"");
    workspace
        .plan(&ignoring(&other, "type"))
        .await
        .failed(&["does not fit type = \"peer\"", "ignore_changes keeps type = \"peer\""]);
    workspace.apply("").await.ok();
    workspace.apply(DESK).await.ok();
    let other = DESK.replace("password ", "password_wo_version = 1\n  password_wo ");
    workspace.plan(&ignoring(&other, "password")).await.failed(&[
        "Two ways to give the password",
        "and ignore_changes keeps \"password\". Take it out of ignore_changes.",
    ]);
    workspace.apply("").await.ok();
    // The first of two that change places is kept, and comes twice then.
    workspace
        .apply(&TOLEDO.replace("gateways ", "gateways = [{ host = \"a.example\" }, { host = \"b.example\" }]\n  #"))
        .await
        .ok();
    let other = TOLEDO.replace("gateways ", "gateways = [{ host = \"b.example\" }, { host = \"a.example\" }]\n  #");
    workspace
        .plan(&ignoring(&other, "gateways[0].host"))
        .await
        .failed(&["Twice the same in gateways", "ignore_changes keeps a part of it"]);
}

#[tokio::test]
async fn a_saved_plan_is_applied_as_it_was_shown() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(HQ).await.ok();
    workspace.write(&HQ.replace("hq-edge", "hq-core"));
    workspace.run(&["plan", "-out=saved", "-input=false", "-no-color"]).await.ok();
    sandbox.calls().await;
    workspace.run(&["apply", "-input=false", "-no-color", "saved"]).await.ok();
    assert_eq!(sandbox.changes().await.len(), 1);
}

#[tokio::test]
async fn values_that_are_not_known_yet_pass_validation_and_plan() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let all = r#"
resource "terraform_data" "later" {
  input = {
    caller   = "61255501234"
    type     = "ip"
    block    = "203.0.113.10/32"
    password = "Harbour42Bridge"
    limit    = 7
    enabled  = false
    property = "PRSANDBOXFFFFEEEEDDDDCCCCBBBBAAA"
  }
}

resource "siptrunk_crazytel_trunk" "desk" {
  password    = terraform_data.later.output.password
  caller_id   = terraform_data.later.output.caller
  description = terraform_data.later.id
  enabled     = terraform_data.later.output.enabled
}

resource "siptrunk_fonedynamics_trunk" "hq" {
  property_sid  = terraform_data.later.output.property
  name          = terraform_data.later.id
  caller_id     = "+${terraform_data.later.output.caller}"
  auth_type     = terraform_data.later.output.type
  allowed_ips   = ["198.51.100.0/28", terraform_data.later.output.block]
  channel_limit = terraform_data.later.output.limit
}

output "login" {
  value = siptrunk_crazytel_trunk.desk.username
}
"#;
    workspace.plan(all).await.exited(2).says(&["3 to add"]);
    assert_eq!(sandbox.calls().await, []);
    workspace.apply(all).await.ok();
    workspace.plan(all).await.empty();
    let desk = workspace.state("siptrunk_crazytel_trunk.desk").expect("a state").attributes;
    assert_eq!((&desk["caller_id"], &desk["enabled"]), (&"61255501234".into(), &false.into()));
    let hq = workspace.state("siptrunk_fonedynamics_trunk.hq").expect("a state").attributes;
    assert_eq!((&hq["channel_limit"], hq["allowed_ips"].as_array().map(Vec::len)), (&7.into(), Some(2)));
    assert_eq!(hq["property_sid"], "PRSANDBOXFFFFEEEEDDDDCCCCBBBBAAA");

    // What was not known at the plan and is the same in the end is not sent. (An unknown property would take a new trunk.)
    sandbox.calls().await;
    let named = all.replace("terraform_data.later.output.property", "\"PRSANDBOXFFFFEEEEDDDDCCCCBBBBAAA\"");
    let replaced = named.replace("  input = {", "  triggers_replace = [1]\n  input = {");
    workspace.apply(&replaced).await.ok();
    let bodies: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
    let id = &workspace.state("terraform_data.later").expect("a state").attributes["id"];
    assert!(bodies.len() == 2, "{bodies:?}");
    assert!(bodies.contains(&serde_json::json!({"description": id})), "{bodies:?}");
    assert!(bodies.contains(&serde_json::json!({"Name": id})), "{bodies:?}");
    workspace.plan(&replaced).await.empty();
}

/// What belongs to some kinds alone is not planned while the kind is not known.
#[tokio::test]
async fn a_kind_that_only_the_apply_knows_is_made_and_changed_to() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let late = |hcl: &str, kind: &str, round: u32| {
        let later =
            format!("resource \"terraform_data\" \"later\" {{\n  triggers_replace = {round}\n  input = {kind:?}\n}}\n");
        later + &hcl.replace(&format!("= {kind:?}\n"), "= terraform_data.later.output\n")
    };
    for (hcl, kind) in [(REGISTER, "register"), (PEER, "peer"), (ACCOUNT, "account")] {
        let hcl = late(hcl, kind, 1);
        assert!(hcl.contains("terraform_data.later.output"), "{hcl}");
        workspace.apply(&hcl).await.ok();
        workspace.plan(&hcl).await.empty();
        workspace.destroy().await.ok();
    }
    let authenticated = BRANCH.replace("branch\" {", "hq\" {");
    workspace.apply(HQ).await.ok();
    for (hcl, kind, round) in [(authenticated.as_str(), "credentials", 1), (HQ, "ip", 2)] {
        let hcl = late(hcl, kind, round);
        workspace.apply(&hcl).await.ok();
        workspace.plan(&hcl).await.empty();
    }
}

#[tokio::test]
async fn a_value_that_turns_out_wrong_is_refused_before_any_call() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let late = |value: &str| {
        let later = format!("resource \"terraform_data\" \"later\" {{\n  input = \"{value}\"\n}}\n");
        later + &DESK.replace("\"61255501234\"", "terraform_data.later.output")
    };
    workspace.plan(&late("0255501234")).await.exited(2);
    workspace.apply(&late("0255501234")).await.failed(&["caller_id", "international number", "Write \"61255501234\""]);
    assert_eq!(sandbox.changes().await, []);
    workspace.apply(&late("+61255501234")).await.ok();
}

/// What is shown of a new trunk is somebody else's: it has other values, and the list has the right ones beside it.
#[tokio::test]
async fn an_answer_about_another_trunk_is_no_answer_to_a_create() {
    let caller = DESK.replace("\"desk\"", "\"other\"").replace("61255501234", "61355505678");
    let toledo = TOLEDO.replace("\"madrid\"", "\"other\"").replace("Toledo", "Segovia");
    let peer = PEER.replace("carrier", "other");
    let named = LEAST.replace("  address ", "  name = \"first\"\n  address ");
    let other = LEAST.replace("\"carrier\"", "\"other\"").replace("  address ", "  name = \"other\"\n  address ");
    for (vendor, first, second) in [
        ("bolna", AGENT, OFFICE.replace("\"office\" {", "\"other\" {")),
        ("crazytel", DESK, caller),
        ("fonedynamics", HQ, BRANCH.replace("\"branch\" {", "\"other\" {")),
        ("livekit", &named, other),
        ("nebrija", TOLEDO, toledo),
        ("yeastar", REGISTER, peer),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(first).await.ok();
        let (before, there) = (workspace.identifiers(), sandbox.objects(vendor).await);
        sandbox.switch(&format!("{vendor}.astray"), "create-other").await;
        sandbox.calls().await;
        workspace.apply(&format!("{first}{second}")).await.failed(&["trunk may exist", "trunk in it"]);
        assert_eq!(sandbox.changes().await.len(), 1, "{vendor}: the create alone");
        assert_eq!(workspace.identifiers(), before, "{vendor}");
        let now = sandbox.objects(vendor).await;
        assert_eq!((now.len(), now.contains(&there[0])), (2, true), "{vendor}: {now:?}");
    }
}

/// The same where the texts are the same, and only something else differs: a trunk that an earlier create has left behind.
#[tokio::test]
async fn an_answer_about_a_trunk_with_the_same_texts_is_no_answer_to_a_create() {
    let inside = |trunk: &str, more: &str| trunk.replacen("{\n", &format!("{{\n  {more}\n"), 1);
    for (vendor, left, new) in [
        ("crazytel", inside(DESK, "enabled = false"), DESK.to_owned()),
        ("crazytel", inside(DESK, "hide_caller_id = true"), inside(DESK, "hide_caller_id = false")),
        ("fonedynamics", inside(HQ, "channel_limit = 3"), inside(HQ, "channel_limit = 4")),
        ("nebrija", TOLEDO.replace("sip.carrier.example", "old.carrier.example"), TOLEDO.to_owned()),
    ] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(behind) = sandbox.workspace().await else { return };
        behind.apply(&left).await.ok();
        sandbox.switch(&format!("{vendor}.astray"), "create-other").await;
        sandbox.calls().await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(&new).await.failed(&["trunk may exist", "trunk in it"]);
        assert_eq!(sandbox.changes().await.len(), 1, "{vendor}: the create alone");
    }
}

/// What is shown of a new trunk is as it was sent, and yet it is another resource's, which the same run changes or deletes,
/// before or after it.
#[tokio::test]
async fn no_create_takes_a_trunk_that_the_same_run_works_on() {
    let login =
        TOLEDO.replace("  gateways", "  username = \"madrid-pbx\"\n  password = \"not-a-real-secret\"\n  gateways");
    let second = |trunk: &str, name: &str| trunk.replace(name, "\"second\"");
    // Made anew at each turn, before the old one is deleted.
    let turned = |trunk: &str, turn: u8| {
        let lifecycle =
            "  lifecycle {\n    create_before_destroy = true\n    replace_triggered_by = [terraform_data.turn]\n  }\n";
        let trunk = trunk.replacen("{\n", &format!("{{\n{lifecycle}"), 1);
        format!("resource \"terraform_data\" \"turn\" {{\n  input = {turn}\n}}\n{trunk}")
    };
    for (vendor, trunk, name, before, after) in [
        ("crazytel", DESK, "\"desk\"", "Harbour42Bridge", "Harbour43Bridge"),
        ("nebrija", &login, "\"madrid\"", "not-a-real-secret", "another-secret"),
    ] {
        let address = format!("siptrunk_{vendor}_trunk");
        let first = format!("{address}.{}", name.trim_matches('"'));
        let behind = |trunk: &str, other: &str| trunk.replacen('{', &format!("{{\n  depends_on = [{other}]"), 1);
        let (changed, new) = (trunk.replace(before, after), second(trunk, name));
        for (config, words) in [
            (format!("{changed}{}", behind(&new, &first)), &["trunk may exist", "another trunk in it"][..]),
            (
                format!("{}{new}", behind(&changed, &format!("{address}.second"))),
                &["did not change the trunk", "two resources"],
            ),
            (turned(trunk, 2), &["did not delete the trunk", "two resources"]),
        ] {
            let sandbox = Sandbox::start(&[]).await;
            let Some(workspace) = sandbox.workspace().await else { return };
            workspace.apply(&turned(trunk, 1)).await.ok();
            let id = sandbox.objects(vendor).await[0]["id"].clone();
            sandbox.switch(&format!("{vendor}.astray"), "create-other").await;
            workspace.apply(&config).await.failed(words);
            sandbox.switch(&format!("{vendor}.astray"), "none").await;
            let there = sandbox.objects(vendor).await;
            assert_eq!(there.len(), 2, "{vendor}: {there:?}");
            let state = workspace.state(&first).expect("it is in the state still");
            assert_eq!(state.attributes["id"].as_str(), id.as_str(), "{vendor}");
        }
    }
}

/// It may turn out in the plan, or in the apply alone; in neither case is anything sent, deleted or forgotten.
#[tokio::test]
async fn a_live_trunk_is_not_touched_where_a_required_line_turns_out_null() {
    for (vendor, trunk, line, name) in [
        ("crazytel", DESK, "caller_id = \"61255501234\"", "caller_id"),
        ("bolna", AGENT, "auth_type     = \"credentials\"", "auth_type"),
    ] {
        assert!(trunk.contains(line), "{trunk}");
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(trunk).await.ok();
        let before = (sandbox.objects(vendor).await, workspace.identifiers());
        sandbox.calls().await;
        let late = "resource \"terraform_data\" \"late\" {\n  input = null\n}\n";
        for (value, more) in [("null", ""), ("terraform_data.late.output", late)] {
            let config = trunk.replace(line, &format!("{name} = {value}"));
            workspace.apply(&format!("{config}{more}")).await.failed(&[&format!("Missing {name}"), "has no value"]);
            assert_eq!(sandbox.changes().await, []);
            assert_eq!((sandbox.objects(vendor).await, workspace.identifiers()), before, "{vendor}");
        }
    }
}

/// Two trunks of a vendor, the first under this name.
fn one_or_two(count: usize) -> String {
    let names = [("Harbour", "+15550100"), ("Workshop", "+15550101")];
    let all = names.iter().take(count).enumerate().map(|(at, (name, phone))| {
        format!(
            r#"
resource "siptrunk_crazytel_trunk" "it_{at}" {{
  password    = "Harbour42Bridge"
  caller_id   = "61255501234"
  description = "{name}"
}}

resource "siptrunk_livekit_inbound_trunk" "it_{at}" {{
  name          = "{name}"
  phone_numbers = ["{phone}"]
}}

resource "siptrunk_nebrija_trunk" "it_{at}" {{
  name     = "{name}"
  gateways = [{{ host = "sip.carrier.example" }}]
}}
"#
        )
    });
    all.collect()
}

/// Found by the soak: what is not known to be new would be overwritten with what was sent.
#[tokio::test]
async fn a_create_that_is_answered_with_another_trunk_takes_none_over_while_the_list_cannot_be_read() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(&one_or_two(1)).await.ok();
    let vendors = ["crazytel", "livekit", "nebrija"];
    let (mut before, known) = (vec![], workspace.identifiers());
    for vendor in vendors {
        before.push(sandbox.objects(vendor).await[0].clone());
    }
    for (vendor, create, method, list) in [
        ("crazytel", "/sip-trunks/", "GET", "/sip-trunks/"),
        ("livekit", "/CreateSIPInboundTrunk", "POST", "/ListSIPInboundTrunk"),
        ("nebrija", "/sip-trunks", "GET", "/sip-trunks"),
    ] {
        sandbox.fault(json!({"vendor": vendor, "method": "POST", "ends": create, "answer": "other-object"})).await;
        sandbox.fault(json!({"vendor": vendor, "method": method, "ends": list, "times": 9, "answer": "404"})).await;
    }
    workspace.write(&one_or_two(2));
    let run = workspace.run(&["apply", "-refresh=false", "-auto-approve", "-input=false", "-no-color"]).await;
    let run = run.failed(&[
        "A trunk may exist at Crazytel",
        "inbound trunk may exist at LiveKit",
        "A trunk may exist at Nebrija",
    ]);
    for (vendor, before) in vendors.iter().zip(before) {
        // Where in the list a new one comes, is the vendor's.
        assert!(sandbox.objects(vendor).await.contains(&before), "{vendor}: {before} in {run}");
    }
    assert_eq!(workspace.identifiers(), known);
}
