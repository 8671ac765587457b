data "siptrunk_bolna_trunks" "all" {}

output "unencrypted" {
  value = [for trunk in data.siptrunk_bolna_trunks.all.trunks : trunk.name if trunk.media_encryption == "no"]
}
