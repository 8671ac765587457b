//! Trunks that take calls from a carrier.

use super::*;
use crate::schema::format::address;

/// An inbound trunk.
pub const TRUNK: Resource = Resource {
    name: "livekit_inbound_trunk",
    noun: "inbound trunk",
    doc: "A LiveKit SIP trunk that accepts calls from a carrier, identified by its addresses, by user name and \
          password, or by the called numbers. If somebody else changes the trunk during an apply, one change may undo the other: LiveKit \
          offers no way to notice.",
    pages: PAGES,
    attributes: attributes![
        ID,
        NAME,
        METADATA,
        NUMBERS,
        ALLOWED_IPS,
        ALLOWED_NUMBERS,
        USERNAME,
        PASSWORD,
        REALM,
        HEADERS,
        HEADERS_TO_ATTRIBUTES,
        ATTRIBUTES_TO_HEADERS,
        INCLUDE_HEADERS,
        RINGING_TIMEOUT,
        MAX_CALL_DURATION,
        KRISP_ENABLED,
        MEDIA_ENCRYPTION,
        CODECS,
        ONLY_LISTED_CODECS,
        MEDIA_TIMEOUT,
    ],
    kind: None,
    rules: &[rules::TOLD_BY, rules::SOME_CODEC],
    import: &["id"],
    natural_key: Some("name"),
    label: None,
    recognised_by: None,
    parent: None,
    calls: calls(
        &["/twirp/livekit.SIP/CreateSIPInboundTrunk"],
        &["/twirp/livekit.SIP/GetSIPInboundTrunk"],
        &["/twirp/livekit.SIP/UpdateSIPInboundTrunk"],
        &["/twirp/livekit.SIP/ListSIPInboundTrunk"],
    ),
    hooks: &answers::INBOUND,
    upgrades: &[],
};

const NUMBERS: Attribute = Attribute {
    doc: "Numbers that the trunk accepts calls to; without any, it accepts calls to every number. Two trunks can have \
          the same number only if both have `allowed_numbers` and share none of them.",
    ..PHONE_NUMBERS
}
.cleared_by(NO_ELEMENTS);

/// The server drops what it cannot read, and lets everybody in when nothing is left.
const ALLOWED_IPS: Attribute = set(
    "allowed_ips",
    "IP addresses and blocks of them that calls may come from, or hosts in the caller's From header, which anybody can \
     write. Without any, calls may come from anywhere.",
    &Kind::String,
)
.json("allowed_addresses")
.checks(&[Check::Format(&formats::SOURCE), Check::Format(&address::NO_HOST_BITS)])
.canonical(address::canonical_block)
.cleared_by(NO_ELEMENTS);

const ALLOWED_NUMBERS: Attribute = set(
    "allowed_numbers",
    "Numbers that calls may come from; without any, calls may come from every number.",
    &Kind::String,
)
.checks(&[Check::Format(&formats::NUMBER)])
.cleared_by(NO_ELEMENTS);

const REALM: Attribute = string("realm", "Realm for digest authentication.").json("auth_realm").cleared_by(EMPTY_TEXT);

const RINGING_TIMEOUT: Attribute =
    string("ringing_timeout", "How long a call may ring, in seconds (`\"30s\"`). Without it the server decides.")
        .checks(&[Check::Format(&formats::DURATION)])
        .canonical(formats::canonical_duration)
        .cleared_by(NO_DURATION)
        .with_all();

const MAX_CALL_DURATION: Attribute =
    string("max_call_duration", "How long a call may last, in seconds (`\"3600s\"`). Without it the server decides.")
        .checks(&[Check::Format(&formats::DURATION)])
        .canonical(formats::canonical_duration)
        .cleared_by(NO_DURATION)
        .with_all();

const KRISP_ENABLED: Attribute = boolean("krisp_enabled", "Whether Krisp removes noise from the caller's audio.")
    .default(Literal::Bool(false))
    .with_all();
