//! Yeastar's rules: sections 4 to 4.6 of what is known of its pages.

use super::{Bad, accepted, bad, refused};

pub const KIND: &str = "siptrunk_yeastar_trunk";

const REGISTER: &[(&str, &str)] = &[
    ("type", r#""register""#),
    ("name", r#""acme_reg""#),
    ("transport", r#""udp""#),
    ("host", r#""sip.acme.example""#),
    ("port", "5060"),
    ("domain", r#""acme.example""#),
    ("username", r#""u100""#),
    ("password", r#""Abcdefgh12""#),
    ("auth_name", r#""u100""#),
    ("codecs", r#"["ulaw", "alaw"]"#),
];

pub const PEER: &[(&str, &str)] = &[
    ("type", r#""peer""#),
    ("name", r#""acme_peer""#),
    ("transport", r#""udp""#),
    ("host", r#""198.51.100.7""#),
    ("port", "5060"),
    ("domain", r#""198.51.100.7""#),
    ("codecs", r#"["ulaw", "alaw"]"#),
];

const ACCOUNT: &[(&str, &str)] = &[
    ("type", r#""account""#),
    ("name", r#""acme_acct""#),
    ("transport", r#""udp""#),
    ("username", r#""6700""#),
    ("password", r#""Abcdefgh12""#),
    ("auth_name", r#""6700""#),
    ("codecs", r#"["ulaw", "alaw"]"#),
];

const NAME: &str = "\"name\" must have 1 to 63 letters, digits, \"-\" and \"_\".";
const PORT: &str = "\"port\" must be from 0 to 65535.";
const OWN: &str = "can be read, and not written. Remove the line";
const DID: &str = "\"dids[0].did\" must have 1 to 31 digits, letters and characters of";
const HAS_HOST: &str = "Only a trunk with type = \"register\" or type = \"peer\" has";
const HAS_LOGIN: &str = "Only a trunk with type = \"register\" or type = \"account\" has";
const HAS_PROXY: &str = "Only a trunk with type = \"register\" has";

const OF_REGISTER: &[Bad] = &[
    bad("type", "!type", "The argument \"type\" is required"),
    bad("type", r#"type = "webtrunk""#, "\"type\" must be one of \"register\", \"peer\", \"account\"."),
    bad("type", r#"type = "peer_did""#, "Write \"peer\"."),
    bad("type", r#"type = "REGISTER""#, "Write \"register\"."),
    bad("name", "!name", "The argument \"name\" is required"),
    bad("name", r#"name = """#, NAME),
    bad("name", r#"name = "acme reg""#, "Write \"acme_reg\"."),
    bad("name", r#"name = "acme.reg""#, "Write \"acme_reg\"."),
    bad("name", r#"name = "x123456789012345678901234567890123456789012345678901234567890123""#, NAME),
    bad("country", r#"country = """#, "\"country\" must not be empty."),
    bad("itsp", r#"itsp = "Example Telecom""#, "Write that country in \"country\", or remove \"itsp\"."),
    bad("itsp", "itsp = \"Example Telecom\"\ncountry = \"general\"", "Write that country in \"country\""),
    bad("transport", "!transport", "The argument \"transport\" is required"),
    bad("transport", r#"transport = "sctp""#, "\"transport\" must be one of \"udp\", \"tcp\", \"tls\", \"dnsnaptr\"."),
    bad("transport", r#"transport = "transport-udp""#, "Write \"udp\"."),
    bad("transport", r#"transport = "UDP""#, "Write \"udp\"."),
    bad("host", "!host", "A trunk with type = \"register\" needs \"host\":"),
    bad("host", r#"host = " ""#, "\"host\" must be a host name or a single IP address and nothing else"),
    bad("host", r#"host = "192.0.2""#, "It is \"192.0.2\"."),
    bad("host", r#"host = "192.0.2.010""#, "Write \"192.0.2.10\"."),
    bad("host", r#"host = "sip.acme.example:5060""#, "Write \"sip.acme.example\" and the port in"),
    bad("host", r#"host = "[2001:db8::1]""#, "Write \"2001:db8::1\"."),
    bad("port", "!port", "A trunk with type = \"register\" needs \"port\":"),
    bad("port", "port = -1", PORT),
    bad("port", "port = 65536", PORT),
    bad("port", "port = 5060.5", "\"port\" must be a whole number."),
    bad("domain", "!domain", "A trunk with type = \"register\" needs \"domain\":"),
    bad("domain", r#"domain = """#, "\"domain\" must be a host name or a single IP address and nothing else"),
    bad("domain", r#"domain = "sip:acme.example""#, "Write \"acme.example\"."),
    bad("outbound_proxy_server", r#"outbound_proxy_server = "a..b""#, "It is \"a..b\"."),
    bad(
        "outbound_proxy_server",
        r#"outbound_proxy_server = "proxy.example:5060""#,
        "Write \"proxy.example\" and the port",
    ),
    bad(
        "sip_and_sdp_ip_addr",
        "sip_and_sdp_ip_addr = \"203.0.113.5/32\"\nsetting_of_sip_and_sdp_ip = \"custom\"",
        "Write \"203.0.113.5\".",
    ),
    bad("username", "!username", "A trunk with type = \"register\" needs \"username\":"),
    bad("username", r#"username = """#, "\"username\" must not be empty."),
    bad("password", r#"password = """#, "\"password\" must not be empty."),
    bad("auth_name", "!auth_name", "A trunk with type = \"register\" needs \"auth_name\":"),
    bad("auth_name", r#"auth_name = """#, "\"auth_name\" must not be empty."),
    bad(
        "outbound_proxy_enabled",
        "outbound_proxy_enabled = true\noutbound_proxy_port = 5060",
        "\"outbound_proxy_enabled\" is true, so \"outbound_proxy_server\" is needed. Write its address",
    ),
    bad(
        "outbound_proxy_server",
        "outbound_proxy_enabled = true\noutbound_proxy_port = 5060\noutbound_proxy_server = \"\"",
        "so \"outbound_proxy_server\" is needed",
    ),
    bad(
        "outbound_proxy_port",
        "outbound_proxy_enabled = true\noutbound_proxy_server = \"p.example\"\noutbound_proxy_port = 0",
        "so \"outbound_proxy_port\" is needed",
    ),
    bad("outbound_proxy_port", "outbound_proxy_port = 65536", "\"outbound_proxy_port\" must be from 0 to 65535."),
    bad("codecs", "!codecs", "The argument \"codecs\" is required"),
    bad("codecs", "codecs = []", "\"codecs\" must hold at least one element."),
    bad("codecs", r#"codecs = ["g719"]"#, "\"codecs[0]\" must be one of \"ulaw\", \"alaw\", \"g729\""),
    bad("codecs", r#"codecs = ["PCMU"]"#, "Write \"ulaw\"."),
    bad("codecs", r#"codecs = ["alaw", "G.729"]"#, "Write \"g729\"."),
    bad("codecs", r#"codecs = ["alaw", "ulaw", "alaw"]"#, "\"codecs[2]\" (\"alaw\") is the same as \"codecs[0]\""),
    bad("codecs", r#"codecs = ["ulaw", "ALAW"]"#, "Write \"alaw\"."),
    bad("codecs", r#"codecs = ["ulaw,alaw"]"#, "\"codecs[0]\" must be"),
    bad("codecs", r#"codecs = ["ulaw", null]"#, "No element of \"codecs\" may be null."),
    bad("caller_id", r#"caller_id = "12345678901234567890123456789012""#, "must have at most 31 characters"),
    bad("dids", r#"dids = [{ did = "" }]"#, DID),
    bad("dids", r#"dids = [{ did = "555 0100" }]"#, DID),
    bad("dids", r#"dids = [{ did = "12345678901234567890123456789012" }]"#, DID),
    bad(
        "dids",
        r#"dids = [{ did = "5550100" }, { did = "5550101" }, { did = "5550100", did_name = "again" }]"#,
        "\"dids[2]\" (did \"5550100\") is the same as \"dids[0]\" (did \"5550100\"). Remove one of them.",
    ),
    bad("dids", r#"dids = [{ did_name = "main" }]"#, "attribute \"did\" is required"),
    bad("setting_of_sip_and_sdp_ip", r#"setting_of_sip_and_sdp_ip = "own""#, "must be \"default\" or \"custom\"."),
    bad(
        "sip_and_sdp_ip_addr",
        "sip_and_sdp_ip_addr = \"203.0.113.5\"\nsetting_of_sip_and_sdp_ip = \"default\"",
        "counts with setting_of_sip_and_sdp_ip = \"custom\" only",
    ),
    bad("force_dod_from", "force_dod_from = 0.5", "must be a whole number"),
    bad("id", r#"id = "11""#, OWN),
    bad("status", "status = \"idle\"", OWN),
    bad("sbc_routing_enabled", "sbc_routing_enabled = true", OWN),
];

const OF_PEER: &[Bad] = &[
    bad("username", r#"username = "u100""#, HAS_LOGIN),
    bad("password", r#"password = "Abcdefgh12""#, HAS_LOGIN),
    bad("auth_name", r#"auth_name = "u100""#, HAS_LOGIN),
    bad("outbound_proxy_enabled", "outbound_proxy_enabled = false", HAS_PROXY),
    bad("outbound_proxy_enabled", "outbound_proxy_enabled = true", HAS_PROXY),
    bad("outbound_proxy_server", r#"outbound_proxy_server = "p.example""#, HAS_PROXY),
    bad("outbound_proxy_port", "outbound_proxy_port = 5060", HAS_PROXY),
    bad("host", "!host", "A trunk with type = \"peer\" needs \"host\":"),
    bad("port", "!port", "A trunk with type = \"peer\" needs \"port\":"),
    bad("domain", "!domain", "A trunk with type = \"peer\" needs \"domain\":"),
];

const OF_ACCOUNT: &[Bad] = &[
    bad("host", r#"host = "sip.acme.example""#, HAS_HOST),
    bad("port", "port = 5060", HAS_HOST),
    bad("domain", r#"domain = "acme.example""#, HAS_HOST),
    bad("dids", r#"dids = [{ did = "5550100" }]"#, HAS_HOST),
    bad("outbound_proxy_enabled", "outbound_proxy_enabled = false", HAS_PROXY),
    bad("outbound_proxy_enabled", "outbound_proxy_enabled = true", HAS_PROXY),
    bad("outbound_proxy_server", r#"outbound_proxy_server = "p.example""#, HAS_PROXY),
    bad("outbound_proxy_port", "outbound_proxy_port = 5060", HAS_PROXY),
    bad("transport", r#"transport = "dnsnaptr""#, "A trunk with type = \"account\" has no transport \"dnsnaptr\""),
    bad("username", "!username", "A trunk with type = \"account\" needs \"username\":"),
    bad("auth_name", "!auth_name", "A trunk with type = \"account\" needs \"auth_name\":"),
];

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    refused(KIND, REGISTER, OF_REGISTER).await;
    refused(KIND, PEER, OF_PEER).await;
    refused(KIND, ACCOUNT, OF_ACCOUNT).await;
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let long = |member: &str, count: usize| format!("{member} = \"{}\"", "x".repeat(count));
    let rows: Vec<(&str, String, String)> =
        [("username", 255), ("password", 255), ("auth_name", 255), ("caller_id", 31), ("caller_id_name", 127)]
            .into_iter()
            .map(|(name, most)| (name, long(name, most + 1), long(name, most)))
            .chain([
                (
                    "dids",
                    format!("dids = [{{ did = \"1\", {} }}]", long("did_name", 128)),
                    format!("dids = [{{ did = \"1\", {} }}]", long("did_name", 127)),
                ),
                (
                    "outbound_cid_list",
                    caller_id(&long("outbound_cid_name", 128)),
                    caller_id(&long("outbound_cid_name", 127)),
                ),
            ])
            .collect();
    let bads: Vec<Bad> = rows
        .iter()
        .map(|(on, says, _)| Bad { on, says: Box::leak(says.clone().into_boxed_str()), error: "must have at most" })
        .collect();
    refused(KIND, REGISTER, &bads).await;
    let goods: Vec<&str> = rows.iter().map(|(.., good)| good.as_str()).collect();
    accepted(KIND, REGISTER, "", &goods).await;
}

fn caller_id(name: &str) -> String {
    format!(
        "outbound_cid_list = [{{ outbound_cid_option = \"shared\", outbound_cid = \"1\", {name}, ext_list = [{{ id = 7 }}] }}]"
    )
}

#[tokio::test]
async fn what_the_pages_allow_is_accepted() {
    let unknown = "resource \"terraform_data\" \"unknown\" {\n  input = \"x\"\n}\n";
    let register = [
        "",
        r#"name = "A-1_b""#,
        r#"name = "x12345678901234567890123456789012345678901234567890123456789012""#,
        r#"transport = "dnsnaptr""#,
        "port = 0",
        "port = 65535",
        "country = \"Chile\"\nitsp = \"Acme\"",
        "country = terraform_data.unknown.output\nitsp = \"Acme\"",
        "itsp = \"\"",
        "password = \"short\"",
        "outbound_proxy_enabled = true\noutbound_proxy_server = \"p.example\"\noutbound_proxy_port = 1",
        "outbound_proxy_enabled = true\noutbound_proxy_server = terraform_data.unknown.output\noutbound_proxy_port = 5060",
        "outbound_proxy_enabled = false\noutbound_proxy_server = \"\"\noutbound_proxy_port = 0",
        r#"codecs = ["ulaw", "alaw", "g729", "gsm", "h264", "h263", "h263p", "ilbc", "g722", "g726", "speex", "adpcm", "mpeg4", "vp8", "opus"]"#,
        "codecs = [terraform_data.unknown.output]",
        "caller_id = \"\"\ncaller_id_name = \"\"\noutbound_cid_list = []\ndids = []",
        r#"dids = [{ did = "[2-9]XX!" }, { did = "+61*#()." , did_name = "x" }]"#,
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = "55{{.Ext}}", ext_list = [{ type = "ext_group", id = 1 }] }]"#,
        r#"outbound_cid_list = [{ outbound_cid_option = "range", outbound_cid = "+5550001-+5550500", outbound_cid_to_ext_range = "1001-1500" }]"#,
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = terraform_data.unknown.output, ext_list = [{ id = terraform_data.unknown.output }] }]"#,
        "outbound_cid_list = terraform_data.unknown.output",
        "sip_and_sdp_ip_addr = \"203.0.113.5\"\nsetting_of_sip_and_sdp_ip = \"custom\"",
        "type = terraform_data.unknown.output",
        // What the PBX may keep is not known yet; the plan knows.
        "sip_and_sdp_ip_addr = \"203.0.113.5\"",
        "outbound_proxy_enabled = true\noutbound_proxy_server = \"p.example\"",
        "enabled = null\ncaller_id = null\ndids = null",
    ];
    accepted(KIND, REGISTER, unknown, &register).await;
    let peer = ["", "username = null\npassword = null", r#"transport = "dnsnaptr""#, r#"dids = [{ did = "1" }]"#];
    accepted(KIND, PEER, unknown, &peer).await;
    let account = ["", "host = null\nport = null", "transport = \"tls\"", "country = \"Chile\"\nitsp = \"Acme\""];
    accepted(KIND, ACCOUNT, unknown, &account).await;
}
