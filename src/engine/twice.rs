//! Elements of a list or set that mean the same. No vendor's page says what a second one would do.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::meaning::Meaning;
use super::verify::described;
use crate::diagnostic::{Diagnostics, Path};
use crate::schema::{Attribute, Kind};
use crate::value::Value;

/// Finds them. Objects are told apart by their keys; what is not known yet is the same as nothing.
pub fn twice(attribute: &Attribute, value: &Value, path: &Path, found: &mut Diagnostics) {
    let (elements, mut met) = (value.elements(), BTreeMap::new());
    for (second, element) in elements.iter().enumerate() {
        let means = match &attribute.kind {
            Kind::Objects(of) => Meaning::of_keys(of, element),
            _ => Meaning::of(attribute, element).filter(|_| element.is_set()),
        };
        let first = match means.map(|means| met.entry(means)) {
            Some(Entry::Occupied(first)) => *first.get(),
            Some(Entry::Vacant(free)) => {
                free.insert(second);
                continue;
            }
            None => continue,
        };
        let [one, two] = [first, second].map(|index| described(attribute, &elements[index]));
        let (path, says) = match value {
            Value::Set(_) => (path.clone(), format!("\"{path}\" holds {one} and {two}, which are the same.")),
            _ => {
                let [first, second] = [first, second].map(|index| path.at(index));
                let says = format!("\"{second}\" ({two}) is the same as \"{first}\" ({one}).");
                (second, says)
            }
        };
        let name = attribute.name;
        found.error_at(path, format!("Twice the same in {name}"), format!("{says} Remove one of them."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Elements, Kind, Literal, Order, Unknown, integer, list, objects, set, string};
    use crate::value::Set;

    const GATEWAY: &[Attribute] = &[
        string("host", "Host.").required().canonical(str::to_ascii_lowercase),
        integer("port", "Port.").default(Literal::Integer(5060)),
        string("label", "Label."),
    ];
    const GATEWAYS: Attribute = objects(
        "gateways",
        "Gateways.",
        &Elements { attributes: GATEWAY, keys: &["host", "port"], order: Order::Nobodys, unknown: Unknown::Left },
    );
    const CODECS: Attribute = list("codecs", "Codecs.", &Kind::String);
    const BLOCKS: Attribute = set("blocks", "Blocks.", &Kind::String).canonical(str::to_ascii_lowercase);
    const RANKS: Attribute = list("ranks", "Ranks.", &Kind::Integer);

    fn errors(attribute: Attribute, value: Value) -> Vec<String> {
        let mut found = Diagnostics::default();
        twice(&attribute, &value, &Path::attribute(attribute.name), &mut found);
        found.iter().map(|diagnostic| format!("{}: {}", diagnostic.path, diagnostic.detail)).collect()
    }

    fn gateway(host: Value, port: Value) -> Value {
        Value::Object([("host", host), ("port", port), ("label", "x".into())].into_iter().collect())
    }

    #[test]
    fn a_text_is_in_a_list_once() {
        let codecs = |texts: &[&str]| Value::List(texts.iter().map(|&text| text.into()).collect());
        assert_eq!(errors(CODECS, codecs(&["ulaw", "alaw", "ULAW"])), [""; 0]);
        assert_eq!(
            errors(CODECS, codecs(&["ulaw", "alaw", "ulaw"])),
            ["codecs[2]: \"codecs[2]\" (\"ulaw\") is the same as \"codecs[0]\" (\"ulaw\"). Remove one of them."]
        );
        let two = |number: i64| Value::List(vec![number.into(), 7.into()]);
        assert_eq!((errors(RANKS, two(1)).len(), errors(RANKS, two(7)).len()), (0, 1));
    }

    #[test]
    fn spellings_of_one_text_are_in_a_set_once() {
        let set = Value::Set(Set(vec!["a".into(), "b".into(), "A".into(), Value::Unknown, Value::Unknown]));
        assert_eq!(
            errors(BLOCKS, set),
            ["blocks: \"blocks\" holds \"a\" and \"A\", which are the same. Remove one of them."]
        );
    }

    #[test]
    fn objects_are_told_apart_by_their_keys_and_what_they_mean_when_left_out() {
        let list = |elements: [Value; 2]| Value::List(elements.into());
        let same = list([gateway("a.example".into(), Value::Null), gateway("A.example".into(), 5060.into())]);
        assert_eq!(
            errors(GATEWAYS, same),
            ["gateways[1]: \"gateways[1]\" (host \"A.example\", port 5060) is the same as \"gateways[0]\" (host \
              \"a.example\", port 5060). Remove one of them."]
        );
        for port in [5061.into(), Value::Unknown] {
            let other = list([gateway("a.example".into(), Value::Null), gateway("a.example".into(), port)]);
            assert_eq!(errors(GATEWAYS, other), [""; 0]);
        }
    }
}
