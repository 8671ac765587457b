//! What became of a change: waiting until the vendor shows the object as it should be, and comparing it with the plan.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use serde_json::Value as Json;
use tokio::time::Instant;

use super::private::Private;
use super::report::{ENDED, Trouble, VANISHED};
pub use super::talk::NotFound;
use super::talk::{Answered, Managed, Seen};
use crate::diagnostic::{Diagnostics, Path};
use crate::engine::{
    Changes, Decoded, Difference, clear_again, decode, differences, equal, is_nothing, tells, without_unasked_secrets,
};
use crate::request::Deed;
use crate::schema::{Place, Standing};
use crate::value::{Object, Value};

/// What to do after a look.
pub enum Wait {
    /// It is as wanted.
    Over,
    /// Look again, but not for long.
    Shortly,
    /// Look again, for as long as the vendor may take.
    On,
    /// It will never be as wanted.
    Failed(&'static str),
}

/// An accepted change: where it started, where it should lead, and what it was about.
pub struct Change<'a> {
    /// The state before.
    pub prior: &'a Object,
    /// The state that was asked for, with nothing unknown in it.
    pub base: &'a Object,
    /// The attributes that it changes.
    pub changes: &'a Changes,
}

/// Which of an attribute's ways of being emptied was sent.
#[derive(Clone, Copy, PartialEq)]
enum Clearing {
    First,
    Second,
}

impl Managed {
    /// Looks until the object stands as `wanted`, for as long as the vendor may take.
    pub async fn wait(
        &self,
        object: &Object,
        not_found: NotFound,
        wanted: impl Fn(&Seen, Standing) -> Wait,
    ) -> Result<Seen, Trouble> {
        let started = Instant::now();
        let mut delays = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(250))
            .with_max_delay(Duration::from_secs(5))
            .with_factor(1.5)
            .without_max_times()
            .build();
        loop {
            let (seen, contradiction) = self.glance(object, not_found).await?;
            let standing = match &seen {
                Seen::There(shown) => self.resource.hooks.standing(&shown.json),
                Seen::Gone if contradiction.is_some() => Standing::Settling,
                Seen::Gone => Standing::Ended,
            };
            let deadline = &self.timeout.deadline;
            let (limit, on) = match wanted(&seen, standing) {
                Wait::Over => return Ok(seen),
                Wait::Failed(why) => return Err(contradiction.unwrap_or(Trouble::Unsettled(why))),
                Wait::Shortly => (self.account.grace(), false),
                // A time that the user gives takes the place of the usual one.
                Wait::On => (deadline.time().unwrap_or(self.account.patience()), true),
            };
            // The last look comes when the time is over, and not a pause before.
            let left = limit.saturating_sub(started.elapsed());
            let over = left.is_zero();
            if over && on {
                deadline.reach();
            }
            if over || !deadline.allows(Duration::ZERO) {
                let waited = deadline.time().filter(|_| !over).unwrap_or(limit);
                return Err(contradiction.unwrap_or(Trouble::OutOfTime { waited, standing }));
            }
            let left = deadline.left().map_or(left, |there_is| left.min(there_is));
            let delay = delays.next().unwrap_or_default().min(left);
            self.account.api.pause(delay).await.map_err(|failure| Trouble::Failed {
                line: format!("the wait for the {}", self.resource.noun),
                deed: Deed::Read,
                failure,
            })?;
        }
    }

    /// What the vendor shows after an accepted change: in its answer if that tells everything, else in a read. For a moment
    /// after the change the vendor may still show the old values. An attribute that should be empty and is not is cleared in
    /// the vendor's second way, if there is one; trouble with that is returned beside what was shown last.
    pub async fn settled(&self, answered: Answered, change: &Change<'_>) -> Result<(Json, Option<Trouble>), Trouble> {
        let shown = self.after(answered, change, Clearing::First).await?;
        let left = |shown: &Json| {
            let state = decode(self.resource, shown, change.base, Some(change.prior)).state;
            clear_again(self.resource, change.changes, &state, self.setting())
        };
        let step = match left(&shown) {
            Ok(Some(step)) => step,
            Ok(None) => return Ok((shown, None)),
            Err(missing) => return Ok((shown, Some(Trouble::Unaddressed(missing)))),
        };
        let again = self.carry_out(step, change.prior, change.base).await;
        match again.and_then(|again| self.accepted(again, change)) {
            Ok(again) => Ok((self.after(again, change, Clearing::Second).await?, None)),
            // It may have been carried out all the same.
            Err(trouble) if trouble.leaves_doubt() => match self.look(change.base).await {
                Ok(Seen::There(now)) if matches!(left(&now.json), Ok(None)) => Ok((now.json, None)),
                Ok(Seen::There(now)) => Ok((now.json, Some(trouble))),
                _ => Ok((shown, Some(trouble))),
            },
            Err(trouble) => Ok((shown, Some(trouble))),
        }
    }

    /// The answer to a change, unless it does not say that the vendor has accepted a secret, which no read shows.
    pub fn accepted(&self, answered: Answered, change: &Change<'_>) -> Result<Answered, Trouble> {
        let done = answered.is_mute() || self.told(&answered, change.base).is_some();
        match done || change.changes.iter().all(|change| change.attribute().is_shown()) {
            true => Ok(answered),
            false => Err(Trouble::Strange(answered.line, format!("no {} in it", self.resource.noun))),
        }
    }

    async fn after(&self, answered: Answered, change: &Change<'_>, clearing: Clearing) -> Result<Json, Trouble> {
        let told = self.told(&answered, change.base).filter(|json| self.tells_all(change.base, json));
        if let Some(json) = told.filter(|json| self.resource.hooks.standing(json) == Standing::Ready)
            && !self.shows_what_was(&json, change, clearing)
        {
            return Ok(json);
        }
        let settled = |seen: &Seen, standing: Standing| match (seen, standing) {
            (Seen::Gone, _) => Wait::Failed(VANISHED),
            (_, Standing::Ended) => Wait::Failed(ENDED),
            (_, Standing::Settling) => Wait::On,
            // A trunk that is inactive may be changed, and stays so.
            (Seen::There(shown), Standing::Ready | Standing::Inactive) => {
                if self.shows_what_was(&shown.json, change, clearing) { Wait::Shortly } else { Wait::Over }
            }
        };
        let seen = match self.wait(change.base, NotFound::Doubted, settled).await {
            // Its time is over: what it shows now counts.
            Err(Trouble::OutOfTime { standing: Standing::Ready | Standing::Inactive, .. }) => {
                self.look(change.base).await?
            }
            seen => seen?,
        };
        match seen {
            Seen::There(shown) => Ok(shown.json),
            Seen::Gone => Err(Trouble::Unsettled(VANISHED)),
        }
    }

    /// The object in an answer, if it is the one that was changed.
    pub fn told(&self, answered: &Answered, object: &Object) -> Option<Json> {
        self.shown(&answered.response).filter(|json| self.is_about(json, object))
    }

    /// Whether an attribute that was changed is still shown with the value from before.
    fn shows_what_was(&self, json: &Json, change: &Change<'_>, clearing: Clearing) -> bool {
        let shown = decode(self.resource, json, change.base, Some(change.prior)).state;
        // In the order of then, if the vendor has one of its own.
        let then = decode(self.resource, json, change.prior, None).state;
        change.changes.iter().map(|change| change.attribute()).any(|attribute| {
            let (before, wanted) = (change.prior.get(attribute.name), change.base.get(attribute.name));
            // What should be empty and is not gets the second way of being emptied, if there is one, and no wait before.
            let next = clearing == Clearing::First && is_nothing(attribute, wanted) && attribute.cleared_by.len() > 1;
            // The state of a secret that is not kept does not say what it was before.
            let was = equal(attribute, then.get(attribute.name), before) || (attribute.is_kept() && before.is_null());
            was && !equal(attribute, shown.get(attribute.name), wanted) && !next
        })
    }

    /// Whether an answer shows every value that is to be seen in it.
    pub fn tells_all(&self, planned: &Object, shown: &Json) -> bool {
        self.resource.attributes.iter().all(|attribute| match attribute.place {
            Place::Body(_)
                if attribute.writable() && !attribute.is_secret() && planned.get(attribute.name).is_set() =>
            {
                tells(self.resource, attribute, shown)
            }
            _ => true,
        })
    }

    /// The state of the vendor's object where nothing was to be changed, without secrets that no configuration asked for.
    pub fn looked_at(&self, prior: &Object, private: &Private, shown: &Json) -> Decoded {
        let mut decoded = decode(self.resource, shown, prior, None);
        if !private.imported {
            decoded.state = without_unasked_secrets(self.resource, prior, decoded.state);
        }
        decoded
    }

    /// The state of the vendor's object, and where it differs from the plan.
    pub fn held_against(
        &self,
        shown: &Json,
        change: &Change<'_>,
        planned: &Object,
        config: &Object,
        found: &mut Diagnostics,
    ) -> (Object, Vec<Difference>) {
        let decoded = decode(self.resource, shown, change.base, Some(change.prior));
        self.warn_of_odd_members(&decoded, found);
        let differences = differences(self.resource, config, planned, &decoded.state);
        (decoded.state, differences)
    }

    /// Warns of members that the vendor shows in a form nobody expects.
    pub fn warn_of_odd_members(&self, decoded: &Decoded, found: &mut Diagnostics) {
        for attribute in self.resource.attributes {
            if attribute.json_path().is_some_and(|path| decoded.odd.contains(&path)) {
                let (title, name) = (self.account.vendor.title, attribute.name);
                found.warn_at(
                    Path::attribute(name),
                    format!("{title} shows {name} in an unknown form"),
                    format!(
                        "\"{}\" in the answer of {} has another type or word than {title}'s pages document. \"{name}\" \
                         keeps the value it had, and changes of it there go unseen.",
                        attribute.json_path().unwrap_or_default(),
                        self.account.there()
                    ),
                );
            }
        }
    }
}

/// Takes over the address that a call went through: an object that was reached there lives there from then on, whatever
/// becomes of the setting.
pub fn settle_address(address: &[(&'static str, String)], state: &mut Object) {
    for (name, value) in address {
        if state.get(name).is_null() {
            state.set(*name, Value::String(value.clone()));
        }
    }
}
