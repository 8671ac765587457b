//! The story of a refresh.

use std::time::Duration;

use serde_json::Value as Json;

use super::Outcome;
use super::private::Private;
use super::report::{NOT_IMPORTED, Trouble};
use super::settle::settle_address;
use super::talk::{Glimpse, Managed, Seen, Shown};
use crate::diagnostic::{Diagnostics, Path, quoted};
use crate::engine::{diff, is_untold, shows_replaced, tells};
use crate::schema::{Attribute, Life, Place, Presence, Standing, Verdict};
use crate::value::Object;

/// How long to wait before each look at an object that is shown as it was before its last update.
const LATE_LOOKS: [Duration; 3] = [Duration::ZERO, Duration::from_millis(250), Duration::from_millis(500)];

impl Managed {
    /// What the vendor holds now; no state if the object is gone.
    pub async fn read(&self, prior: &Object, private: &Private) -> Outcome {
        let mut found = Diagnostics::default();
        let kept = |diagnostics| Outcome::unchanged(prior, private, diagnostics);
        let first =
            |attribute: &Attribute| attribute.presence == Presence::Required && prior.get(attribute.name).is_null();
        let is_import = private.imported && self.resource.attributes.iter().any(first);
        // A process that outlives a command: what is read is in a state by now.
        self.account.forget(self.resource, prior);
        let seen = match self.glimpse(prior).await {
            // A list may be behind for longer than a read.
            Glimpse::Row(json) if private.was_updated_lately() && self.shows_change(prior, private, &json) => {
                self.look(prior).await
            }
            Glimpse::Row(json) => Ok(Seen::There(Shown { json, address: self.listed_through(prior) })),
            // What the object belonged to is gone, and it went along.
            Glimpse::Gone | Glimpse::Failed(Trouble::Refused { verdict: Verdict::Gone, .. }) => Ok(Seen::Gone),
            Glimpse::Failed(trouble) => Err(trouble),
            Glimpse::Nothing(sample) => {
                let seen = self.look(prior).await;
                if let (Some(sample), Ok(Seen::There(shown))) = (sample, &seen)
                    && let Some(id) = self.id_of(&shown.json)
                {
                    sample.shows(id, &shown.json);
                }
                seen
            }
        };
        let shown = match self.caught_up(seen, prior, private).await {
            Ok(Seen::There(shown)) => shown,
            // The list may have what a read does not show yet.
            Ok(Seen::Gone) | Err(Trouble::Refused { verdict: Verdict::Doubtful, .. }) if private.may_show_late() => {
                self.not_shown_yet(prior, &mut found);
                return kept(found);
            }
            Ok(Seen::Gone) => return self.gone(prior, private, found),
            Err(trouble) => {
                let advice = if is_import { NOT_IMPORTED } else { "The state is left as it was." };
                self.report_unread(&mut found, &trouble, advice);
                return kept(found);
            }
        };
        let (title, there, noun) = (self.account.vendor.title, self.account.there(), self.resource.noun);
        match self.resource.hooks.standing(&shown.json) {
            Standing::Ended => return self.gone(prior, private, found),
            Standing::Inactive => found.warn_at(
                Path::default(),
                format!("The {noun} is inactive"),
                format!(
                    "{there} shows the {noun} as inactive: never provisioned, or switched off there. Ask {title} why."
                ),
            ),
            Standing::Ready | Standing::Settling => {}
        }
        let json = self.with_list(prior, shown.json.clone()).await;
        let mut decoded = self.looked_at(prior, private, &json);
        if let (Some(key), Some(text)) = (self.resource.by_key(), &private.found_by)
            && let Err(trouble) = self.hold_to(key, text, &decoded.state)
        {
            self.report_unread(&mut found, &trouble, NOT_IMPORTED);
            return kept(found);
        }
        self.warn_of_odd_members(&decoded, &mut found);
        if is_import {
            self.warn_of_what_is_not_shown(&decoded.state, &mut found);
        }
        settle_address(&shown.address, &mut decoded.state);
        let shows = |name: &str| {
            self.resource.attribute(name).is_none_or(|attribute| tells(self.resource, attribute, &shown.json))
        };
        let private = private.seen(self.resource, prior, &decoded.state, shows);
        let private = private.emptied(self.resource, &shown.json, &mut decoded.state);
        Outcome { state: Some(decoded.state), private, diagnostics: found }
    }

    /// No state for an object that is gone; of one that was to be imported, that is an error.
    fn gone(&self, prior: &Object, private: &Private, mut found: Diagnostics) -> Outcome {
        if !private.sought {
            return Outcome::none(found);
        }
        let (noun, id) = (self.resource.noun, prior.get("id").as_str().unwrap_or_default());
        let says = format!("{} shows no {noun} with the id {}.", self.account.there(), quoted(id));
        found.error(format!("No such {noun}"), says);
        Outcome::unchanged(prior, private, found)
    }

    /// Whether an answer shows something else than the state has.
    fn shows_change(&self, prior: &Object, private: &Private, json: &Json) -> bool {
        !diff(self.resource, &self.looked_at(prior, private, json).state, prior).is_empty()
    }

    /// What is seen, once the vendor no longer shows what the last update has replaced: a list may lag behind a read, and a
    /// read behind the answer to an update. The vendor gets a moment to catch up. What it shows then counts, for somebody
    /// else may have restored the old value.
    async fn caught_up(
        &self,
        mut seen: Result<Seen, Trouble>,
        prior: &Object,
        private: &Private,
    ) -> Result<Seen, Trouble> {
        let Some(replaced) = private.replaced_lately() else { return seen };
        let is_behind = |seen: &Result<Seen, Trouble>| {
            let Ok(Seen::There(shown)) = seen else { return false };
            let state = self.looked_at(prior, private, &shown.json).state;
            shows_replaced(self.resource, prior, &state, &shown.json, replaced)
        };
        for delay in LATE_LOOKS {
            if !is_behind(&seen) || self.account.api.pause(delay).await.is_err() {
                break;
            }
            seen = self.look(prior).await;
        }
        seen
    }

    /// Warns of what nobody knows of an imported object, and an update could change.
    fn warn_of_what_is_not_shown(&self, state: &Object, found: &mut Diagnostics) {
        let resource = self.resource;
        let changeable = resource.attributes.iter().filter(|attribute| attribute.life != Life::Fixed);
        let untold = changeable.filter(|attribute| is_untold(resource, attribute, state));
        let names: Vec<_> = untold.map(|attribute| format!("\"{}\"", attribute.name)).collect();
        if !names.is_empty() {
            found.warn_at(
                Path::default(),
                format!("{} does not show all of the {}", self.account.vendor.title, resource.noun),
                format!(
                    "The answers of {} leave out {}. What the configuration leaves out of these stays as it is there, \
                     whatever that is.",
                    self.account.there(),
                    names.join(", ")
                ),
            );
        }
    }

    fn not_shown_yet(&self, prior: &Object, found: &mut Diagnostics) {
        let (title, noun) = (self.account.vendor.title, self.resource.noun);
        found.warn_at(
            Path::default(),
            format!("{title} does not show the new {noun} yet"),
            format!(
                "The {noun} {} was made a few minutes ago, and {} has not shown it since. It stays in the state, so that it \
                 is not made a second time. If {title} has lost it, run `terraform state rm` for it.",
                self.called(prior),
                self.account.there()
            ),
        );
    }

    /// The object with what only the vendor's list shows, which is asked for once in a process, for all objects.
    pub async fn with_list(&self, object: &Object, json: Json) -> Json {
        if self.only_in_rows().next().is_none() {
            return json;
        }
        match self.first_row(object, self.id_of(&json).as_deref()).await {
            Some(row) => self.with_row(json, &row),
            None => json,
        }
    }

    /// The object with what only its row in the vendor's list shows.
    pub fn with_row(&self, mut json: Json, row: &Json) -> Json {
        if let Some(members) = json.as_object_mut() {
            for path in self.only_in_rows() {
                members.entry(path).or_insert_with(|| row[path].clone());
            }
        }
        json
    }

    fn only_in_rows(&self) -> impl Iterator<Item = &'static str> {
        let in_rows = |place| if let Place::Row(name) = place { Some(name) } else { None };
        self.resource.attributes.iter().filter_map(move |attribute| in_rows(attribute.place))
    }
}
