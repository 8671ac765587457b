//! When two values mean the same, so that a vendor's other spelling, order or nothing is no difference.

use serde_json::Value as Json;

use crate::schema::{Attribute, Codec, Kind};
use crate::value::{Object, Set, Value, pair_off};

/// Whether two values of an attribute mean the same. An unknown value is the same as nothing, not even another one.
pub fn same(attribute: &Attribute, one: &Value, two: &Value) -> bool {
    let nothing = |value: &Value| is_nothing(attribute, value);
    nothing(one) && nothing(two) || same_kind(attribute, &attribute.kind, one, two)
}

/// Whether what the vendor shows is what `base` says. JSON may hold more there than the user wrote.
pub fn confirms(attribute: &Attribute, base: &Value, shown: &Value) -> bool {
    match (attribute.codec, json(base), json(shown)) {
        (Codec::Json, Some(base), Some(shown)) => contains(&shown, &base),
        _ => same(attribute, base, shown),
    }
}

/// Null, and for an attribute that the vendor can empty also empty text and a collection without elements.
pub fn is_nothing(attribute: &Attribute, value: &Value) -> bool {
    let empty = match value {
        Value::String(text) => text.is_empty(),
        Value::List(elements) | Value::Set(Set(elements)) => elements.is_empty(),
        _ => false,
    };
    value.is_null() || (empty && !attribute.cleared_by.is_empty())
}

fn same_kind(attribute: &Attribute, kind: &Kind, one: &Value, two: &Value) -> bool {
    match (kind, one, two) {
        (_, Value::Unknown, _) | (_, _, Value::Unknown) => false,
        (Kind::String, Value::String(_), Value::String(_)) if attribute.codec == Codec::Json => {
            match (json(one), json(two)) {
                (Some(one), Some(two)) => contains(&one, &two) && contains(&two, &one),
                _ => one == two,
            }
        }
        (Kind::String, Value::String(one), Value::String(two)) => attribute.spell(one) == attribute.spell(two),
        (Kind::List(of), Value::List(ones), Value::List(twos)) if attribute.any_order => {
            pair_off(ones, twos, |one, two| same_kind(attribute, of, one, two))
        }
        (Kind::List(of), Value::List(ones), Value::List(twos)) => {
            ones.len() == twos.len() && ones.iter().zip(twos).all(|(one, two)| same_kind(attribute, of, one, two))
        }
        (Kind::Set(of), Value::Set(Set(ones)), Value::Set(Set(twos))) => {
            pair_off(ones, twos, |one, two| same_kind(attribute, of, one, two))
        }
        (Kind::Object(table), Value::Object(one), Value::Object(two)) => same_objects(table, one, two),
        _ => one == two,
    }
}

/// An attribute that the provider may fill in and that one side leaves out says nothing against the other.
fn same_objects(table: &[Attribute], one: &Object, two: &Object) -> bool {
    table.iter().all(|attribute| {
        let (one, two) = (one.get(attribute.name), two.get(attribute.name));
        let left_out = attribute.computed() && !(one.is_set() && two.is_set());
        left_out || same(attribute, one, two)
    })
}

fn json(value: &Value) -> Option<Json> {
    serde_json::from_str(value.as_str()?).ok()
}

/// Whether `whole` holds everything that `part` says. Lists must agree element by element; `1` and `1.0` are the same.
fn contains(whole: &Json, part: &Json) -> bool {
    match (whole, part) {
        (Json::Object(whole), Json::Object(part)) => {
            part.iter().all(|(name, part)| whole.get(name).is_some_and(|whole| contains(whole, part)))
        }
        (Json::Array(whole), Json::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| contains(whole, part))
        }
        (Json::Number(whole), Json::Number(part)) => {
            let exact = |number: &serde_json::Number| number.to_string().parse::<bigdecimal::BigDecimal>().ok();
            exact(whole) == exact(part)
        }
        _ => whole == part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Literal, integer, list, set, string};

    const GATEWAY: &[Attribute] = &[
        string("host", "Host.").required().canonical(str::to_ascii_lowercase),
        integer("port", "Port.").default(Literal::Integer(5060)),
        string("label", "Label.").vendor_default(),
    ];
    const GATEWAYS: Attribute = list("gateways", "Gateways.", &Kind::Object(GATEWAY));

    fn gateway(host: &str, port: i64, label: Option<&str>) -> Value {
        let label = label.map_or(Value::Null, Value::from);
        Value::Object([("host", host.into()), ("port", port.into()), ("label", label)].into_iter().collect())
    }

    #[test]
    fn order_counts_unless_the_table_says_otherwise() {
        let one = Value::List(vec![gateway("a", 1, None), gateway("b", 2, None)]);
        let two = Value::List(vec![gateway("B", 2, None), gateway("a", 1, None)]);
        assert!(!same(&GATEWAYS, &one, &two));
        assert!(same(&GATEWAYS.any_order(), &one, &two));
    }

    #[test]
    fn what_the_vendor_fills_into_an_element_is_no_difference() {
        let written = Value::List(vec![gateway("a", 1, None)]);
        let filled = Value::List(vec![gateway("a", 1, Some("drawn"))]);
        let other = Value::List(vec![gateway("a", 1, Some("other"))]);
        assert!(same(&GATEWAYS, &written, &filled));
        assert!(!same(&GATEWAYS, &filled, &other));
    }

    #[test]
    fn nothing_has_many_spellings_where_it_can_be_cleared() {
        let note = string("note", "Note.").cleared_by(&[Literal::String("")]);
        assert!(same(&note, &Value::Null, &"".into()));
        assert!(!same(&string("note", "Note."), &Value::Null, &"".into()));
        let blocks = set("blocks", "Blocks.", &Kind::String).cleared_by(&[Literal::EmptyList]);
        assert!(same(&blocks, &Value::Null, &Value::Set(Set(vec![]))));
    }

    #[test]
    fn unknown_is_the_same_as_nothing_at_all() {
        let note = string("note", "Note.");
        assert!(!same(&note, &Value::Unknown, &Value::Unknown));
        assert!(!same(&note, &Value::Unknown, &Value::Null));
    }

    #[test]
    fn json_is_compared_by_what_it_says() {
        let advanced = string("advanced", "Advanced.").json_text();
        let is = |one: &str, two: &str| same(&advanced, &one.into(), &two.into());
        assert!(is(r#"{"a": 1, "b": [true]}"#, r#"{"b":[true],"a":1.0}"#));
        assert!(!is(r#"{"a": 1}"#, r#"{"a": 1, "b": 2}"#), "taking a key away is a change");
        assert!(confirms(&advanced, &r#"{"a": {"x": 1}}"#.into(), &r#"{"a": {"x": 1, "y": 2}, "b": 2}"#.into()));
        assert!(!confirms(&advanced, &r#"{"a": 1}"#.into(), &r#"{"a": 2}"#.into()));
    }
}
