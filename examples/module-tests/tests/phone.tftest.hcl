# siptrunk sandbox --seed tests/account.json -- terraform test

variables {
  number   = "(02) 5550 1234"
  password = "Harbour42Bridge"
}

run "a_plan_sends_nothing_and_shows_the_number" {
  command = plan

  assert {
    condition     = siptrunk_crazytel_trunk.phone.caller_id == "+61255501234"
    error_message = "The number is not in E.164."
  }
}

run "a_number_that_does_not_exist_fails_the_plan" {
  command = plan

  variables {
    number = "5550 1234"
  }

  expect_failures = [var.number]
}

run "a_phone_is_made_beside_those_that_are_there" {
  assert {
    condition     = startswith(output.sip_uri, "sip:CT")
    error_message = "The vendor gave no user name."
  }

  assert {
    condition     = output.trunks_on_the_account == 3
    error_message = "The two trunks of account.json and the new one make three."
  }
}

run "a_change_of_the_description_keeps_the_phone" {
  variables {
    description = "Reception"
    # Another run's outputs are to be had here in both CLIs; in a condition OpenTofu does not know them.
    before = run.a_phone_is_made_beside_those_that_are_there.sip_uri
  }

  assert {
    condition     = output.sip_uri == var.before
    error_message = "The phone was made anew."
  }
}
