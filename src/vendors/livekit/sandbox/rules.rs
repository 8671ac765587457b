//! What a trunk must be at LiveKit, which is little.

use serde_json::{Map, Value as Json};

use super::message::Record;
use super::trunk::Kind;

const FOR_SECURITY: &str =
    "for security, one of the fields must be set: AuthUsername+AuthPassword, AllowedAddresses or Numbers";

/// Headers that are the server's own, and their short forms.
const FORBIDDEN: [&str; 26] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "allow",
    "allow-events",
    "call-id",
    "contact",
    "content-encoding",
    "content-length",
    "content-type",
    "cseq",
    "event",
    "expires",
    "from",
    "max-forwards",
    "record-route",
    "refer-to",
    "reply-to",
    "k",
    "l",
    "m",
    "o",
    "r",
    "t",
    "u",
    "v",
];

/// What is wrong with a whole trunk.
pub enum Wrong {
    /// The rule that the server's own code calls one of arguments.
    ForSecurity(&'static str),
    /// Any other.
    Rule(String),
}

impl Wrong {
    pub fn says(&self) -> &str {
        match self {
            Self::ForSecurity(says) => says,
            Self::Rule(says) => says,
        }
    }
}

impl From<String> for Wrong {
    fn from(says: String) -> Self {
        Self::Rule(says)
    }
}

/// The first thing that is wrong with a trunk.
pub fn check(kind: Kind, trunk: &Record) -> Result<(), Wrong> {
    match kind {
        Kind::Inbound => {
            let lists = ["numbers", "allowed_addresses"].iter().all(|name| texts(trunk, name).is_empty());
            if lists && ["auth_username", "auth_password"].iter().all(|name| trunk[*name] == "") {
                return Err(Wrong::ForSecurity(FOR_SECURITY));
            }
            media(trunk)?;
            headers(trunk)?;
        }
        Kind::Outbound => {
            if texts(trunk, "numbers").is_empty() {
                return Err(Wrong::Rule("no trunk numbers specified".into()));
            }
            if trunk["address"] == "" {
                return Err(Wrong::Rule("no outbound address specified".into()));
            }
            host(&trunk["address"], "trunk address")?;
            host(&trunk["from_host"], "from_host")?;
            headers(trunk)?;
            media(trunk)?;
        }
    }
    Ok(())
}

/// The texts of a list that is there.
pub fn texts<'a>(record: &'a Record, name: &str) -> Vec<&'a str> {
    record.get(name).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect()
}

/// What is wrong with `media`, in a trunk or in an update.
pub fn media(record: &Record) -> Result<(), String> {
    let Some(media) = record.get("media").filter(|media| media.is_object()) else { return Ok(()) };
    for codec in media["codecs"].as_array().into_iter().flatten() {
        let name = codec["name"].as_str().unwrap_or_default();
        if name.is_empty() {
            return Err("missing codec name".into());
        }
        if name.contains([' ', '\t', '\n', '\r']) {
            return Err("invalid codec name".into());
        }
        if name.contains('/') {
            return Err("codec name must not contain '/'".into());
        }
    }
    let timeout = media["media_timeout"].as_str().and_then(|text| text.strip_suffix('s')?.parse::<f64>().ok());
    match timeout {
        Some(..0.0) => Err("media_timeout must not be negative".into()),
        Some(seconds) if seconds > 600.0 => Err("media_timeout must not exceed 10m0s".into()),
        _ => Ok(()),
    }
}

/// What is wrong with how an update changes a list.
pub fn list_update(change: &Json) -> Result<(), String> {
    let all = |name: &str| change[name].as_array().map_or(&[][..], Vec::as_slice);
    let (set, others) = (all("set"), [all("add"), all("remove")].concat());
    let changes = !set.is_empty() || !others.is_empty();
    let clear = change["clear"] == true;
    let no = |says: &str| Err(says.to_owned());
    match (clear, changes) {
        (false, false) => no("unsupported list update operation"),
        (true, true) => no("cannot clear and change the list at the same time"),
        _ if !set.is_empty() && !others.is_empty() => no("cannot set and change the list at the same time"),
        _ if set.iter().chain(&others).any(|text| text == "") => no("empty element in the list"),
        _ => Ok(()),
    }
}

fn host(value: &Json, member: &str) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    if text.contains("transport=") {
        return Err(format!("{member} should not contain transport parameter"));
    }
    if text.contains(['@', ';']) || text.starts_with("sip:") || text.starts_with("sips:") {
        return Err(format!("{member} should be a hostname or IP, not SIP URI"));
    }
    Ok(())
}

fn headers(trunk: &Record) -> Result<(), String> {
    let map = |name: &str| trunk.get(name).and_then(Json::as_object).cloned().unwrap_or_else(Map::new);
    for (name, value) in map("headers") {
        header_name(&name, true)?;
        header_value(&name, value.as_str().unwrap_or_default())?;
    }
    let values = map("attributes_to_headers");
    values.values().try_for_each(|name| header_name(name.as_str().unwrap_or_default(), false))?;
    map("headers_to_attributes").keys().try_for_each(|name| header_name(name, false))
}

fn header_name(name: &str, own: bool) -> Result<(), String> {
    let wrong = |says: String| Err(format!("invalid header name: {says}"));
    if name.is_empty() {
        return wrong("header name cannot be empty".into());
    }
    if name.len() > 255 {
        return wrong("header name too long (max 255 characters)".into());
    }
    let token = |c: char| c.is_ascii_alphanumeric() || "-.!%*_+`'~".contains(c);
    if let Some(char) = name.chars().find(|c| !token(*c)) {
        let why = match char.is_ascii() {
            true => "not allowed",
            // In the server's own spelling.
            false => "out of range, consider explicilty adding utf8 characters",
        };
        return wrong(format!("header name {name} contains invalid characters: char {} {why}", u32::from(char)));
    }
    if own && FORBIDDEN.contains(&name.to_lowercase().as_str()) {
        return wrong(format!("header name {name} not supported"));
    }
    Ok(())
}

fn header_value(name: &str, value: &str) -> Result<(), String> {
    let wrong = |says: String| Err(format!("invalid header value for {name}: header {name}: {says}"));
    if value.len() > 1024 {
        return wrong("value too long (max 1024 characters)".into());
    }
    match value.chars().find(|c| c.is_ascii_control() && *c != '\t') {
        Some(char) => wrong(format!("value: char {} not allowed", u32::from(char))),
        None => Ok(()),
    }
}
