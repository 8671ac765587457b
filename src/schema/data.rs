//! Data sources, drawn from the resources: one object by a key of its own, and all of an account.

use serde_json::Value as Json;

use super::attribute::{Attribute, Elements, Fits, Kind, Life, Order, Place, Presence, Unknown};
use super::call::Call;
use super::declare::objects;
use super::resource::{Resource, Vendor};

/// A data source.
pub struct DataSource {
    /// What it tells.
    pub tells: Tells,
    /// The type's name without the provider's.
    pub name: String,
    /// What it is, for the documentation.
    pub doc: String,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

/// What a data source tells.
#[derive(Clone, Copy)]
pub enum Tells {
    /// One object.
    One(&'static Resource),
    /// All objects, in the attribute with the resource's plural.
    All(&'static Resource),
    /// Something else that the vendor lists.
    Listing(&'static Listing),
}

/// A list of texts at a vendor that is no resource.
pub struct Listing {
    /// The type's name without the provider's.
    pub name: &'static str,
    /// What it is, for the documentation.
    pub doc: &'static str,
    /// The vendor's call.
    pub call: Call,
    /// The attribute with the texts.
    pub attribute: Attribute,
    /// Members that may hold the number of all rows.
    pub total: &'static [&'static str],
    /// The texts in an answer; `None` if the answer is of no known form.
    pub texts: fn(&Json) -> Option<Vec<String>>,
}

impl DataSource {
    /// Every data source of a vendor. What their nested tables take is never given back: a process needs them once.
    pub fn of(vendor: &'static Vendor) -> Vec<Self> {
        let title = vendor.title;
        let objects =
            vendor.resources.iter().flat_map(|resource| [Self::one(title, resource), Self::all(title, resource)]);
        objects.chain(vendor.listings.iter().map(Self::listing)).collect()
    }

    fn one(title: &str, resource: &'static Resource) -> Self {
        let keys: Vec<_> = resource.keys().map(|key| format!("`{}`", key.name)).collect();
        let told = |attribute: &Attribute| match attribute.place {
            Place::Address => address(attribute),
            _ if resource.keys().any(|key| key.name == attribute.name) => asked(attribute),
            _ => only_told(attribute),
        };
        Self {
            tells: Tells::One(resource),
            name: resource.name.into(),
            doc: format!(
                "Reads one {} at {title} by {}{}.",
                resource.noun,
                exactly_one_of(keys.len()),
                keys.join(" or ")
            ),
            attributes: open(resource.attributes).map(told).collect(),
        }
    }

    fn all(title: &str, resource: &'static Resource) -> Self {
        let addresses = || resource.attributes.iter().filter(|attribute| attribute.place == Place::Address);
        let of = addresses().map(|address| format!("of one {}", address.holder())).next();
        let elements =
            Elements { attributes: resource.attributes, keys: &["id"], order: Order::Nobodys, unknown: Unknown::Left };
        let objects = objects(resource.plural().leak(), "All that were found.", Box::leak(Box::new(elements))).json("");
        Self {
            tells: Tells::All(resource),
            name: format!("{}s", resource.name),
            doc: format!("Reads all {}s {} at {title}.", resource.noun, of.as_deref().unwrap_or("of the account")),
            attributes: addresses().map(address).chain([only_told(&objects)]).collect(),
        }
    }

    fn listing(listing: &'static Listing) -> Self {
        Self {
            tells: Tells::Listing(listing),
            name: listing.name.into(),
            doc: listing.doc.into(),
            attributes: vec![only_told(&listing.attribute)],
        }
    }

    /// The type as Terraform knows it.
    pub fn type_name(&self) -> String {
        format!("siptrunk_{}", self.name)
    }
}

fn exactly_one_of(keys: usize) -> &'static str {
    if keys > 1 { "exactly one of " } else { "" }
}

/// What a data source can tell of an object: everything but secrets, and what goes with them.
fn open(table: &'static [Attribute]) -> impl Iterator<Item = &'static Attribute> {
    table.iter().filter(|attribute| !attribute.is_secret() && !matches!(attribute.place, Place::Version(_)))
}

/// An attribute that the vendor fills, at any depth.
fn only_told(attribute: &Attribute) -> Attribute {
    // What a user never writes has no other sentences than those for a reader.
    let doc = if attribute.writable() { beginning(attribute.doc) } else { attribute.doc };
    Attribute {
        doc,
        kind: told_kind(&attribute.kind),
        presence: Presence::ReadOnly,
        checks: &[],
        fits: Fits { only: &[], required: &[] },
        life: Life::Free,
        ..*attribute
    }
}

/// A key: the user may write it to ask for an object.
fn asked(attribute: &Attribute) -> Attribute {
    Attribute { presence: Presence::VendorDefault, checks: attribute.checks, ..only_told(attribute) }
}

/// A part of the address: where the resource demands it, so does the data source.
fn address(attribute: &Attribute) -> Attribute {
    Attribute { life: Life::Free, ..*attribute }
}

fn told_kind(kind: &Kind) -> Kind {
    let Kind::Objects(of) = *kind else { return *kind };
    let attributes = open(of.attributes).map(only_told).collect::<Vec<_>>().leak();
    Kind::Objects(Box::leak(Box::new(Elements { attributes, ..*of })))
}

/// The first sentence, which says what something is. What a user has to know to write it comes behind.
fn beginning(doc: &'static str) -> &'static str {
    doc.find(". ").map_or(doc, |end| &doc[..=end])
}
