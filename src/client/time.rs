//! The time that there is for a call, and what becomes of one that takes longer.

use std::time::Duration;

use super::trust;
use crate::request::{Failure, Loss};
use crate::schema::format::text::seconds;
use crate::schema::settings::REQUEST_TIMEOUT;

/// What making a connection may take, if half of the time for a call is not less.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The time that there is for a call.
#[derive(Clone, Copy)]
pub struct Time {
    /// For all of it.
    pub call: Duration,
    /// Of that, for the connection: less, for a call that was not sent leaves no doubt behind.
    pub connection: Duration,
}

impl Time {
    /// That of a call which may take so long.
    pub fn of(call: Duration) -> Self {
        Self { call, connection: CONNECT_TIMEOUT.min(call / 2) }
    }

    /// What it is that a call came to nothing.
    pub fn failure(self, error: reqwest::Error) -> Failure {
        match trust::tls_error(&error) {
            Some(rustls::Error::InvalidCertificate(error)) => return Failure::Untrusted(trust::distrust(error)),
            Some(rustls::Error::InvalidMessage(_)) if error.is_connect() => {
                return Failure::NotSent(
                    "what listens there does not speak TLS; an address that begins with http:// may".into(),
                );
            }
            _ => {}
        }
        match error.is_connect() || error.is_builder() {
            true => Failure::NotSent(self.words(error)),
            false => Failure::Lost(self.loss(error)),
        }
    }

    /// Why the answer to a call that was sent did not come.
    pub fn loss(self, error: reqwest::Error) -> Loss {
        Loss { late: error.is_timeout(), why: self.words(error), tries: 0 }
    }

    /// The innermost cause says most ("connection refused"); the address could hold a secret and is left out.
    pub fn words(self, error: reqwest::Error) -> String {
        let error = error.without_url();
        if error.is_timeout() {
            let (what, time) = match error.is_connect() {
                true => ("no connection", self.connection),
                // Of an answer that did not come.
                false => ("none", self.call),
            };
            return format!("{what} within {} (\"{}\")", seconds(time), REQUEST_TIMEOUT.name);
        }
        let mut cause: &dyn std::error::Error = &error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        cause.to_string()
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, TcpSocket, TcpStream};
    use tokio::time::timeout;

    use super::*;

    const LIMIT: Duration = Duration::from_millis(100);

    /// What becomes of a call to where nobody answers.
    async fn called(time: Time, listener: &TcpListener) -> Failure {
        let http = reqwest::Client::builder().timeout(time.call).connect_timeout(time.connection).build().unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        time.failure(http.get(url).send().await.unwrap_err())
    }

    #[tokio::test]
    async fn a_connection_that_is_not_made_is_told_from_an_answer_that_does_not_come() {
        let time = Time::of(Duration::from_millis(400));
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let answer = called(time, &listener).await;
        let why = "none within 0.4 seconds (\"request_timeout\")".into();
        assert!(answer == Failure::Lost(Loss { why, late: true, tries: 0 }), "{answer}");

        // Those that nobody accepts stand in line, until the line is full.
        let mut waiting = vec![];
        while let Ok(connected) = timeout(LIMIT, TcpStream::connect(listener.local_addr().unwrap())).await {
            waiting.push(connected.unwrap());
            assert!(waiting.len() < 100, "the line has no end");
        }
        let connection = called(time, &listener).await;
        let says = "no connection within 0.2 seconds (\"request_timeout\")";
        assert!(connection == Failure::NotSent(says.into()), "{connection}");
        assert_eq!(Time::of(Duration::from_secs(60)).connection, CONNECT_TIMEOUT);
    }
}
