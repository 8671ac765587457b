locals {
  carrier = provider::siptrunk::parse_sip_uri("sip:1001@sip.carrier.example:5061;transport=tls")
}

# { host = "sip.carrier.example", port = 5061 }
output "gateway" {
  value = { host = local.carrier.host, port = coalesce(local.carrier.port, 5060) }
}

# "sip:1002@sip.carrier.example:5061;transport=tls"
output "another_user" {
  value = provider::siptrunk::sip_uri("1002", local.carrier.host, local.carrier)
}
