//! Bolna's rules: sections 4 to 5 of what is known of its pages.

use super::{Bad, accepted, bad, refused};

const TRUNK: &str = "siptrunk_bolna_trunk";
const NUMBER: &str = "siptrunk_bolna_phone_number";

/// A trunk with credentials.
const CREDENTIALS: &[(&str, &str)] = &[
    ("name", r#""agent""#),
    ("provider_name", r#""custom""#),
    ("auth_type", r#""credentials""#),
    ("username", r#""agent""#),
    ("password", r#""not-a-real-secret""#),
    ("gateways", r#"[{ host = "sip.carrier.example" }]"#),
];

/// A trunk by address.
const IP: &[(&str, &str)] = &[
    ("name", r#""edge""#),
    ("provider_name", r#""custom""#),
    ("auth_type", r#""ip""#),
    ("allowed_ips", r#"["203.0.113.0/28"]"#),
    ("gateways", r#"[{ host = "192.0.2.10" }]"#),
];

/// A number.
const MAIN: &[(&str, &str)] = &[("trunk_id", r#""01HQXYZ123ABC456DEF""#), ("phone_number", r#""+61255500003""#)];

const HOST: &str = "must be a host name or an IP address, without scheme, port and blanks";
const BLOCK: &str = "Every element of \"allowed_ips\" must be an IPv4 address or block";
const SDES: &str =
    "\"media_encryption\" can only be \"sdes\" with transport = \"tls\". Write that, or media_encryption = \"no\".";
const DIGITS: &str = "\"phone_number\" must be digits, with or without a plus in front";
const READ_ONLY: &str = "is the vendor's to decide. Remove the line";

/// An error inside a list is shown at the resource: the CLI does not look into expressions. Its words have the place.
const ANY: &[Bad] = &[
    bad("name", "!name", "The argument \"name\" is required"),
    bad("name", r#"name = """#, "\"name\" must not be empty."),
    bad("provider_name", "!provider_name", "The argument \"provider_name\" is required"),
    bad("provider_name", r#"provider_name = " ""#, "\"provider_name\" must not be empty."),
    bad("auth_type", "!auth_type", "The argument \"auth_type\" is required"),
    bad("auth_type", r#"auth_type = "userpass""#, "\"auth_type\" must be \"credentials\" or \"ip\"."),
    bad("auth_type", r#"auth_type = "Credentials""#, "Write \"credentials\"."),
    bad("gateways", "!gateways", "The argument \"gateways\" is required"),
    bad("gateways", "gateways = []", "\"gateways\" must hold at least one element."),
    bad("gateways", "gateways = [null]", "No element of \"gateways\" may be null."),
    bad("gateways", "gateways = [{ port = 5060 }]", "attribute \"host\" is required"),
    bad("host", r#"gateways = [{ host = "" }]"#, HOST),
    bad("host", r#"gateways = [{ host = "sip:carrier.example" }]"#, "Write \"carrier.example\"."),
    bad("host", r#"gateways = [{ host = "carrier.example:5060" }]"#, "\"gateways[0].host\" must be a host name"),
    bad(
        "port",
        r#"gateways = [{ host = "a" }, { host = "b", port = 0 }]"#,
        "\"gateways[1].port\" must be from 1 to 65535.",
    ),
    bad("port", r#"gateways = [{ host = "a", port = 65536 }]"#, "must be from 1 to 65535. 65536 is not."),
    bad("port", r#"gateways = [{ host = "a", port = 5060.5 }]"#, "must be a whole number"),
    bad("priority", r#"gateways = [{ host = "a", priority = 0 }]"#, "\"gateways[0].priority\" must be 1 or more."),
    bad("allowed_ips", r#"allowed_ips = ["carrier.example"]"#, BLOCK),
    bad("allowed_ips", r#"allowed_ips = ["2001:db8::/64"]"#, BLOCK),
    bad("allowed_ips", r#"allowed_ips = ["203.0.113.0/33"]"#, BLOCK),
    bad("allowed_ips", r#"allowed_ips = [" 203.0.113.7"]"#, "Write \"203.0.113.7\"."),
    bad("codecs", "codecs = []", "\"codecs\" must hold at least one element."),
    bad("codecs", r#"codecs = ["ulaw,alaw"]"#, "\"codecs[0]\" must be the name of one codec"),
    bad("codecs", r#"codecs = ["alaw", " ulaw"]"#, "Write \"ulaw\"."),
    bad("codecs", r#"codecs = [""]"#, "must be the name of one codec"),
    bad("disallow", r#"disallow = """#, "\"disallow\" must be names of codecs joined by commas, without blanks"),
    bad("disallow", r#"disallow = "g729, gsm""#, "Write \"g729,gsm\"."),
    bad("transport", r#"transport = "transport-tls""#, "\"transport\" must be \"udp\" or \"tcp\" or \"tls\"."),
    bad("transport", r#"transport = "TLS""#, "Write \"tls\"."),
    bad("media_encryption", r#"media_encryption = "srtp""#, "\"media_encryption\" must be \"no\" or \"sdes\"."),
    bad("media_encryption", "media_encryption = false", "\"media_encryption\" must be \"no\" or \"sdes\"."),
    bad("media_encryption", r#"media_encryption = "sdes""#, SDES),
    bad("media_encryption", "media_encryption = \"sdes\"\ntransport = \"udp\"", SDES),
    bad("media_encryption", "media_encryption = \"sdes\"\ntransport = \"tcp\"", SDES),
    bad("qualify_frequency", "qualify_frequency = -1", "\"qualify_frequency\" must be 0 or more. -1 is not."),
    bad("qualify_frequency", "qualify_frequency = 0.5", "\"qualify_frequency\" must be a whole number."),
    bad("enabled", r#"enabled = "perhaps""#, "a bool is required"),
    bad("id", r#"id = "x""#, READ_ONLY),
    bad("phone_numbers", "phone_numbers = []", READ_ONLY),
    bad("created_at", r#"created_at = "x""#, READ_ONLY),
    bad("updated_at", r#"updated_at = "x""#, READ_ONLY),
    bad("ice_support", "ice_support = true", "An argument named \"ice_support\" is not expected here"),
];

const OF_CREDENTIALS: &[Bad] = &[
    bad("username", "!username", "A trunk with auth_type = \"credentials\" needs \"username\"."),
    bad("password", "!password", "A trunk with auth_type = \"credentials\" needs \"password\"."),
    bad("username", r#"username = """#, "\"username\" must not be empty."),
    bad("password", r#"password = """#, "\"password\" must not be empty."),
];

const OF_IP: &[Bad] = &[
    bad("allowed_ips", "!allowed_ips", "A trunk with auth_type = \"ip\" needs \"allowed_ips\"."),
    bad("allowed_ips", "allowed_ips = []", "needs at least one address of the carrier in \"allowed_ips\"."),
    bad("username", r#"username = "x""#, "Only a trunk with auth_type = \"credentials\" has \"username\"."),
    bad("password", r#"password = "x""#, "Only a trunk with auth_type = \"credentials\" has \"password\"."),
];

const OF_A_NUMBER: &[Bad] = &[
    bad("trunk_id", "!trunk_id", "The argument \"trunk_id\" is required"),
    bad("trunk_id", r#"trunk_id = """#, "\"trunk_id\" must not be empty."),
    bad("phone_number", "!phone_number", "The argument \"phone_number\" is required"),
    bad("phone_number", r#"phone_number = """#, DIGITS),
    bad("phone_number", r#"phone_number = "front desk""#, DIGITS),
    bad("phone_number", r#"phone_number = "+61 2 5550 0003""#, "Write \"+61255500003\"."),
    bad("name", r#"name = """#, "\"name\" must not be empty."),
    bad("e164_check_enabled", r#"e164_check_enabled = "perhaps""#, "a bool is required"),
    bad("id", r#"id = "x""#, READ_ONLY),
    bad("telephony_provider", r#"telephony_provider = "sip-trunk""#, READ_ONLY),
];

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    refused(TRUNK, CREDENTIALS, ANY).await;
    refused(TRUNK, CREDENTIALS, OF_CREDENTIALS).await;
    refused(TRUNK, IP, OF_IP).await;
    refused(NUMBER, MAIN, OF_A_NUMBER).await;
}

#[tokio::test]
async fn what_the_pages_allow_is_accepted() {
    let unknown = "resource \"terraform_data\" \"unknown\" {\n  input = \"x\"\n}\n";
    let credentials = [
        "",
        r#"gateways = [{ host = "192.0.2.10", port = 65535, priority = 9 }, { host = "2001:db8::1", port = 1 }]"#,
        r#"allowed_ips = ["203.0.113.7", "198.51.100.0/25", "10.0.0.1/32"]"#,
        "allowed_ips = []",
        r#"codecs = ["alaw"]"#,
        r#"codecs = ["opus", "g729", "ulaw"]"#,
        r#"disallow = "g729,gsm""#,
        "transport = \"tls\"\nmedia_encryption = \"sdes\"\nmedia_encryption_optimistic = true",
        "transport = \"tcp\"\nmedia_encryption = \"no\"\nmedia_encryption_optimistic = true",
        "transport = terraform_data.unknown.output\nmedia_encryption = \"sdes\"",
        "qualify_frequency = 0",
        "qualify_frequency = 86400",
        "description = \"\"\nenabled = false\ndirect_media = true\nrtp_symmetric = false\nforce_rport = false",
        "username = terraform_data.unknown.output\npassword = terraform_data.unknown.output",
        "auth_type = terraform_data.unknown.output",
        "gateways = terraform_data.unknown.output",
    ];
    accepted(TRUNK, CREDENTIALS, unknown, &credentials).await;
    let ip = ["", "allowed_ips = [terraform_data.unknown.output]", "username = null\npassword = null"];
    accepted(TRUNK, IP, unknown, &ip).await;
    let number = [
        "",
        r#"phone_number = "61255500003""#,
        r#"phone_number = "1000""#,
        "name = \"Main line\"\ne164_check_enabled = true",
        "trunk_id = terraform_data.unknown.output",
    ];
    accepted(NUMBER, MAIN, unknown, &number).await;
}
