//! Bolna's behaviour, from its pages alone; where they are silent, a switch chooses.
//!
//! Deliberately absent: agents and the mapping of numbers to them, which no trunk needs, and the newer `/trunk/trunks`.

mod body;
mod list;
mod number;
mod refusal;
mod shown;
mod switches;
mod trunk;

use serde_json::{Value as Json, json};

use self::number::Number;
use self::refusal::Refusal;
use self::trunk::Trunk;
use crate::sandbox::{Behaviour, Deed, Quota, Request, Response, Sandbox, Switches, astray, id};

/// Bolna's stand-in.
pub static SANDBOX: Sandbox = Sandbox {
    vendor: "bolna",
    address: "base_url",
    base: "",
    settings: &[("api_key", API_KEY)],
    // A setting in a body is a credential sent the wrong way.
    secrets: &["api_key", "auth_password"],
    switches: switches::ALL,
    behaviour: || Box::new(Bolna::default()),
};

const API_KEY: &str = "sandbox-bolna-key";

/// The account.
#[derive(Default)]
struct Bolna {
    trunks: Vec<Trunk>,
    quota: Quota,
}

/// What a path leads to.
enum Route {
    Trunks,
    Trunk(String),
    Numbers(String),
    Number(String, String),
}

impl Route {
    fn of(segments: &[String]) -> Option<Self> {
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let ["sip-trunks", "trunks", ref rest @ ..] = segments[..] else { return None };
        match *rest {
            [] => Some(Self::Trunks),
            [id] if !id.is_empty() => Some(Self::Trunk(id.into())),
            [id, "numbers"] => Some(Self::Numbers(id.into())),
            [id, "numbers", number] if !number.is_empty() => Some(Self::Number(id.into(), number.into())),
            _ => None,
        }
    }

    /// There is no call to read one number, and none to change one.
    fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Trunks | Self::Numbers(_) => &["GET", "POST"],
            Self::Trunk(_) => &["GET", "PATCH", "DELETE"],
            Self::Number(..) => &["DELETE"],
        }
    }
}

impl Behaviour for Bolna {
    fn handle(&mut self, request: &Request, switches: &Switches) -> Response {
        let Some(route) = Route::of(&request.segments()) else {
            return Refusal::by_framework(404, "Not Found").response(switches);
        };
        if !route.methods().contains(&request.method.as_str()) {
            let refusal = Refusal::by_framework(405, "Method Not Allowed");
            return refusal.response(switches).header("allow", &route.methods().join(", "));
        }
        let answer = self.admit(request, switches).and_then(|()| self.serve(&route, request, switches));
        let failure = || Refusal::of(500, "Internal server error");
        let answer = astray::of_change(self.deed(request), answer, failure, switches);
        answer.unwrap_or_else(|refusal| refusal.response(switches))
    }

    fn seed(&mut self, body: &Json, switches: &Switches) -> Result<(), Response> {
        let authorization = format!("Bearer {API_KEY}");
        let request = Request::post("/sip-trunks/trunks", &[("authorization", &authorization)], body);
        let seeded = self.handle(&request, switches).accepted();
        self.quota = Quota::default();
        seeded
    }

    fn objects(&self) -> Json {
        self.trunks.iter().filter(|trunk| !trunk.deleted).map(Trunk::stored).collect()
    }
}

impl Bolna {
    fn admit(&mut self, request: &Request, switches: &Switches) -> Result<(), Refusal> {
        match request.header("authorization").and_then(|value| value.strip_prefix("Bearer ")) {
            Some(API_KEY) => {}
            Some(_) if switches.is(&switches::BAD_KEY, "403") => {
                return Err(Refusal::by_framework(403, "Invalid or expired API key"));
            }
            _ => return Err(Refusal::of(401, "Unauthorized")),
        }
        let quota = switches.number(&switches::REQUESTS_PER_MINUTE);
        self.quota.admit(quota).map_err(|seconds| Refusal::too_many(seconds, switches))
    }

    fn serve(&mut self, route: &Route, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        match (route, request.method.as_str()) {
            (Route::Trunks, "POST") => self.create(request, switches),
            (Route::Trunks, _) => self.list(request, switches),
            (Route::Trunk(id), "PATCH") => self.change(id, request, switches),
            (Route::Trunk(id), "DELETE") => self.delete(id, switches),
            (Route::Trunk(id), _) => {
                let trunk = self.trunks.iter_mut().find(|trunk| trunk.id == *id).ok_or_else(Refusal::no_trunk)?;
                let shown = trunk.lag.read().or(|| trunk.shown(false, switches)).ok_or_else(Refusal::no_trunk)?;
                Ok(self.answered(Deed::Read, Response::json(200, &shown), id, switches))
            }
            (Route::Numbers(id), "POST") => self.add(id, request, switches),
            (Route::Numbers(id), _) => {
                let trunk = self.trunk(id)?;
                let numbers = trunk.numbers(switches);
                // There is no other way to read a number.
                trunk.numbers.iter_mut().for_each(|number| drop(number.lag.read()));
                list::answer(numbers.as_array().map(Vec::as_slice).unwrap_or_default(), request, switches)
            }
            (Route::Number(trunk, id), _) => {
                let trunk = self.reached(trunk, switches)?;
                let number = trunk.numbers.iter_mut().find(|number| number.id == *id && !number.deleted);
                let number = number.filter(|number| number.lag.reached(switches));
                number.ok_or_else(Refusal::no_number)?.remove();
                Ok(Response::json(200, &json!({"message": "Phone number removed successfully"})))
            }
        }
    }

    fn create(&mut self, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let (body, numbers) = body::of_create(request, switches)?;
        let mut trunk = Trunk::new(body, switches)?;
        self.name_is_free(&trunk.id, trunk.name(), switches)?;
        for body in numbers {
            trunk.numbers.push(Number::new(&body, switches)?);
        }
        self.numbers_are_free(&trunk, switches)?;
        let (id, response) = (trunk.id.clone(), Response::json(201, &trunk.shown(true, switches)));
        self.trunks.push(trunk);
        Ok(self.answered(Deed::Create, response, &id, switches))
    }

    /// The answer about this trunk, if it does not go astray.
    fn answered(&self, deed: Deed, right: Response, id: &str, switches: &Switches) -> Response {
        let mut others = self.trunks.iter().filter(|trunk| trunk.id != id && !trunk.deleted);
        let other = || others.next().map(|trunk| trunk.shown(!matches!(deed, Deed::Read), switches));
        astray::answer(deed, right, other, switches)
    }

    fn change(&mut self, id: &str, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let goes_on = !self.reached(id, switches)?.active();
        let body = body::of_update(request, switches)?;
        if let Some(name) = body.get("name").and_then(Json::as_str) {
            self.name_is_free(id, name, switches)?;
        }
        if goes_on && body.get("is_active") == Some(&json!(true)) {
            let trunk = self.trunks.iter().find(|trunk| trunk.id == id);
            trunk.map_or(Ok(()), |trunk| self.numbers_are_free(trunk, switches))?;
        }
        let trunk = self.trunk(id)?;
        trunk.change(body, switches)?;
        let response = Response::json(200, &trunk.shown(true, switches));
        Ok(self.answered(Deed::Update, response, id, switches))
    }

    fn delete(&mut self, id: &str, switches: &Switches) -> Result<Response, Refusal> {
        let trunk = self.reached(id, switches)?;
        let numbers = trunk.numbers.iter_mut().filter(|number| !number.deleted);
        let removed = numbers.map(Number::remove).count();
        trunk.deleted = true;
        if switches.is(&switches::DELETE, "gone") {
            self.trunks.retain(|trunk| trunk.id != id);
        }
        let says = format!("Trunk deleted successfully. {removed} phone number(s) removed.");
        Ok(Response::json(200, &json!({"message": says})))
    }

    fn add(&mut self, id: &str, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        self.reached(id, switches)?;
        let number = Number::new(&body::of_number(request, switches)?, switches)?;
        self.number_is_free(&number.number, switches)?;
        let response = Response::json(201, &number.shown(id, switches));
        let numbers = &mut self.trunk(id)?.numbers;
        let other = numbers.iter().find(|number| !number.deleted).map(|number| number.shown(id, switches));
        numbers.push(number);
        Ok(astray::answer(Deed::Create, response, || other, switches))
    }

    fn list(&self, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let wanted = request.parameter("is_active").map(|value| value.parse::<bool>()).transpose();
        let wanted = wanted.map_err(|_| Refusal::of(400, "is_active must be true or false"))?;
        let matching = self.trunks.iter().filter(|trunk| wanted.is_none_or(|wanted| wanted == trunk.active()));
        let rows = matching.filter_map(|trunk| trunk.lag.sight().or(|| trunk.shown(false, switches)));
        let rows: Vec<Json> = rows.collect();
        list::answer(&rows, request, switches)
    }

    fn trunk(&mut self, id: &str) -> Result<&mut Trunk, Refusal> {
        self.trunks.iter_mut().find(|trunk| trunk.id == id && !trunk.deleted).ok_or_else(Refusal::no_trunk)
    }

    /// The same, where a call that writes finds it.
    fn reached(&mut self, id: &str, switches: &Switches) -> Result<&mut Trunk, Refusal> {
        let trunk = self.trunk(id)?;
        if trunk.lag.reached(switches) { Ok(trunk) } else { Err(Refusal::no_trunk()) }
    }

    fn name_is_free(&self, id: &str, name: &str, switches: &Switches) -> Result<(), Refusal> {
        let taken = self.trunks.iter().any(|trunk| trunk.id != id && !trunk.deleted && trunk.name() == name);
        let status = switches.status(&switches::DUPLICATE_NAME);
        if taken { Err(Refusal::of(status, "A trunk with this name already exists")) } else { Ok(()) }
    }

    /// "A number can sit on only one active trunk", and on that one only once.
    fn number_is_free(&self, number: &str, switches: &Switches) -> Result<(), Refusal> {
        let mut active = self.trunks.iter().filter(|trunk| trunk.active()).flat_map(|trunk| &trunk.numbers);
        if active.any(|other| other.is(number)) { Err(number_taken(switches)) } else { Ok(()) }
    }

    /// The same for all numbers of a trunk that is not active yet, and will be.
    fn numbers_are_free(&self, trunk: &Trunk, switches: &Switches) -> Result<(), Refusal> {
        let numbers: Vec<_> = trunk.numbers.iter().filter(|number| !number.deleted).collect();
        for (at, number) in numbers.iter().enumerate() {
            if numbers[..at].iter().any(|other| other.is(&number.number)) {
                return Err(number_taken(switches));
            }
            self.number_is_free(&number.number, switches)?;
        }
        Ok(())
    }
}

fn number_taken(switches: &Switches) -> Refusal {
    let status = switches.status(&switches::TAKEN_NUMBER);
    Refusal::of(status, "Phone number already exists on another active trunk")
}

/// Opaque, and in length and letters like those of the vendor's examples.
fn identifier() -> String {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    id::drawn("01J", 16, || char::from(LETTERS[fastrand::usize(..LETTERS.len())]))
}
