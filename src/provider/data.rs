//! Reading data sources: one object by one of its keys, all of an account, or something else that a vendor lists.

use serde_json::Value as Json;

use super::Outcome;
use super::account::Account;
use super::private::Private;
use super::report::{Trouble, describe};
use super::secrets::secrets;
use super::settle::settle_address;
use super::talk::{Managed, Seen, Shown};
use crate::diagnostic::{Diagnostics, Path, quoted};
use crate::engine::{decode, validate_table};
use crate::request::{Deed, Repeat, Request};
use crate::schema::{Attribute, DataSource, Listing, Standing, Tells};
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
                self.report(&mut found, &self.did_not("show"), &trouble, "");
                None
            }
        };
        Outcome { state, private: Private::default(), diagnostics: found }
    }

    async fn asked(&self, config: &Object, key: &Attribute, text: &str) -> Result<Option<Object>, Trouble> {
        let mut wanted = config.clone();
        if config.get("id").is_null() {
            let only = |rows: &[Json]| self.only(rows, key, text, "shows several that match; ask by id");
            let Some(id) = self.among_rows(config, only).await? else {
                return Ok(None);
            };
            wanted.set("id", Value::String(id));
        }
        match self.look(&wanted).await? {
            Seen::There(shown) if self.resource.hooks.standing(&shown.json) != Standing::Ended => {
                Ok(Some(self.as_told(shown, &wanted).await))
            }
            _ => Ok(None),
        }
    }

    /// All objects at the address that a configuration gives.
    pub async fn all(&self, config: &Object) -> Outcome {
        let mut found = Diagnostics::default();
        match self.every(config).await {
            Ok(objects) => {
                let mut state = config.clone();
                for (name, value) in self.listed_through(config) {
                    state.set(name, Value::String(value));
                }
                state.set(self.resource.plural(), Value::List(objects.into_iter().map(Value::Object).collect()));
                Outcome { state: Some(state), private: Private::default(), diagnostics: found }
            }
            Err(trouble) => {
                self.report(&mut found, &self.did_not_list(), &trouble, "");
                Outcome::none(found)
            }
        }
    }

    async fn every(&self, config: &Object) -> Result<Vec<Object>, Trouble> {
        let mut objects = vec![];
        for row in self.rows(config).await? {
            let mut wanted = config.clone();
            if let Some(id) = self.id_of(&row) {
                wanted.set("id", Value::String(id));
            }
            let seen = match self.resource.calls.list.whole_rows {
                true => Seen::There(Shown { json: row, address: self.listed_through(config) }),
                false => self.look(&wanted).await?,
            };
            if let Seen::There(shown) = seen
                && self.resource.hooks.standing(&shown.json) != Standing::Ended
            {
                objects.push(self.as_told(shown, &wanted).await);
            }
        }
        Ok(objects)
    }

    /// The object as a data source tells it, what was asked for in the user's spelling.
    async fn as_told(&self, shown: Shown, wanted: &Object) -> Object {
        let mut base = wanted.clone();
        settle_address(&shown.address, &mut base);
        let json = self.with_list(wanted, shown.json).await;
        decode(self.resource, &json, &base, None).state
    }
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
    let line = format!("{} {}", request.method, request.path);
    let title = account.vendor.title;
    let hooks = account.vendor.hooks();
    let trouble = match account.api.send(&request).await {
        Err(failure) => Trouble::Failed { line, failure },
        Ok(response) if !(200..300).contains(&response.status) => {
            Trouble::refused(hooks, request.deed, hooks.verdict(&response), &line, &response)
        }
        Ok(response) => match response.json().as_ref().and_then(listing.texts) {
            Some(texts) => {
                let texts = Value::List(texts.into_iter().map(Value::String).collect());
                let state = [(listing.attribute.name, texts)].into_iter().collect();
                return Outcome { state: Some(state), private: Private::default(), diagnostics: found };
            }
            None => Trouble::Strange(line, "no list of a known form in it".into()),
        },
    };
    found.error(
        format!("{title} did not show {}", listing.attribute.name),
        describe(account, hooks, &secrets(account, None, &[]), &trouble),
    );
    Outcome::none(found)
}
