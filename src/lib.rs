//! siptrunk: a Terraform provider for SIP trunks.
//!
//! The rooms (modules), from the inside out; ARCHITECTURE.md says what each may import.
//!
//! - [`escape`], [`output`]: how other people's texts may be shown, and standard output.
//! - [`value`], [`diagnostic`], [`request`], [`secret`]: Terraform's values, messages to people, a vendor call as data,
//!   and what no message may hold.
//! - [`schema`]: the words in which a vendor's trunk is declared, once.
//! - [`engine`]: what the declarations mean, as pure functions: validate, plan, diff, encode, decode, verify.
//! - [`docs`]: the registry's pages, drawn from the declarations.
//! - [`vendors`]: one folder per vendor, and the registry.
//! - [`functions`]: the provider's functions for expressions.
//! - [`preview`]: the requests that applying a plan will send, for people and machines.
//! - [`client`]: HTTP to one vendor.
//! - [`provider`]: accounts, and one story for each operation on a trunk.
//! - [`adopt`]: the configuration of the trunks that an account already has.
//! - [`protocol`] and [`channel`]: Terraform's calls, and the process that answers them.
//! - [`sandbox`]: the stand-in for every vendor's servers.

#![warn(clippy::print_stdout, clippy::print_stderr)] // They panic where nobody reads.

pub mod adopt;
pub mod channel;
pub mod client;
pub mod diagnostic;
pub mod docs;
pub mod engine;
pub mod escape;
pub mod functions;
pub mod output;
pub mod preview;
pub mod protocol;
pub mod provider;
pub mod request;
pub mod sandbox;
pub mod schema;
pub mod secret;
pub mod value;
pub mod vendors;
