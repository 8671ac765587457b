//! The same within a plan, for those who only see Terraform's own output: what the provider is asked to plan becomes a warning.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::calls::{Teller, Told};
use super::object::{Side, stand_in};
use super::veil::{Cover, Veil};
use crate::engine;
use crate::schema::{Attribute, Kind, Missing, Presence, Resource, Vendor};
use crate::value::{Object, Set, Value};

/// What a planned change will have sent: none of both is a new object, and one that ends.
pub fn planned(
    vendor: &Vendor,
    resource: &'static Resource,
    [prior, planned]: [Option<&Object>; 2],
    config: &Object,
    setting: impl Fn(&str) -> Value,
) -> Result<Told, Missing> {
    // A setting may be unknown too.
    let setting = |name: &str| match setting(name) {
        Value::Unknown => Some(Cover::Later.text().to_owned()),
        value => value.as_str().map(str::to_owned),
    };
    let teller = Teller { vendor, resource, setting: &setting };
    let before = prior.map(|prior| Side { object: prior.clone(), ..Side::default() });
    let after = planned.map(|planned| side(resource, &engine::armed(resource, prior, planned, config), config, prior));
    match (&before, &after) {
        (None, Some(after)) => teller.create(after),
        (Some(before), Some(after)) => teller.update(before, after),
        (Some(before), None) => teller.delete(before),
        (None, None) => Ok(Told::default()),
    }
}

impl Told {
    /// As a warning: its summary and its detail; none if nothing will be sent. Terraform shows only the first of several
    /// warnings with one summary, so two requests have the same one only if they are the same.
    pub fn warning(&self, vendor: &Vendor) -> Option<(String, String)> {
        let first = self.calls.first()?;
        let mut hasher = DefaultHasher::new();
        self.text().hash(&mut hasher);
        let body = if first.body.is_some() { format!(" ({:06x})", hasher.finish() & 0xff_ffff) } else { String::new() };
        let summary = format!("{} will be sent {} {}{body}", vendor.title, first.method, first.path);
        Some((summary, anstream::adapter::strip_str(&self.text()).to_string()))
    }
}

/// The planned object, with values for what the configuration will know.
fn side(resource: &Resource, planned: &Object, config: &Object, prior: Option<&Object>) -> Side {
    let mut side = Side::default();
    for attribute in resource.attributes {
        let name = attribute.name;
        let like = prior.map_or(&Value::Null, |prior| prior.get(name));
        let (value, veil) = value(attribute, &attribute.kind, planned.get(name), config.get(name), like);
        side.set(attribute, value, veil);
    }
    side.choose_kind(resource);
    side
}

fn value(attribute: &Attribute, kind: &Kind, planned: &Value, config: &Value, like: &Value) -> (Value, Veil) {
    let part = |of: &Kind, at: usize, planned: &Value| {
        let [config, like] = [config, like].map(|whole| whole.elements().get(at).unwrap_or(&Value::Null));
        value(attribute, of, planned, config, like)
    };
    match (kind, planned) {
        // A secret is only planned as unknown where it will be sent.
        (_, Value::Unknown) => {
            match attribute.presence != Presence::ReadOnly && (*config == Value::Unknown || attribute.is_kept()) {
                true => (stand_in(attribute, kind, like), Veil::Whole(Cover::Later)),
                false => (Value::Unknown, Veil::None),
            }
        }
        (Kind::List(of), Value::List(elements)) => {
            let (values, veils) = elements.iter().enumerate().map(|(at, planned)| part(of, at, planned)).unzip();
            (Value::List(values), Veil::of_elements(veils))
        }
        (Kind::Set(of), Value::Set(Set(elements))) => {
            // What is unknown in a set has no place of its own.
            let element = |planned: &Value| value(attribute, of, planned, planned, &Value::Null);
            let (values, veils) = elements.iter().map(element).unzip();
            (Value::Set(Set(values)), Veil::of_elements(veils))
        }
        (Kind::Objects(of), Value::List(elements)) => {
            let element = |(at, planned): (usize, &Value)| {
                let [config, like] = [config, like].map(|whole| whole.elements().get(at).and_then(Value::as_object));
                let Some(planned) = planned.as_object() else { return (planned.clone(), Veil::None) };
                let member = |attribute: &Attribute| {
                    let [config, like] =
                        [config, like].map(|object| object.map_or(&Value::Null, |object| object.get(attribute.name)));
                    value(attribute, &attribute.kind, planned.get(attribute.name), config, like)
                };
                let members: Vec<_> =
                    of.attributes.iter().map(|attribute| (attribute.name, member(attribute))).collect();
                let veil = Veil::of_members(members.iter().map(|(name, (_, veil))| ((*name).to_owned(), veil.clone())));
                (Value::Object(members.into_iter().map(|(name, (value, _))| (name, value)).collect()), veil)
            };
            let (values, veils) = elements.iter().enumerate().map(element).unzip();
            (Value::List(values), Veil::of_elements(veils))
        }
        (_, known) => (known.clone(), Veil::None),
    }
}
