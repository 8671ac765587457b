//! LiveKit's real server in the place of its stand-in: the sandbox keeps its log, masks secrets in it, and has faults befall
//! the calls. Calls go through one at a time; where several are to be at the server at once, they go there directly.

use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};
use siptrunk::sandbox::{Behaviour, Deed, Request, Response, Switches};
use siptrunk::vendors::livekit::sandbox::SANDBOX;
use tokio::runtime::Builder;

use super::server::{KEY, SECRET, Server};
use crate::support::livekit::token;

/// The real server, which ends with it.
pub struct Front {
    server: Server,
    /// What each call does, the stand-in tells.
    stand_in: Box<dyn Behaviour>,
    http: reqwest::Client,
}

impl Front {
    pub fn of(server: Server) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).pool_max_idle_per_host(0);
        Self { server, stand_in: (SANDBOX.behaviour)(), http: http.build().expect("a client") }
    }

    fn ask(&self, request: &Request) -> Response {
        let url = format!("{}{}", self.server.url, request.target());
        let call = self.http.request(request.method.parse().expect("a method"), url).body(request.body.clone());
        let own = |name: &str| ["host", "content-length", "connection"].contains(&name);
        let headers = request.headers.iter().filter(|(name, _)| !own(name));
        let call = headers.fold(call, |call, (name, value)| call.header(name, value));
        let answered = async {
            let answer = call.send().await?;
            let (status, kind) = (answer.status().as_u16(), answer.headers().get("content-type").cloned());
            Ok::<_, reqwest::Error>((status, kind, answer.text().await?))
        };
        // The exchange wants an answer at once, and is itself served by a runtime, in which nothing may wait.
        let waited = || Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(answered);
        let answered = thread::scope(|scope| scope.spawn(waited).join()).expect("no panic");
        let (status, kind, body) = answered.expect("the server answers");
        let kind = kind.as_ref().and_then(|kind| kind.to_str().ok());
        Response::empty(status).body(kind.unwrap_or_default(), &body)
    }

    /// A call by somebody else.
    fn call(&self, name: &str, body: &Json) -> Response {
        let bearer = format!("Bearer {}", token(KEY, SECRET));
        self.ask(&Request::post(&format!("/twirp/livekit.SIP/{name}"), &[("authorization", &bearer)], body))
    }
}

impl Behaviour for Front {
    fn handle(&mut self, request: &Request, _: &Switches) -> Response {
        self.ask(request)
    }

    fn seed(&mut self, body: &Json, _: &Switches) -> Result<(), Response> {
        self.call(&crate::support::livekit::call("Create", &body["trunk"]), body).accepted()
    }

    fn deed(&self, request: &Request) -> Deed {
        self.stand_in.deed(request)
    }

    fn objects(&self) -> Json {
        let held = ["Inbound", "Outbound"].into_iter().flat_map(|kind| {
            let list = self.call(&format!("ListSIP{kind}Trunk"), &json!({}));
            let list: Json = serde_json::from_slice(&list.body).expect("JSON");
            list["items"].as_array().expect("a list").clone()
        });
        held.collect()
    }
}
