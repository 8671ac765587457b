//! The vendor's list of objects: all of its pages, and finding one object among them.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::pin::Pin;

use serde_json::Value as Json;

use super::{Answered, Managed};
use crate::provider::report::Trouble;
use crate::provider::timeouts::Timeout;
use crate::schema::{Attribute, Missing, Paging, Verdict};
use crate::secret::Secrets;
use crate::value::Object;

/// More pages than any account has; a list that does not end is an error.
const MOST_PAGES: usize = 1000;

impl Managed {
    /// The object's row in the vendor's list.
    pub async fn listed(&self, object: &Object) -> Result<Option<Json>, Trouble> {
        let id = object.get("id").as_str().unwrap_or_default();
        let rows = self.rows(object).await?;
        Ok(rows.into_iter().find(|row| self.id_of(row).as_deref() == Some(id)))
    }

    /// The id of the only row in the vendor's list with this id or, failing that, this natural key.
    pub async fn find(&self, object: &Object, wanted: &str) -> Result<Option<String>, Trouble> {
        let spelled = self.resource.attribute("id").map_or_else(|| wanted.to_owned(), |id| id.spell(wanted));
        let key = self.resource.natural_key.and_then(|key| self.resource.attribute(key));
        self.among_rows(object, |rows| {
            let with_id = rows.iter().filter_map(|row| self.id_of(row)).find(|id| *id == spelled);
            match (with_id, key) {
                (None, Some(key)) => self.only(rows, key, wanted, "shows several with that name; use the id"),
                (found, _) => Ok(found),
            }
        })
        .await
    }

    /// The id of the only row in which an attribute has this text; `several` is what to say of more than one.
    pub fn only(
        &self,
        rows: &[Json],
        attribute: &Attribute,
        wanted: &str,
        several: &'static str,
    ) -> Result<Option<String>, Trouble> {
        let Some(path) = attribute.json_path() else { return Ok(None) };
        let is_it =
            |row: &&Json| row[path].as_str().is_some_and(|text| attribute.spell(text) == attribute.spell(wanted));
        let mut named = rows.iter().filter(is_it).filter_map(|row| self.id_of(row));
        match (named.next(), named.next()) {
            (Some(_), Some(_)) => Err(Trouble::Unsettled(several)),
            (found, _) => Ok(found),
        }
    }

    /// Every row of the vendor's list that is an object of this resource.
    pub async fn rows(&self, object: &Object) -> Result<Vec<Json>, Trouble> {
        let mut rows = self.all_rows(object).await?;
        rows.retain(|row| self.resource.hooks.belongs(row));
        Ok(rows)
    }

    async fn all_rows(&self, object: &Object) -> Result<Vec<Json>, Trouble> {
        let (mut rows, mut cursor) = (vec![], Cursor::default());
        while !cursor.ended {
            rows.extend(self.next_page(object, &mut cursor).await?);
        }
        Ok(rows)
    }

    /// The path of the list that an object is in.
    pub fn list_path(&self, object: &Object) -> Result<String, Missing> {
        self.resource.calls.list.call.path(self.address(object))
    }

    /// The rows of the next page that were on none before.
    pub async fn next_page(&self, object: &Object, cursor: &mut Cursor) -> Result<Vec<Json>, Trouble> {
        let list = &self.resource.calls.list;
        let path = self.list_path(object).map_err(Trouble::Unaddressed)?;
        cursor.page += 1;
        let number = cursor.page;
        if number > MOST_PAGES {
            let line = format!("{} {}", list.call.method, list.call.paths[0]);
            return Err(Trouble::Strange(line, "a list that does not end".into()));
        }
        let query = match list.paging {
            Paging::Whole => String::new(),
            Paging::Skip { skip, count, size } => format!("?{skip}={}&{count}={size}", cursor.rows),
            Paging::Numbered { page, size: Some((name, size)) } => format!("?{page}={number}&{name}={size}"),
            Paging::Numbered { size: None, .. } if number == 1 => String::new(),
            Paging::Numbered { page, size: None } => format!("?{page}={number}"),
        };
        let request = self.reads(&list.call, format!("{path}{query}"), object);
        let answered = self.send(&request).await?;
        if self.resource.hooks.holds_nothing(&answered.response) {
            cursor.ended = true;
            return Ok(vec![]);
        }
        match answered.verdict {
            Verdict::Done => {}
            Verdict::Doubtful if self.went_along(object).await? => {
                return Err(self.refused(Answered { verdict: Verdict::Gone, ..answered }));
            }
            // Any other list of a vendor is always there: what does not know it is something else.
            Verdict::Doubtful => return Err(Trouble::NotTheApi(answered.line, answered.response.status)),
            _ => return Err(self.refused(answered)),
        }
        let json = answered.response.json().unwrap_or_default();
        let Some(page) = page(&json, list.rows) else {
            return Err(Trouble::Strange(answered.line, "no list in it".into()));
        };
        let total = list.total.iter().find_map(|name| json[*name].as_u64());
        // A list that is not cut into pages after all answers the same rows to each of them.
        let is_new = |row: &&Json| cursor.seen.insert(self.id_of(row).unwrap_or_else(|| row.to_string()));
        let new: Vec<Json> = page.iter().filter(is_new).cloned().collect();
        cursor.repeated |= new.len() < page.len();
        cursor.rows += new.len();
        let against_total = total.map(|total| (cursor.rows as u64).cmp(&total));
        cursor.ended = match list.paging {
            Paging::Whole => true,
            Paging::Skip { .. } | Paging::Numbered { .. } if !page.is_empty() && new.is_empty() => {
                return Err(Trouble::Strange(answered.line, "rows that were answered before".into()));
            }
            Paging::Numbered { size: None, .. } => page.is_empty() || !has_more(&json),
            Paging::Skip { .. } | Paging::Numbered { .. } => {
                page.is_empty() || against_total.is_some_and(Ordering::is_ge)
            }
        };
        // An object that is missing on a list that was cut off is not gone.
        let cut_off = match list.paging {
            Paging::Whole => against_total.is_some_and(Ordering::is_ne) || has_more(&json),
            Paging::Skip { .. } | Paging::Numbered { .. } => cursor.ended && against_total.is_some_and(Ordering::is_lt),
        };
        match cut_off {
            true => Err(Trouble::Strange(answered.line, "only a part of the list in it".into())),
            false => Ok(new),
        }
    }

    /// Whether an object belonged to one that the vendor's list lacks: it went along, and so did the list that it was in.
    fn went_along<'a>(
        &'a self,
        object: &'a Object,
    ) -> Pin<Box<dyn Future<Output = Result<bool, Trouble>> + Send + 'a>> {
        Box::pin(async move {
            let Some((address, name)) = self.resource.parent else { return Ok(false) };
            let resource = self.account.vendor.resources.iter().find(|resource| resource.name == name);
            let (Some(resource), Some(id)) = (resource, object.get(address).as_str()) else { return Ok(false) };
            let account = self.account.clone();
            let parents = Self { account, resource, secrets: Secrets::default(), timeout: Timeout::default() };
            let has_it = |rows: &[Json]| Ok(rows.iter().any(|row| parents.id_of(row).as_deref() == Some(id)));
            Ok(!parents.among_rows(&Object::default(), has_it).await?)
        })
    }
}

/// How far a list has been read.
#[derive(Default)]
pub struct Cursor {
    /// The last page's number; 0 before the first.
    page: usize,
    /// The rows of all pages so far.
    rows: usize,
    /// What has been on a page, by its id.
    seen: BTreeSet<String>,
    /// Whether a row came twice: then nobody knows which of the two is right.
    pub repeated: bool,
    /// Whether that was the last page.
    pub ended: bool,
}

/// The rows of an answer: itself, one of the members that may hold them, or its only array.
fn page<'a>(json: &'a Json, names: &[&str]) -> Option<&'a Vec<Json>> {
    let object = match json {
        Json::Array(rows) => return Some(rows),
        json => json.as_object()?,
    };
    let named = names.iter().find_map(|name| object.get(*name)?.as_array());
    let mut arrays = object.values().filter_map(Json::as_array);
    named.or_else(|| arrays.next().filter(|_| arrays.next().is_none()))
}

/// Whether an answer that should be whole hints at more.
fn has_more(json: &Json) -> bool {
    let cursor = ["next", "next_page", "next_cursor", "cursor"].iter().any(|name| !json[*name].is_null());
    cursor || json["has_more"] == Json::Bool(true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_found_in_every_wrapping_but_never_guessed() {
        assert_eq!(page(&json!([1]), &[]).unwrap().len(), 1);
        assert_eq!(page(&json!({"data": [1], "links": []}), &["trunks", "data"]).unwrap().len(), 1);
        assert_eq!(page(&json!({"anything": [1], "total": 1}), &["data"]).unwrap().len(), 1);
        assert!(page(&json!({"one": [1], "two": [2]}), &["data"]).is_none());
        assert!(page(&json!({"detail": "no"}), &["data"]).is_none());
    }

    #[test]
    fn a_list_that_hints_at_more_is_not_whole() {
        assert!(has_more(&json!({"next": "abc"})) && has_more(&json!({"has_more": true})));
        assert!(!has_more(&json!({"next": null, "has_more": false})) && !has_more(&json!([])));
    }
}
