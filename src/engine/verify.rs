//! What the vendor holds after an apply, against what was asked for.

use super::meaning::{Twins, json};
use super::relations::{confirms, contains, member};
use crate::diagnostic::Path;
use crate::escape;
use crate::schema::{Attribute, Codec, Elements, Kind, Resource};
use crate::value::{Object, Value};

/// An attribute that is not as planned.
pub struct Difference {
    /// The attribute.
    pub attribute: &'static Attribute,
    /// What the configuration has to do with it.
    pub wish: Wish,
    /// What differs, without a full stop: `"gateways[0].port" is 5061 there and not 5060`.
    pub says: String,
}

/// What the configuration has to do with a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wish {
    /// It asks for the planned value: by writing it, or by leaving out what is then wanted empty or to have its documented
    /// default.
    Asked,
    /// All that it asks for is there, and so is still what it asked for before.
    Outgrown,
    /// It leaves the value to the vendor.
    None,
}

/// Where the state that the vendor shows differs from the plan.
pub fn differences(resource: &'static Resource, config: &Object, planned: &Object, state: &Object) -> Vec<Difference> {
    let differing = |attribute: &&Attribute| {
        let (wanted, there) = (planned.get(attribute.name), state.get(attribute.name));
        // Parts of a list that only the vendor could tell are in the state as it told them.
        wanted != there && *wanted != Value::Unknown && (wanted.is_known() || !confirms(attribute, there, wanted))
    };
    let difference = |attribute: &'static Attribute| {
        let (wanted, there) = (planned.get(attribute.name), state.get(attribute.name));
        let path = Path::attribute(attribute.name);
        match lingering(attribute, there, wanted) {
            Some(names) => {
                Difference { attribute, wish: Wish::Outgrown, says: format!("\"{path}\" still has {names}") }
            }
            None => {
                Difference { attribute, wish: wish(attribute, config), says: says(attribute, &path, there, wanted) }
            }
        }
    };
    resource.attributes.iter().filter(differing).map(difference).collect()
}

fn wish(attribute: &Attribute, config: &Object) -> Wish {
    match attribute.writable() && !(attribute.is_the_vendors() && config.get(attribute.name).is_null()) {
        true => Wish::Asked,
        false => Wish::None,
    }
}

/// The names that free-form JSON has there and not in the plan, if it has all of the plan's.
fn lingering(attribute: &Attribute, there: &Value, wanted: &Value) -> Option<String> {
    if attribute.codec != Codec::Json {
        return None;
    }
    let (there, wanted) = (json(there.as_str()?)?, json(wanted.as_str()?)?);
    let names = there.as_object()?.keys().filter(|name| wanted.get(name.as_str()).is_none());
    let names: Vec<_> = names.map(|name| format!("\"{name}\"")).collect();
    let names = if names.is_empty() { "names that were taken away".into() } else { names.join(" and ") };
    contains(&there, &wanted).then_some(names)
}

fn says(attribute: &Attribute, path: &Path, there: &Value, wanted: &Value) -> String {
    if attribute.may_hold_secrets() && !attribute.is_secret() {
        return unquoted(path, there, wanted);
    }
    let inside = match (&attribute.kind, there, wanted) {
        (Kind::Objects(elements), Value::List(there), Value::List(wanted)) => inside(elements, path, there, wanted),
        _ => None,
    };
    inside.unwrap_or_else(|| {
        format!("\"{path}\" is {} there and not {}", show(attribute, there), show(attribute, wanted))
    })
}

/// The first member of a map or of JSON that differs, by its name alone.
fn unquoted(path: &Path, there: &Value, wanted: &Value) -> String {
    let parsed = |value: &Value| value.as_str().and_then(json).unwrap_or_default();
    let name = match (there.as_object(), wanted.as_object()) {
        (Some(there), Some(wanted)) => {
            let names = wanted.iter().chain(there.iter()).map(|(name, _)| name);
            names.into_iter().find(|name| there.get(name) != wanted.get(name)).map(str::to_owned)
        }
        _ => {
            let (there, wanted) = (parsed(there), parsed(wanted));
            let mut names = wanted.as_object().into_iter().flatten();
            names.find(|(name, wanted)| !contains(&there[name.as_str()], wanted)).map(|(name, _)| name.clone())
        }
    };
    let place = name.map(|name| format!(" in \"{}\"", escape::line(&name))).unwrap_or_default();
    format!("\"{path}\" is another there{place}")
}

/// The first element or member that differs.
fn inside(elements: &Elements, path: &Path, there: &[Value], wanted: &[Value]) -> Option<String> {
    let twins = Twins::among(elements, there);
    for (index, element) in wanted.iter().enumerate() {
        let path = path.at(index);
        let Some(found) = twins.place(element) else {
            return Some(format!("\"{path}\" ({}) is not there", name(elements, element)));
        };
        let (object, other) = (element.as_object()?, there[found].as_object()?);
        for attribute in elements.attributes {
            let (wanted, there) = (member(attribute, object), member(attribute, other));
            if !confirms(attribute, &there, &wanted) {
                return Some(says(attribute, &path.then(attribute.name), &there, &wanted));
            }
        }
    }
    let twins = Twins::among(elements, wanted);
    let extra = there.iter().find(|other| twins.place(other).is_none())?;
    Some(format!("\"{path}\" has one more there ({})", name(elements, extra)))
}

/// An element of an attribute's list or set, in words.
pub fn described(attribute: &Attribute, element: &Value) -> String {
    match &attribute.kind {
        Kind::Objects(elements) => name(elements, element),
        _ => show(attribute, element),
    }
}

/// An element by its keys.
fn name(elements: &Elements, element: &Value) -> String {
    let Some(object) = element.as_object() else { return "unknown".into() };
    let keys = elements.attributes.iter().filter(|attribute| elements.keys.contains(&attribute.name));
    let keys: Vec<_> = keys.map(|key| format!("{} {}", key.name, show(key, &member(key, object)))).collect();
    keys.join(", ")
}

fn show(attribute: &Attribute, value: &Value) -> String {
    match value {
        _ if attribute.is_secret() => "(secret)".into(),
        Value::Null => "empty".into(),
        Value::Unknown => "unknown".into(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.normalized().to_string(),
        Value::String(text) => format!("\"{}\"", escape::line(text)),
        Value::List(elements) => list(attribute, elements),
        Value::Set(set) => list(attribute, &set.0),
        Value::Object(members) => {
            let all: Vec<_> =
                members.iter().map(|(name, member)| format!("\"{name}\" = {}", show(attribute, member))).collect();
            format!("{{{}}}", all.join(", "))
        }
        Value::Dynamic(..) => "of another type".into(),
    }
}

fn list(attribute: &Attribute, values: &[Value]) -> String {
    match &attribute.kind {
        Kind::Objects(elements) => {
            let all: Vec<_> = values.iter().map(|value| format!("({})", name(elements, value))).collect();
            format!("[{}]", all.join(", "))
        }
        _ => format!("[{}]", values.iter().map(|value| show(attribute, value)).collect::<Vec<_>>().join(", ")),
    }
}
