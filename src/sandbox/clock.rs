//! What time it is, as answers and the log tell it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// RFC 3339, to the nanosecond.
pub fn now() -> String {
    written(OffsetDateTime::now_utc())
}

/// RFC 3339, to the second.
pub fn second() -> String {
    written(OffsetDateTime::now_utc().truncate_to_second())
}

/// How long it is since 1970 began.
pub fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn written(moment: OffsetDateTime) -> String {
    moment.format(&Rfc3339).unwrap_or_default()
}
