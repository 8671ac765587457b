//! Against LiveKit's real server, which anybody can run: whether the sandbox is like it, and whether the provider gets along
//! with it.

mod conformance;
mod front;
mod lifecycle;
mod loopback;
pub mod server;
