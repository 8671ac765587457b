//! JSON for people, in lines that nothing in a value can break out of.

use serde::Serialize;
use serde_json::{Map, Value as Json};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Call;
use super::veil::Cover;
use crate::escape::{self, unseen};

/// How long a line may get before its list or object is broken into several.
const WIDTH: usize = 90;
/// How many unchanged elements in a row are all shown.
const MANY: usize = 6;
/// How many of more than that are shown at either end.
const EDGE: usize = 2;

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

/// What an object has in it.
type Members = Map<String, Json>;

impl Call {
    /// What was there, and what is sent of it, where the body can be shown beside that.
    fn sides(&self) -> Option<(&Members, &Members)> {
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

    fn compare(&mut self, label: &str, body: &Members, was: &Members, depth: usize, comma: &str) {
        self.line(Mark::Same, depth, format!("{label}{{"));
        for (at, (name, value)) in body.iter().enumerate() {
            let (comma, label) = (if at + 1 == body.len() { "" } else { "," }, self::label(name));
            match was.get(name) {
                Some(old) => self.beside(&label, value, old, depth + 1, comma),
                None => self.value(&label, value, depth + 1, comma, Mark::New),
            }
        }
        for (name, value) in was.iter().filter(|(name, _)| !body.contains_key(*name)) {
            self.value(&self::label(name), value, depth + 1, "", Mark::Old);
        }
        self.line(Mark::Same, depth, format!("}}{comma}"));
    }

    /// A value beside the one that was there: what has many lines, part by part.
    fn beside(&mut self, label: &str, value: &Json, old: &Json, depth: usize, comma: &str) {
        let long = |json: &Json| !fits(label, &plain(json), depth);
        match (value, old) {
            (Json::Object(body), Json::Object(was)) if long(value) && long(old) => {
                self.compare(label, body, was, depth, comma);
            }
            (Json::Array(body), Json::Array(was)) if long(value) || long(old) => {
                self.elements(label, body, was, depth, comma);
            }
            (value, old) if value == old => self.value(label, value, depth, comma, Mark::Same),
            (value, old) => {
                self.value(label, old, depth, comma, Mark::Old);
                self.value(label, value, depth, comma, Mark::New);
            }
        }
    }

    /// A list element by element. Of many that are as they were, only the first and the last are shown.
    fn elements(&mut self, label: &str, body: &[Json], was: &[Json], depth: usize, comma: &str) {
        self.line(Mark::Same, depth, format!("{label}["));
        let comma_of = |at: usize| if at + 1 == body.len() { "" } else { "," };
        let (mut new, mut old) = (0, 0);
        let end = Run { new: body.len(), old: was.len(), length: 0 };
        for run in unchanged(body, was).into_iter().chain([end]) {
            if run.new - new == run.old - old {
                for (at, old) in (new..run.new).zip(old..run.old) {
                    self.beside("", &body[at], &was[old], depth + 1, comma_of(at));
                }
            } else {
                for element in &was[old..run.old] {
                    self.value("", element, depth + 1, "", Mark::Old);
                }
                for (at, element) in body[new..run.new].iter().enumerate() {
                    self.value("", element, depth + 1, comma_of(new + at), Mark::New);
                }
            }
            let folded = if run.length > MANY { EDGE..run.length - EDGE } else { 0..0 };
            for at in (0..run.length).filter(|at| !folded.contains(at)) {
                self.value("", &body[run.new + at], depth + 1, comma_of(run.new + at), Mark::Same);
                if at + 1 == folded.start {
                    self.line(Mark::Same, depth + 1, format!("... {} unchanged", folded.len()));
                }
            }
            (new, old) = (run.new + run.length, run.old + run.length);
        }
        self.line(Mark::Same, depth, format!("]{comma}"));
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

/// Elements in a row that are as they were.
struct Run {
    /// Where they begin now.
    new: usize,
    /// Where they began.
    old: usize,
    length: usize,
}

/// The elements of a list that were in it before, in the same order. What is covered may be another than it was.
fn unchanged(body: &[Json], was: &[Json]) -> Vec<Run> {
    let told = |side: &[Json], name: &'static str| -> Vec<_> {
        let tell = |(at, element)| if is_covered(element) { Err((name, at)) } else { Ok(element.to_string()) };
        side.iter().enumerate().map(tell).collect()
    };
    let ops = capture_diff_slices(Algorithm::Myers, &told(was, "old"), &told(body, "new"));
    let equal = |op: DiffOp| match op {
        DiffOp::Equal { old_index, new_index, len } => Some(Run { new: new_index, old: old_index, length: len }),
        _ => None,
    };
    ops.into_iter().filter_map(equal).collect()
}

/// Whether something in it is not shown, and may be another than it was.
fn is_covered(json: &Json) -> bool {
    match json {
        Json::String(text) => [Cover::Secret, Cover::Later].iter().any(|cover| text == cover.text()),
        Json::Array(elements) => elements.iter().any(is_covered),
        Json::Object(members) => members.values().any(is_covered),
        _ => false,
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
pub fn quoted(text: &str) -> String {
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

    fn shown(body: &Json, was: &Json) -> Vec<String> {
        let mark = |line: Line| match line.mark {
            Mark::Same => format!("  {}", line.text),
            Mark::New => format!("+ {}", line.text),
            Mark::Old => format!("- {}", line.text),
        };
        compared(body, was).into_iter().map(mark).collect()
    }

    #[test]
    fn a_list_is_shown_element_by_element_and_what_is_unchanged_in_it_counted() {
        let did = |at: usize| json!({"did": format!("+6125550{at:04}")});
        let was: Vec<Json> = (0..30).map(did).collect();
        let mut body = was.clone();
        body.remove(20);
        body.insert(9, did(500));
        body.push(did(501));
        let expected = "  {
    \"numbers\": [
      { \"did\": \"+61255500000\" },
      { \"did\": \"+61255500001\" },
      ... 5 unchanged
      { \"did\": \"+61255500007\" },
      { \"did\": \"+61255500008\" },
+     { \"did\": \"+61255500500\" },
      { \"did\": \"+61255500009\" },
      { \"did\": \"+61255500010\" },
      ... 7 unchanged
      { \"did\": \"+61255500018\" },
      { \"did\": \"+61255500019\" },
-     { \"did\": \"+61255500020\" }
      { \"did\": \"+61255500021\" },
      { \"did\": \"+61255500022\" },
      ... 5 unchanged
      { \"did\": \"+61255500028\" },
      { \"did\": \"+61255500029\" },
+     { \"did\": \"+61255500501\" }
    ]
  }";
        assert_eq!(shown(&json!({"numbers": body}), &json!({"numbers": was})).join("\n"), expected);
    }

    #[test]
    fn an_element_that_differs_stands_below_what_it_was_and_one_that_is_covered_is_never_counted() {
        let gateway = |host: &str| json!({"host": host, "port": 5060, "comment": "c".repeat(60)});
        let (was, body) = (json!({"g": [gateway("a"), gateway("b")]}), json!({"g": [gateway("a"), gateway("c")]}));
        let marked: Vec<_> =
            shown(&body, &was).into_iter().filter(|line| !line.starts_with(' ')).map(|l| l.replace("  ", "")).collect();
        assert_eq!(marked, ["- \"host\": \"b\",", "+ \"host\": \"c\","]);
        let list = json!({"n": vec!["***"; 30]});
        assert_eq!(compared(&list, &list).len(), 34, "braces, brackets and all of them");
    }

    #[test]
    fn whatever_becomes_of_a_list_the_lines_that_are_not_old_are_what_is_sent() {
        let mut random = fastrand::Rng::with_seed(14);
        for _ in 0..500 {
            let mut list = |length: usize| -> Vec<Json> {
                (0..length).map(|_| json!("number".repeat(3) + &random.u8(..12).to_string())).collect()
            };
            // Never so many in a row that some are counted only.
            let (was, body) = (json!({"n": list(6)}), json!({"n": list(6)}));
            let lines = compared(&body, &was);
            let of = |mark: Mark| {
                let kept = lines.iter().filter(|line| line.mark != mark);
                kept.map(|line| line.text.trim().trim_end_matches(',').to_owned() + ",").collect::<String>()
            };
            let read = |text: String| {
                let text = text.replace("{,", "{").replace("[,", "[").replace(",]", "]").replace(",}", "}");
                serde_json::from_str::<Json>(text.trim_end_matches(','))
                    .unwrap_or_else(|error| panic!("{error}: {text}"))
            };
            assert_eq!((read(of(Mark::Old)), read(of(Mark::New))), (body, was));
        }
    }
}
