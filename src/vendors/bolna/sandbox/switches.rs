//! What Bolna's pages leave open.

use crate::sandbox::Values::{Number, Words};
use crate::sandbox::astray::astray;
use crate::sandbox::texts::{CLEARING, TEXTS};
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, RETRY_AFTER, Switch, UPDATE_VISIBLE_AFTER};

pub const BAD_KEY: Switch = Switch {
    name: "bad-key",
    values: Words(&["401", "403"]),
    doc: "How a wrong API key is answered: 401 as the table says, or 403 with a `detail` as the vendor's client has met it.",
};

pub const ERRORS: Switch = Switch {
    name: "errors",
    values: Words(&["documented", "detail", "detail-array", "error-text", "details"]),
    doc: "Form of an error: `error` and `message`; `detail` as text; `detail` as an array, with 422 where a body is \
          wrong; `error` as text; or `message` with `details`.",
};

pub const NOT_FOUND: Switch = Switch {
    name: "not-found",
    values: Words(&["404", "404-framework", "404-bare"]),
    doc: "Whether what is missing is answered 404 in the form of an error, in the words that the framework has for any \
          wrong path, or with no body.",
};

pub const UNEXPECTED_MEMBERS: Switch = Switch {
    name: "unexpected-members",
    values: Words(&["refused", "ignored"]),
    doc: "Whether members that a call does not take are refused, `provider` in an update for one, or ignored.",
};

pub const NULL: Switch = Switch {
    name: "null",
    values: Words(&["stored", "ignored"]),
    doc: "Whether null in an update empties the member where it can be empty, or counts as left out.",
};

pub const EMPTY_UPDATE: Switch = Switch {
    name: "empty-update",
    values: Words(&["accepted", "refused"]),
    doc: "Whether an update that changes nothing is taken, or refused with 400.",
};

pub const SDES_CHECK: Switch = Switch {
    name: "sdes-check",
    values: Words(&["merged", "body"]),
    doc: "Whether `sdes` needs TLS in the trunk as it would become, or in the body of the call alone.",
};

pub const DUPLICATE_NAME: Switch = Switch {
    name: "duplicate-name",
    values: Words(&["400", "409", "422"]),
    doc: "Status that refuses the name of another trunk.",
};

pub const TAKEN_NUMBER: Switch = Switch {
    name: "taken-number",
    values: Words(&["409", "422"]),
    doc: "Status that refuses a number which is on an active trunk.",
};

pub const ANSWERS: Switch = Switch {
    name: "answers",
    values: Words(&["full", "sparse-writes", "sparse"]),
    doc: "Whether answers hold the whole trunk; or those to creates and updates, or all, lack what the vendor's examples \
          drop: `auth_username`, codecs, transport, encryption, `phone_numbers` and `is_active`.",
};

pub const ADDRESS_LIST: Switch = Switch {
    name: "ip-identifiers",
    values: Words(&["shown", "omitted"]),
    doc: "Whether answers hold `ip_identifiers`.",
};

pub const ASTRAY: Switch =
    astray(&["none", "create-receipt", "create-other", "update-receipt", "update-other", "read-other"]);

pub const EMPTY_DESCRIPTION: Switch = Switch {
    name: "empty-description",
    values: Words(&["null", "text", "omitted"]),
    doc: "How a trunk without a description is shown: with null, with empty text, or without the member.",
};

pub const ARRAYS: Switch = Switch {
    name: "arrays",
    values: Words(&["kept", "reversed"]),
    doc: "Whether answers hold gateways and addresses in the order they were sent in, or in another.",
};

pub const ADDRESSES: Switch = Switch {
    name: "addresses",
    values: Words(&["kept", "cidr", "bare"]),
    doc: "Whether answers show addresses as they were sent, or single ones always with /32, or always without.",
};

pub const GATEWAY_HOSTS: Switch = Switch {
    name: "gateway-hosts",
    values: Words(&["kept", "lower-case"]),
    doc: "Whether answers show the gateways' names as they were sent, or in lower case.",
};

pub const CODECS: Switch = Switch {
    name: "codecs",
    values: Words(&["kept", "spaced", "upper-case"]),
    doc: "Whether answers show `allow` and `disallow` as they were sent, with blanks after the commas, or in capitals.",
};

pub const NO_ENCRYPTION: Switch = Switch {
    name: "no-encryption",
    values: Words(&["text", "false"]),
    doc: "Whether answers show `media_encryption` as `\"no\"`, or as the `false` that YAML makes of it.",
};

pub const EXTRA_KEYS: Switch = Switch {
    name: "extra-keys",
    values: Words(&["omitted", "present"]),
    doc: "Whether answers hold members that only older pages or none have.",
};

pub const LIST: Switch = Switch {
    name: "list",
    values: Words(&["bare", "wrapped", "pages", "pages-repeated", "pages-absurd", "pages-endless"]),
    doc: "Whether a list is an array, an object with the array under `data`, or such an object with two rows a page; each \
          page may begin with the last row of the one before, `total` may be absurd, and the pages may never end.",
};

pub const NUMBER_NAME: Switch = Switch {
    name: "number-name",
    values: Words(&["shown", "omitted"]),
    doc: "Whether answers hold the name of a number.",
};

pub const REMOVED_NUMBERS: Switch = Switch {
    name: "removed-numbers",
    values: Words(&["omitted", "shown"]),
    doc: "Whether lists still hold removed numbers, with `deleted` set.",
};

pub const DELETE: Switch = Switch {
    name: "delete",
    values: Words(&["gone", "soft"]),
    doc: "Whether a deleted trunk is gone, or still shown with `deleted` set.",
};

pub const REQUESTS_PER_MINUTE: Switch = Switch {
    name: "requests-per-minute",
    values: Number(0),
    doc: "Calls in a minute beyond which the answer is 429, 0 for no end to them; the real server's is 1000.",
};

pub const WRITE_ANSWER: Switch = Switch {
    name: "write-answer",
    values: Words(&["normal", "500-applied"]),
    doc: "Whether a create, update or delete that was carried out is answered 500 all the same.",
};

pub const ALL: &[Switch] = &[
    BAD_KEY,
    ERRORS,
    NOT_FOUND,
    UNEXPECTED_MEMBERS,
    NULL,
    EMPTY_UPDATE,
    SDES_CHECK,
    DUPLICATE_NAME,
    TAKEN_NUMBER,
    ANSWERS,
    ADDRESS_LIST,
    ASTRAY,
    TEXTS,
    CLEARING,
    EMPTY_DESCRIPTION,
    ARRAYS,
    ADDRESSES,
    GATEWAY_HOSTS,
    CODECS,
    NO_ENCRYPTION,
    EXTRA_KEYS,
    LIST,
    NUMBER_NAME,
    REMOVED_NUMBERS,
    DELETE,
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    REQUESTS_PER_MINUTE,
    RETRY_AFTER,
    WRITE_ANSWER,
];
