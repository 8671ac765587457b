//! The story of an update: the planned changes become the vendor's own update call, one request with only what differs,
//! and none if nothing differs.

use super::Outcome;
use super::private::{Private, start};
use super::report::Trouble;
use super::settle::{Change, NotFound, Wait};
use super::talk::{Managed, Seen};
use crate::diagnostic::{Diagnostics, Path};
use crate::engine::{self, Difference, Step, Wish, aimed, diff, send_again};
use crate::schema::{Attribute, Place, Standing};
use crate::value::Object;

impl Managed {
    /// Brings the object from its prior state to the planned one.
    pub async fn update(&self, prior: &Object, planned: &Object, config: &Object, private: &Private) -> Outcome {
        let mut found = Diagnostics::default();
        let seen = start(self.resource, private.seen_by(self.resource, config, prior), prior, planned);
        if let Err(elsewhere) = self.lives_where_planned(prior, planned).await {
            return Outcome::unchanged(prior, private, elsewhere);
        }
        let base = aimed(self.resource, planned, &seen);
        let step = match engine::update(self.resource, &seen, planned, self.setting()) {
            Ok(Some(step)) => step.knowing(private.known_secrets(self.resource, prior)),
            Ok(None) => return Outcome { state: Some(base), private: private.clone(), diagnostics: found },
            Err(missing) => return self.unchanged(prior, planned, private, &Trouble::Unaddressed(missing)).await,
        };
        if !self.account.was_there(self.resource, prior) {
            return self.unchanged(prior, planned, private, &Trouble::Twice).await;
        }
        let changes = step.changes.clone();
        let change = Change { prior: &seen, base: &base, changes: &changes };
        let answered = match self.change(step, &seen, &base).await {
            Ok(answered) => answered,
            Err(trouble) => return self.unchanged(prior, planned, private, &trouble).await,
        };
        let partly = self.partly(&answered);
        let (shown, second) = match self.settled(answered, &change).await {
            Ok(settled) => settled,
            Err(trouble @ Trouble::Strange(..)) => return self.unchanged(prior, planned, private, &trouble).await,
            Err(trouble) => {
                let advice =
                    "The change was accepted, but could not be looked at; `terraform plan` shows what became of it.";
                self.report(&mut found, &self.did_not("show the change of"), &trouble, advice);
                let private = private.updated(self.resource, &changes, &seen);
                return Outcome { state: Some(base), private, diagnostics: found };
            }
        };
        let mut state = self.verified(&shown, &change, planned, config, &mut found, second);
        if let Some(trouble) = partly {
            self.without_unconfirmed_secrets(&shown, &change, &mut state);
            let advice = "The state holds what is shown of it. A secret that is not shown counts as not taken, and the next \
                          apply sends it again.";
            self.report(&mut found, &self.did_not("make all of the change of"), &trouble, advice);
        }
        Outcome { state: Some(state), private: private.updated(self.resource, &changes, &seen), diagnostics: found }
    }

    /// Sends the change, once the vendor takes one.
    async fn change(&self, step: Step, prior: &Object, planned: &Object) -> Result<super::talk::Answered, Trouble> {
        if self.resource.hooks.busy(prior) {
            let idle = |seen: &Seen, standing: Standing| match (seen, standing) {
                (Seen::Gone, _) => Wait::Failed("no longer shows it"),
                (_, Standing::Ready | Standing::Inactive) => Wait::Over,
                (_, Standing::Settling) => Wait::On,
                (_, Standing::Ended) => Wait::Failed("shows it as being removed"),
            };
            self.wait(prior, NotFound::Doubted, idle).await?;
        }
        self.carry_out(step, prior, planned).await
    }

    /// An address that the configuration names late, for an object that was read without it, must be right before it gets
    /// into the state.
    async fn lives_where_planned(&self, prior: &Object, planned: &Object) -> Result<(), Diagnostics> {
        let late = self.resource.attributes.iter().find(|attribute| {
            attribute.place == Place::Address
                && prior.get(attribute.name).is_null()
                && planned.get(attribute.name).is_set()
        });
        let Some(attribute) = late else { return Ok(()) };
        let mut found = Diagnostics::default();
        let (there, noun, name) = (self.account.there(), self.resource.noun, attribute.name);
        match self.look(planned).await {
            Ok(Seen::There(_)) => return Ok(()),
            Ok(Seen::Gone) => found.error_at(
                Path::attribute(name),
                format!("The {noun} is not there"),
                format!(
                    "{there} shows no such {noun} at \"{name}\" = \"{}\". Write the one that it belongs to, or remove the \
                     line. Nothing was changed.",
                    planned.get(name).as_str().unwrap_or_default()
                ),
            ),
            Err(trouble) => self.report(&mut found, &self.did_not("show"), &trouble, "Nothing was changed."),
        }
        Err(found)
    }

    /// The state that the vendor shows, with an error for what was asked for and is not there. `second` is what became of the
    /// call for what the first one had not emptied, if it failed.
    fn verified(
        &self,
        shown: &serde_json::Value,
        change: &Change<'_>,
        planned: &Object,
        config: &Object,
        found: &mut Diagnostics,
        second: Option<Trouble>,
    ) -> Object {
        let (mut state, differences) = self.held_against(shown, change, planned, config, found);
        let (title, there) = (self.account.vendor.title, self.account.there());
        let told = second.and_then(|trouble| self.report_kept(&trouble, change, &differences, found));
        for difference in &differences {
            let name = difference.attribute.name;
            if difference.wish == Wish::Asked {
                send_again(self.resource, difference.attribute, change.prior, &mut state);
                if told == Some(difference.attribute) {
                    continue;
                }
                let sent = change.changes.iter().any(|change| change.attribute().name == name);
                let (summary, what) = match sent {
                    true => (
                        format!("{title} did not take {name}"),
                        format!("{there} answered that all is well, but {}.", difference.says),
                    ),
                    false => (
                        format!("{title} shows another {name} since the plan"),
                        format!(
                            "{there} took the change, but {}. That was not sent: it has come along with the change, or \
                             somebody else has set it.",
                            difference.says
                        ),
                    ),
                };
                let detail = format!("{what} The state holds what is there; another apply tries again.");
                found.error_at(Path::attribute(name), summary, detail);
            }
        }
        if found.has_errors() {
            return state;
        }
        for difference in differences {
            let name = difference.attribute.name;
            let warning = match difference.wish {
                Wish::Outgrown => Some((
                    format!("{title} did not take away a part of {name}"),
                    format!(
                        "At {}, {}. From now on that is {title}'s own: it is not in the state, and no plan shows it.",
                        self.account.api.route(),
                        difference.says
                    ),
                )),
                _ if difference.attribute.writable() => Some((
                    format!("{title} changed {name} too"),
                    format!("{there} changed more than it was asked for: {}. The next plan shows it.", difference.says),
                )),
                _ => None,
            };
            if let Some((summary, detail)) = warning {
                found.warn_at(Path::attribute(name), summary, detail);
            }
            // Core accepts only the planned value, unless there is an error.
            state.set(name, planned.get(name).clone().settled());
        }
        state
    }

    /// Says that the second way of emptying failed, on what it has not emptied: which that is.
    fn report_kept(
        &self,
        trouble: &Trouble,
        change: &Change<'_>,
        differences: &[Difference],
        found: &mut Diagnostics,
    ) -> Option<&'static Attribute> {
        let differs = |attribute: &Attribute| differences.iter().any(|difference| difference.attribute == attribute);
        let kept = change.changes.iter().find_map(|change| match change {
            engine::Change::Clear(attribute) if differs(attribute) => Some(*attribute),
            _ => None,
        });
        let path = kept.map_or_else(Path::default, |attribute| Path::attribute(attribute.name));
        let advice = "The other changes were accepted, but this second call for what was not emptied yet failed. The state \
                      holds what is there.";
        found.error_at(path, self.did_not("empty a part of"), self.explained(trouble, advice));
        kept
    }

    /// Puts back the secrets that were sent and are not shown as they were sent.
    fn without_unconfirmed_secrets(&self, shown: &serde_json::Value, change: &Change<'_>, state: &mut Object) {
        let there = engine::decode(self.resource, shown, change.prior, None).state;
        for attribute in change.changes.iter().map(|change| change.attribute()).filter(|attribute| attribute.is_kept())
        {
            let (secret, sent) = (there.get(attribute.name), change.base.get(attribute.name));
            if !engine::equal(attribute, secret, sent) {
                state.set(attribute.name, secret.clone());
                send_again(self.resource, attribute, change.prior, state);
            }
        }
    }

    /// The outcome of a change that failed. Where it may have happened all the same, the vendor is asked before anything
    /// is said; secrets stay those that surely were accepted. Nor does what is remembered end with what nobody can confirm.
    async fn unchanged(&self, prior: &Object, planned: &Object, private: &Private, trouble: &Trouble) -> Outcome {
        let mut found = Diagnostics::default();
        let (mut state, mut deed, mut advice) = (prior.clone(), "change", "The state is left as it was.");
        if trouble.leaves_doubt()
            && let Ok(Seen::There(shown)) = self.look(prior).await
        {
            state = self.looked_at(prior, private, &shown.json).state;
            (deed, advice) = match diff(self.resource, prior, &state).is_empty() {
                true if !diff(self.resource, prior, planned).iter().any(|change| change.attribute().is_shown()) => (
                    "confirm the change of",
                    "No answer shows whether a secret was taken; the next apply sends it again.",
                ),
                true => (deed, "It still shows the old values."),
                false if diff(self.resource, &state, planned).is_empty() => {
                    ("confirm the change of", "All the same it shows the new values now.")
                }
                false => ("confirm the change of", "It shows other values than before; the state holds them."),
            };
        }
        self.report(&mut found, &self.did_not(deed), trouble, advice);
        let private = match trouble.leaves_doubt() {
            true => private.doubted(&diff(self.resource, prior, planned)),
            false => private.clone(),
        };
        Outcome { state: Some(state), private, diagnostics: found }
    }
}
