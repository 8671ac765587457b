//! A number on a trunk.

use serde_json::{Value as Json, json};

use super::body::Body;
use super::refusal::Refusal;
use super::{identifier, switches};
use crate::sandbox::{Lag, Switches, clock, texts};

/// One number.
pub struct Number {
    pub id: String,
    /// As it was sent.
    pub number: String,
    pub deleted: bool,
    /// How far behind its reads are.
    pub lag: Lag,
    name: Option<String>,
    e164_check_enabled: bool,
    created_at: String,
    updated_at: String,
}

impl Number {
    /// A number as the body wants it.
    pub fn new(body: &Body, switches: &Switches) -> Result<Self, Refusal> {
        let number = body.get("phone_number").and_then(Json::as_str).unwrap_or_default();
        let e164_check_enabled = body.get("e164_check_enabled").and_then(Json::as_bool).unwrap_or_default();
        let digits = number.strip_prefix('+').unwrap_or(number);
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_digit()) {
            return Err(Refusal::invalid("phone_number", "phone_number is required, in digits"));
        }
        // What the check is no page says; the standard asks for a plus and up to fifteen digits without a zero in front.
        let e164 = number.starts_with('+') && !digits.starts_with('0') && digits.len() <= 15;
        if e164_check_enabled && !e164 {
            return Err(Refusal::invalid("phone_number", "phone_number is not in E.164 format"));
        }
        let now = clock::now();
        Ok(Self {
            id: identifier(),
            number: number.to_owned(),
            deleted: false,
            lag: Lag::new(switches),
            name: body.get("name").and_then(Json::as_str).map(|name| texts::stored(name, switches)),
            e164_check_enabled,
            created_at: now.clone(),
            updated_at: now,
        })
    }

    /// Removes it; its row may stay.
    pub fn remove(&mut self) {
        self.deleted = true;
        self.updated_at = clock::now();
    }

    /// Whether it is this one; calls are matched with and without the plus.
    pub fn is(&self, number: &str) -> bool {
        !self.deleted && self.number.trim_start_matches('+') == number.trim_start_matches('+')
    }

    /// As answers show it.
    pub fn shown(&self, trunk: &str, switches: &Switches) -> Json {
        let mut shown = json!({
            "id": self.id, "phone_number": self.number, "name": self.name, "byot_trunk_id": trunk,
            "telephony_provider": "sip-trunk", "deleted": self.deleted, "created_at": self.created_at,
            "updated_at": self.updated_at,
        });
        if let (true, Some(members)) = (switches.is(&switches::NUMBER_NAME, "omitted"), shown.as_object_mut()) {
            members.shift_remove("name");
        }
        if switches.is(&switches::EXTRA_KEYS, "present") {
            shown["user_id"] = json!("01JSANDBOXUSER");
            shown["agent_id"] = Json::Null;
        }
        shown
    }

    /// As it is held.
    pub fn stored(&self, trunk: &str) -> Json {
        let mut stored = self.shown(trunk, &Switches::default());
        stored["e164_check_enabled"] = json!(self.e164_check_enabled);
        stored
    }
}
