//! What a value means: the same for all of its spellings, so that it can be compared, sorted and looked up.

use std::collections::{BTreeMap, VecDeque};

use bigdecimal::BigDecimal;
use serde_json::Value as Json;

use super::relations::{is_nothing, member};
use crate::schema::format::text::composed;
use crate::schema::{Attribute, Codec, Elements, Kind, Order};
use crate::value::{Set, Value, exact};

/// What a value means.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Nothing there, in any of the vendor's spellings.
    Nothing,
    Flag(bool),
    Number(BigDecimal),
    Text(String),
    /// Elements; where their order means nothing, sorted.
    Elements(Vec<Meaning>),
    Members(BTreeMap<String, Meaning>),
}

impl Meaning {
    /// What a value of an attribute means, or an element of it; `None` if a part of it is unknown, since that is the same as
    /// nothing, not even another unknown.
    pub fn of(attribute: &Attribute, value: &Value) -> Option<Self> {
        let all = |elements: &[Value]| elements.iter().map(|element| Self::of(attribute, element)).collect();
        let sorted = |elements: Option<Vec<Self>>| {
            elements.map(|mut elements| {
                elements.sort();
                elements
            })
        };
        Some(match (&attribute.kind, value) {
            (_, Value::Unknown) => return None,
            (_, Value::Null) => Self::Nothing,
            (_, value) if is_nothing(attribute, value) => Self::Nothing,
            (_, Value::Bool(flag)) => Self::Flag(*flag),
            (_, Value::Number(number)) => Self::Number(number.clone()),
            (_, Value::String(text)) if attribute.codec == Codec::Json => match json(text) {
                // Free-form JSON without a name in it is sent as it is, and means the same as none.
                Some(Json::Object(members)) if members.is_empty() => Self::Nothing,
                Some(json @ Json::Object(_)) => Self::of_json(&json),
                _ => Self::Text(text.clone()),
            },
            (_, Value::String(text)) => Self::Text(attribute.spell(text)),
            (Kind::Objects(of), Value::List(elements)) => {
                let elements = elements.iter().map(|element| Self::of_all(of, element)).collect();
                Self::Elements(if of.order == Order::Users { elements } else { sorted(elements) }?)
            }
            (_, Value::List(elements)) => Self::Elements(all(elements)?),
            (_, Value::Set(Set(elements))) => Self::Elements(sorted(all(elements))?),
            (_, Value::Object(members)) => {
                let members = members.iter().map(|(name, value)| Some((name.to_owned(), Self::of(attribute, value)?)));
                Self::Members(members.collect::<Option<_>>()?)
            }
            (_, Value::Dynamic(_, value)) => Self::of(attribute, value)?,
        })
    }

    /// What these members of an object mean. A member that is left out means its documented default.
    fn of_members(of: &Elements, element: &Value, these: impl Fn(&Attribute) -> bool) -> Option<Self> {
        let object = element.as_object()?;
        let these = of.attributes.iter().filter(|attribute| these(attribute));
        let members = these.map(|a| Some((a.name.to_owned(), Self::of(a, &member(a, object))?)));
        Some(Self::Members(members.collect::<Option<_>>()?))
    }

    /// What an element of a list means.
    pub fn of_all(of: &Elements, element: &Value) -> Option<Self> {
        Self::of_members(of, element, |_| true)
    }

    /// What tells an element of a list apart from the others: the keys of its table, or everything if it has none.
    pub fn of_keys(of: &Elements, element: &Value) -> Option<Self> {
        Self::of_members(of, element, |attribute| of.keys.is_empty() || of.keys.contains(&attribute.name))
    }

    /// `1` and `1.0` are the same, and null is not the same as no member.
    fn of_json(json: &Json) -> Self {
        match json {
            Json::Null => Self::Nothing,
            Json::Bool(flag) => Self::Flag(*flag),
            Json::Number(number) => {
                let text = number.to_string();
                exact(&text).map_or_else(|| Self::Text(text), Self::Number)
            }
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(elements) => Self::Elements(elements.iter().map(Self::of_json).collect()),
            Json::Object(members) => {
                Self::Members(members.iter().map(|(name, json)| (name.clone(), Self::of_json(json))).collect())
            }
        }
    }
}

/// The JSON that a text holds, with its names and texts in Unicode's composed form: what stands behind an escape Terraform
/// has not seen.
pub fn json(text: &str) -> Option<Json> {
    let json: Json = serde_json::from_str(text).ok()?;
    match text.contains("\\u") {
        true => serde_json::from_str(&composed(&json.to_string())).ok(),
        false => Some(json),
    }
}

/// The elements of a list, by what tells them apart.
pub struct Twins<'a> {
    of: &'a Elements,
    /// Where they are, and what all of each means where several have the same keys.
    places: BTreeMap<Meaning, VecDeque<(usize, Option<Meaning>)>>,
}

impl<'a> Twins<'a> {
    /// Those of a list with this table.
    pub fn among<'v>(of: &'a Elements, elements: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut same: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (place, element) in elements.into_iter().enumerate() {
            if let Some(keys) = Meaning::of_keys(of, element) {
                same.entry(keys).or_default().push((place, element));
            }
        }
        let told_apart = |(keys, same): (Meaning, Vec<(usize, &Value)>)| {
            let is_alone = same.len() == 1;
            let all = |element| if is_alone { None } else { Meaning::of_all(of, element) };
            (keys, same.into_iter().map(|(place, element)| (place, all(element))).collect())
        };
        Self { of, places: same.into_iter().map(told_apart).collect() }
    }

    /// Where the same element is: the first of them, if a list has it several times.
    pub fn place(&self, element: &Value) -> Option<usize> {
        self.places.get(&Meaning::of_keys(self.of, element)?)?.front().map(|(place, _)| *place)
    }

    /// The same, where each place is taken once: of several, one in which nothing differs comes before the first, so that
    /// a list finds itself in another order of its own.
    pub fn take(&mut self, element: &Value) -> Option<usize> {
        let places = self.places.get_mut(&Meaning::of_keys(self.of, element)?)?;
        let equal = || {
            let all = Meaning::of_all(self.of, element);
            places.iter().position(|(_, there)| there.is_some() && *there == all)
        };
        let first = if places.len() > 1 { equal().unwrap_or(0) } else { 0 };
        places.remove(first).map(|(place, _)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Literal, Unknown, integer, string};

    const GATEWAY: &[Attribute] = &[
        string("host", "Host.").required().canonical(str::to_ascii_lowercase),
        integer("port", "Port.").default(Literal::Integer(5060)),
        string("label", "Label."),
    ];
    const GATEWAYS: Elements =
        Elements { attributes: GATEWAY, keys: &["host", "port"], order: Order::Nobodys, unknown: Unknown::Left };

    fn gateway(host: &str, port: impl Into<Value>, label: &str) -> Value {
        Value::Object([("host", host.into()), ("port", port.into()), ("label", label.into())].into_iter().collect())
    }

    #[test]
    fn elements_are_found_by_their_keys() {
        let others = [gateway("b", 5060, "x"), gateway("A", 5060, "y"), gateway("a", Value::Null, "z")];
        let mut twins = Twins::among(&GATEWAYS, &others);
        assert_eq!(twins.place(&gateway("a", Value::Null, "new")), Some(1));
        assert_eq!(twins.place(&gateway("a", 1, "y")), None);
        assert_eq!(twins.place(&gateway("a", Value::Unknown, "y")), None);
        let mut again = || twins.take(&gateway("a", 5060, "new"));
        assert_eq!([again(), again(), again()], [Some(1), Some(2), None]);
        let mut twins = Twins::among(&GATEWAYS, &others);
        assert_eq!([twins.take(&others[2]), twins.take(&others[1])], [Some(2), Some(1)]);
    }

    #[test]
    fn what_is_unknown_means_nothing_that_anything_else_does() {
        let host = &GATEWAY[0];
        assert!(Meaning::of(host, &Value::Unknown).is_none());
        assert!(Meaning::of(host, &Value::List(vec!["a".into(), Value::Unknown])).is_none());
        assert!(Meaning::of(host, &Value::Null).is_some());
    }
}
