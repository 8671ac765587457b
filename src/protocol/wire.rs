//! Values on the wire: msgpack or JSON in, msgpack out, shaped by a type.

use bigdecimal::BigDecimal;
use rmpv::Value as Msgpack;
use serde_json::Value as Json;

use super::tfplugin6::DynamicValue;
use super::types::Type;
use crate::diagnostic::{Path, Step};
use crate::value::{Object, Set, Value, exact};

/// Why bytes are not a value of the type. It names a place and types, never contents.
#[derive(Debug, PartialEq)]
pub struct Malformed {
    /// The place.
    pub path: Path,
    /// What is wrong there.
    pub why: Why,
}

/// What is wrong with bytes.
#[derive(Debug, PartialEq)]
pub enum Why {
    /// They are of another type, or of none.
    Type(String),
    /// A number is out of all proportion: somebody wrote it.
    Digits,
}

impl Malformed {
    /// The same, one step deeper.
    fn below(mut self, step: Step) -> Self {
        self.path.0.insert(0, step);
        self
    }
}

fn malformed<T>(why: impl Into<String>) -> Result<T, Malformed> {
    Err(Malformed { path: Path::default(), why: Why::Type(why.into()) })
}

/// How deep msgpack may go: as JSON, whose reader has the same limit. Each level takes its part of the stack.
const DEEPEST: usize = 128;

/// Reads a value: msgpack, or JSON where there is no msgpack. Nothing at all reads as null.
pub fn read(value: Option<&DynamicValue>, of: &Type) -> Result<Value, Malformed> {
    match value {
        Some(value) if !value.msgpack.is_empty() => {
            let mut bytes = value.msgpack.as_slice();
            let msgpack = rmpv::decode::read_value_with_max_depth(&mut bytes, DEEPEST);
            let msgpack = msgpack.or_else(|_| malformed("not msgpack"))?;
            from_msgpack(msgpack, of)
        }
        Some(value) if !value.json.is_empty() => from_json(&json(&value.json)?, of),
        _ => Ok(Value::Null),
    }
}

/// Reads JSON as it stands.
pub fn json(bytes: &[u8]) -> Result<Json, Malformed> {
    serde_json::from_slice(bytes).or_else(|_| malformed("not JSON"))
}

/// Writes a value as msgpack.
pub fn write(value: &Value, of: &Type) -> DynamicValue {
    let mut msgpack = Vec::new();
    // Writing to memory cannot fail.
    let _ = rmpv::encode::write_value(&mut msgpack, &to_msgpack(value, of));
    DynamicValue { msgpack, json: Vec::new() }
}

fn from_msgpack(msgpack: Msgpack, of: &Type) -> Result<Value, Malformed> {
    match (of, msgpack) {
        (_, Msgpack::Nil) => Ok(Value::Null),
        // Code 0 is a plain unknown value, code 12 one with refinements; what codes there may ever be, it is unknown.
        (_, Msgpack::Ext(..)) => Ok(Value::Unknown),
        (Type::Dynamic, Msgpack::Array(pair)) => dynamic(pair),
        (Type::String, Msgpack::String(text)) => match text.into_str() {
            Some(text) => Ok(Value::String(text)),
            None => malformed("text that is not UTF-8"),
        },
        (Type::Bool, Msgpack::Boolean(flag)) => Ok(flag.into()),
        (Type::Number, number) => number_from_msgpack(number),
        (Type::List(of), Msgpack::Array(elements)) => all(elements, of).map(Value::List),
        (Type::Set(of), Msgpack::Array(elements)) => set(all(elements, of)),
        (Type::Tuple(of), Msgpack::Array(elements)) if elements.len() == of.len() => elements
            .into_iter()
            .zip(of)
            .map(|(element, of)| from_msgpack(element, of))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (Type::Map(_) | Type::Object(_), Msgpack::Map(pairs)) => members(pairs, of).map(Value::Object),
        (of, _) => malformed(format!("not a value of type {}", of.to_json())),
    }
}

fn all(elements: Vec<Msgpack>, of: &Type) -> Result<Vec<Value>, Malformed> {
    let read = |(at, element)| from_msgpack(element, of).map_err(|malformed| malformed.below(Step::Index(at)));
    elements.into_iter().enumerate().map(read).collect()
}

/// A place in a set has no address.
fn set(elements: Result<Vec<Value>, Malformed>) -> Result<Value, Malformed> {
    let at_the_set = |malformed| Malformed { path: Path::default(), ..malformed };
    elements.map(|elements| Value::Set(Set(elements))).map_err(at_the_set)
}

fn members(pairs: Vec<(Msgpack, Msgpack)>, of: &Type) -> Result<Object, Malformed> {
    let mut object = Object::default();
    for (name, value) in pairs {
        let Some(name) = name.as_str() else { return malformed("a key that is no text") };
        let Some(of) = member(of, name) else { return malformed(format!("no attribute \"{name}\" in the type")) };
        let value = from_msgpack(value, of).map_err(|malformed| malformed.below(Step::Attribute(name.into())))?;
        object.set(name.to_owned(), value);
    }
    Ok(object)
}

fn member<'a>(of: &'a Type, name: &str) -> Option<&'a Type> {
    match of {
        Type::Map(of) => Some(of),
        Type::Object(members) => members.get(name),
        _ => None,
    }
}

/// A number comes as an integer, a float or decimal text, whichever holds it exactly.
fn number_from_msgpack(number: Msgpack) -> Result<Value, Malformed> {
    let decimal = match &number {
        Msgpack::Integer(integer) => integer.to_string().parse().ok(),
        Msgpack::F64(float) => BigDecimal::try_from(*float).ok(),
        Msgpack::F32(float) => BigDecimal::try_from(*float).ok(),
        Msgpack::String(text) => return text.as_str().map_or_else(|| malformed("not a number"), decimal),
        _ => None,
    };
    decimal.map_or_else(|| malformed("not a finite number"), |decimal| Ok(Value::Number(decimal)))
}

/// A value that brings its type: the type's JSON as bytes, and the value.
fn dynamic(pair: Vec<Msgpack>) -> Result<Value, Malformed> {
    let Ok([of, value]) = <[Msgpack; 2]>::try_from(pair) else { return malformed("not a type and a value") };
    let bytes = match &of {
        Msgpack::Binary(bytes) => bytes.as_slice(),
        Msgpack::String(text) => text.as_bytes(),
        _ => return malformed("not a type"),
    };
    let of = serde_json::from_slice(bytes).ok().as_ref().and_then(Type::from_json);
    let Some(of) = of else { return malformed("not a type that is known") };
    Ok(Value::Dynamic(of.to_json().to_string(), Box::new(from_msgpack(value, &of)?)))
}

/// Reads a value out of JSON, as state files hold it: attributes that the type no longer has are passed over.
pub fn from_json(json: &Json, of: &Type) -> Result<Value, Malformed> {
    match (of, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Type::Dynamic, json) => match Type::from_json(&json["type"]) {
            Some(of) => Ok(Value::Dynamic(of.to_json().to_string(), Box::new(from_json(&json["value"], &of)?))),
            None => malformed("not a type and a value"),
        },
        (Type::String, Json::String(text)) => Ok(Value::String(text.clone())),
        (Type::Bool, Json::Bool(flag)) => Ok((*flag).into()),
        (Type::Number, Json::Number(number)) => decimal(&number.to_string()),
        (Type::Number, Json::String(text)) => decimal(text),
        (Type::List(of), Json::Array(elements)) => all_json(elements, of).map(Value::List),
        (Type::Set(of), Json::Array(elements)) => set(all_json(elements, of)),
        (Type::Tuple(of), Json::Array(elements)) if elements.len() == of.len() => elements
            .iter()
            .zip(of)
            .map(|(element, of)| from_json(element, of))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (Type::Map(_) | Type::Object(_), Json::Object(members)) => {
            let known = members.iter().filter_map(|(name, json)| Some((name, json, member(of, name)?)));
            known
                .map(|(name, json, of)| {
                    let value = from_json(json, of);
                    Ok((name.clone(), value.map_err(|malformed| malformed.below(Step::Attribute(name.clone())))?))
                })
                .collect::<Result<_, _>>()
                .map(Value::Object)
        }
        (of, _) => malformed(format!("not a value of type {}", of.to_json())),
    }
}

fn all_json(elements: &[Json], of: &Type) -> Result<Vec<Value>, Malformed> {
    let read = |(at, element)| from_json(element, of).map_err(|malformed| malformed.below(Step::Index(at)));
    elements.iter().enumerate().map(read).collect()
}

/// A number as text: Terraform's own are spelled out, and anything may stand in a state.
fn decimal(text: &str) -> Result<Value, Malformed> {
    match exact(text) {
        Some(decimal) => Ok(Value::Number(decimal)),
        None if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) => {
            Err(Malformed { path: Path::default(), why: Why::Digits })
        }
        None => malformed("not a finite number"),
    }
}

fn to_msgpack(value: &Value, of: &Type) -> Msgpack {
    match (of, value) {
        (_, Value::Null) => Msgpack::Nil,
        (_, Value::Unknown) => Msgpack::Ext(0, vec![0]),
        (_, Value::Dynamic(of, value)) => {
            let inner = serde_json::from_str(of).ok().as_ref().and_then(Type::from_json).unwrap_or(Type::Dynamic);
            Msgpack::Array(vec![Msgpack::Binary(of.as_bytes().to_vec()), to_msgpack(value, &inner)])
        }
        (_, Value::Bool(flag)) => Msgpack::Boolean(*flag),
        (_, Value::String(text)) => Msgpack::from(text.as_str()),
        (_, Value::Number(number)) => match value.as_i64() {
            Some(integer) => Msgpack::from(integer),
            None => Msgpack::from(number.to_string()),
        },
        (Type::Tuple(of), Value::List(elements)) => {
            elements.iter().zip(of).map(|(element, of)| to_msgpack(element, of)).collect::<Vec<_>>().into()
        }
        (Type::List(of) | Type::Set(of), Value::List(elements) | Value::Set(Set(elements))) => {
            elements.iter().map(|element| to_msgpack(element, of)).collect::<Vec<_>>().into()
        }
        // Objects carry every attribute, null ones too.
        (Type::Object(members), Value::Object(object)) => members
            .iter()
            .map(|(name, of)| (name.as_str().into(), to_msgpack(object.get(name), of)))
            .collect::<Vec<_>>()
            .into(),
        (Type::Map(of), Value::Object(object)) => {
            object.iter().map(|(name, value)| (name.into(), to_msgpack(value, of))).collect::<Vec<_>>().into()
        }
        // The engine builds values from the same tables as the types, so nothing else comes here.
        _ => Msgpack::Nil,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn msgpack(bytes: &[u8]) -> DynamicValue {
        DynamicValue { msgpack: bytes.to_vec(), json: vec![] }
    }

    fn read_bytes(bytes: &[u8], of: &Type) -> Result<Value, Malformed> {
        read(Some(&msgpack(bytes)), of)
    }

    #[test]
    fn every_extension_code_reads_as_unknown() {
        assert_eq!(read_bytes(&[0xd4, 0x00, 0x00], &Type::String), Ok(Value::Unknown));
        // Code 12, one byte of refinements; code 99, which nobody has thought of yet.
        assert_eq!(read_bytes(&[0xc7, 0x03, 0x0c, 0x81, 0x01, 0xc2], &Type::Number), Ok(Value::Unknown));
        assert_eq!(read_bytes(&[0xd4, 0x63, 0x00], &Type::List(Box::new(Type::Bool))), Ok(Value::Unknown));
        assert_eq!(write(&Value::Unknown, &Type::String).msgpack, [0xd4, 0x00, 0x00]);
    }

    #[test]
    fn numbers_stay_exact_in_every_form() {
        for (bytes, text) in [
            (&[0x05][..], "5"),
            (&[0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "-1"),
            (&[0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "18446744073709551615"),
            (&[0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0], "0.5"),
            (b"\xa30.1", "0.1"),
            (b"\xa41e30", "1e30"),
            (b"\xbe123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            let number: BigDecimal = text.parse().unwrap();
            assert_eq!(read_bytes(bytes, &Type::Number), Ok(Value::Number(number.clone())), "{text}");
            let written = write(&Value::Number(number.clone()), &Type::Number);
            assert_eq!(read(Some(&written), &Type::Number), Ok(Value::Number(number)), "{text}");
        }
        assert!(read_bytes(&[0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], &Type::Number).is_err(), "infinity");
    }

    #[test]
    fn objects_carry_every_attribute_and_refuse_others() {
        let of = Type::Object([("a".into(), Type::Bool), ("b".into(), Type::String)].into());
        let value = read_bytes(b"\x82\xa1a\xc3\xa1b\xc0", &of).unwrap();
        assert_eq!(write(&value, &of).msgpack, b"\x82\xa1a\xc3\xa1b\xc0");
        let partial = Value::Object([("a", Value::Bool(true))].into_iter().collect());
        assert_eq!(write(&partial, &of).msgpack, b"\x82\xa1a\xc3\xa1b\xc0");
        assert_eq!(read_bytes(b"\x81\xa1c\xc3", &of), malformed("no attribute \"c\" in the type"));
    }

    #[test]
    fn a_set_keeps_two_unknowns_and_a_tuple_its_types() {
        let set = Type::Set(Box::new(Type::String));
        let value = read_bytes(&[0x92, 0xd4, 0, 0, 0xd4, 0, 0], &set).unwrap();
        assert_eq!(value.elements().len(), 2);
        let tuple = Type::Tuple(vec![Type::String, Type::Number]);
        assert_eq!(write(&read_bytes(b"\x92\xa1x\x07", &tuple).unwrap(), &tuple).msgpack, b"\x92\xa1x\x07");
        assert!(read_bytes(b"\x91\xa1x", &tuple).is_err());
    }

    #[test]
    fn a_dynamic_value_brings_its_type_and_keeps_it() {
        let bytes = b"\x92\xc4\x11[\"list\",\"string\"]\x91\xa1x";
        let value = read_bytes(bytes, &Type::Dynamic).unwrap();
        let list = Value::List(vec!["x".into()]);
        assert_eq!(value, Value::Dynamic(r#"["list","string"]"#.into(), Box::new(list)));
        assert_eq!(write(&value, &Type::Dynamic).msgpack, bytes);
        assert_eq!(read_bytes(&[0xd4, 0, 0], &Type::Dynamic), Ok(Value::Unknown));
        let json = DynamicValue { msgpack: vec![], json: br#"{"type":["list","string"],"value":["x"]}"#.to_vec() };
        assert_eq!(read(Some(&json), &Type::Dynamic), Ok(value));
    }

    #[test]
    fn json_is_read_where_there_is_no_msgpack_and_old_attributes_are_passed_over() {
        let of = Type::Object([("n".into(), Type::Number), ("m".into(), Type::Map(Box::new(Type::Bool)))].into());
        let json = DynamicValue { msgpack: vec![], json: br#"{"n":0.1,"m":{"k":true},"old":[1]}"#.to_vec() };
        let value = read(Some(&json), &of).unwrap();
        assert_eq!(value.as_object().unwrap().get("n"), &Value::Number("0.1".parse().unwrap()));
        assert_eq!(value.as_object().unwrap().len(), 2);
        assert_eq!(read(None, &of), Ok(Value::Null));
    }

    #[test]
    fn broken_bytes_are_an_error_that_names_the_place() {
        assert!(read_bytes(b"\xa5ab", &Type::String).is_err(), "cut off");
        assert!(read_bytes(&[0x92, 0x01], &Type::List(Box::new(Type::Number))).is_err(), "cut off");
        let of = Type::Object([("port".into(), Type::Number)].into());
        let why = Why::Type("not a finite number".into());
        assert_eq!(read_bytes(b"\x81\xa4port\xc3", &of), Err(Malformed { path: Path::attribute("port"), why }));
    }

    #[test]
    fn bytes_that_go_too_deep_are_refused_before_the_stack_ends() {
        for depth in [DEEPEST + 1, 1_000, 1_000_000] {
            let bytes = [vec![0x91; depth], vec![0xc0]].concat();
            assert_eq!(read_bytes(&bytes, &Type::String), malformed("not msgpack"), "{depth}");
            let json = DynamicValue { msgpack: vec![], json: b"[".repeat(depth) };
            assert_eq!(read(Some(&json), &Type::String), malformed("not JSON"), "{depth}");
        }
    }

    #[test]
    fn a_number_out_of_all_proportion_is_refused_where_it_stands() {
        let of = Type::Object([("hosts".into(), Type::List(Box::new(port())))].into());
        let refused = Err(Malformed { path: Path::attribute("hosts").at(1).then("port"), why: Why::Digits });
        let state = br#"{"hosts":[{"port":5060},{"port":1e-1000000000}]}"#;
        assert_eq!(from_json(&json(state).unwrap(), &of), refused);
        let text = "1".to_owned() + &"0".repeat(100_000);
        let json = DynamicValue { msgpack: vec![], json: format!(r#"{{"hosts":[{{}},{{"port":"{text}"}}]}}"#).into() };
        assert_eq!(read(Some(&json), &of), refused);
        let msgpack = |bytes: &[u8]| [b"\x81\xa5hosts\x92\xc0\x81\xa4port", bytes].concat();
        assert_eq!(read_bytes(&msgpack(b"\xac1e1000000000"), &of), refused);
    }

    fn port() -> Type {
        Type::Object([("port".into(), Type::Number)].into())
    }
}
