//! List resources and generated configuration, at the protocol: what `terraform query` asks from Terraform 1.14 on.

use serde_json::{Value as Json, json};
use siptrunk::protocol::tfplugin6::{get_metadata, get_provider_schema, list_resource, validate_list_resource_config};

use super::support::accounts::{KINDS, PASSWORD, filled};
use super::support::provider::{Listed, Provider, value};
use super::support::sandbox::Sandbox;
use super::support::within_limit;

#[track_caller]
fn fine(listed: &Listed) {
    assert!(listed.diagnostics.is_empty(), "{:?}", listed.diagnostics);
}

/// Each object is the one that an import reads, but for its secrets, and the configuration that is generated for it changes nothing.
async fn adopts(switches: &[&str]) {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = filled(&sandbox).await;
    for switch in switches {
        sandbox.throw(switch).await;
    }
    for (kind, count) in KINDS {
        let listed = provider.list(kind, json!({}), true, 100).await;
        fine(&listed);
        assert_eq!(listed.identities.len(), count, "{kind} {switches:?}: {listed:?}");
        for (identity, object) in listed.identities.iter().zip(&listed.objects) {
            let imported = provider.import_identity(kind, identity).await.ok();
            let read = provider.read(kind, &imported).await.ok();
            let mut open = read.state.clone();
            if let Some(password) = open.get_mut("password") {
                *password = Json::Null;
            }
            assert_eq!((&open, &read.identity), (object, identity), "{kind} {switches:?}");
            let config = provider.generate(kind, object).await;
            assert!(!config.to_string().contains(PASSWORD), "{kind}");
            let planned = provider.plan(kind, &read, &config).await.ok();
            assert_eq!(planned.state, read.state, "{kind} {switches:?}: {config}");
        }
    }
}

#[tokio::test]
async fn what_is_listed_is_what_an_import_reads_and_its_configuration_changes_nothing() {
    adopts(&[]).await;
}

#[tokio::test]
async fn the_same_where_answers_hold_more_and_in_another_form() {
    adopts(&[
        "bolna.list=wrapped",
        "crazytel.extra-keys=present",
        "fonedynamics.list-items=flat",
        "fonedynamics.null-members=present",
        "fonedynamics.addresses=bare",
        "nebrija.no-advanced=null",
        "nebrija.gateways-order=reversed",
        "nebrija.gateway-names=invented",
        "nebrija.extra-keys=everywhere",
        "nebrija.no-authentication=masked",
        "yeastar.numbers=texts",
        "yeastar.empty=null",
        "yeastar.password=masked",
        "yeastar.lists=reversed",
    ])
    .await;
}

#[tokio::test]
async fn the_same_where_answers_hold_less() {
    adopts(&[
        "fonedynamics.list=bare",
        "nebrija.no-advanced=omitted",
        "nebrija.no-authentication=omitted",
        "nebrija.password=omitted",
        "yeastar.empty=omitted",
        "yeastar.password=omitted",
        "yeastar.firmware=older",
        "livekit.list-limit=1",
        "yeastar.list-limit=2",
    ])
    .await;
}

#[tokio::test]
async fn every_resource_can_be_listed() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = Provider::at(&sandbox, &[]).await;
    let schema = provider.client.get_provider_schema(get_provider_schema::Request {}).await.expect("an answer");
    let schema = schema.into_inner();
    assert!(schema.server_capabilities.expect("some").generate_resource_config);
    let told = |(name, schema): (&String, &siptrunk::protocol::tfplugin6::Schema)| {
        let block = schema.block.as_ref().expect("a block");
        let names = block.attributes.iter().map(|attribute| {
            assert!(attribute.optional && !attribute.computed && !attribute.required, "{}", attribute.name);
            attribute.name.clone()
        });
        (name.clone(), names.collect::<Vec<_>>().join(" "))
    };
    let mut lists: Vec<_> = schema.list_resource_schemas.iter().map(told).collect();
    lists.sort();
    let expected = [
        ("siptrunk_bolna_phone_number", "name trunk_id"),
        ("siptrunk_bolna_trunk", "name"),
        ("siptrunk_crazytel_trunk", ""),
        ("siptrunk_fonedynamics_trunk", "name property_sid"),
        ("siptrunk_livekit_inbound_trunk", "name"),
        ("siptrunk_livekit_outbound_trunk", "name"),
        ("siptrunk_nebrija_trunk", "name"),
        ("siptrunk_yeastar_trunk", "name"),
    ];
    assert_eq!(lists, expected.map(|(name, attributes)| (name.to_owned(), attributes.to_owned())));
    let metadata = provider.client.get_metadata(get_metadata::Request {}).await.expect("an answer").into_inner();
    assert_eq!(metadata.list_resources.len(), expected.len());
}

/// `terraform query` writes names to the terminal as they come.
#[tokio::test]
async fn a_name_in_a_list_is_one_line_without_signs_that_do_something() {
    let sandbox = Sandbox::start(&[]).await;
    let made =
        json!({"password": PASSWORD, "caller_id_number": "61255501234", "description": "\u{1b}[31mred\u{202e}\nid=1"});
    sandbox.at("crazytel", "POST", "/sip-trunks/", made).await;
    let mut provider = filled(&sandbox).await;
    let listed = provider.list("siptrunk_crazytel_trunk", json!({}), false, 100).await;
    let name = listed.names.iter().find(|name| name.contains("red")).expect("its name");
    assert_eq!(name, r"\u001b[31mred\u202e\nid=1");
}

#[tokio::test]
async fn a_list_tells_names_and_identities_and_reads_no_object_by_itself() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = filled(&sandbox).await;
    sandbox.calls().await;
    let listed = provider.list("siptrunk_bolna_trunk", json!({"name": "UK/*"}), false, 100).await;
    fine(&listed);
    assert_eq!(listed.names, ["UK/London", "UK/Leeds"]);
    assert_eq!(listed.objects, [Json::Null, Json::Null]);
    assert!(listed.identities.iter().all(|identity| identity["id"].is_string()));
    let crazytel = provider.list("siptrunk_crazytel_trunk", json!({}), true, 100).await;
    assert_eq!(crazytel.names[..2], ["Front desk", "Front desk"]);
    assert_eq!(provider.list("siptrunk_nebrija_trunk", json!({"name": "S*"}), false, 100).await.names, ["Sevilla"]);
    let yeastar = provider.list("siptrunk_yeastar_trunk", json!({"name": "[BL]*"}), false, 100).await;
    assert_eq!(yeastar.names, ["Login", "Branch"]);
    let lines: Vec<_> = sandbox.calls().await.into_iter().map(|call| call.line).collect();
    let reads = lines.iter().filter(|line| {
        let token = line.contains("_token");
        let list = line.ends_with("/trunks") || line.ends_with("/sip-trunks") || line.ends_with("/sip-trunks/");
        !token && !list && !line.contains("/trunk/search") && !line.contains('?')
    });
    assert_eq!(reads.collect::<Vec<_>>(), Vec::<&String>::new(), "{lines:?}");
}

#[tokio::test]
async fn numbers_are_listed_for_one_trunk_or_for_all() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = filled(&sandbox).await;
    let kind = "siptrunk_bolna_phone_number";
    let all = provider.list(kind, json!({}), true, 100).await;
    fine(&all);
    assert_eq!(all.identities.len(), 4);
    let trunk = &all.identities[0]["trunk_id"];
    let some = provider.list(kind, json!({"trunk_id": trunk}), true, 100).await;
    assert_eq!(some.objects, all.objects[..2]);
    assert_eq!(provider.list(kind, json!({"trunk_id": trunk, "name": "No*"}), true, 100).await.names, [""; 0]);
    // A trunk that is gone by now has no numbers; one that the configuration names has to be there.
    sandbox.fault(json!({"vendor": "bolna", "path": "/numbers", "answer": gone()})).await;
    let others = provider.list(kind, json!({}), true, 100).await;
    fine(&others);
    assert!(others.identities.len() < 4, "{others:?}");
    let nowhere = provider.list(kind, json!({"trunk_id": "01AAAAAAAAAAAAAAAAA"}), true, 100).await;
    assert_eq!(nowhere.diagnostics.len(), 1, "{nowhere:?}");
    assert!(nowhere.diagnostics[0].detail.contains("404 \"SIP trunk not found\""), "{nowhere:?}");
}

fn gone() -> Json {
    json!({"status": 404, "body": {"error": 404, "message": "SIP trunk not found"}})
}

#[tokio::test]
async fn what_nobody_can_change_is_not_listed() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = filled(&sandbox).await;
    let kind = "siptrunk_nebrija_trunk";
    let before = provider.list(kind, json!({}), true, 100).await;
    sandbox.switch("nebrija.system-trunk", "present").await;
    for limit in [before.identities.len() as i64, 100] {
        let listed = provider.list(kind, json!({}), true, limit).await;
        fine(&listed);
        assert_eq!(listed.identities, before.identities);
    }
    let read = json!({"name": "Platform"});
    assert_eq!(provider.list(kind, read, true, 100).await.names, [""; 0]);
}

/// Terraform asks for nothing behind the last object that it wants, so that one brings the warning along.
#[tokio::test]
async fn a_list_says_at_its_end_that_it_has_waited() {
    for (limit, objects) in [(1, 1), (100, 2)] {
        let sandbox = Sandbox::start(&[]).await;
        filled(&sandbox).await;
        let mut provider = Provider::at(&sandbox, &[]).await;
        let answer = json!({"status": 429, "headers": {"retry-after": "11"}, "body": "<html>Slow down"});
        sandbox.fault(json!({"vendor": "nebrija", "answer": answer})).await;
        let listed = provider.list("siptrunk_nebrija_trunk", json!({}), false, limit).await;
        let told: Vec<_> = listed.diagnostics.iter().map(|found| found.summary.as_str()).collect();
        assert_eq!(told, ["Waited 11 seconds for Nebrija AI"]);
        assert_eq!(listed.objects.len(), objects, "{listed:?}");
    }
}

#[tokio::test]
async fn a_limit_is_obeyed_and_no_page_is_asked_for_that_nobody_wants() {
    let sandbox = Sandbox::start(&["yeastar.list-limit=1"]).await;
    let mut provider = filled(&sandbox).await;
    for limit in [1, 2, 3] {
        sandbox.calls().await;
        let listed = provider.list("siptrunk_yeastar_trunk", json!({}), false, limit).await;
        fine(&listed);
        assert_eq!(listed.identities.len(), limit as usize);
        let pages = sandbox.calls().await.into_iter().filter(|call| call.line.contains("page_size")).count();
        assert_eq!(pages, limit as usize);
    }
    assert_eq!(provider.list("siptrunk_yeastar_trunk", json!({"name": "Branch"}), true, 1).await.names, ["Branch"]);
    // A caller that hangs up is asked for nothing more.
    sandbox.calls().await;
    let request = list_resource::Request {
        type_name: "siptrunk_yeastar_trunk".into(),
        config: value(&json!({})),
        limit: 100,
        ..Default::default()
    };
    let mut events = within_limit(provider.client.list_resource(request)).await.expect("a stream").into_inner();
    within_limit(events.message()).await.expect("an event").expect("one");
    drop(events);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let pages = sandbox.calls().await.into_iter().filter(|call| call.line.contains("page_size")).count();
    assert!(pages <= 3, "{pages}");
}

#[tokio::test]
async fn a_list_ends_with_its_error() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider =
        Provider::at(&sandbox, &[("CRAZYTEL_API_KEY", "wrong"), ("FONEDYNAMICS_PROPERTY_SID", "")]).await;
    for (kind, words) in [
        ("siptrunk_crazytel_trunk", "Crazytel did not list the trunks"),
        ("siptrunk_fonedynamics_trunk", "Fone Dynamics did not list the trunks"),
    ] {
        let listed = provider.list(kind, json!({}), true, 100).await;
        assert_eq!(listed.diagnostics.len(), 1, "{listed:?}");
        assert_eq!(listed.diagnostics[0].summary, words);
        assert!(listed.identities.is_empty());
    }
    let request = validate_list_resource_config::Request {
        type_name: "siptrunk_nebrija_trunk".into(),
        config: value(&json!({"name": "a["})),
        ..Default::default()
    };
    let found = provider.client.validate_list_resource_config(request).await.expect("an answer").into_inner();
    assert_eq!(found.diagnostics[0].summary, "Invalid name");
    let listed = provider.list("siptrunk_nebrija_trunk", json!({"name": "a["}), true, 100).await;
    assert_eq!(listed.diagnostics[0].summary, "Invalid name");
}
