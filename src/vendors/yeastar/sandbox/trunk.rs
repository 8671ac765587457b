//! A trunk at the PBX: what a body may say, what becomes of it, and how reads show it.

use serde_json::{Map, Value as Json, json};

use super::fields::{FIELDS, Field, Kind, strong};
use super::refusal::{Problem, Refusal};
use super::{callers, catalogue, switches};
use crate::sandbox::{Lag, Switches, shape, texts};

/// One trunk.
pub struct Trunk {
    pub id: i64,
    /// How far behind its reads are.
    pub lag: Lag,
    kind: Kind,
    members: Map<String, Json>,
}

pub type Body = Map<String, Json>;

impl Trunk {
    /// A new trunk as `body` wants it.
    pub fn new(id: i64, body: Body, next: impl FnMut() -> i64, switches: &Switches) -> Result<Self, Refusal> {
        let kind = match body.get("type") {
            None | Some(Json::Null) => return Err(Refusal::about("type", "required")),
            Some(word) => word.as_str().and_then(Kind::of).ok_or(Refusal::about("type", "enum"))?,
        };
        let mut problems = problems(&body, kind, switches);
        let missing = FIELDS.iter().filter(|field| field.required.contains(&kind) && !body.contains_key(field.name));
        problems.extend(missing.map(|field| (field.name.to_owned(), "required")));
        let text = |member: &str, default| body.get(member).map_or(default, |value| value.as_str().unwrap_or_default());
        fine(problems)?;
        catalogue::has(text("country", "general"), text("itsp", ""))?;
        let defaults = has(kind, switches).map(|field| (field.name.to_owned(), (field.default)()));
        let mut trunk = Self { id, lag: Lag::new(switches), kind, members: defaults.collect() };
        trunk.take(body, next, switches)?;
        Ok(trunk)
    }

    /// Takes over what `body` names, and nothing else: lists as a whole.
    pub fn change(&mut self, mut body: Body, next: impl FnMut() -> i64, switches: &Switches) -> Result<(), Refusal> {
        let mut problems = problems(&body, self.kind, switches);
        let fixed = FIELDS.iter().filter(|field| field.fixed && body.contains_key(field.name));
        problems.extend(fixed.map(|field| (field.name.to_owned(), "read only")));
        fine(problems)?;
        texts::clear(&mut body, switches).map_err(|member| Refusal::about(&member, "required"))?;
        let before = self.shown(switches);
        self.take(body, next, switches)?;
        self.lag.change(before, switches);
        Ok(())
    }

    fn take(&mut self, mut body: Body, next: impl FnMut() -> i64, switches: &Switches) -> Result<(), Refusal> {
        texts::store(&mut body, &["name", "def_outbound_cid_name"], switches);
        if switches.is(&switches::HOSTS, "lower-case") {
            for member in ["hostname", "domain", "outbound_proxy_server"] {
                if let Some(Json::String(host)) = body.get_mut(member) {
                    *host = host.to_lowercase();
                }
            }
        }
        let mut members = self.members.clone();
        members.extend(body.clone());
        fine(contradictions(&members, self.kind))?;
        if let Some(list) = body.get("outbound_cid_list") {
            members["outbound_cid_list"] = callers::caller_ids(list, next);
        }
        if let Some(list) = body.get("did_list") {
            members["did_list"] = callers::dids(list);
        }
        self.members = members;
        Ok(())
    }

    /// The name, which no other trunk has.
    pub fn name(&self) -> &str {
        self.text("name")
    }

    fn text(&self, member: &str) -> &str {
        self.members.get(member).and_then(Json::as_str).unwrap_or_default()
    }

    /// `Trunk_Info`.
    pub fn shown(&self, switches: &Switches) -> Json {
        let mut shown = Map::from_iter([("id".to_owned(), json!(self.id))]);
        for field in has(self.kind, switches) {
            shown.insert(field.name.into(), self.members.get(field.name).cloned().unwrap_or_else(field.default));
        }
        self.reword(&mut shown, switches);
        let mut shown = Json::Object(shown);
        if switches.is(&switches::LISTS, "reversed") {
            reverse(&mut shown);
        }
        match switches.value(&switches::EMPTY).as_str() {
            "omitted" => without_empty(&mut shown),
            "null" => each(&mut shown, &|value| {
                if is_empty(value) {
                    *value = Json::Null
                }
            }),
            _ => {}
        }
        if switches.is(&switches::NUMBERS, "texts") {
            each(&mut shown, &|value| {
                if value.is_number() {
                    *value = value.to_string().into()
                }
            });
        }
        if switches.is(&switches::NUMBERS, "decimals") {
            each(&mut shown, &|value| {
                if let Some(number) = value.as_f64() {
                    *value = number.into()
                }
            });
        }
        shown
    }

    fn reword(&self, shown: &mut Map<String, Json>, switches: &Switches) {
        if self.text("itsp").is_empty() && switches.is(&switches::ITSP, "omitted") {
            shown.shift_remove("itsp");
        }
        if self.kind == Kind::Peer {
            shown["type"] = switches.value(&switches::PEER_TYPE).into();
        }
        if switches.is(&switches::CODECS, "spaced") {
            shown["codec_sel"] = self.text("codec_sel").replace(',', ", ").into();
        }
        if switches.is(&switches::WORDS, "upper-case") {
            let raise = |word: &mut Json| *word = word.as_str().unwrap_or_default().to_uppercase().into();
            for member in ["transport", "codec_sel"] {
                raise(&mut shown[member]);
            }
            for caller in shown["outbound_cid_list"].as_array_mut().into_iter().flatten() {
                raise(&mut caller["outbound_cid_option"]);
            }
        }
        match (shown.get_mut("password"), switches.value(&switches::PASSWORD).as_str()) {
            (Some(password), "masked") => *password = "******".into(),
            (Some(_), "omitted") => {
                shown.shift_remove("password");
            }
            _ => {}
        }
        if switches.is(&switches::EXTRA_KEYS, "present") {
            shown.insert("enb_user_agent_ident".into(), json!(1));
            for did in shown.get_mut("did_list").and_then(Json::as_array_mut).into_iter().flatten() {
                did["id"] = json!(self.id + 1000);
            }
        }
    }

    /// The trunk in a list.
    pub fn row(&self, switches: &Switches) -> Json {
        let enabled = self.members["enable"] == json!(1);
        let (kind, status) = match self.kind {
            Kind::Register => ("register".to_owned(), 1),
            Kind::Peer => (switches.value(&switches::PEER_TYPE), 3),
            Kind::Account => ("account".to_owned(), 43),
        };
        let host_port = match self.kind {
            Kind::Account => String::new(),
            _ => format!("{}:{}", self.text("hostname"), self.members["port"]),
        };
        let mut row = json!({
            "id": self.id, "status": if enabled { status } else { 44 }, "name": self.name(), "type": kind,
            "host_port": host_port, "def_outbound_cid": self.text("def_outbound_cid"),
        });
        if self.kind != Kind::Peer {
            row["username"] = self.text("username").into();
        }
        row
    }

    /// As it is held, password included.
    pub fn stored(&self) -> Json {
        let mut stored = Map::from_iter([("id".to_owned(), json!(self.id))]);
        stored.extend(self.members.clone());
        stored.into()
    }
}

/// What a trunk of this type has, on this firmware.
fn has(kind: Kind, switches: &Switches) -> impl Iterator<Item = &'static Field> {
    let older = switches.is(&switches::FIRMWARE, "older");
    FIELDS.iter().filter(move |field| field.kinds.contains(&kind) && !(field.newer && older))
}

/// What a request calls so.
fn field(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name && !field.read_only)
}

fn fine(problems: Vec<Problem>) -> Result<(), Refusal> {
    if problems.is_empty() { Ok(()) } else { Err(Refusal::invalid(&problems)) }
}

/// What is wrong with a body, member by member. Of null no page says anything.
fn problems(body: &Body, kind: Kind, switches: &Switches) -> Vec<Problem> {
    let misfits = body.iter().flat_map(|(member, value)| match field(member) {
        Some(field) => field.shape.problems_at(member, value),
        None => vec![(member.clone(), shape::Problem::Unknown)],
    });
    let rule = |problem| match problem {
        shape::Problem::Unknown => "unknown",
        shape::Problem::NotA(what) => what,
    };
    let mut problems: Vec<Problem> = misfits.map(|(member, problem)| (member, rule(problem))).collect();
    if !problems.is_empty() {
        return problems;
    }
    for (member, value) in body {
        let rule = match field(member) {
            Some(field) if field.newer && switches.is(&switches::FIRMWARE, "older") => "unknown",
            None => "unknown",
            Some(field) if !field.kinds.contains(&kind) => "not of this type",
            Some(_) if value.is_null() => "null",
            Some(field) if !(field.allows)(value) => "format",
            Some(_) => continue,
        };
        problems.push((member.clone(), rule));
    }
    let strict = switches.is(&switches::PASSWORD_RULE, "strong");
    if strict && body.get("password").and_then(Json::as_str).is_some_and(|password| !strong(password)) {
        problems.push(("password".into(), "strength"));
    }
    problems.extend(body.get("outbound_cid_list").map(callers::caller_id_problems).unwrap_or_default());
    problems.extend(body.get("did_list").map(callers::did_problems).unwrap_or_default());
    problems
}

/// What is wrong between the members of a trunk.
fn contradictions(members: &Body, kind: Kind) -> Vec<Problem> {
    let is = |member: &str, value: &str| members.get(member).and_then(Json::as_str) == Some(value);
    let named = |member: &str| members.get(member).is_some_and(|value| value != "");
    let one = |member: &str| members.get(member) == Some(&json!(1));
    let proxy = one("enb_outbound_proxy");
    let rules = [
        ("transport", "enum", kind == Kind::Account && is("transport", "dnsnaptr")),
        ("outbound_proxy_server", "required", proxy && is("outbound_proxy_server", "")),
        ("outbound_proxy_port", "required", proxy && members.get("outbound_proxy_port") == Some(&json!(0))),
        (
            "sip_and_sdp_ip_addr",
            "custom only",
            named("sip_and_sdp_ip_addr") && !is("setting_of_sip_and_sdp_ip", "custom"),
        ),
    ];
    rules.into_iter().filter(|(.., broken)| *broken).map(|(member, rule, _)| (member.to_owned(), rule)).collect()
}

fn is_empty(value: &Json) -> bool {
    value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty)
}

fn each(value: &mut Json, act: &dyn Fn(&mut Json)) {
    match value {
        Json::Object(members) => members.values_mut().for_each(|member| each(member, act)),
        Json::Array(elements) => elements.iter_mut().for_each(|element| each(element, act)),
        _ => {}
    }
    act(value);
}

fn without_empty(value: &mut Json) {
    each(value, &|value| {
        if let Some(members) = value.as_object_mut() {
            members.retain(|_, member| !is_empty(member));
        }
    });
}

fn reverse(value: &mut Json) {
    each(value, &|value| {
        if let Some(elements) = value.as_array_mut() {
            elements.reverse();
        }
    });
}
