//! How Yeastar's answers read. Success and failure are told apart by `errcode` in the body, whatever the HTTP status
//! (`response-result`, `error-code-and-error-message`).

use serde_json::Value as Json;

use super::TYPE;
use crate::request::{Deed, Response, number};
use crate::schema::{Complaint, Hint, Hooks, Literal, Verdict};

/// Reads Yeastar's answers.
pub struct Yeastar;

/// A heavy task keeps the PBX busy.
const BUSY: i64 = 70082;
/// There is no such object, or none at all.
const NO_DATA: i64 = 60001;
/// A parameter is wrong.
const PARAMETER_ERROR: i64 = 40002;

/// Codes that call for more than their own words say.
const HINTS: &[(i64, &[Hint])] = &[
    (10001, &[Hint::always("this firmware or edition has no such call")]),
    (
        10004,
        &[Hint::always(
            "a new login did not help: something else may use up the tokens of this Client ID; wait half an hour, or stop it",
        )],
    ),
    (10005, &[Hint::always("the API's Client ID may not do this")]),
    (
        10009,
        &[Hint::always(
            "a feature of the PBX is switched off, or the permission for it is lacking; ask whoever runs the PBX",
        )],
    ),
    (40003, &[Hint::taken("name", "trunk").on("name")]),
    (
        60002,
        &[
            Hint::to(&[Deed::Create], "the PBX takes no more trunks"),
            Hint::to(&[Deed::Login], "all 8 tokens of the Client ID are in use, each for 30 minutes"),
        ],
    ),
    (
        70004,
        &[Hint::always(
            "the PBX has blocked this address after 5 refused logins; an administrator frees it under Security > Security \
             Rules > Blocked IPs",
        )],
    ),
    (BUSY, &[Hint::always("the PBX is busy")]),
    (70087, &[Hint::always("this address is not in the allow-list under Integrations > API")]),
    (
        70091,
        &[Hint::to(
            &[Deed::Delete],
            "something else on the PBX, such as a route, needs the trunk; free it from that first",
        )],
    ),
];

impl Hooks for Yeastar {
    /// Only `NO_DATA` means gone: a 404 is somebody else's, such as a proxy's. Whatever else is no answer of the API is no
    /// success either, since the portal answers on the same port.
    fn verdict(&self, response: &Response) -> Verdict {
        let Some((code, _)) = answer(response) else {
            return match Verdict::by_status(response) {
                // Something on the way, such as a proxy's login page: the PBX may have acted or not.
                Verdict::Done => Verdict::Unclear,
                // Nor does it know which calls there are.
                Verdict::Unsupported => Verdict::Refused,
                verdict => verdict,
            };
        };
        verdict_of(code)
    }

    fn complaint(&self, response: &Response) -> Complaint {
        let Some((code, body)) = answer(response) else { return Complaint::of_unknown(response) };
        let lists = ["invalid_param_list", "duplicate_field_list"].into_iter().filter_map(|list| body[list].as_array());
        let blamed: Vec<&Json> = lists.flatten().collect();
        let mut message = format!("{code} {}", body["errmsg"].as_str().unwrap_or_default()).trim_end().to_owned();
        let words: Vec<String> = blamed.iter().map(|blamed| problem(blamed)).collect();
        for words in [body["submsg"].as_str().unwrap_or_default(), words.join("; ").as_str()] {
            if !words.is_empty() {
                message += &format!(": {words}");
            }
        }
        let fields: Vec<String> =
            blamed.iter().filter_map(|blamed| blamed["field"].as_str()).map(str::to_owned).collect();
        let hints = HINTS.iter().find(|(known, _)| *known == code).map_or(&[][..], |(_, hints)| *hints);
        // An attribute that is not the one which is blamed.
        let other =
            |hint: &Hint| hint.on.is_some_and(|name| !fields.is_empty() && fields.iter().all(|field| field != name));
        let hints = if hints.iter().any(other) { &[] } else { hints };
        Complaint { message, fields, hints, unread: None }
    }

    /// `trunk/get`: the table says that `data` is an array, the example shows the object. A create answers the id alone.
    fn object(&self, answer: Json) -> Option<Json> {
        match &answer["data"] {
            Json::Array(rows) => match &rows[..] {
                [row] => Some(row.clone()),
                _ => None,
            },
            data @ Json::Object(_) => Some(data.clone()),
            _ => answer.get("id").is_some().then_some(answer),
        }
    }

    /// Recorded of other calls of a P-Series: a list without elements comes without its array, or as `NO_DATA`. `trunk/get`
    /// may say it the same way.
    fn holds_nothing(&self, response: &Response) -> bool {
        match answer(response) {
            Some((NO_DATA, _)) => true,
            Some((0, body)) => is_empty(&body),
            _ => false,
        }
    }

    /// `error-code-and-error-message`: among what this code stands for is that no data can be deleted.
    fn left_nothing(&self, response: &Response) -> bool {
        answer(response).is_some_and(|(code, _)| code == PARAMETER_ERROR)
    }

    /// The list also holds an Appliance's physical trunks, and web trunks. Case means as little here as in a read.
    fn belongs(&self, row: &Json) -> bool {
        let kind = row["type"].as_str().unwrap_or_default();
        let is_it = |theirs: &Literal| matches!(theirs, Literal::String(word) if word.eq_ignore_ascii_case(kind));
        TYPE.codec.words().unwrap_or_default().iter().any(|(_, theirs)| is_it(theirs))
    }
}

/// What a code says, of a login too.
pub fn verdict_of(code: i64) -> Verdict {
    match code {
        // Still at it, with 2: what has become of the trunk is read, and held against the plan.
        0 | 2 => Verdict::Done,
        1 => Verdict::Partly,
        NO_DATA => Verdict::Gone,
        // A fault of the PBX.
        -2 => Verdict::Unclear,
        BUSY => Verdict::Later,
        _ => Verdict::Refused,
    }
}

/// The code and the body of an answer, if it is one of the API's.
pub fn answer(response: &Response) -> Option<(i64, Json)> {
    let body = response.json()?;
    let code = number(body.get("errcode")?)?;
    Some((code, body))
}

/// Whether a success holds no trunk, and does not say that there are some.
fn is_empty(body: &Json) -> bool {
    let none = match body.get("data") {
        None | Some(Json::Null) => true,
        Some(Json::Array(rows)) => rows.is_empty(),
        Some(Json::Object(trunk)) => trunk.is_empty(),
        Some(_) => false,
    };
    none && body.get("total_number").is_none_or(|total| total.is_null() || number(total) == Some(0))
}

/// One parameter that is blamed, with what is said of it: a rule, or the value. A password's value is left out.
fn problem(blamed: &Json) -> String {
    let field = blamed["field"].as_str().unwrap_or("a parameter");
    let says = match blamed["validation_type"].as_str() {
        Some(says) => says.to_owned(),
        None if Some(field) == super::PASSWORD.json_path() => "not valid".into(),
        None => blamed["value"].as_str().map_or_else(|| blamed["value"].to_string(), str::to_owned),
    };
    format!("{field}: {says}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response { status, body: body.into(), ..Default::default() }
    }

    fn verdict(status: u16, body: &str) -> Verdict {
        Yeastar.verdict(&response(status, body))
    }

    #[test]
    fn the_code_counts_and_not_the_status() {
        assert_eq!(verdict(200, r#"{"errcode":0,"errmsg":"SUCCESS"}"#), Verdict::Done);
        assert_eq!(verdict(400, r#"{"errcode":"0","errmsg":"SUCCESS"}"#), Verdict::Done);
        assert_eq!(verdict(200, r#"{"errcode":1,"errmsg":"PARTIAL SUCCESS"}"#), Verdict::Partly);
        assert_eq!(verdict(200, r#"{"errcode":2,"errmsg":"PROCESSING"}"#), Verdict::Done);
        assert_eq!(verdict(200, r#"{"errcode":-2,"errmsg":"INTERNAL SERVER ERROR"}"#), Verdict::Unclear);
        assert_eq!(verdict(200, r#"{"errcode":70082,"errmsg":"OVERLOAD_TASK_RUNNING"}"#), Verdict::Later);
        assert_eq!(verdict(400, r#"{"errcode":70082,"errmsg":"OVERLOAD_TASK_RUNNING"}"#), Verdict::Later);
        assert_eq!(verdict(200, r#"{"errcode":60001,"errmsg":"DATA NOT FOUND"}"#), Verdict::Gone);
        for code in [-1, 10001, 10004, 10005, 40002, 40003, 60002, 70004, 70091, 99999] {
            assert_eq!(verdict(200, &json!({"errcode": code, "errmsg": "X"}).to_string()), Verdict::Refused, "{code}");
        }
    }

    #[test]
    fn what_is_no_answer_of_the_api_is_neither_success_nor_gone() {
        assert_eq!(verdict(200, "<html>the portal</html>"), Verdict::Unclear);
        assert_eq!(verdict(200, r#"{"status":"ok"}"#), Verdict::Unclear);
        assert_eq!(verdict(502, "<html>"), Verdict::Unclear);
        assert_eq!(verdict(405, ""), Verdict::Refused, "a read must not fall back on the list, which shows less");
        assert_eq!(verdict(404, "<html>"), Verdict::Doubtful);
        assert_eq!(verdict(404, r#"{"message":"no route"}"#), Verdict::Doubtful);
    }

    #[test]
    fn nothing_is_told_in_many_ways_and_a_total_says_otherwise() {
        let nothing = |body: &str| Yeastar.holds_nothing(&response(200, body));
        for body in [
            r#"{"errcode":0,"errmsg":"SUCCESS"}"#,
            r#"{"errcode":0,"data":null}"#,
            r#"{"errcode":0,"data":[]}"#,
            r#"{"errcode":0,"data":{}}"#,
            r#"{"errcode":0,"total_number":0}"#,
            r#"{"errcode":0,"total_number":"0","data":null}"#,
            r#"{"errcode":60001,"errmsg":"DATA NOT FOUND"}"#,
        ] {
            assert!(nothing(body), "{body}");
        }
        for body in [
            r#"{"errcode":0,"total_number":2}"#,
            r#"{"errcode":0,"data":{"id":28}}"#,
            r#"{"errcode":0,"data":"?"}"#,
            r#"{"errcode":40002}"#,
            r#"{"errcode":10005}"#,
            "<html>",
        ] {
            assert!(!nothing(body), "{body}");
        }
    }

    #[test]
    fn a_refused_delete_may_have_nothing_left_to_delete() {
        assert!(Yeastar.left_nothing(&response(200, r#"{"errcode":40002}"#)));
        for code in [10005, 60002, 70084, 70091] {
            assert!(!Yeastar.left_nothing(&response(200, &json!({"errcode": code}).to_string())), "{code}");
        }
    }

    #[test]
    fn a_trunk_is_found_in_every_wrapping() {
        let object = |text: &str| Yeastar.object(serde_json::from_str(text).unwrap());
        let trunk = Some(json!({"id": 28, "name": "acme"}));
        assert_eq!(object(r#"{"errcode":0,"data":{"id":28,"name":"acme"}}"#), trunk);
        assert_eq!(object(r#"{"errcode":0,"data":[{"id":28,"name":"acme"}]}"#), trunk);
        assert_eq!(object(r#"{"errcode":0,"data":{"id":28}}"#), Some(json!({"id": 28})), "an id in data");
        assert_eq!(object(r#"{"errcode":0,"id":28}"#).unwrap()["id"], 28);
        assert_eq!(object(r#"{"errcode":0,"errmsg":"SUCCESS"}"#), None);
        assert_eq!(object(r#"{"errcode":0,"data":[{"id":28},{"id":29}]}"#), None);
    }

    #[test]
    fn only_sip_trunks_belong() {
        for kind in ["register", "peer", "peer_did", "peer_port", "peer_private", "account", "Register", "PEER"] {
            assert!(Yeastar.belongs(&json!({"id": 1, "type": kind})), "{kind}");
        }
        for kind in ["FXO", "webtrunk", "GSM", ""] {
            assert!(!Yeastar.belongs(&json!({"id": 1, "type": kind})), "{kind}");
        }
    }

    #[test]
    fn a_refusal_is_quoted_with_its_fields_and_what_to_do() {
        let complaint = |body: Json| Yeastar.complaint(&response(200, &body.to_string()));
        let refused = complaint(json!({"errcode": 40002, "errmsg": "PARAMETER ERROR", "invalid_param_list": [
            {"field": "name", "validation_type": "required"}, {"field": "port", "value": 70000}]}));
        assert_eq!(refused.message, "40002 PARAMETER ERROR: name: required; port: 70000");
        assert_eq!(refused.fields, ["name", "port"]);
        let taken = complaint(json!({"errcode": 40003, "errmsg": "DUPLICATE KEY VALUE", "submsg": "exists",
            "duplicate_field_list": [{"field": "name", "value": "x", "external_source": "trunk"}]}));
        assert_eq!(taken.message, "40003 DUPLICATE KEY VALUE: exists: name: x");
        assert_eq!(taken.hint(Deed::Create).and_then(|hint| hint.on), Some("name"));
        assert_eq!(taken.hint(Deed::Read), None);
        let other = complaint(json!({"errcode": 40003, "duplicate_field_list": [{"field": "did", "value": "1"}]}));
        assert_eq!(other.hint(Deed::Create), None, "another name would not help");
        let login = complaint(json!({"errcode": -1, "errmsg": "FAILURE", "invalid_param_list": [
            {"field": "username or password", "value": "error"}]}));
        assert_eq!(login.message, "-1 FAILURE: username or password: error");
        assert_eq!(complaint(json!({"errcode": 99999})).message, "99999");
        assert_eq!(Yeastar.complaint(&response(502, "<html>")).message, "<html>");
    }

    #[test]
    fn a_password_is_not_repeated() {
        let body = json!({"errcode": 40002, "invalid_param_list": [{"field": "password", "value": "hunter2"}]});
        assert_eq!(Yeastar.complaint(&response(200, &body.to_string())).message, "40002: password: not valid");
    }
}
