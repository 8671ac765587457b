//! Hosts: names and IP addresses, without what commonly stands around them.

use std::net::{IpAddr, Ipv6Addr};

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use ipnet::IpNet;
use url::Host;

use super::address::{block, without_zeros};
use crate::schema::check::{Advice, Format};

/// A host alone; where there is a port, it has an attribute of its own.
pub const HOST: Format = Format {
    says: "be a host name or a single IP address and nothing else, such as \"sip.carrier.example\": no block, scheme, port, \
           spaces, brackets or zone",
    holds: |text| canonical(text).is_some(),
    instead: |text| meant(text).into_iter().collect(),
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

/// Behind the advice for a host with a port: where that goes, each table says.
pub const PORT_APART: &str = " and the port in its own place";

/// The host that is meant by a text with nothing else in it, but for a port.
fn meant(text: &str) -> Option<Advice> {
    let bare = behind_scheme(text)?;
    let (host, port) = match bare.strip_prefix('[') {
        Some(rest) => {
            let (address, behind) = rest.split_once(']')?;
            (address, if behind.is_empty() { "" } else { behind.strip_prefix(':')? })
        }
        None => bare.split_once(':').filter(|(_, port)| !port.contains(':')).unwrap_or((bare, "")),
    };
    let host = host.split_once('%').filter(|(address, _)| is_global(address)).map_or(host, |(address, _)| address);
    let host = host.strip_suffix('.').unwrap_or(host);
    // A block of one is the address; one address of a block would leave out the others.
    let only = |net: IpNet| (net.prefix_len() == net.max_prefix_len()).then(|| net.addr().to_string());
    let text = match block(without_zeros(host).as_deref().unwrap_or(host)) {
        Some(net) => only(net)?,
        None => canonical(host).map(|_| host.to_owned())?,
    };
    let note = match port {
        "" => "",
        port => port.parse::<u16>().ok().map(|_| PORT_APART)?,
    };
    Some(Advice { text, note })
}

/// What stands behind `sip:`, or in an address of the web that is no more than a host. `None` where something would be lost with the
/// rest: TLS or another transport, a user, a path, a second host.
pub fn behind_scheme(text: &str) -> Option<&str> {
    let text = text.trim();
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    let bare = if scheme.eq_ignore_ascii_case("sip") {
        rest.strip_prefix("//").unwrap_or(rest)
    } else if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
        let host = rest.strip_prefix("//")?;
        Some(host.strip_suffix('/').unwrap_or(host)).filter(|host| !host.contains([':', '/']))?
    } else if scheme.eq_ignore_ascii_case("sips") {
        return None;
    } else {
        text
    };
    let more = |c: char| c.is_whitespace() || "@;,?#&".contains(c);
    (!bare.is_empty() && !bare.contains(more) && !bare.contains("//")).then_some(bare)
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
        let told = |text: &str| meant(text).map(|advice| (advice.text, advice.note));
        for text in [
            "sip:carrier.example",
            "SIP://carrier.example",
            "https://carrier.example",
            "http://carrier.example/",
            " carrier.example ",
            "carrier.example.",
            "carrier.example:",
        ] {
            assert_eq!(told(text), Some(("carrier.example".into(), "")), "{text}");
        }
        for (text, host) in [
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1%eth0", "2001:db8::1"),
            ("192.0.2.010", "192.0.2.10"),
            ("192.0.2.7.", "192.0.2.7"),
            ("192.0.2.7/32", "192.0.2.7"),
        ] {
            assert_eq!(told(text), Some((host.into(), "")), "{text}");
        }
        for (text, host) in [
            ("carrier.example:5061", "carrier.example"),
            ("sip:carrier.example:5060", "carrier.example"),
            ("[2001:db8::1]:5060", "2001:db8::1"),
            ("192.0.2.7:5060", "192.0.2.7"),
        ] {
            assert_eq!(told(text), Some((host.into(), PORT_APART)), "{text}");
        }
        for text in ["", "-", "a b", "???", "a..b", "192.0.2", "192.0.2.256", "fe80::1%eth0", "sip:", "sip:5060"] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn what_has_more_than_a_host_is_not_told_to_be_one() {
        for text in [
            "sips:carrier.example",
            "sip:carrier.example;transport=tls",
            "carrier.example:5060;lr",
            "sip:100@carrier.example",
            "sip:user:secret@carrier.example",
            "https://carrier.example/x",
            "https://carrier.example:8443",
            "tcp://carrier.example",
            "wss://carrier.example",
            "carrier.example/x",
            "carrier.example?x=1",
            "carrier.example, other.example",
            "carrier.example,other.example",
            "carrier.example other.example",
            "carrier.example:sip",
            "192.0.2.0/24",
            "192.0.2.010/24",
            " 192.0.2.7/24",
            "192.0.2.7/255.255.255.0",
            "2001:db8::/64",
        ] {
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
