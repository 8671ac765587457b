data "siptrunk_crazytel_trunks" "all" {}

output "suspended" {
  value = [for trunk in data.siptrunk_crazytel_trunks.all.trunks : trunk.username if !trunk.enabled]
}
