//! What a state and a vendor hold, in one spelling.

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::{Map, Value as Json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::held::Form::{self, *};
use super::held::Held;

/// A value of the state in the form in which the two are compared.
pub fn of_state(form: Form, json: &Json) -> Json {
    let all = || json.as_array().into_iter().flatten().map(|element| plain(element.clone()));
    plain(match form {
        Host => text(json).trim_end_matches('.').to_lowercase().into(),
        Phone => text(json).trim_start_matches('+').into(),
        Label => json.as_str().map_or_else(|| json.clone(), |text| text.trim().into()),
        Blocks(_) | Set => sorted(all().map(|element| block_of(&text(&element))).collect()),
        Each(_) => sorted(all().collect()),
        Lapse => lapse(json),
        AnyOrder(table) => elements(table, json, |held, element| of_state(held.form, &element[held.attribute])),
        Within => {
            within(&json.as_str().map_or(Json::Null, |text| serde_json::from_str(text).expect("the state holds JSON")))
        }
        _ => json.clone(),
    })
}

/// What the vendor holds in the same form.
pub fn of_vendor(form: Form, json: &Json) -> Json {
    let each = |member: &str| -> Vec<Json> {
        json.as_array().into_iter().flatten().map(|element| element[member].clone()).collect()
    };
    plain(match form {
        Host | Phone | Label | Set | Lapse => return of_state(form, json),
        Within => within(json),
        Behind(prefix) => match json.as_str().and_then(|word| word.strip_prefix(prefix)) {
            Some(word) => word.to_lowercase().into(),
            None => text(json).into(),
        },
        Codecs => json.as_array().into_iter().flatten().map(codec).collect(),
        Off => (*json == true).into(),
        Words(words) => {
            let ours = words.iter().find(|(_, theirs)| *theirs == text(json)).map(|(ours, _)| *ours);
            ours.map_or_else(|| json.clone(), Json::from)
        }
        Seconds => moment(json),
        Flag => json.as_i64().map_or_else(|| json.clone(), |flag| (flag == 1).into()),
        Digits => text(json).into(),
        Commas => text(json).split(',').filter(|part| !part.is_empty()).collect(),
        Blocks(member) => sorted(each(member).iter().map(|block| block_of(&text(block))).collect()),
        Each(member) => sorted(each(member)),
        AnyOrder(table) => elements(table, json, |held, element| of_vendor(held.form, &element[held.path])),
        _ => json.clone(),
    })
}

/// Objects in one order, their members under our names.
fn elements(table: &[Held], json: &Json, member: fn(&Held, &Json) -> Json) -> Json {
    let element = |element: &Json| -> Json {
        table.iter().map(|held| (held.attribute.to_owned(), member(held, element))).collect::<Map<_, _>>().into()
    };
    sorted(json.as_array().into_iter().flatten().map(element).collect())
}

/// Nothing is nothing, however it is spelled, and Terraform gives every text Unicode's composed form.
fn plain(json: Json) -> Json {
    let json = match json {
        Json::String(text) => composed(&text).into(),
        json => json,
    };
    let nothing = match &json {
        Json::String(text) => text.is_empty(),
        Json::Array(elements) => elements.is_empty(),
        Json::Object(members) => members.is_empty(),
        _ => false,
    };
    if nothing { Json::Null } else { json }
}

/// JSON with its names and texts in the composed form.
fn within(json: &Json) -> Json {
    serde_json::from_str(&composed(&json.to_string())).expect("JSON")
}

fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

fn lapse(json: &Json) -> Json {
    let seconds = json.as_str().and_then(|text| text.strip_suffix('s')?.parse::<f64>().ok());
    seconds.map_or_else(|| json.clone(), Json::from)
}

fn codec(codec: &Json) -> Json {
    match codec["rate"].as_u64() {
        None | Some(0) => codec["name"].clone(),
        Some(rate) => format!("{}/{rate}", text(&codec["name"])).into(),
    }
}

fn block_of(text: &str) -> Json {
    text.strip_suffix("/32").unwrap_or(text).into()
}

fn sorted(mut elements: Vec<Json>) -> Json {
    elements.sort_by_key(Json::to_string);
    elements.into()
}

/// Seconds since 1970 in RFC 3339.
fn moment(seconds: &Json) -> Json {
    let time = seconds.as_i64().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    time.and_then(|time| time.format(&Rfc3339).ok()).map_or(Json::Null, Json::from)
}

/// Whether all of `part` is in `whole`; 1 is 1.0, and null is what is not there.
pub fn holds(whole: &Json, part: &Json) -> bool {
    match (whole, part) {
        (_, Json::Null) => true,
        (Json::Object(whole), Json::Object(part)) => {
            part.iter().all(|(name, part)| whole.get(name).map_or(part.is_null(), |whole| holds(whole, part)))
        }
        (Json::Array(whole), Json::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| holds(whole, part))
        }
        (Json::Number(whole), Json::Number(part)) => whole.as_f64() == part.as_f64(),
        _ => whole == part,
    }
}

pub fn text(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}
