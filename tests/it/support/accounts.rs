//! Accounts with trunks in them.

use serde_json::{Value as Json, json};

use super::provider::{Held, Provider};
use super::sandbox::Sandbox;

/// The password of all that has one.
pub const PASSWORD: &str = "Corr3ct-horse-battery";

/// Some trunks of each kind at every vendor, with names that are odd or alike.
pub async fn filled(sandbox: &Sandbox) -> Provider {
    let mut provider = Provider::at(sandbox, &[]).await;
    let mut make = async |kind: &str, config: Json| provider.apply(kind, &Held::default(), &config).await.ok().state;
    let gateways = json!([{"host": "sip.carrier.example"}, {"host": "192.0.2.7", "port": 5080, "name": "spare"}]);
    for config in [
        json!({"name": "UK/London", "provider_name": "custom", "inbound_enabled": true, "auth_type": "credentials", "username": "london", "password": PASSWORD,
               "gateways": [{"host": "sip.carrier.example"}], "description": "${not.a.template} \"quoted\"", "enabled": false}),
        json!({"name": "UK/Leeds", "provider_name": "custom", "inbound_enabled": true, "auth_type": "ip", "allowed_ips": ["203.0.113.4", "203.0.113.8"],
               "gateways": [{"host": "sip.carrier.example", "port": 5061}], "transport": "tls", "media_encryption": "sdes"}),
        json!({"name": "Paris", "provider_name": "custom", "inbound_enabled": true, "auth_type": "ip", "allowed_ips": ["203.0.113.4"], "gateways": [{"host": "a.example"}]}),
    ] {
        let trunk = make("siptrunk_bolna_trunk", config).await;
        if trunk["name"] != "Paris" {
            for number in ["+442071838750", "+442071838751"] {
                let config = json!({"trunk_id": trunk["id"], "phone_number": number, "name": "Reception"});
                make("siptrunk_bolna_phone_number", config).await;
            }
        }
    }
    for config in [
        json!({"password": PASSWORD, "caller_id": "61255500001", "description": "Front desk"}),
        json!({"password": PASSWORD, "description": "Front desk", "enabled": false, "caller_id": "61255500001"}),
        json!({"password": PASSWORD, "caller_id": "61255500002"}),
    ] {
        make("siptrunk_crazytel_trunk", config).await;
    }
    for config in [
        json!({"name": "Office", "caller_id": "+61255500002", "auth_type": "ip", "allowed_ips": ["203.0.113.4/32"],
               "channel_limit": 8, "allowed_countries": ["AU", "NZ"]}),
        json!({"name": "Office", "caller_id": "+61255500002", "auth_type": "credentials", "realm": "pbx.example",
               "password": PASSWORD, "customer_reference": "7"}),
    ] {
        make("siptrunk_fonedynamics_trunk", config).await;
    }
    for config in [
        json!({"phone_numbers": ["+15550101"], "allowed_ips": ["203.0.113.0/28", "198.51.100.7"], "name": "In", "realm": "pbx.example",
               "headers": {"X-Tenant": "${7}"}, "include_headers": "x_headers", "ringing_timeout": "30s", "codecs": ["PCMU/8000", "G722"]}),
        json!({"username": "carrier", "password": PASSWORD, "metadata": "{\"team\":\"desk\"}", "media_encryption": "require"}),
    ] {
        make("siptrunk_livekit_inbound_trunk", config).await;
    }
    for config in [
        json!({"name": "Out", "address": "sip.carrier.example:5061", "phone_numbers": ["+15550101", "+15550102"], "transport": "tls",
               "destination_country": "us", "attributes_to_headers": {"agent": "X-Agent"}, "media_timeout": "45s"}),
        json!({"name": "Out", "address": "192.0.2.7", "phone_numbers": ["*"], "username": "u", "password": PASSWORD}),
        json!({"address": "192.0.2.7", "phone_numbers": ["*"]}),
    ] {
        make("siptrunk_livekit_outbound_trunk", config).await;
    }
    for config in [
        json!({"name": "Madrid", "gateways": gateways, "username": "madrid", "password": PASSWORD}),
        json!({"name": "Sevilla", "gateways": [{"host": "sip.carrier.example"}], "advanced": "{\"a\":{\"b\":1}}"}),
    ] {
        make("siptrunk_nebrija_trunk", config).await;
    }
    for config in [
        json!({"name": "Carrier", "type": "peer", "transport": "udp", "codecs": ["alaw"], "domain": "carrier.example",
                   "host": "sip.carrier.example", "port": 5060}),
        json!({"name": "Login", "type": "register", "transport": "udp", "codecs": ["alaw", "ulaw"], "auth_name": "4922", "host": "sip.carrier.example", "port": 5060,
               "domain": "carrier.example", "username": "4922", "password": PASSWORD}),
        json!({"name": "Branch", "type": "account", "transport": "udp", "codecs": ["alaw"], "auth_name": "6700", "username": "6700", "password": PASSWORD}),
    ] {
        make("siptrunk_yeastar_trunk", config).await;
    }
    provider
}

/// How many there are of each resource.
pub const KINDS: [(&str, usize); 8] = [
    ("siptrunk_bolna_trunk", 3),
    ("siptrunk_bolna_phone_number", 4),
    ("siptrunk_crazytel_trunk", 3),
    ("siptrunk_fonedynamics_trunk", 2),
    ("siptrunk_livekit_inbound_trunk", 2),
    ("siptrunk_livekit_outbound_trunk", 3),
    ("siptrunk_nebrija_trunk", 2),
    ("siptrunk_yeastar_trunk", 3),
];
