//! Texts for people.

use std::time::Duration;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::Value as Json;

use crate::value::exact;

/// Unicode's composed form, NFC. Terraform gives every text this form, so that another one from a vendor is no
/// difference.
pub fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// The canonical spelling where blanks at the ends mean nothing.
pub fn trimmed(text: &str) -> String {
    composed(text.trim())
}

/// The canonical spelling of a text that may hold JSON: blanks and the order of names mean nothing in it, and `1.0` is `1`.
/// Terraform generates configuration in which `jsonencode` has a spelling of its own.
pub fn compact_json(text: &str) -> String {
    match serde_json::from_str(text) {
        Ok(mut json @ (Json::Object(_) | Json::Array(_))) => {
            json.sort_all_objects();
            spell_numbers(&mut json);
            json.to_string()
        }
        _ => text.to_owned(),
    }
}

fn spell_numbers(json: &mut Json) {
    match json {
        Json::Number(number) => {
            let plain = exact(&number.to_string()).map(|exact| exact.normalized().to_plain_string());
            if let Some(Ok(plain)) = plain.map(|plain| plain.parse()) {
                *number = plain;
            }
        }
        Json::Array(elements) => elements.iter_mut().for_each(spell_numbers),
        Json::Object(members) => members.values_mut().for_each(spell_numbers),
        _ => {}
    }
}

/// Whether a text has nothing in it but what stands for a secret that is not shown.
pub fn is_mask(text: &str) -> bool {
    text.chars().all(|c| "*•●".contains(c))
}

/// Names in a sentence: "a, b and c".
pub fn and(names: &[impl AsRef<str>]) -> String {
    match names {
        [] => String::new(),
        [only] => only.as_ref().into(),
        [all @ .., last] => {
            let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", all.join(", "), last.as_ref())
        }
    }
}

/// A time, as people read it.
pub fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        1.0 => "1 second".into(),
        seconds => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_the_same_in_every_layout_and_other_texts_are_as_they_are() {
        assert_eq!(
            compact_json("{ \"b\": [1, {\"d\": 2, \"c\": 3}], \"a\": \"\\u003c\" }"),
            r#"{"a":"<","b":[1,{"c":3,"d":2}]}"#
        );
        assert_eq!(compact_json("[1.0, 1e3, 1.10, -0.0, 100, 1E-2]"), "[1,1000,1.1,0,100,0.01]");
        for text in ["[123456789012345678901234567890]", "[1e+99999]"] {
            assert_eq!(compact_json(text), text);
        }
        for text in ["", " 7 ", "\"a\" ", "{a}", "[1, 2"] {
            assert_eq!(compact_json(text), text);
        }
    }

    #[test]
    fn names_are_told_as_in_a_sentence() {
        assert_eq!(and(&[""; 0]), "");
        assert_eq!(and(&["a"]), "a");
        assert_eq!(and(&["a", "b"]), "a and b");
        assert_eq!(and(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn a_second_is_one() {
        assert_eq!(seconds(Duration::from_secs(1)), "1 second");
        assert_eq!(seconds(Duration::from_millis(1500)), "1.5 seconds");
    }

    #[test]
    fn one_text_has_one_form() {
        assert_eq!(composed("Zu\u{308}rich"), "Zürich");
        assert_eq!(composed(" Zürich"), " Zürich");
        assert_eq!(trimmed(" Zu\u{308}rich\n"), "Zürich");
    }
}
