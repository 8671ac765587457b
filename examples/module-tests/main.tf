# A module for a desk phone: what it is given is checked, and written as the vendor wants it.

variable "number" {
  description = "Number that the phone shows, as people write it in Australia."
  type        = string

  validation {
    condition     = can(provider::siptrunk::e164(var.number, "AU"))
    error_message = "This is no number in Australia."
  }
}

variable "description" {
  type    = string
  default = "Desk phone"
}

variable "password" {
  type      = string
  sensitive = true
}

locals {
  number = provider::siptrunk::e164(var.number, "AU")
}

resource "siptrunk_crazytel_trunk" "phone" {
  caller_id   = local.number
  description = var.description
  password    = var.password
}

data "siptrunk_crazytel_trunks" "all" {
  depends_on = [siptrunk_crazytel_trunk.phone]
}

output "sip_uri" {
  value = provider::siptrunk::sip_uri(siptrunk_crazytel_trunk.phone.username, "sip.carrier.example")
}

output "trunks_on_the_account" {
  value = length(data.siptrunk_crazytel_trunks.all.trunks)
}
