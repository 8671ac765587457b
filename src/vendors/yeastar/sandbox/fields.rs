//! What a trunk of each type has, and what a value may be: `add-a-sip-trunk` and `edit-a-sip-trunk`, with the limits of
//! the portal's CSV pages.

use serde_json::{Value as Json, json};

use super::callers::{CALLER_IDS, DIDS};
use crate::sandbox::Shape;
use crate::sandbox::Shape::{Integer, Text};

/// A trunk's type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Register,
    Peer,
    Account,
}

impl Kind {
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "register" => Some(Self::Register),
            "peer" => Some(Self::Peer),
            "account" => Some(Self::Account),
            _ => None,
        }
    }
}

/// One member of a trunk.
pub struct Field {
    pub name: &'static str,
    /// Its JSON type.
    pub shape: Shape,
    /// The types that have it.
    pub kinds: &'static [Kind],
    /// The types that a create demands it of.
    pub required: &'static [Kind],
    /// What a create that leaves it out makes of it.
    pub default: fn() -> Json,
    /// Whether a value of the right JSON type will do.
    pub allows: fn(&Json) -> bool,
    /// No update takes it.
    pub fixed: bool,
    /// Older firmware does not know it.
    pub newer: bool,
    /// Reads have it, and no request.
    pub read_only: bool,
}

const ALL: &[Kind] = &[Kind::Register, Kind::Peer, Kind::Account];
const NONE: &[Kind] = &[];
const REGISTER: &[Kind] = &[Kind::Register];
const WITH_HOST: &[Kind] = &[Kind::Register, Kind::Peer];
const WITH_LOGIN: &[Kind] = &[Kind::Register, Kind::Account];

/// The members in the order of the example of `query-information-of-a-trunk`.
pub const FIELDS: &[Field] = &[
    needed("name", Text, ALL, name),
    optional("enable", Integer, ALL, flag, || json!(1)),
    Field { required: WITH_HOST, fixed: true, ..optional("country", Text, ALL, filled, || json!("general")) },
    Field { fixed: true, ..optional("itsp", Text, ALL, any, empty) },
    Field { fixed: true, ..needed("type", Text, ALL, any) },
    needed("transport", Text, ALL, |value| one_of(value, &["udp", "tcp", "tls", "dnsnaptr"])),
    needed("hostname", Text, WITH_HOST, short),
    needed("port", Integer, WITH_HOST, |value| within(value, 0..=65535)),
    needed("domain", Text, WITH_HOST, short),
    needed("username", Text, WITH_LOGIN, short),
    needed("password", Text, WITH_LOGIN, short),
    needed("auth_name", Text, WITH_LOGIN, short),
    optional("enb_outbound_proxy", Integer, REGISTER, flag, zero),
    optional("outbound_proxy_server", Text, REGISTER, |value| at_most(value, 255), empty),
    optional("outbound_proxy_port", Integer, REGISTER, |value| within(value, 0..=65535), zero),
    needed("codec_sel", Text, ALL, codecs),
    optional("def_outbound_cid", Text, ALL, |value| at_most(value, 31), empty),
    optional("def_outbound_cid_name", Text, ALL, |value| at_most(value, 127), empty),
    optional("outbound_cid_list", CALLER_IDS, ALL, any, none),
    optional("did_list", DIDS, WITH_HOST, any, none),
    // Which types have the newer ones is documented nowhere; here, all.
    newer("transparent_trans_180_msg", Integer, flag, zero),
    newer("setting_of_sip_and_sdp_ip", Text, |value| one_of(value, &["default", "custom"]), || json!("default")),
    newer("sip_and_sdp_ip_addr", Text, |value| at_most(value, 255), empty),
    newer("ignore_100_response", Integer, flag, zero),
    newer("force_dod_from", Integer, any, zero),
    newer("enb_sipauth_cache", Integer, flag, zero),
    Field { read_only: true, ..newer("enb_sbc_routing", Integer, flag, zero) },
];

const fn optional(
    name: &'static str,
    shape: Shape,
    kinds: &'static [Kind],
    allows: fn(&Json) -> bool,
    default: fn() -> Json,
) -> Field {
    Field { name, shape, kinds, required: NONE, default, allows, fixed: false, newer: false, read_only: false }
}

const fn needed(name: &'static str, shape: Shape, kinds: &'static [Kind], allows: fn(&Json) -> bool) -> Field {
    Field { required: kinds, ..optional(name, shape, kinds, allows, || Json::Null) }
}

const fn newer(name: &'static str, shape: Shape, allows: fn(&Json) -> bool, default: fn() -> Json) -> Field {
    Field { newer: true, ..optional(name, shape, ALL, allows, default) }
}

fn zero() -> Json {
    json!(0)
}

fn empty() -> Json {
    json!("")
}

fn none() -> Json {
    json!([])
}

fn any(_: &Json) -> bool {
    true
}

fn flag(value: &Json) -> bool {
    within(value, 0..=1)
}

fn within(value: &Json, range: std::ops::RangeInclusive<i64>) -> bool {
    value.as_i64().is_some_and(|number| range.contains(&number))
}

fn at_most(value: &Json, characters: usize) -> bool {
    value.as_str().is_some_and(|text| text.chars().count() <= characters)
}

fn filled(value: &Json) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn short(value: &Json) -> bool {
    filled(value) && at_most(value, 255)
}

fn one_of(value: &Json, words: &[&str]) -> bool {
    value.as_str().is_some_and(|text| words.contains(&text))
}

/// Neither blanks nor special characters; the pages' examples have a hyphen and an underscore.
fn name(value: &Json) -> bool {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    filled(value) && at_most(value, 63) && value.as_str().is_some_and(|text| text.chars().all(plain))
}

/// Comma-separated, without blanks.
fn codecs(value: &Json) -> bool {
    const KNOWN: [&str; 15] = [
        "ulaw", "alaw", "g729", "gsm", "h264", "h263", "h263p", "ilbc", "g722", "g726", "speex", "adpcm", "mpeg4",
        "vp8", "opus",
    ];
    value.as_str().is_some_and(|text| text.split(',').all(|codec| KNOWN.contains(&codec)))
}

/// The rule that some editions have: 10 characters, among them a digit and letters of both cases.
pub fn strong(password: &str) -> bool {
    let has = |kind: fn(char) -> bool| password.chars().any(kind);
    let cases = has(|c| c.is_ascii_lowercase()) && has(|c| c.is_ascii_uppercase());
    password.chars().count() >= 10 && cases && has(|c| c.is_ascii_digit())
}
