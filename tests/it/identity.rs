//! Resource identity, at the protocol: what Terraform 1.12 and newer ask.

use serde_json::{Value as Json, json};
use siptrunk::protocol::tfplugin6::{RawState, get_resource_identity_schemas, upgrade_resource_identity};

use super::support::provider::{Held, Provider, json};
use super::support::sandbox::Sandbox;
use super::support::within_limit;

/// A type, a configuration, and the attribute to change in it with its next value.
fn lives(trunk_id: &str) -> [(&'static str, Json, (&'static str, Json)); 6] {
    let password = "Corr3ct-horse-battery";
    [
        (
            "siptrunk_bolna_trunk",
            json!({"name": "UK/London", "provider_name": "custom", "inbound_enabled": true, "auth_type": "credentials", "username": "london", "password": password,
                   "gateways": [{"host": "sip.carrier.example"}]}),
            ("description", json!("Reception")),
        ),
        (
            "siptrunk_bolna_phone_number",
            json!({"trunk_id": trunk_id, "phone_number": "+442071838750"}),
            ("name", json!("Reception")),
        ),
        (
            "siptrunk_crazytel_trunk",
            json!({"password": password, "caller_id": "61255500001"}),
            ("description", json!("Reception")),
        ),
        (
            "siptrunk_fonedynamics_trunk",
            json!({"name": "Office", "caller_id": "+61255500002", "auth_type": "ip", "allowed_ips": ["203.0.113.4/32"]}),
            ("channel_limit", json!(8)),
        ),
        (
            "siptrunk_nebrija_trunk",
            json!({"name": "Madrid", "gateways": [{"host": "sip.carrier.example"}]}),
            ("name", json!("Madrid 2")),
        ),
        (
            "siptrunk_yeastar_trunk",
            json!({"name": "Carrier", "type": "peer", "transport": "udp", "codecs": ["alaw"], "domain": "carrier.example",
                   "host": "sip.carrier.example", "port": 5060}),
            ("name", json!("Carrier-2")),
        ),
    ]
}

async fn trunk_of_bolna(provider: &mut Provider) -> String {
    let (kind, config, _) = &lives("")[0];
    let made = provider.apply(kind, &Held::default(), config).await.ok();
    made.state["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn every_resource_has_an_identity_of_what_its_import_id_holds() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = Provider::at(&sandbox, &[]).await;
    let request = get_resource_identity_schemas::Request {};
    let schemas = provider.client.get_resource_identity_schemas(request).await.expect("an answer").into_inner();
    let told = |(name, schema): (&String, &siptrunk::protocol::tfplugin6::ResourceIdentitySchema)| {
        let attributes = schema.identity_attributes.iter().map(|attribute| {
            assert_eq!(attribute.r#type, br#""string""#);
            assert!(attribute.required_for_import != attribute.optional_for_import);
            format!("{}{}", attribute.name, if attribute.required_for_import { "" } else { "?" })
        });
        (name.clone(), attributes.collect::<Vec<_>>().join(" "), schema.version)
    };
    let mut all: Vec<_> = schemas.identity_schemas.iter().map(told).collect();
    all.sort();
    let expected = [
        ("siptrunk_bolna_phone_number", "trunk_id id"),
        ("siptrunk_bolna_trunk", "id"),
        ("siptrunk_crazytel_trunk", "id"),
        ("siptrunk_fonedynamics_trunk", "property_sid? id"),
        ("siptrunk_livekit_inbound_trunk", "id"),
        ("siptrunk_livekit_outbound_trunk", "id"),
        ("siptrunk_nebrija_trunk", "id"),
        ("siptrunk_yeastar_trunk", "id"),
    ];
    assert_eq!(all, expected.map(|(name, attributes)| (name.to_owned(), attributes.to_owned(), 0)));
}

#[tokio::test]
async fn an_identity_lasts_for_a_life() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = Provider::at(&sandbox, &[]).await;
    let trunk_id = trunk_of_bolna(&mut provider).await;
    for (kind, config, (name, next)) in lives(&trunk_id) {
        if kind == "siptrunk_bolna_trunk" {
            continue;
        }
        let planned = provider.plan(kind, &Held::default(), &config).await.ok();
        assert_eq!(planned.identity, Json::Null, "{kind}: nobody knows it before");
        let made = provider.apply(kind, &Held::default(), &config).await.ok();
        let identity = made.identity.clone();
        assert_eq!(identity["id"], made.state["id"], "{kind}");
        assert!(identity.as_object().expect("an object").values().all(Json::is_string), "{kind}: {identity}");

        let read = provider.read(kind, &made).await.ok();
        assert_eq!(read.identity, identity, "{kind}");
        let from_before = Held { identity: Json::Null, ..made.clone() };
        assert_eq!(provider.read(kind, &from_before).await.ok().identity, identity, "{kind}: a state without one");
        assert_eq!(provider.plan(kind, &from_before, &config).await.ok().identity, identity, "{kind}");

        let mut changed = config.clone();
        changed[name] = next;
        assert_eq!(provider.plan(kind, &read, &changed).await.ok().identity, identity, "{kind}");
        // A number of Bolna's takes no change: another one comes in its place.
        if kind != "siptrunk_bolna_phone_number" {
            let updated = provider.apply(kind, &read, &changed).await.ok();
            assert_eq!((&updated.identity, &updated.state[name]), (&identity, &changed[name]), "{kind}");
        }
        assert_eq!(provider.plan(kind, &read, &Json::Null).await.ok().identity, identity, "{kind}: a destroy");
        let ended = provider.apply(kind, &read, &Json::Null).await.ok();
        assert_eq!(ended.state, Json::Null, "{kind}");
        let gone = provider.read(kind, &read).await.ok();
        assert_eq!((gone.state, gone.identity), (Json::Null, identity), "{kind}");
    }
}

#[tokio::test]
async fn what_takes_the_place_of_another_does_not_inherit_its_identity() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = Provider::at(&sandbox, &[]).await;
    let (kind, config, _) = &lives("")[2];
    let made = provider.apply(kind, &Held::default(), config).await.ok();
    let in_its_place = Held { identity: made.identity.clone(), ..Held::default() };
    assert_eq!(provider.plan(kind, &in_its_place, config).await.ok().identity, Json::Null);
    let next = provider.apply(kind, &in_its_place, config).await.ok();
    assert_eq!(next.identity, json!({"id": next.state["id"]}));
    assert_ne!(next.identity, made.identity);
}

#[tokio::test]
async fn an_import_by_identity_is_one_by_id() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = Provider::at(&sandbox, &[]).await;
    let trunk_id = trunk_of_bolna(&mut provider).await;
    for (kind, config, _) in lives(&trunk_id) {
        if kind == "siptrunk_bolna_trunk" {
            continue;
        }
        let made = provider.apply(kind, &Held::default(), &config).await.ok();
        let parts: Vec<_> = made.identity.as_object().expect("an object").values().filter_map(Json::as_str).collect();
        // An object's members come sorted, and an import id has the object's own id behind its address.
        let id = parts.iter().rev().copied().collect::<Vec<_>>().join("/");
        let by_id = provider.import(kind, &id).await.ok();
        let by_identity = provider.import_identity(kind, &made.identity).await.ok();
        assert_eq!((&by_identity.state, &by_identity.identity), (&by_id.state, &made.identity), "{kind}");
        let read = provider.read(kind, &by_identity).await.ok();
        assert_eq!((&read.state["id"], &read.identity), (&made.state["id"], &made.identity), "{kind}");
    }
}

#[tokio::test]
async fn an_identity_that_says_too_little_is_refused() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = Provider::at(&sandbox, &[]).await;
    for (kind, identity, name) in [
        ("siptrunk_crazytel_trunk", json!({"id": null}), "id"),
        ("siptrunk_crazytel_trunk", json!({"id": " "}), "id"),
        ("siptrunk_bolna_phone_number", json!({"trunk_id": null, "id": "7"}), "trunk_id"),
        ("siptrunk_fonedynamics_trunk", json!({"property_sid": "", "id": "ST1"}), "property_sid"),
    ] {
        let refused = provider.import_identity(kind, &identity).await;
        assert_eq!(refused.state, Json::Null, "{kind} {identity}");
        let words = format!("\"{name}\" of the identity must say which ");
        assert!(refused.diagnostics[0].detail.starts_with(&words), "{:?}", refused.diagnostics);
    }
}

#[tokio::test]
async fn a_property_that_a_setting_gives_is_part_of_the_identity_and_stays_it() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = Provider::at(&sandbox, &[]).await;
    let kind = "siptrunk_fonedynamics_trunk";
    let made = provider.apply(kind, &Held::default(), &lives("")[3].1).await.ok();
    let (property, id) = (sandbox.variable("FONEDYNAMICS_PROPERTY_SID"), &made.state["id"]);
    let whole = json!({"property_sid": property, "id": id});
    assert_eq!(made.identity, whole);

    let by_id = provider.import(kind, id.as_str().expect("an id")).await.ok();
    assert_eq!(by_id.identity, Json::Null, "where it lives, the read finds out");
    assert_eq!(provider.read(kind, &by_id).await.ok().identity, whole);
    let by_identity = provider.import_identity(kind, &json!({"property_sid": null, "id": id})).await.ok();
    assert_eq!(by_identity.identity, whole);

    // Nobody says where it lives until it is in the state already: it is found through the account.
    let mut stranger = Provider::at(&sandbox, &[("FONEDYNAMICS_PROPERTY_SID", "")]).await;
    let less = json!({"property_sid": null, "id": id});
    let found = stranger.import_identity(kind, &less).await.ok();
    assert_eq!(found.identity, less);
    let read = stranger.read(kind, &found).await.ok();
    assert_eq!(read.identity, less);
    let named_late = provider.read(kind, &read).await.ok();
    assert_eq!((&named_late.state["property_sid"], &named_late.identity), (&json!(property), &less));
}

#[tokio::test]
async fn an_identity_of_this_version_is_upgraded_to_itself_and_a_newer_one_is_refused() {
    let sandbox = Sandbox::start(&[]).await;
    let mut provider = Provider::at(&sandbox, &[]).await;
    let mut upgrade = async |version, identity: Json| {
        let raw = RawState { json: identity.to_string().into_bytes(), ..Default::default() };
        let request = upgrade_resource_identity::Request {
            type_name: "siptrunk_bolna_phone_number".into(),
            version,
            raw_identity: Some(raw),
        };
        within_limit(provider.client.upgrade_resource_identity(request)).await.expect("an answer").into_inner()
    };
    let identity = json!({"trunk_id": "a", "id": "b"});
    let upgraded = upgrade(0, json!({"trunk_id": "a", "id": "b", "older": 1})).await;
    assert!(upgraded.diagnostics.is_empty(), "{:?}", upgraded.diagnostics);
    assert_eq!(json(upgraded.upgraded_identity.expect("an identity").identity_data), identity);
    let refused = upgrade(1, identity).await;
    assert!(refused.upgraded_identity.is_none());
    assert!(refused.diagnostics[0].detail.contains("Upgrade the provider"), "{:?}", refused.diagnostics);
}
