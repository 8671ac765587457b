//! The story of an import: an id as the user writes it becomes a first state; core reads it next. The vendor is only
//! asked where the id may be a natural key.

use super::Outcome;
use super::private::Private;
use super::talk::Managed;
use crate::diagnostic::{Diagnostics, Path};
use crate::schema::Resource;
use crate::value::{Object, Value};

/// The first state for an import id. Where the object lives is only taken from the id: the read that follows finds it.
pub fn import(resource: &Resource, id: &str) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    let Some(parts) = resource.import.iter().find_map(|form| taken_apart(resource, form, id)) else {
        let forms = resource.import_forms();
        let forms: Vec<_> = forms.iter().map(|form| format!("\"{}\"", form.to_uppercase())).collect();
        diagnostics.error_at(
            Path::attribute("id"),
            "Invalid import id",
            format!("\"{id}\" is not of the form {}.", forms.join(" or ")),
        );
        return Outcome { state: None, private: Private::default(), diagnostics };
    };
    let mut state: Object = resource.attributes.iter().map(|attribute| (attribute.name, Value::Null)).collect();
    for (name, part) in parts {
        // What may be a natural key is compared as it was written, blanks and all.
        let keyed = name == "id" && resource.natural_key.is_some();
        let text = if keyed { part.to_owned() } else { part.trim().to_owned() };
        let text = resource
            .attribute(name)
            .map_or(text.clone(), |attribute| if keyed { text } else { attribute.spell(&text) });
        state.set(name, Value::String(text));
    }
    Outcome { state: Some(state), private: Private::of_an_import(), diagnostics }
}

/// The parts of an id of this form. A natural key may hold slashes of its own, an id does not.
fn taken_apart<'a>(resource: &Resource, form: &'static str, id: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let names: Vec<_> = form.split('/').collect();
    let parts: Vec<_> = id.splitn(names.len(), '/').collect();
    let filled = parts.iter().all(|part| !matches!(part.trim(), "" | "." | ".."));
    let whole = resource.natural_key.is_some() || id.matches('/').count() < names.len();
    (names.len() == parts.len() && filled && whole).then(|| names.into_iter().zip(parts).collect())
}

impl Managed {
    /// Replaces what may be a natural key in the place of the id by the id.
    pub async fn identify(&self, mut state: Object) -> Outcome {
        let mut diagnostics = Diagnostics::default();
        let wanted = state.get("id").as_str().unwrap_or_default().to_owned();
        let (there, noun) = (self.account.there(), self.resource.noun);
        match self.find(&state, &wanted).await {
            Ok(Some(id)) => {
                state.set("id", Value::String(id));
                return Outcome { state: Some(state), private: Private::of_an_import(), diagnostics };
            }
            Ok(None) => diagnostics.error(
                format!("No such {noun}"),
                format!(
                    "{there} shows no {noun} with the id or {} \"{wanted}\".",
                    self.resource.natural_key.unwrap_or("key")
                ),
            ),
            Err(trouble) => self.report(&mut diagnostics, &self.did_not("show"), &trouble, "Nothing was imported."),
        }
        Outcome { state: None, private: Private::default(), diagnostics }
    }
}
