//! Nebrija AI's formats. Its page names types and shows examples; where it sets no limit, none is made up.

use std::net::IpAddr;

use serde_json::Value as Json;

use crate::schema::Format;
use crate::schema::format::no_guess;

/// "IP or domain", beside a port of its own.
pub const HOST: Format = Format {
    says: "be an IP address or a host name and nothing else: no \"sip:\", no spaces, and the port in \"port\"",
    holds: |text| text.parse::<IpAddr>().is_ok() || is_name(text),
    instead: bare_host,
    or_empty: false,
};

/// The page: eight asterisks in an update keep the password that is there. Other numbers of them are as good as a mask
/// when they come back.
pub const NO_MASK: Format = Format {
    says: "not consist of asterisks only, which Nebrija AI takes as \"keep the password\"",
    holds: |text| text.chars().any(|c| c != '*'),
    instead: no_guess,
    or_empty: false,
};

/// The page: an object of any members.
pub const JSON_OBJECT: Format = Format {
    says: "be a JSON object, such as jsonencode({ transport = \"tls\" }) makes",
    holds: |text| serde_json::from_str(text).is_ok_and(|json: Json| json.is_object()),
    instead: no_guess,
    or_empty: false,
};

/// Case and the dot at the end mean nothing in a host name; an IPv6 address has many spellings.
pub fn canonical_host(text: &str) -> String {
    let text = text.trim();
    match text.parse::<IpAddr>() {
        Ok(address) => address.to_string(),
        Err(_) => text.strip_suffix('.').unwrap_or(text).to_lowercase(),
    }
}

/// Whether it can be a host name. One whose last part is a number is an address with a mistake in it.
fn is_name(text: &str) -> bool {
    let labels: Vec<&str> = text.strip_suffix('.').unwrap_or(text).split('.').collect();
    let label = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    let number = |label: &&str| label.bytes().all(|byte| byte.is_ascii_digit());
    labels.iter().all(label) && !labels.last().is_some_and(number)
}

/// The host in a SIP address, or in front of a port.
fn bare_host(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = ["sip:", "sips:"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    let rest = rest.split_once("://").map_or(rest, |(_, rest)| rest);
    let rest = rest.split(['/', ';', '?']).next()?;
    let rest = rest.rsplit('@').next()?;
    let host = match rest.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => rest.split(':').next()?,
    };
    (HOST.holds)(host).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_an_address_or_a_name_alone() {
        for text in ["sip.carrier.example", "sip.carrier.example.", "sip_a-1.example", "192.0.2.20", "2001:db8::1", "pbx"] {
            assert!((HOST.holds)(text), "{text}");
        }
        for text in [
            "",
            " ",
            "sip.carrier.example:5060",
            "sip:carrier.example",
            "https://carrier.example",
            "a b.example",
            "192.0.2.0/24",
            "192.0.2.256",
            "192.0.2",
            "carrier..example",
            "[2001:db8::1]",
        ] {
            assert!(!(HOST.holds)(text), "{text}");
        }
    }

    #[test]
    fn the_host_is_told_from_what_stands_around_it() {
        for text in [
            "sip:carrier.example",
            "sips:carrier.example:5061;transport=tls",
            "sip:100@carrier.example",
            "https://carrier.example/x",
            " carrier.example ",
        ] {
            assert_eq!((HOST.instead)(text).as_deref(), Some("carrier.example"), "{text}");
        }
        assert_eq!((HOST.instead)("[2001:db8::1]:5060").as_deref(), Some("2001:db8::1"));
        assert_eq!((HOST.instead)("192.0.2.256"), None);
        assert_eq!((HOST.instead)("a b"), None);
    }

    #[test]
    fn spellings_of_one_host_have_one_canonical_form() {
        assert_eq!(canonical_host("SIP.Carrier.Example."), "sip.carrier.example");
        assert_eq!(canonical_host("2001:DB8:0::1"), "2001:db8::1");
    }

    #[test]
    fn a_mask_is_no_password() {
        assert!((NO_MASK.holds)("*secret*"));
        for text in ["********", "***", "*"] {
            assert!(!(NO_MASK.holds)(text), "{text}");
        }
    }

    #[test]
    fn advanced_settings_are_an_object() {
        assert!((JSON_OBJECT.holds)("{}"));
        assert!((JSON_OBJECT.holds)(r#"{"transport": "tls"}"#));
        for text in ["", "tls", "[]", "null", "{"] {
            assert!(!(JSON_OBJECT.holds)(text), "{text}");
        }
    }
}
