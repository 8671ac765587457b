# Another password with every command; raising the version sends it.
ephemeral "siptrunk_password" "desk" {
  vendor = "crazytel"
}

resource "siptrunk_crazytel_trunk" "desk" {
  caller_id           = "+61255501234"
  password_wo         = ephemeral.siptrunk_password.desk.result
  password_wo_version = 1
}

# The same command keeps it where the phone's configuration finds it, for example in Vault:
#
# resource "vault_kv_secret_v2" "desk" {
#   mount                = "secret"
#   name                 = "sip/desk"
#   data_json_wo         = jsonencode({ password = ephemeral.siptrunk_password.desk.result })
#   data_json_wo_version = 1
# }
