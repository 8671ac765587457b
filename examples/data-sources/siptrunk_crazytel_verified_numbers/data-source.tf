data "siptrunk_crazytel_verified_numbers" "all" {}

output "caller_ids" {
  value = data.siptrunk_crazytel_verified_numbers.all.numbers
}
