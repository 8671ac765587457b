//! What a run of Terraform came to.

use serde_json::Value as Json;
use siptrunk::sandbox::Call;

use super::blow::Blow;

/// Its exit code, its output, who was struck while it ran, and what the vendors were sent.
pub struct Told {
    pub code: i32,
    pub messages: Vec<Json>,
    pub struck: Option<Blow>,
    pub calls: Vec<Call>,
}

impl Told {
    /// Whether it got beyond its plan: only then it keeps what a refresh has shown.
    pub fn planned(&self) -> bool {
        self.code == 0 || self.messages.iter().any(|line| line["type"] == "apply_start")
    }

    pub fn diagnostics(&self) -> impl Iterator<Item = &Json> {
        self.messages.iter().filter(|line| line["type"] == "diagnostic").map(|line| &line["diagnostic"])
    }

    /// Everything that is said of what has this address and this id, as text. Terraform names no address with what is said
    /// of a delete.
    pub fn of(&self, address: &str, id: &str) -> Vec<String> {
        let about = |told: &&Json| {
            let text = format!("{} {}", told["summary"], told["detail"]);
            told["address"] == address || names(&text, address) || !id.is_empty() && names(&text, id)
        };
        self.diagnostics().filter(about).map(|told| format!("{}: {}", told["summary"], told["detail"])).collect()
    }

    /// Whether a change of an address was under way when the provider was killed: it was begun, and did not succeed, and
    /// what Terraform says of that is its own.
    pub fn cut_off(&self, address: &str) -> bool {
        let with = |kind: &str| {
            let of = |line: &&Json| line["type"] == kind && line["hook"]["resource"]["addr"] == address;
            self.messages.iter().filter(of).count()
        };
        let own = |told: &Json| {
            OF_TERRAFORM.iter().any(|words| told["summary"].as_str().is_some_and(|it| it.contains(words)))
        };
        let killed = self.struck == Some(Blow::Kill) && self.diagnostics().any(own);
        killed && with("apply_start") > with("apply_complete")
    }
}

/// Whether text holds this address, and no longer one.
fn names(text: &str, address: &str) -> bool {
    text.match_indices(address)
        .any(|(at, _)| !text[at + address.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

/// The words of Terraform's own about a provider that is no more.
const OF_TERRAFORM: [&str; 3] = ["Plugin did not respond", "Request cancelled", "Plugin error"];
