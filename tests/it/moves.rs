//! States that were not written by this version of this provider: moved from another one's resource, older, newer.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use siptrunk::protocol::tfplugin6::provider_client::ProviderClient;
use siptrunk::protocol::tfplugin6::{RawState, get_provider_schema, move_resource_state, upgrade_resource_state};
use siptrunk::vendors;
use tonic::transport::Channel;

use super::support::client::{Identity, with_tls};
use super::support::process::{PROGRAM, Running};
use super::support::sandbox::Sandbox;
use super::support::terraform::Workspace;
use super::support::within_limit;

const RESTAPI: &str = "registry.terraform.io/mastercard/restapi";

/// Lets the CLI find a provider by the name of the other one. It is ours: of the other one, only the name and its part of
/// the state are needed, since after the move nothing is left of it.
fn with_a_stand_in(workspace: &Workspace) {
    let folder = workspace.path().join("restapi");
    fs::create_dir(&folder).unwrap();
    super::support::mirror::place(Path::new(PROGRAM), &folder.join("terraform-provider-restapi"));
    let rules = workspace.path().join("cli.tfrc");
    let overrides =
        format!("provider_installation {{\n  dev_overrides {{\n    \"mastercard/restapi\" = {folder:?}\n  }}\n");
    let text = fs::read_to_string(&rules).unwrap().replace("provider_installation {\n", &overrides);
    fs::write(rules, text).unwrap();
}

/// Where somebody who keeps a trunk as `restapi_object` has it, by the vendor's pages, below the address of its API.
fn path(resource: &str, attributes: &Json) -> String {
    let text = |name: &str| attributes[name].as_str().unwrap().to_owned();
    match resource {
        "siptrunk_bolna_trunk" => "/sip-trunks/trunks".into(),
        "siptrunk_bolna_phone_number" => format!("/sip-trunks/trunks/{}/numbers", text("trunk_id")),
        "siptrunk_crazytel_trunk" => "/sip-trunks/".into(),
        "siptrunk_fonedynamics_trunk" => format!("/v2/Properties/{}/SipTrunk", text("property_sid")),
        // Calls have names, and every object has the same ones.
        "siptrunk_livekit_inbound_trunk" => "/twirp/livekit.SIP/GetSIPInboundTrunk".into(),
        "siptrunk_livekit_outbound_trunk" => "/twirp/livekit.SIP/GetSIPOutboundTrunk".into(),
        "siptrunk_nebrija_trunk" => "/api/v1/sip-trunks".into(),
        "siptrunk_yeastar_trunk" => "/openapi/v1.0/trunk".into(),
        other => panic!("nobody typed the path of {other}"),
    }
}

/// A state in which every one of our resources is a `restapi_object`, and the blocks that move them back.
fn as_restapi(mut state: Json) -> (Json, String) {
    let mut blocks = String::new();
    for resource in state["resources"].as_array_mut().unwrap() {
        let (kind, name) =
            (resource["type"].as_str().unwrap().to_owned(), resource["name"].as_str().unwrap().to_owned());
        blocks += &format!("\nmoved {{\n  from = restapi_object.{kind}_{name}\n  to   = {kind}.{name}\n}}\n");
        let attributes = &resource["instances"][0]["attributes"];
        let kept = json!({
            "id": attributes["id"], "path": path(&kind, attributes), "data": "{}", "api_data": {}, "api_response": "{}",
            "create_response": "{}", "debug": null, "object_id": null, "read_search": null,
        });
        resource["type"] = "restapi_object".into();
        resource["name"] = format!("{kind}_{name}").into();
        resource["provider"] = format!("provider[\"{RESTAPI}\"]").into();
        resource["instances"] = json!([{"schema_version": 0, "attributes": kept, "sensitive_attributes": []}]);
    }
    (state, blocks)
}

#[tokio::test]
async fn a_trunk_that_was_kept_as_restapi_object_stays_the_same_one() {
    for (_, resource) in vendors::resources() {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/resources").join(resource.type_name());
        let made = fs::read_to_string(folder.join("resource.tf")).unwrap();
        let names = made.split("variable \"").skip(1).filter_map(|rest| rest.split('"').next());
        let workspace = names.fold(workspace, |all, name| all.with(&format!("TF_VAR_{name}"), "Tr0ub4dor&Zebra"));
        workspace.apply(&made).await.ok();
        let (before, state) = (workspace.identifiers(), workspace.whole_state());
        sandbox.changes().await;
        with_a_stand_in(&workspace);
        let (state, blocks) = as_restapi(state);
        workspace.put_state(&state);
        // An existing trunk needs no password, and what no answer shows stays out of the state until it is written.
        let hidden =
            |line: &&str| ["password ", "e164_check_enabled "].iter().any(|name| line.trim().starts_with(name));
        let kept: Vec<_> = made.lines().filter(|line| !hidden(line)).collect();
        let moved = kept.join("\n") + &blocks;
        let says = ["has moved to", "Plan: 0 to add, 0 to change, 0 to destroy."];
        workspace.plan(&moved).await.says(&says).says_not(&["Error:"]);
        workspace.apply(&moved).await.ok().says(&["0 added, 0 changed, 0 destroyed"]);
        assert_eq!(workspace.identifiers(), before, "{}", resource.type_name());
        assert!(sandbox.changes().await.is_empty(), "{}", resource.type_name());
        workspace.plan(&moved).await.empty();
    }
}

#[tokio::test]
async fn what_cannot_be_moved_is_told_with_what_can() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    with_a_stand_in(&workspace);
    let instance = json!({"schema_version": 0, "attributes": {"id": "1", "path": "/users", "data": "{}"}});
    let state = json!({"version": 4, "terraform_version": "1.8.0", "serial": 1, "lineage": "x", "outputs": {}, "resources": [{
        "mode": "managed", "type": "restapi_object", "name": "it", "provider": format!("provider[\"{RESTAPI}\"]"),
        "instances": [instance],
    }]});
    workspace.put_state(&state);
    let hcl = "resource \"siptrunk_crazytel_trunk\" \"it\" {\n  caller_id = \"61255501234\"\n}\n\n\
               moved {\n  from = restapi_object.it\n  to   = siptrunk_crazytel_trunk.it\n}\n";
    let says =
        ["Cannot be moved to siptrunk_crazytel_trunk", "Its path, /users, is not where Crazytel has its trunks."];
    workspace.plan(hcl).await.failed(&says);
    assert!(sandbox.calls().await.is_empty());
}

async fn client() -> (Running, ProviderClient<Channel>) {
    let terraform = Identity::of_terraform();
    let provider = Running::for_client(&terraform).await;
    let client = ProviderClient::new(with_tls(&provider, Some(&terraform)));
    (provider, client)
}

#[tokio::test]
async fn a_move_answers_the_identity_and_remembers_that_it_was_not_made_here() {
    let (_provider, mut client) = client().await;
    let schema = within_limit(client.get_provider_schema(get_provider_schema::Request {})).await.unwrap().into_inner();
    assert!(schema.server_capabilities.unwrap().move_resource_state);
    let state = json!({"id": "TR1", "path": "/v2/Properties/PR1/SipTrunk", "data": "{}"});
    let mut request = move_resource_state::Request {
        source_provider_address: RESTAPI.into(),
        source_type_name: "restapi_object".into(),
        source_state: Some(RawState { json: state.to_string().into(), ..Default::default() }),
        target_type_name: "siptrunk_fonedynamics_trunk".into(),
        ..Default::default()
    };
    let moved = within_limit(client.move_resource_state(request.clone())).await.unwrap().into_inner();
    assert!(moved.diagnostics.is_empty(), "{:?}", moved.diagnostics);
    let private: Json = serde_json::from_slice(&moved.target_private).expect("JSON");
    assert_eq!((&private["imported"], &private["adopted"]), (&json!(true), &json!(true)));
    // What goes along with others, and no answer has shown yet.
    assert_eq!(private["untold"], json!(["auth_type", "password", "realm"]));
    let msgpack = moved.target_state.unwrap().msgpack;
    let there = |text: &[u8]| msgpack.windows(text.len()).any(|part| part == text);
    assert!(there(b"\xa2id\xa3TR1"), "the id");
    assert!(there(b"\xacproperty_sid\xa3PR1"), "the property");
    request.source_type_name = "restful_resource".into();
    let refused = within_limit(client.move_resource_state(request)).await.unwrap().into_inner();
    assert!(refused.diagnostics[0].detail.contains("What can be moved is restapi_object of Mastercard/restapi."));
}

#[tokio::test]
async fn a_state_of_a_newer_schema_is_refused_and_old_attributes_are_passed_over() {
    let (_provider, mut client) = client().await;
    let state = json!({"id": "01f8", "caller_id": "61255501234", "gone_since_then": [{"a": 1}]});
    let mut request = upgrade_resource_state::Request {
        type_name: "siptrunk_crazytel_trunk".into(),
        version: 0,
        raw_state: Some(RawState { json: state.to_string().into(), ..Default::default() }),
    };
    let read = within_limit(client.upgrade_resource_state(request.clone())).await.unwrap().into_inner();
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    assert!(read.upgraded_state.is_some());
    request.version = 1;
    let newer = within_limit(client.upgrade_resource_state(request.clone())).await.unwrap().into_inner();
    assert_eq!(newer.diagnostics[0].summary, "The state is newer than the provider");
    let says = "wrote this siptrunk_crazytel_trunk with version 1 of its schema";
    assert!(newer.diagnostics[0].detail.contains(says), "{}", newer.diagnostics[0].detail);
    assert!(newer.diagnostics[0].detail.contains("Upgrade the provider"), "{}", newer.diagnostics[0].detail);
    request.raw_state = Some(RawState { json: b"{\"id\": ".to_vec(), ..Default::default() });
    request.version = 0;
    let broken = within_limit(client.upgrade_resource_state(request)).await.unwrap().into_inner();
    assert_eq!(broken.diagnostics.len(), 1);
}
