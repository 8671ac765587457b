data "siptrunk_nebrija_trunks" "all" {}

output "own_trunks" {
  value = [for trunk in data.siptrunk_nebrija_trunks.all.trunks : trunk.name if !trunk.is_system]
}
