//! Mutual TLS that lets in the Terraform that started this process, and nobody else.
//!
//! Terraform makes a certificate for each process it starts and hands it over in the environment. There is no authority
//! behind it, so there is no chain to build: the one check that means anything is that the client shows that very
//! certificate, byte for byte, and proves to hold its key. Path building would even refuse it, as it has its CA flag
//! set.

use std::error::Error;
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, PKCS_ECDSA_P256_SHA256};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::{self, WebPkiSupportedAlgorithms, aws_lc_rs};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime};
use tokio_rustls::rustls::server::NoServerSessionStorage;
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{
    self, CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
};

/// This process's side of mutual TLS.
pub struct Tls {
    /// The certificate that Terraform is told to expect.
    pub certificate: CertificateDer<'static>,
    /// Makes a TLS connection out of a plain one.
    pub acceptor: TlsAcceptor,
}

impl Tls {
    /// A fresh key and certificate, to be used with the holder of `client_certificate` only.
    pub fn for_client(client_certificate: CertificateDer<'static>) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let (certificate, key) = server_certificate()?;
        // aws-lc-rs, by name: of rustls's two providers it is the one that knows P-521, the curve of Terraform's keys.
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier =
            Arc::new(OnlyThisClient { client_certificate, algorithms: provider.signature_verification_algorithms });
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate.clone()], key.into())?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        // No resumption: every connection goes past the verifier. Terraform makes one, so nothing is lost.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self { certificate, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }
}

/// P-256, because its keys are the fastest to make. The dates stay rcgen's, centuries wide: the key lives as long as
/// this process, and a machine with a wrong clock should still run Terraform.
fn server_certificate() -> Result<(CertificateDer<'static>, PrivatePkcs8KeyDer<'static>), rcgen::Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    // go-plugin expects this name whatever the address.
    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, "localhost");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.self_signed(&key)?;
    Ok((certificate.der().clone(), key.serialize_der().into()))
}

/// Accepts one certificate, and only from who holds its key.
#[derive(Debug)]
struct OnlyThisClient {
    client_certificate: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for OnlyThisClient {
    fn client_auth_mandatory(&self) -> bool {
        true
    }

    /// Empty means "any": a client then offers the certificate it has.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if end_entity.as_ref() == self.client_certificate.as_ref() {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
