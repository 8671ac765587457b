provider "siptrunk" {
  livekit {
    api_key    = "APIwirekey00001"
    api_secret = "wire-secret-of-more-than-32-characters"
  }
}
