//! The provider block of one vendor, with the environment behind it.

use std::collections::BTreeMap;

use url::{Position, Url};

use crate::diagnostic::{Diagnostics, Path};
use crate::engine;
use crate::schema::format::text::and;
use crate::schema::settings::{SANDBOX_VARIABLE, SHOW_REQUESTS, SHOW_REQUESTS_VARIABLE};
use crate::schema::{Attribute, Kind, Vendor};
use crate::value::{Object, Value};

/// The settings of one vendor, each from the block, else the environment, else its default.
#[derive(Default, PartialEq)]
pub struct Settings {
    values: Object,
    /// What is wrong with variables of the environment, by the settings that they stand for.
    wrong: BTreeMap<&'static str, Diagnostics>,
    /// The settings whose variable is set, to an empty text.
    empty: Vec<&'static str>,
    /// Whether there is no provider block to write a setting in.
    no_block: bool,
}

impl Settings {
    /// The settings that the environment gives.
    pub fn of_environment(vendor: &Vendor, variable: impl Fn(&str) -> Option<String>) -> Self {
        Self { no_block: true, ..Self::resolve(vendor, &Value::Null, variable).0 }
    }

    /// Resolves the block against the environment. Answers with it what is wrong in the block. A variable may be there for
    /// another program, and is judged where the vendor is used ([`faults`](Self::faults)).
    pub fn resolve(vendor: &Vendor, block: &Value, variable: impl Fn(&str) -> Option<String>) -> (Self, Diagnostics) {
        let mut settings = Self::default();
        let mut found = Diagnostics::default();
        for setting in vendor.settings {
            let written = match block {
                Value::Unknown => Value::Unknown,
                Value::Object(block) => block.get(setting.name).clone(),
                _ => Value::Null,
            };
            let is_written = !written.is_null();
            let text = || variable(&vendor.variable(setting.name));
            let mut wrong = Diagnostics::default();
            let value = match (!is_written).then(text).flatten() {
                Some(text) if text.is_empty() => {
                    settings.empty.push(setting.name);
                    Value::Null
                }
                Some(text) => from_environment(vendor, setting, text, &mut wrong),
                None => written,
            };
            let sandbox = variable(SANDBOX_VARIABLE).filter(|sandbox| !sandbox.trim().is_empty());
            let value = match sandbox.filter(|_| setting.is(vendor.base_url().name)) {
                Some(sandbox) => in_sandbox(vendor, value, &sandbox, is_written, &mut wrong),
                None if wrong.is_empty() && value.is_null() => setting.documented().unwrap_or(Value::Null),
                None if wrong.is_empty() => value,
                None => Value::Null,
            };
            settings.values.set(setting.name, value);
            if is_written {
                found.extend(wrong);
            } else if !wrong.is_empty() {
                settings.wrong.insert(setting.name, wrong);
            }
        }
        (settings, found)
    }

    /// The setting, null where nobody gives it.
    pub fn get(&self, name: &str) -> &Value {
        self.values.get(name)
    }

    /// Whether the variable behind a setting is wrong.
    pub fn is_wrong(&self, name: &str) -> bool {
        self.wrong.contains_key(name)
    }

    /// Why the vendor cannot be called: an error for each variable that is wrong, and one for all credentials and addresses
    /// that nobody gives. What is not known yet is no fault.
    pub fn faults(&self, vendor: &Vendor) -> Diagnostics {
        let mut found = Diagnostics::default();
        self.wrong.values().for_each(|wrong| found.extend(wrong.clone()));
        let missing = vendor.needed().map(|setting| setting.name);
        let missing: Vec<_> = missing.filter(|name| self.get(name).is_null() && !self.is_wrong(name)).collect();
        if !missing.is_empty() {
            found.error(format!("{} needs {}", vendor.title, and(&missing)), self.to_be_set(vendor, &missing));
        }
        found
    }

    /// How to give these settings, in whole sentences.
    pub fn to_be_set(&self, vendor: &Vendor, names: &[&str]) -> String {
        let empty: Vec<_> = names.iter().filter_map(|name| self.empty(vendor, name)).collect();
        let empty: String = empty.into_iter().map(|says| format!(" {says}")).collect();
        let variables: Vec<_> = names.iter().map(|name| vendor.variable(name)).collect();
        let variables = and(&variables);
        if self.no_block {
            return format!("Set {variables}: the provider block of a configuration is not read here.{empty}");
        }
        let sample = if let [name] = names { format!("{name} = ...") } else { "...".into() };
        let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let (quoted, block) = (and(&quoted), vendor.name);
        format!("Set {quoted} in the provider's block: {block} {{ {sample} }}, or set {variables}.{empty}")
    }

    /// That the variable behind a setting is there and empty, if it is, as a whole sentence.
    pub fn empty(&self, vendor: &Vendor, name: &str) -> Option<String> {
        let variable = vendor.variable(name);
        self.empty
            .contains(&name)
            .then(|| format!("{variable} is set, but empty: a pipeline may lack the secret for it."))
    }

    /// A setting as a message names it that says to look at it.
    pub fn named(&self, vendor: &Vendor, name: &str) -> String {
        let variable = vendor.variable(name);
        if self.no_block { variable } else { format!("\"{name}\" ({variable})") }
    }

    /// The names of settings that are not known yet.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.values.iter().filter(|(_, value)| **value == Value::Unknown).map(|(name, _)| name)
    }

    /// All of them.
    pub fn all(&self) -> &Object {
        &self.values
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

/// The variable's text as the setting's type. A variable is not in the configuration, so its errors name it instead of
/// having a path into a block that may not be there.
fn from_environment(vendor: &Vendor, setting: &Attribute, text: String, found: &mut Diagnostics) -> Value {
    let (value, kind) = match setting.kind {
        Kind::Integer => (text.trim().parse::<i64>().ok().map(Value::from), "a whole number"),
        Kind::Bool => (text.trim().parse().ok().map(Value::Bool), "true or false"),
        _ => (Some(Value::String(text)), "text"),
    };
    let value = value.ok_or_else(|| (format!("must be {kind}"), ""));
    let value = value.and_then(|value| {
        let remedy = if value.as_str().is_some_and(|text| engine::stray(text).is_some()) { " Remove it." } else { "" };
        engine::fault(vendor, setting, &value).map_or(Ok(value), |fault| Err((fault, remedy)))
    });
    value.unwrap_or_else(|(fault, remedy)| {
        let name = vendor.variable(setting.name);
        found.error(format!("Invalid {name}"), format!("The environment variable {name} {fault}.{remedy}"));
        Value::Null
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendors::{VENDORS, crazytel, fonedynamics, livekit};

    fn resolve(vendor: &Vendor, block: Value, variables: &[(&str, &str)]) -> (Settings, Diagnostics) {
        let variable = |name: &str| variables.iter().rev().find(|(n, _)| *n == name).map(|(_, text)| text.to_string());
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
        let found: Vec<_> = settings.faults(&fonedynamics::VENDOR).into_iter().collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].summary, "Fone Dynamics needs token");
        assert_eq!(
            found[0].detail,
            "Set \"token\" in the provider's block: fonedynamics { token = ... }, or set FONEDYNAMICS_TOKEN."
        );
    }

    #[test]
    fn all_that_is_missing_is_one_error() {
        let told = |settings: Settings| {
            let found: Vec<_> = settings.faults(&livekit::VENDOR).into_iter().collect();
            assert_eq!(found.len(), 1);
            format!("{}. {}", found[0].summary, found[0].detail)
        };
        let variables = "LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET";
        let needs = "LiveKit needs url, api_key and api_secret.";
        let block = "Set \"url\", \"api_key\" and \"api_secret\" in the provider's block: livekit { ... }, or set";
        assert_eq!(told(resolve(&livekit::VENDOR, Value::Null, &[]).0), format!("{needs} {block} {variables}."));
        let no_block = "the provider block of a configuration is not read here.";
        let settings = Settings::of_environment(&livekit::VENDOR, |_| None);
        assert_eq!(told(settings), format!("{needs} Set {variables}: {no_block}"));
    }

    #[test]
    fn what_is_wrong_in_the_environment_is_a_fault_of_its_vendor_alone() {
        for vendor in VENDORS {
            for setting in vendor.settings {
                let (name, variable) = (setting.name, vendor.variable(setting.name));
                let texts: &[&str] = match setting.kind {
                    Kind::Integer => &["soon", "-1", "1.5", "99999999"],
                    Kind::Bool => &["perhaps", "1"],
                    // What a certificate is, is seen when the vendor is called.
                    _ if vendor.takes_certificates_by(setting) => &[],
                    _ if setting.is(vendor.base_url().name) => &["localhost:7880", "x ", "\u{fffd}"],
                    _ => &["x\n", " x", "\u{fffd}"],
                };
                for text in texts {
                    let (settings, found) = resolve(vendor, Value::Null, &[(&variable, text)]);
                    assert!(found.is_empty() && settings.get(name).is_null(), "{variable}={text}");
                    let found: Vec<_> = settings.faults(vendor).into_iter().map(|error| error.summary).collect();
                    assert_eq!(found[0], format!("Invalid {variable}"), "{text}");
                    assert!(!found[1..].iter().any(|error| error.contains(name)), "{found:?}");
                    // The block wins over it.
                    let (settings, _) = resolve(vendor, block(name, Value::Unknown), &[(&variable, text)]);
                    assert!(!settings.is_wrong(name), "{variable}={text}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_known_yet_is_not_missing_and_not_replaced_by_the_environment() {
        let (settings, _) =
            resolve(&crazytel::VENDOR, block("api_key", Value::Unknown), &[("CRAZYTEL_API_KEY", "old")]);
        assert_eq!(settings.get("api_key"), &Value::Unknown);
        assert!(settings.faults(&crazytel::VENDOR).is_empty());
    }

    #[test]
    fn in_a_sandbox_no_vendor_is_called_anywhere_else() {
        let sandbox = "http://127.0.0.1:8088";
        for vendor in VENDORS {
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
                let is_written = !block.is_null();
                let (settings, found) = resolve(vendor, block, variables);
                assert_eq!(settings.is_wrong(name), !is_written);
                let found = if is_written { found } else { settings.wrong[name].clone() };
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
                assert!(found.is_empty() && !settings.is_wrong(name), "{name}");
                assert_eq!(settings.get(name).as_str(), Some(below.as_str()), "{name}");
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
        assert!(!resolve(&livekit::VENDOR, Value::Null, &websocket).0.is_wrong("url"));
    }

    #[test]
    fn a_variable_is_checked_like_the_block() {
        for (name, text, says) in [
            ("CRAZYTEL_API_KEY", "key\n", "ends in a line break"),
            ("CRAZYTEL_BASE_URL", "https://crazytel.io ", "ends in a space"),
            ("CRAZYTEL_BASE_URL", "crazytel.io", "must be an http:// or https:// address"),
            ("CRAZYTEL_REQUESTS_PER_MINUTE", "many", "must be a whole number"),
            ("CRAZYTEL_REQUESTS_PER_MINUTE", "0", "must be from 1 to 1000000"),
        ] {
            let (settings, _) = resolve(&crazytel::VENDOR, Value::Null, &[("CRAZYTEL_API_KEY", "k"), (name, text)]);
            let found: Vec<_> = settings.faults(&crazytel::VENDOR).into_iter().collect();
            assert_eq!(found.len(), 1, "{name}");
            assert!(found[0].detail.contains(says) && found[0].detail.contains(name), "{}", found[0].detail);
        }
    }
}
