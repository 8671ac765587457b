//! Terraform's types, as they stand in schemas and decide how a value is written.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::functions::Shape;
use crate::schema::{Attribute, Kind};

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Text.
    String,
    /// Any number.
    Number,
    /// `true` or `false`.
    Bool,
    /// Elements of one type, in order.
    List(Box<Type>),
    /// Elements of one type, in no order.
    Set(Box<Type>),
    /// Values of one type by key.
    Map(Box<Type>),
    /// Elements of a type each.
    Tuple(Vec<Type>),
    /// Attributes of a type each.
    Object(BTreeMap<String, Type>),
    /// Any: the value brings its type along.
    Dynamic,
}

impl Type {
    /// The type of an attribute's values.
    pub fn of(kind: &Kind) -> Self {
        match kind {
            Kind::String => Self::String,
            Kind::Integer => Self::Number,
            Kind::Bool => Self::Bool,
            Kind::List(of) => Self::List(Box::new(Self::of(of))),
            Kind::Set(of) => Self::Set(Box::new(Self::of(of))),
            Kind::Map(of) => Self::Map(Box::new(Self::of(of))),
            Kind::Objects(elements) => Self::List(Box::new(Self::of_table(elements.attributes))),
        }
    }

    /// The type of an object with these attributes.
    pub fn of_table<'a>(table: impl IntoIterator<Item = &'a Attribute>) -> Self {
        let member = |attribute: &Attribute| (attribute.name.to_owned(), Self::of(&attribute.kind));
        Self::Object(table.into_iter().map(member).collect())
    }

    /// The type of a function's arguments or result.
    pub fn of_shape(shape: &Shape) -> Self {
        match shape {
            Shape::String => Self::String,
            Shape::Number => Self::Number,
            Shape::Strings => Self::List(Box::new(Self::String)),
            Shape::Map => Self::Map(Box::new(Self::String)),
            Shape::Object(members) => {
                Self::Object(members.iter().map(|(name, of)| ((*name).to_owned(), Self::of_shape(of))).collect())
            }
            Shape::Any => Self::Dynamic,
        }
    }

    /// In Terraform's compact JSON: `"string"`, `["list","string"]`, `["object",{"a":"bool"}]`.
    pub fn to_json(&self) -> Json {
        match self {
            Self::String => "string".into(),
            Self::Number => "number".into(),
            Self::Bool => "bool".into(),
            Self::Dynamic => "dynamic".into(),
            Self::List(of) => json!(["list", of.to_json()]),
            Self::Set(of) => json!(["set", of.to_json()]),
            Self::Map(of) => json!(["map", of.to_json()]),
            Self::Tuple(of) => json!(["tuple", of.iter().map(Self::to_json).collect::<Vec<_>>()]),
            Self::Object(members) => {
                let members: serde_json::Map<_, _> = members.iter().map(|(n, t)| (n.clone(), t.to_json())).collect();
                json!(["object", members])
            }
        }
    }

    /// From Terraform's compact JSON.
    pub fn from_json(json: &Json) -> Option<Self> {
        if let Some(name) = json.as_str() {
            return match name {
                "string" => Some(Self::String),
                "number" => Some(Self::Number),
                "bool" => Some(Self::Bool),
                "dynamic" => Some(Self::Dynamic),
                _ => None,
            };
        }
        let [Json::String(name), of, ..] = json.as_array()?.as_slice() else { return None };
        let one = || Self::from_json(of).map(Box::new);
        match name.as_str() {
            "list" => one().map(Self::List),
            "set" => one().map(Self::Set),
            "map" => one().map(Self::Map),
            "tuple" => of.as_array()?.iter().map(Self::from_json).collect::<Option<_>>().map(Self::Tuple),
            // A third element may name optional attributes; in a value they are like the others.
            "object" => {
                let members = of.as_object()?.iter().map(|(name, of)| Some((name.clone(), Self::from_json(of)?)));
                members.collect::<Option<_>>().map(Self::Object)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_read_as_they_are_written() {
        for text in [
            r#""string""#,
            r#"["list","string"]"#,
            r#"["set",["map","number"]]"#,
            r#"["tuple",["bool","dynamic"]]"#,
            r#"["object",{"a":"bool","b":["list",["object",{"c":"number"}]]}]"#,
        ] {
            let json = serde_json::from_str(text).unwrap();
            assert_eq!(Type::from_json(&json).unwrap().to_json().to_string(), text);
        }
        for text in [r#""text""#, r#"["list"]"#, r#"["bag","string"]"#, "7"] {
            assert_eq!(Type::from_json(&serde_json::from_str(text).unwrap()), None, "{text}");
        }
    }
}
