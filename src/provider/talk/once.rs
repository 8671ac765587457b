//! A list that is read once, for all who look for something in it: a thousand imports by name cost one list.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;
use tokio::sync::Mutex as AsyncMutex;

use super::Managed;
use crate::provider::report::Trouble;
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
    Unreadable,
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
        let mut rows = list.lock().await;
        if let Rows::Unread | Rows::Unreadable = &*rows {
            *rows = Rows::Read(self.rows(object).await?);
        }
        if let Rows::Read(rows) = &*rows { look(rows) } else { look(&[]) }
    }

    /// An object's row in the vendor's list as this process first saw it, for what only the list shows. If it could not be
    /// read, it is not asked for again, since nothing depends on it.
    pub async fn first_row(&self, object: &Object, id: Option<&str>) -> Option<Json> {
        let list = self.account.first_seen.of(self.resource.name, self.list_path(object).ok()?);
        let mut rows = list.lock().await;
        if let Rows::Unread = &*rows {
            *rows = self.rows(object).await.map_or_else(
                |trouble| {
                    tracing::warn!(%trouble, "the list could not be read");
                    Rows::Unreadable
                },
                Rows::Read,
            );
        }
        let Rows::Read(rows) = &*rows else { return None };
        rows.iter().find(|row| self.id_of(row).as_deref() == id).cloned()
    }
}
