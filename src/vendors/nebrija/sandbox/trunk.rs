//! A trunk at Nebrija AI: how it changes, and how answers show it.

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::body::{Change, Gateway, Login, MASK};
use super::refusal::Refusal;
use super::{shown, switches};
use crate::sandbox::{Lag, Sight, Switches, clock, id, texts};

/// One trunk.
pub struct Trunk {
    pub id: Uuid,
    /// How far behind its reads are.
    pub lag: Lag,
    /// How many reads still see it, once it is deleted.
    pub lingers: Option<u32>,
    /// Whether it is the platform's own.
    pub system: bool,
    /// Whether LiveKit is not heard of yet.
    late: bool,
    name: String,
    gateways: Vec<Gateway>,
    login: Login,
    advanced: Map<String, Json>,
    provider_id: String,
    created: String,
    updated: String,
}

impl Trunk {
    /// A new trunk.
    pub fn new(change: Change, switches: &Switches) -> Result<Self, Refusal> {
        let missing = |member: &str| Refusal::invalid(&format!("{member} is required"), &change.input);
        let name = change.name.clone().ok_or_else(|| missing("name"))?;
        change.gateways.as_ref().ok_or_else(|| missing("gateways"))?;
        let now = clock::now();
        let mut trunk = Self {
            id: id::uuid(),
            lag: Lag::new(switches),
            lingers: None,
            system: false,
            late: switches.is(&switches::PROVIDER_ID, "late"),
            name,
            gateways: vec![],
            login: Login::default(),
            advanced: Map::new(),
            provider_id: draw(),
            created: now.clone(),
            updated: now,
        };
        trunk.take(change, switches)?;
        Ok(trunk)
    }

    /// The platform's own, the same on every account.
    pub fn of_the_platform() -> Self {
        let gateway = Gateway { host: "sip.platform.example".into(), port: 5060, name: None, netmask: 32 };
        let login = Login { username: Some("platform".into()), password: Some("not-a-real-secret".into()) };
        Self {
            id: Uuid::from_u128(0x6c1f0a52_3d0b_4c55_9a3e_0f2d7b1e8a10),
            lag: Lag::default(),
            lingers: None,
            system: true,
            late: false,
            name: "Platform".into(),
            gateways: vec![gateway],
            login,
            advanced: Map::new(),
            provider_id: "ST_platform00001".into(),
            created: "2026-01-01T08:00:00Z".into(),
            updated: "2026-01-01T08:00:00Z".into(),
        }
    }

    /// Takes over what the body names, and nothing else: "only the fields given are updated".
    pub fn change(&mut self, change: Change, switches: &Switches) -> Result<(), Refusal> {
        if self.system {
            return Err(Refusal::system());
        }
        let before = self.shown(switches);
        self.take(change, switches)?;
        self.lag.change(before, switches);
        self.updated = clock::now();
        if switches.is(&switches::PROVIDER_ID, "renewed") {
            self.provider_id = draw();
        }
        Ok(())
    }

    /// All of it or, if the login cannot be, nothing.
    fn take(&mut self, change: Change, switches: &Switches) -> Result<(), Refusal> {
        match change.authentication {
            None => {}
            Some(None) => self.login = Login::default(),
            Some(Some(login)) => self.login = self.log_in(login, &change.input, switches)?,
        }
        if let Some(name) = change.name {
            self.name = texts::stored(&name, switches);
        }
        if let Some(gateways) = change.gateways {
            if switches.is(&switches::GATEWAYS_UPDATE, "merged") {
                self.gateways.retain(|old| !gateways.iter().any(|new| (&new.host, new.port) == (&old.host, old.port)));
            } else {
                self.gateways.clear();
            }
            self.gateways.extend(gateways);
            if switches.is(&switches::GATEWAY_NAMES, "invented") {
                for (gateway, number) in self.gateways.iter_mut().zip(1..) {
                    gateway.name.get_or_insert_with(|| format!("gateway-{number}"));
                }
            }
        }
        if let Some(advanced) = change.advanced {
            if switches.is(&switches::ADVANCED_UPDATE, "replaced") {
                self.advanced.clear();
            }
            self.advanced.extend(advanced);
        }
        Ok(())
    }

    /// The page: the mask keeps the password that is there. Where there is none, it can keep nothing.
    fn log_in(&self, new: Login, input: &Json, switches: &Switches) -> Result<Login, Refusal> {
        let wrong = |says| Err(Refusal::invalid(says, input));
        let merged = switches.is(&switches::AUTHENTICATION_UPDATE, "merged");
        let old = if merged { self.login.clone() } else { Login::default() };
        let password = match new.password.as_deref() {
            Some(MASK) if self.login.password.is_none() => return wrong("there is no password to keep"),
            Some(MASK) => self.login.password.clone(),
            _ => new.password.or(old.password),
        };
        match (new.username.or(old.username), password) {
            (Some(username), Some(password)) => Ok(Login { username: Some(username), password: Some(password) }),
            _ => wrong("authentication must have username and password"),
        }
    }

    /// One read, if the trunk can be seen. Time passes here by being read.
    pub fn read(&mut self, switches: &Switches) -> Option<Json> {
        let sight = self.lag.read();
        if matches!(sight, Sight::Nothing) {
            return None;
        }
        self.lingers = match self.lingers {
            Some(0) => return None,
            lingers => lingers.map(|reads| reads - 1),
        };
        self.late = false;
        sight.or(|| self.shown(switches))
    }

    /// Its row in the list, if that has it.
    pub fn listed(&self, switches: &Switches) -> Option<Json> {
        let there = self.lingers.is_none_or(|reads| reads > 0);
        self.lag.sight().or(|| self.shown(switches)).filter(|_| there)
    }

    /// As answers show it.
    pub fn shown(&self, switches: &Switches) -> Json {
        let mut gateways: Vec<Json> = self.gateways.iter().map(|gateway| gateway.shown(switches)).collect();
        if switches.is(&switches::GATEWAYS_ORDER, "reversed") {
            gateways.reverse();
        }
        let mut shown = json!({"id": self.id.to_string(), "name": self.name, "gateways": gateways});
        if let Some(login) = self.login.shown(switches) {
            shown["authentication"] = login;
        }
        if let Some(advanced) = shown::advanced(&self.advanced, switches) {
            shown["advanced"] = advanced;
        }
        shown["isSystem"] = self.system.into();
        if !switches.is(&switches::PROVIDER_ID, "omitted") {
            shown["providerId"] = if self.late { Json::Null } else { self.provider_id.as_str().into() };
        }
        shown["createdAt"] = self.created.as_str().into();
        shown["updatedAt"] = self.updated.as_str().into();
        if super::extra("trunk", switches) {
            shown["region"] = "eu".into();
            shown["inbound"] = json!({"allowedAddresses": []});
        }
        shown
    }

    /// As it is held, password included.
    pub fn stored(&self) -> Json {
        let mut stored = self.shown(&Switches::default());
        if let Some(password) = &self.login.password {
            stored["authentication"]["password"] = password.as_str().into();
        }
        for (shown, gateway) in stored["gateways"].as_array_mut().into_iter().flatten().zip(&self.gateways) {
            shown["netmask"] = gateway.netmask.into();
        }
        stored
    }
}

/// An identifier as LiveKit draws them.
fn draw() -> String {
    id::drawn("ST_", 12, fastrand::alphanumeric)
}
