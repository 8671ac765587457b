//! So many calls a minute and no more.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::http::Header;
use super::switch::{Switch, Switches, words};

/// Whether a refused caller hears when to come back.
pub const RETRY_AFTER: Switch =
    words("retry-after", &["omitted", "sent"], "Whether a 429 says in `Retry-After` how many seconds to wait.");

/// The header that tells a refused caller to come back in so many seconds, where he hears it.
pub fn retry_after(seconds: u64, switches: &Switches) -> Option<Header> {
    switches.is(&RETRY_AFTER, "sent").then(|| ("retry-after", seconds.to_string()))
}

/// When the calls of the last minute came.
#[derive(Debug, Default)]
pub struct Quota(VecDeque<Instant>);

impl Quota {
    const WINDOW: Duration = Duration::from_secs(60);

    /// Lets a call in, or says in how many seconds the next one will be. A quota of 0 lets everything in.
    pub fn admit(&mut self, per_minute: u32) -> Result<(), u64> {
        let now = Instant::now();
        while self.0.front().is_some_and(|call| now.duration_since(*call) >= Self::WINDOW) {
            self.0.pop_front();
        }
        // Where the quota was lowered meanwhile, several have to leave before there is a place.
        let last_to_leave = self.0.len().checked_sub(per_minute as usize).filter(|_| per_minute > 0);
        match last_to_leave.and_then(|place| self.0.get(place)) {
            Some(call) => Err((Self::WINDOW - now.duration_since(*call)).as_secs() + 1),
            None => {
                self.0.push_back(now);
                Ok(())
            }
        }
    }
}
