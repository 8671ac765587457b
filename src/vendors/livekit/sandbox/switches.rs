//! What nobody has seen of LiveKit Cloud, and what other versions of the server do. The defaults are those of the server in
//! version 1.13.5.

use crate::sandbox::Values::{Number, Words};
use crate::sandbox::astray::astray;
use crate::sandbox::texts::TEXTS;
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, RETRY_AFTER, Switch, UPDATE_VISIBLE_AFTER};

/// Shortens the declarations below: name, words and what they choose.
const fn words(name: &'static str, words: &'static [&'static str], doc: &'static str) -> Switch {
    Switch { name, values: Words(words), doc }
}

const fn number(name: &'static str, doc: &'static str) -> Switch {
    Switch { name, values: Number(0), doc }
}

pub const UNKNOWN_MEMBERS: Switch = words(
    "unknown-members",
    &["ignored", "refused"],
    "Whether a member that no message has is passed over in silence, or is 400 as in other vendors' sandboxes.",
);

pub const ASTRAY: Switch =
    astray(&["none", "create-receipt", "create-other", "update-receipt", "update-other", "read-other"]);

pub const PASSWORD: Switch = words(
    "password",
    &["shown", "masked", "empty", "omitted"],
    "How a stored password is shown: in clear, as eight asterisks, as empty text, or not at all.",
);

pub const ENUMS: Switch = words(
    "enums",
    &["words", "numbers", "newer"],
    "Whether enums are shown as words or as numbers, or the server knows a word more of each: `SIP_TRANSPORT_WSS`, \
     `SIP_MEDIA_ENCRYPT_PREFER`, `SIP_P_HEADERS`.",
);

pub const ARRAYS: Switch = words(
    "arrays",
    &["kept", "reversed"],
    "Whether answers hold numbers and addresses in the order they were sent in.",
);

pub const MEDIA: Switch = words(
    "media",
    &["present", "missing"],
    "Whether trunks have `media`, or only `media_encryption` as in older versions.",
);

pub const EXTRA_KEYS: Switch = words(
    "extra-keys",
    &["omitted", "trunk", "media", "everywhere"],
    "Where there are members of a newer version, with values from the beginning: `preferred_region` of a trunk, `dtmf_mode` of \
     `media`. They can be written, and whoever replaces an object without them empties them.",
);

pub const TIMESTAMPS: Switch = words(
    "timestamps",
    &["null", "set"],
    "Whether `created_at` and `updated_at` are what a client writes there, or are set by the server.",
);

pub const UPDATE_REFUSAL: Switch = words(
    "update-refusal",
    &["500", "400"],
    "Status for an `update` after which an outbound trunk would not be valid.",
);

pub const UPDATE_CONFLICTS: Switch = words(
    "update-conflicts",
    &["overlapping", "strict"],
    "Whether an update of an inbound trunk is held against the others only where it keeps one of its numbers, or always.",
);

pub const DROPPED: Switch = words(
    "dropped",
    &["none", "name", "metadata", "numbers", "auth_username", "auth_password", "transport", "headers", "media"],
    "A member that updates of both forms leave as it is, and answer 200.",
);

pub const WRITE_ANSWER: Switch = words(
    "write-answer",
    &["normal", "500-applied", "503-applied"],
    "Whether a create, update or delete that was carried out is answered 500 or 503 all the same.",
);

pub const NOT_FOUND: Switch = words(
    "not-found",
    &["not_found", "text"],
    "How a missing trunk is answered: 404 `not_found`, or 404 as any page that does not exist.",
);

pub const DELETE: Switch =
    words("delete", &["done", "ignored"], "Whether a delete removes the trunk, or is answered 200 and does nothing.");

pub const DELETE_UNKNOWN: Switch =
    words("delete-unknown", &["200", "404"], "How the delete of a trunk that is not there is answered.");

pub const GET: Switch = words(
    "get",
    &["present", "missing"],
    "Whether a trunk can be read by itself; older versions answer `bad_route` and have lists only.",
);

pub const TRUNK_IDS: Switch = words(
    "trunk-ids",
    &["filtered", "aligned"],
    "Whether a list of `trunk_ids` is sorted by id and leaves unknown ones out, or keeps their order and has null there.",
);

pub const PAGE_LIMIT: Switch =
    words("page-limit", &["ignored", "honoured"], "Whether a list holds at most `page.limit` trunks.");

pub const LIST_LIMIT: Switch =
    number("list-limit", "The most trunks that one answer to a list holds, whatever it asks for; 0 for no limit.");

pub const REQUESTS_PER_MINUTE: Switch =
    number("requests-per-minute", "Calls in a minute beyond which the answer is 429, 0 for no end to them.");

pub const WRONG_TOKEN: Switch =
    words("wrong-token", &["repeated", "omitted"], "Whether a 401 about a token repeats the token.");

pub const REDIS: Switch = words(
    "redis",
    &["present", "gone", "none"],
    "Whether the server reaches its Redis, has lost it, or was set up without one.",
);

pub const ALL: &[Switch] = &[
    UNKNOWN_MEMBERS,
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    ASTRAY,
    TEXTS,
    PASSWORD,
    ENUMS,
    ARRAYS,
    MEDIA,
    EXTRA_KEYS,
    TIMESTAMPS,
    UPDATE_REFUSAL,
    UPDATE_CONFLICTS,
    DROPPED,
    WRITE_ANSWER,
    NOT_FOUND,
    DELETE,
    DELETE_UNKNOWN,
    GET,
    TRUNK_IDS,
    PAGE_LIMIT,
    LIST_LIMIT,
    REQUESTS_PER_MINUTE,
    RETRY_AFTER,
    WRONG_TOKEN,
    REDIS,
];
