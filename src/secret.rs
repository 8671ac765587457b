//! What must not be said, and how it is kept out of what others say: a vendor may repeat what it was sent, in whatever
//! spelling.

use secrecy::{ExposeSecret, SecretString};

/// What stands in a secret's place.
const MASK: &str = "(secret)";
/// A secret with fewer characters may be a word of the sentence that it is found in, or a number that everybody can
/// guess: a mask would only point at it.
const SHORT: usize = 8;
/// The longest text of somebody else's that is worth repeating, in characters.
const MOST: usize = 500;

/// Secrets. There is no way to print them.
#[derive(Default)]
pub struct Secrets(Vec<SecretString>);

impl Secrets {
    /// These secrets; empty ones are none.
    pub fn of(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut all: Vec<String> = secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        // The longest first, so that a secret inside another does not leave the rest of it standing.
        all.sort_by(|one, two| two.len().cmp(&one.len()).then_with(|| one.cmp(two)));
        all.dedup();
        Self(all.into_iter().map(SecretString::from).collect())
    }

    /// The text with every secret masked: plain, and as JSON, HTML and addresses spell it.
    pub fn masked(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        self.pieces(text).for_each(|piece| clean.push_str(piece.shown()));
        clean
    }

    /// Somebody else's words as they may be repeated: secrets masked, and cut off where they get long. `None` if a mask
    /// would give away what it covers.
    pub fn repeatable(&self, words: &str) -> Option<String> {
        let pieces = self.pieces(words.trim()).take(MOST);
        let shown = |piece: Piece| match piece {
            Piece::Secret { short: true } => None,
            piece => Some(piece.shown().to_owned()),
        };
        pieces.map(shown).collect()
    }

    /// The end of a sentence about an answer: somebody else's words in quotation marks, or why there are none.
    pub fn quoted(&self, words: &str) -> String {
        match self.repeatable(words).as_deref() {
            Some("") => "and no words".into(),
            Some(words) => format!("\"{words}\""),
            None => "in words that are withheld here, for a secret is among them that is too short to be masked".into(),
        }
    }

    /// The text, character by character and secret by secret.
    fn pieces<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Piece<'a>> {
        let mut rest = text;
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let found = self.0.iter().find_map(|secret| Some((secret, end(rest, secret.expose_secret())?)));
            let (piece, end) = match found {
                Some((secret, end)) => (Piece::Secret { short: secret.expose_secret().chars().count() < SHORT }, end),
                None => (Piece::Open(&rest[..first.len_utf8()]), first.len_utf8()),
            };
            rest = &rest[end..];
            Some(piece)
        })
    }
}

enum Piece<'a> {
    Open(&'a str),
    Secret { short: bool },
}

impl<'a> Piece<'a> {
    fn shown(&self) -> &'a str {
        match self {
            Self::Open(text) => text,
            Self::Secret { .. } => MASK,
        }
    }
}

/// Where a secret ends that a text begins with, each character of it in any spelling; the farthest place of several.
fn end(text: &str, secret: &str) -> Option<usize> {
    let lengths = |at: usize, wanted: char| {
        readings(&text[at..]).filter_map(move |(c, length)| (c == wanted).then_some(at + length))
    };
    let mut characters = secret.chars();
    let mut ends: Vec<usize> = lengths(0, characters.next()?).collect();
    for c in characters {
        ends = ends.into_iter().flat_map(|end| lengths(end, c)).collect();
        // Without the doubles there are never more places than the text has, however the spellings may be mixed.
        ends.sort_unstable();
        ends.dedup();
    }
    ends.pop()
}

/// What the beginning of a text may stand for, plain or as an escape, and how long that is.
fn readings(text: &str) -> impl Iterator<Item = (char, usize)> {
    let first = text.chars().next();
    let [escape, bare] = match first {
        Some('\\') => [json(text), text[1..].chars().next().map(|c| (c, 1 + c.len_utf8()))],
        Some('&') => [html(text), None],
        Some('%') => [percent(text), None],
        Some('+') => [Some((' ', 1)), None],
        _ => [None, None],
    };
    [first.map(|c| (c, c.len_utf8())), escape, bare].into_iter().flatten()
}

/// `\n`, `\u0022`, `\ud83d\ude00`. A backslash before a character that needs none is not read here.
fn json(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| u16::from_str_radix(text.get(at..)?.strip_prefix("\\u")?.get(..4)?, 16).ok();
    match text.as_bytes().get(1)? {
        b'n' => Some(('\n', 2)),
        b'r' => Some(('\r', 2)),
        b't' => Some(('\t', 2)),
        b'b' => Some(('\u{8}', 2)),
        b'f' => Some(('\u{c}', 2)),
        b'u' => {
            let units = [Some(unit(0)?), unit(6)].into_iter().flatten();
            let c = char::decode_utf16(units).next()?.ok()?;
            Some((c, 6 * c.len_utf16()))
        }
        _ => None,
    }
}

/// `&amp;`, `&#34;`, `&#x22;`.
fn html(text: &str) -> Option<(char, usize)> {
    let name = text.get(1..text.bytes().take(12).position(|byte| byte == b';')?)?;
    let code = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    let c = match (name, name.strip_prefix(['#']).map(|code| code.strip_prefix(['x', 'X']).ok_or(code))) {
        ("amp", _) => '&',
        ("lt", _) => '<',
        ("gt", _) => '>',
        ("quot", _) => '"',
        ("apos", _) => '\'',
        (_, Some(Ok(hexadecimal))) => code(hexadecimal, 16)?,
        (_, Some(Err(decimal))) => code(decimal, 10)?,
        _ => return None,
    };
    Some((c, name.len() + 2))
}

/// `%22`, `%c3%a9`.
fn percent(text: &str) -> Option<(char, usize)> {
    let byte = |at: usize| u8::from_str_radix(text.get(at..)?.strip_prefix('%')?.get(..2)?, 16).ok();
    let length = match byte(0)? {
        0x00..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    let bytes: Vec<u8> = (0..length).map(|number| byte(3 * number)).collect::<Option<_>>()?;
    Some((std::str::from_utf8(&bytes).ok()?.chars().next()?, 3 * length))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn secrets(secrets: &[&str]) -> Secrets {
        Secrets::of(secrets.iter().map(|secret| secret.to_string()))
    }

    #[test]
    fn a_secret_is_masked_in_every_spelling() {
        let secrets = secrets(&[r#"a"b\c&d <é"#]);
        for spelled in [
            r#"a"b\c&d <é"#,
            r#"a\"b\\c&d <é"#,
            r#"a\u0022b\u005Cc\u0026d\u0020\u003c\u00E9"#,
            "a&quot;b\\c&amp;d &lt;é",
            "a&#34;b&#92;c&#38;d&#x20;&#x3C;&#xe9;",
            "a%22b%5Cc%26d+%3c%C3%A9",
            r#"\a"b\c%26d%20&lt;é"#,
        ] {
            assert_eq!(secrets.masked(&format!("é {spelled}; &\\%")), "é (secret); &\\%", "{spelled}");
        }
        for other in ["nothing & nobody", "&", "%", "%c3", "%é", "\\", "\\u00", "\\ud83d", "&#;", "&#x110000;", "&é;"]
        {
            assert_eq!(secrets.masked(other), other);
        }
        assert_eq!(super::tests::secrets(&["\u{1f600}\n\t"]).masked(r"\ud83d\ude00\n\u0009"), "(secret)");
    }

    #[test]
    fn an_escape_that_is_part_of_a_secret_stays_part_of_it() {
        assert_eq!(secrets(&["&amp;"]).masked("x &amp; y"), "x (secret) y");
        assert_eq!(secrets(&[r"\\"]).masked(r"x \\ y"), "x (secret) y");
    }

    #[test]
    fn the_longer_of_two_secrets_is_masked_whole() {
        assert_eq!(secrets(&["harbour", "harbour-42", ""]).masked("harbour-42, harbour"), "(secret), (secret)");
    }

    #[test]
    fn many_backslashes_take_no_time() {
        let started = Instant::now();
        let (secret, text) = (r"\".repeat(60) + "x", r"\".repeat(MOST));
        assert_eq!(secrets(&[&secret]).masked(&text), text);
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }

    #[test]
    fn words_with_a_short_secret_are_withheld_whole_and_others_stay() {
        for short in ["a", "6700", "trunk"] {
            let secrets = secrets(&[short, "correct horse"]);
            let quoted = secrets.quoted(&format!("The value {short} is too weak"));
            assert!(quoted.starts_with("in words that are withheld") && !quoted.contains("weak"), "{quoted}");
            assert_eq!(secrets.quoted("correct horse: n\u{f6}"), "\"(secret): n\u{f6}\"");
        }
        assert!(secrets(&["a"]).quoted(r"\u0061").starts_with("in words"), "in another spelling too");
        assert_eq!(secrets(&["6700"]).quoted(" \n"), "and no words");
    }

    #[test]
    fn words_are_cut_off_but_never_inside_a_secret() {
        let secrets = secrets(&["correct horse"]);
        assert_eq!(secrets.quoted(&"x".repeat(600)).len(), MOST + 2);
        for before in MOST - 15..MOST + 2 {
            let words = secrets.repeatable(&format!("{}correct horse", "x".repeat(before))).unwrap();
            assert!(!words.contains("co"), "{before}");
        }
        // What is masked takes up as little room as one character.
        let many = secrets.repeatable(&"correct horse ".repeat(400)).unwrap();
        assert!(!many.contains("co"));
    }
}
