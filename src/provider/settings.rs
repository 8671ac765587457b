//! The provider block of one vendor, with the environment behind it.

use url::{Position, Url};

use crate::diagnostic::{Diagnostics, Path};
use crate::engine;
use crate::schema::settings::{SANDBOX_VARIABLE, SHOW_REQUESTS, SHOW_REQUESTS_VARIABLE};
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
            let is_written = !written.is_null();
            let text = || variable(&vendor.variable(setting.name)).filter(|text| !text.is_empty());
            let value = match (!is_written).then(text).flatten() {
                Some(text) => from_environment(vendor, setting, text, &mut found),
                None => written,
            };
            let sandbox = variable(SANDBOX_VARIABLE).filter(|sandbox| !sandbox.trim().is_empty());
            let value = match sandbox.filter(|_| setting.is(vendor.base_url().name)) {
                Some(sandbox) => in_sandbox(vendor, value, &sandbox, is_written, &mut found),
                None => or_default(setting, value),
            };
            settings.set(setting.name, value);
        }
        (Self(settings), found)
    }

    /// The setting, null where nobody gives it.
    pub fn get(&self, name: &str) -> &Value {
        self.0.get(name)
    }

    /// Errors for credentials and addresses that nobody gives; none for those that are not known yet.
    pub fn missing(&self, vendor: &Vendor) -> Diagnostics {
        let (block, title) = (vendor.name, vendor.title);
        let mut found = Diagnostics::default();
        for (name, variable) in self.not_given(vendor) {
            found.error(
                format!("{title} needs {name}"),
                format!("Set \"{name}\" in the provider's block: {block} {{ {name} = ... }}, or set {variable}."),
            );
        }
        found
    }

    /// The same where there is no block.
    pub fn missing_in_environment(&self, vendor: &Vendor) -> Diagnostics {
        let mut found = Diagnostics::default();
        for (name, variable) in self.not_given(vendor) {
            let says = format!("Set {variable}: the provider block of a configuration is not read here.");
            found.error(format!("{} needs {name}", vendor.title), says);
        }
        found
    }

    /// The credentials and the address that nobody gives, and the variables that would.
    fn not_given<'a>(&self, vendor: &'a Vendor) -> impl Iterator<Item = (&'static str, String)> + use<'a, '_> {
        let names = vendor.auth.settings().into_iter().chain([vendor.base_url().name]);
        names.filter(|name| self.get(name).is_null()).map(|name| (name, vendor.variable(name)))
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

/// An address in a run that may call nothing but a sandbox: whoever rehearses a `destroy` there is not to destroy anything
/// at a server that the block names. No default is such an address.
fn in_sandbox(vendor: &Vendor, address: Value, sandbox: &str, is_written: bool, found: &mut Diagnostics) -> Value {
    let Value::String(text) = &address else { return address };
    let setting = vendor.base_url();
    let url = Url::parse(&setting.sent(text));
    let is_there = |sandbox: &str| {
        Url::parse(sandbox).is_ok_and(|there| url.as_ref().is_ok_and(|url| url.origin() == there.origin()))
    };
    if sandbox.split_whitespace().any(is_there) {
        return address;
    }
    let host = url.ok().map(|url| url[Position::BeforeHost..Position::AfterPort].to_owned());
    let host = host.as_deref().unwrap_or("another address");
    let (title, sandboxes) = (vendor.title, sandbox.split_whitespace().collect::<Vec<_>>().join(" and "));
    let remedy = format!(
        "leads to {host}, and {SANDBOX_VARIABLE} says that nothing but {sandboxes} may be called. Nothing was sent. Take the \
         setting away to call the sandbox; to call {title} there, run without `siptrunk sandbox` and without {SANDBOX_VARIABLE} in \
         the environment."
    );
    let summary = format!("This run is in a sandbox, and {title} is not");
    match is_written {
        true => {
            let path = Path::attribute(vendor.name).then(setting.name);
            let says = format!("\"{path}\" {remedy}");
            found.error_at(path, summary, says);
        }
        false => found.error(summary, format!("The environment variable {} {remedy}", vendor.variable(setting.name))),
    }
    Value::Null
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
    fn in_a_sandbox_no_vendor_is_called_anywhere_else() {
        let sandbox = "http://127.0.0.1:8088";
        for vendor in crate::vendors::VENDORS {
            let name = vendor.base_url().name;
            let address = vendor.variable(name);
            let other = format!("https://{}.example:8443/v1", vendor.name);
            let with_secret = other.replace("https://", "https://k:s@");
            for (block, variables) in [
                (
                    self::block(name, with_secret.as_str().into()),
                    &[(SANDBOX_VARIABLE, sandbox), (&address, sandbox)][..],
                ),
                (Value::Null, &[(SANDBOX_VARIABLE, sandbox), (&address, other.as_str())]),
            ] {
                let (settings, found) = resolve(vendor, block, variables);
                let found: Vec<_> = found.into_iter().collect();
                assert_eq!(found.len(), 1, "{name}");
                let says = format!("{} {}", found[0].summary, found[0].detail);
                let host = format!(" {}.example:8443,", vendor.name);
                for words in ["This run is in a sandbox", &host, sandbox, SANDBOX_VARIABLE, name] {
                    assert!(says.to_lowercase().contains(&words.to_lowercase()), "{words}: {says}");
                }
                assert!(!says.contains("k:s"), "{says}");
                assert!(settings.get(name).is_null());
            }
            // The default is no sandbox either; without one it counts.
            assert!(resolve(vendor, Value::Null, &[(SANDBOX_VARIABLE, sandbox)]).0.get(name).is_null());
            let (settings, found) = resolve(vendor, block(name, other.as_str().into()), &[(SANDBOX_VARIABLE, " ")]);
            assert!(found.is_empty() && settings.get(name).as_str() == Some(&other));

            let below = format!("{sandbox}/{}", vendor.name);
            for variables in [
                &[(SANDBOX_VARIABLE, sandbox), (&address, below.as_str())][..],
                &[(SANDBOX_VARIABLE, "http://127.0.0.1:9 http://127.0.0.1:8088"), (&address, below.as_str())],
            ] {
                let (settings, found) = resolve(vendor, Value::Null, variables);
                assert!(found.is_empty() && settings.get(name).as_str() == Some(&below), "{name}");
            }
            for near in [
                "https://127.0.0.1:8088",
                "http://127.0.0.1:80880",
                "http://127.0.0.1:8088.example",
                "http://localhost:8088",
            ] {
                assert!(
                    !resolve(vendor, block(name, near.into()), &[(SANDBOX_VARIABLE, sandbox)]).1.is_empty(),
                    "{near}"
                );
            }
        }
        let websocket = [(SANDBOX_VARIABLE, sandbox), ("LIVEKIT_URL", "ws://127.0.0.1:8088/livekit")];
        assert!(resolve(&crate::vendors::livekit::VENDOR, Value::Null, &websocket).1.is_empty());
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
