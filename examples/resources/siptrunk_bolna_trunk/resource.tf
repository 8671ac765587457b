variable "agent_password" {
  type      = string
  sensitive = true
}

# Bolna authenticates with user name and password; signalling and media are encrypted.
resource "siptrunk_bolna_trunk" "agent" {
  name             = "agent"
  provider_name    = "custom"
  description      = "Voice agents"
  auth_type        = "credentials"
  username         = "agent"
  password         = var.agent_password
  transport        = "tls"
  media_encryption = "sdes"
  inbound_enabled  = true
  gateways = [
    { host = "sip-a.carrier.example", port = 5061 },
    { host = "sip-b.carrier.example", port = 5061, priority = 2 },
  ]
}

# The carrier and Bolna know each other by their addresses.
resource "siptrunk_bolna_trunk" "overflow" {
  name          = "overflow"
  provider_name = "custom"
  auth_type     = "ip"
  allowed_ips   = ["203.0.113.0/28", "198.51.100.7"]
  gateways      = [{ host = "192.0.2.10" }]
  codecs        = ["ulaw"]
}
