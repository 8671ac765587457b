//! What an answer says about the object that was asked for, and where in it that is.

use serde_json::Value as Json;

use crate::request::Response;

/// What an answer says about the object that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// The call did what it should.
    Done,
    /// It did some of it, the vendor says: what there is now has to be looked at, and is not all.
    Partly,
    /// The vendor itself says that there is no such object.
    Gone,
    /// Something says 404, but perhaps not the vendor.
    Doubtful,
    /// The vendor has no such call.
    Unsupported,
    /// The vendor failed, or it is not the vendor's answer: whether anything was done is not known. A read is tried again.
    Unclear,
    /// Nothing was done, since the vendor is busy or is called too often: whatever it is, the same call is tried again later.
    Later,
    /// Everything else: nothing was done, and the same call would be answered the same.
    Refused,
}

impl Verdict {
    /// Whether the call did something of what it should.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Partly)
    }

    /// What a status says where the vendor's own words say nothing else.
    pub fn by_status(response: &Response) -> Self {
        match response.status {
            200..=299 if response.makes_sense() => Self::Done,
            404 | 410 => Self::Doubtful,
            405 | 501 => Self::Unsupported,
            // A 408 is of who has waited for something, perhaps behind a vendor that went on.
            200..=299 | 408 | 500..=599 => Self::Unclear,
            429 => Self::Later,
            _ => Self::Refused,
        }
    }
}

/// Whether a "not found" names what is not there, in words of whoever looked for it. The mere name of the status says nothing, and
/// words with a path in them are a router's.
pub fn names_what_is_gone(not_found: &Response, nouns: &[&str]) -> bool {
    let answer = not_found.json().unwrap_or_default();
    ["detail", "error", "message"].into_iter().filter_map(|member| answer[member].as_str()).any(|words| {
        let words = words.to_ascii_lowercase();
        !words.contains('/') && nouns.iter().any(|noun| words.contains(noun))
    })
}

/// The object in an answer, told by the member with its id: the answer itself, its member of this name, or else its only member
/// that has one. An answer without any stays as it is.
pub fn unwrapped(mut answer: Json, id: &str, named: &str) -> Json {
    let has_id = |json: &Json| json.get(id).is_some_and(|id| !id.is_null());
    let members = answer.as_object().filter(|_| !has_id(&answer)).into_iter().flatten();
    let mut names = members.filter(|(_, member)| has_id(member)).map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let name = match names.iter().position(|name| name == named) {
        Some(place) => Some(names.swap_remove(place)),
        None => names.pop().filter(|_| names.is_empty()),
    };
    match name {
        Some(name) => answer[name].take(),
        None => answer,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_router_does_not_know_what_is_gone() {
        let names = |body: String| names_what_is_gone(&Response { body, ..Response::default() }, &["trunk"]);
        for member in ["detail", "error", "message"] {
            assert!(names(json!({member: "SIP trunk not found"}).to_string()), "{member}");
            for words in ["Not Found", "Cannot GET /sip-trunks/7", "no Route matched with those values", ""] {
                assert!(!names(json!({member: words}).to_string()), "{words}");
            }
        }
        assert!(!names("SIP trunk not found".into()), "no JSON");
    }

    #[test]
    fn an_object_is_told_by_its_id_in_every_wrapping() {
        let trunk = json!({"id": "7", "name": "main"});
        for answer in
            [trunk.clone(), json!({"trunk": trunk, "data": {"id": "8"}}), json!({"message": "made", "data": trunk})]
        {
            assert_eq!(unwrapped(answer, "id", "trunk"), trunk);
        }
        for answer in [json!({"one": {"id": 1}, "two": {"id": 2}}), json!({"name": "main", "login": {}}), json!([])] {
            assert_eq!(unwrapped(answer.clone(), "id", "trunk"), answer);
        }
    }
}
