//! Phone numbers by the numbering plans of the world, which a library keeps. The plans are unpacked when they are first asked.

use rlibphonenumber::{PHONE_NUMBER_UTIL as PLANS, PhoneNumber, PhoneNumberFormat, Region, ValidationError};

use super::{Function, Parameter, Refusal, Shape, refuse};
use crate::value::Value;

pub(super) const E164: Function = Function {
    name: "e164",
    summary: "A phone number in E.164, with its plus.",
    doc: "A number without a country code belongs to `country`; one with a plus, or with that country's \
          prefix for international calls, keeps its own country code. Separators are ignored, and letters stand for the \
          digits on their keys. A number that does not exist in its country's numbering plan is an error, and so is one \
          with an extension, which E.164 cannot hold.",
    parameters: &[NUMBER, COUNTRY],
    variadic: None,
    gives: Shape::String,
    call: |arguments| {
        let (number, country) = (text(&arguments[0]), text(&arguments[1]));
        let (_, number) = number_in(number, country)?;
        Ok(Value::String(PLANS.format(&number, PhoneNumberFormat::E164).into_owned()))
    },
};

pub(super) const NATIONAL: Function = Function {
    name: "national",
    summary: "A phone number as it is dialled within its country, digits alone.",
    doc: "With the digit that is dialled before an area code, if there is one: `+61 2 5550 0003` is `0255500003` in \
          Australia, `+1 202 555 0123` is `2025550123` in the United States. The number is read as `e164` reads it; one \
          of another country than `country` is an error.",
    parameters: &[NUMBER, COUNTRY],
    variadic: None,
    gives: Shape::String,
    call: |arguments| national(text(&arguments[0]), text(&arguments[1])).map(Value::String),
};

const NUMBER: Parameter = Parameter {
    name: "number",
    shape: Shape::String,
    nullable: false,
    doc: "The number, in quotes, in national form or with a plus and its country code.",
};

const COUNTRY: Parameter = Parameter {
    name: "country",
    shape: Shape::String,
    nullable: false,
    doc: "The country by its two-letter ISO 3166 code, such as `AU` or `GB`.",
};

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn national(number: &str, country: &str) -> Result<String, Refusal> {
    let (region, number) = number_in(number, country)?;
    if PLANS.get_country_code_for_region(region) != Some(number.country_code) {
        let says = format!("It is a number of +{}, and none of {}.", number.country_code, country.to_uppercase());
        return refuse(0, says);
    }
    let written = PLANS.format(&number, PhoneNumberFormat::National);
    Ok(written.chars().filter(char::is_ascii_digit).collect())
}

/// A number that exists, and the country that it was asked for.
fn number_in(number: &str, country: &str) -> Result<(Region, PhoneNumber), Refusal> {
    let letters = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic());
    let region = letters.then(|| country.to_uppercase().parse::<Region>().ok()).flatten();
    let Some(region) = region.filter(|region| PLANS.get_country_code_for_region(*region).is_some()) else {
        let meant =
            if country.eq_ignore_ascii_case("uk") { "\"GB\"" } else { "two letters of ISO 3166, such as \"AU\"" };
        return refuse(1, format!("There is no such country. Write {meant}."));
    };
    let named = country.to_uppercase();
    let Ok(found) = PLANS.parse(number, Some(region)) else {
        return refuse(0, format!("It is no phone number in {named}. Write one such as \"+61 2 5550 0003\"."));
    };
    if found.extension.as_ref().is_some_and(|extension| !extension.is_empty()) {
        return refuse(0, "It has an extension. Write the number alone.");
    }
    if !PLANS.is_valid_number(&found) {
        let code = found.country_code;
        let digits = PLANS.format(&found, PhoneNumberFormat::E164).len() - 1 - code.to_string().len();
        let why = match PLANS.is_possible_number_with_reason(&found) {
            Err(ValidationError::TooLong) => "That is too long: is an extension in it?",
            _ => "Is the area code missing, a digit, or a zero that was lost without quotes?",
        };
        let says = format!("In {named} it would be +{code} and {digits} more digits, which is no number there. {why}");
        return refuse(0, says);
    }
    Ok((region, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e164(number: &str, country: &str) -> Result<String, String> {
        let made = (E164.call)(&[number.into(), country.into()]);
        made.map(|value| text(&value).to_owned()).map_err(|no| format!("{}: {}", no.argument, no.says))
    }

    #[test]
    fn spellings_of_one_number_are_one_in_e164() {
        for (country, numbers, number) in [
            (
                "AU",
                &["(02) 5550 0003", "0255500003", "255500003", "+61 2 5550 0003", "61255500003", "+61 (0)2 5550-0003"]
                    [..],
                "+61255500003",
            ),
            ("au", &["0011 64 9 555 0123", "+64 9 555 0123"], "+6495550123"),
            ("NZ", &["09 555 0123", "tel:+64-9-555-0123"], "+6495550123"),
            ("GB", &["020 7946 0958", "00 44 20 7946 0958"], "+442079460958"),
            ("US", &["(202) 555-0123", "1-202-555-0123"], "+12025550123"),
            ("US", &["1-800-FLOWERS"], "+18003569377"),
            ("ES", &["919 99 80 00"], "+34919998000"),
            ("IN", &["080 2222 1234"], "+918022221234"),
            ("IT", &["06 698 12345"], "+390669812345"),
            ("AR", &["011 15 2345-6789"], "+5491123456789"),
        ] {
            for text in numbers {
                assert_eq!(e164(text, country).as_deref(), Ok(number), "{text} in {country}");
            }
        }
    }

    #[test]
    fn a_national_number_is_what_is_dialled_there() {
        for (number, country, dialled) in [
            ("+61255500003", "AU", "0255500003"),
            ("+61 412 345 678", "AU", "0412345678"),
            ("1300 975 707", "AU", "1300975707"),
            ("+442079460958", "GB", "02079460958"),
            ("+12025550123", "US", "2025550123"),
            ("+14165550123", "US", "4165550123"),
            ("+390669812345", "IT", "0669812345"),
            ("+34919998000", "es", "919998000"),
            ("+918022221234", "IN", "08022221234"),
        ] {
            assert_eq!(national(number, country).as_deref(), Ok(dialled), "{number}");
            assert_eq!(e164(dialled, country), e164(number, country), "{number}");
        }
        let foreign = national("+6495550123", "AU").unwrap_err();
        assert_eq!(foreign, Refusal { argument: 0, says: "It is a number of +64, and none of AU.".into() });
    }

    #[test]
    fn what_is_no_number_or_no_country_names_the_argument() {
        for (number, country, says) in [
            ("front desk", "AU", "0: It is no phone number in AU."),
            ("", "AU", "0: It is no phone number in AU."),
            (
                "5550 0003",
                "au",
                "0: In AU it would be +61 and 8 more digits, which is no number there. Is the area code missing,",
            ),
            ("911", "US", "0: In US it would be"),
            (
                "+1 202 555 0123 99",
                "US",
                "0: In US it would be +1 and 12 more digits, which is no number there. That is too long",
            ),
            ("+999 123456", "AU", "0: It is no phone number"),
            ("(02) 5550 0003 ext. 12", "AU", "0: It has an extension."),
            ("020 7946 0958", "UK", "1: There is no such country. Write \"GB\"."),
            ("0255500003", "Australia", "1: There is no such country. Write two letters"),
            ("0255500003", "ZZ", "1: There is no such country."),
            ("0255500003", "61", "1: There is no such country."),
            ("0255500003", "", "1: There is no such country."),
        ] {
            let told = e164(number, country).expect_err(number);
            assert!(told.starts_with(says), "{number}: {told}");
        }
    }
}
