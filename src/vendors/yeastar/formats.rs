//! Yeastar's formats. The limits are those of the portal's CSV pages, which describe the same fields.

use crate::schema::format::no_guess;
use crate::schema::{Advice, Format};

/// `import-and-export-parameters-trunk`: at most 63 characters, neither blanks nor special characters. The examples of
/// the API have `-` and `_`.
pub const NAME: Format = Format {
    says: "have 1 to 63 letters, digits, \"-\" and \"_\"",
    holds: |text| (1..=63).contains(&text.chars().count()) && text.chars().all(plain),
    instead: |text| {
        let spelled: String = text.trim().chars().map(|c| if plain(c) { c } else { '_' }).collect();
        Advice::plain((NAME.holds)(&spelled).then_some(spelled))
    },
    or_empty: false,
};

fn plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// `import-and-export-parameters-trunk-outbound-caller-id`.
pub const OUTBOUND_CID: Format = Format {
    says: "have 1 to 31 digits, letters and characters of [ ] ( ) . - + * #, or hold {{.Ext}} for the extension's number",
    holds: |text| {
        let rest = text.replace("{{.Ext}}", "");
        (1..=31).contains(&text.chars().count()) && of(&rest, "[]().-+*#")
    },
    instead: no_guess,
    or_empty: false,
};

/// `import-and-export-parameters-trunk-dids-ddis-numbers`. Cloud takes neither `[`, `]` nor `!` for some kinds.
pub const DID: Format = Format {
    says: "have 1 to 31 digits, letters and characters of [ ] * # ( ) . - + !",
    holds: |text| (1..=31).contains(&text.chars().count()) && of(text, "[]*#().-+!"),
    instead: no_guess,
    or_empty: false,
};

fn of(text: &str, specials: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || specials.contains(c))
}

/// How many numbers a range such as `5503301-5503310` or `+5503301-+5503310` holds; `None` if it is none. Both ends have
/// the same number of digits.
pub fn numbers_in(range: &str) -> Option<u128> {
    let (first, last) = range.split_once('-')?;
    let [first, last] = [first, last].map(|end| end.strip_prefix('+').unwrap_or(end));
    let digits = |end: &str| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
    if first.len() != last.len() || !digits(first) || !digits(last) {
        return None;
    }
    let (first, last): (u128, u128) = (first.parse().ok()?, last.parse().ok()?);
    last.checked_sub(first)?.checked_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_neither_blanks_nor_special_characters() {
        let longest = "x".repeat(63);
        for name in ["acme_reg", "acme-2", "Zürich", &longest] {
            assert!((NAME.holds)(name), "{name}");
        }
        let too_long = "x".repeat(64);
        for name in ["", "acme reg", "acme.reg", "acme&co", &too_long] {
            assert!(!(NAME.holds)(name), "{name}");
        }
        assert_eq!((NAME.instead)(" Acme & Co ")[0].text, "Acme___Co");
        assert_eq!((NAME.instead)(&too_long), []);
    }

    #[test]
    fn a_caller_id_may_hold_the_extension() {
        for text in ["5550101", "+5550110-5550119", "0[2]5(5)*#.x", "55{{.Ext}}", "{{.Ext}}"] {
            assert!((OUTBOUND_CID.holds)(text), "{text}");
        }
        let too_long = "5".repeat(32);
        for text in ["", "555 0101", "555{{.Name}}", "555!", &too_long] {
            assert!(!(OUTBOUND_CID.holds)(text), "{text}");
        }
    }

    #[test]
    fn a_did_may_be_a_pattern() {
        for text in ["5550100", "[2-9]XX!", "+61.*#()"] {
            assert!((DID.holds)(text), "{text}");
        }
        let too_long = "5".repeat(32);
        for text in ["", "555 0100", "555{{.Ext}}", &too_long] {
            assert!(!(DID.holds)(text), "{text}");
        }
    }

    #[test]
    fn a_range_has_two_ends_of_one_length() {
        assert_eq!(numbers_in("5503301-5503310"), Some(10));
        assert_eq!(numbers_in("+5503301-+5503301"), Some(1));
        assert_eq!(numbers_in("0001-0500"), Some(500));
        for text in ["5503301", "5503310-5503301", "99-100", "-5503310", "55033x1-5503310", "1-2-3", ""] {
            assert_eq!(numbers_in(text), None, "{text}");
        }
    }
}
