//! What nobody has seen of LiveKit Cloud, and what other versions of the server do. The defaults are those of the server in
//! version 1.13.5.

use crate::sandbox::astray::ASTRAY;
use crate::sandbox::switch::{number, switches, words};
use crate::sandbox::texts::TEXTS;
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, RETRY_AFTER, UPDATE_VISIBLE_AFTER};

switches![
    UNKNOWN_MEMBERS = words(
        "unknown-members",
        &["ignored", "refused"],
        "Whether a member that no message has is passed over in silence, or is 400 as in other vendors' sandboxes.",
    ),
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    ASTRAY,
    TEXTS,
    PASSWORD = words(
        "password",
        &["shown", "masked", "empty", "omitted"],
        "How a stored password is shown: as plain text, as eight asterisks, as empty text, or not at all.",
    ),
    ENUMS = words(
        "enums",
        &["words", "numbers", "newer"],
        "Whether enums are shown as words or as numbers, or the server knows a word more of each: `SIP_TRANSPORT_WSS`, \
         `SIP_MEDIA_ENCRYPT_PREFER`, `SIP_P_HEADERS`.",
    ),
    ARRAYS = words(
        "arrays",
        &["kept", "reversed"],
        "Whether answers hold numbers and addresses in the order they were sent in.",
    ),
    MEDIA = words(
        "media",
        &["present", "missing"],
        "Whether trunks have `media`, or only `media_encryption` as in older versions.",
    ),
    EXTRA_KEYS = words(
        "extra-keys",
        &["omitted", "trunk", "media", "everywhere"],
        "Where there are members of a newer version, with values from the beginning: `preferred_region` of a trunk, `dtmf_mode` of \
         `media`. They can be written, and whoever replaces an object without them empties them.",
    ),
    TIMESTAMPS = words(
        "timestamps",
        &["null", "set"],
        "Whether `created_at` and `updated_at` are what a client writes there, or are set by the server.",
    ),
    UPDATE_REFUSAL = words(
        "update-refusal",
        &["500", "400"],
        "Status for an `update` after which an outbound trunk would not be valid.",
    ),
    UPDATE_CONFLICTS = words(
        "update-conflicts",
        &["overlapping", "strict"],
        "Whether an update of an inbound trunk is held against the others only where it keeps one of its numbers, or always.",
    ),
    DROPPED = words(
        "dropped",
        &["none", "name", "metadata", "numbers", "auth_username", "auth_password", "transport", "headers", "media"],
        "A member that updates of both forms leave as it is, and answer 200.",
    ),
    WRITE_ANSWER = words(
        "write-answer",
        &["normal", "500-applied", "503-applied"],
        "Whether a create, update or delete that was carried out is answered 500 or 503 all the same.",
    ),
    NOT_FOUND = words(
        "not-found",
        &["not_found", "text"],
        "How a missing trunk is answered: 404 `not_found`, or 404 as any page that does not exist.",
    ),
    DELETE = words(
        "delete",
        &["done", "ignored"],
        "Whether a delete removes the trunk, or is answered 200 and does nothing."
    ),
    DELETE_UNKNOWN =
        words("delete-unknown", &["200", "404"], "How the delete of a trunk that is not there is answered."),
    GET = words(
        "get",
        &["present", "missing"],
        "Whether a trunk can be read by itself; older versions answer `bad_route` and have lists only.",
    ),
    TRUNK_IDS = words(
        "trunk-ids",
        &["filtered", "aligned"],
        "Whether a list of `trunk_ids` is sorted by id and leaves unknown ones out, or keeps their order and has null there.",
    ),
    PAGE_LIMIT = words("page-limit", &["ignored", "honoured"], "Whether a list holds at most `page.limit` trunks."),
    LIST_LIMIT = number(
        "list-limit",
        0,
        "The most trunks that one answer to a list holds, whatever it asks for; 0 for no limit."
    ),
    REQUESTS_PER_MINUTE =
        number("requests-per-minute", 0, "Calls in a minute beyond which the answer is 429, 0 for no end to them."),
    RETRY_AFTER,
    WRONG_TOKEN = words("wrong-token", &["repeated", "omitted"], "Whether a 401 about a token repeats the token."),
    REDIS = words(
        "redis",
        &["present", "gone", "none"],
        "Whether the server reaches its Redis, has lost it, or was set up without one.",
    ),
];
