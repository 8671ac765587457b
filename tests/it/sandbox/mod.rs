//! The sandbox over real sockets. Expected bodies are typed from the vendors' pages, never copied from an answer.

mod bolna;
mod bolna_refusals;
mod bolna_switches;
mod command;
mod control;
mod crazytel;
mod crazytel_switches;
mod fonedynamics;
mod fonedynamics_refusals;
mod fonedynamics_switches;
mod guide;
mod nebrija;
mod nebrija_switches;
mod yeastar;
mod yeastar_refusals;
mod yeastar_switches;

use std::time::Duration;

use serde_json::Value as Json;
use siptrunk::sandbox::{Exchange, listen};
use siptrunk::vendors::SANDBOXES;

/// A sandbox on a free port, which ends with its test.
pub struct Stand {
    pub origin: String,
    client: reqwest::Client,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

pub async fn start(switches: &[(&str, &str)]) -> Stand {
    let mut exchange = Exchange::new(SANDBOXES);
    exchange.switch(switches.iter().copied()).expect("switches exist");
    let listener = listen::bind(0).await.expect("a port is free");
    let origin = listen::origin(&listener).expect("it has an address");
    tokio::spawn(listen::serve(listener, exchange));
    Stand { origin, client: client() }
}

pub fn client() -> reqwest::Client {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10));
    client.redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

impl Stand {
    /// A call with exactly these headers and this body; an error is a connection that was closed.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> reqwest::Result<Answer> {
        let method = method.parse().expect("a method");
        let mut request = self.client.request(method, format!("{}{path}", self.origin)).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, text: response.text().await? })
    }

    /// A call to the sandbox itself.
    pub async fn control(&self, method: &str, path: &str, body: Json) -> Answer {
        self.raw(method, &format!("/_sandbox{path}"), &[], &body.to_string()).await.expect("an answer")
    }

    /// The masked log.
    pub async fn calls(&self) -> Vec<Json> {
        self.control("GET", "/calls", Json::Null).await.json().as_array().cloned().expect("an array")
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
