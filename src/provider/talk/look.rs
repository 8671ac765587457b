//! What the vendor shows of one object.

use serde_json::Value as Json;

use super::{Answered, Managed};
use crate::engine::digits;
use crate::provider::report::Trouble;
use crate::request::Response;
use crate::schema::{Attribute, Place, Verdict};
use crate::value::Object;

/// What the vendor shows.
pub enum Seen {
    /// The object.
    There(Shown),
    /// There is none.
    Gone,
}

/// What a "not found" of unclear origin counts for.
#[derive(Clone, Copy)]
pub enum NotFound {
    /// Nothing, unless the vendor's list agrees: a proxy's 404 page must not cost a trunk.
    Doubted,
    /// As much as the vendor's own word, unless it is a page: the vendor has just taken a delete at this very address.
    BelievedOfApi,
    /// As much as the vendor's own word: a create was just taken, and what is not shown yet stays in the state.
    Believed,
}

impl NotFound {
    fn believes(self, answer: &Response) -> bool {
        match self {
            Self::Doubted => false,
            Self::BelievedOfApi => answer.body.trim().is_empty() || answer.json().is_some(),
            Self::Believed => true,
        }
    }
}

/// An object as the vendor shows it.
pub struct Shown {
    /// The object.
    pub json: Json,
    /// The address attributes that the call went through: the object lives there.
    pub address: Vec<(&'static str, String)>,
}

impl Managed {
    /// What the vendor shows of an object now.
    pub async fn look(&self, object: &Object) -> Result<Seen, Trouble> {
        match self.glance(object, NotFound::Doubted).await? {
            (_, Some(contradiction)) => Err(contradiction),
            (seen, None) => Ok(seen),
        }
    }

    /// A look whose "gone" comes with a contradiction where the list still has the object: it may be on its way.
    pub async fn glance(&self, object: &Object, not_found: NotFound) -> Result<(Seen, Option<Trouble>), Trouble> {
        let Some(read) = &self.resource.calls.read else {
            return match self.listed(object).await {
                // What the object belonged to is gone, and it went along.
                Err(Trouble::Refused { verdict: Verdict::Gone, .. }) => Ok((Seen::Gone, None)),
                row => {
                    let address = self.listed_through(object);
                    Ok((row?.map_or(Seen::Gone, |json| Seen::There(Shown { json, address })), None))
                }
            };
        };
        let paths = read.every_path(self.address(object)).map_err(Trouble::Unaddressed)?;
        let last = paths.len() - 1;
        for (number, (template, path)) in paths.into_iter().enumerate() {
            let answered = self.send(&self.reads(read, path, object)).await?;
            // An object that was not found where only a setting says it is may live elsewhere.
            let elsewhere = number < last && !self.lives_at(template, object);
            let there = |json| Seen::There(Shown { json, address: self.through(template, object) });
            // A success that holds no object is asked about as a "not found" is.
            let nothing = answered.verdict == Verdict::Done && self.resource.hooks.holds_nothing(&answered.response);
            let seen = match if nothing { Verdict::Doubtful } else { answered.verdict } {
                Verdict::Done | Verdict::Partly => there(self.asked_for(&answered, object)?),
                Verdict::Gone | Verdict::Doubtful if elsewhere => continue,
                Verdict::Gone => Seen::Gone,
                Verdict::Doubtful if not_found.believes(&answered.response) => Seen::Gone,
                // The list says nothing of an object that may live elsewhere.
                Verdict::Doubtful if !self.lives_at(self.resource.calls.list.call.paths[0], object) => {
                    return Err(self.refused(&answered));
                }
                Verdict::Doubtful => return Ok((Seen::Gone, self.contradicted(&answered, nothing, object).await?)),
                // Its row is as good only where it shows as much.
                Verdict::Unsupported if self.resource.calls.list.whole_rows => {
                    self.listed(object).await?.map_or(Seen::Gone, there)
                }
                Verdict::Unsupported | Verdict::Refused | Verdict::Later | Verdict::Unclear => {
                    return Err(self.refused(&answered));
                }
            };
            return Ok((seen, None));
        }
        Ok((Seen::Gone, None))
    }

    /// What the vendor's list says against an answer that did not find the object, or is a success with nothing in it: nothing, if
    /// the object is gone.
    async fn contradicted(
        &self,
        answered: &Answered,
        nothing: bool,
        object: &Object,
    ) -> Result<Option<Trouble>, Trouble> {
        let doubt = |list: &str| match nothing {
            true => Trouble::Strange(answered.line.clone(), format!("no {} in it{list}", self.resource.noun)),
            false => self.refused(answered),
        };
        match self.listed(object).await {
            Ok(Some(_)) => Ok(Some(doubt(", and the list has it"))),
            Ok(None) => Ok(None),
            Err(unread) if unread.is_a_stop() => Err(unread),
            Err(_) if self.resource.hooks.names_what_is_gone(&answered.response) => Ok(None),
            Err(elsewhere @ Trouble::NotTheApi(..)) => Err(elsewhere),
            Err(unread) => Err(Trouble::Unproven(Box::new([doubt(""), unread]))),
        }
    }

    /// The object in an answer. An answer about another one is none.
    fn asked_for(&self, answered: &Answered, object: &Object) -> Result<Json, Trouble> {
        let strange = |what: String| Err(Trouble::Strange(answered.line.clone(), what));
        match self.shown(&answered.response) {
            None => strange(format!("no {} in it", self.resource.noun)),
            Some(json) if !self.is_about(&json, object) => {
                let other = self.id_of(&json).unwrap_or_default();
                strange(format!("another {} in it, \"{other}\"", self.resource.noun))
            }
            Some(json) => Ok(json),
        }
    }

    /// Whether a vendor's JSON is about an object of ours.
    pub fn is_about(&self, json: &Json, object: &Object) -> bool {
        let spelled = |id: &str| self.resource.attribute("id").map(|attribute| attribute.spell(id));
        self.id_of(json) == object.get("id").as_str().and_then(spelled)
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
            Json::Number(number) => Some(digits(number)),
            _ => None,
        }
    }

    /// The address attributes in a path.
    fn addresses(&self, template: &'static str) -> impl Iterator<Item = &'static Attribute> {
        let addresses = self.resource.attributes.iter().filter(|attribute| attribute.place == Place::Address);
        addresses.filter(move |attribute| template.contains(&format!("{{{}}}", attribute.name)))
    }

    /// Whether the object itself says everything that a path needs of its address.
    fn lives_at(&self, template: &'static str, object: &Object) -> bool {
        self.addresses(template).all(|attribute| object.get(attribute.name).is_set())
    }

    /// The address that a list goes through.
    pub fn listed_through(&self, object: &Object) -> Vec<(&'static str, String)> {
        self.through(self.resource.calls.list.call.paths[0], object)
    }

    fn through(&self, template: &'static str, object: &Object) -> Vec<(&'static str, String)> {
        let value = |attribute: &Attribute| Some((attribute.name, self.address(object)(attribute.name)?));
        self.addresses(template).filter_map(value).collect()
    }
}
