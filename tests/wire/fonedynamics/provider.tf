provider "siptrunk" {
  fonedynamics {
    account_sid  = "ACWIRE"
    token        = "wire-token"
    property_sid = "PRAAAABBBBCCCCDDDDEEEEFFFFGGGGHH"
  }
}
