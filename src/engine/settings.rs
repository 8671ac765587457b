//! The provider's settings against their table. What is wrong with one is said alike wherever it comes from.

use super::stray::{remedy, stray};
use crate::diagnostic::{Diagnostics, Path};
use crate::schema::settings::superfluous;
use crate::schema::{Attribute, Vendor};
use crate::value::{Object, Value};

/// What is wrong with the provider's block for a vendor.
pub fn validate_settings(vendor: &Vendor, config: &Object) -> Diagnostics {
    let mut found = Diagnostics::default();
    for setting in vendor.settings {
        let value = config.get(setting.name);
        if let Some(fault) = fault(vendor, setting, value) {
            let path = Path::attribute(vendor.name).then(setting.name);
            let remedy = match value {
                Value::String(text) if stray(text).is_some() => remedy(text),
                Value::String(text) if text.is_empty() => "Leave it out to take it from the environment.",
                _ => "",
            };
            let says = format!("\"{path}\" {fault}. {remedy}");
            found.error_at(path, format!("Invalid {}", setting.name), says.trim_end());
        }
    }
    found
}

/// What is wrong with the value of a setting, to go on from its name with, and perhaps what to write. The value is never
/// quoted: an address may hold a secret too.
pub fn fault(vendor: &Vendor, setting: &Attribute, value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => Some("must not be empty".into()),
        // Its lines are part of a certificate.
        Value::String(text) if !vendor.takes_certificates_by(setting) => stray(text),
        _ => None,
    }
    .or_else(|| {
        let check = setting.all_checks().find(|check| !check.holds(value))?;
        let address = value.as_str().filter(|_| setting.is(vendor.base_url().name));
        let superfluous = address.and_then(superfluous).map(|what| format!(". It has {what}"));
        let lacks = check.instead(value).into_iter().find_map(|advice| {
            let begins = advice.text.strip_suffix(value.as_str()?)?;
            Some(format!(". Write \"{begins}\" in front of it"))
        });
        Some(format!("must {}{}", check.says(), superfluous.or(lacks).unwrap_or_default()))
    })
}
