//! How Nebrija AI's answers read. Its pages give statuses and no error bodies, so every common form is understood.

use serde_json::{Value as Json, json};

use crate::request::{Deed, Response};
use crate::schema::{Complaint, Hint, Hooks, names_what_is_gone, unwrapped};
use crate::value::{Object, Value};

/// The page lists 403 for a change and says that system trunks take none.
const FORBIDDEN: &[Hint] = &[Hint::to(
    &[Deed::Update, Deed::Delete],
    "it may be a system trunk, which Nebrija AI lets nobody change or delete; or the \"token\" (NEBRIJA_TOKEN) may not do this",
)];

/// Reads Nebrija AI's answers.
pub struct Nebrija;

impl Hooks for Nebrija {
    fn complaint(&self, response: &Response) -> Complaint {
        let Some(body) = response.json() else { return Complaint::of_unknown(response) };
        let error = &body["error"];
        let mut words: Vec<String> = [error, &error["code"], &body["message"], &error["message"], &body["detail"]]
            .into_iter()
            .filter_map(text)
            .collect();
        words.dedup();
        let complaint = match words.is_empty() {
            true => Complaint::of_unknown(response),
            false => Complaint { message: words.join(": "), ..Default::default() },
        };
        Complaint { hints: if response.status == 403 { FORBIDDEN } else { &[] }, ..complaint }
    }

    /// No page says how a trunk without a login is shown. Null as a whole and an empty user name are no login; a member
    /// that is not there at all says nothing.
    fn object(&self, answer: Json) -> Option<Json> {
        let mut answer = unwrapped(answer, "id", "sipTrunk");
        let login = answer.as_object_mut()?.get_mut("authentication");
        if let Some(login) = login
            && (login.is_null() || login["username"] == "")
        {
            *login = json!({"username": null});
        }
        Some(answer)
    }

    /// No page shows the words.
    fn names_what_is_gone(&self, not_found: &Response) -> bool {
        names_what_is_gone(not_found, &["trunk"])
    }

    /// The page: a system trunk can be neither changed nor deleted.
    fn untouchable(&self, prior: &Object) -> Option<String> {
        (*prior.get("is_system") == Value::Bool(true)).then(|| {
            "It is a system trunk, which Nebrija AI lets nobody change or delete. Remove it from the configuration, and \
             run `terraform state rm` for it."
                .into()
        })
    }
}

/// Text, or the texts of an array. What else a member holds could repeat what was sent, perhaps the password.
fn text(json: &Json) -> Option<String> {
    let texts: Vec<&str> = match json {
        Json::Array(parts) => parts.iter().filter_map(|part| part.as_str().or(part["message"].as_str())).collect(),
        json => json.as_str().into_iter().collect(),
    };
    Some(texts.join("; ")).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Verdict;

    fn complaint(body: &str) -> String {
        Nebrija.complaint(&Response { status: 400, body: body.into(), ..Default::default() }).message
    }

    #[test]
    fn every_common_form_of_refusal_is_quoted() {
        for (body, words) in [
            (r#"{"message":"no such trunk"}"#, "no such trunk"),
            (r#"{"message":["one","two"]}"#, "one; two"),
            (r#"{"error":"no such trunk"}"#, "no such trunk"),
            (r#"{"error":"not_found","message":"no such trunk"}"#, "not_found: no such trunk"),
            (r#"{"error":{"code":"not_found","message":"no such trunk"}}"#, "not_found: no such trunk"),
            (r#"{"statusCode":404,"error":"Not Found","message":"Not Found"}"#, "Not Found"),
            (r#"{"detail":"no such trunk"}"#, "no such trunk"),
            (r#"{"detail":[{"message":"too short","value":"hunter2"}]}"#, "too short"),
            ("no such trunk\n", "no such trunk"),
            (r#"{"reason":7}"#, r#"{"reason":7}"#),
            ("", ""),
        ] {
            assert_eq!(complaint(body), words, "{body}");
        }
    }

    #[test]
    fn no_404_alone_is_a_trunk_that_is_gone() {
        let verdict =
            |status, body: &str| Nebrija.verdict(&Response { status, body: body.into(), ..Default::default() });
        for body in [r#"{"error":"not_found"}"#, r#"{"message":"no Route matched with those values"}"#, "<html>"] {
            assert_eq!(verdict(404, body), Verdict::Doubtful, "{body}");
        }
        for status in [400, 401, 403, 409, 422] {
            assert_eq!(verdict(status, r#"{"error":"no"}"#), Verdict::Refused, "{status}");
        }
    }

    #[test]
    fn no_login_has_many_spellings_and_silence_is_none_of_them() {
        let none = json!({"id": "a", "authentication": {"username": null}});
        for login in [json!(null), json!({"username": "", "password": "********"}), json!({"username": null})] {
            assert_eq!(Nebrija.object(json!({"id": "a", "authentication": login})), Some(none.clone()));
        }
        let whole = json!({"id": "a", "authentication": {"username": "madrid", "password": "********"}});
        for untouched in [whole, json!({"id": "a"}), json!({"id": "a", "authentication": {"password": "********"}})] {
            assert_eq!(Nebrija.object(untouched.clone()), Some(untouched));
        }
        assert_eq!(Nebrija.object(json!([])), None);
    }

    #[test]
    fn a_system_trunk_is_left_alone() {
        let trunk = |system: Value| [("is_system", system)].into_iter().collect::<Object>();
        assert!(Nebrija.untouchable(&trunk(true.into())).unwrap().contains("system trunk"));
        assert_eq!(Nebrija.untouchable(&trunk(false.into())), None);
        assert_eq!(Nebrija.untouchable(&trunk(Value::Null)), None);
    }
}
