//! The JSON shape of a vendor's object, drawn from the table: which members there are and of which JSON type.
//!
//! The sandbox holds requests against it. It says nothing of values, so a sandbox that uses it still has to know from
//! the vendor's pages what a member may hold.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::attribute::{Attribute, Codec, Kind, Literal};

/// The JSON type of a member.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Text.
    String,
    /// A number without a fraction.
    Integer,
    /// `true` or `false`.
    Bool,
    /// An array of one type.
    Array(Box<Shape>),
    /// An object with these members.
    Object(BTreeMap<String, Shape>),
    /// Whatever it is.
    Anything,
}

/// What is wrong with a member of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// No such member.
    Unknown,
    /// Of another type than this one, in words.
    NotA(&'static str),
}

/// The shape of an object with these attributes; of all of them, or of those that a request may carry.
pub fn of(attributes: &[Attribute], include: fn(&Attribute) -> bool) -> Shape {
    let mut root = BTreeMap::new();
    for attribute in attributes.iter().filter(|attribute| include(attribute)) {
        if let Some(path) = attribute.json_path() {
            insert(&mut root, path, member(attribute));
        }
    }
    Shape::Object(root)
}

fn insert(members: &mut BTreeMap<String, Shape>, path: &str, shape: Shape) {
    match path.split_once('.') {
        None => {
            members.insert(path.into(), shape);
        }
        Some((first, rest)) => {
            let inner = members.entry(first.into()).or_insert_with(|| Shape::Object(BTreeMap::new()));
            if let Shape::Object(members) = inner {
                insert(members, rest, shape);
            }
        }
    }
}

fn member(attribute: &Attribute) -> Shape {
    match attribute.codec {
        Codec::Plain => of_kind(&attribute.kind),
        Codec::Words(words) => match words.first() {
            Some((_, Literal::Integer(_))) => Shape::Integer,
            Some((_, Literal::Bool(_))) => Shape::Bool,
            _ => Shape::String,
        },
        Codec::Commas => Shape::String,
        Codec::ZeroOne | Codec::Number | Codec::UnixTime => Shape::Integer,
        Codec::Json => Shape::Anything,
        Codec::Wrapped(name) => {
            Shape::Array(Box::new(Shape::Object(BTreeMap::from([(name.to_owned(), Shape::String)]))))
        }
    }
}

fn of_kind(kind: &Kind) -> Shape {
    match kind {
        Kind::String => Shape::String,
        Kind::Integer => Shape::Integer,
        Kind::Bool => Shape::Bool,
        Kind::List(element) | Kind::Set(element) => Shape::Array(Box::new(of_kind(element))),
        Kind::Objects(elements) => Shape::Array(Box::new(of(elements.attributes, |_| true))),
    }
}

impl Shape {
    /// Every member of `json` that does not fit, by its path: `SipTrunkIpAddresses[0].IpAddress`. Null always fits,
    /// since whether it is allowed is the vendor's manner and not a matter of shape.
    pub fn problems(&self, json: &Json) -> Vec<(String, Problem)> {
        let mut found = vec![];
        self.walk(json, "", &mut found);
        found
    }

    fn walk(&self, json: &Json, path: &str, found: &mut Vec<(String, Problem)>) {
        let mut not_a = |name| found.push((path.to_owned(), Problem::NotA(name)));
        match (self, json) {
            (_, Json::Null) | (Self::Anything, _) | (Self::String, Json::String(_)) | (Self::Bool, Json::Bool(_)) => {}
            (Self::Integer, Json::Number(number)) if number.as_i64().is_some() => {}
            (Self::Array(shape), Json::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    shape.walk(element, &format!("{path}[{index}]"), found);
                }
            }
            (Self::Object(members), Json::Object(map)) => {
                for (name, value) in map {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    match members.get(name) {
                        Some(shape) => shape.walk(value, &path, found),
                        None => found.push((path, Problem::Unknown)),
                    }
                }
            }
            (Self::String, _) => not_a("string"),
            (Self::Integer, _) => not_a("integer"),
            (Self::Bool, _) => not_a("boolean"),
            (Self::Array(_), _) => not_a("array"),
            (Self::Object(_), _) => not_a("object"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::{integer, set, string};

    const ATTRIBUTES: &[Attribute] = &[
        string("id", "Id.").read_only().json("Id"),
        string("realm", "Realm.").json("Credentials.Realm"),
        string("mode", "Mode.").words(&[("ip", Literal::Integer(0))]).json("Type"),
        integer("limit", "Limit.").json("Limit"),
        set("countries", "Countries.", &Kind::String).json("Countries"),
        string("property", "Property.").address(),
    ];

    #[test]
    fn members_are_known_by_path_and_type() {
        let shape = of(ATTRIBUTES, Attribute::writable);
        assert_eq!(shape.problems(&json!({"Credentials": {"Realm": "a"}, "Type": 0, "Limit": null})), vec![]);
        assert_eq!(
            shape.problems(
                &json!({"Id": "x", "Credentials": {"Relm": "a"}, "Type": "0", "Limit": 1.5, "property": "p"})
            ),
            vec![
                ("Id".into(), Problem::Unknown),
                ("Credentials.Relm".into(), Problem::Unknown),
                ("Type".into(), Problem::NotA("integer")),
                ("Limit".into(), Problem::NotA("integer")),
                ("property".into(), Problem::Unknown),
            ]
        );
    }
}
