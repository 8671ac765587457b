//! How Crazytel's answers read. No page shows an error body; these are the shapes of its framework and those that
//! public clients expect.

use serde_json::Value as Json;

use crate::request::{Deed, Response};
use crate::schema::{Complaint, Hint, Hooks, names_what_is_gone, unwrapped};

/// What to do about a caller ID that the account has not verified.
const CALLER_ID: &[Hint] = &[UNVERIFIED.on("caller_id")];

/// The same for a sender of SMS.
const SMS_SENDER: &[Hint] = &[UNVERIFIED.on("sms_sender")];

const UNVERIFIED: Hint = Hint::to(
    &[Deed::Create, Deed::Update],
    "verify it in the Crazytel portal first; the data source siptrunk_crazytel_verified_numbers lists the numbers that are",
);

/// Reads Crazytel's answers.
pub struct Crazytel;

impl Hooks for Crazytel {
    fn complaint(&self, response: &Response) -> Complaint {
        let complaint = complaint(response);
        let words = complaint.message.to_ascii_lowercase();
        let hints: &[Hint] = match (words.contains("verif"), words.contains("sms")) {
            (true, true) => SMS_SENDER,
            (true, false) => CALLER_ID,
            (false, _) => &[],
        };
        Complaint { hints, ..complaint }
    }

    /// No page shows what is around a trunk; lists of the same API are wrapped in some deployments.
    fn object(&self, answer: Json) -> Option<Json> {
        Some(unwrapped(answer, "id", "sip_trunk")).filter(Json::is_object)
    }

    /// No page shows the words.
    fn names_what_is_gone(&self, not_found: &Response) -> bool {
        names_what_is_gone(not_found, &["trunk"])
    }

    fn undeletable(&self) -> Option<&'static str> {
        Some(
            "`enabled = false` suspends the trunk. To be rid of it, remove it in the Crazytel portal and run \
             `terraform state rm` for it.",
        )
    }
}

fn complaint(response: &Response) -> Complaint {
    let Some(body) = response.json() else { return Complaint::of_unknown(response) };
    if let Some(complaint) = Complaint::of_validation(&body) {
        return complaint;
    }
    match [&body["detail"], &body["error"]["message"], &body["message"]].into_iter().find_map(Json::as_str) {
        Some(text) => Complaint { message: text.to_owned(), ..Default::default() },
        None => Complaint::of_unknown(response),
    }
}

/// The numbers in a list of texts or of objects, bare or as the only array in an object. `None` for any other form:
/// an empty list would be a claim.
pub fn verified_numbers(answer: &Json) -> Option<Vec<String>> {
    let mut arrays = answer.as_object().into_iter().flat_map(|object| object.values()).filter_map(Json::as_array);
    let rows = answer.as_array().or_else(|| arrays.next().filter(|_| arrays.next().is_none()))?;
    let number = |row: &Json| {
        let names = ["number", "cli", "caller_id", "did_number"];
        let text = row.as_str().or_else(|| names.iter().find_map(|name| row[*name].as_str()));
        text.map(str::to_owned)
    };
    rows.iter().filter(|row| row["verified"] != false).map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(body: &str) -> Complaint {
        Crazytel.complaint(&Response { status: 400, body: body.into(), ..Default::default() })
    }

    #[test]
    fn every_known_shape_of_refusal_is_quoted() {
        for body in [
            r#"{"detail":"Caller ID number is not verified"}"#,
            r#"{"error":{"message":"Caller ID number is not verified"}}"#,
            r#"{"message":"Caller ID number is not verified"}"#,
            "Caller ID number is not verified\n",
        ] {
            let complaint = complaint(body);
            assert_eq!(complaint.message, "Caller ID number is not verified", "{body}");
            assert_eq!(complaint.hint(Deed::Create).and_then(|hint| hint.on), Some("caller_id"), "{body}");
        }
        let sender = complaint(r#"{"detail":"SMS sender is not verified"}"#);
        assert_eq!(sender.hint(Deed::Update).and_then(|hint| hint.on), Some("sms_sender"));
        assert_eq!(complaint(r#"{"detail":"Too many trunks"}"#).hint(Deed::Create), None);
    }

    #[test]
    fn a_validation_error_names_its_field_and_never_its_input() {
        let body =
            r#"{"detail":[{"loc":["body","password"],"msg":"too weak","type":"value_error","input":"hunter2"}]}"#;
        assert_eq!(complaint(body).message, "password: too weak");
        assert_eq!(complaint(body).fields, ["password"]);
    }

    #[test]
    fn a_trunk_in_a_wrapping_is_found_by_its_id() {
        let trunk: Json = serde_json::from_str(r#"{"id":"7","username":"CT482911"}"#).unwrap();
        for wrapping in ["sip_trunk", "data"] {
            assert_eq!(
                Crazytel.object([(wrapping.to_owned(), trunk.clone())].into_iter().collect()),
                Some(trunk.clone())
            );
        }
    }

    #[test]
    fn verified_numbers_are_read_in_every_likely_form_and_never_made_up() {
        let numbers = |text: &str| verified_numbers(&serde_json::from_str(text).unwrap());
        let both = Some(vec!["61255501234".to_owned(), "61455501234".to_owned()]);
        assert_eq!(numbers(r#"["61255501234","61455501234"]"#), both);
        assert_eq!(numbers(r#"[{"number":"61255501234"},{"cli":"61455501234"}]"#), both);
        assert_eq!(numbers(r#"{"verified":[{"caller_id":"61255501234"},{"did_number":"61455501234"}]}"#), both);
        assert_eq!(numbers("[]"), Some(vec![]));
        assert_eq!(numbers(r#"[{"number":"61255501234","verified":false}]"#), Some(vec![]));
        for odd in [r#"{}"#, r#"[{"msisdn":"61255501234"}]"#, r#"{"one":[],"two":[]}"#, "[7]"] {
            assert_eq!(numbers(odd), None, "{odd}");
        }
    }
}
