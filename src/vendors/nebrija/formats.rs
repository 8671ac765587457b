//! Nebrija AI's formats. Its page names types and shows examples; where it sets no limit, none is made up.

use serde_json::Value as Json;

use crate::schema::Format;
use crate::schema::format::no_guess;

/// The page: eight asterisks in an update keep the password that is there. Other numbers of them are as good as a mask
/// when they come back.
pub const NO_MASK: Format = Format {
    says: "not consist of asterisks only, which Nebrija AI takes as \"keep the password\"",
    holds: |text| text.chars().any(|c| c != '*'),
    instead: no_guess,
    or_empty: false,
};

/// The page: an object of any members.
pub const JSON_OBJECT: Format = Format {
    says: "be a JSON object, such as jsonencode({ transport = \"tls\" }) makes",
    holds: |text| serde_json::from_str(text).is_ok_and(|json: Json| json.is_object()),
    instead: no_guess,
    or_empty: false,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_no_password() {
        assert!((NO_MASK.holds)("*secret*"));
        for text in ["********", "***", "*"] {
            assert!(!(NO_MASK.holds)(text), "{text}");
        }
    }

    #[test]
    fn advanced_settings_are_an_object() {
        assert!((JSON_OBJECT.holds)("{}"));
        assert!((JSON_OBJECT.holds)(r#"{"transport": "tls"}"#));
        for text in ["", "tls", "[]", "null", "{"] {
            assert!(!(JSON_OBJECT.holds)(text), "{text}");
        }
    }
}
