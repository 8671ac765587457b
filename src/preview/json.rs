//! A preview for machines.

use serde::Serialize;
use serde_json::Value as Json;

use super::{Call, Change, Preview};

/// The version of this form. Members may be added to it.
const FORMAT_VERSION: &str = "1.0";

/// What is written. It borrows the bodies, which are most of it.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    format_version: &'static str,
    changes: Vec<WrittenChange<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deferred: Vec<String>,
}

#[derive(Serialize)]
struct WrittenChange<'a> {
    address: &'a str,
    vendor: &'static str,
    action: &'static str,
    requests: Vec<WrittenCall<'a>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct WrittenCall<'a> {
    method: String,
    path: &'a str,
    body: Option<&'a Json>,
}

impl<'a> From<&'a Change> for WrittenChange<'a> {
    fn from(change: &'a Change) -> Self {
        Self {
            address: &change.address,
            vendor: change.vendor.name,
            action: change.action.word(),
            requests: change.told.calls.iter().map(WrittenCall::from).collect(),
            notes: change.told.notes.iter().chain(&change.told.general).map(ToString::to_string).collect(),
        }
    }
}

impl<'a> From<&'a Call> for WrittenCall<'a> {
    fn from(call: &'a Call) -> Self {
        Self { method: call.method.to_string(), path: &call.path, body: call.body.as_ref() }
    }
}

impl Preview {
    /// As JSON.
    pub fn json(&self) -> Json {
        serde_json::to_value(self.written()).unwrap_or_default()
    }

    pub(super) fn written(&self) -> Written<'_> {
        Written {
            format_version: FORMAT_VERSION,
            changes: self.changes.iter().map(WrittenChange::from).collect(),
            deferred: self.later.iter().map(ToString::to_string).collect(),
        }
    }
}
