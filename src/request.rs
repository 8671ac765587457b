//! A vendor call and its answer, as data.

use std::fmt;

use serde_json::Value as Json;

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes something.
    Post,
    /// Replaces something.
    Put,
    /// Changes part of something.
    Patch,
    /// Ends something.
    Delete,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        })
    }
}

/// Whether a call may be sent again when it is not known what became of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Repeat {
    /// It only reads: after any failure of the server.
    Read,
    /// Twice is the same as once: after a failure on the way.
    Idempotent,
    /// Twice may do harm, as a login does: only when the vendor has certainly not acted on it, or asks to come back later.
    WhenAsked,
    /// Twice makes two: only when the vendor has certainly not acted on it.
    Never,
}

/// A call to a vendor. Its body may hold a password, so it cannot be printed; neither can an answer, which may repeat it.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// What stands behind the base URL, percent-encoded, query included.
    pub path: String,
    /// The body, if the call has one.
    pub body: Option<Json>,
    /// Whether it may be sent again.
    pub repeat: Repeat,
}

/// A vendor's answer.
#[derive(Clone, Default, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Where a redirect points.
    pub location: Option<String>,
    /// The body as text, without a byte order mark; bytes that are no UTF-8 are replaced.
    pub body: String,
    /// Which try of the call it answers, from 1; 0 where nobody has counted.
    pub tries: u32,
}

impl Response {
    /// Whether a body is what an API answers: nothing, or JSON. A login page on the way is neither.
    pub fn makes_sense(&self) -> bool {
        self.body.trim().is_empty() || self.body.trim() == "null" || self.json().is_some()
    }

    /// What the body looks like.
    pub fn form(&self) -> Form {
        let body = self.body.trim();
        match serde_json::from_str::<Json>(body) {
            _ if body.is_empty() => Form::Nothing,
            Ok(_) => Form::Json,
            Err(error) if error.is_eof() && body.starts_with(['{', '[']) => Form::HalfJson,
            Err(_) if body.starts_with('<') => Form::Page,
            Err(_) => Form::Text,
        }
    }

    /// The body, if it is a JSON object or array. A bare number or text is no API's answer.
    pub fn json(&self) -> Option<Json> {
        serde_json::from_str(&self.body).ok().filter(|json: &Json| json.is_object() || json.is_array())
    }
}

/// What a body looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// There is none.
    Nothing,
    /// JSON.
    Json,
    /// JSON that is cut off.
    HalfJson,
    /// HTML, or another language with tags.
    Page,
    /// Something else.
    Text,
}

/// A number in an answer, or a text of digits.
pub fn number(json: &Json) -> Option<i64> {
    json.as_i64().or_else(|| json.as_str()?.parse().ok())
}

/// Why there is no answer.
#[derive(Clone, PartialEq)]
pub enum Failure {
    /// The call never reached the vendor: nothing has happened there.
    NotSent(String),
    /// Who listens there does not prove to be the vendor: nothing was sent.
    Untrusted(Distrust),
    /// The call may have reached the vendor; what it did is not known.
    Lost(String),
    /// The call was answered with more than anybody wants to read; what it did is not known.
    TooLong,
    /// The vendor did not let the caller in, in these words, and would not in this run; the call was not sent.
    LoginRefused(Response),
    /// The vendor, or something before it, could not let the caller in now, in these words; the call was not sent.
    LoginFailed(Response),
    /// The operation's time was over before it was the call's turn below the request ceiling; it was not sent.
    OutOfTime,
    /// Terraform asked the provider to stop before the call was sent or, if it only reads, answered.
    Stopped,
}

/// Why a server's certificate is not believed.
#[derive(Clone, Debug, PartialEq)]
pub enum Distrust {
    /// Its time ended on this day.
    Expired(String),
    /// Its time begins on this day.
    NotYet(String),
    /// It is for other names than the one that was called.
    OtherName {
        /// The name that was called.
        called: String,
        /// Those that it is for.
        names: Vec<String>,
    },
    /// It is signed by itself only, and nobody vouches for it.
    SelfSigned,
    /// Nobody vouches for who has signed it.
    Unknown(String),
    /// Its authority has taken it back.
    Revoked,
    /// This machine knows no authorities at all, nor does the file that the environment names instead of them.
    NoAuthorities {
        /// That file.
        file: Option<String>,
    },
    /// It is damaged, or too weak or too old a kind.
    Broken,
}

/// For the log.
impl fmt::Display for Distrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired(_) => "expired",
            Self::NotYet(_) => "not valid yet",
            Self::OtherName { .. } => "for another name",
            Self::SelfSigned => "self-signed and not given",
            Self::Unknown(_) => "of an unknown authority",
            Self::Revoked => "revoked",
            Self::NoAuthorities { .. } => "no authorities on this machine",
            Self::Broken => "broken",
        })
    }
}

/// For the log: none of the vendor's words.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(why) => write!(f, "not sent: {why}"),
            Self::Untrusted(distrust) => write!(f, "certificate not believed: {distrust}"),
            Self::Lost(why) => write!(f, "no answer: {why}"),
            Self::TooLong => f.write_str("too long an answer"),
            Self::LoginRefused(answer) => write!(f, "login refused with status {}", answer.status),
            Self::LoginFailed(answer) => write!(f, "login failed with status {}", answer.status),
            Self::OutOfTime => f.write_str("no turn below the request ceiling in time"),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}
