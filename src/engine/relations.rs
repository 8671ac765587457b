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

use crate::schema::{Attribute, Codec, Elements, Kind, Order, Presence, Resource};
use crate::value::{Object, Set, Value, pair_off};

#[derive(Clone, Copy, PartialEq)]
enum Relation {
    Equal,
    Satisfies,
    Confirms,
}

/// Whether two values mean the same. An unknown value is the same as nothing, not even another one.
pub fn equal(attribute: &Attribute, one: &Value, other: &Value) -> bool {
    Relation::Equal.holds(attribute, one, other)
}

/// Whether what is there is what the user wrote.
pub fn satisfies(attribute: &Attribute, there: &Value, written: &Value) -> bool {
    Relation::Satisfies.holds(attribute, there, written)
}

/// Whether what the vendor shows is what was sent. JSON may hold more there than was sent.
pub fn confirms(attribute: &Attribute, shown: &Value, sent: &Value) -> bool {
    *sent == Value::Unknown || Relation::Confirms.holds(attribute, shown, sent)
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
        let left_out =
            matches!(attribute.presence, Presence::Default(default) if equal(attribute, shown, &default.value()));
        let folded = |value: &Value| value.as_str().map(|text| text.trim().to_lowercase());
        let respelt = folded(shown).is_some_and(|text| folded(sent) == Some(text)) || confirms(attribute, shown, sent);
        !is_nothing(attribute, shown) && !is_nothing(attribute, sent) && !left_out && !respelt
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

/// Where among `others` the element with the same keys is.
pub fn twin(elements: &Elements, element: &Value, others: &[Value]) -> Option<usize> {
    others.iter().position(|other| same_keys(elements, element, other))
}

/// Whether two elements are the same one: by the keys of their table, or by everything if it has none.
pub fn same_keys(elements: &Elements, one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_object(), other.as_object()) else { return one == other };
    let all = elements.keys.is_empty();
    let keys = elements.attributes.iter().filter(|attribute| all || elements.keys.contains(&attribute.name));
    keys.into_iter().all(|key| equal(key, &member(key, one), &member(key, other)))
}

/// What an object has of an attribute, and its documented default where it is left out.
pub fn member<'a>(attribute: &Attribute, object: &'a Object) -> Cow<'a, Value> {
    match (object.get(attribute.name), attribute.presence) {
        (Value::Null, Presence::Default(default)) => Cow::Owned(default.value()),
        (value, _) => Cow::Borrowed(value),
    }
}

impl Relation {
    fn holds(self, attribute: &Attribute, there: &Value, wanted: &Value) -> bool {
        // Free-form JSON without a name in it is sent as it is, and means the same as none.
        let none = |value: &Value| is_nothing(attribute, value) || (attribute.codec == Codec::Json && is_bare(value));
        if none(there) && none(wanted) {
            return true;
        }
        match (&attribute.kind, there, wanted) {
            (_, Value::Unknown, _) | (_, _, Value::Unknown) => false,
            (Kind::String, Value::String(one), Value::String(two)) if attribute.codec == Codec::Json => {
                match (json(there), json(wanted)) {
                    (Some(there), Some(wanted)) => {
                        contains(&there, &wanted) && (self == Self::Confirms || contains(&wanted, &there))
                    }
                    _ => one == two,
                }
            }
            (Kind::String, _, _) => same_text(attribute, there, wanted),
            (Kind::List(_), Value::List(ones), Value::List(twos)) => {
                ones.len() == twos.len() && ones.iter().zip(twos).all(|(one, two)| same_text(attribute, one, two))
            }
            (Kind::Set(_), Value::Set(Set(ones)), Value::Set(Set(twos))) => {
                pair_off(ones, twos, |one, two| same_text(attribute, one, two))
            }
            (Kind::Map(_), Value::Object(ones), Value::Object(twos)) => {
                ones.len() == twos.len()
                    && ones
                        .iter()
                        .zip(twos.iter())
                        .all(|((name, one), (other, two))| name == other && same_text(attribute, one, two))
            }
            (Kind::Objects(elements), Value::List(ones), Value::List(twos)) => self.lists(elements, ones, twos),
            _ => there == wanted,
        }
    }

    fn lists(self, elements: &Elements, there: &[Value], wanted: &[Value]) -> bool {
        let same = |there: &Value, wanted: &Value| match (there.as_object(), wanted.as_object()) {
            (Some(there), Some(wanted)) => self.objects(elements.attributes, there, wanted),
            _ => there == wanted,
        };
        if elements.order == Order::Users && self != Self::Confirms {
            return there.len() == wanted.len() && there.iter().zip(wanted).all(|(one, two)| same(one, two));
        }
        pair_off(there, wanted, same)
    }

    fn objects(self, table: &[Attribute], there: &Object, wanted: &Object) -> bool {
        table.iter().all(|attribute| {
            let wanted = member(attribute, wanted);
            self.excuses(attribute, &wanted) || self.holds(attribute, &member(attribute, there), &wanted)
        })
    }

    /// Whether nobody asks for this member to be anything.
    fn excuses(self, attribute: &Attribute, wanted: &Value) -> bool {
        let vendors = matches!(attribute.presence, Presence::VendorDefault | Presence::ReadOnly);
        match self {
            Self::Equal => false,
            Self::Satisfies => vendors && wanted.is_null(),
            Self::Confirms => *wanted == Value::Unknown || (vendors && wanted.is_null()),
        }
    }
}

/// Whether two values are the same, texts in any of their spellings.
pub fn same_text(attribute: &Attribute, one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Unknown, _) | (_, Value::Unknown) => false,
        (Value::String(one), Value::String(two)) => one == two || attribute.spell(one) == attribute.spell(two),
        _ => one == two,
    }
}

/// Whether a text is a JSON object with nothing in it.
fn is_bare(value: &Value) -> bool {
    json(value).is_some_and(|json| json.as_object().is_some_and(serde_json::Map::is_empty))
}

fn json(value: &Value) -> Option<Json> {
    serde_json::from_str(value.as_str()?).ok()
}

/// Whether `whole` holds everything that `part` says. Lists must agree element by element; `1` and `1.0` are the same.
pub fn contains(whole: &Json, part: &Json) -> bool {
    match (whole, part) {
        (Json::Object(whole), Json::Object(part)) => {
            part.iter().all(|(name, part)| whole.get(name).is_some_and(|whole| contains(whole, part)))
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

    #[test]
    fn elements_are_found_by_their_keys() {
        let Kind::Objects(elements) = NOBODYS.kind else { unreachable!() };
        let others = [gateway(&[("host", "b".into())]), gateway(&[("host", "A".into()), ("port", 5060.into())])];
        assert_eq!(twin(elements, &gateway(&[("host", "a".into())]), &others), Some(1));
        assert_eq!(twin(elements, &gateway(&[("host", "a".into()), ("port", 1.into())]), &others), None);
    }
}
