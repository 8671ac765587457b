//! Formats that more than one vendor documents, a file for each concept: what a user may write, what was probably
//! meant by something else, and the one spelling of several that mean the same.

pub mod address;
pub mod glob;
pub mod host;
pub mod phone;
pub mod text;

use super::check::{Advice, Format};

/// For formats that cannot guess what was meant.
pub fn no_guess(_: &str) -> Vec<Advice> {
    vec![]
}

/// An IPv4 block in CIDR notation; a single host carries `/32`.
pub const IPV4_CIDR: Format = Format {
    says: "be an IPv4 block in CIDR notation such as \"203.0.113.0/28\", a single address with \"/32\"",
    holds: |text| text.contains('/') && address::ipv4(text).is_some(),
    instead: |text| Advice::plain(address::ipv4(text).map(|net| net.to_string())),
    or_empty: false,
};
