//! How two values of one attribute relate. Each question has a relation of its own, and each relation a direction.
//!
//! - [`equal`]: what was and what is planned. Nothing is excused.
//! - [`satisfies`]: what is there and what the user wrote. What the configuration leaves out to the vendor is excused.
//! - [`confirms`]: what the vendor shows and what was sent. What only the apply could tell is excused.
//!
//! In all of them a vendor's other spelling, and its other ways to say "nothing", are no difference; nested objects are
//! matched by their keys, and a member that is left out means its documented default.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::meaning::{Meaning, Twins, json};
use crate::schema::{Attribute, Codec, Elements, Kind, Order, Resource};
use crate::value::{Object, Set, Value, pair_off};

/// Whether two values mean the same. An unknown value is the same as nothing, not even another one.
pub fn equal(attribute: &Attribute, one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) if one == other => true,
        _ => Meaning::of(attribute, one).is_some_and(|means| Meaning::of(attribute, other) == Some(means)),
    }
}

/// Whether what is there is what the user wrote.
pub fn satisfies(attribute: &Attribute, there: &Value, written: &Value) -> bool {
    match (&attribute.kind, there, written) {
        (Kind::Objects(of), Value::List(there), Value::List(written)) => {
            let same = |there: &Value, written: &Value| {
                agrees(of, there, written, |a, there, written| left_out(a, written) || satisfies(a, there, written))
            };
            match of.order {
                Order::Users => {
                    there.len() == written.len() && there.iter().zip(written).all(|(one, two)| same(one, two))
                }
                Order::Nobodys => paired(of, there, written, same),
            }
        }
        _ => equal(attribute, there, written),
    }
}

/// Whether what the vendor shows is what was sent. JSON may hold more there than was sent, and objects may be in another order.
pub fn confirms(attribute: &Attribute, shown: &Value, sent: &Value) -> bool {
    match (&attribute.kind, shown, sent) {
        (_, _, Value::Unknown) => true,
        (Kind::Objects(of), Value::List(shown), Value::List(sent)) => paired(of, shown, sent, |shown, sent| {
            agrees(of, shown, sent, |a, shown, sent| left_out(a, sent) || confirms(a, shown, sent))
        }),
        (_, Value::String(shown), Value::String(sent)) if attribute.codec == Codec::Json => {
            shown == sent || matches!((json(shown), json(sent)), (Some(shown), Some(sent)) if contains(&shown, &sent))
        }
        _ => equal(attribute, shown, sent),
    }
}

/// Whether a value was left to the vendor.
fn left_out(attribute: &Attribute, written: &Value) -> bool {
    attribute.is_the_vendors() && written.is_null()
}

/// Whether all members of two objects agree, in the order of the table. One that is left out has its documented default.
fn agrees(of: &Elements, there: &Value, wanted: &Value, agree: impl Fn(&Attribute, &Value, &Value) -> bool) -> bool {
    match (there.as_object(), wanted.as_object()) {
        (Some(there), Some(wanted)) => of.attributes.iter().all(|a| agree(a, &member(a, there), &member(a, wanted))),
        _ => there == wanted,
    }
}

/// Whether every wanted element has a partner of its own there, in whatever order: first the one with the same keys; what has
/// none, or another one there, may be told apart by what nobody asks for.
fn paired(of: &Elements, there: &[Value], wanted: &[Value], same: impl Fn(&Value, &Value) -> bool) -> bool {
    if there.len() != wanted.len() {
        return false;
    }
    let mut twins = Twins::among(of, there);
    let mut free: Vec<Option<&Value>> = there.iter().map(Some).collect();
    let mut alone = vec![];
    for wanted in wanted {
        match twins.take(wanted).filter(|place| same(&there[*place], wanted)) {
            Some(place) => free[place] = None,
            None => alone.push(wanted),
        }
    }
    let free: Vec<&Value> = free.into_iter().flatten().collect();
    pair_off(&free, &alone, |there, wanted| same(there, wanted))
}

/// Whether an object of the vendor's is shown as it was sent, as far as it is shown.
pub fn confirmed(resource: &Resource, shown: &Object, sent: &Object) -> bool {
    let written = resource.attributes.iter().filter(|attribute| attribute.writable());
    written.into_iter().all(|attribute| confirms(attribute, shown.get(attribute.name), sent.get(attribute.name)))
}

/// Whether an object of the vendor's is shown with something else than was sent. Nothing, or the documented default, is what
/// a vendor shows that left out what it was sent; another case, or no blanks at the ends, is its spelling.
pub fn contradicts(resource: &Resource, shown: &Object, sent: &Object) -> bool {
    resource.attributes.iter().filter(|attribute| attribute.writable()).any(|attribute| {
        let (shown, sent) = (shown.get(attribute.name), sent.get(attribute.name));
        let folded = |value: &Value| value.as_str().map(|text| text.trim().to_lowercase());
        let respelt = folded(shown).is_some_and(|text| folded(sent) == Some(text)) || confirms(attribute, shown, sent);
        !is_nothing(attribute, shown) && !is_nothing(attribute, sent) && !is_default(attribute, shown) && !respelt
    })
}

/// Null, and for an attribute that the vendor can empty also empty text and a collection without anything in it.
pub fn is_nothing(attribute: &Attribute, value: &Value) -> bool {
    let empty = match value {
        Value::String(text) => text.is_empty(),
        Value::List(elements) | Value::Set(Set(elements)) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    value.is_null() || (empty && !attribute.cleared_by.is_empty())
}

/// What an object has of an attribute, and its documented default where it is left out.
pub fn member<'a>(attribute: &Attribute, object: &'a Object) -> Cow<'a, Value> {
    match object.get(attribute.name) {
        Value::Null => attribute.documented().map_or(Cow::Borrowed(&Value::Null), Cow::Owned),
        value => Cow::Borrowed(value),
    }
}

/// Whether a value is the documented default.
pub fn is_default(attribute: &Attribute, value: &Value) -> bool {
    attribute.documented().is_some_and(|default| equal(attribute, value, &default))
}

/// Whether `whole` holds everything that `part` says. Lists must agree element by element; `1` and `1.0` are the same, and
/// null is what is not there.
pub fn contains(whole: &Json, part: &Json) -> bool {
    match (whole, part) {
        (Json::Object(whole), Json::Object(part)) => {
            part.iter().all(|(name, part)| whole.get(name).map_or(part.is_null(), |whole| contains(whole, part)))
        }
        (Json::Array(whole), Json::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| contains(whole, part))
        }
        (Json::Number(whole), Json::Number(part)) => {
            let exact = |number: &serde_json::Number| crate::value::exact(&number.to_string());
            whole == part || exact(whole).is_some_and(|whole| exact(part) == Some(whole))
        }
        _ => whole == part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Literal, Unknown, integer, objects, set, string};

    const MEMBERS: &[Attribute] = &[
        string("host", "Host.").required().canonical(str::to_ascii_lowercase),
        integer("port", "Port.").default(Literal::Integer(5060)),
        string("label", "Label.").vendor_default(),
        string("note", "Note.").cleared_by(&[Literal::String("")]),
    ];
    const KEYS: &[&str] = &["host", "port"];
    const NOBODYS: Attribute = objects(
        "gateways",
        "Gateways.",
        &Elements { attributes: MEMBERS, keys: KEYS, order: Order::Nobodys, unknown: Unknown::Left },
    );
    const USERS: Attribute = objects(
        "gateways",
        "Gateways.",
        &Elements { attributes: MEMBERS, keys: KEYS, order: Order::Users, unknown: Unknown::Left },
    );

    fn gateway(members: &[(&'static str, Value)]) -> Value {
        Value::Object(members.iter().map(|(name, value)| (*name, value.clone())).collect())
    }

    fn list(gateways: &[Value]) -> Value {
        Value::List(gateways.to_vec())
    }

    fn texts(elements: &[&str]) -> Value {
        Value::Set(Set(elements.iter().map(|&text| text.into()).collect()))
    }

    /// Every relation over the same pairs, one row each: attribute, there, wanted, then whether the first equals the
    /// second, satisfies it, confirms it.
    #[test]
    fn each_relation_answers_its_own_question() {
        let note = string("note", "Note.").cleared_by(&[Literal::String("")]);
        let fixed = string("fixed", "Fixed.");
        let name = string("name", "Name.").canonical(str::to_ascii_lowercase);
        let blocks = set("blocks", "Blocks.", &Kind::String).cleared_by(&[Literal::List(&[])]);
        let advanced = string("advanced", "Advanced.").json_text();
        let host = |host: &str| ("host", Value::from(host));
        let port = |port: i64| ("port", Value::from(port));
        let label = |label: &str| ("label", Value::from(label));
        let (bare, whole) = (list(&[gateway(&[host("a")])]), list(&[gateway(&[host("A"), port(5060)])]));
        let labelled = list(&[gateway(&[host("a"), label("drawn")])]);
        let two = list(&[gateway(&[host("a")]), gateway(&[host("b")])]);
        let turned = list(&[gateway(&[host("b")]), gateway(&[host("a")])]);
        let late = list(&[gateway(&[host("a"), ("label", Value::Unknown)])]);
        let noted = list(&[gateway(&[host("a"), ("note", "kept".into())])]);
        let t = true;
        let f = false;
        for (attribute, there, wanted, answers) in [
            // Nothing has many spellings where it can be cleared, and one where it cannot.
            (note, Value::Null, "".into(), [t, t, t]),
            (fixed, Value::Null, "".into(), [f, f, f]),
            (blocks, Value::Null, texts(&[]), [t, t, t]),
            // Spellings, and the elements of sets in any order.
            (name, "Desk".into(), "DESK".into(), [t, t, t]),
            (fixed, "Desk".into(), "DESK".into(), [f, f, f]),
            (blocks, texts(&["x", "y"]), texts(&["y", "x"]), [t, t, t]),
            // What is not known is not equal to anything, and is confirmed by everything.
            (fixed, Value::Unknown, Value::Unknown, [f, f, t]),
            (fixed, "x".into(), Value::Unknown, [f, f, t]),
            // A member left out means its default.
            (NOBODYS, whole.clone(), bare.clone(), [t, t, t]),
            // The vendor's own member: excused where it is left out, and in no other direction.
            (NOBODYS, labelled.clone(), bare.clone(), [f, t, t]),
            (NOBODYS, bare.clone(), labelled.clone(), [f, f, f]),
            (NOBODYS, labelled.clone(), late.clone(), [f, f, t]),
            // An optional member that is left out is wanted empty.
            (NOBODYS, noted.clone(), bare.clone(), [f, f, f]),
            // Order.
            (NOBODYS, two.clone(), turned.clone(), [t, t, t]),
            (USERS, two.clone(), turned.clone(), [f, f, t]),
            (NOBODYS, two.clone(), bare.clone(), [f, f, f]),
            // JSON by what it says, nothing included; the vendor may hold more.
            (advanced, Value::Null, "{ }".into(), [t, t, t]),
            (advanced, Value::Null, r#"{"a": 1}"#.into(), [f, f, f]),
            (advanced, r#"{"a":1.0,"b":[true]}"#.into(), r#"{"b": [true], "a": 1}"#.into(), [t, t, t]),
            (advanced, r#"{"a": 1, "b": 2}"#.into(), r#"{"a": 1}"#.into(), [f, f, t]),
            (advanced, r#"{"\u00f1": "\u00f1"}"#.into(), r#"{"n\u0303": "n\u0303"}"#.into(), [t, t, t]),
            // Another null is asked for, and not having it is having it.
            (advanced, r#"{"a": null}"#.into(), "{}".into(), [f, f, t]),
            (advanced, r#"{"a": 1, "b": {}}"#.into(), r#"{"a": 1, "b": {"c": null}}"#.into(), [f, f, t]),
            (advanced, r#"{"a": 1}"#.into(), r#"{"a": null}"#.into(), [f, f, f]),
            (advanced, r#"{"a": 1}"#.into(), r#"{"a": 1, "b": 2}"#.into(), [f, f, f]),
        ] {
            let found = [
                equal(&attribute, &there, &wanted),
                satisfies(&attribute, &there, &wanted),
                confirms(&attribute, &there, &wanted),
            ];
            assert_eq!(found, answers, "{}: {there:?} and {wanted:?}", attribute.name);
            assert_eq!(equal(&attribute, &there, &wanted), equal(&attribute, &wanted, &there), "equal has two sides");
        }
    }
}
