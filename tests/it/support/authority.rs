//! Servers with certificates that no system trusts by itself.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::{ALL_VERSIONS, ServerConfig, SupportedProtocolVersion};

/// Somebody's own authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate.
    pub pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![]).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate");
        let body = BASE64_STANDARD.encode(certificate.der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// The `https` address of a server with a certificate for `name` that passes everything on to an `http` address, and
    /// ends with its test.
    pub async fn before(&self, name: &str, url: &str) -> String {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate").der().clone();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        Certified { certificate, key, versions: ALL_VERSIONS }.before(url).await
    }
}

/// A server's certificate, with its key and the versions of TLS that it speaks.
pub struct Certified {
    pub certificate: CertificateDer<'static>,
    pub key: PrivateKeyDer<'static>,
    pub versions: &'static [&'static SupportedProtocolVersion],
}

impl Certified {
    /// The `https` address of such a server that passes everything on to an `http` address, and ends with its test.
    pub async fn before(self, url: &str) -> String {
        let (origin, path) = url.trim_start_matches("http://").split_once('/').expect("http://address/path");
        let front = self.serve(origin.parse().expect("an address")).await;
        format!("https://{front}/{path}")
    }

    async fn serve(self, behind: SocketAddr) -> SocketAddr {
        // Not asked whether key and certificate fit: the first version of X.509 could not be read for that.
        let key = aws_lc_rs::sign::any_supported_type(&self.key).expect("a key");
        let certified = CertifiedKey::new(vec![self.certificate], key);
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(self.versions)
            .expect("TLS versions")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut front) = acceptor.accept(stream).await else { return };
                    let mut back = TcpStream::connect(behind).await.expect("the sandbox");
                    let _ = copy_bidirectional(&mut front, &mut back).await;
                });
            }
        });
        address
    }
}
