//! A call and its answer as a vendor's server sees them, without sockets.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json};

/// A header that an answer has.
pub type Header = (&'static str, String);

/// A call.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The method, as sent.
    pub method: String,
    /// The path below the vendor's name, as sent: percent-encoded, without the query.
    pub path: String,
    /// The query, as sent and without its question mark; empty if there is none.
    pub query: String,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, unread.
    pub body: Vec<u8>,
    /// The address in front of `path`, for redirects.
    pub root: String,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How it goes out.
    pub delivery: Delivery,
}

/// How an answer goes out.
#[derive(Clone, Copy, Debug, Default)]
pub enum Delivery {
    /// At once, and whole.
    #[default]
    Whole,
    /// After so long.
    After(Duration),
    /// As far as the middle of its body, where the connection is closed.
    BrokenOff,
}

impl Request {
    /// A call with a body in JSON.
    pub fn post(path: &str, headers: &[(&str, &str)], body: &Json) -> Self {
        let headers = [("content-type", "application/json")].iter().chain(headers);
        Self {
            method: "POST".into(),
            path: path.into(),
            headers: headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.to_string().into_bytes(),
            ..Self::default()
        }
    }

    /// The first header of that name, which is written in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the sender says that the body is JSON.
    pub fn says_json(&self) -> bool {
        let kind = self.header("content-type").unwrap_or_default();
        kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
    }

    /// The body, if it is a JSON object and says so.
    pub fn object(&self) -> Option<Map<String, Json>> {
        serde_json::from_slice(&self.body).ok().filter(|_| self.says_json())
    }

    /// What stands between the path's slashes, decoded. A slash at the end leaves an empty text at the end.
    pub fn segments(&self) -> Vec<String> {
        let path = self.path.strip_prefix('/').unwrap_or(&self.path);
        path.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned()).collect()
    }

    /// The query's names and values, decoded.
    pub fn parameters(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    /// The query's first value of that name, decoded.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters().into_iter().find(|(there, _)| there == name).map(|(_, value)| value)
    }

    /// Path and query as one would write them.
    pub fn target(&self) -> String {
        match self.query.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }
}

impl Response {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: &Json) -> Self {
        Self::empty(status).body("application/json", &body.to_string())
    }

    /// Nothing more of an answer to a call that was carried out; else the answer.
    pub fn accepted(self) -> Result<(), Self> {
        if self.status < 300 { Ok(()) } else { Err(self) }
    }

    /// The answer with a body of that content type.
    pub fn body(mut self, kind: &str, body: &str) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    /// The answer with one more header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The answer with this header, if there is one.
    pub fn with(self, header: &Option<Header>) -> Self {
        header.iter().fold(self, |response, (name, value)| response.header(name, value))
    }
}
