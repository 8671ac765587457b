variable "branch_password" {
  type      = string
  sensitive = true
}

# The other side is known by its addresses.
resource "siptrunk_fonedynamics_trunk" "office" {
  name              = "Office"
  caller_id         = "+61255500002"
  auth_type         = "ip"
  allowed_ips       = ["203.0.113.4/32", "198.51.100.0/28"]
  allowed_countries = ["AU", "NZ"]
  channel_limit     = 8
}

# The other side registers.
resource "siptrunk_fonedynamics_trunk" "branch" {
  name               = "Branch"
  caller_id          = "+61355500002"
  auth_type          = "credentials"
  realm              = "branch-01"
  password           = var.branch_password
  customer_reference = "CC-7"
}
