provider "siptrunk" {
  crazytel { api_key = "wire-key" }
}
