//! What Crazytel's pages leave open.

use crate::sandbox::Values::{Number, Words};
use crate::sandbox::astray::astray;
use crate::sandbox::texts::{CLEARING, TEXTS};
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, RETRY_AFTER, Switch, UPDATE_VISIBLE_AFTER};

pub const CREATE_STATUS: Switch =
    Switch { name: "create-status", values: Words(&["200", "201"]), doc: "Status that answers a new trunk." };

pub const CREATE_ANSWER: Switch = Switch {
    name: "create-answer",
    values: Words(&["trunk", "without-id"]),
    doc: "Whether a new trunk is answered whole, or without its id.",
};

pub const ASTRAY: Switch =
    astray(&["none", "create-receipt", "create-other", "update-receipt", "update-other", "read-other"]);

pub const NOT_FOUND: Switch = Switch {
    name: "not-found",
    values: Words(&["named", "framework", "bare"]),
    doc: "How a missing trunk is answered: 404 in the application's words, in those that the framework has for any wrong \
          path, or with no body.",
};

pub const PASSWORD: Switch = Switch {
    name: "password",
    values: Words(&["omitted", "echoed"]),
    doc: "Whether answers hold the trunk's password.",
};

pub const NULL: Switch = Switch {
    name: "null",
    values: Words(&["stored", "ignored"]),
    doc: "Whether null in a body empties the member, or counts as left out.",
};

pub const EMPTY_SMS_SENDER: Switch = Switch {
    name: "empty-sms-sender",
    values: Words(&["stored", "refused"]),
    doc: "Whether empty text as `sms_sender` is taken, or refused with 400 because it does not begin with 614.",
};

pub const DELETE: Switch = Switch {
    name: "delete",
    values: Words(&["200", "204", "405"]),
    doc: "How a delete is answered; with 405 there is no such call.",
};

pub const GET_ITEM: Switch = Switch {
    name: "get-item",
    values: Words(&["200", "405"]),
    doc: "Whether one trunk can be read by its id; with 405 there is only the list.",
};

pub const LIST: Switch = Switch {
    name: "list",
    values: Words(&["bare", "wrapped"]),
    doc: "Whether the list is an array, or an object with the array under `sip_trunks`.",
};

pub const WRONG_SLASH: Switch = Switch {
    name: "wrong-slash",
    values: Words(&["307", "404"]),
    doc: "How a path whose slash at the end is missing, or one too many, is answered.",
};

pub const MISSING_KEY: Switch = Switch {
    name: "missing-key",
    values: Words(&["401", "403"]),
    doc: "Status that answers a call without an API key; a wrong key always answers 401.",
};

pub const REQUESTS_PER_MINUTE: Switch = Switch {
    name: "requests-per-minute",
    values: Number(0),
    doc: "Calls in a minute beyond which the answer is 429, 0 for no end to them; the real server's is 60.",
};

pub const ERRORS: Switch = Switch {
    name: "errors",
    values: Words(&["mixed", "string", "array", "error-message", "message"]),
    doc: "Form of an error: `detail` as text, or as an array where validation fails (mixed); always one of the two; \
          `error.message`; or `message`.",
};

pub const ERROR_INPUT: Switch = Switch {
    name: "error-input",
    values: Words(&["omitted", "echoed"]),
    doc: "Whether an error in array form repeats what was sent, the password included.",
};

pub const WRITE_ANSWER: Switch = Switch {
    name: "write-answer",
    values: Words(&["normal", "500-applied"]),
    doc: "Whether a create, update or delete that was carried out is answered 500 all the same.",
};

pub const EXTRA_KEYS: Switch = Switch {
    name: "extra-keys",
    values: Words(&["omitted", "present"]),
    doc: "Whether answers hold members that no page documents.",
};

pub const VERIFICATION: Switch = Switch {
    name: "verification",
    values: Words(&["any", "listed"]),
    doc: "Which numbers count as verified: all but those that end in 0000, or only those that the account lists.",
};

pub const VERIFIED_NUMBERS: Switch = Switch {
    name: "verified-numbers",
    values: Words(&["strings", "objects"]),
    doc: "Whether the account lists its verified numbers as texts, or as objects with a `number`.",
};

pub const ALL: &[Switch] = &[
    CREATE_STATUS,
    CREATE_ANSWER,
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    ASTRAY,
    NOT_FOUND,
    TEXTS,
    CLEARING,
    PASSWORD,
    NULL,
    EMPTY_SMS_SENDER,
    DELETE,
    GET_ITEM,
    LIST,
    WRONG_SLASH,
    MISSING_KEY,
    REQUESTS_PER_MINUTE,
    RETRY_AFTER,
    ERRORS,
    ERROR_INPUT,
    WRITE_ANSWER,
    EXTRA_KEYS,
    VERIFICATION,
    VERIFIED_NUMBERS,
];
