//! What an apply would do: which values are known before, and whether it takes a new object.

use super::diff::diff;
use super::same::same;
use crate::diagnostic::Path;
use crate::schema::{Attribute, Kind, Place, Presence, Resource};
use crate::value::{Object, Set, Value};

/// A plan for one object.
pub struct Planned {
    /// Every attribute after the apply, unknown where only the apply can tell.
    pub state: Object,
    /// Attributes whose change takes a new object.
    pub requires_replace: Vec<Path>,
}

/// Plans from the prior state (`None`: create) to the configuration. `address` gives what the provider block says for
/// an address attribute that the configuration leaves out.
pub fn plan(resource: &Resource, prior: Option<&Object>, config: &Object, address: impl Fn(&str) -> Value) -> Planned {
    let kind = resource.kind.map_or(Value::Null, |kind| config.get(kind).clone());
    let mut state = Object::default();
    for attribute in resource.attributes {
        let value = match attribute.place {
            _ if !attribute.fits(&kind) => config.get(attribute.name).clone(),
            Place::Address => match chosen(attribute, prior, config) {
                Value::Null => address(attribute.name),
                value => value,
            },
            Place::Body(_) => chosen(attribute, prior, config),
        };
        state.set(attribute.name, value);
    }
    let Some(prior) = prior else { return Planned { state, requires_replace: vec![] } };
    if !diff(resource, prior, &state).is_empty() {
        for attribute in resource.attributes.iter().filter(|attribute| !attribute.writable() && !attribute.stable) {
            state.set(attribute.name, Value::Unknown);
        }
    }
    let requires_replace = resource
        .attributes
        .iter()
        .filter(|attribute| replaced(attribute, prior, &state))
        .map(|attribute| Path::attribute(attribute.name))
        .collect();
    Planned { state, requires_replace }
}

/// Whether a change takes a new object. A fixed attribute that is null in the state was never told by the vendor, and
/// naming it late changes nothing there; unless the vendor has a way to say "nothing", for then null means that.
fn replaced(attribute: &Attribute, prior: &Object, planned: &Object) -> bool {
    let (old, new) = (prior.get(attribute.name), planned.get(attribute.name));
    let not_told = old.is_null() && attribute.cleared_by.is_empty();
    let changed = attribute.replaces && !not_told && !same(attribute, old, new);
    let removed = attribute.removal_replaces && old.is_set() && new.is_null();
    changed || removed
}

/// The configuration's value, in the prior state's spelling if it means the same; else what stands for a value that
/// the configuration leaves out.
fn chosen(attribute: &Attribute, prior: Option<&Object>, config: &Object) -> Value {
    let written = config.get(attribute.name);
    let old = prior.map(|prior| prior.get(attribute.name));
    match (old, attribute.presence) {
        (Some(old), _) if !written.is_null() && !old.is_null() && same(attribute, old, written) => old.clone(),
        _ if !written.is_null() => inner(&attribute.kind, written),
        (_, Presence::Required | Presence::Optional) => Value::Null,
        (Some(old), _) => old.clone(),
        (None, Presence::Default(default)) => default.value(),
        (None, _) if attribute.place == Place::Address => Value::Null,
        (None, _) => Value::Unknown,
    }
}

/// A written value with the defaults of nested attributes filled in. Nested values have no prior state of their own:
/// an element that differs is a new element.
fn inner(kind: &Kind, written: &Value) -> Value {
    match (kind, written) {
        (Kind::List(of), Value::List(elements)) => Value::List(elements.iter().map(|e| inner(of, e)).collect()),
        (Kind::Set(of), Value::Set(Set(elements))) => Value::Set(Set(elements.iter().map(|e| inner(of, e)).collect())),
        (Kind::Object(table), Value::Object(object)) => {
            let members = table.iter().map(|attribute| (attribute.name, chosen(attribute, None, object)));
            Value::Object(members.collect())
        }
        _ => written.clone(),
    }
}
