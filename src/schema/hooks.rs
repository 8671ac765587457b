//! What a vendor does that a table cannot say: reading its answers. Every method has a default.

use serde_json::Value as Json;

use super::complaint::Complaint;
use super::verdict::Verdict;
use crate::request::Response;
use crate::value::Object;

/// How to read the vendor's answers. No method does I/O; what follows from an answer is decided by the provider's stories.
pub trait Hooks: Sync {
    /// What an answer says about the object that was asked for. A "not found" is doubtful unless the vendor's own words are
    /// known: frameworks, gateways and wrong addresses say it too, in whatever form. All resources of a vendor say the same.
    fn verdict(&self, response: &Response) -> Verdict {
        Verdict::by_status(response)
    }

    /// The vendor's own words in a refusal.
    fn complaint(&self, response: &Response) -> Complaint {
        Complaint::of_unknown(response)
    }

    /// Whether an object that the vendor shows is in service.
    fn standing(&self, _object: &Json) -> Standing {
        Standing::Ready
    }

    /// Whether the vendor ends an object by taking it out of service, and goes on to show it.
    fn ends_inactive(&self) -> bool {
        false
    }

    /// Whether the end of an object is set, though it may still be ahead.
    fn is_ending(&self, _object: &Json) -> bool {
        false
    }

    /// Whether an object in this state must come into service before the vendor takes a change.
    fn busy(&self, _prior: &Object) -> bool {
        false
    }

    /// The object in an answer, or in a row of the vendor's list, out of whatever the vendor wraps around it; `None` if there
    /// is none in it.
    fn object(&self, answer: Json) -> Option<Json> {
        answer.is_object().then_some(answer)
    }

    /// Whether an answer that should hold an object, or a list of them, says in the vendor's own way that there is none.
    fn holds_nothing(&self, _answer: &Response) -> bool {
        false
    }

    /// Whether a doubtful "not found" is likely the vendor's own. That is less than its list knows, and enough where the list cannot
    /// be read.
    fn names_what_is_gone(&self, _not_found: &Response) -> bool {
        false
    }

    /// Whether a refused delete may mean that nothing is left to delete.
    fn left_nothing(&self, _refusal: &Response) -> bool {
        false
    }

    /// Whether a delete of what is not there is answered as any other.
    fn deletes_anything(&self) -> bool {
        false
    }

    /// What else an id that finds no object may belong to, as a whole sentence.
    fn mistaken_for(&self) -> Option<&'static str> {
        None
    }

    /// Whether a row of the vendor's list is an object of this resource.
    fn belongs(&self, _row: &Json) -> bool {
        true
    }

    /// Why an object in this state can be neither changed nor deleted, if so: whole sentences.
    fn untouchable(&self, _prior: &Object) -> Option<String> {
        None
    }

    /// What goes with an object in this state when it is deleted, if something does: whole sentences.
    fn goes_along(&self, _prior: &Object) -> Option<String> {
        None
    }

    /// How objects of an account get into each other's way where the vendor does not see to it itself in every case.
    fn rivalry(&self) -> Option<&'static Rivalry> {
        None
    }

    /// What to do about an object that the vendor's API does not delete, where that is more than to remove it in the portal.
    fn undeletable(&self) -> Option<&'static str> {
        None
    }
}

/// What only one object of an account may have. A vendor that looks at the others only before it writes lets two pass that
/// come at once, so nothing that touches it is sent while something else is.
pub struct Rivalry {
    /// The attributes that decide it. An update that changes one is sent behind a look at the others; a create is left to the
    /// vendor's own look.
    pub attributes: &'static [&'static str],
    /// What an object in the vendor's list has that this one would have too.
    pub shared: fn(wanted: &Object, other: &Json) -> Option<String>,
    /// What to call it: a number.
    pub what: &'static str,
    /// What to call an object that has it.
    pub noun: &'static str,
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
