//! Codecs by the names that everybody knows, in a vendor's own.

use super::{Function, Parameter, Refusal, Shape, refuse};
use crate::schema::{Attribute, Check, Codec, Literal, Presence, Vendor, words};
use crate::value::Value;
use crate::vendors::VENDORS;

/// The attribute that every vendor's table has for it.
const ATTRIBUTE: &str = "codecs";

pub(super) const CODECS: Function = Function {
    name: "codecs",
    summary: "Codecs by a vendor's names for them.",
    doc: "For the attribute `codecs`: names of codecs as RFC 3551 and telephones have them, such as `PCMU`, `G.711 \
          A-law` or `G729`, become the vendor's names. Case, spaces, dots and hyphens are ignored. The vendor's own \
          names stay as they are, and so does the order. A codec that the vendor does not document is an error, and so \
          is a duplicate.",
    parameters: &[
        Parameter {
            name: "list",
            shape: Shape::Strings,
            nullable: false,
            doc: "Names of codecs, the preferred one first.",
        },
        Parameter {
            name: "vendor",
            shape: Shape::String,
            nullable: false,
            doc: "Name of the vendor, as in the provider block. Its documentation must name the codecs that it takes.",
        },
    ],
    variadic: None,
    gives: Shape::Strings,
    call: |arguments| codecs(arguments[0].elements(), arguments[1].as_str().unwrap_or_default()),
};

fn codecs(list: &[Value], vendor: &str) -> Result<Value, Refusal> {
    let Some((there, theirs)) = choosers().find(|(there, _)| there.name == vendor) else {
        let names: Vec<_> = choosers().map(|(vendor, _)| format!("\"{}\"", vendor.name)).collect();
        let names = names.join(" or ");
        return refuse(
            1,
            match VENDORS.iter().find(|there| there.name == vendor) {
                Some(there) => match attribute(there).map(|attribute| attribute.codec) {
                    Some(Codec::NameAndRate(..)) => format!(
                        "{} has no names of its own for codecs, but takes them as SDP has them, such as \"PCMU\" or \"PCMU/8000\". \
                         Write \"codecs\" without this function.",
                        there.title
                    ),
                    _ => format!("Trunks of {} have no codecs to choose. Write {names}.", there.title),
                },
                None => format!("There is no vendor of that name whose trunks have codecs. Write {names}."),
            },
        );
    };
    let mut found: Vec<String> = vec![];
    for (at, name) in list.iter().enumerate() {
        let Some(name) = name.as_str() else {
            return refuse(0, format!("Element {at} is null. Write the name of a codec."));
        };
        let Some(word) = words::meant(name, theirs.iter().copied()) else {
            let known: Vec<_> = theirs.iter().map(|word| format!("\"{word}\"")).collect();
            let known = known.join(", ");
            return refuse(0, format!("Element {at} is no codec that {} names. It names {known}.", there.title));
        };
        if let Some(before) = found.iter().position(|there| *there == word) {
            return refuse(0, format!("Elements {before} and {at} are the same codec. Remove one of them."));
        }
        found.push(word);
    }
    Ok(Value::List(found.into_iter().map(Value::String).collect()))
}

/// The vendors whose trunks have codecs to choose, with their words.
fn choosers() -> impl Iterator<Item = (&'static Vendor, &'static [&'static str])> {
    VENDORS.iter().filter_map(|vendor| Some((*vendor, named(attribute(vendor)?)?)))
}

fn attribute(vendor: &Vendor) -> Option<&'static Attribute> {
    vendor.resources.iter().find_map(|resource| resource.attribute(ATTRIBUTE))
}

/// The words that a vendor's pages name: all that it takes, or those of its default where they give no list.
fn named(attribute: &Attribute) -> Option<&'static [&'static str]> {
    let listed = attribute.checks.iter().find_map(|check| match check {
        Check::OneOf(words) => Some(*words),
        _ => None,
    });
    listed.or(match attribute.presence {
        Presence::Default(Literal::List(words)) => Some(words),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &[&str], vendor: &str) -> Result<Vec<String>, String> {
        let list: Vec<Value> = list.iter().map(|&name| name.into()).collect();
        let texts =
            |value: &Value| value.elements().iter().filter_map(|text| Some(text.as_str()?.to_owned())).collect();
        codecs(&list, vendor)
            .map(|value| texts(&value))
            .map_err(|refusal| format!("{}: {}", refusal.argument, refusal.says))
    }

    #[test]
    fn common_names_become_the_vendors() {
        for vendor in ["bolna", "yeastar"] {
            assert_eq!(of(&["PCMA", "PCMU"], vendor).unwrap(), ["alaw", "ulaw"]);
            assert_eq!(of(&["G.711 mu-law", "alaw"], vendor).unwrap(), ["ulaw", "alaw"]);
            assert_eq!(of(&[], vendor).unwrap(), [""; 0]);
        }
        let all = ["G722", "PCMU/8000", "G.729", "iLBC", "Opus/48000", "H.263+", "GSM", "Speex"];
        assert_eq!(of(&all, "yeastar").unwrap(), ["g722", "ulaw", "g729", "ilbc", "opus", "h263p", "gsm", "speex"]);
    }

    #[test]
    fn what_a_vendor_does_not_know_is_an_error_that_names_the_argument() {
        assert_eq!(
            of(&["PCMU", "G729"], "bolna").unwrap_err(),
            "0: Element 1 is no codec that Bolna names. It names \"ulaw\", \"alaw\"."
        );
        assert!(of(&["G.711"], "yeastar").unwrap_err().starts_with("0: Element 0 is no codec"), "either law");
        assert_eq!(
            of(&["PCMU", "G722", "mulaw"], "yeastar").unwrap_err(),
            "0: Elements 0 and 2 are the same codec. Remove one of them."
        );
        assert!(codecs(&[Value::Null], "yeastar").unwrap_err().says.starts_with("Element 0 is null."));
        assert_eq!(
            of(&["PCMU"], "crazytel").unwrap_err(),
            "1: Trunks of Crazytel have no codecs to choose. Write \"bolna\" or \"yeastar\"."
        );
        assert_eq!(
            of(&["PCMU"], "livekit").unwrap_err(),
            "1: LiveKit has no names of its own for codecs, but takes them as SDP has them, such as \"PCMU\" or \
             \"PCMU/8000\". Write \"codecs\" without this function."
        );
        assert_eq!(
            of(&["PCMU"], "Yeastar").unwrap_err(),
            "1: There is no vendor of that name whose trunks have codecs. Write \"bolna\" or \"yeastar\"."
        );
    }
}
