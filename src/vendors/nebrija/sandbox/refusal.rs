//! How Nebrija AI says no. Its update page lists 403 and 404 by status alone; every body here is made up, in one of the
//! forms that such APIs have.

use serde_json::{Value as Json, json};

use super::switches;
use crate::sandbox::{Header, Response, Switches, retry_after};

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal {
    status: u16,
    code: &'static str,
    says: String,
    /// What was sent, where that is what is wrong.
    input: Option<String>,
    /// Whether there is no body, whatever is switched on.
    bare: bool,
    header: Option<Header>,
}

impl Refusal {
    fn of(status: u16, code: &'static str, says: &str) -> Self {
        Self { status, code, says: says.into(), input: None, bare: false, header: None }
    }

    /// A body that is wrong in this way.
    pub fn invalid(says: &str, input: &Json) -> Self {
        Self { input: Some(input.to_string()), ..Self::of(400, "bad_request", says) }
    }

    /// An id that is no UUID.
    pub fn malformed_id(status: u16) -> Self {
        Self::of(status, "bad_id", "id must be a UUID")
    }

    /// No token, or another one.
    pub fn unauthorized() -> Self {
        Self::of(401, "unauthorized", "missing or unknown token")
    }

    /// The update page: a system trunk cannot be modified.
    pub fn system() -> Self {
        Self::of(403, "forbidden", "system trunk")
    }

    /// No such trunk.
    pub fn not_found(switches: &Switches) -> Self {
        match switches.value(&switches::NOT_FOUND).as_str() {
            "route" => Self::no_route(),
            "bare" => Self { bare: true, ..Self::no_route() },
            _ => Self::of(404, "not_found", "SIP trunk not found"),
        }
    }

    /// No such path.
    pub fn no_route() -> Self {
        Self::of(404, "not_found", "no such route")
    }

    /// A path without that method.
    pub fn no_method(allowed: &[&str]) -> Self {
        let header = Some(("allow", allowed.join(", ")));
        Self { header, ..Self::of(405, "method_not_allowed", "method not allowed") }
    }

    /// A trunk that phone numbers still point at.
    pub fn in_use() -> Self {
        Self::of(409, "conflict", "the SIP trunk is in use")
    }

    /// Too many calls; the next one may come in so many seconds.
    pub fn too_many(seconds: u64, switches: &Switches) -> Self {
        Self { header: retry_after(seconds, switches), ..Self::of(429, "too_many_requests", "too many requests") }
    }

    /// Something broke.
    pub fn broken() -> Self {
        Self::of(500, "internal_error", "internal error")
    }

    /// In the form that is switched on.
    pub fn response(&self, switches: &Switches) -> Response {
        let (status, code, mut says) = (self.status, self.code, self.says.clone());
        if let (Some(input), true) = (&self.input, switches.is(&switches::ERROR_INPUT, "echoed")) {
            says += &format!(" in {input}");
        }
        let of_json = |body: Json| Response::json(status, &body);
        let response = match switches.value(&switches::ERRORS).as_str() {
            _ if self.bare => Response::empty(status),
            "message" => of_json(json!({"message": says})),
            "messages" => of_json(json!({"message": [says]})),
            "error" => of_json(json!({"error": says})),
            "error-object" => of_json(json!({"error": {"message": says, "code": code}})),
            "status-code" => of_json(json!({"statusCode": status, "message": says, "error": code})),
            "detail" => of_json(json!({"detail": says})),
            "text" => Response::empty(status).body("text/plain", &says),
            "html" => Response::empty(status).body("text/html", &format!("<html><body>{says}</body></html>")),
            "empty" => Response::empty(status),
            _ => of_json(json!({"error": code, "message": says})),
        };
        response.with(&self.header)
    }
}
