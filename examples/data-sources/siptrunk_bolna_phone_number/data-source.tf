# By the number, with or without its plus, or by id; on a trunk.
data "siptrunk_bolna_phone_number" "main" {
  trunk_id     = "01HQXYZ123ABC456DEF"
  phone_number = "+61255500003"
}

output "main_number_name" {
  value = data.siptrunk_bolna_phone_number.main.name
}
