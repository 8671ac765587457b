//! Bolna's formats.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::Ipv4Net;

use crate::schema::Format;

/// The create page: a host name or an IP, without a scheme. The port has a member of its own.
pub const HOST: Format = Format {
    says: "be a host name or an IP address, without scheme, port and blanks, such as \"sip.carrier.example\"",
    holds: |text| text.parse::<Ipv6Addr>().is_ok() || is_host(text),
    instead: |text| {
        let text = text.trim();
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        let rest = ["sip:", "sips:"].iter().find_map(|scheme| rest.strip_prefix(scheme)).unwrap_or(rest);
        let host = rest.split([':', ';', '/', '?']).next().unwrap_or_default();
        is_host(host).then(|| host.to_owned())
    },
    or_empty: false,
};

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

/// The create page: an address or a block. IPv6 is not mentioned.
pub const IPV4: Format = Format {
    says: "be an IPv4 address or block, such as \"203.0.113.7\" or \"203.0.113.0/28\"",
    holds: |text| text.parse::<Ipv4Addr>().is_ok() || text.parse::<Ipv4Net>().is_ok(),
    instead: |text| Some(text.trim().to_owned()).filter(|trimmed| (IPV4.holds)(trimmed)),
    or_empty: false,
};

/// One codec. The pages name `ulaw` and `alaw` and give no list.
pub const CODEC: Format = Format {
    says: "be the name of one codec, without commas and blanks, such as \"ulaw\"",
    holds: |text| !text.is_empty() && !text.contains(|c: char| c == ',' || c.is_whitespace()),
    instead: |text| Some(text.trim().to_owned()).filter(|trimmed| (CODEC.holds)(trimmed)),
    or_empty: false,
};

/// Codecs in one text.
pub const CODECS: Format = Format {
    says: "be names of codecs joined by commas, without blanks, such as \"all\"",
    holds: |text| text.split(',').all(CODEC.holds),
    instead: |text| Some(without_blanks(text)).filter(|joined| (CODECS.holds)(joined)),
    or_empty: false,
};

/// A number "with or without plus". No length is documented, so none is demanded.
pub const PHONE_NUMBER: Format = Format {
    says: "be digits, with or without a plus in front, such as \"+61255500003\"",
    holds: |text| {
        let digits = text.strip_prefix('+').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    },
    instead: |text| {
        let number: String = text.chars().filter(|c| !" -().".contains(*c)).collect();
        (PHONE_NUMBER.holds)(&number).then_some(number)
    },
    or_empty: false,
};

/// Whether there are blanks after commas means the same.
pub fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Whether a number has its plus means the same.
pub fn with_plus(text: &str) -> String {
    let text = text.trim();
    if text.starts_with('+') || !(PHONE_NUMBER.holds)(text) { text.to_owned() } else { format!("+{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_has_neither_scheme_nor_port() {
        for text in ["sip.carrier.example", "192.0.2.10", "2001:db8::1", "edge_1"] {
            assert!((HOST.holds)(text), "{text}");
        }
        for text in ["", " ", "sip:carrier.example", "carrier.example:5060", "https://carrier.example", "a b", "a/b", "é"] {
            assert!(!(HOST.holds)(text), "{text}");
        }
        for text in ["sip:carrier.example", "carrier.example:5060", "sips://carrier.example;transport=tls", " carrier.example"] {
            assert_eq!((HOST.instead)(text).as_deref(), Some("carrier.example"), "{text}");
        }
        assert_eq!((HOST.instead)("???"), None);
    }

    #[test]
    fn a_source_is_an_ipv4_address_or_block() {
        for text in ["203.0.113.7", "203.0.113.7/32", "203.0.113.0/25", "203.0.113.0/31"] {
            assert!((IPV4.holds)(text), "{text}");
        }
        for text in ["", "carrier.example", "203.0.113.256", "203.0.113.0/33", "2001:db8::/64", "203.0.113"] {
            assert!(!(IPV4.holds)(text), "{text}");
        }
        assert_eq!((IPV4.instead)(" 203.0.113.7 ").as_deref(), Some("203.0.113.7"));
    }

    #[test]
    fn codecs_are_names_without_blanks() {
        assert!((CODEC.holds)("ulaw") && (CODECS.holds)("all") && (CODECS.holds)("g729,gsm"));
        for text in ["", "ulaw,alaw", "u law", " ulaw"] {
            assert!(!(CODEC.holds)(text), "{text}");
        }
        for text in ["", "g729,", "g729, gsm"] {
            assert!(!(CODECS.holds)(text), "{text}");
        }
        assert_eq!((CODECS.instead)("g729, gsm").as_deref(), Some("g729,gsm"));
        assert_eq!((CODEC.instead)(" ulaw").as_deref(), Some("ulaw"));
    }

    #[test]
    fn a_number_is_the_same_with_and_without_its_plus() {
        for text in ["+61255500003", "61255500003", "1000"] {
            assert!((PHONE_NUMBER.holds)(text), "{text}");
        }
        for text in ["", "+", "+61 2 5550 0003", "front", "++61255500003"] {
            assert!(!(PHONE_NUMBER.holds)(text), "{text}");
        }
        assert_eq!((PHONE_NUMBER.instead)("+61 (2) 5550-0003").as_deref(), Some("+61255500003"));
        assert_eq!(with_plus("61255500003"), "+61255500003");
        assert_eq!(with_plus(" +61255500003"), "+61255500003");
        assert_eq!(with_plus("front"), "front");
    }
}
