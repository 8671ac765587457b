//! What the vendor holds after an apply, against what was asked for.

use super::same::same;
use crate::diagnostic::{Diagnostics, Path};
use crate::schema::{Attribute, Presence, Resource, Vendor};
use crate::value::{Object, Value};

/// Compares the state that the vendor shows with the plan. Where the user asked for something else than is there, the
/// state keeps what is there and an error says so. Where the user asked for nothing, the state keeps the planned value,
/// which core insists on; the next refresh shows the difference.
pub fn verify(
    vendor: &Vendor,
    resource: &Resource,
    config: &Object,
    planned: &Object,
    mut state: Object,
) -> (Object, Diagnostics) {
    let mut found = Diagnostics::default();
    for attribute in resource.attributes {
        let (wanted, there) = (planned.get(attribute.name), state.get(attribute.name));
        // Parts of a list that only the vendor could tell are in the state as it told them.
        if *wanted == Value::Unknown || wanted == there || (!wanted.is_known() && same(attribute, wanted, there)) {
            continue;
        }
        if asked_for(attribute, config) {
            let (wanted, there) = (show(attribute, wanted), show(attribute, there));
            found.error_at(
                Path::attribute(attribute.name),
                format!("{} did not take {}", vendor.title, attribute.name),
                format!(
                    "{} answered that all is well, but \"{}\" is {there} there and not {wanted}. The state holds what is \
                     there; another apply tries again.",
                    vendor.title, attribute.name
                ),
            );
        } else {
            state.set(attribute.name, wanted.clone());
        }
    }
    (state, found)
}

fn asked_for(attribute: &Attribute, config: &Object) -> bool {
    attribute.writable() && (!config.get(attribute.name).is_null() || attribute.presence == Presence::Optional)
}

fn show(attribute: &Attribute, value: &Value) -> String {
    match value {
        _ if attribute.secret => "(secret)".into(),
        Value::Null => "empty".into(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.normalized().to_string(),
        Value::String(text) => format!("\"{text}\""),
        Value::List(elements) => list(attribute, elements),
        Value::Set(set) => list(attribute, &set.0),
        _ => "something else".into(),
    }
}

fn list(attribute: &Attribute, elements: &[Value]) -> String {
    format!("[{}]", elements.iter().map(|element| show(attribute, element)).collect::<Vec<_>>().join(", "))
}
