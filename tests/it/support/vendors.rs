//! How somebody else calls each vendor's API, typed from its pages.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Json, json};

use super::livekit;
use super::sandbox::Sandbox;

/// Method, path below the vendor's base URL, and body; null is none.
pub type Request = (&'static str, String, Json);

/// One vendor's API. Objects are as `Sandbox::objects` tells them.
pub struct Api {
    vendor: &'static str,
    /// The end of the name of the variable that says where the API is.
    pub variable: &'static str,
    /// What stands before every path.
    pub below: &'static str,
    /// What the calls that change something begin with; none where the method tells.
    changes: &'static [&'static str],
    /// The header that lets in.
    pub credentials: fn(&Sandbox) -> (&'static str, String),
    /// What names an object in a call: its path, or its id.
    pub item: fn(&Json) -> String,
    pub list: fn(&Sandbox) -> Request,
    pub look: fn(&Json, &str) -> Request,
    pub change: fn(&Json, &str, Json) -> Request,
    pub remove: fn(&str) -> Request,
}

pub fn api(vendor: &str) -> &'static Api {
    APIS.iter().find(|api| api.vendor == vendor).unwrap_or_else(|| panic!("nobody knows how to call {vendor}"))
}

/// Whether the call of this line does more than read.
pub fn changes_something(line: &str) -> bool {
    let mut named = APIS.iter().filter(|api| !api.changes.is_empty());
    match named.find_map(|api| Some((api, line.split_once(api.below)?.1))) {
        Some((api, call)) => api.changes.iter().any(|deed| call.starts_with(deed)),
        None => !line.starts_with("GET "),
    }
}

const APIS: [Api; 6] = [
    Api {
        vendor: "bolna",
        credentials: |at| bearer(at.variable("BOLNA_API_KEY")),
        item: |object| match object["byot_trunk_id"].as_str() {
            Some(trunk) => format!("/sip-trunks/trunks/{trunk}/numbers/{}", text(object, "id")),
            None => format!("/sip-trunks/trunks/{}", text(object, "id")),
        },
        list: |_| get("/sip-trunks/trunks"),
        ..OF_PATHS
    },
    Api {
        vendor: "crazytel",
        credentials: |at| ("x-crazytel-api-key", at.variable("CRAZYTEL_API_KEY").to_owned()),
        item: |trunk| format!("/sip-trunks/{}", text(trunk, "id")),
        list: |_| get("/sip-trunks/"),
        ..OF_PATHS
    },
    Api {
        vendor: "fonedynamics",
        credentials: |at| {
            let (user, token) = (at.variable("FONEDYNAMICS_ACCOUNT_SID"), at.variable("FONEDYNAMICS_TOKEN"));
            ("authorization", format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{token}"))))
        },
        item: |trunk| format!("/v2/Properties/{}/SipTrunk/{}", text(trunk, "PropertySid"), text(trunk, "SipTrunkSid")),
        list: |at| get(format!("/v2/Properties/{}/SipTrunks", at.variable("FONEDYNAMICS_PROPERTY_SID"))),
        look: |_, item| get(format!("{item}/Details")),
        ..OF_PATHS
    },
    // It reads by POST.
    Api {
        vendor: "livekit",
        variable: "URL",
        below: "/twirp/livekit.SIP/",
        changes: &["Create", "Update", "Delete"],
        credentials: |at| bearer(&livekit::token(at.variable("LIVEKIT_API_KEY"), at.variable("LIVEKIT_API_SECRET"))),
        item: |trunk| text(trunk, "sip_trunk_id").to_owned(),
        list: |_| ("POST", "ListSIPInboundTrunk".into(), json!({})),
        look: |trunk, id| ("POST", livekit::call("Get", trunk), json!({"sip_trunk_id": id})),
        // Whole, since an update by members does not take all of them.
        change: |trunk, id, changes| {
            let mut whole = trunk.clone();
            changes.as_object().expect("changes").iter().for_each(|(name, value)| whole[name] = value.clone());
            ("POST", livekit::call("Update", trunk), json!({"sip_trunk_id": id, "replace": whole}))
        },
        remove: |id| ("POST", "DeleteSIPTrunk".into(), json!({"sip_trunk_id": id})),
    },
    Api {
        vendor: "nebrija",
        credentials: |at| bearer(at.variable("NEBRIJA_TOKEN")),
        item: |trunk| format!("/api/v1/sip-trunks/{}", text(trunk, "id")),
        list: |_| get("/api/v1/sip-trunks"),
        ..OF_PATHS
    },
    // A PBX deletes by GET, and lets in by POST.
    Api {
        vendor: "yeastar",
        below: "/openapi/v1.0/",
        changes: &["trunk/create", "trunk/update", "trunk/delete"],
        credentials: |_| ("user-agent", "OpenAPI".into()),
        item: |trunk| trunk["id"].to_string(),
        list: |_| get("trunk/list"),
        look: |_, id| get(format!("trunk/get?id={id}")),
        change: |trunk, _, mut changes| {
            changes["id"] = trunk["id"].clone();
            ("POST", "trunk/update".into(), changes)
        },
        remove: |id| get(format!("trunk/delete?id={id}")),
        ..OF_PATHS
    },
];

/// What is alike where every object has a path.
const OF_PATHS: Api = Api {
    vendor: "",
    variable: "BASE_URL",
    below: "",
    changes: &[],
    credentials: |_| unreachable!("every vendor has its own"),
    item: |_| unreachable!("every vendor has its own"),
    list: |_| unreachable!("every vendor has its own"),
    look: |_, item| get(item),
    change: |_, item, changes| ("PATCH", item.to_owned(), changes),
    remove: |item| ("DELETE", item.to_owned(), Json::Null),
};

fn get(path: impl Into<String>) -> Request {
    ("GET", path.into(), Json::Null)
}

fn bearer(token: &str) -> (&'static str, String) {
    ("authorization", format!("Bearer {token}"))
}

fn text<'a>(object: &'a Json, member: &str) -> &'a str {
    object[member].as_str().expect("text")
}
