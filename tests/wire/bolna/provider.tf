provider "siptrunk" {
  bolna { api_key = "wire-key" }
}
