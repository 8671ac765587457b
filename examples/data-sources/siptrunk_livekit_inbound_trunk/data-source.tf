# By id, or by a name that only one trunk has.
data "siptrunk_livekit_inbound_trunk" "carrier" {
  name = "carrier in"
}

output "called_numbers" {
  value = data.siptrunk_livekit_inbound_trunk.carrier.phone_numbers
}
