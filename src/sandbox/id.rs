//! Ids as servers draw them.

use std::iter::repeat_with;

use uuid::{Builder, Uuid};

/// A random UUID.
pub fn uuid() -> Uuid {
    Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid()
}

/// So many letters behind what every such id begins with.
pub fn drawn(begin: &str, letters: usize, letter: impl FnMut() -> char) -> String {
    begin.chars().chain(repeat_with(letter).take(letters)).collect()
}
