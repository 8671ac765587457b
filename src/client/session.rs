//! One login for all calls of a process, for vendors that give out tokens.
//!
//! The token is asked for when the first call needs it, by one caller while the others wait; what it comes to is theirs
//! too. It is renewed before its time is over, and never asked for again after a refusal, since some vendors lock an
//! address out after a few.

use std::future;
use std::time::Duration;

use futures_util::FutureExt;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{Api, Deadline};
use crate::request::{Failure, Request, Response};
use crate::schema::{self, Login};
use crate::value::Object;

/// A token this close to its end is not used any more.
const MARGIN: Duration = Duration::from_secs(60);
/// The longest that a token is believed to count.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a login that came to nothing speaks for those who come later: long enough for the calls that waited with it
/// and for those that Terraform starts in their place, and too short for anything to have changed.
const A_WHILE: Duration = Duration::from_secs(10);

/// A session, begun with its first call.
pub struct Session {
    hooks: &'static dyn schema::Session,
    settings: Object,
    state: Mutex<State>,
}

enum State {
    NotYet,
    Open {
        token: SecretString,
        until: Instant,
    },
    /// The login failed, until when that holds for everybody: for ever after a refusal.
    Failed {
        failure: Failure,
        until: Option<Instant>,
    },
}

impl Session {
    /// A session that has not begun, for a vendor with these settings.
    pub fn new(hooks: &'static dyn schema::Session, settings: Object) -> Self {
        Self { hooks, settings, state: Mutex::new(State::NotYet) }
    }

    /// The session's token, from a login if there is none that counts. `spent` is one that the vendor no longer takes;
    /// if another caller has renewed it in the meantime, the new one is answered.
    pub(super) async fn token(
        &self,
        api: &Api,
        deadline: &Deadline,
        spent: Option<&SecretString>,
    ) -> Result<SecretString, Failure> {
        let mut state = self.state.lock().await;
        let still = |until: &Instant| Instant::now() < *until;
        let is_spent = |token: &SecretString| spent.is_some_and(|s| s.expose_secret() == token.expose_secret());
        match &*state {
            State::Open { token, until } if still(until) && !is_spent(token) => return Ok(token.clone()),
            State::Failed { failure, until } if until.as_ref().is_none_or(still) => return Err(failure.clone()),
            _ => {}
        }
        let login = self.hooks.login(&self.settings);
        let again = || future::ready(Some(login.clone())).boxed();
        let (failure, until) = match api.patiently(deadline, &login, &again).await {
            Ok(answer) => match self.hooks.let_in(&answer) {
                Login::Given(token) => {
                    let lifetime = token.lifetime.min(A_DAY);
                    let until = Instant::now() + (lifetime - MARGIN.min(lifetime / 10));
                    *state = State::Open { token: token.value.clone(), until };
                    return Ok(token.value);
                }
                Login::Refused => (Failure::LoginRefused(answer), None),
                Login::NotNow => (Failure::LoginFailed(answer), in_a_while()),
            },
            // Another operation may have more time.
            Err(failure @ (Failure::Stopped | Failure::OutOfTime)) => return Err(failure),
            // The call itself never left.
            Err(Failure::Lost(why)) => (Failure::NotSent(format!("the login got no answer: {why}")), in_a_while()),
            Err(Failure::TooLong) => (Failure::NotSent("the login was answered with no end".into()), in_a_while()),
            Err(failure) => (failure, in_a_while()),
        };
        *state = State::Failed { failure: failure.clone(), until };
        Err(failure)
    }

    pub(super) fn signed(&self, request: &Request, token: &SecretString) -> Request {
        Request { path: self.hooks.signed(&request.path, token.expose_secret()), ..request.clone() }
    }

    pub(super) fn expired(&self, answer: &Response) -> bool {
        self.hooks.expired(answer)
    }

    /// Ends the session: the call that gives the token back, if there is one.
    pub(super) async fn end(&self) -> Option<Request> {
        match std::mem::replace(&mut *self.state.lock().await, State::NotYet) {
            State::Open { token, .. } => Some(self.hooks.logout(token.expose_secret())),
            _ => None,
        }
    }
}

fn in_a_while() -> Option<Instant> {
    Some(Instant::now() + A_WHILE)
}
