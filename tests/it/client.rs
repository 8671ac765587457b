//! The HTTP client against servers that misbehave: how long it waits, what it remembers, and what it makes of it all.

use std::future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::FutureExt;
use futures_util::future::join_all;
use secrecy::SecretString;
use siptrunk::client::{Access, Answer, Api, Credentials, Deadline, Session};
use siptrunk::request::{Awaited, Deed, Failure, Loss, Method, Repeat, Request, Response};
use siptrunk::schema::{self, Login, Token};
use siptrunk::value::Object;
use siptrunk::vendors::VENDORS;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// What a server does once it has read a request.
#[derive(Clone)]
enum Reply {
    /// Sends these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// Closes the connection.
    HangUp,
    /// Sends an empty object after so long.
    After(Duration),
}

fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Reply {
    let head = format!("HTTP/1.1 {status} X\r\n{headers}connection: close\r\n\r\n");
    Reply::Bytes([head.as_bytes(), body.as_ref()].concat())
}

/// A server that gives these replies, one a connection and the last one for ever, and notes the calls.
struct Server {
    origin: String,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let calls = Arc::new(Mutex::new(vec![]));
        let noted = calls.clone();
        tokio::spawn(async move {
            let mut replies = replies.into_iter();
            let mut reply = replies.next().expect("a reply");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, reply.clone(), noted.clone()));
                reply = replies.next().unwrap_or(reply);
            }
        });
        Self { origin, calls }
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().expect("no panic").clone()
    }

    fn access(&self) -> Access {
        access(&self.origin, Credentials::Header("authorization", "Bearer x".into()))
    }

    fn api(&self) -> (Arc<Api>, CancellationToken) {
        open(self.access())
    }
}

async fn serve(mut stream: TcpStream, reply: Reply, calls: Arc<Mutex<Vec<String>>>) {
    let mut request = vec![];
    let mut buffer = [0; 4096];
    while !complete(&request) {
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => request.extend_from_slice(&buffer[..read]),
            _ => return,
        }
    }
    let line = String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned();
    calls.lock().expect("no panic").push(line.trim_end_matches(" HTTP/1.1").to_owned());
    let bytes = match reply {
        Reply::Bytes(bytes) => bytes,
        Reply::HangUp => return,
        Reply::After(wait) => {
            sleep(wait).await;
            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}".to_vec()
        }
    };
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

/// Whether a request is there with its body.
fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}

/// How to reach a server, as whom, and nothing else.
pub fn access(origin: &str, credentials: Credentials) -> Access {
    Access {
        base_url: origin.to_owned(),
        credentials,
        hooks: VENDORS[0].hooks(),
        requests_per_minute: None,
        pace: None,
        max_retries: None,
        request_timeout: Duration::from_secs(60),
        user_agent: None,
        keep_alive: false,
        ca_certificate: None,
        insecure_skip_verify: false,
    }
}

/// Opens an API, with what stops it.
pub fn open(access: Access) -> (Arc<Api>, CancellationToken) {
    let stop = CancellationToken::new();
    let Ok(api) = Api::open(access, stop.clone()) else { panic!("it opens") };
    (api, stop)
}

fn call(method: Method, repeat: Repeat) -> Request {
    Request { method, path: "/call".into(), body: None, deed: Deed::Read, repeat }
}

/// A read.
pub fn get() -> Request {
    call(Method::Get, Repeat::Read)
}

/// Answers are compared by their status.
fn status(outcome: Result<Answer, Failure>) -> Result<u16, Failure> {
    outcome.map(|answer| answer.response.status)
}

/// `done` ends at once, as far as a busy machine can tell.
async fn at_once<T>(done: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(5), done).await.expect("it ends at once")
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off_and_not_asked_for_again() {
    let endless = vec![b' '; 17 * 1024 * 1024];
    let mut bomb = GzEncoder::new(vec![], Compression::best());
    std::io::Write::write_all(&mut bomb, &endless).expect("it is packed");
    let bomb = bomb.finish().expect("it is packed");
    assert!(bomb.len() < 100_000);
    for reply in [answer(200, "", &endless), answer(200, "content-encoding: gzip\r\n", &bomb)] {
        let server = Server::start(vec![reply]).await;
        let outcome = status(server.api().0.send(&get()).await);
        assert!(outcome == Err(Failure::TooLong));
        assert_eq!(server.calls().len(), 1);
    }
    let large = answer(200, "", vec![b' '; 15 * 1024 * 1024]);
    assert!(status(Server::start(vec![large]).await.api().0.send(&get()).await) == Ok(200));
}

/// JSON has none, and some servers write one.
#[tokio::test]
async fn a_byte_order_mark_before_an_answer_is_none_of_it() {
    let server = Server::start(vec![answer(200, "", "\u{feff}{\"id\":7}")]).await;
    let json = server.api().0.send(&get()).await.ok().and_then(|answer| answer.response.json());
    assert_eq!(json, Some(serde_json::json!({"id": 7})));
}

/// As servers and load balancers do that give an idle connection some seconds, when a call is on its way already: here a
/// second and a half. Others they serve on.
#[tokio::test]
async fn a_connection_that_has_rested_serves_no_further_call() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let connections = Arc::new(AtomicUsize::new(0));
    let made = connections.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            made.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                loop {
                    let idle = Instant::now();
                    let read = stream.read(&mut buffer).await.unwrap_or(0);
                    if read == 0 || idle.elapsed() > Duration::from_millis(1500) {
                        return;
                    }
                    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await.expect("it is sent");
                }
            });
        }
    });
    let (api, _stop) =
        open(Access { keep_alive: true, ..access(&origin, Credentials::Header("authorization", "Bearer x".into())) });
    let create = call(Method::Post, Repeat::Never);
    for due in [1, 1] {
        assert!(status(api.send(&create).await) == Ok(200));
        assert_eq!(connections.load(Ordering::SeqCst), due);
    }
    sleep(Duration::from_secs(2)).await;
    assert!(status(api.send(&create).await) == Ok(200));
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_read_under_way_ends_with_the_stop_and_a_write_runs_on() {
    let server = Server::start(vec![Reply::After(Duration::from_secs(20))]).await;
    let (api, stop) = server.api();
    let read = get();
    let (outcome, ()) = at_once(async { tokio::join!(api.send(&read), stop_later(&stop)) }).await;
    assert!(status(outcome) == Err(Failure::Stopped));

    for repeat in [Repeat::Never, Repeat::Idempotent] {
        let server = Server::start(vec![Reply::After(Duration::from_secs(2))]).await;
        let (api, stop) = server.api();
        let write = call(Method::Post, repeat);
        let (outcome, ()) = tokio::join!(api.send(&write), stop_later(&stop));
        assert!(status(outcome) == Ok(200), "{repeat:?}");
        assert!(status(api.send(&write).await) == Err(Failure::Stopped), "nothing begins after the stop");
        assert_eq!(server.calls().len(), 1);
    }
}

async fn stop_later(stop: &CancellationToken) {
    sleep(Duration::from_millis(300)).await;
    stop.cancel();
}

#[tokio::test]
async fn a_stop_between_two_tries_does_not_hide_what_the_first_came_to() {
    // The ceiling lets the second try wait for a minute; without one it waits for half a second.
    for requests_per_minute in [Some(1), None] {
        let server = Server::start(vec![Reply::HangUp]).await;
        let (api, stop) = open(Access { requests_per_minute, ..server.access() });
        let update = call(Method::Patch, Repeat::Idempotent);
        let stop_in_between = async {
            let wait = if requests_per_minute.is_some() { 1500 } else { 200 };
            sleep(Duration::from_millis(wait)).await;
            stop.cancel();
        };
        let (outcome, ()) = at_once(async { tokio::join!(api.send(&update), stop_in_between) }).await;
        assert!(matches!(outcome, Err(Failure::Lost(_))));
        assert_eq!(server.calls().len(), 1);
    }
}

#[tokio::test]
async fn a_call_is_sent_again_as_often_as_the_user_says_and_takes_no_longer_than_that() {
    for (max_retries, calls) in [(0, 1), (1, 2)] {
        for reply in [answer(503, "", ""), answer(429, "", "")] {
            let server = Server::start(vec![reply]).await;
            let (api, _stop) = open(Access { max_retries: Some(max_retries), ..server.access() });
            assert!(at_once(async { status(api.send(&get()).await) }).await.is_ok());
            assert_eq!(server.calls().len(), calls);
        }
    }
    let server = Server::start(vec![Reply::After(Duration::from_secs(20))]).await;
    let request_timeout = Duration::from_secs(1);
    let (api, _stop) = open(Access { max_retries: Some(0), request_timeout, ..server.access() });
    let outcome = at_once(async { status(api.send(&get()).await) }).await;
    let why = "none within 1 second (\"request_timeout\")".into();
    assert!(outcome == Err(Failure::Lost(Loss { why, late: true, tries: 1 })));
}

#[tokio::test]
async fn a_deadline_ends_waits_and_does_not_hide_what_the_last_try_came_to() {
    for (reply, requests_per_minute) in
        [(answer(503, "", ""), None), (answer(429, "retry-after: 60\r\n", ""), None), (answer(503, "", ""), Some(1))]
    {
        let server = Server::start(vec![reply.clone()]).await;
        let (api, _stop) = open(Access { requests_per_minute, ..server.access() });
        let deadline = Deadline::after(Duration::from_millis(400));
        let outcome = at_once(async { status(api.send_before(&deadline, &get()).await) }).await;
        assert!(outcome.is_ok_and(|status| status >= 429) && deadline.was_reached());
        assert_eq!(server.calls().len(), 1);
    }
    let server = Server::start(vec![answer(200, "", "{}")]).await;
    let (api, _stop) = open(Access { requests_per_minute: Some(1), ..server.access() });
    let deadline = Deadline::after(Duration::from_millis(400));
    assert!(status(api.send_before(&deadline, &get()).await) == Ok(200) && !deadline.was_reached());
    let create = call(Method::Post, Repeat::Never);
    let outcome = at_once(async { status(api.send_before(&deadline, &create).await) }).await;
    assert!(outcome == Err(Failure::OutOfTime(Awaited::Ceiling)) && deadline.was_reached());
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn retry_after_nothing_waits_all_the_same() {
    let server = Server::start(vec![answer(429, "retry-after: 0\r\n", ""), answer(200, "", "{}")]).await;
    let started = Instant::now();
    assert!(status(server.api().0.send(&get()).await) == Ok(200));
    assert!(started.elapsed() >= Duration::from_millis(500), "{:?}", started.elapsed());
}

/// Sends an update that is made anew so many times at most, each time at another path.
async fn made_anew(api: &Arc<Api>, times: usize) -> Result<u16, Failure> {
    let made = AtomicUsize::new(0);
    let anew = || {
        let number = made.fetch_add(1, Ordering::SeqCst) + 1;
        let request = Request { path: format!("/call/{number}"), ..call(Method::Put, Repeat::Idempotent) };
        future::ready((number <= times).then_some(request)).boxed()
    };
    status(api.send_anew(&Deadline::default(), &call(Method::Put, Repeat::Idempotent), &anew).await)
}

#[tokio::test]
async fn a_call_is_made_anew_before_each_further_try_and_not_sent_where_that_cannot_be() {
    let due = ["PUT /call", "PUT /call/1", "PUT /call/2"];
    for (times, tries) in [(0, 1), (1, 2), (9, 3)] {
        let server = Server::start(vec![answer(503, "", "")]).await;
        let (api, _stop) = open(Access { max_retries: Some(2), ..server.access() });
        assert!(made_anew(&api, times).await == Ok(503), "what the last try came to");
        assert_eq!(server.calls(), due[..tries]);
    }
}

/// A vendor that lets everybody in who has not been refused.
struct Manners;

impl schema::Session for Manners {
    fn login(&self, _: &Object) -> Request {
        Request { method: Method::Post, path: "/login".into(), body: None, deed: Deed::Read, repeat: Repeat::WhenAsked }
    }

    fn tokens(&self) -> &'static [&'static str] {
        &[]
    }

    fn let_in(&self, answer: &Response) -> Login {
        match (answer.status, answer.body.as_str()) {
            (200, "refused") => Login::Refused,
            (200, lifetime) => match lifetime.parse() {
                Ok(seconds) => Login::Given(Token {
                    value: SecretString::from("to/ken".to_owned()),
                    lifetime: Duration::from_secs(seconds),
                }),
                Err(_) => Login::NotNow,
            },
            _ => Login::NotNow,
        }
    }

    fn expired(&self, answer: &Response) -> bool {
        answer.status == 401
    }

    fn signed(&self, path: &str, token: &str) -> String {
        format!("{path}?token={}", token.replace('/', "%2F"))
    }

    fn logout(&self, token: &str) -> Request {
        Request {
            method: Method::Get,
            path: self.signed("/logout", token),
            body: None,
            deed: Deed::Read,
            repeat: Repeat::Idempotent,
        }
    }
}

/// How often six calls at a time, and one after them, log in, and what they come to.
async fn logged_in(replies: Vec<Reply>) -> (Vec<Result<u16, Failure>>, usize) {
    let server = Server::start(replies).await;
    let session = Session::new(&Manners, Object::default());
    let (api, _stop) = open(access(&server.origin, Credentials::Session(session)));
    let mut outcomes: Vec<_> = join_all((0..6).map(|_| async { status(api.send(&get()).await) })).await;
    outcomes.push(status(api.send(&get()).await));
    let logins = server.calls().iter().filter(|call| *call == "POST /login").count();
    (outcomes, logins)
}

#[tokio::test]
async fn what_a_login_comes_to_is_the_outcome_of_all_who_wait_for_it() {
    let passing = [
        answer(502, "", "<html>"),
        answer(503, "retry-after: 3600\r\n", ""),
        answer(200, "", "<html>the portal</html>"),
    ];
    for reply in passing {
        let (outcomes, logins) = logged_in(vec![reply]).await;
        assert_eq!((outcomes.len(), logins), (7, 1));
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(Failure::LoginFailed(_)))));
    }
    let (outcomes, logins) = logged_in(vec![Reply::HangUp]).await;
    assert_eq!(logins, 1);
    assert!(
        outcomes.iter().all(|outcome| matches!(outcome, Err(Failure::LoginLost(_)))),
        "the calls themselves never left"
    );
    let (outcomes, logins) = logged_in(vec![answer(200, "", "refused")]).await;
    assert_eq!(logins, 1);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(Failure::LoginRefused(_)))));
}

#[tokio::test]
async fn where_nobody_listens_all_who_wait_are_told_in_the_time_of_one() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let session = Session::new(&Manners, Object::default());
    let (api, _stop) = open(access(&origin, Credentials::Session(session)));
    let started = Instant::now();
    let outcomes = join_all((0..6).map(|_| async { api.send(&get()).await })).await;
    // Three waits of half a second, one and two, each with as much again at most.
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(Failure::NotSent(_)))));
    let failed = Instant::now();
    assert!(matches!(api.send(&get()).await, Err(Failure::NotSent(_))));
    assert!(failed.elapsed() < Duration::from_millis(400), "it is remembered");
}

#[tokio::test]
async fn a_login_that_may_come_back_later_does() {
    let replies = vec![answer(503, "retry-after: 1\r\n", ""), answer(200, "", "1800"), answer(200, "", "{}")];
    let (outcomes, logins) = logged_in(replies).await;
    assert_eq!(logins, 2);
    assert!(outcomes.iter().all(|outcome| *outcome == Ok(200)));
}

#[tokio::test]
async fn a_token_may_claim_to_count_for_ever() {
    let (outcomes, logins) = logged_in(vec![answer(200, "", u64::MAX.to_string()), answer(200, "", "{}")]).await;
    assert_eq!(logins, 1);
    assert!(outcomes.iter().all(|outcome| *outcome == Ok(200)));
}

#[tokio::test]
async fn a_token_is_in_no_answer_however_it_is_spelled() {
    let repeated = answer(302, "location: /there?token=to%2Fken\r\n", "to/ken or to%2fken");
    let server = Server::start(vec![answer(200, "", "1800"), repeated]).await;
    let session = Session::new(&Manners, Object::default());
    let (api, _stop) = open(access(&server.origin, Credentials::Session(session)));
    let Ok(Answer { response, .. }) = api.send(&get()).await else { panic!("an answer") };
    assert_eq!(response.location.as_deref(), Some("/there?token=(secret)"));
    assert_eq!(response.body, "(secret) or (secret)");
}

#[tokio::test]
async fn a_call_is_made_anew_behind_another_login_too() {
    for (times, due) in [
        (0, &["POST /login", "PUT /call?token=to%2Fken", "POST /login"][..]),
        (1, &["POST /login", "PUT /call?token=to%2Fken", "POST /login", "PUT /call/1?token=to%2Fken"]),
    ] {
        let login = || answer(200, "", "1800");
        let server = Server::start(vec![login(), answer(401, "", ""), login(), answer(200, "", "{}")]).await;
        let session = Session::new(&Manners, Object::default());
        let (api, _stop) = open(access(&server.origin, Credentials::Session(session)));
        assert!(made_anew(&api, times).await == Ok(if times == 0 { 401 } else { 200 }));
        assert_eq!(server.calls(), due);
    }
}

#[tokio::test]
async fn a_stop_ends_a_login_that_gets_no_answer() {
    let server = Server::start(vec![Reply::After(Duration::from_secs(20))]).await;
    let session = Session::new(&Manners, Object::default());
    let (api, stop) = open(access(&server.origin, Credentials::Session(session)));
    let waiting = async { join_all((0..6).map(|_| async { status(api.send(&get()).await) })).await };
    let (outcomes, ()) = at_once(async { tokio::join!(waiting, stop_later(&stop)) }).await;
    assert!(outcomes.iter().all(|outcome| *outcome == Err(Failure::Stopped)));
    assert_eq!(server.calls(), ["POST /login"]);
}

/// A server's API with a session.
async fn with_session(replies: Vec<Reply>) -> (Server, Arc<Api>, CancellationToken) {
    let server = Server::start(replies).await;
    let session = Session::new(&Manners, Object::default());
    let (api, stop) = open(access(&server.origin, Credentials::Session(session)));
    (server, api, stop)
}

/// Whoever has begun it.
#[tokio::test]
async fn a_deadline_of_one_decides_no_login_that_others_wait_for() {
    for short_is_first in [true, false] {
        let busy = || answer(429, "", "");
        let (server, api, _stop) =
            with_session(vec![busy(), busy(), answer(200, "", "1800"), answer(200, "", "{}")]).await;
        let deadline = Deadline::after(Duration::from_millis(300));
        let call = async |short: bool| {
            let started = Instant::now();
            let no_deadline = Deadline::default();
            let outcome = api.send_before(if short { &deadline } else { &no_deadline }, &get()).await;
            (status(outcome), started.elapsed())
        };
        let (one, other) = tokio::join!(call(short_is_first), call(!short_is_first));
        let (short, long) = if short_is_first { (one, other) } else { (other, one) };
        assert!(short.0 == Err(Failure::OutOfTime(Awaited::Login)) && deadline.was_reached());
        assert!(short.1 < Duration::from_millis(1200), "{:?}", short.1);
        assert!(long.0 == Ok(200));
        assert_eq!(server.calls().iter().filter(|call| *call == "POST /login").count(), 3);
    }
}

#[tokio::test]
async fn a_login_that_nobody_waits_for_any_more_ends_with_the_session() {
    let (server, api, _stop) = with_session(vec![answer(429, "retry-after: 60\r\n", "")]).await;
    let deadline = Deadline::after(Duration::from_millis(300));
    let outcome = at_once(async { status(api.send_before(&deadline, &get()).await) }).await;
    assert!(outcome == Err(Failure::OutOfTime(Awaited::Login)));
    at_once(api.close()).await;
    assert_eq!(server.calls(), ["POST /login"]);
}

#[tokio::test]
async fn a_wait_for_what_others_have_ends_with_the_deadline_and_with_the_stop() {
    let server = Server::start(vec![answer(200, "", "{}")]).await;
    let (api, stop) = server.api();
    let held = tokio::sync::Mutex::new(());
    let holder = held.lock().await;
    let deadline = Deadline::after(Duration::from_millis(300));
    let outcome = at_once(api.until(&deadline, Awaited::Others, held.lock())).await;
    assert!(outcome.is_err_and(|failure| failure == Failure::OutOfTime(Awaited::Others)));
    let no_deadline = Deadline::default();
    let waits = api.until(&no_deadline, Awaited::Others, held.lock());
    let (outcome, ()) = at_once(async { tokio::join!(waits, stop_later(&stop)) }).await;
    assert!(outcome.is_err_and(|failure| failure == Failure::Stopped));
    drop(holder);
}

/// In the pause between two tries nobody has what each of them has for itself.
#[tokio::test]
async fn what_a_try_has_for_itself_is_let_go_of_in_the_pause_behind_it() {
    for with_a_session in [false, true] {
        let mut replies = vec![answer(429, "retry-after: 3\r\n", ""), answer(200, "", "{}")];
        if with_a_session {
            replies.insert(0, answer(200, "", "1800"));
        }
        let (_server, with, _stop) = with_session(replies.clone()).await;
        let server = Server::start(replies).await;
        let api = if with_a_session { with } else { server.api().0 };
        let turn = Arc::new(tokio::sync::Mutex::new(()));
        let held = Mutex::new(Some(turn.clone().lock_owned().await));
        let anew = || {
            held.lock().expect("no panic").take();
            async {
                let again = turn.clone().lock_owned().await;
                *held.lock().expect("no panic") = Some(again);
                Some(get())
            }
            .boxed()
        };
        let started = Instant::now();
        let (no_deadline, first) = (Deadline::default(), get());
        let other = async {
            let _turn = turn.lock().await;
            started.elapsed()
        };
        let (outcome, had_it) = tokio::join!(api.send_anew(&no_deadline, &first, &anew), other);
        assert!(status(outcome) == Ok(200) && held.lock().expect("no panic").is_some());
        assert!(had_it < Duration::from_millis(2500), "{had_it:?}");
    }
}
