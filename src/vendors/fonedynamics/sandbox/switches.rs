//! What Fone Dynamics' pages leave open.

use crate::sandbox::astray::astray;
use crate::sandbox::switch::{number, switches, words};
use crate::sandbox::texts::{CLEARING, TEXTS};
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, UPDATE_VISIBLE_AFTER};

switches![
    ASTRAY = astray(&["none", "create-receipt", "create-other", "read-other"]),
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    PROVISIONING = words(
        "provisioning",
        &["succeeds", "fails"],
        "Whether a trunk that has settled shows `ProvisioningState` 2, or 0 without an `EndDate`."
    ),
    TYPE_CHANGE = words(
        "type-change",
        &["drops", "keeps"],
        "Whether a change of `Type` drops the addresses or credentials that belong to the other type, or keeps them."
    ),
    TEXTS,
    CLEARING,
    CREATE_SETTLES_AFTER = number(
        "create-settles-after",
        1,
        "How many reads of a new trunk show `ProvisioningState` 1 before it turns 2."
    ),
    UPDATE_SETTLES_AFTER = number(
        "update-settles-after",
        0,
        "How many reads after an update show `ProvisioningState` 1 before it turns 2."
    ),
    DELETE = words(
        "delete",
        &["hard", "soft", "announced", "ignored", "405"],
        "Whether a deleted trunk is gone, or still shown with `EndDate` and state 0, or active with an `EndDate` ahead, or \
         nothing happens to it; with 405 there is no such call."
    ),
    NOT_FOUND = words(
        "not-found",
        &["400", "404", "404-bare"],
        "How a missing trunk, property or account is answered: 400 or 404 with an error code, or 404 with no body."
    ),
    PATCH = words(
        "patch",
        &["204", "405"],
        "Whether PATCH updates a trunk; with 405 PUT is the way, and replaces the whole trunk."
    ),
    NULL = words(
        "null",
        &["ignored", "clears"],
        "Whether null as `CustomerReference` counts as left out, as it does elsewhere, or empties it."
    ),
    OBJECT = words(
        "object",
        &["bare", "wrapped"],
        "Whether a create and the details are answered bare, or as the member `SipTrunk` of an object."
    ),
    NULL_MEMBERS =
        words("null-members", &["omitted", "present"], "Whether answers leave out what is empty, or hold it as null."),
    ADDRESSES = words("addresses", &["cidr", "bare"], "Whether answers show a single address with /32, or without."),
    ARRAYS = words(
        "arrays",
        &["kept", "reversed"],
        "Whether answers hold addresses and countries in the order they were sent in, or in another."
    ),
    CREDENTIALS = words(
        "credentials",
        &["realm", "hidden", "echoed"],
        "What answers show of `SipTrunkCredentials`: the realm, nothing, or the password too."
    ),
    LIST = words(
        "list",
        &["wrapped", "bare", "by-page", "repeated", "absurd", "endless"],
        "Whether the list is an object with the array under `SipTrunks` and a `TotalCount`, or the array; `TotalCount` may be \
         that of the page, with a `NextPageToken` where there are more; each page may begin with the last row of the one \
         before, `TotalCount` may be absurd, and the pages may never end."
    ),
    LIST_ITEMS = words(
        "list-items",
        &["full", "flat"],
        "Whether the list's trunks are whole, or lack addresses, credentials and countries."
    ),
    LIST_LIMIT = number(
        "list-limit",
        0,
        "Trunks that a page of the list holds at most, whatever `Results_Count` asks for; 0 for no limit."
    ),
    REQUESTS_PER_MINUTE = number(
        "requests-per-minute",
        0,
        "Calls in a minute beyond which the answer is 429 with `Retry-After`, 0 for no end to them."
    ),
    WRITE_ANSWER = words(
        "write-answer",
        &["normal", "500-unapplied", "500-applied"],
        "Whether a create, update or delete is answered 500 with an HTML page, and whether it is carried out then."
    ),
];
