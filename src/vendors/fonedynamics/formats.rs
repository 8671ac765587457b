//! Fone Dynamics' formats.

use ipnet::Ipv4Net;

use crate::schema::Format;
use crate::schema::format::no_guess;

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
    instead: |text| {
        let digits: String = text.chars().filter(|c| !" -().+".contains(*c)).collect();
        let national = digits.strip_prefix("61").or_else(|| digits.strip_prefix('0'))?;
        let number = format!("+61{}", national.trim_start_matches('0'));
        (CALLER_ID.holds)(&number).then_some(number)
    },
    or_empty: false,
};

/// The create page: a block of /24 or smaller.
pub const SMALL_BLOCK: Format = Format {
    says: "be a block of 256 addresses or fewer: a prefix length from \"/24\" to \"/32\"",
    holds: |text| text.parse::<Ipv4Net>().is_ok_and(|net| net.prefix_len() >= 24),
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
    instead: |text| Some(text.trim().to_ascii_uppercase()).filter(|code| (COUNTRY.holds)(code)),
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
        assert_eq!((CALLER_ID.instead)("(02) 5550 1234").as_deref(), Some("+61255501234"));
        assert_eq!((CALLER_ID.instead)("+61 (0)2 5550 1234").as_deref(), Some("+61255501234"));
        assert_eq!((CALLER_ID.instead)("1300 123 456"), None);
    }

    #[test]
    fn a_block_has_256_addresses_at_most() {
        assert!((SMALL_BLOCK.holds)("203.0.113.0/24"));
        assert!((SMALL_BLOCK.holds)("203.0.113.4/32"));
        assert!(!(SMALL_BLOCK.holds)("203.0.112.0/23"));
    }

    #[test]
    fn a_password_has_four_classes_and_no_run_of_three() {
        assert!((PASSWORD.holds)("Tr0ub4dor&Zebra"));
        assert!((PASSWORD.holds)("aabbA1!xyz"), "two alike are fine");
        for text in ["Tr0ub4d&Z", "tr0ub4dor&zebra", "TR0UB4DOR&ZEBRA", "Troubador&Zebra", "Tr0ub4dorZebra", "Tr0ubbb4d&Zeb"] {
            assert!(!(PASSWORD.holds)(text), "{text}");
        }
    }

    #[test]
    fn a_country_is_two_capitals() {
        assert!((COUNTRY.holds)("NZ"));
        for text in ["nz", "NZL", "N", ""] {
            assert!(!(COUNTRY.holds)(text), "{text}");
        }
        assert_eq!((COUNTRY.instead)("nz").as_deref(), Some("NZ"));
    }
}
