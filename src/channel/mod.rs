//! The channel between Terraform and this process: handshake, socket, mutual TLS, gRPC, and the end of the process.
//!
//! Terraform starts one process per provider and talks gRPC to it over a socket that only the two of them can use. This
//! room knows go-plugin, the launcher that Terraform and OpenTofu share. It knows no vendor and no resource: the
//! provider comes in through the generated [`Provider`](crate::protocol::tfplugin6::provider_server::Provider) trait.
//!
//! Deliberately absent: go-plugin's multiplexing (neither CLI asks for it), protocol 5 (older than Terraform 1.0), and
//! gRPC reflection (nothing in either CLI calls it).

pub mod ending;
pub mod go_plugin;
pub mod handshake;
pub mod hclog;
pub mod listener;
pub mod reattach;
pub mod refusal;
pub mod serve;
#[cfg(unix)]
pub mod socket_dir;
pub mod tls;

/// The services that go-plugin expects beside the provider's own.
#[allow(missing_docs, clippy::all)]
pub mod plugin {
    tonic::include_proto!("plugin");
}
