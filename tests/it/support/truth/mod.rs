//! The one invariant: what Terraform's state holds, secrets included, is what the vendor holds.

mod held;
mod spelling;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value as Json};

use self::held::{Form, Held, SUBJECTS, Subject};
use self::spelling::{holds, of_state, of_vendor, text};
use super::sandbox::Sandbox;

/// Where the state and a vendor part.
#[derive(Debug, PartialEq)]
pub struct Lie {
    /// The resource, by `type.name`, and its id; for an object that no state has, its type and id.
    pub subject: String,
    /// The attribute; empty for the object as a whole.
    pub attribute: String,
    says: String,
}

impl Lie {
    /// About an object that a command has made, or let go of, and that is in no state.
    pub fn forgotten((kind, id): &(&'static str, String)) -> Self {
        let says = "the vendor holds it, and the state lost it or never had it".to_owned();
        Self { subject: format!("{kind} ({id})"), attribute: String::new(), says }
    }

    /// Whether it is about an object that no state has.
    pub fn is_forgotten(&self) -> bool {
        !self.subject.contains('.')
    }

    /// Whether a warning says so: it names the resource and the attribute.
    pub fn is_told_by(&self, warning: &str) -> bool {
        self.is_about(warning) && warning.contains(&self.attribute)
    }

    /// Whether a warning names the resource.
    pub fn is_about(&self, warning: &str) -> bool {
        let address = self.subject.split(' ').next().unwrap_or_default();
        warning.contains(address)
    }
}

impl fmt::Display for Lie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.subject)?;
        if !self.attribute.is_empty() {
            write!(f, ".{}", self.attribute)?;
        }
        write!(f, ": {}", self.says)
    }
}

/// What the vendors hold, kind by kind.
#[derive(Default)]
pub struct Truth(Vec<(&'static str, Vec<Json>)>);

impl Truth {
    /// What the vendors of a sandbox hold now.
    pub async fn of(sandbox: &Sandbox) -> Self {
        let mut kinds = vec![];
        for Subject { kind, vendor, objects, .. } in SUBJECTS {
            let held = sandbox.objects(vendor).await;
            kinds.push((*kind, held.iter().flat_map(objects).collect()));
        }
        Self(kinds)
    }

    /// Everything in which the state parts from this.
    pub fn lies_of(&self, state: &Json) -> Vec<Lie> {
        let mut lies = vec![];
        for (address, kind, attributes) in instances(state) {
            let Some(subject) = SUBJECTS.iter().find(|subject| subject.kind == kind) else { continue };
            let id = text(&attributes["id"]);
            let named = format!("{address} ({id})");
            match self.object(subject, &id) {
                Some(object) => lies.extend(compare(&named, subject, &attributes, object)),
                None => lies.push(Lie {
                    subject: named,
                    attribute: String::new(),
                    says: format!("{} holds no such object", subject.vendor),
                }),
            }
        }
        lies
    }

    /// The kind and id of every object that no instance in the state is.
    pub fn unknown_to(&self, state: &Json) -> BTreeSet<(&'static str, String)> {
        let known: BTreeSet<(String, String)> =
            instances(state).into_iter().map(|(_, kind, attributes)| (kind, text(&attributes["id"]))).collect();
        let all = SUBJECTS.iter().flat_map(|subject| self.ids(subject).map(|id| (subject.kind, id)));
        all.filter(|(kind, id)| !known.contains(&((*kind).to_owned(), id.clone()))).collect()
    }

    /// Every object: its kind, its id and what the vendor holds.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, String, &Json)> {
        SUBJECTS.iter().flat_map(|subject| {
            self.objects(subject.kind).iter().map(|object| (subject.kind, subject.id(object), object))
        })
    }

    fn ids(&self, subject: &Subject) -> impl Iterator<Item = String> {
        // A system's own trunk belongs to nobody.
        let all = self.objects(subject.kind).iter().filter(|object| object["isSystem"] != true);
        all.map(|object| subject.id(object))
    }

    fn object(&self, subject: &Subject, id: &str) -> Option<&Json> {
        self.objects(subject.kind).iter().find(|object| subject.id(object).eq_ignore_ascii_case(id))
    }

    fn objects(&self, kind: &str) -> &[Json] {
        self.0.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, objects)| objects)
    }
}

/// Address, type and attributes of every instance in a state.
fn instances(state: &Json) -> Vec<(String, String, Json)> {
    let mut found = vec![];
    let resources = state["resources"].as_array().into_iter().flatten();
    for resource in resources.filter(|resource| resource["mode"] == "managed") {
        let (kind, name) = (text(&resource["type"]), text(&resource["name"]));
        for instance in resource["instances"].as_array().into_iter().flatten() {
            let index = instance.get("index_key").map_or_else(String::new, |key| format!("[{key}]"));
            found.push((format!("{kind}.{name}{index}"), kind.clone(), instance["attributes"].clone()));
        }
    }
    found
}

fn compare(named: &str, subject: &Subject, attributes: &Json, object: &Json) -> Vec<Lie> {
    let mut lies = vec![];
    let mut lie = |attribute: &str, says: String| {
        lies.push(Lie { subject: named.to_owned(), attribute: attribute.to_owned(), says });
    };
    for name in attributes.as_object().into_iter().flat_map(Map::keys) {
        // No vendor holds how long Terraform waits for it.
        if name != "timeouts" && !subject.held().any(|held| held.attribute == name) {
            lie(name, "the table in tests/it/support/truth/held.rs does not say where the vendor holds it".into());
        }
    }
    for Held { attribute, path, form, untold } in subject.held() {
        let Some(state) = attributes.get(attribute) else {
            lie(attribute, "the state has no such attribute".into());
            continue;
        };
        let there = path.split('.').fold(object, |json, name| &json[name]);
        let (ours, theirs) = (of_state(form, state), of_vendor(form, there));
        let true_enough = match form {
            Form::Elsewhere => true,
            Form::Never => ours.is_null(),
            _ if attribute == "password" && !attributes["password_wo_version"].is_null() => ours.is_null(),
            _ if untold && ours.is_null() => true,
            Form::Within => holds(&theirs, &ours),
            _ => ours == theirs,
        };
        if !true_enough {
            lie(attribute, format!("the state has {ours}, {} has {theirs}", subject.vendor));
        }
    }
    lies
}
