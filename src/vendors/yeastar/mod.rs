//! Yeastar P-Series: a PBX (Appliance, Software, Cloud) that hands out its trunks through one JSON API.
//!
//! Pages (help.yeastar.com, developer guides of the three editions): `add-a-sip-trunk`, `edit-a-sip-trunk`,
//! `query-information-of-a-trunk`, `delete-a-sip-trunk`, `query-trunk-list`, `get-access-token`,
//! `revoke-access-token`, `request-structure`, `response-result`, `error-code-and-error-message`. Limits of texts and
//! numbers come from `import-and-export-parameters-trunk` and its two siblings, which describe the same fields for the
//! portal. What a peer or account trunk takes in a create is concluded from what it takes in an update.

mod answers;
mod formats;
mod lists;
mod rules;
pub mod sandbox;
mod session;

use crate::schema::format::{host, id};
use crate::schema::settings::{BASE_URL, MAX_RETRIES, REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use crate::schema::*;
use lists::{DIDS_ON_TRUNK, OUTBOUND_CIDS};

/// Yeastar P-Series.
pub static VENDOR: Vendor = Vendor {
    name: "yeastar",
    title: "Yeastar",
    access: "Enable the API in the PBX's portal under **Integrations > API**, which then shows the Client ID and the Client \
             Secret; limit it to the addresses that Terraform runs at. `base_url` is the address of the portal: \
             `https://ADDRESS:8088` for an Appliance or the Software edition, the plain `https://NAME` for Cloud or a Yeastar \
             FQDN. Five refused logins in a row make the PBX block the address until an administrator removes it under \
             **Security > Security Rules > Blocked IPs**. See Yeastar's \
             [request structure](https://help.yeastar.com/en/p-series-software-edition/developer-guide/request-structure.html).",
    settings: &[
        CLIENT_ID,
        CLIENT_SECRET,
        CA_CERTIFICATE,
        INSECURE_SKIP_VERIFY,
        // Every PBX has its own address.
        BASE_URL,
        REQUESTS_PER_MINUTE,
        MAX_RETRIES,
        REQUEST_TIMEOUT,
    ],
    auth: Auth::Session(&session::Yeastar, &["client_id", "client_secret"]),
    trust: Some(Trust { authorities: CA_CERTIFICATE.name, anybody: INSECURE_SKIP_VERIFY.name }),
    // `request-structure`: this very header on every call; the PBX closes the connection after each answer.
    connection: Connection { user_agent: Some("OpenAPI"), keep_alive: false },
    patience: None,
    resources: &[TRUNK],
    listings: &[],
};

const CLIENT_ID: Attribute =
    string("client_id", "Client ID of the API, from the portal of the PBX under Integrations > API.");

const CLIENT_SECRET: Attribute = string(
    "client_secret",
    "Client Secret of the API, from the same page. After 5 refused logins in a row the PBX blocks the address.",
)
.secret();

const CA_CERTIFICATE: Attribute = string(
    "ca_certificate",
    "PEM certificate of the PBX, or of the CA that signed it. Only needed if the system does not trust it.",
);

const INSECURE_SKIP_VERIFY: Attribute = boolean(
    "insecure_skip_verify",
    "Skip TLS certificate verification. Works with the factory certificate of the PBX, but allows man-in-the-middle \
     attacks; prefer `ca_certificate`.",
);

const TRUNK: Resource = Resource {
    name: "yeastar_trunk",
    noun: "trunk",
    doc: "A SIP trunk of a Yeastar P-Series PBX: the PBX registers with a carrier (`register`), exchanges calls with a fixed \
          address (`peer`), or lets another device register (`account`).",
    pages: &[
        (
            "Add a SIP trunk",
            "https://help.yeastar.com/en/p-series-software-edition/developer-guide/add-a-sip-trunk.html",
        ),
        (
            "Edit a SIP trunk",
            "https://help.yeastar.com/en/p-series-software-edition/developer-guide/edit-a-sip-trunk.html",
        ),
        (
            "Error codes",
            "https://help.yeastar.com/en/p-series-software-edition/developer-guide/error-code-and-error-message.html",
        ),
        (
            "SIP trunk settings",
            "https://help.yeastar.com/en/p-series-software-edition/administrator-guide/sip-trunk-settings.html",
        ),
    ],
    attributes: attributes![
        ID,
        TYPE,
        NAME,
        ENABLED,
        COUNTRY,
        ITSP,
        TRANSPORT,
        HOST,
        PORT,
        DOMAIN,
        USERNAME,
        PASSWORD,
        AUTH_NAME,
        OUTBOUND_PROXY_ENABLED,
        OUTBOUND_PROXY_SERVER,
        OUTBOUND_PROXY_PORT,
        CODECS,
        CALLER_ID,
        CALLER_ID_NAME,
        OUTBOUND_CID_LIST,
        DIDS,
        TRANSPARENT_TRANS_180_MSG,
        SETTING_OF_SIP_AND_SDP_IP,
        SIP_AND_SDP_IP_ADDR,
        IGNORE_100_RESPONSE,
        FORCE_DOD_FROM,
        SIPAUTH_CACHE_ENABLED,
        SBC_ROUTING_ENABLED,
        STATUS,
    ],
    kind: Some("type"),
    rules: rules::ALL,
    import: &["id"],
    natural_key: Some("name"),
    label: None,
    recognised_by: Some("name"),
    parent: None,
    // Reads and deletes are GET, all else is POST; no path names a trunk.
    calls: Calls {
        create: post(&["/openapi/v1.0/trunk/create"]),
        read: Some(get(&["/openapi/v1.0/trunk/get?id={id}"])),
        update: Some(post(&["/openapi/v1.0/trunk/update"]).naming_object()),
        whole_members: &[],
        replace: None,
        update_whole: None,
        // The number of a trunk that is gone may be given to a new one.
        delete: get(&["/openapi/v1.0/trunk/delete?id={id}"]).once(),
        list: List {
            call: get(&["/openapi/v1.0/trunk/list"]),
            rows: &["data"],
            total: &["total_number"],
            paging: Paging::Numbered { page: "page", size: Some(("page_size", 100)) },
            // `query-trunk-list`: id, status, name, type and four more.
            whole_rows: false,
        },
    },
    hooks: &answers::Yeastar,
    upgrades: &[],
};

const REGISTER: &[&str] = &["register"];
const WITH_HOST: &[&str] = &["register", "peer"];
const WITH_LOGIN: &[&str] = &["register", "account"];

const ID: Attribute =
    string("id", "Number of the trunk.").read_only().stable().number().checks(&[Check::Format(&id::NUMBER)]);

/// Cloud has three words for a peer.
const TYPE: Attribute = string(
    "type",
    "Kind of trunk: the PBX registers with a carrier (`register`), both sides have fixed addresses (`peer`), or the \
     other side registers with the PBX (`account`).",
)
.required()
.words(&[
    ("register", Literal::String("register")),
    ("peer", Literal::String("peer")),
    ("peer", Literal::String("peer_did")),
    ("peer", Literal::String("peer_port")),
    ("peer", Literal::String("peer_private")),
    ("account", Literal::String("account")),
])
.replaces();

const NAME: Attribute =
    string("name", "Name of the trunk, unique on the PBX.").required().checks(&[Check::Format(&formats::NAME)]);

const ENABLED: Attribute =
    boolean("enabled", "Whether the trunk is enabled.").default(Literal::Bool(true)).switch().json("enable").zero_one();

const COUNTRY: Attribute =
    string("country", "Country of the carrier (ITSP) template, as the PBX lists it; `general` for no template.")
        .default(Literal::String("general"))
        .checks(&[Check::Filled])
        .canonical(str::to_lowercase)
        .replaces();

const ITSP: Attribute = string("itsp", "Carrier (ITSP) template to use, as the PBX lists it for the country.")
    .vendor_default()
    .canonical(str::to_lowercase)
    .replaces();

const TRANSPORT: Attribute = string(
    "transport",
    "Transport protocol for SIP signalling. `tcp` needs the SIP TCP port of the PBX enabled; `dnsnaptr` takes what \
     the carrier's DNS NAPTR record says.",
)
.required()
.checks(&[Check::OneOf(&["udp", "tcp", "tls", "dnsnaptr"])]);

const HOST: Attribute = string("host", "Host name or IP address of the other side.")
    .json("hostname")
    .only_for(WITH_HOST)
    .required_for(WITH_HOST)
    .checks(&[Check::Format(&host::HOST)])
    .canonical(host::canonical_host);

const PORT: Attribute = integer("port", "SIP port of the other side, usually 5060.")
    .only_for(WITH_HOST)
    .required_for(WITH_HOST)
    .checks(&[Check::Range { min: Some(0), max: Some(65535) }]);

const DOMAIN: Attribute =
    string("domain", "SIP domain of the other side. The same as `host` if the carrier gives none.")
        .only_for(WITH_HOST)
        .required_for(WITH_HOST)
        .checks(&[Check::Format(&host::HOST)])
        .canonical(host::canonical_host);

const USERNAME: Attribute = string(
    "username",
    "User name for SIP registration: of the PBX at the carrier (`register`), or of the other side at the PBX \
     (`account`).",
)
.only_for(WITH_LOGIN)
.required_for(WITH_LOGIN)
.checks(&[Check::Filled, Check::Longest(255)]);

/// Some editions of `add-a-sip-trunk` ask for 10 characters of three kinds, others dropped that. A carrier chooses
/// passwords as it likes, so only the PBX can say no.
const PASSWORD: Attribute = string("password", "Password for SIP registration.")
    .only_for(WITH_LOGIN)
    .required_for(WITH_LOGIN)
    .secret()
    .shown()
    .checks(&[Check::Filled, Check::Longest(255)]);

const AUTH_NAME: Attribute =
    string("auth_name", "User name for digest authentication, usually the same as `username`.")
        .only_for(WITH_LOGIN)
        .required_for(WITH_LOGIN)
        .checks(&[Check::Filled, Check::Longest(255)]);

const OUTBOUND_PROXY_ENABLED: Attribute =
    boolean("outbound_proxy_enabled", "Whether calls go through an outbound proxy.")
        .default(Literal::Bool(false))
        .json("enb_outbound_proxy")
        .zero_one()
        .only_for(REGISTER);

/// `edit-a-sip-trunk` names no way to empty a text, this one or another; its reads show unset ones as empty.
const OUTBOUND_PROXY_SERVER: Attribute =
    string("outbound_proxy_server", "Host name or IP address of the outbound proxy.")
        .only_for(REGISTER)
        .checks(&[Check::Format(&host::HOST_OR_EMPTY)])
        .canonical(host::canonical_host)
        .cleared_by(EMPTY_TEXT);

/// The PBX shows 0 where there is no proxy; rules.rs demands 1 or more where there is one.
const OUTBOUND_PROXY_PORT: Attribute = integer("outbound_proxy_port", "Port of the outbound proxy.")
    .vendor_default()
    .only_for(REGISTER)
    .checks(&[Check::Range { min: Some(0), max: Some(65535) }]);

const CODECS: Attribute =
    list("codecs", "Codecs in order of preference.", &Kind::String).required().json("codec_sel").commas().checks(&[
        Check::AtLeastOne,
        Check::OneOf(&[
            "ulaw", "alaw", "g729", "gsm", "h264", "h263", "h263p", "ilbc", "g722", "g726", "speex", "adpcm", "mpeg4",
            "vp8", "opus",
        ]),
    ]);

const CALLER_ID: Attribute = string("caller_id", "Default caller ID, for outbound calls that send none.")
    .json("def_outbound_cid")
    .checks(&[Check::Longest(31)])
    .cleared_by(EMPTY_TEXT);

const CALLER_ID_NAME: Attribute = string("caller_id_name", "Display name for the default caller ID.")
    .json("def_outbound_cid_name")
    .checks(&[Check::Longest(127)])
    .cleared_by(EMPTY_TEXT);

const OUTBOUND_CID_LIST: Attribute =
    objects("outbound_cid_list", "Outbound caller IDs of certain extensions, in any order.", &OUTBOUND_CIDS)
        .vendor_default()
        .cleared_by(NO_ELEMENTS);

const DIDS: Attribute =
    objects("dids", "DID numbers that are reached through the trunk, in any order.", &DIDS_ON_TRUNK)
        .vendor_default()
        .json("did_list")
        .only_for(WITH_HOST)
        .cleared_by(NO_ELEMENTS);

// What follows is known to newer firmware only, and not to every edition: nothing of it is sent unless it is written.
// Which kinds of trunk have it is documented nowhere.

const TRANSPARENT_TRANS_180_MSG: Attribute = boolean(
    "transparent_trans_180_msg",
    "Whether a 180 response carries SDP only if that of the other side did. Newer firmware.",
)
.vendor_default()
.zero_one();

const SETTING_OF_SIP_AND_SDP_IP: Attribute = string(
    "setting_of_sip_and_sdp_ip",
    "Address to put into SIP and SDP: that of the PBX (`default`) or another one (`custom`). Newer firmware of \
     Appliance and Software.",
)
.vendor_default()
.checks(&[Check::OneOf(&["default", "custom"])]);

const SIP_AND_SDP_IP_ADDR: Attribute = string(
    "sip_and_sdp_ip_addr",
    "Address to put into SIP and SDP with `custom`. Newer firmware of Appliance and Software.",
)
.vendor_default()
.checks(&[Check::Format(&host::HOST_OR_EMPTY)])
.canonical(host::canonical_host)
.cleared_by(EMPTY_TEXT);

const IGNORE_100_RESPONSE: Attribute =
    boolean("ignore_100_response", "Whether to ignore 100 Trying. Newer firmware of Appliance.")
        .vendor_default()
        .zero_one();

const FORCE_DOD_FROM: Attribute = integer(
    "force_dod_from",
    "Whether the caller ID of an extension overrides the From header of the trunk, as a number that Yeastar's pages \
     explain. Newer firmware of Appliance.",
)
.vendor_default();

const SIPAUTH_CACHE_ENABLED: Attribute = boolean(
    "sipauth_cache_enabled",
    "Whether to cache SIP credentials for later INVITE and BYE. Newer firmware of Cloud.",
)
.vendor_default()
.json("enb_sipauth_cache")
.zero_one();

const SBC_ROUTING_ENABLED: Attribute =
    boolean("sbc_routing_enabled", "Whether calls go through a session border controller. Newer firmware of Software.")
        .read_only()
        .json("enb_sbc_routing")
        .zero_one();

/// Appliances have more codes, for their physical lines.
const STATUS: Attribute = string(
    "status",
    "Status of the trunk; a code that is not in the list is shown as the number. Updated on refresh only, so it is \
     empty right after a create.",
)
.read_only()
.list_only()
.words(&[
    ("unknown", Literal::Integer(0)),
    ("idle", Literal::Integer(1)),
    ("busy", Literal::Integer(2)),
    ("idle_unmonitored", Literal::Integer(3)),
    ("registering", Literal::Integer(4)),
    ("registration_failed", Literal::Integer(41)),
    ("unreachable", Literal::Integer(42)),
    ("unavailable", Literal::Integer(43)),
    ("disabled", Literal::Integer(44)),
    ("authentication_failed", Literal::Integer(45)),
]);
