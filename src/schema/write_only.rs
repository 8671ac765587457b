//! What stands beside each secret of a resource: a write-only argument for it, which no state and no plan holds, and a
//! version, whose change sends it.

use super::attribute::{Attribute, Place, Presence};
use super::declare::{integer, string};
use crate::value::Object;

/// A table of attributes for a [`Resource`](super::Resource): the given ones, and behind each secret its write-only
/// argument with its version.
macro_rules! attributes {
    ($($attribute:expr),* $(,)?) => {{
        const DECLARED: &[$crate::schema::Attribute] = &[$($attribute),*];
        const ALL: [$crate::schema::Attribute; $crate::schema::with_write_only_length(DECLARED)] =
            $crate::schema::with_write_only(DECLARED);
        &ALL
    }};
}
pub(crate) use attributes;

/// How many attributes [`with_write_only`] gives.
pub const fn with_write_only_length(declared: &[Attribute]) -> usize {
    let (mut length, mut at) = (declared.len(), 0);
    while at < declared.len() {
        if declared[at].is_secret() {
            length += 2;
        }
        at += 1;
    }
    length
}

/// The declared attributes with what belongs beside secrets.
pub const fn with_write_only<const LENGTH: usize>(declared: &[Attribute]) -> [Attribute; LENGTH] {
    let mut all = [declared[0]; LENGTH];
    let (mut from, mut to) = (0, 0);
    while from < declared.len() {
        let attribute = declared[from];
        all[to] = attribute;
        to += 1;
        if attribute.is_secret() {
            [all[to], all[to + 1]] = beside(&attribute);
            to += 2;
        }
        from += 1;
    }
    all
}

const fn beside(secret: &Attribute) -> [Attribute; 2] {
    // Constants cannot be put together from a name, and no vocabulary but ours names secrets of resources.
    let (write_only, version) = match secret.name.as_bytes() {
        b"password" => (
            string(
                "password_wo",
                "Like `password`, but never stored in the state, nor in a plan if the value is ephemeral. Requires \
                 Terraform or OpenTofu 1.11.",
            ),
            integer(
                "password_wo_version",
                "Version of `password_wo`: changing this number sends the password. Terraform cannot detect a change of \
                 a write-only value.",
            ),
        ),
        _ => panic!("name the write-only argument of this secret here"),
    };
    let mut write_only = write_only.secret().checks(secret.checks);
    write_only.place = Place::WriteOnly(secret.name);
    write_only.fits.only = secret.fits.only;
    let mut version = version;
    version.place = Place::Version(secret.name);
    version.fits.only = secret.fits.only;
    [write_only, version]
}

/// A secret with what belongs to it.
#[derive(Clone, Copy)]
pub struct Trio {
    /// The secret, as the vendor has it.
    pub secret: &'static Attribute,
    /// Its write-only argument.
    pub write_only: &'static Attribute,
    /// The version that goes with that.
    pub version: &'static Attribute,
}

/// Every secret of a table that can be written only.
pub fn trios(table: &'static [Attribute]) -> impl Iterator<Item = Trio> {
    table.iter().filter_map(|secret| {
        let beside = |place: Place| table.iter().find(|attribute| attribute.place == place);
        let (write_only, version) = (beside(Place::WriteOnly(secret.name))?, beside(Place::Version(secret.name))?);
        Some(Trio { secret, write_only, version })
    })
}

/// The secret of a table with what belongs to it, if it is one.
pub fn trio(table: &'static [Attribute], secret: &Attribute) -> Option<Trio> {
    trios(table).find(|trio| trio.secret == secret)
}

impl Trio {
    /// Whether a configuration gives the secret, in either way.
    pub fn is_given(&self, config: &Object) -> bool {
        [self.secret, self.write_only].iter().any(|attribute| !config.get(attribute.name).is_null())
    }

    /// What a user has to write for a new object, in words.
    pub fn either(&self) -> String {
        format!("\"{}\", or \"{}\" with \"{}\"", self.secret.name, self.write_only.name, self.version.name)
    }

    /// Whether a new object of this kind cannot do without the secret.
    pub fn needed(&self, kind: Option<&str>) -> bool {
        self.secret.presence == Presence::Required || kind.is_some_and(|kind| self.secret.fits.required.contains(&kind))
    }
}
