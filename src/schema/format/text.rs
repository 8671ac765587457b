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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_as_in_a_sentence() {
        assert_eq!(and(&[""; 0]), "");
        assert_eq!(and(&["a"]), "a");
        assert_eq!(and(&["a", "b"]), "a and b");
        assert_eq!(and(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn one_text_has_one_form() {
        assert_eq!(composed("Zu\u{308}rich"), "Zürich");
        assert_eq!(composed(" Zürich"), " Zürich");
        assert_eq!(trimmed(" Zu\u{308}rich\n"), "Zürich");
    }
}
