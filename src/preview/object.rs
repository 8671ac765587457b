//! An object as a plan's JSON has it, as our values and with what of it is covered.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::veil::{Cover, Veil, Veils};
use crate::schema::{Attribute, Codec, Kind, Place, Presence, Resource};
use crate::value::{Object, Set, Value, exact};

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
    json: &Json,
    unknown: &Json,
    written: impl Fn(&Attribute) -> bool,
    before: Option<&Object>,
) -> Result<Side, Odd> {
    let Some(members) = json.as_object() else { return Err(Odd) };
    if members.iter().any(|(name, json)| !json.is_null() && resource.attribute(name).is_none()) {
        return Err(Odd);
    }
    let mut side = Side::default();
    for attribute in resource.attributes {
        let name = attribute.name;
        let like = before.map_or(&Value::Null, |before| before.get(name));
        let reader = Reader { written: &|| written(attribute) };
        let (value, veil) = reader.value(attribute, &attribute.kind, json.get(name), unknown.get(name), like)?;
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
    pub fn secrets(&self, resource: &Resource) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        collect(resource.attributes, &self.object, &self.veils, &mut found);
        found
    }
}

fn collect(table: &[Attribute], object: &Object, veils: &Veils, found: &mut BTreeSet<String>) {
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

fn texts(value: &Value, found: &mut BTreeSet<String>) {
    found.extend(value.as_str().filter(|text| *text != Cover::Later.text()).map(str::to_owned));
    value.elements().iter().for_each(|element| texts(element, found));
    value.as_object().into_iter().flat_map(Object::iter).for_each(|(_, value)| texts(value, found));
}

/// Reads a part of a value, with what of it is unknown and what was there.
type ReadPart<'a> = dyn Fn(&Json, Option<&Json>, &Value) -> Result<(Value, Veil), Odd> + 'a;

struct Reader<'a> {
    /// Whether what the vendor may choose is chosen by the configuration.
    written: &'a dyn Fn() -> bool,
}

impl Reader<'_> {
    fn value(
        &self,
        attribute: &Attribute,
        kind: &Kind,
        json: Option<&Json>,
        unknown: Option<&Json>,
        like: &Value,
    ) -> Result<(Value, Veil), Odd> {
        if unknown == Some(&Json::Bool(true)) {
            return Ok(match attribute.presence {
                Presence::ReadOnly => (Value::Unknown, Veil::None),
                Presence::VendorDefault if !(self.written)() => (Value::Unknown, Veil::None),
                _ => (stand_in(attribute, kind, like), Veil::Whole(Cover::Later)),
            });
        }
        let parts = |json: &[Json], read: &ReadPart| {
            let of = |(at, json): (usize, &Json)| {
                let like = like.elements().get(at).unwrap_or(&Value::Null);
                read(json, unknown.and_then(|unknown| unknown.get(at)), like)
            };
            let read: Result<Vec<_>, _> = json.iter().enumerate().map(of).collect();
            read.map(|read| read.into_iter().unzip::<_, _, Vec<_>, Vec<_>>())
        };
        let plain = match (kind, json) {
            (Kind::List(of) | Kind::Set(of), Some(Json::Array(elements))) => {
                let (values, veils) =
                    parts(elements, &|json, unknown, like| self.value(attribute, of, Some(json), unknown, like))?;
                let value = match kind {
                    Kind::Set(_) => Value::Set(Set(values)),
                    _ => Value::List(values),
                };
                return Ok((value, Veil::of_elements(veils)));
            }
            (Kind::Objects(of), Some(Json::Array(elements))) => {
                let (values, veils) =
                    parts(elements, &|json, unknown, like| self.element(of.attributes, json, unknown, like))?;
                return Ok((Value::List(values), Veil::of_elements(veils)));
            }
            (_, None | Some(Json::Null)) => Value::Null,
            (Kind::String, Some(Json::String(text))) => Value::String(text.clone()),
            (Kind::Bool, Some(Json::Bool(flag))) => Value::Bool(*flag),
            (Kind::Integer, Some(Json::Number(number))) => Value::Number(exact(&number.to_string()).ok_or(Odd)?),
            _ => return Err(Odd),
        };
        Ok((plain, Veil::None))
    }

    fn element(
        &self,
        table: &[Attribute],
        json: &Json,
        unknown: Option<&Json>,
        like: &Value,
    ) -> Result<(Value, Veil), Odd> {
        if unknown == Some(&Json::Bool(true)) {
            return Ok((new_element(table), Veil::Whole(Cover::Later)));
        }
        let Some(members) = json.as_object() else { return Err(Odd) };
        if members.keys().any(|name| !table.iter().any(|attribute| attribute.is(name))) {
            return Err(Odd);
        }
        let (mut object, mut veils) = (Object::default(), vec![]);
        for attribute in table {
            let name = attribute.name;
            let like = like.as_object().map_or(&Value::Null, |like| like.get(name));
            let unknown = unknown.and_then(|unknown| unknown.get(name));
            let (value, veil) = self.value(attribute, &attribute.kind, json.get(name), unknown, like)?;
            object.set(name, value);
            veils.push((name.to_owned(), veil));
        }
        Ok((Value::Object(object), Veil::of_members(veils.into_iter())))
    }
}

/// A value that is covered before anybody sees it: of the right kind, and not the one that was there.
pub fn stand_in(attribute: &Attribute, kind: &Kind, like: &Value) -> Value {
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
            let like = match (like, attribute.presence) {
                (Value::Null, Presence::Default(default)) => default.value(),
                (like, _) => like.clone(),
            };
            (like == Value::Bool(false)).into()
        }
        Kind::List(of) => Value::List(vec![stand_in(attribute, of, &Value::Null)]),
        Kind::Set(of) => Value::Set(Set(vec![stand_in(attribute, of, &Value::Null)])),
        Kind::Objects(of) => Value::List(vec![new_element(of.attributes)]),
    }
}

fn new_element(table: &[Attribute]) -> Value {
    let member = |attribute: &Attribute| (attribute.name, stand_in(attribute, &attribute.kind, &Value::Null));
    Value::Object(table.iter().map(member).collect())
}
