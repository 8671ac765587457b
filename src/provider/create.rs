//! The story of a create. There is no idempotency key at any vendor, so the call is sent once; what it made is in the
//! state from then on, whatever else fails.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use serde_json::Value as Json;

use super::Outcome;
use super::private::Private;
use super::report::Trouble;
use super::settle::{Change, NotFound, Wait};
use super::talk::{Create, Managed, Seen, Turns};
use crate::diagnostic::{Diagnostics, Path};
use crate::engine::{self, Wish, aimed, as_made, decode, replaced};
use crate::schema::{Attribute, Life, Standing};
use crate::value::{Object, Value};

/// What a create was answered.
struct Made {
    id: String,
    /// What the answer tells of the object.
    told: Json,
    /// The call.
    line: String,
    /// What the vendor says if not all of it was made.
    partly: Option<Trouble>,
}

/// What the vendor's list shows of an object of which nobody knows whether it was made.
enum Own {
    /// One that seems to be it, with this id.
    Shown(String),
    /// None that could be it.
    Missing,
    /// It cannot be read, or it does not tell which one it is.
    Unclear,
}

/// What became of the update right after a create.
struct FollowUp {
    /// What the vendor shows of the object.
    shown: Json,
    /// Why the update failed, or a part of it.
    trouble: Option<Trouble>,
    /// Whether the vendor was looked at after it had failed.
    looked: bool,
    /// What it replaced, in the vendor's JSON, if it was accepted.
    accepted: Option<Json>,
}

impl FollowUp {
    /// Whether the vendor was asked at all, if there was something to ask for.
    fn was_sent(&self) -> bool {
        self.accepted.is_some() || self.trouble.as_ref().is_none_or(Trouble::was_sent)
    }
}

impl Managed {
    /// Makes the planned object and waits until it is in service.
    pub async fn create(&self, planned: &Object, config: &Object) -> Outcome {
        let mut found = Diagnostics::default();
        let mut under_way = self.begin_create(planned);
        let made = self.make(planned).await;
        under_way.answered();
        let Made { id, told, line, partly } = match made {
            Ok(made) => made,
            Err(trouble) => {
                let doubtful = trouble.leaves_doubt();
                let own = if doubtful { self.perhaps(planned).await } else { Own::Unclear };
                self.not_made(own, &trouble, &mut found);
                return Outcome::none(found);
            }
        };
        let mut base = planned.clone();
        base.set("id", Value::String(id.clone()));
        let in_service = self.in_service(&base, told, &under_way, &mut found).await;
        let (Ok((shown, _)) | Err((shown, _))) = &in_service;
        if let Some(own) = self.mistaken(&base, shown).await {
            self.account.forget(self.resource, &base);
            let another = self.another(line, &id);
            let mut found = Diagnostics::default();
            self.not_made(own, &another, &mut found);
            return Outcome::none(found);
        }
        let (shown, private) = match in_service {
            Ok(in_service) => in_service,
            Err((shown, trouble)) => {
                self.report(&mut found, &self.did_not("finish"), &trouble, &self.tainted());
                let state = decode(self.resource, &shown, &as_made(self.resource, &base), None).state;
                return Outcome { state: Some(state), private: Private::default(), diagnostics: found };
            }
        };
        if let Some(trouble) = partly {
            let has_password = |attribute: &Attribute| attribute.is_kept() && !planned.get(attribute.name).is_null();
            let advice = match self.resource.attributes.iter().any(has_password) {
                true => "What is shown of it is in the state. No answer shows whether the password was taken.",
                false => "What is shown of it is in the state.",
            };
            self.report_warning(&mut found, &self.did_not("make all of"), &trouble, advice);
        }
        let (state, private) = self.completed(shown, private, &base, planned, config, &mut found).await;
        Outcome { state: Some(state), private, diagnostics: found }
    }

    /// Sends the create.
    async fn make(&self, planned: &Object) -> Result<Made, Trouble> {
        let step = engine::create(self.resource, planned, self.setting()).map_err(Trouble::Unaddressed)?;
        let turns = Turns::default();
        let prepared = || {
            async {
                if self.resource.hooks.rivalry().is_some() {
                    turns.keep(self.turn_to_contend(&step.request).await?);
                }
                Ok(step.request.clone())
            }
            .boxed()
        };
        let answered = self.send_in(&turns, prepared).await?;
        if !answered.verdict.is_done() {
            return Err(self.refused(&answered));
        }
        // A create may be answered with the object, wrapped or not, or with no more than its id.
        let answer = answered.response.json().unwrap_or_default();
        let told = self.shown(&answered.response).unwrap_or(answer);
        let id = match self.id_of(&told) {
            Some(id) => Some(id),
            None => self.recognised(planned, &told).await,
        };
        match id {
            // No run makes the same object twice.
            Some(id) if !self.account.made_now(self.resource, &id) => Err(self.another(answered.line, &id)),
            Some(id) => Ok(Made { id, told, partly: self.partly(&answered), line: answered.line }),
            // What is missing may be what the vendor says that it has not done.
            None => Err(self.partly(&answered).unwrap_or(Trouble::Strange(answered.line, "no id in it".into()))),
        }
    }

    fn another(&self, line: String, id: &str) -> Trouble {
        Trouble::Strange(line, format!("another {} in it, \"{id}\"", self.resource.noun))
    }

    /// Whether what is shown of a new object belongs to another one: it has values other than those sent, in the vendor's list
    /// too, and the list has a second object with what was sent that this run does not know, which then is the new one.
    /// Returns that one. A vendor that leaves out or rewrites what it is sent shows no such
    /// second object.
    /// Without the list this cannot be decided, and the object is not taken over: the update after a create would
    /// overwrite it.
    async fn mistaken(&self, base: &Object, shown: &Json) -> Option<Own> {
        let sent = as_made(self.resource, base);
        let there = |json: &Json| decode(self.resource, json, &sent, None).state;
        let other = |json: &Json| engine::contradicts(self.resource, &there(json), &sent);
        if !other(shown) {
            return None;
        }
        let Ok(rows) = self.rows(base).await else { return Some(Own::Unclear) };
        let (same, others): (Vec<_>, Vec<_>) = rows.iter().partition(|row| self.is_about(row, base));
        if !same.into_iter().any(other) {
            return None;
        }
        match &self.as_sent(others, &sent)[..] {
            [] => None,
            [own] => Some(Own::Shown(own.clone())),
            _ => Some(Own::Unclear),
        }
    }

    /// The ids of the rows that show what was sent and that this run does not know.
    fn as_sent<'a>(&self, rows: impl IntoIterator<Item = &'a Json>, sent: &Object) -> Vec<String> {
        let there = |row: &Json| decode(self.resource, row, sent, None).state;
        let shows_it = |row: &&Json| engine::confirmed(self.resource, &there(row), sent);
        let unknown = |id: &String| !self.account.knows(self.resource, id);
        rows.into_iter().filter(shows_it).filter_map(|row| self.id_of(row)).filter(unknown).collect()
    }

    /// What the list shows of an object that a create may have made whose answer was lost, to be told and not to be taken: the
    /// row with the key that no two objects share, if one was sent, or else the only one that shows all that was sent and that
    /// this run does not know.
    async fn perhaps(&self, planned: &Object) -> Own {
        let Ok(rows) = self.all_rows(planned).await else { return Own::Unclear };
        if let Some((key, text)) = self.recognised_by(planned, &Json::Null) {
            return match self.only(&rows, key, &text) {
                Ok(Some(id)) => Own::Shown(id),
                Ok(None) => Own::Missing,
                Err(_) => Own::Unclear,
            };
        }
        let sent = as_made(self.resource, planned);
        let whole = rows.iter().filter(|row| self.tells_all(&sent, row));
        let differs = |row: &Json| {
            let known = self.id_of(row).is_some_and(|id| self.account.knows(self.resource, &id));
            known || engine::contradicts(self.resource, &decode(self.resource, row, &sent, None).state, &sent)
        };
        match &self.as_sent(whole, &sent)[..] {
            [own] => Own::Shown(own.clone()),
            [] if rows.iter().all(differs) => Own::Missing,
            _ => Own::Unclear,
        }
    }

    /// The id of an object whose create was answered without one: that of the only row in the list with the key that no
    /// two objects share, as it was sent or as the answer tells it. Nothing else is guessed.
    async fn recognised(&self, planned: &Object, told: &Json) -> Option<String> {
        let (key, text) = self.recognised_by(planned, told)?;
        let rows = self.all_rows(planned).await.ok()?;
        self.only(&rows, key, &text).ok()?
    }

    /// That key.
    fn recognised_by(&self, planned: &Object, told: &Json) -> Option<(&'static Attribute, String)> {
        let key = self.resource.attribute(self.resource.recognised_by?)?;
        let sent = planned.get(key.name).as_str().map(str::to_owned);
        let text = sent.or_else(|| told.get(key.json_path()?)?.as_str().map(str::to_owned))?;
        Some((key, text))
    }

    /// Waits until a new object is in service: what the vendor shows of it, and what to remember. No vendor's page promises
    /// that a read shows at once what a create was answered with, so the object is always looked for, even if the answer
    /// told everything; creates that wait may share one look. An object that is not shown yet counts as there: otherwise
    /// the next refresh would take it for gone, and it would be made a second time.
    async fn in_service(
        &self,
        base: &Object,
        told: Json,
        under_way: &Create,
        found: &mut Diagnostics,
    ) -> Result<(Json, Private), (Json, Trouble)> {
        let ready = self.resource.hooks.standing(&told) == Standing::Ready;
        let all = self.tells_all(&as_made(self.resource, base), &told) && ready;
        let was_seen = AtomicBool::new(false);
        let wanted = |seen: &Seen, standing: Standing| {
            was_seen.fetch_or(matches!(seen, Seen::There(_)), Ordering::Relaxed);
            match (seen, standing) {
                (Seen::Gone, _) => Wait::Shortly,
                _ if all => Wait::Over,
                (_, Standing::Ready) => Wait::Over,
                (_, Standing::Settling) => Wait::On,
                (_, Standing::Inactive) => Wait::Failed("shows it as inactive instead of provisioning it"),
                (_, Standing::Ended) => Wait::Failed("shows it as being removed instead of provisioning it"),
            }
        };
        if let Some(row) = self.row_of_new(under_way, &as_made(self.resource, base)).await {
            return Ok((row, Private::default()));
        }
        match self.wait(base, NotFound::Believed, wanted).await {
            Ok(Seen::There(shown)) => {
                under_way.shows(base, &shown.json);
                Ok((shown.json, Private::default()))
            }
            Ok(Seen::Gone) => Ok((told, Private::unseen())),
            Err(trouble @ (Trouble::Unsettled(_) | Trouble::OutOfTime { standing: Standing::Settling, .. })) => {
                Err((told, trouble))
            }
            // The look failed, or it is not shown yet.
            Err(trouble) => {
                let noun = self.resource.noun;
                let says =
                    format!("The {noun} was created and is in the state as planned. The next plan reads it again.");
                let (what, private) = match was_seen.into_inner() {
                    true => ("show the end of provisioning", Private::default()),
                    false => ("show", Private::unseen()),
                };
                self.report_warning(found, &self.did_not(what), &trouble, &says);
                Ok((told, private))
            }
        }
    }

    /// The state of an object that was made. What the create did not take, or does not bring about, gets one update; what
    /// differs then is a warning and not an error, for an error would have the next apply replace an object in service.
    async fn completed(
        &self,
        shown: Json,
        mut private: Private,
        base: &Object,
        planned: &Object,
        config: &Object,
        found: &mut Diagnostics,
    ) -> (Object, Private) {
        let made = decode(self.resource, &shown, &as_made(self.resource, base), None).state;
        let after = self.follow_up(&made, shown, base, config).await;
        private = private.shown(self.resource, &after.shown);
        let change = Change { prior: &made, base, changes: &vec![] };
        let (mut state, differences) = self.held_against(&after.shown, &change, planned, config, found);
        let (title, noun) = (self.account.vendor.title, self.resource.noun);
        let mut said = false;
        for difference in differences {
            let name = difference.attribute.name;
            let what = match difference.attribute.life {
                Life::Fixed => {
                    private = private.rewritten(difference.attribute, planned, &state);
                    Some(format!(
                        ". No update can change that, and a new {noun} would meet with the same: as long as neither changes, \
                         it is no difference."
                    ))
                }
                _ if difference.wish == Wish::Asked => Some(self.unchanged_by(&after, !mem::replace(&mut said, true))),
                _ => None,
            };
            if let Some(what) = what {
                let summary = match after.was_sent() {
                    true => format!("{title} did not take {name}"),
                    false => format!("{name} is not yet as planned at {title}"),
                };
                let says =
                    format!("The {noun} was made at {}, but {}{what}", self.account.api.route(), difference.says);
                found.warn_at(Path::attribute(name), summary, says);
            }
            // Core accepts only the planned value, unless there is an error.
            state.set(name, planned.get(name).clone().settled());
        }
        if let Some(trouble) = after.trouble.filter(|_| !said && !after.looked) {
            self.report_warning(found, &self.did_not("change"), &trouble, "The create itself was accepted.");
        }
        // A change that the vendor shows as not accepted is not one that may still show late.
        let private = match after.accepted.filter(|_| !said) {
            Some(replaced) => private.completed(replaced),
            None => private,
        };
        (state, private)
    }

    /// Changes a new object to what the create did not take, or did not bring about.
    async fn follow_up(&self, made: &Object, shown: Json, base: &Object, config: &Object) -> FollowUp {
        let wanted = aimed(self.resource, base, made);
        let mut after = FollowUp { shown, trouble: None, looked: false, accepted: None };
        let step = match engine::update(self.resource, made, &wanted, self.setting()) {
            Ok(Some(step)) => step,
            Ok(None) => return after,
            Err(missing) => return FollowUp { trouble: Some(Trouble::Unaddressed(missing)), ..after },
        };
        let known = Private::default().made(self.resource, config).known_secrets(self.resource, made);
        let changes = step.changes.clone();
        let change = Change { prior: made, base: &wanted, changes: &changes };
        let answered = self.carry_out(step.knowing(known), made, &wanted).await;
        let settled = match answered.and_then(|answered| self.accepted(answered, &change)) {
            Ok(answered) => {
                after.accepted = Some(replaced(self.resource, &changes, made));
                self.settled(answered, &change).await
            }
            Err(trouble) => Err(trouble),
        };
        match settled {
            Ok((json, again)) => (after.shown, after.trouble) = (json, again),
            Err(failed) => {
                // It may have happened all the same: what is said is what is there.
                if failed.leaves_doubt()
                    && let Ok(Seen::There(there)) = self.look(&wanted).await
                {
                    (after.shown, after.looked) = (there.json, true);
                }
                after.trouble = Some(failed);
            }
        }
        after
    }

    /// That the update right after a create did not bring something about, with the reason where it is to be told.
    fn unchanged_by(&self, after: &FollowUp, tell_why: bool) -> String {
        let why = after.trouble.as_ref().filter(|_| tell_why).map(|trouble| format!(" {}", self.describe(trouble)));
        let in_doubt = !after.looked && after.trouble.as_ref().is_some_and(Trouble::leaves_doubt);
        let (what, then) = match in_doubt {
            true => (". Whether an update right after it changed that is not known.", "what is there"),
            false if !after.was_sent() => (", and the update that was to change that was not sent.", "the difference"),
            false => (", and an update right after it did not change that.", "the difference"),
        };
        format!("{what}{} The next plan shows {then}, and another apply tries again.", why.unwrap_or_default())
    }

    /// Says that nothing was made, or that nobody knows.
    fn not_made(&self, own: Own, trouble: &Trouble, found: &mut Diagnostics) {
        let (title, noun, one) = (self.account.vendor.title, self.resource.noun, self.resource.one());
        if !trouble.leaves_doubt() {
            return self.report(found, &self.did_not("create"), trouble, "");
        }
        let look = match own {
            Own::Shown(id) => format!(
                "{title} shows such {} with the id {id} now: import it, unless a resource has it already.",
                one.to_lowercase()
            ),
            Own::Missing => format!(
                "{title}'s list does not show it now. Wait a minute and look there; if it is still not there, apply again."
            ),
            Own::Unclear => format!("Look there, and import the {noun} if it is there."),
        };
        let advice = format!(
            "{one} may exist at {title}; the call was not sent again, because that could make a second one. {look}"
        );
        self.report(found, &format!("It is not known whether {title} made the {noun}"), trouble, &advice);
    }

    /// What to do about an object that is made but does not come into service.
    fn tainted(&self) -> String {
        let noun = self.resource.noun;
        format!(
            "The {noun} was made and is in the state, marked as tainted, so that the next apply would replace it. To keep \
             it, run `terraform untaint` for it once it is in order."
        )
    }
}
