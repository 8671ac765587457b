//! How LiveKit says no: in Twirp's JSON, but for what is wrong with a token or a path, which is plain text.

use serde_json::json;

use super::switches;
use crate::sandbox::{Header, Response, Switches, retry_after};

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal {
    status: u16,
    /// Twirp's code; plain text has none.
    code: Option<&'static str>,
    says: String,
    /// The method and path that lead nowhere.
    route: Option<String>,
    header: Option<Header>,
}

impl Refusal {
    fn twirp(status: u16, code: &'static str, says: &str) -> Self {
        Self { status, code: Some(code), says: says.into(), route: None, header: None }
    }

    fn text(status: u16, says: &str) -> Self {
        Self { status, code: None, says: says.into(), route: None, header: None }
    }

    /// A token that is not taken.
    pub fn token(says: &str) -> Self {
        Self::text(401, says)
    }

    /// A caller who may not do this, or is nobody.
    pub fn denied() -> Self {
        Self::twirp(401, "unauthenticated", "permissions denied")
    }

    /// A path that the server does not have.
    pub fn no_page() -> Self {
        Self::text(404, "404 page not found\n")
    }

    /// A call that the service does not have.
    pub fn no_route(says: &str, method: &str, path: &str) -> Self {
        Self { route: Some(format!("{method} {path}")), ..Self::twirp(404, "bad_route", says) }
    }

    pub fn malformed() -> Self {
        Self::twirp(400, "malformed", "the json request could not be decoded")
    }

    /// Where strictness is switched on.
    pub fn unknown_member(name: &str) -> Self {
        Self::twirp(400, "malformed", &format!("unknown field {name:?}"))
    }

    pub fn invalid(says: &str) -> Self {
        Self::twirp(400, "invalid_argument", says)
    }

    /// An error that the server did not foresee.
    pub fn unknown(says: &str) -> Self {
        Self::twirp(500, "unknown", says)
    }

    pub fn internal(says: &str) -> Self {
        Self::twirp(500, "internal", says)
    }

    pub fn unavailable() -> Self {
        Self::twirp(503, "unavailable", "unavailable")
    }

    pub fn not_found(switches: &Switches) -> Self {
        match switches.is(&switches::NOT_FOUND, "text") {
            true => Self::no_page(),
            false => Self::twirp(404, "not_found", "requested sip trunk does not exist"),
        }
    }

    /// Too many calls; the next one may come in so many seconds.
    pub fn too_many(seconds: u64, switches: &Switches) -> Self {
        Self { header: retry_after(seconds, switches), ..Self::twirp(429, "resource_exhausted", "too many requests") }
    }

    /// As it is sent.
    pub fn response(&self) -> Response {
        let Some(code) = self.code else {
            return Response::empty(self.status).body("text/plain; charset=utf-8", &self.says);
        };
        let mut body = json!({"code": code, "msg": self.says});
        if let Some(route) = &self.route {
            body["meta"] = json!({"twirp_invalid_route": route});
        }
        Response::json(self.status, &body).with(&self.header)
    }
}
