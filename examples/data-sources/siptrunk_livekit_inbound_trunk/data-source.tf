# By id, or by the name of one trunk only.
data "siptrunk_livekit_inbound_trunk" "carrier" {
  name = "carrier in"
}

output "called_numbers" {
  value = data.siptrunk_livekit_inbound_trunk.carrier.phone_numbers
}
