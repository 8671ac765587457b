//! How Fone Dynamics says no: the `errors` page's envelope. Statuses other than 400, 401, 403 and 500 are not on that
//! page.

use serde_json::{Map, Value as Json, json};

use super::switches;
use crate::sandbox::{Header, Response, Switches};

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal {
    status: u16,
    code: &'static str,
    says: &'static str,
    fields: Vec<String>,
    header: Option<Header>,
}

impl Refusal {
    /// By analogy with the page's other codes.
    pub const NO_TRUNK: Self = Self::of(404, "SIP_TRUNK_NOT_FOUND", "The SIP trunk was not found.");
    /// By analogy with the page's other codes.
    pub const NO_PROPERTY: Self = Self::of(404, "PROPERTY_NOT_FOUND", "The property was not found.");
    /// On the page.
    pub const NO_ACCOUNT: Self = Self::of(404, "ACCOUNT_NOT_FOUND", "The account was not found.");

    const fn of(status: u16, code: &'static str, says: &'static str) -> Self {
        Self { status, code, says, fields: vec![], header: None }
    }

    /// These parameters are missing.
    pub fn required(fields: &[&str]) -> Self {
        Self::of(400, "PARAMETER_REQUIRED", "A required parameter is missing.").naming(fields)
    }

    /// These parameters are not what they should be. The code is made up: the page's list is cut off before P.
    pub fn invalid(fields: &[&str]) -> Self {
        Self::of(400, "PARAMETER_INVALID", "A parameter is not valid.").naming(fields)
    }

    /// This parameter does not go with another.
    pub fn conflicting(field: &str) -> Self {
        Self::of(400, "CONFLICTING_PARAMETERS", "Parameters contradict each other.").naming(&[field])
    }

    /// No calls to this country.
    pub fn no_country() -> Self {
        let refusal = Self::of(400, "COUNTRY_UNAVAILABLE", "The country is not available.");
        refusal.naming(&["SipTrunkAllowedCountries"])
    }

    /// The page: 403 also for "a change that would create an invalid state".
    pub fn ended() -> Self {
        Self::of(403, "FORBIDDEN", "The SIP trunk has been deactivated.")
    }

    /// Wrong or missing credentials.
    pub fn unauthorized() -> Self {
        let refusal = Self::of(401, "UNAUTHORIZED", "The credentials are missing or wrong.");
        Self { header: Some(("www-authenticate", "Basic realm=\"fonedynamics\"".into())), ..refusal }
    }

    /// Too many calls; the next one is welcome in so many seconds.
    pub fn too_many(seconds: u64) -> Self {
        let refusal = Self::of(429, "TOO_MANY_REQUESTS", "Too many requests.");
        Self { header: Some(("retry-after", seconds.to_string())), ..refusal }
    }

    fn naming(self, fields: &[&str]) -> Self {
        Self { fields: fields.iter().map(|field| field.to_string()).collect(), ..self }
    }

    /// As it is sent.
    pub fn response(&self, switches: &Switches) -> Response {
        let status = match (self.status, switches.value(&switches::NOT_FOUND).as_str()) {
            (404, "404-bare") => return Response::empty(404),
            (404, "400") => 400,
            (status, _) => status,
        };
        let mut inner = Map::new();
        inner.insert("ErrorCode".into(), self.code.into());
        inner.insert("Message".into(), self.says.into());
        // The page: only some errors have this.
        if !self.fields.is_empty() {
            let errors: Json = self.fields.iter().map(|field| json!({"FieldName": field})).collect();
            inner.insert("Errors".into(), errors);
        }
        Response::json(status, &json!({"ResponseStatus": inner})).with(&self.header)
    }
}
