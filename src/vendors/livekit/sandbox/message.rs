//! LiveKit's messages as its server reads them from JSON and writes them: by protobuf's rules for JSON, with unknown members
//! passed over.

use serde_json::{Map, Value as Json, json};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::switches;
use crate::sandbox::Switches;

/// The members of an object, by their names in the protocol.
pub type Record = Map<String, Json>;

/// A type of objects.
#[derive(Debug)]
pub struct Message {
    /// What it is called by the switch that gives it a member more.
    pub place: &'static str,
    /// Its members.
    pub fields: &'static [Field],
    /// One that only a newer server knows, and what that gives it in a create.
    pub newer: Option<(Field, &'static str)>,
}

/// A member.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub form: Form,
    /// Whether answers leave it out where it is not set.
    pub optional: bool,
}

/// What a member may hold.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    Text,
    Flag,
    /// A number without a sign or fraction, of 32 bits.
    Whole,
    /// The same with a sign.
    Signed,
    Enum(&'static Words),
    Duration,
    Timestamp,
    Texts,
    /// Texts by texts.
    Map,
    Message(&'static Message),
    Messages(&'static Message),
}

/// The words of an enum; the first stands for 0.
#[derive(Debug)]
pub struct Words {
    pub known: &'static [&'static str],
    /// What a newer server knows besides.
    pub newer: &'static str,
}

/// Why a body is no message. The server says no more than that.
#[derive(Debug)]
pub enum Unread {
    /// It is malformed, somewhere.
    Malformed,
    /// It has a member that does not exist, and strictness is switched on.
    Unknown(String),
}

/// A member that answers always show.
pub const fn field(name: &'static str, form: Form) -> Field {
    Field { name, form, optional: false }
}

/// One that they show where it is set.
pub const fn optional(name: &'static str, form: Form) -> Field {
    Field { name, form, optional: true }
}

impl Message {
    fn fields(&self, switches: &Switches) -> impl Iterator<Item = Field> {
        let more = self.newer.filter(|_| self.is_newer(switches)).map(|(field, _)| field);
        let older = switches.is(&switches::MEDIA, "missing");
        self.fields.iter().copied().chain(more).filter(move |field| !(older && field.name == "media"))
    }

    fn is_newer(&self, switches: &Switches) -> bool {
        let value = switches.value(&switches::EXTRA_KEYS);
        self.newer.is_some() && (value == self.place || value == "everywhere")
    }

    /// The members that are there and set, by their names in the protocol.
    pub fn read(&self, json: &Json, switches: &Switches) -> Result<Record, Unread> {
        let members = json.as_object().ok_or(Unread::Malformed)?;
        let (mut seen, mut read) = (vec![], Record::new());
        for (name, value) in members {
            let known = |field: &Field| field.name == name || camel(field.name) == *name;
            let Some(field) = self.fields(switches).find(known) else {
                if switches.is(&switches::UNKNOWN_MEMBERS, "refused") {
                    return Err(Unread::Unknown(name.clone()));
                }
                continue;
            };
            if seen.contains(&field.name) {
                return Err(Unread::Malformed);
            }
            seen.push(field.name);
            if value.is_null() {
                continue;
            }
            // An enum's unknown word is passed over like an unknown member.
            if let Some(value) = field.form.read(value, switches)? {
                read.insert(field.name.into(), value);
            }
        }
        Ok(read)
    }

    /// The whole object, with the defaults of what is not set.
    pub fn whole(&self, mut set: Record, switches: &Switches) -> Record {
        let mut whole = Record::new();
        for field in self.fields(switches) {
            match set.shift_remove(field.name) {
                Some(value) => drop(whole.insert(field.name.into(), field.form.whole(value, switches))),
                None if field.optional => {}
                None => drop(whole.insert(field.name.into(), field.form.default())),
            }
        }
        whole
    }

    /// What a newer server makes of its own members when an object is made.
    pub fn begin(&self, set: &mut Record, switches: &Switches) {
        if let Some((field, value)) = self.newer.filter(|_| self.is_newer(switches)) {
            set.entry(field.name).or_insert_with(|| value.into());
        }
        for field in self.fields {
            if let (Form::Message(message), Some(Json::Object(inner))) = (field.form, set.get_mut(field.name)) {
                message.begin(inner, switches);
            }
        }
    }

    /// Enums as numbers, for a server that shows them so.
    pub fn count(&self, record: &mut Record) {
        for field in self.fields {
            match (field.form, record.get_mut(field.name)) {
                (Form::Enum(words), Some(value)) => {
                    if let Some(number) = words.known.iter().position(|word| value == word) {
                        *value = number.into();
                    }
                }
                (Form::Message(message), Some(Json::Object(inner))) => message.count(inner),
                _ => {}
            }
        }
    }
}

impl Form {
    fn read(self, json: &Json, switches: &Switches) -> Result<Option<Json>, Unread> {
        let texts = |all: &Vec<Json>| all.iter().all(Json::is_string);
        let kept = || Ok(Some(json.clone()));
        match (self, json) {
            (Self::Text, Json::String(_)) | (Self::Flag, Json::Bool(_)) => kept(),
            (Self::Texts, Json::Array(elements)) if texts(elements) => kept(),
            (Self::Map, Json::Object(members)) if members.values().all(Json::is_string) => kept(),
            (Self::Whole, json) => number(json, 0..=u32::MAX.into()).map(Some),
            (Self::Signed, json) => number(json, i32::MIN.into()..=i32::MAX.into()).map(Some),
            (Self::Enum(words), Json::String(word)) => Ok(words.word(word, switches)),
            (Self::Enum(words), Json::Number(_)) => {
                let number = number(json, i32::MIN.into()..=i32::MAX.into())?;
                let known = number.as_u64().and_then(|index| words.known.get(usize::try_from(index).ok()?));
                Ok(Some(known.map_or(number, |word| json!(word))))
            }
            (Self::Duration, Json::String(text)) => duration(text).map(Some).ok_or(Unread::Malformed),
            (Self::Timestamp, Json::String(text)) => timestamp(text).map(Some).ok_or(Unread::Malformed),
            (Self::Message(message), json) => Ok(Some(message.read(json, switches)?.into())),
            (Self::Messages(message), Json::Array(elements)) => {
                let read = elements.iter().map(|element| Ok(message.read(element, switches)?.into()));
                read.collect::<Result<Vec<Json>, Unread>>().map(|read| Some(read.into()))
            }
            _ => Err(Unread::Malformed),
        }
    }

    fn default(self) -> Json {
        match self {
            Self::Text => json!(""),
            Self::Flag => json!(false),
            Self::Whole | Self::Signed => json!(0),
            Self::Enum(words) => json!(words.known[0]),
            Self::Texts | Self::Messages(_) => json!([]),
            Self::Map => json!({}),
            Self::Duration | Self::Timestamp | Self::Message(_) => Json::Null,
        }
    }

    fn whole(self, value: Json, switches: &Switches) -> Json {
        match (self, value) {
            (Self::Message(message), Json::Object(set)) => message.whole(set, switches).into(),
            (Self::Messages(_), Json::Array(elements)) => {
                let Self::Messages(message) = self else { return elements.into() };
                let whole = |element| match element {
                    Json::Object(set) => message.whole(set, switches).into(),
                    other => other,
                };
                elements.into_iter().map(whole).collect()
            }
            (_, value) => value,
        }
    }
}

impl Words {
    fn word(&self, word: &str, switches: &Switches) -> Option<Json> {
        let newer = switches.is(&switches::ENUMS, "newer") && word == self.newer;
        (newer || self.known.contains(&word)).then(|| word.into())
    }
}

/// `sip_trunk_id` as `sipTrunkId`, which requests may also say.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

/// A whole number, as such or as text, of which `1.0` is one too.
fn number(json: &Json, range: std::ops::RangeInclusive<i64>) -> Result<Json, Unread> {
    let number = match json {
        Json::Number(number) => Some(number.clone()),
        Json::String(text) if text.trim() == text => serde_json::from_str(text).ok(),
        _ => None,
    };
    let exact = |number: &serde_json::Number| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e15);
        #[allow(clippy::cast_possible_truncation)]
        number.as_i64().or(float.map(|float| float as i64))
    };
    let number = number.as_ref().and_then(exact).filter(|number| range.contains(number));
    number.map(Json::from).ok_or(Unread::Malformed)
}

/// Seconds with an `s`, written as the server writes them: with no decimals, or three, six or nine.
fn duration(text: &str) -> Option<Json> {
    const MOST: u64 = 315_576_000_000;
    let text = text.strip_suffix('s')?;
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    // A point alone is a number here.
    if !digits(whole) || !digits(fraction) || leading_zero || fraction.len() > 9 || text.is_empty() {
        return None;
    }
    let seconds: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction = decimals(fraction);
    if seconds > MOST {
        return None;
    }
    let sign = if seconds == 0 && fraction.is_empty() { "" } else { sign };
    Some(format!("{sign}{seconds}{fraction}s").into())
}

/// A moment, in UTC and with decimals as above.
fn timestamp(text: &str) -> Option<Json> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?.checked_to_offset(UtcOffset::UTC)?;
    let decimals = decimals(&format!("{:09}", moment.nanosecond()));
    let whole = moment.replace_nanosecond(0).ok()?.format(&Rfc3339).ok()?;
    Some(format!("{}{decimals}Z", whole.trim_end_matches('Z')).into())
}

fn decimals(digits: &str) -> String {
    let digits = digits.trim_end_matches('0');
    match digits.len().div_ceil(3) * 3 {
        0 => String::new(),
        places => format!(".{digits:0<places$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_the_server_writes_them() {
        for (text, written) in [
            ("30s", Some("30s")),
            ("1.5s", Some("1.500s")),
            ("1.0001s", Some("1.000100s")),
            ("1.123456789s", Some("1.123456789s")),
            ("1.s", Some("1s")),
            (".5s", Some("0.500s")),
            ("+1s", Some("1s")),
            ("-0.5s", Some("-0.500s")),
            ("-0s", Some("0s")),
            ("315576000000s", Some("315576000000s")),
            (".s", Some("0s")),
            ("315576000001s", None),
            ("1.1234567891s", None),
            ("01s", None),
            ("30", None),
            ("1m", None),
            ("--1s", None),
            ("s", None),
            ("", None),
        ] {
            assert_eq!(duration(text), written.map(Json::from), "{text}");
        }
    }

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(timestamp("2026-01-01T00:00:00.5+02:00"), Some("2025-12-31T22:00:00.500Z".into()));
        assert_eq!(timestamp("2026-01-01T00:00:00Z"), Some("2026-01-01T00:00:00Z".into()));
        assert_eq!(timestamp("2026-01-01"), None);
        assert_eq!(timestamp("9999-12-31T23:59:59-01:00"), None, "it is in the year 10000");
    }
}
