//! Reading data sources: one object by one of its keys, all of an account, or something else that a vendor lists.

use serde_json::Value as Json;

use super::Outcome;
use super::account::Account;
use super::import::located;
use super::list::{Filters, Found, Listing as Reading, Wanted};
use super::private::Private;
use super::report::{Trouble, describe};
use super::secrets::secrets;
use super::settle::settle_address;
use super::talk::{Managed, Seen, page};
use crate::client::Answer;
use crate::diagnostic::{Diagnostics, Path, quoted};
use crate::engine::{decode, validate_table};
use crate::request::{Deed, Repeat, Request};
use crate::schema::{Attribute, DataSource, Listing, Place, Tells};
use crate::value::{Object, Value};

/// What is wrong with the configuration of a data source: one object is asked for by exactly one of its keys.
pub fn validate(source: &DataSource, config: &Object) -> Diagnostics {
    let mut found = validate_table(&source.attributes, config);
    let Tells::One(resource) = source.tells else { return found };
    let written: Vec<_> = resource.keys().filter(|key| !config.get(key.name).is_null()).collect();
    if written.len() != 1 && !resource.keys().any(|key| *config.get(key.name) == Value::Unknown) {
        let either = resource.keys().map(|key| format!("\"{}\"", key.name)).collect::<Vec<_>>().join(" or ");
        let path = written.first().map_or_else(Path::default, |key| Path::attribute(key.name));
        let only = if resource.keys().count() > 1 { ", and only one of them" } else { "" };
        found.error_at(
            path,
            "Exactly one key is needed",
            format!("Set {either} to say which {} is meant{only}.", resource.noun),
        );
    }
    found
}

impl Managed {
    /// The object that a configuration asks for.
    pub async fn one(&self, config: &Object) -> Outcome {
        let mut found = Diagnostics::default();
        let (there, noun) = (self.account.there(), self.resource.noun);
        let written = self.resource.keys().find_map(|key| Some((key, config.get(key.name).as_str()?)));
        let Some((key, wanted)) = written else {
            return Outcome::none(found);
        };
        let state = match self.asked(config, key, wanted).await {
            Ok(Some(state)) => Some(state),
            Ok(None) => {
                found.error_at(
                    Path::attribute(key.name),
                    format!("No such {noun}"),
                    format!("{there} shows no {noun} with the {} {}.", key.name, quoted(wanted)),
                );
                None
            }
            Err(trouble) => {
                self.report_unread(&mut found, &trouble, "");
                None
            }
        };
        Outcome { state, private: Private::default(), diagnostics: found }
    }

    async fn asked(&self, config: &Object, key: &Attribute, text: &str) -> Result<Option<Object>, Trouble> {
        // Nothing is known of it but where it is, as in the data source of all.
        let mut wanted = located(self.resource, []);
        let address = self.resource.attributes.iter().filter(|attribute| attribute.place == Place::Address);
        for attribute in address.chain([key]) {
            wanted.set(attribute.name, config.get(attribute.name).clone());
        }
        if config.get("id").is_null() {
            let only = |rows: &[Json]| self.only(rows, key, text);
            let Some(id) = self.among_rows(config, only).await? else {
                return Ok(None);
            };
            wanted.set("id", Value::String(id));
        }
        match self.look(&wanted).await? {
            // What was asked for is told in the user's spelling.
            Seen::There(shown) if !self.has_ended(&shown.json) => {
                settle_address(&shown.address, &mut wanted);
                let json = self.with_list(&wanted, shown.json).await;
                let state = decode(self.resource, &json, &wanted, None).state;
                self.hold_to(key, text, &state)?;
                Ok(Some(state))
            }
            _ => Ok(None),
        }
    }
}

/// All objects at the address that a configuration gives, which each of them is told to have in the user's spelling.
pub async fn all(managed: Managed, config: &Object) -> Outcome {
    let resource = managed.resource;
    let (mut state, mut objects) = (config.clone(), vec![]);
    settle_address(&managed.listed_through(config), &mut state);
    let wanted = Wanted { filters: Filters::default(), whole: true, limit: None };
    let mut reading = Reading::new(managed, None, config, wanted);
    while let Some(found) = reading.next().await {
        match found {
            Ok(Found::Object { state: mut object, .. } | Found::Untouchable { state: mut object, .. }) => {
                for address in resource.attributes.iter().filter(|attribute| attribute.place == Place::Address) {
                    object.set(address.name, state.get(address.name).clone());
                }
                objects.push(Value::Object(object));
            }
            Ok(Found::Foreign(_)) => {}
            Err(diagnostics) => return Outcome::none(diagnostics),
        }
    }
    state.set(resource.plural(), Value::List(objects));
    Outcome { state: Some(state), private: Private::default(), diagnostics: reading.said() }
}

/// What else a vendor lists.
pub async fn listing(account: &Account, listing: &Listing) -> Outcome {
    let mut found = Diagnostics::default();
    let request = Request {
        method: listing.call.method,
        path: listing.call.paths[0].to_owned(),
        body: None,
        deed: Deed::Read,
        repeat: Repeat::Read,
    };
    let line = request.line();
    let title = account.vendor.title;
    let hooks = account.vendor.hooks();
    let trouble = match account.api.send(&request).await {
        Err(failure) => Trouble::Failed { line, deed: request.deed, failure },
        Ok(Answer { verdict, response, .. }) if !verdict.is_done() => {
            Trouble::refused(hooks, request.deed, verdict, &line, &response)
        }
        Ok(Answer { response, .. }) => match parts(listing, &response.json().unwrap_or_default()) {
            Ok(texts) => {
                let texts = Value::List(texts.into_iter().map(Value::String).collect());
                let state = [(listing.attribute.name, texts)].into_iter().collect();
                return Outcome { state: Some(state), private: Private::default(), diagnostics: found };
            }
            Err(what) => Trouble::Strange(line, what.into()),
        },
    };
    found.error(
        format!("{title} did not show {}", listing.attribute.name),
        format!("{} {}", describe(account, hooks, &secrets(account, None, &[]), &trouble), trouble.again()).trim(),
    );
    Outcome::none(found)
}

/// The texts in an answer, if all of them are in it.
fn parts(listing: &Listing, answer: &Json) -> Result<Vec<String>, &'static str> {
    let texts = (listing.texts)(answer).ok_or("no list of a known form in it")?;
    let is_short = page::total(answer, listing.total).is_some_and(|total| total > texts.len() as u64);
    if is_short || page::has_more(answer) { Err("only a part of the list in it") } else { Ok(texts) }
}
