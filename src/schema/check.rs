//! Checks on one value. A check both tests and words itself, so that error and documentation say the same.

use bigdecimal::BigDecimal;

use super::attribute::Literal;
use crate::value::Value;

/// What a value must be. On a list or set, checks of text and numbers hold for every element.
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
    /// Text of at least one character that is not blank.
    Filled,
    /// One of our words for the vendor's; implied by the codec.
    Words(&'static [(&'static str, Literal)]),
    /// A list or set with at least one element.
    AtLeastOne,
    /// Text in a named format.
    Format(&'static Format),
}

/// A format that text must have.
#[derive(Debug)]
pub struct Format {
    /// Completes "must ...", without a full stop.
    pub says: &'static str,
    /// Whether the text has it.
    pub holds: fn(&str) -> bool,
    /// What the user probably meant, if that can be told.
    pub instead: fn(&str) -> Option<String>,
    /// Whether empty text is let through, because it asks the vendor to empty the attribute.
    pub or_empty: bool,
}

impl Check {
    /// Completes "must ...", without a full stop.
    pub fn says(&self) -> String {
        match self {
            Self::Whole => "be a whole number".into(),
            Self::Range { min: Some(min), max: Some(max) } => format!("be from {min} to {max}"),
            Self::Range { min: Some(min), max: None } => format!("be {min} or more"),
            Self::Range { min: None, max: Some(max) } => format!("be {max} or less"),
            Self::Range { min: None, max: None } => "be a number".into(),
            Self::Filled => "not be empty".into(),
            Self::Words(words) => {
                let words: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
                format!("be {}", words.join(" or "))
            }
            Self::AtLeastOne => "hold at least one element".into(),
            Self::Format(format) => format.says.into(),
        }
    }

    /// Whether the value passes. Null, unknown and values of another type are not this check's business.
    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Whole, Value::Number(number)) => number.is_integer(),
            (Self::Range { min, max }, Value::Number(number)) => {
                min.is_none_or(|min| *number >= BigDecimal::from(min))
                    && max.is_none_or(|max| *number <= BigDecimal::from(max))
            }
            (Self::Filled, Value::String(text)) => !text.trim().is_empty(),
            (Self::Words(words), Value::String(text)) => words.iter().any(|(word, _)| word == text),
            (Self::AtLeastOne, Value::List(_) | Value::Set(_)) => !value.elements().is_empty(),
            (Self::Format(format), Value::String(text)) => (text.is_empty() && format.or_empty) || (format.holds)(text),
            _ => true,
        }
    }

    /// What the user probably meant by a value that does not pass.
    pub fn instead(&self, value: &Value) -> Option<String> {
        match (self, value) {
            (Self::Format(format), Value::String(text)) => (format.instead)(text),
            (Self::Words(words), Value::String(text)) => {
                words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text.trim())).map(|(word, _)| word.to_string())
            }
            _ => None,
        }
    }
}
