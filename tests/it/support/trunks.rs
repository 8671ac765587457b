//! Small trunks that several modules of tests need.

/// The least that a number on Bolna's trunk `agent` can have.
pub const MAIN: &str = r#"resource "siptrunk_bolna_phone_number" "main" {
  trunk_id     = siptrunk_bolna_trunk.agent.id
  phone_number = "+61255500003"
}
"#;

/// Crazytel's, which has no more than it needs.
pub const DESK: &str = r#"resource "siptrunk_crazytel_trunk" "desk" {
  password  = "Harbour42Bridge"
  caller_id = "61255501234"
}
"#;

/// Fone Dynamics', the least of the type `ip`.
pub const HQ: &str = r#"resource "siptrunk_fonedynamics_trunk" "hq" {
  name        = "hq-edge"
  caller_id   = "+61255501234"
  auth_type   = "ip"
  allowed_ips = ["203.0.113.10/32"]
}
"#;

/// A peer trunk of Yeastar's.
pub const PEER: &str = r#"resource "siptrunk_yeastar_trunk" "carrier" {
  type      = "peer"
  name      = "carrier"
  transport = "udp"
  host      = "198.51.100.7"
  port      = 5060
  domain    = "198.51.100.7"
  codecs    = ["alaw"]
}
"#;

/// An inbound trunk of LiveKit's.
pub const ROOMS: &str = r#"resource "siptrunk_livekit_inbound_trunk" "rooms" {
  phone_numbers = ["+15550100"]
}
"#;
