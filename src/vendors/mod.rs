//! The registry: every vendor that the provider speaks to, sorted.

pub mod bolna;
pub mod crazytel;
pub mod fonedynamics;
pub mod livekit;
pub mod nebrija;
pub mod yeastar;

use std::sync::LazyLock;

use crate::sandbox::Sandbox;
use crate::schema::{DataSource, ListResource, RandomPassword, Resource, Vendor};

/// Makes the two registries of the vendors' folders: each has its tables in `mod.rs` as `VENDOR`, and its stand-in in
/// `sandbox` as `SANDBOX`. The registries are apart, so that the provider, which uses only the first, carries no stand-ins.
macro_rules! vendors {
    ($($name:ident),+) => {
        /// Every vendor, sorted by name.
        pub static VENDORS: &[&Vendor] = &[$(&$name::VENDOR),+];

        /// Every vendor's stand-in, in the same order.
        pub static SANDBOXES: &[&Sandbox] = &[$(&$name::sandbox::SANDBOX),+];
    };
}

vendors!(bolna, crazytel, fonedynamics, livekit, nebrija, yeastar);

/// The resource of that Terraform type, and its vendor.
pub fn resource(type_name: &str) -> Option<(&'static Vendor, &'static Resource)> {
    let name = type_name.strip_prefix("siptrunk_")?;
    resources().find(|(_, resource)| resource.name == name)
}

/// Every resource of every vendor.
pub fn resources() -> impl Iterator<Item = (&'static Vendor, &'static Resource)> {
    VENDORS.iter().flat_map(|vendor| vendor.resources.iter().map(|resource| (*vendor, resource)))
}

/// Every list resource of every vendor.
pub fn list_resources() -> &'static [ListResource] {
    static ALL: LazyLock<Vec<ListResource>> =
        LazyLock::new(|| resources().map(|(_, resource)| ListResource::of(resource)).collect());
    &ALL
}

/// The ephemeral resource for passwords.
pub fn random_password() -> &'static RandomPassword {
    static PASSWORD: LazyLock<RandomPassword> = LazyLock::new(|| RandomPassword::of(VENDORS));
    &PASSWORD
}

/// The data source of that Terraform type, and its vendor.
pub fn data_source(type_name: &str) -> Option<(&'static Vendor, &'static DataSource)> {
    data_sources().find(|(_, source)| source.type_name() == type_name)
}

/// Every data source of every vendor.
pub fn data_sources() -> impl Iterator<Item = (&'static Vendor, &'static DataSource)> {
    static ALL: LazyLock<Vec<(&Vendor, DataSource)>> = LazyLock::new(|| {
        let of = |vendor: &'static Vendor| DataSource::of(vendor).into_iter().map(move |source| (vendor, source));
        VENDORS.iter().copied().flat_map(of).collect()
    });
    ALL.iter().map(|(vendor, source)| (*vendor, source))
}
