//! What goes wrong: the kinds of faults, each with a name, and the orders of a test for calls to come.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value as Json;

use super::astray::ASTRAY;
use super::{
    Behaviour, CREATE_VISIBLE_AFTER, Deed, Delivery, Request, Response, Sandbox, Switches, UPDATE_VISIBLE_AFTER,
};

/// One way in which a call goes wrong, at any vendor.
#[derive(Debug)]
pub struct Kind {
    /// Its name, as orders spell it.
    pub name: &'static str,
    /// What happens, in one sentence.
    pub doc: &'static str,
    reaches: Reaches,
    answers: Answers,
}

/// What the vendor gets to see of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reaches {
    /// Nothing.
    Nothing,
    /// The call.
    Call,
    /// The call with credentials that do not count.
    Spoilt,
    /// The call, while what it writes comes through late.
    Late,
    /// The call, which is answered with another object.
    Other,
}

/// What the caller gets.
#[derive(Clone, Copy, Debug)]
enum Answers {
    /// What the vendor answers.
    Own,
    /// That, after a while.
    Slowly,
    /// The first half of its body, as if that were all.
    Half,
    /// The first half of its body, and then the connection is closed.
    BrokenOff,
    /// A page with this status, as a proxy has it, and with what `Retry-After` asks for.
    Page(u16, Option<&'static str>),
    /// Nothing: the connection is closed.
    HangUp,
}

/// How late a slow answer is.
const SLOW: Duration = Duration::from_millis(1500);
/// How many reads do not see yet what was written late.
const LATE: &str = "2";

const fn kind(name: &'static str, reaches: Reaches, answers: Answers, doc: &'static str) -> Kind {
    Kind { name, doc, reaches, answers }
}

/// Every kind.
pub static KINDS: &[Kind] = {
    use Answers::*;
    use Reaches::*;
    &[
        kind("404", Nothing, Page(404, None), "Answered 404 with an HTML page, and not carried out."),
        kind("429", Nothing, Page(429, None), "Answered 429 without `Retry-After`, and not carried out."),
        kind(
            "429-retry-after",
            Nothing,
            Page(429, Some("1")),
            "Answered 429 with a `Retry-After` of one second, and not carried out.",
        ),
        kind("500", Nothing, Page(500, None), "Answered 500 with an HTML page, and not carried out."),
        kind("500-after", Call, Page(500, None), "Carried out, and answered 500 with an HTML page."),
        kind("502", Nothing, Page(502, None), "Answered 502 with an HTML page, and not carried out."),
        kind("503", Nothing, Page(503, None), "Answered 503 with an HTML page, and not carried out."),
        kind(
            "503-retry-after",
            Nothing,
            Page(503, Some("1")),
            "Answered 503 with a `Retry-After` of one second, and not carried out.",
        ),
        kind("504-after", Call, Page(504, None), "Carried out, and answered 504 with an HTML page."),
        kind("page", Nothing, Page(200, None), "Answered 200 with an HTML page, and not carried out."),
        kind("hang-up", Nothing, HangUp, "Not carried out, and the connection is closed without an answer."),
        kind("hang-up-after", Call, HangUp, "Carried out, and the connection is closed without an answer."),
        kind("slow", Call, Slowly, "Carried out, and answered after one and a half seconds."),
        kind("late", Late, Own, "Carried out, and the next two reads do not see it yet."),
        kind("truncated", Call, Half, "Carried out, and answered with the first half of the body as if it were all."),
        kind("broken-off", Call, BrokenOff, "Carried out, and the connection is closed in the middle of the answer."),
        kind("other-object", Other, Own, "Carried out, and answered with another object, if there is one."),
        kind("expired", Spoilt, Own, "Refused as if its token or key did not count, or no longer."),
    ]
};

/// The page of whoever stands between.
const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n";

impl Kind {
    /// The kind of that name; else what there is instead.
    pub fn of(name: &str) -> Result<&'static Self, String> {
        let names = || KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
        KINDS
            .iter()
            .find(|kind| kind.name == name)
            .ok_or_else(|| format!("there is no fault {name:?}; there are {}", names()))
    }

    /// Whether calls that do this can go wrong so at that vendor.
    pub fn fits(&self, sandbox: &Sandbox, deed: Deed) -> bool {
        match self.reaches {
            Reaches::Late => matches!(deed, Deed::Create | Deed::Update),
            Reaches::Other => {
                sandbox.switches.iter().any(|switch| switch.name == ASTRAY.name && switch.takes(&other(deed)))
            }
            // A login carries nothing that could expire.
            Reaches::Spoilt => deed != Deed::Login,
            Reaches::Nothing | Reaches::Call => true,
        }
    }

    /// Whether it refuses a caller who calls too often, which is never for one call alone.
    pub fn is_refusal(&self) -> bool {
        matches!(self.answers, Answers::Page(429, _))
    }

    /// Has it happen to a call that it fits.
    fn befall(&self, behaviour: &mut dyn Behaviour, request: &Request, switches: &Switches) -> Option<Response> {
        let mut switches = switches.clone();
        let own = match self.reaches {
            Reaches::Nothing => Response::default(),
            Reaches::Call => behaviour.handle(request, &switches),
            Reaches::Spoilt => behaviour.handle(&spoilt(request), &switches),
            Reaches::Late => {
                switches.set(&CREATE_VISIBLE_AFTER, LATE);
                switches.set(&UPDATE_VISIBLE_AFTER, LATE);
                behaviour.handle(request, &switches)
            }
            Reaches::Other => {
                switches.set(&ASTRAY, &other(behaviour.deed(request)));
                behaviour.handle(request, &switches)
            }
        };
        Some(match self.answers {
            Answers::HangUp => return None,
            Answers::Own => own,
            Answers::Slowly => Response { delivery: Delivery::After(SLOW), ..own },
            Answers::BrokenOff => Response { delivery: Delivery::BrokenOff, ..own },
            Answers::Half => Response { body: own.body[..own.body.len() / 2].to_vec(), ..own },
            Answers::Page(status, wait) => {
                let page = Response::empty(status).body("text/html; charset=utf-8", PAGE);
                wait.map_or(page.clone(), |seconds| page.header("retry-after", seconds))
            }
        })
    }
}

fn other(deed: Deed) -> String {
    format!("{}-other", deed.name())
}

/// The call with the last character of its credentials missing, wherever a vendor may look for them.
fn spoilt(request: &Request) -> Request {
    let mut request = request.clone();
    for (name, value) in &mut request.headers {
        if name == "authorization" || name.ends_with("-key") {
            value.pop();
        }
    }
    let parameter = |(name, mut value): (String, String)| {
        if name.ends_with("token") {
            value.pop();
        }
        (name, value)
    };
    if !request.query.is_empty() {
        let parameters = request.parameters().into_iter().map(parameter);
        request.query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    }
    request
}

/// All kinds as text, one a line.
pub fn listing() -> String {
    KINDS.iter().map(|kind| format!("{}\n    {}\n", kind.name, kind.doc)).collect()
}

/// All kinds as a Markdown table, as the guide shows them.
pub fn table() -> String {
    let rows = KINDS.iter().map(|kind| format!("| `{}` | {} |\n", kind.name, kind.doc));
    "| Fault | What happens to the call |\n|---|---|\n".to_owned() + &rows.collect::<String>()
}

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
    /// What the call does; left out, anything.
    pub deed: Option<Deed>,
    /// For how many calls.
    #[serde(default = "once")]
    times: u32,
    /// What they are answered.
    answer: Answer,
    /// Whether the vendor acts on the call before its answer is replaced.
    #[serde(default)]
    after: bool,
}

/// What a matching call comes to: a response, or a kind of fault.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Json")]
enum Answer {
    Response(Response),
    Kind(&'static Kind),
}

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
        if let Some(name) = json.as_str() {
            let otherwise = |problem| format!("\"answer\" cannot be {json}: {problem}, or an object with a \"status\"");
            return Kind::of(name).map(Self::Kind).map_err(otherwise);
        }
        let spelled: Spelled = serde_json::from_value(json).map_err(|error| format!("in \"answer\": {error}"))?;
        if !(200..=599).contains(&spelled.status) {
            return Err(format!("in \"answer\": {} is no final status; it is from 200 to 599", spelled.status));
        }
        let response = match spelled.body {
            Json::Null => Response::empty(spelled.status),
            Json::String(text) => Response { body: text.into(), ..Response::empty(spelled.status) },
            json => Response::json(spelled.status, &json),
        };
        let response = spelled.headers.iter().fold(response, |response, (name, value)| response.header(name, value));
        Ok(Self::Response(response))
    }
}

impl Fault {
    /// An order as the command line spells it: `crazytel.create=hang-up-after`, and how many times behind a colon.
    pub fn spelled(text: &str) -> Result<Self, String> {
        let form = || format!("--fault {text}: write it as vendor.call=fault, or vendor.call=fault:times");
        let (call, answer) = text.split_once('=').ok_or_else(form)?;
        let (vendor, deed) = call.split_once('.').ok_or_else(form)?;
        let (name, times) = match answer.split_once(':') {
            Some((name, times)) => (name, times.parse().map_err(|_| form())?),
            None => (answer, once()),
        };
        let deeds = || Deed::ALL.map(Deed::name).join(", ");
        let deed = match deed {
            "any" => None,
            name => {
                let deed = Deed::ALL.into_iter().find(|deed| deed.name() == name);
                Some(deed.ok_or_else(|| {
                    format!("--fault {text}: there are no calls {name:?}; there are {}, any", deeds())
                })?)
            }
        };
        let kind = Kind::of(name).map_err(|problem| format!("--fault {text}: {problem}"))?;
        let (vendor, answer) = (vendor.to_owned(), Answer::Kind(kind));
        Ok(Self { vendor, method: None, path: None, ends: None, deed, times, answer, after: false })
    }

    /// Whether it can happen at that vendor, as far as it says to which calls.
    pub fn fits(&self, sandbox: &Sandbox) -> bool {
        match (&self.answer, self.deed) {
            (Answer::Kind(kind), Some(deed)) => kind.fits(sandbox, deed),
            _ => true,
        }
    }

    fn matches(&self, sandbox: &Sandbox, deed: Deed, request: &Request) -> bool {
        self.vendor == sandbox.vendor
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && self.path.as_ref().is_none_or(|path| request.target().contains(path))
            && self.ends.as_ref().is_none_or(|end| request.path.ends_with(end))
            && self.deed.is_none_or(|wanted| wanted == deed)
            && if let Answer::Kind(kind) = &self.answer { kind.fits(sandbox, deed) } else { true }
    }
}

/// What becomes of one call that goes wrong.
pub enum Mishap {
    /// This response, and whether the vendor acts on the call first.
    Ordered(Response, bool),
    /// A kind of fault, and whether the vendor acts on the call first though the kind says otherwise.
    Kind(&'static Kind, bool),
}

impl Mishap {
    /// The kind, if it is one.
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Self::Ordered(..) => None,
            Self::Kind(kind, _) => Some(kind.name),
        }
    }

    /// Has it happen to a call, and answers what the caller gets.
    pub fn befall(self, behaviour: &mut dyn Behaviour, request: &Request, switches: &Switches) -> Option<Response> {
        let acts = match &self {
            Self::Ordered(_, after) => *after,
            Self::Kind(kind, after) => *after && kind.reaches == Reaches::Nothing,
        };
        if acts {
            behaviour.handle(request, switches);
        }
        match self {
            Self::Ordered(response, _) => Some(response),
            Self::Kind(kind, _) => kind.befall(behaviour, request, switches),
        }
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

    /// What is ordered for this call, if anything is.
    pub fn take(&mut self, sandbox: &Sandbox, deed: Deed, request: &Request) -> Option<Mishap> {
        self.0.retain(|fault| fault.times > 0);
        let fault = self.0.iter_mut().find(|fault| fault.matches(sandbox, deed, request))?;
        fault.times -= 1;
        Some(match fault.answer.clone() {
            Answer::Response(response) => Mishap::Ordered(response, fault.after),
            Answer::Kind(kind) => Mishap::Kind(kind, fault.after),
        })
    }
}
