//! Configuration against the table: every error on its attribute's path. Unknown values always pass; core asks again
//! when they are known.

use crate::diagnostic::{Diagnostics, Path};
use crate::schema::{Attribute, Check, Kind, Presence, Resource, Vendor};
use crate::value::{Object, Value};

/// What is wrong with a resource's configuration.
pub fn validate(resource: &Resource, config: &Object) -> Diagnostics {
    let mut found = Diagnostics::default();
    attributes(resource.attributes, config, &Path::default(), &mut found);
    if let Some(kind) = resource.kind {
        kinds(resource, kind, config, &mut found);
    }
    for (path, says) in resource.rules.iter().flat_map(|rule| (rule.broken)(config)) {
        found.error_at(path.clone(), format!("Invalid {path}"), says);
    }
    found
}

/// What is wrong with the provider block of one vendor.
pub fn validate_settings(vendor: &Vendor, settings: &[Attribute], config: &Object) -> Diagnostics {
    let mut found = Diagnostics::default();
    attributes(settings, config, &Path::attribute(vendor.name), &mut found);
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
    let before = found.iter().count();
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
        (Kind::Objects(of), Value::List(elements)) => {
            for (index, element) in elements.iter().enumerate() {
                let path = path.at(index);
                match element {
                    Value::Null => null(attribute, &path, found),
                    Value::Object(object) => attributes(of.attributes, object, &path, found),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    // An element that is wrong is told about first.
    if found.iter().count() == before {
        twice(attribute, kind, value_here, path, found);
    }
}

/// Elements that mean the same. No vendor's page says what a second one would do.
fn twice(attribute: &Attribute, kind: &Kind, value: &Value, path: &Path, found: &mut Diagnostics) {
    let (Kind::List(of) | Kind::Set(of)) = kind else { return };
    let elements = value.elements();
    let identities: Vec<_> = elements.iter().map(|element| identity(attribute, of, element)).collect();
    for (second, known) in identities.iter().enumerate() {
        let first = identities[..second].iter().position(|other| known.is_some() && other == known);
        let Some(first) = first else { continue };
        let [one, two] = [first, second].map(|index| described(of, &elements[index]));
        let (path, says) = match value {
            Value::Set(_) => (path.clone(), format!("\"{path}\" holds {one} and {two}, which are the same.")),
            _ => {
                let [first, second] = [first, second].map(|index| path.at(index));
                let says = format!("\"{second}\" ({two}) is the same as \"{first}\" ({one}).");
                (second, says)
            }
        };
        let name = attribute.name;
        found.error_at(path, format!("Twice the same in {name}"), format!("{says} Remove one of them."));
    }
}

/// What tells an element from the others: its canonical spelling, or that of its keys. `None` while it is not known.
fn identity(attribute: &Attribute, kind: &Kind, element: &Value) -> Option<Value> {
    match (kind, element) {
        (_, element) if !element.is_known() && !matches!(kind, Kind::Object(_)) => None,
        (Kind::String, Value::String(text)) => Some(Value::String(attribute.spell(text))),
        (Kind::Object(table), Value::Object(object)) => {
            let members = keys(table).map(|key| Some((key.name, identity(key, &key.kind, &written(key, object))?)));
            members.collect::<Option<Object>>().map(Value::Object)
        }
        (_, element) => Some(element.clone()),
    }
}

/// The members that tell an element from the others: the keys, or all where there are none.
fn keys(table: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    let keyed = table.iter().any(|attribute| attribute.key);
    table.iter().filter(move |attribute| attribute.key || !keyed)
}

/// The member as it is written, or its default.
fn written(attribute: &Attribute, object: &Object) -> Value {
    match (object.get(attribute.name), attribute.presence) {
        (Value::Null, Presence::Default(default)) => default.value(),
        (written, _) => written.clone(),
    }
}

/// The element in an error's words: its text, or its keys.
fn described(kind: &Kind, element: &Value) -> String {
    match (kind, element) {
        (Kind::Object(table), Value::Object(object)) => keys(table)
            .map(|key| (key, written(key, object)))
            .filter(|(key, value)| !key.secret && value.is_set())
            .map(|(key, value)| format!("{} {}", key.name, described(&key.kind, &value)))
            .collect::<Vec<_>>()
            .join(", "),
        (_, Value::String(text)) => format!("\"{text}\""),
        (_, Value::Number(number)) => number.normalized().to_string(),
        (_, Value::Bool(flag)) => flag.to_string(),
        _ => "a whole list".into(),
    }
}

fn element(attribute: &Attribute, kind: &Kind, element: &Value, path: &Path, found: &mut Diagnostics) {
    if element.is_null() { null(attribute, path, found) } else { value(attribute, kind, element, path, found) }
}

fn null(attribute: &Attribute, path: &Path, found: &mut Diagnostics) {
    let name = attribute.name;
    found.error_at(
        path.clone(),
        format!("Null in {name}"),
        format!("No element of \"{name}\" may be null. Leave the element out."),
    );
}

fn report(attribute: &Attribute, check: &Check, value: &Value, path: &Path, found: &mut Diagnostics) {
    let place = path.to_string();
    let of = if matches!(attribute.kind, Kind::Set(_)) && !matches!(value, Value::Set(_)) {
        format!("Every element of \"{place}\"")
    } else {
        format!("\"{place}\"")
    };
    let is = match value {
        _ if attribute.is_secret() => String::new(),
        Value::String(text) => format!(" \"{text}\" is not."),
        Value::Number(number) => format!(" {} is not.", number.normalized()),
        _ => String::new(),
    };
    let instead = advice(attribute, check, value);
    found.error_at(
        path.clone(),
        format!("Invalid {}", attribute.name),
        format!("{of} must {}.{is}{instead}", check.says()),
    );
}

/// What to write instead; nothing that would not pass itself.
fn advice(attribute: &Attribute, check: &Check, value: &Value) -> String {
    let passes = |text: &str| attribute.all_checks().all(|check| check.holds(&text.into()));
    let fitting = check.instead(value).into_iter().filter(|advice| passes(&advice.text));
    let verbs = ["Write"].into_iter().chain(std::iter::repeat("Or write"));
    fitting.zip(verbs).map(|(advice, verb)| format!(" {verb} \"{}\"{}.", advice.text, advice.note)).collect()
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
            let fitting = options(kind, attribute.fits.only);
            found.error_at(
                path,
                format!("{name} does not fit {kind} = \"{chosen}\""),
                format!("Only a {} with {fitting} has \"{name}\". Remove it, or set {fitting}.", resource.noun),
            );
        } else if attribute.fits.required.contains(&chosen) && value.is_null() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Literal, integer, list, set, string};
    use crate::value::Set;

    const GATEWAY: &[Attribute] = &[
        string("host", "Host.").required().key().canonical(str::to_ascii_lowercase),
        integer("port", "Port.").default(Literal::Integer(5060)).key(),
        string("label", "Label."),
    ];
    const GATEWAYS: Attribute = list("gateways", "Gateways.", &Kind::Object(GATEWAY));
    const CODECS: Attribute = list("codecs", "Codecs.", &Kind::String);
    const BLOCKS: Attribute = set("blocks", "Blocks.", &Kind::String).canonical(str::to_ascii_lowercase);
    const RANKS: Attribute = list("ranks", "Ranks.", &Kind::Integer);

    fn errors(attribute: Attribute, value: Value) -> Vec<String> {
        let mut found = Diagnostics::default();
        let config = [(attribute.name, value)].into_iter().collect();
        attributes(&[attribute], &config, &Path::default(), &mut found);
        found.iter().map(|diagnostic| format!("{}: {}", diagnostic.path, diagnostic.detail)).collect()
    }

    fn gateway(host: Value, port: Value) -> Value {
        Value::Object([("host", host), ("port", port), ("label", "x".into())].into_iter().collect())
    }

    #[test]
    fn a_text_is_in_a_list_once() {
        let codecs = |texts: &[&str]| Value::List(texts.iter().map(|&text| text.into()).collect());
        assert_eq!(errors(CODECS, codecs(&["ulaw", "alaw", "ULAW"])), [""; 0]);
        assert_eq!(
            errors(CODECS, codecs(&["ulaw", "alaw", "ulaw"])),
            ["codecs[2]: \"codecs[2]\" (\"ulaw\") is the same as \"codecs[0]\" (\"ulaw\"). Remove one of them."]
        );
        let two = |number: i64| Value::List(vec![number.into(), 7.into()]);
        assert_eq!((errors(RANKS, two(1)).len(), errors(RANKS, two(7)).len()), (0, 1));
    }

    #[test]
    fn spellings_of_one_text_are_in_a_set_once() {
        let set = Value::Set(Set(vec!["a".into(), "b".into(), "A".into(), Value::Unknown, Value::Unknown]));
        assert_eq!(
            errors(BLOCKS, set),
            ["blocks: \"blocks\" holds \"a\" and \"A\", which are the same. Remove one of them."]
        );
    }

    #[test]
    fn objects_are_told_apart_by_their_keys_and_what_they_mean_when_left_out() {
        let list = |elements: [Value; 2]| Value::List(elements.into());
        let same = list([gateway("a.example".into(), Value::Null), gateway("A.example".into(), 5060.into())]);
        assert_eq!(
            errors(GATEWAYS, same),
            ["gateways[1]: \"gateways[1]\" (host \"A.example\", port 5060) is the same as \"gateways[0]\" (host \
              \"a.example\", port 5060). Remove one of them."]
        );
        for port in [5061.into(), Value::Unknown] {
            let other = list([gateway("a.example".into(), Value::Null), gateway("a.example".into(), port)]);
            assert_eq!(errors(GATEWAYS, other), [""; 0]);
        }
    }

    #[test]
    fn what_is_null_is_told_about_alone() {
        let nulls = Value::List(vec![Value::Null, Value::Null]);
        assert_eq!(errors(CODECS, nulls).len(), 2);
    }
}
