//! Terraform's values: what a configuration, a plan or a state holds, before and after any vendor.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use bigdecimal::{BigDecimal, ToPrimitive};

/// A value as Terraform knows it.
///
/// Numbers are exact, whatever their size: Terraform sends `0.1` and thirty digits as decimal text.
/// Any text may be a password, so a value is printed without its contents, except by this crate's own tests.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub enum Value {
    /// Absent: not written by the user, or nothing there.
    Null,
    /// Not known before apply. Refinements, such as "not null", are dropped; dropping one is always safe.
    Unknown,
    /// `true` or `false`.
    Bool(bool),
    /// Any number, exact.
    Number(BigDecimal),
    /// Text.
    String(String),
    /// Elements in an order that means something; tuples too.
    List(Vec<Value>),
    /// Elements whose order means nothing.
    Set(Set),
    /// Values by name: objects and maps.
    Object(Object),
    /// A value that brings its own type, in Terraform's compact JSON, because the schema left it open.
    Dynamic(String, Box<Value>),
}

#[cfg(not(test))]
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Unknown => "unknown",
            _ => "known",
        })
    }
}

impl Value {
    /// Nothing there.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Known, through and through: no part of it waits for apply.
    pub fn is_known(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::List(elements) | Self::Set(Set(elements)) => elements.iter().all(Self::is_known),
            Self::Object(object) => object.iter().all(|(_, value)| value.is_known()),
            Self::Dynamic(_, value) => value.is_known(),
            _ => true,
        }
    }

    /// Neither null nor (wholly) unknown.
    pub fn is_set(&self) -> bool {
        !matches!(self, Self::Null | Self::Unknown)
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if this is one that fits 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) if number.is_integer() => number.to_i64(),
            _ => None,
        }
    }

    /// The elements of a list or set; none for anything else.
    pub fn elements(&self) -> &[Value] {
        match self {
            Self::List(elements) | Self::Set(Set(elements)) => elements,
            _ => &[],
        }
    }

    /// The object, if this is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// This value with null for everything in it that is unknown.
    pub fn settled(self) -> Value {
        match self {
            Self::Unknown => Self::Null,
            Self::List(elements) => Self::List(elements.into_iter().map(Self::settled).collect()),
            Self::Set(Set(elements)) => Self::Set(Set(elements.into_iter().map(Self::settled).collect())),
            Self::Object(object) => Self::Object(object.settled()),
            value => value,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

/// The most digits of a number, before or behind the point, zeros that an exponent stands for included.
pub const MOST_DIGITS: usize = 1000;

/// The number that a text spells; `None` if it spells none, or one with so many digits that to write it out, as arithmetic
/// does, would take the machine's memory or the process's only thread.
pub fn exact(text: &str) -> Option<BigDecimal> {
    // A sign, a point and an exponent, beside the digits.
    const ROOM: usize = 30;
    let text = Some(text.trim()).filter(|text| text.len() <= MOST_DIGITS + ROOM)?;
    let number: BigDecimal = text.parse().ok()?;
    (number.fractional_digit_count().unsigned_abs() <= MOST_DIGITS as u64).then_some(number)
}

/// The elements of a set, in the order they came; equal to the same elements in any order.
#[derive(Clone, Debug)]
pub struct Set(pub Vec<Value>);

impl PartialEq for Set {
    fn eq(&self, other: &Self) -> bool {
        pair_off(&self.0, &other.0, |one, two| one == two)
    }
}

/// Whether every element of one list has a partner of its own in the other, in whatever order. The same order, which is
/// nearly always met, takes one look at each.
pub fn pair_off<T>(one: &[T], two: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    let mut left: VecDeque<&T> = two.iter().collect();
    let mut takes = |element| left.iter().position(|other| same(element, other)).and_then(|place| left.remove(place));
    one.len() == two.len() && one.iter().all(|element| takes(element).is_some())
}

/// A name in an object. Nearly all are the tables' own, and those are not copied with each object.
pub type Name = Cow<'static, str>;

/// Values by attribute name. An attribute that is not there reads as null.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(BTreeMap<Name, Value>);

impl Object {
    /// The attribute's value, null where there is none.
    pub fn get(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// Sets the attribute.
    pub fn set(&mut self, name: impl Into<Name>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// Takes the attribute's value out, null where there is none.
    pub fn take(&mut self, name: &str) -> Value {
        self.0.remove(name).unwrap_or(Value::Null)
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// This object with null for everything in it that is unknown.
    pub fn settled(self) -> Self {
        Self(self.0.into_iter().map(|(name, value)| (name, value.settled())).collect())
    }

    /// How many attributes are there, null ones included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Object {
    type Item = (Name, Value);
    type IntoIter = std::collections::btree_map::IntoIter<Name, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<N: Into<Name>> FromIterator<(N, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_equal_in_any_order_and_count_their_elements() {
        let set = |elements: &[&str]| Value::Set(Set(elements.iter().map(|&text| text.into()).collect()));
        assert_eq!(set(&["AU", "NZ"]), set(&["NZ", "AU"]));
        assert_ne!(set(&["AU", "AU", "NZ"]), set(&["AU", "NZ", "NZ"]));
        assert_ne!(set(&["AU"]), set(&["AU", "NZ"]));
    }

    #[test]
    fn two_unknowns_in_a_set_stay_two() {
        let Value::Set(Set(elements)) = Value::Set(Set(vec![Value::Unknown, Value::Unknown])) else { unreachable!() };
        assert_eq!(elements.len(), 2);
    }

    #[test]
    fn a_number_has_no_more_digits_than_anybody_needs() {
        for text in ["0", "-5060", "0.1", "1e1000", "1e-1000", "123456789012345678901234567890"] {
            assert!(exact(text).is_some(), "{text}");
        }
        let digits = "1".repeat(2_000_000);
        for text in
            ["1e1001", "1e-1000000000", "1e9223372036854775807", "1e-9223372036854775808", "1e99999999999999999999"]
        {
            assert!(exact(text).is_none(), "{text}");
        }
        assert!(exact(&digits).is_none());
        assert!(["", "x", "1e", "0x10", "NaN", "inf"].into_iter().all(|text| exact(text).is_none()));
    }

    #[test]
    fn only_whole_numbers_read_as_integers() {
        assert_eq!(Value::Number("5060".parse().unwrap()).as_i64(), Some(5060));
        assert_eq!(Value::Number("5060.0".parse().unwrap()).as_i64(), Some(5060));
        assert_eq!(Value::Number("0.5".parse().unwrap()).as_i64(), None);
        assert_eq!(Value::Number("1e30".parse().unwrap()).as_i64(), None);
    }
}
