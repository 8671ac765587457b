# By id, or by a name that only one trunk has.
data "siptrunk_fonedynamics_trunk" "office" {
  name = "Office"
}

output "office_channels" {
  value = data.siptrunk_fonedynamics_trunk.office.channel_limit
}
