//! A trunk at Crazytel: what a body may say, and what becomes of it.

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::refusal::Refusal;
use super::switches;
use crate::sandbox::Shape::{Bool, Object, Text};
use crate::sandbox::shape::Problem;
use crate::sandbox::{Lag, Request, Shape, Switches, id, texts};

/// What a create and an update may say.
const BODY: Shape = Object(&[
    ("password", Text),
    ("caller_id_number", Text),
    ("description", Text),
    ("area_code", Text),
    ("enabled", Bool),
    ("hide_caller_id", Bool),
    ("sms_sender", Text),
    ("softphone_show_balance", Bool),
    ("softphone_sync_sms", Bool),
]);

/// The numbers that the account lists as verified.
pub const VERIFIED: &[&str] = &["61255501234", "61355505678", "61455501234", "6495550123"];

/// One trunk.
pub struct Trunk {
    /// Its id.
    pub id: Uuid,
    /// How far behind its reads are.
    pub lag: Lag,
    members: Map<String, Json>,
}

type Body = Map<String, Json>;

impl Trunk {
    /// A new trunk as the body of `request` wants it.
    pub fn new(request: &Request, switches: &Switches, username: String) -> Result<Self, Refusal> {
        let mut body = read(request, switches)?;
        let missing = ["password", "caller_id_number"].into_iter().filter(|member| !body.contains_key(*member));
        missing
            .fold(Refusal::nothing(), |refusal, member| {
                refusal.and(&["body", member], "field required", "value_error.missing", &Json::Object(body.clone()))
            })
            .or_fine()?;
        check(&body, switches)?;
        let id = id::uuid();
        // The create page's defaults.
        let defaults = json!({
            "id": id.to_string(), "username": username, "enabled": true, "area_code": null, "caller_id_number": null,
            "description": null, "hide_caller_id": false, "sms_sender": null, "softphone_show_balance": true,
            "softphone_sync_sms": false,
        });
        let mut members = defaults.as_object().cloned().unwrap_or_default();
        texts::store(&mut body, &["description"], switches);
        members.extend(body);
        Ok(Self { id, lag: Lag::new(switches), members })
    }

    /// Takes over what the body of `request` names, and nothing else.
    pub fn change(&mut self, request: &Request, switches: &Switches) -> Result<(), Refusal> {
        let mut body = read(request, switches)?;
        texts::clear(&mut body, switches).map_err(|member| {
            Refusal::raised_about(400, &member, &format!("{member} must not be empty"), &"".into())
        })?;
        check(&body, switches)?;
        texts::store(&mut body, &["description"], switches);
        self.lag.change(self.shown(switches), switches);
        self.members.extend(body);
        Ok(())
    }

    /// As answers show it.
    pub fn shown(&self, switches: &Switches) -> Json {
        let mut shown = self.members.clone();
        if switches.is(&switches::PASSWORD, "omitted") {
            shown.shift_remove("password");
        }
        if switches.is(&switches::EXTRA_KEYS, "present") {
            shown.insert("created_at".into(), "2026-01-31T09:30:00Z".into());
            shown.insert("registration".into(), json!({"host": "sip.example.net", "contacts": []}));
        }
        shown.into()
    }

    /// As it is held, password included.
    pub fn stored(&self) -> Json {
        self.members.clone().into()
    }

    /// The login name.
    pub fn username(&self) -> &str {
        self.members["username"].as_str().unwrap_or_default()
    }
}

/// The body, if it is a JSON object of members that a caller may write, each of its type.
fn read(request: &Request, switches: &Switches) -> Result<Body, Refusal> {
    let no_object = |input: Json| Refusal::invalid(&["body"], "value is not a valid dict", "type_error.dict", &input);
    if !request.says_json() {
        return Err(no_object(String::from_utf8_lossy(&request.body).into()));
    }
    let json = serde_json::from_slice(&request.body).map_err(|error| {
        let place = ["body", &error.column().to_string()];
        Refusal::invalid(&place, "Expecting value", "value_error.jsondecode", &json!({}))
    })?;
    let Json::Object(mut body) = json else { return Err(no_object(json)) };
    if switches.is(&switches::NULL, "ignored") {
        body.retain(|_, value| !value.is_null());
    }
    let body = Json::Object(body);
    let problems = BODY.problems(&body).into_iter();
    problems
        .fold(Refusal::nothing(), |refusal, (member, problem)| {
            let (says, kind) = match problem {
                Problem::Unknown => ("extra fields not permitted", "value_error.extra"),
                Problem::NotA("boolean") => ("value could not be parsed to a boolean", "type_error.bool"),
                Problem::NotA(_) => ("str type expected", "type_error.str"),
            };
            refusal.and(&["body", &member], says, kind, &body[&member])
        })
        .or_fine()?;
    Ok(body.as_object().cloned().unwrap_or_default())
}

/// Whether every value is one that the pages allow. They set no limit on `description` and `area_code`.
fn check(body: &Body, switches: &Switches) -> Result<(), Refusal> {
    const NULLABLE: [&str; 3] = ["area_code", "description", "sms_sender"];
    let nulls = body.iter().filter(|(member, value)| value.is_null() && !NULLABLE.contains(&member.as_str()));
    nulls
        .fold(Refusal::nothing(), |refusal, (member, value)| {
            refusal.and(&["body", member], "none is not an allowed value", "type_error.none.not_allowed", value)
        })
        .or_fine()?;
    let text = |member: &str| body.get(member).and_then(Json::as_str);
    let no = |status, member: &str, says| Err(Refusal::raised_about(status, member, says, &body[member]));
    if let Some(problem) = text("password").and_then(weakness) {
        return no(422, "password", problem);
    }
    if text("caller_id_number").is_some_and(|number| !verified(number, switches)) {
        return no(400, "caller_id_number", "Caller ID number is not verified");
    }
    match text("sms_sender") {
        None => Ok(()),
        Some("") if switches.is(&switches::EMPTY_SMS_SENDER, "stored") => Ok(()),
        Some(number) if !number.starts_with("614") => no(400, "sms_sender", "SMS sender must begin with 614"),
        // Eleven digits in the pages' sample, as all Australian mobiles have.
        Some(number) if number.len() != 11 || !verified(number, switches) => {
            no(400, "sms_sender", "SMS sender is not verified")
        }
        Some(_) => Ok(()),
    }
}

/// What a password lacks: "at least 8 characters, an upper-case letter, a lower-case letter and a digit".
fn weakness(password: &str) -> Option<&'static str> {
    let lacks = |kind: fn(char) -> bool| !password.chars().any(kind);
    if password.chars().count() < 8 {
        Some("Password must have at least 8 characters")
    } else if lacks(|c| c.is_ascii_uppercase()) {
        Some("Password must contain an upper-case letter")
    } else if lacks(|c| c.is_ascii_lowercase()) {
        Some("Password must contain a lower-case letter")
    } else if lacks(|c| c.is_ascii_digit()) {
        Some("Password must contain a digit")
    } else {
        None
    }
}

/// Whether a number counts as verified on the account. One with a plus, or in national form, is no number it knows.
fn verified(number: &str, switches: &Switches) -> bool {
    if switches.is(&switches::VERIFICATION, "listed") {
        return VERIFIED.contains(&number);
    }
    let international = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
    international && (8..=15).contains(&number.len()) && !number.ends_with("0000")
}
