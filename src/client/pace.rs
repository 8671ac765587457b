//! The most requests a minute: who is ahead of time waits.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::Clock;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

const MINUTE: Duration = Duration::from_secs(60);

/// A ceiling that all calls to one vendor share.
pub struct Pace(DefaultDirectRateLimiter);

impl Pace {
    /// At most this many requests a minute; none is no ceiling.
    pub fn of(per_minute: u32) -> Option<Self> {
        Some(Self(RateLimiter::direct(quota(per_minute)?)))
    }

    /// Waits for a place below the ceiling. It sleeps on the caller's runtime: governor's own wait has a thread for it.
    pub async fn turn(&self) {
        while let Err(early) = self.0.check() {
            tokio::time::sleep(early.wait_time_from(self.0.clock().now())).await;
        }
    }
}

/// A sixth of the requests at once, the others spread over the minute.
fn quota(per_minute: u32) -> Option<Quota> {
    let burst = NonZeroU32::new(per_minute / 6).unwrap_or(NonZeroU32::MIN);
    let spread = per_minute.saturating_sub(burst.get()).max(1);
    Some(Quota::with_period(MINUTE / spread)?.allow_burst(burst))
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn no_minute_sees_more_requests_than_the_ceiling_and_none_fewer_by_far() {
        for per_minute in [1, 2, 5, 60, 100, 1000] {
            let clock = FakeRelativeClock::default();
            let limiter = RateLimiter::direct_with_clock(quota(per_minute).unwrap(), clock.clone());
            // As greedy as can be, for two minutes.
            let mut sent: Vec<u64> = vec![];
            for now in 0..120_000 {
                while limiter.check().is_ok() {
                    sent.push(now);
                }
                clock.advance(Duration::from_millis(1));
            }
            let from = |start: u64| sent.iter().filter(|at| (start..start + 60_000).contains(*at)).count();
            let most = sent.iter().map(|start| from(*start)).max().unwrap_or_default();
            assert!(most <= per_minute as usize, "{per_minute}: {most}");
            assert!(most + 1 >= per_minute as usize, "{per_minute}: {most}");
        }
    }
}
