//! A preview for machines.

use serde_json::{Value as Json, json};

use super::Preview;

/// The version of this form. Members may be added to it.
const FORMAT_VERSION: &str = "1.0";

impl Preview {
    /// As JSON.
    pub fn json(&self) -> Json {
        let changes: Vec<Json> = self.changes.iter().map(|change| {
            let request = |call: &super::Call| json!({"method": call.method.to_string(), "path": call.path, "body": call.body});
            json!({
                "address": change.address,
                "vendor": change.vendor.name,
                "action": change.action.word(),
                "requests": change.told.calls.iter().map(request).collect::<Vec<_>>(),
                "notes": change.told.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })
        }).collect();
        let mut all = json!({"format_version": FORMAT_VERSION, "changes": changes});
        if !self.later.is_empty() {
            all["deferred"] = self.later.iter().map(ToString::to_string).collect();
        }
        all
    }
}
