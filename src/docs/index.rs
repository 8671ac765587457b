//! What the provider's own page tells before its settings: how to install it, and how to get in.

use std::fmt::Write as _;

use crate::schema::format::text::and;
use crate::schema::settings::REQUESTS_PER_MINUTE;
use crate::schema::{Presence, Vendor};

/// Where the provider comes from, and what it needs.
pub fn install() -> String {
    let release = env!("CARGO_PKG_VERSION").rsplit_once('.').map_or("0", |(release, _)| release);
    format!(
        "```terraform\nterraform {{\n  required_version = \">= 1.5\"\n  required_providers {{\n    siptrunk = {{\n      \
         source  = \"siptrunk/siptrunk\"\n      version = \"~> {release}\"\n    }}\n  }}\n}}\n```\n\n\
         `terraform init` then downloads it from the registry. It needs Terraform 1.5 or OpenTofu 1.8, and more for some features: \
         functions Terraform 1.8, `password_wo` Terraform or OpenTofu 1.11, import by identity Terraform or OpenTofu 1.12, \
         `terraform query` Terraform 1.14 (OpenTofu has no such command).\n\n\
         The companion program `siptrunk` (plan previews, `siptrunk adopt`, the sandbox) is not installed by `terraform init`. Each \
         release has it as `siptrunk_VERSION_OS_ARCH.zip`, such as `siptrunk_1.2.3_linux_amd64.zip`, beside the provider: unpack it into \
         a folder on your `PATH`.\n\n\
         Without access to the registry, install from a mirror: see \
         [Air-gapped installs](guides/network.md#air-gapped-installs). To try it without any account, see \
         [the sandbox](guides/sandbox.md)."
    )
}

/// What each vendor asks for.
pub fn authentication(vendors: &[&Vendor]) -> String {
    let mut text = "Configure only the vendors you use. Every setting can also come from the environment variable listed with it; \
                    the provider block takes precedence. In CI, set the variables and leave the block out:\n\n\
                    ```terraform\nprovider \"siptrunk\" {}\n```\n\n\
                    A value that begins or ends with a space or a line break is an error: put `trimspace()` around `file()`, except for \
                    certificates.\n"
        .to_owned();
    for vendor in vendors {
        let needed = vendor.needed().filter(|setting| !setting.has_default()).map(|setting| setting.name);
        let needed: Vec<_> = needed.map(|name| format!("`{name}` (`{}`)", vendor.variable(name))).collect();
        let _ = write!(text, "\n### {}\n\nRequired: {}.\n\n{}\n", vendor.title, and(&needed), vendor.access);
    }
    text.trim_end().to_owned()
}

/// What each vendor allows.
pub fn limits(vendors: &[&Vendor]) -> String {
    let mut text = "`requests_per_minute` is the rate limit of an account. All runs of one user on one machine share it. Terraform's \
                    `-parallelism` does not need to be lowered for it: requests wait, and a run that waits says so.\n\n\
                    | Vendor | Default rate limit |\n|---|---|\n"
        .to_owned();
    for vendor in vendors {
        let ceiling = match vendor.setting(REQUESTS_PER_MINUTE.name).map(|setting| setting.presence) {
            Some(Presence::Default(limit)) => format!("{} requests per minute, the documented limit", limit.json()),
            _ => "none".into(),
        };
        let _ = writeln!(text, "| {} | {ceiling} |", vendor.title);
    }
    text + "\nA request that the vendor answers with 429, or with a code that says that it is busy, is sent again after the time that \
            the vendor asks for. See \
            [Rate limits and performance](guides/performance.md), and \
            [What is promised when things fail](guides/when-things-fail.md)."
}

/// Aliases, at a vendor that needs no more than a secret.
pub fn accounts(vendors: &[&Vendor]) -> String {
    let fixed = |vendor: &&&Vendor| {
        let url = vendor.base_url();
        url.has_default() && vendor.auth.settings().len() == 1
    };
    let second = vendors.iter().find(fixed).map_or_else(String::new, |vendor| {
        let key = vendor.auth.settings()[0];
        format!("  {} {{\n    {key} = var.london_key\n  }}\n", vendor.name)
    });
    format!(
        "Each provider block is one account per vendor; `alias` adds more:\n\n\
         ```terraform\nvariable \"london_key\" {{\n  type      = string\n  sensitive = true\n}}\n\n\
         provider \"siptrunk\" {{}}\n\nprovider \"siptrunk\" {{\n  alias = \"london\"\n{second}}}\n```\n\n\
         ~> Environment variables serve every provider block alike. A second account needs its credentials in its block: \
         without them it uses those of the environment, which are the first account's.\n\n\
         [Many trunks](guides/many-trunks.md) shows modules with aliases."
    )
}
