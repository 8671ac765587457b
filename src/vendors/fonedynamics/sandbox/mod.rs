//! Fone Dynamics' behaviour, from its pages alone; where they are silent, a switch chooses.
//!
//! Deliberately absent: numbers, addresses and messages, which no trunk needs.

mod body;
mod list;
mod refusal;
mod switches;
mod trunk;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Json, json};

use self::body::Change;
use self::refusal::Refusal;
use self::trunk::Trunk;
use crate::sandbox::{Behaviour, Deed, Quota, Request, Response, Sandbox, Switches, astray, clock};

/// Fone Dynamics' stand-in.
pub static SANDBOX: Sandbox = Sandbox {
    vendor: "fonedynamics",
    address: "base_url",
    base: "",
    settings: &[("account_sid", ACCOUNT), ("token", TOKEN), ("property_sid", PROPERTIES[0])],
    // A setting in a body is a credential sent the wrong way.
    secrets: &["token", "SipTrunkCredentials.Password"],
    switches: switches::ALL,
    behaviour: || Box::new(FoneDynamics::default()),
};

const ACCOUNT: &str = "ACSANDBOXAAAABBBBCCCCDDDDEEEEFFF";
const TOKEN: &str = "sandbox-fonedynamics-token";
/// The account's properties; the provider is pointed at the first.
const PROPERTIES: [&str; 2] = ["PRSANDBOXAAAABBBBCCCCDDDDEEEEFFF", "PRSANDBOXFFFFEEEEDDDDCCCCBBBBAAA"];

/// The account.
#[derive(Default)]
struct FoneDynamics {
    trunks: Vec<Trunk>,
    quota: Quota,
}

/// What a path leads to.
enum Route {
    Properties,
    Property(Scope),
    /// Where trunks are made: singular.
    NewTrunk(Scope),
    /// Where trunks are listed: plural.
    Trunks(Scope),
    Trunk(Scope, String),
    Details(Scope, String),
}

/// Through what a trunk is reached.
enum Scope {
    Property(String),
    Account(String),
}

impl Route {
    /// Creating, listing and deleting are under a property only; reading and updating under the account too.
    fn of(segments: &[String]) -> Option<Self> {
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let (kind, rest) = match segments[..] {
            ["v2", "Properties"] => return Some(Self::Properties),
            ["v2", kind, ref rest @ ..] => (kind, rest),
            _ => return None,
        };
        let scope = match (kind, rest.first()?.to_string()) {
            ("Properties", sid) => Scope::Property(sid),
            ("Accounts", sid) => Scope::Account(sid),
            _ => return None,
        };
        match (scope, &rest[1..]) {
            (scope @ Scope::Property(_), []) => Some(Self::Property(scope)),
            (scope @ Scope::Property(_), ["SipTrunk"]) => Some(Self::NewTrunk(scope)),
            (scope @ Scope::Property(_), ["SipTrunks"]) => Some(Self::Trunks(scope)),
            (scope, ["SipTrunk", sid]) if !sid.is_empty() => Some(Self::Trunk(scope, sid.to_string())),
            (scope, ["SipTrunk", sid, "Details"]) => Some(Self::Details(scope, sid.to_string())),
            _ => None,
        }
    }

    fn methods(&self, switches: &Switches) -> Vec<&'static str> {
        let update = if switches.is(&switches::PATCH, "405") { "PUT" } else { "PATCH" };
        match self {
            Self::NewTrunk(_) => vec!["POST"],
            Self::Trunk(Scope::Property(_), _) if !switches.is(&switches::DELETE, "405") => vec![update, "DELETE"],
            Self::Trunk(..) => vec![update],
            _ => vec!["GET"],
        }
    }

    fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Properties => None,
            Self::Property(scope) | Self::NewTrunk(scope) | Self::Trunks(scope) => Some(scope),
            Self::Trunk(scope, _) | Self::Details(scope, _) => Some(scope),
        }
    }
}

impl Behaviour for FoneDynamics {
    fn handle(&mut self, request: &Request, switches: &Switches) -> Response {
        // The framework answers for what the API does not have, without the API's envelope.
        let Some(route) = Route::of(&request.segments()) else {
            return Response::empty(404).body("text/plain", "Handler for request not found.");
        };
        let methods = route.methods(switches);
        if !methods.contains(&request.method.as_str()) {
            return Response::empty(405).header("allow", &methods.join(", "));
        }
        let writes = request.method != "GET";
        if writes && switches.is(&switches::WRITE_ANSWER, "500-unapplied") {
            return crash();
        }
        match self.admit(request, switches).and_then(|()| self.serve(&route, request, switches)) {
            Ok(_) if writes && switches.is(&switches::WRITE_ANSWER, "500-applied") => crash(),
            Ok(response) => response,
            Err(refusal) => refusal.response(switches),
        }
    }

    fn seed(&mut self, body: &Json, switches: &Switches) -> Result<(), Response> {
        let authorization = format!("Basic {}", BASE64_STANDARD.encode(format!("{ACCOUNT}:{TOKEN}")));
        let path = format!("/v2/Properties/{}/SipTrunk", PROPERTIES[0]);
        let seeded =
            self.handle(&Request::post(&path, &[("authorization", &authorization)], body), switches).accepted();
        self.quota = Quota::default();
        seeded
    }

    fn objects(&self) -> Json {
        self.trunks.iter().map(Trunk::stored).collect()
    }
}

impl FoneDynamics {
    fn admit(&mut self, request: &Request, switches: &Switches) -> Result<(), Refusal> {
        let basic = request.header("authorization").and_then(|value| value.strip_prefix("Basic "));
        let known = basic.and_then(|text| BASE64_STANDARD.decode(text).ok());
        if known != Some(format!("{ACCOUNT}:{TOKEN}").into_bytes()) {
            return Err(Refusal::unauthorized());
        }
        self.quota.admit(switches.number(&switches::REQUESTS_PER_MINUTE)).map_err(Refusal::too_many)
    }

    fn serve(&mut self, route: &Route, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        if let Some(scope) = route.scope() {
            scope.check()?;
        }
        match (route, request.method.as_str()) {
            (Route::Properties, _) => {
                let projects: Json = PROPERTIES.iter().map(|sid| project(sid)).collect();
                Ok(Response::json(200, &json!({"Projects": projects, "TotalCount": PROPERTIES.len()})))
            }
            (Route::Property(scope), _) => Ok(Response::json(200, &project(scope.sid()))),
            (Route::NewTrunk(scope), _) => self.create(scope, request, switches),
            (Route::Trunks(scope), _) => list::answer(self.trunks_in(scope), request, switches),
            (Route::Trunk(scope, sid), "DELETE") => self.delete(scope, sid, switches),
            (Route::Trunk(scope, sid), method) => {
                let there = |trunk: &&mut Trunk| trunk.lag.reached(switches);
                let trunk = self.trunk(scope, sid).filter(there).ok_or(Refusal::NO_TRUNK)?;
                match method {
                    "PUT" => trunk.replace(Change::read(request, switches)?, switches)?,
                    _ => trunk.change(Change::read(request, switches)?, switches)?,
                }
                Ok(Response::empty(204))
            }
            (Route::Details(scope, sid), _) => {
                let trunk = self.trunk(scope, sid).ok_or(Refusal::NO_TRUNK)?;
                let shown = trunk.read(switches).ok_or(Refusal::NO_TRUNK)?;
                let other = || self.other(sid).map(|trunk| wrapped(trunk.shown(switches), switches));
                let right = Response::json(200, &wrapped(shown, switches));
                Ok(astray::answer(Deed::Read, right, other, switches))
            }
        }
    }

    fn create(&mut self, scope: &Scope, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let trunk = Trunk::new(scope.sid(), Change::read(request, switches)?, switches)?;
        let sid = trunk.sid.clone();
        self.trunks.push(trunk);
        let answer = |sid: &str| wrapped(json!({"SipTrunkSid": sid}), switches);
        let other = || self.other(&sid).map(|trunk| answer(&trunk.sid));
        Ok(astray::answer(Deed::Create, Response::json(200, &answer(&sid)), other, switches))
    }

    /// A trunk that is not this one.
    fn other(&self, sid: &str) -> Option<&Trunk> {
        self.trunks.iter().find(|trunk| trunk.sid != sid && trunk.ended.is_none())
    }

    fn delete(&mut self, scope: &Scope, sid: &str, switches: &Switches) -> Result<Response, Refusal> {
        let there = |trunk: &&mut Trunk| trunk.ended.is_none() && trunk.lag.reached(switches);
        let trunk = self.trunk(scope, sid).filter(there).ok_or(Refusal::NO_TRUNK)?;
        match switches.value(&switches::DELETE).as_str() {
            "soft" => trunk.ended = Some(now()),
            "announced" => trunk.ended = Some(now() + A_DAY),
            "ignored" => {}
            _ => self.trunks.retain(|trunk| trunk.sid != sid),
        }
        Ok(Response::empty(204))
    }

    fn trunk(&mut self, scope: &Scope, sid: &str) -> Option<&mut Trunk> {
        self.trunks.iter_mut().find(|trunk| trunk.sid == sid && scope.holds(trunk))
    }

    fn trunks_in<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Trunk> {
        self.trunks.iter().filter(|trunk| scope.holds(trunk))
    }
}

impl Scope {
    fn check(&self) -> Result<(), Refusal> {
        match self {
            Self::Property(sid) if !PROPERTIES.contains(&sid.as_str()) => Err(Refusal::NO_PROPERTY),
            Self::Account(sid) if sid != ACCOUNT => Err(Refusal::NO_ACCOUNT),
            _ => Ok(()),
        }
    }

    fn holds(&self, trunk: &Trunk) -> bool {
        match self {
            Self::Property(sid) => trunk.property == *sid,
            Self::Account(_) => true,
        }
    }

    fn sid(&self) -> &str {
        match self {
            Self::Property(sid) | Self::Account(sid) => sid,
        }
    }
}

/// An object as the answer that tells it holds it.
fn wrapped(object: Json, switches: &Switches) -> Json {
    if switches.is(&switches::OBJECT, "wrapped") { json!({"SipTrunk": object}) } else { object }
}

/// A property; newer pages call it a project.
fn project(sid: &str) -> Json {
    json!({
        "AccountSid": ACCOUNT, "PropertySid": sid, "Name": "Sandbox", "MainDomain": "sandbox.example.net",
        "TimeZone": "Australia/Sydney", "SmsEnabled": false, "CallRecordingEnabled": false,
    })
}

/// What a server in front of the API says when the API has broken down.
fn crash() -> Response {
    let page = "<html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>";
    Response::empty(500).body("text/html", page)
}

/// A day, in seconds.
const A_DAY: u64 = 24 * 60 * 60;

/// Seconds since 1970.
fn now() -> u64 {
    clock::since_1970().as_secs()
}
