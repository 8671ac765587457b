//! Crazytel's rules: sections 4, 4.1 and 4.2 of what is known of its pages.

use super::{Bad, accepted, bad, refused};

const KIND: &str = "siptrunk_crazytel_trunk";
const GOOD: &[(&str, &str)] = &[("password", r#""Harbour42Bridge""#), ("caller_id", r#""61255501234""#)];

const PASSWORD: &str =
    "\"password\" must have at least 8 characters, among them an upper-case letter, a lower-case letter and a digit.";
const CALLER_ID: &str = "\"caller_id\" must be an international number of 8 to 15 digits, with or without its plus";
const SMS_SENDER: &str = "\"sms_sender\" must be an Australian mobile number of eleven digits that begins \"614\"";
const AREA_CODE: &str = "\"area_code\" must be one to four digits in quotes, such as \"02\".";

const ROWS: &[Bad] = &[
    bad("password", r#"password = "Harb42B""#, PASSWORD),
    bad("password", r#"password = "harbour42""#, PASSWORD),
    bad("password", r#"password = "HARBOUR42""#, PASSWORD),
    bad("password", r#"password = "HarbourBridge""#, PASSWORD),
    bad("password", r#"password = """#, PASSWORD),
    bad("caller_id", "!caller_id", "The argument \"caller_id\" is required"),
    bad("caller_id", "caller_id = null", "\"caller_id\" is required, and has no value. Caller ID of outbound calls."),
    bad("caller_id", r#"caller_id = "+61 2 5550 1234""#, "Write \"+61255501234\"."),
    bad("caller_id", r#"caller_id = "0061255501234""#, "It is \"0061255501234\"."),
    bad("caller_id", r#"caller_id = "0011 44 20 7946 0958""#, "Write \"442079460958\"."),
    bad("caller_id", r#"caller_id = "0255501234""#, "Write \"61255501234\"."),
    bad("caller_id", r#"caller_id = "61 2 5550 1234""#, "Write \"61255501234\"."),
    bad(
        "caller_id",
        "caller_id = 0255501234",
        "Write \"61255501234\". Without quotes, Terraform drops a leading zero.",
    ),
    bad("caller_id", r#"caller_id = "09 555 0123""#, "It is \"09 555 0123\"."),
    bad("caller_id", r#"caller_id = "front desk""#, CALLER_ID),
    bad("caller_id", r#"caller_id = "6125550""#, CALLER_ID),
    bad("caller_id", r#"caller_id = "6125550123456789""#, CALLER_ID),
    bad("caller_id", r#"caller_id = """#, CALLER_ID),
    bad("sms_sender", r#"sms_sender = "61255501234""#, SMS_SENDER),
    bad("sms_sender", r#"sms_sender = "6145550123""#, SMS_SENDER),
    bad("sms_sender", r#"sms_sender = "614555012345""#, SMS_SENDER),
    bad("sms_sender", r#"sms_sender = "Front desk""#, SMS_SENDER),
    bad("sms_sender", r#"sms_sender = "+61 455 501 234""#, "Write \"+61455501234\"."),
    bad("sms_sender", r#"sms_sender = "+61255501234""#, SMS_SENDER),
    bad("sms_sender", r#"sms_sender = "0455501234""#, "Write \"61455501234\"."),
    bad("sms_sender", "sms_sender = 0455501234", "Write \"61455501234\". Without quotes"),
    bad("area_code", r#"area_code = "02345""#, AREA_CODE),
    bad("area_code", r#"area_code = "NSW""#, AREA_CODE),
    bad("area_code", r#"area_code = "+2""#, AREA_CODE),
    bad("area_code", "area_code = 02", "Write \"02\". Without quotes, Terraform drops a leading zero."),
    bad("area_code", "area_code = 0207", "Write \"0207\". Without quotes"),
    bad("enabled", r#"enabled = "perhaps""#, "a bool is required"),
    bad("hide_caller_id", "hide_caller_id = 2", "bool required"),
    bad("id", r#"id = "6f1c2f7e-2a58-4f0b-9a3e-0c3b7d1f8e21""#, "can be read, and not written. Remove the line"),
    bad("username", r#"username = "CT482913""#, "can be read, and not written. Remove the line"),
    bad("realm", r#"realm = "desk""#, "An argument named \"realm\" is not expected here"),
];

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    refused(KIND, GOOD, ROWS).await;
}

#[tokio::test]
async fn what_the_pages_allow_is_accepted() {
    let variations = [
        "",
        r#"password = "aB345678""#,
        r#"password = "Aaaaaaa1""#,
        r#"password = "Pässwörter 9 \"quoted\" \\""#,
        r#"caller_id = "6495550123""#,
        r#"caller_id = "+61255501234""#,
        r#"caller_id = "+298123456""#,
        r#"caller_id = "12345678""#,
        r#"caller_id = "123456789012345""#,
        r#"sms_sender = "61455501234""#,
        r#"sms_sender = "+61455501234""#,
        r#"sms_sender = """#,
        r#"area_code = "07""#,
        r#"area_code = "0207""#,
        r#"area_code = """#,
        r#"description = """#,
        "enabled = false\nhide_caller_id = true\nsoftphone_show_balance = false\nsoftphone_sync_sms = true",
        "caller_id = var.unknown\npassword = terraform_data.unknown.output",
        "area_code = null\nenabled = null",
    ];
    let hcl =
        "variable \"unknown\" {\n  type = string\n}\n\nresource \"terraform_data\" \"unknown\" {\n  input = \"x\"\n}\n";
    accepted(KIND, GOOD, hcl, &variations).await;
}
