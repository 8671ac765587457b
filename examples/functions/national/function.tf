# "0255501234", as a PBX in Australia dials it.
output "front_desk" {
  value = provider::siptrunk::national("+61 2 5550 1234", "AU")
}
