//! Who is let in: `get-access-token`, `refresh-access-token`, `revoke-access-token`, `authorization-rule`.

use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json, json};

use super::refusal::{Problem, Refusal};
use super::switches;
use crate::sandbox::Switches;

pub const CLIENT_ID: &str = "sandbox-yeastar-client";
pub const CLIENT_SECRET: &str = "sandbox-yeastar-secret";

/// Access tokens that one client may hold at a time.
const MOST_TOKENS: usize = 8;
/// Refused logins in a row after which the caller's address is blocked.
const MOST_FAILURES: u32 = 5;
const REFRESH_LIFETIME: Duration = Duration::from_secs(86400);

/// The tokens given out, and the logins refused in a row.
#[derive(Default)]
pub struct Tokens {
    given: Vec<Token>,
    logins: u32,
    failures: u32,
}

struct Token {
    access: String,
    refresh: String,
    issued: Instant,
    lifetime: Duration,
    calls: usize,
    expired: bool,
}

impl Token {
    fn live(&self) -> bool {
        !self.expired && self.issued.elapsed() < self.lifetime
    }
}

impl Tokens {
    /// `get_token`.
    pub fn login(&mut self, body: &Map<String, Json>, switches: &Switches) -> Result<Json, Refusal> {
        let [username, password] = texts(body, ["username", "password"])?;
        if switches.is(&switches::BLOCKLIST, "cleared") {
            self.failures = 0;
        }
        if self.failures >= MOST_FAILURES {
            return Err(Refusal::BLOCKED);
        }
        if (username, password) != (CLIENT_ID, CLIENT_SECRET) {
            self.failures += 1;
            return Err(Refusal::login());
        }
        self.failures = 0;
        self.issue(switches)
    }

    /// `refresh_token`: both tokens are new, and the old ones are no more.
    pub fn refresh(&mut self, body: &Map<String, Json>, switches: &Switches) -> Result<Json, Refusal> {
        let [refresh] = texts(body, ["refresh_token"])?;
        let known = |token: &Token| token.refresh == refresh && token.issued.elapsed() < REFRESH_LIFETIME;
        let place = self.given.iter().position(known).ok_or(Refusal::TOKEN_EXPIRED)?;
        self.given.remove(place);
        self.issue(switches)
    }

    /// Lets a call in by its token.
    pub fn admit(&mut self, access: &str, switches: &Switches) -> Result<(), Refusal> {
        let known = |token: &&mut Token| token.access == access && token.live();
        let token = self.given.iter_mut().find(known).ok_or(Refusal::TOKEN_EXPIRED)?;
        token.calls += 1;
        if token.calls > switches.most(&switches::TOKEN_CALLS) {
            token.expired = true;
            return Err(Refusal::TOKEN_EXPIRED);
        }
        Ok(())
    }

    /// `del_token`.
    pub fn revoke(&mut self, access: &str) {
        self.given.retain(|token| token.access != access);
    }

    fn issue(&mut self, switches: &Switches) -> Result<Json, Refusal> {
        if self.given.iter().filter(|token| token.live()).count() >= MOST_TOKENS {
            return Err(Refusal::TOO_MANY);
        }
        self.logins += 1;
        let seconds = switches.number(&switches::TOKEN_LIFETIME);
        // 32 characters, as the page's examples have, and the same in every run.
        let token = Token {
            access: format!("SANDBOXACCESS{:019}", self.logins),
            refresh: format!("SANDBOXREFRESH{:018}", self.logins),
            issued: Instant::now(),
            lifetime: Duration::from_secs(seconds.into()),
            calls: 0,
            expired: false,
        };
        let answer = json!({
            "access_token_expire_time": seconds, "access_token": token.access,
            "refresh_token_expire_time": REFRESH_LIFETIME.as_secs(), "refresh_token": token.refresh,
        });
        self.given.push(token);
        Ok(answer)
    }
}

/// The texts of a body that holds these members and no others.
fn texts<'a, const N: usize>(body: &'a Map<String, Json>, names: [&str; N]) -> Result<[&'a str; N], Refusal> {
    let mut problems: Vec<Problem> = vec![];
    for name in names {
        match body.get(name) {
            None | Some(Json::Null) => problems.push((name.into(), "required")),
            Some(Json::String(_)) => {}
            Some(_) => problems.push((name.into(), "string")),
        }
    }
    let unknown = body.keys().filter(|name| !names.contains(&name.as_str()));
    problems.extend(unknown.map(|name| (name.clone(), "unknown")));
    if !problems.is_empty() {
        return Err(Refusal::invalid(&problems));
    }
    Ok(names.map(|name| body[name].as_str().unwrap_or_default()))
}
