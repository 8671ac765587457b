//! Nebrija AI's behaviour, from its pages alone; where they are silent, a switch chooses.
//!
//! Deliberately absent: assistants, calls, webhooks, tools, and the phone numbers that point at a trunk.

mod body;
mod refusal;
mod shown;
mod switches;
mod trunk;

use serde_json::{Value as Json, json};
use uuid::Uuid;

use self::body::Change;
use self::refusal::Refusal;
use self::trunk::Trunk;
use crate::sandbox::{Behaviour, Deed, Quota, Request, Response, Sandbox, Switches, astray};

/// Nebrija AI's stand-in.
pub static SANDBOX: Sandbox = Sandbox {
    vendor: "nebrija",
    address: "base_url",
    base: "",
    settings: &[("token", TOKEN)],
    // A setting in a body is a credential sent the wrong way.
    secrets: &["token", "authentication.password"],
    switches: switches::ALL,
    behaviour: || Box::new(Nebrija::default()),
};

const TOKEN: &str = "sandbox-nebrija-token";
const TRUNKS: &str = "/api/v1/sip-trunks";

/// The account.
#[derive(Default)]
struct Nebrija {
    trunks: Vec<Trunk>,
    quota: Quota,
}

/// What a path leads to. There is no slash at the end.
enum Route {
    Trunks,
    Trunk(String),
}

impl Route {
    fn of(path: &str) -> Option<Self> {
        match path.strip_prefix(TRUNKS)? {
            "" => Some(Self::Trunks),
            rest => match rest.strip_prefix('/')? {
                id if id.is_empty() || id.contains('/') => None,
                id => Some(Self::Trunk(id.to_owned())),
            },
        }
    }

    fn methods(&self, switches: &Switches) -> Vec<&'static str> {
        match self {
            Self::Trunks => vec!["GET", "POST"],
            Self::Trunk(_) if switches.is(&switches::DELETE, "405") => vec!["GET", "PATCH"],
            Self::Trunk(_) => vec!["GET", "PATCH", "DELETE"],
        }
    }
}

/// Whether answers hold undocumented members at this place.
fn extra(place: &str, switches: &Switches) -> bool {
    switches.is(&switches::EXTRA_KEYS, place) || switches.is(&switches::EXTRA_KEYS, "everywhere")
}

impl Behaviour for Nebrija {
    fn handle(&mut self, request: &Request, switches: &Switches) -> Response {
        if switches.is(&switches::REDIRECT, "always") {
            let target = format!("https://www.nebrija.example{}", request.target());
            return Response::empty(308).header("location", &target);
        }
        let system = self.trunks.iter().any(|trunk| trunk.system);
        if !system && switches.is(&switches::SYSTEM_TRUNK, "present") {
            self.trunks.insert(0, Trunk::of_the_platform());
        }
        let answer = self.serve(request, switches);
        let answer = astray::of_change(self.deed(request), answer, Refusal::broken, switches);
        answer.unwrap_or_else(|refusal| refusal.response(switches))
    }

    fn seed(&mut self, body: &Json, switches: &Switches) -> Result<(), Response> {
        let authorization = format!("Bearer {TOKEN}");
        let request = Request::post("/api/v1/sip-trunks", &[("authorization", &authorization)], body);
        let seeded = self.handle(&request, switches).accepted();
        self.quota = Quota::default();
        seeded
    }

    fn objects(&self) -> Json {
        self.trunks.iter().filter(|trunk| trunk.lingers.is_none()).map(Trunk::stored).collect()
    }
}

impl Nebrija {
    fn serve(&mut self, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let route = Route::of(&request.path).ok_or_else(Refusal::no_route)?;
        let methods = route.methods(switches);
        if !methods.contains(&request.method.as_str()) {
            return Err(Refusal::no_method(&methods));
        }
        self.admit(request, switches)?;
        match (&route, request.method.as_str()) {
            (Route::Trunks, "POST") => self.create(request, switches),
            (Route::Trunks, _) => Ok(self.list(switches)),
            (Route::Trunk(id), "PATCH") => {
                let trunk = self.trunk(id, switches)?;
                trunk.change(Change::read(request, switches)?, switches)?;
                let (id, shown) = (trunk.id, trunk.shown(switches));
                Ok(self.answered(Deed::Update, Response::json(200, &shown), id, switches))
            }
            (Route::Trunk(id), "DELETE") => self.delete(id, switches),
            (Route::Trunk(id), _) => {
                let trunk = self.any_trunk(id, switches)?;
                let shown = trunk.read(switches).ok_or_else(|| Refusal::not_found(switches))?;
                let id = trunk.id;
                Ok(self.answered(Deed::Read, Response::json(200, &shown), id, switches))
            }
        }
    }

    fn admit(&mut self, request: &Request, switches: &Switches) -> Result<(), Refusal> {
        if request.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
            return Err(Refusal::unauthorized());
        }
        let quota = switches.number(&switches::REQUESTS_PER_MINUTE);
        self.quota.admit(quota).map_err(|seconds| Refusal::too_many(seconds, switches))
    }

    fn create(&mut self, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let trunk = Trunk::new(Change::read(request, switches)?, switches)?;
        let status = switches.status(&switches::CREATE_STATUS);
        let mut shown = trunk.shown(switches);
        match (switches.value(&switches::CREATE_ANSWER).as_str(), shown.as_object_mut()) {
            ("id-only", Some(members)) => members.retain(|name, _| name == "id"),
            ("without-id", Some(members)) => members.retain(|name, _| name != "id"),
            _ => {}
        }
        let id = trunk.id;
        self.trunks.push(trunk);
        Ok(self.answered(Deed::Create, Response::json(status, &shown), id, switches))
    }

    /// The answer about this trunk, if it does not go astray.
    fn answered(&self, deed: Deed, right: Response, id: Uuid, switches: &Switches) -> Response {
        let other = || self.trunks.iter().find(|trunk| trunk.id != id).map(|trunk| trunk.shown(switches));
        astray::answer(deed, right, other, switches)
    }

    fn delete(&mut self, id: &str, switches: &Switches) -> Result<Response, Refusal> {
        let trunk = self.trunk(id, switches)?;
        if trunk.system {
            return Err(Refusal::system());
        }
        if switches.is(&switches::DELETE, "409") {
            return Err(Refusal::in_use());
        }
        trunk.lingers = Some(switches.number(&switches::DELETE_LINGERS));
        Ok(match switches.value(&switches::DELETE).as_str() {
            "200" => Response::json(200, &json!({"message": "SIP trunk deleted"})),
            "202" => Response::empty(202),
            _ => Response::empty(204),
        })
    }

    /// The trunk of that id, if it is not deleted, and a call that writes finds it.
    fn trunk(&mut self, id: &str, switches: &Switches) -> Result<&mut Trunk, Refusal> {
        let trunk = self.any_trunk(id, switches)?;
        let there = trunk.lingers.is_none() && trunk.lag.reached(switches);
        if there { Ok(trunk) } else { Err(Refusal::not_found(switches)) }
    }

    /// The trunk of that id, deleted or not.
    fn any_trunk(&mut self, id: &str, switches: &Switches) -> Result<&mut Trunk, Refusal> {
        let id = Uuid::try_parse(id).map_err(|_| match switches.value(&switches::MALFORMED_ID).as_str() {
            "400" => Refusal::malformed_id(400),
            "422" => Refusal::malformed_id(422),
            _ => Refusal::not_found(switches),
        })?;
        self.trunks.iter_mut().find(|trunk| trunk.id == id).ok_or_else(|| Refusal::not_found(switches))
    }

    fn list(&self, switches: &Switches) -> Response {
        let most = switches.most(&switches::LIST_LIMIT);
        let trunks: Json = self.trunks.iter().filter_map(|trunk| trunk.listed(switches)).take(most).collect();
        match switches.value(&switches::LIST).as_str() {
            "bare" => Response::json(200, &trunks),
            wrapping => Response::json(200, &json!({wrapping: trunks})),
        }
    }
}
