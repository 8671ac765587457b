//! Which outcomes are worth another try, and how long to wait before it.

use std::time::{Duration, SystemTime};

use backon::{ConstantBuilder, ExponentialBuilder};

use crate::request::{Failure, Repeat, Response};
use crate::schema::Verdict;

/// The longest wait that a vendor may ask for; a run would stand still for longer than anybody watches.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// An answer, with what it says and the wait that it asks for.
pub struct Answer {
    /// The answer.
    pub response: Response,
    /// What it says.
    pub verdict: Verdict,
    /// Its `Retry-After`: seconds or a date.
    pub retry_after: Option<String>,
}

impl Answer {
    /// The wait that it asks for. A date gone by asks for none.
    fn asks(&self) -> Option<Duration> {
        let text = self.retry_after.as_deref()?.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
        }
        Some(httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).unwrap_or_default())
    }

    /// The same behind a try of which it is not known whether it was carried out, if there was one.
    pub fn behind(self, in_doubt: bool) -> Self {
        let in_doubt = in_doubt || self.response.in_doubt;
        Self { response: Response { in_doubt, ..self.response }, ..self }
    }

    /// Whether the call may have been carried out all the same.
    pub fn leaves_doubt(&self) -> bool {
        self.verdict == Verdict::Unclear
    }

    /// Whether it is the vendor's wish that the next try waits.
    pub fn wants_a_wait(&self) -> bool {
        self.verdict == Verdict::Later || self.asks().is_some()
    }
}

/// How many times a call is sent again at most.
#[derive(Clone, Copy)]
pub struct Retries {
    /// After a failure of the server or the line: then it is believed.
    failed: u32,
    /// While the vendor is busy or called too often. With the waits between them they outlast a window of one minute, in
    /// which vendors count requests.
    put_off: u32,
}

impl Retries {
    /// As many as a user says; else as many as seem right.
    pub fn of(max_retries: Option<u32>) -> Self {
        Self { failed: max_retries.unwrap_or(3), put_off: max_retries.unwrap_or(7) }
    }
}

/// A try of a call that has ended: what decides on another one.
pub struct Patience {
    /// How many times more than once.
    pub retries: Retries,
    /// Whether it may be sent again when it is not known what became of it.
    pub repeat: Repeat,
    /// Which try has just ended, from 1.
    pub attempt: u32,
}

impl Patience {
    /// Waits between tries: half a second, doubled each time, a minute at most, each with up to as much again by chance,
    /// so that calls which failed together do not come back together.
    pub fn delays() -> ExponentialBuilder {
        ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(500))
            .with_max_delay(Duration::from_secs(60))
            .with_factor(2.0)
            .without_max_times()
            .with_jitter()
    }

    /// Waits between tries for who is about to go.
    pub fn moments() -> ConstantBuilder {
        ConstantBuilder::default().with_delay(Duration::from_millis(100)).with_max_times(5)
    }

    /// How long to wait before another try, if there is to be one: the next delay, or as long as the vendor asks for if
    /// that is longer.
    pub fn wait(
        &self,
        outcome: &Result<Answer, Failure>,
        mut delays: impl Iterator<Item = Duration>,
    ) -> Option<Duration> {
        let asked = outcome.as_ref().ok().and_then(Answer::asks);
        let again = match outcome {
            // The vendor's verdict and no status: a success of HTTP may hold a failure, and a failure a refusal for good.
            Ok(answer) => match (answer.verdict, answer.response.status) {
                // Put off before anything was done: safe for every call.
                (Verdict::Later, _) => self.attempt <= self.retries.put_off,
                (Verdict::Unclear, 503) if asked.is_some() => self.again(self.repeat != Repeat::Never),
                (Verdict::Unclear, 502..=504) => self.again(self.harmless()),
                (Verdict::Unclear, _) => self.again(self.repeat == Repeat::Read),
                _ => false,
            },
            Err(Failure::NotSent(_)) => self.again(true),
            Err(Failure::Lost(_)) => self.again(self.harmless()),
            Err(_) => false,
        };
        if !again || asked.is_some_and(|asked| asked > LONGEST_WAIT) {
            return None;
        }
        let delay = delays.next()?;
        Some(asked.map_or(delay, |asked| asked.max(delay)))
    }

    /// Whether it may be sent twice.
    fn harmless(&self) -> bool {
        matches!(self.repeat, Repeat::Read | Repeat::Idempotent)
    }

    fn again(&self, safe: bool) -> bool {
        safe && self.attempt <= self.retries.failed
    }
}

#[cfg(test)]
mod tests {
    use backon::BackoffBuilder;

    use super::*;
    use crate::request::Loss;
    use crate::schema::settings::MAX_RETRIES;

    const DELAY: Duration = Duration::from_millis(500);

    fn reset() -> Loss {
        Loss { why: "reset".into(), late: false, tries: 1 }
    }

    fn answered(status: u16, retry_after: Option<&str>) -> Result<Answer, Failure> {
        let response = Response { status, ..Default::default() };
        Ok(Answer { verdict: Verdict::by_status(&response), response, retry_after: retry_after.map(str::to_owned) })
    }

    fn patience(max_retries: Option<u32>, repeat: Repeat, attempt: u32) -> Patience {
        Patience { retries: Retries::of(max_retries), repeat, attempt }
    }

    fn wait(repeat: Repeat, attempt: u32, outcome: Result<Answer, Failure>) -> Option<Duration> {
        patience(None, repeat, attempt).wait(&outcome, std::iter::repeat(DELAY))
    }

    fn tried(repeat: Repeat, status: u16) -> bool {
        wait(repeat, 1, answered(status, None)).is_some()
    }

    #[test]
    fn a_create_is_sent_again_only_where_it_was_surely_not_carried_out() {
        assert!(tried(Repeat::Never, 429));
        for status in [500, 502, 503, 504, 400] {
            assert!(!tried(Repeat::Never, status), "{status}");
        }
        assert!(wait(Repeat::Never, 1, answered(503, Some("1"))).is_none());
        assert!(wait(Repeat::Never, 1, Err(Failure::NotSent("refused".into()))).is_some());
        assert!(wait(Repeat::Never, 1, Err(Failure::Lost(reset()))).is_none());
    }

    #[test]
    fn a_login_is_sent_again_only_where_it_was_surely_not_looked_at_or_where_that_is_asked_for() {
        assert_eq!(wait(Repeat::WhenAsked, 1, answered(503, Some("1"))), Some(Duration::from_secs(1)));
        for status in [500, 502, 503, 504] {
            assert!(!tried(Repeat::WhenAsked, status), "{status}");
        }
        assert!(wait(Repeat::WhenAsked, 1, Err(Failure::Lost(reset()))).is_none());
    }

    #[test]
    fn an_update_is_sent_again_after_a_gateways_failure_and_a_read_after_any() {
        assert!(tried(Repeat::Idempotent, 503) && !tried(Repeat::Idempotent, 500));
        assert!(tried(Repeat::Read, 500) && !tried(Repeat::Read, 404));
        // Of a gateway's own making, and of one that has waited in vain.
        for status in [408, 520, 529] {
            assert!(tried(Repeat::Read, status) && !tried(Repeat::Idempotent, status), "{status}");
        }
    }

    #[test]
    fn what_the_vendor_says_counts_and_not_its_status() {
        use Repeat::{Idempotent, Never, Read, WhenAsked};
        for status in [200, 400, 429, 500] {
            for (verdict, retries, sent_again) in [
                (Verdict::Refused, 0, &[][..]),
                (Verdict::Later, 7, &[Read, Idempotent, WhenAsked, Never]),
                (Verdict::Unclear, 3, &[Read]),
            ] {
                let response = Response { status, ..Default::default() };
                let outcome = Ok(Answer { response, verdict, retry_after: None });
                for repeat in [Read, Idempotent, WhenAsked, Never] {
                    for attempt in 1..10 {
                        let again = patience(None, repeat, attempt).wait(&outcome, std::iter::repeat(DELAY)).is_some();
                        let due = sent_again.contains(&repeat) && attempt <= retries;
                        assert_eq!(again, due, "{status} {verdict:?} {repeat:?} {attempt}");
                        assert_eq!(outcome.as_ref().is_ok_and(Answer::wants_a_wait), verdict == Verdict::Later);
                    }
                }
            }
        }
    }

    #[test]
    fn a_wait_that_a_success_asks_for_is_kept_where_it_puts_off() {
        let busy = answered(200, Some("7")).map(|answer| Answer { verdict: Verdict::Later, ..answer });
        assert_eq!(wait(Repeat::Never, 1, busy), Some(Duration::from_secs(7)));
    }

    #[test]
    fn a_failing_server_is_believed_in_the_end() {
        let lost = || Err(Failure::Lost(reset()));
        assert!(wait(Repeat::Read, 3, lost()).is_some());
        assert!(wait(Repeat::Read, 4, lost()).is_none());
        assert!(wait(Repeat::Read, 1, Err(Failure::TooLong)).is_none(), "it would be as long again");
    }

    #[test]
    fn who_says_how_often_is_taken_at_their_word_for_failures_and_busy_vendors_alike() {
        let again = |max_retries, attempt, outcome| {
            patience(max_retries, Repeat::Read, attempt).wait(&outcome, std::iter::repeat(DELAY)).is_some()
        };
        let (failed, put_off) = (|| answered(503, None), || answered(429, None));
        for (max_retries, after_failures, while_busy) in [(None, 3, 7), (Some(0), 0, 0), (Some(9), 9, 9)] {
            for attempt in 1..12 {
                assert_eq!(again(max_retries, attempt, failed()), attempt <= after_failures, "{max_retries:?}");
                assert_eq!(again(max_retries, attempt, put_off()), attempt <= while_busy, "{max_retries:?}");
            }
        }
        let says = "Left out, 3 after a failure, and 7 while the vendor is busy";
        assert!(MAX_RETRIES.doc.contains(says), "the numbers are on its page");
    }

    #[test]
    fn the_wait_is_the_longer_of_the_own_and_the_vendors_if_that_is_not_too_long() {
        let asked = |text: &str| wait(Repeat::Read, 1, answered(429, Some(text)));
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        for none in ["0", "Sun, 06 Nov 1994 08:49:37 GMT", "soon", "-1", ""] {
            assert_eq!(asked(none), Some(DELAY), "{none}");
        }
        for long in ["3600", "99999999999999999999"] {
            assert_eq!(asked(long), None, "an error now beats an hour of standing still");
        }
    }

    #[test]
    fn no_two_calls_wait_the_same_times() {
        let times = || Patience::delays().build().take(7).collect::<Vec<_>>();
        let (one, two) = (times(), times());
        assert_eq!(one.len(), 7);
        assert_ne!(one, two);
        for (at, delay) in one.iter().enumerate() {
            let least = (DELAY * (1 << at)).min(Duration::from_secs(60));
            assert!((least..=least * 2).contains(delay), "{at}: {delay:?}");
        }
    }
}
