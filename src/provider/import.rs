//! The story of an import: an id as the user writes it becomes a first state; core reads it next. The vendor is only
//! asked where the id may be a natural key.

use super::Outcome;
use super::look::{Trunk, locate};
use super::settings::Settings;
use crate::diagnostic::{Diagnostics, Path};
use crate::schema::Resource;
use crate::value::{Object, Value};

/// The first state for an import id.
pub fn import(resource: &Resource, id: &str, settings: &Settings) -> Outcome {
    let parts: Vec<&str> = id.split('/').map(str::trim).collect();
    let form = resource.import.iter().find(|form| form.split('/').count() == parts.len());
    let mut diagnostics = Diagnostics::default();
    let Some(form) = form.filter(|_| parts.iter().all(|part| !matches!(*part, "" | "." | ".."))) else {
        let forms: Vec<_> = resource.import.iter().map(|form| format!("\"{}\"", form.to_uppercase())).collect();
        diagnostics.error_at(
            Path::attribute("id"),
            "Invalid import id",
            format!("\"{id}\" is not of the form {}.", forms.join(" or ")),
        );
        return Outcome { state: None, diagnostics };
    };
    let mut state: Object = resource.attributes.iter().map(|attribute| (attribute.name, Value::Null)).collect();
    for (name, part) in form.split('/').zip(parts) {
        let text = resource.attribute(name).map_or_else(|| part.to_owned(), |attribute| attribute.spell(part));
        state.set(name, Value::String(text));
    }
    locate(resource, settings, &mut state);
    Outcome { state: Some(state), diagnostics }
}

impl Trunk {
    /// Replaces what may be a natural key in the place of the id by the id.
    pub async fn identify(&self, mut state: Object) -> Outcome {
        let mut diagnostics = Diagnostics::default();
        let wanted = state.get("id").as_str().unwrap_or_default().to_owned();
        let (title, noun) = (self.account.vendor.title, self.resource.noun);
        match self.find(&state, &wanted).await {
            Ok(Some(id)) => {
                state.set("id", Value::String(id));
                return Outcome { state: Some(state), diagnostics };
            }
            Ok(None) => diagnostics.error(
                format!("No such {noun}"),
                format!(
                    "{title} shows no {noun} with the id or {} \"{wanted}\".",
                    self.resource.natural_key.unwrap_or("key")
                ),
            ),
            Err(trouble) => self.report(&mut diagnostics, "show", &trouble, "Nothing was imported."),
        }
        Outcome { state: None, diagnostics }
    }
}
