//! The provider block of one vendor, with the environment behind it.

use crate::diagnostic::Diagnostics;
use crate::engine;
use crate::schema::settings::{SHOW_REQUESTS, SHOW_REQUESTS_VARIABLE};
use crate::schema::{Attribute, Kind, Presence, Vendor};
use crate::value::{Object, Value};

/// The settings of one vendor, each from the block, else the environment, else its default.
#[derive(Default, PartialEq)]
pub struct Settings(Object);

impl Settings {
    /// Resolves the block against the environment.
    pub fn resolve(vendor: &Vendor, block: &Value, variable: impl Fn(&str) -> Option<String>) -> (Self, Diagnostics) {
        let mut settings = Object::default();
        let mut found = Diagnostics::default();
        for setting in vendor.settings {
            let written = match block {
                Value::Unknown => Value::Unknown,
                Value::Object(block) => block.get(setting.name).clone(),
                _ => Value::Null,
            };
            let text = || variable(&vendor.variable(setting.name)).filter(|text| !text.is_empty());
            let value = match written.is_null().then(text).flatten() {
                Some(text) => from_environment(vendor, setting, text, &mut found),
                None => written,
            };
            settings.set(setting.name, or_default(setting, value));
        }
        (Self(settings), found)
    }

    /// The setting, null where nobody gives it.
    pub fn get(&self, name: &str) -> &Value {
        self.0.get(name)
    }

    /// Errors for credentials and addresses that nobody gives; none for those that are not known yet.
    pub fn missing(&self, vendor: &Vendor) -> Diagnostics {
        let mut found = Diagnostics::default();
        for name in
            vendor.auth.settings().iter().chain(&[vendor.base_url().name]).filter(|name| self.get(name).is_null())
        {
            let (block, variable) = (vendor.name, vendor.variable(name));
            found.error(
                format!("{} needs {name}", vendor.title),
                format!("Set \"{name}\" in the provider's block: {block} {{ {name} = ... }}, or set {variable}."),
            );
        }
        found
    }

    /// The names of settings that are not known yet.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, value)| **value == Value::Unknown).map(|(name, _)| name)
    }

    /// All of them.
    pub fn all(&self) -> &Object {
        &self.0
    }

    /// Every secret among the settings.
    pub fn secrets(&self, vendor: &Vendor) -> Vec<String> {
        let secret = vendor.settings.iter().filter(|setting| setting.is_secret());
        secret.filter_map(|setting| self.get(setting.name).as_str().map(str::to_owned)).collect()
    }
}

/// Whether plans show what will be sent, from the block, else the environment.
pub fn show_requests(block: &Object, variable: impl Fn(&str) -> Option<String>, found: &mut Diagnostics) -> bool {
    let text = || variable(SHOW_REQUESTS_VARIABLE).filter(|text| !text.trim().is_empty());
    match block.get(SHOW_REQUESTS.name) {
        Value::Bool(shown) => *shown,
        Value::Null => text().is_some_and(|text| {
            text.trim().parse().unwrap_or_else(|_| {
                found.error(
                    format!("Invalid {SHOW_REQUESTS_VARIABLE}"),
                    format!("The environment variable {SHOW_REQUESTS_VARIABLE} must be true or false."),
                );
                false
            })
        }),
        _ => false,
    }
}

fn or_default(setting: &Attribute, value: Value) -> Value {
    match (value, setting.presence) {
        (Value::Null, Presence::Default(default)) => default.value(),
        (value, _) => value,
    }
}

/// The variable's text as the setting's type. A variable is not in the configuration, so its errors name it instead of
/// having a path into a block that may not be there.
fn from_environment(vendor: &Vendor, setting: &Attribute, text: String, found: &mut Diagnostics) -> Value {
    let (value, kind) = match setting.kind {
        Kind::Integer => (text.trim().parse::<i64>().ok().map(Value::from), "a whole number"),
        Kind::Bool => (text.trim().parse().ok().map(Value::Bool), "true or false"),
        _ => (Some(Value::String(text)), "text"),
    };
    let value = value.ok_or_else(|| format!("must be {kind}"));
    let value = value.and_then(|value| engine::fault(vendor, setting, &value).map_or(Ok(value), Err));
    value.unwrap_or_else(|fault| {
        let name = vendor.variable(setting.name);
        found.error(format!("Invalid {name}"), format!("The environment variable {name} {fault}."));
        Value::Null
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendors::{crazytel, fonedynamics};

    fn resolve(vendor: &Vendor, block: Value, variables: &[(&str, &str)]) -> (Settings, Diagnostics) {
        let variable = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, text)| text.to_string());
        Settings::resolve(vendor, &block, variable)
    }

    fn block(name: &'static str, value: Value) -> Value {
        Value::Object([(name, value)].into_iter().collect())
    }

    #[test]
    fn the_block_wins_over_the_environment_and_that_over_the_default() {
        let variables = [("CRAZYTEL_API_KEY", "from-environment"), ("CRAZYTEL_BASE_URL", "http://127.0.0.1:1/x")];
        let (settings, found) = resolve(&crazytel::VENDOR, block("api_key", "from-block".into()), &variables);
        assert!(found.is_empty());
        assert_eq!(settings.get("api_key").as_str(), Some("from-block"));
        assert_eq!(settings.get("base_url").as_str(), Some("http://127.0.0.1:1/x"));
        assert_eq!(settings.get("requests_per_minute").as_i64(), Some(60));
        let (settings, _) = resolve(&crazytel::VENDOR, Value::Null, &variables);
        assert_eq!(settings.get("api_key").as_str(), Some("from-environment"));
    }

    #[test]
    fn what_is_missing_is_named_with_both_ways_to_give_it() {
        let (settings, _) = resolve(&fonedynamics::VENDOR, block("account_sid", "AC1".into()), &[]);
        let found: Vec<_> = settings.missing(&fonedynamics::VENDOR).into_iter().collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].summary, "Fone Dynamics needs token");
        assert_eq!(
            found[0].detail,
            "Set \"token\" in the provider's block: fonedynamics { token = ... }, or set FONEDYNAMICS_TOKEN."
        );
    }

    #[test]
    fn what_is_not_known_yet_is_not_missing_and_not_replaced_by_the_environment() {
        let (settings, _) =
            resolve(&crazytel::VENDOR, block("api_key", Value::Unknown), &[("CRAZYTEL_API_KEY", "old")]);
        assert_eq!(settings.get("api_key"), &Value::Unknown);
        assert!(settings.missing(&crazytel::VENDOR).is_empty());
    }

    #[test]
    fn a_variable_is_checked_like_the_block() {
        for (name, text, says) in [
            ("CRAZYTEL_API_KEY", "key\n", "ends in a line break"),
            ("CRAZYTEL_BASE_URL", "https://crazytel.io ", "ends in a blank"),
            ("CRAZYTEL_BASE_URL", "crazytel.io", "must be an http:// or https:// address"),
            ("CRAZYTEL_REQUESTS_PER_MINUTE", "many", "must be a whole number"),
            ("CRAZYTEL_REQUESTS_PER_MINUTE", "0", "must be from 1 to 1000000"),
        ] {
            let (_, found) = resolve(&crazytel::VENDOR, Value::Null, &[(name, text)]);
            let found: Vec<_> = found.into_iter().collect();
            assert_eq!(found.len(), 1, "{name}");
            assert!(found[0].detail.contains(says) && found[0].detail.contains(name), "{}", found[0].detail);
        }
    }
}
