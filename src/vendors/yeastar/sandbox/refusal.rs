//! How the PBX answers, yes and no: `response-result` and `error-code-and-error-message`. Both come with HTTP 200, as
//! far as anybody has seen.

use serde_json::{Map, Value as Json, json};

use super::switches;
use crate::sandbox::{Response, Switches};

/// Why a call is refused.
#[derive(Debug)]
pub struct Refusal {
    code: i64,
    says: &'static str,
    /// A list of what is to blame, with its name.
    blames: Option<(&'static str, Json)>,
}

/// A parameter, and the rule that it breaks.
pub type Problem = (String, &'static str);

impl Refusal {
    pub const FAILED: Self = Self::of(-2, "INTERNAL SERVER ERROR");
    pub const NO_INTERFACE: Self = Self::of(10001, "INTERFACE NOT EXISTED");
    pub const NO_VERSION: Self = Self::of(10003, "API VERSION UNSUPPORTED");
    /// The table: the token's time is over. For one that was revoked or never was, it is the likeliest.
    pub const TOKEN_EXPIRED: Self = Self::of(10004, "TOKEN EXPIRED");
    pub const DENIED: Self = Self::of(10005, "ACCESS DENIED");
    pub const OPERATION: Self = Self::of(10009, "OPERATION FAILED");
    pub const SYNTAX: Self = Self::of(40001, "PARAMETER SYNTAX ERROR");
    pub const NOT_FOUND: Self = Self::of(60001, "DATA NOT FOUND");
    pub const TOO_MANY: Self = Self::of(60002, "MAX LIMITATION EXCEEDED");
    pub const BLOCKED: Self = Self::of(70004, "ACCOUNT IP BLOCKED");
    pub const BUSY: Self = Self::of(70082, "OVERLOAD_TASK_RUNNING");
    pub const REFERENCED: Self = Self::of(70091, "CONNECTION_RELATION_EXISTED");

    const fn of(code: i64, says: &'static str) -> Self {
        Self { code, says, blames: None }
    }

    /// Wrong credentials, in the page's own odd words.
    pub fn login() -> Self {
        let blamed = json!([{"field": "username or password", "value": "error"}]);
        Self { blames: Some(("invalid_param_list", blamed)), ..Self::of(-1, "FAILURE") }
    }

    /// These parameters are not what they should be.
    pub fn invalid(problems: &[Problem]) -> Self {
        let blamed = problems.iter().map(|(field, rule)| json!({"field": field, "validation_type": rule})).collect();
        Self { blames: Some(("invalid_param_list", blamed)), ..Self::of(40002, "PARAMETER ERROR") }
    }

    /// This parameter is not what it should be.
    pub fn about(field: &str, rule: &'static str) -> Self {
        Self::invalid(&[(field.to_owned(), rule)])
    }

    /// Another trunk has this name.
    pub fn duplicate(name: &str) -> Self {
        let blamed =
            json!([{"field": "name", "value": name, "external_source": "trunk", "external_source_name": name}]);
        Self { blames: Some(("duplicate_field_list", blamed)), ..Self::of(40003, "DUPLICATE KEY VALUE") }
    }

    /// As it is sent.
    pub fn response(&self, switches: &Switches) -> Response {
        let mut body = Map::from_iter([("errcode".into(), self.code.into()), ("errmsg".into(), self.says.into())]);
        if let Some((name, blamed)) = &self.blames {
            body.insert((*name).into(), blamed.clone());
        }
        Response::json(switches.status(&switches::ERROR_STATUS), &body.into())
    }
}

/// A success with these members beside the code.
pub fn success(members: Json) -> Response {
    Response::json(200, &answer(members))
}

/// The body of a success.
pub fn answer(members: Json) -> Json {
    body(0, "SUCCESS", members)
}

/// A success that is none yet, or not whole.
pub fn answered(code: i64, says: &str, members: Json) -> Response {
    Response::json(200, &body(code, says, members))
}

fn body(code: i64, says: &str, members: Json) -> Json {
    let mut body = Map::from_iter([("errcode".into(), code.into()), ("errmsg".into(), says.into())]);
    body.extend(members.as_object().cloned().unwrap_or_default());
    body.into()
}
