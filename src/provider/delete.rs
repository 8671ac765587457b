//! The story of a delete: done only when the vendor no longer shows the object.

use super::Outcome;
use super::private::Private;
use super::report::{Trouble, untouchable};
use super::settle::{NotFound, Wait};
use super::talk::{Answered, Managed, Seen};
use crate::engine;
use crate::schema::{Standing, Verdict};
use crate::value::Object;

/// What to do about an object that was made just now, where "not found" does not mean that it is no more.
const NOT_SHOWN_YET: &str = "It was made a few minutes ago and no read has shown it since, so it may be there all the same. It \
                             stays in the state: run this again in a few minutes.";
/// Where nobody could look what became of it.
const DELETE_NOT_SEEN: &str =
    "Nor could it be looked at. It stays in the state; `terraform plan` shows what became of it.";

/// What is known of an object that is not known to be gone.
enum Left {
    /// It is there.
    There,
    /// The vendor has taken the delete, and could not be asked what became of it.
    Accepted,
    /// Neither.
    Unknown,
}

/// Why an object stays in the state, and what to do about it.
struct Kept(Left, Trouble, String);

impl From<Trouble> for Kept {
    fn from(trouble: Trouble) -> Self {
        Self(Left::There, trouble, "It stays in the state.".into())
    }
}

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
            Err(Kept(left, trouble, advice)) => {
                let (title, noun) = (self.account.vendor.title, self.resource.noun);
                let what = match left {
                    Left::There => self.did_not("delete"),
                    Left::Accepted => self.did_not("show the end of"),
                    Left::Unknown => format!("It is not known whether {title} deleted the {noun}"),
                };
                self.report(&mut found, &format!("{what} {}", self.called(prior)), &trouble, &advice);
                Outcome::unchanged(prior, private, found)
            }
        }
    }

    async fn end(&self, prior: &Object, private: &Private) -> Result<(), Kept> {
        let step = engine::delete(self.resource, prior, self.setting()).map_err(Trouble::Unaddressed)?;
        if !self.account.was_there(self.resource, prior) {
            return Err(Trouble::Twice.into());
        }
        let inactive = self.inactive(prior).await?;
        let sent = match self.send(&step.request).await {
            Ok(answered) if self.is_refusal(&answered) => Err(self.refused(&answered)),
            sent => sent,
        };
        let answered = match sent {
            Ok(answered) => answered,
            // It may have happened all the same.
            Err(trouble) if trouble.leaves_doubt() => {
                return self.looked_for(prior, private, trouble, Verdict::Unclear).await;
            }
            Err(trouble) => return Err(trouble.into()),
        };
        if answered.verdict != Verdict::Done {
            // Not there, not a call of this vendor, or not its answer: what counts is whether the object is still there.
            return self.looked_for(prior, private, self.refused(&answered), answered.verdict).await;
        }
        let ended = |seen: &Seen, standing: Standing| match standing {
            Standing::Ended => Wait::Over,
            // The vendor's clock may be ahead of this one's, or its month not over.
            _ if matches!(seen, Seen::There(shown) if self.resource.hooks.is_ending(&shown.json)) => Wait::Over,
            // Out of service by this delete, unless it was out of it before.
            Standing::Inactive if !inactive => Wait::Over,
            Standing::Inactive => Wait::Shortly,
            Standing::Ready | Standing::Settling => Wait::On,
        };
        match self.wait(prior, NotFound::BelievedOfApi, ended).await {
            Ok(Seen::Gone) if private.may_show_late() && self.resource.hooks.deletes_anything() => {
                let trouble = Trouble::Unsettled("takes a delete of what is not there, too");
                Err(Kept(Left::Unknown, trouble, NOT_SHOWN_YET.into()))
            }
            Ok(_) => Ok(()),
            Err(trouble @ Trouble::OutOfTime { .. }) => {
                let undeletable = self.by_hand();
                let advice = format!(
                    "It may take longer: run this again in a few minutes. If it is still there then, the API does not delete \
                     it. {undeletable}"
                );
                Err(Kept(Left::There, trouble, advice))
            }
            Err(trouble) => {
                let advice = "The delete was accepted, but could not be looked at. It stays in the state; `terraform plan` \
                              shows what became of it.";
                Err(Kept(Left::Accepted, trouble, advice.into()))
            }
        }
    }

    /// What became of an object whose delete was not said to be done.
    async fn looked_for(
        &self,
        prior: &Object,
        private: &Private,
        trouble: Trouble,
        verdict: Verdict,
    ) -> Result<(), Kept> {
        let no_such_call = matches!(verdict, Verdict::Unsupported | Verdict::Doubtful);
        let (left, advice) = match self.look(prior).await {
            Ok(seen) if self.is_no_more(&seen, private) => return Ok(()),
            Ok(Seen::Gone) => (Left::Unknown, NOT_SHOWN_YET.into()),
            Ok(_) if no_such_call => (Left::There, self.by_hand()),
            Ok(_) => (Left::There, "It is still there, and stays in the state.".into()),
            // Then the delete has not reached it either.
            Err(elsewhere @ Trouble::NotTheApi(..)) => return Err(elsewhere.into()),
            Err(_) if verdict == Verdict::Unsupported => (Left::There, "It stays in the state.".into()),
            Err(_) => (Left::Unknown, DELETE_NOT_SEEN.into()),
        };
        Err(Kept(left, trouble, advice))
    }

    /// What to do about an object that no call deletes. Terraform has one address for an object that was replaced and the new one
    /// in its place, so the advice must not be followed for the old one.
    fn by_hand(&self) -> String {
        let (title, noun) = (self.account.vendor.title, self.resource.noun);
        let portal = || format!("Remove it in the portal of {title}, then run `terraform state rm` for it.");
        let undeletable = self.resource.hooks.undeletable().map_or_else(portal, str::to_owned);
        format!(
            "{undeletable} But not for an old {noun} of a replacement (`deposed object`): that would forget the new one too. The next \
             plan sees by itself that the old one is gone."
        )
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
            Seen::There(shown) => self.has_ended(&shown.json),
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
