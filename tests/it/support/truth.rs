//! The one invariant: what Terraform's state holds, secrets included, is what the vendor holds.
//!
//! Where the vendor has an attribute is typed here by hand, from the vendors' pages and the documentation of the
//! resources. Nothing of it is drawn from the provider's tables: it is they that are checked.

use std::collections::BTreeSet;
use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::{Map, Value as Json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::sandbox::Sandbox;

/// What a vendor holds of a resource's attribute.
struct Held {
    /// The attribute's name in Terraform.
    attribute: &'static str,
    /// Where the sandbox has it: names of members, joined by dots.
    path: &'static str,
    form: Form,
}

const fn held(attribute: &'static str, path: &'static str, form: Form) -> Held {
    Held { attribute, path, form }
}

/// How a vendor spells what the state holds.
#[derive(Clone, Copy)]
enum Form {
    /// As the state does.
    Same,
    /// The same, where the vendor may keep it to itself: a state that never learnt it holds nothing.
    Hidden,
    /// The same but for blanks at its ends, where the vendor may keep it to itself.
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
    held("password", "password", Hidden),
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
    held("property_sid", "PropertySid", Hidden),
    held("name", "Name", Same),
    held("caller_id", "DefaultCallerId", Phone),
    held("auth_type", "Type", Words(&[("ip", "0"), ("credentials", "1")])),
    held("allowed_ips", "SipTrunkIpAddresses", Blocks("IpAddress")),
    held("realm", "SipTrunkCredentials.Realm", Hidden),
    held("password", "SipTrunkCredentials.Password", Hidden),
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
    held("username", "auth_username", Same),
    held("password", "auth_password", Hidden),
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
    held("codecs", "allow", Commas),
    held("disallow", "disallow", Same),
    held(
        "transport",
        "transport",
        Words(&[("udp", "transport-udp"), ("tcp", "transport-tcp"), ("tls", "transport-tls")]),
    ),
    held("media_encryption", "media_encryption", Same),
    held("media_encryption_optimistic", "media_encryption_optimistic", Same),
    held("direct_media", "direct_media", Same),
    held("rtp_symmetric", "rtp_symmetric", Same),
    held("force_rport", "force_rport", Same),
    held("qualify_frequency", "qualify_frequency", Same),
    held("inbound_enabled", "inbound_enabled", Same),
    held("outbound_leading_plus_enabled", "outbound_leading_plus_enabled", Same),
    held("enabled", "is_active", Same),
    // A number that the same apply adds comes after the trunk.
    held("phone_numbers", "", Elsewhere),
    held("created_at", "created_at", Same),
    held("updated_at", "updated_at", Same),
];

const BOLNA_PHONE_NUMBER: &[Held] = &[
    held("id", "id", Same),
    held("trunk_id", "byot_trunk_id", Same),
    held("phone_number", "phone_number", Phone),
    held("name", "name", Label),
    held("e164_check_enabled", "e164_check_enabled", Hidden),
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
    held("password", "auth_password", Hidden),
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
    held("password", "auth_password", Hidden),
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
    held("password", "authentication.password", Hidden),
    held("password_wo", "", Never),
    held("password_wo_version", "", Elsewhere),
    held("advanced", "advanced", Within),
    held("provider_id", "providerId", Hidden),
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
    held("password", "password", Hidden),
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
struct Subject {
    kind: &'static str,
    vendor: &'static str,
    table: &'static [Held],
    /// Every object of the kind, of those that the vendor tells.
    objects: fn(&Json) -> Vec<Json>,
}

const SUBJECTS: &[Subject] = &[
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

/// Where the state and a vendor part.
#[derive(Debug, PartialEq)]
pub struct Lie {
    /// The resource, by `type.name`, and its id; for an object that no state has, its type and id.
    pub subject: String,
    /// The attribute; empty for the object as a whole.
    pub attribute: String,
    says: String,
}

impl Lie {
    /// About an object that a command has made, or let go of, and that is in no state.
    pub fn forgotten((kind, id): &(&'static str, String)) -> Self {
        let says = "the vendor holds it, and the state lost it or never had it".to_owned();
        Self { subject: format!("{kind} ({id})"), attribute: String::new(), says }
    }

    /// Whether it is about an object that no state has.
    pub fn is_forgotten(&self) -> bool {
        !self.subject.contains('.')
    }

    /// Whether a warning says so: it names the resource and the attribute.
    pub fn is_told_by(&self, warning: &str) -> bool {
        self.is_about(warning) && warning.contains(&self.attribute)
    }

    /// Whether a warning names the resource.
    pub fn is_about(&self, warning: &str) -> bool {
        let address = self.subject.split(' ').next().unwrap_or_default();
        warning.contains(address)
    }
}

impl fmt::Display for Lie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.subject)?;
        if !self.attribute.is_empty() {
            write!(f, ".{}", self.attribute)?;
        }
        write!(f, ": {}", self.says)
    }
}

/// What the vendors hold, kind by kind.
#[derive(Default)]
pub struct Truth(Vec<(&'static str, Vec<Json>)>);

impl Truth {
    /// What the vendors of a sandbox hold now.
    pub async fn of(sandbox: &Sandbox) -> Self {
        let mut kinds = vec![];
        for Subject { kind, vendor, objects, .. } in SUBJECTS {
            let held = sandbox.objects(vendor).await;
            kinds.push((*kind, held.iter().flat_map(objects).collect()));
        }
        Self(kinds)
    }

    /// Everything in which the state parts from this.
    pub fn lies_of(&self, state: &Json) -> Vec<Lie> {
        let mut lies = vec![];
        for (address, kind, attributes) in instances(state) {
            let Some(subject) = SUBJECTS.iter().find(|subject| subject.kind == kind) else { continue };
            let id = text(&attributes["id"]);
            let named = format!("{address} ({id})");
            match self.object(subject, &id) {
                Some(object) => lies.extend(compare(&named, subject, &attributes, object)),
                None => lies.push(Lie {
                    subject: named,
                    attribute: String::new(),
                    says: format!("{} holds no such object", subject.vendor),
                }),
            }
        }
        lies
    }

    /// The kind and id of every object that no instance in the state is.
    pub fn unknown_to(&self, state: &Json) -> BTreeSet<(&'static str, String)> {
        let known: BTreeSet<(String, String)> =
            instances(state).into_iter().map(|(_, kind, attributes)| (kind, text(&attributes["id"]))).collect();
        let all = SUBJECTS.iter().flat_map(|subject| self.ids(subject).map(|id| (subject.kind, id)));
        all.filter(|(kind, id)| !known.contains(&((*kind).to_owned(), id.clone()))).collect()
    }

    /// Every object: its kind, its id and what the vendor holds.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, String, &Json)> {
        SUBJECTS.iter().flat_map(|subject| {
            let path = subject.table[0].path;
            self.objects(subject.kind).iter().map(move |object| (subject.kind, text(&object[path]), object))
        })
    }

    fn ids(&self, subject: &Subject) -> impl Iterator<Item = String> {
        let path = subject.table[0].path;
        // A system's own trunk belongs to nobody.
        let all = self.objects(subject.kind).iter().filter(|object| object["isSystem"] != true);
        all.map(move |object| text(&object[path]))
    }

    fn object(&self, subject: &Subject, id: &str) -> Option<&Json> {
        let path = subject.table[0].path;
        self.objects(subject.kind).iter().find(|object| text(&object[path]).eq_ignore_ascii_case(id))
    }

    fn objects(&self, kind: &str) -> &[Json] {
        self.0.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, objects)| objects)
    }
}

/// Address, type and attributes of every instance in a state.
fn instances(state: &Json) -> Vec<(String, String, Json)> {
    let mut found = vec![];
    let resources = state["resources"].as_array().into_iter().flatten();
    for resource in resources.filter(|resource| resource["mode"] == "managed") {
        let (kind, name) = (text(&resource["type"]), text(&resource["name"]));
        for instance in resource["instances"].as_array().into_iter().flatten() {
            let index = instance.get("index_key").map_or_else(String::new, |key| format!("[{key}]"));
            found.push((format!("{kind}.{name}{index}"), kind.clone(), instance["attributes"].clone()));
        }
    }
    found
}

fn compare(named: &str, subject: &Subject, attributes: &Json, object: &Json) -> Vec<Lie> {
    let mut lies = vec![];
    let mut lie = |attribute: &str, says: String| {
        lies.push(Lie { subject: named.to_owned(), attribute: attribute.to_owned(), says });
    };
    for name in attributes.as_object().into_iter().flat_map(Map::keys) {
        // No vendor holds how long Terraform waits for it.
        if name != "timeouts" && !subject.table.iter().any(|held| held.attribute == name) {
            lie(name, "the table in tests/it/support/truth.rs does not say where the vendor holds it".into());
        }
    }
    for Held { attribute, path, form } in subject.table {
        let Some(state) = attributes.get(*attribute) else {
            lie(attribute, "the state has no such attribute".into());
            continue;
        };
        let there = path.split('.').fold(object, |json, name| &json[name]);
        let (ours, theirs) = (of_state(*form, state), of_vendor(*form, there));
        let true_enough = match form {
            Elsewhere => true,
            Never => ours.is_null(),
            Hidden if *attribute == "password" && !attributes["password_wo_version"].is_null() => ours.is_null(),
            Hidden | Label if ours.is_null() => true,
            Within => holds(&theirs, &ours),
            _ => ours == theirs,
        };
        if !true_enough {
            lie(attribute, format!("the state has {ours}, {} has {theirs}", subject.vendor));
        }
    }
    lies
}

/// A value of the state in the form in which the two are compared.
fn of_state(form: Form, json: &Json) -> Json {
    let all = |form: Form| json.as_array().into_iter().flatten().map(move |element| of_state(form, element));
    plain(match form {
        Host => text(json).trim_end_matches('.').to_lowercase().into(),
        Phone => text(json).trim_start_matches('+').into(),
        Label => json.as_str().map_or_else(|| json.clone(), |text| text.trim().into()),
        Blocks(_) => sorted(all(Same).map(|block| block_of(&text(&block))).collect()),
        Each(_) => sorted(all(Same).collect()),
        Set => sorted(all(Same).map(|element| block_of(&text(&element))).collect()),
        Lapse => lapse(json),
        AnyOrder(table) => {
            let element = |element: &Json| -> Json {
                let member = |held: &Held| (held.attribute.to_owned(), of_state(held.form, &element[held.attribute]));
                table.iter().map(member).collect::<Map<_, _>>().into()
            };
            let elements = json.as_array().into_iter().flatten().map(element).collect();
            if matches!(form, AnyOrder(_)) { sorted(elements) } else { elements.into() }
        }
        Within => json.as_str().map_or(Json::Null, |text| serde_json::from_str(text).expect("the state holds JSON")),
        _ => json.clone(),
    })
}

/// What the vendor holds in the same form.
fn of_vendor(form: Form, json: &Json) -> Json {
    let each = |member: &str| -> Vec<Json> {
        json.as_array().into_iter().flatten().map(|element| element[member].clone()).collect()
    };
    plain(match form {
        Host | Phone | Label | Set | Lapse => return of_state(form, json),
        Behind(prefix) => match json.as_str().and_then(|word| word.strip_prefix(prefix)) {
            Some(word) => word.to_lowercase().into(),
            None => text(json).into(),
        },
        Codecs => json.as_array().into_iter().flatten().map(codec).collect(),
        Off => (*json == true).into(),
        Words(words) => {
            let ours = words.iter().find(|(_, theirs)| *theirs == text(json)).map(|(ours, _)| *ours);
            ours.map_or_else(|| json.clone(), Json::from)
        }
        Seconds => moment(json),
        Flag => json.as_i64().map_or_else(|| json.clone(), |flag| (flag == 1).into()),
        Digits => text(json).into(),
        Commas => text(json).split(',').filter(|part| !part.is_empty()).collect(),
        Blocks(member) => sorted(each(member).iter().map(|block| block_of(&text(block))).collect()),
        Each(member) => sorted(each(member)),
        AnyOrder(table) => {
            let element = |element: &Json| -> Json {
                let member = |held: &Held| (held.attribute.to_owned(), of_vendor(held.form, &element[held.path]));
                table.iter().map(member).collect::<Map<_, _>>().into()
            };
            let elements = json.as_array().into_iter().flatten().map(element).collect();
            if matches!(form, AnyOrder(_)) { sorted(elements) } else { elements.into() }
        }
        _ => json.clone(),
    })
}

/// Nothing is nothing, however it is spelled, and Terraform gives every text Unicode's composed form.
fn plain(json: Json) -> Json {
    let json = match json {
        Json::String(text) => ComposingNormalizerBorrowed::new_nfc().normalize(&text).into_owned().into(),
        json => json,
    };
    let nothing = match &json {
        Json::String(text) => text.is_empty(),
        Json::Array(elements) => elements.is_empty(),
        Json::Object(members) => members.is_empty(),
        _ => false,
    };
    if nothing { Json::Null } else { json }
}

fn lapse(json: &Json) -> Json {
    let seconds = json.as_str().and_then(|text| text.strip_suffix('s')?.parse::<f64>().ok());
    seconds.map_or_else(|| json.clone(), Json::from)
}

fn codec(codec: &Json) -> Json {
    match codec["rate"].as_u64() {
        None | Some(0) => codec["name"].clone(),
        Some(rate) => format!("{}/{rate}", text(&codec["name"])).into(),
    }
}

fn block_of(text: &str) -> Json {
    text.strip_suffix("/32").unwrap_or(text).into()
}

fn sorted(mut elements: Vec<Json>) -> Json {
    elements.sort_by_key(Json::to_string);
    elements.into()
}

/// Seconds since 1970 in RFC 3339.
fn moment(seconds: &Json) -> Json {
    let time = seconds.as_i64().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    time.and_then(|time| time.format(&Rfc3339).ok()).map_or(Json::Null, Json::from)
}

/// Whether all of `part` is in `whole`; 1 is 1.0.
fn holds(whole: &Json, part: &Json) -> bool {
    match (whole, part) {
        (_, Json::Null) => true,
        (Json::Object(whole), Json::Object(part)) => {
            part.iter().all(|(name, part)| whole.get(name).is_some_and(|whole| holds(whole, part)))
        }
        (Json::Array(whole), Json::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| holds(whole, part))
        }
        (Json::Number(whole), Json::Number(part)) => whole.as_f64() == part.as_f64(),
        _ => whole == part,
    }
}

fn text(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}
