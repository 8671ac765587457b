//! The story of an update: the planned changes become the vendor's own update call, one request with only what differs,
//! and none if nothing differs.

use serde_json::Value as Json;

use super::Outcome;
use super::private::{Private, start};
use super::report::{ENDED, Trouble, VANISHED};
use super::settle::{Change, NotFound, Wait};
use super::talk::{Managed, Seen};
use crate::diagnostic::{Diagnostics, Path};
use crate::engine::{self, Changes, Difference, Step, Wish, aimed, diff};
use crate::schema::{Attribute, Place, Standing, Verdict};
use crate::value::Object;

/// Where nobody could look what became of a change.
const CHANGE_NOT_SEEN: &str = "Nor could it be looked at; `terraform plan` shows what became of it.";
/// Where that is so of a change that was accepted.
const ACCEPTED_UNSEEN: &str =
    "The change was accepted, but could not be looked at; `terraform plan` shows what became of it.";
/// What becomes of a secret in it.
const NO_SECRET_TOLD: &str = "No answer shows whether the password was taken; the next apply sends it again.";

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
        let (changes, is_silent) = (step.changes.clone(), step.is_silent);
        let change = Change { prior: &seen, base: &base, changes: &changes };
        let answered = match self.change(step, &seen, &base).await.and_then(|answered| self.accepted(answered, &change))
        {
            Ok(answered) => answered,
            Err(trouble) => return self.unchanged(prior, planned, private, &trouble).await,
        };
        let partly = self.partly(&answered);
        let is_told = self.told(&answered, &base).is_some();
        let is_mute = answered.is_mute() && !is_silent;
        let (shown, second) = match self.settled(answered, &change).await {
            Ok(settled) => settled,
            Err(trouble) => {
                if let Some(partly) = &partly {
                    return self.unchanged(prior, planned, private, partly).await;
                }
                let mut state = base.clone();
                // A success that tells nothing of the object may be somebody else's.
                let doubts = !is_told && !self.doubt_secrets(&changes, None, [prior, planned], &mut state).is_empty();
                let advice = match doubts {
                    true => format!("{ACCEPTED_UNSEEN} {NO_SECRET_TOLD}"),
                    false => ACCEPTED_UNSEEN.into(),
                };
                self.report(&mut found, &self.did_not("show the change of"), &trouble, &advice);
                let private = private.updated(self.resource, &changes, &seen);
                return Outcome { state: Some(state), private, diagnostics: found };
            }
        };
        let mut state = self.verified(&shown, &change, planned, config, &mut found, second);
        if let Some(trouble) = partly {
            let secrets = self.doubt_secrets(&changes, Some(&shown), [prior, planned], &mut state);
            let untold = if secrets.contains(&None) { NO_SECRET_TOLD } else { "" };
            let advice = format!("The state holds what is shown of it. {untold}");
            self.report(&mut found, &self.did_not("make all of the change of"), &trouble, advice.trim());
        }
        if is_mute && !found.has_errors() {
            self.warn_of_mute_acceptance(&changes, &mut found);
        }
        let private = private.updated(self.resource, &changes, &seen).shown(self.resource, &shown);
        Outcome { state: Some(state), private, diagnostics: found }
    }

    /// Warns that an answer without content, where the vendor documents the object, is all that says that a secret was taken.
    fn warn_of_mute_acceptance(&self, changes: &Changes, found: &mut Diagnostics) {
        for attribute in changes.iter().map(|change| change.attribute()).filter(|attribute| !attribute.is_shown()) {
            let (title, name, noun) = (self.account.vendor.title, attribute.name, self.resource.noun);
            found.warn_at(
                Path::attribute(name),
                format!("{title} did not say that it took {name}"),
                format!(
                    "{} answered with success and nothing else, where {title} documents the {noun}, and no read shows {name}. \
                     It counts as taken. If the old one is still in force, change it once more.",
                    self.account.there()
                ),
            );
        }
    }

    /// Sends the change, once the vendor takes one.
    async fn change(&self, step: Step, prior: &Object, planned: &Object) -> Result<super::talk::Answered, Trouble> {
        if self.resource.hooks.busy(prior) {
            let idle = |seen: &Seen, standing: Standing| match (seen, standing) {
                (Seen::Gone, _) => Wait::Failed(VANISHED),
                (_, Standing::Ready | Standing::Inactive) => Wait::Over,
                (_, Standing::Settling) => Wait::On,
                (_, Standing::Ended) => Wait::Failed(ENDED),
            };
            self.wait(prior, NotFound::Doubted, idle).await.map_err(Trouble::before)?;
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
            Err(trouble) => self.report_unread(&mut found, &trouble, "Nothing was changed."),
        }
        Err(found)
    }

    /// The state that the vendor shows, with an error for what was asked for and is not there. `second` is what became of the
    /// call for what the first one had not emptied, if it failed.
    fn verified(
        &self,
        shown: &Json,
        change: &Change<'_>,
        planned: &Object,
        config: &Object,
        found: &mut Diagnostics,
        second: Option<Trouble>,
    ) -> Object {
        let (mut state, differences) = self.held_against(shown, change, planned, config, found);
        let (title, there) = (self.account.vendor.title, self.account.there());
        let told = second.map_or_else(Vec::new, |trouble| self.report_kept(&trouble, change, &differences, found));
        let sent = |attribute: &Attribute| change.changes.iter().any(|change| change.attribute() == attribute);
        let is_refused = |difference: &Difference| difference.wish == Wish::Asked && sent(difference.attribute);
        if differences.iter().any(is_refused) {
            // Who has not taken one value of a call may have taken none.
            self.doubt_secrets(change.changes, Some(shown), [change.prior, planned], &mut state);
        }
        let untold = |difference: &&Difference| difference.wish == Wish::Asked && !told.contains(&difference.attribute);
        for difference in differences.iter().filter(untold) {
            let (summary, detail) = self.refusal(difference, sent(difference.attribute));
            found.error_at(Path::attribute(difference.attribute.name), summary, detail);
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
                // Left out, so it is the vendor's to choose: what is asked for and not there was an error.
                _ if difference.attribute.writable() => Some((
                    format!("{title} changed {name} too"),
                    format!(
                        "{there} changed more than it was asked for: {}. The next refresh takes it over.",
                        difference.says
                    ),
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

    /// What to say where a value is not there that was asked for, in a change that was accepted.
    fn refusal(&self, difference: &Difference, was_sent: bool) -> (String, String) {
        let (title, there) = (self.account.vendor.title, self.account.there());
        let (name, says) = (difference.attribute.name, &difference.says);
        let (summary, what) = match was_sent {
            true => (format!("{title} did not take {name}"), format!("{there} answered that all is well, but {says}.")),
            false => (
                format!("{title} shows another {name} since the plan"),
                format!(
                    "{there} took the change, but {says}. That was not sent: it has come along with the change, or somebody \
                     else has set it."
                ),
            ),
        };
        (summary, format!("{what} The state holds what is there; another apply tries again."))
    }

    /// Says that the second way of emptying failed, on the first of what it has not emptied. Returns all of that.
    fn report_kept(
        &self,
        trouble: &Trouble,
        change: &Change<'_>,
        differences: &[Difference],
        found: &mut Diagnostics,
    ) -> Vec<&'static Attribute> {
        let differs = |attribute: &Attribute| differences.iter().any(|difference| difference.attribute == attribute);
        let cleared = change.changes.iter().filter_map(|change| match change {
            engine::Change::Clear(attribute) => Some(*attribute),
            _ => None,
        });
        let kept: Vec<_> = cleared.filter(|attribute| differs(attribute)).collect();
        let path = kept.first().map_or_else(Path::default, |attribute| Path::attribute(attribute.name));
        let advice = "The other changes were accepted, but this second call for what was not emptied yet failed. The state \
                      holds what was seen last.";
        found.error_at(path, self.did_not("empty a part of"), self.explained(trouble, advice));
        kept
    }

    /// Has the state hold the secrets of a change of which nobody knows whether it was made, as they are shown. Returns of each
    /// whether the vendor has taken it, if that is shown.
    fn doubt_secrets(
        &self,
        sent: &Changes,
        shown: Option<&Json>,
        change: [&Object; 2],
        state: &mut Object,
    ) -> Vec<Option<bool>> {
        let secrets = sent.iter().map(|change| change.attribute()).filter(|attribute| attribute.is_kept());
        secrets.map(|secret| engine::doubted(self.resource, secret, shown, change, state)).collect()
    }

    /// The outcome of a change that failed. Where it may have happened all the same, the vendor is asked before anything
    /// is said. Nor does what is remembered end with what nobody can confirm.
    async fn unchanged(&self, prior: &Object, planned: &Object, private: &Private, trouble: &Trouble) -> Outcome {
        let mut found = Diagnostics::default();
        let (title, noun) = (self.account.vendor.title, self.resource.noun);
        if !trouble.leaves_doubt() {
            let not_found = match trouble {
                Trouble::Refused { verdict: Verdict::Gone | Verdict::Doubtful, complaint, .. } => {
                    complaint.unread.is_none() && !private.may_show_late()
                }
                _ => false,
            };
            let then = match not_found {
                true => format!(" If the {noun} is gone, the next plan shows that, and creates it anew."),
                false => String::new(),
            };
            let advice = format!("The state is left as it was.{then}");
            self.report(&mut found, &self.did_not("change"), trouble, &advice);
            return Outcome::unchanged(prior, private, found);
        }
        let sent = diff(self.resource, prior, planned);
        let shown = match self.look(prior).await {
            Ok(Seen::There(shown)) => Some(shown.json),
            _ => None,
        };
        let mut state =
            shown.as_ref().map_or_else(|| prior.clone(), |shown| self.looked_at(prior, private, shown).state);
        let as_before = diff(self.resource, prior, &state).is_empty();
        let secrets = self.doubt_secrets(&sent, shown.as_ref(), [prior, planned], &mut state);
        let as_before = as_before && !secrets.contains(&Some(true));
        // What only the vendor could tell is as planned, whatever it is.
        let wanted = aimed(self.resource, planned, &state);
        let as_wanted = diff(self.resource, &state, &wanted).iter().all(|change| change.attribute().is_kept());
        let shows = |what: &str| format!("{title} {what}");
        let unconfirmed = || self.did_not("confirm the change of");
        let (what, advice) = match () {
            () if shown.is_none() => {
                (format!("It is not known whether {title} changed the {noun}"), CHANGE_NOT_SEEN.to_owned())
            }
            () if as_before && secrets.len() == sent.len() && !secrets.contains(&Some(false)) => {
                (unconfirmed(), String::new())
            }
            () if as_before => (self.did_not("change"), shows("still shows the old values: apply again.")),
            () if as_wanted && secrets.contains(&None) => (unconfirmed(), shows("shows the new values all the same.")),
            () if as_wanted => (unconfirmed(), shows("shows the new values all the same: nothing more is to do.")),
            () => (unconfirmed(), shows("shows other values than before, and they are in the state: plan again.")),
        };
        let said = [Some(advice.as_str()), secrets.contains(&None).then_some(NO_SECRET_TOLD)].into_iter().flatten();
        let advice = said.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        self.report(&mut found, &what, trouble, &advice);
        Outcome { state: Some(state), private: private.doubted(&sent), diagnostics: found }
    }
}
