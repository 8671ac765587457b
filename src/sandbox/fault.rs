//! Answers that a test has ordered in place of the vendor's own.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::{Request, Response};

/// An order for the next calls that match it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The vendor whose calls it is for.
    pub vendor: String,
    /// The method; left out, any.
    method: Option<String>,
    /// A part of the path and query; left out, any.
    path: Option<String>,
    /// What the path ends in, without its query; left out, anything.
    ends: Option<String>,
    /// For how many calls.
    #[serde(default = "once")]
    times: u32,
    /// What they are answered.
    answer: Answer,
    /// Whether the vendor acts on the call before its answer is replaced.
    #[serde(default)]
    pub after: bool,
}

/// What a matching call is answered: a response, or nothing where the connection is closed instead.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Json")]
struct Answer(Option<Response>);

/// A response as an order spells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spelled {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: Json,
}

fn once() -> u32 {
    1
}

impl TryFrom<Json> for Answer {
    type Error = String;

    fn try_from(json: Json) -> Result<Self, String> {
        if json.is_string() {
            return match json.as_str() {
                Some("hang-up") => Ok(Self(None)),
                _ => Err(format!("\"answer\" cannot be {json}; it is \"hang-up\" or an object with a \"status\"")),
            };
        }
        let spelled: Spelled = serde_json::from_value(json).map_err(|error| format!("in \"answer\": {error}"))?;
        if !(200..=599).contains(&spelled.status) {
            return Err(format!("in \"answer\": {} is no final status; it is from 200 to 599", spelled.status));
        }
        let response = match spelled.body {
            Json::Null => Response::empty(spelled.status),
            Json::String(text) => Response { status: spelled.status, headers: vec![], body: text.into() },
            json => Response::json(spelled.status, &json),
        };
        Ok(Self(Some(spelled.headers.iter().fold(response, |response, (name, value)| response.header(name, value)))))
    }
}

impl Fault {
    /// Whether it is for this call.
    fn matches(&self, vendor: &str, request: &Request) -> bool {
        self.vendor == vendor
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && self.path.as_ref().is_none_or(|path| request.target().contains(path))
            && self.ends.as_ref().is_none_or(|end| request.path.ends_with(end))
    }
}

/// The orders not yet carried out, oldest first.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// No more orders.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// One more order.
    pub fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// The answer ordered for this call, if one is, and whether the vendor acts on the call first.
    pub fn take(&mut self, vendor: &str, request: &Request) -> Option<(Option<Response>, bool)> {
        self.0.retain(|fault| fault.times > 0);
        let fault = self.0.iter_mut().find(|fault| fault.matches(vendor, request))?;
        fault.times -= 1;
        Some((fault.answer.0.clone(), fault.after))
    }
}
