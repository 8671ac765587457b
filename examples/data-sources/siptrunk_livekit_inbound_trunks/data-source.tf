data "siptrunk_livekit_inbound_trunks" "all" {}

output "open_to_any_address" {
  value = [for trunk in data.siptrunk_livekit_inbound_trunks.all.inbound_trunks : trunk.name if trunk.allowed_ips == null]
}
