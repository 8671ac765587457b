//! A trunk at Fone Dynamics: how it changes, and how answers show it.

use serde_json::{Map, Value as Json, json};

use super::body::{Change, Credentials, Kind};
use super::refusal::Refusal;
use super::{now, switches};
use crate::sandbox::{Lag, Sight, Switches, id, texts};

/// One trunk.
pub struct Trunk {
    pub sid: String,
    /// The one property that it belongs to.
    pub property: String,
    /// How far behind its reads are.
    pub lag: Lag,
    /// When it was deactivated, or will be.
    pub ended: Option<u64>,
    /// How many reads still see it being provisioned.
    settling: u32,
    created: u64,
    modified: u64,
    name: String,
    caller_id: String,
    kind: Kind,
    addresses: Vec<Element>,
    credentials: Option<Credentials>,
    countries: Vec<Element>,
    channel_limit: i64,
    customer_reference: Option<String>,
}

/// An element of an array, which has times of its own.
struct Element {
    value: String,
    created: u64,
}

impl Trunk {
    /// A new trunk in a property.
    pub fn new(property: &str, change: Change, switches: &Switches) -> Result<Self, Refusal> {
        // "A single host is written with /32"; only the update page tolerates less.
        if change.bare {
            return Err(Refusal::invalid(&["SipTrunkIpAddresses"]));
        }
        let now = now();
        let mut trunk = Self {
            sid: id::drawn("ST", 30, fastrand::uppercase),
            property: property.to_owned(),
            lag: Lag::new(switches),
            ended: None,
            settling: switches.number(&switches::CREATE_SETTLES_AFTER),
            created: now,
            modified: now,
            name: String::new(),
            caller_id: String::new(),
            kind: Kind::Ip,
            addresses: vec![],
            credentials: None,
            countries: vec![],
            channel_limit: 1,
            customer_reference: None,
        };
        trunk.become_whole(change, switches)?;
        Ok(trunk)
    }

    /// PATCH: takes over what the body names.
    pub fn change(&mut self, change: Change, switches: &Switches) -> Result<(), Refusal> {
        self.live()?;
        let before = self.shown(switches);
        self.settle_far_end(&change, switches)?;
        self.take(change, switches);
        self.touch(before, switches);
        Ok(())
    }

    /// PUT: becomes what the body says; what it leaves out is as in a new trunk.
    pub fn replace(&mut self, change: Change, switches: &Switches) -> Result<(), Refusal> {
        self.live()?;
        let before = self.shown(switches);
        self.become_whole(change, switches)?;
        self.touch(before, switches);
        Ok(())
    }

    fn live(&self) -> Result<(), Refusal> {
        if self.ended.is_some() { Err(Refusal::ended()) } else { Ok(()) }
    }

    /// `Modified` moves with every write, even with two in one second; and provisioning may begin anew.
    fn touch(&mut self, before: Json, switches: &Switches) {
        self.lag.change(before, switches);
        self.modified = now().max(self.modified + 1);
        self.settling = self.settling.max(switches.number(&switches::UPDATE_SETTLES_AFTER));
    }

    fn become_whole(&mut self, change: Change, switches: &Switches) -> Result<(), Refusal> {
        let needed = [
            ("Name", change.name.is_none()),
            ("DefaultCallerId", change.caller_id.is_none()),
            ("Type", change.kind.is_none()),
        ];
        let missing: Vec<&str> = needed.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            return Err(Refusal::required(&missing));
        }
        self.settle_far_end(&change, switches)?;
        let whole = Change {
            countries: Some(change.countries.unwrap_or_default()),
            channel_limit: Some(change.channel_limit.unwrap_or(1)),
            customer_reference: Some(change.customer_reference.flatten()),
            ..change
        };
        self.take(whole, switches);
        Ok(())
    }

    /// The block must be the type's own; a body that names the type must hold it.
    fn settle_far_end(&mut self, change: &Change, switches: &Switches) -> Result<(), Refusal> {
        let kind = change.kind.unwrap_or(self.kind);
        let named = change.kind.is_some();
        match (kind == Kind::Ip, &change.addresses, &change.credentials) {
            (true, _, Some(_)) => Err(Refusal::conflicting("SipTrunkCredentials")),
            (false, Some(_), _) => Err(Refusal::conflicting("SipTrunkIpAddresses")),
            (true, None, _) if named => Err(Refusal::required(&["SipTrunkIpAddresses"])),
            (false, _, None) if named => Err(Refusal::required(&["SipTrunkCredentials"])),
            (true, Some(none), _) if none.is_empty() => Err(Refusal::required(&["SipTrunkIpAddresses"])),
            (true, Some(addresses), _) => {
                self.addresses = elements(addresses);
                Ok(())
            }
            (false, _, Some(credentials)) => {
                self.credentials = Some(credentials.clone());
                Ok(())
            }
            (_, None, None) => Ok(()),
        }?;
        self.kind = kind;
        if switches.is(&switches::TYPE_CHANGE, "drops") {
            match kind {
                Kind::Ip => self.credentials = None,
                Kind::Authenticated => self.addresses.clear(),
            }
        }
        Ok(())
    }

    fn take(&mut self, change: Change, switches: &Switches) {
        if let Some(name) = change.name {
            self.name = texts::stored(&name, switches);
        }
        if let Some(number) = change.caller_id {
            self.caller_id = number;
        }
        if let Some(countries) = change.countries {
            // The create page: AU if none is given.
            let countries = if countries.is_empty() { vec!["AU".to_owned()] } else { countries };
            self.countries = elements(&countries);
        }
        if let Some(limit) = change.channel_limit {
            self.channel_limit = limit;
        }
        if let Some(reference) = change.customer_reference {
            self.customer_reference = reference.map(|reference| texts::stored(&reference, switches));
        }
    }

    /// `ProvisioningState`: 0 inactive, 1 provisioning, 2 active. 3, deprovisioning, takes no time here.
    pub fn state(&self, switches: &Switches) -> u8 {
        match (self.ended, self.settling) {
            (Some(end), _) if end <= now() => 0,
            (_, 0) if switches.is(&switches::PROVISIONING, "fails") => 0,
            (_, 0) => 2,
            (_, _) => 1,
        }
    }

    /// `Type`.
    pub fn kind(&self) -> u8 {
        (self.kind == Kind::Authenticated).into()
    }

    /// One read of the details, if they can be seen yet. Time passes here by being read.
    pub fn read(&mut self, switches: &Switches) -> Option<Json> {
        let sight = self.lag.read();
        if matches!(sight, Sight::Nothing) {
            return None;
        }
        let shown = sight.or(|| self.shown(switches));
        self.settling = self.settling.saturating_sub(1);
        shown
    }

    /// Its row in the list, if that has it.
    pub fn listed(&self, switches: &Switches) -> Option<Json> {
        self.lag.sight().or(|| self.shown(switches))
    }

    /// As answers show it.
    pub fn shown(&self, switches: &Switches) -> Json {
        let array = |member: &str, elements: &[Element]| -> Json {
            let shown = elements.iter().map(|element| {
                let host = element.value.strip_suffix("/32").filter(|_| switches.is(&switches::ADDRESSES, "bare"));
                let value = host.unwrap_or(&element.value);
                json!({"Created": element.created, "Modified": element.created, member: value})
            });
            if switches.is(&switches::ARRAYS, "reversed") { shown.rev().collect() } else { shown.collect() }
        };
        let addresses = if self.addresses.is_empty() { Json::Null } else { array("IpAddress", &self.addresses) };
        let credentials = match (&self.credentials, switches.value(&switches::CREDENTIALS).as_str()) {
            (None, _) | (_, "hidden") => Json::Null,
            (Some(Credentials { realm, password }), "echoed") => json!({"Realm": realm, "Password": password}),
            (Some(Credentials { realm, .. }), _) => json!({"Realm": realm}),
        };
        let mut shown = Map::new();
        let mut show = |name: &str, value: Json| {
            if !value.is_null() || switches.is(&switches::NULL_MEMBERS, "present") {
                shown.insert(name.into(), value);
            }
        };
        show("SipTrunkSid", json!(self.sid));
        show("Created", json!(self.created));
        show("Modified", json!(self.modified));
        show("EndDate", json!(self.ended));
        show("Name", json!(self.name));
        show("Type", json!(self.kind()));
        show("ChannelLimit", json!(self.channel_limit));
        show("CustomerReference", json!(self.customer_reference));
        show("ExternalReference", json!(""));
        show("DefaultCallerId", json!(self.caller_id));
        show("ProvisioningState", json!(self.state(switches)));
        show("SipTrunkAllowedCountries", array("CountryCode", &self.countries));
        show("SipTrunkIpAddresses", addresses);
        show("SipTrunkCredentials", credentials);
        shown.into()
    }

    /// As it is held, password included, and the property that it belongs to.
    pub fn stored(&self) -> Json {
        let mut stored = self.shown(&Switches::default());
        stored["PropertySid"] = json!(self.property);
        if let Some(Credentials { password, .. }) = &self.credentials {
            stored["SipTrunkCredentials"]["Password"] = json!(password);
        }
        stored
    }
}

/// A whole new array: the pages do not speak of adding to the old one.
fn elements(values: &[String]) -> Vec<Element> {
    values.iter().map(|value| Element { value: value.clone(), created: now() }).collect()
}
