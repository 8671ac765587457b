//! What a person needs to attach Terraform to a provider that is running already, as under a debugger.

use std::process;

use serde_json::json;

use super::handshake::PROTOCOL;
use super::listener::Address;

/// The address of this provider in Terraform's registry.
const PROVIDER: &str = "registry.terraform.io/siptrunk/siptrunk";

/// The text for standard output: what to do, and the variable to do it with.
pub fn instructions(address: &Address) -> String {
    let reattach = json!({
        PROVIDER: {
            "Protocol": "grpc",
            "ProtocolVersion": PROTOCOL,
            "Pid": process::id(),
            // Says that the CLI must leave the end of this process to whoever started it.
            "Test": true,
            "Addr": { "Network": address.network, "String": address.place },
        }
    });
    // The way to write a single quote inside single quotes in a shell.
    let quoted = reattach.to_string().replace('\'', r"'\''");
    format!(
        "The provider is running until you press Ctrl-C. In another terminal, put this before a terraform command, or \
         export it (for OpenTofu, write registry.opentofu.org):\n\nTF_REATTACH_PROVIDERS='{quoted}'\n"
    )
}
