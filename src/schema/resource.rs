//! A vendor and its resources.

use super::attribute::Attribute;
use super::call::Calls;
use super::hooks::Hooks;

/// A telephony company or product whose trunks the provider manages.
pub struct Vendor {
    /// Its name in the provider block, in resource types and in environment variables.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Where its API lives, up to where the documented paths begin; `None` where every customer has another.
    pub base_url: Option<&'static str>,
    /// What the provider block takes for it, beyond `base_url` and `requests_per_minute`.
    pub settings: &'static [Attribute],
    /// How a call proves who sends it.
    pub auth: Auth,
    /// The most requests a minute that its pages allow.
    pub requests_per_minute: Option<u32>,
    /// What it has.
    pub resources: &'static [Resource],
}

/// How a call proves who sends it; the words are names of settings.
#[derive(Clone, Copy, Debug)]
pub enum Auth {
    /// A header of this name holds the setting.
    Header(&'static str, &'static str),
    /// HTTP Basic: user and password.
    Basic(&'static str, &'static str),
}

/// A resource type: one kind of object at one vendor.
pub struct Resource {
    /// The type's name without the provider's: `crazytel_trunk`.
    pub name: &'static str,
    /// What one object is, in the middle of a sentence: `trunk`.
    pub noun: &'static str,
    /// What it is, for the documentation.
    pub doc: &'static str,
    /// Its attributes, in the order a user would write them.
    pub attributes: &'static [Attribute],
    /// The attribute whose value decides which others fit.
    pub kind: Option<&'static str>,
    /// The forms of an import id: names of attributes joined by slashes, told apart by how many there are.
    pub import: &'static [&'static str],
    /// The vendor's calls.
    pub calls: Calls,
    /// What an object of this vendor does that data cannot say.
    pub hooks: &'static dyn Hooks,
}

impl Resource {
    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The type as Terraform knows it.
    pub fn type_name(&self) -> String {
        format!("siptrunk_{}", self.name)
    }
}
