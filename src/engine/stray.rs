//! What nobody means to write in a text: it comes along from a file, a form or a page.

use crate::schema::{Attribute, Codec};

/// What is wrong with a text that does not pass and is not quoted, as sentences that say where.
pub fn unquoted(attribute: &Attribute, text: &str) -> String {
    let passes = |text: &str| attribute.all_checks().all(|check| check.holds(&text.into()));
    if attribute.codec == Codec::Json {
        return match serde_json::from_str::<serde_json::Value>(text) {
            Err(error) => format!(" It is no JSON: {error}."),
            Ok(_) => " It is JSON, and no object.".into(),
        };
    }
    if let Some(stray) = stray(text).filter(|_| passes(text.trim())) {
        return format!(" It {stray}. {}", remedy(text));
    }
    let is_odd = |c: char| (c.is_control() && c != '\t') || !passes(c.encode_utf8(&mut [0; 4]));
    let mut odd = text.chars().enumerate().filter(|(_, c)| is_odd(*c));
    match odd.next() {
        // A format that no character has by itself does not tell one from another.
        Some((at, c)) if odd.count() + 1 < text.chars().count() => {
            format!(" Character {} of it is {}.", at + 1, name(c).unwrap_or("not allowed"))
        }
        _ => format!(" It has {} bytes.", text.len()),
    }
}

/// What is wrong with the ends of a text, or with a character in it that no keyboard writes: `ends in a line break`.
pub fn stray(text: &str) -> Option<String> {
    let ends = [("begins with", text.chars().next()), ("ends in", text.chars().next_back())];
    let at_an_end = ends.into_iter().find_map(|(verb, end)| Some(format!("{verb} {}", name(end?)?)));
    let inside = || text.chars().find(|c| c.is_control() || *c == UNREAD || INVISIBLE.contains(c)).and_then(name);
    at_an_end.or_else(|| inside().map(|name| format!("holds {name}")))
}

/// What a configuration does about it, as a sentence.
pub fn remedy(text: &str) -> &'static str {
    match stray(text.trim()) {
        None if text.ends_with(is_line_break) => "A file read with file() commonly does: put trimspace() around it.",
        _ => "Remove it.",
    }
}

/// What stands for bytes that are no text.
const UNREAD: char = char::REPLACEMENT_CHARACTER;
/// The byte order mark, and what web pages put where a line may break.
const INVISIBLE: [char; 3] = ['\u{feff}', '\u{200b}', '\u{2060}'];

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn name(c: char) -> Option<&'static str> {
    match c {
        c if is_line_break(c) => Some("a line break"),
        '\u{feff}' => Some("a byte order mark"),
        c if c.is_whitespace() => Some("a space"),
        c if c.is_control() => Some("a control character"),
        UNREAD => Some("a sign for what could not be read as text"),
        c if INVISIBLE.contains(&c) => Some("a character that cannot be seen"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_along_is_named_and_what_belongs_there_is_not() {
        for (text, says) in [
            ("key\n", "ends in a line break"),
            ("key\r\n", "ends in a line break"),
            ("key ", "ends in a space"),
            ("key\u{a0}", "ends in a space"),
            ("\tkey", "begins with a space"),
            ("\n", "begins with a line break"),
            ("\u{feff}key", "begins with a byte order mark"),
            ("key\u{200b}", "ends in a character that cannot be seen"),
            ("key\0", "ends in a control character"),
            ("one\ntwo", "holds a line break"),
            ("one\u{1b}two", "holds a control character"),
            ("one\u{fffd}two", "holds a sign for what could not be read as text"),
        ] {
            assert_eq!(stray(text).as_deref(), Some(says), "{text:?}");
        }
        for text in ["", "key", "two words", "ключ", "a\u{301}"] {
            assert_eq!(stray(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_not_quoted_is_told_by_its_place() {
        use crate::schema::{Check, Format, Kind, map, string};
        const SHORT: Format = Format {
            says: "be short and plain",
            holds: |text| text.len() < 12 && !text.contains(char::is_control),
            instead: |_| vec![],
            or_empty: true,
        };
        let headers = map("headers", "Headers.", &Kind::String).checks(&[Check::Format(&SHORT)]);
        const WORD: Format = Format {
            says: "be letters",
            holds: |text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic()),
            ..SHORT
        };
        let word = map("words", "Words.", &Kind::String).checks(&[Check::Format(&WORD)]);
        let json = string("advanced", "Anything.").json_text();
        let trimspace = "A file read with file() commonly does: put trimspace() around it.";
        for (attribute, text, says) in [
            (headers, "quarz\n", format!(" It ends in a line break. {trimspace}")),
            (headers, "qu\u{1b}arz", " Character 3 of it is a control character.".into()),
            (headers, "qu\narz ", " Character 3 of it is a line break.".into()),
            (headers, "quarz quarz quarz", " It has 17 bytes.".into()),
            (word, "X Y", " Character 2 of it is a space.".into()),
            (word, "X:Y", " Character 2 of it is not allowed.".into()),
            (json, "{\"quarz\": 1,\n}", " It is no JSON: trailing comma at line 2 column 1.".into()),
            (json, "\u{feff}{}", " It is no JSON: expected value at line 1 column 1.".into()),
            (json, "", " It is no JSON: EOF while parsing a value at line 1 column 0.".into()),
            (json, "[\"quarz\"]", " It is JSON, and no object.".into()),
        ] {
            assert_eq!(unquoted(&attribute, text), says, "{text:?}");
        }
    }

    #[test]
    fn trimspace_is_advised_where_it_helps() {
        assert!(remedy("key\r\n").contains("trimspace()"));
        for text in ["\u{feff}key\n", " key", "key ", "\nkey"] {
            assert_eq!(remedy(text), "Remove it.", "{text:?}");
        }
    }
}
