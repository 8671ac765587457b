//! Write-only secrets: sent to the vendor, and kept nowhere. A plan has one as unknown if it is to be sent, and as null if
//! not; an apply puts it in while it talks, and the state that comes out has none again.

use serde_json::Value as Json;

use super::decode::decode;
use super::diff::diff;
use super::encode::mask_along;
use super::relations::equal;
use crate::diagnostic::{Diagnostics, Path};
use crate::schema::format::text::and;
use crate::schema::{Attribute, Resource, Trio, trio, trios};
use crate::value::{Object, Value};

/// Whether the object's secret is written only.
fn is_written_only(trio: &Trio, object: &Object) -> bool {
    !object.get(trio.version.name).is_null()
}

/// Plans the secrets that the configuration gives as write-only: sent for a new object and where the version changes.
/// One that moves out of the state and stays what it is is not sent.
pub fn written_only(resource: &Resource, prior: Option<&Object>, config: &Object, planned: &mut Object) {
    // A version that is not known yet may turn out to be null beside a password in the configuration.
    let is_meant = |trio: &Trio| is_written_only(trio, config) && config.get(trio.secret.name).is_null();
    for trio in trios(resource.attributes).filter(is_meant) {
        let moved = |prior: &Object| {
            let (old, new) = (prior.get(trio.secret.name), config.get(trio.write_only.name));
            !is_written_only(&trio, prior) && old.is_set() && equal(trio.secret, old, new)
        };
        let version = |object: &Object| object.get(trio.version.name).clone();
        let stays = prior.is_some_and(|prior| equal(trio.version, &version(prior), &version(config)) || moved(prior));
        planned.set(trio.secret.name, if stays { Value::Null } else { Value::Unknown });
    }
}

/// The plan with the write-only secrets in it that an apply sends: those that are planned to be, and those that the vendor
/// takes only along with another change. A configuration that changed between plan and apply counts as it is now. What it
/// gives, in either way, stands under the write-only name, for the call that takes the whole object.
pub fn armed(resource: &'static Resource, prior: Option<&Object>, planned: &Object, config: &Object) -> Object {
    let mut armed = planned.clone();
    for trio in trios(resource.attributes) {
        let (name, given) = (trio.secret.name, config.get(trio.write_only.name));
        if !is_written_only(&trio, planned) {
            armed.set(trio.write_only.name, config.get(name).clone());
            continue;
        }
        armed.set(trio.write_only.name, given.clone());
        let old = prior.map_or(&Value::Null, |prior| prior.get(name));
        let along = prior.is_some_and(|prior| {
            let takes =
                |cause: &Attribute| cause.sent_with.contains(&name) && mask_along(trio.secret, cause, prior).is_none();
            diff(resource, prior, planned).iter().any(|change| takes(change.attribute()))
        });
        let another = old.is_set() && given.is_set() && !equal(trio.secret, old, given);
        if *planned.get(name) == Value::Unknown || along || another {
            armed.set(name, given.clone());
        }
    }
    armed
}

/// The state without the secrets that are written only.
pub fn disarmed(resource: &Resource, mut state: Object) -> Object {
    for trio in trios(resource.attributes) {
        state.set(trio.write_only.name, Value::Null);
        if is_written_only(&trio, &state) {
            state.set(trio.secret.name, Value::Null);
        }
    }
    state
}

/// Whether what the vendor shows of an attribute is not to be looked at: a secret that is written only, and not now; or one
/// that an update leaves as it is, and the state does not have.
pub fn looked_away(resource: &Resource, attribute: &Attribute, base: &Object, before: Option<&Object>) -> bool {
    base.get(attribute.name).is_null()
        && attribute.is_kept()
        && trio(resource.attributes, attribute).is_some_and(|trio| before.is_some() || is_written_only(&trio, base))
}

/// A state as a look found it, without the secrets that the state before does not have and nobody has asked for: once one
/// was written only, or was left out, it is the vendor's to keep. Those of an import are asked for.
pub fn without_unasked_secrets(resource: &Resource, prior: &Object, mut found: Object) -> Object {
    for trio in trios(resource.attributes).filter(|trio| trio.secret.is_kept()) {
        if prior.get(trio.secret.name).is_null() {
            found.set(trio.secret.name, Value::Null);
        }
    }
    found
}

/// Whether the vendor takes an attribute only along with a secret that neither the configuration nor the state has.
pub fn lacks_secret(resource: &Resource, attribute: &Attribute, prior: &Object, config: &Object) -> bool {
    trios(resource.attributes).any(|trio| {
        let takes = attribute.sent_with.contains(&trio.secret.name);
        takes && !trio.is_given(config) && prior.get(trio.secret.name).is_null()
    })
}

/// Has a state hold what an answer shows of a secret that was sent with a change of which nobody knows whether it was made. Of
/// one that the answer does not show, nobody knows which it is: the next plan sends it, whatever the configuration has by then.
/// Returns whether the vendor has taken it, if the answer shows that.
pub fn doubted(
    resource: &Resource,
    attribute: &Attribute,
    answer: Option<&Json>,
    [prior, planned]: [&Object; 2],
    state: &mut Object,
) -> Option<bool> {
    let trio = trio(resource.attributes, attribute)?;
    let mut forgotten = prior.clone();
    for attribute in [trio.secret, trio.version] {
        forgotten.set(attribute.name, Value::Null);
    }
    let there = answer
        .map_or(Value::Null, |answer| decode(resource, answer, &forgotten, None).state.get(trio.secret.name).clone());
    let is_shown = there.is_set();
    let was_taken = is_shown && equal(trio.secret, &there, planned.get(trio.secret.name));
    let is_kept_nowhere = [prior, planned].iter().any(|object| is_written_only(&trio, object));
    let version = |object: &Object| object.get(trio.version.name).clone();
    let (secret, version) = match was_taken {
        true => (there, version(planned)),
        false if is_kept_nowhere => (Value::Null, if is_shown { version(prior) } else { Value::Null }),
        false => (there, Value::Null),
    };
    state.set(trio.secret.name, secret);
    state.set(trio.version.name, version);
    is_shown.then_some(was_taken)
}

/// What is wrong with how the secrets of a configuration are given. What is not known yet may turn out to be null.
pub fn given(resource: &Resource, config: &Object) -> Diagnostics {
    let mut found = Diagnostics::default();
    for Trio { secret, write_only, version } in trios(resource.attributes) {
        let is_given = |attribute: &Attribute| config.get(attribute.name).is_set();
        let is_left_out = |attribute: &Attribute| config.get(attribute.name).is_null();
        let mut wrong = |attribute: &Attribute, summary: String, says: String| {
            found.error_at(Path::attribute(attribute.name), summary, says);
        };
        if is_given(secret) && is_given(write_only) {
            wrong(
                write_only,
                format!("Two ways to give the {}", secret.name),
                format!("Write either \"{}\" or \"{}\", not both.", secret.name, write_only.name),
            );
        }
        if is_given(write_only) && is_left_out(version) {
            wrong(
                write_only,
                format!("Missing {}", version.name),
                format!(
                    "\"{}\" needs \"{}\": nothing else can say that a write-only value has changed. Begin with 1.",
                    write_only.name, version.name
                ),
            );
        }
        if is_given(version) && is_left_out(write_only) {
            wrong(
                version,
                format!("{} without {}", version.name, write_only.name),
                format!(
                    "\"{}\" says which \"{}\" was sent last, and there is none. Write it too, or remove both.",
                    version.name, write_only.name
                ),
            );
        }
    }
    found
}

/// Every secret that is planned in two ways at once, with its version: `ignore_changes` puts what the state has of one beside
/// what a configuration gives of the other, after that was validated.
pub fn two_ways(
    resource: &Resource,
    config: &Object,
) -> impl Iterator<Item = (&'static Attribute, &'static Attribute)> {
    let is_given = |attribute: &Attribute| config.get(attribute.name).is_set();
    let twice = move |trio: &Trio| is_given(trio.secret) && (is_given(trio.write_only) || is_given(trio.version));
    trios(resource.attributes).filter(twice).map(|trio| (trio.secret, trio.version))
}

/// An error for every write-only value, for a CLI that would keep it.
pub fn write_only_refused(resource: &Resource, config: &Object) -> Diagnostics {
    let mut found = Diagnostics::default();
    for Trio { secret, write_only, .. } in trios(resource.attributes) {
        if !config.get(write_only.name).is_null() {
            found.error_at(
                Path::attribute(write_only.name),
                format!("{} needs a newer CLI", write_only.name),
                format!(
                    "Write-only arguments are known to Terraform since 1.11 and to OpenTofu since 1.11; this one would \
                     keep the value in its state. Use a newer one, or write \"{}\".",
                    secret.name
                ),
            );
        }
    }
    found
}

/// What a new object lacks of secrets. `had` are those of the object that it replaces, if it replaces one, and `because` are the
/// attributes whose change makes it do so, where that is known.
pub fn missing_secrets(
    resource: &Resource,
    config: &Object,
    had: impl Fn(&str) -> bool,
    because: &[Path],
) -> Diagnostics {
    let kind = resource.kind_of(config);
    let mut found = Diagnostics::default();
    for trio in trios(resource.attributes).filter(|trio| !trio.is_given(config)) {
        let (Attribute { name, user, .. }, noun) = (trio.secret, resource.noun);
        let has_user =
            user.is_none_or(|user| !matches!(config.get(user).as_str(), Some("")) && !config.get(user).is_null());
        let says = if trio.needed(kind.as_str()) && !because.is_empty() {
            let changes = and(&because.iter().map(|path| format!("\"{path}\"")).collect::<Vec<_>>());
            let verb = if because.len() == 1 { "changes" } else { "change" };
            format!("The {noun} is replaced, because {changes} {verb}, and a new one needs {}.", trio.either())
        } else if trio.needed(kind.as_str()) {
            format!(
                "A new {noun} needs {}. {} One that exists already keeps what it has.",
                trio.either(),
                trio.secret.described()
            )
        } else if had(name) && has_user && trio.secret.fits(kind) {
            let none = match trio.secret.is_emptied_by_text() {
                true => format!(" {name} = \"\" makes one without."),
                false => String::new(),
            };
            format!(
                "The {noun} that is replaced has a {name}, which the configuration does not have, and a new one would be made \
                 without. Write {}.{none}",
                trio.either()
            )
        } else {
            continue;
        };
        found.error_at(Path::attribute(name), format!("Missing {name}"), says);
    }
    found
}
