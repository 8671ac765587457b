terraform {
  required_version = ">= 1.8"
  required_providers {
    siptrunk = { source = "siptrunk/siptrunk" }
  }
}
