//! The story of a move: an object that Terraform kept as `restapi_object`, the resource of Mastercard's provider for any REST
//! API, becomes a trunk. As with an import, only its identity is taken over; core reads it next.

use serde_json::{Map, Value as Json};

use super::Outcome;
use super::import::located;
use super::private::Private;
use crate::diagnostic::Diagnostics;
use crate::schema::{Place, Resource, Vendor};
use crate::vendors;

/// What is moved.
pub struct Source<'a> {
    /// Its provider's address: host, namespace and name.
    pub provider: &'a str,
    /// Its resource type.
    pub type_name: &'a str,
    /// Its state, as Terraform keeps it.
    pub state: &'a [u8],
}

/// The provider behind whatever registry.
const PROVIDER: [&str; 2] = ["mastercard", "restapi"];
const TYPE_NAME: &str = "restapi_object";
/// The provider that is built into Terraform: none of its objects is anywhere.
const TERRAFORM: [&str; 2] = ["builtin", "terraform"];
/// Its attributes that hold a path, the one that is always there first.
const PATHS: [&str; 5] = ["path", "create_path", "read_path", "update_path", "destroy_path"];
/// Its attributes that hold members of the object.
const MEMBERS: [&str; 4] = ["data", "api_data", "api_response", "create_response"];

/// The first state of an object that is moved.
pub fn moved(vendor: &Vendor, resource: &Resource, source: &Source) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    match identity(vendor, resource, source) {
        Ok(known) => {
            let state = located(resource, known.iter().map(|(name, text)| (*name, text.as_str())));
            Outcome { state: Some(state), private: Private::of_an_import(resource), diagnostics }
        }
        Err(says) => {
            diagnostics.error(format!("Cannot be moved to {}", resource.type_name()), says);
            Outcome::none(diagnostics)
        }
    }
}

/// What tells the object from others.
fn identity(vendor: &Vendor, resource: &Resource, source: &Source) -> Result<Vec<(&'static str, String)>, String> {
    let from: Vec<_> = source.provider.to_lowercase().rsplit('/').take(2).map(str::to_owned).collect();
    if vendors::resource(source.type_name).is_some() || from.iter().rev().eq(TERRAFORM) {
        let what = vendors::resource(source.type_name)
            .map(|(vendor, other)| format!("{} at {}", other.one().to_lowercase(), vendor.title));
        let there = format!("{} at {}", resource.one().to_lowercase(), vendor.title);
        return Err(format!(
            "It is {}, and not {there}. Remove the `moved` block: the {} is then deleted, and the {} created.",
            what.as_deref().unwrap_or("an object of Terraform's own"),
            source.type_name,
            resource.type_name()
        ));
    }
    if !from.iter().rev().eq(PROVIDER) || source.type_name != TYPE_NAME {
        return Err(format!(
            "{} of {} cannot become a {}. What can be moved is {TYPE_NAME} of Mastercard/restapi. Anything else is taken over \
             with a `removed` block for it, and an `import` block for the {}.",
            source.type_name,
            source.provider,
            resource.type_name(),
            resource.noun
        ));
    }
    let state: Json = serde_json::from_slice(source.state).unwrap_or_default();
    let id = ["id", "object_id"].iter().find_map(|name| text(&state[*name]));
    let id = id.ok_or_else(|| {
        format!("Its state has no id. Apply its configuration first, or import the {}.", resource.noun)
    })?;
    if !belongs(vendor, resource, &state, &id) {
        return Err(format!(
            "Its path, {}, is not where {} has its {}s. Move it to the resource that it is, or take it over with a `removed` \
             block for it and an `import` block.",
            state["path"].as_str().unwrap_or("which is missing"),
            vendor.title,
            resource.noun
        ));
    }
    let mut known = vec![];
    for attribute in resource.attributes.iter().filter(|attribute| attribute.place == Place::Address) {
        let found = in_paths(resource, &state, attribute.name).or_else(|| in_members(&state, attribute.name));
        known.extend(found.map(|text| (attribute.name, text)));
    }
    known.push(("id", id));
    // An address that an import id may leave out is found by the refresh.
    let enough = |form: &&str| form.split('/').all(|name| known.iter().any(|(there, _)| *there == name));
    if !resource.import.iter().any(enough) {
        let forms: Vec<_> = resource.import.iter().map(|form| form.to_uppercase()).collect();
        return Err(format!(
            "Neither its path nor its data tell more than its id. Take it over with a `removed` block for it, and an `import` \
             block with the id {}.",
            forms.join(" or ")
        ));
    }
    Ok(known)
}

/// Text that is not empty, or a number as text.
fn text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
    .filter(|text| !text.is_empty())
}

/// The segments of a path, without what is asked of it.
fn segments(path: &str) -> Vec<&str> {
    path.split(['?', '#']).next().unwrap_or_default().split('/').filter(|segment| !segment.is_empty()).collect()
}

/// Whether one of its paths leads to objects of this resource, and none to others of the vendor's alone: its last name is one that
/// the vendor's own paths have. What comes before may be in the address that the other provider was given.
fn belongs(vendor: &Vendor, resource: &Resource, state: &Json, id: &str) -> bool {
    let names = |resource: &Resource| {
        let paths = resource.calls.every().flat_map(|call| call.paths);
        paths.flat_map(|path| segments(path)).collect::<Vec<&str>>()
    };
    let (ours, all) = (names(resource), vendor.resources.iter().flat_map(names).collect::<Vec<_>>());
    let paths = PATHS.iter().filter_map(|name| state[*name].as_str());
    let last = |path| segments(path).into_iter().rfind(|segment| *segment != id && !segment.contains('{'));
    let known: Vec<&str> = paths.filter_map(last).filter(|name| all.contains(name)).collect();
    !known.is_empty() && known.iter().all(|name| ours.contains(name))
}

/// What stands in its paths where ours have this name.
fn in_paths(resource: &Resource, state: &Json, name: &str) -> Option<String> {
    let placeholder = format!("{{{name}}}");
    let templates = resource.calls.every().flat_map(|call| call.paths).map(|path| segments(path));
    let before: Vec<&str> = templates
        .filter_map(|template| {
            let at = template.iter().position(|segment| *segment == placeholder)?;
            Some(template[at.checked_sub(1)?])
        })
        .collect();
    PATHS.iter().filter_map(|path| state[*path].as_str()).find_map(|path| {
        let segments = segments(path);
        let found = segments.windows(2).find(|pair| before.contains(&pair[0]) && !pair[1].contains('{'))?;
        Some(found[1].to_owned())
    })
}

/// The member of this name, however it is spelled: `PropertySid` for `property_sid`.
fn in_members(state: &Json, name: &str) -> Option<String> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    MEMBERS.iter().find_map(|holder| {
        // Data and answers are JSON within text.
        let members: Map<String, Json> = match &state[*holder] {
            Json::String(json) => serde_json::from_str(json).ok()?,
            Json::Object(members) => members.clone(),
            _ => return None,
        };
        members.iter().find(|(there, _)| plain(there) == plain(name)).and_then(|(_, value)| text(value))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RESTAPI: &str = "registry.terraform.io/mastercard/restapi";

    fn of(type_name: &str, provider: &str, source: &str, state: Json) -> Result<Vec<(&'static str, String)>, String> {
        let (vendor, resource) = vendors::resource(type_name).expect("a resource");
        let state = state.to_string();
        identity(vendor, resource, &Source { provider, type_name: source, state: state.as_bytes() })
    }

    fn known(type_name: &str, state: Json) -> Vec<(&'static str, String)> {
        of(type_name, RESTAPI, TYPE_NAME, state).unwrap_or_else(|says| panic!("{type_name}: {says}"))
    }

    #[test]
    fn an_object_keeps_its_identity() {
        for (type_name, state, identity) in [
            (
                "siptrunk_crazytel_trunk",
                json!({"id": "01f8", "path": "/sip-trunks/", "data": "{}"}),
                &[("id", "01f8")][..],
            ),
            ("siptrunk_crazytel_trunk", json!({"id": "01f8", "path": "/api/v1/sip-trunks"}), &[("id", "01f8")]),
            ("siptrunk_nebrija_trunk", json!({"id": "t1", "path": "sip-trunks"}), &[("id", "t1")]),
            ("siptrunk_bolna_trunk", json!({"id": "t1", "path": "/sip-trunks/trunks"}), &[("id", "t1")]),
            ("siptrunk_bolna_trunk", json!({"id": "t1", "path": "/trunks/t1"}), &[("id", "t1")]),
            (
                "siptrunk_yeastar_trunk",
                json!({"id": "7", "path": "/openapi/v1.0/trunk", "read_path": "/openapi/v1.0/trunk/get?id={id}"}),
                &[("id", "7")],
            ),
            (
                "siptrunk_fonedynamics_trunk",
                json!({"id": "TR1", "path": "/v2/Properties/PR1/SipTrunk"}),
                &[("property_sid", "PR1"), ("id", "TR1")],
            ),
            (
                "siptrunk_fonedynamics_trunk",
                json!({"id": "TR1", "path": "/SipTrunk", "api_data": {"PropertySid": "PR2"}}),
                &[("property_sid", "PR2"), ("id", "TR1")],
            ),
            ("siptrunk_fonedynamics_trunk", json!({"id": "TR1", "path": "/SipTrunk"}), &[("id", "TR1")]),
            (
                "siptrunk_bolna_phone_number",
                json!({"id": "n1", "path": "/sip-trunks/trunks/t1/numbers"}),
                &[("trunk_id", "t1"), ("id", "n1")],
            ),
            (
                "siptrunk_bolna_phone_number",
                json!({"id": "n1", "path": "/numbers", "data": "{\"trunk_id\": \"t2\"}"}),
                &[("trunk_id", "t2"), ("id", "n1")],
            ),
        ] {
            let identity: Vec<_> = identity.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
            assert_eq!(known(type_name, state.clone()), identity, "{state}");
        }
        let inbound = json!({"id": "ST_1", "path": "/twirp/livekit.SIP/CreateSIPInboundTrunk",
            "destroy_path": "/twirp/livekit.SIP/DeleteSIPTrunk"});
        assert_eq!(known("siptrunk_livekit_inbound_trunk", inbound), [("id", "ST_1".to_owned())]);
        let number = json!({"object_id": 7, "path": "/openapi/v1.0/trunk/create"});
        assert_eq!(known("siptrunk_yeastar_trunk", number), [("id", "7".to_owned())]);
    }

    #[test]
    fn the_provider_may_come_from_any_registry() {
        let state = json!({"id": "1", "path": "/sip-trunks"});
        for provider in [RESTAPI, "registry.opentofu.org/Mastercard/restapi", "mirror.example/Mastercard/RestAPI"] {
            assert!(of("siptrunk_crazytel_trunk", provider, TYPE_NAME, state.clone()).is_ok(), "{provider}");
        }
        for (provider, source) in [
            ("registry.terraform.io/magodo/restful", "restful_resource"),
            ("registry.terraform.io/mastercard/restapi", "restapi_setting"),
            ("registry.terraform.io/somebody/restapi", "restapi_object"),
            ("", ""),
        ] {
            let says = of("siptrunk_crazytel_trunk", provider, source, state.clone()).unwrap_err();
            assert!(says.contains("What can be moved is restapi_object of Mastercard/restapi."), "{says}");
        }
    }

    #[test]
    fn another_kind_of_object_is_made_and_not_taken_over() {
        let ours = "registry.terraform.io/siptrunk/siptrunk";
        for (type_name, provider, source, says) in [
            (
                "siptrunk_livekit_outbound_trunk",
                ours,
                "siptrunk_livekit_inbound_trunk",
                "It is an inbound trunk at LiveKit, and not an outbound trunk at LiveKit. Remove the `moved` block",
            ),
            (
                "siptrunk_bolna_trunk",
                ours,
                "siptrunk_crazytel_trunk",
                "It is a trunk at Crazytel, and not a trunk at Bolna. Remove the `moved` block",
            ),
            (
                "siptrunk_nebrija_trunk",
                "terraform.io/builtin/terraform",
                "terraform_data",
                "It is an object of Terraform's own, and not a trunk at Nebrija AI. Remove the `moved` block",
            ),
        ] {
            let told = of(type_name, provider, source, json!({"id": "1"})).unwrap_err();
            assert!(told.starts_with(says) && !told.contains("import"), "{told}");
        }
    }

    #[test]
    fn what_cannot_be_found_again_is_not_moved() {
        for (type_name, state, says) in [
            ("siptrunk_crazytel_trunk", json!({"path": "/sip-trunks"}), "Its state has no id."),
            ("siptrunk_crazytel_trunk", json!({"id": "", "path": "/sip-trunks"}), "Its state has no id."),
            ("siptrunk_crazytel_trunk", Json::Null, "Its state has no id."),
            ("siptrunk_crazytel_trunk", json!({"id": "1"}), "Its path, which is missing, is not where Crazytel"),
            (
                "siptrunk_crazytel_trunk",
                json!({"id": "1", "path": "/users"}),
                "Its path, /users, is not where Crazytel",
            ),
            ("siptrunk_bolna_trunk", json!({"id": "1", "path": "/sip-trunks/trunks/t1/numbers"}), "Its path, /sip-"),
            ("siptrunk_bolna_phone_number", json!({"id": "1", "path": "/numbers"}), "with the id TRUNK_ID/ID."),
            // Both kinds are deleted by one call.
            (
                "siptrunk_livekit_outbound_trunk",
                json!({"id": "ST_1", "path": "/twirp/livekit.SIP/CreateSIPInboundTrunk",
                    "destroy_path": "/twirp/livekit.SIP/DeleteSIPTrunk"}),
                "Its path, /twirp/livekit.SIP/CreateSIPInboundTrunk, is not where LiveKit",
            ),
        ] {
            let told = of(type_name, RESTAPI, TYPE_NAME, state).expect_err(says);
            assert!(told.contains(says), "{told}");
        }
    }
}
