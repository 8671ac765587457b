//! Bolna's rules: what its pages demand of a trunk and of a number, and what a gateway and an address cannot be without.

use super::{Bad, accepted, bad, refused};

const TRUNK: &str = "siptrunk_bolna_trunk";
const NUMBER: &str = "siptrunk_bolna_phone_number";

/// A trunk with a login.
const CREDENTIALS: &[(&str, &str)] = &[
    ("name", r#""agent""#),
    ("provider_name", r#""custom""#),
    ("auth_type", r#""credentials""#),
    ("username", r#""agent""#),
    ("password", r#""not-a-real-secret""#),
    ("gateways", r#"[{ host = "sip.carrier.example" }]"#),
];

/// A trunk that tells the carrier by its addresses.
const IP: &[(&str, &str)] = &[
    ("name", r#""office""#),
    ("provider_name", r#""custom""#),
    ("auth_type", r#""ip""#),
    ("gateways", r#"[{ host = "192.0.2.10" }]"#),
    ("allowed_ips", r#"["203.0.113.0/28"]"#),
];

const MAIN: &[(&str, &str)] = &[("trunk_id", r#""01JTESTTRUNK""#), ("phone_number", r#""+61255500003""#)];

const AUTH_TYPE: &str = "\"auth_type\" must be \"credentials\" or \"ip\".";
const HOST: &str = "\"gateways[0].host\" must be a host name or a single IP address and nothing else";
const PORT: &str = "\"gateways[0].port\" must be from 1 to 65535.";
const PRIORITY: &str = "\"gateways[0].priority\" must be 1 or more.";
const IPV4: &str = "Every element of \"allowed_ips\" must be an IPv4 address or block";
const CODEC: &str = "\"codecs[0]\" must be the name of one codec, without commas and spaces";
const TWICE_A_GATEWAY: &str =
    "(host \"A.example.\", port 5060) is the same as \"gateways[0]\" (host \"a.example\", port 5060).";
const DISALLOW: &str = "\"disallow\" must be names of codecs joined by commas, in lower case and without spaces";
const TRANSPORT: &str = "\"transport\" must be one of \"udp\", \"tcp\", \"tls\".";
const ENCRYPTION: &str = "\"media_encryption\" must be \"no\" or \"sdes\"";
const TLS: &str = "\"media_encryption\" can only be \"sdes\" with transport = \"tls\".";
const PHONE_NUMBER: &str = "\"phone_number\" must be digits, with or without a plus in front";
const READ_ONLY: &str = "can be read, and not written. Remove the line";

const ANY: &[Bad] = &[
    bad("name", "!name", "The argument \"name\" is required"),
    bad("name", r#"name = """#, "\"name\" must not be empty."),
    bad("name", r#"name = "  ""#, "\"name\" must not be empty."),
    bad("provider_name", "!provider_name", "The argument \"provider_name\" is required"),
    bad("provider_name", r#"provider_name = """#, "\"provider_name\" must not be empty."),
    bad("auth_type", "!auth_type", "The argument \"auth_type\" is required"),
    bad("auth_type", r#"auth_type = "userpass""#, "Write \"credentials\"."),
    bad("auth_type", r#"auth_type = "ip-based""#, "Write \"ip\"."),
    bad("auth_type", r#"auth_type = "oauth""#, AUTH_TYPE),
    bad("auth_type", r#"auth_type = "IP""#, "Write \"ip\"."),
    bad("gateways", "!gateways", "The argument \"gateways\" is required"),
    bad("gateways", "gateways = []", "\"gateways\" must hold at least one element."),
    bad("gateways", "gateways = [null]", "No element of \"gateways\" may be null."),
    bad("gateways", "gateways = [{ port = 5060 }]", "attribute \"host\" is required"),
    bad("gateways", r#"gateways = [{ host = "" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "a b.example" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "100@a.example" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "sip:a.example" }]"#, "Write \"a.example\"."),
    bad(
        "gateways",
        r#"gateways = [{ host = "sips:a.example;transport=tls" }]"#,
        "It is \"sips:a.example;transport=tls\".",
    ),
    bad(
        "gateways",
        r#"gateways = [{ host = "a.example:5060" }]"#,
        "Write \"a.example\" and the port in its own place.",
    ),
    bad("gateways", r#"gateways = [{ host = "https://a.example/x" }]"#, "It is \"https://a.example/x\"."),
    bad("gateways", r#"gateways = [{ host = "a..b" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "-" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "sip-.carrier.example" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "fe80::1%eth0" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "192.0.2" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "192.0.2.256" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "192.0.2.010" }]"#, "Write \"192.0.2.10\"."),
    bad("gateways", r#"gateways = [{ host = "192.0.2.0/24" }]"#, "brackets or zone. It is \"192.0.2.0/24\"."),
    bad("gateways", r#"gateways = [{ host = "[2001:db8::1]" }]"#, "Write \"2001:db8::1\"."),
    bad("gateways", r#"gateways = [{ host = "a.example" }, { host = "A.example.", port = 5060 }]"#, TWICE_A_GATEWAY),
    bad("gateways", r#"gateways = [{ host = "a.example", port = 0 }]"#, PORT),
    bad("gateways", r#"gateways = [{ host = "a.example", port = 65536 }]"#, PORT),
    bad("gateways", r#"gateways = [{ host = "a.example", port = 5060.5 }]"#, "must be a whole number"),
    bad("gateways", r#"gateways = [{ host = "a.example", priority = 0 }]"#, PRIORITY),
    bad("gateways", r#"gateways = [{ host = "a.example", priority = -1 }]"#, PRIORITY),
    bad("allowed_ips", r#"allowed_ips = [""]"#, IPV4),
    bad("allowed_ips", r#"allowed_ips = ["sip.carrier.example"]"#, IPV4),
    bad("allowed_ips", r#"allowed_ips = ["203.0.113.256"]"#, IPV4),
    bad("allowed_ips", r#"allowed_ips = ["203.0.113.0/33"]"#, IPV4),
    bad("allowed_ips", r#"allowed_ips = ["2001:db8::/64"]"#, IPV4),
    bad("allowed_ips", r#"allowed_ips = ["203.0.113.7 "]"#, "Write \"203.0.113.7\"."),
    bad("allowed_ips", r#"allowed_ips = ["192.0.2"]"#, IPV4),
    bad(
        "allowed_ips",
        r#"allowed_ips = ["203.0.113.7/0"]"#,
        "Write \"0.0.0.0/0\". Or write \"203.0.113.7\" for the address",
    ),
    bad("allowed_ips", r#"allowed_ips = ["192.0.2.010"]"#, "Write \"192.0.2.10\"."),
    bad(
        "allowed_ips",
        r#"allowed_ips = ["203.0.113.7", "203.0.113.7/32"]"#,
        "\"allowed_ips\" holds \"203.0.113.7\" and \"203.0.113.7/32\", which are the same. Remove one of them.",
    ),
    bad("allowed_ips", "allowed_ips = [null]", "No element of \"allowed_ips\" may be null."),
    bad("codecs", "codecs = []", "\"codecs\" must hold at least one element."),
    bad("codecs", r#"codecs = [""]"#, CODEC),
    bad("codecs", r#"codecs = ["ulaw,alaw"]"#, CODEC),
    bad("codecs", r#"codecs = [" ulaw"]"#, "Write \"ulaw\"."),
    bad("codecs", r#"codecs = ["PCMU"]"#, "Write \"ulaw\"."),
    bad("codecs", r#"codecs = ["ulaw", "alaw", "ulaw"]"#, "\"codecs[2]\" (\"ulaw\") is the same as \"codecs[0]\""),
    bad("codecs", "codecs = [null]", "No element of \"codecs\" may be null."),
    bad("disallow", r#"disallow = """#, DISALLOW),
    bad("disallow", r#"disallow = "g729,""#, DISALLOW),
    bad("disallow", r#"disallow = "g729, gsm""#, "Write \"g729,gsm\"."),
    bad("transport", r#"transport = "transport-tls""#, "Write \"tls\"."),
    bad("transport", r#"transport = "sctp""#, TRANSPORT),
    bad("transport", r#"transport = """#, TRANSPORT),
    bad("transport", r#"transport = "TLS""#, "Write \"tls\"."),
    bad("media_encryption", r#"media_encryption = "srtp""#, "Write \"sdes\"."),
    bad("media_encryption", r#"media_encryption = "zrtp""#, ENCRYPTION),
    bad("media_encryption", "media_encryption = false", "Write \"no\"."),
    bad("media_encryption", "transport = \"tls\"\nmedia_encryption = \"SDES\"", "Write \"sdes\"."),
    bad("media_encryption", r#"media_encryption = "sdes""#, TLS),
    bad("media_encryption", "transport = null\nmedia_encryption = \"sdes\"", TLS),
    bad("media_encryption", "transport = \"udp\"\nmedia_encryption = \"sdes\"", TLS),
    bad("media_encryption", "transport = \"tcp\"\nmedia_encryption = \"sdes\"", TLS),
    bad("media_encryption_optimistic", r#"media_encryption_optimistic = "yes""#, "a bool is required"),
    bad("qualify_frequency", "qualify_frequency = -1", "\"qualify_frequency\" must be 0 or more. It is -1."),
    bad("qualify_frequency", "qualify_frequency = 0.5", "\"qualify_frequency\" must be a whole number."),
    bad("id", r#"id = "01J""#, READ_ONLY),
    bad("phone_numbers", "phone_numbers = []", READ_ONLY),
    bad("created_at", r#"created_at = "2026-06-01T08:00:00Z""#, READ_ONLY),
    bad("updated_at", r#"updated_at = "2026-06-01T08:00:00Z""#, READ_ONLY),
];

const OF_CREDENTIALS: &[Bad] = &[
    bad("username", "!username", "A trunk with auth_type = \"credentials\" needs \"username\":"),
    bad("username", r#"username = """#, "\"username\" must not be empty."),
    bad("password", r#"password = """#, "\"password\" must not be empty."),
];

const OF_IP: &[Bad] = &[
    bad("allowed_ips", "!allowed_ips", "A trunk with auth_type = \"ip\" needs \"allowed_ips\":"),
    bad("allowed_ips", "allowed_ips = []", "needs at least one address of the carrier in \"allowed_ips\"."),
    bad("username", r#"username = "agent""#, "Only a trunk with auth_type = \"credentials\" has \"username\"."),
    bad("password", r#"password = "secret""#, "Only a trunk with auth_type = \"credentials\" has \"password\"."),
];

const OF_NUMBERS: &[Bad] = &[
    bad("trunk_id", "!trunk_id", "The argument \"trunk_id\" is required"),
    bad("trunk_id", r#"trunk_id = """#, "\"trunk_id\" must not be empty."),
    bad("trunk_id", r#"trunk_id = "..""#, "not empty, and not dots alone. It is \"..\"."),
    bad("phone_number", "!phone_number", "The argument \"phone_number\" is required"),
    bad("phone_number", r#"phone_number = """#, PHONE_NUMBER),
    bad("phone_number", r#"phone_number = "+""#, PHONE_NUMBER),
    bad("phone_number", r#"phone_number = "front desk""#, PHONE_NUMBER),
    bad("phone_number", r#"phone_number = "++61255500003""#, PHONE_NUMBER),
    bad("phone_number", r#"phone_number = "+61 (2) 5550-0003""#, "Write \"+61255500003\"."),
    bad("phone_number", r#"phone_number = "0061 2 5550 0003""#, "It is \"0061 2 5550 0003\"."),
    bad("phone_number", r#"phone_number = "(02) 5550-0003""#, "It is \"(02) 5550-0003\"."),
    bad("e164_check_enabled", r#"e164_check_enabled = "yes""#, "a bool is required"),
    bad("id", r#"id = "01J""#, READ_ONLY),
    bad("telephony_provider", r#"telephony_provider = "sip-trunk""#, READ_ONLY),
    bad("created_at", r#"created_at = "2026-06-01T08:00:00Z""#, READ_ONLY),
    bad("updated_at", r#"updated_at = "2026-06-01T08:00:00Z""#, READ_ONLY),
];

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    refused(TRUNK, CREDENTIALS, ANY).await;
    refused(TRUNK, CREDENTIALS, OF_CREDENTIALS).await;
    refused(TRUNK, IP, OF_IP).await;
    refused(NUMBER, MAIN, OF_NUMBERS).await;
}

const UNKNOWN: &str = "resource \"terraform_data\" \"unknown\" {\n  input = \"x\"\n}\n";

#[tokio::test]
async fn what_the_pages_allow_of_a_trunk_is_accepted() {
    let credentials = [
        "",
        r#"allowed_ips = ["203.0.113.0/25", "198.51.100.7"]"#,
        "allowed_ips = []",
        r#"provider_name = "zadarma""#,
        r#"description = """#,
        r#"gateways = [{ host = "SIP_1.Carrier.example.", port = 1, priority = 1 }, { host = "2001:db8::1", port = 65535 }]"#,
        r#"gateways = [{ host = "192.0.2.10", port = null, priority = 100 }]"#,
        r#"codecs = ["alaw"]"#,
        r#"disallow = "g729,gsm""#,
        "transport = \"tls\"\nmedia_encryption = \"sdes\"\nmedia_encryption_optimistic = true",
        "transport = \"tls\"\nmedia_encryption = \"no\"",
        "transport = \"tcp\"\nmedia_encryption = null",
        "media_encryption_optimistic = true",
        "qualify_frequency = 0",
        "qualify_frequency = 86400",
        "username = terraform_data.unknown.output\npassword = terraform_data.unknown.output",
        "auth_type = terraform_data.unknown.output\nallowed_ips = []",
        "transport = terraform_data.unknown.output\nmedia_encryption = \"sdes\"",
        "media_encryption = terraform_data.unknown.output",
        "gateways = [{ host = terraform_data.unknown.output, port = terraform_data.unknown.output }]",
        "gateways = terraform_data.unknown.output\ncodecs = terraform_data.unknown.output",
    ];
    accepted(TRUNK, CREDENTIALS, UNKNOWN, &credentials).await;
    let ip = [
        "",
        r#"allowed_ips = ["203.0.113.7/32", "203.0.113.0/31"]"#,
        "allowed_ips = [terraform_data.unknown.output]",
        "allowed_ips = terraform_data.unknown.output",
        "username = null\npassword = null",
    ];
    accepted(TRUNK, IP, UNKNOWN, &ip).await;
}

#[tokio::test]
async fn what_the_pages_allow_of_a_number_is_accepted() {
    let numbers = [
        "",
        r#"phone_number = "61255500003""#,
        r#"phone_number = "1000""#,
        "name = \"Main line\"\ne164_check_enabled = true",
        "name = null\ne164_check_enabled = null",
        "trunk_id = terraform_data.unknown.id\nphone_number = terraform_data.unknown.output",
    ];
    accepted(NUMBER, MAIN, UNKNOWN, &numbers).await;
}
