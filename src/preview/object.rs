//! An object as a plan's JSON has it, as our values and with what of it is covered.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::veil::{Cover, Veil, Veils};
use crate::schema::timeouts::TIMEOUTS;
use crate::schema::{Attribute, Codec, Kind, Place, Presence, Resource};
use crate::value::{Name, Object, Set, Value, exact};

/// An object before or after a change.
#[derive(Clone, Default)]
pub struct Side {
    /// Its attributes. What the apply will know and send has a value that stands for it, different from the one before;
    /// what only the vendor decides is unknown.
    pub object: Object,
    /// What of it is covered.
    pub veils: Veils,
}

/// Something is not as this program knows it.
pub struct Odd;

/// Reads an object. `written` tells of an attribute that the vendor may choose whether what the apply will know of it comes
/// from the configuration; `before` is what was there.
pub fn read(
    resource: &Resource,
    mut json: Json,
    unknown: &Json,
    written: impl Fn(&Attribute) -> bool,
    before: Option<&Object>,
) -> Result<Side, Odd> {
    let Some(members) = json.as_object_mut() else { return Err(Odd) };
    if members.iter().any(|(name, json)| {
        // How long Terraform waits is no vendor's business.
        !json.is_null() && name != TIMEOUTS && resource.attribute(name).is_none()
    }) {
        return Err(Odd);
    }
    let mut side = Side::default();
    for attribute in resource.attributes {
        let name = attribute.name;
        let like = before.map_or(&Value::Null, |before| before.get(name));
        let later = |part: &Attribute, _: &Value| match part.presence {
            Presence::ReadOnly => false,
            Presence::VendorDefault => written(attribute),
            _ => true,
        };
        let value = parsed(&attribute.kind, members.swap_remove(name), unknown.get(name))?;
        let (value, veil) = covered(attribute, &attribute.kind, value, &Value::Null, like, &later);
        side.set(attribute, value, veil);
    }
    side.choose_kind(resource);
    Ok(side)
}

impl Side {
    /// Sets an attribute, and what is covered of it.
    pub fn set(&mut self, attribute: &Attribute, value: Value, veil: Veil) {
        self.object.set(attribute.name, value);
        self.cover(attribute, veil);
    }

    /// Covers more of an attribute.
    pub fn cover(&mut self, attribute: &Attribute, veil: Veil) {
        let both = self.veils.remove(attribute.name).unwrap_or_default().and(veil);
        // An address is compared with nothing and stands in paths alone.
        if let (Place::Address, Veil::Whole(cover)) = (attribute.place, &both) {
            self.object.set(attribute.name, cover.text());
        }
        if both != Veil::None {
            self.veils.insert(attribute.name.into(), both);
        }
    }

    /// Covers what `marks` cover of each attribute.
    pub fn cover_all(&mut self, resource: &Resource, marks: &Veil) {
        for attribute in resource.attributes {
            let veil = match marks {
                Veil::Members(members) => members.get(attribute.name).cloned().unwrap_or_default(),
                Veil::Whole(cover) => Veil::Whole(*cover),
                _ => Veil::None,
            };
            self.cover(attribute, veil);
        }
    }

    /// A kind that the apply will know is one that has what the object has.
    pub fn choose_kind(&mut self, resource: &Resource) {
        let Some(kind) = resource.kind.and_then(|kind| resource.attribute(kind)) else { return };
        let (Some(Veil::Whole(Cover::Later)), Codec::Words(words)) = (self.veils.get(kind.name), kind.codec) else {
            return;
        };
        let has = |attribute: &&Attribute| self.object.get(attribute.name).is_set();
        let fits = |word: &&str| resource.attributes.iter().filter(has).all(|a| a.fits(&(*word).into()));
        if let Some(word) = words.iter().map(|(word, _)| *word).find(|word| fits(word)) {
            self.object.set(kind.name, word);
        }
    }

    /// The texts in it that are secret, at any depth.
    pub fn secrets(&self, resource: &Resource) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        collect(resource.attributes, &self.object, &self.veils, &mut found);
        found
    }
}

fn collect<'a>(table: &[Attribute], object: &'a Object, veils: &Veils, found: &mut BTreeSet<&'a str>) {
    let none = Veils::new();
    for attribute in table {
        let (value, veil) = (object.get(attribute.name), veils.get(attribute.name));
        if attribute.is_secret() || veil == Some(&Veil::Whole(Cover::Secret)) {
            texts(value, found);
        } else if let Some(table) = attribute.kind.nested() {
            value
                .elements()
                .iter()
                .filter_map(Value::as_object)
                .for_each(|object| collect(table, object, &none, found));
        }
    }
}

fn texts<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    found.extend(value.as_str().filter(|text| *text != Cover::Later.text()));
    value.elements().iter().for_each(|element| texts(element, found));
    value.as_object().into_iter().flat_map(Object::iter).for_each(|(_, value)| texts(value, found));
}

/// A value as a plan has it, unknown where the apply alone will know.
fn parsed(kind: &Kind, json: Option<Json>, unknown: Option<&Json>) -> Result<Value, Odd> {
    if unknown == Some(&Json::Bool(true)) {
        return Ok(Value::Unknown);
    }
    let json_unknown = unknown;
    let unknown = |at: usize| json_unknown.and_then(|unknown| unknown.get(at));
    let values = |of: &Kind, json: Vec<Json>| -> Result<Vec<Value>, Odd> {
        json.into_iter().enumerate().map(|(at, json)| parsed(of, Some(json), unknown(at))).collect()
    };
    Ok(match (kind, json) {
        (Kind::List(of), Some(Json::Array(json))) => Value::List(values(of, json)?),
        (Kind::Set(of), Some(Json::Array(json))) => Value::Set(Set(values(of, json)?)),
        (Kind::Map(of), Some(Json::Object(members))) => {
            // One that is wholly unknown stands among the unknown ones alone.
            let later = later_names(json_unknown, &members).into_iter().map(|name| Ok((name, Value::Unknown)));
            let member = |(name, json): (String, Json)| {
                let unknown = json_unknown.and_then(|unknown| unknown.get(&name));
                let value = parsed(of, Some(json), unknown)?;
                Ok((name, value))
            };
            Value::Object(members.into_iter().map(member).chain(later).collect::<Result<_, Odd>>()?)
        }
        (Kind::Objects(of), Some(Json::Array(json))) => {
            let element = |(at, json)| parsed_element(of.attributes, json, unknown(at));
            Value::List(json.into_iter().enumerate().map(element).collect::<Result<_, _>>()?)
        }
        (_, None | Some(Json::Null)) => Value::Null,
        (Kind::String, Some(Json::String(text))) => Value::String(text),
        (Kind::Bool, Some(Json::Bool(flag))) => Value::Bool(flag),
        (Kind::Integer, Some(Json::Number(number))) => Value::Number(exact(number.as_str()).ok_or(Odd)?),
        _ => return Err(Odd),
    })
}

/// The names in a map whose values are unknown and left out of what is known.
fn later_names(unknown: Option<&Json>, known: &serde_json::Map<String, Json>) -> Vec<String> {
    let names = unknown.and_then(Json::as_object).into_iter().flatten();
    let later = names.filter(|(name, unknown)| **unknown == Json::Bool(true) && !known.contains_key(*name));
    later.map(|(name, _)| name.clone()).collect()
}

fn parsed_element(table: &[Attribute], mut json: Json, unknown: Option<&Json>) -> Result<Value, Odd> {
    if unknown == Some(&Json::Bool(true)) {
        return Ok(Value::Unknown);
    }
    let Some(members) = json.as_object_mut() else { return Err(Odd) };
    if members.keys().any(|name| !table.iter().any(|attribute| attribute.is(name))) {
        return Err(Odd);
    }
    let mut object = Object::default();
    for attribute in table {
        let unknown = unknown.and_then(|unknown| unknown.get(attribute.name));
        object.set(attribute.name, parsed(&attribute.kind, members.swap_remove(attribute.name), unknown)?);
    }
    Ok(Value::Object(object))
}

/// Whether a part that is unknown is one that the apply will know and send, and not the vendor's to decide; beside it what
/// the configuration has there.
pub type Later<'a> = dyn Fn(&Attribute, &Value) -> bool + 'a;

/// A value with something in the place of what the apply will know and send, and where that is. `like` is what was there.
pub fn covered(
    attribute: &Attribute,
    kind: &Kind,
    value: Value,
    config: &Value,
    like: &Value,
    later: &Later,
) -> (Value, Veil) {
    let at = |place: usize| [config, like].map(|whole| whole.elements().get(place).unwrap_or(&Value::Null));
    match (kind, value) {
        (_, Value::Unknown) if later(attribute, config) => (stand_in(attribute, kind, like), Veil::Whole(Cover::Later)),
        (Kind::List(of), Value::List(elements)) => {
            let element = |(place, value): (usize, Value)| {
                let [config, like] = at(place);
                covered(attribute, of, value, config, like, later)
            };
            let (values, veils) = elements.into_iter().enumerate().map(element).unzip();
            (Value::List(values), Veil::of_elements(veils))
        }
        (Kind::Set(of), Value::Set(Set(elements))) => {
            // What is unknown in a set has no place of its own.
            let element = |value: Value| covered(attribute, of, value.clone(), &value, &Value::Null, later);
            let (values, veils) = elements.into_iter().map(element).unzip();
            (Value::Set(Set(values)), Veil::of_elements(veils))
        }
        (Kind::Map(of), Value::Object(members)) => {
            let (mut values, mut veils) = (Object::default(), vec![]);
            for (name, value) in members {
                let [config, like] =
                    [config, like].map(|whole| whole.as_object().map_or(&Value::Null, |object| object.get(&name)));
                let (value, veil) = covered(attribute, of, value, config, like, later);
                veils.push((name.clone(), veil));
                values.set(name, value);
            }
            (Value::Object(values), Veil::of_members(veils))
        }
        (Kind::Objects(of), Value::List(elements)) => {
            let element = |(place, value): (usize, Value)| {
                let [config, like] = at(place);
                covered_element(attribute, of.attributes, value, config, like, later)
            };
            let (values, veils) = elements.into_iter().enumerate().map(element).unzip();
            (Value::List(values), Veil::of_elements(veils))
        }
        (_, other) => (other, Veil::None),
    }
}

fn covered_element(
    attribute: &Attribute,
    table: &[Attribute],
    value: Value,
    config: &Value,
    like: &Value,
    later: &Later,
) -> (Value, Veil) {
    let mut object = match value {
        Value::Object(object) => object,
        Value::Unknown if later(attribute, config) => return (new_element(table), Veil::Whole(Cover::Later)),
        other => return (other, Veil::None),
    };
    let mut veils = vec![];
    for member in table {
        let [config, like] =
            [config, like].map(|whole| whole.as_object().map_or(&Value::Null, |object| object.get(member.name)));
        let (value, veil) = covered(member, &member.kind, object.take(member.name), config, like, later);
        object.set(member.name, value);
        veils.push((Name::from(member.name), veil));
    }
    (Value::Object(object), Veil::of_members(veils))
}

/// A value that is covered before anybody sees it: of the right kind, and not the one that was there.
fn stand_in(attribute: &Attribute, kind: &Kind, like: &Value) -> Value {
    match kind {
        Kind::String => Cover::Later.text().into(),
        Kind::Integer => {
            if *like == Value::from(0) {
                1.into()
            } else {
                0.into()
            }
        }
        Kind::Bool => {
            let default = attribute.documented().filter(|_| like.is_null());
            (default.as_ref().unwrap_or(like) == &Value::Bool(false)).into()
        }
        Kind::List(of) => Value::List(vec![stand_in(attribute, of, &Value::Null)]),
        Kind::Set(of) => Value::Set(Set(vec![stand_in(attribute, of, &Value::Null)])),
        Kind::Map(of) => {
            Value::Object([(Cover::Later.text(), stand_in(attribute, of, &Value::Null))].into_iter().collect())
        }
        Kind::Objects(of) => Value::List(vec![new_element(of.attributes)]),
    }
}

fn new_element(table: &[Attribute]) -> Value {
    let member = |attribute: &Attribute| (attribute.name, stand_in(attribute, &attribute.kind, &Value::Null));
    Value::Object(table.iter().map(member).collect())
}
