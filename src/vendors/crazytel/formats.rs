//! Crazytel's formats. The pages show them by sample; where they name no limit, none is made up.

use crate::schema::Format;
use crate::schema::format::no_guess;

/// The update page: at least 8 characters, an upper-case letter, a lower-case letter, a digit.
pub const PASSWORD: Format = Format {
    says: "have at least 8 characters, among them an upper-case letter, a lower-case letter and a digit",
    holds: |text| {
        text.chars().count() >= 8
            && text.contains(|c: char| c.is_ascii_uppercase())
            && text.contains(|c: char| c.is_ascii_lowercase())
            && text.contains(|c: char| c.is_ascii_digit())
    },
    instead: no_guess,
    or_empty: false,
};

/// International digits. The sample is Australian; New Zealand numbers exist, so no country is demanded.
pub const CALLER_ID: Format = Format {
    says: "be international digits without a plus, such as \"61255500001\"",
    holds: |text| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits && (8..=15).contains(&text.len()) && !text.starts_with('0')
    },
    instead: international,
    or_empty: false,
};

/// "Begins 614", and eleven digits in the sample.
pub const SMS_SENDER: Format = Format {
    says: "be an Australian mobile number of eleven digits that begins \"614\", such as \"61455500001\"",
    holds: |text| text.len() == 11 && text.starts_with("614") && text.bytes().all(|byte| byte.is_ascii_digit()),
    instead: |text| international(text).filter(|number| (SMS_SENDER.holds)(number)),
    or_empty: true,
};

/// The sample is "02"; no list of codes is documented.
pub const AREA_CODE: Format = Format {
    says: "be one to four digits in quotes, such as \"02\"",
    holds: |text| (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    instead: no_guess,
    or_empty: true,
};

/// Whether a number is shown with a plus or without means the same.
pub fn without_plus(text: &str) -> String {
    text.trim().trim_start_matches('+').to_owned()
}

/// A number in another common spelling, as international digits; a national one is taken for Australian.
fn international(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !" -().".contains(*c)).collect();
    let number = match (digits.strip_prefix('+'), digits.strip_prefix('0')) {
        (Some(international), _) => international.to_owned(),
        (_, Some(national)) => format!("61{national}"),
        _ => digits,
    };
    (CALLER_ID.holds)(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_needs_length_and_three_classes() {
        assert!((PASSWORD.holds)("Harbour42Bridge"));
        for text in ["Harb42B", "harbour42", "HARBOUR42", "HarbourBridge"] {
            assert!(!(PASSWORD.holds)(text), "{text}");
        }
    }

    #[test]
    fn a_caller_id_is_plain_international_digits() {
        assert!((CALLER_ID.holds)("61255501234"));
        assert!((CALLER_ID.holds)("6491234567"), "New Zealand");
        for text in ["+61255501234", "0255501234", "61 2 5550 1234", "1234567", "1234567890123456", ""] {
            assert!(!(CALLER_ID.holds)(text), "{text}");
        }
        assert_eq!((CALLER_ID.instead)("+61 2 5550 1234").as_deref(), Some("61255501234"));
        assert_eq!((CALLER_ID.instead)("(02) 5550 1234").as_deref(), Some("61255501234"));
        assert_eq!((CALLER_ID.instead)("front desk"), None);
    }

    #[test]
    fn an_sms_sender_is_an_australian_mobile() {
        assert!((SMS_SENDER.holds)("61455501234"));
        for text in ["61255501234", "6145550123", "614555012345", "+61455501234"] {
            assert!(!(SMS_SENDER.holds)(text), "{text}");
        }
        assert_eq!((SMS_SENDER.instead)("0455 501 234").as_deref(), Some("61455501234"));
    }

    #[test]
    fn an_area_code_keeps_its_zero() {
        assert!((AREA_CODE.holds)("02"));
        for text in ["", "02345", "O2", "+2"] {
            assert!(!(AREA_CODE.holds)(text), "{text}");
        }
    }
}
