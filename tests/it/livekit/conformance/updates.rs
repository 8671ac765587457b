//! A trunk to begin with, and the updates that it goes through one after another. `LEAST` is the least trunk of the kind.

/// What the trunk has beyond the least one, and the updates.
type Updates = &'static [(&'static str, &'static [&'static str])];

pub const EITHER: Updates = &[
    (
        r#"{"name": "a", "metadata": "m", "auth_username": "u", "auth_password": "p"}"#,
        &[
            r#""update": {}"#,
            r#""update": {"name": "b"}"#,
            r#""update": {"name": ""}"#,
            r#""update": {"name": null, "metadata": null, "numbers": null, "media": null}"#,
            r#""update": {"metadata": "", "auth_username": ""}"#,
            r#""update": {"authPassword": "q"}"#,
            r#""update": {"auth_password": ""}"#,
            r#""update": {"name": 1}"#,
            r#""update": {"unknown": 1}"#,
            r#""update": {"headers": {"X-A": "1"}, "include_headers": 2, "headers_to_attributes": 5}"#,
            r#""update": []"#,
            r#""update": null"#,
            r#""replace": null"#,
            r#""update": null, "replace": null"#,
            r#""update": {}, "replace": LEAST"#,
            r#""update": {"name": "c"}, "replace": null"#,
            r#""other": 1"#,
        ],
    ),
    (
        r#"{"numbers": ["+1", "+2"]}"#,
        &[
            r#""update": {"numbers": {"set": ["+3", "+1", "+3"]}}"#,
            r#""update": {"numbers": {"add": ["+4", "+1"], "remove": ["+3"]}}"#,
            r#""update": {"numbers": {"add": ["+5", "+5"]}}"#,
            r#""update": {"numbers": {"remove": ["+9"]}}"#,
            r#""update": {"numbers": {"set": []}}"#,
            r#""update": {"numbers": {}}"#,
            r#""update": {"numbers": {"clear": false}}"#,
            r#""update": {"numbers": {"set": ["+1"], "add": ["+2"]}}"#,
            r#""update": {"numbers": {"set": ["+1"], "remove": ["+2"]}}"#,
            r#""update": {"numbers": {"clear": true, "set": ["+1"]}}"#,
            r#""update": {"numbers": {"clear": true, "add": ["+1"]}}"#,
            r#""update": {"numbers": {"set": [""]}}"#,
            r#""update": {"numbers": {"add": [""]}}"#,
            r#""update": {"numbers": {"remove": [""]}}"#,
            r#""update": {"numbers": ["+1"]}"#,
            r#""update": {"numbers": {"clear": true}}"#,
            r#""update": {"numbers": {"remove": ["+1", "+3", "+4", "+5"]}}"#,
        ],
    ),
    (
        "{}",
        &[
            r#""update": {"media_encryption": "SIP_MEDIA_ENCRYPT_ALLOW"}"#,
            r#""update": {"media_encryption": "SIP_MEDIA_ENCRYPT_REQUIRE"}"#,
            r#""update": {"media_encryption": "SIP_MEDIA_ENCRYPT_DISABLE"}"#,
            r#""update": {"media_encryption": "none"}"#,
            r#""update": {"media": {"codecs": [{"name": "PCMU"}], "media_timeout": "3s", "only_listed_codecs": true}}"#,
            r#""update": {"name": "n"}"#,
            r#""update": {"media": {"media_timeout": "4s"}}"#,
            r#""update": {"media": {}}"#,
            r#""update": {"media": {"encryption": "SIP_MEDIA_ENCRYPT_DISABLE"}}"#,
            r#""update": {"media": {"encryption": "SIP_MEDIA_ENCRYPT_REQUIRE"}, "media_encryption": 1}"#,
            r#""update": {"media": {"encryption": 9}}"#,
            r#""update": {"media": {"codecs": [{}]}}"#,
            r#""update": {"media": {"codecs": [{"name": "a/b"}]}}"#,
            r#""update": {"media": {"media_timeout": "601s"}}"#,
            r#""update": {"media": {"media_timeout": "1m"}}"#,
        ],
    ),
    (
        r#"{"media": {"encryption": "SIP_MEDIA_ENCRYPT_ALLOW"}, "media_encryption": "SIP_MEDIA_ENCRYPT_REQUIRE"}"#,
        &[r#""update": {"name": "n"}"#],
    ),
    (r#"{"media_encryption": "SIP_MEDIA_ENCRYPT_REQUIRE"}"#, &[r#""update": {"media": {"only_listed_codecs": true}}"#]),
    (
        r#"{"media": {"codecs": [{"name": "PCMU"}]}}"#,
        &[r#""update": {"media_encryption": "SIP_MEDIA_ENCRYPT_REQUIRE"}"#],
    ),
    (
        r#"{"name": "a", "auth_password": "p", "headers": {"X-A": "1"}, "include_headers": "SIP_X_HEADERS"}"#,
        &[
            r#""replace": LEAST"#,
            r#""replace": {}"#,
            r#""replace": {"numbers": ["+1"], "address": "h", "headers": {"X-B": "2"}, "attributesToHeaders": {"a": "X"}}"#,
            r#""replace": {"sip_trunk_id": "$1", "numbers": ["+1"], "address": "h", "name": "b"}"#,
            r#""replace": {"sip_trunk_id": "ST_other", "numbers": ["+1"], "address": "h"}"#,
            r#""replace": {"sip_trunk_id": "", "numbers": ["+1"], "address": "h"}"#,
            r#""replace": {"numbers": ["+1"], "address": "h", "headers": {"From": "x"}}"#,
            r#""replace": {"numbers": ["+1"], "address": "h", "include_headers": 9, "media_encryption": 2, "media": {"encryption": 1}}"#,
            r#""replace": {"numbers": ["+1"], "address": "h", "media": {"codecs": [{}]}}"#,
            r#""replace": {"numbers": ["+1"], "address": "h", "name": 5}"#,
            r#""replace": {"numbers": ["+1"], "address": "h", "created_at": "2026-01-01T00:00:00Z"}"#,
        ],
    ),
];

pub const INBOUND: Updates = &[
    (
        r#"{"allowed_addresses": ["192.0.2.1"], "allowed_numbers": ["+9"], "auth_realm": "r"}"#,
        &[
            r#""update": {"allowed_addresses": {"add": ["nonsense", "*"]}}"#,
            r#""update": {"allowed_addresses": {"clear": true}, "allowed_numbers": {"clear": true}}"#,
            r#""update": {"allowed_addresses": {"set": [""]}}"#,
            r#""update": {"allowed_numbers": {}}"#,
            r#""update": {"auth_realm": ""}"#,
            r#""update": {"ringing_timeout": "1s", "max_call_duration": "1s", "krisp_enabled": true}"#,
            r#""update": {"numbers": {"clear": true}}"#,
            r#""update": {"auth_username": "u", "numbers": {"clear": true}}"#,
            r#""update": {"auth_username": ""}"#,
        ],
    ),
    (
        r#"{"ringing_timeout": "30s", "krisp_enabled": true}"#,
        &[r#""update": {"name": "n"}"#, r#""replace": {"numbers": ["+1"], "ringing_timeout": "0s"}"#],
    ),
];

pub const OUTBOUND: Updates = &[(
    r#"{"transport": "SIP_TRANSPORT_TLS", "destination_country": "us", "from_host": "f"}"#,
    &[
        r#""update": {"transport": "SIP_TRANSPORT_UDP"}"#,
        r#""update": {"transport": "tls"}"#,
        r#""update": {"transport": "SIP_TRANSPORT_AUTO"}"#,
        r#""update": {"transport": 9}"#,
        r#""update": {"destination_country": "", "from_host": ""}"#,
        r#""update": {"address": "h2:5061"}"#,
        r#""update": {"address": ""}"#,
        r#""update": {"address": "sip:h"}"#,
        r#""update": {"address": "h;transport=tcp"}"#,
        r#""update": {"from_host": "u@h"}"#,
        r#""replace": {"numbers": ["+1"], "address": "sip:h"}"#,
        r#""replace": {"numbers": [], "address": "h"}"#,
        r#""replace": {"numbers": ["+1"]}"#,
    ],
)];
