# By id, or by name, on a trunk.
data "siptrunk_bolna_phone_number" "main" {
  trunk_id = "01HQXYZ123ABC456DEF"
  name     = "Main line"
}

output "main_number" {
  value = data.siptrunk_bolna_phone_number.main.phone_number
}
