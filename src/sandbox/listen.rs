//! Loopback HTTP in front of the exchange.

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use futures_util::StreamExt;
use tokio::net::TcpListener;

use super::{Delivery, Exchange, Request, Response};

/// No trunk comes near it.
const MOST_BYTES: usize = 4 << 20;

/// Takes a port on this machine that nobody else reaches; 0 is any that is free.
pub async fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

/// The address of a listener.
pub fn origin(listener: &TcpListener) -> io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

/// Serves until dropped.
pub async fn serve(listener: TcpListener, exchange: Exchange) -> io::Result<()> {
    let origin = origin(&listener)?;
    let exchange = Arc::new(Mutex::new(exchange));
    let answer = async move |request: axum::extract::Request| {
        let Ok(request) = read(request).await else { return hang_up() };
        // One call at a time, so that every call sees the whole effect of the one before it.
        let answer = exchange.lock().unwrap_or_else(PoisonError::into_inner).answer(request, &origin);
        let Some(answer) = answer else { return hang_up() };
        if let Delivery::After(time) = answer.delivery {
            tokio::time::sleep(time).await;
        }
        write(answer)
    };
    axum::serve(listener, Router::new().fallback(answer)).await
}

async fn read(request: axum::extract::Request) -> Result<Request, axum::Error> {
    let (head, body) = request.into_parts();
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Ok(Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(header).collect(),
        body: to_bytes(body, MOST_BYTES).await?.to_vec(),
        root: String::new(),
    })
}

fn write(response: Response) -> axum::response::Response {
    let length = response.body.len();
    let mut answer = match response.delivery {
        Delivery::Whole | Delivery::After(_) => axum::response::Response::new(Body::from(response.body)),
        Delivery::BrokenOff => {
            let mut answer = broken_off(response.body[..length / 2].to_vec());
            answer.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length.max(1)));
            answer
        }
    };
    *answer.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            answer.headers_mut().append(name, value);
        }
    }
    answer
}

/// A body that fails at once: the server gives the connection up before it has written the head.
fn hang_up() -> axum::response::Response {
    let nothing = futures_util::stream::iter([Err::<Vec<u8>, _>(io::Error::other("hang up"))]);
    axum::response::Response::new(Body::from_stream(nothing))
}

/// A body that fails behind this beginning, once that is on its way.
fn broken_off(beginning: Vec<u8>) -> axum::response::Response {
    let rest = futures_util::stream::once(async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(io::Error::other("hang up"))
    });
    let parts = futures_util::stream::iter([Ok(beginning)]).chain(rest);
    axum::response::Response::new(Body::from_stream(parts))
}
