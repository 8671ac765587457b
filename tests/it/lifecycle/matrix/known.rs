//! What does not go smoothly in the matrix, and why.

use super::Step::{self, *};

/// A step that does not end well under a value of a switch.
#[derive(Debug)]
pub struct Known {
    /// `vendor.switch=value`.
    switch: &'static str,
    steps: &'static [Step],
    what: What,
}

#[derive(Debug)]
enum What {
    /// It ends in an error with these words, as it must: the vendor refuses, or nobody can know what it did.
    Error(&'static str),
    /// It is a fault that is not mended yet.
    Fault(#[expect(dead_code, reason = "for those who read the table")] &'static str),
}

impl Known {
    pub fn is(&self, switch: &str, step: Step) -> bool {
        self.switch == switch && self.steps.contains(&step)
    }

    /// Whether an error in these words is foreseen.
    pub fn foresees(&self, words: &str) -> bool {
        match self.what {
            What::Error(foreseen) => words.contains(foreseen),
            What::Fault(_) => true,
        }
    }

    pub fn is_fault(&self) -> bool {
        matches!(self.what, What::Fault(_))
    }
}

/// What is known of a vendor's switches.
pub fn known(vendor: &str) -> impl Iterator<Item = &'static Known> + Clone {
    let prefix = format!("{vendor}.");
    REFUSED.iter().chain(NOT_YET).filter(move |known| known.switch.starts_with(&prefix))
}

const fn refused(switch: &'static str, steps: &'static [Step], words: &'static str) -> Known {
    Known { switch, steps, what: What::Error(words) }
}

const fn not_yet(switch: &'static str, steps: &'static [Step], why: &'static str) -> Known {
    Known { switch, steps, what: What::Fault(why) }
}

/// What no provider could do.
const REFUSED: &[Known] = &[
    refused("crazytel.astray=create-receipt", &[Create], "A trunk may exist"),
    refused(
        "crazytel.astray=read-other",
        &[AfterCreate, Update, AfterUpdate, Refresh, Repair, AfterRepair],
        "another trunk",
    ),
];

/// What the provider is to do. It must shrink to nothing.
const NOT_YET: &[Known] = &[not_yet(
    "crazytel.astray=create-other",
    &[Create, Update],
    "a create that is answered with another trunk takes that one into the state, and loses its own",
)];
