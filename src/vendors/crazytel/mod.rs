//! Crazytel: an Australian carrier. A trunk is a registration with a password; the carrier draws the user name.
//!
//! Pages (developer.crazytel.io/reference): `update_sip_trunk_api_v1_sip_trunks__trunk_id__patch`, read in full, and
//! `create_sip_trunk_api_v1_sip_trunks__post`. Nobody has seen pages for reading, listing and deleting a trunk; the
//! calls follow the paths of these two, and the lifecycle trusts none of them blindly.

mod answers;
mod formats;
pub mod sandbox;

use crate::schema::format::{id, phone};
use crate::schema::settings::{BASE_URL, MAX_RETRIES, REFRESH_FROM_LIST, REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use crate::schema::*;

/// Crazytel.
pub static VENDOR: Vendor = Vendor {
    name: "crazytel",
    title: "Crazytel",
    access: "Create an API key in the Crazytel portal, as Crazytel's \
             [getting started page](https://developer.crazytel.io/docs/getting-started-with-the-api) shows. A key reaches the \
             whole account; Crazytel documents no keys with fewer permissions. Caller IDs have to be verified in the portal: \
             the API cannot do it.",
    settings: &[
        API_KEY,
        BASE_URL.default(Literal::String("https://crazytel.io/api/v1")),
        REQUESTS_PER_MINUTE.default(Literal::Integer(60)),
        MAX_RETRIES,
        REQUEST_TIMEOUT,
        REFRESH_FROM_LIST,
    ],
    // The key also goes into a body as "api_key"; the vendor advises against it.
    auth: Auth::Header("x-crazytel-api-key", "api_key"),
    trust: None,
    connection: Connection::USUAL,
    patience: None,
    resources: &[TRUNK],
    listings: &[VERIFIED_NUMBERS],
};

const API_KEY: Attribute = string("api_key", "API key of the account, from the Crazytel portal.").secret();

const TRUNK: Resource = Resource {
    name: "crazytel_trunk",
    noun: "trunk",
    doc: "A SIP trunk at Crazytel: a SIP account to register with. Crazytel assigns the user name, you choose the password.",
    pages: &[
        ("Create a SIP trunk", "https://developer.crazytel.io/reference/create_sip_trunk_api_v1_sip_trunks__post"),
        (
            "Update a SIP trunk",
            "https://developer.crazytel.io/reference/update_sip_trunk_api_v1_sip_trunks__trunk_id__patch",
        ),
        ("Getting started with the API", "https://developer.crazytel.io/docs/getting-started-with-the-api"),
    ],
    attributes: attributes![
        ID,
        PASSWORD,
        CALLER_ID,
        DESCRIPTION,
        AREA_CODE,
        ENABLED,
        HIDE_CALLER_ID,
        SMS_SENDER,
        SOFTPHONE_SHOW_BALANCE,
        SOFTPHONE_SYNC_SMS,
        USERNAME,
    ],
    kind: None,
    rules: &[],
    import: &["id"],
    natural_key: None,
    label: Some("username"),
    // The vendor draws it.
    recognised_by: Some("username"),
    parent: None,
    // The slash is part of the path: the collection has one, an item has none.
    calls: Calls {
        create: post(&["/sip-trunks/"]),
        read: Some(get(&["/sip-trunks/{id}"])),
        update: Some(patch(&["/sip-trunks/{id}"])),
        whole_members: &[],
        replace: None,
        update_whole: None,
        delete: delete(&["/sip-trunks/{id}"]),
        list: List {
            call: get(&["/sip-trunks/"]),
            rows: &["sip_trunks", "trunks", "items", "data", "results"],
            total: TOTAL,
            paging: Paging::Whole,
            whole_rows: true,
        },
    },
    hooks: &answers::Crazytel,
    upgrades: &[],
};

/// Null is tried first; a server that drops nulls gets empty text.
const NULL_THEN_EMPTY: &[Literal] = &[Literal::Null, Literal::String("")];

const ID: Attribute = string("id", "Identifier of the trunk, a UUID.")
    .read_only()
    .stable()
    .checks(&[Check::Format(&id::UUID)])
    .canonical(str::to_ascii_lowercase);

const PASSWORD: Attribute = string("password", "Password for SIP registration.")
    .required()
    .secret()
    .checks(&[Check::Format(&formats::PASSWORD)]);

const CALLER_ID: Attribute = string(
    "caller_id",
    "Caller ID of outbound calls. It must already be verified on the account (see \
     `siptrunk_crazytel_verified_numbers`); Crazytel refuses any other.",
)
.required()
.json("caller_id_number")
.checks(&[Check::Format(&formats::CALLER_ID)])
.sent_as(phone::without_plus);

const DESCRIPTION: Attribute = string("description", "Free-text description.").cleared_by(NULL_THEN_EMPTY);

const AREA_CODE: Attribute = string("area_code", "Area code for local calls, with the leading zero.")
    .vendor_default()
    .checks(&[Check::Format(&formats::AREA_CODE), Check::Format(&formats::LEADING_ZERO)])
    .cleared_by(NULL_THEN_EMPTY);

const ENABLED: Attribute =
    boolean("enabled", "Whether the trunk is enabled; `false` suspends it.").default(Literal::Bool(true)).switch();

const HIDE_CALLER_ID: Attribute =
    boolean("hide_caller_id", "Withhold the caller ID. International calls may fail with it.")
        .default(Literal::Bool(false));

const SMS_SENDER: Attribute = string(
    "sms_sender",
    "Verified mobile number that sends SMS. Softphones on trunks that share one have their SMS synchronised.",
)
.checks(&[Check::Format(&formats::SMS_SENDER)])
.sent_as(phone::without_plus)
.cleared_by(NULL_THEN_EMPTY);

const SOFTPHONE_SHOW_BALANCE: Attribute =
    boolean("softphone_show_balance", "Show the account's balance in the CrazyPhone softphone.")
        .default(Literal::Bool(true));

const SOFTPHONE_SYNC_SMS: Attribute =
    boolean("softphone_sync_sms", "Synchronise SMS with the CrazyPhone softphone.").default(Literal::Bool(false));

const USERNAME: Attribute =
    string("username", "User name for SIP registration, assigned by Crazytel: `CT` and six digits.")
        .read_only()
        .stable();

/// The members that would count a list's rows, should Crazytel come to tell.
const TOTAL: &[&str] = &["total", "total_count"];

/// Its path is documented, the form of its answer is not.
const VERIFIED_NUMBERS: Listing = Listing {
    name: "crazytel_verified_numbers",
    doc: "The numbers that Crazytel accepts as caller ID on this account.",
    call: get(&["/account/verified-cli/"]),
    attribute: list("numbers", "The verified numbers, as Crazytel writes them.", &Kind::String),
    total: TOTAL,
    texts: answers::verified_numbers,
};
