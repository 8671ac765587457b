//! The vendor's object as a state: its values where they mean something else than ours, our spelling where not.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::diff::diff;
use super::meaning::{Meaning, Twins, json};
use super::relations::{contains, equal, member};
use super::write_only::looked_away;
use crate::request::number;
use crate::schema::format::text::{composed, is_mask};
use crate::schema::{Attribute, Check, Codec, Elements, Kind, Life, Literal, Place, Presence, Resource};
use crate::value::{Object, Set, Value, exact};

/// What an answer holds.
pub struct Decoded {
    /// The state: every attribute, none unknown.
    pub state: Object,
    /// Paths of members that are of a type nobody expects; their attributes keep the value they had.
    pub odd: Vec<&'static str>,
}

/// Reads the vendor's object over `base`, the prior state or the plan. `base` gives what the vendor does not tell:
/// secrets, address parts, and attributes left out of the answer. Behind an update, `before` is the state that it
/// started from: what it had and the plan lacks is looked for too.
pub fn decode(resource: &Resource, answer: &Json, base: &Object, before: Option<&Object>) -> Decoded {
    let mut decoded = Decoded { state: Object::default(), odd: vec![] };
    for attribute in resource.attributes {
        let known = base.get(attribute.name);
        let value = match shown(attribute, answer, resource.calls.whole_members) {
            _ if looked_away(resource, attribute, base, before) => Value::Null,
            Ok(None) => known.clone(),
            Ok(Some(value)) => {
                let before = before.map_or(&Value::Null, |before| before.get(attribute.name));
                merged(attribute, known, before, value)
            }
            Err(path) => {
                decoded.odd.push(path);
                known.clone()
            }
        };
        decoded.state.set(attribute.name, value.settled());
    }
    let kind = resource.kind_of(&decoded.state).clone();
    for attribute in resource.attributes.iter().filter(|attribute| !attribute.fits(&kind)) {
        decoded.state.set(attribute.name, Value::Null);
    }
    decoded
}

/// Whether an answer, shown as this, differs from the state in all that an update has replaced, and in nothing else: the
/// vendor still shows what was before. Read as if nothing had been changed, it is what was; so neither the order of a list
/// counts, nor what the answer leaves out. What a secret was is not known: another one than the state's may have been there.
pub fn shows_replaced(resource: &Resource, state: &Object, shown: &Object, answer: &Json, replaced: &Json) -> bool {
    let before = decode(resource, replaced, state, None).state;
    let then = decode(resource, answer, &before, None).state;
    let was = |attribute: &Attribute| match attribute.is_secret() {
        true => attribute.json_path().is_some_and(|path| at(replaced, path).is_some()),
        false => equal(attribute, then.get(attribute.name), before.get(attribute.name)),
    };
    let (differing, updated) = (diff(resource, shown, state), diff(resource, &before, state));
    let is_all_before = updated.iter().chain(&differing).all(|change| was(change.attribute()));
    !differing.is_empty() && is_all_before
}

/// What the answer shows of an attribute: nothing at all, a value, or something odd at that path.
/// Of an object in it that is shown whole, what is not in it is empty.
fn shown(attribute: &'static Attribute, answer: &Json, whole: &[&str]) -> Result<Option<Value>, &'static str> {
    let Some(path) = attribute.json_path().filter(|_| attribute.is_shown()) else { return Ok(None) };
    let newer = at(answer, path);
    let older = || at(answer, attribute.older?).filter(|json| !json.is_null());
    let json = newer.filter(|json| !json.is_null()).or_else(older).or(newer);
    match json {
        Some(json) if attribute.is_secret() && tells_nothing(json) => Ok(None),
        // Of what always has a value, null says that the vendor does not show it. One that an update can change may have been lost.
        Some(Json::Null) if attribute.presence == Presence::Required && attribute.life == Life::Fixed => Ok(None),
        None | Some(Json::Null) if is_in(whole, path, answer) => {
            Ok(Some(attribute.documented().unwrap_or_else(|| nothing(attribute))))
        }
        None => Ok(None),
        Some(Json::Null) if attribute.has_default() => Ok(None),
        Some(json) if json == "" && is_never_empty(attribute) => Ok(None),
        Some(Json::Null) => Ok(Some(nothing(attribute))),
        // Empty text where the vendor chooses and has chosen nothing: another spelling of null.
        Some(Json::String(text)) if text.is_empty() && chooses_text(attribute) => Ok(Some(nothing(attribute))),
        Some(json) => read(attribute, json).map(Some).ok_or(path),
    }
}

/// Whether an attribute that always has a value is no empty text anywhere: it is one of some words, or no update can have
/// emptied it.
fn is_never_empty(attribute: &Attribute) -> bool {
    let is_a_word = attribute.all_checks().any(|check| matches!(check, Check::Words(_) | Check::OneOf(_)));
    let always_there = attribute.has_default() || attribute.presence == Presence::Required;
    always_there && (attribute.life == Life::Fixed || is_a_word)
}

/// Whether an attribute is a text that the vendor chooses where the user leaves it out, be it as empty text.
pub fn chooses_text(attribute: &Attribute) -> bool {
    attribute.kind == Kind::String && attribute.presence == Presence::VendorDefault
}

/// Whether a path leads into one of these objects, and it is there.
fn is_in(whole: &[&str], path: &str, answer: &Json) -> bool {
    path.split_once('.').is_some_and(|(member, _)| whole.contains(&member) && answer.get(member).is_some())
}

/// Whether an answer shows what it has of an attribute.
pub fn tells(resource: &Resource, attribute: &'static Attribute, answer: &Json) -> bool {
    let is_there = |path: &str| {
        let inside = path.split('.').try_fold(answer, |json, name| json.get(name)).is_some();
        inside || is_in(resource.calls.whole_members, path, answer)
    };
    attribute.json_paths().any(is_there)
}

/// The member at a path. Of an object that is null, every member is.
pub fn at<'a>(json: &'a Json, path: &str) -> Option<&'a Json> {
    path.split('.').try_fold(json, |json, name| if json.is_null() { Some(json) } else { json.get(name) })
}

/// The members that a configuration can have and an answer does not show.
pub fn missing<'a>(resource: &'a Resource, answer: &'a Json) -> impl Iterator<Item = &'static str> + 'a {
    let writable = resource.attributes.iter().filter(|attribute| attribute.writable() && !attribute.is_secret());
    let paths = writable.filter_map(|attribute| match attribute.place {
        Place::Body(path) => Some(path),
        _ => None,
    });
    paths.filter(|path| at(answer, path).is_none() && !is_in(resource.calls.whole_members, path, answer))
}

/// A secret that is shown as nothing, or as a mask.
fn tells_nothing(json: &Json) -> bool {
    json.as_str().is_none_or(is_mask)
}

/// What the vendor shows, in the spelling and order of `base` where that means the same.
fn merged(attribute: &Attribute, base: &Value, before: &Value, shown: Value) -> Value {
    if equal(attribute, base, &shown) {
        return base.clone();
    }
    match (&attribute.kind, shown) {
        (Kind::Objects(elements), Value::List(others)) => Value::List(matched(elements, base.elements(), others)),
        (Kind::List(_), Value::List(texts)) => Value::List(respelled(attribute, base.elements(), texts)),
        (Kind::Set(_), Value::Set(Set(texts))) => Value::Set(Set(respelled(attribute, base.elements(), texts))),
        (Kind::String, shown) if attribute.codec == Codec::Json => projected(base, before, shown),
        (_, shown) => shown,
    }
}

/// The vendor's elements, those that were there before in the order of then: a difference in one is not hidden behind
/// another order. What is shown instead of one that vanished has its place, and what is left comes behind.
fn matched(elements: &Elements, bases: &[Value], others: Vec<Value>) -> Vec<Value> {
    let mut twins = Twins::among(elements, &others);
    let mut others: Vec<Option<Value>> = others.into_iter().map(Some).collect();
    let mut again = |base: &Value| {
        let object = base.as_object()?;
        let other = others[twins.take(base)?].take()?;
        let value = |attribute: &Attribute| match other.as_object().map(|other| other.get(attribute.name)) {
            Some(other) => merged(attribute, &member(attribute, object), &Value::Null, other.clone()),
            None => Value::Null,
        };
        Some(Value::Object(elements.attributes.iter().map(|a| (a.name, value(a))).collect()))
    };
    let places: Vec<Option<Value>> = bases.iter().map(&mut again).collect();
    let mut others = others.into_iter().flatten();
    let mut sorted: Vec<Value> = places.into_iter().filter_map(|place| place.or_else(|| others.next())).collect();
    sorted.extend(others);
    sorted
}

/// Each of the vendor's texts as it was written before, if it was.
fn respelled(attribute: &Attribute, bases: &[Value], texts: Vec<Value>) -> Vec<Value> {
    let written: BTreeMap<_, _> = bases.iter().rev().map(|base| (Meaning::of(attribute, base), base)).collect();
    let spell = |text: Value| written.get(&Meaning::of(attribute, &text)).map_or(text, |base| (*base).clone());
    texts.into_iter().map(spell).collect()
}

/// What the vendor shows of the names in `base`, and of those in `before` that should be gone. What only the vendor has
/// is its own business; after an import, when nobody has written anything yet, everything is told.
fn projected(base: &Value, before: &Value, shown: Value) -> Value {
    let parse = |value: &Value| value.as_str().and_then(json);
    let (Some(wanted), Some(there)) = (parse(base), parse(&shown)) else { return shown };
    let known = parse(before).map_or_else(|| wanted.clone(), |before| union(&wanted, &before));
    let visible = project(&there, &known);
    match contains(&visible, &wanted) && contains(&wanted, &visible) {
        true => base.clone(),
        false => Value::String(visible.to_string()),
    }
}

/// The names of both, at every depth.
fn union(one: &Json, two: &Json) -> Json {
    let (one, two) = match (one, two) {
        (Json::Object(one), Json::Object(two)) => (one, two),
        (Json::Array(ones), Json::Array(twos)) if ones.len() == twos.len() => {
            return ones.iter().zip(twos).map(|(one, two)| union(one, two)).collect();
        }
        _ => return one.clone(),
    };
    let mut all = two.clone();
    for (name, value) in one {
        let value = two.get(name).map_or_else(|| value.clone(), |other| union(value, other));
        all.insert(name.clone(), value);
    }
    Json::Object(all)
}

/// `json` without the names that `known` lacks.
pub fn project(json: &Json, known: &Json) -> Json {
    match (json, known) {
        (Json::Object(members), Json::Object(known)) => {
            let member = |(name, value): (&String, &Json)| Some((name.clone(), project(value, known.get(name)?)));
            Json::Object(members.iter().filter_map(member).collect::<Map<_, _>>())
        }
        (Json::Array(elements), Json::Array(known)) if elements.len() == known.len() => {
            elements.iter().zip(known).map(|(element, known)| project(element, known)).collect()
        }
        _ => json.clone(),
    }
}

/// How an empty attribute stands in a state. Where the vendor chooses what the user leaves out, empty text says that
/// it chose nothing; then the plan is empty whether the user writes `""` or leaves the attribute out. If it is fixed as
/// well, null is left for what was never told, which may be named late.
pub fn nothing(attribute: &Attribute) -> Value {
    let clearable_or_fixed = attribute.life == Life::Fixed || !attribute.cleared_by.is_empty();
    match attribute.kind {
        Kind::String if attribute.writable() && attribute.computed() && clearable_or_fixed => "".into(),
        _ => Value::Null,
    }
}

/// How an attribute stands in a state before anything is read. A text that is empty where it is left out is so until the
/// vendor shows another one; then the first plan is empty too for who writes `""`.
pub fn unread(attribute: &Attribute) -> Value {
    match (attribute.presence, attribute.kind) {
        (Presence::Optional, Kind::String) if !attribute.cleared_by.is_empty() && !attribute.is_secret() => "".into(),
        _ => Value::Null,
    }
}

fn read(attribute: &Attribute, json: &Json) -> Option<Value> {
    let kind = &attribute.kind;
    match attribute.codec {
        Codec::Plain | Codec::ZeroOne => plain(attribute, kind, json),
        Codec::Words(words) => word(words, json).or_else(|| newer(json).filter(|_| !attribute.writable())),
        Codec::WordsSoFar(words) => word(words, json).or_else(|| newer(json)),
        Codec::NameAndRate(name, rate) => {
            let codec = |json: &Json| {
                let codec = json.get(name)?.as_str()?;
                let hertz = hertz(json, rate)?;
                Some(if hertz == 0 { codec.into() } else { Json::from(format!("{codec}/{hertz}")) })
            };
            plain(attribute, kind, &json.as_array()?.iter().map(codec).collect::<Option<Json>>()?)
        }
        Codec::Commas => {
            let texts = json.as_str()?.split(',').map(str::trim).filter(|text| !text.is_empty());
            plain(attribute, kind, &texts.collect::<Vec<_>>().into())
        }
        Codec::Number => match json {
            Json::Number(number) => Some(Value::String(digits(number))),
            json => plain(attribute, kind, json),
        },
        Codec::Json => json.is_object().then(|| Value::String(composed(&json.to_string()))),
        Codec::UnixTime => rfc3339(json).map(Value::String),
        Codec::Wrapped(name) => {
            let unwrapped: Option<Json> = json.as_array()?.iter().map(|element| element.get(name).cloned()).collect();
            plain(attribute, kind, &unwrapped?)
        }
    }
}

/// The rate of a codec, in hertz; 0 is none. `None` if it is not understood.
pub fn hertz(codec: &Json, rate: &str) -> Option<i64> {
    codec.get(rate).filter(|hertz| !hertz.is_null()).map_or(Some(0), number)
}

/// A flag, as JSON or as a form or a database has it.
fn flag(json: &Json) -> Option<bool> {
    let text = match json {
        Json::Bool(flag) => return Some(*flag),
        Json::Number(number) => digits(number),
        json => json.as_str()?.to_ascii_lowercase(),
    };
    match text.as_str() {
        "0" | "false" => Some(false),
        "1" | "true" => Some(true),
        _ => None,
    }
}

/// Our word for the vendor's.
pub fn word(words: &[(&str, Literal)], json: &Json) -> Option<Value> {
    let text = |theirs: &Literal| match theirs.json() {
        Json::String(word) => word,
        number => number.to_string(),
    };
    let is_it = |theirs: &Literal| match (theirs.json(), json) {
        (Json::Number(theirs), Json::Number(number)) => digits(&theirs) == digits(number),
        (json, there) if json == *there => true,
        _ => json.as_str().is_some_and(|word| word.eq_ignore_ascii_case(&text(theirs))),
    };
    words.iter().find(|(_, theirs)| is_it(theirs)).map(|(ours, _)| (*ours).into())
}

/// A word of the vendor's that the table does not know, as the vendor spells it: what nobody writes need not be known.
fn newer(json: &Json) -> Option<Value> {
    match json {
        Json::String(word) => Some(word.as_str().into()),
        Json::Number(number) => Some(Value::String(digits(number))),
        _ => None,
    }
}

fn rfc3339(seconds: &Json) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(number(seconds)?).ok()?.format(&Rfc3339).ok()
}

fn plain(attribute: &Attribute, kind: &Kind, json: &Json) -> Option<Value> {
    match (kind, json) {
        (Kind::String, Json::String(text)) => {
            let words = attribute
                .checks
                .iter()
                .find_map(|check| if let Check::OneOf(words) = check { Some(*words) } else { None });
            let word = words.and_then(|words| words.iter().find(|word| word.eq_ignore_ascii_case(text)));
            Some(Value::String(word.map_or_else(|| attribute.sent(text), |&word| word.into())))
        }
        // An id may be a number there.
        (Kind::String, Json::Number(number)) => Some(Value::String(digits(number))),
        (Kind::Bool, json) => flag(json).map(Value::from),
        (Kind::Integer, Json::Number(number)) => whole_number(&number.to_string()),
        (Kind::Integer, Json::String(digits)) => whole_number(digits),
        (Kind::List(of), Json::Array(elements)) => Some(Value::List(all(attribute, of, elements)?)),
        (Kind::Set(of), Json::Array(elements)) => Some(Value::Set(Set(all(attribute, of, elements)?))),
        (Kind::Map(of), Json::Object(members)) => {
            let member = |(name, json): (&String, &Json)| Some((composed(name), plain(attribute, of, json)?));
            members.iter().map(member).collect::<Option<Object>>().map(Value::Object)
        }
        (Kind::Objects(of), Json::Array(rows)) => {
            rows.iter().map(|row| element(of.attributes, row)).collect::<Option<_>>().map(Value::List)
        }
        _ => None,
    }
}

fn all(attribute: &Attribute, kind: &Kind, elements: &[Json]) -> Option<Vec<Value>> {
    elements.iter().map(|element| plain(attribute, kind, element)).collect()
}

/// One object of a list. A member that it leaves out has its documented default, or is empty.
pub fn element(table: &'static [Attribute], row: &Json) -> Option<Value> {
    let value = |attribute: &'static Attribute| {
        let shown = shown(attribute, row, &[]).ok()?;
        Some(shown.or_else(|| attribute.documented()).unwrap_or_else(|| nothing(attribute)))
    };
    let members = table.iter().map(|attribute| Some((attribute.name, value(attribute)?)));
    row.is_object().then(|| members.collect::<Option<Object>>())?.map(Value::Object)
}

/// A number as text: `28` where some JSON writers have `28.0`.
pub fn digits(number: &serde_json::Number) -> String {
    let text = number.to_string();
    match exact(&text).filter(|exact| exact.is_integer()) {
        Some(exact) => exact.with_scale(0).to_string(),
        None => text,
    }
}

/// A whole number in a text.
pub fn whole_number(text: &str) -> Option<Value> {
    exact(text).filter(|number| number.is_integer()).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::{Order, Unknown, boolean, integer, objects, string};

    #[test]
    fn null_in_the_place_of_what_always_is_something_says_nothing() {
        const MEMBERS: &[Attribute] = &[
            string("host", "Host."),
            integer("port", "Port.").default(Literal::Integer(5060)),
            string("type", "Type.").default(Literal::String("one")).checks(&[Check::OneOf(&["one", "two"])]),
            string("name", "Name.").vendor_default(),
        ];
        const TABLE: &[Attribute] = &[
            boolean("enabled", "Enabled.").default(Literal::Bool(true)),
            string("words", "Words.").default(Literal::String("a")).words(&[("a", Literal::Integer(1))]),
            string("text", "Text.").default(Literal::String("a")),
            string("note", "Note."),
            string("provider", "Provider.").required().replaces(),
            string("caller_id", "Caller ID.").required(),
        ];
        for (attribute, [null, empty]) in TABLE.iter().zip([
            [Ok(None), Err("enabled")],
            [Ok(None), Ok(None)],
            [Ok(None), Ok(Some("".into()))],
            [Ok(Some(Value::Null)), Ok(Some("".into()))],
            [Ok(None), Ok(None)],
            [Ok(Some(Value::Null)), Ok(Some("".into()))],
        ]) {
            let of = |json: Json| shown(attribute, &json!({ attribute.name: json }), &[]);
            assert_eq!(of(Json::Null), null, "{}", attribute.name);
            assert_eq!(of("".into()), empty, "{}", attribute.name);
        }
        const ELEMENTS: &Elements =
            &Elements { attributes: MEMBERS, keys: &["host", "port"], order: Order::Users, unknown: Unknown::Carried };
        let gateways = objects("gateways", "Gateways.", ELEMENTS);
        let row = json!({"host": "a", "port": null, "type": "", "name": null});
        let there = read(&gateways, &json!([row])).expect("a list");
        let element = there.elements()[0].as_object().expect("an object");
        assert_eq!((element.get("port"), element.get("type")), (&5060.into(), &"one".into()));
    }

    #[test]
    fn a_flag_is_read_however_json_writers_spell_it_and_nothing_else_is() {
        let enabled = boolean("enabled", "Enabled.");
        for (yes, no) in [
            (json!(true), json!(false)),
            (json!(1), json!(0)),
            (json!(1.0), json!(0.0)),
            (json!("1"), json!("0")),
            (json!("true"), json!("false")),
            (json!("True"), json!("FALSE")),
        ] {
            assert_eq!((read(&enabled, &yes), read(&enabled, &no)), (Some(true.into()), Some(false.into())), "{yes}");
        }
        for odd in [json!(2), json!(-1), json!(0.5), json!("yes"), json!(""), json!([]), json!({})] {
            assert_eq!(read(&enabled, &odd), None, "{odd}");
        }
    }

    #[test]
    fn a_codec_whose_rate_is_not_understood_is_not_one_without_a_rate() {
        let codecs = crate::schema::list("codecs", "Codecs.", &Kind::String).name_and_rate("name", "rate");
        let of = |rate: Json| read(&codecs, &json!([{"name": "PCMU", "rate": rate}]));
        let all = |codec: &str| Some(Value::List(vec![codec.into()]));
        assert_eq!(of(json!(8000)), all("PCMU/8000"));
        assert_eq!(of(json!("8000")), all("PCMU/8000"));
        assert_eq!((of(json!(0)), of(json!(null))), (all("PCMU"), all("PCMU")));
        assert_eq!((of(json!("fast")), of(json!({}))), (None, None));
    }

    #[test]
    fn what_only_the_vendor_has_in_free_form_json_is_not_shown_and_written_names_are() {
        let shown = |base: &str, before: &str, there: &str| projected(&base.into(), &before.into(), there.into());
        let same = |base: &str, there: &str| assert_eq!(shown(base, base, there), base.into(), "{there}");
        same(r#"{"a":[{"n":"PCMU"}]}"#, r#"{"a":[{"n":"PCMU","rate":0}],"theirs":1}"#);
        same(r#"{"a":[[{"n":1}],2]}"#, r#"{"a":[[{"n":1,"theirs":2}],2]}"#);
        // An element more, another value, or a name that is still there though it was taken out.
        for there in [r#"{"a":[{"n":1},{"n":2}]}"#, r#"{"a":[{"n":2}]}"#, r#"{"a":[{"n":1,"old":1}]}"#] {
            assert_eq!(shown(r#"{"a":[{"n":1}]}"#, r#"{"a":[{"n":1,"old":1}]}"#, there), there.into(), "{there}");
        }
    }
}
