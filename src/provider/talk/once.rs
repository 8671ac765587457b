//! A list that is read once, for all who look for something in it: a thousand imports by name cost one list.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard};

use super::{Managed, Unread};
use crate::provider::report::Trouble;
use crate::request::Deed;
use crate::value::Object;

/// The rows of a list as this process first saw them.
#[derive(Default)]
enum Rows {
    /// Nobody has asked yet.
    #[default]
    Unread,
    /// All of them.
    Read(Vec<Json>),
    /// The list could not be read.
    Unreadable(Unread),
}

/// One reader asks for the list, and the others wait for it.
type List = Arc<AsyncMutex<Rows>>;

/// The lists of an account as this process first saw them, by resource and path.
#[derive(Default)]
pub struct FirstSeen(Mutex<BTreeMap<(&'static str, String), List>>);

impl FirstSeen {
    fn of(&self, resource: &'static str, path: String) -> List {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry((resource, path)).or_default().clone()
    }
}

impl Managed {
    /// Looks for something in the vendor's list, which may have been read for others; not where this process has changed
    /// anything, for then it may be older than that.
    pub async fn among_rows<T>(
        &self,
        object: &Object,
        look: impl Fn(&[Json]) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        if self.account.lists.is_written() {
            return look(&self.rows(object).await?);
        }
        let path = self.list_path(object).map_err(Trouble::Unaddressed)?;
        let list = self.account.first_seen.of(self.resource.name, path);
        let mut rows = self.turn_at(&list, object).await?;
        // Who has waited for a reading that failed does not begin the next one.
        if let Rows::Unreadable(unread) = &*rows
            && let Some(trouble) = unread.lately()
        {
            return Err(trouble.clone());
        }
        if let Rows::Read(rows) = &*rows { look(rows) } else { look(self.read_for_all(object, &mut rows).await?) }
    }

    /// The turn to look at a list or to read it.
    async fn turn_at<'a>(&self, list: &'a AsyncMutex<Rows>, object: &Object) -> Result<MutexGuard<'a, Rows>, Trouble> {
        let path = self.list_path(object).map_err(Trouble::Unaddressed)?;
        let line = format!("{} {path}", self.resource.calls.list.call.method);
        self.await_turn((line, Deed::Read), list.lock()).await
    }

    /// Reads a list. What that comes to is the outcome of all who wait for it; not what this operation's own end of waiting
    /// has cut off, for others may have more time.
    async fn read_for_all<'a>(&self, object: &Object, rows: &'a mut Rows) -> Result<&'a [Json], Trouble> {
        match self.rows(object).await {
            Ok(read) => *rows = Rows::Read(read),
            Err(trouble) => {
                if !self.timeout.deadline.was_reached() {
                    *rows = Rows::Unreadable(Unread::now(trouble.clone()));
                }
                return Err(trouble);
            }
        }
        Ok(if let Rows::Read(rows) = rows { rows } else { &[] })
    }

    /// An object's row in the vendor's list as this process first saw it, for what only the list shows. If it could not be
    /// read, it is not asked for again, since nothing depends on it.
    pub async fn first_row(&self, object: &Object, id: Option<&str>) -> Option<Json> {
        let list = self.account.first_seen.of(self.resource.name, self.list_path(object).ok()?);
        let mut rows = self.turn_at(&list, object).await.ok()?;
        let rows = match &mut *rows {
            Rows::Read(rows) => rows,
            Rows::Unreadable(..) => return None,
            unread @ Rows::Unread => {
                let read = self.read_for_all(object, unread).await;
                read.inspect_err(|trouble| tracing::warn!(%trouble, "the list could not be read")).ok()?
            }
        };
        rows.iter().find(|row| self.id_of(row).as_deref() == id).cloned()
    }
}
