//! Phone numbers. E.164 gives a number a plus and at most 15 digits, the first of which begins the country's code.

use crate::schema::check::Advice;

/// Behind the advice for a number that begins where its zero was: Terraform makes `2` of an `02` without quotes.
pub const LOST_ZERO: &str = ". Without quotes, Terraform dropped its leading zero";

/// What people put between digits.
const SEPARATORS: &str = " \u{a0}-().";

/// The canonical spelling of a number where its plus may be left out: with it.
pub fn with_plus(text: &str) -> String {
    match digits(&joined(text)) {
        Some(digits) => format!("+{digits}"),
        None => text.trim().to_owned(),
    }
}

/// The canonical spelling of a number where the plus is not wanted: without it.
pub fn without_plus(text: &str) -> String {
    match digits(&joined(text)) {
        Some(digits) => digits.to_owned(),
        None => text.trim().to_owned(),
    }
}

/// The digits of a number with or without its plus, if it has nothing else.
pub fn digits(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// The number in E.164 that another spelling of an international number means: with separators, after `00` or `tel:`,
/// with the national zero in parentheses. A national number, which could be one of many countries, means none.
pub fn international(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let number = joined(&text.replace("(0)", ""));
    let digits = number.strip_prefix('+').or_else(|| number.strip_prefix("00"))?;
    let plausible = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
    (plausible && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("+{digits}"))
}

/// The number in E.164 that a number means at an Australian carrier, where a national one is Australian.
pub fn australian(text: &str) -> Option<Advice> {
    let number = international(text).or_else(|| {
        let number = joined(text);
        let national = number.strip_prefix('0').or_else(|| number.strip_prefix("61")).unwrap_or(&number);
        is_australian(national).then(|| format!("+61{national}"))
    });
    let note = if has_lost_its_zero(text) { LOST_ZERO } else { "" };
    number.map(|text| Advice { text, note })
}

/// Whether it is an Australian number without the zero that it has at home and without the country's code.
pub fn has_lost_its_zero(text: &str) -> bool {
    is_australian(text)
}

/// Nine digits, of which the first is the area's or, with 4, a mobile's.
fn is_australian(national: &str) -> bool {
    national.len() == 9
        && national.bytes().all(|byte| byte.is_ascii_digit())
        && national.starts_with(['2', '3', '4', '7', '8'])
}

fn joined(text: &str) -> String {
    text.chars().filter(|c| !SEPARATORS.contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_have_one_canonical_form() {
        for text in ["+61255500003", "61255500003", " +61255500003 ", "+61 (2) 5550-0003"] {
            assert_eq!(with_plus(text), "+61255500003");
            assert_eq!(without_plus(text), "61255500003");
        }
        for text in ["front desk", "+", "", "++61", "sip:61"] {
            assert_eq!(with_plus(text), text);
            assert_eq!(without_plus(text), text);
        }
    }

    #[test]
    fn an_international_number_is_told_from_its_spellings() {
        for text in [
            "+61 2 5550 0003",
            "+61 (0)2 5550-0003",
            "+61.2.5550.0003",
            "0061 2 5550 0003",
            "tel:+61-2-5550-0003",
            "+61255500003",
        ] {
            assert_eq!(international(text).as_deref(), Some("+61255500003"), "{text}");
        }
        for text in
            ["(02) 5550 0003", "0255500003", "61255500003", "front desk", "+", "+0255500003", "+1234567890123456"]
        {
            assert_eq!(international(text), None, "{text}");
        }
    }

    #[test]
    fn a_national_number_is_one_at_a_carrier_of_one_country() {
        for text in ["(02) 5550 0003", "0255500003", "255500003", "61 2 5550 0003", "+61 (0)2 5550 0003"] {
            assert_eq!(australian(text).unwrap().text, "+61255500003", "{text}");
        }
        assert_eq!(australian("+64 9 555 0123").unwrap().text, "+6495550123");
        for text in ["09 555 0123", "1300 123 456", "131234", "front desk", ""] {
            assert_eq!(australian(text), None, "{text}");
        }
    }

    #[test]
    fn a_lost_zero_shows_in_the_length() {
        assert_eq!(australian("255500003").unwrap().note, LOST_ZERO);
        assert_eq!(australian("0255500003").unwrap().note, "");
        assert!(has_lost_its_zero("255500003") && has_lost_its_zero("455500003"));
        for text in ["0255500003", "61255500003", "+255500003", "25550000", "123456789"] {
            assert!(!has_lost_its_zero(text), "{text}");
        }
    }
}
