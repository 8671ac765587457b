//! List resources, drawn from the resources: what Terraform's `query` asks a vendor's list for.

use super::attribute::{Attribute, Life, Place, Presence};
use super::check::Check;
use super::declare::string;
use super::format::glob::GLOB;
use super::resource::Resource;

/// A list of the objects of a resource.
pub struct ListResource {
    /// The resource.
    pub resource: &'static Resource,
    /// What it may be asked for.
    pub attributes: Vec<Attribute>,
}

impl ListResource {
    /// The pattern for names, where objects have names.
    pub const NAME: &str = "name";

    /// The list of a resource.
    pub fn of(resource: &'static Resource) -> Self {
        let name =
            string(Self::NAME, "List only those whose name matches this pattern.").checks(&[Check::Format(&GLOB)]);
        let named = resource.attribute(Self::NAME).is_some();
        let address = |attribute: &&Attribute| attribute.place == Place::Address;
        let addresses = resource.attributes.iter().filter(address).map(|address| {
            let (noun, of, name) = (resource.noun, address.holder(), address.name);
            let doc = match resource.parent {
                Some(_) => format!("List only the {noun}s of this {of}. Left out, those of all {of}s."),
                None => format!("The {of} whose {noun}s are listed. Default: the provider's `{name}`."),
            };
            Attribute { doc: doc.leak(), presence: Presence::Optional, life: Life::Free, ..*address }
        });
        Self { resource, attributes: named.then_some(name).into_iter().chain(addresses).collect() }
    }
}
