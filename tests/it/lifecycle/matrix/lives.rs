//! What lives in the matrix: trunks of every kind, with most of what they can have. `LIFE` stands for one life: in the
//! names of its resources, and as the name of its provider.

use serde_json::{Value as Json, json};

/// The trunks of one vendor in one life.
pub struct Trunks {
    pub vendor: &'static str,
    /// More settings of the vendor.
    pub settings: &'static str,
    /// What is made.
    pub first: &'static str,
    /// The same after one change of most attributes: other values, members that come and go, passwords, what is emptied
    /// and what is left to its default.
    pub second: &'static str,
    /// What somebody else changes of one of the vendor's trunks.
    pub drift: fn(&Json) -> Json,
    /// The id by which an instance in the state is imported.
    pub import: fn(&str, &Json) -> String,
}

pub const VENDORS: &[Trunks] = &[
    Trunks {
        vendor: "bolna",
        settings: "",
        first: BOLNA,
        second: BOLNA_CHANGED,
        drift: |_| json!({"description": "By hand", "qualify_frequency": 77}),
        import: |kind, attributes| match kind {
            "siptrunk_bolna_phone_number" => format!("{}/{}", text(attributes, "trunk_id"), text(attributes, "id")),
            _ => text(attributes, "id"),
        },
    },
    Trunks {
        vendor: "crazytel",
        settings: "",
        first: CRAZYTEL,
        second: CRAZYTEL_CHANGED,
        drift: |_| json!({"description": "By hand", "enabled": false, "hide_caller_id": true}),
        import: |_, attributes| text(attributes, "id"),
    },
    Trunks {
        vendor: "fonedynamics",
        settings: "provisioning_timeout = 10",
        first: FONEDYNAMICS,
        second: FONEDYNAMICS_CHANGED,
        drift: |_| json!({"Name": "by-hand", "ChannelLimit": 7}),
        import: |_, attributes| format!("{}/{}", text(attributes, "property_sid"), text(attributes, "id")),
    },
    Trunks {
        vendor: "livekit",
        settings: "",
        first: LIVEKIT,
        second: LIVEKIT_CHANGED,
        drift: |_| json!({"metadata": "By hand", "headers": {"X-By": "hand"}}),
        import: |_, attributes| text(attributes, "id"),
    },
    Trunks {
        vendor: "nebrija",
        settings: "",
        first: NEBRIJA,
        second: NEBRIJA_CHANGED,
        drift: |trunk| {
            let mut gateways = trunk["gateways"].clone();
            gateways[0]["port"] = json!(5099);
            // What no page documents is not sent.
            for gateway in gateways.as_array_mut().into_iter().flatten() {
                gateway.as_object_mut().expect("an object").retain(|name, value| name != "netmask" && !value.is_null());
            }
            json!({"name": "By hand", "gateways": gateways})
        },
        import: |_, attributes| text(attributes, "id"),
    },
    Trunks {
        vendor: "yeastar",
        settings: "",
        first: YEASTAR,
        second: YEASTAR_CHANGED,
        drift: |_| json!({"def_outbound_cid": "5550199", "enable": 0, "codec_sel": "g729"}),
        import: |_, attributes| text(attributes, "id"),
    },
];

fn text(attributes: &Json, name: &str) -> String {
    attributes[name].as_str().unwrap_or_default().to_owned()
}

const CRAZYTEL: &str = r#"
resource "siptrunk_crazytel_trunk" "full_LIFE" {
  provider               = siptrunk.LIFE
  password               = "Harbour42Bridge"
  caller_id              = "61255501234"
  description            = "Büro "
  area_code              = "02"
  enabled                = false
  hide_caller_id         = true
  sms_sender             = "61455501234"
  softphone_show_balance = false
  softphone_sync_sms     = true
}

resource "siptrunk_crazytel_trunk" "plain_LIFE" {
  provider  = siptrunk.LIFE
  password  = "Harbour42Bridge"
  caller_id = "+61255501234"
}
"#;

const CRAZYTEL_CHANGED: &str = r#"
resource "siptrunk_crazytel_trunk" "full_LIFE" {
  provider       = siptrunk.LIFE
  password       = "Harbour43Bridge"
  caller_id      = "61355505678"
  description    = ""
  area_code      = "03"
  hide_caller_id = false
}

resource "siptrunk_crazytel_trunk" "plain_LIFE" {
  provider    = siptrunk.LIFE
  password    = "Harbour42Bridge"
  caller_id   = "+61255501234"
  description = "Büro"
  sms_sender  = "+61455501234"
  enabled     = true
}
"#;

const FONEDYNAMICS: &str = r#"
resource "siptrunk_fonedynamics_trunk" "ip_LIFE" {
  provider           = siptrunk.LIFE
  name               = "Büro"
  caller_id          = "+61255501234"
  auth_type          = "ip"
  allowed_ips        = ["203.0.113.10", "198.51.100.0/28"]
  allowed_countries  = ["AU", "NZ"]
  channel_limit      = 10
  customer_reference = "CC-42 "
}

resource "siptrunk_fonedynamics_trunk" "login_LIFE" {
  provider  = siptrunk.LIFE
  name      = "branch-pbx"
  caller_id = "+61355505678"
  auth_type = "credentials"
  realm     = "branch-pbx-01"
  password  = "Tr0ub4dor&Zebra"
}

resource "siptrunk_fonedynamics_trunk" "turning_LIFE" {
  provider    = siptrunk.LIFE
  name        = "turning"
  caller_id   = "+61355505678"
  auth_type   = "ip"
  allowed_ips = ["203.0.113.20/32"]
}
"#;

const FONEDYNAMICS_CHANGED: &str = r#"
resource "siptrunk_fonedynamics_trunk" "ip_LIFE" {
  provider           = siptrunk.LIFE
  name               = "Büro"
  caller_id          = "+61355505678"
  auth_type          = "ip"
  allowed_ips        = ["203.0.113.10/32", "203.0.113.64/27"]
  allowed_countries  = ["AU"]
  customer_reference = ""
}

resource "siptrunk_fonedynamics_trunk" "login_LIFE" {
  provider           = siptrunk.LIFE
  name               = "branch-core"
  caller_id          = "+61355505678"
  auth_type          = "credentials"
  realm              = "branch-pbx-02"
  password           = "Tr0ub4dor&Giraffe"
  channel_limit      = 3
  customer_reference = "CC-43"
}

resource "siptrunk_fonedynamics_trunk" "turning_LIFE" {
  provider  = siptrunk.LIFE
  name      = "turning"
  caller_id = "+61355505678"
  auth_type = "credentials"
  realm     = "turning"
  password  = "Tr0ub4dor&Zebra"
}
"#;

const BOLNA: &str = r#"
resource "siptrunk_bolna_trunk" "agent_LIFE" {
  provider                      = siptrunk.LIFE
  name                          = "Büro"
  provider_name                 = "custom"
  description                   = "Voice agents "
  auth_type                     = "credentials"
  username                      = "agent"
  password                      = "not-a-real-secret"
  gateways = [
    { host = "SIP-a.carrier.example", port = 5061 },
    { host = "sip-b.carrier.example", port = 5061, priority = 2 },
  ]
  codecs                        = ["ulaw", "alaw", "g722"]
  transport                     = "tls"
  media_encryption              = "sdes"
  media_encryption_optimistic   = true
  qualify_frequency             = 30
  inbound_enabled               = true
  outbound_leading_plus_enabled = false
  enabled                       = false
}

resource "siptrunk_bolna_trunk" "edge_LIFE" {
  provider      = siptrunk.LIFE
  name          = "edge"
  provider_name = "custom"
  auth_type     = "ip"
  gateways      = [{ host = "192.0.2.10" }]
  allowed_ips   = ["203.0.113.0/28", "198.51.100.7"]
}

resource "siptrunk_bolna_phone_number" "main_LIFE" {
  provider           = siptrunk.LIFE
  trunk_id           = siptrunk_bolna_trunk.edge_LIFE.id
  phone_number       = "+15550100123"
  name               = "Front desk "
  e164_check_enabled = true
}
"#;

const BOLNA_CHANGED: &str = r#"
resource "siptrunk_bolna_trunk" "agent_LIFE" {
  provider      = siptrunk.LIFE
  name          = "Büro"
  provider_name = "custom"
  description   = ""
  auth_type     = "credentials"
  username      = "agent-2"
  password      = "another-secret"
  gateways = [
    { host = "sip-b.carrier.example", port = 5060, priority = 1 },
    { host = "sip-c.carrier.example" },
  ]
  codecs        = ["alaw", "ulaw"]
  transport     = "udp"
}

resource "siptrunk_bolna_trunk" "edge_LIFE" {
  provider          = siptrunk.LIFE
  name              = "edge-core"
  provider_name     = "custom"
  description       = "Edge"
  auth_type         = "ip"
  gateways          = [{ host = "192.0.2.10", port = 5070 }, { host = "192.0.2.11" }]
  allowed_ips       = ["203.0.113.0/28", "198.51.100.8/32"]
  qualify_frequency = 0
}

resource "siptrunk_bolna_phone_number" "main_LIFE" {
  provider           = siptrunk.LIFE
  trunk_id           = siptrunk_bolna_trunk.edge_LIFE.id
  phone_number       = "+15550100123"
  name               = "Front desk "
  e164_check_enabled = true
}

resource "siptrunk_bolna_phone_number" "more_LIFE" {
  provider     = siptrunk.LIFE
  trunk_id     = siptrunk_bolna_trunk.edge_LIFE.id
  phone_number = "+15550100124"
}
"#;

const LIVEKIT: &str = r#"
resource "siptrunk_livekit_inbound_trunk" "in_LIFE" {
  provider          = siptrunk.LIFE
  name              = "Büro"
  metadata          = "first"
  phone_numbers     = ["+15550100"]
  allowed_ips       = ["203.0.113.0/28", "198.51.100.7"]
  username          = "carrier"
  password          = "not-a-real-secret"
  headers           = { X-Team = "support" }
  include_headers   = "x_headers"
  ringing_timeout   = "30s"
  media_encryption  = "require"
  codecs            = ["PCMU/8000", "G722"]
}

resource "siptrunk_livekit_outbound_trunk" "out_LIFE" {
  provider            = siptrunk.LIFE
  name                = "out"
  address             = "sip.carrier.example:5061"
  phone_numbers       = ["+15550101", "+15550102"]
  transport           = "tls"
  destination_country = "us"
}
"#;

const LIVEKIT_CHANGED: &str = r#"
resource "siptrunk_livekit_inbound_trunk" "in_LIFE" {
  provider          = siptrunk.LIFE
  name              = "Büro"
  metadata          = ""
  phone_numbers     = ["+15550100", "+15550103"]
  allowed_ips       = []
  username          = "carrier-2"
  password          = "another-secret"
  headers           = { X-Team = "sales", X-More = "yes" }
  max_call_duration = "3600s"
  media_encryption  = "allow"
  codecs            = ["PCMU/8000"]
}

resource "siptrunk_livekit_outbound_trunk" "out_LIFE" {
  provider      = siptrunk.LIFE
  name          = "out"
  address       = "sip.carrier.example"
  phone_numbers = ["+15550101"]
  transport     = "udp"
  media_timeout = "30s"
  headers       = { X-Team = "support" }
}
"#;

const NEBRIJA: &str = r#"
resource "siptrunk_nebrija_trunk" "madrid_LIFE" {
  provider = siptrunk.LIFE
  name     = "Büro "
  gateways = [
    { host = "SIP.Carrier.example", port = 5061, name = "primary" },
    { host = "192.0.2.20", port = 5080 },
  ]
  username = "tf-user"
  password = "not-a-real-secret"
  advanced = jsonencode({ transport = "tls", retries = 1 })
}

resource "siptrunk_nebrija_trunk" "toledo_LIFE" {
  provider = siptrunk.LIFE
  name     = "Toledo"
  gateways = [{ host = "sip.carrier.example" }]
}
"#;

const NEBRIJA_CHANGED: &str = r#"
resource "siptrunk_nebrija_trunk" "madrid_LIFE" {
  provider = siptrunk.LIFE
  name     = "Büro "
  gateways = [
    { host = "192.0.2.20", port = 5080, name = "backup" },
    { host = "SIP.Carrier.example", port = 5061, name = "primary" },
    { host = "192.0.2.21" },
  ]
  username = "tf-user"
  password = "another-secret"
  advanced = jsonencode({ transport = "udp" })
}

resource "siptrunk_nebrija_trunk" "toledo_LIFE" {
  provider = siptrunk.LIFE
  name     = "Segovia"
  gateways = [{ host = "sip.carrier.example", port = 5070 }]
  username = "late"
  password = "late-secret"
}
"#;

const YEASTAR: &str = r#"
resource "siptrunk_yeastar_trunk" "carrier_LIFE" {
  provider               = siptrunk.LIFE
  type                   = "register"
  name                   = "carrier"
  country                = "Australia"
  itsp                   = "Example Telecom"
  transport              = "tls"
  host                   = "SIP.Acme.example"
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
  caller_id_name         = "Büro "
  outbound_cid_list = [
    { outbound_cid_option = "shared", outbound_cid = "5550101", outbound_cid_name = "Sales",
      ext_list = [{ type = "ext_group", id = 2 }, { id = 7 }] },
    { outbound_cid_option = "range", outbound_cid = "5550110-5550119", outbound_cid_to_ext_range = "1010-1019" },
  ]
  dids = [{ did = "5550100", did_name = "main" }, { did = "5550102" }]
}

resource "siptrunk_yeastar_trunk" "peer_LIFE" {
  provider  = siptrunk.LIFE
  type      = "peer"
  name      = "peer"
  transport = "udp"
  host      = "198.51.100.7"
  port      = 5060
  domain    = "198.51.100.7"
  codecs    = ["alaw", "ulaw"]
}

resource "siptrunk_yeastar_trunk" "account_LIFE" {
  provider  = siptrunk.LIFE
  type      = "account"
  name      = "account"
  transport = "udp"
  username  = "6700"
  password  = "Abcdefgh12"
  auth_name = "6700"
  codecs    = ["ulaw", "alaw"]
}
"#;

const YEASTAR_CHANGED: &str = r#"
resource "siptrunk_yeastar_trunk" "carrier_LIFE" {
  provider  = siptrunk.LIFE
  type      = "register"
  name      = "carrier"
  country   = "Australia"
  itsp      = "Example Telecom"
  transport = "udp"
  host      = "SIP.Acme.example"
  port      = 5060
  domain    = "acme.example"
  username  = "u100"
  password  = "Abcdefgh34"
  auth_name = "a100"
  codecs    = ["ulaw", "alaw"]
  caller_id = "5550101"
  caller_id_name = ""
  outbound_cid_list = [
    { outbound_cid_option = "shared", outbound_cid = "5550101", ext_list = [{ id = 7 }, { id = 8 }] },
  ]
  dids = [{ did = "5550102", did_name = "second" }, { did = "5550103" }]
}

resource "siptrunk_yeastar_trunk" "peer_LIFE" {
  provider  = siptrunk.LIFE
  type      = "peer"
  name      = "peer-core"
  transport = "tcp"
  host      = "198.51.100.8"
  port      = 5070
  domain    = "198.51.100.8"
  codecs    = ["alaw", "ulaw", "g729"]
  dids      = [{ did = "5550200" }]
}

resource "siptrunk_yeastar_trunk" "account_LIFE" {
  provider  = siptrunk.LIFE
  type      = "account"
  name      = "account"
  enabled   = false
  transport = "udp"
  username  = "6701"
  password  = "Abcdefgh56"
  auth_name = "6701"
  codecs    = ["ulaw", "alaw"]
}
"#;
