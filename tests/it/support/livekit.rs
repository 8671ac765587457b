//! LiveKit's trunks, and how somebody else calls LiveKit: by names of calls, and with a token of his own.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value as Json, json};

/// Everything that an inbound trunk can have.
pub const INBOUND: &str = r#"resource "siptrunk_livekit_inbound_trunk" "carrier" {
  name                  = "carrier in"
  metadata              = jsonencode({ team = "support" })
  phone_numbers         = ["+15550100"]
  allowed_ips           = ["203.0.113.0/28"]
  allowed_numbers       = ["+15550900"]
  username              = "carrier"
  password              = "not-a-real-secret"
  realm                 = "sip.example.com"
  headers               = { X-Team = "support" }
  headers_to_attributes = { X-Account = "account" }
  attributes_to_headers = { result = "X-Result" }
  include_headers       = "x_headers"
  ringing_timeout       = "30s"
  max_call_duration     = "3600s"
  krisp_enabled         = true
  media_encryption      = "require"
  codecs                = ["PCMU/8000", "G722"]
  only_listed_codecs    = true
  media_timeout         = "45s"
}
"#;

/// Everything that an outbound trunk can have.
pub const OUTBOUND: &str = r#"resource "siptrunk_livekit_outbound_trunk" "carrier" {
  name                  = "carrier out"
  metadata              = "any text"
  address               = "sip.carrier.example:5061"
  phone_numbers         = ["+15550101", "+15550102"]
  transport             = "tls"
  destination_country   = "us"
  username              = "carrier"
  password              = "not-a-real-secret"
  headers               = { X-Team = "support" }
  headers_to_attributes = { X-Account = "account" }
  attributes_to_headers = { result = "X-Result" }
  include_headers       = "all_headers"
  from_host             = "voice.example.com"
  media_encryption      = "allow"
  codecs                = ["PCMU/8000"]
  only_listed_codecs    = false
  media_timeout         = "45s"
}
"#;

/// The least that an outbound trunk can have.
pub const LEAST: &str = r#"resource "siptrunk_livekit_outbound_trunk" "carrier" {
  address       = "sip.carrier.example"
  phone_numbers = ["+15550101"]
}
"#;

pub const INBOUND_ADDRESS: &str = "siptrunk_livekit_inbound_trunk.carrier";
pub const OUTBOUND_ADDRESS: &str = "siptrunk_livekit_outbound_trunk.carrier";

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
    format!("{text}.{}", signature(&text, secret))
}

fn signature(text: &str, secret: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()))
}

/// Why a token would not let in, or would let in too much or for too long.
pub fn unfit(token: &str, key: &str, secret: &str) -> Option<String> {
    let wrong = |what: &str| Some(format!("{what} of the token {token:?}"));
    let Some((text, signed)) = token.rsplit_once('.') else { return wrong("there are not three parts") };
    if signed != signature(text, secret) {
        return wrong("another secret has made the signature");
    }
    let read = |part: &str| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let parts: Vec<Option<Json>> = text.split('.').map(read).collect();
    let [Some(header), Some(claims)] = &parts[..] else { return wrong("no JSON in a part") };
    if *header != json!({"alg": "HS256", "typ": "JWT"}) {
        return wrong("another header");
    }
    let (begin, end) = (claims["nbf"].as_u64().unwrap_or(u64::MAX), claims["exp"].as_u64().unwrap_or(u64::MAX));
    if begin > now() || !(now()..=now() + 60).contains(&end) {
        return wrong("it is not the minute");
    }
    let due = json!({"iss": key, "nbf": begin, "exp": end, "sip": {"admin": true}});
    if *claims == due { None } else { wrong("other claims are in the second part") }
}

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs()
}
