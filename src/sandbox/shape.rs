//! The JSON shape of a request's body: which members there are and of which JSON type, typed by each vendor's sandbox
//! from the vendor's pages.
//!
//! It says nothing of values. None of it is drawn from the provider's tables: a name that is misspelt there is unknown
//! here.

use serde_json::Value as Json;

/// The JSON type of a member.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Text.
    Text,
    /// A number without a fraction.
    Integer,
    /// `true` or `false`.
    Bool,
    /// An array of one type.
    Array(&'static Shape),
    /// An object with these members.
    Object(&'static [(&'static str, Shape)]),
    /// Whatever it is.
    Anything,
}

/// What is wrong with a member of a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Problem {
    /// No such member.
    Unknown,
    /// Of another type than this one, in words.
    NotA(&'static str),
}

impl Shape {
    /// Every member of `json` that does not fit, by its path: `SipTrunkIpAddresses[0].IpAddress`. Null always fits,
    /// since whether it is allowed is the vendor's manner and not a matter of shape.
    pub fn problems(&self, json: &Json) -> Vec<(String, Problem)> {
        self.problems_at("", json)
    }

    /// The same for a value that is itself the member at this path.
    pub fn problems_at(&self, path: &str, json: &Json) -> Vec<(String, Problem)> {
        let mut found = vec![];
        self.walk(json, path, &mut found);
        found
    }

    fn walk(&self, json: &Json, path: &str, found: &mut Vec<(String, Problem)>) {
        let mut not_a = |name| found.push((path.to_owned(), Problem::NotA(name)));
        match (self, json) {
            (_, Json::Null) | (Self::Anything, _) | (Self::Text, Json::String(_)) | (Self::Bool, Json::Bool(_)) => {}
            (Self::Integer, Json::Number(number)) if number.as_i64().is_some() => {}
            (Self::Array(shape), Json::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    shape.walk(element, &format!("{path}[{index}]"), found);
                }
            }
            (Self::Object(members), Json::Object(map)) => {
                for (name, value) in map {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    match members.iter().find(|(member, _)| member == name) {
                        Some((_, shape)) => shape.walk(value, &path, found),
                        None => found.push((path, Problem::Unknown)),
                    }
                }
            }
            (Self::Text, _) => not_a("string"),
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

    use super::Shape::{Array, Integer, Object, Text};
    use super::*;

    const BODY: Shape = Object(&[
        ("Credentials", Object(&[("Realm", Text)])),
        ("Type", Integer),
        ("Limit", Integer),
        ("Countries", Array(&Object(&[("CountryCode", Text)]))),
    ]);

    #[test]
    fn members_are_known_by_path_and_type() {
        let good =
            json!({"Credentials": {"Realm": "a"}, "Type": 0, "Limit": null, "Countries": [{"CountryCode": "AU"}]});
        assert_eq!(BODY.problems(&good), vec![]);
        let wrong = json!({"Id": "x", "Credentials": {"Relm": "a"}, "Type": "0", "Limit": 1.5, "Countries": [{"Code": "AU"}, 7]});
        assert_eq!(
            BODY.problems(&wrong),
            vec![
                ("Id".into(), Problem::Unknown),
                ("Credentials.Relm".into(), Problem::Unknown),
                ("Type".into(), Problem::NotA("integer")),
                ("Limit".into(), Problem::NotA("integer")),
                ("Countries[0].Code".into(), Problem::Unknown),
                ("Countries[1]".into(), Problem::NotA("object")),
            ]
        );
    }
}
