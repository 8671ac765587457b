//! Planned values in the vendor's spelling.

use serde_json::{Map, Value as Json};

use super::diff::{Change, Changes};
use super::same::is_nothing;
use crate::schema::{Attribute, Codec, Kind, Literal, Resource};
use crate::value::{Object, Value};

/// The body of a create: everything that has a value, defaults included, so that the vendor's cannot differ.
pub fn create_body(resource: &Resource, planned: &Object) -> Json {
    let mut body = Map::new();
    for attribute in resource.attributes.iter().filter(|attribute| attribute.writable()) {
        put(&mut body, attribute, planned);
    }
    Json::Object(body)
}

/// The body of an update: what differs and what the vendor wants along with it. `None` if nothing has to be sent.
pub fn update_body(resource: &Resource, changes: &Changes, planned: &Object) -> Option<Json> {
    let mut body = Map::new();
    for change in changes {
        match change {
            Change::Set(attribute) => put(&mut body, attribute, planned),
            Change::Clear(attribute) => clear(&mut body, attribute, attribute.cleared_by.first()),
        }
        let along = change.attribute().sent_with.iter().filter_map(|name| resource.attribute(name));
        for attribute in along {
            put(&mut body, attribute, planned);
        }
    }
    (!body.is_empty()).then_some(Json::Object(body))
}

/// The second try to empty attributes that still have a value after the first. `None` if there is no other spelling.
pub fn clearing_again(changes: &Changes, state: &Object) -> Option<Json> {
    let mut body = Map::new();
    for change in changes {
        if let Change::Clear(attribute) = change
            && !is_nothing(attribute, state.get(attribute.name))
        {
            clear(&mut body, attribute, attribute.cleared_by.get(1));
        }
    }
    (!body.is_empty()).then_some(Json::Object(body))
}

fn clear(body: &mut Map<String, Json>, attribute: &Attribute, spelling: Option<&Literal>) {
    if let (Some(path), Some(nothing)) = (attribute.json_path(), spelling) {
        insert(body, path, nothing.json());
    }
}

fn put(body: &mut Map<String, Json>, attribute: &Attribute, planned: &Object) {
    let value = planned.get(attribute.name);
    if let Some(path) = attribute.json_path()
        && value.is_known()
        && !is_nothing(attribute, value)
    {
        insert(body, path, encode(attribute, value));
    }
}

fn insert(body: &mut Map<String, Json>, path: &str, json: Json) {
    match path.split_once('.') {
        None => {
            body.insert(path.into(), json);
        }
        Some((first, rest)) => {
            let inner = body.entry(first).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(members) = inner {
                insert(members, rest, json);
            }
        }
    }
}

fn encode(attribute: &Attribute, value: &Value) -> Json {
    match attribute.codec {
        Codec::Plain => plain(&attribute.kind, value),
        Codec::Words(words) => {
            let word = words.iter().find(|(ours, _)| value.as_str() == Some(ours));
            word.map_or(Json::Null, |(_, theirs)| theirs.json())
        }
        Codec::Wrapped(member) => {
            let wrap = |element: &Value| Json::Object(Map::from_iter([(member.into(), plain(&Kind::String, element))]));
            value.elements().iter().map(wrap).collect()
        }
    }
}

fn plain(kind: &Kind, value: &Value) -> Json {
    match (kind, value) {
        (Kind::List(of) | Kind::Set(of), _) => value.elements().iter().map(|element| plain(of, element)).collect(),
        (Kind::Object(table), Value::Object(object)) => {
            let mut members = Map::new();
            for attribute in table.iter().filter(|attribute| attribute.writable()) {
                put(&mut members, attribute, object);
            }
            Json::Object(members)
        }
        (_, Value::String(text)) => text.as_str().into(),
        (_, Value::Bool(flag)) => (*flag).into(),
        // Digit by digit: no page gives a range, and null in place of a number that is too long would ask for nothing.
        (_, Value::Number(number)) => number.with_scale(0).to_string().parse().map_or(Json::Null, Json::Number),
        _ => Json::Null,
    }
}
