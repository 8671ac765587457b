resource "siptrunk_bolna_trunk" "overflow" {
  name            = "overflow"
  provider_name   = "custom"
  auth_type       = "ip"
  allowed_ips     = ["203.0.113.0/28"]
  gateways        = [{ host = "192.0.2.10" }]
  inbound_enabled = true
}

resource "siptrunk_bolna_phone_number" "main" {
  trunk_id           = siptrunk_bolna_trunk.overflow.id
  phone_number       = "+61255500003"
  name               = "Main line"
  e164_check_enabled = true
}
