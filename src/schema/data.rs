//! Data sources, drawn from the resources: one object by id or name, and all of an account.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::Value as Json;

use super::attribute::{Attribute, Elements, Fits, Life, Order, Place, Presence, Unknown};
use super::call::Call;
use super::declare::objects;
use super::resource::Resource;

/// A data source.
#[derive(Clone, Copy)]
pub enum DataSource {
    /// One object.
    One(&'static Resource),
    /// All objects.
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
    /// The texts in an answer; `None` if the answer is of no known form.
    pub texts: fn(&Json) -> Option<Vec<String>>,
}

impl DataSource {
    /// The type's name without the provider's.
    pub fn name(&self) -> String {
        match self {
            Self::One(resource) => resource.name.into(),
            Self::All(resource) => format!("{}s", resource.name),
            Self::Listing(listing) => listing.name.into(),
        }
    }

    /// The type as Terraform knows it.
    pub fn type_name(&self) -> String {
        format!("siptrunk_{}", self.name())
    }

    /// What it is, for the documentation.
    pub fn doc(&self) -> String {
        match self {
            Self::One(resource) => format!("Reads one: {}", resource.doc),
            Self::All(resource) => format!("Reads all of an account: {}", resource.doc),
            Self::Listing(listing) => listing.doc.into(),
        }
    }

    /// Its attributes.
    pub fn attributes(&self) -> &'static [Attribute] {
        static TABLES: LazyLock<Mutex<BTreeMap<String, &'static [Attribute]>>> = LazyLock::new(Mutex::default);
        let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
        tables.entry(self.name()).or_insert_with(|| self.table().leak())
    }

    fn table(&self) -> Vec<Attribute> {
        match self {
            Self::One(resource) => told(resource)
                .map(|attribute| if asks(&attribute) { attribute } else { only_told(attribute) })
                .collect(),
            Self::All(resource) => {
                let address = told(resource).filter(|attribute| attribute.place == Place::Address);
                let object: &'static [Attribute] = told(resource).map(only_told).collect::<Vec<_>>().leak();
                let of = Box::leak(Box::new(Elements {
                    attributes: object,
                    keys: &["id"],
                    order: Order::Nobodys,
                    unknown: Unknown::Left,
                }));
                address.chain([only_told(objects(resource.plural, "All of them.", of).json(""))]).collect()
            }
            Self::Listing(listing) => vec![only_told(listing.attribute)],
        }
    }
}

/// What a data source can tell of an object: everything but secrets. What finds an object is the user's to write.
fn told(resource: &'static Resource) -> impl Iterator<Item = Attribute> {
    resource.attributes.iter().filter(|attribute| !attribute.is_secret()).map(|attribute| match attribute.place {
        // Where the resource demands the address, so does the data source.
        Place::Address => Attribute { life: Life::Free, ..*attribute },
        _ if asks(attribute) => Attribute { presence: Presence::VendorDefault, life: Life::Free, ..*attribute },
        _ => *attribute,
    })
}

/// Whether the user may write it to find an object.
fn asks(attribute: &Attribute) -> bool {
    attribute.place == Place::Address || matches!(attribute.name, "id" | "name")
}

fn only_told(attribute: Attribute) -> Attribute {
    Attribute {
        presence: Presence::ReadOnly,
        checks: &[],
        fits: Fits { only: &[], required: &[] },
        life: Life::Free,
        ..attribute
    }
}
