//! Which outcomes are worth another try, and how long to wait before it.

use std::time::{Duration, SystemTime};

use backon::ExponentialBuilder;

use crate::request::{Failure, Repeat, Response};

/// Tries after which a failing server or line is believed.
const MOST_TRIES: u32 = 4;
/// The longest wait that a vendor may ask for; a run would stand still for longer than anybody watches.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// An answer, with the wait that it asks for.
pub struct Answer {
    /// The answer.
    pub response: Response,
    /// Its `Retry-After`: seconds or a date.
    pub retry_after: Option<String>,
}

/// How often a call is tried.
pub struct Patience {
    /// Whether it may be sent again when it is not known what became of it.
    pub repeat: Repeat,
    /// Which try has just ended, from 1.
    pub attempt: u32,
}

impl Patience {
    /// Waits between tries: half a second, doubled each time, a minute at most. Together they outlast a window of one
    /// minute, in which vendors count requests.
    pub fn delays() -> ExponentialBuilder {
        ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(500))
            .with_max_delay(Duration::from_secs(60))
            .with_factor(2.0)
            .with_max_times(7)
            .with_jitter()
    }

    /// Whether to try again: `Some` with the wait that the vendor asks for, if it asks for one.
    pub fn wait(&self, outcome: &Result<Answer, Failure>) -> Option<Option<Duration>> {
        let again = match outcome {
            // Refused before it was looked at: safe for every call.
            Ok(answer) if answer.response.status == 429 => true,
            Ok(answer) if matches!(answer.response.status, 502..=504) => self.again(self.repeat != Repeat::Never),
            Ok(answer) if answer.response.status == 500 => self.again(self.repeat == Repeat::Read),
            Ok(_) | Err(Failure::Stopped | Failure::LoginRefused(_)) => false,
            Err(Failure::NotSent(_)) => self.again(true),
            Err(Failure::Lost(_)) => self.again(self.repeat != Repeat::Never),
        };
        let asked = outcome.as_ref().ok().and_then(|answer| answer.retry_after.as_deref()).and_then(parse);
        (again && asked.is_none_or(|wait| wait <= LONGEST_WAIT)).then_some(asked)
    }

    fn again(&self, safe: bool) -> bool {
        safe && self.attempt < MOST_TRIES
    }
}

fn parse(retry_after: &str) -> Option<Duration> {
    let date = || httpdate::parse_http_date(retry_after).ok();
    match retry_after.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(date()?.duration_since(SystemTime::now()).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(repeat: Repeat, status: u16) -> bool {
        let answer = Answer { response: Response { status, ..Default::default() }, retry_after: None };
        Patience { repeat, attempt: 1 }.wait(&Ok(answer)).is_some()
    }

    #[test]
    fn a_create_is_sent_again_only_where_it_was_surely_not_carried_out() {
        assert!(tried(Repeat::Never, 429));
        for status in [500, 502, 503, 504, 400] {
            assert!(!tried(Repeat::Never, status), "{status}");
        }
        let patience = Patience { repeat: Repeat::Never, attempt: 1 };
        assert!(patience.wait(&Err(Failure::NotSent("refused".into()))).is_some());
        assert!(patience.wait(&Err(Failure::Lost("reset".into()))).is_none());
    }

    #[test]
    fn an_update_is_sent_again_after_a_gateways_failure_and_a_read_after_any() {
        assert!(tried(Repeat::Idempotent, 503) && !tried(Repeat::Idempotent, 500));
        assert!(tried(Repeat::Read, 500) && !tried(Repeat::Read, 404));
    }

    #[test]
    fn a_failing_server_is_believed_in_the_end() {
        let lost = || Err(Failure::Lost("reset".into()));
        assert!(Patience { repeat: Repeat::Read, attempt: 3 }.wait(&lost()).is_some());
        assert!(Patience { repeat: Repeat::Read, attempt: 4 }.wait(&lost()).is_none());
    }

    #[test]
    fn the_wait_is_the_vendors_if_it_asks_for_one_and_not_too_long() {
        let asked = |text: &str| {
            let response = Response { status: 429, ..Default::default() };
            Patience { repeat: Repeat::Read, attempt: 1 }.wait(&Ok(Answer { response, retry_after: Some(text.into()) }))
        };
        assert_eq!(asked("7"), Some(Some(Duration::from_secs(7))));
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Some(Duration::ZERO)));
        assert_eq!(asked("soon"), Some(None), "not understood: the own backoff");
        assert_eq!(asked("3600"), None, "an error now beats an hour of standing still");
    }
}
