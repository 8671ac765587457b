//! What Nebrija AI's pages leave open.

use crate::sandbox::astray::ASTRAY;
use crate::sandbox::switch::{number, switches, words};
use crate::sandbox::texts::TEXTS;
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, RETRY_AFTER, UPDATE_VISIBLE_AFTER};

switches![
    CREATE_STATUS = words("create-status", &["200", "201"], "Status that answers a new trunk."),
    CREATE_ANSWER = words(
        "create-answer",
        &["trunk", "id-only", "without-id"],
        "Whether a new trunk is answered whole, by its id alone, or without its id.",
    ),
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    ASTRAY,
    NOT_FOUND = words(
        "not-found",
        &["named", "route", "bare"],
        "How a missing trunk is answered: 404 in words of its own, in those for any wrong path, or with no body.",
    ),
    TEXTS,
    DELETE = words(
        "delete",
        &["204", "200", "202", "405", "409"],
        "How a delete is answered; with 405 there is no such call, with 409 the trunk is in use and stays.",
    ),
    DELETE_LINGERS = number("delete-lingers", 0, "How many reads of a deleted trunk still show it."),
    WRITE_ANSWER = words(
        "write-answer",
        &["normal", "500-applied"],
        "Whether a create, update or delete that was carried out is answered 500 all the same.",
    ),
    GATEWAYS_UPDATE = words(
        "gateways-update",
        &["replaced", "merged"],
        "Whether an update's `gateways` are all there are from then on, or are added to those before.",
    ),
    GATEWAYS_ORDER = words(
        "gateways-order",
        &["kept", "reversed"],
        "Whether answers hold the gateways in the order in which they came.",
    ),
    GATEWAY_NAMES = words(
        "gateway-names",
        &["omitted", "null", "empty", "invented"],
        "How a gateway without a name is shown: without the member, with null, with empty text, or with a name that the \
         server gives it.",
    ),
    HOSTS = words(
        "hosts",
        &["kept", "lower-case", "dotted"],
        "Whether host names come back as sent, in lower case, or with a dot at the end.",
    ),
    AUTHENTICATION_UPDATE = words(
        "authentication-update",
        &["whole", "merged"],
        "Whether an update's `authentication` must hold both of its members, or keeps the one that it leaves out.",
    ),
    PASSWORD = words(
        "password",
        &["masked", "null", "empty", "omitted"],
        "How a stored password is shown: as eight asterisks, as null, as empty text, or not at all.",
    ),
    NO_AUTHENTICATION = words(
        "no-authentication",
        &["null", "empty", "masked", "omitted"],
        "How a trunk without user name and password is shown: null, empty texts, an empty user name with a masked password, \
         or not at all.",
    ),
    ADVANCED_UPDATE = words(
        "advanced-update",
        &["replaced", "merged"],
        "Whether an update's `advanced` is all there is from then on, or is merged into what was there.",
    ),
    ADVANCED_NUMBERS =
        words("advanced-numbers", &["kept", "decimal"], "Whether 1 in `advanced` comes back as 1, or as 1.0."),
    ADVANCED_NULLS =
        words("advanced-nulls", &["kept", "dropped"], "Whether null in `advanced` comes back as null, or not at all."),
    NO_ADVANCED = words(
        "no-advanced",
        &["object", "null", "omitted"],
        "How a trunk without advanced settings is shown: as an empty object, as null, or not at all.",
    ),
    NULL = words(
        "null",
        &["refused", "ignored", "clears"],
        "Whether null in a body is refused, counts as left out, or empties what can be empty.",
    ),
    EXTRA_KEYS = words(
        "extra-keys",
        &["omitted", "trunk", "gateways", "advanced", "everywhere"],
        "Where answers hold undocumented members; a gateway's one, `netmask`, can be written too.",
    ),
    PROVIDER_ID = words(
        "provider-id",
        &["kept", "renewed", "late", "omitted"],
        "Whether `providerId` stays, is another after each update, is null in the first answer, or is not shown.",
    ),
    SYSTEM_TRUNK =
        words("system-trunk", &["absent", "present"], "Whether the account shows a trunk of the platform's own."),
    LIST = words(
        "list",
        &["bare", "data", "items", "results", "sipTrunks"],
        "Whether the list is an array, or an object with the array under this name.",
    ),
    LIST_LIMIT = number("list-limit", 0, "The most trunks that a list shows, 0 for no limit."),
    MALFORMED_ID = words("malformed-id", &["404", "400", "422"], "Status that answers an id that is no UUID."),
    REQUESTS_PER_MINUTE =
        number("requests-per-minute", 0, "Calls in a minute beyond which the answer is 429, 0 for no end to them."),
    RETRY_AFTER,
    REDIRECT = words("redirect", &["never", "always"], "Whether every call is redirected to another host with 308."),
    ERRORS = words(
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
         status in it, `detail`, plain text, an HTML page, or nothing.",
    ),
    ERROR_INPUT = words(
        "error-input",
        &["omitted", "echoed"],
        "Whether the message about a wrong body repeats what was sent, the password included.",
    ),
];
