//! How answers show the parts of a trunk.

use serde_json::{Map, Value as Json, json};

use super::body::{Gateway, Login, MASK};
use super::switches;
use crate::sandbox::Switches;

impl Gateway {
    /// As answers show it.
    pub fn shown(&self, switches: &Switches) -> Json {
        let host = match switches.value(&switches::HOSTS).as_str() {
            "lower-case" => self.host.to_lowercase(),
            "dotted" if self.host.contains(char::is_alphabetic) => format!("{}.", self.host.trim_end_matches('.')),
            _ => self.host.clone(),
        };
        let mut shown = json!({"ipOrDomain": host, "port": self.port});
        match (&self.name, switches.value(&switches::GATEWAY_NAMES).as_str()) {
            (Some(name), _) => shown["name"] = name.as_str().into(),
            (None, "null") => shown["name"] = Json::Null,
            (None, "empty") => shown["name"] = "".into(),
            (None, _) => {}
        }
        if super::extra("gateways", switches) {
            shown["netmask"] = self.netmask.into();
        }
        shown
    }
}

impl Login {
    /// The page: the password is masked.
    pub fn shown(&self, switches: &Switches) -> Option<Json> {
        let Some(username) = &self.username else {
            return match switches.value(&switches::NO_AUTHENTICATION).as_str() {
                "omitted" => None,
                "empty" => Some(json!({"username": "", "password": ""})),
                "masked" => Some(json!({"username": "", "password": MASK})),
                _ => Some(Json::Null),
            };
        };
        Some(match switches.value(&switches::PASSWORD).as_str() {
            "null" => json!({"username": username, "password": null}),
            "empty" => json!({"username": username, "password": ""}),
            "omitted" => json!({"username": username}),
            _ => json!({"username": username, "password": MASK}),
        })
    }
}

/// `advanced`, if it is shown at all.
pub fn advanced(stored: &Map<String, Json>, switches: &Switches) -> Option<Json> {
    let mut shown = stored.clone();
    if super::extra("advanced", switches) {
        shown.entry("krisp").or_insert(false.into());
    }
    if switches.is(&switches::ADVANCED_NULLS, "dropped") {
        shown = without_nulls(shown);
    }
    match switches.value(&switches::NO_ADVANCED).as_str() {
        "null" if shown.is_empty() => Some(Json::Null),
        "omitted" if shown.is_empty() => None,
        _ if switches.is(&switches::ADVANCED_NUMBERS, "decimal") => Some(decimal(shown.into())),
        _ => Some(shown.into()),
    }
}

/// Without the members that are null, at any depth.
fn without_nulls(members: Map<String, Json>) -> Map<String, Json> {
    let inside = |json| match json {
        Json::Object(members) => without_nulls(members).into(),
        json => json,
    };
    members.into_iter().filter(|(_, json)| !json.is_null()).map(|(name, json)| (name, inside(json))).collect()
}

/// Every whole number with a decimal point.
fn decimal(json: Json) -> Json {
    match json {
        Json::Number(number) if number.is_i64() => serde_json::from_str(&format!("{number}.0")).unwrap_or_default(),
        Json::Array(elements) => elements.into_iter().map(decimal).collect(),
        Json::Object(members) => members.into_iter().map(|(name, value)| (name, decimal(value))).collect(),
        json => json,
    }
}
