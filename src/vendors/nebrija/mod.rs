//! Nebrija AI: a platform for voice agents. A trunk is a list of gateways that calls go out to, with one login.
//!
//! Page (docs.nebrijaai.com/api-reference): `sip-trunks/actualizar-sip-trunk`. Its navigation names the four other
//! calls, whose own pages are not known; they follow its path, and what is shown by the pages `webhooks/crear-webhook`,
//! `tools/obtener-herramienta` and `calls/listar-llamadas`. Deliberately absent: attaching phone numbers, which point at
//! a trunk and are no part of it.

mod answers;
mod formats;
mod rules;
pub mod sandbox;

use crate::schema::format::{host, id};
use crate::schema::settings::{BASE_URL, MAX_RETRIES, REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use crate::schema::*;

/// Nebrija AI.
pub static VENDOR: Vendor = Vendor {
    name: "nebrija",
    title: "Nebrija AI",
    access: "`token` is the bearer token of Nebrija AI's API. The \
             [API reference](https://docs.nebrijaai.com/api-reference/sip-trunks/actualizar-sip-trunk) does not say where to create \
             one, or how to limit what it may do; ask Nebrija AI.",
    settings: &[
        TOKEN,
        BASE_URL.default(Literal::String("https://nebrijaai.com")),
        REQUESTS_PER_MINUTE,
        MAX_RETRIES,
        REQUEST_TIMEOUT,
    ],
    auth: Auth::Bearer("token"),
    trust: None,
    connection: Connection::USUAL,
    patience: None,
    resources: &[TRUNK],
    listings: &[],
};

const TOKEN: Attribute = string("token", "API token of the account.").secret();

const TRUNK: Resource = Resource {
    name: "nebrija_trunk",
    noun: "trunk",
    doc: "A SIP trunk at Nebrija AI: the gateways through which voice agents reach the telephone network, and the \
          credentials for them.",
    pages: &[(
        "Update a SIP trunk (Spanish)",
        "https://docs.nebrijaai.com/api-reference/sip-trunks/actualizar-sip-trunk",
    )],
    attributes: attributes![
        ID,
        NAME,
        GATEWAYS,
        USERNAME,
        PASSWORD,
        ADVANCED,
        PROVIDER_ID,
        IS_SYSTEM,
        CREATED_AT,
        UPDATED_AT,
    ],
    kind: None,
    rules: &[rules::LOGIN],
    import: &["id"],
    natural_key: None,
    label: Some("name"),
    recognised_by: None,
    parent: None,
    calls: Calls {
        create: post(&["/api/v1/sip-trunks"]),
        read: Some(get(ITEM)),
        update: Some(patch(ITEM)),
        whole_members: &[],
        replace: None,
        update_whole: None,
        delete: delete(ITEM),
        // The only list whose page is known is a bare array; a public client expects one of these around another.
        list: List {
            call: get(&["/api/v1/sip-trunks"]),
            rows: &["data", "items", "results", "sipTrunks"],
            total: &["total", "totalCount"],
            paging: Paging::Whole,
            // No page shows what a row holds; the list of calls, the only one that is known, ends after 50.
            whole_rows: false,
        },
    },
    hooks: &answers::Nebrija,
    upgrades: &[],
};

const ITEM: &[&str] = &["/api/v1/sip-trunks/{id}"];

const ID: Attribute = string("id", "Identifier of the trunk, a UUID.")
    .read_only()
    .stable()
    .checks(&[Check::Format(&id::UUID)])
    .canonical(str::to_ascii_lowercase);

const NAME: Attribute = string("name", "Name of the trunk.").required().checks(&[Check::Filled]);

/// The page does not say whether an update replaces or merges the list, so it always goes whole and is never empty.
const GATEWAYS: Attribute = objects(
    "gateways",
    "SIP gateways that calls are sent to. Other settings that Nebrija AI stores with a gateway survive a change of \
     the list.",
    &Elements {
        attributes: &[HOST, PORT, LABEL],
        keys: &["host", "port"],
        order: Order::Users,
        unknown: Unknown::Carried,
    },
)
.required()
.checks(&[Check::AtLeastOne]);

const HOST: Attribute = string("host", "Host name or IP address, without a port.")
    .required()
    .json("ipOrDomain")
    .checks(&[Check::Format(&host::HOST)])
    .canonical(host::canonical_host);

/// The page shows 5060 and names no default, so a port is always sent.
const PORT: Attribute = integer("port", "SIP port.").default(Literal::Integer(5060)).checks(&[Check::PORT]);

const LABEL: Attribute = string("name", "Display name of the gateway.").vendor_default().checks(&[Check::Filled]);

/// No page says how a login is taken away, or that null would do it: that takes a new trunk.
const USERNAME: Attribute = string("username", "User name for digest authentication at the gateways.")
    .json("authentication.username")
    .checks(&[Check::Filled])
    .removal_replaces()
    .sent_with(&["password"]);

/// The page: answered as eight asterisks, which in an update keep the password that is there.
const PASSWORD: Attribute = string("password", "Password for digest authentication at the gateways.")
    .json("authentication.password")
    .secret()
    .mask("********")
    .of_user("username")
    .checks(&[Check::Filled, Check::Format(&formats::NO_MASK)])
    .sent_with(&["username"]);

const ADVANCED: Attribute = string(
    "advanced",
    "Further settings as a JSON object, best written with `jsonencode`. Nebrija AI does not document which keys it takes. \
     Keys that only Nebrija AI has in it are not treated as a difference.",
)
.vendor_default()
.json_text()
.checks(&[Check::Format(&formats::JSON_OBJECT)]);

/// A trunk may be made anew at LiveKit by any change.
const PROVIDER_ID: Attribute = string(
    "provider_id",
    "Identifier of the trunk at LiveKit, which carries the calls for Nebrija AI. Any change of the trunk may change \
     it.",
)
.read_only()
.json("providerId");

const IS_SYSTEM: Attribute =
    boolean("is_system", "Whether the trunk belongs to Nebrija AI itself; such a trunk cannot be changed or deleted.")
        .read_only()
        .stable()
        .json("isSystem");

const CREATED_AT: Attribute =
    string("created_at", "When the trunk was created, in RFC 3339.").read_only().stable().json("createdAt");

const UPDATED_AT: Attribute =
    string("updated_at", "When the trunk was last changed, in RFC 3339.").read_only().json("updatedAt");
