//! Where a vendor holds an attribute: typed by hand, from the vendors' pages and the documentation of the resources.
//! Nothing of it is drawn from the provider's tables: it is they that are checked.

use serde_json::Value as Json;

/// What a vendor holds of a resource's attribute.
pub struct Held {
    /// The attribute's name in Terraform.
    pub attribute: &'static str,
    /// Where the sandbox has it: names of members, joined by dots.
    pub path: &'static str,
    pub form: Form,
    /// Whether the vendor may keep it to itself: a state that never learnt it holds nothing.
    pub untold: bool,
}

const fn held(attribute: &'static str, path: &'static str, form: Form) -> Held {
    Held { attribute, path, form, untold: false }
}

/// The same of a secret, and of what the vendor's own examples leave out of answers.
const fn untold(attribute: &'static str, path: &'static str, form: Form) -> Held {
    Held { untold: true, ..held(attribute, path, form) }
}

/// How a vendor spells what the state holds.
#[derive(Clone, Copy)]
pub enum Form {
    /// As the state does.
    Same,
    /// The same but for blanks at its ends.
    Label,
    /// The same, where case means nothing, nor a dot at the end.
    Host,
    /// A telephone number, with or without its plus.
    Phone,
    /// Our word for each of the vendor's.
    Words(&'static [(&'static str, &'static str)]),
    /// 0 or 1.
    Flag,
    /// A number, where the state has text.
    Digits,
    /// Seconds since 1970, where the state has RFC 3339.
    Seconds,
    /// Text with commas, where the state has a list.
    Commas,
    /// A set of blocks of addresses, each in an object under this name; one address may lack its /32.
    Blocks(&'static str),
    /// A set of texts, each in an object under this name.
    Each(&'static str),
    /// A set of texts; one that is an address may lack its /32.
    Set,
    /// The vendor's word in upper case and behind this.
    Behind(&'static str),
    /// Codecs as in SDP, where the vendor has objects with `name` and `rate`.
    Codecs,
    /// Seconds with an `s`, with decimals or without.
    Lapse,
    /// `true` or `false`, where the vendor may have nothing for the latter.
    Off,
    /// Objects in any order.
    AnyOrder(&'static [Held]),
    /// JSON, where the state has it as text; the vendor may have more names in it.
    Within,
    /// Not with the object: found out elsewhere, or later.
    Elsewhere,
    /// In no state, whoever has it.
    Never,
}

use Form::*;

const CRAZYTEL_TRUNK: &[Held] = &[
    held("id", "id", Host),
    held("username", "username", Same),
    untold("password", "password", Same),
    held("password_wo", "", Never),
    held("password_wo_version", "", Elsewhere),
    held("caller_id", "caller_id_number", Phone),
    held("description", "description", Same),
    held("area_code", "area_code", Same),
    held("enabled", "enabled", Same),
    held("hide_caller_id", "hide_caller_id", Same),
    held("sms_sender", "sms_sender", Phone),
    held("softphone_show_balance", "softphone_show_balance", Same),
    held("softphone_sync_sms", "softphone_sync_sms", Same),
];

const FONEDYNAMICS_TRUNK: &[Held] = &[
    held("id", "SipTrunkSid", Same),
    // A trunk that was imported by its Sid alone is known by no property.
    untold("property_sid", "PropertySid", Same),
    held("name", "Name", Same),
    held("caller_id", "DefaultCallerId", Phone),
    held("auth_type", "Type", Words(&[("ip", "0"), ("credentials", "1")])),
    held("allowed_ips", "SipTrunkIpAddresses", Blocks("IpAddress")),
    untold("realm", "SipTrunkCredentials.Realm", Same),
    untold("password", "SipTrunkCredentials.Password", Same),
    held("password_wo", "", Never),
    held("password_wo_version", "", Elsewhere),
    held("allowed_countries", "SipTrunkAllowedCountries", Each("CountryCode")),
    held("channel_limit", "ChannelLimit", Same),
    held("customer_reference", "CustomerReference", Same),
    held("external_reference", "ExternalReference", Same),
    held(
        "provisioning_state",
        "ProvisioningState",
        Words(&[("inactive", "0"), ("provisioning", "1"), ("active", "2"), ("deprovisioning", "3")]),
    ),
    held("created_at", "Created", Seconds),
    held("updated_at", "Modified", Seconds),
];

const BOLNA_TRUNK: &[Held] = &[
    held("id", "id", Same),
    held("name", "name", Same),
    held("provider_name", "provider", Same),
    held("description", "description", Same),
    held("auth_type", "auth_type", Words(&[("credentials", "userpass"), ("ip", "ip-based")])),
    untold("username", "auth_username", Same),
    untold("password", "auth_password", Same),
    held("password_wo", "", Never),
    held("password_wo_version", "", Elsewhere),
    held(
        "gateways",
        "gateways",
        AnyOrder(&[
            held("host", "gateway_address", Host),
            held("port", "port", Same),
            held("priority", "priority", Same),
        ]),
    ),
    held("allowed_ips", "ip_identifiers", Blocks("ip_address")),
    untold("codecs", "allow", Commas),
    untold("disallow", "disallow", Same),
    untold(
        "transport",
        "transport",
        Words(&[("udp", "transport-udp"), ("tcp", "transport-tcp"), ("tls", "transport-tls")]),
    ),
    untold("media_encryption", "media_encryption", Same),
    held("media_encryption_optimistic", "media_encryption_optimistic", Same),
    held("direct_media", "direct_media", Same),
    held("rtp_symmetric", "rtp_symmetric", Same),
    held("force_rport", "force_rport", Same),
    held("qualify_frequency", "qualify_frequency", Same),
    held("inbound_enabled", "inbound_enabled", Same),
    held("outbound_leading_plus_enabled", "outbound_leading_plus_enabled", Same),
    untold("enabled", "is_active", Same),
    // A number that the same apply adds comes after the trunk.
    held("phone_numbers", "", Elsewhere),
    held("created_at", "created_at", Same),
    held("updated_at", "updated_at", Same),
];

const BOLNA_PHONE_NUMBER: &[Held] = &[
    held("id", "id", Same),
    held("trunk_id", "byot_trunk_id", Same),
    held("phone_number", "phone_number", Phone),
    untold("name", "name", Label),
    untold("e164_check_enabled", "e164_check_enabled", Same),
    held("telephony_provider", "telephony_provider", Same),
    held("created_at", "created_at", Same),
    held("updated_at", "updated_at", Same),
];

const LIVEKIT_INBOUND_TRUNK: &[Held] = &[
    held("id", "sip_trunk_id", Same),
    held("name", "name", Same),
    held("metadata", "metadata", Same),
    held("phone_numbers", "numbers", Set),
    held("allowed_ips", "allowed_addresses", Set),
    held("allowed_numbers", "allowed_numbers", Set),
    held("username", "auth_username", Same),
    untold("password", "auth_password", Same),
    held("password_wo", "", Never),
    held("password_wo_version", "", Elsewhere),
    held("realm", "auth_realm", Same),
    held("headers", "headers", Same),
    held("headers_to_attributes", "headers_to_attributes", Same),
    held("attributes_to_headers", "attributes_to_headers", Same),
    held("include_headers", "include_headers", Behind("SIP_")),
    held("ringing_timeout", "ringing_timeout", Lapse),
    held("max_call_duration", "max_call_duration", Lapse),
    held("krisp_enabled", "krisp_enabled", Same),
    held("media_encryption", "encryption", Behind("SIP_MEDIA_ENCRYPT_")),
    held("codecs", "media.codecs", Codecs),
    held("only_listed_codecs", "media.only_listed_codecs", Off),
    held("media_timeout", "media.media_timeout", Lapse),
];

const LIVEKIT_OUTBOUND_TRUNK: &[Held] = &[
    held("id", "sip_trunk_id", Same),
    held("name", "name", Same),
    held("metadata", "metadata", Same),
    held("address", "address", Host),
    held("phone_numbers", "numbers", Set),
    held("transport", "transport", Behind("SIP_TRANSPORT_")),
    held("destination_country", "destination_country", Host),
    held("username", "auth_username", Same),
    untold("password", "auth_password", Same),
    held("password_wo", "", Never),
    held("password_wo_version", "", Elsewhere),
    held("headers", "headers", Same),
    held("headers_to_attributes", "headers_to_attributes", Same),
    held("attributes_to_headers", "attributes_to_headers", Same),
    held("include_headers", "include_headers", Behind("SIP_")),
    held("from_host", "from_host", Host),
    held("media_encryption", "encryption", Behind("SIP_MEDIA_ENCRYPT_")),
    held("codecs", "media.codecs", Codecs),
    held("only_listed_codecs", "media.only_listed_codecs", Off),
    held("media_timeout", "media.media_timeout", Lapse),
];

const NEBRIJA_TRUNK: &[Held] = &[
    held("id", "id", Host),
    held("name", "name", Same),
    held(
        "gateways",
        "gateways",
        // An answer may have another order than what was sent; the conversations hold the order of requests.
        AnyOrder(&[held("host", "ipOrDomain", Host), held("port", "port", Same), held("name", "name", Same)]),
    ),
    held("username", "authentication.username", Same),
    untold("password", "authentication.password", Same),
    held("password_wo", "", Never),
    held("password_wo_version", "", Elsewhere),
    held("advanced", "advanced", Within),
    untold("provider_id", "providerId", Same),
    held("is_system", "isSystem", Same),
    held("created_at", "createdAt", Same),
    held("updated_at", "updatedAt", Same),
];

const YEASTAR_TRUNK: &[Held] = &[
    held("id", "id", Digits),
    held("type", "type", Same),
    held("name", "name", Same),
    held("enabled", "enable", Flag),
    held("country", "country", Same),
    held("itsp", "itsp", Same),
    held("transport", "transport", Same),
    held("host", "hostname", Host),
    held("port", "port", Same),
    held("domain", "domain", Host),
    held("username", "username", Same),
    untold("password", "password", Same),
    held("password_wo", "", Never),
    held("password_wo_version", "", Elsewhere),
    held("auth_name", "auth_name", Same),
    held("outbound_proxy_enabled", "enb_outbound_proxy", Flag),
    held("outbound_proxy_server", "outbound_proxy_server", Host),
    held("outbound_proxy_port", "outbound_proxy_port", Same),
    held("codecs", "codec_sel", Commas),
    held("caller_id", "def_outbound_cid", Phone),
    held("caller_id_name", "def_outbound_cid_name", Same),
    held(
        "outbound_cid_list",
        "outbound_cid_list",
        AnyOrder(&[
            held("outbound_cid_option", "outbound_cid_option", Same),
            held("outbound_cid", "outbound_cid", Same),
            held("outbound_cid_name", "outbound_cid_name", Same),
            held("outbound_cid_to_ext_range", "outbound_cid_to_ext_range", Same),
            held("ext_list", "ext_list", AnyOrder(&[held("type", "type", Same), held("id", "id", Same)])),
        ]),
    ),
    held("dids", "did_list", AnyOrder(&[held("did", "did", Same), held("did_name", "did_name", Same)])),
    held("transparent_trans_180_msg", "transparent_trans_180_msg", Flag),
    held("setting_of_sip_and_sdp_ip", "setting_of_sip_and_sdp_ip", Same),
    held("sip_and_sdp_ip_addr", "sip_and_sdp_ip_addr", Same),
    held("ignore_100_response", "ignore_100_response", Flag),
    held("force_dod_from", "force_dod_from", Same),
    held("sipauth_cache_enabled", "enb_sipauth_cache", Flag),
    held("sbc_routing_enabled", "enb_sbc_routing", Flag),
    // Of the list alone, and of the moment.
    held("status", "", Elsewhere),
];

/// One resource type: its vendor, what the vendor holds of it, and where among the vendor's objects.
pub struct Subject {
    pub kind: &'static str,
    pub vendor: &'static str,
    pub table: &'static [Held],
    /// Every object of the kind, of those that the vendor tells.
    pub objects: fn(&Json) -> Vec<Json>,
}

pub const SUBJECTS: &[Subject] = &[
    Subject { kind: "siptrunk_bolna_trunk", vendor: "bolna", table: BOLNA_TRUNK, objects: itself },
    Subject { kind: "siptrunk_bolna_phone_number", vendor: "bolna", table: BOLNA_PHONE_NUMBER, objects: numbers },
    Subject { kind: "siptrunk_crazytel_trunk", vendor: "crazytel", table: CRAZYTEL_TRUNK, objects: itself },
    Subject { kind: "siptrunk_fonedynamics_trunk", vendor: "fonedynamics", table: FONEDYNAMICS_TRUNK, objects: live },
    Subject {
        kind: "siptrunk_livekit_inbound_trunk",
        vendor: "livekit",
        table: LIVEKIT_INBOUND_TRUNK,
        objects: inbound,
    },
    Subject {
        kind: "siptrunk_livekit_outbound_trunk",
        vendor: "livekit",
        table: LIVEKIT_OUTBOUND_TRUNK,
        objects: outbound,
    },
    Subject { kind: "siptrunk_nebrija_trunk", vendor: "nebrija", table: NEBRIJA_TRUNK, objects: itself },
    Subject { kind: "siptrunk_yeastar_trunk", vendor: "yeastar", table: YEASTAR_TRUNK, objects: itself },
];

fn itself(object: &Json) -> Vec<Json> {
    vec![object.clone()]
}

/// Only a trunk that places calls has an address.
fn outbound(object: &Json) -> Vec<Json> {
    if object.get("address").is_some() { vec![with_encryption(object)] } else { vec![] }
}

fn inbound(object: &Json) -> Vec<Json> {
    if object.get("address").is_none() { vec![with_encryption(object)] } else { vec![] }
}

/// The encryption of `media` counts, and the older member where that says nothing.
fn with_encryption(object: &Json) -> Json {
    let mut object = object.clone();
    let inner = object["media"].get("encryption").filter(|word| !word.is_null()).cloned();
    object["encryption"] = inner.unwrap_or_else(|| object["media_encryption"].clone());
    object
}

/// A trunk with an end is none any more.
fn live(object: &Json) -> Vec<Json> {
    if object["EndDate"].is_null() { itself(object) } else { vec![] }
}

fn numbers(trunk: &Json) -> Vec<Json> {
    let numbers = trunk["phone_numbers"].as_array().into_iter().flatten();
    numbers.filter(|number| number["deleted"] != true).cloned().collect()
}
