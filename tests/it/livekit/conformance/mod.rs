//! The sandbox against the real server: the same calls to both, answers compared member by member, ids aside. Where they
//! differ, the sandbox is wrong.
//!
//! The tables hold requests only; what is right, the real server says.

mod callers;
mod scripts;
mod trunks;
mod updates;

use serde_json::{Value as Json, json};

use super::server::Server;
use crate::support::livekit::call;
use crate::support::sandbox::Sandbox;

/// One of the two, with the ids that it has given to trunks so far.
struct Side {
    at: Sandbox,
    ids: Vec<String>,
}

/// What was answered: the status, and JSON or text.
type Said = (u16, Json);

impl Side {
    fn new(at: Sandbox) -> Self {
        Self { at, ids: vec![] }
    }

    /// A call whose body may speak of the trunks made since the last `clear`, as `$1`, `$2` and so on.
    async fn says(&mut self, name: &str, body: &str) -> Said {
        let mut body = body.to_owned();
        for (index, id) in self.ids.iter().enumerate() {
            body = body.replace(&format!("${}", index + 1), id);
        }
        let url = format!("{}/twirp/livekit.SIP/{name}", self.at.variable("LIVEKIT_URL"));
        let token =
            crate::support::livekit::token(self.at.variable("LIVEKIT_API_KEY"), self.at.variable("LIVEKIT_API_SECRET"));
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let answer = self.at.send("POST", &url, &headers, &body).await.expect("an answer");
        let json = serde_json::from_str(&answer.text).unwrap_or_else(|_| json!(answer.text));
        if name.starts_with("Create")
            && let Some(id) = json["sip_trunk_id"].as_str()
        {
            self.ids.push(id.to_owned());
        }
        (answer.status, self.plain(json))
    }

    /// With `$1` for the first id and so on, and in the order of these numbers where ids decide the order.
    fn plain(&self, json: Json) -> Json {
        let mut text = json.to_string();
        for (index, id) in self.ids.iter().enumerate() {
            text = text.replace(id, &format!("${}", index + 1));
        }
        let mut json: Json = serde_json::from_str(&text).expect("JSON");
        if let Some(items) = json.get_mut("items").and_then(Json::as_array_mut) {
            items.sort_by_key(|item| item["sip_trunk_id"].to_string());
        }
        // Of two in conflict, the one with the smaller id is named second.
        if let Some(says) = json["msg"].as_str().filter(|says| says.contains("\"$2\" and \"$1\"")) {
            json["msg"] = says.replace("\"$2\" and \"$1\"", "\"$1\" and \"$2\"").into();
        }
        json
    }

    async fn clear(&mut self) {
        for id in std::mem::take(&mut self.ids) {
            self.at.at("livekit", "POST", "DeleteSIPTrunk", json!({"sip_trunk_id": id})).await;
        }
    }
}

/// Both, and where they differed.
struct Both {
    sandbox: Side,
    real: Side,
    differences: Vec<String>,
    compared: usize,
    _server: Server,
}

impl Both {
    async fn start() -> Option<Self> {
        let server = Server::start().await?;
        let (sandbox, real) = (Side::new(Sandbox::start(&[]).await), Side::new(server.among_sandboxes().await));
        Some(Self { sandbox, real, differences: vec![], compared: 0, _server: server })
    }

    /// Makes the call at both, and answers what the real server says.
    async fn ask(&mut self, case: &str, name: &str, body: &str) -> Said {
        let (sandbox, real) = (self.sandbox.says(name, body).await, self.real.says(name, body).await);
        self.compare(case, &format!("{name} {body}"), sandbox, &real);
        real
    }

    fn compare(&mut self, case: &str, call: &str, sandbox: Said, real: &Said) {
        self.compared += 1;
        if sandbox != *real {
            let call: String = call.chars().take(300).collect();
            let (sandbox, real) = (format!("{} {}", sandbox.0, sandbox.1), format!("{} {}", real.0, real.1));
            self.differences.push(format!("{case}: {call}\n  real:    {real}\n  sandbox: {sandbox}"));
        }
    }

    async fn clear(&mut self) {
        self.sandbox.clear().await;
        self.real.clear().await;
    }

    /// Fails where the two differed, or where fewer calls were compared than the tables must have.
    fn agree(&self, at_least: usize) {
        assert!(self.compared >= at_least, "{} calls were compared", self.compared);
        assert!(self.differences.is_empty(), "{}", self.differences.join("\n"));
    }
}

/// A trunk of either kind, by the name that calls have for it, in the least words.
const KINDS: [(&str, &str); 2] =
    [("Inbound", r#"{"numbers": ["+1"]}"#), ("Outbound", r#"{"address": "h", "numbers": ["+1"]}"#)];

#[tokio::test]
async fn every_trunk_lives_the_same_life() {
    let Some(mut both) = Both::start().await else { return };
    for (kind, bodies) in [("Inbound", trunks::INBOUND), ("Outbound", trunks::OUTBOUND)] {
        for body in bodies.iter().chain(trunks::EITHER) {
            let (_, least) = KINDS.iter().find(|(name, _)| *name == kind).expect("a kind");
            // What the case does not say is as it must be for a trunk at all.
            let said = trunks::written_into(body, least);
            let made = both.ask(body, &format!("CreateSIP{kind}Trunk"), &format!(r#"{{"trunk": {said}}}"#)).await;
            if made.0 == 200 {
                life(&mut both, body, &made.1).await;
            }
            both.clear().await;
        }
    }
    both.agree(300);
}

/// Reads it in every way, changes nothing in both forms, and deletes it.
async fn life(both: &mut Both, case: &str, made: &Json) {
    let (get, update, list) = (call("Get", made), call("Update", made), call("List", made));
    let id = r#""sip_trunk_id": "$1""#;
    both.ask(case, &get, &format!("{{{id}}}")).await;
    both.ask(case, &list, "{}").await;
    both.ask(case, &update, &format!(r#"{{{id}, "replace": {made}}}"#)).await;
    both.ask(case, &update, &format!(r#"{{{id}, "update": {{}}}}"#)).await;
    both.ask(case, &get, &format!("{{{id}}}")).await;
    both.ask(case, "DeleteSIPTrunk", &format!("{{{id}}}")).await;
    both.ask(case, &get, &format!("{{{id}}}")).await;
}

#[tokio::test]
async fn every_update_does_the_same() {
    let Some(mut both) = Both::start().await else { return };
    for (kind, least) in KINDS {
        let own = if kind == "Inbound" { updates::INBOUND } else { updates::OUTBOUND };
        for (begin, requests) in updates::EITHER.iter().chain(own) {
            let trunk = trunks::written_into(begin, least);
            both.ask(begin, &format!("CreateSIP{kind}Trunk"), &format!(r#"{{"trunk": {trunk}}}"#)).await;
            for request in *requests {
                let request = request.replace("LEAST", least);
                let case = format!("{kind} {begin}");
                let body = format!(r#"{{"sip_trunk_id": "$1", {request}}}"#);
                both.ask(&case, &format!("UpdateSIP{kind}Trunk"), &body).await;
                both.ask(&case, &format!("GetSIP{kind}Trunk"), r#"{"sip_trunk_id": "$1"}"#).await;
            }
            both.clear().await;
        }
    }
    both.agree(250);
}

#[tokio::test]
async fn server_and_sandbox_answer_every_script_alike() {
    let Some(mut both) = Both::start().await else { return };
    for (case, calls) in scripts::SCRIPTS {
        for (name, body) in *calls {
            both.ask(case, name, body).await;
        }
        both.clear().await;
    }
    both.agree(100);
}

/// A sorted list is sorted by id at both, which the comparison itself cannot see.
#[tokio::test]
async fn lists_are_sorted_by_id() {
    let Some(both) = Both::start().await else { return };
    for side in [both.sandbox, both.real] {
        for number in 1..9 {
            let body = json!({"trunk": {"numbers": [format!("+{number}")]}});
            side.at.at("livekit", "POST", "CreateSIPInboundTrunk", body).await;
        }
        let list = side.at.list("livekit").await.json();
        let ids: Vec<_> =
            list["items"].as_array().expect("items").iter().map(|item| item["sip_trunk_id"].to_string()).collect();
        assert!(ids.is_sorted() && ids.len() == 8, "{ids:?}");
    }
}
