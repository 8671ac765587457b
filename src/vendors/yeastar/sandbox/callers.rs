//! The two nested lists: `OutCaller_Info` with its `Extension_Info`, and `DID_List`. The limits are those of the portal's
//! CSV pages.
//!
//! Deliberately absent: `ext_number` and `ext_name` in requests, which follow from the extension's id.

use serde_json::{Value as Json, json};

use super::refusal::Problem;
use crate::sandbox::Shape;
use crate::sandbox::Shape::{Array, Integer, Object, Text};

/// `OutCaller_Info`.
pub const CALLER_IDS: Shape = Array(&Object(&[
    ("outbound_cid_option", Text),
    ("outbound_cid", Text),
    ("outbound_cid_name", Text),
    ("outbound_cid_to_ext_range", Text),
    ("ext_list", Array(&Object(&[("type", Text), ("id", Integer)]))),
]));

/// `DID_List`.
pub const DIDS: Shape = Array(&Object(&[("did", Text), ("did_name", Text)]));

/// What is wrong with an `outbound_cid_list` whose members exist and are of their type.
pub fn caller_id_problems(list: &Json) -> Vec<Problem> {
    let elements = list.as_array().into_iter().flatten().enumerate();
    elements
        .flat_map(|(index, element)| {
            let wrong = caller_id(element);
            wrong.into_iter().map(move |(member, rule)| (format!("outbound_cid_list[{index}].{member}"), rule))
        })
        .collect()
}

fn caller_id(element: &Json) -> Vec<(&'static str, &'static str)> {
    let text = |member: &str| element[member].as_str().unwrap_or_default();
    let mut wrong = vec![];
    let number = text("outbound_cid");
    match (number, number.chars().count()) {
        ("", _) => wrong.push(("outbound_cid", "required")),
        (_, 32..) => wrong.push(("outbound_cid", "length")),
        _ if !spelled_with(&number.replace("{{.Ext}}", ""), "[]().-+*#") => wrong.push(("outbound_cid", "characters")),
        _ => {}
    }
    if text("outbound_cid_name").chars().count() > 127 {
        wrong.push(("outbound_cid_name", "length"));
    }
    match text("outbound_cid_option") {
        "shared" => wrong.extend(extensions(&element["ext_list"])),
        "range" if wrong.is_empty() => wrong.extend(range(number, text("outbound_cid_to_ext_range"))),
        "range" => {}
        "" => wrong.push(("outbound_cid_option", "required")),
        _ => wrong.push(("outbound_cid_option", "enum")),
    }
    wrong
}

fn extensions(list: &Json) -> Option<(&'static str, &'static str)> {
    let elements = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let kinds = [Json::Null, json!("extension"), json!("ext_group")];
    if elements.is_empty() {
        Some(("ext_list", "required"))
    } else if elements.iter().any(|element| element["id"].is_null()) {
        Some(("ext_list.id", "required"))
    } else if elements.iter().any(|element| !kinds.contains(&element["type"])) {
        Some(("ext_list.type", "enum"))
    } else {
        None
    }
}

/// Digits with or without a plus, both ends of the same length, at most 500; and as many extensions.
fn range(numbers: &str, extensions: &str) -> Option<(&'static str, &'static str)> {
    if extensions.is_empty() {
        return Some(("outbound_cid_to_ext_range", "required"));
    }
    let count = |text: &str| -> Option<u128> {
        let ends: Vec<&str> = text.split('-').map(|end| end.trim_start_matches('+')).collect();
        let [first, last] = ends[..] else { return None };
        let same = first.len() == last.len() && spelled_with(first, "") && spelled_with(last, "");
        let (first, last): (u128, u128) = (first.parse().ok()?, last.parse().ok()?);
        // As many as no number counts are too many as well.
        (same && first <= last).then(|| (last - first).saturating_add(1))
    };
    match (count(numbers), count(extensions)) {
        (None, _) => Some(("outbound_cid", "range")),
        (Some(501..), _) => Some(("outbound_cid", "range of at most 500")),
        (_, None) => Some(("outbound_cid_to_ext_range", "range")),
        (numbers, extensions) if numbers != extensions => Some(("outbound_cid_to_ext_range", "same count")),
        _ => None,
    }
}

/// What is wrong with a `did_list` whose members exist and are of their type.
pub fn did_problems(list: &Json) -> Vec<Problem> {
    let mut problems = vec![];
    for (index, element) in list.as_array().into_iter().flatten().enumerate() {
        let text = |member: &str| element[member].as_str().unwrap_or_default();
        let mut wrong = |member: &str, rule| problems.push((format!("did_list[{index}].{member}"), rule));
        match (text("did"), text("did").chars().count()) {
            ("", _) => wrong("did", "required"),
            (_, 32..) => wrong("did", "length"),
            (did, _) if !spelled_with(did, "[]*#().-+!") => wrong("did", "characters"),
            _ => {}
        }
        if text("did_name").chars().count() > 127 {
            wrong("did_name", "length");
        }
    }
    problems
}

fn spelled_with(text: &str, specials: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || specials.contains(c))
}

/// Caller IDs as the PBX holds them: whole, with an id of its own that is new after each write.
pub fn caller_ids(list: &Json, mut id: impl FnMut() -> i64) -> Json {
    let elements = list.as_array().into_iter().flatten();
    elements
        .map(|element| {
            let text = |member: &str| element[member].as_str().unwrap_or_default();
            let extensions: Json = element["ext_list"].as_array().into_iter().flatten().map(extension).collect();
            json!({
                "id": id(), "outbound_cid_option": text("outbound_cid_option"), "outbound_cid": text("outbound_cid"),
                "outbound_cid_name": text("outbound_cid_name"),
                "outbound_cid_to_ext_range": text("outbound_cid_to_ext_range"), "ext_list": extensions,
            })
        })
        .collect()
}

/// Extension 7 is number 1007, group 2 is "Group 2".
pub fn extension(element: &Json) -> Json {
    let id = element["id"].as_i64().unwrap_or_default();
    match element["type"].as_str() {
        Some("ext_group") => {
            json!({"type": "ext_group", "ext_number": format!("Group {id}"), "ext_name": "", "id": id})
        }
        _ => json!({
            "type": "extension", "ext_number": (1000 + i128::from(id)).to_string(), "ext_name": format!("Extension {id}"), "id": id,
        }),
    }
}

/// DIDs as the PBX holds them.
pub fn dids(list: &Json) -> Json {
    let text = |element: &Json, member: &str| element[member].as_str().unwrap_or_default().to_owned();
    let elements = list.as_array().into_iter().flatten();
    elements.map(|element| json!({"did": text(element, "did"), "did_name": text(element, "did_name")})).collect()
}
