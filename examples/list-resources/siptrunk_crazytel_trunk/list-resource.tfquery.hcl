list "siptrunk_crazytel_trunk" "all" {
  provider = siptrunk
}
