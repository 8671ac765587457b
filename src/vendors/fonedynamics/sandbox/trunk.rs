//! A trunk at Fone Dynamics: how it changes, and how answers show it.

use std::iter::repeat_with;

use serde_json::{Map, Value as Json, json};

use super::body::{Change, Credentials, Kind};
use super::refusal::Refusal;
use super::{now, switches};
use crate::sandbox::Switches;

/// One trunk.
pub struct Trunk {
    pub sid: String,
    /// The one property that it belongs to.
    pub property: String,
    /// How many reads still do not see it.
    pub unseen: u32,
    /// When it was deactivated.
    pub ended: Option<u64>,
    /// How many reads still see it being provisioned.
    settling: u32,
    created: u64,
    modified: u64,
    name: String,
    caller_id: String,
    far_end: FarEnd,
    countries: Vec<Element>,
    channel_limit: i64,
    customer_reference: Option<String>,
}

/// How the far end proves itself: the block that belongs to the type, and never both.
enum FarEnd {
    Addresses(Vec<Element>),
    Credentials(Credentials),
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
        let letters = repeat_with(fastrand::uppercase).take(30);
        let mut trunk = Self {
            sid: format!("ST{}", letters.collect::<String>()),
            property: property.to_owned(),
            unseen: switches.number(&switches::CREATE_VISIBLE_AFTER),
            ended: None,
            settling: switches.number(&switches::CREATE_SETTLES_AFTER),
            created: now,
            modified: now,
            name: String::new(),
            caller_id: String::new(),
            far_end: FarEnd::Addresses(vec![]),
            countries: vec![],
            channel_limit: 1,
            customer_reference: None,
        };
        trunk.become_whole(change)?;
        Ok(trunk)
    }

    /// PATCH: takes over what the body names.
    pub fn change(&mut self, change: Change, switches: &Switches) -> Result<(), Refusal> {
        self.live()?;
        self.settle_far_end(&change)?;
        self.take(change);
        self.touch(switches);
        Ok(())
    }

    /// PUT: becomes what the body says; what it leaves out is as in a new trunk.
    pub fn replace(&mut self, change: Change, switches: &Switches) -> Result<(), Refusal> {
        self.live()?;
        self.become_whole(change)?;
        self.touch(switches);
        Ok(())
    }

    fn live(&self) -> Result<(), Refusal> {
        if self.ended.is_some() { Err(Refusal::ended()) } else { Ok(()) }
    }

    /// `Modified` moves with every write, even with two in one second; and provisioning may begin anew.
    fn touch(&mut self, switches: &Switches) {
        self.modified = now().max(self.modified + 1);
        self.settling = self.settling.max(switches.number(&switches::UPDATE_SETTLES_AFTER));
    }

    fn become_whole(&mut self, change: Change) -> Result<(), Refusal> {
        let needed = [
            ("Name", change.name.is_none()),
            ("DefaultCallerId", change.caller_id.is_none()),
            ("Type", change.kind.is_none()),
        ];
        let missing: Vec<&str> = needed.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            return Err(Refusal::required(&missing));
        }
        self.settle_far_end(&change)?;
        self.take(Change {
            countries: Some(change.countries.unwrap_or_default()),
            channel_limit: Some(change.channel_limit.unwrap_or(1)),
            customer_reference: Some(change.customer_reference.flatten()),
            ..change
        });
        Ok(())
    }

    /// The block must be the type's own; a body that names the type must hold it.
    fn settle_far_end(&mut self, change: &Change) -> Result<(), Refusal> {
        let now_ip = matches!(self.far_end, FarEnd::Addresses(_));
        let ip = change.kind.map_or(now_ip, |kind| kind == Kind::Ip);
        let named = change.kind.is_some();
        match (ip, &change.addresses, &change.credentials) {
            (true, _, Some(_)) => Err(Refusal::conflicting("SipTrunkCredentials")),
            (false, Some(_), _) => Err(Refusal::conflicting("SipTrunkIpAddresses")),
            (true, None, _) if named => Err(Refusal::required(&["SipTrunkIpAddresses"])),
            (false, _, None) if named => Err(Refusal::required(&["SipTrunkCredentials"])),
            (true, Some(none), _) if none.is_empty() => Err(Refusal::required(&["SipTrunkIpAddresses"])),
            (true, Some(addresses), _) => {
                self.far_end = FarEnd::Addresses(elements(addresses));
                Ok(())
            }
            (false, _, Some(credentials)) => {
                self.far_end = FarEnd::Credentials(credentials.clone());
                Ok(())
            }
            (_, None, None) => Ok(()),
        }
    }

    fn take(&mut self, change: Change) {
        if let Some(name) = change.name {
            self.name = name;
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
            self.customer_reference = reference;
        }
    }

    /// `ProvisioningState`: 0 inactive, 1 provisioning, 2 active. 3, deprovisioning, takes no time here.
    pub fn state(&self) -> u8 {
        match (self.ended, self.settling) {
            (Some(_), _) => 0,
            (None, 0) => 2,
            (None, _) => 1,
        }
    }

    /// `Type`.
    pub fn kind(&self) -> u8 {
        matches!(self.far_end, FarEnd::Credentials(_)).into()
    }

    /// One read of the details, if they can be seen yet. Time passes here by being read.
    pub fn read(&mut self, switches: &Switches) -> Option<Json> {
        if self.unseen > 0 {
            self.unseen -= 1;
            return None;
        }
        let shown = self.shown(switches);
        self.settling = self.settling.saturating_sub(1);
        Some(shown)
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
        let (addresses, credentials) = match &self.far_end {
            FarEnd::Addresses(addresses) => (array("IpAddress", addresses), Json::Null),
            FarEnd::Credentials(Credentials { realm, password }) => {
                let shown = match switches.value(&switches::CREDENTIALS).as_str() {
                    "hidden" => Json::Null,
                    "echoed" => json!({"Realm": realm, "Password": password}),
                    _ => json!({"Realm": realm}),
                };
                (Json::Null, shown)
            }
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
        show("ProvisioningState", json!(self.state()));
        show("SipTrunkAllowedCountries", array("CountryCode", &self.countries));
        show("SipTrunkIpAddresses", addresses);
        show("SipTrunkCredentials", credentials);
        shown.into()
    }

    /// As it is held, password included, and the property that it belongs to.
    pub fn stored(&self) -> Json {
        let mut stored = self.shown(&Switches::default());
        stored["PropertySid"] = json!(self.property);
        if let FarEnd::Credentials(Credentials { password, .. }) = &self.far_end {
            stored["SipTrunkCredentials"]["Password"] = json!(password);
        }
        stored
    }
}

/// A whole new array: the pages do not speak of adding to the old one.
fn elements(values: &[String]) -> Vec<Element> {
    values.iter().map(|value| Element { value: value.clone(), created: now() }).collect()
}
