//! Every resource with all that can be written of it: what a preview foretells is held for each of these, whatever happens.

use siptrunk::schema::Attribute;
use siptrunk::vendors;

/// An attribute with two values as HCL; a first one that is empty is left out.
pub struct Row {
    pub attribute: &'static str,
    pub first: &'static str,
    pub second: &'static str,
    /// What has to stand beside it, lines of HCL that take the place of the base's.
    pub beside: &'static [(&'static str, &'static str)],
}

const fn row(attribute: &'static str, first: &'static str, second: &'static str) -> Row {
    Row { attribute, first, second, beside: &[] }
}

/// A resource.
pub struct Kind {
    pub resource: &'static str,
    /// The least that it takes. `MARK` stands for digits that no other one has, `HOST` for the id of a trunk at Bolna.
    pub base: &'static [(&'static str, &'static str)],
    pub rows: &'static [Row],
    /// The attribute that changes wherever it stands, and its values.
    pub changes: (&'static str, [&'static str; 3]),
    /// The attributes whose values make up the id for an import.
    pub import: &'static [&'static str],
}

impl Kind {
    /// Whether it has a password.
    pub fn has_password(&self) -> bool {
        self.rows.iter().any(|row| row.attribute == "password")
    }

    /// Its body with other lines in the place of some, or behind them; what is empty is left out.
    pub fn body(&self, mark: &str, others: &[(&str, &str)]) -> String {
        let base = self.base.iter().filter(|(name, _)| !others.iter().any(|(other, _)| name == other));
        let line = |(name, value): &(&str, &str)| format!("  {name} = {}\n", value.replace("MARK", mark));
        base.chain(others).filter(|(_, value)| !value.is_empty()).map(line).collect()
    }
}

const LOGIN: &[(&str, &str)] = &[("username", r#""agent""#), ("password", r#""Harbour42-Bridge""#)];
const WRITE_ONLY: &[(&str, &str)] = &[("password", ""), ("password_wo", r#""Harbour42-Bridge""#)];
const WRITE_ONLY_LOGIN: &[(&str, &str)] = &[("username", r#""agent""#), ("password_wo", r#""Harbour42-Bridge""#)];
const AT_BOLNA_BY_IP: &[(&str, &str)] =
    &[("auth_type", r#""ip""#), ("username", ""), ("password", ""), ("allowed_ips", r#"["203.0.113.0/28"]"#)];
const BY_REALM: &[(&str, &str)] = &[
    ("auth_type", r#""credentials""#),
    ("allowed_ips", ""),
    ("realm", r#""branch-MARK""#),
    ("password", r#""Tr0ub4dor&Zebra""#),
];
const WRITE_ONLY_BY_REALM: &[(&str, &str)] = &[
    ("auth_type", r#""credentials""#),
    ("allowed_ips", ""),
    ("realm", r#""branch-MARK""#),
    ("password_wo", r#""Tr0ub4dor&Zebra""#),
];
const TLS: &[(&str, &str)] = &[("transport", r#""tls""#)];
const CUSTOM: &[(&str, &str)] = &[("setting_of_sip_and_sdp_ip", r#""custom""#)];
const PROXY: &[(&str, &str)] = &[("outbound_proxy_server", r#""proxy.acme.example""#), ("outbound_proxy_port", "5070")];

const CODECS: &[(&str, &str)] = &[("codecs", r#"["PCMU/8000"]"#)];
const COUNTRY: &[(&str, &str)] = &[("country", r#""Australia""#)];

pub const KINDS: &[Kind] = &[
    Kind {
        resource: "siptrunk_bolna_trunk",
        base: &[
            ("name", r#""t-MARK""#),
            ("provider_name", r#""custom""#),
            ("auth_type", r#""credentials""#),
            ("username", r#""agent""#),
            ("password", r#""Harbour42-Bridge""#),
            ("gateways", r#"[{ host = "sip.carrier.example" }]"#),
        ],
        rows: &[
            row("name", r#""n-MARK""#, r#""o-MARK""#),
            row("provider_name", r#""custom""#, r#""twilio""#),
            Row { beside: AT_BOLNA_BY_IP, ..row("auth_type", r#""ip""#, r#""ip""#) },
            row(
                "gateways",
                r#"[{ host = "sip.carrier.example" }, { host = "b.example", port = 5070, priority = 2 }]"#,
                r#"[{ host = "c.example", port = 5071 }, { host = "sip.carrier.example", priority = 3 }]"#,
            ),
            row("description", "", r#""Voice agents""#),
            row("username", r#""agent""#, r#""agent-2""#),
            row("password", r#""Harbour42-Bridge""#, r#""Harbour43-Bridge""#),
            Row { beside: WRITE_ONLY, ..row("password_wo_version", "1", "2") },
            Row {
                beside: AT_BOLNA_BY_IP,
                ..row("allowed_ips", r#"["203.0.113.0/28", "198.51.100.7"]"#, r#"["198.51.100.8"]"#)
            },
            row("codecs", r#"["ulaw", "alaw"]"#, r#"["alaw", "g722", "ulaw"]"#),
            row("disallow", r#""all""#, r#""gsm,ilbc""#),
            row("transport", r#""tls""#, r#""tcp""#),
            Row { beside: TLS, ..row("media_encryption", "", r#""sdes""#) },
            row("media_encryption_optimistic", "", "true"),
            row("direct_media", "", "true"),
            row("rtp_symmetric", "", "false"),
            row("force_rport", "true", "false"),
            row("qualify_frequency", "", "0"),
            row("inbound_enabled", "", "true"),
            row("outbound_leading_plus_enabled", "false", "true"),
            row("enabled", "false", "true"),
        ],
        changes: ("description", [r#""one""#, r#""two""#, r#""three""#]),
        import: &["id"],
    },
    Kind {
        resource: "siptrunk_bolna_phone_number",
        base: &[("trunk_id", "HOST"), ("phone_number", r#""+15550MARK00""#)],
        rows: &[
            row("trunk_id", "HOST", "OTHER"),
            row("phone_number", r#""+15551MARK01""#, r#""+15551MARK02""#),
            row("name", r#""Main line""#, r#""Front desk""#),
            row("e164_check_enabled", "", "true"),
        ],
        changes: ("name", [r#""one""#, r#""two""#, r#""three""#]),
        import: &["trunk_id", "id"],
    },
    Kind {
        resource: "siptrunk_crazytel_trunk",
        base: &[("password", r#""Harbour42Bridge""#), ("caller_id", r#""61255501234""#)],
        rows: &[
            row("password", r#""Harbour42Bridge""#, r#""Harbour43Bridge""#),
            Row { beside: WRITE_ONLY, ..row("password_wo_version", "1", "2") },
            row("caller_id", r#""61255501234""#, r#""61355505678""#),
            row("description", "", r#""Front desk""#),
            row("area_code", r#""02""#, r#""03""#),
            row("sms_sender", "", r#""61455501234""#),
            row("enabled", "", "false"),
            row("hide_caller_id", "false", "true"),
            row("softphone_show_balance", "", "false"),
            row("softphone_sync_sms", "", "true"),
        ],
        changes: ("description", [r#""one""#, r#""two""#, r#""three""#]),
        import: &["id"],
    },
    Kind {
        resource: "siptrunk_fonedynamics_trunk",
        base: &[
            ("name", r#""t-MARK""#),
            ("caller_id", r#""+61255501234""#),
            ("auth_type", r#""ip""#),
            ("allowed_ips", r#"["203.0.113.10/32"]"#),
        ],
        rows: &[
            row("property_sid", "PROPERTY", "PROPERTY"),
            row("name", r#""n-MARK""#, r#""o-MARK""#),
            row("caller_id", r#""+61255501234""#, r#""+61355505678""#),
            Row { beside: BY_REALM, ..row("auth_type", r#""credentials""#, r#""credentials""#) },
            row("allowed_ips", r#"["203.0.113.10/32", "198.51.100.0/28"]"#, r#"["203.0.113.11"]"#),
            Row { beside: BY_REALM, ..row("realm", r#""n-MARK""#, r#""o-MARK""#) },
            Row { beside: BY_REALM, ..row("password", r#""Tr0ub4dor&Zebra""#, r#""Tr0ub4dor&Giraffe""#) },
            Row { beside: WRITE_ONLY_BY_REALM, ..row("password_wo_version", "1", "2") },
            row("allowed_countries", r#"["AU", "NZ"]"#, r#"["AU"]"#),
            row("channel_limit", "4", "8"),
            row("customer_reference", "", r#""CC-42""#),
        ],
        changes: ("customer_reference", [r#""one""#, r#""two""#, r#""three""#]),
        import: &["property_sid", "id"],
    },
    Kind {
        resource: "siptrunk_livekit_inbound_trunk",
        base: &[("phone_numbers", r#"["+15552MARK00"]"#)],
        rows: &[
            row("name", "", r#""in""#),
            row("metadata", r#""one""#, r#""two""#),
            row("phone_numbers", r#"["+15553MARK01"]"#, r#"["+15553MARK01", "+15553MARK02"]"#),
            row("allowed_ips", r#"["203.0.113.0/28"]"#, r#"["203.0.113.0/28", "198.51.100.7"]"#),
            row("allowed_numbers", "", r#"["+15550900"]"#),
            Row { beside: LOGIN, ..row("username", r#""agent""#, r#""agent-2""#) },
            Row { beside: LOGIN, ..row("password", r#""Harbour42-Bridge""#, r#""Harbour43-Bridge""#) },
            Row { beside: WRITE_ONLY_LOGIN, ..row("password_wo_version", "1", "2") },
            Row { beside: LOGIN, ..row("realm", r#""a.example""#, r#""b.example""#) },
            row("headers", r#"{ X-Team = "support" }"#, r#"{ X-Team = "sales", X-More = "yes" }"#),
            row("headers_to_attributes", r#"{ X-Account = "account" }"#, r#"{ X-Account = "customer" }"#),
            row("attributes_to_headers", r#"{ result = "X-Result" }"#, r#"{ result = "X-Outcome" }"#),
            row("include_headers", "", r#""x_headers""#),
            row("ringing_timeout", r#""30s""#, r#""40s""#),
            row("max_call_duration", "", r#""3600s""#),
            row("krisp_enabled", "", "true"),
            row("media_encryption", r#""allow""#, r#""require""#),
            row("codecs", r#"["PCMU/8000", "G722"]"#, r#"["PCMA"]"#),
            Row { beside: CODECS, ..row("only_listed_codecs", "", "true") },
            row("media_timeout", r#""45s""#, r#""50s""#),
        ],
        changes: ("metadata", [r#""one""#, r#""two""#, r#""three""#]),
        import: &["id"],
    },
    Kind {
        resource: "siptrunk_livekit_outbound_trunk",
        base: &[("address", r#""sip.carrier.example""#), ("phone_numbers", r#"["+15554MARK00"]"#)],
        rows: &[
            row("name", "", r#""out""#),
            row("metadata", r#""one""#, r#""two""#),
            row("address", r#""sip.carrier.example""#, r#""sip.carrier.example:5061""#),
            row("phone_numbers", r#"["+15555MARK01"]"#, r#"["+15555MARK01", "+15555MARK02"]"#),
            row("transport", r#""udp""#, r#""tls""#),
            row("destination_country", "", r#""us""#),
            Row { beside: LOGIN, ..row("username", r#""agent""#, r#""agent-2""#) },
            Row { beside: LOGIN, ..row("password", r#""Harbour42-Bridge""#, r#""Harbour43-Bridge""#) },
            Row { beside: WRITE_ONLY_LOGIN, ..row("password_wo_version", "1", "2") },
            row("headers", r#"{ X-Team = "support" }"#, r#"{ X-Team = "sales", X-More = "yes" }"#),
            row("headers_to_attributes", r#"{ X-Account = "account" }"#, r#"{ X-Account = "customer" }"#),
            row("attributes_to_headers", r#"{ result = "X-Result" }"#, r#"{ result = "X-Outcome" }"#),
            row("include_headers", "", r#""all_headers""#),
            row("from_host", r#""a.example""#, r#""b.example""#),
            row("media_encryption", r#""allow""#, r#""require""#),
            row("codecs", r#"["PCMU/8000", "G722"]"#, r#"["PCMA"]"#),
            Row { beside: CODECS, ..row("only_listed_codecs", "", "true") },
            row("media_timeout", r#""45s""#, r#""50s""#),
        ],
        changes: ("metadata", [r#""one""#, r#""two""#, r#""three""#]),
        import: &["id"],
    },
    Kind {
        resource: "siptrunk_nebrija_trunk",
        base: &[("name", r#""t-MARK""#), ("gateways", r#"[{ host = "sip.carrier.example" }]"#)],
        rows: &[
            row("name", r#""n-MARK""#, r#""o-MARK""#),
            row(
                "gateways",
                r#"[{ host = "sip.carrier.example", port = 5061, name = "primary" }]"#,
                r#"[{ host = "192.0.2.20", name = "backup" }, { host = "sip.carrier.example", port = 5062 }]"#,
            ),
            Row { beside: LOGIN, ..row("username", r#""agent""#, r#""agent-2""#) },
            Row { beside: LOGIN, ..row("password", r#""Harbour42-Bridge""#, r#""Harbour43-Bridge""#) },
            Row { beside: WRITE_ONLY_LOGIN, ..row("password_wo_version", "1", "2") },
            row(
                "advanced",
                r#"jsonencode({ transport = "tls" })"#,
                r#"jsonencode({ transport = "udp", retries = 2 })"#,
            ),
        ],
        changes: (
            "advanced",
            [r#"jsonencode({ note = "one" })"#, r#"jsonencode({ note = "two" })"#, r#"jsonencode({ note = "three" })"#],
        ),
        import: &["id"],
    },
    Kind {
        resource: "siptrunk_yeastar_trunk",
        base: &[
            ("type", r#""register""#),
            ("name", r#""t-MARK""#),
            ("transport", r#""udp""#),
            ("host", r#""sip.acme.example""#),
            ("port", "5060"),
            ("domain", r#""acme.example""#),
            ("username", r#""u100""#),
            ("password", r#""Abcdefgh12""#),
            ("auth_name", r#""a100""#),
            ("codecs", r#"["alaw", "ulaw"]"#),
        ],
        rows: &[
            row("type", r#""register""#, r#""register""#),
            row("name", r#""n-MARK""#, r#""o-MARK""#),
            row("enabled", "", "false"),
            row("country", "", r#""Australia""#),
            Row { beside: COUNTRY, ..row("itsp", r#""Sample Voice""#, r#""Example Telecom""#) },
            row("transport", r#""udp""#, r#""tcp""#),
            row("host", r#""sip.acme.example""#, r#""b.acme.example""#),
            row("port", "5060", "5070"),
            row("domain", r#""acme.example""#, r#""b.acme.example""#),
            row("username", r#""u100""#, r#""u101""#),
            row("password", r#""Abcdefgh12""#, r#""Abcdefgh34""#),
            Row { beside: WRITE_ONLY, ..row("password_wo_version", "1", "2") },
            row("auth_name", r#""a100""#, r#""a101""#),
            Row { beside: PROXY, ..row("outbound_proxy_enabled", "", "true") },
            Row { beside: PROXY, ..row("outbound_proxy_server", r#""p.acme.example""#, r#""q.acme.example""#) },
            Row { beside: PROXY, ..row("outbound_proxy_port", "5070", "5071") },
            row("codecs", r#"["alaw", "ulaw"]"#, r#"["ulaw", "alaw", "g722"]"#),
            row("caller_id", "", r#""5550100""#),
            row("caller_id_name", r#""one""#, r#""two""#),
            row(
                "outbound_cid_list",
                r#"[{ outbound_cid_option = "shared", outbound_cid = "5550101", ext_list = [{ id = 7 }] }]"#,
                r#"[{ outbound_cid_option = "shared", outbound_cid = "5550101", outbound_cid_name = "Sales", ext_list = [{ type = "ext_group", id = 2 }, { id = 7 }] }, { outbound_cid_option = "range", outbound_cid = "5550110-5550119", outbound_cid_to_ext_range = "1010-1019" }]"#,
            ),
            row("dids", r#"[{ did = "5550100", did_name = "main" }]"#, r#"[{ did = "5550102" }, { did = "5550100" }]"#),
            row("transparent_trans_180_msg", "", "true"),
            row("setting_of_sip_and_sdp_ip", "", r#""custom""#),
            Row { beside: CUSTOM, ..row("sip_and_sdp_ip_addr", r#""203.0.113.4""#, r#""203.0.113.5""#) },
            row("ignore_100_response", "", "true"),
            row("force_dod_from", "", "1"),
            row("sipauth_cache_enabled", "", "true"),
        ],
        changes: ("caller_id_name", [r#""one""#, r#""two""#, r#""three""#]),
        import: &["id"],
    },
];

#[test]
fn every_attribute_of_every_resource_has_a_row() {
    let rows: Vec<(String, Vec<&str>)> = KINDS
        .iter()
        .map(|kind| (kind.resource.to_owned(), kind.rows.iter().map(|row| row.attribute).collect()))
        .collect();
    let written = |attribute: &&Attribute| attribute.writable() && !["id", "password_wo"].contains(&attribute.name);
    let mut all: Vec<(String, Vec<&str>)> = vendors::resources()
        .map(|(_, resource)| {
            (resource.type_name(), resource.attributes.iter().filter(written).map(|attribute| attribute.name).collect())
        })
        .collect();
    let sorted = |mut all: Vec<(String, Vec<&'static str>)>| {
        all.sort();
        all.iter_mut().for_each(|(_, names)| names.sort_unstable());
        all
    };
    all = sorted(all);
    assert_eq!(sorted(rows), all);
}
