//! What Bolna's pages leave open.

use crate::sandbox::astray::{ASTRAY, WRITE_ANSWER};
use crate::sandbox::switch::{number, switches, words};
use crate::sandbox::texts::{CLEARING, TEXTS};
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, RETRY_AFTER, UPDATE_VISIBLE_AFTER};

switches![
    BAD_KEY = words(
        "bad-key",
        &["401", "403"],
        "How a wrong API key is answered: 401 as the table says, or 403 with a `detail` as the vendor's client has met it."
    ),
    ERRORS = words(
        "errors",
        &["documented", "detail", "detail-array", "error-text", "details"],
        "Form of an error: `error` and `message`; `detail` as text; `detail` as an array, with 422 where a body is \
         wrong; `error` as text; or `message` with `details`."
    ),
    NOT_FOUND = words(
        "not-found",
        &["404", "404-framework", "404-bare"],
        "Whether what is missing is answered 404 in the form of an error, in the words that the framework has for any \
         wrong path, or with no body."
    ),
    UNEXPECTED_MEMBERS = words(
        "unexpected-members",
        &["refused", "ignored"],
        "Whether members that a call does not take are refused, `provider` in an update for one, or ignored."
    ),
    NULL = words(
        "null",
        &["stored", "ignored"],
        "Whether null in an update empties the member where it can be empty, or counts as left out."
    ),
    EMPTY_UPDATE = words(
        "empty-update",
        &["accepted", "refused"],
        "Whether an update that changes nothing is taken, or refused with 400."
    ),
    SDES_CHECK = words(
        "sdes-check",
        &["merged", "body"],
        "Whether `sdes` needs TLS in the trunk as it would become, or in the body of the call alone."
    ),
    DUPLICATE_NAME = words("duplicate-name", &["400", "409", "422"], "Status that refuses the name of another trunk."),
    TAKEN_NUMBER = words("taken-number", &["409", "422"], "Status that refuses a number which is on an active trunk."),
    ANSWERS = words(
        "answers",
        &["full", "sparse-writes", "sparse"],
        "Whether answers hold the whole trunk; or those to creates and updates, or all, lack what the vendor's examples \
         drop: `auth_username`, codecs, transport, encryption, `phone_numbers` and `is_active`."
    ),
    ADDRESS_LIST = words("ip-identifiers", &["shown", "omitted"], "Whether answers hold `ip_identifiers`."),
    ASTRAY,
    TEXTS,
    CLEARING,
    EMPTY_DESCRIPTION = words(
        "empty-description",
        &["null", "text", "omitted"],
        "How a trunk without a description is shown: with null, with empty text, or without the member."
    ),
    ARRAYS = words(
        "arrays",
        &["kept", "reversed"],
        "Whether answers hold gateways and addresses in the order they were sent in, or in another."
    ),
    ADDRESSES = words(
        "addresses",
        &["kept", "cidr", "bare"],
        "Whether answers show addresses as they were sent, or single ones always with /32, or always without."
    ),
    GATEWAY_HOSTS = words(
        "gateway-hosts",
        &["kept", "lower-case"],
        "Whether answers show the gateways' names as they were sent, or in lower case."
    ),
    CODECS = words(
        "codecs",
        &["kept", "spaced", "upper-case"],
        "Whether answers show `allow` and `disallow` as they were sent, with spaces after the commas, or in capitals."
    ),
    NO_ENCRYPTION = words(
        "no-encryption",
        &["text", "false"],
        "Whether answers show `media_encryption` as `\"no\"`, or as the `false` that YAML makes of it."
    ),
    EXTRA_KEYS = words(
        "extra-keys",
        &["omitted", "present"],
        "Whether answers hold members that only older documentation has, or none."
    ),
    LIST = words(
        "list",
        &["bare", "wrapped", "pages", "pages-repeated", "pages-absurd", "pages-endless"],
        "Whether a list is an array, an object with the array under `data`, or such an object with two rows a page; each \
         page may begin with the last row of the one before, `total` may be absurd, and the pages may never end."
    ),
    NUMBER_NAME = words("number-name", &["shown", "omitted"], "Whether answers hold the name of a number."),
    REMOVED_NUMBERS = words(
        "removed-numbers",
        &["omitted", "shown"],
        "Whether lists still hold removed numbers, with `deleted` set."
    ),
    DELETE = words("delete", &["gone", "soft"], "Whether a deleted trunk is gone, or still shown with `deleted` set."),
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    REQUESTS_PER_MINUTE = number(
        "requests-per-minute",
        0,
        "Calls in a minute beyond which the answer is 429, 0 for no end to them; the real server's is 1000."
    ),
    RETRY_AFTER,
    WRITE_ANSWER,
];
