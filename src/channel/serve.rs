//! Puts the channel together, announces it, and serves until the end.

use std::error::Error;
use std::fmt;
use std::future::ready;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::Request;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic_health::ServingStatus;
use tonic_health::server::health_reporter;

use super::ending::{Ending, Watch};
use super::go_plugin::{Broker, Controller, Stdio};
use super::handshake::{self, Handshake};
use super::listener::{Connection, Listener};
use super::plugin::grpc_broker_server::GrpcBrokerServer;
use super::plugin::grpc_controller_server::GrpcControllerServer;
use super::plugin::grpc_stdio_server::GrpcStdioServer;
use super::tls::Tls;
use super::{hclog, reattach};
use crate::protocol::Farewell;
use crate::protocol::tfplugin6::provider_server::{Provider, ProviderServer};
use crate::protocol::tfplugin6::stop_provider;

/// go-plugin's own limit in both directions. tonic's default of 4 MiB is less than a single large attribute.
const MESSAGE_LIMIT: usize = i32::MAX as usize;

/// The name under which go-plugin asks for the health of a plugin.
const HEALTH: &str = "plugin";

/// How long giving back may take. Together with the wait for calls in flight it stays below the two seconds after which
/// Terraform kills the process.
const FAREWELL: Duration = Duration::from_millis(800);

/// What a connection may hold on its way to the provider that serves it alone.
const PIPE: usize = 64 * 1024;

/// Who started this process.
#[derive(Clone, Debug)]
pub enum Start {
    /// Terraform or OpenTofu, with what it asks of the channel.
    Terraform(Handshake),
    /// A person, who will attach Terraform to it. There is no certificate to agree on and so no TLS: on Unix, the
    /// private directory alone keeps other users away from the socket.
    Debug,
}

/// Runs the whole process: serves a provider and answers with the process's exit code.
///
/// One thread is enough for waiting on vendors, and the quickest to start: Terraform starts several processes per
/// command.
pub fn run<P: Provider + Farewell + Default>(start: Start) -> ExitCode {
    hclog::install();
    let by_terraform = matches!(start, Start::Terraform(_));
    match run_to_end::<P>(start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if by_terraform && error.is_before_the_handshake() => refuse(&error),
        Err(error) => {
            // Whoever closed it does not read it.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Tells Terraform, and so its user, why this process does not serve.
pub fn refuse(why: &impl fmt::Display) -> ExitCode {
    // If nobody reads it, there is nobody to tell.
    let _ = announce(&handshake::apology(why));
    ExitCode::FAILURE
}

fn run_to_end<P: Provider + Farewell + Default>(start: Start) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Runtime)?;
    let served = runtime.block_on(serve::<P>(start));
    // Without waiting for blocking work, such as a name lookup that hangs.
    runtime.shutdown_background();
    served
}

/// Opens the channel, announces it on standard output, and serves until Terraform, a signal or the end of the parent
/// process says otherwise.
pub async fn serve<P: Provider + Farewell + Default>(start: Start) -> Result<(), ServeError> {
    let debug = matches!(start, Start::Debug);
    let watch = Watch::start(debug).map_err(ServeError::Signals)?;
    let handshake = match start {
        Start::Terraform(handshake) => handshake,
        Start::Debug => Handshake::default(),
    };
    let tls = handshake.client_certificate.clone().map(Tls::for_client).transpose().map_err(ServeError::Tls)?;

    #[cfg(unix)]
    let (listener, removed_at_the_end) =
        Listener::in_private_dir(handshake.socket_dir.as_deref(), handshake.socket_group.as_deref())
            .map_err(|error| ServeError::Socket(error.into()))?;
    #[cfg(not(unix))]
    let listener =
        Listener::on_loopback(handshake.ports.clone()).await.map_err(|error| ServeError::Socket(error.into()))?;

    announce(&if debug {
        reattach::instructions(&listener.address)
    } else {
        handshake::line(&listener.address, tls.as_ref().map(|tls| &tls.certificate))
    })?;
    // Only now, when Terraform no longer waits for this process.
    #[cfg(unix)]
    drop(tokio::task::spawn_blocking({
        let parent = removed_at_the_end.parent().to_owned();
        move || super::socket_dir::sweep(&parent)
    }));

    let connections = listener.connections(tls.map(|tls| tls.acceptor));
    let asked = CancellationToken::new();
    match debug {
        true => serve_each::<P>(connections, watch.ending(&asked)).await,
        false => serve_one::<P>(connections, &asked, watch.ending(&asked)).await,
    }
}

/// Serves every connection a provider of its own, in a process that outlives Terraform's runs. Terraform makes a
/// connection for each provider block whenever it goes through a configuration, so that neither blocks nor runs get each
/// other's settings, logins or stops.
async fn serve_each<P: Provider + Farewell + Default>(
    mut connections: ReceiverStream<io::Result<Connection>>,
    ending: impl Future<Output = Ending>,
) -> Result<(), ServeError> {
    let over = CancellationToken::new();
    let mut runs = JoinSet::new();
    tokio::pin!(ending);
    loop {
        tokio::select! {
            Some(connection) = connections.next() => match connection {
                Ok(connection) => drop(runs.spawn(serve_connection::<P>(connection, over.clone()))),
                Err(error) => tracing::warn!(%error, "lost a connection"),
            },
            // A set keeps what has ended until it is asked for it.
            Some(_) = runs.join_next() => {}
            _ = &mut ending => break,
        }
    }
    over.cancel();
    while runs.join_next().await.is_some() {}
    Ok(())
}

/// Serves one connection until it is closed or the process is `over`.
async fn serve_connection<P: Provider + Farewell + Default>(mut connection: Connection, over: CancellationToken) {
    let (mut near, far) = tokio::io::duplex(PIPE);
    let open = tokio::spawn(async move { tokio::io::copy_bidirectional(&mut connection, &mut near).await });
    let ending = async {
        tokio::select! {
            _ = open => Ending::Orphaned,
            () = over.cancelled() => Ending::Signalled,
        }
    };
    let only = stream::once(ready(Ok(Box::new(far) as Connection))).chain(stream::pending());
    if let Err(error) = serve_one::<P>(only, &CancellationToken::new(), ending).await {
        tracing::warn!(%error, "a connection ended");
    }
}

/// Serves one provider on these connections until its end; `shutdown` is cancelled by Terraform's `Shutdown`.
async fn serve_one<P: Provider + Farewell + Default>(
    connections: impl Stream<Item = io::Result<Connection>>,
    shutdown: &CancellationToken,
    ending: impl Future<Output = Ending>,
) -> Result<(), ServeError> {
    let provider = Arc::new(P::default());
    let server = Server::builder()
        .add_routes(routes(provider.clone(), shutdown).await)
        .serve_with_incoming_shutdown(connections, shutdown.cancelled());
    tokio::pin!(server);
    let ending = tokio::select! {
        served = &mut server => return served.map_err(ServeError::Transport),
        ending = ending => ending,
    };
    tracing::debug!(?ending, "shutting down");
    shutdown.cancel();
    // Calls in flight are told to wrap up, as Terraform itself does on Ctrl-C: what they created should get into state.
    let stop = provider.stop_provider(Request::new(stop_provider::Request {}));
    let served = match timeout(ending.grace(), async { tokio::join!(server, stop) }).await {
        Ok((served, _)) => served.map_err(ServeError::Transport),
        Err(_) => {
            tracing::warn!("left with calls still in flight");
            Ok(())
        }
    };
    if timeout(FAREWELL, provider.farewell()).await.is_err() {
        tracing::warn!("left without giving everything back");
    }
    served
}

/// Every service that go-plugin and Terraform call. Any other is answered UNIMPLEMENTED, by tonic.
async fn routes<P: Provider>(provider: Arc<P>, shutdown: &CancellationToken) -> Routes {
    // The server as a whole, under the empty name, is SERVING by default.
    let (health, health_server) = health_reporter();
    health.set_service_status(HEALTH, ServingStatus::Serving).await;
    let provider = ProviderServer::from_arc(provider)
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT);
    Routes::new(provider)
        .add_service(health_server)
        .add_service(GrpcControllerServer::new(Controller { shutdown: shutdown.clone() }))
        .add_service(GrpcStdioServer::new(Stdio { shutdown: shutdown.clone() }))
        .add_service(GrpcBrokerServer::new(Broker { shutdown: shutdown.clone() }))
}

/// Prints to standard output, where Terraform or a person waits for it.
fn announce(text: &str) -> Result<(), ServeError> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}").and_then(|()| stdout.flush()).map_err(ServeError::Announce)
}

/// What kept the channel from being served.
#[derive(Debug)]
pub enum ServeError {
    /// The asynchronous runtime did not start.
    Runtime(io::Error),
    /// The signals cannot be watched.
    Signals(io::Error),
    /// The certificate or the TLS settings could not be made.
    Tls(Box<dyn Error + Send + Sync>),
    /// The socket could not be made.
    Socket(Box<dyn Error + Send + Sync>),
    /// Nobody reads standard output.
    Announce(io::Error),
    /// gRPC failed.
    Transport(tonic::transport::Error),
}

impl ServeError {
    /// Whether Terraform still reads standard output.
    fn is_before_the_handshake(&self) -> bool {
        !matches!(self, Self::Announce(_) | Self::Transport(_))
    }
}

impl Error for ServeError {}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The siptrunk provider cannot serve: ")?;
        match self {
            Self::Runtime(error) => write!(f, "its runtime does not start: {error}."),
            Self::Signals(error) => write!(f, "it cannot watch for signals: {error}."),
            Self::Tls(error) => write!(f, "it cannot set up TLS: {error}."),
            Self::Socket(error) => write!(f, "{error}."),
            Self::Announce(error) => write!(f, "its standard output is closed: {error}."),
            Self::Transport(error) => write!(f, "the connection failed: {error}."),
        }
    }
}
