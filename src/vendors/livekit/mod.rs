//! LiveKit: a server for voice and video, whose rooms telephone calls enter and leave through SIP trunks. One kind of trunk
//! takes calls from a carrier, another places them.
//!
//! Sources: `protobufs/livekit_sip.proto` of github.com/livekit/protocol, docs.livekit.io/sip/api, and what the open-source
//! server of version 1.13.5 answers. Deliberately absent: dispatch rules, which say what room a call enters and are no part
//! of a trunk.

mod answers;
mod formats;
mod inbound;
mod outbound;
mod rivals;
mod rules;
pub mod sandbox;
mod token;

use crate::schema::settings::{BASE_URL, MAX_RETRIES, REFRESH_FROM_LIST, REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use crate::schema::*;

/// LiveKit.
pub static VENDOR: Vendor = Vendor {
    name: "livekit",
    title: "LiveKit",
    access: "LiveKit Cloud shows the `wss://` address of a project and its API keys under **Settings**; a server of your own \
             has its keys in its configuration. A key signs tokens for the whole project. Every token that the provider \
             signs is good for SIP trunks only, and for one minute. See LiveKit's \
             [SIP API](https://docs.livekit.io/sip/api).",
    settings: &[
        URL,
        API_KEY,
        API_SECRET,
        REFRESH_FROM_LIST,
        // No page names a limit.
        REQUESTS_PER_MINUTE,
        MAX_RETRIES,
        REQUEST_TIMEOUT,
    ],
    auth: Auth::Signed(&token::LiveKit, &["api_key", "api_secret"]),
    trust: None,
    connection: Connection::USUAL,
    patience: None,
    resources: &[inbound::TRUNK, outbound::TRUNK],
    listings: &[],
};

/// Under the name that LiveKit's own programs have for it, so that its users have it in their environment already.
const URL: Attribute = Attribute {
    name: "url",
    doc: "Address of the server, as LiveKit Cloud shows it (`wss://NAME.livekit.cloud`), or of your own server. For \
          `wss` and `ws`, calls go by `https` and `http`.",
    ..BASE_URL
}
.checks(&[Check::Format(&formats::URL)])
.sent_as(formats::over_http);

/// No secret: every token names it in clear, as the server does that does not know it.
const API_KEY: Attribute = string("api_key", "API key of the project or server. It is not secret.");

const API_SECRET: Attribute =
    string("api_secret", "Secret of that key. It signs a token for each call, and is never sent.").secret();

const PAGES: &[(&str, &str)] = &[
    ("SIP API", "https://docs.livekit.io/sip/api"),
    ("Definition of the API's messages", "https://github.com/livekit/protocol/blob/main/protobufs/livekit_sip.proto"),
];

type Paths = &'static [&'static str];

/// The calls of one kind of trunk. Each is a method, the trunk is named in the body, and the delete is the same for both kinds.
const fn calls(create: Paths, read: Paths, update: Paths, list: Paths) -> Calls {
    Calls {
        create: post(create).within("trunk"),
        read: Some(post(read).naming_object()),
        update: Some(post(update).naming_object().within("update").lists("set", "clear")),
        whole_members: MEDIA,
        replace: Some(post(update).naming_object().within("replace")),
        update_whole: None,
        delete: post(&["/twirp/livekit.SIP/DeleteSIPTrunk"]).naming_object(),
        list: List {
            call: post(list),
            rows: &["items"],
            total: &[],
            paging: Paging::After("page.after_id"),
            whole_rows: true,
        },
    }
}

const NO_HEADERS: &[Literal] = &[Literal::NoMembers];
const NO_DURATION: &[Literal] = &[Literal::Null];

// What both kinds of trunk have.

const ID: Attribute =
    string("id", "Identifier of the trunk, which begins with `ST_`.").read_only().stable().json("sip_trunk_id");

const NAME: Attribute = string("name", "Name of the trunk. It need not be unique.").cleared_by(EMPTY_TEXT);

const METADATA: Attribute = string("metadata", "Any text to keep with the trunk, often JSON.")
    .cleared_by(EMPTY_TEXT)
    .canonical(format::text::compact_json);

const PHONE_NUMBERS: Attribute = set("phone_numbers", "Numbers of the trunk.", &Kind::String)
    .json("numbers")
    .checks(&[Check::Format(&formats::NUMBER)]);

const USERNAME: Attribute =
    string("username", "User name for digest authentication.").json("auth_username").cleared_by(EMPTY_TEXT);

/// The server answers it in clear. No page says that LiveKit Cloud does.
const PASSWORD: Attribute = string("password", "Password for digest authentication. `\"\"` removes it.")
    .json("auth_password")
    .secret()
    .shown()
    .of_user("username")
    .checks(&[Check::Format(&formats::NO_MASK)])
    .cleared_by(EMPTY_TEXT);

// An update that names one of the next four is answered with success, and leaves it as it was.

const HEADERS: Attribute =
    map("headers", "SIP headers that are added to messages: a map from name to value.", &Kind::String)
        .checks(&[Check::Names(&formats::HEADER_NAME), Check::Format(&formats::HEADER_VALUE)])
        .cleared_by(NO_HEADERS)
        .with_all();

const HEADERS_TO_ATTRIBUTES: Attribute = map(
    "headers_to_attributes",
    "Map from the name of a SIP header to the participant attribute that gets its value, such as \
     `{ X-Account = \"account\" }`.",
    &Kind::String,
)
.checks(&[Check::Names(&formats::TOKEN)])
.cleared_by(NO_HEADERS)
.with_all();

const ATTRIBUTES_TO_HEADERS: Attribute = map(
    "attributes_to_headers",
    "Map from a participant attribute to the name of the SIP header that gets its value, such as \
     `{ account = \"X-Account\" }`.",
    &Kind::String,
)
.checks(&[Check::Format(&formats::TOKEN)])
.cleared_by(NO_HEADERS)
.with_all();

const INCLUDE_HEADERS: Attribute = string("include_headers", "Which SIP headers become attributes automatically.")
    .default(Literal::String("no_headers"))
    .words_so_far(&[
        ("no_headers", Literal::String("SIP_NO_HEADERS")),
        ("no_headers", Literal::Integer(0)),
        ("x_headers", Literal::String("SIP_X_HEADERS")),
        ("x_headers", Literal::Integer(1)),
        ("all_headers", Literal::String("SIP_ALL_HEADERS")),
        ("all_headers", Literal::Integer(2)),
    ])
    .with_all();

// An update takes `media` whole, and resets what is not in it.

const MEDIA: &[&str] = &["media"];

/// `media_encryption` is the older name, which an update brings into line with the newer.
const MEDIA_ENCRYPTION: Attribute = string("media_encryption", "Whether media is encrypted, with SRTP.")
    .default(Literal::String("disable"))
    .json("media.encryption")
    .also("media_encryption")
    .words_so_far(&[
        ("disable", Literal::String("SIP_MEDIA_ENCRYPT_DISABLE")),
        ("disable", Literal::Integer(0)),
        ("allow", Literal::String("SIP_MEDIA_ENCRYPT_ALLOW")),
        ("allow", Literal::Integer(1)),
        ("require", Literal::String("SIP_MEDIA_ENCRYPT_REQUIRE")),
        ("require", Literal::Integer(2)),
    ]);

const CODECS: Attribute =
    list("codecs", "Codecs as in SDP, the preferred one first, with or without their rates.", &Kind::String)
        .json("media.codecs")
        .name_and_rate("name", "rate")
        .checks(&[Check::Format(&formats::CODEC)])
        .canonical(formats::canonical_codec)
        .cleared_by(NO_ELEMENTS);

const ONLY_LISTED_CODECS: Attribute =
    boolean("only_listed_codecs", "Whether only `codecs` are offered. Otherwise the server's own are offered too.")
        .default(Literal::Bool(false))
        .json("media.only_listed_codecs");

const MEDIA_TIMEOUT: Attribute = string(
    "media_timeout",
    "How long a call lasts without media, in seconds (`\"45s\"`). Without it the server decides.",
)
.json("media.media_timeout")
.checks(&[Check::Format(&formats::TEN_MINUTES)])
.canonical(formats::canonical_duration)
.cleared_by(NO_DURATION);
