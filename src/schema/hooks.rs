//! What a vendor does that a table cannot say: reading its answers. Every method has a default.

use std::time::{Duration, SystemTime};

use secrecy::SecretString;
use serde_json::Value as Json;

use crate::request::{Deed, Form, Request, Response};
use crate::value::Object;

/// How to read the vendor's answers. No method does I/O; what follows from an answer is decided by the provider's stories.
pub trait Hooks: Sync {
    /// What an answer says about the object that was asked for. A "not found" is doubtful unless the vendor's own words are
    /// known: frameworks, gateways and wrong addresses say it too, in whatever form.
    fn verdict(&self, response: &Response) -> Verdict {
        Verdict::by_status(response)
    }

    /// The vendor's own words in a refusal.
    fn complaint(&self, response: &Response) -> Complaint {
        Complaint::of_unknown(response)
    }

    /// Whether an object that the vendor shows is in service.
    fn standing(&self, _object: &Json) -> Standing {
        Standing::Ready
    }

    /// Whether the vendor ends an object by taking it out of service, and goes on to show it.
    fn ends_inactive(&self) -> bool {
        false
    }

    /// Whether the end of an object is set, though it may still be ahead.
    fn is_ending(&self, _object: &Json) -> bool {
        false
    }

    /// Whether an object in this state must come into service before the vendor takes a change.
    fn busy(&self, _prior: &Object) -> bool {
        false
    }

    /// The object in an answer, or in a row of the vendor's list, out of whatever the vendor wraps around it; `None` if there
    /// is none in it.
    fn object(&self, answer: Json) -> Option<Json> {
        answer.is_object().then_some(answer)
    }

    /// Whether an answer that should hold an object, or a list of them, says in the vendor's own way that there is none.
    fn holds_nothing(&self, _answer: &Response) -> bool {
        false
    }

    /// Whether a refused delete may mean that nothing is left to delete.
    fn left_nothing(&self, _refusal: &Response) -> bool {
        false
    }

    /// Whether a delete of what is not there is answered as any other.
    fn deletes_anything(&self) -> bool {
        false
    }

    /// What else an id that finds no object may belong to, as a whole sentence.
    fn mistaken_for(&self) -> Option<&'static str> {
        None
    }

    /// Whether a row of the vendor's list is an object of this resource.
    fn belongs(&self, _row: &Json) -> bool {
        true
    }

    /// Why an object in this state can be neither changed nor deleted, if so: whole sentences.
    fn untouchable(&self, _prior: &Object) -> Option<String> {
        None
    }

    /// What goes with an object in this state when it is deleted, if something does: whole sentences.
    fn goes_along(&self, _prior: &Object) -> Option<String> {
        None
    }

    /// How objects of an account get into each other's way where the vendor does not see to it itself in every case.
    fn rivalry(&self) -> Option<&'static Rivalry> {
        None
    }

    /// What to do about an object that the vendor's API does not delete.
    fn undeletable(&self) -> &'static str {
        "Remove it in the vendor's portal, then run `terraform state rm` for it."
    }
}

/// The object in an answer, told by the member with its id: the answer itself, its member of this name, or else its only member
/// that has one. An answer without any stays as it is.
pub fn unwrapped(mut answer: Json, id: &str, named: &str) -> Json {
    let has_id = |json: &Json| json.get(id).is_some_and(|id| !id.is_null());
    let members = answer.as_object().filter(|_| !has_id(&answer)).into_iter().flatten();
    let mut names = members.filter(|(_, member)| has_id(member)).map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let name = match names.iter().position(|name| name == named) {
        Some(place) => Some(names.swap_remove(place)),
        None => names.pop().filter(|_| names.is_empty()),
    };
    match name {
        Some(name) => answer[name].take(),
        None => answer,
    }
}

/// What only one object of an account may have. A vendor that looks at the others only before it writes lets two pass that
/// come at once, so nothing that touches it is sent while something else is.
pub struct Rivalry {
    /// The attributes that decide it. An update that changes one is sent behind a look at the others; a create is left to the
    /// vendor's own look.
    pub attributes: &'static [&'static str],
    /// What an object in the vendor's list has that this one would have too.
    pub shared: fn(wanted: &Object, other: &Json) -> Option<String>,
    /// What to call it: a number.
    pub what: &'static str,
    /// What to call an object that has it.
    pub noun: &'static str,
}

/// How a vendor gives out tokens. No method does I/O; the client logs in once, shares the token, and logs out.
pub trait Session: Sync {
    /// The call that asks for a token, with the vendor's settings.
    fn login(&self, settings: &Object) -> Request;

    /// The members of its answers that hold tokens.
    fn tokens(&self) -> &'static [&'static str];

    /// What the answer to a login means.
    fn let_in(&self, answer: &Response) -> Login;

    /// Whether an answer says that the token of its call no longer counts.
    fn expired(&self, answer: &Response) -> bool;

    /// The path of a call with the token in it.
    fn signed(&self, path: &str, token: &str) -> String;

    /// The call that gives a token back.
    fn logout(&self, token: &str) -> Request;
}

/// How a vendor has its callers sign each call. No method does I/O or looks at a clock.
pub trait Signature: Sync {
    /// What the header `authorization: Bearer` holds in a call that is sent now, made with the vendor's settings.
    fn token(&self, settings: &Object, now: SystemTime) -> SecretString;
}

/// What an answer to a login means.
pub enum Login {
    /// The caller is let in.
    Given(Token),
    /// The vendor's word that it does not let this caller in. It is not asked again in the same run.
    Refused,
    /// Neither: the vendor is busy or failing, or it was something else that answered.
    NotNow,
}

/// A token.
pub struct Token {
    /// What is sent.
    pub value: SecretString,
    /// How long it counts.
    pub lifetime: Duration,
}

/// What an answer says about the object that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// The call did what it should.
    Done,
    /// It did some of it, the vendor says: what there is now has to be looked at, and is not all.
    Partly,
    /// The vendor itself says that there is no such object.
    Gone,
    /// Something says 404, but perhaps not the vendor.
    Doubtful,
    /// The vendor has no such call.
    Unsupported,
    /// The vendor failed, or it is not the vendor's answer: whether anything was done is not known. A read is tried again.
    Unclear,
    /// Nothing was done, since the vendor is busy or is called too often: whatever it is, the same call is tried again later.
    Later,
    /// Everything else: nothing was done, and the same call would be answered the same.
    Refused,
}

impl Verdict {
    /// Whether the call did something of what it should.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Partly)
    }

    /// What a status says where the vendor's own words say nothing else.
    pub fn by_status(response: &Response) -> Self {
        match response.status {
            200..=299 if response.makes_sense() => Self::Done,
            404 | 410 => Self::Doubtful,
            405 | 501 => Self::Unsupported,
            // A 408 is of who has waited for something, perhaps behind a vendor that went on.
            200..=299 | 408 | 500..=599 => Self::Unclear,
            429 => Self::Later,
            _ => Self::Refused,
        }
    }
}

/// The vendor's own words in a refusal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complaint {
    /// What it says; empty if it says nothing. Whoever shows it masks what secrets it repeats.
    pub message: String,
    /// What its answer looks like, and how many bytes it has, where that is no refusal.
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
            (200..=299, form) => Self { unread: unread(form), ..Self::of_words(&answer.body) },
            _ => Self::of_words(&answer.body),
        }
    }
}

/// Whether an object that the vendor shows is in service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// In service.
    Ready,
    /// On its way into service.
    Settling,
    /// Out of service: never put into it, or taken out.
    Inactive,
    /// On its way out, or out: as good as gone.
    Ended,
}
