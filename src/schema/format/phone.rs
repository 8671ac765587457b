//! Phone numbers. E.164 gives a number a plus and at most 15 digits, the first of which begins the country's code. What else is
//! told from digits, the numbering plans of the world tell, which a library keeps and unpacks when they are first asked.

use rlibphonenumber::{PHONE_NUMBER_UTIL as PLANS, PhoneNumberFormat, Region};

use crate::schema::check::Advice;

/// Behind the advice for a number that begins where its zero was. Whether there were quotes, nobody can see.
pub const LOST_ZERO: &str = ". Without quotes, Terraform drops a leading zero";

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

/// The number in E.164 that another spelling of an international number means: with separators, after `tel:`, with the
/// national zero. One without a plus means none: a national number could be one of many countries, and what begins with `00`
/// is dialled as `0011` in one country and as `001` in another.
pub fn international(text: &str) -> Option<String> {
    bare(text).filter(|number| number.starts_with('+')).and_then(|number| planned(&number, None))
}

/// The number in E.164 that a number means at an Australian carrier: as it is dialled in Australia, unless it could be one of
/// New Zealand too, where these carriers have numbers.
pub fn australian(text: &str) -> Option<Advice> {
    let number = bare(text)?;
    let australian = planned(&number, Some(Region::AU))?;
    let other = planned(&number, Some(Region::NZ)).filter(|other| *other != australian);
    let note = if has_lost_its_zero(text) { LOST_ZERO } else { "" };
    other.is_none().then_some(Advice { text: australian, note })
}

/// A number alone: digits, with or without a plus. The plans' reader would take letters and extensions too.
fn bare(text: &str) -> Option<String> {
    let text = text.trim();
    let number = joined(text.strip_prefix("tel:").unwrap_or(text));
    digits(&number).is_some().then_some(number)
}

/// The number in E.164 as it is dialled in a country, if there can be such a number.
fn planned(number: &str, country: Option<Region>) -> Option<String> {
    let number = PLANS.parse(number, country).ok()?;
    PLANS.is_valid_number(&number).then(|| PLANS.format(&number, PhoneNumberFormat::E164).into_owned())
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
            "+6102 5550 0003",
            "tel:+61-2-5550-0003",
            "+61255500003",
        ] {
            assert_eq!(international(text).as_deref(), Some("+61255500003"), "{text}");
        }
        for text in [
            "(02) 5550 0003",
            "0255500003",
            "61255500003",
            "0061 2 5550 0003",
            "0011 64 9 555 0123",
            "+61 2 5550 0003, +61 2 5550 0004",
            "+61 2 5550 0003-4",
            "+61 2 5550 0003 ext. 12",
            "front desk",
            "+",
            "+0255500003",
            "+1234567890123456",
        ] {
            assert_eq!(international(text), None, "{text}");
        }
    }

    #[test]
    fn a_national_number_is_one_at_a_carrier_of_one_country() {
        for text in ["(02) 5550 0003", "0255500003", "255500003", "61 2 5550 0003", "+61 (0)2 5550 0003"] {
            assert_eq!(australian(text).unwrap().text, "+61255500003", "{text}");
        }
        for text in ["+64 9 555 0123", "0011 64 9 555 0123"] {
            assert_eq!(australian(text).unwrap().text, "+6495550123");
        }
        assert_eq!(australian("0011 44 20 7946 0958").unwrap().text, "+442079460958");
        // The last could be a mobile of New Zealand.
        for text in ["09 555 0123", "0061 2 5550 0003", "front desk", "", "021 234 5678"] {
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
