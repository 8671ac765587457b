variable "desk_password" {
  type      = string
  sensitive = true
}

resource "siptrunk_crazytel_trunk" "desk" {
  password    = var.desk_password
  caller_id   = "61255500001"
  description = "Front desk"
  area_code   = "02"
}

output "desk_username" {
  value = siptrunk_crazytel_trunk.desk.username
}
