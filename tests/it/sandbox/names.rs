//! A sandbox knows its vendor's names from the vendor's pages: one that is misspelt, at any depth, is refused. It learns
//! none from the provider's tables, or a mistake there would be agreed with.

use serde_json::{Value as Json, json};
use siptrunk::vendors::{SANDBOXES, VENDORS};

use super::{Sandbox, bolna, fonedynamics, livekit, nebrija, yeastar};

/// Where a vendor makes trunks, and bodies that hold, together, every member that its create page has.
pub fn creates() -> Vec<(&'static str, String, Vec<Json>)> {
    let crazytel = json!({"password": "Harbour42Bridge", "caller_id_number": "61255501234",
        "description": "front desk", "area_code": "02", "enabled": true, "hide_caller_id": false,
        "sms_sender": "61455501234", "softphone_show_balance": true, "softphone_sync_sms": false});
    let mut newer = yeastar::register();
    for (member, value) in [
        ("itsp", json!("")),
        ("enb_outbound_proxy", json!(1)),
        ("outbound_proxy_server", json!("proxy.acme.example")),
        ("outbound_proxy_port", json!(5060)),
        ("def_outbound_cid_name", json!("Acme")),
        ("transparent_trans_180_msg", json!(0)),
        ("setting_of_sip_and_sdp_ip", json!("custom")),
        ("sip_and_sdp_ip_addr", json!("203.0.113.9")),
        ("ignore_100_response", json!(0)),
        ("force_dod_from", json!(0)),
        ("enb_sipauth_cache", json!(0)),
    ] {
        newer[member] = value;
    }
    vec![
        ("bolna", bolna::TRUNKS.into(), vec![bolna::encrypted(), bolna::by_ip()]),
        ("crazytel", "/sip-trunks/".into(), vec![crazytel]),
        (
            "fonedynamics",
            format!("{}/SipTrunk", fonedynamics::PROPERTY),
            vec![fonedynamics::by_ip(), fonedynamics::by_credentials()],
        ),
        ("livekit", "CreateSIPInboundTrunk".into(), vec![json!({"trunk": livekit::inbound()})]),
        ("livekit", "CreateSIPOutboundTrunk".into(), vec![json!({"trunk": livekit::outbound()})]),
        ("nebrija", nebrija::TRUNKS.into(), vec![nebrija::full()]),
        ("yeastar", "trunk/create".into(), vec![newer]),
    ]
}

/// Members whose own members are nobody's but the user's.
const FREE: [&str; 4] = ["advanced", "headers", "headers_to_attributes", "attributes_to_headers"];

/// A JSON pointer to every member at any depth, but to none of what is free-form.
fn members(json: &Json, path: &str, found: &mut Vec<String>) {
    match json {
        Json::Object(map) => {
            for (name, value) in map {
                let path = format!("{path}/{name}");
                found.push(path.clone());
                if !FREE.contains(&name.as_str()) {
                    members(value, &path, found);
                }
            }
        }
        Json::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                members(element, &format!("{path}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The body with the member there under a name that differs in one letter.
fn misspelt(body: &Json, pointer: &str) -> Json {
    let mut body = body.clone();
    let (holder, name) = pointer.rsplit_once('/').expect("a pointer");
    let holder = body.pointer_mut(holder).and_then(Json::as_object_mut).expect("an object");
    let value = holder.shift_remove(name).expect("the member");
    holder.insert(format!("{}x", &name[..name.len() - 1]), value);
    body
}

async fn refuses(sandbox: &Sandbox, vendor: &str, path: &str, body: &Json) -> Option<String> {
    let answer = sandbox.ask(vendor, "POST", path, body.clone()).await;
    let code = answer.json().get("errcode").and_then(Json::as_i64).unwrap_or_default();
    (answer.status >= 400 || code != 0).then_some(answer.text)
}

#[tokio::test]
async fn a_misspelt_member_is_refused_by_every_vendor() {
    // LiveKit's server is the one that passes over what it does not know.
    let sandbox = Sandbox::start(&["livekit.unknown-members=refused"]).await;
    for (vendor, path, bodies) in creates() {
        for body in bodies {
            assert_eq!(refuses(&sandbox, vendor, &path, &body).await, None, "{vendor} takes what its page has");
            let held = sandbox.objects(vendor).await;
            let mut pointers = vec![];
            members(&body, "", &mut pointers);
            for pointer in pointers {
                let body = misspelt(&body, &pointer);
                assert!(refuses(&sandbox, vendor, &path, &body).await.is_some(), "{vendor} takes {body}");
            }
            assert_eq!(sandbox.objects(vendor).await, held, "{vendor} holds what it refused");
        }
    }
}

#[test]
fn every_vendor_has_a_sandbox_of_its_name() {
    let vendors: Vec<_> = VENDORS.iter().map(|vendor| vendor.name).collect();
    assert_eq!(SANDBOXES.iter().map(|sandbox| sandbox.vendor).collect::<Vec<_>>(), vendors);
}
