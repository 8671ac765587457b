//! A PBX's certificate is nobody's that the system trusts: what it takes to call one all the same.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::yeastar::PEER;

/// Somebody's own authority.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![]).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate");
        let body = BASE64_STANDARD.encode(certificate.der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A server with a certificate for `name` that passes everything on to `behind`; it ends with its test.
    async fn serve(&self, name: &str, behind: SocketAddr) -> SocketAddr {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate").der().clone();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
            .expect("a certificate with its key");
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

/// A workspace whose provider calls the sandbox through TLS, at a server with a certificate for `name`.
async fn through_tls(sandbox: &Sandbox, authority: &Authority, name: &str) -> Option<Workspace> {
    let url = sandbox.variable("YEASTAR_BASE_URL");
    let (origin, path) = url.trim_start_matches("http://").split_once('/').expect("http://address/path");
    let front = authority.serve(name, origin.parse().expect("an address")).await;
    Some(sandbox.workspace().await?.with("YEASTAR_BASE_URL", &format!("https://{front}/{path}")))
}

#[tokio::test]
async fn a_private_authority_is_trusted_only_where_it_is_named() {
    let sandbox = Sandbox::start(&[]).await;
    let (authority, other) = (Authority::new(), Authority::new());
    let Some(workspace) = through_tls(&sandbox, &authority, "127.0.0.1").await else { return };
    let refusal = ["could not be sent", "certificate", "Nothing has changed there", "\"ca_certificate\""];
    workspace.apply(PEER).await.failed(&refusal);
    let wrong = workspace.with("YEASTAR_CA_CERTIFICATE", &other.pem);
    wrong.apply(PEER).await.failed(&refusal);
    let no_pem = wrong.with("YEASTAR_CA_CERTIFICATE", "pbx.pem");
    no_pem.apply(PEER).await.failed(&["\"ca_certificate\" must be one or more certificates in PEM"]);
    assert_eq!(sandbox.calls().await, []);

    // Beside others, as a bundle has them.
    let trusted = no_pem.with("YEASTAR_CA_CERTIFICATE", &(other.pem + &authority.pem));
    trusted.apply(PEER).await.ok();
    trusted.plan(PEER).await.empty();
    trusted.destroy().await.ok();
}

#[tokio::test]
async fn any_certificate_will_do_only_where_it_is_said() {
    let sandbox = Sandbox::start(&[]).await;
    let authority = Authority::new();
    let Some(workspace) = through_tls(&sandbox, &authority, "pbx.example").await else { return };
    // Trusted, but another server's.
    let trusted = workspace.with("YEASTAR_CA_CERTIFICATE", &authority.pem);
    trusted.apply(PEER).await.failed(&["could not be sent", "certificate", "\"insecure_skip_verify\""]);
    let told = trusted.with("YEASTAR_INSECURE_SKIP_VERIFY", "false");
    told.apply(PEER).await.failed(&["could not be sent"]);
    assert_eq!(sandbox.calls().await, []);
    let careless = told.with("YEASTAR_INSECURE_SKIP_VERIFY", "true");
    careless.apply(PEER).await.ok();
    careless.plan(PEER).await.empty();
    let block = "provider \"siptrunk\" {\n  yeastar { insecure_skip_verify = false }\n}\n";
    careless.plan(&(block.to_owned() + PEER)).await.failed(&["could not be sent"]);
}
