//! What an apply would do: which values are known before, and whether it takes a new object.

use super::decode::{nothing, project};
use super::diff::diff;
use super::meaning::{Twins, json};
use super::relations::{confirms, equal, is_default, is_nothing, member, satisfies};
use super::write_only::written_only;
use crate::diagnostic::Path;
use crate::schema::{Attribute, Codec, Kind, Life, Order, Place, Presence, Resource};
use crate::value::{Object, Value};

/// What a plan starts from.
#[derive(Clone, Copy)]
pub struct Prior<'a> {
    /// The object's state.
    pub state: &'a Object,
    /// Whether it was imported: what is not in the state may be there all the same. Of an object that was made here, what its
    /// create did not send is not there.
    pub adopted: bool,
}

/// A plan for one object.
pub struct Planned {
    /// Every attribute after the apply, unknown where only the apply can tell.
    pub state: Object,
    /// Attributes whose change takes a new object.
    pub requires_replace: Vec<Path>,
}

/// Plans from the prior state (`None`: create) to the configuration. `address` gives what the provider block says for
/// an address attribute that the configuration leaves out.
pub fn plan(resource: &Resource, prior: Option<Prior>, config: &Object, address: impl Fn(&str) -> Value) -> Planned {
    let before = prior.map(|prior| prior.state);
    let kind = resource.kind_of(config);
    let mut state = Object::default();
    for attribute in resource.attributes {
        let value = match attribute.place {
            _ if !attribute.fits(kind) => config.get(attribute.name).clone(),
            Place::Address => match chosen(resource, attribute, prior, config) {
                // Whether an existing object is at the setting's address, only a read can tell.
                Value::Null if prior.is_none() => address(attribute.name),
                value => value,
            },
            Place::WriteOnly(_) => Value::Null,
            Place::Body(_) | Place::Row(_) | Place::Version(_) => chosen(resource, attribute, prior, config),
        };
        // Of another kind it would be null, and a value that is planned may not change when the kind is known.
        let may_not_fit = !kind.is_known() && attribute.is_for_some_kinds() && config.get(attribute.name).is_null();
        let value = if may_not_fit && !value.is_null() { Value::Unknown } else { value };
        state.set(attribute.name, value);
    }
    written_only(resource, before, config, &mut state);
    let Some(prior) = prior else { return Planned { state, requires_replace: vec![] } };
    if !diff(resource, prior.state, &state).is_empty() {
        for attribute in resource.attributes.iter().filter(|a| !a.writable() && a.life != Life::Stable) {
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

/// The attributes that can be as the user writes them and look otherwise: lists whose order is the user's, and free-form
/// JSON, which may have more names there.
pub fn arranged(resource: &Resource) -> impl Iterator<Item = &'static Attribute> + use<> {
    let is_arranged = |attribute: &&Attribute| match attribute.kind {
        Kind::Objects(elements) => elements.order == Order::Users,
        _ => attribute.codec == Codec::Json,
    };
    resource.attributes.iter().filter(is_arranged)
}

/// A state as the configuration sees it, of which nobody has written some attributes yet.
pub fn seen_through(
    resource: &Resource,
    config: &Object,
    there: &Object,
    is_unwritten: impl Fn(&Attribute) -> bool,
) -> Object {
    let mut seen = there.clone();
    for attribute in arranged(resource).filter(|attribute| is_unwritten(attribute)) {
        seen.set(attribute.name, as_written(attribute, config.get(attribute.name), there.get(attribute.name)));
    }
    seen
}

/// A value that nobody has written yet, as it would be written. Of JSON, only the names that the configuration has: what only
/// the vendor has is kept by not asking for it. Of a list, the order of the configuration: the vendor's says nothing.
fn as_written(attribute: &Attribute, written: &Value, there: &Value) -> Value {
    if let Kind::Objects(elements) = attribute.kind {
        let mut twins = Twins::among(elements, there.elements());
        let mut rest: Vec<Option<&Value>> = there.elements().iter().map(Some).collect();
        let sorted = written.elements().iter().filter_map(|element| rest[twins.take(element)?].take());
        let sorted: Vec<_> = sorted.collect();
        return match sorted.is_empty() {
            true => there.clone(),
            false => Value::List(sorted.into_iter().chain(rest.into_iter().flatten()).cloned().collect()),
        };
    }
    let parse = |value: &Value| value.as_str().and_then(json);
    match (parse(written), parse(there)) {
        (Some(written), Some(json)) => Value::String(project(&json, &written).to_string()),
        _ => there.clone(),
    }
}

/// The planned object without unknown values, now that `there` shows them: a value of the vendor's that confirms a planned
/// one which was unknown, wholly or in part, is taken as it is.
pub fn aimed(resource: &Resource, planned: &Object, there: &Object) -> Object {
    let value = |attribute: &Attribute| {
        let (wanted, there) = (planned.get(attribute.name), there.get(attribute.name));
        // A known value keeps its spelling: core accepts no other.
        match !wanted.is_known() && confirms(attribute, there, wanted) {
            true => there.clone(),
            false => told(attribute, wanted, there),
        }
    };
    resource.attributes.iter().map(|attribute| (attribute.name, value(attribute))).collect()
}

/// A wanted value, with what is unknown in it taken from the same elements as they are there.
fn told(attribute: &Attribute, wanted: &Value, there: &Value) -> Value {
    match (&attribute.kind, wanted) {
        (_, Value::Unknown) => there.clone(),
        (Kind::Objects(elements), Value::List(list)) => {
            let twins = Twins::among(elements, there.elements());
            let element = |element: &Value| {
                let twin = twins.place(element).and_then(|place| there.elements()[place].as_object());
                let value = |attribute: &Attribute| {
                    let there = twin.map_or(&Value::Null, |twin| twin.get(attribute.name));
                    let wanted = element.as_object().map_or(&Value::Null, |object| object.get(attribute.name));
                    told(attribute, wanted, there)
                };
                Value::Object(elements.attributes.iter().map(|attribute| (attribute.name, value(attribute))).collect())
            };
            Value::List(list.iter().map(element).collect())
        }
        _ => wanted.clone().settled(),
    }
}

/// Whether a change takes a new object. Naming late what was never told changes nothing there, unless it surely is not there.
fn replaced(attribute: &Attribute, prior: Prior, planned: &Object) -> bool {
    let (old, new) = (prior.state.get(attribute.name), planned.get(attribute.name));
    match attribute.life {
        Life::Fixed if never_told(attribute, old) => {
            may_be_unsent(attribute) && !prior.adopted && ![Value::Null, nothing(attribute)].contains(new)
        }
        Life::Fixed => !equal(attribute, old, new),
        Life::FixedOnceThere => old.is_set() && new.is_null(),
        Life::Free | Life::Stable | Life::AfterCreate | Life::WithAll => false,
    }
}

/// Whether a fixed attribute was never told by the vendor: null in the state means that, unless the vendor has a way to say
/// "nothing", for then null means that.
fn never_told(attribute: &Attribute, old: &Value) -> bool {
    attribute.life == Life::Fixed && old.is_null() && attribute.cleared_by.is_empty()
}

/// Whether an imported object keeps what it has of an attribute that the configuration leaves out, for a documented default is
/// for new objects: what no update can change, and what no answer has shown, which may be anything there.
fn stays_as_found(resource: &Resource, attribute: &Attribute, prior: Option<Prior>) -> bool {
    let found = prior.filter(|prior| prior.adopted);
    found.is_some_and(|found| attribute.life == Life::Fixed || is_untold(resource, attribute, found.state))
}

/// Whether no answer has shown an attribute of which every object of its kind has a value.
pub fn is_untold(resource: &Resource, attribute: &Attribute, state: &Object) -> bool {
    attribute.has_default() && attribute.fits(resource.kind_of(state)) && state.get(attribute.name).is_null()
}

/// Whether a create may leave the attribute out. What is required or has a documented default is always sent, and an address
/// is where a call goes.
fn may_be_unsent(attribute: &Attribute) -> bool {
    let left_out = matches!(attribute.presence, Presence::Optional | Presence::VendorDefault);
    left_out && matches!(attribute.place, Place::Body(_))
}

/// The configuration's value, in the prior state's spelling if that satisfies it; else what is wanted of an attribute
/// that the configuration leaves out.
fn chosen(resource: &Resource, attribute: &Attribute, prior: Option<Prior>, config: &Object) -> Value {
    let written = config.get(attribute.name);
    let old = prior.map(|prior| prior.state.get(attribute.name));
    match (old, attribute.presence) {
        (Some(old), _) if !written.is_null() && !old.is_null() && satisfies(attribute, old, written) => old.clone(),
        _ if !written.is_null() => filled(attribute, written, old),
        (Some(old), _) if attribute.is_kept() => old.clone(),
        (Some(old), Presence::Optional) if is_nothing(attribute, old) => old.clone(),
        (_, Presence::Required | Presence::Optional) => Value::Null,
        // The documented default is older than a newer word, and may be less: of an encryption, say.
        (Some(old), Presence::Default(_))
            if never_told(attribute, old) || stays_as_found(resource, attribute, prior) || attribute.is_newer(old) =>
        {
            old.clone()
        }
        (Some(old), Presence::Default(_)) if is_default(attribute, old) => old.clone(),
        (_, Presence::Default(default)) => default.value(),
        (Some(old), _) => old.clone(),
        (None, _) if attribute.place == Place::Address => Value::Null,
        (None, _) => Value::Unknown,
    }
}

/// A written value with what the configuration leaves out of nested objects: the documented default, or what the same
/// element had before.
pub fn filled(attribute: &Attribute, written: &Value, old: Option<&Value>) -> Value {
    let (Kind::Objects(elements), Value::List(written)) = (&attribute.kind, written) else { return written.clone() };
    let olds = old.map_or(&[][..], Value::elements);
    let twins = Twins::among(elements, olds);
    let element = |element: &Value| {
        let Some(object) = element.as_object() else { return element.clone() };
        let before = twins.place(element).and_then(|place| olds[place].as_object());
        let value = |attribute: &Attribute| {
            let before = before.map(|before| before.get(attribute.name));
            match object.get(attribute.name) {
                Value::Null if attribute.is_the_vendors() => before.cloned().unwrap_or(Value::Unknown),
                Value::Null => member(attribute, object).into_owned(),
                written => filled(attribute, written, before),
            }
        };
        Value::Object(elements.attributes.iter().map(|attribute| (attribute.name, value(attribute))).collect())
    };
    Value::List(written.iter().map(element).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Literal, string};

    #[test]
    fn what_was_made_without_a_fixed_attribute_lacks_it_and_an_address_is_no_part_of_it() {
        let chosen = string("name", "Name.").vendor_default().replaces();
        let always_sent = string("name", "Name.").default(Literal::String("main")).replaces();
        let required = string("name", "Name.").required().replaces();
        let address = string("name", "Name.").vendor_default().address().replaces();
        let taken = |attribute: &Attribute, adopted: bool, old: Value, new: Value| {
            let [state, planned]: [Object; 2] = [old, new].map(|value| [("name", value)].into_iter().collect());
            replaced(attribute, Prior { state: &state, adopted }, &planned)
        };
        for (attribute, made_here) in [(chosen, true), (always_sent, false), (required, false), (address, false)] {
            for new in ["front desk".into(), Value::Unknown] {
                assert_eq!(taken(&attribute, false, Value::Null, new.clone()), made_here, "{attribute:?}: {new:?}");
                assert!(!taken(&attribute, true, Value::Null, new), "{attribute:?}");
            }
            for adopted in [true, false] {
                assert!(taken(&attribute, adopted, "".into(), "front desk".into()), "the vendor says that it has none");
                assert!(!taken(&attribute, adopted, Value::Null, Value::Null));
            }
        }
        assert!(!taken(&chosen, false, Value::Null, "".into()), "it was made with none");
    }
}
