//! LiveKit's rules. Its server checks next to nothing: what it would store and not do, or do for anybody, is refused here.

use super::{Bad, accepted, bad, refused};

const OUT: &str = "siptrunk_livekit_outbound_trunk";
const GOOD_OUT: &[(&str, &str)] =
    &[("address", r#""sip.carrier.example""#), ("phone_numbers", r#"["+15550101"]"#), ("username", r#""carrier""#)];

const IN: &str = "siptrunk_livekit_inbound_trunk";
const GOOD_IN: &[(&str, &str)] = &[("phone_numbers", r#"["+15550100"]"#)];

const HOST: &str = "\"address\" must be a host name or IP address, with or without a port";
const SOURCE: &str = "Every element of \"allowed_ips\" must be an IP address, a block of them";
const NUMBER: &str = "Every element of \"phone_numbers\" must not be empty, and have no spaces around it.";
const SECONDS: &str = "must be a number of seconds with an \"s\", such as";
const CODEC: &str = "must be a codec's name, with or without its rate";
const TOKEN: &str = "must be a header's name: 1 to 255";

const OUTBOUND: &[Bad] = &[
    bad("address", "!address", "The argument \"address\" is required"),
    bad("address", r#"address = """#, HOST),
    bad("address", r#"address = "sip:h.example:5061""#, "Write \"h.example:5061\"."),
    bad("address", r#"address = "SIP:h.example""#, "Write \"h.example\"."),
    bad("address", r#"address = "http://h.example""#, "Write \"h.example\"."),
    bad("address", r#"address = "u@h.example""#, "It is \"u@h.example\"."),
    bad("address", r#"address = "h.example;transport=tls""#, "It is \"h.example;transport=tls\"."),
    bad("address", r#"address = "sips:h.example:5061""#, "It is \"sips:h.example:5061\"."),
    bad("address", r#"address = " h.example ""#, "Write \"h.example\"."),
    bad("address", r#"address = "h h""#, HOST),
    bad("address", r#"address = "h.example:99999""#, HOST),
    bad("address", r#"address = "*""#, HOST),
    bad("from_host", r#"from_host = "sip:h.example""#, "Write \"h.example\"."),
    bad("phone_numbers", "!phone_numbers", "The argument \"phone_numbers\" is required"),
    bad("phone_numbers", "phone_numbers = []", "\"phone_numbers\" must hold at least one element."),
    bad("phone_numbers", r#"phone_numbers = [""]"#, NUMBER),
    bad("phone_numbers", r#"phone_numbers = [" +1"]"#, "Write \"+1\"."),
    bad("transport", r#"transport = "wss""#, "must be one of \"auto\", \"udp\", \"tcp\", \"tls\"."),
    bad("transport", r#"transport = "SIP_TRANSPORT_TLS""#, "Write \"tls\"."),
    bad("transport", r#"transport = "TLS""#, "Write \"tls\"."),
    bad("media_encryption", r#"media_encryption = "SIP_MEDIA_ENCRYPT_REQUIRE""#, "Write \"require\"."),
    bad("include_headers", r#"include_headers = "SIP_X_HEADERS""#, "Write \"x_headers\"."),
    bad("destination_country", r#"destination_country = "USA""#, "be a country's two letters"),
    bad("media_timeout", r#"media_timeout = "601s""#, "of at most \"600s\""),
    bad("media_timeout", r#"media_timeout = "1m""#, "Write \"60s\"."),
    bad("codecs", r#"codecs = ["/8000"]"#, CODEC),
    bad("codecs", r#"codecs = ["PCMU/x"]"#, CODEC),
    bad("codecs", r#"codecs = ["PCMU", "PCMU/0"]"#, "is the same as"),
    bad("only_listed_codecs", "only_listed_codecs = true", "there is no codec left"),
    bad("headers", r#"headers = { "X A" = "1" }"#, "One is \"X A\"."),
    bad("headers", r#"headers = { "X A" = "1", "Y B" = "2" }"#, "One is \"X A\". One is \"Y B\"."),
    bad("headers", r#"headers = { "" = "1" }"#, TOKEN),
    bad("headers", r#"headers = { From = "1" }"#, "none of those that SIP itself sets"),
    bad("headers", r#"headers = { X-A = "a\nb" }"#, "but tabs. Character 2 of it is a line break."),
    bad(
        "headers",
        r#"headers = { X-A = "a\n" }"#,
        "but tabs. It ends in a line break. A file read with file() commonly",
    ),
    bad("headers", "headers = { X-A = null }", "may be null"),
    bad("headers_to_attributes", r#"headers_to_attributes = { "X A" = "1" }"#, TOKEN),
    bad("attributes_to_headers", r#"attributes_to_headers = { a = "X A" }"#, TOKEN),
    bad("attributes_to_headers", r#"attributes_to_headers = { a = "" }"#, TOKEN),
    bad("password", r#"password = "********""#, "must not consist of asterisks or dots alone"),
];

const INBOUND: &[Bad] = &[
    bad("allowed_ips", r#"allowed_ips = ["*"]"#, SOURCE),
    bad("allowed_ips", r#"allowed_ips = ["192.0.2.1, 192.0.2.2"]"#, SOURCE),
    bad("allowed_ips", r#"allowed_ips = ["192.0.2.1;"]"#, SOURCE),
    bad("allowed_ips", r#"allowed_ips = [" 192.0.2.1"]"#, "Write \"192.0.2.1\"."),
    bad("allowed_ips", r#"allowed_ips = ["sip://carrier.example"]"#, "Write \"carrier.example\"."),
    bad("allowed_ips", r#"allowed_ips = ["nonsense"]"#, SOURCE),
    bad("allowed_ips", r#"allowed_ips = [""]"#, SOURCE),
    bad("allowed_ips", r#"allowed_ips = ["300.1.1.1"]"#, SOURCE),
    bad("allowed_ips", r#"allowed_ips = ["192.0.2.0/33"]"#, SOURCE),
    bad("allowed_ips", r#"allowed_ips = ["192.0.2.0/255.255.255.0"]"#, "Write \"192.0.2.0/24\"."),
    bad("allowed_ips", r#"allowed_ips = ["192.0.2.1", "192.0.2.1/32"]"#, "which are the same"),
    bad("allowed_numbers", r#"allowed_numbers = [""]"#, "must not be empty, and have no spaces around it"),
    bad("ringing_timeout", r#"ringing_timeout = "-5s""#, SECONDS),
    bad("ringing_timeout", r#"ringing_timeout = "30""#, "Write \"30s\"."),
    bad("max_call_duration", r#"max_call_duration = "1h""#, "Write \"3600s\"."),
];

#[tokio::test]
async fn what_no_outbound_trunk_can_have_is_refused() {
    refused(OUT, GOOD_OUT, OUTBOUND).await;
}

#[tokio::test]
async fn what_no_inbound_trunk_can_have_is_refused() {
    refused(IN, GOOD_IN, INBOUND).await;
}

#[tokio::test]
async fn what_a_trunk_can_have_passes() {
    let outbound = [
        "",
        r#"address = "[2001:db8::1]:5061""#,
        r#"phone_numbers = ["*"]"#,
        r#"headers = { To = "x", X-Empty = "" }"#,
        r#"headers_to_attributes = { From = "from" }"#,
        r#"media_timeout = "600s""#,
        "only_listed_codecs = true\ncodecs = [\"PCMA\"]",
        r#"from_host = """#,
    ];
    accepted(OUT, GOOD_OUT, "", &outbound).await;
    let inbound = [
        "",
        "!phone_numbers\nusername = \"carrier\"",
        "!phone_numbers\npassword = \"alone\"",
        r#"allowed_ips = ["192.0.2.0/24", "2001:db8::/32", "carrier.example"]"#,
        r#"ringing_timeout = "1.5s""#,
    ];
    accepted(IN, GOOD_IN, "", &inbound).await;
}
