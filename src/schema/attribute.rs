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

/// A text attribute.
pub const fn string(name: &'static str, doc: &'static str) -> Attribute {
    Attribute::new(name, doc, Kind::String)
}

/// A whole-number attribute.
pub const fn integer(name: &'static str, doc: &'static str) -> Attribute {
    Attribute::new(name, doc, Kind::Integer)
}

/// A true-or-false attribute.
pub const fn boolean(name: &'static str, doc: &'static str) -> Attribute {
    Attribute::new(name, doc, Kind::Bool)
}

/// A list attribute: the order means something.
pub const fn list(name: &'static str, doc: &'static str, of: &'static Kind) -> Attribute {
    Attribute::new(name, doc, Kind::List(of))
}

/// A set attribute: the order means nothing.
pub const fn set(name: &'static str, doc: &'static str, of: &'static Kind) -> Attribute {
    Attribute::new(name, doc, Kind::Set(of))
}

impl Attribute {
    const fn new(name: &'static str, doc: &'static str, kind: Kind) -> Self {
        Self {
            name,
            doc,
            kind,
            presence: Presence::Optional,
            checks: &[],
            only_for: &[],
            required_for: &[],
            secret: false,
            replaces: false,
            stable: false,
            place: Place::Body(name),
            codec: Codec::Plain,
            cleared_by: &[],
            any_order: false,
            key: false,
            keeps_unknown: false,
            after_create: false,
            shown: false,
            mask: None,
            removal_replaces: false,
            sent_with: &[],
            canonical: None,
        }
    }

    /// The user must write it.
    pub const fn required(mut self) -> Self {
        assert!(self.required_for.is_empty(), "either always required or for some kinds");
        self.presence = Presence::Required;
        self
    }

    /// The documented value of a new object that leaves it out.
    pub const fn default(mut self, value: Literal) -> Self {
        self.presence = Presence::Default(value);
        self
    }

    /// The vendor chooses where the user does not.
    pub const fn vendor_default(mut self) -> Self {
        self.presence = Presence::VendorDefault;
        self
    }

    /// The vendor's alone.
    pub const fn read_only(mut self) -> Self {
        assert!(self.checks.is_empty() && self.cleared_by.is_empty(), "a user never writes a read-only attribute");
        self.presence = Presence::ReadOnly;
        self
    }

    /// Once known, the same for the life of the object.
    pub const fn stable(mut self) -> Self {
        assert!(matches!(self.presence, Presence::ReadOnly), "only a read-only attribute needs to be called stable");
        self.stable = true;
        self
    }

    /// What the vendor documents as allowed.
    pub const fn checks(mut self, checks: &'static [Check]) -> Self {
        assert!(!matches!(self.presence, Presence::ReadOnly), "a user never writes a read-only attribute");
        self.checks = checks;
        self
    }

    /// Fits these values of the resource's kind attribute only.
    pub const fn only_for(mut self, kinds: &'static [&'static str]) -> Self {
        self.only_for = kinds;
        self
    }

    /// Must be written for these values of the resource's kind attribute.
    pub const fn required_for(mut self, kinds: &'static [&'static str]) -> Self {
        assert!(!matches!(self.presence, Presence::Required), "either always required or for some kinds");
        self.required_for = kinds;
        self
    }

    /// A password or token.
    pub const fn secret(mut self) -> Self {
        assert!(matches!(self.kind, Kind::String), "only text can be secret");
        self.secret = true;
        self
    }

    /// Fixed at creation.
    pub const fn replaces(mut self) -> Self {
        self.replaces = true;
        self
    }

    /// The vendor's JSON name, or path of names joined by dots.
    pub const fn json(mut self, path: &'static str) -> Self {
        self.place = Place::Body(path);
        self
    }

    /// Part of the address of the vendor's calls.
    pub const fn address(mut self) -> Self {
        self.place = Place::Address;
        self
    }

    /// The vendor's words for ours.
    pub const fn words(mut self, words: &'static [(&'static str, Literal)]) -> Self {
        assert!(matches!(self.kind, Kind::String), "only text has words");
        self.codec = Codec::Words(words);
        self
    }

    /// Each element is an object with this one member.
    pub const fn wrapped(mut self, member: &'static str) -> Self {
        assert!(matches!(self.kind, Kind::List(Kind::String) | Kind::Set(Kind::String)), "only texts are wrapped");
        self.codec = Codec::Wrapped(member);
        self
    }

    /// A list of texts that is one text with commas there.
    pub const fn commas(mut self) -> Self {
        assert!(matches!(self.kind, Kind::List(Kind::String)), "only a list of texts is joined by commas");
        self.codec = Codec::Commas;
        self
    }

    /// A flag that is 0 or 1 there.
    pub const fn zero_one(mut self) -> Self {
        assert!(matches!(self.kind, Kind::Bool), "only a flag is 0 or 1");
        self.codec = Codec::ZeroOne;
        self
    }

    /// A text of digits that is a number there.
    pub const fn number(mut self) -> Self {
        assert!(matches!(self.kind, Kind::String), "only text is digits");
        self.codec = Codec::Number;
        self
    }

    /// A text that holds JSON. Two texts mean the same if their JSON does; what the vendor shows means the same if it
    /// holds everything that the text says.
    pub const fn json_text(mut self) -> Self {
        assert!(matches!(self.kind, Kind::String), "only text holds JSON");
        self.codec = Codec::Json;
        self
    }

    /// A list that the vendor may answer in any order.
    pub const fn any_order(mut self) -> Self {
        assert!(matches!(self.kind, Kind::List(_)), "only a list has an order");
        self.any_order = true;
        self
    }

    /// Tells the elements of a list apart.
    pub const fn key(mut self) -> Self {
        self.key = true;
        self
    }

    /// A list whose elements keep the members that nobody here knows.
    pub const fn keeps_unknown(mut self) -> Self {
        assert!(matches!(self.kind, Kind::List(Kind::Object(_))), "only a list of objects has unknown members");
        self.keeps_unknown = true;
        self
    }

    /// Not taken in a create.
    pub const fn after_create(mut self) -> Self {
        self.after_create = true;
        self
    }

    /// A secret that the vendor answers in clear.
    pub const fn shown(mut self) -> Self {
        assert!(self.secret, "what is no secret is always shown");
        self.shown = true;
        self
    }

    /// What the vendor takes for "this secret stays as it is".
    pub const fn mask(mut self, mask: &'static str) -> Self {
        assert!(self.secret, "only a secret is masked");
        self.mask = Some(mask);
        self
    }

    /// Fixed once it is there: it can change, but not go.
    pub const fn removal_replaces(mut self) -> Self {
        self.removal_replaces = true;
        self
    }

    /// How an update empties it, in the order to try.
    pub const fn cleared_by(mut self, spellings: &'static [Literal]) -> Self {
        assert!(!matches!(self.kind, Kind::Bool | Kind::Object(_)), "only texts, numbers and lists can be empty");
        self.cleared_by = spellings;
        self
    }

    /// What an update sends along with it.
    pub const fn sent_with(mut self, others: &'static [&'static str]) -> Self {
        self.sent_with = others;
        self
    }

    /// The one spelling of several that mean the same.
    pub const fn canonical(mut self, spelling: fn(&str) -> String) -> Self {
        self.canonical = Some(spelling);
        self
    }

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
