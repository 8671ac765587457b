//! What stands on the other side: the sandbox, the same behind a slow line, and a store for states. They have a thread of their
//! own, so that measuring does not hold them up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::support::sandbox::Sandbox;

/// More than any state here has.
const LONGEST_STATE: usize = 1 << 30;

/// The servers of one workspace.
pub struct Servers {
    /// All vendors, at once.
    pub sandbox: Sandbox,
    /// The address of the sandbox behind the slow line.
    pub slow: String,
    /// The address of a state. Terraform writes a local one anew after every object.
    pub state: String,
}

impl Servers {
    /// Starts them.
    pub fn start(latency: Duration) -> Self {
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let sandbox = Sandbox::start(&[]).await;
                let behind = sandbox.origin.trim_start_matches("http://").to_owned();
                let (slow, state) = (listening().await, listening().await);
                let servers =
                    Self { sandbox, slow: origin(&slow), state: format!("{}/terraform.tfstate", origin(&state)) };
                sender.send(servers).expect("somebody waits for them");
                tokio::spawn(store(state));
                lag(slow, behind, latency).await;
            });
        });
        receiver.recv().expect("they start")
    }
}

async fn listening() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a free port")
}

fn origin(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().expect("an address"))
}

/// Keeps what is written, for Terraform's backend `http`.
async fn store(listener: TcpListener) {
    let states: Arc<Mutex<HashMap<String, Bytes>>> = Arc::default();
    let answer = async move |request: Request| -> Response {
        let (head, body) = request.into_parts();
        let path = head.uri.path().to_owned();
        let Ok(state) = to_bytes(body, LONGEST_STATE).await else { return StatusCode::BAD_REQUEST.into_response() };
        let mut states = states.lock().expect("no panic");
        match head.method {
            Method::GET => match states.get(&path) {
                Some(state) => Body::from(state.clone()).into_response(),
                None => StatusCode::NOT_FOUND.into_response(),
            },
            Method::POST => {
                states.insert(path, state);
                StatusCode::OK.into_response()
            }
            _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        }
    };
    axum::serve(listener, Router::new().fallback(answer)).await.expect("it serves");
}

/// Passes connections on, and every answer so much later.
async fn lag(listener: TcpListener, behind: String, latency: Duration) {
    while let Ok((near, _)) = listener.accept().await {
        let far = TcpStream::connect(&behind).await.expect("the sandbox is there");
        near.set_nodelay(true).expect("a connection");
        let (mut from_near, mut to_near) = near.into_split();
        let (mut from_far, mut to_far) = far.into_split();
        let (sender, mut late) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
        tokio::spawn(async move {
            let _ = copy(&mut from_near, &mut to_far).await;
        });
        tokio::spawn(async move {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(read @ 1..) = from_far.read(&mut buffer).await {
                let _ = sender.send((Instant::now() + latency, buffer[..read].to_vec()));
            }
        });
        tokio::spawn(async move {
            while let Some((due, bytes)) = late.recv().await {
                tokio::time::sleep_until(due).await;
                if to_near.write_all(&bytes).await.is_err() {
                    break;
                }
            }
        });
    }
}
