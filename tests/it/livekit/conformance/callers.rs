//! Who is let in, and where calls lead: what the server makes of headers and paths.

use serde_json::{Value as Json, json};

use super::{Both, Said, Side};
use crate::support::livekit::{now, signed, token};

/// The claims of a token, without those that say null.
fn claims(key: &str, changes: Json) -> Json {
    let mut claims = json!({"iss": key, "nbf": now() - 5, "exp": now() + 60, "sip": {"admin": true}});
    let members = claims.as_object_mut().expect("an object");
    members.extend(changes.as_object().expect("an object").clone());
    members.retain(|_, value| !value.is_null());
    claims
}

/// What `Authorization` says, by what is odd about it.
fn callers(key: &str, secret: &str) -> Vec<(&'static str, Option<String>)> {
    let (now, header) = (now(), json!({"alg": "HS256", "typ": "JWT"}));
    let bearer = |token: String| Some(format!("Bearer {token}"));
    let with = |changes: Json| bearer(signed(&header, &claims(key, changes), secret));
    let headed = |header: Json| bearer(signed(&header, &claims(key, json!({})), secret));
    let right = token(key, secret);
    vec![
        ("nothing", bearer(right.clone())),
        ("there is none", None),
        ("it is empty", Some(String::new())),
        ("lower case", Some(format!("bearer {right}"))),
        ("another scheme", Some("Basic dTpw".into())),
        ("the token is missing", Some("Bearer ".into())),
        ("two blanks", Some(format!("Bearer  {right}"))),
        ("no token", bearer("secret".into())),
        ("two parts", bearer("a.b".into())),
        ("three parts of nothing", bearer("a.b.c".into())),
        ("four parts", bearer(format!("{right}.x"))),
        ("padding", bearer(format!("{right}="))),
        ("another key", with(json!({"iss": "nobody"}))),
        ("no key", with(json!({"iss": null}))),
        ("a number for a key", with(json!({"iss": 5}))),
        ("another secret", bearer(token(key, "another secret"))),
        ("another secret, and expired", bearer(signed(&header, &claims(key, json!({"exp": 5})), "another"))),
        ("expired for longer than clocks may differ", with(json!({"exp": now - 75}))),
        ("expired for less", with(json!({"exp": now - 45}))),
        ("not valid for longer", with(json!({"nbf": now + 75}))),
        ("not valid for less", with(json!({"nbf": now + 45}))),
        ("expired and not yet valid", with(json!({"exp": now - 75, "nbf": now + 75}))),
        ("never ends", with(json!({"exp": null, "nbf": null}))),
        ("ends with a fraction", with(json!({"exp": now as f64 + 60.5}))),
        ("ends with a text", with(json!({"exp": (now + 60).to_string()}))),
        ("may do nothing", with(json!({"sip": null}))),
        ("may call", with(json!({"sip": {"call": true}}))),
        ("may do nothing, at length", with(json!({"sip": {"admin": false}}))),
        ("may see to rooms", with(json!({"sip": null, "video": {"roomAdmin": true}}))),
        ("text for what it may", with(json!({"sip": {"admin": "true"}}))),
        ("a number for what it may", with(json!({"sip": {"admin": 1}}))),
        ("another algorithm", headed(json!({"alg": "HS512"}))),
        ("a public key's", headed(json!({"alg": "RS256"}))),
        ("none", headed(json!({"alg": "none"}))),
        ("one that nobody knows", headed(json!({"alg": "XX"}))),
        ("no algorithm", headed(json!({"typ": "JWT"}))),
        ("no type", headed(json!({"alg": "HS256"}))),
    ]
}

/// Method, path and content type that lead to a list, or not.
const ROUTES: &[(&str, &str, &str)] = &[
    ("POST", "/twirp/livekit.SIP/ListSIPInboundTrunk", "application/json"),
    ("POST", "/twirp/livekit.SIP/ListSIPInboundTrunk", "application/json; charset=utf-8"),
    ("POST", "/twirp/livekit.SIP/ListSIPInboundTrunk", "Application/JSON"),
    ("POST", "/twirp/livekit.SIP/ListSIPInboundTrunk", "text/plain"),
    ("POST", "/twirp/livekit.SIP/ListSIPInboundTrunk", ""),
    ("GET", "/twirp/livekit.SIP/ListSIPInboundTrunk", "application/json"),
    ("PUT", "/twirp/livekit.SIP/ListSIPInboundTrunk", "application/json"),
    ("DELETE", "/twirp/livekit.SIP/DeleteSIPTrunk", "application/json"),
    ("POST", "/twirp/livekit.SIP/ListSIPInboundTrunk/", "application/json"),
    ("POST", "/twirp/livekit.SIP/listsipinboundtrunk", "application/json"),
    ("POST", "/twirp/livekit.SIP/Nothing", "application/json"),
    ("POST", "/twirp/livekit.SIP/Nothing", "text/plain"),
    ("POST", "/twirp/livekit.SIP/", "application/json"),
    ("POST", "/twirp/livekit.Nothing/ListSIPInboundTrunk", "application/json"),
    ("POST", "/twirp/ListSIPInboundTrunk", "application/json"),
    ("POST", "/below/twirp/livekit.SIP/ListSIPInboundTrunk", "application/json"),
    ("POST", "//twirp/livekit.SIP/ListSIPInboundTrunk", "application/json"),
    ("GET", "/", "application/json"),
];

/// A call whose answer is compared, with what differs between the two made alike.
async fn said(side: &Side, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Said {
    let url = format!("{}{path}", side.at.variable("LIVEKIT_URL"));
    let answer = side.at.send(method, &url, headers, body).await.expect("an answer");
    let mut text = answer.text;
    for (_, value) in headers {
        if let Some(token) = value.strip_prefix("Bearer ").filter(|token| token.len() > 20) {
            text = text.replace(token, "TOKEN");
        }
    }
    (answer.status, serde_json::from_str(&text).unwrap_or_else(|_| json!(text)))
}

impl Side {
    fn credentials(&self) -> (&str, &str) {
        (self.at.variable("LIVEKIT_API_KEY"), self.at.variable("LIVEKIT_API_SECRET"))
    }
}

#[tokio::test]
async fn callers_are_let_in_or_turned_away_alike() {
    let Some(mut both) = Both::start().await else { return };
    let of = |side: &Side| {
        let (key, secret) = side.credentials();
        callers(key, secret)
    };
    for ((case, at_sandbox), (_, at_real)) in of(&both.sandbox).into_iter().zip(of(&both.real)) {
        // To a call, to one that does not exist, to a page that does not, and with a body that is malformed.
        for (path, body) in [
            ("/twirp/livekit.SIP/ListSIPInboundTrunk", "{}"),
            ("/twirp/livekit.SIP/Nothing", "{}"),
            ("/nothing", "{}"),
            ("/twirp/livekit.SIP/ListSIPInboundTrunk", "{"),
        ] {
            let mut said_by = vec![];
            for (side, header) in [(&both.sandbox, &at_sandbox), (&both.real, &at_real)] {
                let headers: Vec<_> = header.iter().map(|header| ("authorization", header.as_str())).collect();
                let headers = [headers, vec![("content-type", "application/json")]].concat();
                said_by.push(said(side, "POST", path, &headers, body).await);
            }
            let real = said_by.pop().expect("two");
            both.compare(case, path, said_by.remove(0), &real);
        }
    }
    both.agree(140);
}

#[tokio::test]
async fn calls_lead_to_the_same_place() {
    let Some(mut both) = Both::start().await else { return };
    for (method, path, kind) in ROUTES {
        for known in [true, false] {
            let mut said_by = vec![];
            for side in [&both.sandbox, &both.real] {
                let (key, secret) = side.credentials();
                let bearer = format!("Bearer {}", token(key, secret));
                let authorization = known.then_some(("authorization", bearer.as_str()));
                let headers: Vec<_> = authorization.into_iter().chain([("content-type", *kind)]).collect();
                said_by.push(said(side, method, path, &headers, "{}").await);
            }
            let real = said_by.pop().expect("two");
            both.compare(&format!("{method} {kind}"), path, said_by.remove(0), &real);
        }
    }
    both.agree(30);
}
