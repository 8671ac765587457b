//! Planned values in the vendor's spelling.

use serde_json::{Map, Value as Json};

use super::decode::{at, chooses_text, element, hertz, whole_number, word as known_word};
use super::diff::{Change, Changes};
use super::meaning::{Twins, json};
use super::relations::{contains, is_nothing};
use crate::schema::{Attribute, Call, Codec, Kind, Life, Lists, Literal, Resource, Secrecy, Trio, Unknown, trios};
use crate::value::{Object, Value};

/// The body of a create: everything that has a value, defaults included, so that the vendor's cannot differ. Empty text where the
/// vendor chooses is none.
pub fn create_body(resource: &Resource, planned: &Object) -> Json {
    let is_none = |attribute: &Attribute| chooses_text(attribute) && *planned.get(attribute.name) == Value::from("");
    let taken =
        |attribute: &&Attribute| attribute.writable() && attribute.life != Life::AfterCreate && !is_none(attribute);
    Json::Object(whole(resource.attributes.iter().filter(taken), planned))
}

/// The body of an update that replaces the object: everything that has a value, what is emptied, for no page says what
/// becomes of what is left out, and the secrets as they are given, whether they change or not. Without one that fits the
/// object and nobody knows there is no such body.
pub fn whole_body(resource: &Resource, changes: &Changes, planned: &Object) -> Result<Json, &'static Attribute> {
    let kind = resource.kind_of(planned);
    let mut all = planned.clone();
    for Trio { secret, write_only, .. } in trios(resource.attributes).filter(|trio| trio.secret.fits(kind)) {
        let given = planned.get(write_only.name);
        if given.is_null() {
            return Err(secret);
        }
        all.set(secret.name, given.clone());
    }
    let mut body = whole(resource.attributes.iter().filter(|attribute| attribute.writable()), &all);
    for change in changes {
        if let Change::Clear(attribute) = change {
            clear(&mut body, attribute, attribute.cleared_by.first());
        }
    }
    Ok(Json::Object(body))
}

fn whole<'a>(attributes: impl Iterator<Item = &'a Attribute>, planned: &Object) -> Map<String, Json> {
    let mut body = Map::new();
    for attribute in attributes {
        put(&mut body, attribute, planned);
    }
    body
}

/// The attributes in an update: what differs and what the vendor wants along with it. `None` if nothing has to be sent.
pub fn update_body(
    resource: &Resource,
    call: &Call,
    changes: &Changes,
    prior: &Object,
    planned: &Object,
) -> Option<Json> {
    let mut body = Map::new();
    for change in changes {
        match change {
            Change::Set(attribute) => put(&mut body, attribute, planned),
            Change::Clear(attribute) => clear(&mut body, attribute, attribute.cleared_by.first()),
        }
    }
    if let Some(lists) = call.lists {
        lists_in_words(&mut body, changes, lists);
    }
    for (cause, attribute) in along(resource, changes) {
        match mask_along(attribute, cause, prior).zip(attribute.json_path()) {
            Some((mask, path)) => insert(&mut body, path, mask.into()),
            None => put(&mut body, attribute, planned),
        }
    }
    (!body.is_empty()).then_some(Json::Object(body))
}

/// What goes along with changes and does not change itself, each with what it goes along with.
fn along(resource: &Resource, changes: &Changes) -> impl Iterator<Item = (&'static Attribute, &'static Attribute)> {
    let changed: Vec<_> = changes.iter().map(|change| change.attribute()).collect();
    let named = |cause: &'static Attribute| cause.sent_with.iter().map(move |name| (cause, *name));
    let pairs: Vec<_> = changed.iter().copied().flat_map(named).collect();
    let resolved = pairs.into_iter().filter_map(|(cause, name)| Some((cause, resource.attribute(name)?)));
    resolved.filter(move |(_, attribute)| !changed.contains(attribute))
}

/// The secrets of which changes take the mask along, each with what it goes along with.
pub fn masked(
    resource: &Resource,
    changes: &Changes,
    prior: &Object,
) -> impl Iterator<Item = (&'static Attribute, &'static Attribute)> {
    along(resource, changes).filter(|(cause, secret)| mask_along(secret, cause, prior).is_some())
}

/// The mask that a change of another attribute takes along in the place of a secret, where that keeps what is there: beside
/// something that was not there, nothing is.
pub fn mask_along(secret: &Attribute, cause: &Attribute, prior: &Object) -> Option<&'static str> {
    match secret.secrecy {
        Secrecy::Masked(mask) if prior.get(cause.name).is_set() => Some(mask),
        _ => None,
    }
}

/// Says of each list that changes what is done with it. What is inside of another object goes with that as it is.
fn lists_in_words(body: &mut Map<String, Json>, changes: &Changes, lists: Lists) {
    for attribute in changes.iter().map(|change| change.attribute()) {
        let list = attribute.json_path().and_then(|path| body.get_mut(path));
        if let Some(list @ Json::Array(_)) = list {
            let empty = list.as_array().is_some_and(Vec::is_empty);
            let (word, value) = if empty { (lists.clear, true.into()) } else { (lists.set, list.take()) };
            *list = Json::Object(Map::from_iter([(word.into(), value)]));
        }
    }
}

/// A call's body: the object's id where the call takes it there, and what it is sent of attributes.
pub fn addressed(resource: &Resource, call: &Call, attributes: Json, object: &Object) -> Json {
    let mut body = Map::new();
    if let (true, Some(id)) = (call.names_object, resource.attribute("id")) {
        put(&mut body, id, object);
    }
    match (call.within, attributes) {
        (Some(member), attributes) => {
            body.insert(member.into(), attributes);
        }
        (None, Json::Object(attributes)) => body.extend(attributes),
        (None, _) => {}
    }
    Json::Object(body)
}

/// What the changed attributes had before, as the vendor shows it, but for what no answer shows.
pub fn replaced(resource: &Resource, changes: &Changes, prior: &Object) -> Json {
    let mut before = Map::new();
    let changed: Vec<_> = changes.iter().map(|change| change.attribute()).collect();
    // What is not in an object that the vendor shows would be empty there.
    let beside = |attribute: &Attribute| {
        let member = attribute.json_path().and_then(|path| whole_member(resource, path));
        member.is_some_and(|member| {
            changed
                .iter()
                .filter_map(|other| other.json_path())
                .any(|path| whole_member(resource, path) == Some(member))
        })
    };
    let shown = resource.attributes.iter().filter(|attribute| changed.contains(attribute) || beside(attribute));
    for attribute in shown {
        match attribute.json_path() {
            // That it was replaced may be remembered, but not what it was.
            Some(path) if attribute.secrecy == Secrecy::Shown => insert(&mut before, path, Json::Null),
            _ if attribute.is_secret() => {}
            Some(path) if is_nothing(attribute, prior.get(attribute.name)) => insert(&mut before, path, Json::Null),
            _ => put(&mut before, attribute, prior),
        }
    }
    Json::Object(before)
}

/// The second try to empty attributes that still have a value after the first. `None` if there is no other spelling.
pub fn clearing_again(changes: &Changes, state: &Object) -> Option<Json> {
    let mut body = Map::new();
    for change in changes {
        if let Change::Clear(attribute) = change
            && !is_nothing(attribute, state.get(attribute.name))
        {
            clear(&mut body, attribute, attribute.cleared_by.get(1));
        }
    }
    (!body.is_empty()).then_some(Json::Object(body))
}

/// The object that an update takes whole only and a path leads into.
pub fn whole_member(resource: &Resource, path: &str) -> Option<&'static str> {
    let (first, _) = path.split_once('.')?;
    resource.calls.whole_members.iter().copied().find(|member| *member == first)
}

/// Whether an update of the attribute takes along what is beside it in such an object.
pub fn goes_whole(resource: &Resource, attribute: &Attribute) -> Option<&'static str> {
    whole_member(resource, attribute.json_path()?)
}

/// Adds to an update what the vendor shows in the objects that it takes whole only. What is emptied is left out of them.
pub fn complete(resource: &Resource, attributes: &mut Json, shown: &Json) {
    overlay(resource, attributes, shown);
    spell_words(resource, attributes);
}

fn overlay(resource: &Resource, attributes: &mut Json, shown: &Json) {
    for member in resource.calls.whole_members {
        if let Some(Json::Object(changed)) = attributes.get_mut(*member) {
            *changed = overlaid(resource, member, shown.get(*member), std::mem::take(changed));
        }
    }
}

/// The whole object as the vendor shows it, with the changes in it.
pub fn replacement(resource: &Resource, attributes: &mut Json, shown: &Json) {
    overlay(resource, attributes, shown);
    if let (Json::Object(changed), Json::Object(shown)) = (&mut *attributes, shown) {
        let mut whole = shown.clone();
        whole.extend(std::mem::take(changed));
        *changed = whole;
    }
    spell_words(resource, attributes);
}

/// Spells words as the vendor's page does. They are read in any case; sent back as they were shown, a server that is strict
/// would take them for none of its words.
fn spell_words(resource: &Resource, body: &mut Json) {
    for attribute in resource.attributes {
        let (Some(words), Some(path)) = (attribute.codec.words(), attribute.json_path()) else { continue };
        if let Some(json) = at_mut(body, path)
            && let Some(ours) = known_word(words, json)
        {
            *json = encode(attribute, &ours);
        }
    }
}

/// A member of an object as it is shown, with the changes in it.
fn overlaid(resource: &Resource, member: &str, shown: Option<&Json>, changed: Map<String, Json>) -> Map<String, Json> {
    let mut whole = shown.and_then(Json::as_object).cloned().unwrap_or_default();
    for (name, value) in changed {
        match value {
            Json::Null => {
                whole.shift_remove(&name);
            }
            Json::Array(elements) => {
                let there = whole.get(&name).and_then(Json::as_array).cloned().unwrap_or_default();
                let path = format!("{member}.{name}");
                let attribute = resource.attributes.iter().find(|attribute| attribute.json_path() == Some(&path));
                let again = |element| known_again(attribute, element, &there);
                whole.insert(name, elements.into_iter().map(again).collect());
            }
            value => {
                whole.insert(name, value);
            }
        }
    }
    whole
}

/// An element of a list as the vendor shows it, if it has one that says all that this one does, and no rate where this one
/// says none.
fn known_again(attribute: Option<&Attribute>, element: Json, there: &[Json]) -> Json {
    let rate = |element: &Json| match attribute.map(|attribute| attribute.codec) {
        Some(Codec::NameAndRate(_, rate)) => hertz(element, rate).filter(|hertz| *hertz > 0),
        _ => None,
    };
    let says_it = |other: &&Json| element.is_object() && contains(other, &element) && rate(other) == rate(&element);
    there.iter().find(says_it).cloned().unwrap_or(element)
}

/// Whether an update of the attribute would lose what only the vendor has in it, unless that is sent along.
pub fn carried(attribute: &Attribute) -> bool {
    match attribute.kind {
        Kind::Objects(elements) => elements.unknown == Unknown::Carried,
        _ => attribute.codec == Codec::Json,
    }
}

/// Adds to an update what only the vendor has in the lists and the free-form objects that it replaces whole. A name that
/// `prior` has and the plan lacks is taken away.
pub fn carry(changes: &Changes, body: &mut Json, prior: &Object, shown: &Json) {
    for attribute in changes.iter().map(|change| change.attribute()).filter(|attribute| carried(attribute)) {
        let Some(path) = attribute.json_path() else { continue };
        let (Some(sent), Some(there)) = (at_mut(body, path), at(shown, path)) else { continue };
        match (attribute.kind, sent, there) {
            (Kind::Objects(elements), Json::Array(sent), Json::Array(there)) => {
                let known: Vec<_> = elements.attributes.iter().filter_map(Attribute::json_path).collect();
                let value = |json: &Json| element(elements.attributes, json).unwrap_or(Value::Null);
                let twins = Twins::among(elements, &there.iter().map(value).collect::<Vec<_>>());
                for element in sent {
                    let twin = twins.place(&value(element)).map(|place| &there[place]);
                    if let (Some(Json::Object(twin)), Json::Object(members)) = (twin, element) {
                        let unknown = twin.iter().filter(|(name, _)| !known.contains(&name.as_str()));
                        members.extend(unknown.map(|(name, value)| (name.clone(), value.clone())));
                    }
                }
            }
            (_, sent, there) => {
                let before = prior.get(attribute.name).as_str().and_then(json);
                *sent = beside(there, &before.unwrap_or(Json::Null), sent);
            }
        }
    }
}

/// The member at a path, to be changed.
fn at_mut<'a>(json: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    path.split('.').try_fold(json, |json, name| json.get_mut(name))
}

/// What is there, without what was written before, with what is to be written now. An element of a list keeps what only the
/// vendor has of it where it stays what it is; of one that changes nobody knows which one it was.
fn beside(there: &Json, before: &Json, planned: &Json) -> Json {
    let (there, planned) = match (there, planned) {
        (Json::Object(there), Json::Object(planned)) => (there, planned),
        (Json::Array(there), Json::Array(planned)) => {
            let same = |planned: &Json| {
                let there = there.iter().find(|there| contains(there, planned))?;
                let mut olds = before.as_array().into_iter().flatten();
                Some(beside(there, olds.find(|before| contains(there, before)).unwrap_or(&Json::Null), planned))
            };
            return planned.iter().map(|planned| same(planned).unwrap_or_else(|| planned.clone())).collect();
        }
        _ => return planned.clone(),
    };
    let mut all = there.clone();
    all.retain(|name, _| planned.contains_key(name) || before.get(name).is_none());
    for (name, planned) in planned {
        let before = before.get(name).unwrap_or(&Json::Null);
        let value = there.get(name).map_or_else(|| planned.clone(), |there| beside(there, before, planned));
        all.insert(name.clone(), value);
    }
    Json::Object(all)
}

fn clear(body: &mut Map<String, Json>, attribute: &Attribute, spelling: Option<&Literal>) {
    for (path, nothing) in attribute.json_paths().zip(spelling.into_iter().cycle()) {
        insert(body, path, nothing.json());
    }
}

fn put(body: &mut Map<String, Json>, attribute: &Attribute, planned: &Object) {
    let value = planned.get(attribute.name);
    if value.is_set() && !is_nothing(attribute, value) {
        for path in attribute.json_paths() {
            insert(body, path, encode(attribute, value));
        }
    }
}

/// Puts something at a path of names joined by dots.
pub fn insert(body: &mut Map<String, Json>, path: &str, json: Json) {
    match path.split_once('.') {
        None => {
            body.insert(path.into(), json);
        }
        Some((first, rest)) => {
            let inner = body.entry(first).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(members) = inner {
                insert(members, rest, json);
            }
        }
    }
}

/// A value as calls have it.
pub fn encode(attribute: &Attribute, value: &Value) -> Json {
    match attribute.codec {
        Codec::Plain => plain(attribute, &attribute.kind, value),
        Codec::Words(words) => word(words, value).unwrap_or_default(),
        // As it was shown, if it is no word of ours.
        Codec::WordsSoFar(words) => word(words, value).unwrap_or_else(|| {
            let text = value.as_str().unwrap_or_default();
            text.parse::<i64>().map_or_else(|_| text.into(), Json::from)
        }),
        Codec::NameAndRate(name, rate) => value
            .elements()
            .iter()
            .filter_map(Value::as_str)
            .map(|text| codec(name, rate, &attribute.spell(text)))
            .collect(),
        Codec::Commas => value.elements().iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",").into(),
        Codec::ZeroOne => i64::from(*value == Value::Bool(true)).into(),
        Codec::Number => {
            value.as_str().and_then(whole_number).map_or(Json::Null, |number| plain(attribute, &Kind::Integer, &number))
        }
        // Never written.
        Codec::UnixTime => Json::Null,
        Codec::Json => value.as_str().and_then(json).unwrap_or_default(),
        Codec::Wrapped(member) => {
            let wrap = |element: &Value| {
                Json::Object(Map::from_iter([(member.into(), plain(attribute, &Kind::String, element))]))
            };
            value.elements().iter().map(wrap).collect()
        }
    }
}

/// The vendor's word for ours.
fn word(words: &[(&str, Literal)], value: &Value) -> Option<Json> {
    let word = words.iter().find(|(ours, _)| value.as_str() == Some(ours));
    word.map(|(_, theirs)| theirs.json())
}

/// `PCMU/8000` as an object; a codec without a rate leaves it out.
fn codec(name: &str, rate: &str, text: &str) -> Json {
    let (codec, hertz) = text.split_once('/').unwrap_or((text, ""));
    let hertz = hertz.parse::<u32>().ok().map(|hertz| (rate.to_owned(), hertz.into()));
    Json::Object([(name.to_owned(), codec.into())].into_iter().chain(hertz).collect())
}

fn plain(attribute: &Attribute, kind: &Kind, value: &Value) -> Json {
    match (kind, value) {
        (Kind::List(of) | Kind::Set(of), _) => {
            value.elements().iter().map(|element| plain(attribute, of, element)).collect()
        }
        (Kind::Map(of), Value::Object(members)) => {
            Json::Object(members.iter().map(|(name, member)| (name.to_owned(), plain(attribute, of, member))).collect())
        }
        (Kind::Objects(elements), _) => {
            let objects = value.elements().iter().filter_map(Value::as_object);
            objects.map(|object| whole(elements.attributes.iter().filter(|a| a.writable()), object)).collect()
        }
        (_, Value::String(text)) => attribute.sent(text).into(),
        (_, Value::Bool(flag)) => (*flag).into(),
        // Digit by digit: no page gives a range, and null in place of a number that is too long would ask for nothing.
        (_, Value::Number(number)) => number.with_scale(0).to_string().parse().map_or(Json::Null, Json::Number),
        _ => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_element_of_a_free_form_list_keeps_what_only_the_vendor_has_where_it_stays() {
        let (pcmu, g722) = (json!({"name": "PCMU", "note": 1}), json!({"name": "G722"}));
        let there = json!([{"name": "PCMU", "note": 1, "rate": 8000}, {"name": "G722", "rate": 16000}]);
        let before = json!([pcmu, g722]);
        for (planned, sent) in [
            (json!([pcmu, g722]), there.clone()),
            (json!([g722, pcmu]), json!([there[1], there[0]])),
            (json!([{"name": "PCMU"}, g722]), json!([{"name": "PCMU", "rate": 8000}, there[1]])),
            (json!([{"name": "PCMA"}, g722]), json!([{"name": "PCMA"}, there[1]])),
            (json!([pcmu, g722, {"name": "PCMA"}]), json!([there[0], there[1], {"name": "PCMA"}])),
            (json!([]), json!([])),
        ] {
            assert_eq!(beside(&there, &before, &planned), sent, "{planned}");
        }
        assert_eq!(
            beside(&json!([[{"a": 1, "b": 2}]]), &json!([[{"a": 1}]]), &json!([[{"a": 1}]])),
            json!([[{"a": 1, "b": 2}]])
        );
    }

    #[test]
    fn what_only_the_vendor_has_is_sent_along_inside_of_an_object_too() {
        const ADVANCED: Attribute = crate::schema::string("advanced", "Settings.").json("more.advanced").json_text();
        let mut body = json!({"more": {"advanced": {"a": 2}}});
        let prior = [("advanced", r#"{"a":1}"#.into())].into_iter().collect();
        let shown = json!({"more": {"advanced": {"a": 1, "theirs": 3}}});
        carry(&vec![Change::Set(&ADVANCED)], &mut body, &prior, &shown);
        assert_eq!(body, json!({"more": {"advanced": {"a": 2, "theirs": 3}}}));
    }

    #[test]
    fn what_is_sent_back_as_it_was_shown_has_the_vendors_own_words() {
        use crate::vendors::livekit::VENDOR;
        let resource = VENDOR.resources.iter().find(|resource| resource.name.contains("outbound")).expect("a trunk");
        let shown = json!({
            "name": "office",
            "transport": "sip_transport_tls",
            "include_headers": "SIP_NEWER",
            "media": {"encryption": "sip_media_encrypt_require"},
        });
        let mut body = json!({"name": "branch"});
        replacement(resource, &mut body, &shown);
        let sent = json!({
            "name": "branch",
            "transport": "SIP_TRANSPORT_TLS",
            "include_headers": "SIP_NEWER",
            "media": {"encryption": "SIP_MEDIA_ENCRYPT_REQUIRE"},
        });
        assert_eq!(body, sent);
    }

    #[test]
    fn an_id_is_a_number_however_long_it_is() {
        let id = crate::schema::string("id", "Number.").number();
        for (text, number) in [
            ("28", json!(28)),
            ("28.0", json!(28)),
            ("18446744073709551615", json!(u64::MAX)),
            ("123456789012345678901234567890", "123456789012345678901234567890".parse().unwrap()),
            ("main", Json::Null),
            ("1.5", Json::Null),
        ] {
            assert_eq!(encode(&id, &text.into()), number, "{text}");
        }
    }

    #[test]
    fn free_form_names_of_the_vendor_stay_and_written_ones_go() {
        let there = json!({"a": 1, "theirs": 2, "deep": {"x": 1, "theirs": 3}});
        let before = json!({"a": 1, "deep": {"x": 1}});
        assert_eq!(
            beside(&there, &before, &json!({"deep": {"y": 2}})),
            json!({"theirs": 2, "deep": {"theirs": 3, "y": 2}})
        );
        assert_eq!(
            beside(&there, &json!(null), &json!({"a": 5})),
            json!({"a": 5, "theirs": 2, "deep": {"x": 1, "theirs": 3}})
        );
    }
}
