//! siptrunk: a Terraform provider for SIP trunks.
