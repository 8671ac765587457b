data "siptrunk_livekit_outbound_trunks" "all" {}

output "unencrypted" {
  value = [
    for trunk in data.siptrunk_livekit_outbound_trunks.all.outbound_trunks : trunk.name
    if trunk.media_encryption == "disable"
  ]
}
