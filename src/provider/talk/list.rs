//! The vendor's list of objects: all of its pages, and finding one object among them.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use serde_json::Value as Json;

use super::cursor::Cursor;
use super::page::Page;
use super::{Answered, Managed};
use crate::engine;
use crate::provider::report::Trouble;
use crate::schema::{Attribute, Missing, Paging, Standing, Verdict};
use crate::secret::Secrets;
use crate::value::{Object, Value};

/// More pages than any account has; a list that does not end is an error.
const MOST_PAGES: usize = 1000;
/// How many pages are asked for at a time. A PBX is a small machine.
const AT_A_TIME: usize = 4;

impl Managed {
    /// The object's row in the vendor's list, of whatever kind it is said to be there. Who is told that it has none may take the
    /// object for gone.
    pub async fn listed(&self, object: &Object) -> Result<Option<Json>, Trouble> {
        let id = self.spelled(object.get("id").as_str().unwrap_or_default());
        let mut cursor = Cursor::doubting();
        while !cursor.ended {
            let rows = self.next_page(object, &mut cursor).await?;
            let row = rows.into_iter().find(|row| self.id_of(row).as_ref() == Some(&id) && !self.has_ended(row));
            if row.is_some() {
                return Ok(row);
            }
        }
        Ok(None)
    }

    /// An id as the state has it.
    pub fn spelled(&self, id: &str) -> String {
        self.resource.attribute("id").map_or_else(|| id.to_owned(), |attribute| attribute.spell(id))
    }

    /// The id of the only row in the vendor's list with this id or, failing that, this natural key.
    pub async fn find(&self, object: &Object, wanted: &str) -> Result<Option<String>, Trouble> {
        let spelled = self.spelled(wanted);
        let key = self.resource.by_key();
        self.among_rows(object, |rows| {
            let with_id = rows.iter().filter_map(|row| self.id_of(row)).find(|id| *id == spelled);
            match (with_id, key) {
                (None, Some(key)) => self.only(rows, key, wanted),
                (found, _) => Ok(found),
            }
        })
        .await
    }

    /// Whether a row is an object of this resource that is there.
    fn is_there(&self, row: &Json) -> bool {
        self.resource.hooks.belongs(row) && !self.has_ended(row)
    }

    /// Whether an object is still shown and no longer there: nobody's rival for a name, and no proof.
    pub fn has_ended(&self, object: &Json) -> bool {
        self.resource.hooks.standing(object) == Standing::Ended
    }

    /// The id of the only row in which an attribute has this text.
    pub fn only(&self, rows: &[Json], attribute: &Attribute, wanted: &str) -> Result<Option<String>, Trouble> {
        let Some(path) = attribute.json_path() else { return Ok(None) };
        let is_it =
            |row: &&Json| row[path].as_str().is_some_and(|text| attribute.spell(text) == attribute.spell(wanted));
        let mut ids: Vec<_> = rows.iter().filter(is_it).filter_map(|row| self.id_of(row)).collect();
        match ids.len() {
            0 | 1 => Ok(ids.pop()),
            _ => Err(Trouble::Several { key: attribute.name, text: wanted.to_owned(), ids }),
        }
    }

    /// Holds what was listed with this text against what a read shows: a list may be behind.
    pub fn hold_to(&self, key: &Attribute, text: &str, shown: &Object) -> Result<(), Trouble> {
        match shown.get(key.name).as_str() {
            Some(there) if key.spell(there) != key.spell(text) => Err(Trouble::Unsettled(
                "lists it so, and shows something else when it is read: its list is behind, or it was changed meanwhile. Ask \
                 by id",
            )),
            _ => Ok(()),
        }
    }

    /// Every row of the vendor's list that is an object of this resource and there.
    pub async fn rows(&self, object: &Object) -> Result<Vec<Json>, Trouble> {
        self.rows_by(Cursor::of_all(), object).await
    }

    /// The same, for who takes an object that is missing for one that was not made.
    pub async fn all_rows(&self, object: &Object) -> Result<Vec<Json>, Trouble> {
        self.rows_by(Cursor::of_all_doubting(), object).await
    }

    async fn rows_by(&self, mut cursor: Cursor, object: &Object) -> Result<Vec<Json>, Trouble> {
        let mut rows = vec![];
        while !cursor.ended {
            rows.extend(self.next_page(object, &mut cursor).await?);
        }
        rows.retain(|row| self.is_there(row));
        Ok(rows)
    }

    /// The objects of this resource on the next page that are there, by their ids.
    pub async fn next_objects(&self, object: &Object, cursor: &mut Cursor) -> Result<BTreeMap<String, Json>, Trouble> {
        let mut rows = self.next_page(object, cursor).await?;
        rows.retain(|row| self.is_there(row));
        Ok(rows.into_iter().filter_map(|row| Some((self.id_of(&row)?, row))).collect())
    }

    /// The path of the list that an object is in.
    pub fn list_path(&self, object: &Object) -> Result<String, Missing> {
        self.resource.calls.list.call.path(self.address(object))
    }

    /// A page of the list, behind so many rows and behind the last of them.
    async fn page(
        &self,
        object: &Object,
        number: usize,
        behind: usize,
        last: Option<&str>,
    ) -> Result<Answered, Trouble> {
        let list = &self.resource.calls.list;
        let path = self.list_path(object).map_err(Trouble::Unaddressed)?;
        let query = match list.paging {
            Paging::Whole | Paging::After(_) => String::new(),
            Paging::Skip { skip, count, size } => format!("?{skip}={behind}&{count}={size}"),
            Paging::Numbered { page, size: Some((name, size)) } => format!("?{page}={number}&{name}={size}"),
            Paging::Numbered { size: None, .. } if number == 1 => String::new(),
            Paging::Numbered { page, size: None } => format!("?{page}={number}"),
        };
        let mut request = self.reads(&list.call, format!("{path}{query}"), object);
        if let (Paging::After(member), Some(last), Some(Json::Object(body))) = (list.paging, last, &mut request.body) {
            engine::insert(body, member, last.into());
        }
        self.send(&request).await
    }

    /// The next page, which may have been asked for already. Where all are wanted, and the first page has told how many there
    /// are, several are asked for at a time as long as calls cost nothing. One that was not asked for behind the rows that have
    /// come so far is asked for again.
    async fn turned(&self, object: &Object, cursor: &mut Cursor) -> Result<Answered, Trouble> {
        let (number, rows) = (cursor.page, cursor.rows);
        let ahead = &mut cursor.ahead;
        if ahead.pages.front().is_some_and(|(behind, _)| *behind != rows) {
            ahead.pages.clear();
        }
        let (size, several) = (ahead.size, ahead.left.div_ceil(ahead.size.max(1)).min(AT_A_TIME));
        if ahead.wanted && ahead.pages.is_empty() && several > 1 && self.account.api.price().is_none() {
            let ask =
                async |pages| (rows + pages * size, self.page(object, number + pages, rows + pages * size, None).await);
            ahead.pages.extend(join_all((0..several).map(ask)).await);
        }
        match ahead.pages.pop_front() {
            Some((_, answered)) => answered,
            None => self.page(object, number, rows, cursor.last.as_deref()).await,
        }
    }

    /// The rows of the next page that were on none before.
    pub async fn next_page(&self, object: &Object, cursor: &mut Cursor) -> Result<Vec<Json>, Trouble> {
        let list = &self.resource.calls.list;
        cursor.page += 1;
        if cursor.page > MOST_PAGES {
            return Err(Trouble::Strange(list.call.line(), "a list that does not end".into()));
        }
        let answered = self.turned(object, cursor).await?;
        if self.resource.hooks.holds_nothing(&answered.response) {
            let nothing = cursor.advance(list.paging, &Page::EMPTY, 0).map(|()| vec![]);
            return nothing.map_err(|what| Trouble::Strange(answered.line, what.into()));
        }
        match answered.verdict {
            Verdict::Done => {}
            Verdict::Doubtful if self.went_along(object).await? => {
                return Err(self.refused(&Answered { verdict: Verdict::Gone, ..answered }));
            }
            // Any other list of a vendor is always there: what does not know it is something else.
            Verdict::Doubtful => return Err(Trouble::NotTheApi(answered.line, answered.response.status)),
            _ => return Err(self.refused(&answered)),
        }
        let json = answered.response.json().unwrap_or_default();
        let Some(page) = Page::of(&json, list) else {
            return Err(Trouble::Strange(answered.line, "no list in it".into()));
        };
        let (new, untold) = cursor.new_rows(page.rows, |row| self.id_of(row));
        match cursor.advance(list.paging, &page, new) {
            Err(what) => Err(Trouble::Strange(answered.line, what.into())),
            // A row is wrapped and spelled as an object in any other answer is.
            Ok(()) => Ok(untold.into_iter().filter_map(|row| self.resource.hooks.object(row.clone())).collect()),
        }
    }

    /// Whether an object belonged to one that the vendor's list lacks: it went along, and so did the list that it was in.
    fn went_along<'a>(&'a self, object: &'a Object) -> BoxFuture<'a, Result<bool, Trouble>> {
        let gone = async move {
            let Some((address, name)) = self.resource.parent else { return Ok(false) };
            let resource = self.account.vendor.resources.iter().find(|resource| resource.name == name);
            let (Some(resource), Some(id)) = (resource, object.get(address).as_str()) else { return Ok(false) };
            let account = self.account.clone();
            let parents = Self { account, resource, secrets: Secrets::default(), timeout: self.timeout.clone() };
            let has_it = |rows: &[Json]| Ok(rows.iter().any(|row| parents.id_of(row).as_deref() == Some(id)));
            if parents.among_rows(&Object::default(), has_it).await? {
                return Ok(false);
            }
            let parent = [("id", Value::String(id.to_owned()))].into_iter().collect();
            Ok(parents.listed(&parent).await?.is_none())
        };
        gone.boxed()
    }
}
