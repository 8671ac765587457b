//! Fone Dynamics' formats.

use crate::schema::format::{address, no_guess, phone};
use crate::schema::{Advice, Format};

/// The create page: E.164 with the plus, Australian, no shared-cost (13) and no toll-free (1800) number. Both have a
/// national part that begins with 1.
pub const CALLER_ID: Format = Format {
    says: "be an Australian number in E.164 form that is no 13, 1300 or 1800 number, such as \"+61255500002\"",
    holds: |text| {
        text.strip_prefix("+61").is_some_and(|national| {
            let digits = national.bytes().all(|byte| byte.is_ascii_digit());
            digits && national.len() == 9 && matches!(national.as_bytes()[0], b'2'..=b'9')
        })
    },
    instead: |text| phone::australian(text).into_iter().filter(|number| (CALLER_ID.holds)(&number.text)).collect(),
    or_empty: false,
};

/// The create page: a block of /24 or smaller.
pub const SMALL_BLOCK: Format = Format {
    says: "be a single address or a block of 256 addresses or fewer, from \"/24\" to \"/32\" (list a larger one in parts)",
    holds: |text| address::ipv4(text).is_some_and(|net| net.prefix_len() >= 24),
    // One address in place of a block would leave the others out.
    instead: no_guess,
    or_empty: false,
};

/// The create page. Its specials are examples, so any other ASCII punctuation is left to the vendor.
pub const PASSWORD: Format = Format {
    says: "have at least 10 characters, among them a lower-case letter, an upper-case letter, a digit and a special \
           character such as ! @ # $ % ^ & *, and no character three times in a row",
    holds: |text| {
        let characters: Vec<char> = text.chars().collect();
        characters.len() >= 10
            && characters.iter().any(char::is_ascii_lowercase)
            && characters.iter().any(char::is_ascii_uppercase)
            && characters.iter().any(char::is_ascii_digit)
            && characters.iter().any(char::is_ascii_punctuation)
            && !characters.windows(3).any(|run| run[0] == run[1] && run[1] == run[2])
    },
    instead: no_guess,
    or_empty: false,
};

/// Two-letter codes; the pages' examples are AU and NZ.
pub const COUNTRY: Format = Format {
    says: "be a country's two-letter code in capitals, such as \"AU\"",
    holds: |text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
    instead: |text| Advice::plain(Some(text.trim().to_ascii_uppercase())),
    or_empty: false,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_id_is_australian_and_neither_shared_cost_nor_toll_free() {
        assert!((CALLER_ID.holds)("+61255501234"));
        assert!((CALLER_ID.holds)("+61455501234"), "mobile");
        for text in ["61255501234", "+611300123456", "+61130012345", "+61180012345", "+6491234567", "+6125550123", ""] {
            assert!(!(CALLER_ID.holds)(text), "{text}");
        }
        for text in ["(02) 5550 1234", "+61 (0)2 5550 1234", "61255501234", "255501234"] {
            assert_eq!((CALLER_ID.instead)(text)[0].text, "+61255501234", "{text}");
        }
        for text in ["1300 123 456", "+64 9 555 0123"] {
            assert_eq!((CALLER_ID.instead)(text), [], "{text}");
        }
    }

    #[test]
    fn a_block_has_256_addresses_at_most() {
        assert!((SMALL_BLOCK.holds)("203.0.113.0/24"));
        assert!((SMALL_BLOCK.holds)("203.0.113.4/32"));
        assert!(!(SMALL_BLOCK.holds)("203.0.112.0/23"));
        assert_eq!((SMALL_BLOCK.instead)("203.0.113.7/0"), []);
        assert_eq!((SMALL_BLOCK.instead)("203.0.112.0/23"), []);
    }

    #[test]
    fn a_password_has_four_classes_and_no_run_of_three() {
        assert!((PASSWORD.holds)("Tr0ub4dor&Zebra"));
        assert!((PASSWORD.holds)("aabbA1!xyz"), "two alike are fine");
        for text in
            ["Tr0ub4d&Z", "tr0ub4dor&zebra", "TR0UB4DOR&ZEBRA", "Troubador&Zebra", "Tr0ub4dorZebra", "Tr0ubbb4d&Zeb"]
        {
            assert!(!(PASSWORD.holds)(text), "{text}");
        }
    }

    #[test]
    fn a_country_is_two_capitals() {
        assert!((COUNTRY.holds)("NZ"));
        for text in ["nz", "NZL", "N", ""] {
            assert!(!(COUNTRY.holds)(text), "{text}");
        }
        assert_eq!((COUNTRY.instead)("nz")[0].text, "NZ");
    }
}
