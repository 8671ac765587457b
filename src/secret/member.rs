//! Where a text gives the value of a member, in the forms in which servers repeat what they hold: JSON, perhaps as a text in JSON
//! or in HTML, what languages print of it, forms and XML. It may be cut off anywhere.

use std::ops::Range;

use super::MASK;
use super::spelling::{LAYERS, Spelled};

/// The values behind these names, in the order of the text. A name may have more before it: `password` is the end of
/// `auth_password`.
pub fn values(text: &str, names: &[&str]) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut at = 0;
    while at < text.len() {
        let is_there = |name: &&&str| {
            let there = text.as_bytes().get(at..at + name.len());
            there.is_some_and(|there| there.eq_ignore_ascii_case(name.as_bytes()))
        };
        let value = names.iter().find(is_there).and_then(|name| Text(Spelled::new(text), text).value(at + name.len()));
        at = value.as_ref().map_or(at + 1, |value| value.end.max(at + 1));
        found.extend(value);
    }
    found
}

struct Text<'a>(Spelled<'a>, &'a str);

impl Text<'_> {
    /// The value behind a name that ends here.
    fn value(&mut self, name: usize) -> Option<Range<usize>> {
        if let Some(inside) = self.1[name..].strip_prefix('>') {
            return self.filled(name + 1, inside.find('<'));
        }
        let closed = self.sign(name, &['"', '\'', '`', ')', ']']);
        let behind = self.behind_blanks(closed.unwrap_or(name));
        let assigned = self.sign(behind, &['=']);
        let separated = assigned.or_else(|| self.sign(behind, &[':']))?;
        let start = self.behind_blanks(separated);
        match self.sign(start, &['"', '\'', '`']) {
            Some(value) => self.filled(value, self.closing(&self.1[start..value], value)),
            // Words about it: "password: too weak".
            None if closed.or(assigned).is_none() => None,
            // Who asked for it has masked it already.
            None if self.1[start..].starts_with(MASK) => None,
            // Nothing that the tables call a secret, so it ends anywhere.
            None if self.1[start..].starts_with(['{', '[', '(']) => self.filled(start, None),
            None => {
                let ends = |c: char| c.is_whitespace() || ",;&}])<>\"'\\".contains(c);
                self.filled(start, self.1[start..].find(ends))
            }
        }
    }

    /// What begins here and is so long, or goes on to the end of all; nothing if there is nothing in it.
    fn filled(&self, start: usize, length: Option<usize>) -> Option<Range<usize>> {
        let end = length.map_or(self.1.len(), |length| start + length);
        (start < end).then_some(start..end)
    }

    /// Where one of these signs ends that stands here, in whatever spelling.
    fn sign(&mut self, at: usize, signs: &[char]) -> Option<usize> {
        signs.iter().find_map(|sign| self.0.after(&[at], *sign, LAYERS).pop())
    }

    fn behind_blanks(&mut self, mut at: usize) -> usize {
        while let Some(end) = self.sign(at, &[' ', '\n', '\r', '\t']) {
            at = end;
        }
        at
    }

    /// How long a text is that begins here, behind this quotation mark: up to one that is escaped as often. Of a mark in
    /// another spelling than backslashes it is not known how it would be escaped.
    fn closing(&self, quote: &str, start: usize) -> Option<usize> {
        let mark = quote.trim_start_matches('\\');
        let layer = quote.len() - mark.len();
        if !matches!(mark, "\"" | "'" | "`") {
            return None;
        }
        // As JSON in JSON in JSON: a mark has 0, 1 or 3 backslashes before it, and each of the text's own twice 1, 2 or 4 more.
        let is_escaped_as_often = |before: &str| {
            let backslashes = before.len() - before.trim_end_matches('\\').len();
            backslashes >= layer && (backslashes - layer).is_multiple_of(2 * (layer + 1))
        };
        let text = &self.1[start..];
        let mut marks = text.match_indices(mark).map(|(length, _)| length);
        marks.find(|length| is_escaped_as_often(&text[..*length])).map(|length| length - layer)
    }
}
