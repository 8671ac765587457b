//! What a plan will have sent to the vendors: the calls that change something, read from the plan's JSON. The requests are
//! made by the code that an apply uses, never by a second description of it.

mod address;
mod calls;
mod file;
mod json;
mod markdown;
mod note;
mod object;
mod planned;
mod print;
mod reading;
pub mod run;
mod text;
mod veil;
mod wait;

use crate::schema::Vendor;

pub use calls::{Call, Told};
pub use file::Refusal;
pub use markdown::{LEAST, LIMIT};
pub use note::{Note, Part};
pub use planned::planned;

/// What a plan will have sent.
pub struct Preview {
    /// By how much harm they may do, then in the plan's order.
    pub changes: Vec<Change>,
    /// What the plan leaves to a later one.
    pub later: Vec<Note>,
}

/// What will be sent for one address.
pub struct Change {
    /// As people write it.
    pub address: String,
    /// Whose API it is.
    pub vendor: &'static Vendor,
    /// What is done.
    pub action: Action,
    /// The requests, and what there is to say about them.
    pub told: Told,
}

/// What is done to an object, by how much harm it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// A new object takes the place of the old one.
    Replace,
    /// It is ended.
    Delete,
    /// It is changed.
    Update,
    /// It is made.
    Create,
}

impl Action {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Replace, Self::Delete, Self::Update, Self::Create];

    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Replace => "replace",
            Self::Delete => "delete",
            Self::Update => "update",
            Self::Create => "create",
        }
    }
}

impl Preview {
    /// How many requests there are.
    pub fn requests(&self) -> usize {
        self.changes.iter().map(|change| change.told.calls.len()).sum()
    }

    /// Whether nothing will be sent, as far as anybody can tell.
    pub fn sends_nothing(&self) -> bool {
        self.changes.is_empty() && self.later.is_empty()
    }
}
