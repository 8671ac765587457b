//! Hosts: names and IP addresses, without what commonly stands around them.

use std::net::{IpAddr, Ipv6Addr};

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use url::Host;

use super::address::{is_several, without_zeros};
use crate::schema::check::{Advice, Format};

/// A host alone; where there is a port, it has an attribute of its own.
pub const HOST: Format = Format {
    says: "be a host name or a single IP address and nothing else, such as \"sip.carrier.example\": no block, scheme, port, \
           blanks, brackets or zone",
    holds: |text| canonical(text).is_some(),
    instead: |text| Advice::plain(meant(text)),
    or_empty: false,
};

/// A host that can be emptied.
pub const HOST_OR_EMPTY: Format = Format { or_empty: true, ..HOST };

/// The canonical spelling of a host: case, one dot at the end and the brackets of an address mean nothing, an IPv6
/// address has many spellings, and a name in any script has one in ASCII.
pub fn canonical_host(text: &str) -> String {
    let text = text.trim();
    canonical(unbracketed(text)).unwrap_or_else(|| text.to_lowercase())
}

/// The canonical spelling, if the text is a host.
fn canonical(text: &str) -> Option<String> {
    /// Neither letters, digits nor hyphens; the underscore is no part of a host name by the book, but of some in use.
    const SIGNS: AsciiDenyList = AsciiDenyList::new(true, "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~");
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.to_string());
    }
    let name =
        Uts46::new().to_ascii(text.as_bytes(), SIGNS, Hyphens::CheckFirstLast, DnsLength::VerifyAllowRootDot).ok()?;
    let name = name.strip_suffix('.').unwrap_or(&name);
    // What ends in a number would be an address, and is one with a mistake in it.
    matches!(Host::parse(name), Ok(Host::Domain(_))).then(|| name.to_owned())
}

fn unbracketed(text: &str) -> &str {
    text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text)
}

/// The host in an address of another kind, such as a SIP URI, or in front of a port. One address in place of a block of them
/// would leave the others out.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    if is_several(text) {
        return None;
    }
    let scheme = ["sip:", "sips:"]
        .iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|t| t.eq_ignore_ascii_case(scheme)));
    let rest = scheme.map_or(text, |scheme| &text[scheme.len()..]);
    let rest = rest.split_once("//").map_or(rest, |(_, rest)| rest);
    let rest = rest.split(['/', ';', '?', ',']).next()?;
    let rest = rest.rsplit('@').next()?.trim();
    let host = match (rest.strip_prefix('['), rest.split_once(':')) {
        (Some(bracketed), _) => bracketed.split(']').next()?,
        (None, Some((host, port))) if !port.contains(':') => host,
        _ => rest,
    };
    let host = host.split_once('%').filter(|(address, _)| is_global(address)).map_or(host, |(address, _)| address);
    without_zeros(host.strip_suffix('.').unwrap_or(host)).or_else(|| canonical(host).map(|_| host.to_owned()))
}

/// Whether the address means something without its zone.
fn is_global(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok_and(|address| !address.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_alone() {
        let longest = ["a"; 127].join(".");
        let label = format!("{}.example", "a".repeat(63));
        for text in [
            "sip.carrier.example",
            "SIP.Carrier.example.",
            "sip_a-1.example",
            "_sip._udp.carrier.example",
            "pbx",
            "3cx.example",
            "xn--mnchen-3ya.example",
            "münchen.example",
            "192.0.2.20",
            "2001:db8::1",
            "::ffff:192.0.2.1",
            &longest,
            &label,
        ] {
            assert!((HOST.holds)(text), "{text}");
        }
        let too_long = ["a"; 128].join(".");
        let long_label = format!("{}.example", "a".repeat(64));
        for text in [
            "",
            " ",
            ".",
            "-",
            "a..b",
            ".carrier.example",
            "carrier.example..",
            "-sip.carrier.example",
            "sip-.carrier.example",
            "sip.carrier.example:5060",
            "sip:carrier.example",
            "https://carrier.example",
            "carrier.example/x",
            "100@carrier.example",
            "a b.example",
            " carrier.example",
            "carrier.example\n",
            "carrier.example;transport=tls",
            "a,b",
            "a*.example",
            "192.0.2",
            "192.0.2.010",
            "192.0.2.256",
            "192.0.2.0/24",
            "192.0.2.1.",
            "1.2.3.4.5",
            "5060",
            "0x7f000001",
            "[2001:db8::1]",
            "2001:db8::1%eth0",
            "fe80::1%eth0",
            "2001:db8:::1",
            "xn--a",
            &too_long,
            &long_label,
        ] {
            assert!(!(HOST.holds)(text), "{text:?}");
        }
        assert!(!(HOST_OR_EMPTY.holds)("a..b"));
    }

    #[test]
    fn the_host_is_told_from_what_stands_around_it() {
        for text in [
            "sip:carrier.example",
            "SIPS:carrier.example:5061;transport=tls",
            "sip:100@carrier.example",
            "sip://carrier.example",
            "https://carrier.example/x",
            " carrier.example ",
            "carrier.example:5060",
            "carrier.example:",
        ] {
            assert_eq!(meant(text).as_deref(), Some("carrier.example"), "{text}");
        }
        for (text, host) in [
            ("[2001:db8::1]:5060", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1%eth0", "2001:db8::1"),
            ("192.0.2.010", "192.0.2.10"),
            ("192.0.2.7:5060", "192.0.2.7"),
            ("192.0.2.7.", "192.0.2.7"),
        ] {
            assert_eq!(meant(text).as_deref(), Some(host), "{text}");
        }
        assert_eq!(meant("192.0.2.7/32").as_deref(), Some("192.0.2.7"));
        for text in ["192.0.2.0/24", "192.0.2.010/24", " 192.0.2.7/24", "2001:db8::/64"] {
            assert_eq!(meant(text), None, "{text}");
        }
        for text in ["", "-", "a b", "???", "a..b", "192.0.2", "192.0.2.256", "fe80::1%eth0", "sip:", "sip:5060"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn spellings_of_one_host_have_one_canonical_form() {
        for (text, host) in [
            ("SIP.Carrier.Example.", "sip.carrier.example"),
            (" carrier.example ", "carrier.example"),
            ("2001:DB8:0::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("MÜNCHEN.example", "xn--mnchen-3ya.example"),
            ("mu\u{308}nchen.example", "xn--mnchen-3ya.example"),
            ("XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example"),
            ("No Host", "no host"),
        ] {
            assert_eq!(canonical_host(text), host);
        }
    }
}
