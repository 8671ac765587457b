//! Nebrija AI's rules: the mask is on its page; the rest is what a gateway and a login cannot be without.

use super::{Bad, accepted, bad, refused};

const KIND: &str = "siptrunk_nebrija_trunk";
const GOOD: &[(&str, &str)] = &[
    ("name", r#""Madrid""#),
    ("gateways", r#"[{ host = "sip.carrier.example" }]"#),
    ("username", r#""tf-user""#),
    ("password", r#""not-a-real-secret""#),
];

const HOST: &str = "\"gateways[0].host\" must be a host name or a single IP address and nothing else";
const PORT: &str = "\"gateways[0].port\" must be from 1 to 65535.";
const MASK: &str = "\"password\" must not consist of asterisks only";
const ADVANCED: &str = "\"advanced\" must be a JSON object, such as jsonencode(";

const ROWS: &[Bad] = &[
    bad("name", "!name", "The argument \"name\" is required"),
    bad("name", r#"name = " ""#, "\"name\" must not be empty."),
    bad("gateways", "!gateways", "The argument \"gateways\" is required"),
    bad("gateways", "gateways = []", "\"gateways\" must hold at least one element."),
    bad("gateways", "gateways = [null]", "null"),
    bad("gateways", "gateways = [{ port = 5060 }]", "attribute \"host\" is required"),
    bad("gateways", r#"gateways = [{ host = "" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "a b.example" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "192.0.2.256" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "192.0.2" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "a..b" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "-" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "fe80::1%eth0" }]"#, HOST),
    bad("gateways", r#"gateways = [{ host = "192.0.2.010" }]"#, "Write \"192.0.2.10\"."),
    bad(
        "gateways",
        r#"gateways = [{ host = "2001:db8::1" }, { host = "2001:DB8:0::1", name = "six" }]"#,
        "(host \"2001:DB8:0::1\", port 5060) is the same as \"gateways[0]\" (host \"2001:db8::1\", port 5060).",
    ),
    bad(
        "gateways",
        r#"gateways = [{ host = "a.example:5060" }]"#,
        "Write \"a.example\" and the port in its own place.",
    ),
    bad("gateways", r#"gateways = [{ host = "sip:100@a.example" }]"#, "It is \"sip:100@a.example\"."),
    bad("gateways", r#"gateways = [{ host = "https://a.example/x" }]"#, "It is \"https://a.example/x\"."),
    bad("gateways", r#"gateways = [{ host = "[2001:db8::1]:5060" }]"#, "Write \"2001:db8::1\" and the port"),
    bad("gateways", r#"gateways = [{ host = "a.example", port = 0 }]"#, PORT),
    bad("gateways", r#"gateways = [{ host = "a.example", port = 65536 }]"#, PORT),
    bad("gateways", r#"gateways = [{ host = "a.example", port = 5060.5 }]"#, "must be a whole number"),
    bad("gateways", r#"gateways = [{ host = "a.example", name = "" }]"#, "must not be empty"),
    bad("username", r#"username = """#, "\"username\" must not be empty."),
    bad("username", "!username", "Write \"username\" too, or remove \"password\"."),
    bad("password", r#"password = """#, "\"password\" must not be empty."),
    bad("password", r#"password = "********""#, MASK),
    bad("password", r#"password = "***""#, MASK),
    bad("advanced", r#"advanced = "tls""#, ADVANCED),
    bad("advanced", r#"advanced = "{\"a\": 1,}""#, "makes. It is no JSON: trailing comma at line 1 column 9."),
    bad("advanced", "advanced = jsonencode([])", "makes. It is JSON, and no object."),
    bad("advanced", r#"advanced = """#, ADVANCED),
    bad("is_system", "is_system = false", "can be read, and not written. Remove the line"),
    bad("provider_id", r#"provider_id = "ST_1""#, "can be read, and not written. Remove the line"),
    bad("created_at", r#"created_at = "2026-06-01T08:00:00Z""#, "can be read, and not written. Remove the line"),
    bad("updated_at", r#"updated_at = "2026-06-01T08:00:00Z""#, "can be read, and not written. Remove the line"),
];

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    refused(KIND, GOOD, ROWS).await;
}

#[tokio::test]
async fn what_the_page_allows_is_accepted() {
    let variations = [
        "",
        "!username\n!password",
        "username = null\npassword = null\nadvanced = null",
        r#"gateways = [{ host = "192.0.2.20", port = 1 }, { host = "2001:db8::1", port = 65535, name = "six" }]"#,
        r#"gateways = [{ host = "SIP_1.Carrier.example.", name = null, port = null }]"#,
        r#"gateways = [{ host = "a.example" }, { host = "a.example", port = 5061 }, { host = "bücher.example" }]"#,
        r#"password = "**secret**""#,
        "advanced = jsonencode({})",
        r#"advanced = jsonencode({ headers = { a = [1, null] } })"#,
        "username = var.unknown\npassword = terraform_data.unknown.output",
        "!username\npassword = var.unknown",
        "gateways = [{ host = var.unknown, port = terraform_data.unknown.output }]\nadvanced = var.unknown",
    ];
    let hcl =
        "variable \"unknown\" {\n  type = string\n}\n\nresource \"terraform_data\" \"unknown\" {\n  input = \"x\"\n}\n";
    accepted(KIND, GOOD, hcl, &variations).await;
}
