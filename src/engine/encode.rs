//! Planned values in the vendor's spelling.

use serde_json::{Map, Value as Json};

use super::decode::{at, same_json_element};
use super::diff::{Change, Changes};
use super::relations::is_nothing;
use crate::schema::{Attribute, Codec, Kind, Life, Literal, Place, Resource, Secrecy, Unknown};
use crate::value::{Object, Value};

/// The body of a create: everything that has a value, defaults included, so that the vendor's cannot differ.
pub fn create_body(resource: &Resource, planned: &Object) -> Json {
    let taken = |attribute: &&Attribute| attribute.writable() && attribute.life != Life::AfterCreate;
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
        let Some(attribute) = resource.attribute(name).filter(|attribute| !changed.contains(attribute)) else {
            continue;
        };
        match (attribute.secrecy, attribute.place) {
            // A mask keeps what is there; beside something that was not there, nothing is.
            (Secrecy::Masked(mask), Place::Body(path)) if prior.get(cause.name).is_set() => {
                insert(&mut body, path, mask.into())
            }
            _ => put(&mut body, attribute, planned),
        }
    }
    named(resource, body, planned)
}

/// What the changed attributes had before, as the vendor shows it, but for what no answer shows.
pub fn replaced(changes: &Changes, prior: &Object) -> Json {
    let mut before = Map::new();
    let changed = changes.iter().map(|change| change.attribute());
    for attribute in changed.filter(|attribute| !attribute.is_secret()) {
        match attribute.json_path() {
            Some(path) if is_nothing(attribute, prior.get(attribute.name)) => insert(&mut before, path, Json::Null),
            _ => put(&mut before, attribute, prior),
        }
    }
    Json::Object(before)
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

/// Whether an update of the attribute would lose what only the vendor has in it, unless that is sent along.
pub fn carried(attribute: &Attribute) -> bool {
    match attribute.kind {
        Kind::Objects(elements) => elements.unknown == Unknown::Carried,
        _ => attribute.codec == Codec::Json,
    }
}

/// Adds to an update what only the vendor has in the lists and the free-form objects that it replaces whole. A name that
/// `prior` has and the plan lacks is taken away.
pub fn carry(changes: &Changes, body: &mut Json, prior: &Object, shown: &Json) {
    for attribute in changes.iter().map(|change| change.attribute()).filter(|attribute| carried(attribute)) {
        let Some(path) = attribute.json_path() else { continue };
        let (Some(sent), Some(there)) = (body.get_mut(path), at(shown, path)) else { continue };
        match (attribute.kind, sent, there) {
            (Kind::Objects(elements), Json::Array(sent), Json::Array(there)) => {
                let known: Vec<_> = elements.attributes.iter().filter_map(Attribute::json_path).collect();
                for element in sent {
                    let twin = there.iter().find(|other| same_json_element(elements, element, other));
                    if let (Some(Json::Object(twin)), Json::Object(members)) = (twin, element) {
                        let unknown = twin.iter().filter(|(name, _)| !known.contains(&name.as_str()));
                        members.extend(unknown.map(|(name, value)| (name.clone(), value.clone())));
                    }
                }
            }
            (_, sent, there) => {
                let before = prior.get(attribute.name).as_str().and_then(|text| serde_json::from_str(text).ok());
                *sent = beside(there, &before.unwrap_or(Json::Null), sent);
            }
        }
    }
}

/// What is there, without what was written before, with what is to be written now.
fn beside(there: &Json, before: &Json, planned: &Json) -> Json {
    let (Json::Object(there), Json::Object(planned)) = (there, planned) else { return planned.clone() };
    let mut all = there.clone();
    all.retain(|name, _| planned.contains_key(name) || before.get(name).is_none());
    for (name, planned) in planned {
        let before = before.get(name).unwrap_or(&Json::Null);
        let value = there.get(name).map_or_else(|| planned.clone(), |there| beside(there, before, planned));
        all.insert(name.clone(), value);
    }
    Json::Object(all)
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
        Codec::Plain => plain(attribute, &attribute.kind, value),
        Codec::Words(words) => {
            let word = words.iter().find(|(ours, _)| value.as_str() == Some(ours));
            word.map_or(Json::Null, |(_, theirs)| theirs.json())
        }
        Codec::Commas => value.elements().iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",").into(),
        Codec::ZeroOne => i64::from(*value == Value::Bool(true)).into(),
        Codec::Number => value.as_str().and_then(|digits| digits.parse::<i64>().ok()).map_or(Json::Null, Json::from),
        // Never written.
        Codec::UnixTime => Json::Null,
        Codec::Json => value.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default(),
        Codec::Wrapped(member) => {
            let wrap = |element: &Value| {
                Json::Object(Map::from_iter([(member.into(), plain(attribute, &Kind::String, element))]))
            };
            value.elements().iter().map(wrap).collect()
        }
    }
}

fn plain(attribute: &Attribute, kind: &Kind, value: &Value) -> Json {
    match (kind, value) {
        (Kind::List(of) | Kind::Set(of), _) => {
            value.elements().iter().map(|element| plain(attribute, of, element)).collect()
        }
        (Kind::Objects(elements), _) => {
            let objects = value.elements().iter().filter_map(Value::as_object);
            objects.map(|object| whole(elements.attributes.iter().filter(|a| a.writable()), object)).collect()
        }
        (_, Value::String(text)) => attribute.sent(text).into(),
        (_, Value::Bool(flag)) => (*flag).into(),
        // Digit by digit: no page gives a range, and null in place of a number that is too long would ask for nothing.
        (_, Value::Number(number)) => number.with_scale(0).to_string().parse().map_or(Json::Null, Json::Number),
        _ => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn free_form_names_of_the_vendor_stay_and_written_ones_go() {
        let there = json!({"a": 1, "theirs": 2, "deep": {"x": 1, "theirs": 3}});
        let before = json!({"a": 1, "deep": {"x": 1}});
        assert_eq!(
            beside(&there, &before, &json!({"deep": {"y": 2}})),
            json!({"theirs": 2, "deep": {"theirs": 3, "y": 2}})
        );
        assert_eq!(
            beside(&there, &json!(null), &json!({"a": 5})),
            json!({"a": 5, "theirs": 2, "deep": {"x": 1, "theirs": 3}})
        );
    }
}
