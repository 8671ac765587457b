//! Trunks that place calls through a carrier.

use super::*;

/// An outbound trunk.
pub const TRUNK: Resource = Resource {
    name: "livekit_outbound_trunk",
    noun: "outbound trunk",
    doc: "A LiveKit SIP trunk that places calls through a carrier. If somebody else changes the trunk during an apply, \
          one change may undo the other: LiveKit offers no way to notice.",
    pages: PAGES,
    attributes: attributes![
        ID,
        NAME,
        METADATA,
        ADDRESS,
        NUMBERS,
        TRANSPORT,
        DESTINATION_COUNTRY,
        USERNAME,
        PASSWORD,
        HEADERS,
        HEADERS_TO_ATTRIBUTES,
        ATTRIBUTES_TO_HEADERS,
        INCLUDE_HEADERS,
        FROM_HOST,
        MEDIA_ENCRYPTION,
        CODECS,
        ONLY_LISTED_CODECS,
        MEDIA_TIMEOUT,
    ],
    kind: None,
    rules: &[rules::SOME_CODEC],
    import: &["id"],
    natural_key: Some("name"),
    label: None,
    recognised_by: None,
    parent: None,
    calls: calls(
        &["/twirp/livekit.SIP/CreateSIPOutboundTrunk"],
        &["/twirp/livekit.SIP/GetSIPOutboundTrunk"],
        &["/twirp/livekit.SIP/UpdateSIPOutboundTrunk"],
        &["/twirp/livekit.SIP/ListSIPOutboundTrunk"],
    ),
    hooks: &answers::OUTBOUND,
    upgrades: &[],
};

const ADDRESS: Attribute = string("address", "Host of the carrier, with a port if it is not the default one.")
    .required()
    .checks(&[Check::Format(&formats::HOST_AND_PORT)])
    .canonical(formats::canonical_address);

const NUMBERS: Attribute = Attribute {
    doc: "Numbers that calls are placed from; each call uses one of them at random. `*` is any number.",
    ..PHONE_NUMBERS
}
.required()
.checks(&[Check::AtLeastOne, Check::Format(&formats::NUMBER)]);

const TRANSPORT: Attribute =
    string("transport", "Transport protocol for SIP signalling.").default(Literal::String("auto")).words_so_far(&[
        ("auto", Literal::String("SIP_TRANSPORT_AUTO")),
        ("auto", Literal::Integer(0)),
        ("udp", Literal::String("SIP_TRANSPORT_UDP")),
        ("udp", Literal::Integer(1)),
        ("tcp", Literal::String("SIP_TRANSPORT_TCP")),
        ("tcp", Literal::Integer(2)),
        ("tls", Literal::String("SIP_TRANSPORT_TLS")),
        ("tls", Literal::Integer(3)),
    ]);

const DESTINATION_COUNTRY: Attribute =
    string("destination_country", "Country that most calls go to; LiveKit Cloud places them from a region near it.")
        .checks(&[Check::Format(&formats::COUNTRY)])
        .canonical(str::to_ascii_lowercase)
        .cleared_by(EMPTY_TEXT);

const FROM_HOST: Attribute = string("from_host", "Host in the From header, if it is not the server's own.")
    .checks(&[Check::Format(&formats::HOST_AND_PORT_OR_EMPTY)])
    .canonical(formats::canonical_address)
    .cleared_by(EMPTY_TEXT);
