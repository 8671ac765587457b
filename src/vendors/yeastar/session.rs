//! How the PBX lets callers in: `get-access-token`, `revoke-access-token`. A client ID has at most 8 tokens at a time, so
//! each is given back; and it is renewed by another login rather than by `refresh-access-token`, which does not say what
//! becomes of the old one.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::answers::{answer, number};
use crate::request::{Method, Repeat, Request, Response};
use crate::schema::{Session, Token};
use crate::value::Object;

/// Yeastar's way to let callers in.
pub struct Yeastar;

/// How long a token counts where the answer does not say.
const HALF_AN_HOUR: u64 = 30 * 60;
const EXPIRED: i64 = 10004;

impl Session for Yeastar {
    /// A login whose answer was lost holds a token all the same, so it is not repeated.
    fn login(&self, settings: &Object) -> Request {
        let text = |name: &str| settings.get(name).as_str().unwrap_or_default();
        Request {
            method: Method::Post,
            path: "/openapi/v1.0/get_token".into(),
            body: Some(json!({"username": text("client_id"), "password": text("client_secret")})),
            repeat: Repeat::Never,
        }
    }

    fn token(&self, response: &Response) -> Option<Token> {
        let (_, body) = answer(response).filter(|(code, _)| *code == 0)?;
        let value = body["access_token"].as_str().filter(|token| !token.is_empty())?.to_owned();
        let seconds = number(&body["access_token_expire_time"]).and_then(|seconds| u64::try_from(seconds).ok());
        Some(Token { value, lifetime: Duration::from_secs(seconds.unwrap_or(HALF_AN_HOUR)) })
    }

    /// The page has this code for a token whose time is over. That one which was revoked, or never was, gets it too is
    /// assumed.
    fn expired(&self, response: &Response) -> bool {
        answer(response).is_some_and(|(code, _)| code == EXPIRED)
    }

    fn signed(&self, path: &str, token: &str) -> String {
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}access_token={}", utf8_percent_encode(token, NON_ALPHANUMERIC))
    }

    fn logout(&self, token: &str) -> Request {
        let path = self.signed("/openapi/v1.0/del_token", token);
        Request { method: Method::Get, path, body: None, repeat: Repeat::Idempotent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(body: &str) -> Response {
        Response { status: 200, body: body.into(), ..Default::default() }
    }

    #[test]
    fn a_login_holds_id_and_secret_under_other_names() {
        let settings = [("client_id", "id".into()), ("client_secret", "secret".into())].into_iter().collect();
        let login = Yeastar.login(&settings);
        assert_eq!((login.method, login.path.as_str()), (Method::Post, "/openapi/v1.0/get_token"));
        assert_eq!(login.body, Some(json!({"username": "id", "password": "secret"})));
        assert_eq!(login.repeat, Repeat::Never);
    }

    #[test]
    fn a_token_comes_with_its_lifetime_and_only_with_success() {
        let token = |body: &str| Yeastar.token(&response(body)).map(|token| (token.value, token.lifetime.as_secs()));
        let given = r#"{"errcode":0,"errmsg":"SUCCESS","access_token_expire_time":1800,"access_token":"AAAA"}"#;
        assert_eq!(token(given), Some(("AAAA".into(), 1800)));
        assert_eq!(token(r#"{"errcode":0,"access_token_expire_time":"60","access_token":"A"}"#), Some(("A".into(), 60)));
        assert_eq!(token(r#"{"errcode":0,"access_token":"A"}"#), Some(("A".into(), 1800)));
        assert_eq!(token(r#"{"errcode":70004,"errmsg":"ACCOUNT IP BLOCKED"}"#), None);
        assert_eq!(token(r#"{"errcode":-1,"access_token":"A"}"#), None);
        assert_eq!(token("<html>"), None);
    }

    #[test]
    fn only_one_code_means_expired() {
        assert!(Yeastar.expired(&response(r#"{"errcode":10004,"errmsg":"TOKEN EXPIRED"}"#)));
        assert!(!Yeastar.expired(&response(r#"{"errcode":10005,"errmsg":"ACCESS DENIED"}"#)));
        assert!(!Yeastar.expired(&response("10004")));
    }

    #[test]
    fn the_token_is_part_of_the_query() {
        assert_eq!(Yeastar.signed("/a/create", "x+/=1"), "/a/create?access_token=x%2B%2F%3D1");
        assert_eq!(Yeastar.signed("/a/get?id=28", "AAAA"), "/a/get?id=28&access_token=AAAA");
        assert_eq!(Yeastar.logout("AAAA").path, "/openapi/v1.0/del_token?access_token=AAAA");
    }
}
