//! Integration tests: the built programs, from outside. On Unix only: they send signals, and look at modes.
#![cfg(unix)]

mod architecture;
mod channel;
mod client;
mod constraints;
mod data;
mod docs;
mod examples;
mod lifecycle;
mod sandbox;
mod support;
mod wire;
