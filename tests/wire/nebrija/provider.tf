provider "siptrunk" {
  nebrija { token = "wire-token" }
}
