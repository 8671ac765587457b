list "siptrunk_livekit_inbound_trunk" "support" {
  provider = siptrunk

  config {
    name = "support*"
  }
}
