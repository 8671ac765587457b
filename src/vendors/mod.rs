//! The registry: every vendor the provider speaks to, one line each, sorted.

use crate::sandbox::Sandbox;
use crate::schema::{Resource, Vendor};

/// Names the vendors' folders; each has its product sheet in `mod.rs` as `VENDOR`, and its stand-in in `sandbox` as
/// `SANDBOX`. The two registries are apart, so that the provider, which uses only the first, carries no stand-ins.
macro_rules! vendors {
    ($($name:ident,)+) => {
        $(pub mod $name;)+

        /// Every vendor, sorted by name.
        pub static VENDORS: &[&Vendor] = &[$(&$name::VENDOR),+];

        /// Every vendor's stand-in, in the same order.
        pub static SANDBOXES: &[&Sandbox] = &[$(&$name::sandbox::SANDBOX),+];
    };
}

vendors! {
    crazytel,
    fonedynamics,
    nebrija,
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
