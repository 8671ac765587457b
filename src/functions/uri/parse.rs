//! A URI taken apart.

use std::collections::BTreeMap;
use std::net::Ipv6Addr;

use super::super::{Function, Parameter, Shape, refuse};
use super::escape::{IN_HEADER, IN_PARAMETER, IN_PASSWORD, IN_USER, unescaped};
use crate::schema::format::host;
use crate::value::{Object, Value};

pub const PARSE_SIP_URI: Function = Function {
    name: "parse_sip_uri",
    summary: "The parts of a SIP URI.",
    doc: "An object with `scheme` (`sip` or `sips`), `user`, `password`, `host` (an IPv6 address without its \
          brackets), `port`, `parameters` and `headers`. A part that is not there is null, or an empty map. Escapes \
          are decoded. Names of parameters are in lower case, and one without a value, such as `lr`, has the value \
          `\"\"`. Values of a header that comes several times are joined by commas, as SIP does it. The argument is \
          the URI alone, without a display name and angle brackets.",
    parameters: &[Parameter {
        name: "uri",
        shape: Shape::String,
        nullable: false,
        doc: "The URI, such as `sip:1001@sip.carrier.example:5061;transport=tls`.",
    }],
    variadic: None,
    gives: Shape::Object(&[
        ("scheme", Shape::String),
        ("user", Shape::String),
        ("password", Shape::String),
        ("host", Shape::String),
        ("port", Shape::Number),
        ("parameters", Shape::Map),
        ("headers", Shape::Map),
    ]),
    call: |arguments| match taken_apart(arguments[0].as_str().unwrap_or_default()) {
        Ok(uri) => Ok(Value::Object(uri)),
        Err(says) => refuse(0, says),
    },
};

/// The parts of a URI. What is said of one that is none quotes nothing that may be its password.
pub fn taken_apart(text: &str) -> Result<Object, String> {
    let scheme = text.split_once(':').map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    let Some((scheme, rest)) = scheme.filter(|(scheme, _)| ["sip", "sips"].contains(&scheme.as_str())) else {
        return Err("A SIP URI begins with sip: or sips:, and has no display name or angle brackets around it.".into());
    };
    // None of what comes behind a user may hold an @ that is not escaped, and a user may hold both ; and ?.
    let (login, rest) = rest.rsplit_once('@').map_or((None, rest), |(login, rest)| (Some(login), rest));
    let (rest, headers) = rest.split_once('?').map_or((rest, None), |(rest, headers)| (rest, Some(headers)));
    let (place, parameters) =
        rest.split_once(';').map_or((rest, None), |(place, parameters)| (place, Some(parameters)));
    let (mut user, mut password) = (Value::Null, Value::Null);
    if let Some(login) = login {
        let (name, secret) = login.split_once(':').map_or((login, None), |(name, secret)| (name, Some(secret)));
        if name.is_empty() {
            return Err("There is no user before the @. Leave the @ out where there is none.".into());
        }
        user = Value::String(unescaped(name, IN_USER, "user")?);
        if let Some(secret) = secret {
            password = Value::String(unescaped(secret, IN_PASSWORD, "password")?);
        }
    }
    let (host, port) = host_and_port(place)?;
    let parts = [
        ("scheme", Value::String(scheme)),
        ("user", user),
        ("password", password),
        ("host", Value::String(host)),
        ("port", port.map_or(Value::Null, |port| i64::from(port).into())),
        ("parameters", parameters.map_or(Ok(Value::Object(Object::default())), read_parameters)?),
        ("headers", headers.map_or(Ok(Value::Object(Object::default())), read_headers)?),
    ];
    Ok(parts.into_iter().collect())
}

fn host_and_port(text: &str) -> Result<(String, Option<u16>), String> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (address, rest) = rest.split_once(']').ok_or("The [ before the host has no ] behind it.")?;
            if address.parse::<Ipv6Addr>().is_err() {
                return Err("Between the brackets there must be an IPv6 address, without a zone.".into());
            }
            let port = rest.strip_prefix(':').or_else(|| rest.is_empty().then_some(""));
            (address, port.ok_or("Behind the ] there may be a port and nothing else.")?)
        }
        None => {
            let (host, port) = text.split_once(':').unwrap_or((text, ""));
            if port.contains(':') {
                return Err("An IPv6 address has to stand in brackets, as in sip:[2001:db8::1].".into());
            }
            if !host.is_ascii() || !(host::HOST.holds)(host) {
                return Err("Its host is no host name and no IP address.".into());
            }
            (host, port)
        }
    };
    if port.is_empty() && text.ends_with(':') {
        return Err("There is a : behind the host and no port.".into());
    }
    let number = port.bytes().all(|byte| byte.is_ascii_digit()).then(|| port.parse().ok().filter(|port| *port > 0));
    match (port, number.flatten()) {
        ("", _) => Ok((host.to_owned(), None)),
        (_, Some(number)) => Ok((host.to_owned(), Some(number))),
        // What looks like a port may be the end of a password, where somebody did not escape an @.
        (_, None) => Err("The port must be a number from 1 to 65535.".into()),
    }
}

fn read_parameters(text: &str) -> Result<Value, String> {
    let mut all = Object::default();
    for parameter in text.split(';') {
        let (name, value) = parameter.split_once('=').map_or((parameter, None), |(name, value)| (name, Some(value)));
        let name = unescaped(name, IN_PARAMETER, "name of a parameter")?.to_lowercase();
        if name.is_empty() {
            return Err("There is a ; without a parameter behind it.".into());
        }
        let what = format!("parameter {name}");
        if value == Some("") {
            return Err(format!("The {what} has a = and no value. Write it without the =."));
        }
        if all.get(&name).is_set() {
            return Err(format!("The {what} comes twice."));
        }
        all.set(name, Value::String(unescaped(value.unwrap_or_default(), IN_PARAMETER, &what)?));
    }
    Ok(Value::Object(all))
}

fn read_headers(text: &str) -> Result<Value, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for header in text.split('&') {
        let Some((name, value)) = header.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err("Behind the ? there must be headers, each a name, a = and a value, joined by &.".into());
        };
        let name = unescaped(name, IN_HEADER, "name of a header")?;
        let value = unescaped(value, IN_HEADER, &format!("header {name}"))?;
        // Case means nothing in the name of a header.
        match all.iter_mut().find(|(there, _)| there.eq_ignore_ascii_case(&name)) {
            Some((_, values)) => *values = format!("{values}, {value}"),
            None => drop(all.insert(name, value)),
        }
    }
    Ok(Value::Object(all.into_iter().map(|(name, value)| (name, Value::String(value))).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Object {
        taken_apart(text).unwrap_or_else(|says| panic!("{text}: {says}"))
    }

    fn map(pairs: &[(&'static str, &str)]) -> Value {
        Value::Object(pairs.iter().map(|&(name, value)| (name, Value::from(value))).collect())
    }

    /// What a URI says, in the order scheme, user, password, host, port.
    fn told(text: &str) -> [String; 5] {
        let parts = parts(text);
        ["scheme", "user", "password", "host", "port"].map(|name| match parts.get(name) {
            Value::Null => "-".to_owned(),
            Value::Number(number) => number.to_string(),
            value => value.as_str().unwrap().to_owned(),
        })
    }

    #[test]
    fn the_examples_of_section_19_1_3_are_taken_apart() {
        assert_eq!(told("sip:alice@atlanta.com"), ["sip", "alice", "-", "atlanta.com", "-"]);
        let uri = "sip:alice:secretword@atlanta.com;transport=tcp";
        assert_eq!(told(uri), ["sip", "alice", "secretword", "atlanta.com", "-"]);
        assert_eq!(parts(uri).get("parameters"), &map(&[("transport", "tcp")]));
        let uri = "sips:alice@atlanta.com?subject=project%20x&priority=urgent";
        assert_eq!(told(uri), ["sips", "alice", "-", "atlanta.com", "-"]);
        assert_eq!(parts(uri).get("headers"), &map(&[("subject", "project x"), ("priority", "urgent")]));
        let uri = "sip:+1-212-555-1212:1234@gateway.com;user=phone";
        assert_eq!(told(uri), ["sip", "+1-212-555-1212", "1234", "gateway.com", "-"]);
        assert_eq!(parts(uri).get("parameters"), &map(&[("user", "phone")]));
        assert_eq!(told("sips:1212@gateway.com"), ["sips", "1212", "-", "gateway.com", "-"]);
        assert_eq!(told("sip:alice@192.0.2.4"), ["sip", "alice", "-", "192.0.2.4", "-"]);
        let uri = "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com";
        assert_eq!(told(uri), ["sip", "-", "-", "atlanta.com", "-"]);
        assert_eq!(parts(uri).get("parameters"), &map(&[("method", "REGISTER")]));
        assert_eq!(parts(uri).get("headers"), &map(&[("to", "alice@atlanta.com")]));
        assert_eq!(told("sip:alice;day=tuesday@atlanta.com"), ["sip", "alice;day=tuesday", "-", "atlanta.com", "-"]);
    }

    #[test]
    fn the_examples_of_section_19_1_4_are_taken_apart() {
        for (one, other) in [
            ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@atlanta.com;Transport=TCP"),
            ("sip:carol@chicago.com", "SIP:carol@chicago.com"),
            ("sip:carol@chicago.com;security=on;newparam=5", "sip:carol@chicago.com;newparam=5;security=on"),
            (
                "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
            ),
            (
                "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
            ),
        ] {
            assert_eq!(parts(one), parts(other), "{one}");
        }
        for (one, other) in [
            ("sip:alice@AtLanTa.CoM;Transport=udp", "SIP:ALICE@AtLanTa.CoM;Transport=UDP"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
            ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
        ] {
            assert_ne!(parts(one), parts(other), "{one}");
        }
    }

    #[test]
    fn addresses_ports_flags_and_repeated_headers_are_told() {
        assert_eq!(told("sip:[2001:db8::10]"), ["sip", "-", "-", "2001:db8::10", "-"]);
        assert_eq!(told("sips:1001@[2001:db8::9:1]:5061"), ["sips", "1001", "-", "2001:db8::9:1", "5061"]);
        assert_eq!(parts("sip:p1.example.com;lr").get("parameters"), &map(&[("lr", "")]));
        assert_eq!(parts("sip:example.com").get("parameters"), &map(&[]));
        let headers = parts("sip:example.com?Route=%3Csip:a%3E&route=%3Csip:b%3E&Subject=").get("headers").clone();
        assert_eq!(headers, map(&[("Route", "<sip:a>, <sip:b>"), ("Subject", "")]));
        assert_eq!(told("sip:alice%20b:%C3%BC%3a@example.com")[1..3], ["alice b", "ü:"]);
        assert_eq!(told("sip:sip%3Auser%40example.com@other.example")[1], "sip:user@example.com");
    }

    #[test]
    fn what_is_no_uri_is_told_without_a_password() {
        for (text, says) in [
            ("", "begins with sip:"),
            ("alice@atlanta.com", "begins with sip:"),
            ("tel:+61255500003", "begins with sip:"),
            ("\"Alice\" <sip:alice@atlanta.com>", "begins with sip:"),
            ("sip:", "no host name"),
            ("sip:@atlanta.com", "no user before the @"),
            ("sip:a@b@atlanta.com", "The user has a @ in it. There it has to be escaped: %40."),
            ("sip:alice:pass word@atlanta.com", "The password has a space"),
            ("sip:alice:pa#ss@atlanta.com", "The password has a # in it. There it has to be escaped: %23."),
            ("sip:alice%4@atlanta.com", "The user has a % without two hexadecimal digits"),
            ("sip:alice%zz@atlanta.com", "The user has a % without two hexadecimal digits"),
            ("sip:%ff@atlanta.com", "not UTF-8"),
            ("sip:alice@atlanta.com:", "no port"),
            ("sip:alice@atlanta.com:0", "from 1 to 65535"),
            ("sip:alice@atlanta.com:65536", "from 1 to 65535"),
            ("sip:alice@atlanta.com:sip", "from 1 to 65535"),
            ("sip:alice@2001:db8::1", "in brackets"),
            ("sip:alice@[2001:db8::1", "has no ] behind it"),
            ("sip:alice@[192.0.2.1]", "must be an IPv6 address"),
            ("sip:alice@[2001:db8::1]5060", "a port and nothing else"),
            ("sip:alice@192.0.2", "no host name"),
            ("sip:alice@a..b", "no host name"),
            ("sip:alice@atlanta.com;", "without a parameter"),
            ("sip:alice@atlanta.com;transport=", "no value"),
            ("sip:alice@atlanta.com;lr;LR", "parameter lr comes twice"),
            ("sip:alice@atlanta.com;a=\"b\"", "%22"),
            ("sip:alice@atlanta.com?subject", "a name, a = and a value"),
            ("sip:alice@atlanta.com?", "a name, a = and a value"),
            ("sip:alice@atlanta.com>", "no host name"),
        ] {
            let told = taken_apart(text).expect_err(text);
            assert!(told.contains(says), "{text}: {told}");
            assert!(!told.contains("pa#ss") && !told.contains("pass word"), "{told}");
        }
    }
}
