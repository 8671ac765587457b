//! One attribute: its Terraform side, its rules, and its place in the vendor's JSON.

use serde_json::Value as Json;

use super::check::Check;
use crate::value::Value;

/// One attribute of a resource, of a nested object, or of the provider's block for a vendor.
///
/// Built by [`string`], [`integer`], [`boolean`], [`list`] or [`set`] and refined by the methods below, all of them
/// `const`: a declaration that contradicts itself does not compile.
#[derive(Clone, Copy)]
pub struct Attribute {
    /// The name a user writes, in snake_case.
    pub name: &'static str,
    /// One or more sentences for the documentation.
    pub doc: &'static str,
    /// The type.
    pub kind: Kind,
    /// Who provides the value.
    pub presence: Presence,
    /// What the vendor documents as allowed, beyond what kind and codec imply.
    pub checks: &'static [Check],
    /// The values of the resource's kind attribute that this one fits; empty: all.
    pub only_for: &'static [&'static str],
    /// The values of the resource's kind attribute that demand this one.
    pub required_for: &'static [&'static str],
    /// Kept out of plans, logs and diagnostics, and never read back from the vendor.
    pub secret: bool,
    /// A change means a new object.
    pub replaces: bool,
    /// A read-only value that no update changes.
    pub stable: bool,
    /// Shown in the rows of the vendor's list, but not in a read of the object.
    pub list_only: bool,
    /// Where the vendor has it.
    pub place: Place,
    /// How the vendor spells its values.
    pub codec: Codec,
    /// How an update empties it, in the order to try; where this is given, null, absent and empty mean the same.
    pub cleared_by: &'static [Literal],
    /// A list whose elements the vendor may answer in any order.
    pub any_order: bool,
    /// Tells the elements of a list apart, together with the other keys of its table.
    pub key: bool,
    /// The elements of this list may have members there that nobody here knows; an update carries them over.
    pub keeps_unknown: bool,
    /// Not taken in a create: an update right after it brings what differs from the vendor's own value.
    pub after_create: bool,
    /// A secret that the vendor answers in clear.
    pub shown: bool,
    /// What stands for a secret that stays as it is, where the vendor wants it sent all the same.
    pub mask: Option<&'static str>,
    /// Taking it away, as opposed to changing it, means a new object.
    pub removal_replaces: bool,
    /// Attributes that an update must send along when it sends this one.
    pub sent_with: &'static [&'static str],
    /// The one spelling of text that several spellings mean.
    pub canonical: Option<fn(&str) -> String>,
}

/// The type of an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Bool,
    /// Elements whose order means something.
    List(&'static Kind),
    /// Elements whose order means nothing.
    Set(&'static Kind),
    /// A nested object.
    Object(&'static [Attribute]),
}

impl Kind {
    /// The attributes of the objects that it is or holds.
    pub fn nested(&self) -> Option<&'static [Attribute]> {
        match self {
            Self::Object(table) => Some(table),
            Self::List(of) | Self::Set(of) => of.nested(),
            _ => None,
        }
    }
}

/// Who provides an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Presence {
    /// The user must.
    Required,
    /// The user may; left out means empty.
    Optional,
    /// The user may; left out, a new object gets this value and an existing one keeps what the vendor holds.
    Default(Literal),
    /// The user may; left out, the vendor chooses, and keeps what it holds.
    VendorDefault,
    /// Only the vendor.
    ReadOnly,
}

/// Where the vendor has an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// In the object: member names from the outside in, joined by dots.
    Body(&'static str),
    /// In the address of the vendor's call, never in the object. A user who names it late does not change the object.
    Address,
}

/// How the vendor spells a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Codec {
    /// As JSON of the attribute's own kind.
    Plain,
    /// Our word for each of the vendor's; other words are not allowed.
    Words(&'static [(&'static str, Literal)]),
    /// A list of objects with this one member: `["AU"]` is `[{"CountryCode": "AU"}]`.
    Wrapped(&'static str),
    /// A list as one text: `["ulaw", "alaw"]` is `"ulaw,alaw"`.
    Commas,
    /// `true` is 1, `false` is 0.
    ZeroOne,
    /// Text of digits that is a JSON number there.
    Number,
    /// Text that holds JSON, which is that JSON there.
    Json,
}

/// A constant, both a Terraform value and JSON.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// Nothing.
    Null,
    /// Text.
    String(&'static str),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Bool(bool),
    /// No elements.
    EmptyList,
}

impl Literal {
    /// As a Terraform value.
    pub fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::String(text) => text.into(),
            Self::Integer(number) => number.into(),
            Self::Bool(flag) => flag.into(),
            Self::EmptyList => Value::List(vec![]),
        }
    }

    /// As JSON.
    pub fn json(self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::String(text) => text.into(),
            Self::Integer(number) => number.into(),
            Self::Bool(flag) => flag.into(),
            Self::EmptyList => Json::Array(vec![]),
        }
    }
}

impl Attribute {
    /// Its path in the vendor's object, if it is there.
    pub fn json_path(&self) -> Option<&'static str> {
        match self.place {
            Place::Body(path) => Some(path),
            Place::Address => None,
        }
    }

    /// Whether a user may write it.
    pub fn writable(&self) -> bool {
        !matches!(self.presence, Presence::ReadOnly)
    }

    /// Whether the provider may choose its value: Terraform's "computed".
    pub fn computed(&self) -> bool {
        matches!(self.presence, Presence::Default(_) | Presence::VendorDefault | Presence::ReadOnly)
    }

    /// Whether it fits an object of this kind; an unknown kind fits anything.
    pub fn fits(&self, kind: &Value) -> bool {
        self.only_for.is_empty() || kind.as_str().is_none_or(|kind| self.only_for.contains(&kind))
    }

    /// Every check, those that kind and codec imply included.
    pub fn all_checks(&self) -> impl Iterator<Item = Check> {
        let whole = matches!(self.kind, Kind::Integer).then_some(Check::Whole);
        let words = match self.codec {
            Codec::Words(words) => Some(Check::Words(words)),
            _ => None,
        };
        whole.into_iter().chain(words).chain(self.checks.iter().copied())
    }

    /// The canonical spelling of text.
    pub fn spell(&self, text: &str) -> String {
        self.canonical.map_or_else(|| text.to_owned(), |canonical| canonical(text))
    }
}

impl PartialEq for Attribute {
    /// Attributes are told apart by name: a table never holds two of one name.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Debug for Attribute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
