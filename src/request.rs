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

/// What a call does, whatever the vendor's methods and paths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    /// It begins or ends a session.
    Login,
    /// It makes an object.
    Create,
    /// It reads one, or lists them.
    Read,
    /// It changes one.
    Update,
    /// It ends one.
    Delete,
}

impl Deed {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Login, Self::Create, Self::Read, Self::Update, Self::Delete];
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
    /// What it does.
    pub deed: Deed,
    /// Whether it may be sent again.
    pub repeat: Repeat,
}

impl Request {
    /// Method and path.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
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
    /// Whether an earlier try may have been carried out: nobody knows what became of it.
    pub in_doubt: bool,
}

impl Response {
    /// Whether a body is what an API answers: nothing, or JSON. A login page on the way is neither.
    pub fn makes_sense(&self) -> bool {
        self.body.trim().is_empty() || self.body.trim() == "null" || self.json().is_some()
    }

    /// What the body looks like.
    pub fn form(&self) -> Form {
        let body = self.body.trim();
        match read(body) {
            _ if body.is_empty() => Form::Nothing,
            Ok(_) => Form::Json,
            Err(error) if error.is_eof() && body.starts_with(['{', '[']) => Form::HalfJson,
            Err(_) if body.starts_with('<') => Form::Page,
            Err(_) => Form::Text,
        }
    }

    /// The body, if it is a JSON object or array. A bare number or text is no API's answer.
    pub fn json(&self) -> Option<Json> {
        read(&self.body).ok().filter(|json| json.is_object() || json.is_array())
    }
}

fn read(body: &str) -> serde_json::Result<Json> {
    serde_json::from_str(body).or_else(|_| serde_json::from_str(&in_pairs(body)))
}

/// JSON with the replacement character for each escape of half a UTF-16 pair, which is what some programs leave where they
/// cut a text off in the middle of a character: one such text would make all the others in an answer unreadable.
fn in_pairs(json: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(json.len()), json);
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        let pair = half(escape).zip(escape.get(6..).and_then(half));
        let (escape, length) = match (half(escape), pair) {
            (_, Some((0xd800..0xdc00, 0xdc00..))) => (&escape[..12], 12),
            (Some(_), _) => ("\\ufffd", 6),
            // An escape is one character long at least; the one after a backslash may be another backslash.
            (None, _) => match escape.char_indices().nth(2) {
                Some((end, _)) => (&escape[..end], end),
                None => (escape, escape.len()),
            },
        };
        text += before;
        text += escape;
        rest = &rest[at + length..];
    }
    text + rest
}

/// The half of a pair that an escape at the beginning of a text stands for.
fn half(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok().filter(|unit| (0xd800..0xe000).contains(unit))
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
    Lost(Loss),
    /// The call was answered with more than anybody wants to read; what it did is not known.
    TooLong,
    /// The vendor did not let the caller in, in these words, and would not in this run; the call was not sent.
    LoginRefused(Response),
    /// The vendor, or something before it, could not let the caller in now, in these words; the call was not sent.
    LoginFailed(Response),
    /// The login was sent and got no answer; the call was not sent.
    LoginLost(Loss),
    /// The operation's time was over before this had come for which the call waited; it was not sent.
    OutOfTime(Awaited),
    /// Terraform asked the provider to stop before the call was sent or, if it only reads, answered.
    Stopped,
}

/// Why no answer came to a call that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// In words.
    pub why: String,
    /// Whether the time for it was over.
    pub late: bool,
    /// How often the call was tried; 0 where nobody has counted.
    pub tries: u32,
}

/// What calls wait for that operations share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Awaited {
    /// A place below the request ceiling.
    Ceiling,
    /// The login.
    Login,
    /// The end of what another operation does that only one may do at a time.
    Others,
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

/// For the log.
impl fmt::Display for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ceiling => "turn below the request ceiling",
            Self::Login => "end of the login",
            Self::Others => "turn behind other operations",
        })
    }
}

impl Failure {
    /// Whether the call may have been carried out all the same.
    pub fn leaves_doubt(&self) -> bool {
        matches!(self, Self::Lost(_) | Self::TooLong)
    }

    /// The same after so many tries.
    pub fn after(self, tries: u32) -> Self {
        match self {
            Self::Lost(loss) => Self::Lost(Loss { tries, ..loss }),
            failure => failure,
        }
    }
}

/// For the log: none of the vendor's words.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(why) => write!(f, "not sent: {why}"),
            Self::Untrusted(distrust) => write!(f, "certificate not believed: {distrust}"),
            Self::Lost(loss) => write!(f, "no answer: {}", loss.why),
            Self::TooLong => f.write_str("too long an answer"),
            Self::LoginRefused(answer) => write!(f, "login refused with status {}", answer.status),
            Self::LoginFailed(answer) => write!(f, "login failed with status {}", answer.status),
            Self::LoginLost(loss) => write!(f, "no answer to the login: {}", loss.why),
            Self::OutOfTime(awaited) => write!(f, "no {awaited} in time"),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_does_not_make_an_answer_unreadable() {
        for (body, name) in [
            (r#"{"a":"Mad\ud83drid"}"#, "Mad\u{fffd}rid"),
            (r#"{"a":"\ud83d"}"#, "\u{fffd}"),
            (r#"{"a":"\uDE00\ud83d\uDE00x"}"#, "\u{fffd}😀x"),
            (r#"{"a":"\ud83d\ud83d\ude00"}"#, "\u{fffd}😀"),
            (r#"{"a":"\ud83d\\ude00"}"#, "\u{fffd}\\ude00"),
            (r#"{"a":"\\\ud83d\n\u00e9"}"#, "\\\u{fffd}\né"),
            (r#"{"a":"\\ud83d"}"#, "\\ud83d"),
        ] {
            let json = Response { body: body.into(), ..Response::default() }.json();
            assert_eq!(json, Some(serde_json::json!({ "a": name })), "{body}");
        }
        for body in [r#"{"a":"\"#, r#"{"a":"\ud83d"#, r#"{"a":"\ud83"}"#, r"\é", r#"{"a":"\ud83d", NaN}"#] {
            assert!(Response { body: body.into(), ..Response::default() }.json().is_none(), "{body}");
        }
    }
}
