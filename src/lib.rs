//! siptrunk: a Terraform provider for SIP trunks.

pub mod channel;
pub mod client;
pub mod diagnostic;
pub mod engine;
pub mod protocol;
pub mod provider;
pub mod request;
pub mod sandbox;
pub mod schema;
pub mod value;
pub mod vendors;
