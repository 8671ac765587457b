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
        let vendor = string(Self::VENDOR, "Vendor whose password rules apply.").required().checks(checks);
        let length = integer(Self::LENGTH, "Length in characters.")
            .default(Literal::Integer(24))
            .checks(&[Check::Range { min: Some(8), max: Some(255) }]);
        let mut result = string(Self::RESULT, "The password.").secret();
        result.presence = Presence::ReadOnly;
        Self {
            doc: "Generates a random password, for `password_wo`. Every command generates another, and none is stored in \
                  the state or a plan: write it to a vault in the same apply that sends it to the vendor.",
            attributes: vec![vendor, length, result],
        }
    }
}
