//! Input that is almost right, and input that is nothing: JSON and bytes that were changed by chance.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value as Json, json};

use super::values::UNKNOWN;

/// Any JSON, with what readers tend to stumble over.
pub fn any_json() -> BoxedStrategy<Json> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(|number| format!("{number:e}")),
        proptest::sample::select(vec!["1e999", "-0", "1e-1000000000", "18446744073709551616", "0.1", "1E+2"])
            .prop_map(String::from),
    ];
    let number = number.prop_map(|text| serde_json::from_str(&text).expect("a number"));
    let text = prop_oneof![
        "\\PC{0,12}",
        "[-0-9a-z:./,@\\[\\]{}\"\\\\ ]{0,12}",
        any::<String>(),
        proptest::sample::select(vec!["********", "\u{0}", "0", "true", "null", "2026-01-01T00:00:00Z", UNKNOWN])
            .prop_map(String::from),
    ];
    let leaf = prop_oneof![Just(Json::Null), any::<bool>().prop_map(Json::from), number, text.prop_map(Json::from)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let members = vec(("[a-zA-Z_.]{0,6}", inner.clone()), 0..4).prop_map(Json::from_iter);
        prop_oneof![vec(inner, 0..4).prop_map(Json::from), members]
    })
    .boxed()
}

/// What is done to a place in JSON.
#[derive(Clone, Debug)]
pub enum Change {
    Replaced(Json),
    Removed,
    Doubled,
    Wrapped,
    Deep(u16),
}

/// A few places and what is done to them.
pub fn changes() -> impl Strategy<Value = Vec<(Index, Change)>> {
    let change = prop_oneof![
        4 => any_json().prop_map(Change::Replaced),
        2 => Just(Change::Removed),
        1 => Just(Change::Doubled),
        1 => Just(Change::Wrapped),
        // Readers of JSON go no deeper than 128.
        1 => (0..100_u16).prop_map(Change::Deep),
    ];
    vec((any::<Index>(), change), 0..4)
}

/// JSON with these changes.
pub fn changed(mut json: Json, changes: &[(Index, Change)]) -> Json {
    for (place, change) in changes {
        let mut left = place.index(places(&json));
        change_at(&mut json, &mut left, change);
    }
    json
}

fn places(json: &Json) -> usize {
    1 + match json {
        Json::Array(elements) => elements.iter().map(places).sum(),
        Json::Object(members) => members.values().map(places).sum(),
        _ => 0,
    }
}

/// Changes the place that comes after `left` others; whether it was in here.
fn change_at(json: &mut Json, left: &mut usize, change: &Change) -> bool {
    if *left == 0 {
        *json = match change {
            Change::Replaced(other) => other.clone(),
            Change::Removed => Json::Null,
            Change::Doubled => match json.take() {
                Json::Array(elements) => elements.iter().chain(&elements).cloned().collect(),
                other => json!([other.clone(), other]),
            },
            Change::Wrapped => json!({ "a": json.take() }),
            Change::Deep(depth) => (0..*depth).fold(json.take(), |inner, _| json!([inner])),
        };
        return true;
    }
    *left -= 1;
    match json {
        Json::Array(elements) => elements.iter_mut().any(|element| change_at(element, left, change)),
        Json::Object(members) => members.values_mut().any(|member| change_at(member, left, change)),
        _ => false,
    }
}

/// What is done to bytes.
#[derive(Clone, Debug)]
pub enum Edit {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Cut(Index),
    Repeat(Index),
}

/// A few of them.
pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, bits)| Edit::Flip(at, bits)),
        (any::<Index>(), vec(any::<u8>(), 1..6)).prop_map(|(at, bytes)| Edit::Insert(at, bytes)),
        any::<Index>().prop_map(Edit::Cut),
        any::<Index>().prop_map(Edit::Repeat),
    ];
    vec(edit, 0..5)
}

/// Bytes with these edits.
pub fn edited(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        let at = |index: &Index| index.index(bytes.len() + 1);
        match edit {
            Edit::Flip(index, bits) if !bytes.is_empty() => {
                let at = index.index(bytes.len());
                bytes[at] ^= bits;
            }
            Edit::Flip(..) => {}
            Edit::Insert(index, more) => {
                let at = at(index);
                bytes.splice(at..at, more.iter().copied());
            }
            Edit::Cut(index) => {
                let at = at(index);
                bytes.truncate(at);
            }
            Edit::Repeat(index) => {
                let at = at(index);
                bytes.extend_from_within(at..);
            }
        }
    }
    bytes
}
