//! What a vendor does that a table cannot say: reading its answers. Every method has a default.

use serde_json::Value as Json;

use crate::request::Response;
use crate::value::Object;

/// The vendor's manners in answers. No method does I/O; what follows from an answer is the lifecycle's business.
pub trait Hooks: Sync {
    /// What an answer says about the object that was asked for.
    fn verdict(&self, response: &Response) -> Verdict {
        match (response.status, response.json()) {
            (200..=299, _) => Verdict::Done,
            (404 | 410, Some(_)) => Verdict::Gone,
            (404 | 410, None) => Verdict::Doubtful,
            (405 | 501, _) => Verdict::Unsupported,
            _ => Verdict::Refused,
        }
    }

    /// The vendor's own words in a refusal.
    fn complaint(&self, response: &Response) -> Complaint {
        Complaint::of_text(&response.body)
    }

    /// Whether an object that the vendor shows is in service.
    fn standing(&self, _object: &Json) -> Standing {
        Standing::Ready
    }

    /// Whether an object in this state must come into service before the vendor takes a change.
    fn busy(&self, _prior: &Object) -> bool {
        false
    }

    /// What to do about an object that the vendor's API does not delete.
    fn undeletable(&self) -> &'static str {
        "Remove it in the vendor's portal, then run `terraform state rm` for it."
    }
}

/// What an answer says about the object that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// The call did what it should.
    Done,
    /// The vendor itself says that there is no such object.
    Gone,
    /// Something says 404, but perhaps not the vendor.
    Doubtful,
    /// The vendor has no such call.
    Unsupported,
    /// Everything else.
    Refused,
}

/// The vendor's own words in a refusal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complaint {
    /// What it says; empty if it says nothing.
    pub message: String,
    /// Names or paths in the vendor's JSON that it blames.
    pub fields: Vec<String>,
}

impl Complaint {
    /// The longest text that is quoted from an answer in no known form, in characters.
    const MOST_TEXT: usize = 500;

    /// The beginning of an answer in no known form.
    pub fn of_text(body: &str) -> Self {
        Self { message: body.trim().chars().take(Self::MOST_TEXT).collect(), fields: vec![] }
    }
}

/// Whether an object that the vendor shows is in service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// In service.
    Ready,
    /// On its way into service.
    Settling,
    /// Out of service: never put into it, or taken out.
    Inactive,
    /// On its way out, or out: as good as gone.
    Ended,
}
