# By id, or by a name that only one trunk has.
data "siptrunk_nebrija_trunk" "madrid" {
  name = "Madrid"
}

output "livekit_trunk" {
  value = data.siptrunk_nebrija_trunk.madrid.provider_id
}
