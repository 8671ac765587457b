# By name, which must be that of one trunk only, or by id.
data "siptrunk_fonedynamics_trunk" "office" {
  name = "Office"
}

output "office_channels" {
  value = data.siptrunk_fonedynamics_trunk.office.channel_limit
}
