//! LiveKit's formats. Its server checks few of them, so what would be stored and not work, or not be safe, is refused here.

use std::net::Ipv6Addr;

use crate::schema::format::text::is_mask;
use crate::schema::format::{address, host, no_guess};
use crate::schema::settings::ADDRESS;
use crate::schema::{Advice, Format};

/// The address of the server.
pub const URL: Format = Format {
    says: "be a wss://, https://, ws:// or http:// address without credentials, query or fragment",
    holds: |text| (ADDRESS.holds)(&over_http(text)),
    instead: |text| {
        let bare = !text.contains("://") && (ADDRESS.holds)(&format!("https://{text}"));
        Advice::plain(bare.then(|| format!("wss://{text}")))
    },
    or_empty: false,
};

/// LiveKit's own programs do the same: one server answers both.
pub fn over_http(text: &str) -> String {
    for (theirs, ours) in [("wss://", "https://"), ("ws://", "http://")] {
        if let Some(scheme) = text.get(..theirs.len())
            && scheme.eq_ignore_ascii_case(theirs)
        {
            return ours.to_owned() + &text[theirs.len()..];
        }
    }
    text.to_owned()
}

/// A phone number, in whatever form; `*` is any.
pub const NUMBER: Format = Format {
    says: "not be empty, and have no spaces around it",
    holds: |text| !text.is_empty() && text.trim() == text,
    instead: no_guess,
    or_empty: false,
};

/// What the server would read as no address lets everybody in, so nothing is let through that is not plainly one.
pub const SOURCE: Format = Format {
    says: "be an IP address, a block of them such as \"203.0.113.0/28\", or the host name in the caller's From header, such as \
           \"carrier.example\"",
    holds: |text| address::block(text).is_some() || is_full_name(text),
    instead: |text| {
        let address = address::meant(text);
        // A source has no port, so nothing could be said of one.
        let host = || (host::HOST.instead)(text).into_iter().filter(|host| host.note != host::PORT_APART).collect();
        if address.is_empty() { host() } else { address }
    },
    or_empty: false,
};

/// A host name with a dot and a letter in its last part: what has none is an address with a mistake in it.
fn is_full_name(text: &str) -> bool {
    let last = text.rsplit_once('.').map(|(_, last)| last);
    (host::HOST.holds)(text) && last.is_some_and(|last| last.contains(|c: char| c.is_alphabetic()))
}

/// Where a carrier is.
pub const HOST_AND_PORT: Format = Format {
    says: "be a host name or IP address, with or without a port, such as \"sip.carrier.example:5061\": no scheme, user or \
           parameter, and an IPv6 address in brackets where a port follows",
    holds: |text| host_and_port(text).is_some(),
    instead: |text| Advice::plain(host::behind_scheme(text).map(str::to_owned)),
    or_empty: false,
};

/// The same where it can be emptied.
pub const HOST_AND_PORT_OR_EMPTY: Format = Format { or_empty: true, ..HOST_AND_PORT };

/// One spelling of several of the same address.
pub fn canonical_address(text: &str) -> String {
    match host_and_port(text) {
        Some((name, Some(port))) => format!("{}:{port}", bracketed(&host::canonical_host(name))),
        Some((name, None)) => host::canonical_host(name),
        None => text.to_owned(),
    }
}

fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

fn host_and_port(text: &str) -> Option<(&str, Option<u16>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, behind) = rest.split_once(']')?;
        inside.parse::<Ipv6Addr>().ok()?;
        return match behind {
            "" => Some((inside, None)),
            behind => Some((inside, Some(port(behind.strip_prefix(':')?)?))),
        };
    }
    if (host::HOST.holds)(text) {
        return Some((text, None));
    }
    let (name, number) = text.rsplit_once(':')?;
    let is_name = !name.contains(':') && (host::HOST.holds)(name);
    is_name.then_some((name, Some(port(number)?)))
}

fn port(text: &str) -> Option<u16> {
    let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| plain && *port > 0)
}

/// ISO 3166-1 alpha-2.
pub const COUNTRY: Format = Format {
    says: "be a country's two letters, such as \"us\"",
    holds: |text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()),
    instead: no_guess,
    or_empty: true,
};

/// A time in seconds. `\"0s\"` is one as well; that there is none, empty text says.
pub const DURATION: Format = Format {
    says: "be a number of seconds with an \"s\", such as \"30s\"",
    holds: |text| seconds(text).is_some_and(|(whole, _)| whole <= LONGEST),
    instead: in_seconds,
    or_empty: true,
};

/// The same, up to ten minutes.
pub const TEN_MINUTES: Format = Format {
    says: "be a number of seconds with an \"s\", such as \"45s\", of at most \"600s\"",
    holds: |text| seconds(text).is_some_and(|(whole, part)| whole < 600 || (whole == 600 && part.is_empty())),
    instead: in_seconds,
    or_empty: true,
};

/// The longest time that the server's format has: ten thousand years.
const LONGEST: u64 = 315_576_000_000;

/// One spelling of several of the same time.
pub fn canonical_duration(text: &str) -> String {
    match seconds(text) {
        Some((whole, "")) => format!("{whole}s"),
        Some((whole, part)) => format!("{whole}.{part}s"),
        None => text.to_owned(),
    }
}

/// The whole seconds, and the digits behind the point without zeros at their end.
fn seconds(text: &str) -> Option<(u64, &str)> {
    let number = text.strip_suffix('s')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = match number.split_once('.') {
        Some((whole, part)) if digits(part) && part.len() <= 9 => (whole, part),
        Some(_) => return None,
        None => (number, ""),
    };
    Some((whole.parse().ok().filter(|_| digits(whole))?, part.trim_end_matches('0')))
}

/// A time that is written with minutes and hours, or without its unit.
fn in_seconds(text: &str) -> Vec<Advice> {
    let (mut sum, mut number) = (0_u64, String::new());
    let text = text.trim();
    for c in text.chars() {
        let unit = match c {
            '0'..='9' => {
                number.push(c);
                continue;
            }
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => return vec![],
        };
        let Some(more) = number.parse::<u64>().ok().and_then(|n| n.checked_mul(unit)?.checked_add(sum)) else {
            return vec![];
        };
        (sum, number) = (more, String::new());
    }
    match (number.parse::<u64>(), number.is_empty()) {
        (Ok(bare), _) if sum == 0 => Advice::plain(Some(format!("{bare}s"))),
        (_, true) if !text.is_empty() => Advice::plain(Some(format!("{sum}s"))),
        _ => vec![],
    }
}

/// A codec as SDP has it.
pub const CODEC: Format = Format {
    says: "be a codec's name, with or without its rate, such as \"PCMU\" or \"PCMU/8000\"",
    holds: |text| codec(text).is_some(),
    instead: no_guess,
    or_empty: false,
};

/// One spelling of several of the same codec: a rate of 0 is none.
pub fn canonical_codec(text: &str) -> String {
    match codec(text) {
        Some((name, 0)) => name.to_owned(),
        Some((name, rate)) => format!("{name}/{rate}"),
        None => text.to_owned(),
    }
}

fn codec(text: &str) -> Option<(&str, u32)> {
    let (name, rate) = text.split_once('/').unwrap_or((text, "0"));
    let named = !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic());
    let digits = rate.bytes().all(|byte| byte.is_ascii_digit());
    Some((name, rate.parse().ok().filter(|_| named && digits)?))
}

/// The name of a header, by RFC 3261 a token.
pub const TOKEN: Format = Format {
    says: "be a header's name: 1 to 255 letters, digits and signs of -.!%*_+`'~",
    holds: is_token,
    instead: no_guess,
    or_empty: false,
};

/// The name of a header that the server does not keep to itself.
pub const HEADER_NAME: Format = Format {
    says: "be a header's name: 1 to 255 letters, digits and signs of -.!%*_+`'~, and none of those that SIP itself sets, such \
           as From, Contact or Call-ID",
    holds: |text| is_token(text) && !FORBIDDEN.iter().any(|name| name.eq_ignore_ascii_case(text)),
    instead: no_guess,
    or_empty: false,
};

/// The signs and the length are those that both sentences above name.
fn is_token(text: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || "-.!%*_+`'~".contains(c);
    (1..=255).contains(&text.len()) && text.chars().all(sign)
}

/// Those that the server refuses, their short forms among them.
const FORBIDDEN: [&str; 26] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "allow",
    "allow-events",
    "call-id",
    "contact",
    "content-encoding",
    "content-length",
    "content-type",
    "cseq",
    "event",
    "expires",
    "from",
    "max-forwards",
    "record-route",
    "refer-to",
    "reply-to",
    "k",
    "l",
    "m",
    "o",
    "r",
    "t",
    "u",
    "v",
];

/// What stands behind a header's name.
pub const HEADER_VALUE: Format = Format {
    says: "have at most 1024 bytes and no control characters but tabs",
    holds: |text| text.len() <= 1024 && !text.chars().any(|c| c.is_control() && c != '\t'),
    instead: no_guess,
    or_empty: true,
};

/// What would be taken for a password that is not shown.
pub const NO_MASK: Format = Format {
    says: "not consist of asterisks or dots alone, as what hides a password does",
    holds: |text| !is_mask(text),
    instead: no_guess,
    or_empty: true,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn instead(format: &Format, text: &str) -> Vec<String> {
        (format.instead)(text).into_iter().map(|advice| advice.text).collect()
    }

    #[test]
    fn an_address_of_the_server_may_be_that_of_the_dashboard() {
        for (text, called) in [
            ("wss://x.livekit.cloud", "https://x.livekit.cloud"),
            ("WSS://x.livekit.cloud/", "https://x.livekit.cloud/"),
            ("ws://127.0.0.1:7880", "http://127.0.0.1:7880"),
            ("https://lk.example/path", "https://lk.example/path"),
        ] {
            assert!((URL.holds)(text), "{text}");
            assert_eq!(over_http(text), called);
        }
        for text in ["x.livekit.cloud", "wss://u:p@lk.example", "ftp://lk.example", "wss://", "wss://lk.example?x=1"] {
            assert!(!(URL.holds)(text), "{text}");
        }
        assert_eq!(instead(&URL, "x.livekit.cloud"), ["wss://x.livekit.cloud"]);
    }

    /// Each of these is stored by the server, and lets everybody in, nobody, or whoever says so.
    #[test]
    fn a_source_is_plainly_an_address_or_a_name() {
        for text in ["192.0.2.1", "192.0.2.0/24", "192.0.2.9/24", "2001:db8::1", "2001:db8::/32", "carrier.example"] {
            assert!((SOURCE.holds)(text), "{text}");
        }
        for text in [
            "*",
            "192.0.2.1, 192.0.2.2",
            "192.0.2.1;",
            " 192.0.2.1",
            "sip://carrier.example",
            "sip:carrier.example",
            "nonsense",
            "",
            "300.1.1.1",
            "192.0.2.0/33",
            "192.0.2.1:5060",
            "[2001:db8::1]",
            "(192.0.2.1)",
            "+192.0.2.1",
            "carrier.example.",
        ] {
            assert!(!(SOURCE.holds)(text), "{text}");
        }
        assert_eq!(instead(&SOURCE, "192.0.2.010"), ["192.0.2.10"]);
        assert_eq!(instead(&SOURCE, "192.0.2.0/255.255.255.0"), ["192.0.2.0/24"]);
        assert_eq!(instead(&SOURCE, "sip:carrier.example"), ["carrier.example"]);
        for text in ["192.0.2.1:5060", "192.0.2.1, 192.0.2.2", "192.0.2.1/33", "sips:carrier.example", "*"] {
            assert_eq!(instead(&SOURCE, text), [""; 0], "{text}");
        }
        assert_eq!(instead(&SOURCE, "[2001:db8::1]"), ["2001:db8::1"]);
    }

    #[test]
    fn a_carrier_is_a_host_with_or_without_a_port() {
        for text in
            ["sip.carrier.example", "sip.carrier.example:5061", "192.0.2.1:5060", "2001:db8::1", "[2001:db8::1]:5060"]
        {
            assert!((HOST_AND_PORT.holds)(text), "{text}");
        }
        for text in [
            "",
            "sip:h.example",
            "SIP:h.example",
            "sips:h.example",
            "http://h.example",
            "u@h.example",
            "h.example;transport=tls",
            "h h",
            " h ",
            "h:99999",
            "h:0",
            "h:05060",
            "h:",
            "*",
            "[192.0.2.1]:5060",
            "2001:db8::zz",
        ] {
            assert!(!(HOST_AND_PORT.holds)(text), "{text}");
        }
        assert_eq!(instead(&HOST_AND_PORT, "SIP:h.example:5061"), ["h.example:5061"]);
        for text in ["sips:h.example:5061", "h.example:5061;transport=tls", "u@h.example", "h.example, i.example"] {
            assert_eq!(instead(&HOST_AND_PORT, text), [""; 0], "{text}");
        }
        assert_eq!(canonical_address("SIP.Carrier.example:5061"), "sip.carrier.example:5061");
        assert_eq!(canonical_address("[2001:DB8::1]:5061"), "[2001:db8::1]:5061");
        assert_eq!(canonical_address("[2001:DB8::1]"), "2001:db8::1");
    }

    #[test]
    fn a_time_is_in_seconds() {
        for text in ["30s", "0s", "1.5s", "315576000000s", "0.000000001s"] {
            assert!((DURATION.holds)(text), "{text}");
        }
        for text in ["30", "1m", "-5s", "s", "1.s", ".5s", "1.1234567890s", "315576000001s", "1e3s", " 30s"] {
            assert!(!(DURATION.holds)(text), "{text}");
        }
        assert!((TEN_MINUTES.holds)("600s") && (TEN_MINUTES.holds)("600.0s") && !(TEN_MINUTES.holds)("600.1s"));
        for (text, advice) in [("1m", "60s"), ("30", "30s"), ("1h", "3600s"), ("1m30s", "90s"), (" 30s", "30s")] {
            assert_eq!(instead(&DURATION, text), [advice], "{text}");
        }
        for text in ["", "soon", "1m30", "m", "-5s"] {
            assert_eq!(instead(&DURATION, text), [""; 0], "{text}");
        }
        assert_eq!(canonical_duration("1.500s"), "1.5s");
        assert_eq!(canonical_duration("030.000s"), "30s");
    }

    #[test]
    fn a_codec_has_a_name_and_perhaps_a_rate() {
        for text in ["PCMU", "PCMU/8000", "opus/48000", "PCMU/0"] {
            assert!((CODEC.holds)(text), "{text}");
        }
        for text in ["", "/8000", "PCMU/", "PCMU/x", "PCMU/4294967296", "opus/48000/2", "P CMU", "PCMU/+8000"] {
            assert!(!(CODEC.holds)(text), "{text}");
        }
        assert_eq!(canonical_codec("PCMU/0"), "PCMU");
        assert_eq!(canonical_codec("PCMU/08000"), "PCMU/8000");
    }

    #[test]
    fn a_header_has_a_name_of_its_own() {
        for text in ["X-Team", "to", "Via", "x!%*_+`'~.-"] {
            assert!((HEADER_NAME.holds)(text), "{text}");
        }
        for text in ["", "X Team", "From", "CALL-ID", "k", "V", "X:", "Ä", &"x".repeat(256)] {
            assert!(!(HEADER_NAME.holds)(text), "{text}");
        }
        assert!((TOKEN.holds)("From"));
        assert!(
            (HEADER_VALUE.holds)("a\tb ü") && !(HEADER_VALUE.holds)("a\nb") && !(HEADER_VALUE.holds)(&"x".repeat(1025))
        );
    }

    #[test]
    fn a_mask_is_no_password() {
        assert!((NO_MASK.holds)("*x*"));
        assert!(!(NO_MASK.holds)("********") && !(NO_MASK.holds)("••••"));
    }
}
