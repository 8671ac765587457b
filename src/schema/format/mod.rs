//! Formats that more than one vendor documents, a file for each concept: what a user may write, what was probably
//! meant by something else, and the one spelling of several that mean the same.

pub mod address;
pub mod glob;
pub mod host;
pub mod id;
pub mod phone;
pub mod text;

use super::check::Advice;

/// For formats that cannot guess what was meant.
pub fn no_guess(_: &str) -> Vec<Advice> {
    vec![]
}
