//! siptrunk: a Terraform provider for SIP trunks.

pub mod diagnostic;
pub mod request;
pub mod sandbox;
pub mod schema;
pub mod value;
pub mod vendors;
