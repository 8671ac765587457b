//! What Yeastar's pages leave open.

use crate::sandbox::Values::{Number, Words};
use crate::sandbox::astray::astray;
use crate::sandbox::texts::{CLEARING, TEXTS};
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, Switch, UPDATE_VISIBLE_AFTER};

pub const TOKEN_LIFETIME: Switch = Switch {
    name: "token-lifetime",
    values: Number(1800),
    doc: "How many seconds an access token counts from its login on.",
};

pub const TOKEN_CALLS: Switch = Switch {
    name: "token-calls",
    values: Number(0),
    doc: "After how many calls an access token has expired, whatever its time; 0 for no end.",
};

pub const BLOCKLIST: Switch = Switch {
    name: "blocklist",
    values: Words(&["kept", "cleared"]),
    doc: "Whether an address is blocked after 5 refused logins in a row, or an administrator frees it each time.",
};

pub const CREATE_ANSWER: Switch = Switch {
    name: "create-answer",
    values: Words(&["id", "data", "none"]),
    doc: "Where the answer to a create holds the new trunk's id: at the top, under `data`, or nowhere.",
};

pub const ASTRAY: Switch = astray(&["none", "create-other", "read-other"]);

pub const GET_DATA: Switch = Switch {
    name: "get-data",
    values: Words(&["object", "array"]),
    doc: "Whether one trunk is read as an object, or as an array of one.",
};

pub const NOT_FOUND: Switch = Switch {
    name: "not-found",
    values: Words(&["60001", "empty", "object", "null", "omitted"]),
    doc: "Whether reading a missing trunk answers 60001, or success with an empty `data`, with `{}` or null as `data`, or \
          without it.",
};

pub const EMPTY_LIST: Switch = Switch {
    name: "empty-list",
    values: Words(&["shown", "null", "omitted", "60001"]),
    doc: "Whether a list without trunks is answered with an empty `data`, with null, without `data`, or 60001.",
};

pub const LIST: Switch = Switch {
    name: "list",
    values: Words(&["right", "repeated", "absurd", "endless"]),
    doc: "Whether a list is told right; or each page begins with the last row of the one before, or `total_number` is \
          absurd, or the pages never end.",
};

pub const LIST_LIMIT: Switch = Switch {
    name: "list-limit",
    values: Number(100),
    doc: "Trunks that a page of the list holds at most, whatever `page_size` asks for.",
};

pub const DELETE_AGAIN: Switch = Switch {
    name: "delete-again",
    values: Words(&["60001", "40002"]),
    doc: "Whether deleting a missing trunk answers 60001, or 40002, which the error page has for \"no data can be deleted\".",
};

pub const PERMISSION: Switch = Switch {
    name: "permission",
    values: Words(&["granted", "10009"]),
    doc: "Whether creates, updates and deletes are carried out, or answered 10009 as where a feature is off or a \
          permission is lacking.",
};

pub const HOSTS: Switch = Switch {
    name: "hosts",
    values: Words(&["kept", "lower-case"]),
    doc: "Whether `hostname`, `domain` and `outbound_proxy_server` are stored as sent, or in lower case.",
};

pub const NUMBERS: Switch = Switch {
    name: "numbers",
    values: Words(&["numbers", "texts", "decimals"]),
    doc: "Whether answers hold ids, ports and flags as numbers, as texts, or as numbers with a point, such as 28.0.",
};

pub const WORDS: Switch = Switch {
    name: "words",
    values: Words(&["kept", "upper-case"]),
    doc: "Whether reads show transports, codecs and kinds of caller IDs as they were sent, or in upper case.",
};

pub const EMPTY: Switch = Switch {
    name: "empty",
    values: Words(&["shown", "omitted", "null"]),
    doc: "Whether reads show an empty text or list, leave it out, or hold null.",
};

pub const ITSP: Switch = Switch {
    name: "itsp",
    values: Words(&["omitted", "empty"]),
    doc: "Whether reads leave out `itsp` where there is no template, or show it as empty text.",
};

pub const PASSWORD: Switch =
    Switch { name: "password", values: Words(&["clear", "masked", "omitted"]), doc: "How reads show a password." };

pub const PASSWORD_RULE: Switch = Switch {
    name: "password-rule",
    values: Words(&["any", "strong"]),
    doc: "Whether any password will do, or it takes 10 characters with a digit and letters of both cases.",
};

pub const LISTS: Switch = Switch {
    name: "lists",
    values: Words(&["kept", "reversed"]),
    doc: "Whether reads show caller IDs, extensions and DIDs in the order they were sent in, or in another.",
};

pub const CODECS: Switch = Switch {
    name: "codecs",
    values: Words(&["plain", "spaced"]),
    doc: "Whether reads show `ulaw,alaw`, or `ulaw, alaw`.",
};

pub const PEER_TYPE: Switch = Switch {
    name: "peer-type",
    values: Words(&["peer", "peer_did", "peer_port", "peer_private"]),
    doc: "The word that reads have for a peer trunk; all but the first are Cloud's.",
};

pub const FIRMWARE: Switch = Switch {
    name: "firmware",
    values: Words(&["newer", "older"]),
    doc: "Whether the PBX has the fields that older pages do not have.",
};

pub const EXTRA_KEYS: Switch = Switch {
    name: "extra-keys",
    values: Words(&["omitted", "present"]),
    doc: "Whether reads hold members that no page documents.",
};

pub const PHYSICAL_TRUNKS: Switch = Switch {
    name: "physical-trunks",
    values: Words(&["none", "listed"]),
    doc: "Whether the PBX is an Appliance whose list holds an FXO trunk too.",
};

pub const TRUNK_LIMIT: Switch = Switch {
    name: "trunk-limit",
    values: Number(0),
    doc: "How many trunks the plan allows, 0 for no limit; beyond it a create answers 60002.",
};

pub const REFERENCES: Switch = Switch {
    name: "references",
    values: Words(&["none", "routes"]),
    doc: "Whether routes refer to the trunks, so that a delete answers 70091.",
};

pub const WRITE_ANSWER: Switch = Switch {
    name: "write-answer",
    values: Words(&["normal", "failed-unapplied", "failed-applied", "partial", "processing"]),
    doc: "Whether a create, update or delete is answered -2, not carried out or carried out; or, carried out, 1 or 2.",
};

pub const BUSY_ANSWERS: Switch = Switch {
    name: "busy-answers",
    values: Number(0),
    doc: "How often a call, the first times that it comes, is answered 70082, as by a PBX with a heavy task, and not carried \
          out.",
};

pub const FAILED_READS: Switch = Switch {
    name: "failed-reads",
    values: Number(0),
    doc: "How often a read, the first times that it comes, is answered -2.",
};

pub const ERROR_STATUS: Switch =
    Switch { name: "error-status", values: Words(&["200", "400"]), doc: "HTTP status of an error." };

pub const ALL: &[Switch] = &[
    TOKEN_LIFETIME,
    TOKEN_CALLS,
    BLOCKLIST,
    CREATE_ANSWER,
    ASTRAY,
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    GET_DATA,
    NOT_FOUND,
    EMPTY_LIST,
    LIST,
    LIST_LIMIT,
    DELETE_AGAIN,
    PERMISSION,
    TEXTS,
    CLEARING,
    HOSTS,
    NUMBERS,
    WORDS,
    EMPTY,
    ITSP,
    PASSWORD,
    PASSWORD_RULE,
    LISTS,
    CODECS,
    PEER_TYPE,
    FIRMWARE,
    EXTRA_KEYS,
    PHYSICAL_TRUNKS,
    TRUNK_LIMIT,
    REFERENCES,
    WRITE_ANSWER,
    BUSY_ANSWERS,
    FAILED_READS,
    ERROR_STATUS,
];
