//! `siptrunk sandbox` as a process of its own: vendors to apply against, to meddle with and to ask.

use std::process::Stdio;

use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::terraform::Workspace;
use super::within_limit;

/// A running sandbox; it ends when dropped.
pub struct Sandbox {
    _process: Child,
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

impl Sandbox {
    /// Starts one with these switches, each `vendor.switch=value`.
    pub async fn start(switches: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_siptrunk"));
        command.args(["sandbox", "--quiet"]).args(switches.iter().map(|switch| format!("--switch={switch}")));
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().expect("the sandbox starts");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let mut variables: Vec<(String, String)> = vec![];
        while !variables.iter().any(|(name, _)| name == "SIPTRUNK_SANDBOX") {
            let line = within_limit(lines.next_line()).await.expect("it can be read").expect("it tells its address");
            let (name, value) = line.trim_start_matches("export ").split_once('=').expect("NAME=VALUE");
            variables.push((name.to_owned(), value.to_owned()));
        }
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { _process: process, variables, http }
    }

    /// A workspace whose provider finds all vendors here; `None` where there is no CLI.
    pub async fn workspace(&self) -> Option<Workspace> {
        let workspace = Workspace::new().await?;
        Some(self.variables.iter().fold(workspace, |workspace, (name, value)| workspace.with(name, value)))
    }

    /// A variable of the environment that the provider is to have.
    pub fn variable(&self, name: &str) -> &str {
        let found = self.variables.iter().find(|(there, _)| there == name);
        &found.unwrap_or_else(|| panic!("no {name}")).1
    }

    /// The calls since the last time.
    pub async fn calls(&self) -> Vec<Call> {
        let calls = self.control("GET", "/calls", Json::Null).await;
        self.control("DELETE", "/calls", Json::Null).await;
        let call = |call: &Json| Call {
            line: format!(
                "{} {}",
                call["method"].as_str().unwrap_or_default(),
                without_token(call["path"].as_str().unwrap_or_default())
            ),
            request: call["request"].clone(),
            status: call["status"].as_u64(),
        };
        calls.as_array().expect("a list").iter().map(call).collect()
    }

    /// The calls since the last time that change something.
    pub async fn changes(&self) -> Vec<Call> {
        let mut calls = self.calls().await;
        // A PBX of Yeastar's deletes by GET, and lets in by POST.
        calls.retain(|call| match call.line.split_once("/openapi/v1.0/") {
            Some((_, call)) => {
                ["trunk/create", "trunk/update", "trunk/delete"].iter().any(|deed| call.starts_with(deed))
            }
            None => !call.line.starts_with("GET "),
        });
        calls
    }

    /// Orders an answer for the next calls that match.
    pub async fn fault(&self, fault: Json) {
        self.control("POST", "/faults", fault).await;
    }

    pub async fn switch(&self, name: &str, value: &str) {
        self.control("POST", "/switches", json!({name: value})).await;
    }

    /// What a vendor holds, secrets included.
    pub async fn objects(&self, vendor: &str) -> Vec<Json> {
        let objects = self.control("GET", &format!("/objects/{vendor}"), Json::Null).await;
        objects.as_array().expect("a list").clone()
    }

    /// What somebody else does at Crazytel.
    pub async fn at_crazytel(&self, method: &str, path: &str, body: Json) -> Json {
        let url = format!("{}{path}", self.variable("CRAZYTEL_BASE_URL"));
        let request = self.request(method, &url, body);
        Self::answered(request.header("x-crazytel-api-key", self.variable("CRAZYTEL_API_KEY"))).await
    }

    /// What somebody else does at Fone Dynamics.
    pub async fn at_fone_dynamics(&self, method: &str, path: &str, body: Json) -> Json {
        let url = format!("{}{path}", self.variable("FONEDYNAMICS_BASE_URL"));
        let request = self.request(method, &url, body);
        let (user, password) = (self.variable("FONEDYNAMICS_ACCOUNT_SID"), self.variable("FONEDYNAMICS_TOKEN"));
        let pair = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, format!("{user}:{password}"));
        Self::answered(request.header("authorization", format!("Basic {pair}"))).await
    }

    /// What somebody else does at Nebrija AI.
    pub async fn at_nebrija(&self, method: &str, path: &str, body: Json) -> Json {
        let url = format!("{}{path}", self.variable("NEBRIJA_BASE_URL"));
        let request = self.request(method, &url, body);
        Self::answered(request.bearer_auth(self.variable("NEBRIJA_TOKEN"))).await
    }

    /// What somebody else does at Bolna.
    pub async fn at_bolna(&self, method: &str, path: &str, body: Json) -> Json {
        let url = format!("{}{path}", self.variable("BOLNA_BASE_URL"));
        let request = self.request(method, &url, body);
        Self::answered(request.bearer_auth(self.variable("BOLNA_API_KEY"))).await
    }

    /// What somebody else does at a Yeastar PBX; the token is given back.
    pub async fn at_yeastar(&self, method: &str, call: &str, body: Json) -> Json {
        let token = self.token_of_yeastar().await;
        let url = |call: &str| {
            let joint = if call.contains('?') { '&' } else { '?' };
            format!("{}/openapi/v1.0/{call}{joint}access_token={token}", self.variable("YEASTAR_BASE_URL"))
        };
        let answer = Self::answered(self.as_client_of_yeastar(method, &url(call), body)).await;
        Self::answered(self.as_client_of_yeastar("GET", &url("del_token"), Json::Null)).await;
        assert_eq!(answer["errcode"], 0, "{answer}");
        answer
    }

    /// A token that somebody else holds at a Yeastar PBX.
    pub async fn token_of_yeastar(&self) -> String {
        let url = format!("{}/openapi/v1.0/get_token", self.variable("YEASTAR_BASE_URL"));
        let (id, secret) = (self.variable("YEASTAR_CLIENT_ID"), self.variable("YEASTAR_CLIENT_SECRET"));
        let body = json!({"username": id, "password": secret});
        let answer = Self::answered(self.as_client_of_yeastar("POST", &url, body)).await;
        answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    fn as_client_of_yeastar(&self, method: &str, url: &str, body: Json) -> reqwest::RequestBuilder {
        self.request(method, url, body).header("user-agent", "OpenAPI")
    }

    async fn control(&self, method: &str, path: &str, body: Json) -> Json {
        let url = format!("{}/_sandbox{path}", self.variable("SIPTRUNK_SANDBOX"));
        Self::answered(self.request(method, &url, body)).await
    }

    fn request(&self, method: &str, url: &str, body: Json) -> reqwest::RequestBuilder {
        let request = self.http.request(method.parse().expect("a method"), url);
        if body.is_null() { request } else { request.header("content-type", "application/json").body(body.to_string()) }
    }

    async fn answered(request: reqwest::RequestBuilder) -> Json {
        let answer = within_limit(request.send()).await.expect("it answers");
        let (status, text) = (answer.status(), within_limit(answer.text()).await.expect("a body"));
        assert!(status.is_success(), "{status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }
}

fn without_token(path: &str) -> &str {
    path.split_once("access_token=").map_or(path, |(before, _)| before.trim_end_matches(['?', '&']))
}
