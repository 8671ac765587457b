//! Formats that more than one vendor documents, a file for each concept: what a user may write, what was probably
//! meant by something else, and the one spelling of several that mean the same.

pub mod address;
pub mod host;
pub mod phone;
pub mod text;

use super::check::{Advice, Format};
pub use address::{NO_HOST_BITS, PUBLIC_IPV4, canonical_block as canonical_cidr};

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

/// An http or https address without query, fragment or credentials: what stands before the documented paths.
pub const BASE_URL: Format = Format {
    says: "be an http:// or https:// address without credentials, query or fragment",
    holds: |text| {
        url::Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none()
        })
    },
    instead: no_guess,
    or_empty: false,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_carries_no_secret_and_no_query() {
        assert!((BASE_URL.holds)("http://127.0.0.1:8080/crazytel/api/v1"));
        for text in ["crazytel.io", "ftp://crazytel.io", "https://u:p@crazytel.io", "https://crazytel.io?x=1"] {
            assert!(!(BASE_URL.holds)(text), "{text}");
        }
    }
}
