# By id, or by the name of one trunk only.
data "siptrunk_livekit_outbound_trunk" "carrier" {
  name = "carrier out"
}

output "carrier_address" {
  value = data.siptrunk_livekit_outbound_trunk.carrier.address
}
