//! One attribute: its Terraform side, its rules, and its place in the vendor's JSON.

use serde_json::{Map, Value as Json};

use super::call::SEGMENT;
use super::check::Check;
use super::format::text::composed;
use crate::value::{Object, Value};

/// One attribute of a resource, of a nested object, or of the provider's block for a vendor.
///
/// Built by [`string`](super::string), [`integer`](super::integer), [`boolean`](super::boolean), [`list`](super::list),
/// [`set`](super::set), [`map`](super::map) or [`objects`](super::objects) and refined by the methods beside them, all of them `const`: a
/// declaration that contradicts itself does not compile.
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
    /// For which values of the resource's kind attribute it may, or must, be written.
    pub fits: Fits,
    /// Who may see it.
    pub secrecy: Secrecy,
    /// What may become of it while the object lives.
    pub life: Life,
    /// Where the vendor has it.
    pub place: Place,
    /// An older name for the same beside that one, as a path: sent along, and read where the newer one is not there.
    pub older: Option<&'static str>,
    /// How the vendor spells its values.
    pub codec: Codec,
    /// How an update empties it, in the order to try; where this is given, null and empty mean the same.
    pub cleared_by: &'static [Literal],
    /// Attributes that an update must send along when it sends this one.
    pub sent_with: &'static [&'static str],
    /// The attribute with the user that a secret belongs to: without one there is no secret either.
    pub user: Option<&'static str>,
    /// Which texts mean the same.
    pub spelling: Spelling,
    /// Whether the object is in service only while it is `true`.
    pub is_switch: bool,
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
    /// Values whose order means something.
    List(&'static Kind),
    /// Values whose order means nothing.
    Set(&'static Kind),
    /// Values by names that the user chooses.
    Map(&'static Kind),
    /// A list of nested objects.
    Objects(&'static Elements),
}

/// What the nested objects of a list are, and how one is told from another.
#[derive(Debug, PartialEq)]
pub struct Elements {
    /// Their attributes.
    pub attributes: &'static [Attribute],
    /// The attributes that tell one element from another, wherever it stands.
    pub keys: &'static [&'static str],
    /// Whose business their order is.
    pub order: Order,
    /// What becomes of members that only the vendor has.
    pub unknown: Unknown,
}

/// Whose business the order of a list of objects is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    /// The user's: another order in the configuration is sent, another one in an answer is no difference.
    Users,
    /// Nobody's: another order is no difference.
    Nobodys,
}

/// What becomes of members of a list's elements that the vendor has and no attribute names, when the list is sent whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unknown {
    /// They are the vendor's own and not to be sent.
    Left,
    /// They would be lost: an update looks first and sends them along.
    Carried,
}

impl Kind {
    /// The attributes of the objects that it holds.
    pub fn nested(&self) -> Option<&'static [Attribute]> {
        match self {
            Self::Objects(elements) => Some(elements.attributes),
            _ => None,
        }
    }
}

/// For which values of the resource's kind attribute an attribute may, or must, be written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fits {
    /// Those that it fits; empty: all.
    pub only: &'static [&'static str],
    /// Those that demand it.
    pub required: &'static [&'static str],
}

/// Who may see an attribute's value. All but `Open` are kept out of logs, diagnostics and data sources.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Secrecy {
    /// Everybody.
    Open,
    /// Nobody: the vendor never answers it.
    Hidden,
    /// The vendor answers it in clear.
    Shown,
    /// The vendor answers this text, which in an update means "as it is".
    Masked(&'static str),
}

/// What may become of an attribute while its object lives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Life {
    /// Any update may change it.
    Free,
    /// A change means a new object: Terraform's "requires replacement".
    Fixed,
    /// It can change, but taking it away means a new object.
    FixedOnceThere,
    /// The vendor draws it once, and no update changes it: what Terraform's framework calls "use state for unknown".
    Stable,
    /// No create takes it: an update right after the create does.
    AfterCreate,
    /// It can change, but only together with the whole object, as it was read.
    WithAll,
}

/// Which texts of an attribute mean the same.
#[derive(Clone, Copy)]
pub enum Spelling {
    /// Only the same ones, in whatever Unicode form.
    AsWritten,
    /// Those of one canonical spelling. What the user writes is sent.
    Compared(fn(&str) -> String),
    /// The same, and the canonical spelling is sent.
    Sent(fn(&str) -> String),
}

/// Who provides an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Presence {
    /// The user must.
    Required,
    /// The user may; left out means empty.
    Optional,
    /// The user may; left out, it is planned as this documented value, for a new object and for an existing one.
    Default(Literal),
    /// The user may; left out, the vendor chooses, and keeps what it holds: Terraform's "optional and computed".
    VendorDefault,
    /// Only the vendor.
    ReadOnly,
}

/// Where the vendor has an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// In the object: member names from the outside in, joined by dots.
    Body(&'static str),
    /// In the rows of the vendor's list only, by that name.
    Row(&'static str),
    /// In the address of the vendor's call, never in the object. A user who names it late does not change the object.
    Address,
    /// Nowhere: in the configuration alone, where it stands for the secret of that name.
    WriteOnly(&'static str),
    /// Nowhere: in the configuration and the state, where it tells which write-only value of that secret was sent last.
    Version(&'static str),
}

/// How the vendor spells a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Codec {
    /// As JSON of the attribute's own kind.
    Plain,
    /// Our word for each of the vendor's; other words are not allowed.
    Words(&'static [(&'static str, Literal)]),
    /// The same, and a newer server may show others: they are told as they are.
    WordsSoFar(&'static [(&'static str, Literal)]),
    /// A list of objects with this one member: `["AU"]` is `[{"CountryCode": "AU"}]`.
    Wrapped(&'static str),
    /// A list as one text: `["ulaw", "alaw"]` is `"ulaw,alaw"`.
    Commas,
    /// `true` is 1, `false` is 0.
    ZeroOne,
    /// A list of codecs as SDP has them, `["PCMU/8000"]`, that is one of objects with a name and a rate in hertz.
    NameAndRate(&'static str, &'static str),
    /// Text of digits that is a JSON number there.
    Number,
    /// Text that holds JSON, which is that JSON there.
    Json,
    /// Text in RFC 3339 that is a number of seconds since 1970 there.
    UnixTime,
}

impl Codec {
    /// The words, if it has some.
    pub fn words(self) -> Option<&'static [(&'static str, Literal)]> {
        match self {
            Self::Words(words) | Self::WordsSoFar(words) => Some(words),
            _ => None,
        }
    }
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
    /// A list of texts.
    List(&'static [&'static str]),
    /// A map without anything in it.
    NoMembers,
}

/// What most calls empty a text with.
pub const EMPTY_TEXT: &[Literal] = &[Literal::String("")];
/// What most calls empty a list with.
pub const NO_ELEMENTS: &[Literal] = &[Literal::List(&[])];

impl Literal {
    /// As a Terraform value.
    pub fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::String(text) => text.into(),
            Self::Integer(number) => number.into(),
            Self::Bool(flag) => flag.into(),
            Self::List(texts) => Value::List(texts.iter().map(|text| (*text).into()).collect()),
            Self::NoMembers => Value::Object(Object::default()),
        }
    }

    /// As JSON.
    pub fn json(self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::String(text) => text.into(),
            Self::Integer(number) => number.into(),
            Self::Bool(flag) => flag.into(),
            Self::List(texts) => texts.iter().copied().collect(),
            Self::NoMembers => Json::Object(Map::new()),
        }
    }
}

impl Attribute {
    /// What it is, for a message: in quotes what the documentation has as code.
    pub fn described(&self) -> String {
        self.doc.replace('`', "\"")
    }

    /// Its path in the vendor's object, if it is there.
    pub fn json_path(&self) -> Option<&'static str> {
        match self.place {
            Place::Body(path) | Place::Row(path) => Some(path),
            Place::Address | Place::WriteOnly(_) | Place::Version(_) => None,
        }
    }

    /// Every path at which the vendor's object has it.
    pub fn json_paths(&self) -> impl Iterator<Item = &'static str> {
        self.json_path().into_iter().chain(self.older)
    }

    /// Whether a user may write it.
    pub fn writable(&self) -> bool {
        !matches!(self.presence, Presence::ReadOnly)
    }

    /// Whether the provider may choose its value: Terraform's "computed".
    pub fn computed(&self) -> bool {
        matches!(self.presence, Presence::Default(_) | Presence::VendorDefault | Presence::ReadOnly)
    }

    /// Whether the vendor alone chooses it where the configuration leaves it out.
    pub fn is_the_vendors(&self) -> bool {
        matches!(self.presence, Presence::VendorDefault | Presence::ReadOnly)
    }

    /// The documented value that leaving it out means, if it means one.
    pub fn documented(&self) -> Option<Value> {
        match self.presence {
            Presence::Default(default) => Some(default.value()),
            _ => None,
        }
    }

    /// Whether leaving it out means a documented value.
    pub fn has_default(&self) -> bool {
        matches!(self.presence, Presence::Default(_))
    }

    /// Whether there are kinds of objects that it does not fit.
    pub fn is_for_some_kinds(&self) -> bool {
        !self.fits.only.is_empty()
    }

    /// Whether it fits an object of this kind; an unknown kind fits anything.
    pub fn fits(&self, kind: &Value) -> bool {
        !self.is_for_some_kinds() || kind.as_str().is_none_or(|kind| self.fits.only.contains(&kind))
    }

    /// Every check, those that kind, codec and place imply included.
    pub fn all_checks(&self) -> impl Iterator<Item = Check> {
        let whole = matches!(self.kind, Kind::Integer).then_some(Check::Whole);
        let words = self.codec.words().map(Check::Words);
        // A part of a path, where a call is addressed with it.
        let segment = (self.place == Place::Address || self.name == "id").then_some(Check::Format(&SEGMENT));
        whole.into_iter().chain(words).chain(self.checks.iter().copied()).chain(segment)
    }

    /// Whether a value of it is a word that only a newer server knows.
    pub fn is_newer(&self, value: &Value) -> bool {
        let Codec::WordsSoFar(words) = self.codec else { return false };
        value.as_str().is_some_and(|text| words.iter().all(|(word, _)| *word != text))
    }

    /// Whether it is kept out of what people read.
    pub const fn is_secret(&self) -> bool {
        !matches!(self.secrecy, Secrecy::Open)
    }

    /// Whether a part of it may be a secret that no table names: people put tokens into headers, and anything into free JSON. What
    /// a configuration marks as sensitive, Terraform tells no provider.
    pub fn may_hold_secrets(&self) -> bool {
        self.is_secret() || self.codec == Codec::Json || matches!(self.kind, Kind::Map(_))
    }

    /// Whether an answer can tell what it is: everything but a secret that is never answered, or only as a mask.
    pub const fn is_shown(&self) -> bool {
        matches!(self.secrecy, Secrecy::Open | Secrecy::Shown)
    }

    /// Whether it is a secret that makes an object and is not needed to have one: left out later, it stays what it is.
    pub fn is_kept(&self) -> bool {
        self.is_secret() && matches!(self.place, Place::Body(_))
    }

    /// What a part of the address identifies, in a word: `trunk` of `trunk_id`.
    pub fn holder(&self) -> &'static str {
        self.name.split('_').next().unwrap_or_default()
    }

    /// Whether empty text is how it is emptied.
    pub fn is_emptied_by_text(&self) -> bool {
        self.cleared_by.contains(&Literal::String(""))
    }

    /// The canonical spelling of text, in the Unicode form that Terraform gives all texts.
    pub fn spell(&self, text: &str) -> String {
        let text = composed(text);
        match self.spelling {
            Spelling::AsWritten => text,
            Spelling::Compared(canonical) | Spelling::Sent(canonical) => canonical(&text),
        }
    }

    /// Text in the vendor's spelling, where the vendor has one; else as it is.
    pub fn sent(&self, text: &str) -> String {
        match self.spelling {
            Spelling::Sent(_) => self.spell(text),
            Spelling::AsWritten | Spelling::Compared(_) => composed(text),
        }
    }

    /// Whether it is the attribute of that name: a table never holds two of one name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

impl PartialEq for Attribute {
    fn eq(&self, other: &Self) -> bool {
        self.is(other.name)
    }
}

impl std::fmt::Debug for Attribute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
