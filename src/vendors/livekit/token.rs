//! How calls are signed: docs.livekit.io/home/get-started/authentication, and what the server takes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use secrecy::SecretString;
use serde_json::json;

use crate::schema::Signature;
use crate::value::Object;

/// LiveKit's way to sign calls.
pub struct LiveKit;

/// How long a token counts. Without an end it would count for ever; the server looks at its clock with a minute's leeway.
const LIFETIME: Duration = Duration::from_secs(60);
/// How long before now it counts, for a server whose clock is behind.
const EARLIER: Duration = Duration::from_secs(5);

impl Signature for LiveKit {
    fn token(&self, settings: &Object, now: SystemTime) -> SecretString {
        let text = |name: &str| settings.get(name).as_str().unwrap_or_default();
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let claims = json!({
            "iss": text("api_key"),
            "nbf": now.saturating_sub(EARLIER).as_secs(),
            "exp": (now + LIFETIME).as_secs(),
            "sip": {"admin": true},
        });
        let key = EncodingKey::from_secret(text("api_secret").as_bytes());
        // Signing text with a key of any length does not fail; without a token the server would say what is missing.
        encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap_or_default().into()
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use secrecy::ExposeSecret;
    use serde_json::Value as Json;

    use super::*;

    fn token(secret: &str) -> String {
        let settings = [("api_key", "APIabc".into()), ("api_secret", secret.into())].into_iter().collect();
        LiveKit.token(&settings, UNIX_EPOCH + Duration::from_secs(1_700_000_000)).expose_secret().to_owned()
    }

    #[test]
    fn a_token_says_who_calls_what_may_be_done_and_until_when() {
        let token = token("secret");
        let parts: Vec<Json> = token
            .split('.')
            .take(2)
            .map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
            .collect();
        assert_eq!(parts[0], json!({"alg": "HS256", "typ": "JWT"}));
        assert_eq!(
            parts[1],
            json!({"iss": "APIabc", "nbf": 1_699_999_995, "exp": 1_700_000_060, "sip": {"admin": true}})
        );
    }

    #[test]
    fn the_secret_signs_and_is_not_in_it() {
        let (one, other) = (token("one-secret"), token("another-secret"));
        assert_ne!(one, other);
        assert_eq!(one.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().0, "all but the signature");
        assert_eq!(URL_SAFE_NO_PAD.decode(one.rsplit_once('.').unwrap().1).unwrap().len(), 32);
    }
}
