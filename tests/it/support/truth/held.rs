//! Where a vendor holds an attribute: typed by hand, from the vendors' pages and the documentation of the resources.
//! Nothing of it is drawn from the provider's tables: it is they that are checked.

use serde_json::Value as Json;

use super::spelling::text;

/// What a vendor holds of a resource's attribute.
#[derive(Clone, Copy)]
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

/// A password that is written and kept nowhere.
const WRITE_ONLY: &[Held] = &[held("password_wo", "", Never), held("password_wo_version", "", Elsewhere)];

/// What both kinds of trunks have at LiveKit.
const LIVEKIT_TRUNK: &[Held] = &[
    held("id", "sip_trunk_id", Same),
    held("phone_numbers", "numbers", Set),
    held("username", "auth_username", Same),
    untold("password", "auth_password", Same),
    held("include_headers", "include_headers", Behind("SIP_")),
    held("media_encryption", "encryption", Behind("SIP_MEDIA_ENCRYPT_")),
    held("codecs", "media.codecs", Codecs),
    held("only_listed_codecs", "media.only_listed_codecs", Off),
    held("media_timeout", "media.media_timeout", Lapse),
];

/// One resource type: its vendor, what the vendor holds of it, and where among the vendor's objects.
pub struct Subject {
    pub kind: &'static str,
    pub vendor: &'static str,
    /// The attributes that the vendor has under our names, and spells as the state does.
    same: &'static [&'static str],
    /// The others. The first row is the id's.
    tables: &'static [&'static [Held]],
    /// Every object of the kind, of those that the vendor tells.
    pub objects: fn(&Json) -> Vec<Json>,
}

impl Subject {
    /// What the vendor holds of every attribute.
    pub fn held(&self) -> impl Iterator<Item = Held> {
        let others = self.tables.iter().copied().flatten().copied();
        self.same.iter().map(|name| held(name, name, Same)).chain(others)
    }

    /// The id of one of the vendor's objects.
    pub fn id(&self, object: &Json) -> String {
        text(&object[self.tables[0][0].path])
    }
}

pub const SUBJECTS: &[Subject] = &[
    Subject {
        kind: "siptrunk_bolna_trunk",
        vendor: "bolna",
        same: &[
            "name",
            "description",
            "media_encryption_optimistic",
            "direct_media",
            "rtp_symmetric",
            "force_rport",
            "qualify_frequency",
            "inbound_enabled",
            "outbound_leading_plus_enabled",
            "created_at",
            "updated_at",
        ],
        tables: &[
            &[
                held("id", "id", Same),
                held("provider_name", "provider", Same),
                held("auth_type", "auth_type", Words(&[("credentials", "userpass"), ("ip", "ip-based")])),
                untold("username", "auth_username", Same),
                untold("password", "auth_password", Same),
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
                untold("enabled", "is_active", Same),
                // A number that the same apply adds comes after the trunk.
                held("phone_numbers", "", Elsewhere),
            ],
            WRITE_ONLY,
        ],
        objects: itself,
    },
    Subject {
        kind: "siptrunk_bolna_phone_number",
        vendor: "bolna",
        same: &["telephony_provider", "created_at", "updated_at"],
        tables: &[&[
            held("id", "id", Same),
            held("trunk_id", "byot_trunk_id", Same),
            held("phone_number", "phone_number", Phone),
            untold("name", "name", Label),
            untold("e164_check_enabled", "e164_check_enabled", Same),
        ]],
        objects: numbers,
    },
    Subject {
        kind: "siptrunk_crazytel_trunk",
        vendor: "crazytel",
        same: &[
            "username",
            "description",
            "area_code",
            "enabled",
            "hide_caller_id",
            "softphone_show_balance",
            "softphone_sync_sms",
        ],
        tables: &[
            &[
                held("id", "id", Host),
                untold("password", "password", Same),
                held("caller_id", "caller_id_number", Phone),
                held("sms_sender", "sms_sender", Phone),
            ],
            WRITE_ONLY,
        ],
        objects: itself,
    },
    Subject {
        kind: "siptrunk_fonedynamics_trunk",
        vendor: "fonedynamics",
        same: &[],
        tables: &[
            &[
                held("id", "SipTrunkSid", Same),
                // A trunk that was imported by its Sid alone is known by no property.
                untold("property_sid", "PropertySid", Same),
                held("name", "Name", Same),
                held("caller_id", "DefaultCallerId", Phone),
                held("auth_type", "Type", Words(&[("ip", "0"), ("credentials", "1")])),
                held("allowed_ips", "SipTrunkIpAddresses", Blocks("IpAddress")),
                untold("realm", "SipTrunkCredentials.Realm", Same),
                untold("password", "SipTrunkCredentials.Password", Same),
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
            ],
            WRITE_ONLY,
        ],
        objects: live,
    },
    Subject {
        kind: "siptrunk_livekit_inbound_trunk",
        vendor: "livekit",
        same: &["name", "metadata", "headers", "headers_to_attributes", "attributes_to_headers", "krisp_enabled"],
        tables: &[
            LIVEKIT_TRUNK,
            &[
                held("allowed_ips", "allowed_addresses", Set),
                held("allowed_numbers", "allowed_numbers", Set),
                held("realm", "auth_realm", Same),
                held("ringing_timeout", "ringing_timeout", Lapse),
                held("max_call_duration", "max_call_duration", Lapse),
            ],
            WRITE_ONLY,
        ],
        objects: inbound,
    },
    Subject {
        kind: "siptrunk_livekit_outbound_trunk",
        vendor: "livekit",
        same: &["name", "metadata", "headers", "headers_to_attributes", "attributes_to_headers"],
        tables: &[
            LIVEKIT_TRUNK,
            &[
                held("address", "address", Host),
                held("transport", "transport", Behind("SIP_TRANSPORT_")),
                held("destination_country", "destination_country", Host),
                held("from_host", "from_host", Host),
            ],
            WRITE_ONLY,
        ],
        objects: outbound,
    },
    Subject {
        kind: "siptrunk_nebrija_trunk",
        vendor: "nebrija",
        same: &["name"],
        tables: &[
            &[
                held("id", "id", Host),
                held(
                    "gateways",
                    "gateways",
                    // An answer may have another order than what was sent; the conversations hold the order of requests.
                    AnyOrder(&[
                        held("host", "ipOrDomain", Host),
                        held("port", "port", Same),
                        held("name", "name", Same),
                    ]),
                ),
                held("username", "authentication.username", Same),
                untold("password", "authentication.password", Same),
                held("advanced", "advanced", Within),
                untold("provider_id", "providerId", Same),
                held("is_system", "isSystem", Same),
                held("created_at", "createdAt", Same),
                held("updated_at", "updatedAt", Same),
            ],
            WRITE_ONLY,
        ],
        objects: itself,
    },
    Subject {
        kind: "siptrunk_yeastar_trunk",
        vendor: "yeastar",
        same: &[
            "type",
            "name",
            "country",
            "itsp",
            "transport",
            "port",
            "username",
            "auth_name",
            "outbound_proxy_port",
            "setting_of_sip_and_sdp_ip",
            "sip_and_sdp_ip_addr",
            "force_dod_from",
        ],
        tables: &[
            &[
                held("id", "id", Digits),
                held("enabled", "enable", Flag),
                held("host", "hostname", Host),
                held("domain", "domain", Host),
                untold("password", "password", Same),
                held("outbound_proxy_enabled", "enb_outbound_proxy", Flag),
                held("outbound_proxy_server", "outbound_proxy_server", Host),
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
                held("ignore_100_response", "ignore_100_response", Flag),
                held("sipauth_cache_enabled", "enb_sipauth_cache", Flag),
                held("sbc_routing_enabled", "enb_sbc_routing", Flag),
                // Of the list alone, and of the moment.
                held("status", "", Elsewhere),
            ],
            WRITE_ONLY,
        ],
        objects: itself,
    },
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
