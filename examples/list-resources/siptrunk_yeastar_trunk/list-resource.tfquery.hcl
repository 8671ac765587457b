list "siptrunk_yeastar_trunk" "carriers" {
  provider = siptrunk

  config {
    name = "carrier-*"
  }
}
