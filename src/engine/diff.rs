//! What an update has to tell the vendor.

use super::relations::{equal, is_nothing};
use crate::schema::{Attribute, Life, Place, Resource};
use crate::value::Object;

/// One attribute that differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// It gets another value.
    Set(&'static Attribute),
    /// It is emptied.
    Clear(&'static Attribute),
}

impl Change {
    /// The attribute.
    pub fn attribute(self) -> &'static Attribute {
        match self {
            Self::Set(attribute) | Self::Clear(attribute) => attribute,
        }
    }
}

/// The attributes that differ, in the table's order.
pub type Changes = Vec<Change>;

/// What differs between the state and the plan, as far as an update can tell the vendor. A value that is still unknown
/// counts as different, since it may well be.
pub fn diff(resource: &Resource, prior: &Object, planned: &Object) -> Changes {
    let kind = resource.kind_of(planned);
    resource
        .attributes
        .iter()
        .filter(|attribute| attribute.writable() && attribute.life != Life::Fixed)
        .filter(|attribute| matches!(attribute.place, Place::Body(_)) && attribute.fits(kind))
        .filter_map(|attribute| {
            let (old, new) = (prior.get(attribute.name), planned.get(attribute.name));
            // What the vendor holds of a secret that the state does not have, nobody knows: an empty one is sent too.
            let is_known = !attribute.is_kept() || old.is_set();
            match () {
                () if is_known && equal(attribute, old, new) => None,
                // It stays at the vendor, and from now on out of the state.
                () if attribute.is_kept() && new.is_null() => None,
                () if is_nothing(attribute, new) => Some(Change::Clear(attribute)),
                () => Some(Change::Set(attribute)),
            }
        })
        .collect()
}
