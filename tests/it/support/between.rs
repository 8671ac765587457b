//! What stands before a vendor: every call goes through it, and its answer may come late or be another.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use futures_util::future::BoxFuture;

use super::sandbox::Sandbox;

/// More than any body has.
const LONGEST: usize = 1 << 20;

/// What becomes of an answer: the call it answers, method and path, and its body.
pub trait Answered: Fn(String, String) -> BoxFuture<'static, String> + Send + Sync + 'static {}

impl<T: Fn(String, String) -> BoxFuture<'static, String> + Send + Sync + 'static> Answered for T {}

/// The variable with which a provider finds a vendor of the sandbox behind this, and its value.
pub async fn before(sandbox: &Sandbox, vendor: &str, answered: impl Answered) -> (String, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let (behind, answered) = (sandbox.origin.clone(), Arc::new(answered));
    let router = Router::new().fallback(move |request| {
        pass(request, http.clone(), behind.clone(), Arc::clone(&answered) as Arc<dyn Answered>)
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    let address = if vendor == "livekit" { "URL" } else { "BASE_URL" };
    let address = format!("{}_{address}", vendor.to_uppercase());
    let url = sandbox.variable(&address).replace(&sandbox.origin, &origin);
    (address, url)
}

async fn pass(request: Request, http: reqwest::Client, behind: String, answered: Arc<dyn Answered>) -> Response {
    let (head, body) = request.into_parts();
    let call = http.request(head.method.clone(), format!("{behind}{}", head.uri)).headers(head.headers);
    let answer = call.body(to_bytes(body, LONGEST).await.expect("a body")).send().await.expect("the sandbox answers");
    let response = Response::builder().status(answer.status());
    let kind = answer.headers().get("content-type").cloned();
    let response = kind.into_iter().fold(response, |response, kind| response.header("content-type", kind));
    let text = answered(format!("{} {}", head.method, head.uri.path()), answer.text().await.expect("text")).await;
    response.body(Body::from(text)).expect("a response")
}
