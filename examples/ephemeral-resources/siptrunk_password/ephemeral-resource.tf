# A new password in every command. It is sent when the trunk is created and when the version is raised.
ephemeral "siptrunk_password" "desk" {
  vendor = "crazytel"
}

resource "siptrunk_crazytel_trunk" "desk" {
  caller_id           = "+61255501234"
  password_wo         = ephemeral.siptrunk_password.desk.result
  password_wo_version = 1
}

# As it stands, nobody knows the password afterwards. Keep it in the same apply, for example in Vault:
#
# resource "vault_kv_secret_v2" "desk" {
#   mount                = "secret"
#   name                 = "sip/desk"
#   data_json_wo         = jsonencode({ password = ephemeral.siptrunk_password.desk.result })
#   data_json_wo_version = 1
# }
