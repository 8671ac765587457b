list "siptrunk_livekit_outbound_trunk" "support" {
  provider = siptrunk

  config {
    name = "support*"
  }
}
