//! Small trunks, for what goes wrong with any.

/// Crazytel's, which has no more than it needs.
pub const DESK: &str = r#"resource "siptrunk_crazytel_trunk" "desk" {
  password  = "Harbour42Bridge"
  caller_id = "61255501234"
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
