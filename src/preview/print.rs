//! JSON for people, in lines that nothing in a value can break out of.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::Call;
use crate::escape::{self, unseen};

/// How long a line may get before its list or object is broken into several.
const WIDTH: usize = 90;

/// A line of a body, and what it is beside what was there.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub mark: Mark,
    /// Its text, indented.
    pub text: String,
}

/// What a line of a body is beside what was there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// The same, or nothing to compare it with.
    Same,
    /// New.
    New,
    /// What was there and will not be sent.
    Old,
}

impl Call {
    /// What was there, and what is sent of it, where the body can be shown beside that.
    fn sides(&self) -> Option<(&Map<String, Json>, &Map<String, Json>)> {
        Some((self.was.as_ref()?.as_object()?, self.body.as_ref()?.as_object()?))
    }

    /// Whether the body is shown beside what was there.
    pub(super) fn is_compared(&self) -> bool {
        self.sides().is_some()
    }

    /// The body line by line, beside what was there: the lines that are not old are the body.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut printer = Printer::default();
        match (self.sides(), &self.body) {
            (Some((was, body)), _) => printer.compare("", body, was, 0, ""),
            (None, Some(body)) => printer.value("", body, 0, "", Mark::Same),
            (None, None) => {}
        }
        printer.lines
    }
}

#[derive(Default)]
struct Printer {
    lines: Vec<Line>,
}

impl Printer {
    fn line(&mut self, mark: Mark, depth: usize, text: String) {
        self.lines.push(Line { mark, text: "  ".repeat(depth) + &text });
    }

    fn compare(&mut self, label: &str, body: &Map<String, Json>, was: &Map<String, Json>, depth: usize, comma: &str) {
        self.line(Mark::Same, depth, format!("{label}{{"));
        for (at, (name, value)) in body.iter().enumerate() {
            let (comma, label) = (if at + 1 == body.len() { "" } else { "," }, self::label(name));
            let long = |json: &Json| !fits(&label, &plain(json), depth + 1);
            match (was.get(name), value) {
                (Some(old), value) if old == value => self.value(&label, value, depth + 1, comma, Mark::Same),
                (Some(old @ Json::Object(was)), Json::Object(body)) if long(old) && long(value) => {
                    self.compare(&label, body, was, depth + 1, comma);
                }
                (old, value) => {
                    if let Some(old) = old {
                        self.value(&label, old, depth + 1, comma, Mark::Old);
                    }
                    self.value(&label, value, depth + 1, comma, Mark::New);
                }
            }
        }
        for (name, value) in was.iter().filter(|(name, _)| !body.contains_key(*name)) {
            self.value(&self::label(name), value, depth + 1, "", Mark::Old);
        }
        self.line(Mark::Same, depth, format!("}}{comma}"));
    }

    fn value(&mut self, label: &str, json: &Json, depth: usize, comma: &str, mark: Mark) {
        let whole = plain(json);
        // A body is an object, and one member a line is what people read.
        let short = depth > 0 && fits(label, &whole, depth);
        let (open, close) = match json {
            Json::Object(members) if !members.is_empty() && !short => ('{', '}'),
            Json::Array(elements) if !elements.is_empty() && !short => ('[', ']'),
            _ => return self.line(mark, depth, format!("{label}{whole}{comma}")),
        };
        self.line(mark, depth, format!("{label}{open}"));
        let parts: Vec<(String, &Json)> = match json {
            Json::Object(members) => members.iter().map(|(name, value)| (self::label(name), value)).collect(),
            Json::Array(elements) => elements.iter().map(|element| (String::new(), element)).collect(),
            _ => vec![],
        };
        for (at, (label, part)) in parts.iter().enumerate() {
            self.value(label, part, depth + 1, if at + 1 == parts.len() { "" } else { "," }, mark);
        }
        self.line(mark, depth, format!("{close}{comma}"));
    }
}

/// Whether it is short enough for one line.
fn fits(label: &str, whole: &str, depth: usize) -> bool {
    2 * depth + label.len() + whole.len() < WIDTH
}

fn label(name: &str) -> String {
    format!("{}: ", quoted(name))
}

/// JSON in one line.
pub fn plain(json: &Json) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match json {
        Json::String(text) => quoted(text),
        Json::Array(elements) if !elements.is_empty() => format!("[{}]", joined(elements.iter().map(plain).collect())),
        Json::Object(members) if !members.is_empty() => {
            let member = |(name, value): (&String, &Json)| label(name) + &plain(value);
            format!("{{ {} }}", joined(members.iter().map(member).collect()))
        }
        other => other.to_string(),
    }
}

/// Text as JSON, the same text to every reader of JSON: what cannot be seen, what turns other text around and what would
/// call somebody is written as an escape.
fn quoted(text: &str) -> String {
    let inside = escape::with(text, |before, c| match c {
        '"' | '\\' => Some(format!("\\{c}")),
        '\n' | '\r' | '\t' => Some(escape::of(c)),
        _ => (mentions(before, c) || unseen(c)).then(|| json_escape(c)),
    });
    format!("\"{inside}\"")
}

/// Text of a plan in one line, in HCL's escapes, as an address has them already for what HCL demands.
pub fn seen(text: &str) -> String {
    escape::with(text, |before, c| (mentions(before, c) || unseen(c)).then(|| escape::of(c)))
}

/// JSON with what cannot be seen written as an escape: the same values to every reader, and nothing that a terminal obeys.
pub fn safely(json: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string_pretty(json)?;
    // Outside of texts there is nothing but lines; in them, lines end as `\n`.
    Ok(escape::with(&text, |_, c| (c != '\n' && unseen(c)).then(|| json_escape(c))))
}

/// A character as JSON's escape.
fn json_escape(c: char) -> String {
    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// Whether it would mention a person or a team, in a comment or in a mail that quotes one. What GitHub takes for the end of a
/// word is all but ASCII.
fn mentions(before: char, c: char) -> bool {
    c == '@' && !before.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::request::Method;

    fn compared(body: &Json, was: &Json) -> Vec<Line> {
        let [body, was] = [body, was].map(|json| Some(json.clone()));
        Call { method: Method::Patch, path: String::new(), body, was }.lines()
    }

    #[test]
    fn what_is_not_seen_is_written_as_an_escape_and_stays_the_same_value() {
        let text =
            "a\u{202e}b\u{2028}c\u{200b}d\u{7f}e\u{e0001}f @team x@y.example é ä\u{301}\u{a0}```</details>\n\"\\";
        let shown = quoted(text);
        assert!(shown.chars().all(|c| c.is_ascii_graphic() || c == ' ' || "éä\u{301}".contains(c)), "{shown}");
        assert!(shown.contains("\\u0040team") && shown.contains("x@y.example"), "{shown}");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), text);
        let json = json!({"x": text, "list": [text]});
        let safe = safely(&json).unwrap();
        assert!(safe.chars().all(|c| !unseen(c) || c == '\n'), "{safe}");
        assert_eq!(serde_json::from_str::<Json>(&safe).unwrap(), json);
        assert_eq!(quoted("é@team"), "\"é\\u0040team\"");
        assert_eq!(seen("x[\"@a\u{202e}\u{e0001}\"]"), "x[\"\\u0040a\\u202e\\U000e0001\"]");
    }

    #[test]
    fn an_update_without_its_old_lines_is_its_body() {
        let body = json!({"a": "new", "same": [1, 2], "deep": {"x": "y".repeat(100), "z": null}, "e": []});
        let was = json!({"gone": true, "a": "old", "same": [1, 2], "deep": {"x": 1}});
        let lines = compared(&body, &was);
        let kept: String = lines.iter().filter(|line| line.mark != Mark::Old).map(|line| line.text.clone()).collect();
        assert_eq!(serde_json::from_str::<Json>(&kept).unwrap(), body);
        let old: Vec<&str> = lines.iter().filter(|line| line.mark == Mark::Old).map(|line| line.text.trim()).collect();
        assert_eq!(old, ["\"a\": \"old\",", "\"deep\": { \"x\": 1 },", "\"gone\": true"]);
    }

    #[test]
    fn what_differs_in_a_long_member_is_shown_within_it() {
        let long = |name: &str| json!({"trunk": {"name": name, "same": "y".repeat(100)}});
        let (body, was) = (long("new"), long("old"));
        let lines = compared(&body, &was);
        let marked = lines.iter().filter(|line| line.mark != Mark::Same).map(|line| line.text.trim());
        assert_eq!(marked.collect::<Vec<_>>(), ["\"name\": \"old\",", "\"name\": \"new\","]);
        let kept: String = lines.iter().filter(|line| line.mark != Mark::Old).map(|line| line.text.clone()).collect();
        assert_eq!(serde_json::from_str::<Json>(&kept).unwrap(), body);
    }
}
