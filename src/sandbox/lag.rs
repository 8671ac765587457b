//! Reads that are behind the writes.

use serde_json::Value as Json;

use super::switch::{Switch, Switches, number, words};

/// The reads after a create that see nothing yet.
pub const CREATE_VISIBLE_AFTER: Switch =
    number("create-visible-after", 0, "How many reads of a new object still find none; until then no list has it.");

/// The calls that are behind a create.
pub const CREATE_LATE_FOR: Switch = words(
    "create-late-for",
    &["reads", "all"],
    "Which calls by its id find no new object until it is visible: those that read it, or all.",
);

/// The reads after an update that see what was before it.
pub const UPDATE_VISIBLE_AFTER: Switch = number(
    "update-visible-after",
    0,
    "How many reads after an update still show the object as it was before; until then lists do, too.",
);

/// How far an object's writes have come through to its reads. Time passes here by being read.
#[derive(Default)]
pub struct Lag {
    /// How many reads still find nothing.
    unseen: u32,
    /// How many reads still see `before`.
    stale: u32,
    before: Json,
}

/// What a read sees of an object.
pub enum Sight {
    /// None is there.
    Nothing,
    /// As it was before.
    Before(Json),
    /// As it is.
    Now,
}

impl Lag {
    /// That of a new object.
    pub fn new(switches: &Switches) -> Self {
        Self { unseen: switches.number(&CREATE_VISIBLE_AFTER), ..Self::default() }
    }

    /// The object changes, and was shown so before. What a read would not have seen yet, it does not see now either.
    pub fn change(&mut self, before: Json, switches: &Switches) {
        let reads = switches.number(&UPDATE_VISIBLE_AFTER);
        if reads > 0 && self.stale == 0 {
            self.before = before;
        }
        self.stale = self.stale.max(reads);
    }

    /// One read of the object.
    pub fn read(&mut self) -> Sight {
        let sight = self.sight();
        match sight {
            Sight::Nothing => self.unseen -= 1,
            Sight::Before(_) => self.stale -= 1,
            Sight::Now => {}
        }
        sight
    }

    /// What a list sees, for which no time passes.
    pub fn sight(&self) -> Sight {
        match (self.unseen, self.stale) {
            (1.., _) => Sight::Nothing,
            (0, 1..) => Sight::Before(self.before.clone()),
            (0, 0) => Sight::Now,
        }
    }

    /// Whether a call that writes finds the object.
    pub fn reached(&self, switches: &Switches) -> bool {
        self.seen() || switches.is(&CREATE_LATE_FOR, "reads")
    }

    /// Whether reads see the object at all.
    pub fn seen(&self) -> bool {
        self.unseen == 0
    }
}

impl Sight {
    /// What is shown, where `now` shows the object as it is.
    pub fn or(self, now: impl FnOnce() -> Json) -> Option<Json> {
        match self {
            Self::Nothing => None,
            Self::Before(before) => Some(before),
            Self::Now => Some(now()),
        }
    }
}
