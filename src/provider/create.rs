//! The story of a create. There is no idempotency key at any vendor, so the call is sent once; what it made is in the
//! state from then on, whatever else fails.

use serde_json::Value as Json;

use super::Outcome;
use super::look::{Seen, Trunk, Wait};
use super::report::Trouble;
use crate::diagnostic::Diagnostics;
use crate::engine::{create_body, decode, verify};
use crate::request::Repeat;
use crate::schema::{Place, Standing, Verdict};
use crate::value::{Object, Value};

impl Trunk {
    /// Makes the planned object and waits until it is in service.
    pub async fn create(&self, planned: &Object, config: &Object) -> Outcome {
        let mut found = Diagnostics::default();
        let (id, answer) = match self.make(planned).await {
            Ok(made) => made,
            Err(trouble) => {
                let advice = if trouble.leaves_doubt() { self.stray() } else { String::new() };
                self.report(&mut found, "create", &trouble, &advice);
                return Outcome { state: None, diagnostics: found };
            }
        };
        let mut base = planned.clone();
        base.set("id", Value::String(id));
        let mut shown = answer;
        if !self.tells_all(planned, &shown) || self.resource.hooks.standing(&shown) != Standing::Ready {
            match self.wait(&base, in_service).await {
                Ok(Seen::There(json)) => shown = json,
                Ok(Seen::Gone) => {}
                Err(trouble) => {
                    self.report(&mut found, "finish", &trouble, &self.tainted());
                    return Outcome { state: Some(decode(self.resource, &shown, &base).state), diagnostics: found };
                }
            }
        }
        self.outcome(&shown, &base, planned, config, found)
    }

    /// The state that the vendor's object makes, held against the plan.
    pub fn outcome(
        &self,
        shown: &Json,
        base: &Object,
        planned: &Object,
        config: &Object,
        mut found: Diagnostics,
    ) -> Outcome {
        let decoded = decode(self.resource, shown, base);
        self.odd(&decoded, &mut found);
        let (state, mismatches) = verify(self.account.vendor, self.resource, config, planned, decoded.state);
        found.extend(mismatches);
        Outcome { state: Some(state), diagnostics: found }
    }

    async fn make(&self, planned: &Object) -> Result<(String, Json), Trouble> {
        let body = create_body(self.resource, planned);
        let answered = self.send(&self.resource.calls.create, planned, Some(body), Repeat::Never).await?;
        if answered.verdict != Verdict::Done {
            return Err(self.refused(answered));
        }
        let shown = answered.response.json().unwrap_or_default();
        if let Some(id) = self.id_of(&shown) {
            return Ok((id, shown));
        }
        match self.recognised(planned, &shown).await {
            Some(id) => Ok((id, shown)),
            None => Err(Trouble::Strange(answered.line, "no id in it".into())),
        }
    }

    /// The id of an object whose create was answered without one: that of the only row in the list with the same
    /// vendor-drawn values as the answer. Nothing is guessed from what the user wrote, for it need not be unique.
    async fn recognised(&self, planned: &Object, shown: &Json) -> Option<String> {
        let drawn: Vec<_> = self
            .resource
            .attributes
            .iter()
            .filter(|attribute| !attribute.writable() && attribute.stable)
            .filter_map(|attribute| attribute.json_path())
            .filter(|path| shown[*path].is_string())
            .collect();
        let rows = if drawn.is_empty() { vec![] } else { self.rows(planned).await.ok()? };
        let mut same = rows.iter().filter(|row| drawn.iter().all(|path| row[*path] == shown[*path]));
        same.next().filter(|_| same.next().is_none()).and_then(|row| self.id_of(row))
    }

    /// Whether an answer shows every value that is to be seen in it.
    pub fn tells_all(&self, planned: &Object, shown: &Json) -> bool {
        self.resource.attributes.iter().all(|attribute| match attribute.place {
            Place::Body(path) if !attribute.secret && planned.get(attribute.name).is_set() => {
                path.split('.').try_fold(shown, |json, name| json.get(name)).is_some()
            }
            _ => true,
        })
    }

    /// What to do when nobody knows whether something was made.
    fn stray(&self) -> String {
        let (title, noun) = (self.account.vendor.title, self.resource.noun);
        format!(
            "A {noun} may exist at {title} all the same; the call was not sent again, for that could make a second one. \
             Look there, and import the {noun} if it is there."
        )
    }

    /// What to do about an object that is made but not seen in service.
    fn tainted(&self) -> String {
        let noun = self.resource.noun;
        format!(
            "The {noun} was made and is in the state, marked as tainted, so that the next apply would replace it. To keep \
             it, run `terraform untaint` for it once it is in order."
        )
    }
}

/// In service; not being shown at all is "not yet" for a moment.
fn in_service(seen: &Seen, standing: Standing) -> Wait {
    match (seen, standing) {
        (Seen::Gone, _) => Wait::Shortly,
        (_, Standing::Ready) => Wait::Over,
        (_, Standing::Settling) => Wait::On,
        (_, Standing::Inactive) => Wait::Failed("shows the trunk as inactive instead of provisioning it"),
        (_, Standing::Ended) => Wait::Failed("shows the trunk as being removed instead of provisioning it"),
    }
}
