# "+61255501234", whichever way people write it.
output "front_desk" {
  value = provider::siptrunk::e164("(02) 5550 1234", "AU")
}
