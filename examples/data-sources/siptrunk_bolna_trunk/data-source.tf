# By id, or by name.
data "siptrunk_bolna_trunk" "overflow" {
  name = "overflow"
}

output "overflow_gateways" {
  value = data.siptrunk_bolna_trunk.overflow.gateways[*].host
}
