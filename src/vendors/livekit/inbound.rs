//! Trunks that take calls from a carrier.

use super::*;
use crate::schema::format::address;

/// An inbound trunk.
pub const TRUNK: Resource = Resource {
    name: "livekit_inbound_trunk",
    noun: "inbound trunk",
    doc: "A SIP trunk of LiveKit that takes calls from a carrier, which is known by its addresses, by a login, or by the \
          numbers that are called. Somebody else who changes the trunk while an apply does may undo its change: LiveKit \
          has no way to tell.",
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
    doc: "Numbers that are called through the trunk; without any, calls to every number are taken. Two trunks can have one number \
          only where both have `allowed_numbers` and share none of them.",
    ..PHONE_NUMBERS
}
.cleared_by(NO_ELEMENTS);

/// The server drops what it cannot read, and lets everybody in when nothing is left.
const ALLOWED_IPS: Attribute = set(
    "allowed_ips",
    "Where calls may come from: addresses, blocks of them, or the host in the caller's From header, which anybody can write. \
     Without any, they may come from anywhere.",
    &Kind::String,
)
.json("allowed_addresses")
.checks(&[Check::Format(&formats::SOURCE), Check::Format(&address::NO_HOST_BITS)])
.canonical(address::canonical_block)
.cleared_by(NO_ELEMENTS);

const ALLOWED_NUMBERS: Attribute =
    set("allowed_numbers", "Numbers that may call; without any, everybody may.", &Kind::String)
        .checks(&[Check::Format(&formats::NUMBER)])
        .cleared_by(NO_ELEMENTS);

const REALM: Attribute =
    string("realm", "Realm of the digest authentication.").json("auth_realm").cleared_by(EMPTY_TEXT);

const RINGING_TIMEOUT: Attribute = string(
    "ringing_timeout",
    "How long a call may ring, in seconds (`\"30s\"`). Without it the server decides.",
)
.checks(&[Check::Format(&formats::DURATION)])
.canonical(formats::canonical_duration)
.cleared_by(NO_DURATION)
.with_all();

const MAX_CALL_DURATION: Attribute = string(
    "max_call_duration",
    "How long a call may last, in seconds (`\"3600s\"`). Without it the server decides.",
)
.checks(&[Check::Format(&formats::DURATION)])
.canonical(formats::canonical_duration)
.cleared_by(NO_DURATION)
.with_all();

const KRISP_ENABLED: Attribute =
    boolean("krisp_enabled", "Whether Krisp takes noise out of the caller's voice.")
        .default(Literal::Bool(false))
        .with_all();
