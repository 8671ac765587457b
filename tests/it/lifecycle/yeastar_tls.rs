//! A PBX's certificate is nobody's that the system trusts: what it takes to call one all the same.

use super::super::support::authority::Authority;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
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
