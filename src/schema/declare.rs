//! The words that an attribute is declared with. All are `const`, so that a declaration that contradicts itself does not
//! compile.

use super::attribute::{Attribute, Codec, Elements, Fits, Kind, Life, Literal, Place, Presence, Secrecy, Spelling};
use super::check::Check;

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

/// A map attribute: the user chooses the names.
pub const fn map(name: &'static str, doc: &'static str, of: &'static Kind) -> Attribute {
    Attribute::new(name, doc, Kind::Map(of))
}

/// A list of nested objects.
pub const fn objects(name: &'static str, doc: &'static str, of: &'static Elements) -> Attribute {
    Attribute::new(name, doc, Kind::Objects(of))
}

impl Attribute {
    const fn new(name: &'static str, doc: &'static str, kind: Kind) -> Self {
        Self {
            name,
            doc,
            kind,
            presence: Presence::Optional,
            checks: &[],
            fits: Fits { only: &[], required: &[] },
            secrecy: Secrecy::Open,
            life: Life::Free,
            place: Place::Body(name),
            older: None,
            codec: Codec::Plain,
            cleared_by: &[],
            sent_with: &[],
            user: None,
            spelling: Spelling::AsWritten,
            is_switch: false,
        }
    }

    /// The user must write it.
    pub const fn required(mut self) -> Self {
        assert!(self.fits.required.is_empty(), "either always required or for some kinds");
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
        self.life = Life::Stable;
        self
    }

    /// Shown in the vendor's list alone.
    pub const fn list_only(mut self) -> Self {
        assert!(matches!(self.presence, Presence::ReadOnly), "what is written shows in the object itself");
        if let Place::Body(path) = self.place {
            self.place = Place::Row(path);
        }
        self
    }

    /// What the vendor documents as allowed. By its id a user asks for an object, though nobody writes it.
    pub const fn checks(mut self, checks: &'static [Check]) -> Self {
        let is_id = matches!(self.name.as_bytes(), b"id");
        assert!(is_id || !matches!(self.presence, Presence::ReadOnly), "a user never writes a read-only attribute");
        self.checks = checks;
        self
    }

    /// Fits these values of the resource's kind attribute only.
    pub const fn only_for(mut self, kinds: &'static [&'static str]) -> Self {
        self.fits.only = kinds;
        self
    }

    /// Must be written for these values of the resource's kind attribute.
    pub const fn required_for(mut self, kinds: &'static [&'static str]) -> Self {
        assert!(!matches!(self.presence, Presence::Required), "either always required or for some kinds");
        self.fits.required = kinds;
        self
    }

    /// A password or token.
    pub const fn secret(mut self) -> Self {
        assert!(matches!(self.kind, Kind::String), "only text can be secret");
        self.secrecy = Secrecy::Hidden;
        self
    }

    /// Fixed at creation.
    pub const fn replaces(mut self) -> Self {
        self.life = Life::Fixed;
        self
    }

    /// The vendor's JSON name, or path of names joined by dots.
    pub const fn json(mut self, path: &'static str) -> Self {
        self.place = Place::Body(path);
        self
    }

    /// An older name of the vendor's for the same.
    pub const fn also(mut self, path: &'static str) -> Self {
        self.older = Some(path);
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

    /// The vendor's words for ours, to which a newer server may add others.
    pub const fn words_so_far(mut self, words: &'static [(&'static str, Literal)]) -> Self {
        assert!(matches!(self.kind, Kind::String), "only text has words");
        self.codec = Codec::WordsSoFar(words);
        self
    }

    /// Each element is a codec, as an object with its name and its rate.
    pub const fn name_and_rate(mut self, name: &'static str, rate: &'static str) -> Self {
        assert!(matches!(self.kind, Kind::List(Kind::String)), "only texts have a name and a rate");
        self.codec = Codec::NameAndRate(name, rate);
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

    /// A flag that takes the object out of service.
    pub const fn switch(mut self) -> Self {
        assert!(matches!(self.kind, Kind::Bool), "only a flag is on or off");
        self.is_switch = true;
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

    /// A time that is counted in seconds there.
    pub const fn unix_time(mut self) -> Self {
        assert!(matches!(self.presence, Presence::ReadOnly), "no time is written");
        self.codec = Codec::UnixTime;
        self
    }

    /// A text that holds JSON. Two texts mean the same if their JSON does; what the vendor shows means the same if it
    /// holds everything that the text says.
    pub const fn json_text(mut self) -> Self {
        assert!(matches!(self.kind, Kind::String), "only text holds JSON");
        self.codec = Codec::Json;
        self
    }

    /// Not taken in a create.
    pub const fn after_create(mut self) -> Self {
        assert!(matches!(self.life, Life::Free), "what is fixed cannot come later");
        self.life = Life::AfterCreate;
        self
    }

    /// Changed only together with the whole object.
    pub const fn with_all(mut self) -> Self {
        assert!(matches!(self.life, Life::Free), "what is fixed is not changed");
        self.life = Life::WithAll;
        self
    }

    /// A secret that the vendor answers in clear.
    pub const fn shown(mut self) -> Self {
        assert!(matches!(self.secrecy, Secrecy::Hidden), "what is no secret is always shown");
        self.secrecy = Secrecy::Shown;
        self
    }

    /// A secret of the user that this attribute names.
    pub const fn of_user(mut self, name: &'static str) -> Self {
        assert!(self.is_secret(), "only a secret belongs to a user");
        self.user = Some(name);
        self
    }

    /// What the vendor answers for a secret and takes for "as it is".
    pub const fn mask(mut self, mask: &'static str) -> Self {
        assert!(matches!(self.secrecy, Secrecy::Hidden), "only a secret is masked");
        self.secrecy = Secrecy::Masked(mask);
        self
    }

    /// Fixed once it is there: it can change, but not go.
    pub const fn removal_replaces(mut self) -> Self {
        assert!(matches!(self.life, Life::Free), "what is fixed cannot go anyway");
        self.life = Life::FixedOnceThere;
        self
    }

    /// How an update empties it, in the order to try.
    pub const fn cleared_by(mut self, spellings: &'static [Literal]) -> Self {
        assert!(!matches!(self.kind, Kind::Bool), "only texts, numbers, lists and maps can be empty");
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
        self.spelling = Spelling::Compared(spelling);
        self
    }

    /// The one spelling of several that mean the same, and the one that the vendor takes.
    pub const fn sent_as(mut self, spelling: fn(&str) -> String) -> Self {
        self.spelling = Spelling::Sent(spelling);
        self
    }
}
