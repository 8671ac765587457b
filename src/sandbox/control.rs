//! The paths that belong to no vendor: what a test asks of the sandbox itself.
//!
//! | call | what it does |
//! |---|---|
//! | `POST /_sandbox/faults`, `DELETE /_sandbox/faults` | orders an answer, or a fault, for the next calls that match; forgets all orders |
//! | `POST /_sandbox/chaos`, `DELETE /_sandbox/chaos` | lets faults happen by chance: `{"seed": 1, "rate": 0.1}`; or no longer |
//! | `GET /_sandbox/calls`, `DELETE /_sandbox/calls` | answers the log, secrets masked; empties it |
//! | `POST /_sandbox/switches` | sets switches: `{"crazytel.delete": "405"}` |
//! | `GET /_sandbox/objects/VENDOR` | answers what the vendor holds, secrets in the clear |

use serde_json::{Map, Value as Json, json};

use super::fault::Fault;
use super::{Exchange, Request, Response};

/// The first segment of these paths; no vendor is called so.
pub const PREFIX: &str = "_sandbox";

/// Answers a call below the prefix.
pub fn answer(exchange: &mut Exchange, request: &Request) -> Response {
    let outcome = match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/faults") => order(exchange, &request.body).map(|()| Response::empty(204)),
        ("DELETE", "/faults") => {
            exchange.forget_faults();
            Ok(Response::empty(204))
        }
        ("POST", "/chaos") => chaos(exchange, &request.body).map(|()| Response::empty(204)),
        ("DELETE", "/chaos") => exchange.let_happen(None).map(|()| Response::empty(204)),
        ("POST", "/switches") => switch(exchange, &request.body).map(|()| Response::empty(204)),
        ("GET", "/calls") => Ok(Response::json(200, &json!(exchange.calls()))),
        ("DELETE", "/calls") => {
            exchange.calls().clear();
            Ok(Response::empty(204))
        }
        ("GET", path) if path.starts_with("/objects/") => {
            let vendor = path.trim_start_matches("/objects/");
            return match exchange.objects(vendor) {
                Ok(objects) => Response::json(200, &objects),
                Err(problem) => refusal(404, &problem),
            };
        }
        (method, path) => {
            let there_is = "POST /faults, DELETE /faults, POST /chaos, DELETE /chaos, POST /switches, GET /calls, DELETE /calls and GET \
                 /objects/VENDOR";
            return refusal(404, &format!("there is no {method} {path} below /{PREFIX}; there are {there_is}"));
        }
    };
    outcome.unwrap_or_else(|problem| refusal(400, &problem))
}

/// How the sandbox itself, as opposed to a vendor, says no.
pub fn refusal(status: u16, problem: &str) -> Response {
    Response::json(status, &json!({"sandbox": problem}))
}

fn order(exchange: &mut Exchange, body: &[u8]) -> Result<(), String> {
    let fault: Fault = serde_json::from_slice(body).map_err(|error| format!("not a fault: {error}"))?;
    exchange.order(fault)
}

fn chaos(exchange: &mut Exchange, body: &[u8]) -> Result<(), String> {
    let wanted = serde_json::from_slice(body).map_err(|error| format!("not a seed and a rate: {error}"))?;
    exchange.let_happen(Some(wanted))
}

fn switch(exchange: &mut Exchange, body: &[u8]) -> Result<(), String> {
    let wanted: Map<String, Json> =
        serde_json::from_slice(body).map_err(|error| format!("not an object of switches: {error}"))?;
    // 201 is as good as "201".
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let wanted: Vec<_> = wanted.iter().map(|(name, value)| (name.as_str(), text(value))).collect();
    exchange.switch(wanted.iter().map(|(name, value)| (*name, value.as_str())))
}
