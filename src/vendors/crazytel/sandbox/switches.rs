//! What Crazytel's pages leave open.

use crate::sandbox::astray::{ASTRAY, WRITE_ANSWER};
use crate::sandbox::switch::{number, switches, words};
use crate::sandbox::texts::{CLEARING, TEXTS};
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, RETRY_AFTER, UPDATE_VISIBLE_AFTER};

switches![
    CREATE_STATUS = words("create-status", &["200", "201"], "Status that answers a new trunk."),
    CREATE_ANSWER =
        words("create-answer", &["trunk", "without-id"], "Whether a new trunk is answered whole, or without its id."),
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    ASTRAY,
    NOT_FOUND = words(
        "not-found",
        &["named", "framework", "bare"],
        "How a missing trunk is answered: 404 in the application's words, in those that the framework has for any wrong \
         path, or with no body."
    ),
    TEXTS,
    CLEARING,
    PASSWORD = words("password", &["omitted", "echoed"], "Whether answers hold the trunk's password."),
    NULL = words("null", &["stored", "ignored"], "Whether null in a body empties the member, or counts as left out."),
    EMPTY_SMS_SENDER = words(
        "empty-sms-sender",
        &["stored", "refused"],
        "Whether empty text as `sms_sender` is taken, or refused with 400 because it does not begin with 614."
    ),
    DELETE = words("delete", &["200", "204", "405"], "How a delete is answered; with 405 there is no such call."),
    GET_ITEM =
        words("get-item", &["200", "405"], "Whether one trunk can be read by its id; with 405 there is only the list."),
    LIST = words(
        "list",
        &["bare", "wrapped"],
        "Whether the list is an array, or an object with the array under `sip_trunks`."
    ),
    WRONG_SLASH = words(
        "wrong-slash",
        &["307", "404"],
        "How a path whose slash at the end is missing, or one too many, is answered."
    ),
    MISSING_KEY = words(
        "missing-key",
        &["401", "403"],
        "Status that answers a call without an API key; a wrong key always answers 401."
    ),
    REQUESTS_PER_MINUTE = number(
        "requests-per-minute",
        0,
        "Calls in a minute beyond which the answer is 429, 0 for no end to them; the real server's is 60."
    ),
    RETRY_AFTER,
    ERRORS = words(
        "errors",
        &["mixed", "string", "array", "error-message", "message"],
        "Form of an error: `detail` as text, or as an array where validation fails (mixed); always one of the two; \
         `error.message`; or `message`."
    ),
    ERROR_INPUT = words(
        "error-input",
        &["omitted", "echoed"],
        "Whether an error in array form repeats what was sent, the password included."
    ),
    WRITE_ANSWER,
    EXTRA_KEYS = words("extra-keys", &["omitted", "present"], "Whether answers hold undocumented members."),
    VERIFICATION = words(
        "verification",
        &["any", "listed"],
        "Which numbers count as verified: all but those that end in 0000, or only those that the account lists."
    ),
    VERIFIED_NUMBERS = words(
        "verified-numbers",
        &["strings", "objects"],
        "Whether the account lists its verified numbers as texts, or as objects with a `number`."
    ),
];
