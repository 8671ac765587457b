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
    /// Twice makes two: only when the vendor has certainly not acted on it.
    Never,
}

/// A call to a vendor.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Where a redirect points.
    pub location: Option<String>,
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub body: String,
}

impl Response {
    /// Whether a body is what an API answers: nothing, or JSON. A login page on the way is neither.
    pub fn makes_sense(&self) -> bool {
        self.body.trim().is_empty() || self.body.trim() == "null" || self.json().is_some()
    }

    /// The body, if it is a JSON object or array. A bare number or text is no API's answer.
    pub fn json(&self) -> Option<Json> {
        serde_json::from_str(&self.body).ok().filter(|json: &Json| json.is_object() || json.is_array())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The call never reached the vendor: nothing has happened there.
    NotSent(String),
    /// The call may have reached the vendor; what it did is not known.
    Lost(String),
    /// The vendor did not let the caller in, in these words; the call was not sent.
    LoginRefused(Response),
    /// Terraform asked the provider to stop before the call was sent.
    Stopped,
}
