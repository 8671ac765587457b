//! Crazytel's formats. The pages show them by sample; where they name no limit, none is made up.

use crate::schema::format::{no_guess, phone};
use crate::schema::{Advice, Format};

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

/// The sample is Australian digits; New Zealand numbers exist, so no country is demanded.
pub const CALLER_ID: Format = Format {
    says: "be an international number of 8 to 15 digits, with or without its plus, such as \"+61255500001\"",
    holds: |text| phone::digits(text).is_some_and(is_international) && !phone::has_lost_its_zero(text),
    instead: |text| australian(text).filter(|number| (CALLER_ID.holds)(&number.text)).collect(),
    or_empty: false,
};

/// "Begins 614", and eleven digits in the sample.
pub const SMS_SENDER: Format = Format {
    says: "be an Australian mobile number of eleven digits that begins \"614\", with or without its plus, such as \
           \"+61455500001\"",
    holds: |text| phone::digits(text).is_some_and(|digits| digits.len() == 11 && digits.starts_with("614")),
    instead: |text| australian(text).filter(|number| (SMS_SENDER.holds)(&number.text)).collect(),
    or_empty: true,
};

/// The sample is "02", with its zero; no list of codes is documented.
pub const AREA_CODE: Format = Format {
    says: "be one to four digits in quotes, such as \"02\"",
    holds: |text| (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    instead: no_guess,
    or_empty: true,
};

/// The pages' sample keeps its zero, as every area code of the carrier's countries has one.
pub const LEADING_ZERO: Format = Format {
    says: "begin with 0",
    holds: |text| text.starts_with('0'),
    instead: |text| {
        // They may be the country's code.
        let country = ["61", "64"].contains(&text);
        if country { vec![] } else { vec![Advice { text: format!("0{text}"), note: phone::LOST_ZERO }] }
    },
    or_empty: true,
};

fn is_international(digits: &str) -> bool {
    (8..=15).contains(&digits.len()) && !digits.starts_with('0')
}

/// The number that was meant: in Crazytel's spelling, or with the plus that the text has.
fn australian(text: &str) -> impl Iterator<Item = Advice> {
    let has_plus = text.trim_start().starts_with('+');
    phone::australian(text).into_iter().map(move |number| match has_plus {
        true => number,
        false => Advice { text: phone::without_plus(&number.text), ..number },
    })
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
    fn a_caller_id_is_an_international_number() {
        assert!((CALLER_ID.holds)("61255501234"));
        assert!((CALLER_ID.holds)("6491234567"), "New Zealand");
        assert!((CALLER_ID.holds)("+61255501234"));
        assert!((CALLER_ID.holds)("+298123456"), "nine digits, and no zero lost");
        for text in [
            "+0255501234",
            "++61255501234",
            "0255501234",
            "61 2 5550 1234",
            "1234567",
            "1234567890123456",
            "255501234",
            "",
        ] {
            assert!(!(CALLER_ID.holds)(text), "{text}");
        }
        assert_eq!((CALLER_ID.instead)("+61 2 5550 1234")[0].text, "+61255501234");
        for text in ["(02) 5550 1234", "255501234"] {
            assert_eq!((CALLER_ID.instead)(text)[0].text, "61255501234", "{text}");
        }
        assert_eq!((CALLER_ID.instead)("+64 9 555 0123")[0].text, "+6495550123");
        for text in ["front desk", "09 555 0123"] {
            assert_eq!((CALLER_ID.instead)(text), [], "{text}");
        }
    }

    #[test]
    fn an_sms_sender_is_an_australian_mobile() {
        assert!((SMS_SENDER.holds)("61455501234") && (SMS_SENDER.holds)("+61455501234"));
        for text in ["61255501234", "6145550123", "614555012345", "0455501234", "++61455501234"] {
            assert!(!(SMS_SENDER.holds)(text), "{text}");
        }
        assert_eq!((SMS_SENDER.instead)("0455 501 234")[0].text, "61455501234");
        assert_eq!((SMS_SENDER.instead)("455501234")[0].note, phone::LOST_ZERO);
        assert_eq!((SMS_SENDER.instead)("(02) 5550 1234"), []);
    }

    #[test]
    fn an_area_code_keeps_its_zero() {
        assert!((AREA_CODE.holds)("02"));
        for text in ["", "02345", "O2", "+2"] {
            assert!(!(AREA_CODE.holds)(text), "{text}");
        }
        assert!((LEADING_ZERO.holds)("02") && !(LEADING_ZERO.holds)("2"));
        assert_eq!((LEADING_ZERO.instead)("2"), [Advice { text: "02".into(), note: phone::LOST_ZERO }]);
        assert_eq!((LEADING_ZERO.instead)("61"), []);
    }
}
