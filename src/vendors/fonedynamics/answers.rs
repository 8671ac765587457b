//! How Fone Dynamics' answers read: the `errors` page's envelope, and the trunk's own state.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value as Json;

use crate::request::{Response, number};
use crate::schema::{Complaint, Hint, Hooks, Standing, Verdict, unwrapped};
use crate::value::Object;

/// Codes that call for more than their own words say.
const HINTS: &[(&str, &[Hint])] = &[
    (
        "PROPERTY_NOT_FOUND",
        &[Hint::always("check \"property_sid\" (FONEDYNAMICS_PROPERTY_SID): the account has no such property")
            .on("property_sid")],
    ),
    ("ACCOUNT_NOT_FOUND", &[Hint::always("check \"account_sid\" (FONEDYNAMICS_ACCOUNT_SID)")]),
];

/// Reads Fone Dynamics' answers.
pub struct FoneDynamics;

impl Hooks for FoneDynamics {
    /// The `errors` page knows no 404; its family of `..._NOT_FOUND` codes suggests that a missing trunk is a 400 with
    /// such a code. A missing account or property is no missing trunk, and a 404 without the envelope is a proxy's.
    fn verdict(&self, response: &Response) -> Verdict {
        let code = (400..=499).contains(&response.status).then(|| code(response)).flatten();
        match (response.status, code.as_deref()) {
            (_, Some(code)) if code.ends_with("_NOT_FOUND") && code.contains("TRUNK") => Verdict::Gone,
            (404, Some(code)) if code.starts_with("ACCOUNT_") || code.starts_with("PROPERTY_") => Verdict::Refused,
            // Whatever else is not found, the list says whether the trunk is.
            (404, Some(code)) if code.len() > "NOT_FOUND".len() && code.ends_with("_NOT_FOUND") => Verdict::Doubtful,
            (404, Some(_)) => Verdict::Gone,
            _ => Verdict::by_status(response),
        }
    }

    fn complaint(&self, response: &Response) -> Complaint {
        let Some(body) = response.json().filter(|body| body["ResponseStatus"].is_object()) else {
            return Complaint::of_unknown(response);
        };
        let status = &body["ResponseStatus"];
        let code = status["ErrorCode"].as_str().unwrap_or_default();
        let message = status["Message"].as_str().unwrap_or_default();
        let errors = status["Errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        let details = errors.iter().filter_map(|error| error["Message"].as_str());
        let words = [code, message].into_iter().chain(details).filter(|words| !words.is_empty());
        Complaint {
            message: words.collect::<Vec<_>>().join(": "),
            fields: errors.iter().filter_map(|error| error["FieldName"].as_str()).map(str::to_owned).collect(),
            hints: HINTS.iter().find(|(known, _)| *known == code).map_or(&[], |(_, hints)| hints),
            ..Default::default()
        }
    }

    /// The vendor's own client takes single objects out of a member named by the noun; for trunks no page says so. A block
    /// of credentials that is null, or has a null realm, is kept back and not empty: no trunk of that type is without.
    fn object(&self, answer: Json) -> Option<Json> {
        let Json::Object(mut object) = unwrapped(answer, "SipTrunkSid", "SipTrunk") else { return None };
        object.get("SipTrunkSid").filter(|sid| !sid.is_null())?;
        let realm = object.get("SipTrunkCredentials").map(|credentials| &credentials["Realm"]);
        if realm == Some(&Json::Null) {
            object.remove("SipTrunkCredentials");
        }
        Some(Json::Object(object))
    }

    fn standing(&self, object: &Json) -> Standing {
        let ended = end(object).is_some_and(|end| end <= now());
        match number(&object["ProvisioningState"]) {
            _ if ended => Standing::Ended,
            Some(0) => Standing::Inactive,
            Some(1) => Standing::Settling,
            Some(3) => Standing::Ended,
            _ => Standing::Ready,
        }
    }

    fn is_ending(&self, object: &Json) -> bool {
        end(object).is_some()
    }

    /// Assumed: a trunk that was removed stays to be read, with an end date or out of service.
    fn ends_inactive(&self) -> bool {
        true
    }

    /// While it is being provisioned or removed.
    fn busy(&self, prior: &Object) -> bool {
        matches!(prior.get("provisioning_state").as_str(), Some("provisioning" | "deprovisioning"))
    }
}

/// The error's code; empty text if there is the envelope but no code.
fn code(response: &Response) -> Option<String> {
    let body = response.json()?;
    let status = body.get("ResponseStatus").filter(|status| status.is_object())?;
    Some(status["ErrorCode"].as_str().unwrap_or_default().to_owned())
}

/// When a trunk ends, or has ended, in seconds since 1970.
fn end(object: &Json) -> Option<i64> {
    number(&object["EndDate"]).filter(|end| *end > 0)
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn verdict(status: u16, body: &str) -> Verdict {
        FoneDynamics.verdict(&Response { status, body: body.into(), ..Default::default() })
    }

    fn envelope(code: &str) -> String {
        json!({"ResponseStatus": {"ErrorCode": code, "Message": "Words."}}).to_string()
    }

    #[test]
    fn only_the_trunks_own_absence_means_gone() {
        assert_eq!(verdict(400, &envelope("SIP_TRUNK_NOT_FOUND")), Verdict::Gone);
        assert_eq!(verdict(403, &envelope("SIPTRUNK_NOT_FOUND")), Verdict::Gone);
        assert_eq!(verdict(404, &envelope("NOT_FOUND")), Verdict::Gone);
        assert_eq!(verdict(404, &envelope("PROJECT_NOT_FOUND")), Verdict::Doubtful);
        assert_eq!(verdict(404, &envelope("")), Verdict::Gone);
        assert_eq!(verdict(404, "<html>"), Verdict::Doubtful);
        for code in ["ACCOUNT_NOT_FOUND", "PROPERTY_NOT_FOUND"] {
            assert_eq!(verdict(400, &envelope(code)), Verdict::Refused);
            assert_eq!(verdict(404, &envelope(code)), Verdict::Refused);
        }
        assert_eq!(verdict(401, ""), Verdict::Refused);
        assert_eq!(verdict(403, &envelope("FORBIDDEN")), Verdict::Refused);
        assert_eq!(verdict(500, &envelope("SIP_TRUNK_NOT_FOUND")), Verdict::Unclear);
    }

    #[test]
    fn a_refusal_is_quoted_with_its_fields() {
        let body = r#"{"ResponseStatus":{"ErrorCode":"PARAMETER_REQUIRED","Message":"A required parameter is missing.",
            "Errors":[{"FieldName":"SipTrunkIpAddresses"}]}}"#;
        let complaint = FoneDynamics.complaint(&Response { status: 400, body: body.into(), ..Default::default() });
        assert_eq!(complaint.message, "PARAMETER_REQUIRED: A required parameter is missing.");
        assert_eq!(complaint.fields, ["SipTrunkIpAddresses"]);
    }

    #[test]
    fn a_trunk_is_found_in_every_wrapping_but_never_guessed() {
        let trunk = json!({"SipTrunkSid": "ST1", "SipTrunk": {"SipTrunkSid": "ST2"}});
        assert_eq!(FoneDynamics.object(trunk.clone()), Some(trunk));
        let one = json!({"SipTrunkSid": "ST1"});
        for answer in [
            json!({"SipTrunk": one}),
            json!({"SipTrunk": one, "Other": {"SipTrunkSid": "ST2"}}),
            json!({"Result": one, "ResponseStatus": {}}),
        ] {
            assert_eq!(FoneDynamics.object(answer), Some(one.clone()));
        }
        for answer in [
            json!({}),
            json!([one]),
            json!("ST1"),
            json!({"SipTrunk": {}}),
            json!({"One": one, "Two": one}),
            json!({"SipTrunks": [one]}),
        ] {
            assert_eq!(FoneDynamics.object(answer), None);
        }
    }

    #[test]
    fn credentials_that_are_null_are_kept_back_and_not_empty() {
        for credentials in [json!(null), json!({"Realm": null})] {
            let answer = json!({"SipTrunkSid": "ST1", "SipTrunkCredentials": credentials, "EndDate": null});
            assert_eq!(FoneDynamics.object(answer), Some(json!({"SipTrunkSid": "ST1", "EndDate": null})));
        }
        let answer = json!({"SipTrunkSid": "ST1", "SipTrunkCredentials": {"Realm": "hq"}, "SipTrunkIpAddresses": null});
        assert_eq!(FoneDynamics.object(answer.clone()), Some(answer));
    }

    #[test]
    fn a_trunk_stands_by_its_state_and_its_end() {
        let standing = |object| FoneDynamics.standing(&object);
        assert_eq!(standing(json!({"ProvisioningState": 2})), Standing::Ready);
        assert_eq!(standing(json!({"ProvisioningState": 2, "EndDate": 0})), Standing::Ready);
        assert_eq!(standing(json!({"ProvisioningState": 2, "EndDate": 1735689600})), Standing::Ended);
        assert_eq!(standing(json!({"ProvisioningState": 2, "EndDate": "1735689600"})), Standing::Ended);
        assert_eq!(standing(json!({"ProvisioningState": 2, "EndDate": 99999999999i64})), Standing::Ready);
        assert_eq!(standing(json!({"ProvisioningState": 0})), Standing::Inactive);
        assert_eq!(standing(json!({"ProvisioningState": "1"})), Standing::Settling);
        assert_eq!(standing(json!({"ProvisioningState": 3})), Standing::Ended);
    }
}
