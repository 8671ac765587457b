//! What the body of a create or update may say at Nebrija AI, member by member. The page gives names and types; the
//! limits are those that a SIP address has anyway.

use std::net::IpAddr;

use serde_json::{Map, Value as Json};

use super::refusal::Refusal;
use super::switches;
use crate::sandbox::Shape::{Anything, Array, Integer, Object, Text};
use crate::sandbox::shape::Problem;
use crate::sandbox::{Request, Shape, Switches};

/// What a create and an update may say.
const BODY: Shape = Object(&[
    ("name", Text),
    ("gateways", Array(&Object(&[("ipOrDomain", Text), ("port", Integer), ("name", Text)]))),
    ("authentication", Object(&[("username", Text), ("password", Text)])),
    ("advanced", Anything),
]);

/// The mask: exactly eight.
pub const MASK: &str = "********";

/// What a body names; every member that it leaves out is `None`.
pub struct Change {
    pub name: Option<String>,
    pub gateways: Option<Vec<Gateway>>,
    /// Where null empties it, `Some(None)`.
    pub authentication: Option<Option<Login>>,
    pub advanced: Option<Map<String, Json>>,
    /// The body itself, for complaints.
    pub input: Json,
}

/// An element of `gateways`.
#[derive(Clone)]
pub struct Gateway {
    pub host: String,
    pub port: i64,
    pub name: Option<String>,
    /// What no page documents, if that is switched on.
    pub netmask: i64,
}

/// `authentication`, as far as it is named.
#[derive(Clone, Default)]
pub struct Login {
    pub username: Option<String>,
    pub password: Option<String>,
}

impl Change {
    /// The body, if it is a JSON object whose members exist, are of their type, and can be.
    pub fn read(request: &Request, switches: &Switches) -> Result<Self, Refusal> {
        let input: Json = serde_json::from_slice(&request.body).unwrap_or_default();
        let wrong = |says: String| Refusal::invalid(&says, &input);
        if !request.says_json() || !input.is_object() {
            return Err(wrong("the body must be a JSON object".into()));
        }
        let mut body = input.clone();
        nulls("", &mut body, &switches.value(&switches::NULL)).map_err(wrong)?;
        members(&body, switches).map_err(wrong)?;
        let texts = |value: &Json| value.as_str().map(str::to_owned);
        let name = body.get("name").and_then(texts);
        if name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err(wrong("name must not be empty".into()));
        }
        let gateways = body.get("gateways").and_then(Json::as_array).map(|all| gateways(all));
        let authentication = body.get("authentication").map(|login| {
            login
                .is_object()
                .then(|| Login { username: texts(&login["username"]), password: texts(&login["password"]) })
        });
        let empty = [authentication.clone().flatten()].iter().flatten().any(Login::has_empty);
        if empty {
            return Err(wrong("authentication must not hold empty texts".into()));
        }
        let advanced = match body.get("advanced") {
            None => None,
            Some(Json::Null) => Some(Map::new()),
            Some(Json::Object(members)) => Some(members.clone()),
            Some(_) => return Err(wrong("advanced must be an object".into())),
        };
        Ok(Self { name, gateways: gateways.transpose().map_err(wrong)?, authentication, advanced, input })
    }
}

impl Login {
    fn has_empty(&self) -> bool {
        [&self.username, &self.password].into_iter().flatten().any(String::is_empty)
    }
}

/// Takes nulls away, or refuses them. Only a whole login and all advanced settings can be emptied; what is inside
/// `advanced` is nobody's business.
fn nulls(path: &str, json: &mut Json, manner: &str) -> Result<(), String> {
    let Json::Object(members) = json else {
        let elements = json.as_array_mut().into_iter().flatten();
        return elements.into_iter().try_for_each(|element| nulls(path, element, manner));
    };
    let empties = |name: &str| manner == "clears" && path.is_empty() && ["authentication", "advanced"].contains(&name);
    for (name, value) in members.iter_mut() {
        if value.is_null() && (manner == "refused" || (manner == "clears" && !empties(name))) {
            return Err(format!("{name} must not be null"));
        }
        if name != "advanced" {
            nulls(name, value, manner)?;
        }
    }
    members.retain(|name, value| !value.is_null() || empties(name));
    Ok(())
}

/// The first member that does not exist, or is not of its type.
fn members(body: &Json, switches: &Switches) -> Result<(), String> {
    let extra = super::extra("gateways", switches);
    let problems = BODY.problems(body);
    let mut problems = problems.iter().filter(|(path, _)| !(extra && path.ends_with("].netmask")));
    match problems.next() {
        None => Ok(()),
        Some((path, Problem::Unknown)) => Err(format!("{path} should not exist")),
        Some((path, Problem::NotA(kind))) => Err(format!("{path} must be of type {kind}")),
    }
}

fn gateways(elements: &[Json]) -> Result<Vec<Gateway>, String> {
    if elements.is_empty() {
        return Err("gateways must hold at least one".into());
    }
    elements.iter().map(gateway).collect()
}

fn gateway(element: &Json) -> Result<Gateway, String> {
    let host = element["ipOrDomain"].as_str().ok_or("ipOrDomain is required")?;
    if host.parse::<IpAddr>().is_err() && !plain(host) {
        return Err("ipOrDomain must be an IP address or a domain".into());
    }
    // The page's example has 5060; a default is nowhere named.
    let port = element["port"].as_i64().unwrap_or(5060);
    if !(1..=65535).contains(&port) {
        return Err("port must be from 1 to 65535".into());
    }
    let name = element["name"].as_str().map(str::to_owned);
    Ok(Gateway { host: host.into(), port, name, netmask: element["netmask"].as_i64().unwrap_or(32) })
}

/// A domain has neither a scheme nor a port, blanks or a path.
fn plain(host: &str) -> bool {
    !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || ":/@;?#[]".contains(c))
}
