//! The vendor's object as a state: its values where they mean something else than ours, our spelling where not.

use bigdecimal::BigDecimal;
use serde_json::Value as Json;

use super::same::{confirms, same};
use crate::schema::{Attribute, Codec, Kind, Place, Resource};
use crate::value::{Object, Set, Value};

/// What an answer holds.
pub struct Decoded {
    /// The state: every attribute, none unknown.
    pub state: Object,
    /// Paths of members that are of a type nobody expects; their attributes keep the value they had.
    pub odd: Vec<&'static str>,
}

/// Reads the vendor's object over `base`, the prior state or the plan. `base` gives what the vendor does not tell:
/// secrets, address parts, and members left out of the answer.
pub fn decode(resource: &Resource, answer: &Json, base: &Object) -> Decoded {
    let mut decoded = Decoded { state: Object::default(), odd: vec![] };
    for attribute in resource.attributes {
        let value = member(attribute, answer, base.get(attribute.name)).unwrap_or_else(|path| {
            decoded.odd.push(path);
            base.get(attribute.name).clone()
        });
        decoded.state.set(attribute.name, value.settled());
    }
    if let Some(kind) = resource.kind {
        let kind = decoded.state.get(kind).clone();
        for attribute in resource.attributes.iter().filter(|attribute| !attribute.fits(&kind)) {
            decoded.state.set(attribute.name, Value::Null);
        }
    }
    decoded
}

fn member(attribute: &'static Attribute, answer: &Json, base: &Value) -> Result<Value, &'static str> {
    let path = match attribute.place {
        Place::Body(path) if !attribute.secret || attribute.shown => path,
        _ => return Ok(base.clone()),
    };
    let json = path.split('.').try_fold(answer, |json, name| json.get(name));
    let value = match json {
        Some(json) if attribute.secret && tells_nothing(json) => return Ok(base.clone()),
        None if attribute.cleared_by.is_empty() => return Ok(base.clone()),
        None | Some(Json::Null) => nothing(attribute),
        Some(json) => read(attribute, &attribute.kind, json).ok_or(path)?,
    };
    Ok(if confirms(attribute, base, &value) {
        completed(attribute, base, value)
    } else {
        aligned(attribute, base, value)
    })
}

/// A secret that is shown as nothing, or as a mask.
fn tells_nothing(json: &Json) -> bool {
    json.as_str().is_none_or(|text| text.chars().all(|c| c == '*'))
}

/// The value as the user wrote it, with what the vendor filled into nested objects.
fn completed(attribute: &Attribute, base: &Value, shown: Value) -> Value {
    let (Some(table), Value::List(elements), Value::List(mut others)) = (attribute.kind.nested(), base, shown) else {
        return base.clone();
    };
    let complete = |element: &Value| {
        let alike = |other: &Value| same_element(table, element, other);
        let other = others.iter().position(alike).map_or_else(Object::default, |at| match others.remove(at) {
            Value::Object(other) => other,
            _ => Object::default(),
        });
        let members = table.iter().map(|member| {
            let written = element.as_object().map_or(&Value::Null, |object| object.get(member.name));
            let left_out = member.computed() && !written.is_set();
            (member.name, if left_out { other.get(member.name).clone() } else { written.clone() })
        });
        Value::Object(members.collect())
    };
    Value::List(elements.iter().map(complete).collect())
}

/// What the vendor shows, its elements in the order of those that were there before, so that a difference in one is not
/// hidden behind another order.
fn aligned(attribute: &Attribute, base: &Value, shown: Value) -> Value {
    let (true, Some(table), Value::List(mut others)) = (attribute.any_order, attribute.kind.nested(), shown.clone())
    else {
        return shown;
    };
    let mut sorted = vec![];
    for element in base.elements() {
        if let Some(at) = others.iter().position(|other| same_element(table, element, other)) {
            sorted.push(others.remove(at));
        }
    }
    Value::List(sorted.into_iter().chain(others).collect())
}

/// Whether the elements of an attribute's list in two requests or answers are the same one.
pub fn same_json_element(table: &'static [Attribute], one: &Json, two: &Json) -> bool {
    let element = |json: &Json| {
        let members = table
            .iter()
            .map(|attribute| (attribute.name, member(attribute, json, &Value::Null).unwrap_or(Value::Null)));
        Value::Object(members.collect())
    };
    same_element(table, &element(one), &element(two))
}

/// Whether two elements are the same one: by the keys of their table, or by everything if it has none.
fn same_element(table: &[Attribute], one: &Value, two: &Value) -> bool {
    let (Some(one), Some(two)) = (one.as_object(), two.as_object()) else { return one == two };
    let keyed = table.iter().any(|attribute| attribute.key);
    table.iter().filter(|attribute| attribute.key || !keyed).all(|attribute| {
        let (one, two) = (one.get(attribute.name), two.get(attribute.name));
        let left_out = attribute.computed() && !(one.is_set() && two.is_set());
        left_out || same(attribute, one, two)
    })
}

/// How an empty attribute stands in a state. Where the vendor chooses what the user leaves out, empty text says that
/// it chose nothing; then the plan is empty whether the user writes `""` or leaves the attribute out. If it is fixed as
/// well, null is left for what was never told, which may be named late.
fn nothing(attribute: &Attribute) -> Value {
    let clearable_or_fixed = attribute.replaces || !attribute.cleared_by.is_empty();
    match attribute.kind {
        Kind::String if attribute.writable() && attribute.computed() && clearable_or_fixed => "".into(),
        _ => Value::Null,
    }
}

fn read(attribute: &Attribute, kind: &Kind, json: &Json) -> Option<Value> {
    match attribute.codec {
        Codec::Plain => plain(attribute, kind, json),
        Codec::Words(words) => words
            .iter()
            .find(|(_, theirs)| theirs.json() == *json || json.as_str() == Some(&theirs.json().to_string()))
            .map(|(ours, _)| (*ours).into()),
        Codec::Commas => {
            let texts = json.as_str()?.split(',').map(str::trim).filter(|text| !text.is_empty());
            plain(attribute, kind, &texts.collect::<Vec<_>>().into())
        }
        Codec::ZeroOne => match json.as_i64().or_else(|| json.as_str()?.parse().ok()) {
            Some(number) => Some((number != 0).into()),
            None => json.as_bool().map(Value::from),
        },
        Codec::Number => match json {
            Json::Number(number) => Some(Value::String(number.to_string())),
            json => plain(attribute, kind, json),
        },
        Codec::Json => json.is_object().then(|| Value::String(json.to_string())),
        Codec::Wrapped(name) => {
            let unwrapped: Option<Json> = json.as_array()?.iter().map(|element| element.get(name).cloned()).collect();
            plain(attribute, kind, &unwrapped?)
        }
    }
}

fn plain(attribute: &Attribute, kind: &Kind, json: &Json) -> Option<Value> {
    match (kind, json) {
        (Kind::String, Json::String(text)) => Some(Value::String(attribute.spell(text))),
        // An id may be a number there.
        (Kind::String, Json::Number(number)) => Some(Value::String(number.to_string())),
        (Kind::Bool, Json::Bool(flag)) => Some((*flag).into()),
        (Kind::Integer, Json::Number(number)) => whole(&number.to_string()),
        (Kind::Integer, Json::String(digits)) => whole(digits),
        (Kind::List(of), Json::Array(elements)) => Some(Value::List(all(attribute, of, elements)?)),
        (Kind::Set(of), Json::Array(elements)) => Some(Value::Set(Set(all(attribute, of, elements)?))),
        (Kind::Object(table), Json::Object(_)) => {
            let members =
                table.iter().map(|attribute| Some((attribute.name, member(attribute, json, &Value::Null).ok()?)));
            members.collect::<Option<Object>>().map(Value::Object)
        }
        _ => None,
    }
}

fn all(attribute: &Attribute, kind: &Kind, elements: &[Json]) -> Option<Vec<Value>> {
    elements.iter().map(|element| plain(attribute, kind, element)).collect()
}

fn whole(text: &str) -> Option<Value> {
    text.parse().ok().filter(BigDecimal::is_integer).map(Value::Number)
}
