variable "bolna_key" {
  type      = string
  sensitive = true
}

variable "crazytel_key" {
  type      = string
  sensitive = true
}

variable "fonedynamics_token" {
  type      = string
  sensitive = true
}

variable "livekit_secret" {
  type      = string
  sensitive = true
}

variable "nebrija_token" {
  type      = string
  sensitive = true
}

variable "yeastar_secret" {
  type      = string
  sensitive = true
}

provider "siptrunk" {
  bolna {
    api_key = var.bolna_key
  }
  crazytel {
    api_key = var.crazytel_key
  }
  fonedynamics {
    account_sid  = "AC0123456789ABCDEF0123456789ABCDEF"
    token        = var.fonedynamics_token
    property_sid = "PR0123456789ABCDEF0123456789ABCDEF"
  }
  livekit {
    url        = "wss://example.livekit.cloud"
    api_key    = "APIexample000001"
    api_secret = var.livekit_secret
  }
  nebrija {
    token = var.nebrija_token
  }
  yeastar {
    base_url       = "https://pbx.example:8088"
    client_id      = "0123456789abcdefABCDEF0123456789"
    client_secret  = var.yeastar_secret
    ca_certificate = file("pbx.pem")
  }
}
