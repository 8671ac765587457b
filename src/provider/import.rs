//! The story of an import: an id as the user writes it becomes a first state; core reads it next. The vendor is only
//! asked where the id may be a natural key.

use super::Outcome;
use super::private::Private;
use super::report::NOT_IMPORTED;
use super::settle::settle_address;
use super::talk::{Managed, Seen};
use crate::diagnostic::{Diagnostics, Path, quoted};
use crate::engine::{encode, unread};
use crate::schema::{Attribute, Check, Resource};
use crate::value::{Object, Value};

/// The first state for an import id. Where the object lives is only taken from the id: the read that follows finds it.
pub fn import(resource: &Resource, id: &str) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    let Some(parts) = resource.import.iter().find_map(|form| taken_apart(resource, form, id)) else {
        let forms = resource.import_forms();
        let forms: Vec<_> = forms.iter().map(|form| format!("\"{}\"", form.to_uppercase())).collect();
        diagnostics.error_at(
            Path::attribute("id"),
            "Invalid import id",
            format!("{} is not of the form {}.", quoted(id), forms.join(" or ")),
        );
        return Outcome::none(diagnostics);
    };
    let mut state = located(resource, parts.iter().copied());
    // What may be a natural key needs no form.
    let own = resource.attribute("id").filter(|_| resource.natural_key.is_none());
    if let Some(check) = own.and_then(|own| broken(own, &state)) {
        diagnostics.error_at(
            Path::attribute("id"),
            "Invalid import id",
            format!(
                "The id of {} must {}. It is {}. The data source {}s shows the ids.",
                resource.one().to_lowercase(),
                check.says(),
                quoted(id),
                resource.type_name()
            ),
        );
        return Outcome::none(diagnostics);
    }
    if let Some((name, part)) = parts.last().filter(|_| resource.natural_key.is_some()) {
        // What may be a natural key is compared as it was written, blanks and all.
        state.set(*name, Value::String((*part).to_owned()));
    }
    Outcome { state: Some(state), private: Private::sought(resource), diagnostics }
}

/// The first state for an identity.
pub fn import_identity(resource: &Resource, identity: &Object) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    let written = |name| identity.get(name).as_str().filter(|text| !matches!(text.trim(), "" | "." | ".."));
    let parts = resource.identity().filter_map(|attribute| Some((attribute.name, written(attribute.name)?)));
    let state = located(resource, parts);
    for attribute in resource.identity() {
        let (name, given) = (attribute.name, identity.get(attribute.name));
        let missing = state.get(name).is_null() && (resource.import_needs(attribute) || !given.is_null());
        if missing {
            let says = format!(
                "\"{name}\" of the identity must say which {} is meant. {}",
                resource.noun,
                attribute.described()
            );
            diagnostics.error_at(Path::attribute(name), "Invalid import identity", says);
        } else if let Some(check) = broken(attribute, &state) {
            let says = format!(
                "\"{name}\" of the identity must {}. It is {}.",
                check.says(),
                quoted(written(name).unwrap_or_default())
            );
            diagnostics.error_at(Path::attribute(name), "Invalid import identity", says);
        }
    }
    let state = (!diagnostics.has_errors()).then_some(state);
    Outcome { state, private: Private::sought(resource), diagnostics }
}

/// The check that what a first state has of an attribute does not pass.
fn broken(attribute: &Attribute, state: &Object) -> Option<Check> {
    attribute.all_checks().find(|check| !check.holds(state.get(attribute.name)))
}

/// A state that says nothing of an object but where it is.
pub fn located<'a>(resource: &Resource, parts: impl IntoIterator<Item = (&'static str, &'a str)>) -> Object {
    let mut state: Object = resource.attributes.iter().map(|attribute| (attribute.name, unread(attribute))).collect();
    for (name, part) in parts {
        let spelled = resource.attribute(name).map(|attribute| attribute.spell(part.trim()));
        state.set(name, spelled.map_or(Value::Null, Value::String));
    }
    state
}

/// The parts of an id of this form. A natural key may hold slashes of its own, an id does not.
fn taken_apart<'a>(resource: &Resource, form: &'static str, id: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let names: Vec<_> = form.split('/').collect();
    let parts: Vec<_> = id.splitn(names.len(), '/').collect();
    let filled = parts.iter().all(|part| !matches!(part.trim(), "" | "." | ".."));
    let whole = resource.natural_key.is_some() || id.matches('/').count() < names.len();
    (names.len() == parts.len() && filled && whole).then(|| names.into_iter().zip(parts).collect())
}

impl Managed {
    /// Replaces what may be a natural key in the place of the id by the id.
    pub async fn identify(&self, mut state: Object) -> Outcome {
        let mut diagnostics = Diagnostics::default();
        let wanted = state.get("id").as_str().unwrap_or_default().to_owned();
        let (there, noun) = (self.account.there(), self.resource.noun);
        let mut found = self.find(&state, &wanted).await;
        // The list may be behind, or broken, and a read has it all the same.
        if !matches!(found, Ok(Some(_))) && self.shows(&state, &wanted).await {
            found = Ok(Some(self.spelled(&wanted)));
        }
        match found {
            Ok(Some(id)) => {
                let mut private = Private::sought(self.resource);
                private.found_by = (self.spelled(&wanted) != id).then_some(wanted);
                state.set("id", Value::String(id));
                return Outcome { state: Some(state), private, diagnostics };
            }
            Ok(None) => diagnostics.error(
                format!("No such {noun}"),
                format!(
                    "{there} shows no {noun} with the id or {} {}.{}",
                    self.resource.natural_key.unwrap_or("key"),
                    quoted(&wanted),
                    self.resource.hooks.mistaken_for().map(|what| format!(" {what}")).unwrap_or_default()
                ),
            ),
            Err(trouble) => self.report_unread(&mut diagnostics, &trouble, NOT_IMPORTED),
        }
        Outcome::none(diagnostics)
    }

    /// Whether a read shows an object with this id, where the vendor has a read and the text may be an id.
    async fn shows(&self, state: &Object, id: &str) -> bool {
        let mut wanted = state.clone();
        let id = Value::String(self.spelled(id));
        let may_be_one = self.resource.attribute("id").is_some_and(|attribute| {
            !encode(attribute, &id).is_null() && attribute.all_checks().all(|check| check.holds(&id))
        });
        if self.resource.calls.read.is_none() || !may_be_one {
            return false;
        }
        wanted.set("id", id);
        matches!(self.look(&wanted).await, Ok(Seen::There(shown)) if self.resource.hooks.belongs(&shown.json))
    }

    /// Adds to a first state where the object lives, if the vendor shows it now. Whether it does, and why not, the read tells
    /// that follows an import.
    pub async fn locate(&self, mut state: Object) -> Object {
        if let Ok(Seen::There(shown)) = self.look(&state).await {
            settle_address(&shown.address, &mut state);
        }
        state
    }
}
