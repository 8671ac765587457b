//! The provider block of one vendor, with the environment behind it.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::diagnostic::{Diagnostics, Path};
use crate::schema::{Attribute, Check, Kind, Presence, Vendor, format, integer, string};
use crate::value::{Object, Value};

const BASE_URL: Attribute = string("base_url", "Address of the API, up to where the documented paths begin.")
    .checks(&[Check::Format(&format::BASE_URL)]);

const REQUESTS_PER_MINUTE: Attribute =
    integer("requests_per_minute", "Most requests a minute that this provider sends.")
        .checks(&[Check::Range { min: Some(1), max: Some(1_000_000) }]);

/// What the provider block takes for a vendor: its own settings and those that every vendor has.
pub fn attributes(vendor: &'static Vendor) -> &'static [Attribute] {
    static TABLES: LazyLock<Mutex<BTreeMap<&str, &'static [Attribute]>>> = LazyLock::new(Mutex::default);
    let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    tables.entry(vendor.name).or_insert_with(|| {
        let all: Vec<Attribute> = vendor.settings.iter().copied().chain([BASE_URL, REQUESTS_PER_MINUTE]).collect();
        all.leak()
    })
}

/// The environment variable behind a setting.
pub fn environment(vendor: &Vendor, setting: &str) -> String {
    format!("{}_{}", vendor.name, setting).to_ascii_uppercase()
}

/// The settings of one vendor, each from the block, else the environment, else its default.
#[derive(Debug, Default)]
pub struct Settings(Object);

impl Settings {
    /// Resolves the block against the environment.
    pub fn resolve(
        vendor: &'static Vendor,
        block: &Value,
        variable: impl Fn(&str) -> Option<String>,
    ) -> (Self, Diagnostics) {
        let mut settings = Object::default();
        let mut found = Diagnostics::default();
        for attribute in attributes(vendor) {
            let written = match block {
                Value::Unknown => Value::Unknown,
                Value::Object(block) => block.get(attribute.name).clone(),
                _ => Value::Null,
            };
            let name = environment(vendor, attribute.name);
            let value = match variable(&name).filter(|text| written.is_null() && !text.is_empty()) {
                Some(text) => from_environment(attribute, &name, text, &mut found),
                None => written,
            };
            settings.set(attribute.name, default(vendor, attribute, value));
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
        for name in vendor.auth.settings().iter().chain(&["base_url"]).filter(|name| self.get(name).is_null()) {
            let (block, variable) = (vendor.name, environment(vendor, name));
            found.error(
                format!("{} needs {name}", vendor.title),
                format!("Set \"{name}\" in the provider's block: {block} = {{ {name} = ... }}, or set {variable}."),
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
    pub fn secrets(&self, vendor: &'static Vendor) -> Vec<String> {
        let secret = attributes(vendor).iter().filter(|attribute| attribute.is_secret());
        secret.filter_map(|attribute| self.get(attribute.name).as_str().map(str::to_owned)).collect()
    }
}

fn default(vendor: &Vendor, attribute: &Attribute, value: Value) -> Value {
    match (value, attribute.presence, attribute.name) {
        (Value::Null, Presence::Default(default), _) => default.value(),
        (Value::Null, _, "base_url") => vendor.base_url.map_or(Value::Null, Value::from),
        (Value::Null, _, "requests_per_minute") => {
            vendor.requests_per_minute.map_or(Value::Null, |ceiling| i64::from(ceiling).into())
        }
        (value, ..) => value,
    }
}

/// The variable's text as the setting's type. A variable is not in the configuration, so its errors name it instead of
/// having a path into a block that may not be there.
fn from_environment(attribute: &Attribute, name: &str, text: String, found: &mut Diagnostics) -> Value {
    let value = match attribute.kind {
        Kind::Integer => text.trim().parse().map_or(Value::Null, Value::Number),
        Kind::Bool => text.trim().parse().map_or(Value::Null, Value::Bool),
        _ => Value::String(text),
    };
    let broken = attribute.all_checks().find(|check| !check.holds(&value));
    let says = match broken {
        Some(check) => check.says(),
        None if value.is_null() && attribute.kind == Kind::Bool => "be true or false".into(),
        None if value.is_null() => "be a whole number".into(),
        None => return value,
    };
    found.error_at(Path::default(), format!("Invalid {name}"), format!("The environment variable {name} must {says}."));
    Value::Null
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendors::{crazytel, fonedynamics};

    fn resolve(vendor: &'static Vendor, block: Value, variables: &[(&str, &str)]) -> (Settings, Diagnostics) {
        let variable = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, text)| text.to_string());
        Settings::resolve(vendor, &block, variable)
    }

    fn block(name: &str, value: Value) -> Value {
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
            "Set \"token\" in the provider's block: fonedynamics = { token = ... }, or set FONEDYNAMICS_TOKEN."
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
