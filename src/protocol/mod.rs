//! Terraform's provider protocol: its messages, its values on the wire, and the service that answers its calls.
//!
//! Thin on purpose: what a call means is in the provider room, how bytes reach this process in the channel room.

mod answer;
mod call;
mod convert;
mod service;
mod subject;
mod types;
mod wire;

pub use service::Service;

/// What a provider does when its process ends, after the last call: it gives back what vendors lent.
pub trait Farewell {
    /// Does it; whoever calls sets a limit to how long it may take.
    fn farewell(&self) -> impl Future<Output = ()> + Send;
}

/// The messages of protocol 6, generated from `proto/tfplugin6.proto`.
#[allow(missing_docs, clippy::all)]
pub mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}
