# By name, which must be that of one trunk only, or by id.
data "siptrunk_nebrija_trunk" "madrid" {
  name = "Madrid"
}

output "livekit_trunk" {
  value = data.siptrunk_nebrija_trunk.madrid.provider_id
}
