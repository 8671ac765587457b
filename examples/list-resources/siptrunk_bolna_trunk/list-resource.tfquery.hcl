list "siptrunk_bolna_trunk" "uk" {
  provider = siptrunk

  config {
    name = "UK/*"
  }
}
