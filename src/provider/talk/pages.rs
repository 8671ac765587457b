//! A refresh of many objects from the pages of the vendor's list instead of a read for each.
//!
//! Terraform asks for one object at a time and never says how many there are. So it is decided read by read, and the calls
//! are never more than twice those of the cheaper way: see [`Tally::pays`]. The first object is read by itself, and shows
//! what a row has to show: no vendor documents that.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;
use tokio::sync::{Mutex as AsyncMutex, SetOnce};

use super::cursor::Cursor;
use super::{Managed, Unread};
use crate::engine::{decode, diff};
use crate::provider::report::Trouble;
use crate::value::Object;

/// The lists of an account, as far as this process has read them.
#[derive(Default)]
pub struct Lists(Mutex<State>);

#[derive(Default)]
struct State {
    /// By resource and path.
    lists: BTreeMap<(&'static str, String), Arc<Pages>>,
    /// Whether this process has changed anything: from then on a row may be older than that.
    written: bool,
}

impl Lists {
    /// What was read is not to be trusted any more.
    pub fn written(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (state.written, state.lists) = (true, BTreeMap::new());
    }

    /// Whether this process has changed anything.
    pub fn is_written(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).written
    }

    fn of(&self, resource: &'static str, path: String) -> Option<Arc<Pages>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (!state.written).then(|| state.lists.entry((resource, path)).or_default().clone())
    }
}

/// One list.
#[derive(Default)]
struct Pages {
    tally: Mutex<Tally>,
    /// One reader fetches a page, and the others wait for it.
    fetched: AsyncMutex<Fetched>,
    /// What the first object's own read has shown; `None` if it has shown nothing.
    sample: SetOnce<Option<Shows>>,
}

/// What a read has shown of an object.
pub(super) struct Shows {
    /// The object's id.
    pub id: String,
    /// The object.
    pub json: Json,
}

impl Shows {
    /// Whether a row, of whatever object, has as many members.
    pub fn members_are_in(&self, row: &Json) -> bool {
        self.json.as_object().is_none_or(|object| object.keys().all(|name| row.get(name).is_some()))
    }
}

/// The duty of the first reader: to tell what its read shows. One that is dropped has shown nothing.
pub struct Sample(Arc<Pages>);

impl Sample {
    /// Tells what the object's own read has shown.
    pub fn shows(&self, id: String, object: &Json) {
        let _ = self.0.sample.set(Some(Shows { id, json: object.clone() }));
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        let _ = self.0.sample.set(None);
    }
}

/// What a refresh finds of an object before it is read by itself.
pub enum Glimpse {
    /// Its row.
    Row(Json),
    /// It is on no page, and there is no other way to ask for it.
    Gone,
    /// The list could not be read, and there is no other way to ask for it.
    Failed(Trouble),
    /// Nothing: it takes a read of its own, which may have to tell others what it shows.
    Nothing(Option<Sample>),
}

#[derive(Default)]
struct Fetched {
    cursor: Cursor,
    rows: BTreeMap<String, Json>,
    /// Whether the sample's own row shows as much as its read; `None` until it is found.
    whole: Option<bool>,
    failed: bool,
    /// Why the last page could not be read, where there is no other way to ask.
    unread: Option<Unread>,
}

/// What a refresh has cost so far, and what it still may.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Objects that were asked for.
    asked: usize,
    /// Those of them that have neither been found on a page nor been sent to a read of their own.
    open: usize,
    /// Those that were read by themselves.
    single: usize,
    /// Pages.
    pages: usize,
}

impl Tally {
    /// Whether another page is worth its call: even if it shows none of those that are still open, and each of them takes
    /// a read of its own, the calls are no more than two for each object that was asked for. They are no more than two for
    /// each page either, for no object is read by itself while the list goes on and this holds.
    fn pays(&self) -> bool {
        self.asked > 1 && self.single + self.pages + 1 + self.open <= 2 * self.asked
    }
}

impl Pages {
    fn count(&self, change: impl FnOnce(&mut Tally)) -> Tally {
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut tally);
        *tally
    }
}

impl Managed {
    /// The object as a page of the vendor's list shows it, if it need not be read by itself.
    pub async fn glimpse(&self, object: &Object) -> Glimpse {
        match self.pages_of(object) {
            Some((pages, id)) => self.glimpse_in(&pages, object, &id).await,
            None => Glimpse::Nothing(None),
        }
    }

    fn pages_of(&self, object: &Object) -> Option<(Arc<Pages>, String)> {
        let readable = self.resource.calls.list.whole_rows && self.account.refreshes_from_list();
        let path = self.list_path(object).ok().filter(|_| readable)?;
        let id = self.resource.attribute("id")?.spell(object.get("id").as_str()?);
        Some((self.account.lists.of(self.resource.name, path)?, id))
    }

    async fn glimpse_in(&self, pages: &Arc<Pages>, object: &Object, id: &str) -> Glimpse {
        // What has no read of its own is in the list or nowhere.
        let only_there = self.resource.calls.read.is_none();
        let tally = pages.count(|tally| {
            tally.asked += 1;
            if tally.asked == 1 && !only_there { tally.single += 1 } else { tally.open += 1 }
        });
        if tally.asked == 1 && !only_there {
            return Glimpse::Nothing(Some(Sample(pages.clone())));
        }
        let row = match self.turned_to(pages, object, id, only_there).await {
            // No row is believed that shows less than a read does, or than the state has.
            Ok(Some(row)) if only_there || self.is_whole_object(pages, object, &row).await => Some(row),
            Ok(_) => None,
            Err(trouble) => return Glimpse::Failed(trouble),
        };
        // Nor one that may be older than a change.
        let row = row.filter(|_| !self.account.lists.is_written());
        pages.count(|tally| {
            tally.open -= 1;
            tally.single += usize::from(row.is_none() && !only_there);
        });
        match row {
            Some(row) => Glimpse::Row(row),
            None if only_there && self.has_all(pages).await => Glimpse::Gone,
            None => Glimpse::Nothing(None),
        }
    }

    /// Whether what is not in the list is nowhere: all of it has been read in one page, for a row may move to another, and
    /// nothing was changed since.
    async fn has_all(&self, pages: &Pages) -> bool {
        let fetched = pages.fetched.lock().await;
        fetched.cursor.ended && fetched.cursor.page == 1 && !fetched.failed && !self.account.lists.is_written()
    }

    /// Whether a row shows all of an object that a read does: that is measured at the sample's own row, or at this one where
    /// the sample has none. Where there is no sample, for the first object is gone or could not be read, what the state has
    /// has to do.
    async fn is_whole_object(&self, pages: &Pages, object: &Object, row: &Json) -> bool {
        if let Some(sample) = pages.sample.wait().await {
            let mut fetched = pages.fetched.lock().await;
            if fetched.whole.is_none() {
                fetched.whole = fetched.rows.get(&sample.id).map(|own| self.shows_as_much(own, sample));
            }
            if !fetched.whole.unwrap_or_else(|| sample.members_are_in(row)) {
                if !fetched.failed {
                    tracing::warn!("the list shows less than a read does; each object is read by itself");
                }
                fetched.failed = true;
                return false;
            }
        }
        self.tells_all(object, row)
    }

    /// Whether an object's row shows as much as its own read. A list may hold a part of a member, or null in its place.
    pub(super) fn shows_as_much(&self, row: &Json, own: &Shows) -> bool {
        let [row_shows, read_shows] =
            [row, &own.json].map(|json| decode(self.resource, json, &Object::default(), None).state);
        own.members_are_in(row) && diff(self.resource, &row_shows, &read_shows).is_empty()
    }

    /// Turns pages until the object is on one, as long as that pays.
    async fn turned_to(
        &self,
        pages: &Pages,
        object: &Object,
        id: &str,
        only_there: bool,
    ) -> Result<Option<Json>, Trouble> {
        loop {
            let mut fetched = pages.fetched.lock().await;
            // There is no other way to ask: who has waited for a page that could not be read does not ask the same again.
            if let Some(trouble) = fetched.unread.as_ref().and_then(Unread::lately) {
                return Err(trouble.clone());
            }
            if fetched.failed {
                return Ok(None);
            }
            if let Some(row) = fetched.rows.get(id) {
                return Ok(Some(row.clone()));
            }
            if fetched.cursor.ended || !(only_there || pages.count(|_| {}).pays()) {
                return Ok(None);
            }
            pages.count(|tally| tally.pages += 1);
            let page = self.next_objects(object, &mut fetched.cursor).await;
            fetched.failed = page.is_err() || fetched.cursor.repeated;
            match page {
                Ok(rows) if !fetched.failed => fetched.rows.extend(rows),
                Ok(_) => tracing::warn!("the list shows a row twice; each object is read by itself"),
                Err(trouble) if only_there => {
                    fetched.unread = Some(Unread::now(trouble.clone()));
                    return Err(trouble);
                }
                Err(trouble) => tracing::warn!(%trouble, "the list could not be read; each object is read by itself"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The calls of a refresh of `state` objects, the first on the list or the last of it, of an account with `account`
    /// objects on pages of `size`, with so many reads at a time.
    fn cost(account: usize, size: usize, state: usize, last: bool, parallel: usize) -> usize {
        let (mut tally, mut ended) = (Tally::default(), false);
        let objects: Vec<usize> = if last { (account - state..account).collect() } else { (0..state).collect() };
        for wave in objects.chunks(parallel) {
            (tally.asked, tally.open) = (tally.asked + wave.len(), tally.open + wave.len());
            for object in wave {
                if tally.single == 0 {
                    (tally.open, tally.single) = (tally.open - 1, 1);
                    continue;
                }
                while object / size >= tally.pages && !ended && tally.pays() {
                    tally.pages += 1;
                    ended = tally.pages * size >= account;
                }
                tally.open -= 1;
                tally.single += usize::from(object / size >= tally.pages);
            }
        }
        tally.single + tally.pages
    }

    #[test]
    fn no_refresh_costs_more_than_twice_the_cheaper_way() {
        for account in [1_usize, 2, 7, 99, 100, 101, 1000, 5000] {
            for size in [1, 10, 100, 10_000] {
                for state in [1, 2, 3, 10, 11, 50, 100, 1000, 5000].into_iter().filter(|state| *state <= account) {
                    for (last, parallel) in [(false, 1), (false, 10), (true, 1), (true, 10), (true, 64)] {
                        let cheaper = state.min(account.div_ceil(size));
                        let cost = cost(account, size, state, last, parallel);
                        assert!(cost <= 2 * cheaper, "{state} of {account}, {size} a page, {parallel}: {cost}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_object_costs_one_read_and_many_cost_pages() {
        assert_eq!(cost(5000, 100, 1, false, 10), 1);
        assert_eq!(cost(1000, 1000, 1000, false, 10), 2);
        assert_eq!(cost(1000, 100, 1000, false, 10), 11);
        assert_eq!(cost(5000, 100, 5000, false, 10), 51);
    }
}
