//! A trunk as answers show it: the password never, the rest in one of the ways that pages and examples have.

use serde_json::{Map, Value as Json, json};

use super::switches;
use super::trunk::Trunk;
use crate::sandbox::Switches;

/// What the vendor's examples leave out in places.
const DROPPED: [&str; 7] =
    ["auth_username", "phone_numbers", "allow", "disallow", "transport", "media_encryption", "is_active"];

impl Trunk {
    /// The trunk in an answer, to a call that writes or one that reads.
    pub fn shown(&self, writes: bool, switches: &Switches) -> Json {
        let mut shown = Map::from_iter([("id".to_owned(), json!(self.id))]);
        shown.extend(self.members.clone());
        shown.shift_remove("auth_password");
        if shown["auth_type"] == "ip-based" {
            shown.shift_remove("auth_username");
        }
        describe(&mut shown, switches);
        spell(&mut shown, switches);
        shown.insert("phone_numbers".into(), self.numbers(switches));
        shown.insert("created_at".into(), json!(self.created_at));
        shown.insert("updated_at".into(), json!(self.updated_at));
        if self.deleted {
            shown.insert("deleted".into(), json!(true));
        }
        if switches.is(&switches::EXTRA_KEYS, "present") {
            shown.insert("ice_support".into(), json!(true));
            shown.insert("user_id".into(), json!("01JSANDBOXUSER"));
        }
        if switches.is(&switches::ADDRESS_LIST, "omitted") {
            shown.shift_remove("ip_identifiers");
        }
        let sparse = switches.value(&switches::ANSWERS);
        if sparse == "sparse" || (writes && sparse == "sparse-writes") {
            shown.retain(|member, _| !DROPPED.contains(&member.as_str()));
        }
        shown.into()
    }

    /// The rows of the trunk's numbers.
    pub fn numbers(&self, switches: &Switches) -> Json {
        let removed = switches.is(&switches::REMOVED_NUMBERS, "shown");
        let rows = self.numbers.iter().filter(|number| (removed || !number.deleted) && number.lag.seen());
        rows.map(|number| number.shown(&self.id, switches)).collect()
    }

    /// As it is held, password included.
    pub fn stored(&self) -> Json {
        let mut stored = self.shown(false, &Switches::default());
        stored["auth_password"] = self.members["auth_password"].clone();
        stored["phone_numbers"] = self.numbers.iter().map(|number| number.stored(&self.id)).collect();
        stored
    }
}

fn describe(shown: &mut Map<String, Json>, switches: &Switches) {
    if shown["description"].as_str().is_some_and(|text| !text.is_empty()) {
        return;
    }
    match switches.value(&switches::EMPTY_DESCRIPTION).as_str() {
        "omitted" => drop(shown.shift_remove("description")),
        "text" => shown["description"] = json!(""),
        _ => shown["description"] = Json::Null,
    }
}

/// Values in another spelling that mean the same.
fn spell(shown: &mut Map<String, Json>, switches: &Switches) {
    for address in shown["ip_identifiers"].as_array_mut().into_iter().flatten() {
        let text = address["ip_address"].as_str().unwrap_or_default();
        let bare = text.strip_suffix("/32").unwrap_or(text);
        address["ip_address"] = match switches.value(&switches::ADDRESSES).as_str() {
            "cidr" if !text.contains('/') => json!(format!("{text}/32")),
            "bare" => json!(bare),
            _ => json!(text),
        };
    }
    if switches.is(&switches::GATEWAY_HOSTS, "lower-case") {
        for gateway in shown["gateways"].as_array_mut().into_iter().flatten() {
            gateway["gateway_address"] = json!(gateway["gateway_address"].as_str().map(str::to_lowercase));
        }
    }
    if switches.is(&switches::ARRAYS, "reversed") {
        for member in ["gateways", "ip_identifiers"] {
            shown[member].as_array_mut().into_iter().for_each(|elements| elements.reverse());
        }
    }
    for member in ["allow", "disallow"] {
        let codecs = shown[member].as_str();
        match switches.value(&switches::CODECS).as_str() {
            "spaced" => shown[member] = json!(codecs.map(|codecs| codecs.replace(',', ", "))),
            "upper-case" => shown[member] = json!(codecs.map(str::to_uppercase)),
            _ => {}
        }
    }
    if shown["media_encryption"] == "no" && switches.is(&switches::NO_ENCRYPTION, "false") {
        shown["media_encryption"] = json!(false);
    }
}
