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
pub use note::{Note, Part};
pub use planned::planned;

/// What a plan will have sent.
pub struct Preview {
    /// By how much harm they may do, then in the plan's order.
    pub changes: Vec<Change>,
    /// What the plan leaves to a later one.
    pub later: Vec<Note>,
    /// When the plan was made, and by which version, in a sentence: nobody should take an older plan for the last one.
    pub made: Option<String>,
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

    /// What was done, in a word.
    const fn done(self) -> &'static str {
        match self {
            Self::Replace => "replaced",
            Self::Delete => "deleted",
            Self::Update => "updated",
            Self::Create => "created",
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

    /// How much there is.
    fn headline(&self) -> String {
        let count = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
        format!("SIP trunks: {} for {}", count(self.requests(), "request"), count(self.changes.len(), "resource"))
    }

    /// The whole of one that has nothing in it, for people.
    fn nothing(&self) -> String {
        let made = self.made.iter().map(|made| format!(" {made}")).collect::<String>();
        format!("No SIP trunk changes: nothing will be sent to a vendor.{made}\n")
    }

    /// What holds for several changes, once.
    fn general(&self) -> Vec<&Note> {
        let mut once = vec![];
        for note in self.changes.iter().flat_map(|change| &change.told.general) {
            if !once.contains(&note) {
                once.push(note);
            }
        }
        once
    }

    /// How many addresses what is done to: what may do harm, the rest, and how many of all of them turn a trunk off.
    fn counts(&self) -> [Vec<String>; 3] {
        let number = |counts: &dyn Fn(&&Change) -> bool| self.changes.iter().filter(counts).count();
        let of = |action: Action| if_any(number(&|change| change.action == action), action.done());
        let all = |actions: [Action; 2]| actions.into_iter().filter_map(of).collect();
        let off = if_any(number(&|change| change.told.off), "of them will be off");
        [all([Action::Replace, Action::Delete]), all([Action::Update, Action::Create]), off.into_iter().collect()]
    }
}

fn if_any(number: usize, word: &str) -> Option<String> {
    (number > 0).then(|| format!("{number} {word}"))
}
