//! What `terraform show -json PLAN` prints, as far as it is needed: formats of Terraform 1.5 to 1.16 and of OpenTofu 1.8 to
//! 1.12, which are all of major version 1. Members that are not named here are passed over, as that format asks for. Values
//! stay text until somebody looks at them: most of a plan is nobody's here, and all of it at once would take many times its size.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use serde_json::value::RawValue;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// A plan.
#[derive(Deserialize)]
pub struct File<'a> {
    format_version: Option<String>,
    timestamp: Option<String>,
    terraform_version: Option<String>,
    /// What changes, ordered by address.
    #[serde(borrow, default)]
    pub resource_changes: Vec<ResourceChange<'a>>,
    /// What the refresh found to be otherwise than in the state.
    #[serde(borrow, default)]
    pub resource_drift: Vec<ResourceChange<'a>>,
    /// Where the configuration has it from.
    #[serde(borrow, default)]
    pub configuration: Option<Configuration<'a>>,
    /// Whether an apply leads to what the configuration says.
    pub complete: Option<bool>,
    /// What cannot be planned yet.
    #[serde(borrow, default)]
    pub deferred_changes: Vec<Deferred<'a>>,
    /// What providers are asked to do beside that.
    #[serde(default)]
    pub action_invocations: Vec<Invocation>,
    /// The same, left to a later plan.
    #[serde(default)]
    pub deferred_action_invocations: Vec<DeferredInvocation>,
    #[serde(default)]
    errored: bool,
    planned_values: Option<IgnoredAny>,
}

/// What happens to one object.
#[derive(Deserialize)]
pub struct ResourceChange<'a> {
    /// The address as people write it.
    pub address: String,
    /// The one that it has in the state, if another.
    pub previous_address: Option<String>,
    /// The module's address; none for the root.
    pub module_address: Option<String>,
    #[serde(default)]
    mode: Option<String>,
    /// The resource's type.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    provider_name: Option<String>,
    /// The key of an object that a replacement has left over.
    pub deposed: Option<String>,
    /// Why.
    pub action_reason: Option<String>,
    /// What.
    #[serde(borrow)]
    pub change: Change<'a>,
}

/// A change's values.
#[derive(Deserialize)]
pub struct Change<'a> {
    /// In their order.
    #[serde(default)]
    pub actions: Vec<String>,
    /// What was there.
    #[serde(borrow)]
    pub before: Option<&'a RawValue>,
    /// What will be there, as far as it is known.
    #[serde(borrow)]
    pub after: Option<&'a RawValue>,
    /// What of it is not known.
    #[serde(borrow)]
    pub after_unknown: Option<&'a RawValue>,
    /// What of `before` is sensitive.
    #[serde(borrow)]
    pub before_sensitive: Option<&'a RawValue>,
    /// What of `after` is sensitive.
    #[serde(borrow)]
    pub after_sensitive: Option<&'a RawValue>,
    /// Set for an object that this plan imports.
    pub importing: Option<IgnoredAny>,
    /// What takes a new object.
    #[serde(default)]
    pub replace_paths: Option<Vec<Json>>,
}

/// A change that waits for another plan.
#[derive(Deserialize)]
pub struct Deferred<'a> {
    /// Why, in Terraform's word.
    pub reason: Option<String>,
    /// Which.
    #[serde(borrow)]
    pub resource_change: Option<ResourceChange<'a>>,
}

/// An action that a plan will have a provider carry out.
#[derive(Deserialize)]
pub struct Invocation {
    /// The action's address.
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    provider_name: Option<String>,
}

/// An action that waits for another plan.
#[derive(Deserialize)]
pub struct DeferredInvocation {
    /// Which.
    pub action_invocation: Option<Invocation>,
}

/// The configuration.
#[derive(Deserialize)]
pub struct Configuration<'a> {
    /// Providers' blocks.
    #[serde(default)]
    pub provider_config: BTreeMap<String, ProviderConfig>,
    /// The module that all others are called from.
    #[serde(borrow, default)]
    pub root_module: Module<'a>,
}

/// A provider's block.
#[derive(Deserialize)]
pub struct ProviderConfig {
    /// The provider.
    #[serde(default)]
    pub full_name: Option<String>,
    /// Its expressions.
    #[serde(default)]
    pub expressions: Json,
}

/// A module.
#[derive(Default, Deserialize)]
pub struct Module<'a> {
    /// Its resources.
    #[serde(borrow, default)]
    pub resources: Vec<Configured<'a>>,
    /// The modules that it calls.
    #[serde(borrow, default)]
    pub module_calls: BTreeMap<String, ModuleCall<'a>>,
    /// What it gives its caller.
    #[serde(default)]
    pub outputs: BTreeMap<String, Output>,
}

/// A resource's block.
#[derive(Deserialize)]
pub struct Configured<'a> {
    /// Type and name, with `data.` before them where it is a data source.
    #[serde(default)]
    pub address: String,
    /// Which provider's block it belongs to.
    #[serde(default)]
    pub provider_config_key: Option<String>,
    /// The version of its schema.
    #[serde(default)]
    pub schema_version: u64,
    /// Its expressions.
    #[serde(borrow)]
    pub expressions: Option<&'a RawValue>,
    /// What it is made for each of.
    #[serde(default)]
    pub for_each_expression: Option<Json>,
}

/// A call of a module.
#[derive(Deserialize)]
pub struct ModuleCall<'a> {
    /// What it is given.
    #[serde(default)]
    pub expressions: BTreeMap<String, Json>,
    /// What it is called for each of.
    #[serde(default)]
    pub for_each_expression: Option<Json>,
    /// What is called.
    #[serde(borrow, default)]
    pub module: Module<'a>,
}

/// A value that a module gives.
#[derive(Deserialize)]
pub struct Output {
    /// Where it has it from.
    #[serde(default)]
    pub expression: Json,
}

/// Why there is no preview: whole sentences, none of the plan's values in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What prints the plan as it is read here.
const CONVERT: &str = "`terraform show -json PLANFILE` (or `tofu show -json PLANFILE`)";

/// A value that was left as text; null where there is none. `None` for one that is nested too deep for anybody's schema.
pub fn value(text: Option<&RawValue>) -> Option<Json> {
    text.map_or(Some(Json::Null), |text| serde_json::from_str(text.get()).ok())
}

/// A plan in UTF-8: Windows' shells put a mark before what they redirect, and its PowerShell writes UTF-16.
pub fn in_utf8(input: &[u8]) -> Cow<'_, [u8]> {
    let (pairs, unit): (_, fn([u8; 2]) -> u16) = match input {
        [0xef, 0xbb, 0xbf, rest @ ..] => return rest.into(),
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes),
        [b'{', 0, ..] => (input, u16::from_le_bytes),
        [0, b'{', ..] => (input, u16::from_be_bytes),
        _ => return input.into(),
    };
    let (pairs, odd) = pairs.as_chunks();
    let units: Vec<_> = pairs.iter().map(|pair| unit(*pair)).collect();
    match String::from_utf16(&units) {
        Ok(text) if odd.is_empty() => text.into_bytes().into(),
        _ => input.into(),
    }
}

impl<'a> File<'a> {
    /// Reads a plan.
    pub fn read(input: &'a [u8]) -> Result<Self, Refusal> {
        if input.starts_with(b"PK\x03\x04") {
            return Err(Refusal(format!(
                "This is a plan file in the CLI's own binary format. Convert it: {CONVERT} prints its JSON."
            )));
        }
        if input.trim_ascii().is_empty() {
            return Err(Refusal(format!("There is nothing to read. Give it the output of {CONVERT}.")));
        }
        match serde_json::from_slice::<Self>(input) {
            Ok(file) => file.checked(input),
            Err(error) => Err(unreadable(input, &error)),
        }
    }

    /// When it was made, and by which version, in a sentence; none for a format that does not say it.
    pub fn made(&self) -> Option<String> {
        let at = OffsetDateTime::parse(self.timestamp.as_deref()?, &Rfc3339).ok()?.to_offset(UtcOffset::UTC);
        let (month, hour, minute) = (at.month().to_string(), at.hour(), at.minute());
        let is_plain = |version: &&str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
            version.len() < 40 && version.starts_with(|c: char| c.is_ascii_digit()) && version.chars().all(plain)
        };
        let version = self.terraform_version.as_deref().filter(is_plain);
        let version = version.map_or_else(String::new, |version| format!(" (version {version} of the CLI)"));
        Some(format!("Plan of {} {month:.3} {}, {hour:02}:{minute:02} UTC{version}.", at.day(), at.year()))
    }

    fn checked(self, input: &[u8]) -> Result<Self, Refusal> {
        let major = self.format_version.as_deref().and_then(|version| version.split('.').next()?.parse::<u64>().ok());
        let a_plan = !self.resource_changes.is_empty() || self.planned_values.is_some() || self.configuration.is_some();
        match (major, a_plan) {
            (Some(0), true) => Err(Refusal(
                "This plan has a format from before Terraform 1.1. Make it with Terraform 1.5 or newer, or OpenTofu 1.8 or \
                 newer."
                    .into(),
            )),
            (Some(1), true) => match self.errored {
                true => Err(Refusal(
                    "This plan is incomplete, because planning ended with an error. Fix that, and plan again: what is in it is \
                     less than what would be sent."
                        .into(),
                )),
                false => Ok(self),
            },
            (Some(major), _) if major > 1 => Err(Refusal(format!(
                "This plan has format {major}, and this siptrunk knows format 1. Use a newer siptrunk."
            ))),
            _ => Err(something_else(input)),
        }
    }
}

/// What else is JSON and might be taken for a plan.
fn something_else(input: &[u8]) -> Refusal {
    let has = |name: &str| {
        let members: BTreeMap<String, IgnoredAny> = serde_json::from_slice(input).unwrap_or_default();
        members.contains_key(name)
    };
    Refusal(if has("encrypted_data") {
        "This plan file is encrypted. `tofu show -json PLANFILE`, run where the key is, prints its JSON.".into()
    } else if has("lineage") || has("serial") || has("values") || has("format_version") {
        format!(
            "This is a state and not a plan. Make a plan with `terraform plan -out=PLANFILE`, and give it the output of \
             {CONVERT}."
        )
    } else {
        format!("This is JSON, but not of a plan. Give it the output of {CONVERT}.")
    })
}

/// What is no JSON, or not of this form. What the parser says may quote the plan, so only the place is told.
fn unreadable(input: &[u8], error: &serde_json::Error) -> Refusal {
    let place = format!("line {}, column {}", error.line(), error.column());
    let several = serde_json::Deserializer::from_slice(input).into_iter::<IgnoredAny>().take(2).filter(Result::is_ok);
    Refusal(if error.is_data() {
        if serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(input).is_err() {
            format!("This is JSON, but not of a plan. Give it the output of {CONVERT}.")
        } else {
            format!("This is not the JSON of a plan ({place}). Give it the output of {CONVERT}.")
        }
    } else if several.count() == 2 {
        format!(
            "This is several pieces of JSON, as `terraform plan -json` logs them, and not a plan. Add `-out=PLANFILE` there, \
             and give it the output of {CONVERT}."
        )
    } else if input.trim_ascii().first() != Some(&b'{') && input.windows(2).any(|pair| pair == b"\n{") {
        "Something stands before the JSON of the plan, perhaps from the wrapper of hashicorp/setup-terraform. Set \
         `terraform_wrapper: false` there."
            .into()
    } else if error.is_eof() {
        format!("This JSON ends in the middle ({place}). Give it the whole output of {CONVERT}.")
    } else {
        format!("This is not JSON ({place}). Give it the output of {CONVERT}.")
    })
}

impl ResourceChange<'_> {
    /// Which object: an address may have older ones beside its own.
    pub fn place(&self) -> (&str, Option<&str>) {
        (&self.address, self.deposed.as_deref())
    }

    /// Whether it is a resource of this provider's.
    pub fn is_ours(&self) -> bool {
        let managed = self.mode.as_deref().is_none_or(|mode| mode == "managed");
        let provider = self.provider_name.as_deref().unwrap_or_default();
        managed && self.kind.starts_with(TYPES) && is_this_provider(provider)
    }

    /// Whether it is a data source.
    pub fn is_data(&self) -> bool {
        self.mode.as_deref() == Some("data")
    }
}

impl Invocation {
    /// Whether this provider is asked.
    pub fn is_ours(&self) -> bool {
        self.provider_name.as_deref().is_some_and(is_this_provider)
    }
}

/// What the names of all types of this provider begin with.
pub const TYPES: &str = "siptrunk_";

/// Whether a provider is this one, from whatever registry and whoever's: a private registry has each provider under the name of
/// the organisation that uploads it.
pub fn is_this_provider(name: &str) -> bool {
    name.rsplit('/').next() == Some("siptrunk")
}
