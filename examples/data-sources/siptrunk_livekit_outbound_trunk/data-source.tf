# By id, or by a name that only one trunk has.
data "siptrunk_livekit_outbound_trunk" "carrier" {
  name = "carrier out"
}

output "carrier_address" {
  value = data.siptrunk_livekit_outbound_trunk.carrier.address
}
