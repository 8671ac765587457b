//! Configurations and states as JSON that can be printed and made smaller, drawn from the tables.

use std::collections::BTreeSet;

use icu_normalizer::ComposingNormalizerBorrowed;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Union;
use serde_json::{Map, Value as Json, json};
use siptrunk::diagnostic::Step;
use siptrunk::engine;
use siptrunk::schema::{Attribute, Check, Kind, Place, Presence, Resource, trios};
use siptrunk::value::{Object, Set, Value};

/// What stands for a value that is not known.
pub const UNKNOWN: &str = "\u{1}unknown";

/// Texts that some attribute or other takes. Some of them mean the same to some of them.
const TEXTS: &[&str] = &[
    "",
    "a",
    "Main trunk",
    "main trunk",
    " Main trunk ",
    "Zo\u{eb}",
    "Zoe\u{308}",
    "\u{1f4de}",
    "x\"y\\z<&>%22+",
    "abcdefghijabcdefghijabcdefghija",
    // Hosts and addresses.
    "sip.example.com",
    "SIP.Example.com",
    "sip.example.com.",
    "b\u{fc}cher.example",
    "xn--bcher-kva.example",
    "sip.example.com:5070",
    "sip:sip.example.com",
    "1.1.1.1",
    "1.1.1.1/32",
    "8.8.8.0/24",
    "8.8.4.0/28",
    "192.0.2.10",
    "203.0.113.0/28",
    "2001:db8::1",
    "2001:DB8:0::1",
    "[2001:db8::1]",
    // Numbers.
    "61255500003",
    "+61255500003",
    "+61255500004",
    "61455500001",
    "+61455500001",
    "+61455500002",
    "02",
    "03",
    "0",
    "1",
    "17",
    "1001-1010",
    // Words.
    "AU",
    "NZ",
    "de",
    "ulaw",
    "alaw",
    "g722",
    "all",
    "ulaw,alaw",
    "ulaw, alaw",
    "PCMU",
    "PCMU/8000",
    "pcmu/8000",
    "opus/48000",
    "G722/8000",
    "default",
    "general",
    "X-Tenant",
    "x-tenant",
    "sip.h.tenant",
    "30s",
    "30.0s",
    "45s",
    "0.5s",
    // JSON.
    "{}",
    "{\"a\":1}",
    "{ \"a\": 1.0 }",
    "{\"a\":{\"b\":[1,null]},\"c\":\"x\"}",
    // Secrets.
    "Correct-Horse-7",
    "Other-Stable-42",
    // Those that are ids, too.
    "f1fee46e-9d2c-4c0e-9f5b-30e7b1a54a52",
    "0D7E3C55-2b1a-4f6e-8c90-6a1f2e3d4c5b",
];

/// Whether an attribute's own checks let a value through.
fn passes(attribute: &Attribute, value: Json) -> bool {
    let config = [(attribute.name, self::value(&attribute.kind, &value))].into_iter().collect();
    let alone = Attribute { presence: Presence::Optional, ..*attribute };
    !engine::validate_table(&[alone], &config).has_errors()
}

/// The texts that `as_value` makes values of that the attribute takes.
fn texts(attribute: &Attribute, as_value: impl Fn(&str) -> Json) -> Vec<&'static str> {
    let words = attribute.all_checks().find_map(|check| match check {
        Check::OneOf(texts) => Some(texts.to_vec()),
        Check::Words(words) => Some(words.iter().map(|(word, _)| *word).collect()),
        _ => None,
    });
    let all = words.unwrap_or_else(|| TEXTS.to_vec());
    let taken: Vec<_> = all.into_iter().filter(|text| passes(attribute, as_value(text))).collect();
    assert!(taken.len() > 1, "{} takes none of the texts: give it some in tests/it/fuzz/values.rs", attribute.name);
    taken
}

fn text(attribute: &Attribute, as_value: impl Fn(&str) -> Json) -> BoxedStrategy<Json> {
    let known = proptest::sample::select(texts(attribute, as_value)).prop_map(Json::from);
    let free =
        !attribute.all_checks().any(|check| matches!(check, Check::OneOf(_) | Check::Words(_) | Check::Format(_)));
    match (free, attribute.presence) {
        // What else there may be, only the vendor knows.
        (true, Presence::Default(default)) => prop_oneof![4 => Just(default.json()), 1 => known].boxed(),
        (true, _) => prop_oneof![4 => known, 1 => "\\PC{0,24}".prop_map(Json::from)].boxed(),
        (false, _) => known.boxed(),
    }
}

/// Values of an attribute, most of which its checks let through.
pub fn values(attribute: &Attribute) -> BoxedStrategy<Json> {
    let least = usize::from(attribute.all_checks().any(|check| matches!(check, Check::AtLeastOne)));
    match attribute.kind {
        Kind::String => text(attribute, |text| text.into()),
        Kind::Integer => {
            let range = attribute.all_checks().find_map(|check| match check {
                Check::Range { min, max } => Some((min.unwrap_or(-1), max.unwrap_or(1 << 40))),
                _ => None,
            });
            let (min, max) = range.unwrap_or((-3, 1 << 40));
            prop_oneof![min..=max, Just(min), Just(max), min..=(min + 3).min(max)].prop_map(Json::from).boxed()
        }
        Kind::Bool => any::<bool>().prop_map(Json::from).boxed(),
        Kind::List(_) => vec(text(attribute, |text| json!([text])), least..4).prop_map(Json::from).boxed(),
        Kind::Set(_) => {
            let elements = vec(text(attribute, |text| json!([text])), least..4);
            elements.prop_map(|elements| distinct(elements).into()).boxed()
        }
        Kind::Map(_) => {
            let names = proptest::sample::select(texts(attribute, |name| json!({name: "X-Tenant"})));
            let members = vec((names, text(attribute, |text| json!({"X-Tenant": text}))), 0..3);
            members.prop_map(|members| Json::from_iter(members.into_iter().map(|(n, v)| (n.to_owned(), v)))).boxed()
        }
        Kind::Objects(elements) => {
            let element = members(elements.attributes, |attribute| attribute.writable());
            vec(element, least..4).prop_map(|elements| distinct(elements).into()).boxed()
        }
    }
}

fn distinct(elements: Vec<Json>) -> Vec<Json> {
    let mut seen = BTreeSet::new();
    elements.into_iter().filter(|element| seen.insert(element.to_string())).collect()
}

/// Objects with the attributes of a table that are wanted; null for what is left out.
fn members(table: &'static [Attribute], wanted: impl Fn(&Attribute) -> bool) -> BoxedStrategy<Json> {
    let member = |attribute: &Attribute| match attribute.presence {
        _ if !wanted(attribute) => Just(Json::Null).boxed(),
        Presence::Required => values(attribute),
        _ => prop_oneof![Just(Json::Null), values(attribute)].boxed(),
    };
    let all: Vec<_> = table.iter().map(member).collect();
    all.prop_map(|values| named(table, values)).boxed()
}

fn named(table: &[Attribute], values: Vec<Json>) -> Json {
    table.iter().map(|attribute| attribute.name.to_owned()).zip(values).collect::<Map<_, _>>().into()
}

/// Valid configurations of new objects, every value known.
pub fn configs(resource: &'static Resource) -> BoxedStrategy<Json> {
    let kind = resource.kind.and_then(|kind| resource.attribute(kind));
    let kinds = kind.map_or(vec![""], |kind| texts(kind, |text| text.into()));
    let of_kind = |word: &'static str| {
        let own = |attribute: &Attribute| {
            let fits = attribute.fits.only.is_empty() || attribute.fits.only.contains(&word);
            attribute.writable() && fits && matches!(attribute.place, Place::Body(_) | Place::Row(_) | Place::Address)
        };
        let member = move |attribute: &Attribute| match attribute.presence {
            _ if kind == Some(attribute) => Just(word.into()).boxed(),
            _ if !own(attribute) => Just(Json::Null).boxed(),
            _ if attribute.presence == Presence::Required || attribute.fits.required.contains(&word) => {
                values(attribute)
            }
            _ => prop_oneof![Just(Json::Null), values(attribute)].boxed(),
        };
        let all: Vec<_> = resource.attributes.iter().map(member).collect();
        all.prop_map(|values| named(resource.attributes, values)).boxed()
    };
    let whole = Union::new(kinds.into_iter().map(of_kind));
    let way = prop_oneof![Just(None), (1..3_i64).prop_map(Some)];
    (whole, way)
        .prop_map(move |(config, version)| match version {
            Some(version) => written_only(resource, config, version),
            None => config,
        })
        .prop_filter_map("valid", move |config| valid(resource, config))
        .boxed()
}

/// The configuration with its secrets as write-only ones.
fn written_only(resource: &'static Resource, mut config: Json, version: i64) -> Json {
    for trio in trios(resource.attributes) {
        let secret = config[trio.secret.name].take();
        if !secret.is_null() {
            config[trio.write_only.name] = secret;
            config[trio.version.name] = version.into();
        }
    }
    config
}

/// The configuration without what breaks a rule, if that makes it valid.
pub fn valid(resource: &'static Resource, mut config: Json) -> Option<Json> {
    for _ in 0..4 {
        let object = object(resource.attributes, &config);
        let mut found = engine::validate(resource, &object);
        found.extend(engine::missing_secrets(resource, &object, |_| false, &[]));
        let Some(error) = found.into_iter().next() else { return Some(config) };
        let Some(Step::Attribute(name)) = error.path.0.first() else { return None };
        let required = resource.attribute(name).is_some_and(|attribute| attribute.presence == Presence::Required);
        if required || config[name].take().is_null() {
            return None;
        }
    }
    None
}

/// Values of every attribute that an answer may show.
pub fn reports(resource: &'static Resource) -> BoxedStrategy<Json> {
    let all: Vec<_> = resource.attributes.iter().map(values).collect();
    let identified = |values| {
        let mut report = named(resource.attributes, values);
        report["id"] = "7".into();
        report
    };
    all.prop_map(identified).boxed()
}

/// A text in the Unicode form that Terraform's core gives all of them.
fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// JSON as a value of a kind.
pub fn value(kind: &Kind, json: &Json) -> Value {
    let all = |of: &Kind, elements: &[Json]| elements.iter().map(|element| value(of, element)).collect::<Vec<_>>();
    match (kind, json) {
        (_, Json::String(text)) if text == UNKNOWN => Value::Unknown,
        (_, Json::String(text)) => Value::String(composed(text)),
        (_, Json::Bool(flag)) => (*flag).into(),
        (_, Json::Number(number)) => Value::Number(number.to_string().parse().expect("a number")),
        (Kind::List(of), Json::Array(elements)) => Value::List(all(of, elements)),
        (Kind::Set(of), Json::Array(elements)) => Value::Set(Set(all(of, elements))),
        (Kind::Objects(of), Json::Array(elements)) => {
            let object = |element: &Json| Value::Object(object(of.attributes, element));
            Value::List(elements.iter().map(object).collect())
        }
        (Kind::Map(of), Json::Object(members)) => {
            Value::Object(members.iter().map(|(name, member)| (composed(name), value(of, member))).collect())
        }
        _ => Value::Null,
    }
}

/// JSON as an object of a table.
pub fn object(table: &[Attribute], json: &Json) -> Object {
    table.iter().map(|attribute| (attribute.name, value(&attribute.kind, &json[attribute.name]))).collect()
}

/// A value as JSON.
pub fn shown(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Unknown => UNKNOWN.into(),
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) => serde_json::from_str(&number.to_plain_string()).expect("a number"),
        Value::String(text) => text.as_str().into(),
        Value::List(elements) | Value::Set(Set(elements)) => elements.iter().map(shown).collect(),
        Value::Object(object) => whole(object),
        Value::Dynamic(_, value) => shown(value),
    }
}

/// An object as JSON.
pub fn whole(object: &Object) -> Json {
    object.iter().map(|(name, value)| (name.to_owned(), shown(value))).collect::<Map<_, _>>().into()
}

#[test]
fn most_drawn_configurations_of_every_resource_are_valid() {
    for (_, resource) in siptrunk::vendors::resources() {
        super::fuzz(&format!("configurations of {}", resource.name), 8, &configs(resource), |config| {
            let found = engine::validate(resource, &object(resource.attributes, &config));
            if found.has_errors() { super::broken(format!("{found:?}")) } else { Ok(()) }
        });
    }
}
