//! What a server makes of the texts that it is sent.

use icu_normalizer::DecomposingNormalizerBorrowed;
use serde_json::{Map, Value as Json};

use super::switch::{Switch, Switches, words};

/// How texts are stored.
pub const TEXTS: Switch = words(
    "texts",
    &["kept", "trimmed", "lower-case", "decomposed"],
    "Whether names and notes are stored as sent, without spaces at their ends, in lower case, or in Unicode's \
     decomposed form.",
);

/// What becomes of an update that empties something.
pub const CLEARING: Switch = words(
    "clearing",
    &["done", "ignored", "refused"],
    "Whether empty text and an empty list in an update empty the member, count as left out, or are refused.",
);

/// Text as it is stored.
pub fn stored(text: &str, switches: &Switches) -> String {
    match switches.value(&TEXTS).as_str() {
        "trimmed" => text.trim().into(),
        "lower-case" => text.to_lowercase(),
        "decomposed" => DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned(),
        _ => text.into(),
    }
}

/// The same for these members of a body.
pub fn store(body: &mut Map<String, Json>, members: &[&str], switches: &Switches) {
    for member in members {
        if let Some(Json::String(text)) = body.get_mut(*member) {
            *text = stored(text, switches);
        }
    }
}

/// Sees to what an update empties. The error is the first member that it must not.
pub fn clear(body: &mut Map<String, Json>, switches: &Switches) -> Result<(), String> {
    let empty = |value: &Json| value == "" || value.as_array().is_some_and(Vec::is_empty);
    match switches.value(&CLEARING).as_str() {
        "ignored" => body.retain(|_, value| !empty(value)),
        "refused" => {
            if let Some((member, _)) = body.iter().find(|(_, value)| empty(value)) {
                return Err(member.clone());
            }
        }
        _ => {}
    }
    Ok(())
}
