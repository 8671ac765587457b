//! HTTP to one vendor: credentials, request ceiling, retries, and an end to waiting when Terraform says stop.

mod deadline;
mod pace;
mod patience;
mod pem;
mod route;
mod session;
mod time;
mod trust;
mod waits;

use std::borrow::Cow;
use std::future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use backon::BackoffBuilder;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use reqwest::ClientBuilder;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use tokio_util::sync::CancellationToken;

use crate::request::{Awaited, Failure, Method, Repeat, Request, Response};
use crate::schema::{Hooks, Signature, Verdict};
use crate::secret::Secrets;
use crate::value::Object;
pub use deadline::Deadline;
use pace::Pace;
pub use patience::Answer;
use patience::{Patience, Retries};
pub use pem::Unreadable;
pub use route::{Route, variable};
pub use session::Session;
use time::Time;
use waits::{Cause, Waits};
pub use waits::{Operation, Waited};

/// How long what came to nothing, and others have waited for, speaks for those who come later: long enough for those that
/// Terraform starts in the place of these, and too short for anything to have changed.
pub const A_WHILE: Duration = Duration::from_secs(10);
/// How long a login under way outlives Terraform's wish to stop: its answer may hold a token to give back.
const LAST_MOMENT: Duration = Duration::from_secs(1);
/// How long a connection may rest and then be used again. Servers and load balancers close one that rests after some seconds
/// or minutes; a create that goes out just then would get no answer, and cannot be sent again.
const LONGEST_REST: Duration = Duration::from_secs(1);
/// JSON has none, and some servers write one.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// The most that is read of an answer, unpacked. A page of a vendor's list has some kilobytes.
const LONGEST_ANSWER: usize = 16 * 1024 * 1024;

/// How to reach a vendor's API, and as whom.
pub struct Access {
    /// What stands before the paths of calls.
    pub base_url: String,
    /// Who calls.
    pub credentials: Credentials,
    /// How its answers read: each is judged once, when it comes.
    pub hooks: &'static dyn Hooks,
    /// The most requests a minute, if there is a limit.
    pub requests_per_minute: Option<u32>,
    /// A file through which the processes of one user share that limit.
    pub pace: Option<PathBuf>,
    /// How many times a call is sent again at most; else as often as seems right.
    pub max_retries: Option<u32>,
    /// What a call may take, from the first byte sent to the last one read.
    pub request_timeout: Duration,
    /// The `User-Agent`, where the vendor demands one.
    pub user_agent: Option<&'static str>,
    /// Whether a connection serves several calls.
    pub keep_alive: bool,
    /// Certificates to trust beside the system's, in PEM: of authorities, or the server's own.
    pub ca_certificate: Option<String>,
    /// Whether any certificate will do.
    pub insecure_skip_verify: bool,
}

/// Makes a call anew, for what it was made of may have changed since; `None` if that cannot be. It is called before the pause
/// that a further try waits for, and what it answers is awaited behind it: what only one may have at a time is let go of in
/// the call, and taken again in what it answers, so that nobody has it through the pause.
pub type Anew<'a> = dyn Fn() -> BoxFuture<'a, Option<Request>> + Sync + 'a;

/// Who calls.
pub enum Credentials {
    /// A header's name and value.
    Header(&'static str, SecretString),
    /// Whoever signs each call, with the vendor's settings.
    Signature(&'static dyn Signature, Object),
    /// Whoever logs in.
    Session(Session),
}

/// One vendor's API with one account's credentials.
pub struct Api {
    base_url: String,
    route: Route,
    headers: HeaderMap,
    signature: Option<(&'static dyn Signature, Object)>,
    session: Option<Arc<Session>>,
    http: reqwest::Client,
    hooks: &'static dyn Hooks,
    pace: Option<Pace>,
    retries: Retries,
    time: Time,
    waits: Waits,
    stop: CancellationToken,
}

/// Why an API cannot be opened.
#[derive(Debug)]
pub enum Unusable {
    /// A credential that no HTTP header can carry.
    Credential,
    /// A certificate that is none.
    Certificate(Unreadable),
    /// This variable of the environment, which is to be the address of a proxy, is none.
    Proxy(&'static str),
    /// The HTTP client did not start, for this reason.
    Client(String),
}

impl Api {
    /// Opens an API; sends nothing. `stop` ends waits.
    pub fn open(access: Access, stop: CancellationToken) -> Result<Arc<Self>, Unusable> {
        let (mut headers, mut signature, mut session) = (HeaderMap::new(), None, None);
        match access.credentials {
            Credentials::Header(name, value) => {
                let mut value = HeaderValue::try_from(value.expose_secret()).map_err(|_| Unusable::Credential)?;
                value.set_sensitive(true);
                headers.insert(HeaderName::from_static(name), value);
            }
            Credentials::Signature(hooks, settings) => signature = Some((hooks, settings)),
            Credentials::Session(one) => session = Some(Arc::new(one)),
        }
        let own_name = concat!("terraform-provider-siptrunk/", env!("CARGO_PKG_VERSION"));
        let time = Time::of(access.request_timeout);
        let mut http = ClientBuilder::new()
            .user_agent(access.user_agent.unwrap_or(own_name))
            .timeout(time.call)
            .connect_timeout(time.connection)
            .pool_idle_timeout(LONGEST_REST)
            // A redirect would carry the credentials to another host, and turn a POST into a GET.
            .redirect(reqwest::redirect::Policy::none());
        if !access.keep_alive {
            http = http.pool_max_idle_per_host(0);
        }
        let given = access.ca_certificate.as_deref().map_or(Ok(vec![]), pem::certificates);
        let given = given.map_err(Unusable::Certificate)?;
        http = match access.insecure_skip_verify {
            true => http.tls_danger_accept_invalid_certs(true),
            false => {
                http.tls_backend_preconfigured(trust::tls(given).map_err(|error| Unusable::Client(error.to_string()))?)
            }
        };
        let route = Route::to(&access.base_url)?;
        let http = route.lead(http).and_then(ClientBuilder::build);
        Ok(Arc::new(Self {
            waits: Waits::at(route.to_string()),
            route,
            base_url: access.base_url.trim_end_matches('/').to_owned(),
            headers,
            signature,
            session,
            http: http.map_err(|error| Unusable::Client(time.words(error)))?,
            hooks: access.hooks,
            pace: access.requests_per_minute.map(|ceiling| Pace::of(ceiling, access.pace)),
            retries: Retries::of(access.max_retries),
            time,
            stop: stop.child_token(),
        }))
    }

    /// Where calls go.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// Begins something that may wait for the account.
    pub fn operation(&self) -> Operation<'_> {
        self.waits.operation()
    }

    /// Sends a call, however long it has to wait for its turn.
    pub async fn send(self: &Arc<Self>, request: &Request) -> Result<Answer, Failure> {
        self.send_before(&Deadline::default(), request).await
    }

    /// The same until a deadline, in each try with the same bytes.
    pub async fn send_before(self: &Arc<Self>, deadline: &Deadline, request: &Request) -> Result<Answer, Failure> {
        self.send_anew(deadline, request, &|| future::ready(Some(request.clone())).boxed()).await
    }

    /// Sends a call that is made anew before each further try; in a session with its token, and once more with a new one if
    /// the vendor no longer takes it.
    pub async fn send_anew(
        self: &Arc<Self>,
        deadline: &Deadline,
        request: &Request,
        anew: &Anew<'_>,
    ) -> Result<Answer, Failure> {
        let Some(session) = &self.session else { return self.patiently(deadline, request, anew).await };
        let token = session.token(self, deadline, None).await?;
        let answer = self.signed(session, deadline, request, anew, &token).await?;
        if !session.expired(&answer.response) {
            return Ok(answer);
        }
        let again = anew();
        let in_doubt = answer.response.in_doubt;
        let token = match session.token(self, deadline, Some(&token)).await {
            Err(_) if in_doubt => return Ok(answer),
            token => token?,
        };
        match again.await {
            Some(request) => match self.signed(session, deadline, &request, anew, &token).await {
                Err(failure) if in_doubt && !failure.leaves_doubt() => Ok(answer),
                again => again.map(|again| again.behind(in_doubt)),
            },
            None => Ok(answer),
        }
    }

    /// Sends a call with a token, and hides the token in its answer.
    async fn signed(
        &self,
        session: &Session,
        deadline: &Deadline,
        request: &Request,
        anew: &Anew<'_>,
        token: &SecretString,
    ) -> Result<Answer, Failure> {
        let anew = || {
            let again = anew();
            async { Some(session.signed(&again.await?, token)) }.boxed()
        };
        Ok(without(self.patiently(deadline, &session.signed(request, token), &anew).await?, token))
    }

    /// Ends the session, if there is one: gives its token back, as well as that can be done in the moment before the process
    /// is killed. A login that goes on, though nobody waits for it any more, ends here.
    pub async fn close(&self) {
        self.stop.cancel();
        let Some(session) = &self.session else { return };
        let Some(logout) = session.end().await else { return };
        let mut delays = Patience::moments().build();
        while let Err(_) | Ok(Answer { verdict: Verdict::Later | Verdict::Unclear, .. }) = self.now(&logout).await {
            let Some(delay) = delays.next() else {
                return tracing::warn!("the vendor's token could not be given back");
            };
            tokio::time::sleep(delay).await;
        }
    }

    /// Sends a call, again where that is safe and promising, and answers the last outcome. Terraform's wish to stop and
    /// the deadline end the waits between the tries, and do not take the place of what the last try came to; nor does it
    /// that the call cannot be made anew, or is not sent any more after a try that may have been carried out.
    async fn patiently(&self, deadline: &Deadline, request: &Request, anew: &Anew<'_>) -> Result<Answer, Failure> {
        let mut delays = Patience::delays().build();
        let (mut last, mut tries, mut in_doubt) = (Err(Failure::Stopped), 0, false);
        let mut request = Cow::Borrowed(request);
        for attempt in 1.. {
            match self.once(deadline, &request).await {
                Err(failure @ (Failure::Stopped | Failure::OutOfTime(_))) => {
                    if attempt == 1 {
                        last = Err(failure);
                    }
                    break;
                }
                Err(failure) if in_doubt && !failure.leaves_doubt() => {}
                outcome => (last, tries) = (outcome, attempt),
            }
            let patience = Patience { retries: self.retries, repeat: request.repeat, attempt };
            let Some(wait) = patience.wait(&last, &mut delays).filter(|wait| deadline.allows(*wait)) else { break };
            in_doubt |= request.repeat != Repeat::Read
                && last.as_ref().map_or_else(Failure::leaves_doubt, Answer::leaves_doubt);
            let again = anew();
            if self.pause_after(&last, wait).await.is_err() {
                break;
            }
            match again.await {
                Some(made) => request = Cow::Owned(made),
                None => break,
            }
        }
        last.map(|answer| Answer { response: Response { tries, ..answer.response }, ..answer }.behind(in_doubt))
            .map_err(|failure| failure.after(tries))
    }

    /// Waits between two tries.
    async fn pause_after(&self, outcome: &Result<Answer, Failure>, wait: Duration) -> Result<(), Failure> {
        let asked = outcome.as_ref().is_ok_and(Answer::wants_a_wait);
        let waiting = asked.then(|| self.waits.begin(Cause::Vendor));
        if let Some(waiting) = &waiting {
            waiting.on(wait);
        }
        self.pause(wait).await
    }

    /// Waits, unless Terraform asks to stop.
    pub async fn pause(&self, wait: Duration) -> Result<(), Failure> {
        tokio::select! {
            () = tokio::time::sleep(wait) => Ok(()),
            () = self.stop.cancelled() => Err(Failure::Stopped),
        }
    }

    /// What a call costs: the time in which the ceiling gives a place; nothing where there is none, or plenty of room.
    pub fn price(&self) -> Option<Duration> {
        self.pace.as_ref()?.price()
    }

    /// Waits for a place below the ceiling.
    async fn turn(&self, deadline: &Deadline) -> Result<(), Failure> {
        let ready = async {
            if let Some(pace) = &self.pace {
                pace.turn(&self.waits).await;
            }
        };
        self.until(deadline, Awaited::Ceiling, ready).await
    }

    /// Waits for what operations share, until it is there, Terraform asks to stop, or the deadline has passed.
    pub async fn until<T>(
        &self,
        deadline: &Deadline,
        awaited: Awaited,
        ready: impl Future<Output = T>,
    ) -> Result<T, Failure> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Failure::Stopped),
            ready = deadline.within(awaited, ready) => ready,
        }
    }

    /// Waits for Terraform's wish to stop, and then for as long as a call under way may take no notice of it: one that
    /// reads is not missed, and one that changes something runs to its end.
    async fn given_up(&self, repeat: Repeat) {
        self.stop.cancelled().await;
        match repeat {
            Repeat::Read => {}
            Repeat::WhenAsked => tokio::time::sleep(LAST_MOMENT).await,
            Repeat::Idempotent | Repeat::Never => std::future::pending().await,
        }
    }

    /// Sends a call once, in its turn.
    async fn once(&self, deadline: &Deadline, request: &Request) -> Result<Answer, Failure> {
        self.turn(deadline).await?;
        self.now(request).await
    }

    /// Sends a call once, at once.
    async fn now(&self, request: &Request) -> Result<Answer, Failure> {
        let started = Instant::now();
        let answer = tokio::select! {
            answer = self.exchange(request) => answer,
            () = self.given_up(request.repeat) => Err(Failure::Stopped),
        };
        let took = started.elapsed().as_millis() as u64;
        // No query, which could hold a token, and no body, which could hold a password.
        let path = request.path.split('?').next().unwrap_or_default();
        match &answer {
            Ok(answer) => {
                tracing::debug!(method = %request.method, path, status = answer.response.status, took_ms = took, "vendor call");
            }
            Err(failure) => {
                tracing::warn!(method = %request.method, path, %failure, took_ms = took, "vendor call failed")
            }
        }
        answer
    }

    /// Signs the call if the vendor wants that, now that it goes out, and hides the token in its answer.
    async fn exchange(&self, request: &Request) -> Result<Answer, Failure> {
        let Some((hooks, settings)) = &self.signature else { return self.exchanged(request, None).await };
        let token = hooks.token(settings, SystemTime::now());
        Ok(without(self.exchanged(request, Some(&token)).await?, &token))
    }

    async fn exchanged(&self, request: &Request, token: Option<&SecretString>) -> Result<Answer, Failure> {
        let mut call = self
            .http
            .request(method(request.method), format!("{}{}", self.base_url, request.path))
            .headers(self.headers.clone())
            .header("accept", "application/json");
        if let Some(token) = token {
            call = call.bearer_auth(token.expose_secret());
        }
        if let Some(body) = &request.body {
            call = call.header("content-type", "application/json").body(body.to_string());
        }
        let mut response = call.send().await.map_err(|error| self.time.failure(error))?;
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (location, retry_after) = (header(LOCATION), header(RETRY_AFTER));
        let status = response.status().as_u16();
        let mut body = vec![];
        while let Some(chunk) = response.chunk().await.map_err(|error| Failure::Lost(self.time.loss(error)))? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(Failure::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let body = String::from_utf8_lossy(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&body)).into_owned();
        let response = Response { status, location, body, ..Response::default() };
        Ok(Answer { verdict: self.hooks.verdict(&response), response, retry_after })
    }
}

/// An answer without its call's token, which a redirect or an error page may repeat out of the address.
fn without(answer: Answer, token: &SecretString) -> Answer {
    let token = Secrets::of([token.expose_secret().to_owned()]);
    let response = Response {
        location: answer.response.location.map(|location| token.masked(&location)),
        body: token.masked(&answer.response.body),
        ..answer.response
    };
    Answer { response, ..answer }
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
