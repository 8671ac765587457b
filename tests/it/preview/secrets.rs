//! Nothing that is secret is shown, whoever says that it is.

use serde_json::{Value as Json, json};
use siptrunk::preview::Preview;
use siptrunk::schema::{Attribute, Codec, Kind};
use siptrunk::vendors;

use super::{change, desk, plan, read, update};

/// The three forms of a preview, and its notes.
fn everywhere(preview: &Preview) -> String {
    format!("{}\n{}\n{}", preview.json(), preview.markdown(60_000), preview.text())
}

fn fonedynamics(before: Json, after: Json, before_marks: Json, after_marks: Json) -> Json {
    json!({"address": "siptrunk_fonedynamics_trunk.hq", "mode": "managed", "type": "siptrunk_fonedynamics_trunk",
        "name": "hq", "provider_name": "registry.terraform.io/siptrunk/siptrunk",
        "change": {"actions": ["update"], "before": before, "after": after, "after_unknown": {},
            "before_sensitive": before_marks, "after_sensitive": after_marks}})
}

fn hq(name: &str, ips: &[&str]) -> Json {
    json!({"id": "ST1", "property_sid": "PR-marked", "name": name, "caller_id": "+61255501234", "auth_type": "ip",
        "allowed_ips": ips, "allowed_countries": ["AU"], "channel_limit": 8})
}

#[test]
fn a_mark_on_either_side_and_on_whatever_holds_it_covers_the_value() {
    for (before, after) in [
        (json!({"name": true}), json!({})),
        (json!({}), json!({"name": true})),
        (json!(true), json!({})),
        (json!({}), json!(true)),
    ] {
        let preview = read(&plan(json!([fonedynamics(
            hq("old-marked", &[]),
            hq("new-marked", &[]),
            before.clone(),
            after.clone()
        )])));
        let shown = everywhere(&preview);
        assert!(!shown.contains("old-marked") && !shown.contains("new-marked"), "{before} {after}\n{shown}");
        assert_eq!(preview.json()["changes"][0]["requests"][0]["body"], json!({"Name": "***"}));
    }
}

#[test]
fn one_mark_in_a_set_covers_the_set_and_one_in_a_path_covers_its_part() {
    let change = fonedynamics(
        hq("x", &["203.0.113.4/32"]),
        hq("x", &["203.0.113.4/32", "198.51.100.7/32"]),
        json!({"property_sid": true}),
        json!({"allowed_ips": [false, true]}),
    );
    let request = read(&plan(json!([change]))).json()["changes"][0]["requests"][0].clone();
    assert_eq!(
        request,
        json!({"method": "PATCH", "path": "/v2/Properties/***/SipTrunk/ST1", "body": {"SipTrunkIpAddresses": "***"}})
    );
}

#[test]
fn a_mark_on_a_part_of_one_text_covers_the_text_and_one_in_a_list_the_member_wherever_it_stood() {
    let trunk = |codecs: &[&str], hosts: [&str; 2]| {
        let gateways = hosts.map(|host| json!({"host": host, "port": 5060, "priority": 1}));
        json!({"id": "T1", "name": "a", "provider_name": "custom", "auth_type": "ip", "allowed_ips": ["203.0.113.4"],
            "gateways": gateways, "codecs": codecs, "enabled": true})
    };
    let change = json!({"address": "siptrunk_bolna_trunk.a", "mode": "managed", "type": "siptrunk_bolna_trunk",
        "name": "a", "provider_name": "registry.terraform.io/siptrunk/siptrunk",
        "change": {"actions": ["update"],
            "before": trunk(&["ulaw"], ["secret.example", "b.example"]),
            "after": trunk(&["alaw", "opus"], ["c.example", "secret.example"]), "after_unknown": {},
            "before_sensitive": {"gateways": [{"host": true}, {}]},
            "after_sensitive": {"codecs": [false, true]}}});
    let preview = read(&plan(json!([change])));
    let body = &preview.json()["changes"][0]["requests"][0]["body"];
    assert_eq!(
        *body,
        json!({"gateways": [{"gateway_address": "***", "port": 5060, "priority": 1},
                {"gateway_address": "***", "port": 5060, "priority": 1}], "allow": "***"})
    );
    assert!(!everywhere(&preview).contains("secret.example"));
}

#[test]
fn a_password_is_never_shown_nor_a_copy_of_it() {
    let mut copied = update("Front desk", "Login: Harbour43Bridge");
    copied["change"]["after"]["password"] = "Harbour43Bridge".into();
    let preview = read(&plan(json!([copied])));
    let shown = everywhere(&preview);
    assert!(!shown.contains("Harbour4"), "{shown}");
    assert_eq!(preview.json()["changes"][0]["requests"][0]["body"], json!({"password": "***", "description": "***"}));
    assert!(shown.contains("`password` changes; it is not shown."));
    // Nor where it stands in what takes the place of the old one, or in what that is known by.
    let known = desk("Login: Harbour42Bridge");
    let address = "siptrunk_crazytel_trunk.desk";
    let mut replaced = change(address, &["delete", "create"], desk("Front desk"), known.clone());
    replaced["change"]["after"]["password"] = "Harbour43Bridge".into();
    for change in [replaced, change(address, &["delete"], known, Json::Null)] {
        let shown = everywhere(&read(&plan(json!([change]))));
        assert!(!shown.contains("Harbour4"), "{shown}");
    }
}

/// As `jsonencode`, `urlencode` and a page of HTML escape it.
#[test]
fn a_copy_that_is_escaped_is_a_copy() {
    for copy in
        [r#"{"login":"Tr0ub4dor\u0026Zebra"}"#, "Tr0ub4dor%26Zebra", "Tr0ub4dor&amp;Zebra", "sip:u:Tr0ub4dor&Zebra@h"]
    {
        let with = |text: &str, password: &str| {
            let mut desk = desk(text);
            desk["password"] = password.into();
            desk
        };
        let address = "siptrunk_crazytel_trunk.desk";
        let (front, copied) = (with("Front desk", "Tr0ub4dor&Zebra"), with(copy, "Tr0ub4dor&Zebra"));
        for change in [
            change(address, &["update"], front.clone(), copied.clone()),
            change(address, &["update"], copied.clone(), with("Front desk", "Tr0ub4dor&Zebra")),
            change(address, &["create"], Json::Null, copied.clone()),
            change(address, &["delete"], copied, Json::Null),
        ] {
            let shown = everywhere(&read(&plan(json!([change]))));
            assert!(!shown.contains("Zebra"), "{shown}");
        }
    }
    let preview = read(&plan(json!([update("Front desk", "Tea & cake at 100%")])));
    assert_eq!(preview.json()["changes"][0]["requests"][0]["body"], json!({"description": "Tea & cake at 100%"}));
}

#[test]
fn a_password_that_only_the_apply_knows_is_covered_as_a_password() {
    for version in [json!(null), json!(2)] {
        let mut change = update("x", "x");
        change["change"]["after"]["password_wo_version"] = version;
        change["change"]["after"].as_object_mut().expect("an object").remove("password");
        change["change"]["after_unknown"] = json!({"password": true});
        let preview = read(&plan(json!([change])));
        assert_eq!(preview.json()["changes"][0]["requests"][0]["body"], json!({"password": "***"}));
    }
}

#[test]
fn a_password_that_moves_out_of_the_state_is_not_sent() {
    let mut change = update("x", "x");
    change["change"]["after"]["password_wo_version"] = 1.into();
    change["change"]["after"]["password"] = Json::Null;
    assert_eq!(read(&plan(json!([change]))).json()["changes"], json!([]));
}

#[test]
fn constants_of_the_configuration_are_not_shown() {
    let mut plan = plan(json!([update("a", "b")]));
    plan["configuration"] = json!({"provider_config": {"siptrunk": {"name": "siptrunk",
            "full_name": "registry.terraform.io/siptrunk/siptrunk",
            "expressions": {"crazytel": {"api_key": {"constant_value": "constant-key"}}}}},
        "root_module": {"resources": [{"address": "siptrunk_crazytel_trunk.desk", "schema_version": 0,
            "provider_config_key": "siptrunk", "expressions": {"password": {"constant_value": "constant-password"}}}]}});
    plan["variables"] = json!({"key": {"value": "constant-variable"}});
    plan["prior_state"] = json!({"values": desk("constant-state")});
    assert!(!everywhere(&read(&plan)).contains("constant-"));
}

/// Every attribute of every resource, marked alone, on the one side and on the other, whole and in its parts.
#[test]
fn every_attribute_that_is_marked_is_covered_at_every_vendor() {
    fn value(attribute: &Attribute, kind: &Kind, text: &str) -> Json {
        match kind {
            Kind::String if attribute.codec == Codec::Json => json!(json!({"x": text}).to_string()),
            Kind::String => json!(text),
            Kind::Integer => json!(7),
            Kind::Bool => json!(true),
            Kind::List(of) | Kind::Set(of) => json!([value(attribute, of, text)]),
            Kind::Map(of) => json!({"X-One": value(attribute, of, text)}),
            Kind::Objects(of) => {
                let members = of.attributes.iter().map(|a| (a.name.to_owned(), value(a, &a.kind, text)));
                json!([members.collect::<serde_json::Map<_, _>>()])
            }
        }
    }
    fn parts(value: &Json) -> Json {
        match value {
            Json::Array(elements) => elements.iter().map(parts).collect(),
            Json::Object(members) => members.iter().map(|(name, value)| (name.clone(), parts(value))).collect(),
            _ => true.into(),
        }
    }
    let mut seen = 0;
    for (_, resource) in vendors::resources() {
        let object = |round: &str| -> Json {
            let of = |a: &Attribute| {
                (a.name.to_owned(), value(a, &a.kind, &format!("zq{round}{}", a.name.replace('_', ""))))
            };
            resource.attributes.iter().map(of).collect::<serde_json::Map<_, _>>().into()
        };
        let (before, after) = (object("6"), object("7"));
        for attribute in resource.attributes.iter().filter(|attribute| attribute.writable() && attribute.name != "id") {
            let name = attribute.name;
            for marks in [json!({name: true}), json!({name: parts(&after[name])})] {
                for (actions, sides) in [
                    (&["update"][..], [marks.clone(), json!({})]),
                    (&["update"], [json!({}), marks.clone()]),
                    (&["delete", "create"], [json!({}), marks.clone()]),
                    (&["create"], [Json::Null, marks.clone()]),
                    (&["delete"], [marks.clone(), json!({})]),
                ] {
                    let there = if actions == ["create"] { Json::Null } else { before.clone() };
                    let change = json!({"address": "x", "mode": "managed", "type": resource.type_name(), "name": "x",
                        "provider_name": "registry.terraform.io/siptrunk/siptrunk",
                        "change": {"actions": actions, "before": there, "after": after, "after_unknown": {},
                            "before_sensitive": sides[0], "after_sensitive": sides[1]}});
                    let shown = everywhere(&read(&plan(json!([change])))).to_lowercase();
                    let texts = ["6", "7"].map(|round| format!("zq{round}{}", name.replace('_', "")));
                    // The name of one attribute may begin that of another.
                    let there = |text: &String| {
                        shown
                            .match_indices(text.as_str())
                            .any(|(at, _)| !shown[at + text.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
                    };
                    assert!(!texts.iter().any(there), "{} {name} {sides:?}\n{shown}", resource.name);
                    seen += shown.matches("zq7").count();
                }
            }
        }
    }
    assert!(seen > 1000, "what is not marked is shown");
}
