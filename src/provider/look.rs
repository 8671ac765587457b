//! Talking about one object: calls to its address, and what the vendor shows of it.

use std::sync::Arc;

use serde_json::Value as Json;

use super::account::Account;
use super::redact::{redact, secrets};
use super::report::Trouble;
use super::settings::Settings;
use crate::request::{Repeat, Request, Response};
use crate::schema::{Attribute, Call, Place, Resource, Verdict};
use crate::value::{Object, Value};

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

    /// Sends a call with a query of the form `?name=value`.
    pub async fn send_with_query(
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
    pub async fn glance(&self, object: &Object) -> Result<(Seen, Option<Trouble>), Trouble> {
        let Some(read) = &self.resource.calls.read else {
            return match self.listed(object).await {
                // What the object belonged to is gone, and it went along.
                Err(Trouble::Refused { verdict: Verdict::Gone, .. }) => Ok((Seen::Gone, None)),
                row => Ok((row?.map_or(Seen::Gone, Seen::There), None)),
            };
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
            Verdict::Refused | Verdict::Unclear => Err(self.refused(answered)),
        };
        Ok((seen?, None))
    }

    /// The object in an answer, if there is one with an id.
    pub fn shown(&self, response: &Response) -> Option<Json> {
        self.resource.hooks.object(response.json()?).filter(|object| self.id_of(object).is_some())
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
            verdict: answered.verdict,
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
