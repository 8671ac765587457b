//! Checks on one value. A check both tests and words itself, so that error and documentation say the same.

use bigdecimal::BigDecimal;

use super::attribute::Literal;
use super::words;
use crate::value::Value;

/// What a value must be. On a list, set or map, checks of text and numbers hold for every element.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// A number without a fraction; implied by the kind.
    Whole,
    /// A number from `min` to `max`, either of which may be open.
    Range {
        /// The least.
        min: Option<i64>,
        /// The greatest.
        max: Option<i64>,
    },
    /// Text of at least one character that is not space.
    Filled,
    /// Text of no more characters.
    Longest(usize),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// One of our words for the vendor's; implied by the codec.
    Words(&'static [(&'static str, Literal)]),
    /// A list or set with at least one element.
    AtLeastOne,
    /// Text in a named format.
    Format(&'static Format),
    /// A map whose every name has a format.
    Names(&'static Format),
}

/// A format that text must have.
#[derive(Debug)]
pub struct Format {
    /// Completes "must ...", without a full stop.
    pub says: &'static str,
    /// Whether the text has it.
    pub holds: fn(&str) -> bool,
    /// What the user meant: nothing where a part of it would be lost, and all of it where it may have been one of several. That
    /// spaces around a text are not meant, is known of every format.
    pub instead: fn(&str) -> Vec<Advice>,
    /// Whether empty text is let through, because it asks the vendor to empty the attribute.
    pub or_empty: bool,
}

/// What to write instead of text that does not pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The text.
    pub text: String,
    /// How the sentence goes on behind it: " for the address alone". Mostly it ends there.
    pub note: &'static str,
}

impl Advice {
    /// Advice that speaks for itself, where there is any.
    pub fn plain(text: Option<String>) -> Vec<Self> {
        text.into_iter().map(|text| Self { text, note: "" }).collect()
    }
}

impl Check {
    /// The port of a server.
    pub const PORT: Self = Self::Range { min: Some(1), max: Some(65535) };

    /// Completes "must ...", without a full stop.
    pub fn says(&self) -> String {
        match self {
            Self::Whole => "be a whole number".into(),
            Self::Range { min: Some(min), max: Some(max) } => format!("be from {min} to {max}"),
            Self::Range { min: Some(min), max: None } => format!("be {min} or more"),
            Self::Range { min: None, max: Some(max) } => format!("be {max} or less"),
            Self::Range { min: None, max: None } => "be a number".into(),
            Self::Filled => "not be empty".into(),
            Self::Longest(characters) => format!("have at most {characters} characters"),
            Self::OneOf(texts) => format!("be {}", either(texts.iter().copied())),
            Self::Words(words) => format!("be {}", either(words.iter().map(|(word, _)| *word))),
            Self::AtLeastOne => "hold at least one element".into(),
            Self::Format(format) | Self::Names(format) => format.says.into(),
        }
    }

    /// Whether the value passes. Null, unknown and values of another type are not this check's business.
    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Whole, Value::Number(number)) => number.is_integer(),
            (Self::Range { min, max }, Value::Number(number)) => {
                let (min, max) = (min.map(BigDecimal::from), max.map(BigDecimal::from));
                min.is_none_or(|min| min <= *number) && max.is_none_or(|max| *number <= max)
            }
            (Self::Filled, Value::String(text)) => !text.trim().is_empty(),
            (Self::Longest(characters), Value::String(text)) => text.chars().count() <= *characters,
            (Self::OneOf(texts), Value::String(text)) => texts.contains(&text.as_str()),
            (Self::Words(words), Value::String(text)) => words.iter().any(|(word, _)| word == text),
            (Self::AtLeastOne, Value::List(_) | Value::Set(_)) => !value.elements().is_empty(),
            (Self::Format(format), Value::String(text)) => (text.is_empty() && format.or_empty) || (format.holds)(text),
            (Self::Names(_), Value::Object(_)) => self.odd_names(value).is_empty(),
            _ => true,
        }
    }

    /// The names in a map that do not pass.
    pub fn odd_names<'a>(&self, value: &'a Value) -> Vec<&'a str> {
        let (Self::Names(format), Some(map)) = (self, value.as_object()) else { return vec![] };
        map.iter().map(|(name, _)| name).filter(|name| !(format.holds)(name)).collect()
    }

    /// What the user may have meant by a value that does not pass.
    pub fn instead(&self, value: &Value) -> Vec<Advice> {
        match (self, value) {
            (Self::Format(format), Value::String(text)) => {
                let bare = text.trim();
                if !bare.is_empty() && (format.holds)(bare) {
                    Advice::plain(Some(bare.to_owned()))
                } else {
                    (format.instead)(text)
                }
            }
            (Self::OneOf(texts), Value::String(text)) => Advice::plain(words::meant(text, texts.iter().copied())),
            (Self::Words(words), Value::String(text)) => {
                let ours = words.iter().map(|(word, _)| *word);
                let vendors = words.iter().find(|(_, theirs)| spelled(theirs, text)).map(|(word, _)| (*word).into());
                Advice::plain(vendors.or_else(|| words::meant(text, ours)))
            }
            _ => vec![],
        }
    }
}

/// Whether the text is the vendor's word for something.
fn spelled(theirs: &Literal, text: &str) -> bool {
    let word = match theirs {
        Literal::String(word) => (*word).into(),
        Literal::Integer(number) => number.to_string(),
        Literal::Bool(flag) => flag.to_string(),
        Literal::Null | Literal::List(_) | Literal::NoMembers => return false,
    };
    word.eq_ignore_ascii_case(text.trim())
}

/// The words in quotes. Where a vendor has several words for one of ours, that stands in the table as often, in a row, and is
/// told once.
fn either<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut quoted: Vec<_> = words.map(|word| format!("\"{word}\"")).collect();
    quoted.dedup();
    if quoted.len() > 2 { format!("one of {}", quoted.join(", ")) } else { quoted.join(" or ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instead(check: Check, text: &str) -> Vec<String> {
        check.instead(&text.into()).into_iter().map(|advice| advice.text).collect()
    }

    #[test]
    fn spaces_around_a_text_are_not_meant() {
        const SHORT: Format =
            Format { says: "be short", holds: |text| text.len() < 3, instead: |_| vec![], or_empty: true };
        assert_eq!(instead(Check::Format(&SHORT), " ab\n"), ["ab"]);
        for text in ["   ", "abcd", " a b "] {
            assert_eq!(instead(Check::Format(&SHORT), text), [""; 0], "{text:?}");
        }
    }

    #[test]
    fn a_vendors_word_is_translated_into_ours() {
        const AUTH: Check =
            Check::Words(&[("credentials", Literal::String("userpass")), ("ip", Literal::String("ip-based"))]);
        assert_eq!(instead(AUTH, "userpass"), ["credentials"]);
        assert_eq!(instead(AUTH, " IP-based "), ["ip"]);
        assert_eq!(instead(AUTH, "IP"), ["ip"]);
        assert_eq!(instead(AUTH, "none of them"), [""; 0]);
        const TYPE: Check = Check::Words(&[("ip", Literal::Integer(0)), ("credentials", Literal::Integer(1))]);
        assert_eq!(instead(TYPE, "1"), ["credentials"]);
        const ENCRYPTION: Check = Check::Words(&[("no", Literal::String("no")), ("no", Literal::Bool(false))]);
        assert_eq!(instead(ENCRYPTION, "false"), ["no"]);
    }
}
