//! A trunk of either kind, and what calls do to it.

use serde_json::{Value as Json, json};

use super::message::{Message, Record};
use super::refusal::Refusal;
use super::rules::{self, Wrong};
use super::shapes::{self, DISABLE};
use super::switches;
use crate::sandbox::{Lag, Switches, clock, id, texts};

/// What a trunk is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// It accepts calls.
    Inbound,
    /// It places them.
    Outbound,
}

/// One trunk.
pub struct Trunk {
    pub kind: Kind,
    /// How far behind its reads are.
    pub lag: Lag,
    record: Record,
}

impl Kind {
    pub fn message(self) -> &'static Message {
        match self {
            Self::Inbound => &shapes::INBOUND,
            Self::Outbound => &shapes::OUTBOUND,
        }
    }
}

impl Trunk {
    /// A new trunk, as yet without an id: what else is there may be in its way.
    pub fn new(kind: Kind, mut wanted: Record, switches: &Switches) -> Result<Self, Refusal> {
        if wanted.get("sip_trunk_id").is_some_and(|id| id != "") {
            return Err(Refusal::invalid("trunk id must not be set"));
        }
        kind.message().begin(&mut wanted, switches);
        texts::store(&mut wanted, &["name", "metadata"], switches);
        let mut record = kind.message().whole(wanted, switches);
        rules::check(kind, &record).map_err(|wrong| Refusal::invalid(wrong.says()))?;
        if switches.is(&switches::TIMESTAMPS, "set") {
            record["created_at"] = clock::second().into();
            record["updated_at"] = clock::second().into();
        }
        Ok(Self { kind, lag: Lag::new(switches), record })
    }

    /// Gives it its id.
    pub fn name(&mut self) {
        self.record["sip_trunk_id"] = id::drawn("ST_", 12, fastrand::alphanumeric).into();
    }

    pub fn id(&self) -> &str {
        self.record["sip_trunk_id"].as_str().unwrap_or_default()
    }

    pub fn is(&self, kind: Kind, id: &str) -> bool {
        self.kind == kind && self.id() == id
    }

    /// As it is held.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Becomes this, as far as no switch keeps it from it.
    pub fn become_(&mut self, mut record: Record, switches: &Switches) {
        let dropped = switches.value(&switches::DROPPED);
        if let (Some(before), Some(member)) = (self.record.get(&dropped), record.get_mut(&dropped)) {
            member.clone_from(before);
        }
        if switches.is(&switches::TIMESTAMPS, "set") {
            record["created_at"] = self.record["created_at"].clone();
            record["updated_at"] = clock::second().into();
        }
        self.lag.change(self.shown(switches), switches);
        self.record = record;
    }

    /// As answers show it.
    pub fn shown(&self, switches: &Switches) -> Json {
        let mut shown = self.record.clone();
        match (switches.value(&switches::PASSWORD).as_str(), shown.get_mut("auth_password")) {
            ("masked", Some(password)) if password != "" => *password = "********".into(),
            ("empty", Some(password)) => *password = "".into(),
            ("omitted", Some(_)) => drop(shown.shift_remove("auth_password")),
            _ => {}
        }
        if switches.is(&switches::MEDIA, "missing") {
            shown.shift_remove("media");
        }
        if switches.is(&switches::ENUMS, "numbers") {
            self.kind.message().count(&mut shown);
        }
        if switches.is(&switches::ARRAYS, "reversed") {
            for member in ["numbers", "allowed_addresses", "allowed_numbers"] {
                shown.get_mut(member).and_then(Json::as_array_mut).into_iter().for_each(|texts| texts.reverse());
            }
        }
        shown.into()
    }
}

/// What the call asks for, as far as it can be told without the trunk.
pub enum Change {
    /// The whole trunk.
    Replace(Record),
    /// Some members.
    Update(Record),
}

impl Change {
    /// What the body of an update says.
    pub fn of(kind: Kind, id: &str, body: &Record, switches: &Switches) -> Result<Self, Refusal> {
        let object = |name: &str| body.get(name).and_then(Json::as_object).cloned();
        match (object("replace"), object("update")) {
            (Some(_), Some(_)) => Err(Refusal::malformed()),
            _ if id.is_empty() => Err(Refusal::invalid("trunk id must be set")),
            (None, None) => Err(Refusal::invalid("missing or unsupported update action")),
            (Some(mut record), None) => {
                if record.get("sip_trunk_id").is_some_and(|inner| inner != "" && inner != id) {
                    let says = "trunk id in the info must be empty or match the id in the update";
                    return Err(Refusal::invalid(says));
                }
                record.insert("sip_trunk_id".into(), id.into());
                texts::store(&mut record, &["name", "metadata"], switches);
                let record = kind.message().whole(record, switches);
                rules::check(kind, &record).map_err(|wrong| Refusal::invalid(wrong.says()))?;
                Ok(Self::Replace(record))
            }
            (None, Some(mut change)) => {
                let lists = ["numbers", "allowed_addresses", "allowed_numbers"];
                let checked = lists.iter().filter_map(|member| change.get(*member)).try_for_each(rules::list_update);
                checked.and_then(|()| rules::media(&change)).map_err(|says| Refusal::invalid(&says))?;
                texts::store(&mut change, &["name", "metadata"], switches);
                Ok(Self::Update(change))
            }
        }
    }

    /// What becomes of the trunk.
    pub fn apply(self, trunk: &Trunk, switches: &Switches) -> Result<Record, Refusal> {
        let change = match self {
            Self::Replace(record) => return Ok(record),
            Self::Update(change) => change,
        };
        let mut record = trunk.record.clone();
        for (name, value) in change {
            match (record.get(&name), value) {
                (Some(Json::Array(before)), value) => drop(record.insert(name, list(before, &value))),
                (_, Json::Object(media)) => {
                    drop(record.insert(name, shapes::MEDIA.whole(media, switches).into()));
                }
                (_, value) => drop(record.insert(name, value)),
            }
        }
        if !switches.is(&switches::MEDIA, "missing") {
            encryption(&mut record, switches);
        }
        rules::check(trunk.kind, &record).map_err(|wrong| match wrong {
            Wrong::ForSecurity(says) => Refusal::invalid(&format!("twirp error unknown: {says}")),
            Wrong::Rule(says) if switches.is(&switches::UPDATE_REFUSAL, "400") => Refusal::invalid(&says),
            Wrong::Rule(says) => Refusal::unknown(&says),
        })?;
        Ok(record)
    }
}

/// Every update makes the two members with the encryption agree: the one in `media` rules if it is there.
fn encryption(record: &mut Record, switches: &Switches) {
    let old = record["media_encryption"].clone();
    let media = &mut record["media"];
    if media.is_null() {
        *media = shapes::MEDIA.whole(Record::new(), switches).into();
    }
    if media.get("encryption").is_none() && old != DISABLE {
        media["encryption"] = old;
    }
    record["media_encryption"] = record["media"].get("encryption").cloned().unwrap_or_else(|| DISABLE.into());
}

/// A list after a change that has passed its rules.
fn list(before: &[Json], change: &Json) -> Json {
    let all = |name: &str| change[name].as_array().map_or(&[][..], Vec::as_slice);
    if change["clear"] == true {
        return json!([]);
    }
    if !all("set").is_empty() {
        return all("set").into();
    }
    let mut after = before.to_vec();
    for text in all("remove") {
        if let Some(place) = after.iter().position(|there| there == text) {
            after.remove(place);
        }
    }
    for text in all("add") {
        if !after.contains(text) {
            after.push(text.clone());
        }
    }
    after.into()
}
