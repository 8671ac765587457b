//! Terraform's side of the channel.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use hyper_util::rt::TokioIo;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P521_SHA512,
    SignatureAlgorithm,
};
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::process::Running;
use super::within_limit;

/// A certificate and the key to it.
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Identity {
    /// As go-plugin makes it: P-521, and an authority by its flag.
    pub fn of_terraform() -> Self {
        Self::new(&PKCS_ECDSA_P521_SHA512)
    }

    /// The same on the more usual curve.
    pub fn on_p256() -> Self {
        Self::new(&PKCS_ECDSA_P256_SHA256)
    }

    fn new(algorithm: &'static SignatureAlgorithm) -> Self {
        let key = KeyPair::generate_for(algorithm).expect("a key");
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params.distinguished_name.push(DnType::OrganizationName, "HashiCorp");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate").der().clone();
        Self { certificate, key: key.serialize_der() }
    }

    /// The certificate of one with the key of another: what somebody has who only read the environment.
    pub fn stolen_certificate(&self, other: &Self) -> Self {
        Self { certificate: self.certificate.clone(), key: other.key.clone() }
    }

    /// The certificate as `PLUGIN_CLIENT_CERT` carries it.
    pub fn pem(&self) -> String {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(&self.certificate))
    }

    fn certified_key(&self) -> CertifiedKey {
        let key = PrivateKeyDer::Pkcs8(self.key.clone().into());
        let key = aws_lc_rs::sign::any_supported_type(&key).expect("a signing key");
        CertifiedKey::new(vec![self.certificate.clone()], key)
    }
}

/// A connection, made when first used, with TLS, trusting nothing but the certificate in the provider's handshake.
pub fn with_tls(provider: &Running, identity: Option<&Identity>) -> Channel {
    let mut roots = RootCertStore::empty();
    let expected = STANDARD_NO_PAD.decode(&provider.certificate).expect("base64 without padding");
    roots.add(expected.into()).expect("a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_root_certificates(roots);
    let mut config = match identity {
        Some(identity) => config.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(identity.certified_key()))),
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    let connector = TlsConnector::from(Arc::new(config));
    let socket = provider.socket.clone();
    let connect = tower::service_fn(move |_| {
        let (connector, socket) = (connector.clone(), socket.clone());
        async move {
            let name = ServerName::try_from("localhost").expect("a name");
            let stream = connector.connect(name, UnixStream::connect(socket).await?).await?;
            Ok::<_, std::io::Error>(TokioIo::new(stream))
        }
    });
    Endpoint::from_static("https://localhost").connect_with_connector_lazy(connect)
}

/// A connection, made when first used, without TLS.
pub fn in_the_clear(socket: &Path) -> Channel {
    let socket = socket.to_owned();
    let connect = tower::service_fn(move |_| {
        let socket = socket.clone();
        async move { UnixStream::connect(socket).await.map(TokioIo::new) }
    });
    Endpoint::from_static("http://localhost").connect_with_connector_lazy(connect)
}

/// Asks for the health of the plugin, as go-plugin's ping does.
pub async fn ping(channel: Channel) -> Result<(), Box<dyn Error>> {
    let request = HealthCheckRequest { service: "plugin".to_owned() };
    let health = within_limit(HealthClient::new(channel).check(request)).await?;
    match health.into_inner().status() {
        ServingStatus::Serving => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}
