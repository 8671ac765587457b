//! How long a run waits for an account, and when to say so: in the log once calls have waited for some seconds together, and to
//! whoever runs Terraform when nothing is under way any more. Both are said again only when the time has doubled, so that a
//! thousand objects which wait together make a few lines and mostly one warning.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What is worth a line in the log, and what is worth a warning.
const WORTH_A_LINE: Duration = Duration::from_secs(3);
const WORTH_A_WARNING: Duration = Duration::from_secs(10);

/// What a call waits for.
#[derive(Clone, Copy)]
pub enum Cause {
    /// Its turn below the request ceiling.
    Ceiling,
    /// The vendor, which is busy or called too often, or has asked to be left alone for a while.
    Vendor,
}

/// How long calls have waited: the time during which at least one of them did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Waited {
    /// For their turn below the request ceiling.
    pub ceiling: Duration,
    /// Because the vendor said so.
    pub vendor: Duration,
}

/// The waits of a run for one account.
pub struct Waits {
    /// The host, for the log.
    host: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    ceiling: Tally,
    vendor: Tally,
    /// Operations that are under way.
    operations: usize,
    /// What the last warning told, both causes together.
    warned: Duration,
}

/// The waits for one cause.
#[derive(Default)]
struct Tally {
    waiting: usize,
    since: Option<Instant>,
    over: Duration,
    /// What the last line in the log told.
    logged: Duration,
}

impl Tally {
    fn total(&self, now: Instant) -> Duration {
        self.over + self.since.map(|since| now - since).unwrap_or_default()
    }

    fn begin(&mut self, now: Instant) {
        self.waiting += 1;
        self.since.get_or_insert(now);
    }

    fn end(&mut self, now: Instant) {
        self.waiting -= 1;
        if self.waiting == 0 {
            self.over = self.total(now);
            self.since = None;
        }
    }

    /// Whether a wait of so long is worth a line; it counts as written then.
    fn line(&mut self, now: Instant, wait: Duration) -> bool {
        let total = self.total(now) + wait;
        let due = total >= WORTH_A_LINE.max(self.logged * 2);
        if due {
            self.logged = total;
        }
        due
    }
}

impl State {
    fn tally(&mut self, cause: Cause) -> &mut Tally {
        match cause {
            Cause::Ceiling => &mut self.ceiling,
            Cause::Vendor => &mut self.vendor,
        }
    }

    /// What is worth a warning, when an operation has ended; it counts as told then.
    fn warning(&mut self, now: Instant) -> Option<Waited> {
        let waited = Waited { ceiling: self.ceiling.total(now), vendor: self.vendor.total(now) };
        let total = waited.ceiling + waited.vendor;
        let due = self.operations == 0 && total >= WORTH_A_WARNING.max(self.warned * 2);
        due.then(|| {
            self.warned = total;
            waited
        })
    }
}

impl Waits {
    /// None yet, for a host.
    pub(super) fn at(host: String) -> Self {
        Self { host, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a wait, which ends with what this answers.
    pub(super) fn begin(&self, cause: Cause) -> Waiting<'_> {
        self.state().tally(cause).begin(Instant::now());
        Waiting { waits: self, cause }
    }

    /// Begins an operation.
    pub(super) fn operation(&self) -> Operation<'_> {
        self.state().operations += 1;
        Operation(self)
    }
}

/// A wait.
pub(super) struct Waiting<'a> {
    waits: &'a Waits,
    cause: Cause,
}

impl Waiting<'_> {
    /// Says in the log that it goes on for so long from now, if that is worth a line.
    pub fn on(&self, wait: Duration) {
        let mut state = self.waits.state();
        let (now, tally) = (Instant::now(), state.tally(self.cause));
        if !tally.line(now, wait) {
            return;
        }
        let (host, waits_ms) = (&self.waits.host, wait.as_millis() as u64);
        let waited_s = tally.total(now).as_secs();
        match self.cause {
            Cause::Ceiling => tracing::warn!(%host, waits_ms, waited_s, "calls wait below requests_per_minute"),
            Cause::Vendor => tracing::warn!(%host, waits_ms, waited_s, "calls wait because the vendor wants it"),
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.waits.state().tally(self.cause).end(Instant::now());
    }
}

/// Something that Terraform asked for and that may wait.
pub struct Operation<'a>(&'a Waits);

impl Operation<'_> {
    /// Ends it. Answers what the run has waited, if that is to be said now: nothing else is under way, and it is a while.
    pub fn end(self) -> Option<Waited> {
        let waits = self.0;
        drop(self);
        waits.state().warning(Instant::now())
    }
}

impl Drop for Operation<'_> {
    fn drop(&mut self) {
        self.0.state().operations -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn calls_that_wait_together_wait_once() {
        let (mut tally, start) = (Tally::default(), Instant::now());
        tally.begin(start);
        tally.begin(start + SECOND);
        tally.end(start + SECOND * 3);
        assert_eq!(tally.total(start + SECOND * 4), SECOND * 4, "one still waits");
        tally.end(start + SECOND * 5);
        tally.begin(start + SECOND * 9);
        tally.end(start + SECOND * 10);
        assert_eq!(tally.total(start + SECOND * 60), SECOND * 6);
    }

    #[test]
    fn a_thousand_waits_of_a_second_make_a_few_lines() {
        let (mut tally, mut now, mut lines) = (Tally::default(), Instant::now(), vec![]);
        for wait in 1..=1000 {
            tally.begin(now);
            if tally.line(now, SECOND) {
                lines.push(wait);
            }
            now += SECOND;
            tally.end(now);
        }
        assert_eq!(lines, [3, 6, 12, 24, 48, 96, 192, 384, 768]);
        assert!(Tally::default().line(now, SECOND * 20), "a long one at once");
    }

    #[test]
    fn a_warning_is_for_the_operation_that_leaves_none_under_way_and_for_twice_the_time() {
        let (mut state, start) = (State::default(), Instant::now());
        let waited = |state: &mut State, cause: Cause, seconds: u32| {
            state.tally(cause).begin(start);
            state.tally(cause).end(start + SECOND * seconds);
        };
        waited(&mut state, Cause::Ceiling, 9);
        assert_eq!(state.warning(start), None, "not yet worth it");
        waited(&mut state, Cause::Vendor, 2);
        state.operations = 1;
        assert_eq!(state.warning(start), None, "another one is under way");
        state.operations = 0;
        let both = Waited { ceiling: SECOND * 9, vendor: SECOND * 2 };
        assert_eq!(state.warning(start), Some(both));
        waited(&mut state, Cause::Ceiling, 10);
        assert_eq!(state.warning(start), None, "hardly more than was told");
        waited(&mut state, Cause::Ceiling, 1);
        assert!(state.warning(start).is_some_and(|waited| waited.ceiling == SECOND * 20));
    }
}
