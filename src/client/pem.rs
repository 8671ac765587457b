//! Certificates as text: PEM, whatever became of it on the way through variables, vaults and editors.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Where a block begins, and where it ends.
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
/// The first byte of every certificate.
const SEQUENCE: u8 = 0x30;

/// Why a text holds no certificates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unreadable {
    /// It is the name of a file, by its looks.
    FileName,
    /// It holds the key that goes with a certificate.
    PrivateKey,
    /// It holds something that calls itself a certificate and is none.
    Broken,
    /// It holds nothing of the kind.
    Nothing,
}

/// The certificates in a text: PEM with line breaks of any kind or none, or base64 of that or of a certificate.
pub fn certificates(text: &str) -> Result<Vec<CertificateDer<'static>>, Unreadable> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains(BEGIN) {
        return blocks(text);
    }
    let bytes = unpacked(text).unwrap_or_default();
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains(BEGIN) => blocks(text),
        _ if bytes.first() == Some(&SEQUENCE) => Ok(vec![certificate(bytes)?]),
        // Base64 has slashes too, so that many a name passes for it.
        _ if text.lines().count() == 1 && text.contains(['/', '\\', '.']) => Err(Unreadable::FileName),
        _ => Err(Unreadable::Nothing),
    }
}

fn blocks(text: &str) -> Result<Vec<CertificateDer<'static>>, Unreadable> {
    let (mut found, mut keys) = (vec![], false);
    for block in text.split(BEGIN).skip(1) {
        let (label, rest) = block.split_once("-----").ok_or(Unreadable::Broken)?;
        keys |= label.ends_with("PRIVATE KEY");
        if matches!(label, "CERTIFICATE" | "X509 CERTIFICATE") {
            let (body, _) = rest.split_once(END).ok_or(Unreadable::Broken)?;
            found.push(certificate(unpacked(body).ok_or(Unreadable::Broken)?)?);
        }
    }
    match found.is_empty() {
        false => Ok(found),
        true if keys => Err(Unreadable::PrivateKey),
        true => Err(Unreadable::Nothing),
    }
}

/// The bytes of base64 with line breaks, blanks, or the escapes of line breaks anywhere.
fn unpacked(text: &str) -> Option<Vec<u8>> {
    let text: String = text.replace("\\r", "").replace("\\n", "").split_whitespace().collect();
    STANDARD.decode(text).ok().filter(|bytes| !bytes.is_empty())
}

fn certificate(bytes: Vec<u8>) -> Result<CertificateDer<'static>, Unreadable> {
    let whole = X509Certificate::from_der(&bytes).is_ok_and(|(rest, _)| rest.is_empty());
    if whole { Ok(bytes.into()) } else { Err(Unreadable::Broken) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> (CertificateDer<'static>, String) {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["pbx.example".into()]).unwrap().self_signed(&key).unwrap();
        let body = STANDARD.encode(certificate.der());
        let lines: Vec<_> = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"));
        (certificate.der().clone(), pem)
    }

    #[test]
    fn a_certificate_is_read_however_its_lines_came_along() {
        let (der, pem) = made();
        for text in [
            pem.clone(),
            pem.replace('\n', "\r\n"),
            pem.replace('\n', "\\n"),
            pem.replace('\n', "\\r\\n"),
            pem.replace('\n', " "),
            pem.replace('\n', "\n  "),
            format!("\u{feff}{pem}"),
            format!("subject=CN = pbx.example\n\n{pem}"),
            pem.replace("CERTIFICATE", "X509 CERTIFICATE"),
            STANDARD.encode(&pem),
            STANDARD.encode(&pem).as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line) + "\n").collect(),
            STANDARD.encode(&der),
        ] {
            assert_eq!(certificates(&text), Ok(vec![der.clone()]), "{text}");
        }
        let (other, second) = made();
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert_eq!(certificates(&(pem + key + &second)), Ok(vec![der, other]));
    }

    #[test]
    fn what_is_no_certificate_is_told_apart() {
        let (_, pem) = made();
        for (text, why) in [
            ("pbx.pem".to_owned(), Unreadable::FileName),
            ("/etc/ssl/pbx".to_owned(), Unreadable::FileName),
            ("C:\\pbx\\ca.crt\n".to_owned(), Unreadable::FileName),
            ("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----".to_owned(), Unreadable::PrivateKey),
            (pem.replace("MII", "AAA"), Unreadable::Broken),
            (pem[..pem.len() / 2].to_owned(), Unreadable::Broken),
            (STANDARD.encode(&pem)[..100].to_owned(), Unreadable::Broken),
            (STANDARD.encode("a password, perhaps"), Unreadable::Nothing),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----".to_owned(), Unreadable::Nothing),
            ("not a certificate".to_owned(), Unreadable::Nothing),
            (String::new(), Unreadable::Nothing),
        ] {
            assert_eq!(certificates(&text), Err(why), "{text}");
        }
    }
}
