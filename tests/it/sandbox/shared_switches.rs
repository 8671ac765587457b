//! Switches that several vendors have in the same words.

use serde_json::{Value as Json, json};

use super::names::creates;
use super::{Answer, Sandbox};

/// A sandbox in which the vendor holds a trunk, and the trunk. The switch is thrown before or after it is made.
async fn with_trunk(vendor: &str, switch: &str, before: bool) -> (Sandbox, Json) {
    let switch = format!("{vendor}.{switch}");
    let thrown: Vec<&str> = if before { vec![&switch] } else { vec![] };
    let sandbox = Sandbox::start(&thrown).await;
    assert!(create(&sandbox, vendor).await.status < 300);
    if !before {
        sandbox.throw(&switch).await;
    }
    let trunk = sandbox.objects(vendor).await[0].clone();
    (sandbox, trunk)
}

async fn create(sandbox: &Sandbox, vendor: &str) -> Answer {
    let (_, path, bodies) = creates().into_iter().find(|(name, ..)| *name == vendor).expect("a vendor");
    // No two trunks may have one name at some vendors, or one number at another.
    let mut body = bodies[0].clone();
    let there = sandbox.objects(vendor).await.len();
    if let Some(name) = body.get_mut("name") {
        *name = format!("trunk{there}").into();
    }
    if let Some(numbers) = body.pointer_mut("/trunk/numbers") {
        *numbers = json!([format!("+1{there}")]);
    }
    sandbox.ask(vendor, "POST", &path, body).await
}

fn id(vendor: &str, trunk: &Json) -> String {
    let name = match vendor {
        "fonedynamics" => "SipTrunkSid",
        "livekit" => "sip_trunk_id",
        _ => "id",
    };
    trunk[name].to_string()
}

const ALL: [&str; 6] = ["bolna", "crazytel", "fonedynamics", "livekit", "nebrija", "yeastar"];

/// A member that holds text for people, and may be empty where `""` clears it.
fn note(vendor: &str) -> &'static str {
    match vendor {
        "bolna" | "crazytel" => "description",
        "fonedynamics" => "CustomerReference",
        "livekit" | "nebrija" => "name",
        _ => "def_outbound_cid_name",
    }
}

#[tokio::test]
async fn a_new_trunk_may_show_late() {
    for vendor in ALL {
        let (sandbox, trunk) = with_trunk(vendor, "create-visible-after=2", true).await;
        let id = id(vendor, &trunk);
        for shown in [false, false, true, true] {
            assert_eq!(sandbox.list(vendor).await.text.contains(&id), shown, "{vendor}");
            assert_eq!(sandbox.look(vendor, &trunk).await.text.contains(&id), shown, "{vendor}");
        }
    }
}

#[tokio::test]
async fn a_new_trunk_may_be_late_for_every_call() {
    for vendor in ALL {
        let (sandbox, trunk) = with_trunk(vendor, "create-visible-after=1", true).await;
        sandbox.switch(&format!("{vendor}.create-late-for"), "all").await;
        sandbox.meddle(vendor, &trunk, json!({note(vendor): "by-hand"})).await;
        sandbox.remove(vendor, &trunk).await;
        assert_eq!(sandbox.objects(vendor).await, std::slice::from_ref(&trunk), "{vendor}");
        sandbox.look(vendor, &trunk).await;
        sandbox.meddle(vendor, &trunk, json!({note(vendor): "by-hand"})).await;
        assert_eq!(sandbox.objects(vendor).await[0][note(vendor)], "by-hand", "{vendor}");
        sandbox.remove(vendor, &trunk).await;
        assert_eq!(sandbox.objects(vendor).await, Vec::<Json>::new(), "{vendor}");
    }
}

/// By default a new trunk is late for reads alone.
#[tokio::test]
async fn a_new_trunk_that_is_not_shown_yet_can_be_changed_and_removed() {
    for vendor in ALL {
        let (sandbox, trunk) = with_trunk(vendor, "create-visible-after=9", true).await;
        let changed = sandbox.meddle(vendor, &trunk, json!({note(vendor): "by-hand"})).await;
        assert!(changed.status < 300, "{vendor}: {changed:?}");
        assert_eq!(sandbox.objects(vendor).await[0][note(vendor)], "by-hand", "{vendor}");
        sandbox.remove(vendor, &trunk).await;
        assert_eq!(sandbox.objects(vendor).await, Vec::<Json>::new(), "{vendor}");
    }
}

#[tokio::test]
async fn a_number_of_a_trunk_that_is_late_for_every_call_is_too() {
    for (late_for, status) in [("reads", 201), ("all", 404)] {
        let (sandbox, trunk) = with_trunk("bolna", "create-visible-after=1", true).await;
        sandbox.switch("bolna.create-late-for", late_for).await;
        let numbers = format!("/sip-trunks/trunks/{}/numbers", trunk["id"].as_str().expect("an id"));
        let added = sandbox.ask("bolna", "POST", &numbers, json!({"phone_number": "+15550100123"})).await;
        assert_eq!(added.status, status, "{late_for}: {added:?}");
    }
}

#[tokio::test]
async fn a_change_may_show_late() {
    for vendor in ALL {
        let (sandbox, trunk) = with_trunk(vendor, "update-visible-after=2", true).await;
        for change in ["by-hand", "again"] {
            sandbox.meddle(vendor, &trunk, json!({note(vendor): change})).await;
            assert_eq!(sandbox.objects(vendor).await[0][note(vendor)], change, "{vendor}");
        }
        for shown in [false, false, true] {
            let answer = sandbox.look(vendor, &trunk).await;
            assert!(!answer.text.contains("by-hand") && answer.text.contains("again") == shown, "{vendor}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_may_be_about_another_trunk() {
    for vendor in ALL {
        let (sandbox, first) = with_trunk(vendor, "astray=create-other", false).await;
        let first = id(vendor, &first);
        let answer = create(&sandbox, vendor).await;
        let objects = sandbox.objects(vendor).await;
        // In the order of their making, or of their ids.
        let second = objects.into_iter().find(|object| id(vendor, object) != first).expect("a second one");
        assert!(answer.text.contains(&first), "{vendor}: {answer:?}");
        sandbox.switch(&format!("{vendor}.astray"), "read-other").await;
        let answer = sandbox.look(vendor, &second).await;
        assert!(answer.status == 200 && answer.text.contains(&first), "{vendor}: {answer:?}");
        if ["bolna", "crazytel", "livekit", "nebrija"].contains(&vendor) {
            sandbox.switch(&format!("{vendor}.astray"), "update-other").await;
            let answer = sandbox.meddle(vendor, &second, json!({note(vendor): "by-hand"})).await;
            assert!(answer.status == 200 && answer.text.contains(&first), "{vendor}: {answer:?}");
            let objects = sandbox.objects(vendor).await;
            let changed = objects.iter().find(|object| object[note(vendor)] == "by-hand").expect("it is changed");
            assert_eq!(id(vendor, changed), id(vendor, &second), "{vendor}");
        }
    }
}

#[tokio::test]
async fn an_answer_may_be_the_receipt_of_a_queue() {
    let receipt = (202, json!({"status": "queued"}));
    for vendor in ["bolna", "crazytel", "livekit", "nebrija"] {
        let (sandbox, trunk) = with_trunk(vendor, "astray=update-receipt", false).await;
        let answer = sandbox.meddle(vendor, &trunk, json!({note(vendor): "by-hand"})).await;
        assert_eq!(answer.both(), receipt, "{vendor}");
        assert_eq!(sandbox.objects(vendor).await[0][note(vendor)], "by-hand", "{vendor}");
    }
    for vendor in ["bolna", "crazytel", "fonedynamics", "livekit", "nebrija"] {
        let (sandbox, _) = with_trunk(vendor, "astray=create-receipt", false).await;
        assert_eq!(create(&sandbox, vendor).await.both(), receipt, "{vendor}");
        assert_eq!(sandbox.objects(vendor).await.len(), 2, "{vendor}");
    }
}

#[tokio::test]
async fn texts_may_be_stored_in_another_form() {
    for vendor in ALL {
        for (value, stored) in
            [("trimmed", "B\u{fc}ro"), ("lower-case", " b\u{fc}ro "), ("decomposed", " Bu\u{308}ro ")]
        {
            let (sandbox, trunk) = with_trunk(vendor, &format!("texts={value}"), false).await;
            sandbox.meddle(vendor, &trunk, json!({note(vendor): " B\u{fc}ro "})).await;
            assert_eq!(sandbox.objects(vendor).await[0][note(vendor)], stored, "{vendor} {value}");
        }
    }
}

#[tokio::test]
async fn an_update_may_not_empty_anything() {
    for vendor in ["bolna", "crazytel", "fonedynamics", "yeastar"] {
        for (value, refused) in [("ignored", false), ("refused", true)] {
            let (sandbox, trunk) = with_trunk(vendor, &format!("clearing={value}"), false).await;
            let answer = sandbox.meddle(vendor, &trunk, json!({note(vendor): ""})).await;
            let fine = answer.status < 300 && !answer.text.contains("PARAMETER ERROR");
            assert_eq!(fine, !refused, "{vendor}: {answer:?}");
            assert_eq!(sandbox.objects(vendor).await[0][note(vendor)], trunk[note(vendor)], "{vendor}");
        }
    }
}
