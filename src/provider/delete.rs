//! The story of a delete: done only when the vendor no longer shows the object.

use super::Outcome;
use super::plan::untouchable;
use super::private::Private;
use super::report::Trouble;
use super::settle::{NotFound, Wait};
use super::talk::{Answered, Managed, Seen};
use crate::engine;
use crate::schema::{Standing, Verdict};
use crate::value::Object;

/// What to do about an object that was made just now, where "not found" does not mean that it is no more.
const NOT_SHOWN_YET: &str = "It was made a few minutes ago and no read has shown it since, so it may be there all the same. It \
                             stays in the state: run this again in a few minutes.";

impl Managed {
    /// Ends the object. The state stays where the vendor did not carry it out.
    pub async fn delete(&self, prior: &Object, private: &Private) -> Outcome {
        // A plan that was asked to replace the object has not said it.
        let mut found = untouchable(self.account.vendor, self.resource, prior, "deleted");
        if found.has_errors() {
            return Outcome::unchanged(prior, private, found);
        }
        match self.end(prior, private).await {
            Ok(()) => {
                self.account.forget(self.resource, prior);
                Outcome::none(found)
            }
            Err((trouble, advice)) => {
                let summary = format!("{} {}", self.did_not("delete"), self.called(prior));
                self.report(&mut found, &summary, &trouble, advice);
                Outcome::unchanged(prior, private, found)
            }
        }
    }

    async fn end(&self, prior: &Object, private: &Private) -> Result<(), (Trouble, &'static str)> {
        let kept = |trouble| (trouble, "It stays in the state.");
        let step = engine::delete(self.resource, prior, self.setting()).map_err(Trouble::Unaddressed).map_err(kept)?;
        if !self.account.was_there(self.resource, prior) {
            return Err(kept(Trouble::Twice));
        }
        let inactive = self.inactive(prior).await.map_err(kept)?;
        let sent = match self.send(&step.request).await {
            Ok(answered) if self.is_refusal(&answered) => Err(self.refused(&answered)),
            sent => sent,
        };
        let answered = match sent {
            Ok(answered) => answered,
            // It may have happened all the same.
            Err(trouble)
                if trouble.leaves_doubt()
                    && self.look(prior).await.is_ok_and(|seen| self.is_no_more(&seen, private)) =>
            {
                return Ok(());
            }
            Err(trouble) => return Err(kept(trouble)),
        };
        match answered.verdict {
            Verdict::Done => {
                let ended = |seen: &Seen, standing: Standing| match standing {
                    Standing::Ended => Wait::Over,
                    // The vendor's clock may be ahead of this one's, or its month not over.
                    _ if matches!(seen, Seen::There(shown) if self.resource.hooks.is_ending(&shown.json)) => Wait::Over,
                    // Out of service by this delete, unless it was out of it before.
                    Standing::Inactive if !inactive => Wait::Over,
                    Standing::Inactive => Wait::Shortly,
                    Standing::Ready | Standing::Settling => Wait::On,
                };
                match self.wait(prior, NotFound::Believed, ended).await {
                    Ok(Seen::Gone) if private.may_show_late() && self.resource.hooks.deletes_anything() => {
                        Err((Trouble::Unsettled("takes a delete of what is not there, too"), NOT_SHOWN_YET))
                    }
                    Ok(_) => Ok(()),
                    Err(trouble @ Trouble::OutOfTime { .. }) => Err((trouble, self.resource.hooks.undeletable())),
                    Err(trouble) => Err(kept(trouble)),
                }
            }
            // Not there, not a call of this vendor, or not its answer: what counts is whether the object is still there.
            _ => match self.look(prior).await {
                Ok(seen) if self.is_no_more(&seen, private) => Ok(()),
                Ok(Seen::Gone) => Err((self.refused(&answered), NOT_SHOWN_YET)),
                Ok(_) if matches!(answered.verdict, Verdict::Unsupported | Verdict::Doubtful) => {
                    Err((self.refused(&answered), self.resource.hooks.undeletable()))
                }
                Ok(_) => Err((self.refused(&answered), "It is still there, and stays in the state.")),
                Err(trouble) => Err(kept(trouble)),
            },
        }
    }

    /// Whether a delete was refused, or put off until nobody waits any more. Some refusals say that there is nothing left to
    /// delete.
    fn is_refusal(&self, answered: &Answered) -> bool {
        matches!(answered.verdict, Verdict::Refused | Verdict::Later)
            && !self.resource.hooks.left_nothing(&answered.response)
    }

    /// Whether the object is no more, by what the vendor shows, though it has not said that it has deleted it.
    fn is_no_more(&self, seen: &Seen, private: &Private) -> bool {
        match seen {
            Seen::Gone => !private.may_show_late(),
            Seen::There(shown) => self.resource.hooks.standing(&shown.json) == Standing::Ended,
        }
    }

    /// Whether the object is out of service already, where the vendor ends objects by taking them out of service.
    async fn inactive(&self, prior: &Object) -> Result<bool, Trouble> {
        if !self.resource.hooks.ends_inactive() {
            return Ok(false);
        }
        match self.look(prior).await? {
            Seen::There(shown) => Ok(self.resource.hooks.standing(&shown.json) == Standing::Inactive),
            Seen::Gone => Ok(false),
        }
    }
}
