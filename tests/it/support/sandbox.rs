//! The sandbox behind a real socket: vendors to apply against, to meddle with and to ask.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Json, json};
use siptrunk::sandbox::{Exchange, listen};
use siptrunk::vendors::SANDBOXES;

use super::livekit;
use super::terraform::Workspace;

/// A running sandbox, which ends with its test.
#[derive(Clone)]
pub struct Sandbox {
    pub origin: String,
    variables: Vec<(String, String)>,
    http: reqwest::Client,
}

/// A vendor call as the sandbox saw it.
#[derive(Debug, PartialEq)]
pub struct Call {
    /// Method and path below the base URL, without the token of a session.
    pub line: String,
    pub request: Json,
    pub status: Option<u64>,
}

impl Call {
    /// Out of the log.
    pub fn of(call: &Json) -> Self {
        let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
        Self {
            line: format!("{} {}", text(&call["method"]), without_token(&text(&call["path"]))),
            request: call["request"].clone(),
            status: call["status"].as_u64(),
        }
    }

    /// Whether the vendor did it.
    pub fn is_done(&self) -> bool {
        self.status.is_some_and(|status| status < 300)
    }

    /// Whether it does more than read. A PBX of Yeastar's deletes by GET, and lets in by POST; LiveKit reads by POST.
    pub fn changes_something(&self) -> bool {
        if let Some((_, call)) = self.line.split_once("/twirp/livekit.SIP/") {
            return ["Create", "Update", "Delete"].iter().any(|deed| call.starts_with(deed));
        }
        match self.line.split_once("/openapi/v1.0/") {
            Some((_, call)) => {
                ["trunk/create", "trunk/update", "trunk/delete"].iter().any(|deed| call.starts_with(deed))
            }
            None => !self.line.starts_with("GET "),
        }
    }
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Sandbox {
    /// Starts one with these switches, each `vendor.switch=value`.
    pub async fn start(switches: &[&str]) -> Self {
        let mut exchange = Exchange::new(SANDBOXES);
        let wanted = switches.iter().map(|switch| switch.split_once('=').expect("vendor.switch=value"));
        exchange.switch(wanted).expect("the switches exist");
        Self::of(exchange).await
    }

    /// One that answers as this exchange does.
    pub async fn of(exchange: Exchange) -> Self {
        let listener = listen::bind(0).await.expect("a free port");
        let origin = listen::origin(&listener).expect("an address");
        let variables = exchange.environment(&origin);
        tokio::spawn(listen::serve(listener, exchange));
        Self::elsewhere(variables)
    }

    /// One that runs elsewhere and told these variables.
    pub fn elsewhere(variables: Vec<(String, String)>) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10));
        let http = http.redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        // Without its own, which would keep providers from every other server that a test puts in its place.
        let (own, variables): (Vec<_>, _) = variables.into_iter().partition(|(name, _)| name == "SIPTRUNK_SANDBOX");
        Self { origin: own[0].1.clone(), variables, http }
    }

    /// A workspace whose provider finds all vendors here, and whose state is held against them after every command that
    /// writes it; `None` where there is no CLI.
    pub async fn workspace(&self) -> Option<Workspace> {
        let workspace = Workspace::new().await?.at(self.clone());
        let all = std::env::var("SIPTRUNK_PREVIEWS").as_deref() == Ok("all");
        let workspace = if all { workspace.previewed() } else { workspace };
        Some(self.variables.iter().fold(workspace, |workspace, (name, value)| workspace.with(name, value)))
    }

    /// The same, where what an apply sends is held against the preview of its plan. `SIPTRUNK_PREVIEWS=all` does that in
    /// every workspace.
    pub async fn previewed_workspace(&self) -> Option<Workspace> {
        Some(self.workspace().await?.previewed())
    }

    /// The environment that the provider is to have.
    pub fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    /// A variable of it.
    pub fn variable(&self, name: &str) -> &str {
        let found = self.variables.iter().find(|(there, _)| there == name);
        &found.unwrap_or_else(|| panic!("no {name}")).1
    }

    /// A call with exactly these headers and this body; an error is a connection that was closed.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> reqwest::Result<Answer> {
        self.send(method, &format!("{}{path}", self.origin), headers, body).await
    }

    /// A call to the sandbox itself.
    pub async fn control(&self, method: &str, path: &str, body: Json) -> Answer {
        self.raw(method, &format!("/_sandbox{path}"), &[], &body.to_string()).await.expect("an answer")
    }

    /// What somebody else asks of a vendor, with the right credentials; null is no body. The path is the one below the
    /// vendor's base URL, at Yeastar and LiveKit the name of the call.
    pub async fn ask(&self, vendor: &str, method: &str, path: &str, body: Json) -> Answer {
        let token = if vendor == "yeastar" { self.token_of_yeastar().await } else { String::new() };
        let answer = self.patiently(vendor, method, &with_token(path, &token), body).await;
        if vendor == "yeastar" {
            self.patiently(vendor, "GET", &with_token("del_token", &token), Json::Null).await;
        }
        answer
    }

    /// What somebody else does at a vendor, who must not refuse it.
    pub async fn at(&self, vendor: &str, method: &str, path: &str, body: Json) -> Json {
        let answer = self.ask(vendor, method, path, body).await;
        let json = serde_json::from_str(&answer.text).unwrap_or(Json::Null);
        let fine = answer.status < 300 && json.get("errcode").is_none_or(|code| *code == 0);
        assert!(fine, "{vendor} refuses {method} {path}: {answer:?}");
        json
    }

    /// What somebody else is shown of a trunk, which is as `objects` tells it.
    pub async fn look(&self, vendor: &str, trunk: &Json) -> Answer {
        let path = match vendor {
            "livekit" => {
                let body = json!({"sip_trunk_id": trunk["sip_trunk_id"]});
                return self.ask(vendor, "POST", &livekit::call("Get", trunk), body).await;
            }
            "fonedynamics" => format!("{}/Details", item(vendor, trunk)),
            "yeastar" => format!("trunk/get?id={}", trunk["id"]),
            _ => item(vendor, trunk),
        };
        self.ask(vendor, "GET", &path, Json::Null).await
    }

    /// What somebody else changes of it.
    pub async fn meddle(&self, vendor: &str, trunk: &Json, mut changes: Json) -> Answer {
        if vendor == "yeastar" {
            changes["id"] = trunk["id"].clone();
            return self.ask(vendor, "POST", "trunk/update", changes).await;
        }
        if vendor == "livekit" {
            // Whole, since an update by members does not take all of them.
            let mut whole = trunk.clone();
            changes.as_object().expect("changes").iter().for_each(|(name, value)| whole[name] = value.clone());
            let body = json!({"sip_trunk_id": trunk["sip_trunk_id"], "replace": whole});
            return self.ask(vendor, "POST", &livekit::call("Update", trunk), body).await;
        }
        self.ask(vendor, "PATCH", &item(vendor, trunk), changes).await
    }

    /// What somebody else deletes: a trunk, or a telephone number at Bolna.
    pub async fn remove(&self, vendor: &str, object: &Json) -> Answer {
        match vendor {
            "livekit" => {
                let body = json!({"sip_trunk_id": object["sip_trunk_id"]});
                self.ask(vendor, "POST", "DeleteSIPTrunk", body).await
            }
            "yeastar" => self.ask(vendor, "GET", &format!("trunk/delete?id={}", object["id"]), Json::Null).await,
            "bolna" if object["byot_trunk_id"].is_string() => {
                let text = |member: &str| object[member].as_str().expect("text").to_owned();
                let path = format!("/sip-trunks/trunks/{}/numbers/{}", text("byot_trunk_id"), text("id"));
                self.ask(vendor, "DELETE", &path, Json::Null).await
            }
            _ => self.ask(vendor, "DELETE", &item(vendor, object), Json::Null).await,
        }
    }

    /// What somebody else is shown of all trunks, at LiveKit of those that accept calls.
    pub async fn list(&self, vendor: &str) -> Answer {
        let path = match vendor {
            "livekit" => return self.ask(vendor, "POST", "ListSIPInboundTrunk", json!({})).await,
            "bolna" => "/sip-trunks/trunks".into(),
            "crazytel" => "/sip-trunks/".into(),
            "fonedynamics" => format!("/v2/Properties/{}/SipTrunks", self.variable("FONEDYNAMICS_PROPERTY_SID")),
            "nebrija" => "/api/v1/sip-trunks".into(),
            "yeastar" => "trunk/list".to_owned(),
            other => panic!("nobody knows where {other} lists its trunks"),
        };
        self.ask(vendor, "GET", &path, Json::Null).await
    }

    /// A token that somebody else holds at a Yeastar PBX.
    pub async fn token_of_yeastar(&self) -> String {
        let (id, secret) = (self.variable("YEASTAR_CLIENT_ID"), self.variable("YEASTAR_CLIENT_SECRET"));
        let body = json!({"username": id, "password": secret});
        let answer = self.patiently("yeastar", "POST", "get_token", body).await;
        answer.json()["access_token"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
    }

    /// Somebody else comes again where a PBX puts them off, and not for ever.
    async fn patiently(&self, vendor: &str, method: &str, path: &str, body: Json) -> Answer {
        for _ in 0..20 {
            let answer = self.as_caller(vendor, method, path, body.clone()).await;
            if !answer.text.contains("OVERLOAD_TASK_RUNNING") {
                return answer;
            }
        }
        panic!("{vendor} still puts off {method} {path}");
    }

    async fn as_caller(&self, vendor: &str, method: &str, path: &str, body: Json) -> Answer {
        self.try_ask(vendor, method, path, body).await.expect("an answer")
    }

    /// A call with the right credentials, but those of a session; an error is a connection that was not made, or closed.
    pub async fn try_ask(&self, vendor: &str, method: &str, path: &str, body: Json) -> reqwest::Result<Answer> {
        let address = if vendor == "livekit" { "URL" } else { "BASE_URL" };
        let base = self.variable(&format!("{}_{address}", vendor.to_uppercase()));
        let below = match vendor {
            "yeastar" => "/openapi/v1.0/",
            "livekit" => "/twirp/livekit.SIP/",
            _ => "",
        };
        let bearer = |name: &str| ("authorization", format!("Bearer {}", self.variable(name)));
        let (header, value) = match vendor {
            "bolna" => bearer("BOLNA_API_KEY"),
            "crazytel" => ("x-crazytel-api-key", self.variable("CRAZYTEL_API_KEY").to_owned()),
            "fonedynamics" => {
                let (user, token) = (self.variable("FONEDYNAMICS_ACCOUNT_SID"), self.variable("FONEDYNAMICS_TOKEN"));
                ("authorization", format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{token}"))))
            }
            "livekit" => {
                let token = livekit::token(self.variable("LIVEKIT_API_KEY"), self.variable("LIVEKIT_API_SECRET"));
                ("authorization", format!("Bearer {token}"))
            }
            "nebrija" => bearer("NEBRIJA_TOKEN"),
            "yeastar" => ("user-agent", "OpenAPI".to_owned()),
            other => panic!("nobody knows how {other} lets callers in"),
        };
        let headers = [(header, value.as_str()), ("content-type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &format!("{base}{below}{path}"), &headers, &body).await
    }

    /// A call to anywhere, with exactly these headers and this body.
    pub async fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> reqwest::Result<Answer> {
        let request = self.http.request(method.parse().expect("a method"), url).body(body.to_owned());
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, text: response.text().await? })
    }

    /// The log: every call to a vendor, secrets masked.
    pub async fn log(&self) -> Vec<Json> {
        self.control("GET", "/calls", Json::Null).await.json().as_array().cloned().expect("an array")
    }

    /// The calls since the last time.
    pub async fn calls(&self) -> Vec<Call> {
        let log = self.log().await;
        self.command("DELETE", "/calls", Json::Null).await;
        log.iter().map(Call::of).collect()
    }

    /// The calls since the last time that change something.
    pub async fn changes(&self) -> Vec<Call> {
        let mut calls = self.calls().await;
        calls.retain(Call::changes_something);
        calls
    }

    /// An order to the sandbox itself, which it must not refuse.
    async fn command(&self, method: &str, path: &str, body: Json) {
        let answer = self.control(method, path, body).await;
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    /// Orders an answer for the next calls that match.
    pub async fn fault(&self, fault: Json) {
        self.command("POST", "/faults", fault).await;
    }

    /// The same for so many calls that do this.
    pub async fn order(&self, vendor: &str, deed: &str, times: u32, answer: &Json) {
        self.fault(json!({"vendor": vendor, "deed": deed, "times": times, "answer": answer})).await;
    }

    /// Takes all orders back.
    pub async fn forget_faults(&self) {
        self.command("DELETE", "/faults", Json::Null).await;
    }

    /// Lets faults happen by chance.
    pub async fn chaos(&self, chaos: Json) {
        self.command("POST", "/chaos", chaos).await;
    }

    /// Lets none happen by chance any more.
    pub async fn calm(&self) {
        self.command("DELETE", "/chaos", Json::Null).await;
    }

    /// Sets a switch, by its full name.
    pub async fn switch(&self, name: &str, value: impl Into<Json>) {
        self.command("POST", "/switches", json!({name: value.into()})).await;
    }

    /// The same as `vendor.switch=value`.
    pub async fn throw(&self, switch: &str) {
        let (name, value) = switch.split_once('=').expect("vendor.switch=value");
        self.switch(name, value).await;
    }

    /// The same, but that this vendor is somewhere else.
    pub fn but(mut self, variables: Vec<(String, String)>) -> Self {
        for (name, value) in variables {
            self.variables.retain(|(there, _)| *there != name);
            self.variables.push((name, value));
        }
        self
    }

    /// What a vendor holds, secrets included. A real server shows them.
    pub async fn objects(&self, vendor: &str) -> Vec<Json> {
        if vendor == "livekit" && !self.variable("LIVEKIT_URL").starts_with(&self.origin) {
            let mut held = vec![];
            for kind in ["Inbound", "Outbound"] {
                let list = self.at(vendor, "POST", &format!("ListSIP{kind}Trunk"), json!({})).await;
                held.extend(list["items"].as_array().expect("a list").clone());
            }
            return held;
        }
        let objects = self.control("GET", &format!("/objects/{vendor}"), Json::Null).await;
        objects.json().as_array().expect("a list").clone()
    }
}

impl Answer {
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {:?}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("text"))
    }

    /// Status and body together.
    pub fn both(&self) -> (u16, Json) {
        (self.status, self.json())
    }
}

/// The path of one trunk, where a vendor has one.
fn item(vendor: &str, trunk: &Json) -> String {
    let text = |member: &str| trunk[member].as_str().expect("text").to_owned();
    match vendor {
        "bolna" => format!("/sip-trunks/trunks/{}", text("id")),
        "crazytel" => format!("/sip-trunks/{}", text("id")),
        "fonedynamics" => format!("/v2/Properties/{}/SipTrunk/{}", text("PropertySid"), text("SipTrunkSid")),
        "nebrija" => format!("/api/v1/sip-trunks/{}", text("id")),
        other => panic!("{other} has no paths of trunks"),
    }
}

fn with_token(path: &str, token: &str) -> String {
    match (token, path.contains('?')) {
        ("", _) => path.to_owned(),
        (token, true) => format!("{path}&access_token={token}"),
        (token, false) => format!("{path}?access_token={token}"),
    }
}

fn without_token(path: &str) -> &str {
    path.split_once("access_token=").map_or(path, |(before, _)| before.trim_end_matches(['?', '&']))
}
