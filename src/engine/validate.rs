//! Configuration against the table: every error on its attribute's path. Unknown values always pass; core asks again
//! when they are known.

use super::stray::{remedy, stray};
use crate::diagnostic::{Diagnostics, Path};
use crate::schema::{Attribute, Check, Kind, Resource};
use crate::value::{Object, Value};

/// What is wrong with a resource's configuration.
pub fn validate(resource: &Resource, config: &Object) -> Diagnostics {
    let mut found = validate_table(resource.attributes, config);
    if let Some(kind) = resource.kind {
        kinds(resource, kind, config, &mut found);
    }
    for (path, says) in resource.rules.iter().flat_map(|rule| (rule.broken)(config)) {
        found.error_at(path.clone(), format!("Invalid {path}"), says);
    }
    found
}

/// What is wrong with the attributes of a table, each taken by itself.
pub fn validate_table(table: &[Attribute], config: &Object) -> Diagnostics {
    let mut found = Diagnostics::default();
    attributes(table, config, &Path::default(), &mut found);
    found
}

fn attributes(table: &[Attribute], config: &Object, path: &Path, found: &mut Diagnostics) {
    for attribute in table {
        let (written, path) = (config.get(attribute.name), path.then(attribute.name));
        if attribute.writable() {
            value(attribute, &attribute.kind, written, &path, found);
        } else if written.is_set() {
            // Core leaves this to the provider: the value would be planned, and the vendor's would contradict it.
            found.error_at(
                path.clone(),
                format!("{} is read-only", attribute.name),
                format!(
                    "\"{path}\" is the vendor's to decide. Remove the line; what it becomes can be read after an apply."
                ),
            );
        }
    }
}

/// Checks a value and what it holds. An error inside a set is put on the set's path, for its elements have none.
fn value(attribute: &Attribute, kind: &Kind, value_here: &Value, path: &Path, found: &mut Diagnostics) {
    // What a vendor would refuse, or take for a part of the secret.
    if let Value::String(text) = value_here
        && attribute.secret
        && let Some(stray) = stray(text)
    {
        let says = format!("\"{path}\" {stray}. {}", remedy(text));
        return found.error_at(path.clone(), format!("Invalid {}", attribute.name), says);
    }
    if let Some(check) = attribute.all_checks().find(|check| !check.holds(value_here)) {
        return report(attribute, &check, value_here, path, found);
    }
    match (kind, value_here) {
        (Kind::List(of), Value::List(elements)) => {
            for (index, element) in elements.iter().enumerate() {
                self::element(attribute, of, element, &path.at(index), found);
            }
        }
        (Kind::Set(of), Value::Set(set)) => {
            for element in &set.0 {
                self::element(attribute, of, element, path, found);
            }
        }
        (Kind::Object(table), Value::Object(object)) => attributes(table, object, path, found),
        _ => {}
    }
}

fn element(attribute: &Attribute, kind: &Kind, element: &Value, path: &Path, found: &mut Diagnostics) {
    if element.is_null() {
        let name = attribute.name;
        found.error_at(
            path.clone(),
            format!("Null in {name}"),
            format!("No element of \"{name}\" may be null. Leave the element out."),
        );
    } else {
        value(attribute, kind, element, path, found);
    }
}

fn report(attribute: &Attribute, check: &Check, value: &Value, path: &Path, found: &mut Diagnostics) {
    let place = path.to_string();
    let of = if matches!(attribute.kind, Kind::Set(_)) && !matches!(value, Value::Set(_)) {
        format!("Every element of \"{place}\"")
    } else {
        format!("\"{place}\"")
    };
    let is = match value {
        _ if attribute.secret => String::new(),
        Value::String(text) => format!(" \"{text}\" is not."),
        Value::Number(number) => format!(" {} is not.", number.normalized()),
        _ => String::new(),
    };
    let instead = check.instead(value).map(|text| format!(" Write \"{text}\".")).unwrap_or_default();
    found.error_at(
        path.clone(),
        format!("Invalid {}", attribute.name),
        format!("{of} must {}.{is}{instead}", check.says()),
    );
}

/// Attributes that the object's kind demands or does not have.
fn kinds(resource: &Resource, kind: &str, config: &Object, found: &mut Diagnostics) {
    let Some(chosen) = config.get(kind).as_str() else { return };
    // A kind that is none fits no attribute; that it is none is said already.
    if resource.attribute(kind).is_some_and(|attribute| attribute.all_checks().any(|c| !c.holds(config.get(kind)))) {
        return;
    }
    for attribute in resource.attributes.iter().filter(|attribute| attribute.writable()) {
        let (name, path) = (attribute.name, Path::attribute(attribute.name));
        let value = config.get(name);
        if !attribute.fits(config.get(kind)) && !value.is_null() {
            let fitting = options(kind, attribute.only_for);
            found.error_at(
                path,
                format!("{name} does not fit {kind} = \"{chosen}\""),
                format!("Only a {} with {fitting} has \"{name}\". Remove it, or set {fitting}.", resource.noun),
            );
        } else if attribute.required_for.contains(&chosen) && value.is_null() {
            found.error_at(
                path,
                format!("Missing {name}"),
                format!("A {} with {kind} = \"{chosen}\" needs \"{name}\". {}", resource.noun, attribute.doc),
            );
        }
    }
}

fn options(kind: &str, values: &[&str]) -> String {
    values.iter().map(|value| format!("{kind} = \"{value}\"")).collect::<Vec<_>>().join(" or ")
}
