//! HTTP to one vendor: credentials, request ceiling, retries, and an end to waiting when Terraform says stop.

mod patience;
mod session;

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use backon::BackoffBuilder;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use tokio_util::sync::CancellationToken;

use crate::request::{Failure, Method, Request, Response};
use patience::{Answer, Patience};
pub use session::Session;

/// What a call may take, from the first byte sent to the last one read.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What a client that does not start is lacking.
const AUTHORITIES: &str = "Install the certificate authorities that this system should trust (mostly the package \
                           ca-certificates), or set SSL_CERT_FILE to a file with theirs in PEM";

/// How to reach a vendor's API, and as whom.
pub struct Access {
    /// What stands before the paths of calls.
    pub base_url: String,
    /// Who calls.
    pub credentials: Credentials,
    /// The most requests a minute, if there is a limit.
    pub requests_per_minute: Option<u32>,
    /// The `User-Agent`, where the vendor demands one.
    pub user_agent: Option<&'static str>,
    /// Whether a connection serves several calls.
    pub keep_alive: bool,
    /// A certificate authority to trust beside the system's, in PEM.
    pub ca_certificate: Option<String>,
    /// Whether any certificate will do.
    pub insecure_skip_verify: bool,
}

/// Who calls.
pub enum Credentials {
    /// A header's name and value.
    Header(&'static str, String),
    /// Whoever logs in.
    Session(Session),
}

/// One vendor's API with one account's credentials.
pub struct Api {
    base_url: String,
    headers: HeaderMap,
    session: Option<Session>,
    http: reqwest::Client,
    limiter: Option<DefaultDirectRateLimiter>,
    stop: CancellationToken,
}

/// Why an API cannot be opened.
#[derive(Debug)]
pub enum Unusable {
    /// A credential that no HTTP header can carry.
    Credential,
    /// A certificate authority that is no certificate.
    Certificate,
    /// The HTTP client did not start, for this reason.
    Client(String),
}

impl Api {
    /// Opens an API; sends nothing. `stop` ends waits.
    pub fn open(access: Access, stop: CancellationToken) -> Result<Self, Unusable> {
        let (headers, session) = match access.credentials {
            Credentials::Header(name, value) => {
                let mut value = HeaderValue::try_from(value).map_err(|_| Unusable::Credential)?;
                value.set_sensitive(true);
                (HeaderMap::from_iter([(HeaderName::from_static(name), value)]), None)
            }
            Credentials::Session(session) => (HeaderMap::new(), Some(session)),
        };
        let own_name = concat!("terraform-provider-siptrunk/", env!("CARGO_PKG_VERSION"));
        let mut http = reqwest::Client::builder()
            .user_agent(access.user_agent.unwrap_or(own_name))
            .timeout(CALL_TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .tls_danger_accept_invalid_certs(access.insecure_skip_verify)
            // A redirect would carry the credentials to another host, and turn a POST into a GET.
            .redirect(reqwest::redirect::Policy::none());
        if !access.keep_alive {
            http = http.pool_max_idle_per_host(0);
        }
        if let Some(pem) = &access.ca_certificate {
            let bundle = reqwest::Certificate::from_pem_bundle(pem.as_bytes()).map_err(|_| Unusable::Certificate)?;
            if bundle.is_empty() {
                return Err(Unusable::Certificate);
            }
            http = http.tls_certs_merge(bundle);
        }
        if access.base_url.starts_with("http://") {
            // Needs no certificates, and so has to work where the system has none.
            http = http.tls_certs_only([]);
        }
        Ok(Self {
            base_url: access.base_url.trim_end_matches('/').to_owned(),
            headers,
            session,
            http: http.build().map_err(|error| Unusable::Client(format!("{}. {AUTHORITIES}", words(error))))?,
            limiter: access.requests_per_minute.and_then(ceiling).map(RateLimiter::direct),
            stop,
        })
    }

    /// Sends a call; in a session with its token, and once more with a new one if the vendor no longer takes it.
    pub async fn send(&self, request: &Request) -> Result<Response, Failure> {
        let Some(session) = &self.session else { return self.patiently(request).await };
        let token = session.token(self, None).await?;
        let response = self.signed(session, request, &token).await?;
        if !session.expired(&response) {
            return Ok(response);
        }
        let token = session.token(self, Some(&token)).await?;
        self.signed(session, request, &token).await
    }

    /// Sends a call with a token, and hides the token in its answer.
    async fn signed(&self, session: &Session, request: &Request, token: &str) -> Result<Response, Failure> {
        Ok(without(self.patiently(&session.signed(request, token)).await?, token))
    }

    /// Ends the session, if there is one: gives its token back, as well as that can be done in a moment.
    pub async fn close(&self) {
        if let Some(session) = &self.session
            && let Some(logout) = session.end().await
            && let Err(failure) = self.once(&logout).await
        {
            tracing::warn!(?failure, "the vendor's token could not be given back");
        }
    }

    /// Sends a call, again where that is safe and promising, and answers the last outcome.
    async fn patiently(&self, request: &Request) -> Result<Response, Failure> {
        let mut delays = Patience::delays().build();
        for attempt in 1.. {
            self.turn().await?;
            let answer = self.once(request).await;
            let wait = Patience { repeat: request.repeat, attempt }.wait(&answer).and_then(|asked| {
                let backoff = delays.next()?;
                Some(asked.unwrap_or(backoff))
            });
            match wait {
                Some(wait) if self.pause(wait).await.is_ok() => {}
                _ => return answer.map(|answer| answer.response),
            }
        }
        unreachable!("the delays end")
    }

    /// Waits, unless Terraform asks to stop.
    pub async fn pause(&self, wait: Duration) -> Result<(), Failure> {
        tokio::select! {
            () = tokio::time::sleep(wait) => Ok(()),
            () = self.stop.cancelled() => Err(Failure::Stopped),
        }
    }

    /// Waits for a place below the ceiling.
    async fn turn(&self) -> Result<(), Failure> {
        let ready = async {
            if let Some(limiter) = &self.limiter {
                limiter.until_ready().await;
            }
        };
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Failure::Stopped),
            () = ready => Ok(()),
        }
    }

    async fn once(&self, request: &Request) -> Result<Answer, Failure> {
        let started = Instant::now();
        let answer = self.exchange(request).await;
        let took = started.elapsed().as_millis() as u64;
        // No query, which could hold a token, and no body, which could hold a password.
        let path = request.path.split('?').next().unwrap_or_default();
        match &answer {
            Ok(answer) => {
                tracing::debug!(method = %request.method, path, status = answer.response.status, took_ms = took, "vendor call");
            }
            Err(failure) => {
                tracing::warn!(method = %request.method, path, ?failure, took_ms = took, "vendor call failed")
            }
        }
        answer
    }

    async fn exchange(&self, request: &Request) -> Result<Answer, Failure> {
        let mut call = self
            .http
            .request(method(request.method), format!("{}{}", self.base_url, request.path))
            .headers(self.headers.clone())
            .header("accept", "application/json");
        if let Some(body) = &request.body {
            call = call.header("content-type", "application/json").body(body.to_string());
        }
        let response = call.send().await.map_err(failure)?;
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (location, retry_after) = (header(LOCATION), header(RETRY_AFTER));
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|error| Failure::Lost(words(error)))?;
        let body = String::from_utf8_lossy(&body).into_owned();
        Ok(Answer { response: Response { status, location, body }, retry_after })
    }
}

/// A quota under which no minute sees more than `per_minute` requests: a sixth of them at once, the others spread.
fn ceiling(per_minute: u32) -> Option<Quota> {
    let burst = NonZeroU32::new(per_minute / 6).unwrap_or(NonZeroU32::MIN);
    let spread = per_minute.saturating_sub(burst.get()).max(1);
    Some(Quota::with_period(Duration::from_secs(60) / spread)?.allow_burst(burst))
}

/// An answer without its call's token, which a redirect or an error page may repeat out of the address.
fn without(response: Response, token: &str) -> Response {
    let clean = |text: String| text.replace(token, "(secret)");
    Response { location: response.location.map(clean), body: clean(response.body), ..response }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn failure(error: reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() { Failure::NotSent(words(error)) } else { Failure::Lost(words(error)) }
}

/// The innermost cause says most ("connection refused"); the address could hold a secret and is left out.
fn words(error: reqwest::Error) -> String {
    let error = error.without_url();
    if error.is_timeout() {
        return format!("no answer within {} seconds", CALL_TIMEOUT.as_secs());
    }
    let mut cause: &dyn std::error::Error = &error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_sees_more_requests_than_the_ceiling() {
        for per_minute in [1, 5, 60, 1000] {
            let quota = ceiling(per_minute).unwrap();
            let refilled = Duration::from_secs(60).as_nanos() / quota.replenish_interval().as_nanos();
            let most = u128::from(quota.burst_size().get()) + refilled;
            assert!(most <= u128::from(per_minute) + 1, "{per_minute}: {most}");
        }
    }
}
