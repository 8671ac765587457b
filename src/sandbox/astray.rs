//! Answers that go astray: the call was carried out, and what comes back tells of something else.

use serde_json::{Value as Json, json};

use super::switch::{Switch, Switches, words};
use super::{Deed, Response};

/// The switch, with all of its words. They begin with what a call does.
pub const ASTRAY: Switch =
    astray(&["none", "create-receipt", "create-other", "update-receipt", "update-other", "read-other"]);

/// The switch, with those of its words that mean something at a vendor; the first is `none`.
pub const fn astray(some: &'static [&'static str]) -> Switch {
    words(
        "astray",
        some,
        "Which calls are carried out and answered with something else: with the receipt of a queue, or with another \
         object of the account, if it has one.",
    )
}

/// Whether a change is answered as one that was carried out.
pub const WRITE_ANSWER: Switch = words(
    "write-answer",
    &["normal", "500-applied"],
    "Whether a create, update or delete that was carried out is answered 500 all the same.",
);

/// The answer, or what comes in its place; `other` shows another object in the same manner.
pub fn answer(deed: Deed, right: Response, other: impl FnOnce() -> Option<Json>, switches: &Switches) -> Response {
    match switches.value(&ASTRAY).strip_prefix(deed.name()) {
        Some("-receipt") => Response::json(202, &json!({"status": "queued"})),
        Some("-other") => other().map_or_else(|| right.clone(), |other| Response::json(right.status, &other)),
        _ => right,
    }
}

/// The answer, or `failure` in the place of one to a change that was carried out.
pub fn of_change<Refusal>(
    deed: Deed,
    answer: Result<Response, Refusal>,
    failure: impl FnOnce() -> Refusal,
    switches: &Switches,
) -> Result<Response, Refusal> {
    match answer {
        Ok(_) if deed.changes() && switches.is(&WRITE_ANSWER, "500-applied") => Err(failure()),
        answer => answer,
    }
}
