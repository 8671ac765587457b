//! Identifiers that vendors draw.

use uuid::fmt::Hyphenated;

use super::no_guess;
use crate::schema::check::Format;

/// A UUID, in the form with hyphens.
pub const UUID: Format = Format {
    says: "be a UUID, such as \"6f1c2f7e-2a58-4f0b-9a3e-0c3b7d1f8e21\"",
    holds: |text| text.parse::<Hyphenated>().is_ok(),
    instead: no_guess,
    or_empty: false,
};

/// A number that counts objects.
pub const NUMBER: Format = Format {
    says: "be a whole number, such as \"28\"",
    holds: |text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
    instead: no_guess,
    or_empty: false,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_its_form_in_either_case() {
        for text in ["6f1c2f7e-2a58-4f0b-9a3e-0c3b7d1f8e21", "6F1C2F7E-2A58-4F0B-9A3E-0C3B7D1F8E21"] {
            assert!((UUID.holds)(text), "{text}");
        }
        for text in ["", "CT482911", "6f1c2f7e2a584f0b9a3e0c3b7d1f8e21", "6f1c2f7g-2a58-4f0b-9a3e-0c3b7d1f8e21"] {
            assert!(!(UUID.holds)(text), "{text}");
        }
        assert!((NUMBER.holds)("28") && !(NUMBER.holds)("acme") && !(NUMBER.holds)("") && !(NUMBER.holds)("-1"));
    }
}
