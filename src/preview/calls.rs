//! The requests of one change, made by the engine as an apply has them made, with what is secret or unknown covered.

use serde_json::Value as Json;

use super::note::Note;
use super::object::Side;
use super::veil::{Cover, Veil, cover};
use crate::engine::{self, Hidden, Step};
use crate::request::{Method, Request};
use crate::schema::{Attribute, Life, Missing, Presence, Resource, Vendor, trios};
use crate::secret::{Secrets, may_be_a_word};
use crate::value::{Object, Value};

/// A request as it may be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// What comes behind the base URL.
    pub path: String,
    /// The body, if there is one.
    pub body: Option<Json>,
    /// What would be sent to bring back what was there.
    pub was: Option<Json>,
}

/// What a change sends, and what there is to say about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// In the order of the apply.
    pub calls: Vec<Call>,
    /// What cannot be seen from the calls.
    pub notes: Vec<Note>,
    /// What holds for all such calls to the vendor.
    pub general: Vec<Note>,
    /// By what people know the object.
    pub name: Option<String>,
    /// Whether it carries no calls from then on.
    pub off: bool,
}

/// One after the other.
impl FromIterator<Told> for Told {
    fn from_iter<I: IntoIterator<Item = Told>>(all: I) -> Self {
        let mut whole = Self::default();
        for told in all {
            whole.calls.extend(told.calls);
            whole.notes.extend(told.notes);
            whole.general.extend(told.general);
            whole.name = whole.name.or(told.name);
            whole.off |= told.off;
        }
        whole
    }
}

/// The longest text by which people know something.
const SHORT: usize = 100;

/// One kind of object at a vendor.
pub struct Teller<'a, S> {
    /// The vendor.
    pub vendor: &'a Vendor,
    /// The resource.
    pub resource: &'static Resource,
    /// What the provider's block gives for a name in a path.
    pub setting: S,
}

impl<S: Fn(&str) -> Option<String> + Copy> Teller<'_, S> {
    /// What makes an object, in the place of another one if there was one.
    pub fn create(&self, before: Option<&Side>, after: &Side) -> Result<Told, Missing> {
        let sides: Vec<&Side> = before.into_iter().chain([after]).collect();
        let mut told = self.off(before, after);
        let step = engine::create(self.resource, &after.object, self.setting)?;
        let again = before.and_then(|before| {
            let object = self.beside(&before.object, &after.object);
            Some((engine::create(self.resource, &object, self.setting).ok()?, before))
        });
        let was = again.and_then(|(step, before)| self.call(step, before, &sides).body);
        told.calls.push(Call { was, ..self.call(step, after, &sides) });
        told.notes.extend(before.and_then(|before| self.chosen_again(&before.object, &after.object)));
        // Its id is in the answer to the create.
        let mut made = after.clone();
        made.object.set("id", Cover::Later.text());
        made.veils.insert("id".into(), Veil::Whole(Cover::Later));
        if let Some(step) = engine::follow_up(self.resource, &made.object, self.setting)? {
            told.notes.extend(self.asides(&step, &made));
            let names: Vec<_> = step.changes.iter().map(|change| change.attribute().name.to_owned()).collect();
            let takes = Note::said(format!("{} takes ", self.vendor.title)).list(&names);
            told.notes.push(takes.then(" only from an update: a second request follows the create."));
            let sides: Vec<&Side> = before.into_iter().chain([&made]).collect();
            told.calls.push(self.call(step, &made, &sides));
        }
        Ok(told)
    }

    /// What the old object had that the vendor chooses anew: not sent, it may be the same again.
    fn chosen_again(&self, before: &Object, after: &Object) -> Option<Note> {
        let chosen = self.resource.attributes.iter().filter(|attribute| {
            let old = before.get(attribute.name);
            let is_chosen = attribute.presence == Presence::VendorDefault && !after.get(attribute.name).is_set();
            is_chosen && old.is_set() && !engine::says_nothing(attribute, old)
        });
        let names: Vec<_> = chosen.map(|attribute| attribute.name.to_owned()).collect();
        let chooses = Note::said(format!("{} chooses ", self.vendor.title)).list(&names);
        (!names.is_empty()).then(|| {
            let noun = self.resource.noun;
            chooses.then(format!(
                " of the new {noun}, which the configuration leaves out: what the old one had is not sent."
            ))
        })
    }

    /// An object as it is shown beside the new one: what says no more than that there is nothing is not taken away where the vendor
    /// chooses again.
    fn beside(&self, before: &Object, after: &Object) -> Object {
        let mut object = before.clone();
        for attribute in self.resource.attributes {
            if !after.get(attribute.name).is_set() && engine::says_nothing(attribute, before.get(attribute.name)) {
                object.set(attribute.name, Value::Null);
            }
        }
        object
    }

    /// What changes an object; nothing if the vendor has nothing to be told.
    pub fn update(&self, before: &Side, after: &Side) -> Result<Told, Missing> {
        let Some(mut step) = engine::update(self.resource, &before.object, &after.object, self.setting)? else {
            return Ok(Told::default());
        };
        let mut told = self.off(Some(before), after);
        let changes = step.changes.iter().map(|change| change.attribute());
        for secret in changes.filter(|attribute| attribute.is_secret()) {
            told.notes.push(Note::said(format!("`{}` changes; it is not shown.", secret.name)));
        }
        told.notes.extend(self.unchanged_secrets(&mut step));
        told.notes.extend(self.asides(&step, before));
        if let Some(Ok(whole)) = &step.otherwise {
            let (title, noun, method) = (self.vendor.title, self.resource.noun, step.request.method);
            let says = format!("If {title} answers 405 to a {method}, the whole {noun} is sent by {}.", whole.method);
            told.general.push(Note::said(says));
        }
        for trio in trios(self.resource.attributes).filter(|_| step.takes_all) {
            let changes = step.changes.iter().any(|change| change.attribute().is(trio.secret.name));
            if !changes && !after.object.get(trio.version.name).is_null() {
                let (title, name) = (self.vendor.title, trio.write_only.name);
                told.notes
                    .push(Note::said(format!("Where {title} does not show its password, `{name}` is sent along.")));
            }
        }
        if let Some(step) = engine::clear_again(self.resource, &step.changes, &before.object, self.setting)? {
            let body = self.call(step, before, &[before, after]).body.unwrap_or_default();
            let title = self.vendor.title;
            told.notes.push(
                Note::said(format!("If {title} keeps what that should empty, one more request tries "))
                    .code(body.to_string())
                    .then("."),
            );
        }
        let back = engine::update(self.resource, &after.object, &before.object, self.setting)?;
        let was = back.and_then(|back| self.call(back, before, &[before, after]).body);
        told.calls.push(Call { was, ..self.call(step, after, &[before, after]) });
        Ok(told)
    }

    /// What ends an object.
    pub fn delete(&self, before: &Side) -> Result<Told, Missing> {
        let step = engine::delete(self.resource, &before.object, self.setting)?;
        let by_get = (step.request.method == Method::Get).then(|| format!("{} deletes with GET.", self.vendor.title));
        let notes = self.resource.hooks.goes_along(&before.object).into_iter().chain(by_get).map(Note::said).collect();
        Ok(Told { calls: vec![self.call(step, before, &[before])], notes, ..Told::default() })
    }

    /// A request with what of `side` is covered, and the secrets of `sides` wherever they stand.
    fn call(&self, mut step: Step, side: &Side, sides: &[&Side]) -> Call {
        if let Some(attributes) = step.attributes() {
            cover(attributes, self.resource.attributes, &side.veils);
        }
        let Request { method, path, mut body, .. } = step.request;
        if let Some(body) = &mut body {
            cover_copies(body, &self.long_secrets(sides));
        }
        Call { method, path: readable(&path), body, was: None }
    }

    /// The secrets that are looked for in what is not secret itself.
    fn long_secrets(&self, sides: &[&Side]) -> Secrets {
        let all = sides.iter().flat_map(|side| side.secrets(self.resource));
        Secrets::of(all.filter(|secret| !may_be_a_word(secret)).map(str::to_owned))
    }

    /// By which attribute and by what people know the first of these, as which all of them are one object.
    pub fn called<'s>(&self, sides: &[&'s Side]) -> Option<(&'static str, &'s str)> {
        let (side, secrets) = (sides.first()?, self.long_secrets(sides));
        let shown = |text: &&str| {
            let length = text.chars().count();
            (1..=SHORT).contains(&length) && !secrets.stand_in(text)
        };
        let titles = self.resource.titles().filter(|title| !side.veils.contains_key(title.name));
        let mut told =
            titles.filter_map(|title| Some((title.name, side.object.get(title.name).as_str().filter(shown)?)));
        told.next()
    }

    /// That a trunk carries no calls from now on.
    fn off(&self, before: Option<&Side>, after: &Side) -> Told {
        let Some(switch) = self.resource.attributes.iter().find(|attribute| attribute.is_switch) else {
            return Told::default();
        };
        let name = switch.name;
        let is_off = |side: &Side| *side.object.get(name) == Value::Bool(false) && !side.veils.contains_key(name);
        if !is_off(after) || before.is_some_and(is_off) {
            return Told::default();
        }
        let says = format!("The {} will be off: `{name}` is `false`.", self.resource.noun);
        Told { notes: vec![Note::said(says)], off: true, ..Told::default() }
    }

    /// Which secrets a call has in it that do not change, and why.
    fn unchanged_secrets(&self, step: &mut Step) -> Vec<Note> {
        let changed: Vec<_> = step.changes.iter().map(|change| change.attribute()).collect();
        let Some(body) = step.attributes().map(|body| &*body) else { return vec![] };
        let there = |path: &str| path.split('.').try_fold(body, |json, name| json.get(name)).is_some();
        let (title, secrets) = (self.vendor.title, self.resource.attributes.iter().filter(|secret| secret.is_secret()));
        let sent = secrets.filter(|secret| !changed.contains(secret) && secret.json_paths().any(there));
        let note = |secret: &Attribute| {
            let causes = changed.iter().filter(|cause| cause.sent_with.contains(&secret.name));
            let causes: Vec<_> = causes.map(|cause| cause.name.to_owned()).collect();
            let sent =
                Note::said(format!("`{}` does not change; it is sent along because {title} takes ", secret.name));
            (!causes.is_empty()).then(|| sent.list(&causes).then(" only together with it."))
        };
        sent.filter_map(note).collect()
    }

    /// What an update does beside its one request.
    fn asides(&self, step: &Step, before: &Side) -> Vec<Note> {
        let title = self.vendor.title;
        let mut notes = vec![];
        for attribute in step.carried().filter(|attribute| !before.object.get(attribute.name).is_null()) {
            let name = attribute.name;
            notes.push(Note::said(format!("What only {title} has in `{name}` is read right before, and sent along.")));
        }
        if step.takes_all {
            let all: Vec<_> = step.changes.iter().map(|change| change.attribute()).collect();
            let names = all.iter().filter(|attribute| attribute.life == Life::WithAll).map(|attribute| attribute.name);
            let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
            notes.push(Note::said(format!(
                "{title} takes {} only with the whole {}: that is read right before, and sent back with these changes.",
                names.join(" and "),
                self.resource.noun
            )));
        } else {
            for name in step.whole_members(self.resource) {
                notes.push(Note::said(format!(
                    "What else {title} has in `{name}` is read right before, and sent along."
                )));
            }
        }
        if let Some(Err(Hidden(secret))) = &step.otherwise {
            notes.push(Note::said(format!(
                "If {title} answers 405 to a {}, this fails: the whole {} would have to be sent, and its `{}` is in neither the \
                 configuration nor the state.",
                step.request.method, self.resource.noun, secret.name
            )));
        }
        notes
    }
}

/// Covers every text that holds one of these, however it is escaped there.
fn cover_copies(json: &mut Json, secrets: &Secrets) {
    match json {
        Json::String(text) if secrets.stand_in(text) => *json = Cover::Secret.text().into(),
        Json::Array(elements) => elements.iter_mut().for_each(|element| cover_copies(element, secrets)),
        Json::Object(members) => members.values_mut().for_each(|member| cover_copies(member, secrets)),
        _ => {}
    }
}

/// A path in which what is covered can be read.
fn readable(path: &str) -> String {
    [Cover::Later, Cover::Secret].into_iter().fold(path.to_owned(), |path, cover| {
        let encoded = percent_encoding::utf8_percent_encode(cover.text(), percent_encoding::NON_ALPHANUMERIC);
        path.replace(&encoded.to_string(), cover.text())
    })
}
