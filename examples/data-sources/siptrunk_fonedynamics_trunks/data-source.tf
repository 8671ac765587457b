# Of the provider's property, or of the one named here.
data "siptrunk_fonedynamics_trunks" "all" {}

output "channels" {
  value = sum(concat([0], data.siptrunk_fonedynamics_trunks.all.trunks[*].channel_limit))
}
