//! What lives for one command only, in neither a state nor a plan.

use super::attribute::{Attribute, Literal, Presence};
use super::check::Check;
use super::declare::{integer, string};
use super::resource::Vendor;

/// A random password for a trunk.
pub struct RandomPassword {
    /// What it is, for the documentation.
    pub doc: &'static str,
    /// Its attributes: `VENDOR`, `LENGTH` and `RESULT`.
    pub attributes: Vec<Attribute>,
}

impl RandomPassword {
    /// The type as Terraform knows it.
    pub const TYPE_NAME: &'static str = "siptrunk_password";
    /// Whose rules it keeps.
    pub const VENDOR: &'static str = "vendor";
    /// How many characters it has.
    pub const LENGTH: &'static str = "length";
    /// The password.
    pub const RESULT: &'static str = "result";

    /// For the vendors whose trunks have passwords.
    pub fn of(vendors: &[&'static Vendor]) -> Self {
        let with_password = vendors.iter().filter(|vendor| vendor.password().is_some());
        let names: &'static [&'static str] = with_password.map(|vendor| vendor.name).collect::<Vec<_>>().leak();
        let checks: &'static [Check] = vec![Check::OneOf(names)].leak();
        let vendor =
            string(Self::VENDOR, "Name of the vendor whose rules the password is to keep.").required().checks(checks);
        let length = integer(Self::LENGTH, "How many characters it has.")
            .default(Literal::Integer(24))
            .checks(&[Check::Range { min: Some(8), max: Some(255) }]);
        let mut result = string(Self::RESULT, "The password.").secret();
        result.presence = Presence::ReadOnly;
        Self {
            doc: "A new random password with every command, for `password_wo`. It is in neither the state nor a plan; keep \
                  it in a vault with the same command that sends it to the vendor.",
            attributes: vec![vendor, length, result],
        }
    }
}
