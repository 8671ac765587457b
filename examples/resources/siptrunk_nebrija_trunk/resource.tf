variable "madrid_password" {
  type      = string
  sensitive = true
}

resource "siptrunk_nebrija_trunk" "madrid" {
  name = "Madrid"
  gateways = [
    { host = "sip-a.carrier.example", name = "primary" },
    { host = "192.0.2.20", port = 5080, name = "backup" },
  ]
  username = "madrid"
  password = var.madrid_password
}
