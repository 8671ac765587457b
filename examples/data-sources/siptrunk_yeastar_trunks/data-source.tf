data "siptrunk_yeastar_trunks" "all" {}

output "trunks_by_type" {
  value = { for trunk in data.siptrunk_yeastar_trunks.all.trunks : trunk.type => trunk.name... }
}
