//! What the body of a call may say at Bolna: which members, of which type. What their values may be is the trunk's and
//! the number's own business.

use serde_json::{Map, Value as Json};

use super::refusal::Refusal;
use super::switches;
use crate::sandbox::Shape::{Array, Bool, Integer, Object, Text};
use crate::sandbox::shape::Problem;
use crate::sandbox::{Request, Shape, Switches};

/// The members of a body.
pub type Body = Map<String, Json>;

const GATEWAYS: Shape = Array(&Object(&[("gateway_address", Text), ("port", Integer), ("priority", Integer)]));
const ADDRESSES: Shape = Array(&Object(&[("ip_address", Text)]));

/// Without `is_active`, which "cannot be set at creation"; the numbers are bodies of their own.
const CREATE: Shape = Object(&[
    ("name", Text),
    ("provider", Text),
    ("description", Text),
    ("auth_type", Text),
    ("auth_username", Text),
    ("auth_password", Text),
    ("gateways", GATEWAYS),
    ("ip_identifiers", ADDRESSES),
    ("allow", Text),
    ("disallow", Text),
    ("transport", Text),
    ("direct_media", Bool),
    ("rtp_symmetric", Bool),
    ("force_rport", Bool),
    ("media_encryption", Text),
    ("media_encryption_optimistic", Bool),
    ("qualify_frequency", Integer),
    ("inbound_enabled", Bool),
    ("outbound_leading_plus_enabled", Bool),
]);

/// As the current document has it: without what is fixed, and what only an older edition could change.
const UPDATE: Shape = Object(&[
    ("name", Text),
    ("description", Text),
    ("auth_username", Text),
    ("auth_password", Text),
    ("gateways", GATEWAYS),
    ("ip_identifiers", ADDRESSES),
    ("allow", Text),
    ("disallow", Text),
    ("transport", Text),
    ("media_encryption", Text),
    ("media_encryption_optimistic", Bool),
    ("qualify_frequency", Integer),
    ("inbound_enabled", Bool),
    ("outbound_leading_plus_enabled", Bool),
    ("is_active", Bool),
]);

const NUMBER: Shape = Object(&[("phone_number", Text), ("name", Text), ("e164_check_enabled", Bool)]);

/// "String or null"; null is their default.
const NULLABLE: &[&str] = &["description", "auth_username", "auth_password"];

/// The body of a trunk's create, and the numbers in it, each a body of its own.
pub fn of_create(request: &Request, switches: &Switches) -> Result<(Body, Vec<Body>), Refusal> {
    let mut body = object(request)?;
    let numbers = match body.shift_remove("phone_numbers") {
        None | Some(Json::Null) => vec![],
        Some(Json::Array(numbers)) => numbers,
        Some(_) => return Err(Refusal::invalid("phone_numbers", "phone_numbers must be an array")),
    };
    let numbers = numbers.into_iter().map(|number| match number {
        Json::Object(number) => checked(number, &NUMBER, switches),
        _ => Err(Refusal::invalid("phone_numbers", "phone_numbers must hold objects")),
    });
    let numbers = numbers.collect::<Result<_, _>>()?;
    let mut body = checked(body, &CREATE, switches)?;
    body.retain(|member, value| !(value.is_null() && NULLABLE.contains(&member.as_str())));
    Ok((body, numbers))
}

/// The body of a trunk's update.
pub fn of_update(request: &Request, switches: &Switches) -> Result<Body, Refusal> {
    let mut body = checked(object(request)?, &UPDATE, switches)?;
    if switches.is(&switches::NULL, "ignored") {
        body.retain(|_, value| !value.is_null());
    }
    match body.is_empty() && switches.is(&switches::EMPTY_UPDATE, "refused") {
        true => Err(Refusal::invalid("", "No valid fields to update")),
        false => Ok(body),
    }
}

/// The body that adds a number.
pub fn of_number(request: &Request, switches: &Switches) -> Result<Body, Refusal> {
    let mut body = checked(object(request)?, &NUMBER, switches)?;
    body.retain(|_, value| !value.is_null());
    Ok(body)
}

fn object(request: &Request) -> Result<Body, Refusal> {
    request.object().ok_or_else(|| Refusal::invalid("", "Request body must be a JSON object"))
}

/// The members, if each exists for this call and is of its type.
fn checked(mut body: Body, shape: &Shape, switches: &Switches) -> Result<Body, Refusal> {
    let lenient = switches.is(&switches::UNEXPECTED_MEMBERS, "ignored");
    for (member, problem) in shape.problems(&Json::Object(body.clone())) {
        match problem {
            // Inside an element nothing is ignored: which element it is cannot be told from the place.
            Problem::Unknown if lenient && !member.contains('.') => drop(body.shift_remove(&member)),
            Problem::Unknown => {
                return Err(Refusal::invalid(&steps(&member), &format!("{member} is not allowed here")));
            }
            Problem::NotA(kind) => {
                return Err(Refusal::invalid(&steps(&member), &format!("{member} must be of the type {kind}")));
            }
        }
    }
    Ok(body)
}

/// `gateways[0].port` as `gateways.0.port`.
fn steps(member: &str) -> String {
    member.replace('[', ".").replace(']', "")
}
