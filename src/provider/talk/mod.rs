//! Talking to a vendor about one object: sending the steps that the engine has made, looking at the object, listing its
//! like. The stories do it through this room and know no call.

mod cursor;
mod list;
mod look;
mod once;
pub mod page;
mod pages;
mod together;

use std::future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, TryFutureExt};
use serde_json::Value as Json;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use super::account::Account;
use super::report::{Trouble, VANISHED};
use super::timeouts::Timeout;
use crate::client::{A_WHILE, Anew, Answer};
use crate::engine::{self, Changes, Hidden, Step};
use crate::request::{Awaited, Deed, Repeat, Request, Response};
use crate::schema::{Attribute, Call, Life, Resource, Rivalry, Verdict};
use crate::secret::Secrets;
use crate::value::Object;

pub use cursor::Cursor;
pub use look::{NotFound, Seen, Shown};
pub use once::FirstSeen;
pub use pages::{Glimpse, Lists};
pub use together::{Create, Creates};

/// Time for the other updates of an apply to stand in line.
const OTHERS_COME: Duration = Duration::from_millis(500);

/// A kind of object at an account: what its life is told about.
pub struct Managed {
    /// The account.
    pub account: Arc<Account>,
    /// The resource.
    pub resource: &'static Resource,
    /// What the vendor's words may hold and no message may.
    pub secrets: Secrets,
    /// How long it may take.
    pub timeout: Timeout,
}

/// An answer and what it says.
pub struct Answered {
    /// What it says.
    pub verdict: Verdict,
    /// The answer.
    pub response: Response,
    /// The call it answers: method and path.
    pub line: String,
    /// What that was to do.
    pub deed: Deed,
}

impl Answered {
    /// Whether it is a success without any content.
    pub fn is_mute(&self) -> bool {
        let is_empty = matches!(self.response.body.trim(), "" | "{}" | "null");
        self.verdict == Verdict::Done && is_empty
    }
}

/// Why a list could not be read. For a while, that is the outcome of those who ask for it next, too.
struct Unread(Trouble, Instant);

impl Unread {
    fn now(trouble: Trouble) -> Self {
        Self(trouble, Instant::now())
    }

    fn lately(&self) -> Option<&Trouble> {
        (self.1.elapsed() < A_WHILE).then_some(&self.0)
    }
}

/// Turns that a call has for itself while it is tried.
#[derive(Default)]
pub struct Turns(Mutex<Vec<OwnedMutexGuard<()>>>);

impl Turns {
    fn held(&self) -> std::sync::MutexGuard<'_, Vec<OwnedMutexGuard<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps one.
    pub fn keep(&self, turn: OwnedMutexGuard<()>) {
        self.held().push(turn);
    }

    fn let_go(&self) {
        self.held().clear();
    }
}

impl Managed {
    /// What a setting of the provider stands for in a path.
    pub fn setting(&self) -> impl Fn(&str) -> Option<String> + Copy + '_ {
        |name| self.account.settings.get(name).as_str().map(str::to_owned)
    }

    /// What a name in a path stands for: the object's attribute, else the provider's setting.
    pub fn address<'a>(&'a self, object: &'a Object) -> impl Fn(&str) -> Option<String> + Copy + 'a {
        engine::address(object, self.setting())
    }

    /// Sends a call.
    pub async fn send(&self, request: &Request) -> Result<Answered, Trouble> {
        self.send_anew(request, &|| future::ready(Some(request.clone())).boxed()).await
    }

    /// Sends a call that is made anew before each further try.
    async fn send_anew(&self, request: &Request, anew: &Anew<'_>) -> Result<Answered, Trouble> {
        let line = request.line();
        if request.repeat != Repeat::Read {
            self.account.lists.written();
        }
        match self.account.api.send_anew(&self.timeout.deadline, request, anew).await {
            Ok(Answer { verdict, response, .. }) => Ok(Answered { verdict, response, line, deed: request.deed }),
            Err(failure) => Err(Trouble::Failed { line, deed: request.deed, failure }),
        }
    }

    /// Sends a call that `prepared` makes before each try, and that has these turns until it is answered. Nobody has them
    /// through the pause behind a try that failed, in which others may go: then `prepared` takes them anew.
    pub async fn send_in<'a>(
        &self,
        turns: &'a Turns,
        prepared: impl Fn() -> BoxFuture<'a, Result<Request, Trouble>> + Sync + 'a,
    ) -> Result<Answered, Trouble> {
        let request = prepared().await.map_err(Trouble::before)?;
        let anew = || {
            turns.let_go();
            prepared()
                .inspect_err(|trouble| tracing::warn!(%trouble, "the call is not sent again"))
                .map(Result::ok)
                .boxed()
        };
        self.send_anew(&request, &anew).await
    }

    /// Carries out a step that changes an object: looks first where the call would lose what only the vendor has, and
    /// takes the older call where the vendor does not know the newer.
    /// Nobody else in this process changes the object from that look to the answer.
    pub async fn carry_out(&self, step: Step, prior: &Object, planned: &Object) -> Result<Answered, Trouble> {
        let contested = |rivalry: &&Rivalry| {
            step.changes.iter().any(|change| rivalry.attributes.contains(&change.attribute().name))
        };
        let rivalry = self.resource.hooks.rivalry().filter(contested);
        let turns = Turns::default();
        let prepared = || {
            async {
                if let Some(rivalry) = rivalry {
                    turns.keep(self.turn_without_rival(&step.request, rivalry, planned).await?);
                }
                turns.keep(self.turn(&step.request, Some(prior)).await?);
                // While a try before failed, somebody else may have changed what was looked at.
                self.request_of(&step, prior, planned).await
            }
            .boxed()
        };
        let mut answered = self.send_in(&turns, prepared).await?;
        if let (Verdict::Unsupported, Some(otherwise)) = (answered.verdict, &step.otherwise) {
            let otherwise = otherwise.as_ref().map_err(|hidden| self.hidden(*hidden, &step.changes))?;
            answered = self.send(otherwise).await?;
        }
        if answered.verdict.is_done() { Ok(answered) } else { Err(self.refused(&answered)) }
    }

    /// The call of a step, with what only the vendor has, as it shows the object now.
    async fn request_of(&self, step: &Step, prior: &Object, planned: &Object) -> Result<Request, Trouble> {
        let mut step = step.clone();
        let completes = step.completes(self.resource);
        if step.needs_look(self.resource, prior) {
            match self.look(prior).await? {
                Seen::There(shown) => {
                    let carried = step.carry(self.resource, prior, planned, &shown.json);
                    carried.map_err(|hidden| self.hidden(hidden, &step.changes))?;
                }
                Seen::Gone if completes => return Err(Trouble::Unsettled(VANISHED)),
                Seen::Gone => {}
            }
        }
        Ok(step.request)
    }

    /// That these changes cannot be made without losing a secret. Those that go with the whole object alone are the cause, if some
    /// do.
    fn hidden(&self, Hidden(secret): Hidden, changes: &Changes) -> Trouble {
        let names = |of: fn(&Attribute) -> bool| {
            let changed = changes.iter().map(|change| change.attribute()).filter(|attribute| of(attribute));
            changed.map(|attribute| attribute.name).collect::<Vec<_>>()
        };
        let with_all = names(|attribute| attribute.life == Life::WithAll);
        let changes = if with_all.is_empty() { names(|_| true) } else { with_all };
        Trouble::Hidden { secret, changes, noun: self.resource.noun }
    }

    /// Waits for what operations share, before this call, as long as this one may.
    pub(super) async fn await_turn<T>(
        &self,
        (line, deed): (String, Deed),
        ready: impl Future<Output = T>,
    ) -> Result<T, Trouble> {
        let ready = self.account.api.until(&self.timeout.deadline, Awaited::Others, ready).await;
        ready.map_err(|failure| Trouble::Failed { line, deed, failure })
    }

    /// The turn to change an object with this call, or without one what all of them share.
    async fn turn(&self, request: &Request, object: Option<&Object>) -> Result<OwnedMutexGuard<()>, Trouble> {
        let call = (request.line(), request.deed);
        self.await_turn(call, self.account.writer(self.resource, object).lock_owned()).await
    }

    /// The turn to touch what only one object of the account may have.
    pub async fn turn_to_contend(&self, request: &Request) -> Result<OwnedMutexGuard<()>, Trouble> {
        self.turn(request, None).await
    }

    /// The turn to do so where no other object has it. The look at the others is a part of it, with the pauses of a list
    /// that fails: what was seen outside of the turn may be over when it comes.
    async fn turn_without_rival(
        &self,
        request: &Request,
        rivalry: &'static Rivalry,
        planned: &Object,
    ) -> Result<OwnedMutexGuard<()>, Trouble> {
        let turn = self.turn_to_contend(request).await?;
        match self.without_rival(rivalry, planned).await {
            Ok(()) => return Ok(turn),
            // Another update of the same apply may be about to give it up: that one goes first.
            Err(rival @ Trouble::Rival { .. }) => {
                drop(turn);
                let has_time = self.timeout.deadline.allows(OTHERS_COME);
                if !has_time || self.account.api.pause(OTHERS_COME).await.is_err() {
                    return Err(rival);
                }
            }
            Err(trouble) => return Err(trouble),
        }
        let turn = self.turn_to_contend(request).await?;
        self.without_rival(rivalry, planned).await.map(|()| turn)
    }

    /// Nothing, unless another object has what this one would have too.
    async fn without_rival(&self, rivalry: &'static Rivalry, planned: &Object) -> Result<(), Trouble> {
        let rows = self.rows(planned).await?;
        let shared = |row: &Json| if self.is_about(row, planned) { None } else { (rivalry.shared)(planned, row) };
        match rows.iter().find_map(|row| Some((self.id_of(row)?, shared(row)?))) {
            Some((id, shared)) => Err(Trouble::Rival { rivalry, id, shared }),
            None => Ok(()),
        }
    }

    /// A refusal, with the vendor's words.
    pub fn refused(&self, answered: &Answered) -> Trouble {
        let Answered { verdict, response, line, deed } = answered;
        Trouble::refused(self.resource.hooks, *deed, *verdict, line, response)
    }

    /// What the vendor says, if it says that not all was done.
    pub fn partly(&self, answered: &Answered) -> Option<Trouble> {
        (answered.verdict == Verdict::Partly).then(|| self.refused(answered))
    }

    fn reads(&self, call: &Call, path: String, object: &Object) -> Request {
        let body = engine::question(self.resource, call, object);
        Request { method: call.method, path, body, deed: Deed::Read, repeat: Repeat::Read }
    }
}
