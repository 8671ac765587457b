//! Integration tests: the built programs, from outside. On Unix only: they send signals, and look at modes.
#![cfg(unix)]

mod adopt;
mod architecture;
mod channel;
mod client;
mod closed_pipes;
mod constraints;
mod data;
mod docs;
#[cfg(target_os = "linux")]
mod empty_root;
mod examples;
mod functions;
mod fuzz;
mod guides;
mod identity;
mod lifecycle;
mod lint;
mod listing;
mod livekit;
mod moves;
mod pages;
mod preview;
mod pull_requests;
mod release;
mod sandbox;
mod soak;
mod support;
mod wire;
