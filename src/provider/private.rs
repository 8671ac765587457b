//! What the provider remembers of an object beside its state. Terraform keeps it with the state and shows it to nobody.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::engine::{json_seen_through, leaves_json, seen_through};
use crate::schema::Resource;
use crate::value::Object;

/// How long a vendor may show what was before a create or an update, and be doubted.
const LATE: Duration = Duration::from_secs(600);

/// What is remembered of one object. Each fact has one end, and only that: a read that shows the object ends that it is
/// unseen and what the last update has replaced; an update that was accepted ends that nobody has written it since its
/// import, and if the configuration has its JSON, that nobody has written that. What was refused, and what sent nothing, ends
/// nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Private {
    /// When it was made, in seconds since 1970, while no read has shown it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unseen_since: Option<u64>,
    /// The last update, while no refresh has shown it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    update: Option<Update>,
    /// It was imported, and no update was accepted since.
    #[serde(default, skip_serializing_if = "is_false")]
    pub imported: bool,
    /// It was imported and not created here. Unlike `imported`, this outlasts applies.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adopted: bool,
    /// No configuration has written its free-form JSON: what is in it is the vendor's.
    #[serde(default, skip_serializing_if = "is_false")]
    json_unwritten: bool,
}

/// An update that was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Update {
    /// When, in seconds since 1970.
    at: u64,
    /// What it has replaced, in the vendor's JSON; no secret is in it.
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
    pub fn of_an_import() -> Self {
        Self { imported: true, adopted: true, ..Self::default() }
    }

    /// After this configuration has made the object.
    pub fn made(self, resource: &Resource, config: &Object) -> Self {
        Self { json_unwritten: leaves_json(resource, config), ..self }
    }

    /// After an update to this configuration was accepted, which has replaced this, in the vendor's JSON.
    pub fn updated(&self, resource: &Resource, config: &Object, replaced: Json) -> Self {
        let unwritten = (self.imported || self.json_unwritten) && leaves_json(resource, config);
        Self { imported: false, json_unwritten: unwritten, ..self.clone() }.completed(replaced)
    }

    /// After an update that belongs to a create has replaced this, in the vendor's JSON.
    pub fn completed(self, replaced: Json) -> Self {
        Self { update: Some(Update { at: now(), replaced }), ..self }
    }

    /// After a refresh has shown the object.
    pub fn seen(&self) -> Self {
        Self { unseen_since: None, update: None, ..self.clone() }
    }

    /// The state as the configuration sees it, where not all of it was written by one.
    pub fn seen_by(&self, resource: &Resource, config: &Object, prior: &Object) -> Option<Object> {
        match self {
            Self { imported: true, .. } => Some(seen_through(resource, config, prior)),
            Self { json_unwritten: true, .. } => Some(json_seen_through(resource, config, prior)),
            _ => None,
        }
    }

    /// What a change to the planned state starts from: the state as the configuration sees it, but whole where the plan leaves
    /// it as it is.
    pub fn start(&self, resource: &Resource, config: &Object, prior: &Object, planned: &Object) -> Object {
        let Some(mut start) = self.seen_by(resource, config, prior) else { return prior.clone() };
        for attribute in resource.attributes {
            let was = prior.get(attribute.name);
            if planned.get(attribute.name) == was {
                start.set(attribute.name, was.clone());
            }
        }
        start
    }

    /// What the last update has replaced, if it was made so lately that the vendor may still show it.
    pub fn replaced_lately(&self) -> Option<&Json> {
        self.update.as_ref().filter(|update| is_late(update.at)).map(|update| &update.replaced)
    }

    /// Whether the object was made so lately that not to be shown does not mean to be gone.
    pub fn may_show_late(&self) -> bool {
        self.unseen_since.is_some_and(is_late)
    }
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

    #[test]
    fn an_object_may_show_late_for_minutes_and_not_for_ever() {
        assert!(Private::read(&Private::unseen().write()).may_show_late());
        assert!(!Private::unseen().seen().may_show_late());
        assert!(!Private { unseen_since: Some(now() - 601), ..Private::default() }.may_show_late());
    }

    #[test]
    fn an_update_may_show_late_until_a_refresh_has_shown_it() {
        let replaced = serde_json::json!({"description": "before"});
        let updated = Private::read(&Private::default().completed(replaced.clone()).write());
        assert_eq!(updated.replaced_lately(), Some(&replaced));
        assert_eq!(updated.seen().replaced_lately(), None);
        let long_ago = Update { at: now() - 601, replaced };
        assert_eq!(Private { update: Some(long_ago), ..Private::default() }.replaced_lately(), None);
    }

    #[test]
    fn an_update_ends_that_nobody_has_written_an_object_and_not_that_none_has_seen_it() {
        let resource = &crate::vendors::nebrija::VENDOR.resources[0];
        let written: Object = [("advanced", "{}".into())].into_iter().collect();
        let (replaced, unseen) = (serde_json::json!({}), Private::unseen());
        assert!(unseen.updated(resource, &written, replaced.clone()).may_show_late());
        for (config, json_unwritten) in [(written, false), (Object::default(), true)] {
            let updated = Private::of_an_import().updated(resource, &config, replaced.clone());
            assert_eq!((updated.imported, updated.adopted), (false, true));
            assert_eq!(updated.json_unwritten, json_unwritten);
            assert_eq!(Private::default().made(resource, &config).json_unwritten, json_unwritten);
        }
    }

    #[test]
    fn what_another_version_kept_says_nothing() {
        assert_eq!(Private::read(b""), Private::default());
        assert_eq!(Private::read(b"\x00not json"), Private::default());
        assert!(Private::default().write().is_empty());
        assert!(Private::read(br#"{"imported": true, "later": 1}"#).imported);
    }
}
