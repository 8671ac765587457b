//! How Bolna's answers read.

use serde_json::Value as Json;

use crate::request::{Deed, Response};
use crate::schema::{Complaint, Hint, Hooks, Standing, Verdict, names_what_is_gone, unwrapped};
use crate::value::{Object, Value};

/// Reads Bolna's answers about trunks.
pub struct Trunks;

/// Reads Bolna's answers about numbers.
pub struct Numbers;

/// What to do about a name that is taken.
const TAKEN: &[Hint] = &[Hint::taken("name", "trunk").on("name")];

/// What to do where a new trunk is at odds with what is there: nothing else of it can be.
const AT_ODDS: &[Hint] = &[Hint { deeds: &[Deed::Create], ..TAKEN[0] }];

/// What to do about a number that another trunk has.
const ELSEWHERE: &[Hint] = &[Hint::to(
    &[Deed::Create],
    "a number is on one trunk only: take it off the other one first, or import it; and under `create_before_destroy` or \
     `destroy = false` it is this number's own predecessor that is still there, so remove that line",
)
.on("phone_number")];

/// What to do about a trunk that is not there.
const NO_TRUNK: &[Hint] =
    &[Hint::to(&[Deed::Create, Deed::Read], "\"trunk_id\" is no trunk of this account; write the id of one")
        .on("trunk_id")];

impl Hooks for Trunks {
    fn verdict(&self, response: &Response) -> Verdict {
        verdict(response)
    }

    /// The page has 400 for a name that is taken, and older ones other statuses.
    fn complaint(&self, response: &Response) -> Complaint {
        let complaint = complaint(response);
        let message = complaint.message.to_ascii_lowercase();
        let hints: &[Hint] = match response.status {
            _ if ["name", "already"].iter().all(|word| message.contains(word)) => TAKEN,
            409 => AT_ODDS,
            _ => &[],
        };
        Complaint { hints, ..complaint }
    }

    fn standing(&self, object: &Json) -> Standing {
        standing(object)
    }

    /// Numbers that were removed may still be shown.
    fn object(&self, answer: Json) -> Option<Json> {
        let mut answer = unwrapped(answer, "id", "trunk");
        if let Some(numbers) = answer.as_object_mut()?.get_mut("phone_numbers").and_then(Json::as_array_mut) {
            numbers.retain(|number| standing(number) != Standing::Ended);
        }
        Some(answer)
    }

    /// The delete page: the numbers and their mappings to agents go with the trunk.
    fn goes_along(&self, prior: &Object) -> Option<String> {
        let numbers = match prior.get("phone_numbers").elements().len() {
            0 => return None,
            1 => "1 phone number is".to_owned(),
            many => format!("{many} phone numbers are"),
        };
        let instead = match prior.get("enabled") {
            Value::Bool(false) => "",
            _ => " To let them end first, apply `enabled = false` before, and wait.",
        };
        Some(format!(
            "{numbers} on the trunk. What is still there when Bolna deletes the trunk goes with it, mapped agents \
             included, and running calls may be cut.{instead}"
        ))
    }

    fn undeletable(&self) -> Option<&'static str> {
        Some(
            "`enabled = false` stops new calls. To be rid of the trunk, remove it in the Bolna dashboard and run \
             `terraform state rm` for it.",
        )
    }
}

impl Hooks for Numbers {
    fn verdict(&self, response: &Response) -> Verdict {
        verdict(response)
    }

    /// An older guide has 409 or 422 for a number that is on an active trunk. What else has the latter names its fields.
    fn complaint(&self, response: &Response) -> Complaint {
        let complaint = complaint(response);
        let hints = match response.status {
            409 => ELSEWHERE,
            422 if complaint.fields.is_empty() => ELSEWHERE,
            _ if verdict(response) == Verdict::Gone => NO_TRUNK,
            _ => &[],
        };
        Complaint { hints, ..complaint }
    }

    fn standing(&self, object: &Json) -> Standing {
        standing(object)
    }

    /// The page of agents: a number is mapped to one by its id.
    fn goes_along(&self, _: &Object) -> Option<String> {
        Some(
            "An agent that the number is mapped to loses it. If a new number replaces this one, map that to the agent."
                .into(),
        )
    }

    fn undeletable(&self) -> Option<&'static str> {
        Some("Remove the number in the Bolna dashboard, then run `terraform state rm` for it.")
    }
}

/// A 404 means that an object is gone only in Bolna's own words; a gateway's, and the framework's "Not Found", are about the
/// path, perhaps because of a wrong `base_url`.
fn verdict(response: &Response) -> Verdict {
    match response.status {
        404 | 410 if says_what_is_gone(response) => Verdict::Gone,
        _ => Verdict::by_status(response),
    }
}

/// The documented form has a number and a message, which no gateway and no framework has by chance; in the other forms the
/// words must name what they are about.
fn says_what_is_gone(response: &Response) -> bool {
    let json = response.json().unwrap_or_default();
    let documented = json["error"].is_number()
        && json["message"].as_str().is_some_and(|words| !words.eq_ignore_ascii_case("Not Found"));
    documented || names_what_is_gone(response, &["trunk", "number"])
}

/// Deletes are soft, at least those of numbers. A trunk that is switched off is no deleted one.
fn standing(object: &Json) -> Standing {
    let deleted = match &object["deleted"] {
        Json::Bool(flag) => *flag,
        Json::Number(number) => number.as_i64() != Some(0),
        Json::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    };
    if deleted { Standing::Ended } else { Standing::Ready }
}

/// The documented form is `{"error": 404, "message": "..."}`. The others are those of other calls in the same document,
/// that which the vendor's own client has met, and the framework's.
fn complaint(response: &Response) -> Complaint {
    let Some(body) = response.json() else { return Complaint::of_unknown(response) };
    if let Some(complaint) = Complaint::of_validation(&body) {
        return complaint;
    }
    let words = [&body["message"], &body["detail"], &body["error"]].into_iter().find_map(Json::as_str);
    let Some(words) = words else { return Complaint::of_unknown(response) };
    let details: Vec<_> = body["details"].as_object().into_iter().flatten().collect();
    let texts = details.iter().filter_map(|(field, says)| Some(format!("{field}: {}", text(says)?)));
    Complaint {
        message: [words.to_owned()].into_iter().chain(texts).collect::<Vec<_>>().join("; "),
        fields: details.into_iter().map(|(field, _)| field.clone()).collect(),
        ..Default::default()
    }
}

/// Text, or texts joined.
fn text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Array(texts) => Some(texts.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(", ")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response { status, body: body.into(), ..Default::default() }
    }

    fn says(body: &str) -> Complaint {
        Trunks.complaint(&response(400, body))
    }

    #[test]
    fn only_bolnas_own_404_means_gone() {
        let verdict = |status, body| Numbers.verdict(&response(status, body));
        assert_eq!(verdict(404, r#"{"error":404,"message":"SIP trunk not found"}"#), Verdict::Gone);
        assert_eq!(verdict(404, r#"{"detail":"SIP trunk not found"}"#), Verdict::Gone);
        assert_eq!(verdict(404, r#"{"error":"Phone number not found","status":"failure"}"#), Verdict::Gone);
        for (body, whose) in [
            (r#"{"detail":"Not Found"}"#, "the framework knows no such path"),
            (r#"{"message":"no Route matched with those values"}"#, "a gateway knows no such path"),
            (r#"{"statusCode":404,"error":"Not Found","message":"Cannot GET /v1"}"#, "another framework"),
            (r#"{"error":404,"message":"Not Found"}"#, "the name of the status"),
            ("{}", "nobody's words"),
            ("<html>trunk", "a page"),
            ("", "nothing"),
        ] {
            assert_eq!(verdict(404, body), Verdict::Doubtful, "{whose}");
        }
        for status in [400, 401, 403, 409, 422] {
            assert_eq!(verdict(status, r#"{"detail":"no"}"#), Verdict::Refused, "{status}");
        }
        assert_eq!(verdict(500, r#"{"detail":"no"}"#), Verdict::Unclear);
        assert_eq!(verdict(405, r#"{"detail":"Method Not Allowed"}"#), Verdict::Unsupported);
        assert_eq!(verdict(201, "{}"), Verdict::Done);
    }

    #[test]
    fn every_known_form_of_refusal_is_quoted() {
        for body in [
            r#"{"error":400,"message":"Trunk name is required"}"#,
            r#"{"detail":"Trunk name is required"}"#,
            r#"{"error":"Trunk name is required","status":"failure"}"#,
            "Trunk name is required\n",
        ] {
            assert_eq!(says(body), Complaint::of_words("Trunk name is required"), "{body}");
        }
        let details = says(r#"{"message":"Invalid","details":{"name":["too long","taken"],"port":{"x":1}}}"#);
        assert_eq!(details.message, "Invalid; name: too long, taken");
        assert_eq!(details.fields, ["name", "port"]);
        assert_eq!(says(r#"{"code":7}"#).message, r#"{"code":7}"#);
    }

    #[test]
    fn a_validation_error_names_its_field_and_never_its_input() {
        let body = r#"{"detail":[{"loc":["body","gateways",0,"port"],"msg":"too large","type":"x","input":"hunter2"},
            {"msg":"not valid"}]}"#;
        let complaint = says(body);
        assert_eq!(complaint.message, "gateways.0.port: too large; not valid");
        assert_eq!(complaint.fields, ["gateways", "port"]);
    }

    #[test]
    fn what_is_deleted_is_as_good_as_gone_and_what_is_off_is_not() {
        for deleted in [json!({"deleted": true}), json!({"deleted": 1}), json!({"deleted": "True"})] {
            assert_eq!(Trunks.standing(&deleted), Standing::Ended);
            assert_eq!(Numbers.standing(&deleted), Standing::Ended);
        }
        for there in
            [json!({"deleted": false}), json!({"deleted": null}), json!({"deleted": 0}), json!({"is_active": false})]
        {
            assert_eq!(Numbers.standing(&there), Standing::Ready);
        }
    }

    #[test]
    fn removed_numbers_are_not_on_the_trunk() {
        let shown = json!({"id": "T", "phone_numbers": [{"id": "A", "deleted": true}, {"id": "B", "deleted": false}]});
        let trunk = Trunks.object(shown).expect("a trunk");
        assert_eq!(trunk["phone_numbers"], json!([{"id": "B", "deleted": false}]));
        assert_eq!(Trunks.object(json!({"id": "T"})), Some(json!({"id": "T"})));
        assert_eq!(Trunks.object(json!([])), None);
    }

    #[test]
    fn numbers_go_along_with_their_trunk() {
        let with = |count: usize| -> Object {
            let numbers = vec![Value::Object(Object::default()); count];
            [("phone_numbers", Value::List(numbers))].into_iter().collect()
        };
        assert_eq!(Trunks.goes_along(&with(0)), None);
        assert_eq!(Trunks.goes_along(&Object::default()), None);
        assert!(Trunks.goes_along(&with(1)).is_some_and(|says| says.starts_with("1 phone number is on the trunk.")));
        assert!(Trunks.goes_along(&with(3)).is_some_and(|says| says.starts_with("3 phone numbers are on the trunk.")));
        for (enabled, advises) in [(Value::Bool(true), true), (Value::Unknown, true), (Value::Bool(false), false)] {
            let mut trunk = with(1);
            trunk.set("enabled", enabled);
            let says = Trunks.goes_along(&trunk).expect("a number goes along");
            assert!(
                says.contains("running calls may be cut.") && says.contains("`enabled = false`") == advises,
                "{says}"
            );
        }
    }
}
