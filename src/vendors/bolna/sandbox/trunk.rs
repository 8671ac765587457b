//! A trunk at Bolna: how it changes, and what it may become.

use std::net::Ipv4Addr;

use serde_json::{Value as Json, json};

use super::body::Body;
use super::number::Number;
use super::refusal::Refusal;
use super::{identifier, switches};
use crate::sandbox::{Lag, Switches, clock, texts};

/// Texts for people.
const TEXTS: &[&str] = &["name", "provider", "description"];

/// One trunk.
pub struct Trunk {
    pub id: String,
    /// How far behind its reads are.
    pub lag: Lag,
    pub deleted: bool,
    pub numbers: Vec<Number>,
    /// Everything that a caller can write, the password included.
    pub members: Body,
    pub created_at: String,
    pub updated_at: String,
}

impl Trunk {
    /// A new trunk.
    pub fn new(mut body: Body, switches: &Switches) -> Result<Self, Refusal> {
        texts::store(&mut body, TEXTS, switches);
        if sdes_without_tls(&body) {
            return Err(Refusal::sdes_without_tls());
        }
        // The create page's defaults; that a new trunk is active is in every example.
        let defaults = json!({
            "name": null, "provider": null, "description": null, "auth_type": null, "auth_username": null,
            "auth_password": null, "gateways": null, "ip_identifiers": [], "allow": "ulaw,alaw", "disallow": "all",
            "transport": "transport-udp", "direct_media": false, "rtp_symmetric": true, "force_rport": true,
            "media_encryption": "no", "media_encryption_optimistic": false, "qualify_frequency": 60,
            "inbound_enabled": false, "outbound_leading_plus_enabled": true, "is_active": true,
        });
        let mut members = defaults.as_object().cloned().unwrap_or_default();
        members.extend(body);
        let now = clock::now();
        let mut trunk = Self {
            id: identifier(),
            lag: Lag::new(switches),
            deleted: false,
            numbers: vec![],
            members: Body::new(),
            created_at: now.clone(),
            updated_at: now,
        };
        trunk.settle(members)?;
        Ok(trunk)
    }

    /// Takes over what the body names; arrays are replaced whole.
    pub fn change(&mut self, mut body: Body, switches: &Switches) -> Result<(), Refusal> {
        texts::clear(&mut body, switches)
            .map_err(|member| Refusal::invalid(&member, &format!("{member} must not be empty")))?;
        texts::store(&mut body, TEXTS, switches);
        if switches.is(&switches::SDES_CHECK, "body") && sdes_without_tls(&body) {
            return Err(Refusal::sdes_without_tls());
        }
        let mut members = self.members.clone();
        members.extend(body);
        if switches.is(&switches::SDES_CHECK, "merged") && sdes_without_tls(&members) {
            return Err(Refusal::sdes_without_tls());
        }
        let before = self.shown(false, switches);
        self.settle(members)?;
        self.lag.change(before, switches);
        self.updated_at = clock::now();
        Ok(())
    }

    fn settle(&mut self, mut members: Body) -> Result<(), Refusal> {
        check(&members)?;
        for gateway in members["gateways"].as_array_mut().into_iter().flatten() {
            complete(gateway);
        }
        self.members = members;
        Ok(())
    }

    /// The name, which no other trunk has.
    pub fn name(&self) -> &str {
        self.members["name"].as_str().unwrap_or_default()
    }

    /// Whether it carries calls.
    pub fn active(&self) -> bool {
        !self.deleted && self.members["is_active"] == true
    }
}

/// A gateway with its defaults, its id and its time; one that was there before keeps them only if it is not replaced.
fn complete(gateway: &mut Json) {
    let Some(members) = gateway.as_object_mut() else { return };
    members.entry("port").or_insert_with(|| json!(5060));
    members.entry("priority").or_insert_with(|| json!(1));
    members.entry("id").or_insert_with(|| json!(identifier()));
    members.entry("created_at").or_insert_with(|| json!(clock::now()));
}

/// In a body that leaves the transport out, it is UDP.
fn sdes_without_tls(members: &Body) -> bool {
    let is = |member: &str, value: &str| members.get(member).is_some_and(|json| json == value);
    is("media_encryption", "sdes") && !is("transport", "transport-tls")
}

/// Whether a trunk may have these members; the first words are the vendor's own, as an older guide shows them.
fn check(members: &Body) -> Result<(), Refusal> {
    let text = |member: &str| members[member].as_str().unwrap_or_default();
    let no = |member: &str, says: &str| Err(Refusal::invalid(member, says));
    if text("name").trim().is_empty() {
        return no("name", "Trunk name is required");
    }
    if text("provider").trim().is_empty() {
        return no("provider", "Provider is required");
    }
    if !matches!(text("auth_type"), "userpass" | "ip-based") {
        return no("auth_type", "auth_type must be 'userpass' or 'ip-based'");
    }
    gateways(members["gateways"].as_array().map(Vec::as_slice).unwrap_or_default())?;
    sources(members)?;
    for member in ["allow", "disallow"] {
        if text(member).split(',').any(|codec| codec.trim().is_empty()) {
            return no(member, &format!("{member} must be codecs joined by commas"));
        }
    }
    if !matches!(text("transport"), "transport-udp" | "transport-tcp" | "transport-tls") {
        return no("transport", "transport must be 'transport-udp', 'transport-tcp' or 'transport-tls'");
    }
    if !matches!(text("media_encryption"), "no" | "sdes") {
        return no("media_encryption", "media_encryption must be 'no' or 'sdes'");
    }
    if members["qualify_frequency"].as_i64().is_none_or(|seconds| seconds < 0) {
        return no("qualify_frequency", "qualify_frequency must not be negative");
    }
    let null = |(member, value): &(&String, &Json)| {
        value.is_null() && !["description", "auth_username", "auth_password"].contains(&member.as_str())
    };
    match members.iter().find(null) {
        Some((member, _)) => no(member, &format!("{member} must not be null")),
        None => Ok(()),
    }
}

/// The pages give no ranges; these are what SIP and sense allow.
fn gateways(gateways: &[Json]) -> Result<(), Refusal> {
    if gateways.is_empty() {
        return Err(Refusal::invalid("gateways", "At least one gateway is required"));
    }
    for (index, gateway) in gateways.iter().enumerate() {
        let no = |member: &str, says: &str| Err(Refusal::invalid(&format!("gateways.{index}.{member}"), says));
        let address = gateway["gateway_address"].as_str().unwrap_or_default();
        let odd = |c: char| c.is_whitespace() || c == '/' || c == '@';
        if address.is_empty() || address.contains(odd) || address.starts_with("sip:") {
            return no("gateway_address", "gateway_address must be a host name or an IP");
        }
        let within = |member: &str, most: i64| match gateway.get(member) {
            None => true,
            Some(number) => number.as_i64().is_some_and(|number| (1..=most).contains(&number)),
        };
        if !within("port", 65535) {
            return no("port", "port must be from 1 to 65535");
        }
        if !within("priority", i64::MAX) {
            return no("priority", "priority must be 1 or more");
        }
    }
    Ok(())
}

/// How the two ends know each other.
fn sources(members: &Body) -> Result<(), Refusal> {
    let empty = |member: &str| members[member].as_str().unwrap_or_default().is_empty();
    let addresses = members["ip_identifiers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let no = |member: &str, says: &str| Err(Refusal::invalid(member, says));
    if members["auth_type"] == "userpass" {
        if empty("auth_username") || empty("auth_password") {
            return no("auth_username", "auth_username and auth_password are required for userpass auth");
        }
    } else if addresses.is_empty() {
        return no("ip_identifiers", "ip_identifiers are required for ip-based auth");
    } else if !empty("auth_username") || !empty("auth_password") {
        return no("auth_username", "auth_username and auth_password are for userpass auth only");
    }
    match addresses.iter().position(|address| !is_block(address["ip_address"].as_str().unwrap_or_default())) {
        Some(index) => no(&format!("ip_identifiers.{index}.ip_address"), "ip_address must be an IPv4 address or CIDR"),
        None => Ok(()),
    }
}

fn is_block(text: &str) -> bool {
    let (host, length) = text.split_once('/').unwrap_or((text, "32"));
    host.parse::<Ipv4Addr>().is_ok() && length.parse().is_ok_and(|length: u8| length <= 32)
}
