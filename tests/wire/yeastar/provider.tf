provider "siptrunk" {
  yeastar {
    client_id     = "wire-client"
    client_secret = "wire-secret"
  }
}
