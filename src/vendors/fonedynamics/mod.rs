//! Fone Dynamics: an Australian carrier. A trunk lives in a property and is told apart by addresses or by credentials.
//!
//! Pages (fonedynamics.com/docs/rest-api): `post-sip-trunk`, `put-sip-trunk` (it documents PATCH; an older edition
//! PUT), `get-sip-trunk-details`, `get-sip-trunks`, `errors`. Nobody has seen a page on deleting a trunk; the call
//! follows the path of the update, and the lifecycle looks whether it worked.

mod answers;
mod formats;
pub mod sandbox;

use crate::schema::format::{address, phone};
use crate::schema::settings::{BASE_URL, MAX_RETRIES, REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use crate::schema::*;

/// Fone Dynamics.
pub static VENDOR: Vendor = Vendor {
    name: "fonedynamics",
    title: "Fone Dynamics",
    access: "`account_sid` and `token` are the account's Sid and its token; `property_sid` is the property (newer pages: \
             [project](https://www.fonedynamics.com/docs/rest-api/get-projects)) that trunks belong to unless they name another. \
             A token reaches the whole account; Fone Dynamics documents no tokens with fewer permissions.",
    settings: &[
        ACCOUNT_SID,
        TOKEN,
        DEFAULT_PROPERTY_SID,
        PROVISIONING_TIMEOUT,
        BASE_URL.default(Literal::String("https://api.fonedynamics.com")),
        REQUESTS_PER_MINUTE,
        MAX_RETRIES,
        REQUEST_TIMEOUT,
    ],
    auth: Auth::Basic("account_sid", "token"),
    trust: None,
    connection: Connection::USUAL,
    patience: Some(PROVISIONING_TIMEOUT.name),
    resources: &[TRUNK],
    listings: &[],
};

const ACCOUNT_SID: Attribute = string("account_sid", "Sid of the account.");

const TOKEN: Attribute = string("token", "Token of the account.").secret();

const DEFAULT_PROPERTY_SID: Attribute = string(
    "property_sid",
    "Sid of the property (called project in newer documentation) for trunks that do not set one.",
);

const PROVISIONING_TIMEOUT: Attribute =
    integer("provisioning_timeout", "Seconds to wait until Fone Dynamics has provisioned or removed a trunk.")
        .checks(&[Check::Range { min: Some(1), max: Some(3600) }])
        .default(Literal::Integer(300));

const TRUNK: Resource = Resource {
    name: "fonedynamics_trunk",
    noun: "trunk",
    doc: "A SIP trunk at Fone Dynamics, which authenticates the other side by IP address or by realm and password.",
    pages: &[
        ("Create a SIP trunk", "https://www.fonedynamics.com/docs/rest-api/post-sip-trunk"),
        ("Update a SIP trunk", "https://www.fonedynamics.com/docs/rest-api/put-sip-trunk"),
        ("SIP trunk details", "https://www.fonedynamics.com/docs/rest-api/get-sip-trunk-details"),
        ("Errors", "https://www.fonedynamics.com/docs/rest-api/errors"),
    ],
    attributes: attributes![
        ID,
        PROPERTY_SID,
        NAME,
        CALLER_ID,
        AUTH_TYPE,
        ALLOWED_IPS,
        REALM,
        PASSWORD,
        ALLOWED_COUNTRIES,
        CHANNEL_LIMIT,
        CUSTOMER_REFERENCE,
        EXTERNAL_REFERENCE,
        PROVISIONING_STATE,
        CREATED_AT,
        UPDATED_AT,
    ],
    kind: Some("auth_type"),
    rules: &[],
    import: &["property_sid/id", "id"],
    natural_key: None,
    label: Some("name"),
    recognised_by: None,
    parent: None,
    // Singular for one trunk, plural for the list. Reading and updating are documented on the account's path too.
    calls: Calls {
        create: post(&["/v2/Properties/{property_sid}/SipTrunk"]),
        read: Some(get(&[
            "/v2/Properties/{property_sid}/SipTrunk/{id}/Details",
            "/v2/Accounts/{account_sid}/SipTrunk/{id}/Details",
        ])),
        update: Some(patch(ITEM).silent()),
        whole_members: &[],
        replace: None,
        update_whole: Some(put(ITEM).silent()),
        delete: delete(&["/v2/Properties/{property_sid}/SipTrunk/{id}"]),
        list: List {
            call: get(&["/v2/Properties/{property_sid}/SipTrunks"]),
            rows: &["SipTrunks"],
            total: &["TotalCount"],
            paging: Paging::Skip { skip: "Results_Skip", count: "Results_Count", size: 50 },
            // `get-sip-trunks` says "a list of objects" and no more; assumed to lack what belongs to the type.
            whole_rows: false,
        },
    },
    hooks: &answers::FoneDynamics,
    upgrades: &[],
};

const ITEM: &[&str] = &["/v2/Properties/{property_sid}/SipTrunk/{id}", "/v2/Accounts/{account_sid}/SipTrunk/{id}"];

const ID: Attribute = string("id", "Sid of the trunk.").read_only().stable().json("SipTrunkSid");

const PROPERTY_SID: Attribute = string(
    "property_sid",
    "Sid of the property (called project in newer documentation) that holds the trunk. Default: the provider's \
     `property_sid`.",
)
.vendor_default()
.checks(&[Check::Filled])
.address()
.replaces();

const NAME: Attribute = string("name", "Name of the trunk.").required().json("Name").checks(&[Check::Filled]);

const CALLER_ID: Attribute = string("caller_id", "Default caller ID, for outbound calls that send none.")
    .required()
    .json("DefaultCallerId")
    .checks(&[Check::Format(&formats::CALLER_ID)])
    .sent_as(phone::with_plus);

const AUTH_TYPE: Attribute = string(
    "auth_type",
    "How the other side authenticates: by its IP addresses (`ip`) or by realm and password (`credentials`).",
)
.required()
.json("Type")
.words(&[("ip", Literal::Integer(0)), ("credentials", Literal::Integer(1))])
// The update page demands the block that belongs to the type.
.sent_with(&["allowed_ips", "realm", "password"]);

const ALLOWED_IPS: Attribute = set("allowed_ips", "IPv4 addresses and CIDR blocks that may send calls.", &Kind::String)
    .json("SipTrunkIpAddresses")
    .wrapped("IpAddress")
    .only_for(&["ip"])
    .required_for(&["ip"])
    .checks(&[
        Check::AtLeastOne,
        Check::Format(&address::IPV4),
        Check::Format(&formats::SMALL_BLOCK),
        Check::Format(&address::NO_HOST_BITS),
        Check::Format(&address::PUBLIC_IPV4),
    ])
    // The create page asks for the prefix length of a single address too.
    .sent_as(address::canonical_block);

const REALM: Attribute = string("realm", "Realm for digest authentication.")
    .json("SipTrunkCredentials.Realm")
    .only_for(&["credentials"])
    .required_for(&["credentials"])
    .checks(&[Check::Filled])
    // The update page: the credentials object holds both.
    .sent_with(&["password"]);

const PASSWORD: Attribute = string("password", "Password for digest authentication.")
    .json("SipTrunkCredentials.Password")
    .only_for(&["credentials"])
    .required_for(&["credentials"])
    .secret()
    .checks(&[Check::Format(&formats::PASSWORD)])
    .sent_with(&["realm"]);

const ALLOWED_COUNTRIES: Attribute = set(
    "allowed_countries",
    "Countries that may be called, as ISO 3166 two-letter codes. A new trunk starts with `AU`.",
    &Kind::String,
)
.vendor_default()
.json("SipTrunkAllowedCountries")
.wrapped("CountryCode")
.checks(&[Check::AtLeastOne, Check::Format(&formats::COUNTRY)])
.sent_as(|text| text.trim().to_ascii_uppercase());

const CHANNEL_LIMIT: Attribute =
    integer("channel_limit", "Maximum number of concurrent calls. A new trunk starts with 1.")
        .vendor_default()
        .json("ChannelLimit")
        .checks(&[Check::Range { min: Some(1), max: None }]);

const CUSTOMER_REFERENCE: Attribute =
    string("customer_reference", "Free-text reference of your own.").json("CustomerReference").cleared_by(EMPTY_TEXT);

const EXTERNAL_REFERENCE: Attribute =
    string("external_reference", "Reference set by Fone Dynamics.").read_only().json("ExternalReference");

const PROVISIONING_STATE: Attribute =
    string("provisioning_state", "Provisioning state of the trunk.").read_only().json("ProvisioningState").words(&[
        ("inactive", Literal::Integer(0)),
        ("provisioning", Literal::Integer(1)),
        ("active", Literal::Integer(2)),
        ("deprovisioning", Literal::Integer(3)),
    ]);

const CREATED_AT: Attribute =
    string("created_at", "When the trunk was created, in RFC 3339.").read_only().stable().json("Created").unix_time();

const UPDATED_AT: Attribute =
    string("updated_at", "When the trunk was last changed, in RFC 3339.").read_only().json("Modified").unix_time();
