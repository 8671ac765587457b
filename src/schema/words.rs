//! Words that people know from elsewhere for what our tables call otherwise, so that an error can name ours.

/// Other words, in lower case and without blanks and signs, each with the word of our tables that it stands for.
const OTHERS: &[(&str, &str)] = &[
    // Codecs, as RFC 3551 and telephones call them.
    ("pcmu", "ulaw"),
    ("pcmu/8000", "ulaw"),
    ("mulaw", "ulaw"),
    ("µlaw", "ulaw"),
    ("μlaw", "ulaw"),
    ("g711u", "ulaw"),
    ("g711mu", "ulaw"),
    ("g711ulaw", "ulaw"),
    ("g711mulaw", "ulaw"),
    ("pcma", "alaw"),
    ("pcma/8000", "alaw"),
    ("g711a", "alaw"),
    ("g711alaw", "alaw"),
    ("g729a", "g729"),
    ("g729ab", "g729"),
    ("g722/8000", "g722"),
    ("g72632", "g726"),
    ("h263+", "h263p"),
    ("h2631998", "h263p"),
    ("mp4ves", "mpeg4"),
    ("opus/48000", "opus"),
    // Transports.
    ("transportudp", "udp"),
    ("transporttcp", "tcp"),
    ("transporttls", "tls"),
    ("sipudp", "udp"),
    ("siptcp", "tcp"),
    ("siptls", "tls"),
    ("sips", "tls"),
    ("naptr", "dnsnaptr"),
    // How the far end proves itself.
    ("userpass", "credentials"),
    ("usernamepassword", "credentials"),
    ("password", "credentials"),
    ("digest", "credentials"),
    ("authenticated", "credentials"),
    ("credential", "credentials"),
    ("ipbased", "ip"),
    ("iptoip", "ip"),
    ("ipaddress", "ip"),
    ("ipauth", "ip"),
    // Encryption of media.
    ("srtp", "sdes"),
    ("sdessrtp", "sdes"),
    ("srtpsdes", "sdes"),
    ("none", "no"),
    ("off", "no"),
    ("false", "no"),
    ("disabled", "no"),
    // Kinds of trunks and of what is behind them.
    ("registration", "register"),
    ("registertrunk", "register"),
    ("peertopeer", "peer"),
    ("peertrunk", "peer"),
    ("accounttrunk", "account"),
    ("ext", "extension"),
    ("group", "ext_group"),
    ("extensiongroup", "ext_group"),
];

/// The one of `ours` that the text means: in another case, with other blanks and signs, or by another word. A table may have
/// one of the other words itself, and then the text may be ours or a third one.
pub fn meant<'a>(text: &str, ours: impl Iterator<Item = &'a str>) -> Option<String> {
    let text = plain(text);
    let ours: Vec<&str> = ours.collect();
    let alike = ours.iter().find(|word| plain(word) == text);
    let alike = alike.or_else(|| ours.iter().find(|word| stands_for(plain(word)) == stands_for(text.clone())));
    alike.map(|word| (*word).to_owned())
}

/// What the word of our tables is for a plain word.
fn stands_for(plain_word: String) -> String {
    OTHERS.iter().find(|(other, _)| *other == plain_word).map_or(plain_word, |(_, ours)| plain(ours))
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"-_.".contains(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODECS: [&str; 6] = ["ulaw", "alaw", "g729", "h263", "h263p", "g722"];

    #[test]
    fn other_words_stand_for_ours() {
        for (text, ours) in [
            ("PCMU", "ulaw"),
            ("PCMA/8000", "alaw"),
            ("G.711 A-law", "alaw"),
            ("mu-law", "ulaw"),
            ("G.729", "g729"),
            (" G722 ", "g722"),
            ("H.263+", "h263p"),
            ("H.263", "h263"),
        ] {
            assert_eq!(meant(text, CODECS.into_iter()).as_deref(), Some(ours), "{text}");
        }
        assert_eq!(meant("transport-udp", ["udp", "tls"].into_iter()).as_deref(), Some("udp"));
        assert_eq!(meant("SRTP", ["no", "sdes"].into_iter()).as_deref(), Some("sdes"));
        assert_eq!(meant("extension-group", ["extension", "ext_group"].into_iter()).as_deref(), Some("ext_group"));
    }

    #[test]
    fn a_table_may_have_another_word_than_most() {
        let theirs = ["PCMU/8000", "PCMA", "G722"];
        for (text, word) in [("ulaw", "PCMU/8000"), ("G.711 A-law", "PCMA"), ("g722/8000", "G722"), ("pcma", "PCMA")] {
            assert_eq!(meant(text, theirs.into_iter()).as_deref(), Some(word), "{text}");
        }
    }

    #[test]
    fn a_word_that_is_not_there_is_not_meant() {
        assert_eq!(meant("PCMU", ["alaw"].into_iter()), None);
        assert_eq!(meant("G.711", CODECS.into_iter()), None, "either law");
        assert_eq!(meant("", CODECS.into_iter()), None);
    }

    #[test]
    fn every_other_word_is_written_as_it_is_looked_up() {
        for (other, stands_for) in OTHERS {
            assert_eq!(plain(other), *other);
            assert_ne!(plain(stands_for), *other);
        }
    }
}
