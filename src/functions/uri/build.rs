//! A URI put together.

use super::super::{Function, Parameter, Refusal, Shape, refuse};
use super::escape::{IN_HEADER, IN_PARAMETER, IN_PASSWORD, IN_USER, escaped};
use crate::schema::format::host;
use crate::value::{Object, Value};

pub const SIP_URI: Function = Function {
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

/// What a URI may have beside user and host.
const OPTIONS: [&str; 5] = ["scheme", "password", "port", "parameters", "headers"];

pub fn put_together(arguments: &[Value]) -> Result<Value, Refusal> {
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
        return refuse(HOST, format!("The host must {}.", host::HOST.says));
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

    fn map(pairs: &[(&'static str, &str)]) -> Value {
        Value::Object(pairs.iter().map(|&(name, value)| (name, Value::from(value))).collect())
    }

    fn of(user: Option<&str>, host: &str, options: &[(&'static str, Value)]) -> Result<String, String> {
        let user = user.map_or(Value::Null, Value::from);
        let options = Value::Object(options.iter().cloned().collect());
        let dynamic = Value::Dynamic("a type".into(), Box::new(options));
        let made = put_together(&[user, host.into(), dynamic]);
        made.map(|uri| uri.as_str().unwrap().to_owned()).map_err(|no| format!("{}: {}", no.argument, no.says))
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
