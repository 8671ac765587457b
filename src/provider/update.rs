//! The story of an update: the planned changes become the vendor's own update call, one request with only what differs,
//! and none if nothing differs.

use serde_json::Value as Json;

use super::Outcome;
use super::look::{Answered, Seen, Trunk};
use super::report::Trouble;
use super::wait::Wait;
use crate::diagnostic::Diagnostics;
use crate::engine::{Changes, carry_unknown, clearing_again, decode, diff, update_body, whole_body};
use crate::request::Repeat;
use crate::schema::{Standing, Verdict};
use crate::value::Object;

impl Trunk {
    /// Brings the object from its prior state to the planned one.
    pub async fn update(&self, prior: &Object, planned: &Object, config: &Object) -> Outcome {
        let changes = diff(self.resource, prior, planned);
        let base = filled(planned, prior);
        let Some(body) = update_body(self.resource, &changes, prior, planned) else {
            return Outcome { state: Some(base), diagnostics: Diagnostics::default() };
        };
        let answered = match self.change(prior, planned, &changes, body).await {
            Ok(answered) => answered,
            Err(trouble) => return self.unchanged(prior, planned, trouble).await,
        };
        let mut found = Diagnostics::default();
        match self.after_change(answered, &base, &changes).await {
            Ok(shown) => self.outcome(&shown, &base, planned, config, found),
            Err(trouble) => {
                let advice = "The change itself was accepted; `terraform plan` shows what became of it.";
                self.report(&mut found, "show the change of", &trouble, advice);
                Outcome { state: Some(base), diagnostics: found }
            }
        }
    }

    /// Sends the change.
    async fn change(
        &self,
        prior: &Object,
        planned: &Object,
        changes: &Changes,
        mut body: Json,
    ) -> Result<Answered, Trouble> {
        if self.resource.hooks.busy(prior) {
            self.wait(prior, settled).await?;
        }
        if changes.iter().any(|change| change.attribute().keeps_unknown)
            && let Seen::There(shown) = self.look(prior).await?
        {
            carry_unknown(changes, &mut body, &shown);
        }
        let mut answered = self.send_update(planned, body).await?;
        if let (Verdict::Unsupported, Some(whole)) = (answered.verdict, &self.resource.calls.update_whole) {
            let body = whole_body(self.resource, planned);
            answered = self.send(whole, planned, Some(body), Repeat::Idempotent).await?;
        }
        if answered.verdict == Verdict::Done { Ok(answered) } else { Err(self.refused(answered)) }
    }

    /// Sends the vendor's update call. A resource without one never comes here: its every change takes a new object.
    pub async fn send_update(&self, object: &Object, body: Json) -> Result<Answered, Trouble> {
        let update = self.resource.calls.update.as_ref().ok_or(Trouble::Unsettled("has no call to change it"))?;
        self.send(update, object, Some(body), Repeat::Idempotent).await
    }

    /// What the vendor shows after the change: in its answer if that tells all, else on a look. What should be empty
    /// and is not gets the vendor's second way of being emptied, if there is one.
    async fn after_change(&self, answered: Answered, base: &Object, changes: &Changes) -> Result<Json, Trouble> {
        let shown = self.settled_after(answered, base).await?;
        let state = decode(self.resource, &shown, base).state;
        let Some(body) = clearing_again(self.resource, changes, &state) else { return Ok(shown) };
        let again = self.send_update(base, body).await?;
        if again.verdict != Verdict::Done {
            return Err(self.refused(again));
        }
        self.settled_after(again, base).await
    }

    /// What the vendor shows after an accepted call: in its answer if that tells all, else on a look.
    pub async fn settled_after(&self, answered: Answered, base: &Object) -> Result<Json, Trouble> {
        let told = self.shown(&answered.response).filter(|json| self.tells_all(base, json));
        match told.filter(|json| self.resource.hooks.standing(json) == Standing::Ready) {
            Some(json) => Ok(json),
            None => match self.wait(base, settled).await? {
                Seen::There(json) => Ok(json),
                Seen::Gone => Err(Trouble::Unsettled("no longer shows it")),
            },
        }
    }

    /// The outcome of a change that failed. Where it may have happened all the same, the vendor is asked before anything
    /// is said; secrets stay those that surely were accepted.
    async fn unchanged(&self, prior: &Object, planned: &Object, trouble: Trouble) -> Outcome {
        let mut found = Diagnostics::default();
        let (mut state, mut advice) = (prior.clone(), "The state is left as it was.");
        if trouble.leaves_doubt()
            && let Ok(Seen::There(shown)) = self.look(prior).await
        {
            state = decode(self.resource, &shown, prior).state;
            advice = match diff(self.resource, prior, &state).is_empty() {
                true => "It shows the values from before.",
                false if diff(self.resource, &state, planned).is_empty() => "All the same it shows the new values now.",
                false => "It shows other values than before; the state holds them.",
            };
        }
        self.report(&mut found, "change", &trouble, advice);
        Outcome { state: Some(state), diagnostics: found }
    }
}

/// Not on its way anywhere. A trunk that is inactive may be changed, and stays so.
fn settled(seen: &Seen, standing: Standing) -> Wait {
    match (seen, standing) {
        (Seen::Gone, _) => Wait::Failed("no longer shows it"),
        (_, Standing::Ready | Standing::Inactive) => Wait::Over,
        (_, Standing::Settling) => Wait::On,
        (_, Standing::Ended) => Wait::Failed("shows it as being removed"),
    }
}

/// The plan, with what only the apply could tell taken from the prior state.
fn filled(planned: &Object, prior: &Object) -> Object {
    planned.iter().map(|(name, value)| (name, value.clone().known_or(|| prior.get(name).clone()).settled())).collect()
}
