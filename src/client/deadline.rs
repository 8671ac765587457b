//! When an operation stops waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::request::{Awaited, Failure};

/// When an operation stops waiting, if it ever does. Only waits end there: what is sent is carried through, and what needs
/// no wait is sent still. A copy is the same one.
#[derive(Clone, Default)]
pub struct Deadline {
    given: Option<(Duration, Instant)>,
    reached: Arc<AtomicBool>,
}

impl Deadline {
    /// So long from now. Longer than a clock can say is for ever.
    pub fn after(time: Duration) -> Self {
        let given = Instant::now().checked_add(time).map(|at| (time, at));
        Self { given, reached: Arc::default() }
    }

    /// The time that there was from the beginning.
    pub fn time(&self) -> Option<Duration> {
        self.given.map(|(time, _)| time)
    }

    /// The time that there is still, where it ends at all.
    pub fn left(&self) -> Option<Duration> {
        self.given.map(|(_, at)| at.saturating_duration_since(Instant::now()))
    }

    /// Whether there is time to wait so long; if not, it counts as reached.
    pub fn allows(&self, wait: Duration) -> bool {
        let allowed = self.given.is_none_or(|(_, at)| Instant::now() + wait <= at);
        if !allowed {
            self.reach();
        }
        allowed
    }

    /// Whether somebody would have waited longer.
    pub fn was_reached(&self) -> bool {
        self.reached.load(Ordering::Relaxed)
    }

    /// Notes that somebody would have waited longer.
    pub fn reach(&self) {
        self.reached.store(true, Ordering::Relaxed);
    }

    /// Waits for what operations share, until it is there or the deadline has passed.
    pub async fn within<T>(&self, awaited: Awaited, ready: impl Future<Output = T>) -> Result<T, Failure> {
        tokio::select! {
            biased;
            ready = ready => Ok(ready),
            () = self.passed() => Err(Failure::OutOfTime(awaited)),
        }
    }

    /// Waits for it.
    pub async fn passed(&self) {
        match self.given {
            Some((_, at)) => tokio::time::sleep_until(at).await,
            None => std::future::pending().await,
        }
        self.reach();
    }
}
