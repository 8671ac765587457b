//! When two values mean the same, so that a vendor's other spelling, order or nothing is no difference.

use crate::schema::{Attribute, Kind};
use crate::value::{Object, Set, Value, pair_off};

/// Whether two values of an attribute mean the same. An unknown value is the same as nothing, not even another one.
pub fn same(attribute: &Attribute, one: &Value, two: &Value) -> bool {
    let nothing = |value: &Value| is_nothing(attribute, value);
    nothing(one) && nothing(two) || same_kind(attribute, &attribute.kind, one, two)
}

/// Null, and for an attribute that the vendor can empty also empty text.
pub fn is_nothing(attribute: &Attribute, value: &Value) -> bool {
    value.is_null() || (!attribute.cleared_by.is_empty() && value.as_str() == Some(""))
}

fn same_kind(attribute: &Attribute, kind: &Kind, one: &Value, two: &Value) -> bool {
    match (kind, one, two) {
        (_, Value::Unknown, _) | (_, _, Value::Unknown) => false,
        (Kind::String, Value::String(one), Value::String(two)) => attribute.spell(one) == attribute.spell(two),
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

fn same_objects(table: &[Attribute], one: &Object, two: &Object) -> bool {
    table.iter().all(|attribute| same(attribute, one.get(attribute.name), two.get(attribute.name)))
}
