//! Crazytel's behaviour, from its pages alone; where they are silent, a switch chooses.
//!
//! Deliberately absent: the calls about phone numbers and SMS, which no trunk needs, and the API key in the body, which
//! the vendor itself advises against: it is refused like any member that no trunk has.

mod refusal;
mod switches;
mod trunk;

use serde_json::{Value as Json, json};
use uuid::Uuid;

use self::refusal::Refusal;
use self::trunk::Trunk;
use crate::sandbox::{Behaviour, Deed, Quota, Request, Response, Sandbox, Switches, astray};

/// Crazytel's stand-in.
pub static SANDBOX: Sandbox = Sandbox {
    vendor: "crazytel",
    address: "base_url",
    base: BASE,
    settings: &[("api_key", API_KEY)],
    // A setting in a body is a credential sent the wrong way.
    secrets: &["api_key", "password"],
    switches: switches::ALL,
    behaviour: || Box::new(Crazytel::default()),
};

const BASE: &str = "/api/v1";
const API_KEY: &str = "sandbox-crazytel-key";

/// The account.
#[derive(Default)]
struct Crazytel {
    trunks: Vec<Trunk>,
    quota: Quota,
}

/// What a path leads to. The slash is part of it: a collection has one at the end, an item has none.
enum Route {
    Trunks,
    Trunk(String),
    VerifiedNumbers,
    Balance,
}

impl Route {
    fn of(path: &str) -> Option<Self> {
        match path.strip_prefix(BASE)? {
            "/sip-trunks/" => Some(Self::Trunks),
            "/account/verified-cli/" => Some(Self::VerifiedNumbers),
            "/balance/" => Some(Self::Balance),
            path => match path.strip_prefix("/sip-trunks/")? {
                "" => None,
                id if id.contains('/') => None,
                id => Some(Self::Trunk(id.to_owned())),
            },
        }
    }

    fn methods(&self, switches: &Switches) -> Vec<&'static str> {
        let get = (!switches.is(&switches::GET_ITEM, "405")).then_some("GET");
        let delete = (!switches.is(&switches::DELETE, "405")).then_some("DELETE");
        match self {
            Self::Trunks => vec!["GET", "POST"],
            Self::Trunk(_) => get.into_iter().chain(["PATCH"]).chain(delete).collect(),
            Self::VerifiedNumbers | Self::Balance => vec!["GET"],
        }
    }
}

impl Behaviour for Crazytel {
    /// In the order of the framework: the route, then the caller, then what the call carries.
    fn handle(&mut self, request: &Request, switches: &Switches) -> Response {
        let Some(route) = Route::of(&request.path) else { return no_route(request, switches) };
        let methods = route.methods(switches);
        if !methods.contains(&request.method.as_str()) {
            let refused = Response::json(405, &json!({"detail": "Method Not Allowed"}));
            return refused.header("allow", &methods.join(", "));
        }
        let answer = self.admit(request, switches).and_then(|()| self.serve(&route, request, switches));
        // The update page: "error while talking to the Crazytel API" behind it.
        let failure = || Refusal::raised(500, "Error communicating with the Crazytel API");
        let answer = astray::of_change(self.deed(request), answer, failure, switches);
        answer.unwrap_or_else(|refusal| refusal.response(switches))
    }

    fn seed(&mut self, body: &Json, switches: &Switches) -> Result<(), Response> {
        let request = Request::post(&format!("{BASE}/sip-trunks/"), &[("x-crazytel-api-key", API_KEY)], body);
        let seeded = self.handle(&request, switches).accepted();
        self.quota = Quota::default();
        seeded
    }

    fn objects(&self) -> Json {
        self.trunks.iter().map(Trunk::stored).collect()
    }
}

/// The framework sends a caller with the wrong slash to the right path, whatever the method.
fn no_route(request: &Request, switches: &Switches) -> Response {
    let other = match request.path.strip_suffix('/') {
        Some(path) => path.to_owned(),
        None => format!("{}/", request.path),
    };
    if Route::of(&other).is_none() || switches.is(&switches::WRONG_SLASH, "404") {
        return Response::json(404, &json!({"detail": "Not Found"}));
    }
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    Response::empty(307).header("location", &format!("{}{other}{query}", request.root))
}

impl Crazytel {
    fn admit(&mut self, request: &Request, switches: &Switches) -> Result<(), Refusal> {
        match request.header("x-crazytel-api-key") {
            None => {
                return Err(Refusal::raised(switches.status(&switches::MISSING_KEY), "Not authenticated"));
            }
            Some(key) if key != API_KEY => return Err(Refusal::raised(401, "Invalid API key")),
            Some(_) => {}
        }
        let quota = switches.number(&switches::REQUESTS_PER_MINUTE);
        self.quota.admit(quota).map_err(|seconds| Refusal::too_many(seconds, switches))
    }

    fn serve(&mut self, route: &Route, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        match (route, request.method.as_str()) {
            (Route::Trunks, "POST") => self.create(request, switches),
            (Route::Trunks, _) => Ok(self.list(switches)),
            (Route::Trunk(id), "PATCH") => {
                let trunk = self.reached(id, switches)?;
                trunk.change(request, switches)?;
                let (id, response) = (trunk.id, Response::json(200, &trunk.shown(switches)));
                Ok(self.answered(Deed::Update, response, id, switches))
            }
            (Route::Trunk(id), "DELETE") => {
                let id = self.reached(id, switches)?.id;
                self.trunks.retain(|trunk| trunk.id != id);
                Ok(match switches.is(&switches::DELETE, "204") {
                    true => Response::empty(204),
                    false => Response::json(200, &json!({"message": "SIP trunk deleted"})),
                })
            }
            (Route::Trunk(id), _) => {
                let trunk = self.trunk(id, switches)?;
                let shown = trunk.lag.read().or(|| trunk.shown(switches)).ok_or_else(|| not_found(switches))?;
                let id = trunk.id;
                Ok(self.answered(Deed::Read, Response::json(200, &shown), id, switches))
            }
            (Route::VerifiedNumbers, _) => Ok(Response::json(200, &verified_numbers(switches))),
            (Route::Balance, _) => Ok(Response::json(200, &json!({"account_code": "100001", "balance": 12.5}))),
        }
    }

    fn create(&mut self, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let username = loop {
            let drawn = format!("CT{:06}", fastrand::u32(0..1_000_000));
            if self.trunks.iter().all(|trunk| trunk.username() != drawn) {
                break drawn;
            }
        };
        let trunk = Trunk::new(request, switches, username)?;
        let status = switches.status(&switches::CREATE_STATUS);
        let (id, mut shown) = (trunk.id, trunk.shown(switches));
        if let (true, Some(members)) = (switches.is(&switches::CREATE_ANSWER, "without-id"), shown.as_object_mut()) {
            members.shift_remove("id");
        }
        self.trunks.push(trunk);
        Ok(self.answered(Deed::Create, Response::json(status, &shown), id, switches))
    }

    /// The answer about this trunk, if it does not go astray.
    fn answered(&self, deed: Deed, right: Response, id: Uuid, switches: &Switches) -> Response {
        let other = || self.trunks.iter().find(|trunk| trunk.id != id).map(|trunk| trunk.shown(switches));
        astray::answer(deed, right, other, switches)
    }

    /// The trunk of that id. Text that is no UUID does not get as far as looking.
    fn trunk(&mut self, id: &str, switches: &Switches) -> Result<&mut Trunk, Refusal> {
        let place = ["path", "trunk_id"];
        let no_uuid = |_| Refusal::invalid(&place, "value is not a valid uuid", "type_error.uuid", &id.into());
        let id = Uuid::try_parse(id).map_err(no_uuid)?;
        self.trunks.iter_mut().find(|trunk| trunk.id == id).ok_or_else(|| not_found(switches))
    }

    /// The same, where a call that writes finds it.
    fn reached(&mut self, id: &str, switches: &Switches) -> Result<&mut Trunk, Refusal> {
        let trunk = self.trunk(id, switches)?;
        if trunk.lag.reached(switches) { Ok(trunk) } else { Err(not_found(switches)) }
    }

    fn list(&self, switches: &Switches) -> Response {
        let trunks: Json =
            self.trunks.iter().filter_map(|trunk| trunk.lag.sight().or(|| trunk.shown(switches))).collect();
        match switches.is(&switches::LIST, "wrapped") {
            true => Response::json(200, &json!({"sip_trunks": trunks})),
            false => Response::json(200, &trunks),
        }
    }
}

fn not_found(switches: &Switches) -> Refusal {
    match switches.value(&switches::NOT_FOUND).as_str() {
        "framework" => Refusal::raised(404, "Not Found"),
        "bare" => Refusal::bare(404),
        _ => Refusal::raised(404, "SIP trunk not found"),
    }
}

/// The shape is documented nowhere.
fn verified_numbers(switches: &Switches) -> Json {
    match switches.is(&switches::VERIFIED_NUMBERS, "objects") {
        true => trunk::VERIFIED.iter().map(|number| json!({"number": number})).collect(),
        false => json!(trunk::VERIFIED),
    }
}
