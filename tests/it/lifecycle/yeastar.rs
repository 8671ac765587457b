//! The life of a Yeastar trunk in which nothing goes wrong: what concerns the trunk as a whole.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::bolna::without;

pub const TRUNK: &str = "siptrunk_yeastar_trunk.carrier";

pub const REGISTER: &str = r#"resource "siptrunk_yeastar_trunk" "carrier" {
  type      = "register"
  name      = "acme_reg"
  transport = "udp"
  host      = "sip.acme.example"
  port      = 5060
  domain    = "acme.example"
  username  = "u100"
  password  = "Abcdefgh12"
  auth_name = "a100"
  codecs    = ["ulaw", "alaw"]
}
"#;

pub const PEER: &str = r#"resource "siptrunk_yeastar_trunk" "carrier" {
  type      = "peer"
  name      = "acme_peer"
  transport = "udp"
  host      = "198.51.100.7"
  port      = 5060
  domain    = "198.51.100.7"
  codecs    = ["alaw", "ulaw"]
}
"#;

pub const ACCOUNT: &str = r#"resource "siptrunk_yeastar_trunk" "carrier" {
  type      = "account"
  name      = "acme_acct"
  transport = "udp"
  username  = "6700"
  password  = "Abcdefgh12"
  auth_name = "6700"
  codecs    = ["ulaw", "alaw"]
}
"#;

/// Everything that a trunk which registers can have, but for what only a template or newer firmware has.
pub const FULL: &str = r#"resource "siptrunk_yeastar_trunk" "carrier" {
  type                   = "register"
  name                   = "acme_reg"
  enabled                = true
  country                = "Australia"
  itsp                   = "Example Telecom"
  transport              = "tls"
  host                   = "sip.acme.example"
  port                   = 5061
  domain                 = "acme.example"
  username               = "u100"
  password               = "Abcdefgh12"
  auth_name              = "a100"
  outbound_proxy_enabled = true
  outbound_proxy_server  = "proxy.acme.example"
  outbound_proxy_port    = 5070
  codecs                 = ["g722", "alaw", "ulaw"]
  caller_id              = "5550100"
  caller_id_name         = "Acme"
  outbound_cid_list = [
    { outbound_cid_option = "shared", outbound_cid = "5550101", outbound_cid_name = "Sales",
      ext_list = [{ type = "ext_group", id = 2 }, { id = 7 }] },
    { outbound_cid_option = "range", outbound_cid = "5550110-5550119", outbound_cid_to_ext_range = "1010-1019" },
  ]
  dids = [{ did = "5550100", did_name = "main" }, { did = "5550102" }]
}
"#;

/// The configuration with another line.
pub fn with(hcl: &str, line: &str) -> String {
    hcl.strip_suffix("}\n").expect("a resource").to_owned() + &format!("  {line}\n}}\n")
}

pub fn id(workspace: &Workspace) -> String {
    let state = workspace.state(TRUNK).expect("it is in the state");
    state.attributes["id"].as_str().expect("an id").to_owned()
}

/// What a create has to send.
fn sent() -> [(&'static str, Json); 4] {
    let full = json!({
        "type": "register", "name": "acme_reg", "enable": 1, "country": "Australia", "itsp": "Example Telecom",
        "transport": "tls", "hostname": "sip.acme.example", "port": 5061, "domain": "acme.example",
        "username": "u100", "password": "***", "auth_name": "a100", "enb_outbound_proxy": 1,
        "outbound_proxy_server": "proxy.acme.example", "outbound_proxy_port": 5070, "codec_sel": "g722,alaw,ulaw",
        "def_outbound_cid": "5550100", "def_outbound_cid_name": "Acme",
        "outbound_cid_list": [
            {"outbound_cid_option": "shared", "outbound_cid": "5550101", "outbound_cid_name": "Sales",
                "ext_list": [{"type": "ext_group", "id": 2}, {"type": "extension", "id": 7}]},
            {"outbound_cid_option": "range", "outbound_cid": "5550110-5550119",
                "outbound_cid_to_ext_range": "1010-1019"},
        ],
        "did_list": [{"did": "5550100", "did_name": "main"}, {"did": "5550102"}],
    });
    let register = json!({
        "type": "register", "name": "acme_reg", "enable": 1, "country": "general", "transport": "udp",
        "hostname": "sip.acme.example", "port": 5060, "domain": "acme.example", "username": "u100",
        "password": "***", "auth_name": "a100", "enb_outbound_proxy": 0, "codec_sel": "ulaw,alaw",
    });
    let peer = json!({
        "type": "peer", "name": "acme_peer", "enable": 1, "country": "general", "transport": "udp",
        "hostname": "198.51.100.7", "port": 5060, "domain": "198.51.100.7", "codec_sel": "alaw,ulaw",
    });
    let account = json!({
        "type": "account", "name": "acme_acct", "enable": 1, "country": "general", "transport": "udp",
        "username": "6700", "password": "***", "auth_name": "6700", "codec_sel": "ulaw,alaw",
    });
    [(FULL, full), (REGISTER, register), (PEER, peer), (ACCOUNT, account)]
}

#[tokio::test]
async fn every_type_lives_its_whole_life() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    for (hcl, body) in sent() {
        workspace.apply(hcl).await.ok();
        let changes = sandbox.changes().await;
        let create = "POST /openapi/v1.0/trunk/create".to_owned();
        assert_eq!(changes.iter().map(|call| (&call.line, &call.request)).collect::<Vec<_>>(), [(&create, &body)]);
        workspace.plan(hcl).await.empty();

        // Imported by number and by name, nothing is missing: the PBX shows the password.
        let (id, name) = (id(&workspace), body["name"].as_str().expect("a name"));
        for by in [id.as_str(), name] {
            workspace.found_again(TRUNK, by).await.ok();
            workspace.plan(hcl).await.empty();
        }

        sandbox.at("yeastar", "GET", &format!("trunk/delete?id={id}"), Json::Null).await;
        sandbox.calls().await;
        workspace.plan(hcl).await.exited(2).says(&["1 to add, 0 to change, 0 to destroy"]);
        workspace.apply(hcl).await.ok();
        let again = self::id(&workspace);
        assert_ne!(again, id);
        workspace.destroy().await.ok();
        let lines: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.line).collect();
        assert_eq!(lines, [create, format!("GET /openapi/v1.0/trunk/delete?id={again}")]);
        assert_eq!(sandbox.objects("yeastar").await, Vec::<Json>::new());
    }
}

#[tokio::test]
async fn what_is_fixed_takes_another_trunk() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(PEER).await.ok();
    let mut before = id(&workspace);
    let country = with(PEER, "country = \"Australia\"");
    let account = ACCOUNT.replace("acme_acct", "acme_peer");
    let german = country.replace("Australia", "Germany");
    for (hcl, words) in [
        (country.clone(), r#"country = "general" -> "Australia" # forces replacement"#),
        (with(&german, "itsp = \"Beispiel Telefon\""), r#"country = "Australia" -> "Germany" # forces replacement"#),
        (account, r#"type = "peer" -> "account" # forces replacement"#),
    ] {
        sandbox.calls().await;
        workspace.plan(&hcl).await.exited(2).says(&[words, "1 to add, 0 to change, 1 to destroy"]);
        workspace.apply(&hcl).await.ok();
        let lines: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.line).collect();
        let delete = format!("GET /openapi/v1.0/trunk/delete?id={before}");
        assert_eq!(lines, [delete, "POST /openapi/v1.0/trunk/create".into()], "{hcl}");
        workspace.plan(&hcl).await.empty();
        workspace
            .plan(&hcl.replace("Australia", "australia").replace("Beispiel Telefon", "BEISPIEL Telefon"))
            .await
            .empty();
        before = id(&workspace);
    }
    assert_eq!(sandbox.objects("yeastar").await.len(), 1);
}

/// A trunk that was made here without a template has none, whether the PBX shows that or leaves it out. One that was imported
/// may have one that is not shown.
#[tokio::test]
async fn a_template_that_is_named_late_takes_another_trunk_unless_nobody_knows_whether_there_is_one() {
    let bare = with(PEER, "country = \"Australia\"");
    let [named, none] = ["Example Telecom", ""].map(|itsp| with(&bare, &format!("itsp = \"{itsp}\"")));
    for shown in ["omitted", "empty"] {
        let sandbox = Sandbox::start(&[&format!("yeastar.itsp={shown}")]).await;
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        workspace.apply(&bare).await.ok();
        let made = id(&workspace);
        workspace.plan(&named).await.exited(2).says(&["forces replacement", "1 to add, 0 to change, 1 to destroy"]);
        sandbox.calls().await;
        workspace.apply(&none).await.ok();
        assert_eq!(sandbox.changes().await, [], "no template is none");
        workspace.found_again(TRUNK, &made).await.ok();
        if shown == "omitted" {
            workspace.apply(&named).await.but(&["itsp"]).ok().says(&["0 added, 1 changed, 0 destroyed"]);
            assert_eq!(sandbox.changes().await, []);
            continue;
        }
        workspace.apply(&named).await.ok().says(&["1 added, 0 changed, 1 destroyed"]);
        assert_eq!(sandbox.objects("yeastar").await[0]["itsp"], "Example Telecom");
        workspace.plan(&named).await.empty();
    }
}

/// A documented default of what no update changes is for new trunks: one that was found is not given up for it.
#[tokio::test]
async fn an_imported_trunk_keeps_a_template_that_its_configuration_leaves_out() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(FULL).await.ok();
    let bare = without(FULL, &["country", "itsp"]);
    let says = [r#"country = "Australia" -> "general" # forces replacement"#];
    workspace.plan(&bare).await.exited(2).says(&says);
    workspace.found_again(TRUNK, "acme_reg").await.ok();
    workspace.plan(&bare).await.empty();
    let changed = bare.replace("\"Acme\"", "\"Acme again\"");
    sandbox.calls().await;
    workspace.apply(&changed).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
    assert_eq!(sandbox.changes().await.len(), 1);
    workspace.plan(&changed).await.empty();
}

#[tokio::test]
async fn an_import_finds_a_trunk_by_number_then_by_name_and_nothing_else() {
    let sandbox = Sandbox::start(&["yeastar.physical-trunks=listed"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let peer = |name: &str| {
        json!({"type": "peer", "name": name, "country": "general", "transport": "udp", "hostname": "198.51.100.7",
            "port": 5060, "domain": "198.51.100.7", "codec_sel": "alaw,ulaw"})
    };
    for name in ["acme_peer2", "acme_peer", "11"] {
        sandbox.at("yeastar", "POST", "trunk/create", peer(name)).await;
    }
    sandbox.calls().await;
    workspace.write(PEER);
    // 1 and FXO1-1 are a physical trunk's; a part of a name is no name.
    for wrong in ["1", "FXO1-1", "acme_pee", "ACME_PEER", "99", "acme_peer/2", " acme_peer", "acme_peer "] {
        workspace.import(TRUNK, wrong).await.failed(&["No such trunk", &format!("\"{wrong}\"")]);
    }
    assert!(workspace.state(TRUNK).is_none());
    workspace.import(TRUNK, "acme_peer").await.ok();
    assert_eq!(id(&workspace), "12");
    workspace.plan(PEER).await.empty();
    workspace.found_again(TRUNK, "11").await.ok();
    let state = workspace.state(TRUNK).expect("a state").attributes;
    assert_eq!((&state["id"], &state["name"]), (&json!("11"), &json!("acme_peer2")), "the number counts first");
    assert_eq!(sandbox.changes().await, []);
}

#[tokio::test]
async fn the_status_comes_from_the_list() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    for (hcl, status) in [(REGISTER, "idle"), (PEER, "idle_unmonitored"), (ACCOUNT, "unavailable")] {
        workspace.apply(hcl).await.ok();
        let refresh = ["apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"];
        workspace.run(&refresh).await.ok();
        assert_eq!(workspace.state(TRUNK).expect("a state").attributes["status"], status);
        let disabled = with(hcl, "enabled = false");
        workspace.apply(&disabled).await.ok();
        sandbox.calls().await;
        workspace.run(&refresh).await.ok();
        assert_eq!(workspace.state(TRUNK).expect("a state").attributes["status"], "disabled");
        workspace.plan(&disabled).await.empty();
        assert_eq!(sandbox.changes().await, []);
        workspace.destroy().await.ok();
    }
}
