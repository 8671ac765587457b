# By name, or by id.
data "siptrunk_yeastar_trunk" "carrier" {
  name = "carrier"
}

output "carrier_host" {
  value = data.siptrunk_yeastar_trunk.carrier.host
}
