//! How somebody else calls LiveKit: by names of calls, and with a token of his own.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value as Json, json};

/// The call that does this to a trunk of that kind; only one that places calls has an address.
pub fn call(deed: &str, trunk: &Json) -> String {
    let kind = if trunk.get("address").is_some() { "Outbound" } else { "Inbound" };
    format!("{deed}SIP{kind}Trunk")
}

/// A token that lets in.
pub fn token(key: &str, secret: &str) -> String {
    let claims = json!({"iss": key, "nbf": now() - 5, "exp": now() + 60, "sip": {"admin": true}});
    signed(&json!({"alg": "HS256", "typ": "JWT"}), &claims, secret)
}

/// A token with this header and these claims, signed as HS256 whatever it says.
pub fn signed(header: &Json, claims: &Json, secret: &str) -> String {
    let part = |json: &Json| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = hmac::sign(&key, text.as_bytes());
    format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs()
}
