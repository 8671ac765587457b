//! The same within a plan, for those who only see Terraform's own output: what the provider is asked to plan becomes a warning.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::calls::{Teller, Told};
use super::object::{Side, covered};
use super::veil::Cover;
use crate::engine;
use crate::schema::{Attribute, Missing, Presence, Resource, Vendor};
use crate::value::{Object, Value};

/// What a planned change will have sent: none of both is a new object, and one that ends. Where one `replaces` the other, the
/// planned one is as it would be without that.
pub fn planned(
    vendor: &Vendor,
    resource: &'static Resource,
    [prior, planned]: [Option<&Object>; 2],
    replaces: bool,
    config: &Object,
    setting: impl Fn(&str) -> Value,
) -> Result<Told, Missing> {
    // A setting may be unknown too.
    let setting = |name: &str| match setting(name) {
        Value::Unknown => Some(Cover::Later.text().to_owned()),
        value => value.as_str().map(str::to_owned),
    };
    let teller = Teller { vendor, resource, setting: &setting };
    let before = prior.map(|prior| Side { object: prior.clone(), ..Side::default() });
    let kept = prior.filter(|_| !replaces);
    let after = planned.map(|planned| side(resource, &engine::armed(resource, kept, planned, config), config, kept));
    match (&before, &after) {
        (Some(before), Some(after)) if replaces => {
            Ok([teller.delete(before)?, teller.create(Some(before), after)?].into_iter().collect())
        }
        (None, Some(after)) => teller.create(None, after),
        (Some(before), Some(after)) => teller.update(before, after),
        (Some(before), None) => teller.delete(before),
        (None, None) => Ok(Told::default()),
    }
}

impl Told {
    /// As a warning: its summary and its detail; none if nothing will be sent. Terraform shows only the first of several
    /// warnings with one summary, so two requests have the same one only if they are the same.
    pub fn warning(&self, vendor: &Vendor) -> Option<(String, String)> {
        let first = self.calls.first()?;
        let all = Self { notes: [&self.notes[..], &self.general].concat(), ..self.clone() };
        let text = anstream::adapter::strip_str(&all.text()).to_string();
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let body = if first.body.is_some() { format!(" ({:06x})", hasher.finish() & 0xff_ffff) } else { String::new() };
        let summary = format!("{} will be sent {} {}{body}", vendor.title, first.method, first.path);
        Some((summary, text))
    }
}

/// The planned object, with values for what the configuration will know.
fn side(resource: &Resource, planned: &Object, config: &Object, prior: Option<&Object>) -> Side {
    let mut side = Side::default();
    // A secret is only planned as unknown where it will be sent, and a documented default where that waits for the kind.
    let later = |part: &Attribute, config: &Value| match part.presence {
        Presence::ReadOnly => false,
        Presence::Default(_) => true,
        _ => *config == Value::Unknown || part.is_kept(),
    };
    for attribute in resource.attributes {
        let name = attribute.name;
        let like = prior.map_or(&Value::Null, |prior| prior.get(name));
        let (planned, config) = (planned.get(name), config.get(name));
        let (value, veil) = covered(attribute, &attribute.kind, planned.clone(), config, like, &later);
        side.set(attribute, value, veil);
    }
    side.choose_kind(resource);
    side
}
