//! One login for all calls of a process, for vendors that give out tokens.
//!
//! The token is asked for when the first call needs it, by one caller while the others wait; renewed before its time is
//! over; and never asked for again after a refusal, or where the answer was lost, since some vendors lock an address out
//! after a few refusals.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::Api;
use crate::request::{Failure, Request, Response};
use crate::schema;
use crate::value::Object;

/// A token this close to its end is not used any more.
const MARGIN: Duration = Duration::from_secs(60);

/// A session, begun with its first call.
pub struct Session {
    manners: &'static dyn schema::Session,
    settings: Object,
    state: Mutex<State>,
}

enum State {
    NotYet,
    Open { token: String, until: Instant },
    Refused(Failure),
}

impl Session {
    /// A session that has not begun, for a vendor with these settings.
    pub fn new(manners: &'static dyn schema::Session, settings: Object) -> Self {
        Self { manners, settings, state: Mutex::new(State::NotYet) }
    }

    /// The session's token, from a login if there is none that counts. `spent` is one that the vendor no longer takes;
    /// if another caller has renewed it in the meantime, the new one is answered.
    pub(super) async fn token(&self, api: &Api, spent: Option<&str>) -> Result<String, Failure> {
        let mut state = self.state.lock().await;
        match &*state {
            State::Refused(failure) => return Err(failure.clone()),
            State::Open { token, until } if spent != Some(token) && Instant::now() < *until => return Ok(token.clone()),
            _ => {}
        }
        let failure = match api.patiently(&self.manners.login(&self.settings)).await {
            Ok(answer) => match self.manners.token(&answer) {
                Some(token) => {
                    let until = Instant::now() + token.lifetime - MARGIN.min(token.lifetime / 10);
                    *state = State::Open { token: token.value.clone(), until };
                    return Ok(token.value);
                }
                None => Failure::LoginRefused(answer),
            },
            // It may have been refused, or have taken one of the tokens there are; the call itself never left.
            Err(Failure::Lost(why)) => Failure::NotSent(format!("the login got no answer: {why}")),
            Err(failure) => return Err(failure),
        };
        *state = State::Refused(failure.clone());
        Err(failure)
    }

    pub(super) fn signed(&self, request: &Request, token: &str) -> Request {
        Request { path: self.manners.signed(&request.path, token), ..request.clone() }
    }

    pub(super) fn expired(&self, answer: &Response) -> bool {
        self.manners.expired(answer)
    }

    /// Ends the session: the call that gives the token back, if there is one.
    pub(super) async fn end(&self) -> Option<Request> {
        match std::mem::replace(&mut *self.state.lock().await, State::NotYet) {
            State::Open { token, .. } => Some(self.manners.logout(&token)),
            _ => None,
        }
    }
}
