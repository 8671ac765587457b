//! The life of a Bolna trunk in which nothing goes wrong: what concerns the trunk as a whole.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;

pub const AGENT: &str = r#"resource "siptrunk_bolna_trunk" "agent" {
  name          = "agent"
  provider_name = "custom"
  auth_type     = "credentials"
  username      = "agent"
  password      = "not-a-real-secret"
  gateways      = [{ host = "sip.carrier.example" }]
}
"#;

pub const OFFICE: &str = r#"resource "siptrunk_bolna_trunk" "office" {
  name          = "office"
  provider_name = "custom"
  auth_type     = "ip"
  gateways      = [{ host = "192.0.2.10", port = 5070 }, { host = "192.0.2.11", priority = 2 }]
  allowed_ips   = ["203.0.113.0/28", "198.51.100.7"]
}
"#;

/// A trunk's path, from its id.
pub fn path(id: &str) -> String {
    format!("/sip-trunks/trunks/{id}")
}

/// A resource with one more line.
pub fn with(hcl: &str, line: &str) -> String {
    hcl.replace("\n}\n", &format!("\n  {line}\n}}\n"))
}

/// A configuration with no line for these attributes.
pub fn without(hcl: &str, names: &[&str]) -> String {
    let of_them = |line: &str| line.split_whitespace().next().is_some_and(|word| names.contains(&word));
    hcl.lines().filter(|line| !of_them(line)).map(|line| format!("{line}\n")).collect()
}

/// The id of a resource in the state.
pub fn id(workspace: &Workspace, address: &str) -> String {
    let state = workspace.state(address).unwrap_or_else(|| panic!("no {address}"));
    state.attributes["id"].as_str().expect("an id").to_owned()
}

/// What an agent's create says.
pub fn agent() -> Json {
    json!({"name": "agent", "provider": "custom", "auth_type": "userpass", "auth_username": "agent",
        "auth_password": "***",
        "gateways": [{"gateway_address": "sip.carrier.example", "port": 5060, "priority": 1}],
        "allow": "ulaw,alaw", "disallow": "all", "transport": "transport-udp", "media_encryption": "no",
        "media_encryption_optimistic": false, "direct_media": false, "rtp_symmetric": true, "force_rport": true,
        "qualify_frequency": 60, "inbound_enabled": false, "outbound_leading_plus_enabled": true})
}

/// `body` with other members.
fn but(mut body: Json, members: &Json) -> Json {
    let others = members.as_object().expect("an object").clone();
    body.as_object_mut().expect("an object").extend(others);
    body
}

#[tokio::test]
async fn a_create_says_what_the_page_lists_and_no_more() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(AGENT).await.ok();
    let calls = sandbox.changes().await;
    let [create] = &calls[..] else { panic!("one call: {calls:#?}") };
    assert_eq!((create.line.as_str(), &create.request), ("POST /sip-trunks/trunks", &agent()));
    let state = workspace.state("siptrunk_bolna_trunk.agent").expect("a state").attributes;
    assert_eq!((&state["codecs"], &state["phone_numbers"]), (&json!(["ulaw", "alaw"]), &json!([])));
    workspace.plan(AGENT).await.empty();
    workspace.apply(OFFICE).await.ok().says(&["1 added, 0 changed, 1 destroyed"]);
    let changes = sandbox.changes().await;
    let office = changes.iter().find(|call| call.line.starts_with("POST")).expect("a create");
    let body = json!({"name": "office", "provider": "custom", "auth_type": "ip-based",
        "gateways": [{"gateway_address": "192.0.2.10", "port": 5070, "priority": 1},
            {"gateway_address": "192.0.2.11", "port": 5060, "priority": 2}],
        "ip_identifiers": [{"ip_address": "198.51.100.7"}, {"ip_address": "203.0.113.0/28"}],
        "allow": "ulaw,alaw", "disallow": "all", "transport": "transport-udp", "media_encryption": "no",
        "media_encryption_optimistic": false, "direct_media": false, "rtp_symmetric": true, "force_rport": true,
        "qualify_frequency": 60, "inbound_enabled": false, "outbound_leading_plus_enabled": true});
    assert_eq!(office.request, body);
    workspace.plan(OFFICE).await.empty();
}

#[tokio::test]
async fn what_is_fixed_takes_a_new_trunk() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(AGENT).await.ok();
    let by_ip = AGENT
        .replace("\"credentials\"", "\"ip\"")
        .replace("  username      = \"agent\"\n  password      = \"not-a-real-secret\"\n", "")
        .replace("\n}\n", "\n  allowed_ips = [\"198.51.100.7\"]\n}\n");
    let mut of_ip = but(agent(), &json!({"auth_type": "ip-based", "ip_identifiers": [{"ip_address": "198.51.100.7"}]}));
    for member in ["auth_username", "auth_password"] {
        of_ip.as_object_mut().expect("an object").remove(member);
    }
    for (attribute, hcl, body) in [
        ("provider_name", AGENT.replace("\"custom\"", "\"twilio\""), but(agent(), &json!({"provider": "twilio"}))),
        ("direct_media", with(AGENT, "direct_media = true"), but(agent(), &json!({"direct_media": true}))),
        ("rtp_symmetric", with(AGENT, "rtp_symmetric = false"), but(agent(), &json!({"rtp_symmetric": false}))),
        ("force_rport", with(AGENT, "force_rport = false"), but(agent(), &json!({"force_rport": false}))),
        ("auth_type", by_ip, of_ip),
    ] {
        workspace.apply(AGENT).await.ok();
        let before = id(&workspace, "siptrunk_bolna_trunk.agent");
        sandbox.calls().await;
        let plan = workspace.plan(&hcl).await.exited(2);
        plan.says(&["forces replacement", attribute, "1 to add, 0 to change, 1 to destroy"]);
        workspace.apply(&hcl).await.ok();
        let changes = sandbox.changes().await;
        let [delete, create] = &changes[..] else { panic!("{attribute}: {changes:#?}") };
        assert_eq!(delete.line, format!("DELETE {}", path(&before)));
        assert_eq!((create.line.as_str(), &create.request), ("POST /sip-trunks/trunks", &body));
        assert_ne!(id(&workspace, "siptrunk_bolna_trunk.agent"), before);
        workspace.plan(&hcl).await.empty();
    }
}

#[tokio::test]
async fn a_trunk_that_is_to_be_off_is_switched_off_once_it_is_made() {
    for switches in
        [&[][..], &["bolna.answers=sparse-writes"], &["bolna.answers=sparse-writes", "bolna.create-visible-after=2"]]
    {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let off = with(AGENT, "enabled = false");
        workspace.apply(&off).await.ok();
        let changes = sandbox.changes().await;
        let [create, update] = &changes[..] else { panic!("two calls: {changes:#?}") };
        assert_eq!((create.line.as_str(), &create.request), ("POST /sip-trunks/trunks", &agent()));
        let line = format!("PATCH {}", path(&id(&workspace, "siptrunk_bolna_trunk.agent")));
        assert_eq!((&update.line, &update.request), (&line, &json!({"is_active": false})));
        assert_eq!(sandbox.objects("bolna").await[0]["is_active"], false);
        workspace.plan(&off).await.empty();
        // Without the line it is to be on, as every trunk is that nobody switches off.
        workspace.apply(AGENT).await.ok();
        assert_eq!(sandbox.changes().await[0].request, json!({"is_active": true}));
        workspace.plan(AGENT).await.empty();
    }
}

#[tokio::test]
async fn encryption_and_transport_go_together_even_where_the_body_alone_is_checked() {
    let sandbox = Sandbox::start(&["bolna.sdes-check=body"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let set = |transport: &str, encryption: &str| {
        with(AGENT, &format!("transport = \"{transport}\"\n  media_encryption = \"{encryption}\""))
    };
    workspace.apply(AGENT).await.ok();
    sandbox.calls().await;
    for (transport, encryption) in [("tls", "no"), ("tls", "sdes"), ("tcp", "no"), ("tls", "sdes"), ("udp", "no")] {
        let hcl = set(transport, encryption);
        workspace.apply(&hcl).await.ok();
        let body = json!({"transport": format!("transport-{transport}"), "media_encryption": encryption});
        let changes: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
        assert_eq!(changes, [body]);
        workspace.plan(&hcl).await.empty();
    }
    // What is left out is wanted as documented: without encryption.
    for (transport, line) in [("tcp", "transport = \"tcp\""), ("udp", "transport = \"udp\""), ("udp", "")] {
        workspace.apply(&set("tls", "sdes")).await.ok();
        sandbox.calls().await;
        let left = with(AGENT, line);
        workspace.apply(&left).await.ok();
        let body = json!({"transport": format!("transport-{transport}"), "media_encryption": "no"});
        let changes: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
        assert_eq!(changes, [body]);
        workspace.plan(&left).await.empty();
    }
}

/// A gateway whose port somebody has changed is that gateway still: nothing of another one is planned or sent.
#[tokio::test]
async fn a_gateway_with_another_port_keeps_its_place() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let two = "gateways = [{ host = \"a.example\", port = 5070 }, { host = \"b.example\" }]";
    let all = AGENT.replace("gateways      = [{ host = \"sip.carrier.example\" }]", two);
    workspace.apply(&all).await.ok();
    let trunk = path(&id(&workspace, "siptrunk_bolna_trunk.agent"));
    let gateway = |host: &str, port: u16| json!({"gateway_address": host, "port": port, "priority": 1});
    let by_hand = json!({"gateways": [gateway("a.example", 6000), gateway("b.example", 5060)]});
    sandbox.at("bolna", "PATCH", &trunk, by_hand.clone()).await;
    let plan = workspace.plan(&all).await.exited(2).says(&["port = 6000 -> 5070", "1 unchanged element hidden"]);
    plan.says_not(&["\"b.example\" ->", "-> \"b.example\""]);
    let ignored = with(&all, "lifecycle {\n    ignore_changes = [gateways[0].port]\n  }");
    workspace.plan(&ignored).await.empty();
    sandbox.calls().await;
    workspace.apply(&ignored.replace("\"b.example\"", "\"c.example\"")).await.ok();
    let sent: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
    assert_eq!(sent, [json!({"gateways": [gateway("a.example", 6000), gateway("c.example", 5060)]})]);
}

/// Who has a trunk is told why it is made anew.
#[tokio::test]
async fn a_replacement_that_lacks_the_password_says_what_replaces_the_trunk() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(AGENT).await.ok();
    let bare = AGENT.replace("  password      = \"not-a-real-secret\"\n", "");
    workspace.plan(&bare).await.empty();
    workspace.plan(&bare.replace("\"custom\"", "\"twilio\"")).await.failed(&[
        "Missing password",
        "The trunk is replaced, because \"provider_name\" changes, and a new one needs \"password\", or",
    ]);
}

/// What only the apply knows is no change of a login until it turns out to be one.
#[tokio::test]
async fn a_user_name_that_turns_out_as_it_was_needs_no_password() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(AGENT).await.ok();
    let agent = id(&workspace, "siptrunk_bolna_trunk.agent");
    let later = AGENT.replace("\"agent\"\n  password      = \"not-a-real-secret\"", "terraform_data.login.output");
    let login = |name: &str| format!("{later}\nresource \"terraform_data\" \"login\" {{\n  input = \"{name}\"\n}}\n");
    workspace.write(&login("agent"));
    workspace.found_again("siptrunk_bolna_trunk.agent", &agent).await.ok();
    sandbox.calls().await;
    workspace.apply(&login("agent")).await.ok();
    assert_eq!(sandbox.changes().await, []);
    workspace.apply(&login("other")).await.failed(&["A change of \"username\" is sent together with the password"]);
    assert_eq!(sandbox.changes().await, []);
}

#[tokio::test]
async fn an_imported_ip_trunk_lacks_nothing_and_one_with_a_login_its_password() {
    for switches in [&[][..], &["bolna.list=pages"], &["bolna.list=wrapped", "bolna.empty-description=omitted"]] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let both = format!("{AGENT}{OFFICE}");
        // With two before it, a trunk is on the list's second page.
        for first in ["one", "two"] {
            let body = json!({"name": first, "provider": "custom", "auth_type": "ip-based",
                "gateways": [{"gateway_address": "192.0.2.10"}], "ip_identifiers": [{"ip_address": "198.51.100.7"}]});
            sandbox.at("bolna", "POST", "/sip-trunks/trunks", body).await;
        }
        workspace.apply(&both).await.ok();
        let ids = ["agent", "office"].map(|name| id(&workspace, &format!("siptrunk_bolna_trunk.{name}")));
        for keys in [ids.each_ref().map(String::as_str), ["agent", "office"]] {
            workspace.write(&both);
            workspace.found_again("siptrunk_bolna_trunk.agent", keys[0]).await.ok();
            workspace.found_again("siptrunk_bolna_trunk.office", keys[1]).await.ok();
            assert_eq!(["agent", "office"].map(|name| id(&workspace, &format!("siptrunk_bolna_trunk.{name}"))), ids);
            sandbox.calls().await;
            let settled = with(AGENT, "lifecycle {\n    ignore_changes = [password]\n  }");
            workspace.plan(&format!("{settled}{OFFICE}")).await.empty();
            let plan = workspace.plan(&both).await.exited(2);
            plan.says(&["+ password = (sensitive value)", "0 to add, 1 to change, 0 to destroy"]);
            assert_eq!(sandbox.changes().await, []);
            workspace.apply(&both).await.ok();
            let changes = sandbox.changes().await;
            let body = json!({"auth_username": "agent", "auth_password": "***"});
            assert_eq!(changes.iter().map(|call| &call.request).collect::<Vec<_>>(), [&body]);
            workspace.plan(&both).await.empty();
        }
    }
}

#[tokio::test]
async fn an_import_of_what_is_not_there_is_an_error() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.write(AGENT);
    let trunk = "siptrunk_bolna_trunk.agent";
    workspace.import(trunk, "nobody").await.failed(&["no trunk with the id or name \"nobody\""]);
    workspace.import(trunk, "a/b").await.failed(&["no trunk with the id or name \"a/b\""]);
    assert!(workspace.state(trunk).is_none());
}

#[tokio::test]
async fn a_trunk_that_somebody_deleted_is_made_again() {
    for switches in [
        &[][..],
        &["bolna.delete=soft"],
        &["bolna.not-found=404-bare", "bolna.list=wrapped"],
        &["bolna.errors=detail", "bolna.list=pages"],
    ] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(AGENT).await.ok();
        let first = id(&workspace, "siptrunk_bolna_trunk.agent");
        sandbox.at("bolna", "DELETE", &path(&first), Json::Null).await;
        workspace.plan(AGENT).await.exited(2).says(&["1 to add, 0 to change, 0 to destroy"]);
        workspace.apply(AGENT).await.ok();
        assert_ne!(id(&workspace, "siptrunk_bolna_trunk.agent"), first);
        workspace.plan(AGENT).await.empty();
        workspace.destroy().await.ok();
        assert!(workspace.state("siptrunk_bolna_trunk.agent").is_none());
        assert_eq!(sandbox.objects("bolna").await, Vec::<Json>::new());
    }
}

#[tokio::test]
async fn a_plan_that_deletes_a_trunk_says_which_numbers_go_along() {
    let sandbox = Sandbox::start(&["bolna.removed-numbers=shown"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(AGENT).await.ok();
    let numbers = format!("{}/numbers", path(&id(&workspace, "siptrunk_bolna_trunk.agent")));
    workspace.plan("").await.exited(2).says_not(&["on the trunk"]);
    let made = sandbox.at("bolna", "POST", &numbers, json!({"phone_number": "+61255500003"})).await;
    sandbox.at("bolna", "POST", &numbers, json!({"phone_number": "+61255500004"})).await;
    workspace.plan(AGENT).await.empty();
    let says = |words| [words, "Deleting this trunk deletes more", "apply `enabled = false` before"];
    let destroyed = ["plan", "-destroy", "-input=false", "-no-color"];
    workspace.run(&destroyed).await.ok().says(&says("2 phone numbers are on the trunk."));
    let moved = AGENT.replace("\"custom\"", "\"twilio\"");
    workspace.plan(&moved).await.exited(2).says(&says("2 phone numbers are on the trunk."));
    sandbox.at("bolna", "DELETE", &format!("{numbers}/{}", made["id"].as_str().expect("an id")), Json::Null).await;
    workspace.write(AGENT);
    workspace.run(&destroyed).await.ok().says(&says("1 phone number is on the trunk."));
    // For a resource that left the configuration, core plans with what the state held before it looked.
    workspace.run(&["apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"]).await.ok();
    workspace.plan("").await.exited(2).says(&says("1 phone number is on the trunk."));
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("bolna").await, Vec::<Json>::new());
}

/// A trunk whose create was answered is there, however long no read shows it.
#[tokio::test]
async fn a_trunk_that_is_made_and_shown_late_is_not_made_twice() {
    let sandbox = Sandbox::start(&["bolna.create-visible-after=60"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(AGENT).await.ok().says(&["Warning: Bolna did not show the trunk"]);
    let made = id(&workspace, "siptrunk_bolna_trunk.agent");
    sandbox.calls().await;
    workspace.plan(AGENT).await.empty().says(&["Bolna does not show the new trunk yet", "\"agent\"", &made]);
    workspace.apply(AGENT).await.ok().says(&["0 added, 0 changed, 0 destroyed"]);
    assert_eq!(sandbox.changes().await, []);
    assert_eq!(id(&workspace, "siptrunk_bolna_trunk.agent"), made);
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("bolna").await, Vec::<Json>::new());
}

/// Slashes and blanks are characters of a name as any other.
#[tokio::test]
async fn a_trunk_is_imported_by_whatever_name_it_has() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    for name in ["UK/London", "/uk/", "Zürich  Süd", "東京/営業", "a,b=c"] {
        let hcl = AGENT.replace("\"agent\"\n  provider_name", &format!("\"{name}\"\n  provider_name"));
        workspace.apply(&hcl).await.ok();
        let made = id(&workspace, "siptrunk_bolna_trunk.agent");
        workspace.found_again("siptrunk_bolna_trunk.agent", name).await.ok();
        assert_eq!(id(&workspace, "siptrunk_bolna_trunk.agent"), made, "{name}");
    }
}

/// What is left out of the configuration is wanted as documented, whoever wrote it before.
#[tokio::test]
async fn a_trunk_that_somebody_changed_goes_back_to_what_is_documented() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(AGENT).await.ok();
    let trunk = path(&id(&workspace, "siptrunk_bolna_trunk.agent"));
    let by_hand = json!({"is_active": false, "inbound_enabled": true, "qualify_frequency": 5, "allow": "ulaw",
        "description": "By hand", "ip_identifiers": [{"ip_address": "198.51.100.7"}]});
    sandbox.at("bolna", "PATCH", &trunk, by_hand).await;
    sandbox.calls().await;
    let plan = workspace.plan(AGENT).await.exited(2);
    plan.says(&["enabled = false -> true", "inbound_enabled = true -> false", "qualify_frequency = 5 -> 60"]);
    workspace.apply(AGENT).await.ok();
    let changes: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
    let due = json!({"is_active": true, "inbound_enabled": false, "qualify_frequency": 60, "allow": "ulaw,alaw",
        "description": "", "ip_identifiers": []});
    assert_eq!(changes, [due]);
    workspace.plan(AGENT).await.empty();
}

/// What no update changes and a configuration leaves out is no reason to give a trunk up that was found.
#[tokio::test]
async fn an_imported_trunk_keeps_what_no_update_changes() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(&with(AGENT, "direct_media = true")).await.ok();
    workspace.plan(AGENT).await.exited(2).says(&["direct_media = true -> false # forces replacement"]);
    workspace.found_again("siptrunk_bolna_trunk.agent", "agent").await.ok();
    let noted = with(AGENT, "description = \"Found\"");
    workspace.apply(&noted).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
    workspace.plan(&noted).await.empty();
    let written = with(AGENT, "direct_media = false");
    workspace.plan(&written).await.exited(2).says(&["direct_media = true -> false # forces replacement"]);

    // What takes its place is new, and has nothing of it.
    let replaced = noted.replace("\"custom\"", "\"twilio\"");
    let shown = workspace.with("SIPTRUNK_SHOW_REQUESTS", "true").plan(&replaced).await.exited(2);
    shown.says(&["Bolna will be sent DELETE", "\"direct_media\": false"]);
}
