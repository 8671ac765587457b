//! LiveKit's behaviour, from its protocol and from its open-source server in version 1.13.5, with which the tests compare
//! them; where another version or LiveKit Cloud may differ, a switch chooses.
//!
//! Deliberately absent: dispatch rules, calls, the older calls for trunks of both kinds, bodies in protobuf, and that of two
//! members with one name the server takes neither.

mod conflicts;
mod message;
mod refusal;
mod rules;
mod shapes;
mod switches;
mod token;
mod trunk;

use serde_json::{Value as Json, json};

use self::message::{Message, Record, Unread};
use self::refusal::Refusal;
use self::token::{API_KEY, API_SECRET};
use self::trunk::{Change, Kind, Trunk};
use crate::sandbox::{Behaviour, Deed, Quota, Request, Response, Sandbox, Switches, astray};

/// LiveKit's stand-in.
pub static SANDBOX: Sandbox = Sandbox {
    vendor: "livekit",
    address: "url",
    base: "",
    settings: &[("api_key", API_KEY), ("api_secret", API_SECRET)],
    // A setting in a body is a credential sent the wrong way.
    secrets: &["auth_password", "api_secret", "access_token"],
    switches: switches::ALL,
    behaviour: || Box::new(LiveKit::default()),
};

const SERVICE: &str = "/twirp/livekit.SIP";

/// The project.
#[derive(Default)]
struct LiveKit {
    /// In the order of their ids.
    trunks: Vec<Trunk>,
    quota: Quota,
}

/// What the service can do.
enum Call {
    Create(Kind),
    Get(Kind),
    List(Kind),
    Update(Kind),
    Delete,
}

impl Call {
    fn of(name: &str, switches: &Switches) -> Option<Self> {
        use Kind::{Inbound, Outbound};
        let reads = !switches.is(&switches::GET, "missing");
        Some(match name {
            "CreateSIPInboundTrunk" => Self::Create(Inbound),
            "CreateSIPOutboundTrunk" => Self::Create(Outbound),
            "GetSIPInboundTrunk" if reads => Self::Get(Inbound),
            "GetSIPOutboundTrunk" if reads => Self::Get(Outbound),
            "ListSIPInboundTrunk" => Self::List(Inbound),
            "ListSIPOutboundTrunk" => Self::List(Outbound),
            "UpdateSIPInboundTrunk" => Self::Update(Inbound),
            "UpdateSIPOutboundTrunk" => Self::Update(Outbound),
            "DeleteSIPTrunk" => Self::Delete,
            _ => return None,
        })
    }

    fn message(&self) -> &'static Message {
        match self {
            Self::Create(Kind::Inbound) => &shapes::CREATE_INBOUND,
            Self::Create(Kind::Outbound) => &shapes::CREATE_OUTBOUND,
            Self::Update(Kind::Inbound) => &shapes::UPDATE_INBOUND,
            Self::Update(Kind::Outbound) => &shapes::UPDATE_OUTBOUND,
            Self::List(_) => &shapes::LIST,
            Self::Get(_) | Self::Delete => &shapes::BY_ID,
        }
    }

    fn changes_something(&self) -> bool {
        !matches!(self, Self::Get(_) | Self::List(_))
    }
}

impl Behaviour for LiveKit {
    /// All calls are POST.
    fn deed(&self, request: &Request) -> Deed {
        let name = request.path.rsplit('/').next().unwrap_or_default();
        let deeds = [("Create", Deed::Create), ("Update", Deed::Update), ("Delete", Deed::Delete)];
        deeds.into_iter().find(|(begin, _)| name.starts_with(begin)).map_or(Deed::Read, |(_, deed)| deed)
    }

    fn handle(&mut self, request: &Request, switches: &Switches) -> Response {
        self.serve(request, switches).unwrap_or_else(|refusal| refusal.response())
    }

    /// Both kinds have one form of body; that one has an `address` tells an outbound trunk.
    fn seed(&mut self, body: &Json, switches: &Switches) -> Result<(), Response> {
        let kind = if body["trunk"].get("address").is_some() { Kind::Outbound } else { Kind::Inbound };
        let call = Call::Create(kind);
        let made = read(call.message(), body, switches).and_then(|body| self.create(kind, body, switches));
        made.map(drop).map_err(|refusal| refusal.response())
    }

    fn objects(&self) -> Json {
        self.trunks.iter().map(|trunk| Json::from(trunk.record().clone())).collect()
    }
}

impl LiveKit {
    /// In the server's order: the token, if there is one; then the path, the body, the permission, and what the call carries.
    fn serve(&mut self, request: &Request, switches: &Switches) -> Result<Response, Refusal> {
        let admitted = token::admit(request, switches)?;
        let path = format!("/{}", request.path.trim_start_matches('/'));
        if path == "/" {
            return Ok(Response::empty(200).body("text/plain; charset=utf-8", "OK"));
        }
        let name = path.strip_prefix(SERVICE).and_then(|rest| rest.strip_prefix('/')).ok_or_else(Refusal::no_page)?;
        let astray = |says: String| Refusal::no_route(&says, &request.method, &path);
        if request.method != "POST" {
            return Err(astray(format!("unsupported method {:?} (only POST is allowed)", request.method)));
        }
        let call = Call::of(name, switches).ok_or_else(|| astray(format!("no handler for path {path:?}")))?;
        if !request.says_json() {
            let kind = request.header("content-type").unwrap_or_default();
            return Err(astray(format!("unexpected Content-Type: {kind:?}")));
        }
        // Whatever comes behind the first value is not looked at.
        let body = serde_json::Deserializer::from_slice(&request.body).into_iter().next();
        let body = body.and_then(Result::ok).ok_or_else(Refusal::malformed)?;
        let body = read(call.message(), &body, switches)?;
        if body.contains_key("replace") && body.contains_key("update") {
            return Err(Refusal::malformed());
        }
        if !admitted {
            return Err(Refusal::denied());
        }
        let quota = switches.number(&switches::REQUESTS_PER_MINUTE);
        self.quota.admit(quota).map_err(|seconds| Refusal::too_many(seconds, switches))?;
        match switches.value(&switches::REDIS).as_str() {
            "none" => return Err(Refusal::internal("sip not connected (redis required)")),
            "gone" => return Err(Refusal::unknown("dial tcp 127.0.0.1:6379: connect: connection refused")),
            _ => {}
        }
        let changes = call.changes_something();
        let answer = self.answer(call, body, switches)?;
        match switches.value(&switches::WRITE_ANSWER).as_str() {
            "500-applied" if changes => Err(Refusal::unknown("read tcp 127.0.0.1:6379: i/o timeout")),
            "503-applied" if changes => Err(Refusal::unavailable()),
            _ => Ok(answer),
        }
    }

    fn answer(&mut self, call: Call, body: Record, switches: &Switches) -> Result<Response, Refusal> {
        let id = body.get("sip_trunk_id").and_then(Json::as_str).unwrap_or_default().to_owned();
        match call {
            Call::Create(kind) => self.create(kind, body, switches),
            Call::Update(kind) => self.update(kind, &id, &body, switches),
            Call::List(kind) => Ok(self.list(kind, &body, switches)),
            Call::Get(_) | Call::Delete if id.is_empty() => Err(Refusal::invalid("trunk ID is required")),
            Call::Get(kind) => {
                let trunk = self.trunk(kind, &id, switches)?;
                let now = trunk.shown(switches);
                let shown = trunk.lag.read().or(|| now).ok_or_else(|| Refusal::not_found(switches))?;
                Ok(self.answered(Deed::Read, Response::json(200, &json!({"trunk": shown})), kind, &id, switches))
            }
            Call::Delete => self.delete(&id, switches),
        }
    }

    fn create(&mut self, kind: Kind, mut body: Record, switches: &Switches) -> Result<Response, Refusal> {
        let Some(Json::Object(wanted)) = body.shift_remove("trunk") else {
            return Err(Refusal::invalid("missing trunk"));
        };
        let mut trunk = Trunk::new(kind, wanted, switches)?;
        if kind == Kind::Inbound {
            let numbers = rules::texts(trunk.record(), "numbers");
            let mut others: Vec<_> = self.inbound().filter(|other| conflicts::has_one_of(other, &numbers)).collect();
            // The server takes one of the old, the new one, and then the other old ones.
            others.insert(others.len().min(1), trunk.record());
            conflicts::find(others).map_or(Ok(()), |says| Err(Refusal::invalid(&says)))?;
        }
        trunk.name();
        let (id, shown) = (trunk.id().to_owned(), trunk.shown(switches));
        let place = self.trunks.partition_point(|other| other.id() < trunk.id());
        self.trunks.insert(place, trunk);
        Ok(self.answered(Deed::Create, Response::json(200, &shown), kind, &id, switches))
    }

    fn update(&mut self, kind: Kind, id: &str, body: &Record, switches: &Switches) -> Result<Response, Refusal> {
        let change = Change::of(kind, id, body, switches)?;
        let record = change.apply(self.reached(kind, id, switches)?, switches)?;
        if kind == Kind::Inbound {
            // Held against the others is what a list by the new numbers has, as it is before the change.
            let numbers = rules::texts(&record, "numbers");
            let strict = switches.is(&switches::UPDATE_CONFLICTS, "strict");
            let concerned =
                |other: &&Record| conflicts::has_one_of(other, &numbers) || (strict && other["sip_trunk_id"] == id);
            let others = self.inbound().filter(concerned);
            let found = conflicts::find(others.map(|other| if other["sip_trunk_id"] == id { &record } else { other }));
            found.map_or(Ok(()), |says| Err(Refusal::invalid(&says)))?;
        }
        let trunk = self.trunk(kind, id, switches)?;
        trunk.become_(record, switches);
        let shown = trunk.shown(switches);
        Ok(self.answered(Deed::Update, Response::json(200, &shown), kind, id, switches))
    }

    /// It does not look at the kind, nor at whether there is such a trunk.
    fn delete(&mut self, id: &str, switches: &Switches) -> Result<Response, Refusal> {
        let there = self.trunks.iter().any(|trunk| trunk.id() == id && trunk.lag.reached(switches));
        if !there && switches.is(&switches::DELETE_UNKNOWN, "404") {
            return Err(Refusal::not_found(switches));
        }
        if there && !switches.is(&switches::DELETE, "ignored") {
            self.trunks.retain(|trunk| trunk.id() != id);
        }
        let answer = json!({
            "sip_trunk_id": id, "kind": "TRUNK_LEGACY", "inbound_addresses": [], "outbound_address": "",
            "outbound_number": "", "transport": "SIP_TRANSPORT_AUTO", "inbound_numbers_regex": [], "inbound_numbers": [],
            "inbound_username": "", "inbound_password": "", "outbound_username": "", "outbound_password": "", "name": "",
            "metadata": "",
        });
        Ok(Response::json(200, &answer))
    }

    fn list(&self, kind: Kind, body: &Record, switches: &Switches) -> Response {
        let (ids, numbers) = (rules::texts(body, "trunk_ids"), rules::texts(body, "numbers"));
        let page = &body.get("page").cloned().unwrap_or_default();
        let after = page["after_id"].as_str().unwrap_or_default();
        let asked = |trunk: &&Trunk| {
            let (own, id) = (rules::texts(trunk.record(), "numbers"), trunk.id());
            let by_number = match kind {
                Kind::Inbound => conflicts::has_one_of(trunk.record(), &numbers),
                Kind::Outbound => numbers.is_empty() || own.iter().any(|number| numbers.contains(number)),
            };
            trunk.kind == kind && id > after && (ids.is_empty() || ids.contains(&id)) && by_number
        };
        let wanted = page["limit"].as_u64().filter(|most| *most > 0 && switches.is(&switches::PAGE_LIMIT, "honoured"));
        let most = switches.most(&switches::LIST_LIMIT).min(wanted.map_or(usize::MAX, |most| most as usize));
        let found = self.trunks.iter().filter(asked);
        let shown = |trunk: &Trunk| trunk.lag.sight().or(|| trunk.shown(switches));
        let mut items: Vec<Json> = found.filter_map(shown).take(most).collect();
        if !ids.is_empty() && switches.is(&switches::TRUNK_IDS, "aligned") {
            let of = |id: &&str| items.iter().find(|item| item["sip_trunk_id"] == **id).cloned().unwrap_or_default();
            items = ids.iter().map(of).collect();
        }
        Response::json(200, &json!({"items": items}))
    }

    /// The answer about this trunk, if it does not go astray.
    fn answered(&self, deed: Deed, right: Response, kind: Kind, id: &str, switches: &Switches) -> Response {
        let other = || {
            let other = self.trunks.iter().find(|trunk| trunk.kind == kind && trunk.id() != id)?.shown(switches);
            Some(if matches!(deed, Deed::Read) { json!({"trunk": other}) } else { other })
        };
        astray::answer(deed, right, other, switches)
    }

    fn trunk(&mut self, kind: Kind, id: &str, switches: &Switches) -> Result<&mut Trunk, Refusal> {
        self.trunks.iter_mut().find(|trunk| trunk.is(kind, id)).ok_or_else(|| Refusal::not_found(switches))
    }

    /// The same, where a call that writes finds it.
    fn reached(&mut self, kind: Kind, id: &str, switches: &Switches) -> Result<&mut Trunk, Refusal> {
        let trunk = self.trunk(kind, id, switches)?;
        if trunk.lag.reached(switches) { Ok(trunk) } else { Err(Refusal::not_found(switches)) }
    }

    fn inbound(&self) -> impl Iterator<Item = &Record> {
        self.trunks.iter().filter(|trunk| trunk.kind == Kind::Inbound).map(Trunk::record)
    }
}

fn read(message: &Message, body: &Json, switches: &Switches) -> Result<Record, Refusal> {
    message.read(body, switches).map_err(|unread| match unread {
        Unread::Malformed => Refusal::malformed(),
        Unread::Unknown(name) => Refusal::unknown_member(&name),
    })
}
