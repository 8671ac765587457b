//! Fone Dynamics' rules: sections 4 to 4.3 of what is known of its pages.

use super::{Bad, accepted, bad, refused};

const KIND: &str = "siptrunk_fonedynamics_trunk";

/// An IP trunk.
const IP: &[(&str, &str)] = &[
    ("name", r#""hq-edge""#),
    ("caller_id", r#""+61255501234""#),
    ("auth_type", r#""ip""#),
    ("allowed_ips", r#"["203.0.113.10/32"]"#),
];

/// An authenticated trunk.
const CREDENTIALS: &[(&str, &str)] = &[
    ("name", r#""branch-pbx""#),
    ("caller_id", r#""+61355505678""#),
    ("auth_type", r#""credentials""#),
    ("realm", r#""branch-pbx-01""#),
    ("password", r#""Tr0ub4dor&Zebra""#),
];

const CALLER_ID: &str = "\"caller_id\" must be an Australian number in E.164 form that is no 13, 1300 or 1800 number";
const NOT_PUBLIC: &str = "must be public: no private, shared, loopback, link-local, multicast or reserved address.";
const CIDR: &str = "Every element of \"allowed_ips\" must be an IPv4 address or block";
const COUNTRY: &str = "Every element of \"allowed_countries\" must be a country's two-letter code in capitals";
const PASSWORD: &str = "\"password\" must have at least 10 characters, among them a lower-case letter, an upper-case letter, a \
                        digit and a special character such as ! @ # $ % ^ & *, and no character three times in a row.";

const ANY: &[Bad] = &[
    bad("name", "!name", "The argument \"name\" is required"),
    bad("name", r#"name = """#, "\"name\" must not be empty."),
    bad("name", r#"name = "  ""#, "\"name\" must not be empty."),
    bad("caller_id", "!caller_id", "The argument \"caller_id\" is required"),
    bad("caller_id", r#"caller_id = "61255501234""#, "Write \"+61255501234\"."),
    bad("caller_id", r#"caller_id = "(02) 5550 1234""#, "Write \"+61255501234\"."),
    bad("caller_id", r#"caller_id = "+61 2 5550 1234""#, "Write \"+61255501234\"."),
    bad("caller_id", r#"caller_id = "+61131234""#, CALLER_ID),
    bad("caller_id", r#"caller_id = "+611300123456""#, CALLER_ID),
    bad("caller_id", r#"caller_id = "+611800123456""#, CALLER_ID),
    bad("caller_id", r#"caller_id = "+6495550123""#, CALLER_ID),
    bad("caller_id", r#"caller_id = "+6125550123""#, CALLER_ID),
    bad("caller_id", r#"caller_id = "+612555012345""#, CALLER_ID),
    bad("caller_id", r#"caller_id = """#, CALLER_ID),
    bad(
        "caller_id",
        "caller_id = 0255501234",
        "Write \"+61255501234\". Without quotes, Terraform drops a leading zero.",
    ),
    bad("auth_type", "!auth_type", "The argument \"auth_type\" is required"),
    bad("auth_type", r#"auth_type = "oauth""#, "\"auth_type\" must be \"ip\" or \"credentials\"."),
    bad("auth_type", r#"auth_type = "authenticated""#, "Write \"credentials\"."),
    bad("auth_type", r#"auth_type = "IP""#, "Write \"ip\"."),
    bad("auth_type", "auth_type = 0", "It is \"0\". Write \"ip\"."),
    bad("allowed_countries", "allowed_countries = []", "\"allowed_countries\" must hold at least one element."),
    bad("allowed_countries", r#"allowed_countries = ["nz"]"#, "Write \"NZ\"."),
    bad("allowed_countries", r#"allowed_countries = ["AU", "NZL"]"#, COUNTRY),
    bad("allowed_countries", r#"allowed_countries = ["AU", ""]"#, COUNTRY),
    bad("allowed_countries", r#"allowed_countries = ["AU", null]"#, "No element of \"allowed_countries\" may be null."),
    bad("channel_limit", "channel_limit = 0", "\"channel_limit\" must be 1 or more. It is 0."),
    bad("channel_limit", "channel_limit = -3", "\"channel_limit\" must be 1 or more. It is -3."),
    bad("channel_limit", "channel_limit = 1.5", "\"channel_limit\" must be a whole number. It is 1.5."),
    bad("channel_limit", r#"channel_limit = "many""#, "a number is required"),
    bad("property_sid", r#"property_sid = """#, "\"property_sid\" must not be empty."),
    bad("property_sid", r#"property_sid = "..""#, "not empty, and not dots alone. It is \"..\"."),
    bad("id", r#"id = "ST1""#, "can be read, and not written. Remove the line"),
    bad("external_reference", r#"external_reference = "x""#, "can be read, and not written. Remove the line"),
    bad("provisioning_state", "provisioning_state = \"active\"", "can be read, and not written. Remove the line"),
    bad("created_at", r#"created_at = "2025-01-01T00:00:00Z""#, "can be read, and not written. Remove the line"),
    bad("updated_at", r#"updated_at = "2025-01-01T00:00:00Z""#, "can be read, and not written. Remove the line"),
];

const OF_IP: &[Bad] = &[
    bad("allowed_ips", "!allowed_ips", "A trunk with auth_type = \"ip\" needs \"allowed_ips\":"),
    bad("realm", r#"realm = "hq""#, "Only a trunk with auth_type = \"credentials\" has \"realm\"."),
    bad(
        "password",
        r#"password = "Tr0ub4dor&Zebra""#,
        "Only a trunk with auth_type = \"credentials\" has \"password\".",
    ),
    bad("allowed_ips", "allowed_ips = []", "\"allowed_ips\" must hold at least one element."),
    bad("allowed_ips", "allowed_ips = [null]", "No element of \"allowed_ips\" may be null."),
    bad("allowed_ips", r#"allowed_ips = ["hq.example"]"#, CIDR),
    bad("allowed_ips", r#"allowed_ips = [""]"#, CIDR),
    bad("allowed_ips", r#"allowed_ips = ["2001:db8::/64"]"#, CIDR),
    bad("allowed_ips", r#"allowed_ips = ["203.0.113.256/32"]"#, CIDR),
    bad("allowed_ips", r#"allowed_ips = ["203.0.113.0/33"]"#, CIDR),
    bad("allowed_ips", r#"allowed_ips = ["203.0.112.0/23"]"#, "or a block of 256 addresses or fewer"),
    bad("allowed_ips", r#"allowed_ips = ["0.0.0.0/0"]"#, "or a block of 256 addresses or fewer"),
    bad("allowed_ips", r#"allowed_ips = ["203.0.113.5/28"]"#, "Write \"203.0.113.0/28\"."),
    bad("allowed_ips", r#"allowed_ips = ["203.0.113.5/28"]"#, "Or write \"203.0.113.5\" for the address alone."),
    bad(
        "allowed_ips",
        r#"allowed_ips = ["203.0.113.10", "203.0.113.10/32"]"#,
        "\"203.0.113.10\" and \"203.0.113.10/32\", which are the same. Remove one of them.",
    ),
    bad("allowed_ips", r#"allowed_ips = ["203.0.113.7/0"]"#, "(list a larger one in parts). One is \"203.0.113.7/0\"."),
    bad("allowed_ips", r#"allowed_ips = ["198.51.100.0/20"]"#, "in parts). One is \"198.51.100.0/20\"."),
    bad("allowed_ips", r#"allowed_ips = ["192.0.2"]"#, CIDR),
    bad("allowed_ips", r#"allowed_ips = ["192.0.2.010/32"]"#, "Write \"192.0.2.10/32\"."),
    bad("allowed_ips", r#"allowed_ips = ["10.1.2.3"]"#, NOT_PUBLIC),
    bad("allowed_ips", r#"allowed_ips = ["0.1.2.0/24"]"#, NOT_PUBLIC),
    bad("allowed_ips", r#"allowed_ips = ["10.1.2.3/32"]"#, NOT_PUBLIC),
    bad("allowed_ips", r#"allowed_ips = ["100.64.0.0/24"]"#, NOT_PUBLIC),
    bad("allowed_ips", r#"allowed_ips = ["127.0.0.1/32"]"#, NOT_PUBLIC),
    bad("allowed_ips", r#"allowed_ips = ["169.254.1.0/24"]"#, NOT_PUBLIC),
    bad("allowed_ips", r#"allowed_ips = ["172.31.255.255/32"]"#, NOT_PUBLIC),
    bad("allowed_ips", r#"allowed_ips = ["192.168.1.0/24"]"#, NOT_PUBLIC),
    bad("allowed_ips", r#"allowed_ips = ["224.0.0.1/32"]"#, NOT_PUBLIC),
    bad("allowed_ips", r#"allowed_ips = ["255.255.255.255/32"]"#, NOT_PUBLIC),
];

const OF_CREDENTIALS: &[Bad] = &[
    bad("realm", "!realm", "A trunk with auth_type = \"credentials\" needs \"realm\":"),
    bad("realm", r#"realm = """#, "\"realm\" must not be empty."),
    bad(
        "allowed_ips",
        r#"allowed_ips = ["203.0.113.10/32"]"#,
        "Only a trunk with auth_type = \"ip\" has \"allowed_ips\".",
    ),
    bad("password", r#"password = "Tr0ub4d&Z""#, PASSWORD),
    bad("password", r#"password = "tr0ub4dor&zebra""#, PASSWORD),
    bad("password", r#"password = "TR0UB4DOR&ZEBRA""#, PASSWORD),
    bad("password", r#"password = "Troubador&Zebra""#, PASSWORD),
    bad("password", r#"password = "Tr0ub4dorZebra""#, PASSWORD),
    bad("password", r#"password = "Tr0ubbb4dor&Zebra""#, PASSWORD),
    bad("password", r#"password = """#, PASSWORD),
];

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    refused(KIND, IP, ANY).await;
    refused(KIND, IP, OF_IP).await;
    refused(KIND, CREDENTIALS, OF_CREDENTIALS).await;
}

#[tokio::test]
async fn what_the_pages_allow_is_accepted() {
    let unknown = "resource \"terraform_data\" \"unknown\" {\n  input = \"x\"\n}\n";
    let ip = [
        "",
        r#"caller_id = "+61455501234""#,
        r#"allowed_ips = ["203.0.113.0/24", "198.51.100.7/32", "192.0.2.0/28", "100.63.255.255/32", "172.32.0.0/24"]"#,
        r#"allowed_ips = ["8.8.8.8/32", "11.0.0.0/24", "223.255.255.0/24", "192.169.0.0/24", "100.128.0.0/24"]"#,
        r#"allowed_ips = ["203.0.113.10"]"#,
        r#"allowed_countries = ["NZ"]"#,
        "channel_limit = 1",
        "channel_limit = 100000",
        r#"customer_reference = """#,
        r#"property_sid = "PROTHER""#,
        "realm = null\npassword = null",
        "allowed_ips = [terraform_data.unknown.output]",
        "allowed_ips = terraform_data.unknown.output",
        "auth_type = terraform_data.unknown.output\nrealm = \"hq\"",
    ];
    accepted(KIND, IP, unknown, &ip).await;
    let credentials = [
        "",
        r#"password = "aabbA1!xyz""#,
        r#"password = "Tr0ub4dor-Zebra""#,
        r#"password = "Tr0ub4dor Zebra~""#,
        "password = terraform_data.unknown.output",
        "realm = terraform_data.unknown.output",
        "auth_type = terraform_data.unknown.output",
        "allowed_ips = null",
    ];
    accepted(KIND, CREDENTIALS, unknown, &credentials).await;
}
