# The trunks of the provider's property; with `property_sid`, those of another.
data "siptrunk_fonedynamics_trunks" "all" {}

output "channels" {
  value = sum(concat([0], data.siptrunk_fonedynamics_trunks.all.trunks[*].channel_limit))
}
