//! The story of a delete: done only when the vendor no longer shows the object.

use super::Outcome;
use super::look::{Seen, Trunk};
use super::report::Trouble;
use super::wait::Wait;
use crate::diagnostic::Diagnostics;
use crate::request::Repeat;
use crate::schema::{Standing, Verdict};
use crate::value::Object;

impl Trunk {
    /// Ends the object. The state stays where the vendor did not carry it out.
    pub async fn delete(&self, prior: &Object) -> Outcome {
        let mut found = Diagnostics::default();
        match self.end(prior).await {
            Ok(()) => Outcome { state: None, diagnostics: found },
            Err((trouble, advice)) => {
                self.report(&mut found, "delete", &trouble, advice);
                Outcome { state: Some(prior.clone()), diagnostics: found }
            }
        }
    }

    async fn end(&self, prior: &Object) -> Result<(), (Trouble, &'static str)> {
        let kept = "It stays in the state.";
        let call = &self.resource.calls.delete;
        let answered = self.send(call, prior, None, Repeat::Idempotent).await.map_err(|trouble| (trouble, kept))?;
        match answered.verdict {
            Verdict::Done | Verdict::Gone => match self.wait(prior, ended).await {
                Ok(_) => Ok(()),
                Err(trouble @ Trouble::OutOfTime { .. }) => Err((trouble, self.resource.hooks.undeletable())),
                Err(trouble) => Err((trouble, kept)),
            },
            // Not a call of this vendor, or not its answer: what counts is whether the object is still there.
            Verdict::Unsupported | Verdict::Doubtful => match self.look(prior).await {
                Ok(Seen::Gone) => Ok(()),
                Ok(Seen::There(_)) => Err((self.refused(answered), self.resource.hooks.undeletable())),
                Err(trouble) => Err((trouble, kept)),
            },
            Verdict::Refused | Verdict::Unclear => Err((self.refused(answered), kept)),
        }
    }
}

/// No longer shown, or shown as out of service.
fn ended(_: &Seen, standing: Standing) -> Wait {
    match standing {
        Standing::Ended | Standing::Inactive => Wait::Over,
        Standing::Ready | Standing::Settling => Wait::On,
    }
}
