//! Planned values in the vendor's spelling.

use serde_json::{Map, Value as Json};

use super::decode::same_json_element;
use super::diff::{Change, Changes};
use super::same::is_nothing;
use crate::schema::{Attribute, Codec, Kind, Literal, Place, Resource};
use crate::value::{Object, Value};

/// The body of a create: everything that has a value, defaults included, so that the vendor's cannot differ.
pub fn create_body(resource: &Resource, planned: &Object) -> Json {
    let taken = |attribute: &&Attribute| attribute.writable() && !attribute.after_create;
    whole(resource.attributes.iter().filter(taken), planned)
}

/// The body of an update that replaces the object: everything that has a value.
pub fn whole_body(resource: &Resource, planned: &Object) -> Json {
    whole(resource.attributes.iter().filter(|attribute| attribute.writable()), planned)
}

fn whole<'a>(attributes: impl Iterator<Item = &'a Attribute>, planned: &Object) -> Json {
    let mut body = Map::new();
    for attribute in attributes {
        put(&mut body, attribute, planned);
    }
    Json::Object(body)
}

/// The body of an update: what differs and what the vendor wants along with it. `None` if nothing has to be sent.
pub fn update_body(resource: &Resource, changes: &Changes, prior: &Object, planned: &Object) -> Option<Json> {
    let mut body = Map::new();
    for change in changes {
        match change {
            Change::Set(attribute) => put(&mut body, attribute, planned),
            Change::Clear(attribute) => clear(&mut body, attribute, attribute.cleared_by.first()),
        }
    }
    let changed: Vec<_> = changes.iter().map(|change| change.attribute()).collect();
    for (cause, name) in changed.iter().flat_map(|cause| cause.sent_with.iter().map(move |name| (cause, name))) {
        match resource.attribute(name) {
            Some(attribute) if changed.contains(&attribute) => {}
            // A mask keeps what is there; beside something that was not there, nothing is.
            Some(Attribute { mask: Some(mask), place: Place::Body(path), .. }) if prior.get(cause.name).is_set() => {
                insert(&mut body, path, (*mask).into())
            }
            Some(attribute) => put(&mut body, attribute, planned),
            None => {}
        }
    }
    named(resource, body, planned)
}

/// The second try to empty attributes that still have a value after the first. `None` if there is no other spelling.
pub fn clearing_again(resource: &Resource, changes: &Changes, state: &Object) -> Option<Json> {
    let mut body = Map::new();
    for change in changes {
        if let Change::Clear(attribute) = change
            && !is_nothing(attribute, state.get(attribute.name))
        {
            clear(&mut body, attribute, attribute.cleared_by.get(1));
        }
    }
    named(resource, body, state)
}

/// A body that is not empty, beginning with the object's id where the call takes it there.
fn named(resource: &Resource, body: Map<String, Json>, object: &Object) -> Option<Json> {
    if body.is_empty() {
        return None;
    }
    let mut named = Map::new();
    if let (true, Some(id)) =
        (resource.calls.update.is_some_and(|update| update.names_object), resource.attribute("id"))
    {
        put(&mut named, id, object);
    }
    named.extend(body);
    Some(Json::Object(named))
}

/// Adds to the lists of an update what elements have at the vendor and nobody here knows: a list that is replaced whole
/// would lose it.
pub fn carry_unknown(changes: &Changes, body: &mut Json, shown: &Json) {
    let kept = changes.iter().map(|change| change.attribute()).filter(|attribute| attribute.keeps_unknown);
    for (path, table) in kept.filter_map(|attribute| Some((attribute.json_path()?, attribute.kind.nested()?))) {
        let known: Vec<_> = table.iter().filter_map(Attribute::json_path).collect();
        let (Some(sent), Some(there)) = (body[path].as_array_mut(), shown[path].as_array()) else { continue };
        for element in sent {
            let Some(Json::Object(twin)) = there.iter().find(|other| same_json_element(table, element, other)) else {
                continue;
            };
            let unknown = twin.iter().filter(|(name, _)| !known.contains(&name.as_str()));
            if let Some(members) = element.as_object_mut() {
                members.extend(unknown.map(|(name, value)| (name.clone(), value.clone())));
            }
        }
    }
}

fn clear(body: &mut Map<String, Json>, attribute: &Attribute, spelling: Option<&Literal>) {
    if let (Some(path), Some(nothing)) = (attribute.json_path(), spelling) {
        insert(body, path, nothing.json());
    }
}

fn put(body: &mut Map<String, Json>, attribute: &Attribute, planned: &Object) {
    let value = planned.get(attribute.name);
    if let Some(path) = attribute.json_path()
        && value.is_set()
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
        Codec::Commas => value.elements().iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",").into(),
        Codec::ZeroOne => i64::from(*value == Value::Bool(true)).into(),
        Codec::Number => value.as_str().and_then(|digits| digits.parse::<i64>().ok()).map_or(Json::Null, Json::from),
        Codec::Json => value.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default(),
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
