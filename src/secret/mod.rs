//! What must not be said, and how it is kept out of what others say: a vendor may repeat what it was sent, in whatever
//! spelling.

mod member;
mod spelling;

use std::collections::BTreeSet;

use secrecy::{ExposeSecret, SecretString};

use spelling::{Dead, Spelled, is_sign};

/// What stands in a secret's place.
const MASK: &str = "(secret)";
/// The longest text of somebody else's that is worth repeating, in characters.
const MOST: usize = 500;

/// Whether a secret is short enough to be a word of the sentence that it is found in, or a number that everybody can guess: a
/// mask would only point at it.
pub fn may_be_a_word(secret: &str) -> bool {
    secret.chars().count() < 8
}

/// Secrets. There is no way to print them.
#[derive(Default)]
pub struct Secrets {
    known: Vec<SecretString>,
    /// Members whose values are secrets, whatever they are.
    members: Vec<&'static str>,
}

impl Secrets {
    /// These secrets; empty ones are none.
    pub fn of(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut all: Vec<String> = secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        // The longest first, so that a secret inside another does not leave the rest of it standing.
        all.sort_by(|one, two| two.len().cmp(&one.len()).then_with(|| one.cmp(two)));
        all.dedup();
        Self { known: all.into_iter().map(SecretString::from).collect(), members: vec![] }
    }

    /// These, and what stands behind the names of these members.
    pub fn and_behind(self, members: Vec<&'static str>) -> Self {
        Self { members, ..self }
    }

    /// The text with every secret masked: what stands behind a member's name, and those that are known, plain and as JSON, HTML
    /// and addresses spell it, or one of them what another has spelled.
    pub fn masked(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        self.pieces(text).for_each(|piece| clean.push_str(piece.shown()));
        clean
    }

    /// Whether one of them stands in a text that is whole, in whatever spelling.
    pub fn stand_in(&self, text: &str) -> bool {
        if self.known.iter().any(|secret| text.contains(secret.expose_secret())) {
            return true;
        }
        // What comes behind the end says that the text is not cut off there.
        let whole = || format!("{text}\0");
        text.contains(is_sign) && self.pieces(&whole()).any(|piece| matches!(piece, Piece::Secret { .. }))
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
        let mut spelled = Spelled::new(text);
        let mut dead = vec![Dead::new(); self.known.len()];
        let begins: BTreeSet<char> =
            self.known.iter().filter_map(|secret| secret.expose_secret().chars().next()).collect();
        let mut values = member::values(text, &self.members).into_iter().peekable();
        let mut at = 0;
        std::iter::from_fn(move || {
            let first = text[at..].chars().next()?;
            while values.next_if(|value| value.end <= at).is_some() {}
            if let Some(value) = values.next_if(|value| value.start <= at) {
                at = value.end;
                // Its name says where it is, not what.
                return Some(Piece::Secret { short: false });
            }
            // Most characters of an answer, of which a list may have a million.
            if !is_sign(first) && !begins.contains(&first) {
                let start = at;
                at += first.len_utf8();
                return Some(Piece::Open(&text[start..at]));
            }
            spelled.go_on_to(at);
            let found = self.known.iter().zip(&mut dead).find_map(|(secret, dead)| {
                while dead.first().is_some_and(|(place, _)| *place < at) {
                    dead.pop_first();
                }
                let secret = secret.expose_secret();
                Some((secret, spelled.end(at, secret, dead)?))
            });
            let start = at;
            let piece;
            (piece, at) = match found {
                Some((secret, end)) => (Piece::Secret { short: may_be_a_word(secret) }, end),
                None => (Piece::Open(&text[start..start + first.len_utf8()]), start + first.len_utf8()),
            };
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

#[cfg(test)]
mod tests {
    use super::spelling::LAYERS;
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
    fn a_secret_is_masked_below_several_layers_of_escapes() {
        let secret = "Tr\u{f6}0\"b4\\d/or&Ze<%41 \u{1f600}";
        let secrets = secrets(&[secret]);
        let json = |text: &str| serde_json::to_string(text).unwrap();
        let ascii = |text: &str| {
            let unit =
                |unit: u16| if unit < 0x80 { char::from(unit as u8).to_string() } else { format!("\\u{unit:04x}") };
            text.encode_utf16().map(unit).collect::<String>()
        };
        let html =
            |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&#34;").replace('\\', "&#x5c;");
        let percent =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let layers: [&dyn Fn(&str) -> String; 4] = [&json, &|text| ascii(&json(text)), &html, &percent];
        let mut spelled = vec![secret.to_owned()];
        for _ in 0..3 {
            spelled = spelled.iter().flat_map(|text| layers.iter().map(move |layer| layer(text))).collect();
            for text in &spelled {
                let masked = secrets.masked(text);
                assert!(masked.contains(MASK) && !masked.contains("b4") && !masked.contains("or"), "{text}: {masked}");
            }
        }
        let mut deep = secret.to_owned();
        for _ in 0..LAYERS {
            deep = json(&deep);
        }
        assert!(!secrets.masked(&deep).contains("b4"), "{deep}");
    }

    /// If places were looked at more than once, this would not end.
    #[test]
    fn a_long_answer_takes_no_time() {
        for piece in [r#"{\"id\": 1, \"name\": \"Tr\\u00f6\"}, "#, r"\\\\\\\", "%2525", "&amp;amp;#38;", r"\u005c"] {
            let text = piece.repeat(20_000 / piece.len()) + ".";
            assert_eq!(secrets(&[r#"Tr\"0b4\\dor"#, "%%%%%%%%%x", "&&&&&&&&x"]).masked(&text), text);
            let text = format!("{} {}", "password".repeat(2_000), text.repeat(10));
            assert_eq!(super::tests::secrets(&[]).and_behind(vec!["password"]).masked(&text), text);
        }
    }

    #[test]
    fn a_secret_in_which_an_answer_is_cut_off_is_masked() {
        let secrets = secrets(&[r#"Harbour"42Bridge"#]);
        for (cut, masked) in [
            (r#"{"password": "Harbour\"42Brid"#, r#"{"password": "(secret)"#),
            (r#"{"password": "Harb"#, r#"{"password": "(secret)"#),
            (r#"{"password": "Harbour\u00"#, r#"{"password": "(secret)"#),
            ("to the Har", "to the Har"),
            ("the Harbour master", "the Harbour master"),
        ] {
            assert_eq!(secrets.masked(cut), masked);
        }
    }

    #[test]
    fn a_secret_stands_in_a_text_whole_and_in_any_spelling() {
        let secrets = secrets(&["Tr0ub4dor&Zebra"]);
        for text in
            ["x Tr0ub4dor&Zebra", r#"{"a": "Tr0ub4dor\u0026Zebra"}"#, "Tr0ub4dor%26Zebra", "Tr0ub4dor&amp;Zebra"]
        {
            assert!(secrets.stand_in(text), "{text}");
        }
        for text in ["", "a & b", "100 %", "Tr0ub4dor", "Tr0ub4dor&", "Tr0ub4dor%2", r"Tr0ub4dor\", "Tr0ub4dor&Zebr"] {
            assert!(!secrets.stand_in(text), "{text}");
        }
    }

    #[test]
    fn what_stands_behind_a_members_name_is_masked_whoever_knows_it() {
        let secrets = secrets(&["Harbour42Bridge", "6700"]).and_behind(vec!["password", "access_token"]);
        for (text, masked) in [
            (r#"{"id": 1, "password": "a\"b\\", "x": "y"}"#, r#"{"id": 1, "password": "(secret)", "x": "y"}"#),
            (r#"{"password":"Harbour42Bridge!","name":"n"}"#, r#"{"password":"(secret)","name":"n"}"#),
            (r#"{"auth_password" : 6700, "x": 1}"#, r#"{"auth_password" : (secret), "x": 1}"#),
            (r#"{"Password":"secr"#, r#"{"Password":"(secret)"#),
            (
                r#"{"access_token": "A", "access_token_expire_time": 1800}"#,
                r#"{"access_token": "(secret)", "access_token_expire_time": 1800}"#,
            ),
            (r#"{"password": {"value": "a"}, "x": 1}"#, r#"{"password": (secret)"#),
            (
                r#"{"sent": "{\"password\": \"a\\\"b\\\\\", \"x\": 1}"}"#,
                r#"{"sent": "{\"password\": \"(secret)\", \"x\": 1}"}"#,
            ),
            (r#"{'password': "it's", 'x': 1}"#, r#"{'password': "(secret)", 'x': 1}"#),
            ("{&quot;password&quot;:&quot;a&quot;}", "{&quot;password&quot;:&quot;(secret)"),
            ("name=n&password=a%26b+c&x=1", "name=n&password=(secret)&x=1"),
            ("password%3Da", "password%3D(secret)"),
            ("Key (password)=(a b) already exists", "Key (password)=(secret)"),
            ("<Password>a b&amp;c</Password>", "<Password>(secret)</Password>"),
            (r#"password: "a b", x"#, r#"password: "(secret)", x"#),
            (r#"{"password": ""}"#, r#"{"password": ""}"#),
            (r#"<a href="?access_token=AAAA">here</a>"#, r#"<a href="?access_token=(secret)">here</a>"#),
            // The token was masked by who asked for it.
            (r#"<a href="?access_token=(secret)">here</a>"#, r#"<a href="?access_token=(secret)">here</a>"#),
        ] {
            assert_eq!(secrets.masked(text), masked, "{text}");
            assert!(secrets.quoted(text).starts_with('"'), "{text}");
        }
        for open in [
            "password: too weak",
            "-1 FAILURE: username or password: error",
            "Check \"password\" and what it may do",
            "<input name=\"password\"> Please log in",
            "the password",
            "password",
            "\"password",
            "\"password\":",
            r#"{"password_min": 8, "passwords": 2}"#,
        ] {
            assert_eq!(secrets.masked(open), open);
        }
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

    /// The same.
    #[test]
    fn many_backslashes_take_no_time() {
        let (secret, text) = (r"\".repeat(60) + "x", r"\".repeat(MOST) + ".");
        assert_eq!(secrets(&[&secret]).masked(&text), text);
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
