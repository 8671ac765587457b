list "siptrunk_fonedynamics_trunk" "offices" {
  provider = siptrunk

  config {
    name = "Office*"
  }
}
