//! What the provider remembers of an object beside its state. Terraform keeps it with the state and shows it to nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::engine::{
    Change, Changes, KnownSecrets, arranged, at, encode, equal, lacks_secret, member, replaced, seen_through,
};
use crate::schema::format::text::is_mask;
use crate::schema::{Attribute, Resource, Trio, trios};
use crate::value::{Object, Value};

/// How long a vendor may show what was before a create or an update, and be doubted.
const LATE: Duration = Duration::from_secs(600);

/// What is remembered of one object. Each fact has one end, which its field names, and ends with the object at the latest. What
/// was refused, and what sent nothing, ends none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Private {
    /// When it was made, in seconds since 1970, until a read shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unseen_since: Option<u64>,
    /// The last update, while the vendor may still show what was before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    update: Option<Update>,
    /// It was imported, and no update was accepted since.
    #[serde(default, skip_serializing_if = "is_false")]
    pub imported: bool,
    /// It was imported and not created here. Unlike `imported`, this outlasts applies.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adopted: bool,
    /// It was imported by its id, and no read has shown it yet.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sought: bool,
    /// The name, or another natural key, that it was imported by, until a read shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_by: Option<String>,
    /// The attributes, by name, of those in which the vendor may have another order or more names, until an update with them
    /// is accepted: no configuration has written them yet.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    unwritten: BTreeSet<String>,
    /// The attributes of an imported object, by name, that go along with others, until a read shows them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    untold: BTreeSet<String>,
    /// The secrets that it has, by name, as far as that is known: what was sent, and what a read has shown, until an update empties
    /// them. No answer need show them any more.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    secrets: BTreeSet<String>,
    /// The secrets, by name, that an answer has shown in clear, until an update has it or a refresh shows an empty text in its place.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    in_clear: BTreeSet<String>,
    /// The secrets, by name, whose user has become another one at the vendor since they were sent, so that they may be another's
    /// too, until an update sends either.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    estranged: BTreeSet<String>,
    /// The attributes that no update can change, by name, of which the vendor shows something else than was written.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    rewritten: BTreeMap<String, Rewritten>,
}

/// What the vendor has made of an attribute at a create, both in the form that calls have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Rewritten {
    written: Json,
    shown: Json,
}

/// An update that was accepted. Minutes end it: the vendor's list may be behind its own read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Update {
    /// When, in seconds since 1970.
    at: u64,
    /// What it has replaced, in the vendor's JSON, until a read shows the object; no secret is in it.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    replaced: Json,
}

impl Private {
    /// From the bytes that Terraform kept. Those of another version say nothing.
    pub fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    /// The bytes for Terraform to keep.
    pub fn write(&self) -> Vec<u8> {
        if *self == Self::default() { vec![] } else { serde_json::to_vec(self).unwrap_or_default() }
    }

    /// Of an object that was made now and that no read has shown.
    pub fn unseen() -> Self {
        Self { unseen_since: Some(now()), ..Self::default() }
    }

    /// Of an object that was imported now.
    pub fn of_an_import(resource: &Resource) -> Self {
        let unwritten = arranged(resource).map(|attribute| attribute.name.to_owned()).collect();
        let untold = resource.attributes.iter().filter(|attribute| !attribute.sent_with.is_empty());
        let untold = untold.map(|attribute| attribute.name.to_owned()).collect();
        Self { imported: true, adopted: true, unwritten, untold, ..Self::default() }
    }

    /// Of an object that somebody wants to be imported now.
    pub fn sought(resource: &Resource) -> Self {
        Self { sought: true, ..Self::of_an_import(resource) }
    }

    /// After this configuration has made the object.
    pub fn made(self, resource: &Resource, config: &Object) -> Self {
        let left_out = arranged(resource).filter(|attribute| config.get(attribute.name).is_null());
        let given = trios(resource.attributes).filter(|trio| {
            [trio.secret, trio.write_only].iter().any(|attribute| is_something(config.get(attribute.name)))
        });
        Self {
            unwritten: left_out.map(|attribute| attribute.name.to_owned()).collect(),
            secrets: given.map(|trio| trio.secret.name.to_owned()).collect(),
            ..self
        }
    }

    /// After the vendor was seen to have made something else of an attribute that no update can change.
    pub fn rewritten(mut self, attribute: &Attribute, planned: &Object, shown: &Object) -> Self {
        let [written, shown] = [planned, shown].map(|object| encode(attribute, object.get(attribute.name)));
        self.rewritten.insert(attribute.name.to_owned(), Rewritten { written, shown });
        self
    }

    /// After an update with these changes to an object that was so was accepted.
    pub fn updated(&self, resource: &Resource, changes: &Changes, before: &Object) -> Self {
        let mut updated = Self { imported: false, ..self.clone() };
        updated.unwritten.retain(|name| changes.iter().all(|change| change.attribute().name != name));
        updated.estranged.retain(|name| {
            let user = resource.attribute(name).and_then(|secret| secret.user);
            changes.iter().all(|change| ![Some(name.as_str()), user].contains(&Some(change.attribute().name)))
        });
        for change in changes.iter().filter(|change| change.attribute().is_kept()) {
            updated.in_clear.remove(change.attribute().name);
            let _ = match change {
                Change::Set(secret) => updated.secrets.insert(secret.name.to_owned()),
                Change::Clear(secret) => updated.secrets.remove(secret.name),
            };
        }
        updated.completed(replaced(resource, changes, before))
    }

    /// After an update with these changes of which nobody knows whether it was accepted: the secrets in it may be there.
    pub fn doubted(&self, changes: &Changes) -> Self {
        let mut doubted = self.clone();
        let given = changes.iter().filter(|change| matches!(change, Change::Set(secret) if secret.is_kept()));
        doubted.secrets.extend(given.map(|change| change.attribute().name.to_owned()));
        doubted
    }

    /// After an update that belongs to a create has replaced this, in the vendor's JSON.
    pub fn completed(self, replaced: Json) -> Self {
        Self { update: Some(Update { at: now(), replaced }), ..self }
    }

    /// After a refresh has shown the object, and these attributes of it, and has made this state of the prior one.
    pub fn seen(&self, resource: &Resource, prior: &Object, state: &Object, shows: impl Fn(&str) -> bool) -> Self {
        let mut seen = Self { unseen_since: None, sought: false, found_by: None, ..self.clone() };
        let there = trios(resource.attributes).filter(|trio| is_something(state.get(trio.secret.name)));
        seen.secrets.extend(there.map(|trio| trio.secret.name.to_owned()));
        let estranged = trios(resource.attributes).map(|trio| trio.secret).filter(|secret| {
            let user = secret.user.and_then(|name| resource.attribute(name));
            user.is_some_and(|user| {
                let before = prior.get(user.name);
                before.is_set() && !equal(user, before, state.get(user.name))
            })
        });
        seen.estranged.extend(estranged.map(|secret| secret.name.to_owned()));
        seen.update = seen
            .update
            .filter(|update| is_late(update.at))
            .map(|Update { at, .. }| Update { at, replaced: Json::Null });
        seen.untold.retain(|name| !shows(name));
        seen
    }

    /// After an answer has shown this of the object.
    pub fn shown(mut self, resource: &Resource, answer: &Json) -> Self {
        let in_clear =
            trios(resource.attributes).filter(|trio| text_of(trio, answer).is_some_and(|text| !is_mask(text)));
        self.in_clear.extend(in_clear.map(|trio| trio.secret.name.to_owned()));
        self
    }

    /// After a refresh has shown this. Where a secret was shown in clear before, an empty text means that there is none any more;
    /// elsewhere it may hide one. Takes such secrets out of the state.
    pub fn emptied(mut self, resource: &Resource, answer: &Json, state: &mut Object) -> Self {
        for trio in trios(resource.attributes).filter(|trio| text_of(trio, answer) == Some("")) {
            if self.in_clear.remove(trio.secret.name) {
                self.secrets.remove(trio.secret.name);
                for attribute in [trio.secret, trio.version] {
                    if is_something(state.get(attribute.name)) {
                        state.set(attribute.name, Value::Null);
                    }
                }
            }
        }
        self.shown(resource, answer)
    }

    /// The state as the configuration sees it, where not all of it is as a configuration has written it.
    pub fn seen_by(&self, resource: &Resource, config: &Object, prior: &Object) -> Option<Object> {
        if self.unwritten.is_empty() && self.rewritten.is_empty() && !self.adopted {
            return None;
        }
        let mut seen = seen_through(resource, config, prior, |attribute| self.unwritten.contains(attribute.name));
        for attribute in resource.attributes {
            let (there, wanted) = (prior.get(attribute.name), member(attribute, config));
            // Perhaps it is there, and nothing but a secret that nobody gives could send it.
            let is_untouched = self.untold.contains(attribute.name)
                && there.is_null()
                && lacks_secret(resource, attribute, prior, config);
            let is_rewritten = wanted.is_known()
                && self.rewritten.get(attribute.name).is_some_and(|rewritten| {
                    encode(attribute, &wanted) == rewritten.written && encode(attribute, there) == rewritten.shown
                });
            if is_untouched || is_rewritten {
                seen.set(attribute.name, wanted.into_owned());
            }
        }
        Some(seen)
    }

    /// What is known of the object's secrets. Of an imported one, not having been told says nothing.
    pub fn known_secrets(&self, resource: &Resource, state: &Object) -> KnownSecrets {
        let known = |Trio { secret, .. }: Trio| {
            let there = state.get(secret.name);
            let has = is_something(there) || self.had(secret.name);
            let is_known = has || !self.adopted || there.is_set();
            is_known.then_some((secret.name, has))
        };
        KnownSecrets { has: trios(resource.attributes).filter_map(known).collect(), estranged: self.estranged.clone() }
    }

    /// Whether the object certainly has this secret.
    pub fn had(&self, secret: &str) -> bool {
        self.secrets.contains(secret)
    }

    /// What the last update has replaced, if no refresh has shown it and it was made so lately that the vendor may still show
    /// that.
    pub fn replaced_lately(&self) -> Option<&Json> {
        let update = self.update.as_ref().filter(|update| is_late(update.at) && !update.replaced.is_null());
        update.map(|update| &update.replaced)
    }

    /// Whether the object was updated so lately that the vendor's list may still show what was before.
    pub fn was_updated_lately(&self) -> bool {
        self.update.as_ref().is_some_and(|update| is_late(update.at))
    }

    /// Whether the object was made so lately that not to be shown does not mean to be gone.
    pub fn may_show_late(&self) -> bool {
        self.unseen_since.is_some_and(is_late)
    }
}

/// What a change to the planned state starts from: the state as it was seen by the configuration, but whole where the plan
/// leaves it as it is.
pub fn start(resource: &Resource, seen: Option<Object>, prior: &Object, planned: &Object) -> Object {
    let Some(mut start) = seen else { return prior.clone() };
    for attribute in resource.attributes {
        let was = prior.get(attribute.name);
        if planned.get(attribute.name) == was {
            start.set(attribute.name, was.clone());
        }
    }
    start
}

/// What an answer has in the place of a secret.
fn text_of<'a>(trio: &Trio, answer: &'a Json) -> Option<&'a str> {
    at(answer, trio.secret.json_path()?)?.as_str()
}

fn is_something(secret: &Value) -> bool {
    secret.is_set() && *secret != Value::from("")
}

fn is_late(since: u64) -> bool {
    now().saturating_sub(since) < LATE.as_secs()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After a refresh that has shown all of it.
    fn seen(private: &Private) -> Private {
        private.seen(&crate::vendors::nebrija::VENDOR.resources[0], &Object::default(), &Object::default(), |_| true)
    }

    #[test]
    fn an_object_may_show_late_for_minutes_and_not_for_ever() {
        assert!(Private::read(&Private::unseen().write()).may_show_late());
        assert!(!seen(&Private::unseen()).may_show_late());
        assert!(!Private { unseen_since: Some(now() - 601), ..Private::default() }.may_show_late());
    }

    #[test]
    fn an_update_may_show_late_until_a_refresh_has_shown_it() {
        let replaced = serde_json::json!({"description": "before"});
        let updated = Private::read(&Private::default().completed(replaced.clone()).write());
        assert_eq!(updated.replaced_lately(), Some(&replaced));
        let seen_since = seen(&updated);
        assert_eq!((seen_since.replaced_lately(), seen_since.was_updated_lately()), (None, true));
        let long_ago = Private { update: Some(Update { at: now() - 601, replaced }), ..Private::default() };
        assert_eq!((long_ago.replaced_lately(), long_ago.was_updated_lately()), (None, false));
        assert_eq!(seen(&long_ago), Private::default());
    }

    #[test]
    fn an_update_ends_what_was_in_it_and_not_that_none_has_seen_the_object() {
        let resource = &crate::vendors::nebrija::VENDOR.resources[0];
        let of = |advanced: &str, name: &str| -> Object {
            [("advanced", advanced.into()), ("name", name.into())].into_iter().collect()
        };
        let before = of("{}", "before");
        let unwritten = |private: &Private| private.unwritten.iter().cloned().collect::<Vec<_>>();
        let imported = Private::of_an_import(resource);
        assert_eq!(unwritten(&imported), ["advanced", "gateways"]);
        for (planned, left) in
            [(of("{}", "after"), vec!["advanced", "gateways"]), (of(r#"{"a":1}"#, "before"), vec!["gateways"])]
        {
            let changes = crate::engine::diff(resource, &before, &planned);
            assert!(Private::unseen().updated(resource, &changes, &before).may_show_late());
            let updated = imported.updated(resource, &changes, &before);
            assert_eq!((updated.imported, updated.adopted), (false, true));
            assert_eq!(unwritten(&updated), left);
        }
        assert_eq!(unwritten(&Private::default().made(resource, &before)), ["gateways"]);
    }

    #[test]
    fn what_the_vendor_has_made_of_a_fixed_attribute_is_what_was_written_until_either_changes() {
        let resource = &crate::vendors::bolna::VENDOR.resources[0];
        let attribute = resource.attribute("provider_name").unwrap();
        let of = |provider: &str| -> Object { [("provider_name", provider.into())].into_iter().collect() };
        let private = Private::default().rewritten(attribute, &of("Twilio"), &of("twilio"));
        let private = Private::read(&private.write());
        for (config, there, seen) in [
            ("Twilio", "twilio", "Twilio"),
            ("twilio", "twilio", "twilio"),
            ("Twilio", "plivo", "plivo"),
            ("plivo", "twilio", "twilio"),
        ] {
            let seen_by = private.seen_by(resource, &of(config), &of(there)).unwrap();
            assert_eq!(seen_by.get("provider_name"), &Value::from(seen), "{config}, {there}");
        }
        assert_eq!(Private::default().seen_by(resource, &of("Twilio"), &of("twilio")), None);
    }

    #[test]
    fn a_secret_is_there_from_when_it_was_sent_or_read_until_it_is_emptied() {
        let resource = &crate::vendors::livekit::VENDOR.resources[1];
        let of = |name, secret: &str| -> Object { [(name, secret.into())].into_iter().collect() };
        let none = Object::default();
        let known = |private: &Private, state: &Object| {
            Private::read(&private.write()).known_secrets(resource, state).has.get("password").copied()
        };
        for given in [of("password", "a"), of("password_wo", "a")] {
            assert_eq!(known(&Private::default().made(resource, &given), &none), Some(true));
        }
        let made = Private::default().made(resource, &none);
        assert_eq!(known(&made, &none), Some(false));
        let updated = made.updated(resource, &crate::engine::diff(resource, &none, &of("password", "a")), &none);
        assert_eq!(known(&updated, &none), Some(true));
        let given = crate::engine::diff(resource, &none, &of("password", "a"));
        assert_eq!(known(&made.doubted(&given), &none), Some(true));
        let emptied = crate::engine::diff(resource, &none, &of("password", ""));
        assert_eq!(known(&updated.updated(resource, &emptied, &none), &none), Some(false));
        let imported = Private::of_an_import(resource);
        assert_eq!(known(&imported, &none), None);
        assert_eq!(known(&imported, &of("password", "")), Some(false));
        let read = imported.seen(resource, &none, &of("password", "a"), |_| true);
        assert_eq!(known(&read, &none), Some(true));
    }

    #[test]
    fn an_empty_text_is_no_secret_where_one_was_shown_in_clear() {
        let resource = &crate::vendors::livekit::VENDOR.resources[1];
        let of = |secret: &str| -> Object { [("password", secret.into())].into_iter().collect() };
        let shows = |secret: &str| serde_json::json!({"auth_password": secret});
        let left = |private: &Private, answer: &Json| {
            let mut state = of("a");
            let private = Private::read(&private.write()).emptied(resource, answer, &mut state);
            (private, state.get("password").is_set())
        };
        for hidden in ["", "***"] {
            assert!(left(&Private::default().shown(resource, &shows("***")), &shows(hidden)).1);
            assert_eq!(left(&Private::default().shown(resource, &shows("a")), &shows(hidden)).1, !hidden.is_empty());
        }
        let (emptied, _) = left(&Private::default().shown(resource, &shows("a")), &shows(""));
        assert!(left(&emptied, &shows("")).1, "it is said once");
        let changes = crate::engine::diff(resource, &of("a"), &of("b"));
        let updated = Private::default().shown(resource, &shows("a")).updated(resource, &changes, &of("a"));
        assert!(left(&updated, &shows("")).1, "nobody has seen the new one");
    }

    #[test]
    fn what_another_version_kept_says_nothing() {
        assert_eq!(Private::read(b""), Private::default());
        assert_eq!(Private::read(b"\x00not json"), Private::default());
        assert!(Private::default().write().is_empty());
        assert!(Private::read(br#"{"imported": true, "later": 1}"#).imported);
    }
}
