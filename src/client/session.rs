//! One login for all calls of a process, for vendors that give out tokens.
//!
//! The token is asked for when the first call needs it, and what that comes to is the outcome of all who wait for it. The
//! login belongs to none of them: whose time is over leaves, and it goes on for the others. It is renewed before its time
//! is over, and never asked for again after a refusal, since some vendors lock an address out after a few.

use std::future;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::{A_WHILE, Answer, Api, Deadline};
use crate::request::{Awaited, Failure, Request, Response};
use crate::schema::{self, Login};
use crate::value::Object;

/// A token this close to its end is not used any more.
const MARGIN: Duration = Duration::from_secs(60);
/// The longest that a token is believed to count.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A token, or why there is none.
type Outcome = Result<SecretString, Failure>;

/// A session, begun with its first call.
pub struct Session {
    hooks: &'static dyn schema::Session,
    settings: Object,
    state: Mutex<State>,
}

#[derive(Default)]
enum State {
    #[default]
    NotYet,
    UnderWay(Shared<BoxFuture<'static, Outcome>>),
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
        Self { hooks, settings, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session's token, from a login if there is none that counts. `spent` is one that the vendor no longer takes;
    /// if another caller has renewed it in the meantime, the new one is answered.
    pub(super) async fn token(
        self: &Arc<Self>,
        api: &Arc<Api>,
        deadline: &Deadline,
        spent: Option<&SecretString>,
    ) -> Outcome {
        let still = |until: &Instant| Instant::now() < *until;
        let is_spent = |token: &SecretString| spent.is_some_and(|s| s.expose_secret() == token.expose_secret());
        let login = {
            let mut state = self.state();
            match &*state {
                State::Open { token, until } if still(until) && !is_spent(token) => return Ok(token.clone()),
                State::Failed { failure, until } if until.as_ref().is_none_or(still) => return Err(failure.clone()),
                State::UnderWay(login) => login.clone(),
                State::NotYet | State::Open { .. } | State::Failed { .. } => {
                    let (session, api) = (self.clone(), api.clone());
                    let login = tokio::spawn(async move { session.log_in(&api).await });
                    let broken_off = || Err(Failure::NotSent("the login broke off".into()));
                    let login = login.map(move |outcome| outcome.unwrap_or_else(|_| broken_off())).boxed().shared();
                    *state = State::UnderWay(login.clone());
                    login
                }
            }
        };
        // Terraform's wish to stop ends the login, and so this wait, within a moment in which a token may still come.
        deadline.within(Awaited::Login, login).await?
    }

    /// Logs in, however long that takes.
    async fn log_in(&self, api: &Arc<Api>) -> Outcome {
        let login = self.hooks.login(&self.settings);
        let again = || future::ready(Some(login.clone())).boxed();
        let (failure, until) = match api.patiently(&Deadline::default(), &login, &again).await {
            Ok(Answer { response, .. }) => match self.hooks.let_in(&response) {
                Login::Given(token) => {
                    let lifetime = token.lifetime.min(A_DAY);
                    let until = Instant::now() + (lifetime - MARGIN.min(lifetime / 10));
                    *self.state() = State::Open { token: token.value.clone(), until };
                    return Ok(token.value);
                }
                Login::Refused => (Failure::LoginRefused(response), None),
                Login::NotNow => (Failure::LoginFailed(response), in_a_while()),
            },
            // The call itself never left.
            Err(Failure::Lost(loss)) => (Failure::LoginLost(loss), in_a_while()),
            Err(Failure::TooLong) => (Failure::NotSent("the login was answered with no end".into()), in_a_while()),
            Err(failure) => (failure, in_a_while()),
        };
        *self.state() = State::Failed { failure: failure.clone(), until };
        Err(failure)
    }

    pub(super) fn signed(&self, request: &Request, token: &SecretString) -> Request {
        Request { path: self.hooks.signed(&request.path, token.expose_secret()), ..request.clone() }
    }

    pub(super) fn expired(&self, answer: &Response) -> bool {
        self.hooks.expired(answer)
    }

    /// Ends the session: the call that gives the token back, if there is one. A login under way may still bring it.
    pub(super) async fn end(&self) -> Option<Request> {
        let login = match &*self.state() {
            State::UnderWay(login) => Some(login.clone()),
            _ => None,
        };
        if let Some(login) = login {
            let _ = login.await;
        }
        match mem::take(&mut *self.state()) {
            State::Open { token, .. } => Some(self.hooks.logout(token.expose_secret())),
            _ => None,
        }
    }
}

fn in_a_while() -> Option<Instant> {
    Some(Instant::now() + A_WHILE)
}
