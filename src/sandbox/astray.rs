//! Answers that go astray: the call was carried out, and what comes back tells of something else.

use serde_json::{Value as Json, json};

use super::{Deed, Response, Switch, Switches, Values};

/// The switch, with those of its words that mean something at a vendor; the first is `none`.
pub const fn astray(words: &'static [&'static str]) -> Switch {
    Switch {
        name: ASTRAY,
        values: Values::Words(words),
        doc: "Which calls are carried out and answered with something else: with the receipt of a queue, or with another \
              object of the account, if it has one.",
    }
}

/// Its name. Its words begin with what a call does.
pub const ASTRAY: &str = "astray";

/// The answer, or what comes in its place; `other` shows another object in the same manner.
pub fn answer(
    switch: &Switch,
    deed: Deed,
    right: Response,
    other: impl FnOnce() -> Option<Json>,
    switches: &Switches,
) -> Response {
    let value = switches.value(switch);
    match value.strip_prefix(deed.name()) {
        Some("-receipt") => Response::json(202, &json!({"status": "queued"})),
        Some("-other") => other().map_or_else(|| right.clone(), |other| Response::json(right.status, &other)),
        _ => right,
    }
}
