# One trunk at each vendor. Credentials come from the environment that `siptrunk sandbox` sets.

terraform {
  required_providers {
    siptrunk = {
      source = "siptrunk/siptrunk"
    }
  }
}

# What the quickstart changes: one attribute of each trunk.
variable "changed" {
  type    = bool
  default = false
}

resource "siptrunk_crazytel_trunk" "desk" {
  password    = "Harbour42Bridge"
  caller_id   = "61255500001"
  description = var.changed ? "Reception desk" : "Front desk"
  area_code   = "02"
}

resource "siptrunk_fonedynamics_trunk" "office" {
  name              = "Office"
  caller_id         = "+61255500002"
  auth_type         = "ip"
  allowed_ips       = ["203.0.113.4/32", "198.51.100.0/28"]
  allowed_countries = ["AU", "NZ"]
  channel_limit     = var.changed ? 20 : 8
}

resource "siptrunk_bolna_trunk" "agent" {
  name             = "agent"
  provider_name    = "custom"
  auth_type        = "credentials"
  username         = "agent"
  password         = "Harbour42Bridge"
  gateways         = [{ host = "sip.carrier.example", port = 5061 }]
  codecs           = var.changed ? ["ulaw"] : ["ulaw", "alaw"]
  transport        = "tls"
  media_encryption = "sdes"
}

resource "siptrunk_bolna_phone_number" "main" {
  trunk_id     = siptrunk_bolna_trunk.agent.id
  phone_number = "+61255500003"
}

resource "siptrunk_yeastar_trunk" "carrier" {
  type      = "register"
  name      = "carrier"
  transport = "udp"
  host      = "sip.carrier.example"
  port      = 5060
  domain    = "carrier.example"
  username  = "10001"
  password  = "Harbour42Bridge"
  auth_name = "10001"
  codecs    = ["alaw", "ulaw"]
  dids      = var.changed ? [{ did = "5550001" }, { did = "5550002" }] : [{ did = "5550001" }]
}

resource "siptrunk_livekit_inbound_trunk" "rooms" {
  name          = "rooms"
  phone_numbers = ["+61255500004"]
  allowed_ips   = ["203.0.113.0/28"]
  metadata      = var.changed ? jsonencode({ team = "support" }) : jsonencode({ team = "sales" })
}

resource "siptrunk_nebrija_trunk" "madrid" {
  name     = "Madrid"
  gateways = [{ host = var.changed ? "sip-b.carrier.example" : "sip-a.carrier.example" }]
  username = "madrid"
  password = "Harbour42Bridge"
}

output "desk_username" {
  value = siptrunk_crazytel_trunk.desk.username
}
