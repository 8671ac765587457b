//! Why this process does not serve, in words for the person who has to do something about it.

use std::fmt;

use super::handshake::PROTOCOL;

/// Why this process does not serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Terraform's cookie is missing: a person started the program.
    StartedByHand,
    /// The CLI does not speak protocol 6.
    Protocol {
        /// The versions it does speak, as it listed them.
        offered: String,
    },
    /// The client certificate is not PEM.
    ClientCertificate,
    /// A port is not a number from 0 to 65535.
    Port {
        /// The environment variable.
        name: &'static str,
        /// What it held.
        value: String,
    },
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StartedByHand => f.write_str(STARTED_BY_HAND),
            Self::Protocol { offered } => {
                let offered = if offered.is_empty() { "none" } else { offered };
                write!(
                    f,
                    "This provider speaks version {PROTOCOL} of Terraform's plugin protocol; the program that started \
                     it offers: {offered}. Version {PROTOCOL} is in Terraform 1.0 and later and in every OpenTofu: \
                     upgrade the one you run."
                )
            }
            Self::ClientCertificate => f.write_str(
                "PLUGIN_CLIENT_CERT holds no certificate in PEM. Terraform sets it; if something between Terraform and \
                 this provider changes the environment, let the variable through unchanged.",
            ),
            Self::Port { name, value } => {
                write!(f, "{name} is {value:?}, which is not a port number (0 to 65535).")
            }
        }
    }
}

const STARTED_BY_HAND: &str = r#"This is the siptrunk provider for Terraform and OpenTofu. It is not started by hand:
Terraform starts it when a configuration asks for it, like this:

    terraform {
      required_providers {
        siptrunk = {
          source = "siptrunk/siptrunk"
        }
      }
    }

Then run `terraform init` and `terraform plan`.

By hand, there are:

    terraform-provider-siptrunk --version   the version
    terraform-provider-siptrunk --debug     serve until stopped, for a debugger or a test
    siptrunk --help                         the companion program for people and CI"#;
