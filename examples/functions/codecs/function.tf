locals {
  preferred = ["PCMA", "PCMU"]
}

# ["alaw", "ulaw"]
output "codecs" {
  value = provider::siptrunk::codecs(local.preferred, "yeastar")
}
