//! siptrunk: a Terraform provider for SIP trunks.

pub mod protocol;
