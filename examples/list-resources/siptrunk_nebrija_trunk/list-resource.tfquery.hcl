list "siptrunk_nebrija_trunk" "madrid" {
  provider = siptrunk

  config {
    name = "Madrid*"
  }
}
