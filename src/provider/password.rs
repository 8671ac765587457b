//! A random password that keeps a vendor's rules.

use rand::SeedableRng;
use rand::rngs::{StdRng, SysRng};
use rand::seq::IndexedRandom;

use crate::diagnostic::{Diagnostics, Path};
use crate::engine::validate_table;
use crate::schema::{Attribute, RandomPassword};
use crate::value::{Object, Value};
use crate::vendors;

/// Every device takes these.
const PLAIN: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// With the special characters that mean nothing in addresses and files of configuration.
const WITH_SPECIAL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*";
/// How often a password is drawn before another alphabet is tried: a rule that a fair share of passwords keeps is kept.
const TRIES: usize = 1000;

/// What is wrong with the configuration.
pub fn validate(config: &Object) -> Diagnostics {
    let mut found = validate_table(&vendors::random_password().attributes, config);
    let length = config.get(RandomPassword::LENGTH).as_i64();
    let vendor = config.get(RandomPassword::VENDOR).as_str();
    if let (Some(length), Some(password), true) = (length, vendor.and_then(password_of), !found.has_errors())
        && let Err(wrong) = draw(password, length)
    {
        found.extend(wrong);
    }
    found
}

/// The result for a configuration.
pub fn open(config: &Object) -> Result<Object, Diagnostics> {
    let mut result = config.clone();
    let table = &vendors::random_password().attributes;
    // Terraform has had it validated; whoever has not, would wait for ever for a password of absurd length.
    let found = validate_table(table, config);
    if found.has_errors() {
        return Err(found);
    }
    for attribute in table.iter().filter(|attribute| config.get(attribute.name).is_null()) {
        if let Some(default @ Value::Number(_)) = attribute.documented() {
            result.set(attribute.name, default);
        }
    }
    let length = result.get(RandomPassword::LENGTH).as_i64().unwrap_or_default();
    let password = config.get(RandomPassword::VENDOR).as_str().and_then(password_of);
    let Some(password) = password else { return Err(found) };
    result.set(RandomPassword::RESULT, Value::String(draw(password, length)?));
    Ok(result)
}

fn password_of(vendor: &str) -> Option<&'static Attribute> {
    vendors::VENDORS.iter().find(|known| known.name == vendor)?.password()
}

/// A password of so many characters that keeps the vendor's rules, of letters and digits if that will do. Each is as
/// likely as the other.
fn draw(password: &Attribute, length: i64) -> Result<String, Diagnostics> {
    let mut random = StdRng::try_from_rng(&mut SysRng).map_err(|error| {
        let mut found = Diagnostics::default();
        found.error("No password could be generated", format!("The system gives no random numbers: {error}."));
        found
    })?;
    let mut tries = [PLAIN, WITH_SPECIAL].into_iter().flat_map(|alphabet| std::iter::repeat_n(alphabet, TRIES));
    let drawn = tries.find_map(|alphabet| {
        let characters = (0..length).filter_map(|_| alphabet.choose(&mut random));
        let drawn: String = characters.map(|byte| char::from(*byte)).collect();
        let keeps = password.all_checks().all(|check| check.holds(&drawn.as_str().into()));
        keeps.then_some(drawn)
    });
    drawn.ok_or_else(|| no_such(password, length))
}

fn no_such(password: &Attribute, length: i64) -> Diagnostics {
    let mut found = Diagnostics::default();
    let rules: Vec<_> = password.all_checks().map(|check| check.says()).collect();
    let says = format!("No password of {length} characters will do: it must {}.", rules.join(", and "));
    found.error_at(Path::attribute(RandomPassword::LENGTH), format!("Invalid {}", RandomPassword::LENGTH), says);
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn config(vendor: &str, length: Value) -> Object {
        [("vendor", vendor.into()), ("length", length)].into_iter().collect()
    }

    #[test]
    fn every_vendors_rules_are_kept_and_no_password_comes_twice() {
        for vendor in vendors::VENDORS {
            let checks: Vec<_> = vendor.password().expect("trunks have passwords").all_checks().collect();
            let mut drawn = BTreeSet::new();
            for length in [10, 24, 255].repeat(20) {
                let opened = open(&config(vendor.name, length.into())).unwrap_or_else(|_| panic!("{}", vendor.name));
                let result = opened.get("result").clone();
                assert!(checks.iter().all(|check| check.holds(&result)), "{}", vendor.name);
                assert_eq!(result.as_str().map(str::len), Some(length as usize));
                assert!(drawn.insert(result.as_str().unwrap_or_default().to_owned()));
            }
            let opened = open(&config(vendor.name, Value::Null)).unwrap_or_default();
            assert_eq!(opened.get("length"), &24.into());
        }
    }

    #[test]
    fn special_characters_are_used_only_where_they_are_asked_for() {
        let special = |vendor: &str| {
            let opened = open(&config(vendor, 200.into())).unwrap_or_default();
            opened.get("result").as_str().is_some_and(|text| text.contains(|c: char| c.is_ascii_punctuation()))
        };
        assert!(special("fonedynamics") && !special("crazytel") && !special("bolna"));
    }

    #[test]
    fn a_length_that_no_rule_allows_is_an_error_that_tells_the_rules() {
        let errors: Vec<_> = validate(&config("fonedynamics", 8.into())).into_iter().collect();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].path, Path::attribute("length"));
        assert!(errors[0].detail.contains("at least 10 characters"), "{}", errors[0].detail);
        assert!(!validate(&config("crazytel", 8.into())).has_errors());
        assert!(validate(&config("nobody", Value::Null)).has_errors());
        for length in [7, 256, i64::MAX] {
            assert!(validate(&config("crazytel", length.into())).has_errors());
            assert!(open(&config("crazytel", length.into())).is_err());
        }
    }
}
