//! Formats that more than one vendor documents.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::check::Format;

/// For formats that cannot guess what was meant.
pub fn no_guess(_: &str) -> Option<String> {
    None
}

/// An IPv4 block in CIDR notation; a single host carries `/32`.
pub const IPV4_CIDR: Format = Format {
    says: "be an IPv4 block in CIDR notation such as \"203.0.113.0/28\", a single address with \"/32\"",
    holds: |text| text.parse::<Ipv4Net>().is_ok(),
    instead: |text| text.parse::<Ipv4Addr>().ok().map(|address| format!("{address}/32")),
    or_empty: false,
};

/// A block whose address is its first one.
pub const NO_HOST_BITS: Format = Format {
    says: "name the block by its first address",
    holds: |text| text.parse::<Ipv4Net>().is_ok_and(|net| net.addr() == net.network()),
    instead: |text| text.parse::<Ipv4Net>().ok().map(|net| net.trunc().to_string()),
    or_empty: false,
};

/// A block of addresses on the public Internet. Ranges that are reserved for documentation pass: the vendor decides.
pub const PUBLIC_IPV4: Format = Format {
    says: "be public: no private, shared, loopback, link-local, multicast or reserved address",
    holds: |text| text.parse::<Ipv4Net>().is_ok_and(|net| is_public(net.network()) && is_public(net.broadcast())),
    instead: no_guess,
    or_empty: false,
};

fn is_public(address: Ipv4Addr) -> bool {
    const NOT_PUBLIC: [&str; 9] = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ];
    !NOT_PUBLIC.iter().any(|block| block.parse::<Ipv4Net>().is_ok_and(|net| net.contains(&address)))
}

/// The canonical spelling of an IPv4 block: with its prefix length, host bits cleared.
pub fn canonical_cidr(text: &str) -> String {
    let text = text.trim();
    match (text.parse::<Ipv4Net>(), text.parse::<Ipv4Addr>()) {
        (Ok(net), _) => net.trunc().to_string(),
        (_, Ok(address)) => format!("{address}/32"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_address_is_not_a_block_but_hints_at_one() {
        assert!((IPV4_CIDR.holds)("203.0.113.4/32"));
        assert!(!(IPV4_CIDR.holds)("203.0.113.4"));
        assert_eq!((IPV4_CIDR.instead)("203.0.113.4").as_deref(), Some("203.0.113.4/32"));
        assert!(!(IPV4_CIDR.holds)("2001:db8::/64"));
    }

    #[test]
    fn a_block_is_named_by_its_first_address() {
        assert!(!(NO_HOST_BITS.holds)("203.0.113.5/28"));
        assert_eq!((NO_HOST_BITS.instead)("203.0.113.5/28").as_deref(), Some("203.0.113.0/28"));
    }

    #[test]
    fn every_reserved_range_is_refused_and_documentation_ranges_pass() {
        for block in [
            "0.1.2.0/24",
            "10.1.2.0/24",
            "100.64.0.0/24",
            "127.0.0.1/32",
            "169.254.1.0/24",
            "172.31.0.0/24",
            "192.168.1.0/24",
            "224.0.0.0/24",
            "255.255.255.255/32",
        ] {
            assert!(!(PUBLIC_IPV4.holds)(block), "{block}");
        }
        for block in ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.4/32", "100.128.0.0/24", "172.32.0.0/24"] {
            assert!((PUBLIC_IPV4.holds)(block), "{block}");
        }
    }

    #[test]
    fn spellings_of_one_block_have_one_canonical_form() {
        assert_eq!(canonical_cidr("1.2.3.4"), "1.2.3.4/32");
        assert_eq!(canonical_cidr("1.2.3.4/32"), "1.2.3.4/32");
        assert_eq!(canonical_cidr("1.2.3.4/28"), "1.2.3.0/28");
    }
}
