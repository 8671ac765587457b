data "siptrunk_bolna_phone_numbers" "all" {
  trunk_id = "01HQXYZ123ABC456DEF"
}

output "numbers" {
  value = data.siptrunk_bolna_phone_numbers.all.phone_numbers[*].phone_number
}
