//! How Bolna says no. The documented form has a number and a message; other forms occur.

use serde_json::json;

use super::switches;
use crate::sandbox::{Header, Response, Switches, retry_after};

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal {
    status: u16,
    says: String,
    /// The members of the body on the way to what is wrong; empty where no single member is.
    place: Vec<String>,
    /// Whether the body is at fault, which the framework would answer 422.
    validation: bool,
    /// Whether the form is the framework's own, whatever is switched on.
    framework: bool,
    header: Option<Header>,
}

impl Refusal {
    /// With this status, about nothing in the body.
    pub fn of(status: u16, says: &str) -> Self {
        Self { status, says: says.into(), place: vec![], validation: false, framework: false, header: None }
    }

    /// 400 about a member of the body: `gateways.0.port`; an empty place is the body as a whole.
    pub fn invalid(place: &str, says: &str) -> Self {
        let place = place.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect();
        Self { place, validation: true, ..Self::of(400, says) }
    }

    /// The setup page: the one combination that is answered 422.
    pub fn sdes_without_tls() -> Self {
        let says = "media_encryption='sdes' requires transport='transport-tls'";
        Self { status: 422, ..Self::invalid("media_encryption", says) }
    }

    /// There is no such trunk.
    pub fn no_trunk() -> Self {
        Self::of(404, "SIP trunk not found")
    }

    /// There is no such number on the trunk.
    pub fn no_number() -> Self {
        Self::of(404, "Phone number not found")
    }

    /// Before any code of the API sees the call: no such path, no such method.
    pub fn by_framework(status: u16, says: &str) -> Self {
        Self { framework: true, ..Self::of(status, says) }
    }

    /// Too many calls; the next one may come in so many seconds.
    pub fn too_many(seconds: u64, switches: &Switches) -> Self {
        Self { header: retry_after(seconds, switches), ..Self::of(429, "Rate limit exceeded") }
    }

    /// In the form that is switched on.
    pub fn response(&self, switches: &Switches) -> Response {
        let form = switches.value(&switches::ERRORS);
        let says = &self.says;
        let missing = |manner| self.status == 404 && !self.framework && switches.is(&switches::NOT_FOUND, manner);
        let response = match form.as_str() {
            _ if missing("404-bare") => Response::empty(404),
            _ if missing("404-framework") => Response::json(404, &json!({"detail": "Not Found"})),
            _ if self.framework => Response::json(self.status, &json!({"detail": says})),
            "detail" => Response::json(self.status, &json!({"detail": says})),
            "detail-array" if self.validation => {
                let place: Vec<_> = ["body"].into_iter().chain(self.place.iter().map(String::as_str)).collect();
                Response::json(422, &json!({"detail": [{"loc": place, "msg": says, "type": "value_error"}]}))
            }
            "detail-array" => Response::json(self.status, &json!({"detail": says})),
            "error-text" => Response::json(self.status, &json!({"error": says, "status": "failure"})),
            "details" if self.validation && !self.place.is_empty() => {
                let details = json!({&self.place[0]: says});
                Response::json(self.status, &json!({"message": "Validation failed", "details": details}))
            }
            "details" => Response::json(self.status, &json!({"message": says, "details": {}})),
            _ => Response::json(self.status, &json!({"error": self.status, "message": says})),
        };
        response.with(&self.header)
    }
}
