//! Configuration against the table: every error on its attribute's path. Unknown values always pass; core asks again
//! when they are known.

use super::diff::diff;
use super::encode::mask_along;
use super::stray::{remedy, stray, unquoted};
use super::twice::twice;
use super::write_only::{given, two_ways};
use crate::diagnostic::{Diagnostics, Path, is_long, quoted};
use crate::schema::timeouts::TIMEOUTS;
use crate::schema::{Attribute, Check, Kind, Presence, Resource, Secrecy, trio, trios};
use crate::value::{Object, Value};

/// What is wrong with a resource's configuration.
pub fn validate(resource: &Resource, config: &Object) -> Diagnostics {
    let mut found = validate_table(resource.attributes, config);
    if let Value::Object(timeouts) = config.get(TIMEOUTS) {
        check_table(&resource.timeouts(), timeouts, &Path::attribute(TIMEOUTS), &mut found);
    }
    if let Some(kind) = resource.kind {
        kinds(resource, kind, config, &mut found);
    }
    found.extend(given(resource, config));
    found.extend(rules(resource, None, &meant(resource, config)));
    found
}

/// What is at odds in a configuration as Terraform plans with it: that has been validated, and then `ignore_changes` has put
/// what the state has in the place of what is written. What lacks a value is at odds with nothing: no answer may show it.
pub fn at_odds(resource: &Resource, prior: Option<&Object>, config: &Object) -> Diagnostics {
    let mut found = Diagnostics::default();
    // What is as it was before, while the other of two that do not go together is not, was kept.
    let is_kept = |name: &str| prior.is_some_and(|prior| prior.get(name) == config.get(name));
    for (one, other) in two_ways(resource, config) {
        let kept = if is_kept(one.name) { one } else { other };
        let says = format!(
            "\"{}\" and \"{}\" exclude each other, and ignore_changes keeps \"{}\". Take it out of ignore_changes.",
            one.name, other.name, kept.name
        );
        found.error_at(Path::attribute(one.name), format!("Two ways to give the {}", one.name), says);
    }
    if let Some(kind) = resource.kind {
        let is = config.get(kind).as_str().unwrap_or_default();
        for attribute in unfitting(resource, kind, config) {
            let name = attribute.name;
            let says = if is_kept(kind) {
                format!(
                    "ignore_changes keeps {kind} = \"{is}\", and \"{name}\" goes with {} only. Take \"{kind}\" out of \
                     ignore_changes, or remove \"{name}\".",
                    options(kind, attribute.fits.only)
                )
            } else {
                format!(
                    "ignore_changes keeps \"{name}\", and {} with {kind} = \"{is}\" has none. Take it out of \
                     ignore_changes.",
                    resource.one().to_lowercase()
                )
            };
            found.error_at(Path::attribute(name), does_not_fit(name, kind, is), says);
        }
    }
    // One element of a list may be ignored. What is there twice already is nobody's doing here.
    for attribute in resource.attributes.iter().filter(|attribute| prior.is_some() && !is_kept(attribute.name)) {
        let mut repeated = Diagnostics::default();
        twice(attribute, config.get(attribute.name), &Path::attribute(attribute.name), &mut repeated);
        for error in repeated {
            let says = format!("{} ignore_changes keeps a part of it: take that out there.", error.detail);
            found.error_at(error.path, error.summary, says);
        }
    }
    found
}

/// The rules between attributes, over what an object will be. What the vendor lets break one already is no fault of a plan
/// that leaves it as it is.
pub fn rules(resource: &Resource, prior: Option<&Object>, object: &Object) -> Diagnostics {
    let broken = |object: &Object| -> Vec<_> {
        // What does not fit the object's kind has an error of its own.
        let (mut fitting, kind) = (object.clone(), resource.kind_of(object));
        for attribute in resource.attributes.iter().filter(|attribute| !attribute.fits(kind)) {
            fitting.set(attribute.name, Value::Null);
        }
        resource.rules.iter().flat_map(|rule| (rule.broken)(&fitting)).collect()
    };
    let before = prior.map(broken).unwrap_or_default();
    let mut found = Diagnostics::default();
    for (path, says) in broken(object).into_iter().filter(|broken| !before.contains(broken)) {
        found.error_at(path.clone(), format!("Invalid {path}"), says);
    }
    found
}

/// Secrets that an update has to take along and that nobody knows: an import does not learn them, and a configuration need
/// not have them. What the state has of one that is never shown may have been replaced there.
pub fn unknown_secrets(resource: &'static Resource, prior: &Object, planned: &Object, config: &Object) -> Diagnostics {
    let kind = resource.kind_of(planned);
    let causes: Vec<_> = diff(resource, prior, planned).into_iter().map(|change| change.attribute()).collect();
    let mut found = Diagnostics::default();
    for trio in trios(resource.attributes) {
        let secret = trio.secret;
        let taken_along = |cause: &&&Attribute| {
            // What turns out to be there already is not sent.
            let is_known = *planned.get(cause.name) != Value::Unknown;
            cause.sent_with.contains(&secret.name) && is_known && mask_along(secret, cause, prior).is_none()
        };
        let cause = causes.iter().find(taken_along);
        let fits = kind.is_known() && secret.fits(kind);
        let known = trio.is_given(config) || (secret.secrecy == Secrecy::Shown && !planned.get(secret.name).is_null());
        if let (Some(cause), true, false) = (cause, fits, known) {
            found.error_at(
                Path::attribute(secret.name),
                format!("Missing {}", secret.name),
                format!(
                    "A change of \"{}\" is sent together with the {}, which the configuration does not have, and what the \
                     vendor has is not shown. Write {}, and take it out of ignore_changes if it is there.",
                    cause.name,
                    secret.name,
                    trio.either()
                ),
            );
        }
    }
    found
}

/// The configuration with what leaving out means: a documented default, or whatever the vendor chooses.
fn meant(resource: &Resource, config: &Object) -> Object {
    let kind = resource.kind_of(config);
    let value = |attribute: &Attribute| match config.get(attribute.name) {
        Value::Null if !attribute.fits(kind) => Value::Null,
        // It may be given as write-only, or be there already.
        Value::Null if attribute.is_kept() => {
            let write_only = trio(resource.attributes, attribute);
            let given = write_only.map_or(&Value::Null, |trio| config.get(trio.write_only.name));
            if given.is_set() { given.clone() } else { Value::Unknown }
        }
        Value::Null if attribute.is_the_vendors() => Value::Unknown,
        Value::Null => attribute.documented().unwrap_or(Value::Null),
        written => written.clone(),
    };
    resource.attributes.iter().map(|attribute| (attribute.name, value(attribute))).collect()
}

/// What is wrong with the attributes of a table, each taken by itself.
pub fn validate_table(table: &[Attribute], config: &Object) -> Diagnostics {
    let mut found = Diagnostics::default();
    check_table(table, config, &Path::default(), &mut found);
    found
}

fn check_table(table: &[Attribute], config: &Object, path: &Path, found: &mut Diagnostics) {
    for attribute in table {
        let (written, path) = (config.get(attribute.name), path.then(attribute.name));
        // Core sees to it that the line is there, not that it holds something.
        if attribute.presence == Presence::Required && !attribute.is_kept() && written.is_null() {
            found.error_at(
                path.clone(),
                format!("Missing {}", attribute.name),
                format!("\"{path}\" is required, and has no value. {}", attribute.described()),
            );
        } else if attribute.writable() {
            check_value(attribute, &attribute.kind, written, &path, found);
        } else if written.is_set() {
            // Core leaves this to the provider: the value would be planned, and the vendor's would contradict it.
            found.error_at(
                path.clone(),
                format!("{} is read-only", attribute.name),
                format!("\"{path}\" can be read, and not written. Remove the line."),
            );
        }
    }
}

/// Checks a value and what it holds. An error inside a set is put on the set's path, for its elements have none.
fn check_value(attribute: &Attribute, kind: &Kind, value: &Value, path: &Path, found: &mut Diagnostics) {
    // What a vendor would refuse, or take for a part of the secret.
    if let Value::String(text) = value
        && attribute.is_secret()
        && let Some(stray) = stray(text)
    {
        let says = format!("\"{path}\" {stray}. {}", remedy(text));
        return found.error_at(path.clone(), format!("Invalid {path}"), says);
    }
    let before = found.iter().count();
    let mut broken = attribute.all_checks().filter(|check| !check.holds(value));
    if let Some(check) = broken.next() {
        report(attribute, &check, value, path, found);
        // What is wrong with names says nothing of what they stand for.
        if !matches!(value, Value::Object(_)) {
            return;
        }
        broken.for_each(|check| report(attribute, &check, value, path, found));
    }
    match (kind, value) {
        (Kind::List(of), Value::List(elements)) => {
            for (index, element) in elements.iter().enumerate() {
                check_element(attribute, of, element, &path.at(index), found);
            }
        }
        (Kind::Set(of), Value::Set(set)) => {
            for element in &set.0 {
                check_element(attribute, of, element, path, found);
            }
        }
        (Kind::Map(of), Value::Object(members)) => {
            for (name, member) in members.iter() {
                check_element(attribute, of, member, &path.then(name), found);
            }
        }
        (Kind::Objects(of), Value::List(elements)) => {
            for (index, element) in elements.iter().enumerate() {
                let path = path.at(index);
                match element {
                    Value::Null => report_null(attribute, &path, found),
                    Value::Object(object) => check_table(of.attributes, object, &path, found),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    // An element that is wrong is told about first.
    if found.iter().count() == before {
        twice(attribute, value, path, found);
    }
}

fn check_element(attribute: &Attribute, kind: &Kind, element: &Value, path: &Path, found: &mut Diagnostics) {
    if element.is_null() {
        report_null(attribute, path, found)
    } else {
        check_value(attribute, kind, element, path, found)
    }
}

fn report_null(attribute: &Attribute, path: &Path, found: &mut Diagnostics) {
    let name = attribute.name;
    found.error_at(
        path.clone(),
        format!("Null in {name}"),
        format!("No element of \"{name}\" may be null. Leave the element out."),
    );
}

fn report(attribute: &Attribute, check: &Check, value: &Value, path: &Path, found: &mut Diagnostics) {
    let place = path.to_string();
    let (of, one) = if let Check::Names(_) = check {
        (format!("Every name in \"{place}\""), "One is")
    } else if matches!(attribute.kind, Kind::Set(_)) && !matches!(value, Value::Set(_)) {
        (format!("Every element of \"{place}\""), "One is")
    } else {
        (format!("\"{place}\""), "It is")
    };
    let is = match value {
        _ if attribute.is_secret() => String::new(),
        Value::String(text) if attribute.may_hold_secrets() => unquoted(attribute, text),
        Value::String(text) if text.is_empty() => String::new(),
        Value::String(text) => format!(" {one} {}.", quoted(text)),
        Value::Number(number) => format!(" {one} {}.", number.normalized()),
        map => check.odd_names(map).into_iter().map(|name| format!(" {one} {}.", quoted(name))).collect(),
    };
    let instead = advice(attribute, check, value);
    found.error_at(path.clone(), format!("Invalid {path}"), format!("{of} must {}.{is}{instead}", check.says()));
}

/// What to write instead; nothing that would not pass itself, and nothing that nobody would copy out of a message.
fn advice(attribute: &Attribute, check: &Check, value: &Value) -> String {
    // What may hold a secret is not quoted, not even with its fault mended.
    let passes =
        |text: &str| !attribute.may_hold_secrets() && attribute.all_checks().all(|check| check.holds(&text.into()));
    let fitting = check.instead(value).into_iter().filter(|advice| !is_long(&advice.text) && passes(&advice.text));
    let verbs = ["Write"].into_iter().chain(std::iter::repeat("Or write"));
    fitting.zip(verbs).map(|(advice, verb)| format!(" {verb} \"{}\"{}.", advice.text, advice.note)).collect()
}

/// Attributes that the object's kind demands or does not have.
fn kinds(resource: &Resource, kind: &str, config: &Object, found: &mut Diagnostics) {
    let Some(chosen) = config.get(kind).as_str() else { return };
    for attribute in unfitting(resource, kind, config) {
        let (name, fitting) = (attribute.name, options(kind, attribute.fits.only));
        let one = resource.one().to_lowercase();
        found.error_at(
            Path::attribute(name),
            does_not_fit(name, kind, chosen),
            format!("Only {one} with {fitting} has \"{name}\". Remove it, or set {fitting}."),
        );
    }
    for attribute in resource.attributes.iter().filter(|attribute| attribute.writable() && !attribute.is_kept()) {
        let name = attribute.name;
        if attribute.fits.required.contains(&chosen) && config.get(name).is_null() {
            found.error_at(
                Path::attribute(name),
                format!("Missing {name}"),
                format!("{} with {kind} = \"{chosen}\" needs \"{name}\": {}", resource.one(), attribute.described()),
            );
        }
    }
}

/// The attributes that are written and do not fit the object's kind. What is not known yet may turn out to be null; and an
/// invalid kind fits none, of which the error about the kind itself is enough.
fn unfitting<'a>(resource: &'a Resource, kind: &str, config: &'a Object) -> impl Iterator<Item = &'a Attribute> {
    let chosen = config.get(kind);
    let is_valid = resource.attribute(kind).is_none_or(|attribute| attribute.all_checks().all(|c| c.holds(chosen)));
    let all = resource.attributes.iter().filter(move |_| is_valid);
    all.filter(move |a| a.writable() && !a.fits(chosen) && config.get(a.name).is_set())
}

fn does_not_fit(name: &str, kind: &str, chosen: &str) -> String {
    format!("{name} does not fit {kind} = \"{chosen}\"")
}

fn options(kind: &str, values: &[&str]) -> String {
    values.iter().map(|value| format!("{kind} = \"{value}\"")).collect::<Vec<_>>().join(" or ")
}
