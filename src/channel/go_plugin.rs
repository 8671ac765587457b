//! go-plugin's own services, which it expects of every plugin it starts.

use std::future::ready;

use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream;
use tokio_util::sync::CancellationToken;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, Streaming};

use super::plugin::grpc_broker_server::GrpcBroker;
use super::plugin::grpc_controller_server::GrpcController;
use super::plugin::grpc_stdio_server::GrpcStdio;
use super::plugin::{ConnInfo, Empty, StdioData};

/// Ends the process when Terraform asks for it.
pub struct Controller {
    /// Cancelled by the request.
    pub shutdown: CancellationToken,
}

#[async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.shutdown.cancel();
        Ok(Response::new(Empty {}))
    }
}

/// Would carry what is printed after the handshake. Nothing is: logs go to standard error, which Terraform reads
/// itself. The stream stays open nevertheless, because Terraform's end would log its early end as a failure.
pub struct Stdio {
    /// Ends the stream, which would otherwise hold up the end of the process.
    pub shutdown: CancellationToken,
}

#[async_trait]
impl GrpcStdio for Stdio {
    async fn stream_stdio(&self, _request: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        let silence = stream::once(self.shutdown.clone().cancelled_owned()).filter_map(|()| ready(None));
        Ok(Response::new(Box::pin(silence)))
    }
}

/// Would arrange further connections between the two processes. Terraform opens the stream and never uses it; whatever
/// it might send is read and dropped.
pub struct Broker {
    /// Ends the stream, as in [`Stdio`].
    pub shutdown: CancellationToken,
}

#[async_trait]
impl GrpcBroker for Broker {
    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        let idle = request.into_inner().filter_map(|_| ready(None));
        Ok(Response::new(Box::pin(idle.take_until(self.shutdown.clone().cancelled_owned()))))
    }
}
