//! Talking about one object: calls to its address, and what the vendor shows of it.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use serde_json::Value as Json;
use tokio::time::Instant;

use super::account::Account;
use super::redact::{redact, secrets};
use super::report::Trouble;
use super::settings::Settings;
use crate::request::{Repeat, Request, Response};
use crate::schema::{Attribute, Call, Paging, Place, Resource, Standing, Verdict};
use crate::value::{Object, Value};

/// More pages than any account has; a list that does not end is an error.
const MOST_PAGES: usize = 1000;

/// A resource at an account: the stories of its life are told on it.
pub struct Trunk {
    /// The account.
    pub account: Arc<Account>,
    /// The resource.
    pub resource: &'static Resource,
}

/// What the vendor shows.
pub enum Seen {
    /// The object.
    There(Json),
    /// There is none.
    Gone,
}

/// What a name in a path stands for: the object's attribute, else the provider's setting.
pub fn address(object: &Object, settings: &Settings, name: &str) -> Option<String> {
    [object.get(name), settings.get(name)].into_iter().find_map(Value::as_str).map(str::to_owned)
}

/// Fills address attributes from the provider's settings: an object that is reached through a setting lives there from
/// then on, whatever becomes of the setting.
pub fn locate(resource: &Resource, settings: &Settings, state: &mut Object) {
    for attribute in resource.attributes.iter().filter(|attribute| attribute.place == Place::Address) {
        if let Some(value) = address(state, settings, attribute.name) {
            state.set(attribute.name, Value::String(value));
        }
    }
}

impl Trunk {
    /// Sends a call to an object's address.
    pub async fn send(
        &self,
        call: &Call,
        object: &Object,
        body: Option<Json>,
        repeat: Repeat,
    ) -> Result<Answered, Trouble> {
        self.send_with_query(call, "", object, body, repeat).await
    }

    async fn send_with_query(
        &self,
        call: &Call,
        query: &str,
        object: &Object,
        body: Option<Json>,
        repeat: Repeat,
    ) -> Result<Answered, Trouble> {
        let path = call.path(|name| address(object, &self.account.settings, name)).map_err(Trouble::Unaddressed)?;
        let request = Request { method: call.method, path: path + query, body, repeat };
        let line = format!("{} {}", request.method, request.path);
        match self.account.api.send(&request).await {
            Ok(mut response) => {
                let verdict = self.resource.hooks.verdict(&response);
                // Before anybody cuts a piece of it out to quote: half a secret is one too.
                if verdict != Verdict::Done {
                    let secrets = secrets(&self.account, Some(self.resource), &[object]);
                    response.body = redact(&response.body, &secrets);
                }
                Ok(Answered { verdict, response, line })
            }
            Err(failure) => Err(Trouble::Failed { line, failure }),
        }
    }

    /// What the vendor shows of an object now. "Not found" counts only in the vendor's own words, or where its list
    /// agrees: a proxy's 404 page must not cost a trunk.
    pub async fn look(&self, object: &Object) -> Result<Seen, Trouble> {
        match self.glance(object).await? {
            (_, Some(contradiction)) => Err(contradiction),
            (seen, None) => Ok(seen),
        }
    }

    /// A look whose "gone" comes with a contradiction where the list still has the object: it may be on its way.
    async fn glance(&self, object: &Object) -> Result<(Seen, Option<Trouble>), Trouble> {
        let Some(read) = &self.resource.calls.read else {
            return Ok((self.listed(object).await?.map_or(Seen::Gone, Seen::There), None));
        };
        let answered = self.send(read, object, None, Repeat::Read).await?;
        let seen = match answered.verdict {
            Verdict::Done => match self.shown(&answered.response) {
                Some(json) => Ok(Seen::There(json)),
                None => Err(Trouble::Strange(answered.line, format!("no {} in it", self.resource.noun))),
            },
            Verdict::Gone => Ok(Seen::Gone),
            Verdict::Doubtful => match self.listed(object).await? {
                Some(_) => return Ok((Seen::Gone, Some(self.refused(answered)))),
                None => Ok(Seen::Gone),
            },
            Verdict::Unsupported => Ok(self.listed(object).await?.map_or(Seen::Gone, Seen::There)),
            Verdict::Refused => Err(self.refused(answered)),
        };
        Ok((seen?, None))
    }

    /// The object in an answer, if there is one with an id.
    pub fn shown(&self, response: &Response) -> Option<Json> {
        self.resource.hooks.object(response.json()?).filter(|object| self.id_of(object).is_some())
    }

    /// The object's row in the vendor's list.
    async fn listed(&self, object: &Object) -> Result<Option<Json>, Trouble> {
        let id = object.get("id").as_str().unwrap_or_default();
        let rows = self.rows(object).await?;
        Ok(rows.into_iter().find(|row| self.id_of(row).as_deref() == Some(id)))
    }

    /// The id of the only row in the vendor's list with this id or, failing that, this natural key.
    pub async fn find(&self, object: &Object, wanted: &str) -> Result<Option<String>, Trouble> {
        let rows = self.rows(object).await?;
        let ids = || rows.iter().filter_map(|row| self.id_of(row));
        let spelled = self.resource.attribute("id").map_or_else(|| wanted.to_owned(), |id| id.spell(wanted));
        if let Some(id) = ids().find(|id| *id == spelled) {
            return Ok(Some(id));
        }
        let path = self.resource.natural_key.and_then(|key| self.resource.attribute(key)?.json_path());
        let Some(path) = path else { return Ok(None) };
        let mut named = rows.iter().filter(|row| row[path].as_str() == Some(wanted)).filter_map(|row| self.id_of(row));
        match (named.next(), named.next()) {
            (Some(_), Some(_)) => Err(Trouble::Unsettled("shows several with that name; use the id")),
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
        let list = &self.resource.calls.list;
        let mut rows: Vec<Json> = vec![];
        for number in 1..=MOST_PAGES {
            let query = match list.paging {
                Paging::Whole => String::new(),
                Paging::Skip { skip, count, size } => format!("?{skip}={}&{count}={size}", rows.len()),
                Paging::Numbered { page, size: Some((name, size)) } => format!("?{page}={number}&{name}={size}"),
                Paging::Numbered { size: None, .. } if number == 1 => String::new(),
                Paging::Numbered { page, size: None } => format!("?{page}={number}"),
            };
            let answered = self.send_with_query(&list.call, &query, object, None, Repeat::Read).await?;
            if answered.verdict != Verdict::Done {
                return Err(self.refused(answered));
            }
            let json = answered.response.json().unwrap_or_default();
            let Some(page) = page(&json, list.rows) else {
                return Err(Trouble::Strange(answered.line, "no list in it".into()));
            };
            let total = ["TotalCount", "total", "total_count", "total_number", "count"]
                .iter()
                .find_map(|name| json[*name].as_u64());
            let received = page.len();
            rows.extend(page.iter().cloned());
            match list.paging {
                Paging::Whole if total.is_some_and(|total| total != rows.len() as u64) || has_more(&json) => {
                    return Err(Trouble::Strange(answered.line, "only a part of the list in it".into()));
                }
                Paging::Whole => return Ok(rows),
                Paging::Numbered { size: None, .. } if received == 0 || !has_more(&json) => return Ok(rows),
                Paging::Skip { .. } | Paging::Numbered { .. }
                    if received == 0 || total.is_some_and(|total| rows.len() as u64 >= total) =>
                {
                    return Ok(rows);
                }
                Paging::Skip { .. } | Paging::Numbered { .. } => {}
            }
        }
        Err(Trouble::Strange(format!("{} {}", list.call.method, list.call.paths[0]), "a list that does not end".into()))
    }

    /// Looks until the object stands as `wanted`, for as long as the vendor may take.
    pub async fn wait(&self, object: &Object, wanted: fn(&Seen, Standing) -> Wait) -> Result<Seen, Trouble> {
        let started = Instant::now();
        let mut delays = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(250))
            .with_max_delay(Duration::from_secs(5))
            .with_factor(1.5)
            .without_max_times()
            .build();
        loop {
            let (seen, contradiction) = self.glance(object).await?;
            let standing = match &seen {
                Seen::There(json) => self.resource.hooks.standing(json),
                Seen::Gone if contradiction.is_some() => Standing::Settling,
                Seen::Gone => Standing::Ended,
            };
            let limit = match wanted(&seen, standing) {
                Wait::Over => return Ok(seen),
                Wait::Failed(why) => return Err(contradiction.unwrap_or(Trouble::Unsettled(why))),
                Wait::Shortly => self.account.grace(),
                Wait::On => self.account.patience(),
            };
            let delay = delays.next().unwrap_or_default();
            if started.elapsed() + delay > limit {
                return Err(contradiction.unwrap_or(Trouble::OutOfTime { waited: limit, standing }));
            }
            self.account
                .api
                .pause(delay)
                .await
                .map_err(|failure| Trouble::Failed { line: "the wait".into(), failure })?;
        }
    }

    /// The object's id in the vendor's JSON, in its canonical spelling.
    pub fn id_of(&self, json: &Json) -> Option<String> {
        let id: &Attribute = self.resource.attribute("id")?;
        match json.get(id.json_path()?)? {
            Json::String(text) if !text.is_empty() => Some(id.spell(text)),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A refusal, with the vendor's words.
    pub fn refused(&self, answered: Answered) -> Trouble {
        let complaint = self.resource.hooks.complaint(&answered.response);
        Trouble::Refused {
            line: answered.line,
            status: answered.response.status,
            location: answered.response.location,
            complaint,
        }
    }
}

/// An answer and what it says.
pub struct Answered {
    /// What it says.
    pub verdict: Verdict,
    /// The answer.
    pub response: Response,
    /// The call it answers: method and path.
    pub line: String,
}

/// What to do after a look.
pub enum Wait {
    /// It is as wanted.
    Over,
    /// Look again, but not for long.
    Shortly,
    /// Look again, for as long as the vendor may take.
    On,
    /// It will never be as wanted.
    Failed(&'static str),
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
