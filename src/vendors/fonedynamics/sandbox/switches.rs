//! What Fone Dynamics' pages leave open.

use crate::sandbox::Values::{Number, Words};
use crate::sandbox::astray::astray;
use crate::sandbox::texts::{CLEARING, TEXTS};
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, Switch, UPDATE_VISIBLE_AFTER};

pub const ASTRAY: Switch = astray(&["none", "create-receipt", "create-other", "read-other"]);

pub const PROVISIONING: Switch = Switch {
    name: "provisioning",
    values: Words(&["succeeds", "fails"]),
    doc: "Whether a trunk that has settled shows `ProvisioningState` 2, or 0 without an `EndDate`.",
};

pub const TYPE_CHANGE: Switch = Switch {
    name: "type-change",
    values: Words(&["drops", "keeps"]),
    doc: "Whether a change of `Type` drops the addresses or credentials that belong to the other type, or keeps them.",
};

pub const CREATE_SETTLES_AFTER: Switch = Switch {
    name: "create-settles-after",
    values: Number(1),
    doc: "How many reads of a new trunk show `ProvisioningState` 1 before it turns 2.",
};

pub const UPDATE_SETTLES_AFTER: Switch = Switch {
    name: "update-settles-after",
    values: Number(0),
    doc: "How many reads after an update show `ProvisioningState` 1 before it turns 2.",
};

pub const DELETE: Switch = Switch {
    name: "delete",
    values: Words(&["hard", "soft", "announced", "ignored", "405"]),
    doc: "Whether a deleted trunk is gone, or still shown with `EndDate` and state 0, or active with an `EndDate` ahead, or \
          nothing happens to it; with 405 there is no such call.",
};

pub const NOT_FOUND: Switch = Switch {
    name: "not-found",
    values: Words(&["400", "404", "404-bare"]),
    doc: "How a missing trunk, property or account is answered: 400 or 404 with an error code, or 404 with no body.",
};

pub const PATCH: Switch = Switch {
    name: "patch",
    values: Words(&["204", "405"]),
    doc: "Whether PATCH updates a trunk; with 405 PUT is the way, and replaces the whole trunk.",
};

pub const NULL: Switch = Switch {
    name: "null",
    values: Words(&["ignored", "clears"]),
    doc: "Whether null as `CustomerReference` counts as left out, as it does elsewhere, or empties it.",
};

pub const OBJECT: Switch = Switch {
    name: "object",
    values: Words(&["bare", "wrapped"]),
    doc: "Whether a create and the details are answered bare, or as the member `SipTrunk` of an object.",
};

pub const NULL_MEMBERS: Switch = Switch {
    name: "null-members",
    values: Words(&["omitted", "present"]),
    doc: "Whether answers leave out what is empty, or hold it as null.",
};

pub const ADDRESSES: Switch = Switch {
    name: "addresses",
    values: Words(&["cidr", "bare"]),
    doc: "Whether answers show a single address with /32, or without.",
};

pub const ARRAYS: Switch = Switch {
    name: "arrays",
    values: Words(&["kept", "reversed"]),
    doc: "Whether answers hold addresses and countries in the order they were sent in, or in another.",
};

pub const CREDENTIALS: Switch = Switch {
    name: "credentials",
    values: Words(&["realm", "hidden", "echoed"]),
    doc: "What answers show of `SipTrunkCredentials`: the realm, nothing, or the password too.",
};

pub const LIST: Switch = Switch {
    name: "list",
    values: Words(&["wrapped", "bare", "by-page", "repeated", "absurd", "endless"]),
    doc: "Whether the list is an object with the array under `SipTrunks` and a `TotalCount`, or the array; `TotalCount` may be \
          that of the page, with a `NextPageToken` where there are more; each page may begin with the last row of the one \
          before, `TotalCount` may be absurd, and the pages may never end.",
};

pub const LIST_ITEMS: Switch = Switch {
    name: "list-items",
    values: Words(&["full", "flat"]),
    doc: "Whether the list's trunks are whole, or lack addresses, credentials and countries.",
};

pub const LIST_LIMIT: Switch = Switch {
    name: "list-limit",
    values: Number(0),
    doc: "Trunks that a page of the list holds at most, whatever `Results_Count` asks for; 0 for no limit.",
};

pub const REQUESTS_PER_MINUTE: Switch = Switch {
    name: "requests-per-minute",
    values: Number(0),
    doc: "Calls in a minute beyond which the answer is 429 with `Retry-After`, 0 for no end to them.",
};

pub const WRITE_ANSWER: Switch = Switch {
    name: "write-answer",
    values: Words(&["normal", "500-unapplied", "500-applied"]),
    doc: "Whether a create, update or delete is answered 500 with an HTML page, and whether it is carried out then.",
};

pub const ALL: &[Switch] = &[
    ASTRAY,
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    PROVISIONING,
    TYPE_CHANGE,
    TEXTS,
    CLEARING,
    CREATE_SETTLES_AFTER,
    UPDATE_SETTLES_AFTER,
    DELETE,
    NOT_FOUND,
    PATCH,
    NULL,
    OBJECT,
    NULL_MEMBERS,
    ADDRESSES,
    ARRAYS,
    CREDENTIALS,
    LIST,
    LIST_ITEMS,
    LIST_LIMIT,
    REQUESTS_PER_MINUTE,
    WRITE_ANSWER,
];
