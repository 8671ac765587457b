//! What Yeastar's pages leave open.

use crate::sandbox::astray::astray;
use crate::sandbox::switch::{number, switches, words};
use crate::sandbox::texts::{CLEARING, TEXTS};
use crate::sandbox::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, UPDATE_VISIBLE_AFTER};

switches![
    TOKEN_LIFETIME = number("token-lifetime", 1800, "How many seconds an access token counts from its login on."),
    TOKEN_CALLS =
        number("token-calls", 0, "After how many calls an access token has expired, whatever its time; 0 for no end."),
    BLOCKLIST = words(
        "blocklist",
        &["kept", "cleared"],
        "Whether an address is blocked after 5 refused logins in a row, or an administrator frees it each time."
    ),
    CREATE_ANSWER = words(
        "create-answer",
        &["id", "data", "none"],
        "Where the answer to a create holds the new trunk's id: at the top, under `data`, or nowhere."
    ),
    ASTRAY = astray(&["none", "create-other", "read-other"]),
    CREATE_VISIBLE_AFTER,
    CREATE_LATE_FOR,
    UPDATE_VISIBLE_AFTER,
    GET_DATA =
        words("get-data", &["object", "array"], "Whether one trunk is read as an object, or as an array of one."),
    NOT_FOUND = words(
        "not-found",
        &["60001", "empty", "object", "null", "omitted"],
        "Whether reading a missing trunk answers 60001, or success with an empty `data`, with `{}` or null as `data`, or \
         without it."
    ),
    EMPTY_LIST = words(
        "empty-list",
        &["shown", "null", "omitted", "60001"],
        "Whether a list without trunks is answered with an empty `data`, with null, without `data`, or 60001."
    ),
    LIST = words(
        "list",
        &["right", "repeated", "absurd", "endless"],
        "Whether a list is right; or each page begins with the last row of the one before, or `total_number` is \
         absurd, or the pages never end."
    ),
    LIST_LIMIT =
        number("list-limit", 100, "Trunks that a page of the list holds at most, whatever `page_size` asks for."),
    DELETE_AGAIN = words(
        "delete-again",
        &["60001", "40002"],
        "Whether deleting a missing trunk answers 60001, or 40002, which the error page has for \"no data can be deleted\"."
    ),
    PERMISSION = words(
        "permission",
        &["granted", "10009"],
        "Whether creates, updates and deletes are carried out, or answered 10009 as where a feature is off or a \
         permission is lacking."
    ),
    TEXTS,
    CLEARING,
    HOSTS = words(
        "hosts",
        &["kept", "lower-case"],
        "Whether `hostname`, `domain` and `outbound_proxy_server` are stored as sent, or in lower case."
    ),
    NUMBERS = words(
        "numbers",
        &["numbers", "texts", "decimals"],
        "Whether answers hold ids, ports and flags as numbers, as texts, or as numbers with a point, such as 28.0."
    ),
    WORDS = words(
        "words",
        &["kept", "upper-case"],
        "Whether reads show transports, codecs and kinds of caller IDs as they were sent, or in upper case."
    ),
    EMPTY = words(
        "empty",
        &["shown", "omitted", "null"],
        "Whether reads show an empty text or list, leave it out, or hold null."
    ),
    ITSP = words(
        "itsp",
        &["omitted", "empty"],
        "Whether reads leave out `itsp` where there is no template, or show it as empty text."
    ),
    PASSWORD = words("password", &["clear", "masked", "omitted"], "How reads show a password."),
    PASSWORD_RULE = words(
        "password-rule",
        &["any", "strong"],
        "Whether any password will do, or it takes 10 characters with a digit and letters of both cases."
    ),
    LISTS = words(
        "lists",
        &["kept", "reversed"],
        "Whether reads show caller IDs, extensions and DIDs in the order they were sent in, or in another."
    ),
    CODECS = words("codecs", &["plain", "spaced"], "Whether reads show `ulaw,alaw`, or `ulaw, alaw`."),
    PEER_TYPE = words(
        "peer-type",
        &["peer", "peer_did", "peer_port", "peer_private"],
        "The word that reads have for a peer trunk; all but the first are Cloud's."
    ),
    FIRMWARE =
        words("firmware", &["newer", "older"], "Whether the PBX has the fields that only newer documentation has."),
    EXTRA_KEYS = words("extra-keys", &["omitted", "present"], "Whether reads hold undocumented members."),
    PHYSICAL_TRUNKS = words(
        "physical-trunks",
        &["none", "listed"],
        "Whether the PBX is an Appliance whose list holds an FXO trunk too."
    ),
    TRUNK_LIMIT =
        number("trunk-limit", 0, "How many trunks the plan allows, 0 for no limit; beyond it a create answers 60002."),
    REFERENCES =
        words("references", &["none", "routes"], "Whether routes refer to the trunks, so that a delete answers 70091."),
    WRITE_ANSWER = words(
        "write-answer",
        &["normal", "failed-unapplied", "failed-applied", "partial", "processing"],
        "Whether a create, update or delete is answered -2, not carried out or carried out; or, carried out, 1 or 2."
    ),
    BUSY_ANSWERS = number(
        "busy-answers",
        0,
        "How often a call, the first times that it comes, is answered 70082, as by a PBX with a heavy task, and not carried \
         out."
    ),
    FAILED_READS = number("failed-reads", 0, "How often a read, the first times that it comes, is answered -2."),
    ERROR_STATUS = words("error-status", &["200", "400"], "HTTP status of an error."),
];
