//! The registry: every vendor the provider speaks to, one line each, sorted.

use crate::schema::{Resource, Vendor};

/// Names the vendors' folders; each has its product sheet in `mod.rs` as `VENDOR`.
macro_rules! vendors {
    ($($name:ident,)+) => {
        $(pub mod $name;)+

        /// Every vendor, sorted by name.
        pub static VENDORS: &[&Vendor] = &[$(&$name::VENDOR),+];
    };
}

vendors! {
    crazytel,
    fonedynamics,
}

/// The resource of that Terraform type, and its vendor.
pub fn resource(type_name: &str) -> Option<(&'static Vendor, &'static Resource)> {
    let name = type_name.strip_prefix("siptrunk_")?;
    resources().find(|(_, resource)| resource.name == name)
}

/// Every resource of every vendor.
pub fn resources() -> impl Iterator<Item = (&'static Vendor, &'static Resource)> {
    VENDORS.iter().flat_map(|vendor| vendor.resources.iter().map(|resource| (*vendor, resource)))
}
