//! Inbound trunks that could not be told apart when a call comes.

use std::collections::BTreeMap;

use super::message::Record;
use super::rules::texts;

/// A number as the server compares it: `+1`, `1`, `(1)` and `+ 1` are one.
pub fn bare(number: &str) -> String {
    let digits = number.strip_prefix('+').unwrap_or(number);
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || "- ()".contains(c)) {
        return number.into();
    }
    format!("+{}", digits.replace(['-', ' ', '(', ')'], ""))
}

/// Whether a list by these numbers has the trunk; one without numbers takes all calls, and any list has it.
pub fn has_one_of(trunk: &Record, numbers: &[&str]) -> bool {
    let own = texts(trunk, "numbers");
    let wanted: Vec<_> = numbers.iter().map(|number| bare(number)).collect();
    wanted.is_empty() || own.is_empty() || own.iter().any(|number| wanted.contains(&bare(number)))
}

/// The first two of these trunks that have a number in common, and either no allowed numbers or one of them in common.
pub fn find<'a>(trunks: impl IntoIterator<Item = &'a Record>) -> Option<String> {
    let mut seen: BTreeMap<(String, String), &Record> = BTreeMap::new();
    for trunk in trunks {
        let own = texts(trunk, "numbers");
        let allowed = texts(trunk, "allowed_numbers");
        for number in any(&own) {
            for caller in any(&allowed) {
                let key = (bare(number), bare(caller));
                let other = seen.insert(key, trunk).filter(|other| other["sip_trunk_id"] != trunk["sip_trunk_id"]);
                if let Some(other) = other {
                    return Some(says(trunk, other, &own, caller));
                }
            }
        }
    }
    None
}

/// What is there, or nothing as if it were one text.
fn any<'a>(texts: &[&'a str]) -> Vec<&'a str> {
    if texts.is_empty() { vec![""] } else { texts.to_vec() }
}

fn says(trunk: &Record, other: &Record, numbers: &[&str], caller: &str) -> String {
    let id = |trunk: &Record| match trunk["sip_trunk_id"].as_str() {
        None | Some("") => "<new>".to_owned(),
        Some(id) => id.to_owned(),
    };
    let quoted: Vec<_> = numbers.iter().map(|number| format!("{number:?}")).collect();
    let numbers = if quoted.is_empty() { "<any>".into() } else { format!("[{}]", quoted.join(" ")) };
    let how = match caller {
        "" => "without AllowedNumbers set".to_owned(),
        caller => format!("and AllowedNumber {caller:?}"),
    };
    let (one, two) = (id(trunk), id(other));
    format!("Conflicting inbound SIP Trunks: {one:?} and {two:?}, using the same number(s) {numbers} {how}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_many_spellings() {
        for number in ["+1", "1", "(1)", "+ 1", "-1-"] {
            assert_eq!(bare(number), "+1", "{number}");
        }
        for number in ["", "+", "abc", "+1x", "*"] {
            assert_eq!(bare(number), number);
        }
    }
}
