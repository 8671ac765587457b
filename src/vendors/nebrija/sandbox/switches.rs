//! What Nebrija AI's pages leave open.

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

pub const CREATE_STATUS: Switch = words("create-status", &["200", "201"], "Status that answers a new trunk.");

pub const CREATE_ANSWER: Switch = words(
    "create-answer",
    &["trunk", "id-only", "without-id"],
    "Whether a new trunk is answered whole, by its id alone, or without its id.",
);

pub const ASTRAY: Switch =
    astray(&["none", "create-receipt", "create-other", "update-receipt", "update-other", "read-other"]);

pub const NOT_FOUND: Switch = words(
    "not-found",
    &["named", "route", "bare"],
    "How a missing trunk is answered: 404 in words of its own, in those for any wrong path, or with no body.",
);

pub const DELETE: Switch = words(
    "delete",
    &["204", "200", "202", "405", "409"],
    "How a delete is answered; with 405 there is no such call, with 409 the trunk is in use and stays.",
);

pub const DELETE_LINGERS: Switch = number("delete-lingers", "How many reads of a deleted trunk still show it.");

pub const WRITE_ANSWER: Switch = words(
    "write-answer",
    &["normal", "500-applied"],
    "Whether a create, update or delete that was carried out is answered 500 all the same.",
);

pub const GATEWAYS_UPDATE: Switch = words(
    "gateways-update",
    &["replaced", "merged"],
    "Whether an update's `gateways` are all there are from then on, or are added to those before.",
);

pub const GATEWAYS_ORDER: Switch = words(
    "gateways-order",
    &["kept", "reversed"],
    "Whether answers hold the gateways in the order in which they came.",
);

pub const GATEWAY_NAMES: Switch = words(
    "gateway-names",
    &["omitted", "null", "empty", "invented"],
    "How a gateway without a name is shown: without the member, with null, with empty text, or with a name that the \
     server gives it.",
);

pub const HOSTS: Switch = words(
    "hosts",
    &["kept", "lower-case", "dotted"],
    "Whether host names come back as sent, in lower case, or with a dot at the end.",
);

pub const AUTHENTICATION_UPDATE: Switch = words(
    "authentication-update",
    &["whole", "merged"],
    "Whether an update's `authentication` must hold both of its members, or keeps the one that it leaves out.",
);

pub const PASSWORD: Switch = words(
    "password",
    &["masked", "null", "empty", "omitted"],
    "How a stored password is shown: as eight asterisks, as null, as empty text, or not at all.",
);

pub const NO_AUTHENTICATION: Switch = words(
    "no-authentication",
    &["null", "empty", "masked", "omitted"],
    "How a trunk without a login is shown: null, empty texts, an empty user name with a masked password, or not at all.",
);

pub const ADVANCED_UPDATE: Switch = words(
    "advanced-update",
    &["replaced", "merged"],
    "Whether an update's `advanced` is all there is from then on, or is merged into what was there.",
);

pub const ADVANCED_NUMBERS: Switch =
    words("advanced-numbers", &["kept", "decimal"], "Whether 1 in `advanced` comes back as 1, or as 1.0.");

pub const ADVANCED_NULLS: Switch =
    words("advanced-nulls", &["kept", "dropped"], "Whether null in `advanced` comes back as null, or not at all.");

pub const NO_ADVANCED: Switch = words(
    "no-advanced",
    &["object", "null", "omitted"],
    "How a trunk without advanced settings is shown: as an empty object, as null, or not at all.",
);

pub const NULL: Switch = words(
    "null",
    &["refused", "ignored", "clears"],
    "Whether null in a body is refused, counts as left out, or empties what can be empty.",
);

pub const EXTRA_KEYS: Switch = words(
    "extra-keys",
    &["omitted", "trunk", "gateways", "advanced", "everywhere"],
    "Where answers hold members that no page documents; a gateway's one, `netmask`, can be written too.",
);

pub const PROVIDER_ID: Switch = words(
    "provider-id",
    &["kept", "renewed", "late", "omitted"],
    "Whether `providerId` stays, is another after each update, is null in the first answer, or is not shown.",
);

pub const SYSTEM_TRUNK: Switch =
    words("system-trunk", &["absent", "present"], "Whether the account shows a trunk of the platform's own.");

pub const LIST: Switch = words(
    "list",
    &["bare", "data", "items", "results", "sipTrunks"],
    "Whether the list is an array, or an object with the array under this name.",
);

pub const LIST_LIMIT: Switch = number("list-limit", "The most trunks that a list shows, 0 for no limit.");

pub const MALFORMED_ID: Switch =
    words("malformed-id", &["404", "400", "422"], "Status that answers an id that is no UUID.");

pub const REQUESTS_PER_MINUTE: Switch =
    number("requests-per-minute", "Calls in a minute beyond which the answer is 429, 0 for no end to them.");

pub const REDIRECT: Switch =
    words("redirect", &["never", "always"], "Whether every call is redirected to another host with 308.");

pub const ERRORS: Switch = words(
    "errors",
    &[
        "error-and-message",
        "message",
        "messages",
        "error",
        "error-object",
        "status-code",
        "detail",
        "text",
        "html",
        "empty",
    ],
    "Form of an error: `error` and `message`, `message` as text or as an array, `error` as text or as an object, the \
     status in it, `detail`, plain text, a page, or nothing.",
);

pub const ERROR_INPUT: Switch = words(
    "error-input",
    &["omitted", "echoed"],
    "Whether the message about a wrong body repeats what was sent, the password included.",
);

pub const ALL: &[Switch] = &[
    CREATE_STATUS,
    CREATE_ANSWER,
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    ASTRAY,
    NOT_FOUND,
    TEXTS,
    DELETE,
    DELETE_LINGERS,
    WRITE_ANSWER,
    GATEWAYS_UPDATE,
    GATEWAYS_ORDER,
    GATEWAY_NAMES,
    HOSTS,
    AUTHENTICATION_UPDATE,
    PASSWORD,
    NO_AUTHENTICATION,
    ADVANCED_UPDATE,
    ADVANCED_NUMBERS,
    ADVANCED_NULLS,
    NO_ADVANCED,
    NULL,
    EXTRA_KEYS,
    PROVIDER_ID,
    SYSTEM_TRUNK,
    LIST,
    LIST_LIMIT,
    MALFORMED_ID,
    REQUESTS_PER_MINUTE,
    RETRY_AFTER,
    REDIRECT,
    ERRORS,
    ERROR_INPUT,
];
