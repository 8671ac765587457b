# By `username`, or by the id that `siptrunk_crazytel_trunks` lists.
data "siptrunk_crazytel_trunk" "desk" {
  id = "6f1c2f7e-2a58-4f0b-9a3e-0c3b7d1f8e21"
}

output "username" {
  value = data.siptrunk_crazytel_trunk.desk.username
}
