//! The configuration of an object that exists, so that its next plan changes nothing.

use super::diff::diff;
use super::plan::{Prior, plan, seen_through};
use super::relations::{is_default, is_nothing};
use super::validate::{unknown_secrets, validate};
use crate::diagnostic::{Diagnostics, Path, Step};
use crate::schema::{Attribute, Codec, Kind, Place, Presence, Resource};
use crate::value::{Object, Value};

/// The configuration for a state, and what keeps it from being one that changes nothing. What only the vendor writes, what
/// is secret, what is empty and what has its documented default is left out.
pub fn generate(resource: &'static Resource, state: &Object) -> (Object, Diagnostics) {
    let kind = resource.kind_of(state);
    let mut config = Object::default();
    for attribute in resource.attributes {
        let fits = attribute.fits(kind) && !attribute.is_secret();
        config.set(attribute.name, if fits { written(attribute, state.get(attribute.name)) } else { Value::Null });
    }
    let mut found = wrong(resource, state, &config);
    // What the vendor keeps where nobody writes it may be of a form that nobody may write.
    for attribute in resource.attributes.iter().filter(|attribute| attribute.presence == Presence::VendorDefault) {
        if found.iter().any(|error| error.path.0.first() == Some(&Step::Attribute(attribute.name.into()))) {
            config.set(attribute.name, Value::Null);
        }
    }
    found = if found.has_errors() { wrong(resource, state, &config) } else { found };
    (config, found)
}

/// What is wrong with a configuration for an object that was imported, errors only.
fn wrong(resource: &'static Resource, state: &Object, config: &Object) -> Diagnostics {
    let mut found = validate(resource, config);
    let seen = seen_through(resource, config, state, |_| true);
    let planned = plan(resource, Some(Prior { state: &seen, adopted: true }), config, |_| Value::Null);
    found.extend(unknown_secrets(resource, &seen, &planned.state, config));
    for change in diff(resource, &seen, &planned.state) {
        let name = change.attribute().name;
        let says = format!("\"{name}\" cannot be written as it is.");
        found.error_at(Path::attribute(name), format!("Unwritable {name}"), says);
    }
    found
}

/// What to write for a value; null for nothing.
fn written(attribute: &Attribute, value: &Value) -> Value {
    let chosen = attribute.writable() && !matches!(attribute.place, Place::WriteOnly(_) | Place::Version(_));
    let says_no_more = is_default(attribute, value) || is_nothing(attribute, value) || says_nothing(attribute, value);
    if !chosen || says_no_more || attribute.is_newer(value) {
        return Value::Null;
    }
    let (Kind::Objects(elements), Value::List(list)) = (&attribute.kind, value) else { return value.clone() };
    let member = |object: &Object, member: &Attribute| (member.name, written(member, object.get(member.name)));
    let element = |element: &Value| match element.as_object() {
        Some(object) => Value::Object(elements.attributes.iter().map(|attribute| member(object, attribute)).collect()),
        None => element.clone(),
    };
    Value::List(list.iter().map(element).collect())
}

/// Whether a value of the vendor's choice says no more than that there is none.
pub fn says_nothing(attribute: &Attribute, value: &Value) -> bool {
    let empty = match value {
        Value::String(text) if attribute.codec == Codec::Json => text.trim() == "{}",
        Value::String(text) => text.is_empty(),
        Value::List(_) | Value::Set(_) => value.elements().is_empty(),
        _ => false,
    };
    attribute.presence == Presence::VendorDefault && empty
}
