//! What is sent for a change, and what is read of answers, right ones and wrong ones.

use proptest::prelude::*;
use serde_json::{Map, Value as Json};
use siptrunk::engine;
use siptrunk::provider::Provider;
use siptrunk::request::Response;
use siptrunk::schema::{Attribute, Life, Place, Resource, Secrecy};
use siptrunk::value::{Object, Value};
use siptrunk::vendors::resources;

use super::noise::{Edit, any_json, changed, changes, edited, edits};
use super::plans::{Planner, lives, provider};
use super::values::{configs, object, reports, shown, whole};
use super::{broken, fuzz};

/// What an address or a setting is said to be.
fn setting(name: &str) -> Option<String> {
    Some(format!("the-{name}"))
}

/// Takes a member out of JSON, and what is empty without it; whether it was there.
fn take(json: &mut Json, path: &str) -> bool {
    let Some(members) = json.as_object_mut() else { return false };
    match path.split_once('.') {
        None => members.shift_remove(path).is_some(),
        Some((first, rest)) => {
            let Some(inner) = members.get_mut(first) else { return false };
            let there = take(inner, rest) || inner.is_null();
            if inner.as_object().is_some_and(Map::is_empty) {
                members.shift_remove(first);
            }
            there
        }
    }
}

#[test]
fn an_updates_body_names_what_differs_and_what_belongs_to_it() {
    let (_runtime, provider) = provider();
    for (vendor, resource) in resources() {
        let planner = Planner { provider: &provider, vendor, resource };
        fuzz(&format!("updates of {}", resource.name), 100, &lives(resource), |life| {
            let state = planner.applied(None, &planner.object(&life.first), &life.reports)?;
            let config = planner.object(&life.second);
            let planned = planner.plan(Some(&state), &config)?;
            if !planned.requires_replace.is_empty() {
                return Ok(());
            }
            let planned = engine::armed(resource, Some(&state), &planned.state, &config);
            let changes = engine::diff(resource, &state, &planned);
            let step =
                engine::update(resource, &state, &planned, setting).map_err(|_| TestCaseError::fail("no path"))?;
            let Some(mut step) = step else {
                return if changes.is_empty() { Ok(()) } else { broken(format!("{changes:?} are not sent")) };
            };
            let body = step.attributes().expect("it has a body");
            let sent = body.clone();
            // Some are told there which object is meant.
            take(body, "id");
            for change in &changes {
                let attribute = change.attribute();
                if !attribute.json_paths().fold(false, |there, path| take(body, path) | there) {
                    return broken(format!("{} differs and is not in {sent}", attribute.name));
                }
            }
            for name in changes.iter().flat_map(|change| change.attribute().sent_with) {
                let along = resource.attribute(name).expect("it is in the table");
                along.json_paths().for_each(|path| {
                    take(body, path);
                });
            }
            match body.as_object().is_some_and(Map::is_empty) {
                true => Ok(()),
                false => broken(format!("{body} is sent without a reason, of {sent}, for {changes:?}")),
            }
        });
    }
}

/// Whether an answer can show the attribute as it was sent.
fn is_shown(attribute: &Attribute) -> bool {
    attribute.writable()
        && attribute.life != Life::AfterCreate
        && matches!(attribute.place, Place::Body(_))
        && matches!(attribute.secrecy, Secrecy::Open | Secrecy::Shown)
}

#[test]
fn what_was_sent_is_read_as_it_was_written() {
    let (_runtime, provider) = provider();
    for (vendor, resource) in resources() {
        let planner = Planner { provider: &provider, vendor, resource };
        let inputs = configs(resource);
        fuzz(&format!("echoes of {}", resource.name), 100, &inputs, |config| {
            let config = planner.object(&config);
            let planned = planner.plan(None, &config)?.state;
            let armed = engine::armed(resource, None, &planned, &config);
            let mut step = engine::create(resource, &armed, setting).map_err(|_| TestCaseError::fail("no path"))?;
            let answer = step.attributes().expect("it has a body").clone();
            let over = [
                // An import knows nothing; a create knows what it has sent.
                engine::decode(resource, &answer, &Object::default(), None),
                engine::decode(resource, &answer, &planned, None),
            ];
            for (at, decoded) in over.into_iter().enumerate() {
                if !decoded.odd.is_empty() {
                    return broken(format!("{:?} are odd in {answer}", decoded.odd));
                }
                let written_only =
                    |attribute: &Attribute| attribute.is_secret() && config.get(attribute.name).is_null();
                for attribute in resource.attributes.iter().filter(|a| is_shown(a) && !written_only(a)) {
                    let (sent, read) = (planned.get(attribute.name), decoded.state.get(attribute.name));
                    let same = if at == 1 { sent == read } else { engine::equal(attribute, sent, read) };
                    if sent.is_set() && sent.is_known() && !same {
                        let (sent, read) = (shown(sent), shown(read));
                        return broken(format!("{} was {sent} and is read as {read}", attribute.name));
                    }
                }
            }
            Ok(())
        });
    }
}

#[test]
fn an_answer_with_anything_in_it_is_read_once_and_for_all() {
    for (_, resource) in resources() {
        let drawn = prop_oneof![4 => (reports(resource), changes()), 1 => (any_json(), changes())];
        let inputs = (drawn, reports(resource), reports(resource));
        fuzz(&format!("answers of {}", resource.name), 200, &inputs, |((told, changes), base, before)| {
            let told = object(resource.attributes, &told);
            let answer = changed(object_of(resource, &told), &changes);
            let (base, before) = (object(resource.attributes, &base), object(resource.attributes, &before));
            let once = engine::decode(resource, &answer, &base, Some(&before)).state;
            for (name, value) in once.iter() {
                if !value.is_known() {
                    return broken(format!("{name} is not known in a state"));
                }
            }
            let twice = engine::decode(resource, &answer, &once, None).state;
            if once != twice {
                return broken(format!("read once it is {}, read twice {}", whole(&once), whole(&twice)));
            }
            let _ = engine::differences(resource, &base, &base, &once);
            let _ = (
                engine::shows_replaced(resource, &base, &once, &answer, &answer),
                engine::missing(resource, &answer).count(),
            );
            let _ = (engine::contradicts(resource, &once, &base), engine::confirmed(resource, &once, &base));
            if let Ok(Some(mut step)) = engine::update(resource, &once, &base, setting) {
                let _ = step.carry(resource, &once, &base, &answer);
            }
            Ok(())
        });
    }
}

/// The vendor's object with these values.
fn object_of(resource: &Resource, told: &Object) -> Json {
    let step = engine::create(resource, told, setting).ok();
    step.and_then(|mut step| step.attributes().map(|json| json.clone())).unwrap_or(Json::Null)
}

#[test]
fn what_is_generated_of_an_answer_changes_nothing() {
    let (_runtime, provider) = provider();
    for (vendor, resource) in resources() {
        let planner = Planner { provider: &provider, vendor, resource };
        let inputs = (configs(resource), reports(resource), changes());
        fuzz(&format!("adoptions of {}", resource.name), 100, &inputs, |(config, reports, changes)| {
            let state = planner.applied(None, &planner.object(&config), &reports)?;
            let answer = changed(object_of(resource, &state), &changes);
            let imported = [("id", Value::from("7"))].into_iter().collect();
            let state = engine::decode(resource, &answer, &imported, None).state;
            let (config, found) = Provider::generate(resource, &state);
            if found.has_errors() {
                return Ok(());
            }
            let imported = siptrunk::provider::Private::of_an_import(resource);
            let (planned, found) = planner.provider.plan(vendor, resource, Some(&state), &config, &imported);
            if found.has_errors() {
                return broken(format!(
                    "{:?} of {}",
                    found.iter().map(|it| &it.detail).collect::<Vec<_>>(),
                    whole(&config)
                ));
            }
            let changes = engine::diff(resource, &state, &planned.state);
            let stays = |attribute: &Attribute| state.get(attribute.name) == planned.state.get(attribute.name);
            if changes.is_empty() && planned.requires_replace.is_empty() && resource.attributes.iter().all(stays) {
                return Ok(());
            }
            let (was, is) = (whole(&state), whole(&planned.state));
            broken(format!("{changes:?} are planned of {}: {was} becomes {is}", whole(&config)))
        });
    }
}

/// An answer in whatever form, of some vendor's words.
fn responses() -> impl Strategy<Value = (u16, Json, Vec<Edit>)> {
    (prop_oneof![Just(200_u16), Just(400), Just(404), any::<u16>()], any_json(), edits())
}

#[test]
fn a_verdict_is_made_of_any_bytes() {
    for (vendor, resource) in resources() {
        fuzz(&format!("verdicts of {}", resource.name), 200, &responses(), |(status, body, edits)| {
            let body = String::from_utf8_lossy(&edited(body.to_string().into_bytes(), &edits)).into_owned();
            let response = Response { status, body, ..Default::default() };
            let hooks = resource.hooks;
            let _ = (hooks.verdict(&response), hooks.complaint(&response));
            let _ = (hooks.holds_nothing(&response), hooks.left_nothing(&response));
            if let Some(json) = response.json() {
                let _ = (hooks.belongs(&json), hooks.standing(&json));
                if let Some(object) = hooks.object(json) {
                    let state = engine::decode(resource, &object, &Object::default(), None).state;
                    let _ = (hooks.busy(&state), hooks.untouchable(&state), hooks.goes_along(&state));
                }
            }
            if let siptrunk::schema::Auth::Session(session, _) = vendor.auth {
                let _ = (session.let_in(&response), session.expired(&response));
            }
            for listing in vendor.listings {
                if let Some(json) = response.json() {
                    let _ = (listing.texts)(&json);
                }
            }
            Ok(())
        });
    }
}
