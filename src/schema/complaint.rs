//! What a refusal says in the vendor's words, and what it calls for in ours.

use crate::request::{Deed, Form, Response};

/// The vendor's own words in a refusal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complaint {
    /// What it says; empty if it says nothing. Whoever shows it masks what secrets it repeats.
    pub message: String,
    /// What its answer looks like, and how many bytes it has, where it is no refusal of the vendor's API.
    pub unread: Option<(Form, usize)>,
    /// Names or paths in the vendor's JSON that it blames.
    pub fields: Vec<String>,
    /// What its words call for, in our own.
    pub hints: &'static [Hint],
}

/// What a refusal calls for, in our own words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hint {
    /// The deeds that it is about. The same answer to any other has another cause.
    pub deeds: &'static [Deed],
    /// The attribute that it is about, if it is about one.
    pub on: Option<&'static str>,
    /// What to do.
    pub says: Says,
}

/// The words of a hint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Says {
    /// These, which begin and end as the middle of a sentence does.
    This(&'static str),
    /// Those about something that only one object may have and another has: what it is, and what the other is.
    Taken(&'static str, &'static str),
}

impl Hint {
    /// Whatever was refused.
    pub const fn always(says: &'static str) -> Self {
        Self::to(Deed::ALL, says)
    }

    /// Where one of these was refused.
    pub const fn to(deeds: &'static [Deed], says: &'static str) -> Self {
        Self { deeds, on: None, says: Says::This(says) }
    }

    /// Where an object was refused for something that another one has.
    pub const fn taken(what: &'static str, noun: &'static str) -> Self {
        Self { deeds: &[Deed::Create, Deed::Update], on: None, says: Says::Taken(what, noun) }
    }

    /// On this attribute.
    pub const fn on(self, attribute: &'static str) -> Self {
        Self { on: Some(attribute), ..self }
    }
}

impl Complaint {
    /// What it calls for as the answer to such a call.
    pub fn hint(&self, deed: Deed) -> Option<&'static Hint> {
        self.hints.iter().find(|hint| hint.deeds.contains(&deed))
    }

    /// In these words.
    pub fn of_words(words: &str) -> Self {
        Self { message: words.trim().to_owned(), ..Self::default() }
    }

    /// An answer in no known form: a refusal's own text. A success is no refusal: a page's words may still help, and JSON may be
    /// an object that could not be read, with passwords that nobody here knows.
    pub fn of_unknown(answer: &Response) -> Self {
        let unread = |form| Some((form, answer.body.len()));
        match (answer.status, answer.form()) {
            (_, Form::Nothing) => Self::default(),
            (200..=299, form @ (Form::Json | Form::HalfJson)) => Self { unread: unread(form), ..Self::default() },
            // What is in the way of an API refuses in pages, too; what fails or is too busy behind the right address may do so.
            (200..=299, form) | (400..=407 | 409..=428, form @ Form::Page) => {
                Self { unread: unread(form), ..Self::of_words(&answer.body) }
            }
            _ => Self::of_words(&answer.body),
        }
    }
}
