//! `siptrunk preview`. That it equals what an apply sends is held at every apply of the lifecycle tests, by
//! support/foretold.rs; here is what those do not reach.

mod changes;
mod command;
mod equal;
mod kinds;
mod markup;
mod refusals;
mod rendered;
mod secrets;
mod shown;
mod versions;

use serde_json::{Value as Json, json};
use siptrunk::preview::Preview;

/// A plan as `terraform show -json` prints it, with these changes.
pub fn plan(changes: Json) -> Json {
    json!({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes,
        "configuration": {"root_module": {}}, "planned_values": {"root_module": {}}})
}

/// A change of a Crazytel trunk.
pub fn change(address: &str, actions: &[&str], before: Json, after: Json) -> Json {
    json!({"address": address, "mode": "managed", "type": "siptrunk_crazytel_trunk", "name": "desk",
        "provider_name": "registry.terraform.io/siptrunk/siptrunk",
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": {},
            "before_sensitive": {}, "after_sensitive": {}}})
}

/// A Crazytel trunk as a state has it.
pub fn desk(description: &str) -> Json {
    json!({"id": "6f1c1c0e-0000-4000-8000-000000000001", "password": "Harbour42Bridge", "caller_id": "61255501234",
        "description": description, "area_code": null, "enabled": true, "hide_caller_id": false, "sms_sender": null,
        "softphone_show_balance": true, "softphone_sync_sms": false, "username": "CT123456"})
}

/// The update of one whose description changes.
pub fn update(from: &str, to: &str) -> Json {
    change("siptrunk_crazytel_trunk.desk", &["update"], desk(from), desk(to))
}

pub fn read(plan: &Json) -> Preview {
    Preview::read(plan.to_string().as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"))
}
