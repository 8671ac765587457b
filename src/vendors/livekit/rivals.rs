//! Inbound trunks between which a call could not choose.
//!
//! The server refuses them, but its look has holes: two creates at once both pass, and so does an update that gives a trunk
//! none but new numbers. From then on it refuses every change of either.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::schema::Rivalry;
use crate::value::{Object, Value};

/// What only one inbound trunk may have.
pub static NUMBERS: Rivalry =
    Rivalry { attributes: &["phone_numbers", "allowed_numbers"], shared, what: "number", noun: "trunk" };

/// Two trunks go together where they have no number in common, or one has callers of its own and shares none of them.
fn shared(wanted: &Object, other: &Json) -> Option<String> {
    let ours = |name: &str| -> BTreeSet<String> {
        wanted.get(name).elements().iter().filter_map(Value::as_str).map(bare).collect()
    };
    let theirs = |name: &str| -> BTreeSet<String> {
        other[name].as_array().into_iter().flatten().filter_map(Json::as_str).map(bare).collect()
    };
    let common = |ours: BTreeSet<String>, theirs: BTreeSet<String>| {
        let both: Vec<String> = ours.intersection(&theirs).cloned().collect();
        let neither = ours.is_empty() && theirs.is_empty();
        (neither || !both.is_empty()).then_some(both)
    };
    let numbers = common(ours("phone_numbers"), theirs("numbers"))?;
    common(ours("allowed_numbers"), theirs("allowed_numbers"))?;
    Some(if numbers.is_empty() { "no \"phone_numbers\"".into() } else { numbers.join(", ") })
}

/// A number as the server compares it: `+1`, `1`, `(1)` and `+ 1` are one.
fn bare(number: &str) -> String {
    let text = number.strip_prefix('+').unwrap_or(number);
    let digits: String = text.chars().filter(|c| !"- ()".contains(*c)).collect();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { format!("+{digits}") } else { number.to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::Set;

    #[test]
    fn trunks_share_a_number_or_the_lack_of_any() {
        let set = |texts: &[&str]| Value::Set(Set(texts.iter().map(|&text| text.into()).collect()));
        for (numbers, callers, others, other_callers, due) in [
            (&["+1"][..], &[][..], json!(["+1"]), json!([]), Some("+1")),
            (&["+1", "+2"], &[], json!(["2", "+3"]), json!([]), Some("+2")),
            (&["+1"], &[], json!(["+2"]), json!([]), None),
            (&["1+2"], &[], json!(["12"]), json!([]), None),
            (&["+ 1"], &[], json!(["(1)"]), json!([]), Some("+1")),
            (&[], &[], json!([]), json!([]), Some("no \"phone_numbers\"")),
            (&["+1"], &[], json!([]), json!([]), None),
            (&["+1"], &["+9"], json!(["+1"]), json!([]), None),
            (&["+1"], &["+9"], json!(["+1"]), json!(["+8"]), None),
            (&["+1"], &["+9"], json!(["+1"]), json!(["9", "+8"]), Some("+1")),
        ] {
            let wanted = [("phone_numbers", set(numbers)), ("allowed_numbers", set(callers))].into_iter().collect();
            let other = json!({"numbers": others, "allowed_numbers": other_callers});
            assert_eq!(shared(&wanted, &other).as_deref(), due, "{numbers:?} {callers:?} {other}");
        }
    }
}
