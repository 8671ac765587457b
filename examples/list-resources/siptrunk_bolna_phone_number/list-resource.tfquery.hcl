list "siptrunk_bolna_phone_number" "all" {
  provider = siptrunk
}
