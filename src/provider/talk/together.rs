//! New objects that are looked for together, in the vendor's list instead of by a read of each.
//!
//! A look behind every create makes two calls of one. Below a request ceiling that is near, a call costs more time than to
//! wait for others who want the same. So the first who has been answered waits for them, and one reading of the list serves
//! all; it begins when all of them are answered. Where calls cost nothing, each is looked for by itself and at once.

use std::collections::BTreeMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value as Json;
use tokio::sync::{oneshot, watch};

use super::Managed;
use super::cursor::Cursor;
use super::look::{NotFound, Seen};
use super::pages::Shows;
use crate::engine::{confirmed, decode};
use crate::provider::report::Trouble;
use crate::schema::Standing;
use crate::value::Object;

/// The creates of an account.
#[derive(Default)]
pub struct Creates(Mutex<BTreeMap<(&'static str, String), Arc<Siblings>>>);

/// Those whose objects will be in one list, by resource and path.
#[derive(Default)]
struct Siblings {
    crowd: watch::Sender<Crowd>,
    list: Mutex<List>,
}

/// Who is under way.
#[derive(Default)]
struct Crowd {
    /// All of them.
    all: usize,
    /// The most that were under way at a time.
    most: usize,
    /// Those that have not been answered yet.
    unanswered: usize,
    /// Those that are answered and wait to be looked for.
    waiting: Vec<Waiting>,
}

struct Waiting {
    id: String,
    /// What the row has to show.
    sent: Object,
    tell: oneshot::Sender<Json>,
}

/// What is known of the list.
#[derive(Default)]
struct List {
    /// What a read of its own has shown.
    sample: Option<Arc<Shows>>,
    /// The pages that the last reading took.
    pages: usize,
    /// It has served nobody, and is not asked again.
    useless: bool,
}

/// A create that is under way, until it is dropped.
pub struct Create {
    /// Those that its object can be looked for with, if it can.
    siblings: Option<Arc<Siblings>>,
    answered: bool,
}

impl Create {
    fn beside(siblings: Option<Arc<Siblings>>) -> Self {
        if let Some(siblings) = &siblings {
            siblings.crowd.send_modify(|crowd| {
                (crowd.all, crowd.unanswered) = (crowd.all + 1, crowd.unanswered + 1);
                crowd.most = crowd.most.max(crowd.all);
            });
        }
        Self { siblings, answered: false }
    }

    /// Notes that the vendor has answered.
    pub fn answered(&mut self) {
        if let (Some(siblings), false) = (&self.siblings, mem::replace(&mut self.answered, true)) {
            siblings.crowd.send_modify(|crowd| crowd.unanswered -= 1);
        }
    }

    /// Notes what the object's own read has shown.
    pub fn shows(&self, object: &Object, shown: &Json) {
        if let (Some(siblings), Some(id)) = (&self.siblings, object.get("id").as_str()) {
            siblings.list().sample = Some(Arc::new(Shows { id: id.to_owned(), json: shown.clone() }));
        }
    }
}

impl Drop for Create {
    fn drop(&mut self) {
        self.answered();
        if let Some(siblings) = &self.siblings {
            siblings.crowd.send_modify(|crowd| crowd.all -= 1);
        }
    }
}

impl Siblings {
    fn list(&self) -> std::sync::MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Managed {
    /// Begins a create.
    pub fn begin_create(&self, planned: &Object) -> Create {
        let readable = self.resource.calls.list.whole_rows && self.account.refreshes_from_list();
        let path = self.list_path(planned).ok().filter(|_| readable);
        Create::beside(path.map(|path| {
            let mut creates = self.account.creates.0.lock().unwrap_or_else(PoisonError::into_inner);
            creates.entry((self.resource.name, path)).or_default().clone()
        }))
    }

    /// The row of a new object that was answered, where others are looked for too and a look of its own can be saved. It
    /// is in service, and has all that was sent.
    pub async fn row_of_new(&self, create: &Create, sent: &Object) -> Option<Json> {
        let (siblings, price) = (create.siblings.as_ref()?, self.account.api.price()?);
        let (tell, told) = oneshot::channel();
        let one = Waiting { id: sent.get("id").as_str()?.to_owned(), sent: sent.clone(), tell };
        let (mut first, mut alone) = (false, false);
        siblings.crowd.send_modify(|crowd| {
            (first, alone) = (crowd.waiting.is_empty(), crowd.most == 1);
            if !alone {
                crowd.waiting.push(one);
            }
        });
        if alone {
            return None;
        }
        if first {
            self.gather(siblings, price).await;
            let mut waiting = vec![];
            siblings.crowd.send_modify(|crowd| waiting = mem::take(&mut crowd.waiting));
            self.look_for(siblings, sent, waiting).await;
        }
        tokio::select! {
            row = told => row.ok(),
            () = self.timeout.deadline.passed() => None,
        }
    }

    /// Waits until all have come whom Terraform may have sent along; no longer than their places would cost.
    async fn gather(&self, siblings: &Siblings, price: Duration) {
        let unanswered = u32::try_from(siblings.crowd.borrow().unanswered).unwrap_or(u32::MAX);
        self.until(siblings, price, |crowd| crowd.waiting.len() >= crowd.most).await;
        self.until(siblings, price.saturating_mul(unanswered), |crowd| crowd.unanswered == 0).await;
    }

    async fn until(&self, siblings: &Siblings, limit: Duration, have_come: impl FnMut(&Crowd) -> bool) {
        let mut crowd = siblings.crowd.subscribe();
        tokio::select! {
            _ = crowd.wait_for(have_come) => {}
            _ = self.account.api.pause(limit) => {}
            () = self.timeout.deadline.passed() => {}
        }
    }

    /// Looks for them in the list, if that takes fewer calls than they are. Who is told nothing is read by itself.
    async fn look_for(&self, siblings: &Siblings, place: &Object, mut waiting: Vec<Waiting>) {
        let (mut sample, pages, useless) = {
            let list = siblings.list();
            (list.sample.clone(), list.pages.max(1), list.useless)
        };
        let sampled = sample.is_some() || self.resource.calls.read.is_none();
        if useless || pages + usize::from(!sampled) >= waiting.len() {
            return;
        }
        // One that is read by itself shows what a row has to.
        if !sampled {
            let one = waiting.remove(0);
            let Ok((Seen::There(shown), _)) = self.glance(&one.sent, NotFound::Believed).await else { return };
            sample = Some(Arc::new(Shows { id: one.id, json: shown.json.clone() }));
            siblings.list().sample.clone_from(&sample);
            if self.is_as_sent(&shown.json, &one.sent) {
                let _ = one.tell.send(shown.json);
            }
        }
        let (mut cursor, mut rows) = (Cursor::default(), BTreeMap::new());
        let read = self.turned_to_all(place, &waiting, &mut cursor, &mut rows).await;
        let (many, mut served) = (waiting.len(), 0);
        match read {
            Err(trouble) => {
                tracing::warn!(%trouble, "the list could not be read; each new object is read by itself");
                // Another reader may have more time.
                if self.timeout.deadline.was_reached() {
                    return;
                }
            }
            Ok(_) if cursor.repeated => {
                tracing::warn!("the list shows a row twice; each new object is read by itself");
            }
            // They may be on the pages behind.
            Ok(false) => return siblings.list().pages = many,
            Ok(true) => {
                let whole = sample.as_ref().and_then(|own| Some(self.shows_as_much(rows.get(&own.id)?, own)));
                let members = |row| sample.as_ref().is_none_or(|own| own.members_are_in(row));
                for one in waiting {
                    let Some(row) = rows.get(&one.id) else { continue };
                    if whole.unwrap_or_else(|| members(row)) && self.is_as_sent(row, &one.sent) {
                        served += usize::from(one.tell.send(row.clone()).is_ok());
                    }
                }
            }
        }
        let mut list = siblings.list();
        (list.pages, list.useless) = (cursor.page, served == 0);
    }

    /// Turns pages until all are on one, as long as there are fewer pages than objects: then not all of the list was read.
    async fn turned_to_all(
        &self,
        place: &Object,
        waiting: &[Waiting],
        cursor: &mut Cursor,
        rows: &mut BTreeMap<String, Json>,
    ) -> Result<bool, Trouble> {
        while !cursor.ended && waiting.iter().any(|one| !rows.contains_key(&one.id)) {
            if cursor.page + 1 == waiting.len() {
                return Ok(false);
            }
            rows.extend(self.next_objects(place, cursor).await?);
        }
        Ok(true)
    }

    /// Whether a row shows all that was sent, as it was sent, of an object in service. What has no read of its own shows no
    /// more elsewhere.
    fn is_as_sent(&self, row: &Json, sent: &Object) -> bool {
        self.resource.hooks.standing(row) == Standing::Ready
            && (self.resource.calls.read.is_none() || self.tells_all(sent, row))
            && confirmed(self.resource, &decode(self.resource, row, sent, None).state, sent)
    }
}
