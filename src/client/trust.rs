//! Which servers are believed to be who they say: those that the system trusts, and those that the user vouches for.
//!
//! A certificate that the user gives counts where it is an authority's and has signed the server's, and where it is the
//! server's own. WebPKI refuses the second kind if it could sign as well, which is what `openssl req -x509` makes; curl
//! takes it.

use std::error::Error;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::{fmt, io};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{self, CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme};
use x509_parser::prelude::{ASN1Time, FromDer, GeneralName, X509Certificate, X509Version};

use super::pem;
use crate::request::Distrust;

/// The variable that names a file with certificates to trust, for OpenSSL, curl and the system's authorities on Linux.
const CERTIFICATES_FILE: &str = "SSL_CERT_FILE";

/// TLS that trusts the system's authorities and these certificates.
pub fn tls(given: Vec<CertificateDer<'static>>) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Verifier {
        given: Vouched::of(given),
        system: OnceLock::new(),
        file: OnceLock::new(),
        algorithms: provider.signature_verification_algorithms,
        provider: provider.clone(),
    };
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
    config.alpn_protocols = vec!["h2".into(), "http/1.1".into()];
    Ok(config)
}

/// What went wrong with TLS, if that is behind an error.
pub fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    // An I/O error shows what is behind its content, and not the content.
    let content = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let below = content.and_then(|content| tls_error(content)).or_else(|| tls_error(error.source()?));
    error.downcast_ref().or(below)
}

/// Why a certificate is not believed, out of what this file's verifier has said of it, or rustls in its place.
pub fn distrust(error: &CertificateError) -> Distrust {
    match error {
        CertificateError::Other(OtherError(own)) => {
            own.downcast_ref().map_or(Distrust::Broken, |Judged(distrust)| distrust.clone())
        }
        _ => Distrust::Broken,
    }
}

/// Judges a server's certificate.
#[derive(Debug)]
struct Verifier {
    given: Vouched,
    /// The system's own judgement; none where it has no authorities. Made when it is first needed: it reads files.
    system: OnceLock<Option<rustls_platform_verifier::Verifier>>,
    file: OnceLock<Vouched>,
    algorithms: WebPkiSupportedAlgorithms,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    fn judge(&self, server: &Server, ocsp: &[u8]) -> Result<(), Distrust> {
        if let Some(verdict) = self.given.say(server, self.algorithms) {
            return verdict;
        }
        let load = || rustls_platform_verifier::Verifier::new(self.provider.clone()).ok();
        let Server { certificate, others, name, now } = *server;
        let system = self.system.get_or_init(load).as_ref();
        let distrust = match system.map(|system| system.verify_server_cert(certificate, others, name, ocsp, now)) {
            Some(Ok(_)) => return Ok(()),
            Some(Err(rustls::Error::InvalidCertificate(error))) => server.distrust(&error),
            Some(Err(_)) => Distrust::Broken,
            None => {
                let file = std::env::var_os(CERTIFICATES_FILE);
                Distrust::NoAuthorities { file: file.map(|file| file.to_string_lossy().into_owned()) }
            }
        };
        // The system takes it for a file of authorities; it may as well hold the server's own certificate.
        self.file.get_or_init(Vouched::in_file).say(server, self.algorithms).unwrap_or(Err(distrust))
    }

    /// Whether a signature is made with the key of a certificate of X.509's first version, which WebPKI does not read;
    /// `openssl x509 -signkey` still makes one. `error` is what WebPKI says.
    fn signed_of_old(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
        error: rustls::Error,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let first = read(certificate).filter(|x509| x509.version() == X509Version::V1);
        let (rustls::Error::InvalidCertificate(_), Some(x509)) = (&error, first) else { return Err(error) };
        let key = &x509.public_key().subject_public_key.data;
        let fitting = self.algorithms.mapping.iter().filter(|(scheme, _)| *scheme == signature.scheme);
        let mut algorithms = fitting.flat_map(|(_, algorithms)| *algorithms);
        match algorithms.any(|algorithm| algorithm.verify_signature(key, message, signature.signature()).is_ok()) {
            true => Ok(HandshakeSignatureValid::assertion()),
            false => Err(error),
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let said = |distrust| CertificateError::Other(OtherError(Arc::new(Judged(distrust))));
        let verdict = self.judge(&Server { certificate, others, name, now }, ocsp);
        verdict.map(|()| ServerCertVerified::assertion()).map_err(|distrust| said(distrust).into())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls12_signature(message, certificate, signature, &self.algorithms)
            .or_else(|error| self.signed_of_old(message, certificate, signature, error))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls13_signature(message, certificate, signature, &self.algorithms)
            .or_else(|error| self.signed_of_old(message, certificate, signature, error))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// A verdict on its way through rustls.
#[derive(Debug)]
struct Judged(Distrust);

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Judged {}

/// Certificates that somebody vouches for.
#[derive(Debug)]
struct Vouched {
    certificates: Vec<CertificateDer<'static>>,
    /// Those of them that may sign others.
    authorities: RootCertStore,
}

impl Vouched {
    fn of(certificates: Vec<CertificateDer<'static>>) -> Self {
        let signs = |x509: X509Certificate| x509.is_ca() || (x509.version() == X509Version::V1 && self_signed(&x509));
        let authorities = certificates.iter().filter(|certificate| read(certificate).is_some_and(signs)).cloned();
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(authorities);
        Self { certificates, authorities: store }
    }

    /// Those in the file that the environment names.
    fn in_file() -> Self {
        let text = std::env::var_os(CERTIFICATES_FILE).and_then(|file| std::fs::read_to_string(file).ok());
        Self::of(text.and_then(|text| pem::certificates(&text).ok()).unwrap_or_default())
    }

    /// What they say of a server; nothing if they do not know it.
    fn say(&self, server: &Server, algorithms: WebPkiSupportedAlgorithms) -> Option<Result<(), Distrust>> {
        if self.certificates.contains(server.certificate) {
            return Some(server.in_time().and_then(|()| server.is_called()));
        }
        let signed = ParsedCertificate::try_from(server.certificate).and_then(|parsed| {
            let Server { others, now, .. } = *server;
            verify_server_cert_signed_by_trust_anchor(&parsed, &self.authorities, others, now, algorithms.all)
        });
        match signed {
            Ok(()) => Some(server.is_called()),
            Err(rustls::Error::InvalidCertificate(error)) => match server.distrust(&error) {
                late @ (Distrust::Expired(_) | Distrust::NotYet(_)) => Some(Err(late)),
                _ => None,
            },
            Err(_) => None,
        }
    }
}

/// A server as it presents itself.
struct Server<'a> {
    certificate: &'a CertificateDer<'a>,
    others: &'a [CertificateDer<'a>],
    name: &'a ServerName<'a>,
    now: UnixTime,
}

impl Server<'_> {
    fn in_time(&self) -> Result<(), Distrust> {
        let x509 = read(self.certificate).ok_or(Distrust::Broken)?;
        let (from, until) = (x509.validity().not_before, x509.validity().not_after);
        match i64::try_from(self.now.as_secs()).unwrap_or(i64::MAX) {
            now if now > until.timestamp() => Err(Distrust::Expired(day(until))),
            now if now < from.timestamp() => Err(Distrust::NotYet(day(from))),
            _ => Ok(()),
        }
    }

    /// Whether the certificate is for the name that was called. One without a list of names is for its subject, as of
    /// old: WebPKI no longer reads that, and `openssl req -x509` makes no list unless it is asked to.
    fn is_called(&self) -> Result<(), Distrust> {
        let listed = ParsedCertificate::try_from(self.certificate).and_then(|it| verify_server_name(&it, self.name));
        let x509 = read(self.certificate).ok_or(Distrust::Broken)?;
        let subject = || listed_names(&x509).is_empty() && subjects(&x509).any(|subject| fits(subject, self.name));
        if listed.is_ok() || subject() { Ok(()) } else { Err(self.other_name()) }
    }

    fn other_name(&self) -> Distrust {
        let names = read(self.certificate).map(|x509| match listed_names(&x509) {
            none if none.is_empty() => subjects(&x509).map(str::to_owned).collect(),
            listed => listed,
        });
        Distrust::OtherName { called: self.name.to_str().into_owned(), names: names.unwrap_or_default() }
    }

    /// What a verifier's error means.
    fn distrust(&self, error: &CertificateError) -> Distrust {
        let Some(x509) = read(self.certificate) else { return Distrust::Broken };
        let unknown = || match self_signed(&x509) {
            true => Distrust::SelfSigned,
            false => Distrust::Unknown(x509.issuer().to_string()),
        };
        match error {
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            // Or it is the certificate of an authority on the way that is out of time.
            | CertificateError::NotValidYetContext { .. } => self.in_time().err().unwrap_or_else(unknown),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => self.other_name(),
            CertificateError::Revoked => Distrust::Revoked,
            _ => unknown(),
        }
    }
}

fn read<'a>(certificate: &'a CertificateDer<'_>) -> Option<X509Certificate<'a>> {
    X509Certificate::from_der(certificate).ok().map(|(_, x509)| x509)
}

/// The names alone do not tell: an authority and a server that were made without thought are called alike.
fn self_signed(x509: &X509Certificate) -> bool {
    x509.subject() == x509.issuer() && x509.verify_signature(None).is_ok()
}

fn day(time: ASN1Time) -> String {
    time.to_datetime().date().to_string()
}

/// The names in the list of a certificate.
fn listed_names(x509: &X509Certificate) -> Vec<String> {
    let list = x509.subject_alternative_name().ok().flatten().map(|list| &list.value.general_names);
    let name = |name: &GeneralName| match name {
        GeneralName::DNSName(name) if name.parse::<IpAddr>().is_ok() => {
            Some(format!("{name} as a name, not as an address"))
        }
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(octets) => match octets.len() {
            4 => Some(IpAddr::from(<[u8; 4]>::try_from(*octets).ok()?).to_string()),
            _ => Some(IpAddr::from(<[u8; 16]>::try_from(*octets).ok()?).to_string()),
        },
        _ => None,
    };
    list.into_iter().flatten().filter_map(name).collect()
}

fn subjects<'a>(x509: &'a X509Certificate) -> impl Iterator<Item = &'a str> {
    x509.subject().iter_common_name().filter_map(|name| name.as_str().ok())
}

/// Whether a subject is that of a server called by this name; `*` may stand for its first label.
fn fits(subject: &str, name: &ServerName) -> bool {
    match name {
        ServerName::DnsName(name) => {
            let name = name.as_ref();
            let wild = subject.strip_prefix("*.").zip(name.split_once('.'));
            subject.eq_ignore_ascii_case(name) || wild.is_some_and(|(of, (_, rest))| of.eq_ignore_ascii_case(rest))
        }
        ServerName::IpAddress(address) => {
            subject.parse::<IpAddr>().is_ok_and(|subject| subject == IpAddr::from(*address))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair};

    use super::*;

    /// As `openssl req -x509 -subj /CN=...` makes one: it may sign, and has no list of names.
    fn plain(subject: &str) -> CertificateParams {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, subject);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    }

    fn signed(params: &CertificateParams) -> CertificateDer<'static> {
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().clone()
    }

    /// The verdict on a server that presents itself with `certificate`, is called `name`, and is vouched for by `given`.
    fn judged(
        certificate: &CertificateDer<'static>,
        name: &str,
        given: &[&CertificateDer<'static>],
    ) -> Result<(), Distrust> {
        let algorithms = aws_lc_rs::default_provider().signature_verification_algorithms;
        let name = ServerName::try_from(name).unwrap();
        let server = Server { certificate, others: &[], name: &name, now: UnixTime::now() };
        Vouched::of(given.iter().copied().cloned().collect())
            .say(&server, algorithms)
            .unwrap_or(Err(Distrust::SelfSigned))
    }

    fn other_name(called: &str, names: &[&str]) -> Result<(), Distrust> {
        Err(Distrust::OtherName { called: called.into(), names: names.iter().map(|name| name.to_string()).collect() })
    }

    #[test]
    fn a_servers_own_certificate_is_trusted_where_it_is_given() {
        let own = signed(&plain("pbx.example"));
        assert_eq!(judged(&own, "pbx.example", &[]), Err(Distrust::SelfSigned));
        assert_eq!(judged(&own, "pbx.example", &[&signed(&plain("pbx.example"))]), Err(Distrust::SelfSigned));
        assert_eq!(judged(&own, "PBX.example", &[&own]), Ok(()));
        assert_eq!(judged(&own, "other.example", &[&own]), other_name("other.example", &["pbx.example"]));
        let address = signed(&plain("192.0.2.1"));
        assert_eq!(judged(&address, "192.0.2.1", &[&address]), Ok(()));
        assert_eq!(judged(&address, "192.0.2.2", &[&address]), other_name("192.0.2.2", &["192.0.2.1"]));
        let wild = signed(&plain("*.pbx.example"));
        assert_eq!(judged(&wild, "a.pbx.example", &[&wild]), Ok(()));
        assert_eq!(judged(&wild, "a.b.pbx.example", &[&wild]), other_name("a.b.pbx.example", &["*.pbx.example"]));
    }

    #[test]
    fn a_list_of_names_counts_and_then_the_subject_does_not() {
        let mut params = plain("pbx.example");
        params.subject_alt_names =
            CertificateParams::new(vec!["192.0.2.1".into(), "sip.example".into()]).unwrap().subject_alt_names;
        let own = signed(&params);
        for name in ["192.0.2.1", "sip.example"] {
            assert_eq!(judged(&own, name, &[&own]), Ok(()), "{name}");
        }
        assert_eq!(judged(&own, "pbx.example", &[&own]), other_name("pbx.example", &["192.0.2.1", "sip.example"]));
    }

    #[test]
    fn a_certificate_out_of_time_is_not_trusted_though_it_is_given() {
        let mut params = plain("pbx.example");
        params.not_after = rcgen::date_time_ymd(2021, 3, 1);
        let old = signed(&params);
        assert_eq!(judged(&old, "pbx.example", &[&old]), Err(Distrust::Expired("2021-03-01".into())));
        let mut params = plain("pbx.example");
        params.not_before = rcgen::date_time_ymd(3021, 3, 1);
        let new = signed(&params);
        assert_eq!(judged(&new, "pbx.example", &[&new]), Err(Distrust::NotYet("3021-03-01".into())));
    }

    #[test]
    fn an_authority_that_is_given_vouches_for_others_and_a_server_does_not() {
        let (authority, key) = (plain("An authority"), KeyPair::generate().unwrap());
        let root = authority.self_signed(&key).unwrap().der().clone();
        let issuer = Issuer::new(authority, key);
        let server = |expired: bool| {
            let mut params = CertificateParams::new(vec!["pbx.example".to_owned()]).unwrap();
            if expired {
                params.not_after = rcgen::date_time_ymd(2021, 3, 1);
            }
            params.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap().der().clone()
        };
        assert_eq!(judged(&server(false), "pbx.example", &[&root]), Ok(()));
        assert_eq!(judged(&server(false), "a.example", &[&root]), other_name("a.example", &["pbx.example"]));
        assert_eq!(judged(&server(true), "pbx.example", &[&root]), Err(Distrust::Expired("2021-03-01".into())));

        let (front, key) =
            (CertificateParams::new(vec!["front.example".to_owned()]).unwrap(), KeyPair::generate().unwrap());
        let given = front.self_signed(&key).unwrap().der().clone();
        let forged = CertificateParams::new(vec!["pbx.example".to_owned()]).unwrap();
        let forged = forged.signed_by(&KeyPair::generate().unwrap(), &Issuer::new(front, key)).unwrap().der().clone();
        assert_eq!(judged(&forged, "pbx.example", &[&given]), Err(Distrust::SelfSigned), "nobody knows it");
    }
}
