//! The members of LiveKit's trunks and calls, from its protocol.

use super::message::Form::{
    Duration, Enum, Flag, Map, Message as One, Messages, Signed, Text, Texts, Timestamp, Whole,
};
use super::message::{Field, Message, Words, field, optional};

const TRANSPORT: Words = Words {
    known: &["SIP_TRANSPORT_AUTO", "SIP_TRANSPORT_UDP", "SIP_TRANSPORT_TCP", "SIP_TRANSPORT_TLS"],
    newer: "SIP_TRANSPORT_WSS",
};

const ENCRYPTION: Words = Words {
    known: &["SIP_MEDIA_ENCRYPT_DISABLE", "SIP_MEDIA_ENCRYPT_ALLOW", "SIP_MEDIA_ENCRYPT_REQUIRE"],
    newer: "SIP_MEDIA_ENCRYPT_PREFER",
};

/// What `media_encryption` says where it says nothing.
pub const DISABLE: &str = ENCRYPTION.known[0];

const HEADERS: Words = Words { known: &["SIP_NO_HEADERS", "SIP_X_HEADERS", "SIP_ALL_HEADERS"], newer: "SIP_P_HEADERS" };

const CODEC: Message = inner(&[field("name", Text), field("rate", Whole)]);

pub const MEDIA: Message = Message {
    place: "media",
    fields: &[
        field("only_listed_codecs", Flag),
        field("codecs", Messages(&CODEC)),
        optional("encryption", Enum(&ENCRYPTION)),
        optional("media_timeout", Duration),
    ],
    newer: Some((field("dtmf_mode", Text), "rfc4733")),
};

pub const INBOUND: Message = trunk(&[
    field("sip_trunk_id", Text),
    field("name", Text),
    field("metadata", Text),
    field("numbers", Texts),
    field("allowed_addresses", Texts),
    field("allowed_numbers", Texts),
    field("auth_username", Text),
    field("auth_password", Text),
    field("auth_realm", Text),
    field("headers", Map),
    field("headers_to_attributes", Map),
    field("attributes_to_headers", Map),
    field("include_headers", Enum(&HEADERS)),
    field("ringing_timeout", Duration),
    field("max_call_duration", Duration),
    field("krisp_enabled", Flag),
    field("media_encryption", Enum(&ENCRYPTION)),
    field("media", One(&MEDIA)),
    field("created_at", Timestamp),
    field("updated_at", Timestamp),
]);

pub const OUTBOUND: Message = trunk(&[
    field("sip_trunk_id", Text),
    field("name", Text),
    field("metadata", Text),
    field("address", Text),
    field("destination_country", Text),
    field("transport", Enum(&TRANSPORT)),
    field("numbers", Texts),
    field("auth_username", Text),
    field("auth_password", Text),
    field("headers", Map),
    field("headers_to_attributes", Map),
    field("attributes_to_headers", Map),
    field("include_headers", Enum(&HEADERS)),
    field("media_encryption", Enum(&ENCRYPTION)),
    field("media", One(&MEDIA)),
    field("from_host", Text),
    field("created_at", Timestamp),
    field("updated_at", Timestamp),
]);

const LIST_UPDATE: Message =
    inner(&[field("set", Texts), field("add", Texts), field("remove", Texts), field("clear", Flag)]);

const INBOUND_UPDATE: Message = inner(&[
    field("numbers", One(&LIST_UPDATE)),
    field("allowed_addresses", One(&LIST_UPDATE)),
    field("allowed_numbers", One(&LIST_UPDATE)),
    field("auth_username", Text),
    field("auth_password", Text),
    field("auth_realm", Text),
    field("name", Text),
    field("metadata", Text),
    field("media_encryption", Enum(&ENCRYPTION)),
    field("media", One(&MEDIA)),
]);

const OUTBOUND_UPDATE: Message = inner(&[
    field("address", Text),
    field("transport", Enum(&TRANSPORT)),
    field("destination_country", Text),
    field("numbers", One(&LIST_UPDATE)),
    field("auth_username", Text),
    field("auth_password", Text),
    field("name", Text),
    field("metadata", Text),
    field("media_encryption", Enum(&ENCRYPTION)),
    field("media", One(&MEDIA)),
    field("from_host", Text),
]);

pub const CREATE_INBOUND: Message = inner(&[field("trunk", One(&INBOUND))]);
pub const CREATE_OUTBOUND: Message = inner(&[field("trunk", One(&OUTBOUND))]);

pub const UPDATE_INBOUND: Message =
    inner(&[field("sip_trunk_id", Text), field("replace", One(&INBOUND)), field("update", One(&INBOUND_UPDATE))]);

pub const UPDATE_OUTBOUND: Message =
    inner(&[field("sip_trunk_id", Text), field("replace", One(&OUTBOUND)), field("update", One(&OUTBOUND_UPDATE))]);

/// Of a read and a delete.
pub const BY_ID: Message = inner(&[field("sip_trunk_id", Text)]);

pub const LIST: Message = inner(&[field("page", One(&PAGE)), field("trunk_ids", Texts), field("numbers", Texts)]);

const PAGE: Message = inner(&[field("after_id", Text), field("limit", Signed)]);

const fn trunk(fields: &'static [Field]) -> Message {
    Message { place: "trunk", fields, newer: Some((field("preferred_region", Text), "eu")) }
}

const fn inner(fields: &'static [Field]) -> Message {
    Message { place: "", fields, newer: None }
}
