//! How long a user lets an operation wait: the block `timeouts` that every resource has, as other providers have it. It is a
//! block and no nested attribute because Terraform checks the names in a block. No vendor hears of it.

use std::time::Duration;

use super::attribute::Attribute;
use super::check::{Advice, Check, Format};
use super::declare::string;
use super::resource::Resource;

/// The name of the block.
pub const TIMEOUTS: &str = "timeouts";

/// What it is, for the documentation.
pub const TIMEOUTS_DOC: &str = "Maximum time that an operation waits: for the vendor to show the result, between retries, and for \
                                `requests_per_minute`. A request that was sent is never cut off. Changing only this block \
                                sends nothing.";

/// The time for a create.
pub const CREATE: Attribute =
    string("create", "Maximum time for a create, such as `\"10m\"`. What was created by then is in the state.")
        .checks(&[Check::Format(&DURATION)]);

/// The time for an update.
pub const UPDATE: Attribute =
    string("update", "Maximum time for an update, such as `\"10m\"`.").checks(&[Check::Format(&DURATION)]);

/// The time for a delete. Terraform takes it from the state.
pub const DELETE: Attribute = string(
    "delete",
    "Maximum time for a delete, such as `\"10m\"`. A change of it takes effect once it has been applied.",
)
.checks(&[Check::Format(&DURATION)]);

const DURATION: Format = Format {
    says: "be a time longer than zero, such as \"90s\", \"10m\" or \"1h30m\"",
    holds: |text| duration(text).is_some(),
    instead: |text| {
        let number = text.trim();
        if number.contains(|c: char| !c.is_ascii_digit()) {
            return vec![];
        }
        // Of which unit, the number does not say.
        [("s", " for seconds"), ("m", " for minutes")]
            .map(|(unit, note)| Advice { text: format!("{number}{unit}"), note })
            .into()
    },
    or_empty: false,
};

impl Resource {
    /// What its block `timeouts` holds: a time for each operation that it has.
    pub fn timeouts(&self) -> Vec<Attribute> {
        let update = self.calls.update.as_ref().map(|_| UPDATE);
        [Some(CREATE), update, Some(DELETE)].into_iter().flatten().collect()
    }
}

/// The length of time that a text spells, as Terraform's providers have it: numbers with their units. Nothing at all is no
/// time to wait.
pub fn duration(text: &str) -> Option<Duration> {
    let (mut rest, mut seconds) = (text, 0.0);
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let unit = rest[number..].find(|c: char| c.is_ascii_digit() || c == '.').map_or(rest.len(), |at| number + at);
        let each = match &rest[number..unit] {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 0.001,
            _ => return None,
        };
        seconds += rest[..number].parse::<f64>().ok()? * each;
        rest = &rest[unit..];
    }
    Duration::try_from_secs_f64(seconds).ok().filter(|duration| !duration.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_numbers_with_units() {
        for (text, milliseconds) in
            [("90s", 90_000), ("10m", 600_000), ("1h30m", 5_400_000), ("1.5h", 5_400_000), ("250ms", 250)]
        {
            assert_eq!(duration(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["", "10", "m", "10 m", "-1m", "0s", "1d", "1h30", "1..5h", "1e9h", "ten minutes", "10M", "m10"] {
            assert_eq!(duration(text), None, "{text}");
        }
        assert!(duration(&format!("{}h", "9".repeat(400))).is_none(), "longer than time is counted");
    }
}
