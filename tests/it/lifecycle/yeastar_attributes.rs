//! The life of a Yeastar trunk in which nothing goes wrong: its attributes one by one, of each type.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::table::{Row, Subject};

type Pair = (&'static str, &'static str);
type Drift = Option<(Json, &'static str)>;

fn row(attribute: &'static str, hcl: Pair, update: Json, drift: Drift) -> Row {
    Row { attribute, hcl, update, drift, clear: None }
}

/// One that can be emptied by what `nothing` says.
fn clearable(attribute: &'static str, hcl: Pair, update: Json, drift: Drift, nothing: (&'static str, Json)) -> Row {
    Row { clear: Some(nothing), ..row(attribute, hcl, update, drift) }
}

/// A switch that is off at first, and that somebody turns off again.
fn flag(attribute: &'static str, member: &'static str, shown: &'static str) -> Row {
    row(attribute, ("", "true"), json!({member: 1}), Some((json!({member: 0}), shown)))
}

fn of_all() -> Vec<Row> {
    let shared = |name: &str| {
        json!({"outbound_cid_option": "shared", "outbound_cid": "5550101", "outbound_cid_name": name,
            "ext_list": [{"type": "extension", "id": 7}, {"type": "ext_group", "id": 2}]})
    };
    let range = json!({"outbound_cid_option": "range", "outbound_cid": "5550110-5550112",
        "outbound_cid_to_ext_range": "1010-1012"});
    vec![
        row(
            "name",
            (r#""first""#, r#""second""#),
            json!({"name": "second"}),
            Some((json!({"name": "by_hand"}), r#"name = "by_hand" -> "second""#)),
        ),
        row("enabled", ("", "false"), json!({"enable": 0}), Some((json!({"enable": 1}), "enabled = true -> false"))),
        row(
            "transport",
            (r#""udp""#, r#""tls""#),
            json!({"transport": "tls"}),
            Some((json!({"transport": "tcp"}), r#"transport = "tcp" -> "tls""#)),
        ),
        row(
            "codecs",
            (r#"["alaw", "ulaw"]"#, r#"["ulaw", "alaw"]"#),
            json!({"codec_sel": "ulaw,alaw"}),
            // Drawn as one change by Terraform, as two by OpenTofu.
            Some((json!({"codec_sel": "ulaw,g722"}), r#""g722""#)),
        ),
        clearable(
            "caller_id",
            ("", r#""5550100""#),
            json!({"def_outbound_cid": "5550100"}),
            Some((json!({"def_outbound_cid": "5550199"}), r#"caller_id = "5550199" -> "5550100""#)),
            ("\"\"", json!({"def_outbound_cid": ""})),
        ),
        clearable(
            "caller_id_name",
            ("", r#""Acme""#),
            json!({"def_outbound_cid_name": "Acme"}),
            Some((json!({"def_outbound_cid_name": "Hand"}), r#"caller_id_name = "Hand" -> "Acme""#)),
            ("\"\"", json!({"def_outbound_cid_name": ""})),
        ),
        clearable(
            "outbound_cid_list",
            (
                "",
                r#"[
    { outbound_cid_option = "shared", outbound_cid = "5550101", outbound_cid_name = "Sales",
      ext_list = [{ type = "extension", id = 7 }, { type = "ext_group", id = 2 }] },
    { outbound_cid_option = "range", outbound_cid = "5550110-5550112", outbound_cid_to_ext_range = "1010-1012" },
  ]"#,
            ),
            json!({"outbound_cid_list": [shared("Sales"), range]}),
            Some((
                json!({"outbound_cid_list": [range, shared("By hand")]}),
                r#"outbound_cid_name = "By hand" -> "Sales""#,
            )),
            ("[]", json!({"outbound_cid_list": []})),
        ),
    ]
}

fn with_host() -> Vec<Row> {
    vec![
        row(
            "host",
            (r#""sip.acme.example""#, r#""192.0.2.7""#),
            json!({"hostname": "192.0.2.7"}),
            Some((json!({"hostname": "192.0.2.8"}), r#"host = "192.0.2.8" -> "192.0.2.7""#)),
        ),
        row("port", ("5060", "5070"), json!({"port": 5070}), Some((json!({"port": 5080}), "port = 5080 -> 5070"))),
        row(
            "domain",
            (r#""acme.example""#, r#""b.example""#),
            json!({"domain": "b.example"}),
            Some((json!({"domain": "c.example"}), r#"domain = "c.example" -> "b.example""#)),
        ),
        clearable(
            "dids",
            ("", r#"[{ did = "5550100", did_name = "main" }, { did = "5550102" }]"#),
            json!({"did_list": [{"did": "5550100", "did_name": "main"}, {"did": "5550102"}]}),
            Some((
                json!({"did_list": [{"did": "5550102"}, {"did": "5550100", "did_name": "Hand"}]}),
                r#"did_name = "Hand" -> "main""#,
            )),
            ("[]", json!({"did_list": []})),
        ),
    ]
}

fn with_login() -> Vec<Row> {
    vec![
        row(
            "username",
            (r#""u100""#, r#""u200""#),
            json!({"username": "u200"}),
            Some((json!({"username": "u300"}), r#"username = "u300" -> "u200""#)),
        ),
        row(
            "password",
            (r#""Abcdefgh12""#, r#""Bcdefghi23""#),
            json!({"password": "***"}),
            Some((json!({"password": "ByHand4567"}), "~ password = (sensitive value)")),
        ),
        row(
            "auth_name",
            (r#""a100""#, r#""a200""#),
            json!({"auth_name": "a200"}),
            Some((json!({"auth_name": "a300"}), r#"auth_name = "a300" -> "a200""#)),
        ),
    ]
}

fn of_register() -> Vec<Row> {
    vec![
        flag("outbound_proxy_enabled", "enb_outbound_proxy", "outbound_proxy_enabled = false -> true"),
        clearable(
            "outbound_proxy_server",
            (r#""p.acme.example""#, r#""q.acme.example""#),
            json!({"outbound_proxy_server": "q.acme.example"}),
            Some((
                json!({"outbound_proxy_server": "r.acme.example"}),
                r#"outbound_proxy_server = "r.acme.example" -> "q.acme.example""#,
            )),
            ("\"\"", json!({"outbound_proxy_server": ""})),
        ),
        clearable(
            "outbound_proxy_port",
            ("5070", "5071"),
            json!({"outbound_proxy_port": 5071}),
            Some((json!({"outbound_proxy_port": 5072}), "outbound_proxy_port = 5072 -> 5071")),
            ("0", json!({"outbound_proxy_port": 0})),
        ),
    ]
}

/// What only newer firmware has.
fn newer() -> Vec<Row> {
    vec![
        flag("transparent_trans_180_msg", "transparent_trans_180_msg", "transparent_trans_180_msg = false -> true"),
        row(
            "setting_of_sip_and_sdp_ip",
            ("", r#""custom""#),
            json!({"setting_of_sip_and_sdp_ip": "custom"}),
            Some((
                json!({"setting_of_sip_and_sdp_ip": "default"}),
                r#"setting_of_sip_and_sdp_ip = "default" -> "custom""#,
            )),
        ),
        clearable(
            "sip_and_sdp_ip_addr",
            (
                "\"203.0.113.5\"\n  setting_of_sip_and_sdp_ip = \"custom\"",
                "\"203.0.113.6\"\n  setting_of_sip_and_sdp_ip = \"custom\"",
            ),
            json!({"sip_and_sdp_ip_addr": "203.0.113.6"}),
            Some((
                json!({"sip_and_sdp_ip_addr": "203.0.113.7"}),
                r#"sip_and_sdp_ip_addr = "203.0.113.7" -> "203.0.113.6""#,
            )),
            ("\"\"\n  setting_of_sip_and_sdp_ip = \"custom\"", json!({"sip_and_sdp_ip_addr": ""})),
        ),
        flag("ignore_100_response", "ignore_100_response", "ignore_100_response = false -> true"),
        row(
            "force_dod_from",
            ("", "1"),
            json!({"force_dod_from": 1}),
            Some((json!({"force_dod_from": 2}), "force_dod_from = 2 -> 1")),
        ),
        flag("sipauth_cache_enabled", "enb_sipauth_cache", "sipauth_cache_enabled = false -> true"),
    ]
}

fn subject(good: &'static [Pair], rows: Vec<Vec<Row>>) -> Subject {
    let rows = rows.into_iter().flatten().collect();
    Subject { kind: "siptrunk_yeastar_trunk", good, rows, path: str::to_owned }
}

async fn lives(switches: &[&str], subject: Subject) {
    let sandbox = Sandbox::start(switches).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let meddle = async |id: &str, mut body: Json| {
        body["id"] = json!(id.parse::<i64>().expect("a number"));
        sandbox.at("yeastar", "POST", "trunk/update", body).await;
    };
    subject.lives(&sandbox, &workspace, meddle).await;
    subject.is_cleared(&sandbox, &workspace).await;
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("yeastar").await, Vec::<Json>::new());
}

#[tokio::test]
async fn every_attribute_of_a_trunk_that_registers_changes_in_one_call_of_its_own() {
    const GOOD: &[Pair] = &[
        ("type", r#""register""#),
        ("name", r#""ROW""#),
        ("transport", r#""udp""#),
        ("host", r#""sip.acme.example""#),
        ("port", "5060"),
        ("domain", r#""acme.example""#),
        ("username", r#""u100""#),
        ("password", r#""Abcdefgh12""#),
        ("auth_name", r#""a100""#),
        ("outbound_proxy_server", r#""p.acme.example""#),
        ("outbound_proxy_port", "5070"),
        ("codecs", r#"["alaw", "ulaw"]"#),
    ];
    lives(&[], subject(GOOD, vec![of_all(), with_host(), with_login(), of_register(), newer()])).await;
}

#[tokio::test]
async fn every_attribute_of_a_peer_changes_in_one_call_of_its_own() {
    const GOOD: &[Pair] = &[
        ("type", r#""peer""#),
        ("name", r#""ROW""#),
        ("transport", r#""udp""#),
        ("host", r#""sip.acme.example""#),
        ("port", "5060"),
        ("domain", r#""acme.example""#),
        ("codecs", r#"["alaw", "ulaw"]"#),
    ];
    let switches = [
        "yeastar.lists=reversed",
        "yeastar.codecs=spaced",
        "yeastar.numbers=texts",
        "yeastar.empty=null",
        "yeastar.get-data=array",
        "yeastar.extra-keys=present",
        "yeastar.peer-type=peer_did",
        "yeastar.create-answer=none",
    ];
    lives(&switches, subject(GOOD, vec![of_all(), with_host()])).await;
}

#[tokio::test]
async fn every_attribute_of_an_account_changes_in_one_call_of_its_own() {
    const GOOD: &[Pair] = &[
        ("type", r#""account""#),
        ("name", r#""ROW""#),
        ("transport", r#""udp""#),
        ("username", r#""u100""#),
        ("password", r#""Abcdefgh12""#),
        ("auth_name", r#""a100""#),
        ("codecs", r#"["alaw", "ulaw"]"#),
    ];
    let switches = [
        "yeastar.empty=omitted",
        "yeastar.firmware=older",
        "yeastar.create-answer=data",
        "yeastar.physical-trunks=listed",
        "yeastar.not-found=empty",
    ];
    lives(&switches, subject(GOOD, vec![of_all(), with_login()])).await;
}
