//! The life of a Yeastar trunk in which nothing goes wrong: its attributes one by one, of each type.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::table::{Row, Subject};

type Pair = (&'static str, &'static str);

fn of_all() -> Vec<Row> {
    let shared = |name: &str| {
        json!({"outbound_cid_option": "shared", "outbound_cid": "5550101", "outbound_cid_name": name,
            "ext_list": [{"type": "extension", "id": 7}, {"type": "ext_group", "id": 2}]})
    };
    let range = json!({"outbound_cid_option": "range", "outbound_cid": "5550110-5550112",
        "outbound_cid_to_ext_range": "1010-1012"});
    vec![
        Row::of("name", (r#""first""#, r#""second""#), json!({"name": "second"}))
            .drifting(json!({"name": "by_hand"}), r#"name = "by_hand" -> "second""#),
        Row::flag("enabled", ("", "false"), "enable", [0, 1]),
        Row::of("transport", (r#""udp""#, r#""tls""#), json!({"transport": "tls"}))
            .drifting(json!({"transport": "tcp"}), r#"transport = "tcp" -> "tls""#),
        Row::of("codecs", (r#"["alaw", "ulaw"]"#, r#"["ulaw", "alaw"]"#), json!({"codec_sel": "ulaw,alaw"}))
            // Drawn as one change by Terraform, as two by OpenTofu.
            .drifting(json!({"codec_sel": "ulaw,g722"}), r#""g722""#),
        Row::of("caller_id", ("", r#""5550100""#), json!({"def_outbound_cid": "5550100"}))
            .drifting(json!({"def_outbound_cid": "5550199"}), r#"caller_id = "5550199" -> "5550100""#)
            .cleared("\"\"", json!({"def_outbound_cid": ""})),
        Row::of("caller_id_name", ("", r#""Acme""#), json!({"def_outbound_cid_name": "Acme"}))
            .drifting(json!({"def_outbound_cid_name": "Hand"}), r#"caller_id_name = "Hand" -> "Acme""#)
            .cleared("\"\"", json!({"def_outbound_cid_name": ""})),
        Row::of(
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
        )
        .drifting(
            json!({"outbound_cid_list": [range, shared("By hand")]}),
            r#"outbound_cid_name = "By hand" -> "Sales""#,
        )
        .cleared("[]", json!({"outbound_cid_list": []})),
    ]
}

fn with_host() -> Vec<Row> {
    vec![
        Row::of("host", (r#""sip.acme.example""#, r#""192.0.2.7""#), json!({"hostname": "192.0.2.7"}))
            .drifting(json!({"hostname": "192.0.2.8"}), r#"host = "192.0.2.8" -> "192.0.2.7""#),
        Row::of("port", ("5060", "5070"), json!({"port": 5070})).drifting(json!({"port": 5080}), "port = 5080 -> 5070"),
        Row::of("domain", (r#""acme.example""#, r#""b.example""#), json!({"domain": "b.example"}))
            .drifting(json!({"domain": "c.example"}), r#"domain = "c.example" -> "b.example""#),
        Row::of(
            "dids",
            ("", r#"[{ did = "5550100", did_name = "main" }, { did = "5550102" }]"#),
            json!({"did_list": [{"did": "5550100", "did_name": "main"}, {"did": "5550102"}]}),
        )
        .drifting(
            json!({"did_list": [{"did": "5550102"}, {"did": "5550100", "did_name": "Hand"}]}),
            r#"did_name = "Hand" -> "main""#,
        )
        .cleared("[]", json!({"did_list": []})),
    ]
}

fn with_login() -> Vec<Row> {
    vec![
        Row::of("username", (r#""u100""#, r#""u200""#), json!({"username": "u200"}))
            .drifting(json!({"username": "u300"}), r#"username = "u300" -> "u200""#),
        Row::of("password", (r#""Abcdefgh12""#, r#""Bcdefghi23""#), json!({"password": "***"}))
            .drifting(json!({"password": "ByHand4567"}), "~ password = (sensitive value)"),
        Row::of("auth_name", (r#""a100""#, r#""a200""#), json!({"auth_name": "a200"}))
            .drifting(json!({"auth_name": "a300"}), r#"auth_name = "a300" -> "a200""#),
    ]
}

fn of_register() -> Vec<Row> {
    vec![
        Row::flag("outbound_proxy_enabled", ("", "true"), "enb_outbound_proxy", [1, 0]),
        Row::of(
            "outbound_proxy_server",
            (r#""p.acme.example""#, r#""q.acme.example""#),
            json!({"outbound_proxy_server": "q.acme.example"}),
        )
        .drifting(
            json!({"outbound_proxy_server": "r.acme.example"}),
            r#"outbound_proxy_server = "r.acme.example" -> "q.acme.example""#,
        )
        .cleared("\"\"", json!({"outbound_proxy_server": ""})),
        Row::of("outbound_proxy_port", ("5070", "5071"), json!({"outbound_proxy_port": 5071}))
            .drifting(json!({"outbound_proxy_port": 5072}), "outbound_proxy_port = 5072 -> 5071")
            .cleared("0", json!({"outbound_proxy_port": 0})),
    ]
}

/// What only newer firmware has.
fn newer() -> Vec<Row> {
    vec![
        Row::flag("transparent_trans_180_msg", ("", "true"), "transparent_trans_180_msg", [1, 0]),
        Row::of("setting_of_sip_and_sdp_ip", ("", r#""custom""#), json!({"setting_of_sip_and_sdp_ip": "custom"}))
            .drifting(
                json!({"setting_of_sip_and_sdp_ip": "default"}),
                r#"setting_of_sip_and_sdp_ip = "default" -> "custom""#,
            ),
        Row::of(
            "sip_and_sdp_ip_addr",
            (
                "\"203.0.113.5\"\n  setting_of_sip_and_sdp_ip = \"custom\"",
                "\"203.0.113.6\"\n  setting_of_sip_and_sdp_ip = \"custom\"",
            ),
            json!({"sip_and_sdp_ip_addr": "203.0.113.6"}),
        )
        .drifting(
            json!({"sip_and_sdp_ip_addr": "203.0.113.7"}),
            r#"sip_and_sdp_ip_addr = "203.0.113.7" -> "203.0.113.6""#,
        )
        .cleared("\"\"\n  setting_of_sip_and_sdp_ip = \"custom\"", json!({"sip_and_sdp_ip_addr": ""})),
        Row::flag("ignore_100_response", ("", "true"), "ignore_100_response", [1, 0]),
        Row::of("force_dod_from", ("", "1"), json!({"force_dod_from": 1}))
            .drifting(json!({"force_dod_from": 2}), "force_dod_from = 2 -> 1"),
        Row::flag("sipauth_cache_enabled", ("", "true"), "enb_sipauth_cache", [1, 0]),
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
