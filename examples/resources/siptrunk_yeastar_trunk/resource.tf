variable "carrier_password" {
  type      = string
  sensitive = true
}

variable "branch_password" {
  type      = string
  sensitive = true
}

# The PBX registers with a carrier.
resource "siptrunk_yeastar_trunk" "carrier" {
  type      = "register"
  name      = "carrier"
  transport = "tls"
  host      = "sip.carrier.example"
  port      = 5061
  domain    = "carrier.example"
  username  = "10001"
  password  = var.carrier_password
  auth_name = "10001"
  codecs    = ["alaw", "ulaw"]
  caller_id = "5550001"
  dids      = [{ did = "5550001", did_name = "main" }]
  outbound_cid_list = [
    {
      outbound_cid_option = "shared"
      outbound_cid        = "5550002"
      outbound_cid_name   = "Sales"
      ext_list            = [{ id = 3 }, { type = "ext_group", id = 1 }]
    },
    {
      outbound_cid_option       = "range"
      outbound_cid              = "5550010-5550012"
      outbound_cid_to_ext_range = "1001-1003"
    },
  ]
}

# Both ends have fixed addresses.
resource "siptrunk_yeastar_trunk" "head_office" {
  type      = "peer"
  name      = "head-office"
  transport = "udp"
  host      = "198.51.100.7"
  port      = 5060
  domain    = "198.51.100.7"
  codecs    = ["alaw"]
}

# Another device registers with the PBX.
resource "siptrunk_yeastar_trunk" "branch" {
  type      = "account"
  name      = "branch"
  transport = "udp"
  username  = "6700"
  password  = var.branch_password
  auth_name = "6700"
  codecs    = ["alaw", "ulaw"]
}
