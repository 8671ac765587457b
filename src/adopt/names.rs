//! Names of resource blocks: made from what people call an object, so that they are the same in every run.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use hcl_edit::Ident;

/// What a prefix must, without a full stop.
pub const PREFIX: &str = "begin with a letter or an underscore, and have letters, digits, underscores and hyphens only";

/// The names for objects, each told by its title and its id. Those that would be called alike get their ids behind it.
pub fn of<'a>(noun: &str, objects: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Vec<String> {
    let plain: Vec<_> = objects.clone().map(|(title, _)| identifier(noun, title)).collect();
    let times = count(&plain);
    let names: Vec<_> = plain
        .iter()
        .zip(objects.clone())
        .map(|(name, (_, id))| if times[name] > 1 { format!("{name}_{}", folded(id)) } else { name.clone() })
        .collect();
    // Two ids that differ in what no name can hold, or a title that ends in an id.
    let mut taken = BTreeMap::new();
    names
        .into_iter()
        .map(|name| {
            let times = taken.entry(name.clone()).or_insert(0);
            *times += 1;
            if *times > 1 { format!("{name}__{times}") } else { name }
        })
        .collect()
}

fn count(names: &[String]) -> BTreeMap<&String, usize> {
    let mut times = BTreeMap::new();
    names.iter().for_each(|name| *times.entry(name).or_insert(0) += 1);
    times
}

/// An identifier that Terraform takes.
fn identifier(noun: &str, title: &str) -> String {
    let folded = folded(title);
    match folded.chars().next() {
        None => noun.to_owned(),
        Some(first) if is_plain(&first.to_string()) => folded,
        Some(_) => format!("{noun}_{folded}"),
    }
}

/// Letters and digits in lower case, and one underscore for all that is between them.
fn folded(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() || !is_plain(&format!("a{c}")));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

/// Ranges in which no letter is newer than Unicode 9, whose letters are those of Terraform: Latin, Greek and Cyrillic, Hebrew,
/// Arabic, the Latin of Vietnam, kana with the sign of a repeated character, Chinese, Korean.
const LETTERS: [RangeInclusive<char>; 9] = [
    '\u{c0}'..='\u{52f}',
    '\u{5d0}'..='\u{5ea}',
    '\u{620}'..='\u{64a}',
    '\u{1e00}'..='\u{1eff}',
    '\u{3005}'..='\u{3005}',
    '\u{3041}'..='\u{3096}',
    '\u{30a1}'..='\u{30fe}',
    '\u{4e00}'..='\u{9fa5}',
    '\u{ac00}'..='\u{d7a3}',
];

/// Whether Terraform surely takes a text for an identifier. hcl-edit takes newer letters too.
pub fn is_plain(text: &str) -> bool {
    let is_known = |c: char| c.is_ascii() || (c.is_alphanumeric() && LETTERS.iter().any(|range| range.contains(&c)));
    Ident::try_new(text).is_ok() && text.chars().all(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_the_title_and_is_an_identifier() {
        for (title, name) in [
            ("Front desk", "front_desk"),
            ("UK/London  (2nd)", "uk_london_2nd"),
            ("+442071838750", "trunk_442071838750"),
            ("Caf\u{e9}", "caf\u{e9}"),
            (
                "\u{96fb}\u{8a71} \u{41f}\u{43e}\u{447}\u{442}\u{430}",
                "\u{96fb}\u{8a71}_\u{43f}\u{43e}\u{447}\u{442}\u{430}",
            ),
            ("\u{1f4de}", "trunk"),
            // Letters that are newer than Terraform's, and one that nobody sees.
            ("\u{31350} desk", "desk"),
            ("a\u{a7d1}\u{1e4d0}b\u{10d50}", "a_b"),
            ("\u{3164}", "trunk"),
            ("${var.x}\n", "var_x"),
            ("", "trunk"),
        ] {
            assert_eq!(of("trunk", [(title, "id-1")].into_iter()), [name], "{title}");
        }
    }

    #[test]
    fn what_is_called_alike_is_told_apart_whatever_the_order() {
        let objects = [("Office", "A-1"), ("office!", "A-2"), ("Desk", "A-3")];
        assert_eq!(of("trunk", objects.into_iter()), ["office_a_1", "office_a_2", "desk"]);
        assert_eq!(of("trunk", objects.into_iter().rev()), ["desk", "office_a_2", "office_a_1"]);
        let spiteful = [("Office", "A"), ("Office", "B"), ("Office A", "C")];
        let names = of("trunk", spiteful.into_iter());
        assert_eq!(names, ["office_a", "office_b", "office_a__2"]);
    }
}
