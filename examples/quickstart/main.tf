# One trunk at each vendor. Credentials come from the environment that `siptrunk sandbox` sets.

terraform {
  required_providers {
    siptrunk = {
      source = "siptrunk/siptrunk"
    }
  }
}

variable "desk_note" {
  type    = string
  default = "Front desk"
}

variable "office_channels" {
  type    = number
  default = 8
}

resource "siptrunk_crazytel_trunk" "desk" {
  password    = "Harbour42Bridge"
  caller_id   = "61255500001"
  description = var.desk_note
  area_code   = "02"
}

resource "siptrunk_fonedynamics_trunk" "office" {
  name              = "Office"
  caller_id         = "+61255500002"
  auth_type         = "ip"
  allowed_ips       = ["203.0.113.4/32", "198.51.100.0/28"]
  allowed_countries = ["AU", "NZ"]
  channel_limit     = var.office_channels
}

output "desk_username" {
  value = siptrunk_crazytel_trunk.desk.username
}
