//! The story of a create. There is no idempotency key at any vendor, so the call is sent once; what it made is in the
//! state from then on, whatever else fails.

use serde_json::Value as Json;

use super::Outcome;
use super::look::{Seen, Trunk};
use super::report::Trouble;
use super::wait::Wait;
use crate::diagnostic::Diagnostics;
use crate::engine::{create_body, decode, diff, update_body, verify};
use crate::request::Repeat;
use crate::schema::{Place, Presence, Standing, Verdict};
use crate::value::{Object, Value};

impl Trunk {
    /// Makes the planned object and waits until it is in service.
    pub async fn create(&self, planned: &Object, config: &Object) -> Outcome {
        let mut found = Diagnostics::default();
        let (id, mut shown) = match self.make(planned).await {
            Ok(made) => made,
            Err(trouble) => {
                let advice = if trouble.leaves_doubt() { self.stray(planned).await } else { String::new() };
                self.report(&mut found, "create", &trouble, &advice);
                return Outcome { state: None, diagnostics: found };
            }
        };
        let mut base = planned.clone();
        base.set("id", Value::String(id));
        match self.finish(&base, &mut shown, &mut found).await {
            Ok(()) => self.outcome(&shown, &base, planned, config, found),
            Err(trouble) => {
                self.report(&mut found, "finish", &trouble, &self.tainted());
                Outcome { state: Some(decode(self.resource, &shown, &self.as_made(&base)).state), diagnostics: found }
            }
        }
    }

    /// Sees to it that a new object is in service and has what a create does not take; `shown` is what the vendor showed
    /// last. Even one whose create was answered with all there is to tell is looked for: one that shows late would be
    /// taken for gone by the next refresh, and made a second time.
    async fn finish(&self, base: &Object, shown: &mut Json, found: &mut Diagnostics) -> Result<(), Trouble> {
        let told = self.tells_all(&self.as_made(base), shown) && self.resource.hooks.standing(shown) == Standing::Ready;
        match self.wait(base, if told { visible } else { in_service }).await {
            Ok(Seen::There(json)) => *shown = json,
            Ok(Seen::Gone) => {}
            Err(trouble) if told => {
                self.report_warning(found, "show", &trouble, "The answer to its create is taken for it.")
            }
            Err(trouble) => return Err(trouble),
        }
        let made = decode(self.resource, shown, &self.as_made(base)).state;
        let mut changes = diff(self.resource, &made, base);
        changes.retain(|change| change.attribute().after_create);
        if let Some(body) = update_body(self.resource, &changes, &made, base) {
            let answered = self.send_update(base, body).await?;
            if answered.verdict != Verdict::Done {
                return Err(self.refused(answered));
            }
            *shown = self.settled_after(answered, base).await?;
        }
        Ok(())
    }

    /// The plan with the documented values in place of what a create does not take: that much is there at first.
    fn as_made(&self, base: &Object) -> Object {
        let mut made = base.clone();
        for attribute in self.resource.attributes.iter().filter(|attribute| attribute.after_create) {
            let documented = match attribute.presence {
                Presence::Default(default) => default.value(),
                _ => Value::Null,
            };
            made.set(attribute.name, documented);
        }
        made
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
        // A create may be answered with the object, wrapped or not, or with no more than its id.
        let answer = answered.response.json().unwrap_or_default();
        let shown = self.shown(&answered.response).unwrap_or(answer);
        if let Some(id) = self.id_of(&shown) {
            return Ok((id, shown));
        }
        match self.recognised(planned, &shown).await {
            Some(id) => Ok((id, shown)),
            None => Err(Trouble::Strange(answered.line, "no id in it".into())),
        }
    }

    /// The id of an object whose create was answered without one: that of the only row in the list with the same
    /// vendor-drawn values as the answer, or with the key that no two objects share. Nothing else is guessed.
    async fn recognised(&self, planned: &Object, shown: &Json) -> Option<String> {
        let drawn: Vec<_> = self
            .resource
            .attributes
            .iter()
            .filter(|attribute| !attribute.writable() && attribute.stable)
            .filter_map(|attribute| attribute.json_path())
            .filter(|path| shown[*path].is_string())
            .collect();
        if drawn.is_empty() {
            return self.id_by_key(planned).await;
        }
        let rows = self.rows(planned).await.ok()?;
        let mut same = rows.iter().filter(|row| drawn.iter().all(|path| row[*path] == shown[*path]));
        same.next().filter(|_| same.next().is_none()).and_then(|row| self.id_of(row))
    }

    /// The id of the object with the planned object's natural key, if the resource has one.
    async fn id_by_key(&self, planned: &Object) -> Option<String> {
        let key = planned.get(self.resource.natural_key?).as_str()?;
        self.find(planned, key).await.ok()?
    }

    /// Whether an answer shows every value that is to be seen in it.
    pub fn tells_all(&self, planned: &Object, shown: &Json) -> bool {
        self.resource.attributes.iter().all(|attribute| match attribute.place {
            Place::Body(path) if attribute.writable() && !attribute.secret && planned.get(attribute.name).is_set() => {
                path.split('.').try_fold(shown, |json, name| json.get(name)).is_some()
            }
            _ => true,
        })
    }

    /// What to do when nobody knows whether something was made.
    async fn stray(&self, planned: &Object) -> String {
        let (title, noun) = (self.account.vendor.title, self.resource.noun);
        let look = match self.id_by_key(planned).await {
            Some(id) => format!("{title} shows such a {noun} with the id {id} now: import it."),
            None => format!("Look there, and import the {noun} if it is there."),
        };
        format!(
            "A {noun} may exist at {title} all the same; the call was not sent again, for that could make a second one. {look}"
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

/// Shown at all.
fn visible(seen: &Seen, _: Standing) -> Wait {
    if matches!(seen, Seen::Gone) { Wait::Shortly } else { Wait::Over }
}

/// In service; not being shown at all is "not yet" for a moment.
fn in_service(seen: &Seen, standing: Standing) -> Wait {
    match (seen, standing) {
        (Seen::Gone, _) => Wait::Shortly,
        (_, Standing::Ready) => Wait::Over,
        (_, Standing::Settling) => Wait::On,
        (_, Standing::Inactive) => Wait::Failed("shows it as inactive instead of provisioning it"),
        (_, Standing::Ended) => Wait::Failed("shows it as being removed instead of provisioning it"),
    }
}
