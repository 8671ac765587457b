//! One page of a list, and what may be wrong with it.

use serde_json::{Value as Json, json};

/// So many rows behind those that are skipped. In a list that is `repeated` the last one of the page before comes in front of
/// them; one that is `endless` begins anew behind its end.
pub fn rows<'a>(all: &'a [Json], skipped: usize, count: usize, manner: &str) -> Vec<&'a Json> {
    let (skip, again) = match manner {
        "repeated" => (skipped.saturating_sub(1), skipped.min(1)),
        "endless" => (skipped % all.len().max(1), 0),
        _ => (skipped, 0),
    };
    all.iter().skip(skip).take(count.saturating_add(again)).collect()
}

/// How many rows a list tells that it has.
pub fn total(all: &[Json], manner: &str) -> Json {
    if matches!(manner, "absurd" | "endless") { json!(u64::MAX) } else { json!(all.len()) }
}
