//! The vendor's list of objects: all of its pages, and finding one object among them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use serde_json::Value as Json;

use super::{Answered, Managed, page};
use crate::engine;
use crate::provider::report::Trouble;
use crate::schema::{Attribute, Missing, Paging, Standing, Verdict};
use crate::secret::Secrets;
use crate::value::{Object, Value};

/// More pages than any account has; a list that does not end is an error.
const MOST_PAGES: usize = 1000;
/// A list that became shorter in each of so many readings is one that nobody can read.
const MOST_READINGS: usize = 4;
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
        self.rows_by(Cursor { doubts: true, ..Cursor::of_all() }, object).await
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
        let (number, rows, size) = (cursor.page, cursor.rows, cursor.size);
        if cursor.ahead.front().is_some_and(|(behind, _)| *behind != rows) {
            cursor.ahead.clear();
        }
        let several = cursor.left.div_ceil(size.max(1)).min(AT_A_TIME);
        if cursor.all && cursor.ahead.is_empty() && several > 1 && self.account.api.price().is_none() {
            let ask =
                async |ahead| (rows + ahead * size, self.page(object, number + ahead, rows + ahead * size, None).await);
            cursor.ahead.extend(join_all((0..several).map(ask)).await);
        }
        match cursor.ahead.pop_front() {
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
            let nothing = cursor.advance(list.paging, 0, 0, Some(0), false).map(|()| vec![]);
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
        let Some(page) = page::rows(&json, list.rows) else {
            return Err(Trouble::Strange(answered.line, "no list in it".into()));
        };
        let (new, untold) = cursor.new_rows(page, |row| self.id_of(row));
        // However absurd: a list that is shorter is a part of it.
        let total = page::total(&json, list.total);
        match cursor.advance(list.paging, page.len(), new, total, page::has_more(&json)) {
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

/// How far a list has been read.
#[derive(Default)]
pub struct Cursor {
    /// The last page's number; 0 before the first.
    pub page: usize,
    /// The rows of all pages so far.
    rows: usize,
    /// The id of the last row of the page before.
    last: Option<String>,
    /// What has been on a page of this reading, by its id.
    seen: BTreeSet<String>,
    /// The same of the readings before this one, and how many they were.
    before: (BTreeSet<String>, usize),
    /// Whether the list has become shorter during this reading: a row may have moved to a page that had been read.
    shrunk: bool,
    /// Whether what is on no page is looked for once more, for a list may shrink and grow, and not every one tells how long
    /// it is.
    doubts: bool,
    /// The rows of the first page.
    size: usize,
    /// How many rows there are, as the last page told.
    total: Option<u64>,
    /// Whether what it tells is not how many rows there are.
    miscounts: bool,
    /// How many are still to come, as far as that is known.
    left: usize,
    /// Pages that were asked for ahead, each behind so many rows.
    ahead: VecDeque<(usize, Result<Answered, Trouble>)>,
    /// Whether all of the list is wanted, and it has not changed so far.
    all: bool,
    /// Whether a row came twice: then nobody knows which of the two is right.
    pub repeated: bool,
    /// Whether that was the last page.
    pub ended: bool,
}

impl Cursor {
    /// How many rows of a page were on none before in this reading, and those that were on none in any. A list that is not cut
    /// into pages after all answers the same rows to each of them.
    fn new_rows<'a>(&mut self, page: &'a [Json], id_of: impl Fn(&Json) -> Option<String>) -> (usize, Vec<&'a Json>) {
        let key = |row: &Json| id_of(row).unwrap_or_else(|| row.to_string());
        let mut new: Vec<_> = page.iter().filter(|row| self.seen.insert(key(row))).collect();
        // All of them again is the answer of one that knows no place to go on from.
        self.repeated |= new.len() < page.len() && !new.is_empty();
        self.last = page.iter().rev().find_map(&id_of);
        let many = new.len();
        new.retain(|row| !self.before.0.contains(&key(row)));
        (many, new)
    }

    /// Begins another reading, whose rows are those that no reading has had.
    fn read_again(&mut self) -> Result<(), &'static str> {
        let (mut before, readings) = (mem::take(&mut self.before.0), self.before.1 + 1);
        if readings == MOST_READINGS {
            return Err("a list that became shorter whenever it was read");
        }
        before.append(&mut self.seen);
        *self = Self { before: (before, readings), repeated: self.repeated, ..Self::default() };
        Ok(())
    }

    /// Goes behind a page with so many rows, so many of them new; `total` is how many the list has, and `more` whether there
    /// are others, as the page tells it. An error if what came cannot be the list.
    fn advance(
        &mut self,
        paging: Paging,
        rows: usize,
        new: usize,
        total: Option<u64>,
        more: bool,
    ) -> Result<(), &'static str> {
        self.rows += new;
        // It counts something else, such as the rows of its page.
        let reached = total.is_some_and(|total| self.rows as u64 >= total);
        self.miscounts |= reached && (more || (self.page == 1 && total != Some(self.rows as u64)));
        let total = total.filter(|_| !self.miscounts);
        // Something was added or taken away meanwhile: what was asked for ahead may have other rows.
        if self.page > 1 && total != self.total {
            self.all = false;
            self.ahead.clear();
            self.shrunk |= total.zip(self.total).is_some_and(|(now, before)| now < before);
        }
        self.total = total;
        // The pages that may be asked for ahead are as long as the first one.
        self.size = if self.page == 1 { rows } else { self.size };
        self.left = match paging {
            // Whether there is another one, each page says itself.
            Paging::Whole | Paging::After(_) | Paging::Numbered { size: None, .. } => 0,
            Paging::Skip { .. } | Paging::Numbered { .. } => {
                total.map_or(0, |total| usize::try_from(total).unwrap_or(usize::MAX).saturating_sub(self.rows))
            }
        };
        let against_total = total.map(|total| (self.rows as u64).cmp(&total));
        self.ended = match paging {
            Paging::Whole => true,
            Paging::After(_) => new == 0 || self.last.is_none(),
            Paging::Skip { .. } | Paging::Numbered { .. } if rows > 0 && new == 0 => {
                return Err("rows that were answered before");
            }
            Paging::Numbered { size: None, .. } => rows == 0 || !more,
            Paging::Skip { .. } | Paging::Numbered { .. } => rows == 0 || against_total.is_some_and(Ordering::is_ge),
        };
        // Behind a row no place is lost, nor on one page.
        let moves = !matches!(paging, Paging::Whole | Paging::After(_)) && self.page > 1;
        if self.ended && moves && (self.shrunk | mem::take(&mut self.doubts)) {
            return self.read_again();
        }
        // An object that is missing on a list that was cut off is not gone.
        let cut_off = match paging {
            Paging::Whole => against_total.is_some_and(Ordering::is_ne) || more,
            Paging::After(_) => false,
            Paging::Skip { .. } | Paging::Numbered { .. } => self.ended && against_total.is_some_and(Ordering::is_lt),
        };
        if cut_off { Err("only a part of the list in it") } else { Ok(()) }
    }

    /// For who takes what is missing for gone.
    fn doubting() -> Self {
        Self { doubts: true, ..Self::default() }
    }

    /// For who wants all of it.
    pub fn of_all() -> Self {
        Self { all: true, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Goes through a list in pages of two that are told with so many rows in all, and answers what was told of it.
    fn read(cursor: &mut Cursor, pages: &[(&[u64], u64)]) -> Result<Vec<u64>, &'static str> {
        let paging = Paging::Skip { skip: "skip", count: "count", size: 2 };
        let mut told = vec![];
        for (rows, total) in pages {
            assert!(!cursor.ended, "nothing more is asked for");
            cursor.page += 1;
            let page: Vec<Json> = rows.iter().map(|row| json!(row)).collect();
            let (new, untold) = cursor.new_rows(&page, |row| Some(row.to_string()));
            told.extend(untold.into_iter().filter_map(Json::as_u64));
            cursor.advance(paging, rows.len(), new, Some(*total), false)?;
        }
        Ok(told)
    }

    #[test]
    fn a_list_is_read_until_it_does_not_shrink_meanwhile() {
        let (mut still, mut grown, mut shrunk) = (Cursor::default(), Cursor::default(), Cursor::default());
        assert_eq!(read(&mut still, &[(&[1, 2], 3), (&[3], 3)]), Ok(vec![1, 2, 3]));
        assert_eq!(read(&mut grown, &[(&[1, 2], 3), (&[3, 4], 4)]), Ok(vec![1, 2, 3, 4]));
        // The first one goes when its page has been told.
        assert_eq!(
            read(&mut shrunk, &[(&[1, 2], 5), (&[4, 5], 4), (&[2, 3], 4), (&[4, 5], 4)]),
            Ok(vec![1, 2, 4, 5, 3])
        );
        let mut emptied = Cursor::default();
        assert_eq!(read(&mut emptied, &[(&[1, 2], 3), (&[], 0), (&[2, 3], 2)]), Ok(vec![1, 2, 3]));
        assert!(still.ended && grown.ended && shrunk.ended && emptied.ended);
        let mut always = Cursor::default();
        for _ in 1..MOST_READINGS {
            assert!(read(&mut always, &[(&[1, 2], 5), (&[4, 5], 4)]).is_ok());
        }
        assert!(read(&mut always, &[(&[1, 2], 5), (&[4, 5], 4)]).is_err());
    }

    #[test]
    fn a_total_that_counts_something_else_ends_no_list() {
        let mut too_small = Cursor::default();
        assert_eq!(read(&mut too_small, &[(&[1, 2], 0), (&[3, 4], 0), (&[], 0)]), Ok(vec![1, 2, 3, 4]));
        let mut by_page = Cursor::default();
        let paging = Paging::Skip { skip: "skip", count: "count", size: 2 };
        for (page, (rows, more)) in [(2, true), (2, true), (1, false), (0, false)].into_iter().enumerate() {
            assert!(!by_page.ended, "page {page}");
            by_page.page += 1;
            assert_eq!(by_page.advance(paging, rows, rows, Some(rows as u64), more), Ok(()), "page {page}");
        }
        assert!(too_small.ended && by_page.ended);
    }

    #[test]
    fn what_is_missing_in_a_list_of_several_pages_is_looked_for_twice() {
        let (mut one, mut several) = (Cursor::doubting(), Cursor::doubting());
        assert_eq!(read(&mut one, &[(&[1, 2], 2)]), Ok(vec![1, 2]));
        // Another one has come for the first.
        assert_eq!(read(&mut several, &[(&[1, 2], 4), (&[4, 5], 4)]), Ok(vec![1, 2, 4, 5]));
        assert!(one.ended && !several.ended);
        assert_eq!(read(&mut several, &[(&[2, 3], 4), (&[4, 5], 4)]), Ok(vec![3]));
        assert!(several.ended);
    }
}
