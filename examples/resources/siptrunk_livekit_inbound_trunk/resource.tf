variable "inbound_password" {
  type      = string
  sensitive = true
}

# Calls to one number, from the carrier's addresses alone.
resource "siptrunk_livekit_inbound_trunk" "carrier" {
  name              = "carrier in"
  phone_numbers     = ["+15550100"]
  allowed_ips       = ["203.0.113.0/28"]
  headers           = { X-Team = "support" }
  include_headers   = "x_headers"
  ringing_timeout   = "30s"
  max_call_duration = "3600s"
  media_encryption  = "require"
}

# The carrier authenticates with user name and password.
resource "siptrunk_livekit_inbound_trunk" "login" {
  name                  = "login"
  metadata              = jsonencode({ team = "sales" })
  username              = "carrier"
  password              = var.inbound_password
  headers_to_attributes = { X-Account = "account" }
}
