//! What there is to say about a change, in words of our own around what stands in the plan.

use std::fmt;

/// One or more sentences.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Note(pub Vec<Part>);

/// A part of a note.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Our own words.
    Said(String),
    /// A name, or what the plan says: anything may be in it.
    Code(String),
}

impl Note {
    /// Our own words, with names between backticks.
    pub fn said(words: impl AsRef<str>) -> Self {
        Self::default().then(words)
    }

    /// More of our own words.
    pub fn then(mut self, words: impl AsRef<str>) -> Self {
        for (at, part) in words.as_ref().split('`').enumerate().filter(|(_, part)| !part.is_empty()) {
            let part = part.to_owned();
            self.0.push(if at % 2 == 0 { Part::Said(part) } else { Part::Code(part) });
        }
        self
    }

    /// What the plan says.
    pub fn code(mut self, text: impl Into<String>) -> Self {
        self.0.push(Part::Code(text.into()));
        self
    }

    /// Things of the plan's, one after the other.
    pub fn list(mut self, texts: &[String]) -> Self {
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                self = self.then(if at + 1 == texts.len() { " and " } else { ", " });
            }
            self = self.code(text);
        }
        self
    }
}

/// As one text, with names between backticks.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Said(words) => f.write_str(words),
            Part::Code(text) => write!(f, "`{text}`"),
        })
    }
}
