//! How the PBX lets callers in: `get-access-token`, `revoke-access-token`. A client ID has at most 8 tokens at a time, so
//! each is given back; and it is renewed by another login rather than by `refresh-access-token`, which does not say what
//! becomes of the old one.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::SecretString;
use serde_json::json;

use super::answers::{answer, verdict_of};
use crate::request::{Deed, Method, Repeat, Request, Response, number};
use crate::schema::{Login, Session, Token, Verdict};
use crate::value::Object;

/// Yeastar's way to let callers in.
pub struct Yeastar;

/// How long a token counts where the answer does not say.
const HALF_AN_HOUR: u64 = 30 * 60;
const EXPIRED: i64 = 10004;
/// What a login gives, and every other call carries.
const ACCESS_TOKEN: &str = "access_token";

impl Session for Yeastar {
    /// A login whose answer was lost holds a token all the same, or counts as a refused one, so it is not repeated.
    fn login(&self, settings: &Object) -> Request {
        let text = |name: &str| settings.get(name).as_str().unwrap_or_default();
        Request {
            method: Method::Post,
            path: "/openapi/v1.0/get_token".into(),
            body: Some(json!({"username": text("client_id"), "password": text("client_secret")})),
            deed: Deed::Login,
            repeat: Repeat::WhenAsked,
        }
    }

    /// The other one is not used, and would give another token.
    fn tokens(&self) -> &'static [&'static str] {
        &[ACCESS_TOKEN, "refresh_token"]
    }

    fn let_in(&self, response: &Response) -> Login {
        match answer(response) {
            Some((0, body)) => {
                let Some(value) = body[ACCESS_TOKEN].as_str().filter(|token| !token.is_empty()) else {
                    return Login::NotNow;
                };
                let seconds = number(&body["access_token_expire_time"]).and_then(|seconds| u64::try_from(seconds).ok());
                // A token that is over when it comes is none: what is meant must be something else.
                let lifetime = Duration::from_secs(seconds.filter(|seconds| *seconds > 0).unwrap_or(HALF_AN_HOUR));
                Login::Given(Token { value: SecretString::from(value), lifetime })
            }
            Some((code, _)) => match verdict_of(code) {
                // Neither is said of the caller.
                Verdict::Unclear | Verdict::Later => Login::NotNow,
                _ => Login::Refused,
            },
            None => Login::NotNow,
        }
    }

    /// The page has this code for a token whose time is over. That one which was revoked, or never was, gets it too is
    /// assumed.
    fn expired(&self, response: &Response) -> bool {
        answer(response).is_some_and(|(code, _)| code == EXPIRED)
    }

    fn signed(&self, path: &str, token: &str) -> String {
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}{ACCESS_TOKEN}={}", utf8_percent_encode(token, NON_ALPHANUMERIC))
    }

    fn logout(&self, token: &str) -> Request {
        let path = self.signed("/openapi/v1.0/del_token", token);
        Request { method: Method::Get, path, body: None, deed: Deed::Login, repeat: Repeat::Idempotent }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

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
        assert_eq!(login.repeat, Repeat::WhenAsked);
    }

    #[test]
    fn a_token_comes_with_its_lifetime() {
        let token = |body: &str| match Yeastar.let_in(&response(body)) {
            Login::Given(token) => (token.value.expose_secret().to_owned(), token.lifetime.as_secs()),
            _ => panic!("no token in {body}"),
        };
        let given = r#"{"errcode":0,"errmsg":"SUCCESS","access_token_expire_time":1800,"access_token":"AAAA"}"#;
        assert_eq!(token(given), ("AAAA".into(), 1800));
        for (life, seconds) in [("\"60\"", 60), ("null", 1800), ("-1", 1800), ("0", 1800), ("1e999999999", 1800)] {
            let body = format!(r#"{{"errcode":0,"access_token_expire_time":{life},"access_token":"A"}}"#);
            assert_eq!(token(&body), ("A".into(), seconds), "{life}");
        }
    }

    #[test]
    fn only_the_pbx_itself_refuses_a_login_and_only_in_words_about_the_caller() {
        for refused in [
            r#"{"errcode":-1,"errmsg":"FAILURE","access_token":"A"}"#,
            r#"{"errcode":70004,"errmsg":"ACCOUNT IP BLOCKED"}"#,
            r#"{"errcode":60002,"errmsg":"MAX LIMITATION EXCEEDED"}"#,
        ] {
            assert!(matches!(Yeastar.let_in(&response(refused)), Login::Refused), "{refused}");
        }
        for passing in [
            r#"{"errcode":70082,"errmsg":"OVERLOAD_TASK_RUNNING"}"#,
            r#"{"errcode":-2,"errmsg":"INTERNAL SERVER ERROR"}"#,
            r#"{"errcode":0,"errmsg":"SUCCESS"}"#,
            r#"{"message":"no upstream"}"#,
            "<html>",
            "",
        ] {
            assert!(matches!(Yeastar.let_in(&response(passing)), Login::NotNow), "{passing}");
        }
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
