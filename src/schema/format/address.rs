//! IP addresses and blocks of them.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use super::no_guess;
use crate::schema::check::{Advice, Format};

/// An IPv4 address or block.
pub const IPV4: Format = Format {
    says: "be an IPv4 address or block, such as \"203.0.113.7\" or \"203.0.113.0/28\"",
    holds: |text| ipv4(text).is_some(),
    instead: |text| Advice::plain(without_zeros(text.trim()).filter(|text| ipv4(text).is_some())),
    or_empty: false,
};

/// A block whose address is its first one; of what is no block, others tell.
pub const NO_HOST_BITS: Format = Format {
    says: "name a block by its first address",
    holds: |text| block(text).is_none_or(|net| net.addr() == net.network()),
    instead: |text| {
        let Some(net) = block(text) else { return vec![] };
        vec![
            Advice { text: net.trunc().to_string(), note: "" },
            Advice { text: net.addr().to_string(), note: " for the address alone" },
        ]
    },
    or_empty: false,
};

/// A block of addresses on the public Internet. Ranges that are reserved for documentation pass: the vendor decides.
pub const PUBLIC_IPV4: Format = Format {
    says: "be public: no private, shared, loopback, link-local, multicast or reserved address",
    holds: |text| ipv4(text).is_some_and(|net| is_public(net.network()) && is_public(net.broadcast())),
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

/// The block that the text names; a single address is a block of one. The standard library reads the address, for
/// ipnet's own reader takes `010` for 10.
pub fn block(text: &str) -> Option<IpNet> {
    let Some((address, prefix)) = text.split_once('/') else {
        return text.parse().ok().map(|address: IpAddr| address.into());
    };
    let length: u8 = prefix.parse().ok().filter(|length: &u8| length.to_string() == prefix)?;
    IpNet::new(address.parse().ok()?, length).ok()
}

/// The same for IPv4 alone.
pub fn ipv4(text: &str) -> Option<Ipv4Net> {
    match block(text)? {
        IpNet::V4(net) => Some(net),
        IpNet::V6(_) => None,
    }
}

/// Whether the text names a block of more than one address.
pub fn is_several(text: &str) -> bool {
    let plain = without_zeros(text);
    block(plain.as_deref().unwrap_or(text)).is_some_and(|net| net.prefix_len() < net.max_prefix_len())
}

/// The canonical spelling of a block: with its prefix length, host bits cleared.
pub fn canonical_block(text: &str) -> String {
    let text = text.trim();
    block(text).map_or_else(|| text.to_owned(), |net| net.trunc().to_string())
}

/// Four numbers with dots, as people write them: without the zeros in front, which some programs take for octal.
pub fn without_zeros(text: &str) -> Option<String> {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let numbers: Option<Vec<String>> =
        address.split('.').map(|part| part.parse::<u8>().ok().map(|number| number.to_string())).collect();
    let address = numbers?.join(".").parse::<Ipv4Addr>().ok()?;
    Some(prefix.map_or_else(|| address.to_string(), |prefix| format!("{address}/{prefix}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(format: &Format, text: &str) -> Vec<String> {
        (format.instead)(text).into_iter().map(|advice| advice.text).collect()
    }

    #[test]
    fn an_address_is_a_block_of_one() {
        for text in ["203.0.113.7", "203.0.113.7/32", "203.0.113.0/25", "203.0.113.0/31", "0.0.0.0/0"] {
            assert!((IPV4.holds)(text), "{text}");
        }
        for text in [
            "",
            "carrier.example",
            "192.0.2",
            "192.0.2/24",
            "192.0.2.010",
            "192.0.2.010/32",
            "192.0.2.1/032",
            "192.0.2.1/+32",
            "192.0.2.1/",
            "203.0.113.256",
            "203.0.113.0/33",
            "203.0.113.7 ",
            "203.0.113.7:5060",
            "2001:db8::1",
            "2001:db8::/64",
            "fe80::1%eth0",
        ] {
            assert!(!(IPV4.holds)(text), "{text}");
        }
        assert_eq!(texts(&IPV4, " 203.0.113.7 "), ["203.0.113.7"]);
        assert_eq!(texts(&IPV4, "192.0.2.010"), ["192.0.2.10"]);
        assert_eq!(texts(&IPV4, "192.0.2.010/32"), ["192.0.2.10/32"]);
        assert_eq!(texts(&IPV4, "192.0.2"), [""; 0]);
    }

    #[test]
    fn a_block_is_named_by_its_first_address() {
        for text in ["203.0.113.0/28", "203.0.113.5/32", "203.0.113.5", "2001:db8::/64"] {
            assert!((NO_HOST_BITS.holds)(text), "{text}");
        }
        for (text, block, address) in [
            ("203.0.113.5/28", "203.0.113.0/28", "203.0.113.5"),
            ("203.0.113.7/0", "0.0.0.0/0", "203.0.113.7"),
            ("2001:db8::1/64", "2001:db8::/64", "2001:db8::1"),
        ] {
            assert!(!(NO_HOST_BITS.holds)(text), "{text}");
            assert_eq!(texts(&NO_HOST_BITS, text), [block, address]);
        }
    }

    #[test]
    fn every_reserved_range_is_refused_and_documentation_ranges_pass() {
        for block in [
            "0.1.2.0/24",
            "10.1.2.0/24",
            "10.1.2.3",
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
        for block in ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.4", "100.128.0.0/24", "172.32.0.0/24"] {
            assert!((PUBLIC_IPV4.holds)(block), "{block}");
        }
    }

    #[test]
    fn spellings_of_one_block_have_one_canonical_form() {
        for (text, canonical) in [
            ("1.2.3.4", "1.2.3.4/32"),
            (" 1.2.3.4/32", "1.2.3.4/32"),
            ("1.2.3.4/28", "1.2.3.0/28"),
            ("2001:DB8:0::/32", "2001:db8::/32"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("carrier.example", "carrier.example"),
        ] {
            assert_eq!(canonical_block(text), canonical);
        }
    }
}
