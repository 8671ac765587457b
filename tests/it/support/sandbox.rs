//! The sandbox behind a real socket: vendors to apply against, to meddle with and to ask.

use std::time::Duration;

use serde_json::{Value as Json, json};
use siptrunk::sandbox::{Exchange, listen};
use siptrunk::vendors::SANDBOXES;

use super::terraform::Workspace;
use super::vendors::{Request, api, changes_something};

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

    /// Whether it does more than read.
    pub fn changes_something(&self) -> bool {
        changes_something(&self.line)
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
        if vendor != "yeastar" {
            return self.patiently(vendor, method, path, body).await;
        }
        let token = self.token_of_yeastar().await;
        let answer = self.patiently(vendor, method, &with_token(path, &token), body).await;
        self.patiently(vendor, "GET", &with_token("del_token", &token), Json::Null).await;
        answer
    }

    async fn request(&self, vendor: &str, (method, path, body): Request) -> Answer {
        self.ask(vendor, method, &path, body).await
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
        let api = api(vendor);
        self.request(vendor, (api.look)(trunk, &(api.item)(trunk))).await
    }

    /// What somebody else changes of it.
    pub async fn meddle(&self, vendor: &str, trunk: &Json, changes: Json) -> Answer {
        let api = api(vendor);
        self.request(vendor, (api.change)(trunk, &(api.item)(trunk), changes)).await
    }

    /// What somebody else deletes: a trunk, or a telephone number at Bolna.
    pub async fn remove(&self, vendor: &str, object: &Json) -> Answer {
        let api = api(vendor);
        self.request(vendor, (api.remove)(&(api.item)(object))).await
    }

    /// What somebody else is shown of all trunks, at LiveKit of those that accept calls.
    pub async fn list(&self, vendor: &str) -> Answer {
        self.request(vendor, (api(vendor).list)(self)).await
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
            let answer = self.try_ask(vendor, method, path, body.clone()).await.expect("an answer");
            if !answer.text.contains("OVERLOAD_TASK_RUNNING") {
                return answer;
            }
        }
        panic!("{vendor} still puts off {method} {path}");
    }

    /// A call with the right credentials, but those of a session; an error is a connection that was not made, or closed.
    pub async fn try_ask(&self, vendor: &str, method: &str, path: &str, body: Json) -> reqwest::Result<Answer> {
        let api = api(vendor);
        let base = self.variable(&format!("{}_{}", vendor.to_uppercase(), api.variable));
        let (header, value) = (api.credentials)(self);
        let headers = [(header, value.as_str()), ("content-type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &format!("{base}{}{path}", api.below), &headers, &body).await
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

fn with_token(path: &str, token: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}access_token={token}")
}

fn without_token(path: &str) -> &str {
    path.split_once("access_token=").map_or(path, |(before, _)| before.trim_end_matches(['?', '&']))
}
