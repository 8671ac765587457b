//! Why an operation did not do all that it should.

use std::fmt;
use std::time::Duration;

use crate::request::{Deed, Failure, Response};
use crate::schema::{Attribute, Complaint, Hooks, Missing, Rivalry, Standing, Verdict};

/// Why an operation did not do all that it should. It holds the vendor's own words, so only `report::describe` tells it.
#[derive(Clone)]
pub enum Trouble {
    /// A part of the call's address is not known.
    Unaddressed(Missing),
    /// No answer.
    Failed {
        /// The call.
        line: String,
        /// What it was to do.
        deed: Deed,
        /// Why.
        failure: Failure,
    },
    /// The vendor said no.
    Refused {
        /// What was to be done.
        deed: Deed,
        /// What its answer says of the object.
        verdict: Verdict,
        /// The call.
        line: String,
        /// The HTTP status.
        status: u16,
        /// Where a redirect points.
        location: Option<String>,
        /// The vendor's words.
        complaint: Box<Complaint>,
        /// How often the call was tried.
        tries: u32,
        /// Whether a try before this answer may have been carried out.
        in_doubt: bool,
    },
    /// What answered this call with this status is not the vendor's API.
    NotTheApi(String, u16),
    /// The vendor said yes and something that nobody understands.
    Strange(String, String),
    /// What was to be looked at before a call, which therefore was not sent.
    Unsent(Box<Trouble>),
    /// A "not found" of unclear origin, and why the vendor's list could not say whether it is true.
    Unproven(Box<[Trouble; 2]>),
    /// The call would take a secret away, or set it to what the vendor shows in its place.
    Hidden {
        /// The secret.
        secret: &'static Attribute,
        /// What is to change, and takes the whole object with it.
        changes: Vec<&'static str>,
        /// What to call the object.
        noun: &'static str,
    },
    /// Another object has what only one may have.
    Rival {
        /// What that is.
        rivalry: &'static Rivalry,
        /// The other object's id.
        id: String,
        /// What it has.
        shared: String,
    },
    /// More than one object has what is to say which one is meant.
    Several {
        /// The attribute.
        key: &'static str,
        /// What they have in it.
        text: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// This run has made another object under its id.
    Twice,
    /// The vendor will not bring the object where it should be.
    Unsettled(&'static str),
    /// The vendor has not brought the object where it should be.
    OutOfTime {
        /// How long it had.
        waited: Duration,
        /// Where the object stood at last.
        standing: Standing,
    },
}

/// What the vendor does that showed an object and shows it no more.
pub const VANISHED: &str = "no longer shows it";
/// What it does with one that it still shows and that is on its way out.
pub const ENDED: &str = "shows it as being removed";

impl Trouble {
    /// A refusal of this call, with the vendor's words.
    pub fn refused(hooks: &dyn Hooks, deed: Deed, verdict: Verdict, line: &str, answer: &Response) -> Self {
        Self::Refused {
            deed,
            verdict,
            line: line.to_owned(),
            status: answer.status,
            location: answer.location.clone(),
            complaint: Box::new(hooks.complaint(answer)),
            tries: answer.tries,
            in_doubt: answer.in_doubt,
        }
    }

    /// Whether the call may have been carried out all the same.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Self::Refused { verdict, in_doubt, .. } => {
                *in_doubt || matches!(verdict, Verdict::Unclear | Verdict::Partly)
            }
            _ => self.was_sent(),
        }
    }

    /// Whether the call has reached the vendor, as far as anybody knows.
    pub fn was_sent(&self) -> bool {
        match self {
            Self::Failed { failure, .. } => failure.leaves_doubt(),
            Self::Unaddressed(_) | Self::Hidden { .. } | Self::Rival { .. } | Self::Twice | Self::Unsent(_) => false,
            _ => true,
        }
    }

    /// The trouble as one with what comes before the call itself.
    pub fn before(self) -> Self {
        if self.leaves_doubt() { Self::Unsent(Box::new(self)) } else { self }
    }

    /// What to do about a read that failed so, if that may pass by itself.
    pub fn again(&self) -> &'static str {
        let passes = match self {
            Self::Failed { deed: Deed::Read, failure: Failure::Lost(_), .. } => true,
            Self::Refused { deed: Deed::Read, verdict: Verdict::Later, status, .. } => *status != 429,
            Self::Refused { deed: Deed::Read, verdict: Verdict::Unclear, complaint, .. } => complaint.unread.is_none(),
            _ => false,
        };
        if passes { "Try again later." } else { "" }
    }

    /// Whether nobody waits for more.
    pub fn is_a_stop(&self) -> bool {
        matches!(self, Self::Failed { failure: Failure::Stopped, .. })
    }
}

/// For the log: none of the vendor's words.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unaddressed(Missing(name)) => write!(f, "{name} is not known"),
            Self::Failed { line, failure, .. } => write!(f, "{line}: {failure}"),
            Self::Refused { line, status, .. } | Self::NotTheApi(line, status) => write!(f, "{line}: status {status}"),
            Self::Strange(line, _) => write!(f, "{line}: an answer of no known form"),
            Self::Hidden { secret, .. } => write!(f, "{} is hidden", secret.name),
            Self::Unsent(trouble) => trouble.fmt(f),
            Self::Unproven(both) => write!(f, "{}, and {}", both[0], both[1]),
            Self::Rival { rivalry, id, .. } => write!(f, "{id} has that {} too", rivalry.what),
            Self::Several { key, ids, .. } => write!(f, "{} with this {key}", ids.len()),
            Self::Twice => f.write_str("a create was answered with its id"),
            Self::Unsettled(why) => f.write_str(why),
            Self::OutOfTime { waited, .. } => write!(f, "out of time after {} seconds", waited.as_secs()),
        }
    }
}
