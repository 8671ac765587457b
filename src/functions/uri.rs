//! SIP and SIPS URIs, by the grammar of RFC 3261, sections 19.1.1 and 25.1.

use std::collections::BTreeMap;
use std::net::Ipv6Addr;

use super::{Function, Parameter, Refusal, Shape, refuse};
use crate::schema::format::host;
use crate::value::{Object, Value};

pub(super) const SIP_URI: Function = Function {
    name: "sip_uri",
    summary: "A SIP URI, put together by the rules of RFC 3261.",
    doc: "Characters that are not allowed in their place are escaped, and an IPv6 address gets its brackets. The \
          object after the host may be a result of `parse_sip_uri`, so that one part of a URI can be changed: the \
          arguments replace its `user` and `host`.",
    parameters: &[
        Parameter {
            name: "user",
            shape: Shape::String,
            nullable: true,
            doc: "User, such as `1001` or `+61255500003`. Null: none.",
        },
        Parameter {
            name: "host",
            shape: Shape::String,
            nullable: false,
            doc: "Host name or IP address, an IPv6 address with or without brackets.",
        },
    ],
    variadic: Some(Parameter {
        name: "options",
        shape: Shape::Any,
        nullable: true,
        doc: "At most one object with the other parts of the URI, all of them optional: `scheme` (`sip` or `sips`; \
              default `sip`), `password`, `port`, `parameters` (an object, such as `{ transport = \"tls\" }`; `\"\"` \
              for one that has no value, such as `lr`) and `headers` (an object).",
    }),
    gives: Shape::String,
    call: put_together,
};

pub(super) const PARSE_SIP_URI: Function = Function {
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

/// What every part of a URI may hold unescaped beside letters and digits: the RFC's `mark`.
const MARKS: &str = "-_.!~*'()";
/// What a user may hold beside that.
const IN_USER: &str = "&=+$,;?/";
const IN_PASSWORD: &str = "&=+$,";
const IN_PARAMETER: &str = "[]/:&+$";
const IN_HEADER: &str = "[]/?:+$";

fn plain(byte: u8, others: &str) -> bool {
    byte.is_ascii_alphanumeric() || MARKS.as_bytes().contains(&byte) || others.as_bytes().contains(&byte)
}

fn escaped(text: &str, others: &str) -> String {
    let one = |byte: u8| if plain(byte, others) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// The text without its escapes, if it holds nothing that would have to be one.
fn unescaped(text: &str, others: &str, what: &str) -> Result<String, String> {
    let mut rest = text.bytes();
    let mut bytes = vec![];
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| char::from(digit.unwrap_or_default()).to_digit(16));
                let [Some(high), Some(low)] = digits else {
                    return Err(format!(
                        "The {what} has a % without two hexadecimal digits behind it. A % itself is %25."
                    ));
                };
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            byte if plain(byte, others) => byte,
            byte if byte.is_ascii_graphic() => {
                let sign = char::from(byte);
                return Err(format!("The {what} has a {sign} in it. There it has to be escaped: %{byte:02X}."));
            }
            _ => {
                return Err(format!(
                    "The {what} has a blank, or a sign that is not ASCII. There it has to be escaped."
                ));
            }
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).map_err(|_| format!("The {what} has escapes that are not UTF-8."))
}

/// The parts of a URI. What is said of one that is none quotes nothing that may be its password.
fn taken_apart(text: &str) -> Result<Object, String> {
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
                return Err(format!("\"{host}\" is no host name and no IP address."));
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

/// What a URI may have beside user and host.
const OPTIONS: [&str; 5] = ["scheme", "password", "port", "parameters", "headers"];

fn put_together(arguments: &[Value]) -> Result<Value, Refusal> {
    const USER: usize = 0;
    const HOST: usize = 1;
    const MORE: usize = 2;
    let user = match arguments[USER].as_str() {
        Some("") => return refuse(USER, "A user is not empty. Write null for a URI without one."),
        user => user,
    };
    let host = arguments[HOST].as_str().unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).filter(|host| host.contains(':'));
    let host = bare.unwrap_or(host);
    if !(host::HOST.holds)(host) {
        let meant = (host::HOST.instead)(host).into_iter().next();
        let meant = meant.map(|advice| format!(" Write \"{}\".", advice.text)).unwrap_or_default();
        return refuse(HOST, format!("The host must {}.{meant}", host::HOST.says));
    }
    if arguments.len() > MORE + 1 {
        return refuse(MORE + 1, "There is one object of options at most.");
    }
    let none = Object::default();
    let options = match arguments.get(MORE).map(known) {
        None | Some(Value::Null) => &none,
        Some(Value::Object(options)) => options,
        Some(_) => return refuse(MORE, "The options must be an object, such as { port = 5061 }."),
    };
    let ours = |name: &str| OPTIONS.contains(&name) || ["user", "host"].contains(&name);
    if let Some((name, _)) = options.iter().find(|(name, _)| !ours(name)) {
        let says = format!("There is no option \"{name}\"; there are {}.", OPTIONS.join(", "));
        let hint = if name == "transport" { " A transport is one of the parameters." } else { "" };
        return refuse(MORE, says + hint);
    }
    write(user, host, options).or_else(|says| refuse(MORE, says)).map(Value::String)
}

fn write(user: Option<&str>, host: &str, options: &Object) -> Result<String, String> {
    let option = |name: &str| known(options.get(name));
    let scheme = match text(option("scheme")) {
        None if option("scheme").is_null() => "sip".to_owned(),
        Some(scheme) if ["sip", "sips"].contains(&scheme.as_str()) => scheme,
        _ => return Err("scheme must be \"sip\" or \"sips\".".into()),
    };
    let mut uri = format!("{scheme}:");
    let password = match option("password") {
        Value::Null => None,
        Value::String(password) => Some(password),
        _ => return Err("password must be text.".into()),
    };
    match (user, password) {
        (None, Some(_)) => return Err("A password needs a user before it.".into()),
        (None, None) => {}
        (Some(user), None) => uri += &format!("{}@", escaped(user, IN_USER)),
        (Some(user), Some(password)) => {
            uri += &format!("{}:{}@", escaped(user, IN_USER), escaped(password, IN_PASSWORD));
        }
    }
    // A name in another script is written in ASCII.
    let host = if host.is_ascii() { host.to_owned() } else { host::canonical_host(host) };
    uri += &if host.contains(':') { format!("[{host}]") } else { host };
    match text(option("port")).map(|port| port.parse::<u16>()) {
        None if option("port").is_null() => {}
        Some(Ok(port)) if port > 0 => uri += &format!(":{port}"),
        _ => return Err("port must be a whole number from 1 to 65535.".into()),
    }
    let mut there: Vec<String> = vec![];
    for (name, value) in texts(option("parameters"), "parameters")? {
        let name = name.to_lowercase();
        if there.contains(&name) {
            return Err(format!("parameters has \"{name}\" twice; case means nothing in a name."));
        }
        uri += &format!(";{}", escaped(&name, IN_PARAMETER));
        if !value.is_empty() {
            uri += &format!("={}", escaped(&value, IN_PARAMETER));
        }
        there.push(name);
    }
    for (at, (name, value)) in texts(option("headers"), "headers")?.into_iter().enumerate() {
        let before = if at == 0 { '?' } else { '&' };
        uri += &format!("{before}{}={}", escaped(&name, IN_HEADER), escaped(&value, IN_HEADER));
    }
    Ok(uri)
}

/// A value without the type that it brings along.
fn known(value: &Value) -> &Value {
    match value {
        Value::Dynamic(_, value) => known(value),
        value => value,
    }
}

/// Text, or a number as text.
fn text(value: &Value) -> Option<String> {
    match known(value) {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.normalized().to_plain_string()),
        _ => None,
    }
}

/// Texts by name, without those that are null.
fn texts(value: &Value, option: &str) -> Result<Vec<(String, String)>, String> {
    let object = match value {
        Value::Null => return Ok(vec![]),
        Value::Object(object) => object,
        _ => return Err(format!("{option} must be an object of texts.")),
    };
    let set = object.iter().filter(|(_, value)| !known(value).is_null());
    set.map(|(name, value)| match text(value) {
        Some(_) if name.is_empty() => Err(format!("{option} has an empty name.")),
        Some(value) => Ok((name.to_owned(), value)),
        None => Err(format!("{option}.{name} must be text or a number; \"\" where it has no value.")),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Object {
        taken_apart(text).unwrap_or_else(|says| panic!("{text}: {says}"))
    }

    fn map(pairs: &[(&str, &str)]) -> Value {
        Value::Object(pairs.iter().map(|&(name, value)| (name, Value::from(value))).collect())
    }

    fn of(user: Option<&str>, host: &str, options: &[(&str, Value)]) -> Result<String, String> {
        let user = user.map_or(Value::Null, Value::from);
        let options = Value::Object(options.iter().cloned().collect());
        let dynamic = Value::Dynamic("a type".into(), Box::new(options));
        let made = put_together(&[user, host.into(), dynamic]);
        made.map(|uri| uri.as_str().unwrap().to_owned()).map_err(|no| format!("{}: {}", no.argument, no.says))
    }

    /// What a URI says, in the order scheme, user, password, host, port.
    fn told(text: &str) -> [String; 5] {
        let parts = parts(text);
        ["scheme", "user", "password", "host", "port"].map(|name| match parts.get(name) {
            Value::Null => "-".to_owned(),
            value => super::text(value).unwrap(),
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
            ("sip:alice:pass word@atlanta.com", "The password has a blank"),
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

    #[test]
    fn a_uri_is_put_together_and_taken_apart_again() {
        for uri in [
            "sip:atlanta.com",
            "sip:alice@atlanta.com",
            "sip:alice:secretword@atlanta.com;transport=tcp",
            "sips:alice@atlanta.com?priority=urgent&subject=project%20x",
            "sip:+1-212-555-1212:1234@gateway.com;user=phone",
            "sip:alice;day=tuesday@atlanta.com",
            "sip:1001@[2001:db8::9:1]:5061;lr;transport=tls",
            "sip:sip%3Auser%40example.com@other.example;a=%22b%3Bc%22",
        ] {
            let parts = parts(uri);
            let again = put_together(&[parts.get("user").clone(), parts.get("host").clone(), Value::Object(parts)]);
            assert_eq!(again.unwrap(), Value::from(uri));
        }
    }

    #[test]
    fn what_may_not_stand_for_itself_is_escaped() {
        let user = |user: &str| of(Some(user), "sip.carrier.example", &[]).unwrap();
        assert_eq!(user("front desk@1"), "sip:front%20desk%401@sip.carrier.example");
        assert_eq!(user("a:b%ü#"), "sip:a%3Ab%25%C3%BC%23@sip.carrier.example");
        let options = [
            ("port", Value::from(5061)),
            ("scheme", "sips".into()),
            ("password", "p;?@:".into()),
            ("parameters", map(&[("Transport", "tls"), ("lr", ""), ("x", "a;b=c?")])),
            ("headers", map(&[("Subject", "a & b?")])),
        ];
        assert_eq!(
            of(Some("1001"), "[2001:db8::1]", &options).unwrap(),
            "sips:1001:p%3B%3F%40%3A@[2001:db8::1]:5061;transport=tls;lr;x=a%3Bb%3Dc%3F?Subject=a%20%26%20b?"
        );
        assert_eq!(of(None, "München.example", &[]).unwrap(), "sip:xn--mnchen-3ya.example");
        let left_out =
            [("port", Value::Null), ("parameters", Value::Object([("a", Value::Null)].into_iter().collect()))];
        assert_eq!(of(None, "192.0.2.1", &left_out).unwrap(), "sip:192.0.2.1");
        assert_eq!(put_together(&[Value::Null, "192.0.2.1".into()]).unwrap(), Value::from("sip:192.0.2.1"));
        assert_eq!(of(None, "192.0.2.1", &[("port", "5061".into())]).unwrap(), "sip:192.0.2.1:5061");
    }

    #[test]
    fn what_cannot_be_put_together_names_the_argument() {
        let host = "sip.carrier.example";
        for (user, host, options, says) in [
            (Some(""), host, vec![], "0: A user is not empty."),
            (None, "", vec![], "1: The host must be a host name"),
            (None, "sip:carrier.example:5060", vec![], "1: The host must be a host name"),
            (None, "192.0.2", vec![], "1: The host must"),
            (None, host, vec![("port", 0.into())], "2: port must be a whole number from 1 to 65535."),
            (None, host, vec![("port", 65536.into())], "2: port must"),
            (None, host, vec![("port", true.into())], "2: port must"),
            (None, host, vec![("scheme", "tel".into())], "2: scheme must be \"sip\" or \"sips\"."),
            (None, host, vec![("password", "x".into())], "2: A password needs a user before it."),
            (
                None,
                host,
                vec![("transport", "tls".into())],
                "2: There is no option \"transport\"; there are scheme, password",
            ),
            (None, host, vec![("parameters", "lr".into())], "2: parameters must be an object of texts."),
            (None, host, vec![("parameters", map(&[("a", "1"), ("A", "2")]))], "2: parameters has \"a\" twice"),
        ] {
            let told = of(user, host, &options).expect_err(says);
            assert!(told.starts_with(says), "{told}");
        }
        let none = Value::Object(Object::default());
        let twice = put_together(&[Value::Null, "192.0.2.1".into(), none.clone(), none]);
        assert_eq!(twice.unwrap_err().argument, 3);
        assert_eq!(put_together(&[Value::Null, "192.0.2.1".into(), "x".into()]).unwrap_err().argument, 2);
    }
}
