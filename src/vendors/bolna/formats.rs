//! Bolna's formats.

use crate::schema::format::phone;
use crate::schema::{Advice, Format, words};

/// One codec. The pages name `ulaw` and `alaw` and give no list; what else these two are called is said to be so. What they
/// have is in lower case, and so is all that is sent and read.
pub const CODEC: Format = Format {
    says: "be the name of one codec, without commas and spaces, in lower case, such as \"ulaw\"",
    holds: |text| {
        let bare = !text.is_empty() && !text.contains(|c: char| c == ',' || c.is_whitespace());
        bare && text == in_one_spelling(text) && named(text).is_none_or(|name| name == text)
    },
    instead: |text| Advice::plain(meant(text)),
    or_empty: false,
};

fn named(text: &str) -> Option<String> {
    words::meant(text, ["ulaw", "alaw"].into_iter())
}

/// The codec that is meant. What a name with signs in it is here, such as `G.711`, only the pages could tell.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = || text.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| text.to_ascii_lowercase());
    if (CODEC.holds)(text) { Some(text.to_owned()) } else { named(text).or_else(plain) }
}

/// Codecs in one text.
pub const CODECS: Format = Format {
    says: "be names of codecs joined by commas, in lower case and without spaces, such as \"all\"",
    holds: |text| text.split(',').all(CODEC.holds),
    instead: |text| Advice::plain(text.split(',').map(meant).collect::<Option<Vec<_>>>().map(|names| names.join(","))),
    or_empty: false,
};

/// A number "with or without plus". No length is documented, so none is demanded.
pub const PHONE_NUMBER: Format = Format {
    says: "be digits, with or without a plus in front, such as \"+61255500003\"",
    holds: |text| phone::digits(text).is_some(),
    instead: |text| Advice::plain(phone::international(text)),
    or_empty: false,
};

/// With blanks after commas and without, and in any case, codecs are the same.
pub fn in_one_spelling(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(format: &Format, text: &str) -> Vec<String> {
        (format.instead)(text).into_iter().map(|advice| advice.text).collect()
    }

    #[test]
    fn codecs_are_names_without_blanks() {
        assert!((CODEC.holds)("ulaw") && (CODECS.holds)("all") && (CODECS.holds)("g729,gsm"));
        for text in ["", "ulaw,alaw", "u law", " ulaw", "PCMU", "ULAW", "G729"] {
            assert!(!(CODEC.holds)(text), "{text}");
        }
        for text in ["", "g729,", "g729, gsm", "ALL"] {
            assert!(!(CODECS.holds)(text), "{text}");
        }
        assert_eq!(texts(&CODECS, "g729, gsm"), ["g729,gsm"]);
        assert_eq!(texts(&CODEC, " G729"), ["g729"]);
        assert_eq!(texts(&CODEC, "PCMA"), ["alaw"]);
        assert_eq!(texts(&CODEC, "G722"), ["g722"]);
        assert_eq!(texts(&CODECS, "G729, PCMA"), ["g729,alaw"]);
        for text in ["G.711", "G.729"] {
            assert_eq!((texts(&CODEC, text), texts(&CODECS, text)), (vec![], vec![]), "{text}");
        }
        assert_eq!(texts(&CODECS, "g729 gsm"), [""; 0], "one or two?");
    }

    #[test]
    fn a_number_has_digits_and_perhaps_a_plus() {
        for text in ["+61255500003", "61255500003", "1000"] {
            assert!((PHONE_NUMBER.holds)(text), "{text}");
        }
        for text in ["", "+", "+61 2 5550 0003", "front", "++61255500003"] {
            assert!(!(PHONE_NUMBER.holds)(text), "{text}");
        }
        assert_eq!(texts(&PHONE_NUMBER, "+61 (2) 5550-0003"), ["+61255500003"]);
        assert_eq!(texts(&PHONE_NUMBER, "(02) 5550 0003"), [""; 0], "of which country?");
    }
}
