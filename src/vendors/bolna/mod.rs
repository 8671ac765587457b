//! Bolna: a platform for voice agents. A trunk is the way to the user's own carrier; numbers live on it.
//!
//! Pages (bolna.ai/docs): `api-reference/sip-trunks/` `create`, `update`, `get`, `get_all`, `delete`, `add_number` and
//! `overview`, `sip-trunking/byot-setup`, and the vendor's OpenAPI document. Newer pages call this family legacy SIP
//! trunks and name no end for it; the newer one, `/trunk/trunks`, has other fields and is none of this. Deliberately
//! absent: `ice_support`, which is gone from the current document; `phone_numbers` in a create, for a number has a
//! resource of its own and one owner; and the mapping of numbers to agents.

mod answers;
mod formats;
mod number;
mod rules;
pub mod sandbox;

use crate::schema::format::{address, host, text};
use crate::schema::settings::{BASE_URL, MAX_RETRIES, REFRESH_FROM_LIST, REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use crate::schema::*;
use number::NUMBER;

/// Bolna.
pub static VENDOR: Vendor = Vendor {
    name: "bolna",
    title: "Bolna",
    access: "Create an API key in the Bolna dashboard under **Developers**; it is shown once. A key \
             that begins with `sa-` belongs to a sub-account and reaches only that one: use it to keep production and tests \
             apart. Bolna may have to enable [SIP trunks](https://www.bolna.ai/docs/sip-trunking/byot-setup) for the account first.",
    settings: &[
        API_KEY,
        BASE_URL.default(Literal::String("https://api.bolna.ai")),
        REQUESTS_PER_MINUTE.default(Literal::Integer(1000)),
        MAX_RETRIES,
        REQUEST_TIMEOUT,
        REFRESH_FROM_LIST,
    ],
    auth: Auth::Bearer("api_key"),
    trust: None,
    connection: Connection::USUAL,
    patience: None,
    resources: &[TRUNK, NUMBER],
    listings: &[],
};

const API_KEY: Attribute = string("api_key", "API key of the account or sub-account.").secret();

const TRUNK: Resource = Resource {
    name: "bolna_trunk",
    noun: "trunk",
    doc: "A SIP trunk at Bolna: the gateways of your carrier, and how Bolna and the carrier authenticate each other. Bolna \
          may have to enable SIP trunks for the account first. Names are unique, so `create_before_destroy` needs a new name.",
    pages: &[
        ("SIP trunks overview", "https://www.bolna.ai/docs/api-reference/sip-trunks/overview"),
        ("Create a SIP trunk", "https://www.bolna.ai/docs/api-reference/sip-trunks/create"),
        ("Update a SIP trunk", "https://www.bolna.ai/docs/api-reference/sip-trunks/update"),
        ("Connect your carrier", "https://www.bolna.ai/docs/sip-trunking/byot-setup"),
    ],
    attributes: attributes![
        ID,
        NAME,
        PROVIDER_NAME,
        DESCRIPTION,
        AUTH_TYPE,
        USERNAME,
        PASSWORD,
        GATEWAYS,
        ALLOWED_IPS,
        CODECS,
        DISALLOW,
        TRANSPORT,
        MEDIA_ENCRYPTION,
        MEDIA_ENCRYPTION_OPTIMISTIC,
        DIRECT_MEDIA,
        RTP_SYMMETRIC,
        FORCE_RPORT,
        QUALIFY_FREQUENCY,
        INBOUND_ENABLED,
        OUTBOUND_LEADING_PLUS_ENABLED,
        ENABLED,
        PHONE_NUMBERS,
        CREATED_AT,
        UPDATED_AT,
    ],
    kind: Some("auth_type"),
    rules: &[rules::ENCRYPTION, rules::SOURCES],
    import: &["id"],
    natural_key: Some("name"),
    label: None,
    recognised_by: Some("name"),
    parent: None,
    calls: Calls {
        create: post(TRUNKS),
        read: Some(get(ITEM)),
        update: Some(patch(ITEM)),
        whole_members: &[],
        replace: None,
        update_whole: None,
        delete: delete(ITEM),
        list: List {
            call: get(TRUNKS),
            rows: &["data"],
            total: &["total"],
            // The page shows an array. The vendor's other lists have pages, and its own script expects either.
            paging: Paging::Numbered { page: "page_number", size: None },
            whole_rows: true,
        },
    },
    hooks: &answers::Trunks,
    upgrades: &[],
};

const TRUNKS: &[&str] = &["/sip-trunks/trunks"];
const ITEM: &[&str] = &["/sip-trunks/trunks/{id}"];

const ID: Attribute = string("id", "Identifier of the trunk.").read_only().stable();

const NAME: Attribute = string("name", "Name of the trunk, unique in the account.")
    .required()
    .checks(&[Check::Filled])
    .canonical(text::trimmed);

const PROVIDER_NAME: Attribute =
    string("provider_name", "Label for the carrier behind the trunk, such as `twilio` or `custom`.")
        .required()
        .replaces()
        .json("provider")
        .checks(&[Check::Filled]);

/// What null does in an update is not documented; empty text is text.
const DESCRIPTION: Attribute = string("description", "Free-text description.").cleared_by(EMPTY_TEXT);

const AUTH_TYPE: Attribute = string(
    "auth_type",
    "How Bolna and the carrier authenticate: by user name and password (`credentials`) or by the carrier's IP \
     addresses (`ip`).",
)
.required()
.replaces()
.words(&[("credentials", Literal::String("userpass")), ("ip", Literal::String("ip-based"))]);

/// The vendor's own example of a rotation sends both.
const USERNAME: Attribute = string("username", "User name for digest authentication at the carrier.")
    .json("auth_username")
    .only_for(&["credentials"])
    .required_for(&["credentials"])
    .checks(&[Check::Filled])
    .sent_with(&["password"]);

const PASSWORD: Attribute = string("password", "Password for digest authentication at the carrier.")
    .json("auth_password")
    .only_for(&["credentials"])
    .required_for(&["credentials"])
    .secret()
    .checks(&[Check::Filled])
    .sent_with(&["username"]);

/// Ranks are in the elements, so their order says nothing.
const GATEWAYS: Attribute = objects(
    "gateways",
    "SIP gateways of the carrier.",
    &Elements {
        attributes: &[HOST, PORT, PRIORITY],
        keys: &["host", "port"],
        order: Order::Nobodys,
        // `id` and `created_at`, which are not to be sent back.
        unknown: Unknown::Left,
    },
)
.required()
.checks(&[Check::AtLeastOne]);

const HOST: Attribute = string("host", "Host name or IP address.")
    .required()
    .json("gateway_address")
    .checks(&[Check::Format(&host::HOST)])
    .canonical(host::canonical_host);

const PORT: Attribute = integer("port", "SIP port; carriers commonly use 5061 for TLS.")
    .default(Literal::Integer(5060))
    .checks(&[Check::PORT]);

const PRIORITY: Attribute =
    integer("priority", "Priority: the gateway with the lowest number is tried first, the others as failover.")
        .default(Literal::Integer(1))
        .checks(&[Check::Range { min: Some(1), max: None }]);

/// Nothing forbids them on a trunk with credentials.
const ALLOWED_IPS: Attribute =
    set("allowed_ips", "IPv4 addresses and CIDR blocks that the carrier calls from.", &Kind::String)
        .json("ip_identifiers")
        .wrapped("ip_address")
        .required_for(&["ip"])
        .checks(&[Check::Format(&address::IPV4), Check::Format(&address::NO_HOST_BITS)])
        .canonical(address::canonical_block)
        .cleared_by(NO_ELEMENTS);

/// That `ulaw` should be there is advice, and a trunk without it can be imported, so it is said and not demanded.
const CODECS: Attribute = list(
    "codecs",
    "Codecs in order of preference. Bolna recommends to include `ulaw`, which its media servers use.",
    &Kind::String,
)
.default(Literal::List(&["ulaw", "alaw"]))
.json("allow")
.commas()
.checks(&[Check::AtLeastOne, Check::Format(&formats::CODEC)])
.sent_as(str::to_ascii_lowercase);

const DISALLOW: Attribute = string("disallow", "Codecs to refuse unless `codecs` names them, separated by commas.")
    .default(Literal::String("all"))
    .checks(&[Check::Format(&formats::CODECS)])
    .sent_as(formats::in_one_spelling);

/// The two are checked together there, perhaps against the body alone.
const TRANSPORT: Attribute = string("transport", "Transport protocol for SIP signalling.")
    .default(Literal::String("udp"))
    .words_so_far(&[
        ("udp", Literal::String("transport-udp")),
        ("tcp", Literal::String("transport-tcp")),
        ("tls", Literal::String("transport-tls")),
    ])
    .sent_with(&["media_encryption"]);

/// In the vendor's own YAML the word `no` stands unquoted, which many readers take for `false`.
const MEDIA_ENCRYPTION: Attribute = string(
    "media_encryption",
    "Media encryption: none (`no`), or SRTP with keys exchanged in SDP (`sdes`), which requires \
         `transport = \"tls\"`.",
)
.default(Literal::String("no"))
.words_so_far(&[("no", Literal::String("no")), ("no", Literal::Bool(false)), ("sdes", Literal::String("sdes"))])
.sent_with(&["transport"]);

const MEDIA_ENCRYPTION_OPTIMISTIC: Attribute = boolean(
    "media_encryption_optimistic",
    "With `sdes`: fall back to unencrypted media if the carrier offers no keys.",
)
.default(Literal::Bool(false));

// An older edition had these three in the update, the current one has not.

const DIRECT_MEDIA: Attribute =
    boolean("direct_media", "Send media directly between the endpoints, bypassing Bolna. Bolna advises against it.")
        .default(Literal::Bool(false))
        .replaces();

const RTP_SYMMETRIC: Attribute =
    boolean("rtp_symmetric", "Symmetric RTP: send media back to the address it came from, for carriers behind NAT.")
        .default(Literal::Bool(true))
        .replaces();

const FORCE_RPORT: Attribute = boolean(
    "force_rport",
    "Send SIP responses back to the port the request came from (RFC 3581 `rport`), for carriers behind NAT.",
)
.default(Literal::Bool(true))
.replaces();

const QUALIFY_FREQUENCY: Attribute =
    integer("qualify_frequency", "Seconds between SIP OPTIONS probes of the gateways; 0 turns them off.")
        .default(Literal::Integer(60))
        .checks(&[Check::Range { min: Some(0), max: None }]);

const INBOUND_ENABLED: Attribute =
    boolean("inbound_enabled", "Accept inbound calls from the carrier.").default(Literal::Bool(false));

const OUTBOUND_LEADING_PLUS_ENABLED: Attribute =
    boolean("outbound_leading_plus_enabled", "Put a `+` in front of the numbers of outbound calls.")
        .default(Literal::Bool(true));

/// No create takes it.
const ENABLED: Attribute = boolean(
    "enabled",
    "Whether the trunk carries new calls. Active calls continue. A new trunk with `false` takes two calls: Bolna \
     creates trunks enabled.",
)
.default(Literal::Bool(true))
.switch()
.after_create()
.json("is_active");

/// No update of the trunk changes them, so a plan need not leave them open.
const PHONE_NUMBERS: Attribute = objects(
    "phone_numbers",
    "Phone numbers on the trunk. Add them with `siptrunk_bolna_phone_number`; deleting the trunk deletes them too. Numbers \
     added in an apply are here from the next refresh on.",
    &Elements {
        attributes: &[ON_TRUNK_ID, ON_TRUNK_NUMBER, ON_TRUNK_NAME],
        keys: &["id"],
        order: Order::Nobodys,
        unknown: Unknown::Left,
    },
)
.read_only()
.stable();

const ON_TRUNK_ID: Attribute = string("id", "Identifier of the number.").read_only();
const ON_TRUNK_NUMBER: Attribute = string("phone_number", "The number.").read_only();
const ON_TRUNK_NAME: Attribute = string("name", "Its name.").read_only();

const CREATED_AT: Attribute = string("created_at", "When the trunk was created, in ISO 8601.").read_only().stable();

const UPDATED_AT: Attribute = string("updated_at", "When the trunk was last changed, in ISO 8601.").read_only();
