//! Texts for people.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Unicode's composed form, NFC. Terraform gives every text this form, so that another one from a vendor is no
/// difference.
pub fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// The canonical spelling where blanks at the ends mean nothing.
pub fn trimmed(text: &str) -> String {
    composed(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_has_one_form() {
        assert_eq!(composed("Zu\u{308}rich"), "Zürich");
        assert_eq!(composed(" Zürich"), " Zürich");
        assert_eq!(trimmed(" Zu\u{308}rich\n"), "Zürich");
    }
}
