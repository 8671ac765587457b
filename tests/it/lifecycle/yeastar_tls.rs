//! A PBX's certificate is nobody's that the system trusts: what it takes to call one all the same.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rcgen::{CertificateParams, KeyPair};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::version::TLS12;
use tokio_rustls::rustls::{ALL_VERSIONS, SupportedProtocolVersion};

use super::super::support::authority::{Authority, Certified};
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::super::support::trunks::DESK;
use super::yeastar::PEER;

/// A workspace whose provider calls the sandbox through TLS, at a server with a certificate for `name`.
async fn through_tls(sandbox: &Sandbox, authority: &Authority, name: &str) -> Option<Workspace> {
    let url = authority.before(name, sandbox.variable("YEASTAR_BASE_URL")).await;
    Some(sandbox.workspace().await?.with("YEASTAR_BASE_URL", &url))
}

#[tokio::test]
async fn a_private_authority_is_trusted_only_where_it_is_named() {
    let sandbox = Sandbox::start(&[]).await;
    let (authority, other) = (Authority::new(), Authority::new());
    let Some(workspace) = through_tls(&sandbox, &authority, "127.0.0.1").await else { return };
    let refusal = ["could not be sent", "signed by an unknown authority", "Nothing was created."];
    workspace
        .apply(PEER)
        .await
        .failed(&refusal)
        .says(&["Set \"ca_certificate\" (YEASTAR_CA_CERTIFICATE) to it, or to that of the authority that signed it"]);
    let wrong = workspace.with("YEASTAR_CA_CERTIFICATE", &other.pem);
    wrong
        .apply(PEER)
        .await
        .failed(&refusal)
        .says(&["\"ca_certificate\" (YEASTAR_CA_CERTIFICATE) holds neither this certificate nor"]);
    let no_pem = wrong.with("YEASTAR_CA_CERTIFICATE", "pbx.pem");
    let words =
        ["\"ca_certificate\" (YEASTAR_CA_CERTIFICATE) must be one or more certificates in PEM", "the name of a file"];
    no_pem.apply(PEER).await.failed(&words);
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
    trusted.apply(PEER).await.failed(&[
        "could not be sent",
        "its certificate is for pbx.example and not for 127.0.0.1",
        "\"insecure_skip_verify\"",
    ]);
    let told = trusted.with("YEASTAR_INSECURE_SKIP_VERIFY", "false");
    told.apply(PEER).await.failed(&["could not be sent"]);
    assert_eq!(sandbox.calls().await, []);
    let careless = told.with("YEASTAR_INSECURE_SKIP_VERIFY", "true");
    careless.apply(PEER).await.ok();
    careless.plan(PEER).await.empty();
    let block = "provider \"siptrunk\" {\n  yeastar { insecure_skip_verify = false }\n}\n";
    careless.plan(&(block.to_owned() + PEER)).await.failed(&["could not be sent"]);
}

/// What a person makes with the `openssl` command, as every page on the web tells it; `None` where there is none.
async fn by_hand(folder: &Path, script: &str) -> Option<(String, String)> {
    let mut command = tokio::process::Command::new("sh");
    command.args(["-c", &format!("set -e; command -v openssl >/dev/null || exit 77; {script}")]).current_dir(folder);
    let output = command.output().await.expect("there is a shell");
    if output.status.code() == Some(77) {
        return None;
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("it was made");
    Some((read("pbx.pem"), read("pbx.key")))
}

fn certified(pem: &str, key: &str, versions: &'static [&'static SupportedProtocolVersion]) -> Certified {
    Certified {
        certificate: CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate"),
        key: PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("a key"),
        versions,
    }
}

const OLD: &[&SupportedProtocolVersion] = &[&TLS12];

const PLAIN: &str =
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout pbx.key -out pbx.pem -days 30 -subj /CN=127.0.0.1";

#[tokio::test]
async fn a_certificate_that_a_pbx_has_signed_itself_is_trusted_where_it_is_given() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = "openssl req -newkey rsa:2048 -nodes -keyout pbx.key -out pbx.csr -subj /CN=127.0.0.1; \
                 openssl x509 -req -in pbx.csr -signkey pbx.key -days 30 -out pbx.pem";
    let listed = format!("{PLAIN} -addext subjectAltName=DNS:pbx.example,IP:127.0.0.1");
    for script in [PLAIN, first, &listed] {
        let Some((pem, key)) = by_hand(folder.path(), script).await else { return };
        let one_line = pem.replace('\n', "\\n");
        for (versions, given) in [(ALL_VERSIONS, &pem), (OLD, &one_line)] {
            let sandbox = Sandbox::start(&[]).await;
            let url = certified(&pem, &key, versions).before(sandbox.variable("YEASTAR_BASE_URL")).await;
            let Some(workspace) = sandbox.workspace().await else { return };
            let workspace = workspace.with("YEASTAR_BASE_URL", &url);
            workspace.apply(PEER).await.failed(&["self-signed", "\"ca_certificate\""]);
            let trusted = workspace.with("YEASTAR_CA_CERTIFICATE", given);
            trusted.apply(PEER).await.ok();
            trusted.plan(PEER).await.empty();
        }
    }
}

#[tokio::test]
async fn a_certificate_that_is_given_is_held_to_its_name_and_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let elsewhere = PLAIN.replace("127.0.0.1", "pbx.example");
    let Some((pem, key)) = by_hand(folder.path(), &elsewhere).await else { return };
    let url = certified(&pem, &key, ALL_VERSIONS).before(sandbox.variable("YEASTAR_BASE_URL")).await;
    let workspace = workspace.with("YEASTAR_BASE_URL", &url).with("YEASTAR_CA_CERTIFICATE", &pem);
    let words = ["its certificate is for pbx.example and not for 127.0.0.1", "Write a name in \"base_url\""];
    workspace.apply(PEER).await.failed(&words);

    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("a name");
    params.not_after = rcgen::date_time_ymd(2024, 2, 29);
    let old = params.self_signed(&key).expect("a certificate").der().clone();
    let body = BASE64_STANDARD.encode(&old);
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let old = Certified { certificate: old, key, versions: ALL_VERSIONS };
    let url = old.before(sandbox.variable("YEASTAR_BASE_URL")).await;
    let workspace = workspace.with("YEASTAR_BASE_URL", &url).with("YEASTAR_CA_CERTIFICATE", &body);
    workspace.apply(PEER).await.failed(&["its certificate expired on 2024-02-29", "Have it renewed"]);
    assert_eq!(sandbox.calls().await, []);
}

#[tokio::test]
async fn a_vendor_without_a_setting_for_it_is_trusted_by_the_systems_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let Some((pem, key)) = by_hand(folder.path(), PLAIN).await else { return };
    let url = certified(&pem, &key, ALL_VERSIONS).before(sandbox.variable("CRAZYTEL_BASE_URL")).await;
    let workspace = workspace.with("CRAZYTEL_BASE_URL", &url);
    workspace.apply(DESK).await.failed(&["self-signed", "SSL_CERT_FILE"]).says_not(&["ca_certificate"]);
    let file = folder.path().join("pbx.pem");
    workspace.with("SSL_CERT_FILE", file.to_str().expect("a path")).apply(DESK).await.ok();
}

#[tokio::test]
async fn a_server_without_tls_is_told_from_one_that_is_not_trusted() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let url = sandbox.variable("YEASTAR_BASE_URL").replace("http://", "https://");
    workspace.with("YEASTAR_BASE_URL", &url).apply(PEER).await.failed(&["does not speak TLS", "http://"]);
}
