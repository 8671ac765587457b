//! The story of a refresh.

use serde_json::Value as Json;

use super::Outcome;
use super::look::{Seen, Trunk, locate};
use crate::diagnostic::{Diagnostics, Path};
use crate::engine::{Decoded, decode};
use crate::schema::Standing;
use crate::value::Object;

impl Trunk {
    /// What the vendor holds now; no state if the object is gone.
    pub async fn read(&self, prior: &Object) -> Outcome {
        let mut found = Diagnostics::default();
        let shown = match self.look(prior).await {
            Ok(Seen::There(json)) => self.with_list(prior, json).await,
            Ok(Seen::Gone) => return Outcome { state: None, diagnostics: found },
            Err(trouble) => {
                self.report(&mut found, "show", &trouble, "The state is left as it was.");
                return Outcome { state: Some(prior.clone()), diagnostics: found };
            }
        };
        let (title, noun) = (self.account.vendor.title, self.resource.noun);
        match self.resource.hooks.standing(&shown) {
            Standing::Ended => return Outcome { state: None, diagnostics: found },
            Standing::Inactive => found.warn_at(
                Path::default(),
                format!("The {noun} is inactive"),
                format!(
                    "{title} shows the {noun} as inactive: never provisioned, or switched off there. Ask {title} why."
                ),
            ),
            Standing::Ready | Standing::Settling => {}
        }
        let mut decoded = decode(self.resource, &shown, prior);
        self.odd(&decoded, &mut found);
        locate(self.resource, &self.account.settings, &mut decoded.state);
        Outcome { state: Some(decoded.state), diagnostics: found }
    }

    /// The object with what only the vendor's list shows. The list is asked for once in a process, for all objects; if
    /// that fails, the state keeps what it had, since nothing depends on it.
    pub async fn with_list(&self, object: &Object, mut json: Json) -> Json {
        let only: Vec<_> =
            self.resource.attributes.iter().filter(|a| a.list_only).filter_map(|a| a.json_path()).collect();
        if only.is_empty() {
            return json;
        }
        let mut rows = self.account.rows.lock().await;
        if rows.is_none() {
            *rows = self.rows(object).await.inspect_err(|trouble| tracing::warn!(?trouble, "no list")).ok();
        }
        let row = rows.iter().flatten().find(|row| self.id_of(row) == self.id_of(&json));
        if let (Some(row), Some(members)) = (row, json.as_object_mut()) {
            for path in only {
                members.entry(path).or_insert_with(|| row[path].clone());
            }
        }
        json
    }

    /// Warns of members that the vendor shows in a form nobody expects.
    pub fn odd(&self, decoded: &Decoded, found: &mut Diagnostics) {
        for attribute in self.resource.attributes {
            if attribute.json_path().is_some_and(|path| decoded.odd.contains(&path)) {
                let (title, name) = (self.account.vendor.title, attribute.name);
                found.warn_at(
                    Path::attribute(name),
                    format!("{title} shows {name} in an unknown form"),
                    format!(
                        "\"{}\" in {title}'s answer has another type or word than its pages document. \"{name}\" keeps \
                         the value it had, and changes of it there go unseen.",
                        attribute.json_path().unwrap_or_default()
                    ),
                );
            }
        }
    }
}
