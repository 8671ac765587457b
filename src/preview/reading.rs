//! From a plan's JSON to what will be sent: each change of ours, as the engine has it made.

use std::collections::HashMap;

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::calls::{Teller, Told};
use super::file::{self, File, Refusal, ResourceChange, TYPES, is_this_provider};
use super::note::Note;
use super::object::{self, Odd, Side};
use super::print::seen;
use super::veil::{Cover, Veil};
use super::wait::{Origin, Sources};
use super::{Action, Change, Preview};
use crate::engine;
use crate::schema::{Attribute, Life, Missing, Resource, Trio, Vendor, trios};
use crate::value::{Object, Value};
use crate::vendors;

impl Preview {
    /// Reads what `terraform show -json` prints of a plan.
    pub fn read(input: &[u8]) -> Result<Self, Refusal> {
        let input = &file::in_utf8(input);
        let file = File::read(input)?;
        known_schemas(&file)?;
        no_actions(&file)?;
        let sources = Sources::of(&file);
        let drift = file.resource_drift.iter().map(|drift| (drift.place(), drift)).collect();
        let ours = file.resource_changes.iter().filter(|change| change.is_ours());
        let mut changes = vec![];
        for change in ours {
            changes.extend(Reading { file: &file, sources: &sources, drift: &drift, change }.read()?);
        }
        changes.sort_by_key(|change| change.action);
        Ok(Self { changes, later: later(&file, input), made: file.made() })
    }
}

/// A schema that is newer than the tables would be read as less than it is.
fn known_schemas(file: &File) -> Result<(), Refusal> {
    let mut modules: Vec<_> = file.configuration.iter().map(|all| &all.root_module).collect();
    while let Some(module) = modules.pop() {
        let ours = module.resources.iter().filter(|resource| resource.address.starts_with(TYPES));
        if let Some(newer) =
            ours.into_iter().find(|resource| resource.schema_version > known_version(&resource.address))
        {
            return Err(newer_provider(&newer.address));
        }
        modules.extend(module.module_calls.values().map(|call| &call.module));
    }
    Ok(())
}

/// This provider has no actions: one of its own is a newer one's, and nobody here knows what it sends.
fn no_actions(file: &File) -> Result<(), Refusal> {
    let deferred = file.deferred_action_invocations.iter().filter_map(|deferred| deferred.action_invocation.as_ref());
    let ours = file.action_invocations.iter().chain(deferred).find(|action| action.is_ours());
    ours.map_or(Ok(()), |action| Err(newer_provider(&action.address)))
}

/// The version of the schema of what has this address; of what nobody knows, none is known.
fn known_version(address: &str) -> u64 {
    let type_name = address.split('.').next().unwrap_or_default();
    vendors::resource(type_name).map_or(0, |(_, resource)| resource.version().unsigned_abs())
}

fn newer_provider(address: &str) -> Refusal {
    Refusal(format!(
        "{} was planned by another version of the provider, whose schema this siptrunk does not know. Use the siptrunk that was \
         published with that provider.",
        seen(address)
    ))
}

/// What a plan, which was read from `input`, says of what it leaves out.
fn later(file: &File, input: &[u8]) -> Vec<Note> {
    let mut notes = vec![];
    for deferred in &file.deferred_changes {
        let Some(change) = deferred.resource_change.as_ref().filter(|change| change.is_ours()) else { continue };
        let reason = deferred.reason.as_deref().unwrap_or("unknown").replace('_', " ");
        notes.push(
            Note::default()
                .code(&change.address)
                .then(" is left to a later plan (")
                .code(reason)
                .then("); what it will send is not known yet."),
        );
    }
    // Where none of ours is in the configuration or the state, another plan has none either.
    let ours = || input.windows(TYPES.len()).any(|text| text == TYPES.as_bytes());
    if file.complete == Some(false) && notes.is_empty() && ours() {
        notes.push(Note::said(
            "The plan is not complete, as with `-target`: after it is applied, another one may have more to send.",
        ));
    }
    notes
}

/// One change of a plan.
struct Reading<'a> {
    file: &'a File<'a>,
    sources: &'a Sources<'a>,
    /// What the refresh has found, by its place: there may be as much of it as there are changes.
    drift: &'a HashMap<(&'a str, Option<&'a str>), &'a ResourceChange<'a>>,
    change: &'a ResourceChange<'a>,
}

impl Reading<'_> {
    fn read(&self) -> Result<Option<Change>, Refusal> {
        let actions: Vec<&str> = self.change.change.actions.iter().map(String::as_str).collect();
        let action = match actions[..] {
            ["no-op"] | ["read"] | ["forget"] => return Ok(None),
            ["create"] | ["forget", "create"] | ["create", "forget"] => Action::Create,
            ["update"] => Action::Update,
            ["delete"] => Action::Delete,
            ["delete", "create"] | ["create", "delete"] => Action::Replace,
            _ => {
                return Err(Refusal(format!(
                    "{} has an action that this siptrunk does not know: {}. Use a newer siptrunk.",
                    seen(&self.change.address),
                    seen(&actions.join(", "))
                )));
            }
        };
        let (vendor, resource) =
            vendors::resource(&self.change.kind).ok_or_else(|| newer_provider(&self.change.address))?;
        let setting = |name: &str| Some(self.setting(vendor, name));
        let teller = Teller { vendor, resource, setting: &setting };
        let mut told = self.told(&teller, action, &actions).map_err(|trouble| match trouble {
            Trouble::Refused(refusal) => refusal,
            Trouble::Unaddressed(Missing(name)) => {
                Refusal(format!("{} cannot be reached: the plan does not say its {name}.", seen(&self.change.address)))
            }
        })?;
        if told.calls.is_empty() {
            return Ok(None);
        }
        told.notes.splice(0..0, self.reasons(resource, &actions));
        Ok(Some(Change { address: self.change.address.clone(), vendor, action, told }))
    }

    fn told<S: Fn(&str) -> Option<String> + Copy>(
        &self,
        teller: &Teller<'_, S>,
        action: Action,
        actions: &[&str],
    ) -> Result<Told, Trouble> {
        let sides = self.sides(teller.resource, actions).map_err(|Odd| newer_provider(&self.change.address))?;
        let lacks = || Refusal(format!("{} lacks its values in this plan.", seen(&self.change.address)));
        let before = || sides.before.as_ref().ok_or_else(lacks);
        let after = || sides.after.as_ref().ok_or_else(lacks);
        let mut told = match action {
            Action::Create => teller.create(None, after()?)?,
            Action::Update => teller.update(before()?, after()?)?,
            Action::Delete => {
                let mut told = teller.delete(before()?)?;
                let called = |(name, text): (&str, &str)| Note::said(format!("Its `{name}` is ")).code(text).then(".");
                told.notes.splice(0..0, teller.called(&[before()?]).map(called));
                told
            }
            Action::Replace => {
                let (delete, create) = (teller.delete(before()?)?, teller.create(Some(before()?), after()?)?);
                let [one, two] = if actions == ["create", "delete"] { [create, delete] } else { [delete, create] };
                [one, two].into_iter().collect()
            }
        };
        let there: Vec<_> = sides.before.iter().chain(&sides.after).collect();
        told.name = teller.called(&there).map(|(_, text)| text.to_owned());
        told.notes.extend(sides.waits);
        Ok(told)
    }

    /// The object before and after.
    fn sides(&self, resource: &'static Resource, actions: &[&str]) -> Result<Sides, Odd> {
        let change = &self.change.change;
        let before = Some(value(self.refreshed().or(change.before))?).filter(|json| !json.is_null());
        let before = before.map(|json| object::read(resource, json, &Json::Null, |_| false, None)).transpose()?;
        let after = self.after(resource, before.as_ref(), actions)?;
        let waits = after.iter().flat_map(|after| self.waits(resource, after)).collect();
        let mut sides = Sides { before, after, waits };
        let marks = |text| value(text).map(|marks| Veil::of_marks(&marks));
        let (was, will) = (marks(change.before_sensitive)?, marks(change.after_sensitive)?);
        // What is secret on one side is on the other, where it may stand elsewhere.
        for (side, marks, others) in [(&mut sides.before, &was, &will), (&mut sides.after, &will, &was)] {
            side.iter_mut().for_each(|side| side.cover_all(resource, &marks.clone().and(others.clone().elsewhere())));
        }
        if let Some(after) = &mut sides.after {
            after.object = armed(resource, sides.before.as_ref().map(|before| &before.object), &after.object);
        }
        if actions == ["update"] {
            sides.drop_unsent(resource);
        }
        Ok(sides)
    }

    /// The object afterwards, with something in the place of what only the apply will know of it.
    fn after(&self, resource: &'static Resource, before: Option<&Side>, actions: &[&str]) -> Result<Option<Side>, Odd> {
        let change = &self.change.change;
        let after = value(change.after)?;
        if after.is_null() {
            return Ok(None);
        }
        let unknown = value(change.after_unknown)?;
        let kind_is_unknown = resource.kind.is_some_and(|kind| unknown.get(kind) == Some(&Json::Bool(true)));
        let written = |attribute: &Attribute| match (self.origin(attribute), unknown.get(attribute.name)) {
            (Origin::Vendor, _) => false,
            (Origin::Configuration(_), _) => true,
            // What an update leaves out is planned as it was, and not as unknown, unless it depends on the kind.
            (Origin::Either, Some(Json::Bool(true))) => actions == ["update"] && !kind_is_unknown,
            (Origin::Function, Some(Json::Bool(true))) => true,
            // The vendor chooses members of objects, but no elements of a list.
            _ => attribute.kind.nested().is_none(),
        };
        object::read(resource, after, &unknown, written, before.map(|before| &before.object)).map(Some)
    }

    fn origin(&self, attribute: &Attribute) -> Origin {
        self.sources.origin(self.change, attribute.name)
    }

    /// What the attributes wait for that only the apply will know.
    fn waits(&self, resource: &Resource, after: &Side) -> Vec<Note> {
        let is_later = |attribute: &&Attribute| {
            attribute.writable() && after.veils.get(attribute.name).and_then(Veil::cover) == Some(Cover::Later)
        };
        // Only of these, because an origin is looked up in the configuration, which is text until then.
        let waits = resource.attributes.iter().filter(is_later).filter_map(|attribute| {
            let note = Note::said(format!("`{}` waits for ", attribute.name));
            match self.origin(attribute) {
                Origin::Configuration(names) if names.is_empty() => None,
                Origin::Configuration(names) => Some(note.list(&names).then(".")),
                Origin::Either | Origin::Function => {
                    Some(note.then("a function that only the apply evaluates, such as `uuid()`."))
                }
                Origin::Vendor => None,
            }
        });
        waits.collect()
    }

    /// What the refresh has found of an object that only ends: of that one, Terraform's change has what was in the state before,
    /// and not what is there to go with it.
    fn refreshed(&self) -> Option<&RawValue> {
        let ends = self.change.change.actions == ["delete"];
        self.drift.get(&self.change.place()).filter(|_| ends)?.change.after
    }

    /// What the provider's block says of a name in a path, as far as the plan has it.
    fn setting(&self, vendor: &Vendor, name: &str) -> String {
        let known = || {
            let setting = vendor.setting(name).filter(|setting| !setting.is_secret())?;
            let configuration = self.file.configuration.as_ref()?;
            let key = self.sources.block(self.change).and_then(|block| block.provider_config_key.as_deref());
            let ours = |full_name: &Option<String>| full_name.as_deref().is_some_and(is_this_provider);
            let mut all = configuration.provider_config.iter().filter(|(_, config)| ours(&config.full_name));
            let block = match key {
                Some(key) => configuration.provider_config.get(key)?,
                None => all.next().filter(|_| all.next().is_none())?.1,
            };
            let value = block.expressions.get(vendor.name)?.get(setting.name)?.get("constant_value")?;
            value.as_str().map(str::to_owned)
        };
        known().unwrap_or_else(|| Cover::Later.text().to_owned())
    }

    /// Why the plan does this, and what else it does.
    fn reasons(&self, resource: &Resource, actions: &[&str]) -> Vec<Note> {
        let mut notes = vec![];
        if let Some(address) = &self.change.previous_address {
            notes.push(Note::said("Its address was ").code(address).then("."));
        }
        if self.change.change.importing.is_some() {
            let does = if actions.len() > 1 { "replaces it" } else { "changes what is there" };
            notes.push(Note::said(format!("The plan imports it, and {does}.")));
        }
        if self.change.deposed.is_some() {
            notes.push(Note::said("An older object of this address, left over from a replacement that failed, goes."));
        }
        if actions.len() > 1 && actions.contains(&"forget") {
            notes.push(Note::said("The old object stays at the vendor, out of Terraform's sight."));
        }
        let says = match self.change.action_reason.as_deref() {
            Some("replace_because_tainted") => Some("The object in the state is marked as tainted."),
            Some("replace_by_request") => Some("The plan was asked to replace it."),
            Some("replace_by_triggers") => Some("`replace_triggered_by` asks for a new one."),
            Some(
                "delete_because_no_resource_config" | "delete_because_no_module" | "delete_because_no_move_target",
            ) => Some("The configuration no longer has it."),
            Some("delete_because_enabled_false") => Some("`enabled` in its `lifecycle` block is `false`."),
            Some("delete_because_count_index" | "delete_because_each_key" | "delete_because_wrong_repetition") => {
                Some("The configuration no longer has one with this key.")
            }
            _ => None,
        };
        notes.extend(says.map(Note::said));
        let paths = self.change.change.replace_paths.iter().flatten();
        let names = paths.filter_map(|path| path.get(0)?.as_str().map(str::to_owned));
        // What an object may not lose can be another, so a new object is for its end alone.
        let ends = |name: &String| resource.attribute(name).is_some_and(|a| a.life == Life::FixedOnceThere);
        let (ended, changed): (Vec<_>, Vec<_>) = names.partition(ends);
        if !changed.is_empty() {
            notes.push(Note::said("A change of ").list(&changed).then(" replaces it."));
        }
        if !ended.is_empty() {
            notes.push(Note::said("Taking ").list(&ended).then(" away replaces it."));
        }
        notes
    }
}

/// The planned object with something in the place of each write-only secret that an apply sends.
fn armed(resource: &'static Resource, before: Option<&Object>, after: &Object) -> Object {
    let given = |trio: Trio| {
        let kept = before.map_or(&Value::Null, |before| before.get(trio.secret.name));
        match after.get(trio.version.name).is_null() {
            true => (trio.secret.name, after.get(trio.secret.name).clone()),
            false if kept.is_set() => (trio.write_only.name, kept.clone()),
            false => (trio.write_only.name, Cover::Later.text().into()),
        }
    };
    engine::armed(resource, before, after, &trios(resource.attributes).map(given).collect())
}

/// An object on both sides of a change.
struct Sides {
    before: Option<Side>,
    after: Option<Side>,
    waits: Vec<Note>,
}

impl Sides {
    /// An update that needs a secret which nobody gives is planned for what was imported and not shown, and sends nothing; of
    /// anything else, such a plan is refused.
    fn drop_unsent(&mut self, resource: &'static Resource) {
        let (Some(before), Some(after)) = (&mut self.before, &self.after) else { return };
        let unsent = |attribute: &&Attribute| {
            before.object.get(attribute.name).is_null()
                && engine::lacks_secret(resource, attribute, &before.object, &after.object)
        };
        let unsent: Vec<_> = resource.attributes.iter().filter(unsent).map(|attribute| attribute.name).collect();
        unsent.into_iter().for_each(|name| before.object.set(name, after.object.get(name).clone()));
    }
}

/// A value of the plan's.
fn value(text: Option<&RawValue>) -> Result<Json, Odd> {
    file::value(text).ok_or(Odd)
}

/// Why a change has no requests.
enum Trouble {
    Refused(Refusal),
    Unaddressed(Missing),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Missing> for Trouble {
    fn from(missing: Missing) -> Self {
        Self::Unaddressed(missing)
    }
}
