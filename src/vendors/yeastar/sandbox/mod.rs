//! A Yeastar P-Series PBX, from its pages alone; where they are silent, a switch chooses.
//!
//! Deliberately absent: extensions, routes and calls, which no trunk needs; the pages' version 2.0, which has no trunks;
//! and the allow-list of addresses.

mod callers;
mod calls;
mod catalogue;
mod fields;
mod list;
mod refusal;
mod switches;
mod tokens;
mod trunk;

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use self::calls::{CALLS, Call, Deed};
use self::refusal::{Refusal, answer, answered, success};
use self::tokens::{CLIENT_ID, CLIENT_SECRET, Tokens};
use self::trunk::{Body, Trunk};
use crate::sandbox::{Behaviour, Deed as Act, Request, Response, Sandbox, Switches, astray};

/// Yeastar's stand-in.
pub static SANDBOX: Sandbox = Sandbox {
    vendor: "yeastar",
    address: "base_url",
    base: "",
    settings: &[("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)],
    // A setting in a body is a credential sent the wrong way.
    secrets: &["client_secret", "password", "access_token", "refresh_token"],
    switches: switches::ALL,
    behaviour: || Box::new(Yeastar { last_id: 10, ..Yeastar::default() }),
};

/// The PBX.
#[derive(Default)]
struct Yeastar {
    trunks: Vec<Trunk>,
    tokens: Tokens,
    /// The last number given to a trunk or a caller ID.
    last_id: i64,
    /// How often each call has come, by its target and body, while calls are put off.
    came: BTreeMap<(String, Vec<u8>), u32>,
}

impl Behaviour for Yeastar {
    /// Deletes are GET, logins are POST.
    fn deed(&self, request: &Request) -> Act {
        let call = CALLS.iter().find(|call| request.path.ends_with(&format!("/{}", call.name)));
        match call.map(|call| call.deed) {
            Some(Deed::Create) => Act::Create,
            Some(Deed::Update) => Act::Update,
            Some(Deed::Delete) => Act::Delete,
            Some(Deed::Login | Deed::Refresh | Deed::Logout) => Act::Login,
            _ => Act::Read,
        }
    }

    fn handle(&mut self, request: &Request, switches: &Switches) -> Response {
        match self.put_off(request, switches) {
            Some(refusal) => refusal.response(switches),
            None => self.respond(request, switches),
        }
    }

    /// The token that it takes is forgotten: nobody has called yet, and a client has few.
    fn seed(&mut self, body: &Json, switches: &Switches) -> Result<(), Response> {
        let agent = [("user-agent", "OpenAPI")];
        let login = json!({"username": CLIENT_ID, "password": CLIENT_SECRET});
        let let_in = self.respond(&Request::post("/openapi/v1.0/get_token", &agent, &login), switches);
        let token: Json = serde_json::from_slice(&let_in.body).unwrap_or_default();
        let query = format!("access_token={}", token["access_token"].as_str().unwrap_or_default());
        let request = Request { query, ..Request::post("/openapi/v1.0/trunk/create", &agent, body) };
        let before = self.trunks.len();
        let answer = self.respond(&request, switches);
        self.tokens = Tokens::default();
        // A refusal is a success of HTTP here.
        if self.trunks.len() > before { Ok(()) } else { Err(answer) }
    }

    fn objects(&self) -> Json {
        self.trunks.iter().map(Trunk::stored).collect()
    }
}

impl Yeastar {
    /// What a call is answered that is not carried out now, if the switches want that.
    fn put_off(&mut self, request: &Request, switches: &Switches) -> Option<Refusal> {
        let busy = switches.number(&switches::BUSY_ANSWERS);
        let failed = if self.deed(request) == Act::Read { switches.number(&switches::FAILED_READS) } else { 0 };
        // The portal is no part of it.
        if (busy, failed) == (0, 0) || !request.path.starts_with("/openapi/") {
            return None;
        }
        let came = self.came.entry((request.target(), request.body.clone())).or_default();
        *came += 1;
        match *came {
            times if times <= busy => Some(Refusal::BUSY),
            times if times <= busy.saturating_add(failed) => Some(Refusal::FAILED),
            _ => None,
        }
    }

    fn respond(&mut self, request: &Request, switches: &Switches) -> Response {
        let Some(path) = request.path.strip_prefix("/openapi/") else {
            // The web portal answers on the same port.
            return Response::empty(404).body("text/html", "<html><body><h1>404 Not Found</h1></body></html>");
        };
        let call = match path.strip_prefix("v1.0/") {
            Some(name) => CALLS.iter().find(|call| call.name == name).ok_or(Refusal::NO_INTERFACE),
            None => Err(Refusal::NO_VERSION),
        };
        if call.as_ref().is_ok_and(|call| call.method != request.method) {
            // Seen once, on one call; the pages do not speak of it.
            return Response::empty(400).body("text/plain", "Bad Request");
        }
        let answer = call.and_then(|call| {
            self.admit(call, request, switches)?;
            self.answer(call, request, switches)
        });
        answer.unwrap_or_else(|refusal| refusal.response(switches))
    }

    fn admit(&mut self, call: &Call, request: &Request, switches: &Switches) -> Result<(), Refusal> {
        // "Mandatory on every request". What the PBX says without it is not documented.
        if request.header("user-agent").is_none_or(|agent| agent.trim().is_empty()) {
            return Err(Refusal::DENIED);
        }
        let bare = matches!(call.deed, Deed::Login | Deed::Refresh);
        if !bare {
            self.tokens.admit(&parameter(request, "access_token"), switches)?;
        }
        let known = |name: &str| call.parameters.contains(&name) || (name == "access_token" && !bare);
        match request.parameters().iter().find(|(name, _)| !known(name)) {
            Some((name, _)) => Err(Refusal::about(name, "unknown")),
            None => Ok(()),
        }
    }

    /// Carries the call out, and answers it or as a switch would have it.
    fn answer(&mut self, call: &Call, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        if !matches!(call.deed, Deed::Create | Deed::Update | Deed::Delete) {
            return self.serve(call.deed, request, switches);
        }
        if switches.is(&switches::PERMISSION, "10009") {
            return Err(Refusal::OPERATION);
        }
        let instead = switches.value(&switches::WRITE_ANSWER);
        if instead == "failed-unapplied" {
            return Err(Refusal::FAILED);
        }
        let response = self.serve(call.deed, request, switches)?;
        match instead.as_str() {
            "failed-applied" => Err(Refusal::FAILED),
            "partial" => Ok(answered(1, "PARTIAL SUCCESS", json!({}))),
            "processing" => Ok(answered(2, "PROCESSING", json!({}))),
            _ => Ok(response),
        }
    }

    fn serve(&mut self, deed: Deed, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        match deed {
            Deed::Login => self.tokens.login(&body(request)?, switches).map(success),
            Deed::Refresh => self.tokens.refresh(&body(request)?, switches).map(success),
            Deed::Logout => {
                self.tokens.revoke(&parameter(request, "access_token"));
                Ok(success(json!({})))
            }
            Deed::List => list::answer(&self.trunks, &request.parameters(), switches).map(success),
            Deed::Get => self.get(request, switches),
            Deed::Query => self.query(request, switches),
            Deed::Itsps => Ok(success(catalogue::itsps())),
            Deed::Menu => {
                let options = catalogue::menu(&parameter(request, "menu"), &self.trunks)?;
                Ok(success(json!({"data": options})))
            }
            Deed::Create => self.create(body(request)?, switches),
            Deed::Update => self.update(body(request)?, switches),
            Deed::Delete => {
                let index = self.reached(number(&parameter(request, "id"), "id")?, switches);
                if index.is_err() && switches.is(&switches::DELETE_AGAIN, "40002") {
                    return Err(Refusal::about("id", "no data can be deleted"));
                }
                let index = index?;
                if switches.is(&switches::REFERENCES, "routes") {
                    return Err(Refusal::REFERENCED);
                }
                self.trunks.remove(index);
                Ok(success(json!({})))
            }
        }
    }

    fn get(&mut self, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let id = number(&parameter(request, "id"), "id")?;
        let trunk = self.trunks.iter_mut().find(|trunk| trunk.id == id);
        let shown = trunk.and_then(|trunk| trunk.lag.read().or(|| trunk.shown(switches)));
        let Some(shown) = shown else {
            return match switches.value(&switches::NOT_FOUND).as_str() {
                "empty" => Ok(success(json!({"data": []}))),
                "object" => Ok(success(json!({"data": {}}))),
                "null" => Ok(success(json!({"data": null}))),
                "omitted" => Ok(success(json!({}))),
                _ => Err(Refusal::NOT_FOUND),
            };
        };
        let array = switches.is(&switches::GET_DATA, "array");
        let whole = |shown: Json| answer(json!({"data": if array { json!([shown]) } else { shown }}));
        let other = || self.other(id).map(|trunk| whole(trunk.shown(switches)));
        Ok(astray::answer(Act::Read, Response::json(200, &whole(shown)), other, switches))
    }

    /// A trunk that is not this one.
    fn other(&self, id: i64) -> Option<&Trunk> {
        self.trunks.iter().find(|trunk| trunk.id != id)
    }

    fn query(&self, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let ids = parameter(request, "ids");
        let found = ids.split(',').map(|id| Ok(&self.trunks[self.index(number(id, "ids")?)?]));
        let found: Vec<&Trunk> = found.collect::<Result<_, Refusal>>()?;
        let shown: Json = found.iter().filter_map(|trunk| trunk.lag.sight().or(|| trunk.shown(switches))).collect();
        Ok(success(json!({"data": shown})))
    }

    fn create(&mut self, body: Body, switches: &Switches) -> Result<Response, Refusal> {
        let mut last_id = self.last_id + 1;
        let trunk = Trunk::new(last_id, body, counter(&mut last_id), switches)?;
        if self.trunks.len() >= switches.most(&switches::TRUNK_LIMIT) {
            return Err(Refusal::TOO_MANY);
        }
        self.unique(trunk.name(), trunk.id)?;
        let id = trunk.id;
        self.last_id = last_id;
        self.trunks.push(trunk);
        let told = |id: i64| match switches.value(&switches::CREATE_ANSWER).as_str() {
            "data" => answer(json!({"data": {"id": id}})),
            "none" => answer(json!({})),
            _ => answer(json!({"id": id})),
        };
        let other = || self.other(id).map(|trunk| told(trunk.id));
        Ok(astray::answer(Act::Create, Response::json(200, &told(id)), other, switches))
    }

    fn update(&mut self, mut body: Body, switches: &Switches) -> Result<Response, Refusal> {
        let id = match body.shift_remove("id") {
            None => return Err(Refusal::about("id", "required")),
            Some(id) => id.as_i64().ok_or(Refusal::about("id", "integer"))?,
        };
        let index = self.reached(id, switches)?;
        if let Some(name) = body.get("name").and_then(Json::as_str) {
            self.unique(name, id)?;
        }
        let next = counter(&mut self.last_id);
        self.trunks[index].change(body, next, switches)?;
        Ok(success(json!({})))
    }

    fn unique(&self, name: &str, id: i64) -> Result<(), Refusal> {
        let taken = self.trunks.iter().any(|trunk| trunk.name() == name && trunk.id != id);
        if taken { Err(Refusal::duplicate(name)) } else { Ok(()) }
    }

    /// Where the trunk of that id is. Physical trunks can be neither read nor changed here.
    fn index(&self, id: i64) -> Result<usize, Refusal> {
        self.trunks.iter().position(|trunk| trunk.id == id).ok_or(Refusal::NOT_FOUND)
    }

    /// The same, where a call that writes finds it.
    fn reached(&self, id: i64, switches: &Switches) -> Result<usize, Refusal> {
        let index = self.index(id)?;
        if self.trunks[index].lag.reached(switches) { Ok(index) } else { Err(Refusal::NOT_FOUND) }
    }
}

fn counter(last: &mut i64) -> impl FnMut() -> i64 {
    move || {
        *last += 1;
        *last
    }
}

/// The body, if it is a JSON object and says so.
fn body(request: &Request) -> Result<Body, Refusal> {
    request.object().ok_or(Refusal::SYNTAX)
}

/// A parameter of the query; empty if it is not there.
fn parameter(request: &Request, name: &str) -> String {
    request.parameter(name).unwrap_or_default()
}

fn number(text: &str, parameter: &str) -> Result<i64, Refusal> {
    let rule = if text.is_empty() { "required" } else { "integer" };
    text.parse().map_err(|_| Refusal::about(parameter, rule))
}
