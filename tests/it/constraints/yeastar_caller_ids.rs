//! Yeastar's rules for `outbound_cid_list`: sections 4.4 and 4.5 of what is known of its pages.

use super::yeastar::{KIND, PEER};
use super::{Bad, bad, refused};

const CID: &str = "\"outbound_cid_list[0].outbound_cid\" must have 1 to 31 digits, letters and characters of";

const ROWS: &[Bad] = &[
    row(r#"outbound_cid_list = [{ outbound_cid = "1" }]"#, "\"outbound_cid_option\" is required"),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "single", outbound_cid = "1" }]"#,
        "\"outbound_cid_list[0].outbound_cid_option\" must be \"shared\" or \"range\".",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", ext_list = [{ id = 7 }] }]"#,
        "\"outbound_cid\" is required",
    ),
    row(r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = "", ext_list = [{ id = 7 }] }]"#, CID),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = "555 0101", ext_list = [{ id = 7 }] }]"#,
        CID,
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = "5550101" }]"#,
        "A shared caller ID needs \"ext_list\".",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = "5550101", ext_list = [] }]"#,
        "A shared caller ID needs \"ext_list\".",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = "1", ext_list = [{ type = "extension" }] }]"#,
        "\"id\" is required",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = "1", ext_list = [{ type = "queue", id = 7 }] }]"#,
        "\"outbound_cid_list[0].ext_list[0].type\" must be \"extension\" or \"ext_group\".",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = "1", ext_list = [{ id = 7 }] }, { outbound_cid_option = "shared", outbound_cid = "1", ext_list = [{ id = 8 }] }]"#,
        "\"outbound_cid_list[1]\" (outbound_cid \"1\") is the same as \"outbound_cid_list[0]\"",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "shared", outbound_cid = "1", ext_list = [{ id = 7 }, { type = "extension", id = 7 }] }]"#,
        "(type \"extension\", id 7) is the same as \"outbound_cid_list[0].ext_list[0]\"",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "range", outbound_cid = "5550110-5550119" }]"#,
        "A range of caller IDs needs \"outbound_cid_to_ext_range\".",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "range", outbound_cid = "5550110", outbound_cid_to_ext_range = "1010-1019" }]"#,
        "in digits of the same length and in this order, such as \"5503301-5503310\". It is \"5550110\".",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "range", outbound_cid = "99-101", outbound_cid_to_ext_range = "1010-1012" }]"#,
        "It is \"99-101\".",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "range", outbound_cid = "5550001-5550501", outbound_cid_to_ext_range = "1001-1501" }]"#,
        "A range holds at most 500 numbers, and \"5550001-5550501\" holds 501. Write several ranges.",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "range", outbound_cid = "5550110-5550119", outbound_cid_to_ext_range = "1010" }]"#,
        "\"1010\" is no range of extensions.",
    ),
    row(
        r#"outbound_cid_list = [{ outbound_cid_option = "range", outbound_cid = "5550110-5550119", outbound_cid_to_ext_range = "1010-1018" }]"#,
        "\"1010-1018\" holds 9 extensions, but \"outbound_cid\" holds 10 numbers.",
    ),
];

const fn row(says: &'static str, error: &'static str) -> Bad {
    bad("outbound_cid_list", says, error)
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    refused(KIND, PEER, ROWS).await;
}
