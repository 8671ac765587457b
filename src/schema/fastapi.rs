//! Refusals of FastAPI, a framework that several vendors' APIs are built with.

use serde_json::Value as Json;

use super::complaint::Complaint;

impl Complaint {
    /// The errors of its validation, if a body holds them: `{"detail": [{"loc": ["body", "name"], "msg": "..."}]}`.
    pub fn of_validation(body: &Json) -> Option<Self> {
        let problems = body["detail"].as_array()?;
        let message = problems.iter().map(problem).collect::<Vec<_>>().join("; ");
        let names = problems.iter().flat_map(location).filter_map(Json::as_str).map(str::to_owned);
        Some(Self { message, fields: names.collect(), ..Self::default() })
    }
}

/// One error. Its "input" member repeats what was sent, perhaps the password, and is left out.
fn problem(problem: &Json) -> String {
    let says = problem["msg"].as_str().unwrap_or("not valid");
    let steps = location(problem).map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned));
    match steps.collect::<Vec<_>>().join(".") {
        place if place.is_empty() => says.to_owned(),
        place => format!("{place}: {says}"),
    }
}

/// The way to what an error is about, without the word that says in which part of the request.
fn location(problem: &Json) -> impl Iterator<Item = &Json> {
    let steps = problem["loc"].as_array().map(Vec::as_slice).unwrap_or_default();
    steps.iter().filter(|step| !step.as_str().is_some_and(|name| ["body", "path", "query"].contains(&name)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_error_names_its_field_and_never_its_input() {
        let body = json!({"detail": [
            {"loc": ["body", "gateways", 0, "port"], "msg": "too large", "type": "x", "input": "hunter2"},
            {"loc": ["body", "password"], "msg": "too weak"},
            {"msg": "not valid"},
            {"loc": "body", "input": "hunter2"},
        ]});
        let complaint = Complaint::of_validation(&body).expect("errors");
        assert_eq!(complaint.message, "gateways.0.port: too large; password: too weak; not valid; not valid");
        assert_eq!(complaint.fields, ["gateways", "port", "password"]);
        for other in [json!({"detail": "Not Found"}), json!({"detail": {"loc": []}}), json!([]), json!(null)] {
            assert_eq!(Complaint::of_validation(&other), None, "{other}");
        }
    }
}
