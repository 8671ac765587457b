variable "outbound_password" {
  type      = string
  sensitive = true
}

resource "siptrunk_livekit_outbound_trunk" "carrier" {
  name                  = "carrier out"
  address               = "sip.carrier.example:5061"
  phone_numbers         = ["+15550101", "+15550102"]
  transport             = "tls"
  username              = "carrier"
  password              = var.outbound_password
  attributes_to_headers = { result = "X-Result" }
  media_encryption      = "require"
  codecs                = ["PCMU/8000", "G722"]
  only_listed_codecs    = true
}
