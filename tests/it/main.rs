//! Integration tests: the built programs, from outside. On Unix only: they send signals, and look at modes.
#![cfg(unix)]

mod channel;
mod support;
mod wire;
