//! A vendor's server that knows one conversation by heart, and complains of everything else.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value as Json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::conversation::{Again, Exchange};
use super::livekit;

/// The server, on a free port of this machine, until dropped.
pub struct Replay {
    pub origin: String,
    script: Arc<Mutex<Script>>,
    serving: JoinHandle<()>,
}

/// What every request must carry.
#[derive(Clone, Copy)]
pub enum Credentials {
    /// This header.
    Header(&'static str, &'static str),
    /// A token of LiveKit's with this key, signed with this secret.
    Signed(&'static str, &'static str),
}

impl Credentials {
    /// What is wrong with those of a request.
    fn wrong(self, headers: &HeaderMap) -> Option<String> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        match self {
            Self::Header(name, due) => {
                let came = header(name);
                (came != Some(due)).then(|| format!("{name} is {came:?} and not {due:?}"))
            }
            Self::Signed(key, secret) => {
                let token = header("authorization").and_then(|value| value.strip_prefix("Bearer "));
                livekit::unfit(token.unwrap_or_default(), key, secret)
            }
        }
    }
}

struct Script {
    credentials: Credentials,
    ahead: VecDeque<Exchange>,
    complaints: Vec<String>,
}

impl Replay {
    pub async fn start(credentials: Credentials) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let script = Script { credentials, ahead: VecDeque::new(), complaints: vec![] };
        let script = Arc::new(Mutex::new(script));
        let shared = script.clone();
        let answer = async move |request: Request| {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, 1 << 20).await.expect("a body");
            let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
            let line = format!("{} {}", head.method, head.uri);
            let mut script = shared.lock().expect("no test has panicked in it");
            let unfit = script.credentials.wrong(&head.headers);
            let heard = Heard { line, unfit, content: header("content-type"), body: &body };
            script.answer(&heard)
        };
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, Router::new().fallback(answer)).await;
        });
        Self { origin, script, serving }
    }

    /// What is to be said next.
    pub fn expect(&self, exchanges: &[Exchange]) {
        self.script.lock().expect("it is served").ahead.extend(exchanges.iter().cloned());
    }

    /// What was said otherwise, or not at all, since the last time.
    pub fn complaints(&self) -> Vec<String> {
        let mut script = self.script.lock().expect("it is served");
        let mut complaints = std::mem::take(&mut script.complaints);
        let missing = script.ahead.drain(..).filter(|exchange| exchange.again != Again::Answered);
        complaints.extend(missing.map(|exchange| format!("never came: {}", exchange.line)));
        complaints
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A request as it came.
struct Heard<'a> {
    line: String,
    /// What is wrong with its credentials.
    unfit: Option<String>,
    content: Option<&'a str>,
    body: &'a [u8],
}

impl Script {
    fn answer(&mut self, heard: &Heard) -> Response {
        if self.ahead.front().is_some_and(|due| due.again == Again::Answered && due.line != heard.line) {
            self.ahead.pop_front();
        }
        let Some(next) = self.ahead.front() else {
            return self.complain(format!("nothing more is due, came {}", heard.line));
        };
        if let Some(wrong) = wrong(heard, next) {
            return self.complain(wrong);
        }
        let Exchange { status, headers, answer, .. } = match &mut self.ahead[0] {
            Exchange { again: Again::Never, .. } => self.ahead.pop_front().expect("looked at above"),
            due => {
                due.again = Again::Answered;
                due.clone()
            }
        };
        let json = serde_json::from_str::<Json>(&answer).is_ok();
        let mut response = Response::new(Body::from(answer));
        *response.status_mut() = StatusCode::from_u16(status).expect("a status");
        let kind = if json { "application/json" } else { "text/html" };
        response.headers_mut().insert("content-type", HeaderValue::from_static(kind));
        for (name, value) in headers {
            let name = HeaderName::try_from(name).expect("a header's name");
            response.headers_mut().insert(name, HeaderValue::try_from(value).expect("a header's value"));
        }
        response
    }

    /// An answer that is neither success nor "gone" nor worth another try.
    fn complain(&mut self, what: String) -> Response {
        self.complaints.push(what);
        let mut response = Response::new(Body::from("not in the conversation"));
        *response.status_mut() = StatusCode::IM_A_TEAPOT;
        response
    }
}

/// How a request differs from the one that is due.
fn wrong(heard: &Heard, due: &Exchange) -> Option<String> {
    let Exchange { line, request, .. } = due;
    if heard.line != *line {
        return Some(format!("due is {line}\n     came {} {}", heard.line, String::from_utf8_lossy(heard.body)));
    }
    if let Some(unfit) = &heard.unfit {
        return Some(format!("{line}: {unfit}"));
    }
    let body = (!heard.body.is_empty()).then(|| serde_json::from_slice::<Json>(heard.body).ok());
    match (request, body) {
        (None, None) => None,
        (Some(_), Some(_)) if heard.content != Some("application/json") => {
            Some(format!("{line}: content-type is {:?}", heard.content))
        }
        (Some(due), Some(Some(came))) if *due == came => None,
        (due, _) => {
            let due = due.as_ref().map_or_else(|| "no body".into(), Json::to_string);
            Some(format!("{line}:\n     due is {due}\n     came {}", String::from_utf8_lossy(heard.body)))
        }
    }
}
