//! Who is let in: callers with a token that they have signed themselves.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value as Json;

use super::refusal::Refusal;
use super::switches;
use crate::sandbox::{Request, Switches, clock};

pub const API_KEY: &str = "APIsandboxlivekit";
pub const API_SECRET: &str = "sandbox-livekit-secret-of-32-characters";

/// How far clocks may be apart.
const LEEWAY: f64 = 60.0;

/// The signatures that the server's library knows; it takes the first only.
const ALGORITHMS: [&str; 14] = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    "EdDSA", "none",
];

/// Whether the caller may see to trunks. A token that is there must be good, whatever the path; none is nobody's.
pub fn admit(request: &Request, switches: &Switches) -> Result<bool, Refusal> {
    let parameter = request.parameter("access_token").filter(|token| !token.is_empty());
    let token = match request.header("authorization").filter(|header| !header.is_empty()) {
        Some(header) => header
            .strip_prefix("Bearer ")
            .ok_or_else(|| Refusal::token("invalid authorization header. Must start with Bearer "))?,
        None => match &parameter {
            Some(token) => token,
            None => return Ok(false),
        },
    };
    let token = Token::read(token).ok_or_else(|| Refusal::token("invalid authorization token"))?;
    if token.claims["iss"] != API_KEY {
        let key = token.claims["iss"].as_str().unwrap_or_default();
        return Err(Refusal::token(&format!("invalid API key: {key}")));
    }
    token.verify().map_err(|problem| match switches.is(&switches::WRONG_TOKEN, "omitted") {
        true => Refusal::token(&format!("invalid token, error: {problem}")),
        false => Refusal::token(&format!("invalid token: {}, error: {problem}", token.text)),
    })?;
    Ok(token.claims["sip"]["admin"] == true)
}

struct Token<'a> {
    text: &'a str,
    algorithm: String,
    claims: Json,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let [header, claims, signature] = text.split('.').collect::<Vec<_>>()[..] else { return None };
        let object = |part: &str| {
            let json: Json = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
            json.is_object().then_some(json)
        };
        let algorithm = object(header)?["alg"].as_str().filter(|name| ALGORITHMS.contains(name))?.to_owned();
        let claims = object(claims)?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        // A claim of the wrong type makes it no token.
        let fits = claims["iss"].is_null() || claims["iss"].is_string();
        fits.then_some(Self { text, algorithm, claims, signature })
    }

    fn verify(&self) -> Result<(), String> {
        let admin = &self.claims["sip"]["admin"];
        let kind = match admin {
            Json::Null | Json::Bool(_) => "",
            Json::Number(_) => "number",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        };
        if !kind.is_empty() {
            return Err(format!(
                "token is malformed: could not JSON decode claim: json: cannot unmarshal {kind} into Go struct field \
                 SIPGrant.ClaimGrants.sip.admin of type bool"
            ));
        }
        if self.algorithm != "HS256" {
            return Err(format!("token signature is invalid: signing method {} is invalid", self.algorithm));
        }
        if !self.is_signed() {
            return Err("token signature is invalid: signature is invalid".into());
        }
        let now = clock::since_1970().as_secs_f64();
        let moment = |name: &str| match &self.claims[name] {
            Json::String(text) => text.parse().ok(),
            json => json.as_f64(),
        };
        let expired = moment("exp").is_some_and(|end| now >= end + LEEWAY).then_some("token is expired");
        let early = moment("nbf").is_some_and(|begin| now < begin - LEEWAY).then_some("token is not valid yet");
        let problems: Vec<_> = expired.into_iter().chain(early).collect();
        if problems.is_empty() { Ok(()) } else { Err(format!("token has invalid claims: {}", problems.join(", "))) }
    }

    fn is_signed(&self) -> bool {
        let Some((signed, _)) = self.text.rsplit_once('.') else { return false };
        let key = hmac::Key::new(hmac::HMAC_SHA256, API_SECRET.as_bytes());
        hmac::verify(&key, signed.as_bytes(), &self.signature).is_ok()
    }
}
