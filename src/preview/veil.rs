//! What of a value is not shown: because it is secret, or because only the apply will know it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::schema::{Attribute, Codec, Kind};
use crate::value::Name;

/// Why something is not shown; of two reasons the greater counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cover {
    /// Only the apply will know it.
    Later,
    /// It is secret.
    Secret,
}

impl Cover {
    /// What stands in its place.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Later => "(known after apply)",
            Self::Secret => "***",
        }
    }
}

/// What of a value is covered.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Veil {
    /// Nothing.
    #[default]
    None,
    /// All of it.
    Whole(Cover),
    /// Parts of its elements, by their places.
    Elements(Vec<Veil>),
    /// The same parts of every element.
    Each(Box<Veil>),
    /// Parts of its members.
    Members(Veils),
}

/// What of an object's attributes is covered.
pub type Veils = BTreeMap<Name, Veil>;

impl Veil {
    /// What a plan marks as sensitive.
    pub fn of_marks(marks: &Json) -> Self {
        match marks {
            Json::Bool(true) => Self::Whole(Cover::Secret),
            Json::Array(elements) => Self::of_elements(elements.iter().map(Self::of_marks).collect()),
            Json::Object(members) => {
                Self::of_members(members.iter().map(|(name, marks)| (name.clone(), Self::of_marks(marks))))
            }
            _ => Self::None,
        }
    }

    /// Of a list, whose elements are covered so.
    pub fn of_elements(elements: Vec<Self>) -> Self {
        if elements.iter().all(|veil| *veil == Self::None) { Self::None } else { Self::Elements(elements) }
    }

    /// Of an object, whose members are covered so.
    pub fn of_members<N: Into<Name>>(members: impl IntoIterator<Item = (N, Self)>) -> Self {
        let covered = members.into_iter().filter(|(_, veil)| *veil != Self::None);
        let members: Veils = covered.map(|(name, veil)| (name.into(), veil)).collect();
        if members.is_empty() { Self::None } else { Self::Members(members) }
    }

    /// The same for another value of the same attribute, in which an element may stand elsewhere.
    pub fn elsewhere(self) -> Self {
        match self {
            Self::Elements(elements) => {
                let all = elements.into_iter().map(Self::elsewhere).fold(Self::None, Self::and);
                if all == Self::None { all } else { Self::Each(Box::new(all)) }
            }
            Self::Members(members) => {
                Self::of_members(members.into_iter().map(|(name, veil)| (name, veil.elsewhere())))
            }
            other => other,
        }
    }

    /// All that either covers.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, veil) | (veil, Self::None) => veil,
            (Self::Whole(one), Self::Whole(two)) => Self::Whole(one.max(two)),
            // What is inside may be secret, but nothing of it is shown.
            (Self::Whole(cover), _) | (_, Self::Whole(cover)) => Self::Whole(cover),
            (Self::Elements(one), Self::Elements(two)) => {
                let length = one.len().max(two.len());
                let (mut one, mut two) = (one.into_iter(), two.into_iter());
                let element = |_| one.next().unwrap_or_default().and(two.next().unwrap_or_default());
                Self::Elements((0..length).map(element).collect())
            }
            (Self::Elements(some), Self::Each(each)) | (Self::Each(each), Self::Elements(some)) => {
                Self::Elements(some.into_iter().map(|veil| veil.and((*each).clone())).collect())
            }
            (Self::Each(one), Self::Each(two)) => Self::Each(Box::new(one.and(*two))),
            (Self::Members(mut one), Self::Members(two)) => {
                for (name, veil) in two {
                    let both = one.remove(&name).unwrap_or_default().and(veil);
                    one.insert(name, both);
                }
                Self::Members(one)
            }
            // An object and a list: nobody knows what it is.
            _ => Self::Whole(Cover::Secret),
        }
    }

    /// The greatest reason in it.
    pub fn cover(&self) -> Option<Cover> {
        match self {
            Self::None => None,
            Self::Whole(cover) => Some(*cover),
            Self::Elements(elements) => elements.iter().filter_map(Self::cover).max(),
            Self::Each(veil) => veil.cover(),
            Self::Members(members) => members.values().filter_map(Self::cover).max(),
        }
    }

    fn element(&self, at: usize) -> Self {
        match self {
            Self::Elements(elements) => elements.get(at).cloned().unwrap_or_default(),
            Self::Each(veil) => (**veil).clone(),
            other => other.clone(),
        }
    }
}

/// Covers in a body what its attributes' veils cover, and every secret of the table.
pub fn cover(body: &mut Json, table: &[Attribute], veils: &Veils) {
    for attribute in table {
        let veil = match attribute.is_secret() {
            true => Veil::Whole(Cover::Secret),
            false => veils.get(attribute.name).cloned().unwrap_or_default(),
        };
        for path in attribute.json_paths() {
            let place = path.split('.').try_fold(&mut *body, |json, name| json.get_mut(name));
            if let Some(place) = place {
                cover_value(place, attribute, &veil);
            }
        }
    }
}

fn cover_value(json: &mut Json, attribute: &Attribute, veil: &Veil) {
    let inner = match attribute.codec {
        Codec::Plain => Some(None),
        Codec::Wrapped(member) => Some(Some(member)),
        _ => None,
    };
    // A secret in a set is somewhere in it.
    let scattered = matches!(attribute.kind, Kind::Set(_)) && veil.cover() == Some(Cover::Secret);
    match (json, &attribute.kind, veil, inner) {
        (json, _, Veil::Whole(cover), _) => *json = cover.text().into(),
        (Json::Array(elements), Kind::Objects(of), veil, _) => {
            for (at, element) in elements.iter_mut().enumerate() {
                match veil.element(at) {
                    Veil::Whole(cover) => *element = cover.text().into(),
                    Veil::Members(members) => cover(element, of.attributes, &members),
                    _ => cover(element, of.attributes, &Veils::new()),
                }
            }
        }
        (Json::Array(elements), Kind::List(_) | Kind::Set(_), veil, Some(member)) if !scattered => {
            for (at, element) in elements.iter_mut().enumerate() {
                let place = match member {
                    Some(member) => element.get_mut(member),
                    None => Some(element),
                };
                if let (Some(cover), Some(place)) = (veil.element(at).cover(), place) {
                    *place = cover.text().into();
                }
            }
        }
        (Json::Object(members), Kind::Map(_), Veil::Members(veils), _) => {
            for (name, veil) in veils {
                if let (Some(cover), Some(member)) = (veil.cover(), members.get_mut(name.as_ref())) {
                    *member = cover.text().into();
                }
            }
        }
        // A part of what goes out as one text, or of what has no parts.
        (json, _, veil, _) => {
            if let Some(cover) = veil.cover() {
                *json = cover.text().into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_either_side_marks_is_covered_wherever_the_element_stands() {
        let before = Veil::of_marks(&json!({"gateways": [{"host": true}, {}]}));
        let after = Veil::of_marks(&json!({"gateways": [{}, {"port": true}]}));
        let Veil::Members(both) = after.and(before.elsewhere()) else { panic!("members") };
        let Veil::Elements(elements) = &both["gateways"] else { panic!("elements") };
        let covered = |at: usize| match &elements[at] {
            Veil::Members(members) => members.keys().map(AsRef::as_ref).collect::<Vec<&str>>(),
            _ => vec![],
        };
        assert_eq!((covered(0), covered(1)), (vec!["host"], vec!["host", "port"]));
    }

    #[test]
    fn a_mark_on_the_whole_covers_all_below_it() {
        let parts = Veil::of_marks(&json!([{}, {"host": true}]));
        let whole = Veil::Whole(Cover::Secret);
        assert_eq!(whole.clone().and(parts.clone()), whole);
        assert_eq!(parts.and(Veil::Whole(Cover::Later)), Veil::Whole(Cover::Later));
        assert_eq!(Veil::of_marks(&json!({"a": [{}, false], "b": {}})), Veil::None);
    }
}
