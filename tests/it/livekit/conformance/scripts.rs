//! Stories of several trunks: calls one after another, `$1` being the first trunk that a story has made.

/// The calls of a story, with their bodies.
type Calls = &'static [(&'static str, &'static str)];

const IN: &str = "CreateSIPInboundTrunk";
const OUT: &str = "CreateSIPOutboundTrunk";
const UPDATE_IN: &str = "UpdateSIPInboundTrunk";
const UPDATE_OUT: &str = "UpdateSIPOutboundTrunk";
const GET_IN: &str = "GetSIPInboundTrunk";
const GET_OUT: &str = "GetSIPOutboundTrunk";
const LIST_IN: &str = "ListSIPInboundTrunk";
const LIST_OUT: &str = "ListSIPOutboundTrunk";
const DELETE: &str = "DeleteSIPTrunk";

pub const SCRIPTS: &[(&str, Calls)] = &[
    (
        "bodies that are no messages",
        &[
            (LIST_IN, ""),
            (LIST_IN, "null"),
            (LIST_IN, "[]"),
            (LIST_IN, "1"),
            (LIST_IN, "{"),
            (LIST_IN, "{} and more"),
            (LIST_IN, r#"{"unknown": 1}"#),
            (IN, "{}"),
            (IN, r#"{"trunk": null}"#),
            (OUT, "{}"),
            (OUT, r#"{"trunk": {}}"#),
            (IN, r#"{"trunk": {"address": "h"}}"#),
        ],
    ),
    (
        "what is not there",
        &[
            (GET_IN, r#"{"sip_trunk_id": "ST_no"}"#),
            (GET_OUT, r#"{"sip_trunk_id": "ST_no"}"#),
            (GET_IN, "{}"),
            (GET_OUT, r#"{"sip_trunk_id": ""}"#),
            (GET_OUT, r#"{"sip_trunk_id": 1}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "ST_no", "update": {}}"#),
            (UPDATE_OUT, r#"{"sip_trunk_id": "ST_no", "update": {}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "ST_no", "replace": {}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "ST_no", "replace": {"numbers": ["+1"]}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "ST_no", "replace": {"sip_trunk_id": "ST_x", "numbers": ["+1"]}}"#),
            (UPDATE_OUT, r#"{"sip_trunk_id": "ST_no", "update": {"address": ""}}"#),
            (UPDATE_IN, r#"{"update": {}}"#),
            (UPDATE_OUT, r#"{"sip_trunk_id": "ST_no"}"#),
            (UPDATE_OUT, r#"{"sip_trunk_id": "ST_no", "update": {"numbers": {}}}"#),
            (DELETE, r#"{"sip_trunk_id": "ST_no"}"#),
            (DELETE, r#"{"sip_trunk_id": "not an id"}"#),
            (DELETE, r#"{"sip_trunk_id": ""}"#),
            (DELETE, "{}"),
        ],
    ),
    (
        "the other kind's",
        &[
            (IN, r#"{"trunk": {"numbers": ["+1"]}}"#),
            (OUT, r#"{"trunk": {"numbers": ["+1"], "address": "h"}}"#),
            (GET_OUT, r#"{"sip_trunk_id": "$1"}"#),
            (GET_IN, r#"{"sip_trunk_id": "$2"}"#),
            (UPDATE_OUT, r#"{"sip_trunk_id": "$1", "update": {}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$2", "update": {}}"#),
            (LIST_IN, "{}"),
            (LIST_OUT, "{}"),
            (LIST_OUT, r#"{"trunk_ids": ["$1"]}"#),
            (DELETE, r#"{"sip_trunk_id": "$2"}"#),
            (LIST_OUT, "{}"),
            (DELETE, r#"{"sip_trunk_id": "$1"}"#),
            (DELETE, r#"{"sip_trunk_id": "$1"}"#),
            (LIST_IN, "{}"),
        ],
    ),
    (
        "lists of some",
        &[
            (IN, r#"{"trunk": {"numbers": ["+1", "+2"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["(3)"]}}"#),
            (IN, r#"{"trunk": {"auth_username": "u"}}"#),
            (LIST_IN, r#"{"numbers": ["1"]}"#),
            (LIST_IN, r#"{"numbers": ["+ 3", "+9"]}"#),
            (LIST_IN, r#"{"numbers": ["+9"]}"#),
            (LIST_IN, r#"{"numbers": []}"#),
            (LIST_IN, r#"{"trunk_ids": ["$2", "ST_no", "$1"]}"#),
            (LIST_IN, r#"{"trunkIds": ["$2"], "numbers": ["+1"]}"#),
            (LIST_IN, r#"{"trunkIds": ["$2"], "trunk_ids": ["$2"]}"#),
            (LIST_IN, r#"{"trunk_ids": [null]}"#),
            (LIST_IN, r#"{"page": {"limit": 1}}"#),
            (LIST_IN, r#"{"page": {"limit": "1"}}"#),
            (LIST_IN, r#"{"page": {"limit": 1.5}}"#),
            (LIST_IN, r#"{"page": {"after_id": "ST_zzzzzzzzzzzz~"}}"#),
            (LIST_IN, r#"{"page": {"afterId": "A"}}"#),
            (LIST_IN, r#"{"page": []}"#),
            (LIST_IN, r#"{"page": null}"#),
            (OUT, r#"{"trunk": {"numbers": ["+1"], "address": "h"}}"#),
            (LIST_OUT, r#"{"numbers": ["1"]}"#),
            (LIST_OUT, r#"{"numbers": ["+1"]}"#),
        ],
    ),
    (
        "numbers in common",
        &[
            (IN, r#"{"trunk": {"numbers": ["+1"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+1"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["(1)", "+7"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+ 1"], "auth_username": "u"}}"#),
            (IN, r#"{"trunk": {"numbers": ["+2"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+1"], "allowed_numbers": ["+9"]}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$3", "update": {"name": "n"}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$1", "update": {"name": "n"}}"#),
        ],
    ),
    (
        "allowed numbers in common",
        &[
            (IN, r#"{"trunk": {"numbers": ["+1"], "allowed_numbers": ["+9"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+1"], "allowed_numbers": ["9", "+8"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+1"], "allowed_numbers": ["+8"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+1"]}}"#),
        ],
    ),
    (
        "two without numbers",
        &[
            (IN, r#"{"trunk": {"auth_username": "u"}}"#),
            (IN, r#"{"trunk": {"auth_password": "p"}}"#),
            (IN, r#"{"trunk": {"allowed_addresses": ["192.0.2.1"]}}"#),
            (IN, r#"{"trunk": {"numbers": [""]}}"#),
            (IN, r#"{"trunk": {"auth_username": "u", "allowed_numbers": ["+9"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+1"]}}"#),
        ],
    ),
    (
        "an update whose numbers are all new is not looked at, and then both are frozen",
        &[
            (IN, r#"{"trunk": {"numbers": ["+1"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+2"]}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$2", "update": {"numbers": {"set": ["+1"]}}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$1", "update": {"name": "n"}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$2", "update": {"name": "n"}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$2", "replace": {"numbers": ["+1"], "name": "n"}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$2", "update": {"numbers": {"set": ["+3"]}}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$1", "update": {"name": "n"}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$2", "replace": {"numbers": ["+1"]}}"#),
            (DELETE, r#"{"sip_trunk_id": "$1"}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$2", "update": {"name": "n"}}"#),
        ],
    ),
    (
        "an update that keeps a number is looked at",
        &[
            (IN, r#"{"trunk": {"numbers": ["+1", "+2"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+3"]}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$1", "update": {"numbers": {"set": ["+2", "+4"]}}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$2", "update": {"numbers": {"add": ["+1"]}}}"#),
            (
                UPDATE_IN,
                r#"{"sip_trunk_id": "$2", "update": {"allowed_numbers": {"set": ["+9"]}, "numbers": {"add": ["+2"]}}}"#,
            ),
        ],
    ),
    (
        "two swap their numbers",
        &[
            (IN, r#"{"trunk": {"numbers": ["+1"]}}"#),
            (IN, r#"{"trunk": {"numbers": ["+2"]}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$1", "update": {"numbers": {"set": ["+2"]}}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$2", "update": {"numbers": {"set": ["+1"]}}}"#),
            (UPDATE_IN, r#"{"sip_trunk_id": "$1", "update": {"name": "n"}}"#),
        ],
    ),
];
