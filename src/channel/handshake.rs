//! What Terraform says in the environment when it starts this process, and the one line it waits for in answer.

use std::ffi::OsString;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use super::listener::Address;
use super::refusal::Refusal;

/// The version of Terraform's plugin protocol that is spoken here.
pub const PROTOCOL: u32 = 6;

/// Version of go-plugin's handshake line; there has only ever been this one.
const LINE: u32 = 1;

/// Not a secret: the same value in every Terraform. It tells a start by Terraform from a start by hand.
const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// What Terraform asks of the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    /// The one certificate that may connect; none when `TF_DISABLE_PLUGIN_TLS` is set.
    pub client_certificate: Option<CertificateDer<'static>>,
    /// Where to put the socket, instead of the system's temporary directory.
    pub socket_dir: Option<PathBuf>,
    /// The group, by name or number, that may use the socket too.
    pub socket_group: Option<String>,
    /// Where to listen on systems without Unix sockets. `0..=0` lets the system choose.
    pub ports: RangeInclusive<u16>,
}

impl Default for Handshake {
    fn default() -> Self {
        Self { client_certificate: None, socket_dir: None, socket_group: None, ports: 0..=0 }
    }
}

impl Handshake {
    /// Reads the handshake from environment variables, looked up by name. An empty variable counts as an absent one, as
    /// it does in go-plugin.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, Refusal> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let text = |name: &str| set(name).map(|value| value.to_string_lossy().into_owned());

        if text("TF_PLUGIN_MAGIC_COOKIE").as_deref() != Some(MAGIC_COOKIE) {
            return Err(Refusal::StartedByHand);
        }
        let offered = text("PLUGIN_PROTOCOL_VERSIONS").unwrap_or_default();
        if !offered.split(',').any(|version| version.trim().parse() == Ok(PROTOCOL)) {
            return Err(Refusal::Protocol { offered });
        }
        let client_certificate = text("PLUGIN_CLIENT_CERT")
            .map(|certificate| CertificateDer::from_pem_slice(certificate.as_bytes()))
            .transpose()
            .map_err(|_| Refusal::ClientCertificate)?;
        let port = |name: &'static str| match text(name) {
            None => Ok(0),
            Some(value) => value.parse().map_err(|_| Refusal::Port { name, value }),
        };
        Ok(Self {
            client_certificate,
            socket_dir: set("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            socket_group: text("PLUGIN_UNIX_SOCKET_GROUP"),
            ports: port("PLUGIN_MIN_PORT")?..=port("PLUGIN_MAX_PORT")?,
        })
    }
}

/// The line on standard output that tells Terraform where to connect, and which certificate to expect there.
pub fn line(address: &Address, server_certificate: Option<&CertificateDer<'_>>) -> String {
    let certificate = server_certificate.map(|der| STANDARD_NO_PAD.encode(der)).unwrap_or_default();
    format!("{LINE}|{PROTOCOL}|{}|{}|grpc|{certificate}", address.network, address.place)
}

/// What is said on standard output instead of [`line`] when there is nothing to connect to. Terraform shows the user the
/// first line that it cannot read as a handshake, and nothing of standard error; so it has to be one line, and to have
/// none of the marks that make a handshake.
pub fn apology(why: &impl fmt::Display) -> String {
    why.to_string().replace(['\n', '\r', '|'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";

    fn read(variables: &[(&str, &str)]) -> Result<Handshake, Refusal> {
        Handshake::read(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()))
    }

    fn read_from_terraform(more: &[(&str, &str)]) -> Result<Handshake, Refusal> {
        read(&[&[("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE), ("PLUGIN_PROTOCOL_VERSIONS", "5,6")], more].concat())
    }

    #[test]
    fn the_cookie_tells_terraform_from_a_person() {
        assert_eq!(read(&[]), Err(Refusal::StartedByHand));
        assert_eq!(read(&[("TF_PLUGIN_MAGIC_COOKIE", "chocolate")]), Err(Refusal::StartedByHand));
        assert_eq!(read_from_terraform(&[]), Ok(Handshake::default()));
    }

    #[test]
    fn protocol_versions_come_in_any_order() {
        let offering = |versions| {
            read(&[("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE), ("PLUGIN_PROTOCOL_VERSIONS", versions)]).map(|_| ())
        };
        for versions in ["6", "5,6", "6,5", "7, 6 ,5"] {
            assert_eq!(offering(versions), Ok(()), "{versions}");
        }
        for versions in ["", "5", "4,5", "66", "six"] {
            assert_eq!(offering(versions), Err(Refusal::Protocol { offered: versions.into() }), "{versions}");
        }
    }

    #[test]
    fn the_channel_is_read() {
        let handshake = read_from_terraform(&[
            ("PLUGIN_CLIENT_CERT", PEM),
            ("PLUGIN_UNIX_SOCKET_DIR", "/run/tf"),
            ("PLUGIN_UNIX_SOCKET_GROUP", "ops"),
            ("PLUGIN_MIN_PORT", "10000"),
            ("PLUGIN_MAX_PORT", "25000"),
        ]);
        let expected = Handshake {
            client_certificate: Some(CertificateDer::from(vec![1, 2, 3])),
            socket_dir: Some("/run/tf".into()),
            socket_group: Some("ops".into()),
            ports: 10000..=25000,
        };
        assert_eq!(handshake, Ok(expected));
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(read_from_terraform(&[("PLUGIN_CLIENT_CERT", "nonsense")]), Err(Refusal::ClientCertificate));
        let port = Refusal::Port { name: "PLUGIN_MAX_PORT", value: "70000".into() };
        assert_eq!(read_from_terraform(&[("PLUGIN_MAX_PORT", "70000")]), Err(port));
        assert_eq!(read_from_terraform(&[("PLUGIN_CLIENT_CERT", "")]), Ok(Handshake::default()));
    }

    #[test]
    fn the_line_is_what_go_plugin_reads() {
        let address = Address { network: "unix", place: "/tmp/s".into() };
        let certificate = CertificateDer::from(vec![0xfb, 0xff]);
        assert_eq!(line(&address, Some(&certificate)), "1|6|unix|/tmp/s|grpc|+/8");
        assert_eq!(line(&address, None), "1|6|unix|/tmp/s|grpc|");
    }
    #[test]
    fn an_apology_is_one_line_and_no_handshake() {
        assert_eq!(apology(&"the folder a|b|c|d is missing:\nmake it"), "the folder a b c d is missing: make it");
    }
}
