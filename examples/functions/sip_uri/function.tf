# "sip:1001@sip.carrier.example"
output "plain" {
  value = provider::siptrunk::sip_uri("1001", "sip.carrier.example")
}

# "sips:+61255501234@[2001:db8::10]:5061;lr;transport=tls"
output "with_options" {
  value = provider::siptrunk::sip_uri("+61255501234", "2001:db8::10", {
    scheme     = "sips"
    port       = 5061
    parameters = { transport = "tls", lr = "" }
  })
}
