//! The socket that Terraform connects to, and the way from an accepted socket to a connection gRPC may use.

use std::io;
use std::net::Ipv4Addr;
use std::ops::RangeInclusive;
#[cfg(unix)]
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

#[cfg(unix)]
use super::socket_dir::{NoSocket, SocketDir};

/// How long a client may take over its TLS handshake. Terraform needs milliseconds.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// Pause after a failed accept, which is mostly a shortage of file descriptors that takes a moment to pass.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Where a socket listens, in the words of go-plugin's handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `unix` or `tcp`.
    pub network: &'static str,
    /// The path, or the address with its port.
    pub place: String,
}

/// Both directions of a connection, whatever it is made of.
pub trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

/// A connection that may be served: with TLS, its client has proved to be the right one.
pub type Connection = Box<dyn Duplex>;

impl Connected for Connection {
    /// Nothing to tell: there is one possible client.
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

/// A bound socket.
pub struct Listener {
    socket: Socket,
    /// Where it listens.
    pub address: Address,
}

enum Socket {
    #[cfg(unix)]
    Unix(tokio::net::UnixListener),
    Tcp(TcpListener),
}

impl Listener {
    /// Listens on a Unix socket in a private directory. The caller keeps the directory for as long as it serves.
    #[cfg(unix)]
    pub fn in_private_dir(asked: Option<&Path>, group: Option<&str>) -> Result<(Self, SocketDir), NoSocket> {
        let bind = |path: &Path| {
            let place = path
                .to_str()
                .filter(|path| !path.contains(['|', '\n']))
                .ok_or_else(|| io::Error::other("its path has a character that go-plugin's handshake cannot carry"))?;
            let address = Address { network: "unix", place: place.to_owned() };
            Ok(Self { socket: Socket::Unix(tokio::net::UnixListener::bind(path)?), address })
        };
        SocketDir::create(asked, group, bind)
    }

    /// Listens on the first free port of a range, reachable from this machine only. For systems without Unix sockets.
    pub async fn on_loopback(ports: RangeInclusive<u16>) -> io::Result<Self> {
        let mut failure = io::Error::new(io::ErrorKind::InvalidInput, format!("no port in the range {ports:?}"));
        for port in ports {
            match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
                Ok(listener) => {
                    let address = Address { network: "tcp", place: listener.local_addr()?.to_string() };
                    return Ok(Self { socket: Socket::Tcp(listener), address });
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// The connections that may be served, as they come in. Without TLS that is every connection.
    ///
    /// Every TLS handshake has a task and a time limit of its own, so that a client which dawdles or fails holds up
    /// nobody else. Listening ends when the stream is dropped.
    pub fn connections(self, tls: Option<TlsAcceptor>) -> ReceiverStream<io::Result<Connection>> {
        let (accepted, connections) = mpsc::channel(1);
        tokio::spawn(async move {
            loop {
                let connection = tokio::select! {
                    connection = self.accept() => connection,
                    () = accepted.closed() => return,
                };
                match connection {
                    Ok(connection) => drop(tokio::spawn(admit(connection, tls.clone(), accepted.clone()))),
                    Err(error) => {
                        tracing::warn!(%error, "cannot accept a connection");
                        sleep(ACCEPT_PAUSE).await;
                    }
                }
            }
        });
        ReceiverStream::new(connections)
    }

    async fn accept(&self) -> io::Result<Connection> {
        match &self.socket {
            #[cfg(unix)]
            Socket::Unix(listener) => Ok(Box::new(listener.accept().await?.0)),
            Socket::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                // Without it, each answer waits some 40 ms for the client's delayed acknowledgement.
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
        }
    }
}

/// Takes a connection through its TLS handshake and hands it on, or logs why not.
async fn admit(connection: Connection, tls: Option<TlsAcceptor>, accepted: mpsc::Sender<io::Result<Connection>>) {
    let admitted: io::Result<Connection> = match tls {
        None => Ok(connection),
        Some(tls) => match timeout(HANDSHAKE_LIMIT, tls.accept(connection)).await {
            Ok(handshake) => handshake.map(|stream| Box::new(stream) as Connection),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        },
    };
    match admitted {
        // It fails only when the server has stopped, which closes the connection.
        Ok(connection) => drop(accepted.send(Ok(connection)).await),
        Err(error) => tracing::warn!(%error, "refused a connection that is not Terraform's"),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio_stream::StreamExt;

    use super::*;

    #[tokio::test]
    async fn tcp_takes_the_first_free_port_of_the_range() {
        let taken = Listener::on_loopback(0..=0).await.expect("some port is free");
        let port: u16 = taken.address.place.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        assert!(Listener::on_loopback(port..=port).await.is_err());

        let mut connections = taken.connections(None);
        let mut client = TcpStream::connect(("127.0.0.1", port)).await.expect("connects");
        client.write_all(b"x").await.expect("writes");
        let mut server = connections.next().await.expect("a connection").expect("accepted");
        assert_eq!(server.read_u8().await.expect("reads"), b'x');
    }
}
