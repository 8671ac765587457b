//! How LiveKit's answers read: errors of Twirp, and plain text where a token is refused.

use serde_json::Value as Json;

use super::rivals;
use crate::request::Response;
use crate::schema::{Complaint, Hint, Hooks, Rivalry, Verdict};

/// Reads LiveKit's answers about one kind of trunk.
pub struct LiveKit {
    /// What its trunks share with each other.
    rivalry: Option<&'static Rivalry>,
    /// What else an id may be of.
    other: &'static str,
}

/// For inbound trunks.
pub static INBOUND: LiveKit = LiveKit {
    rivalry: Some(&rivals::NUMBERS),
    other: "If it is an outbound trunk, use \"siptrunk_livekit_outbound_trunk\" for it.",
};

/// For outbound trunks.
pub static OUTBOUND: LiveKit =
    LiveKit { rivalry: None, other: "If it is an inbound trunk, use \"siptrunk_livekit_inbound_trunk\" for it." };

/// What the server's words call for.
const HINTS: &[(&str, &[Hint])] = &[
    (
        "invalid API key",
        &[Hint::always(
            "the server knows no such \"api_key\" (LIVEKIT_API_KEY); take one of its own, or another \"url\"",
        )],
    ),
    (
        "signature is invalid",
        &[Hint::always(
            "\"api_secret\" (LIVEKIT_API_SECRET) is not the secret of this \"api_key\"; copy both from one place",
        )],
    ),
    ("token is expired", CLOCK),
    ("is not valid yet", CLOCK),
    ("Conflicting inbound SIP Trunks", &[Hint::taken("number", "trunk").on("phone_numbers")]),
    (
        "redis required",
        &[Hint::always(
            "the server has no Redis, without which it keeps no SIP trunks; its administrator has to give it one",
        )],
    ),
    ("dial tcp", &[Hint::always("the server is there, and does not reach its Redis")]),
];

const CLOCK: &[Hint] =
    &[Hint::always("the clock of this machine and that of the server are more than a minute apart; set them right")];

/// Refusals that come as failures of the server: nothing was done, and never will be.
const FINAL: &[&str] =
    &["no trunk numbers", "no outbound address", "not SIP URI", "transport parameter", "redis required"];

/// Refusals that name no attribute, and whose it is.
const BLAMED: &[(&str, &str)] = &[
    ("no trunk numbers", "numbers"),
    ("one of the fields must be set", "numbers"),
    ("no outbound address", "address"),
    ("from_host", "from_host"),
    ("codec name", "codecs"),
    ("media_timeout", "media_timeout"),
];

impl Hooks for LiveKit {
    fn deletes_anything(&self) -> bool {
        true
    }

    /// Only the server's own word is "gone". It has another for a call that it does not know, and what stands before it may
    /// say the same in plain text.
    fn verdict(&self, response: &Response) -> Verdict {
        match response.status {
            404 => match response.json().as_ref().and_then(|json| json["code"].as_str()) {
                Some("not_found") => Verdict::Gone,
                Some("bad_route") => Verdict::Unsupported,
                _ => Verdict::Doubtful,
            },
            500 if FINAL.iter().any(|words| response.body.contains(words)) => Verdict::Refused,
            _ => Verdict::by_status(response),
        }
    }

    fn complaint(&self, response: &Response) -> Complaint {
        let body = response.json().unwrap_or_default();
        let words = body["msg"].as_str().filter(|words| !words.is_empty()).or(body["code"].as_str());
        let complaint = words.map_or_else(|| Complaint::of_unknown(response), Complaint::of_words);
        let message = &complaint.message;
        let message = without_token(message.strip_prefix("twirp error unknown: ").unwrap_or(message));
        let says = |words: &str| message.contains(words);
        Complaint {
            hints: HINTS.iter().find(|(words, _)| says(words)).map_or(&[], |(_, hints)| hints),
            fields: BLAMED.iter().filter(|(words, _)| says(words)).map(|(_, field)| (*field).into()).collect(),
            message,
            ..complaint
        }
    }

    /// Reads wrap the trunk, creates and updates do not. Every answer shows all members that the server knows: where there
    /// is no `media`, an older one has passed over what it was sent of it.
    fn object(&self, mut answer: Json) -> Option<Json> {
        let mut trunk = match answer.get_mut("trunk") {
            Some(trunk) => trunk.take(),
            None => answer,
        };
        trunk.as_object_mut()?.entry("media").or_insert(Json::Null);
        Some(trunk)
    }

    fn rivalry(&self) -> Option<&'static Rivalry> {
        self.rivalry
    }

    fn mistaken_for(&self) -> Option<&'static str> {
        Some(self.other)
    }
}

/// A refused token is repeated whole, and counts for a minute where only the clock is wrong: the text before it goes with
/// it, and so does whatever else looks like one.
fn without_token(words: &str) -> String {
    let words = match words.strip_prefix("invalid token: ").and_then(|rest| rest.split_once(", error: ")) {
        Some((_, error)) => error,
        None => words,
    };
    let is_token = |word: &str| word.starts_with("eyJ") && word.split('.').count() == 3;
    let around = |c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c));
    let tokens: Vec<&str> = words.split(around).filter(|word| is_token(word.trim_matches('.'))).collect();
    tokens.iter().fold(words.to_owned(), |words, token| words.replace(token, "(token)"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::request::Deed;
    use crate::schema::Says;

    fn answer(status: u16, body: &str) -> Response {
        Response { status, body: body.into(), ..Default::default() }
    }

    /// What a refused read calls for.
    fn advice(complaint: &Complaint) -> &'static str {
        match complaint.hint(Deed::Read).map(|hint| hint.says) {
            Some(Says::This(words)) => words,
            _ => "",
        }
    }

    #[test]
    fn only_the_servers_own_word_is_gone() {
        for (status, body, verdict) in [
            (404, r#"{"code":"not_found","msg":"requested sip trunk does not exist"}"#, Verdict::Gone),
            (404, r#"{"code":"bad_route","msg":"no handler for path"}"#, Verdict::Unsupported),
            (404, "404 page not found\n", Verdict::Doubtful),
            (404, r#"{"error":"not_found"}"#, Verdict::Doubtful),
            (401, "invalid API key: x", Verdict::Refused),
            (500, r#"{"code":"unknown","msg":"no trunk numbers specified"}"#, Verdict::Refused),
            (
                500,
                r#"{"code":"internal","msg":"twirp error internal: sip not connected (redis required)"}"#,
                Verdict::Refused,
            ),
            (
                500,
                r#"{"code":"unknown","msg":"dial tcp 127.0.0.1:6379: connect: connection refused"}"#,
                Verdict::Unclear,
            ),
            (503, r#"{"code":"unavailable","msg":"unavailable"}"#, Verdict::Unclear),
            (200, "{}", Verdict::Done),
            (200, "<html>", Verdict::Unclear),
        ] {
            assert_eq!(INBOUND.verdict(&answer(status, body)), verdict, "{body}");
        }
    }

    #[test]
    fn a_refused_token_is_cut_and_what_is_at_fault_is_named() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJBUEkifQ.c2lnbmF0dXJl";
        for (error, words, hint) in [
            (
                "token signature is invalid: signature is invalid",
                "token signature is invalid: signature is invalid",
                "api_secret",
            ),
            ("token has invalid claims: token is expired", "token has invalid claims: token is expired", "clock"),
            (
                "token has invalid claims: token is not valid yet",
                "token has invalid claims: token is not valid yet",
                "clock",
            ),
        ] {
            let complaint = OUTBOUND.complaint(&answer(401, &format!("invalid token: {token}, error: {error}")));
            assert_eq!(complaint.message, words);
            assert!(advice(&complaint).contains(hint));
        }
        let complaint = OUTBOUND.complaint(&answer(401, "invalid API key: APIx"));
        assert!(advice(&complaint).contains("api_key") && complaint.message.ends_with("APIx"));
        let elsewhere = OUTBOUND.complaint(&answer(502, &format!("cannot proxy (Bearer {token})")));
        assert_eq!(elsewhere.message, "cannot proxy (Bearer (token))");
    }

    #[test]
    fn refusals_are_quoted_and_put_where_they_belong() {
        let complaint = |body: Json| INBOUND.complaint(&answer(400, &body.to_string()));
        let broken = complaint(json!({"code": "invalid_argument",
            "msg": "twirp error unknown: for security, one of the fields must be set: numbers"}));
        assert_eq!(broken.message, "for security, one of the fields must be set: numbers");
        assert_eq!(broken.fields, ["numbers"]);
        let conflict = complaint(json!({"code": "invalid_argument",
            "msg": "Conflicting inbound SIP Trunks: \"<new>\" and \"ST_1\", using the same number(s) [\"+1\"]"}));
        assert_eq!(conflict.hint(Deed::Create).and_then(|hint| hint.on), Some("phone_numbers"));
        assert_eq!(conflict.hint(Deed::Delete), None);
        assert_eq!(complaint(json!({"code": "malformed", "msg": ""})).message, "malformed");
    }

    #[test]
    fn a_trunk_comes_with_and_without_a_wrap_and_says_what_it_has_of_media() {
        let trunk = json!({"sip_trunk_id": "ST_1", "media": null});
        assert_eq!(INBOUND.object(json!({"sip_trunk_id": "ST_1"})), Some(trunk.clone()));
        assert_eq!(INBOUND.object(json!({"trunk": trunk})), Some(trunk.clone()));
        assert_eq!(INBOUND.object(trunk.clone()), Some(trunk));
        assert_eq!(INBOUND.object(json!({"trunk": null})), None);
        assert_eq!(INBOUND.object(Json::Null), None, "the protocol allows it in the place of what is not there");
    }
}
