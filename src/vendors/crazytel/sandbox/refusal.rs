//! How Crazytel says no. The statuses are on its pages; no page shows a body, so the forms are those of its framework,
//! and those that public clients read.

use serde_json::{Value as Json, json};

use super::switches;
use crate::sandbox::{Header, Response, Switches, retry_after};

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal {
    status: u16,
    /// Whether the framework's validation refuses, as opposed to the application's own code.
    validation: bool,
    problems: Vec<Problem>,
    header: Option<Header>,
}

/// One thing that is wrong.
#[derive(Debug)]
struct Problem {
    place: Vec<String>,
    says: String,
    kind: String,
    input: Json,
}

impl Refusal {
    /// By the application's own code.
    pub fn raised(status: u16, says: &str) -> Self {
        Self { status, validation: false, problems: vec![], header: None }.and(&[], says, "value_error", &Json::Null)
    }

    /// By the application's own code, about a member of the body.
    pub fn raised_about(status: u16, member: &str, says: &str, input: &Json) -> Self {
        let none = Self { status, validation: false, problems: vec![], header: None };
        none.and(&["body", member], says, "value_error", input)
    }

    /// Too many calls; the next one may come in so many seconds.
    pub fn too_many(seconds: u64, switches: &Switches) -> Self {
        Self { header: retry_after(seconds, switches), ..Self::raised(429, "Rate limit exceeded") }
    }

    /// Without a body.
    pub fn bare(status: u16) -> Self {
        Self { status, ..Self::nothing() }
    }

    /// By the framework's validation.
    pub fn invalid(place: &[&str], says: &str, kind: &str, input: &Json) -> Self {
        Self::nothing().and(place, says, kind, input)
    }

    /// Validation that has found nothing yet.
    pub fn nothing() -> Self {
        Self { status: 422, validation: true, problems: vec![], header: None }
    }

    /// The same with one more problem.
    pub fn and(mut self, place: &[&str], says: &str, kind: &str, input: &Json) -> Self {
        let place = place.iter().map(|step| step.to_string()).collect();
        self.problems.push(Problem { place, says: says.into(), kind: kind.into(), input: input.clone() });
        self
    }

    /// Fine, if there is no problem.
    pub fn or_fine(self) -> Result<(), Self> {
        if self.problems.is_empty() { Ok(()) } else { Err(self) }
    }

    /// In the form that is switched on.
    pub fn response(&self, switches: &Switches) -> Response {
        if self.problems.is_empty() {
            return Response::empty(self.status);
        }
        let form = switches.value(&switches::ERRORS);
        let text = || self.problems.iter().map(|problem| problem.text(self.validation)).collect::<Vec<_>>().join("; ");
        let echo = switches.is(&switches::ERROR_INPUT, "echoed");
        let array = || self.problems.iter().map(|problem| problem.json(echo)).collect::<Json>();
        let body = match form.as_str() {
            "string" => json!({"detail": text()}),
            "array" => json!({"detail": array()}),
            "error-message" => json!({"error": {"message": text()}}),
            "message" => json!({"message": text()}),
            _ if self.validation => json!({"detail": array()}),
            _ => json!({"detail": text()}),
        };
        Response::json(self.status, &body).with(&self.header)
    }
}

impl Problem {
    /// The application's own words name what they are about; validation's do not.
    fn text(&self, validation: bool) -> String {
        match self.place.last() {
            Some(member) if validation => format!("{member}: {}", self.says),
            _ => self.says.clone(),
        }
    }

    fn json(&self, echo: bool) -> Json {
        let mut json = json!({"loc": self.place, "msg": self.says, "type": self.kind});
        if echo {
            json["input"] = self.input.clone();
        }
        json
    }
}
