//! A secret of its own is planted in every place that has one; then all that comes out of whole lives, failures among
//! them, is searched for them. The same search finds the secrets that may be found.

use std::fs::{self, File};
use std::io::Read;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Json, json};
use siptrunk::preview::Preview;

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Run, Workspace};
use super::secrecy::logged;

/// One for each vendor's trunk, and the one that it is rotated to. Letters and digits stay the same in every spelling;
/// the rest has a spelling of its own in JSON, HTML and addresses.
const PASSWORDS: [(&str, &str, &str); 6] = [
    ("bolna", "Bo7xQuarzLupine&<\\\"é", "Bo8xVelvetOsprey&<\\\"é"),
    ("crazytel", "Cr7xCobaltTundra&<\\\"é", "Cr8xSaffronGecko&<\\\"é"),
    ("fonedynamics", "Fo7xMarbleHeron&<\\\"é", "Fo8xIndigoBison&<\\\"é"),
    ("livekit", "Li7xTopazLemur&<\\\"é", "Li8xOnyxPuffin&<\\\"é"),
    ("nebrija", "Ne7xWalnutFinch&<\\\"é", "Ne8xCopperMoose&<\\\"é"),
    ("yeastar", "Ye7xSilverOtter&<\\\"é", "Ye8xAmberRaven&<\\\"é"),
];

/// The account's secrets, by the provider block's names.
const ACCOUNTS: [(&str, &str); 6] = [
    ("bolna", "api_key"),
    ("crazytel", "api_key"),
    ("fonedynamics", "token"),
    ("livekit", "api_secret"),
    ("nebrija", "token"),
    ("yeastar", "client_secret"),
];

const TRUNKS: &str = r#"
resource "siptrunk_bolna_trunk" "it" {
  name          = "agent"
  provider_name = "custom"
  auth_type     = "credentials"
  username      = "agent"
  gateways      = [{ host = "sip.carrier.example" }]
  bolna
}

resource "siptrunk_crazytel_trunk" "it" {
  caller_id = "61255501234"
  crazytel
}

resource "siptrunk_fonedynamics_trunk" "it" {
  name      = "branch-pbx"
  caller_id = "+61355505678"
  auth_type = "credentials"
  realm     = "branch"
  fonedynamics
}

resource "siptrunk_livekit_inbound_trunk" "it" {
  username = "carrier"
  livekit
}

resource "siptrunk_nebrija_trunk" "it" {
  name     = "Madrid"
  gateways = [{ host = "sip.carrier.example" }]
  username = "madrid"
  nebrija
}

resource "siptrunk_yeastar_trunk" "it" {
  type      = "account"
  name      = "acme"
  transport = "udp"
  username  = "6700"
  auth_name = "6700"
  codecs    = ["ulaw"]
  yeastar
}
"#;

/// Everything that is searched for, with its name.
struct Planted(Vec<(String, String)>);

impl Planted {
    fn of(sandbox: &Sandbox) -> Self {
        let core = |secret: &str| secret.split('&').next().unwrap_or_default().to_owned();
        let mut all: Vec<_> = PASSWORDS
            .iter()
            .flat_map(|(vendor, first, next)| {
                [(format!("{vendor} 1"), core(first)), (format!("{vendor} 2"), core(next))]
            })
            .collect();
        for (vendor, setting) in ACCOUNTS {
            all.push((format!("{vendor}.{setting}"), account(sandbox, vendor, setting).to_owned()));
        }
        let basic =
            format!("{}:{}", sandbox.variable("FONEDYNAMICS_ACCOUNT_SID"), account(sandbox, "fonedynamics", "token"));
        all.push(("basic".into(), BASE64_STANDARD.encode(basic)));
        all.extend(["SANDBOXACCESS0", "SANDBOXREFRESH0"].map(|token| (token.into(), token.into())));
        Self(all)
    }

    /// The names of those that are in there.
    fn found_in(&self, bytes: &[u8]) -> Vec<&str> {
        let text = String::from_utf8_lossy(bytes);
        self.0.iter().filter(|(_, secret)| text.contains(secret.as_str())).map(|(name, _)| name.as_str()).collect()
    }

    #[track_caller]
    fn not_in(&self, run: &Run) {
        assert_eq!(self.found_in(run.text.as_bytes()), Vec::<&str>::new(), "\n{run}");
    }
}

fn account<'a>(sandbox: &'a Sandbox, vendor: &str, setting: &str) -> &'a str {
    sandbox.variable(&format!("{vendor}_{setting}").to_uppercase())
}

/// All that stands in a saved plan, which is an archive.
fn unpacked(workspace: &Workspace) -> Vec<u8> {
    let mut archive =
        zip::ZipArchive::new(File::open(workspace.path().join("saved")).expect("a plan")).expect("an archive");
    let mut all = vec![];
    for index in 0..archive.len() {
        archive.by_index(index).expect("a file").read_to_end(&mut all).expect("its bytes");
    }
    all
}

/// The configuration: secrets in variables, for the CLI quotes literals itself, and keeps in a plan what is not ephemeral.
fn hcl(ephemeral: bool, lines: impl Fn(&str) -> String) -> String {
    let mut hcl = TRUNKS.to_owned();
    let mut block = String::new();
    for ((vendor, ..), (_, setting)) in PASSWORDS.iter().zip(ACCOUNTS) {
        hcl = hcl.replace(&format!("\n  {vendor}\n"), &format!("\n{}\n", lines(vendor)));
        for (name, ephemeral) in [(format!("{vendor}_password"), ephemeral), (format!("{vendor}_{setting}"), true)] {
            let lines = format!("  type = string\n  sensitive = true\n  ephemeral = {ephemeral}\n");
            hcl += &format!("variable \"{name}\" {{\n{lines}}}\n");
        }
        block += &format!("  {vendor} {{\n    {setting} = var.{vendor}_{setting}\n  }}\n");
    }
    format!("provider \"siptrunk\" {{\n{block}}}\n{hcl}")
}

fn write_only(version: u32) -> String {
    hcl(true, |vendor| format!("  password_wo = var.{vendor}_password\n  password_wo_version = {version}"))
}

fn with_passwords(
    workspace: Workspace,
    pick: impl Fn(&(&str, &'static str, &'static str)) -> &'static str,
) -> Workspace {
    let variable = |workspace: Workspace, one: &(&str, &'static str, &'static str)| {
        workspace.with(&format!("TF_VAR_{}_password", one.0), pick(one))
    };
    PASSWORDS.iter().fold(workspace, variable)
}

async fn with_accounts(sandbox: &Sandbox) -> Option<Workspace> {
    let workspace = logged(sandbox).await?.with("SIPTRUNK_SHOW_REQUESTS", "true");
    let variable = |workspace: Workspace, (vendor, setting): &(&str, &str)| {
        workspace.with(&format!("TF_VAR_{vendor}_{setting}"), account(sandbox, vendor, setting))
    };
    Some(ACCOUNTS.iter().fold(workspace, variable))
}

/// The ways in which a server may give away what it knows.
fn echoes(password: &str, credential: &str) -> Vec<Json> {
    let percent: String = password.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let html = password.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    vec![
        json!({"status": 422, "body": {"detail": [{"loc": ["body"], "msg": format!("bad {password}"), "input": password}]}}),
        json!({"status": 422, "body": format!("<html>{html} {credential}</html>")}),
        json!({"status": 302, "headers": {"location": format!("https://elsewhere.example/?p={percent}&k={credential}")}}),
        json!({"status": 401, "body": {"message": format!("{credential} may not set {password}")}}),
        json!({"status": 200, "body": format!("<html>{html} {percent} {credential}</html>")}),
    ]
}

#[tokio::test]
async fn no_planted_secret_comes_out_anywhere() {
    let sandbox = Sandbox::start(&[
        "crazytel.password=echoed",
        "crazytel.error-input=echoed",
        "fonedynamics.credentials=echoed",
        "nebrija.error-input=echoed",
    ])
    .await;
    let Some(workspace) = with_accounts(&sandbox).await else { return };
    let planted = Planted::of(&sandbox);
    let kept = |workspace: &Workspace| {
        let files = ["terraform.tfstate", "terraform.tfstate.backup"];
        let bytes = files.iter().flat_map(|file| fs::read(workspace.path().join(file)).unwrap_or_default());
        bytes.collect::<Vec<u8>>()
    };

    let workspace = with_passwords(workspace, |(_, first, _)| first);
    workspace.write(&write_only(1));
    let plan = workspace.run(&["plan", "-input=false", "-no-color", "-out=saved"]).await.ok();
    assert!(plan.text.contains("[TRACE]"), "the log is there");
    assert!(plan.text.contains("will be sent POST"), "the requests are there");
    planted.not_in(&plan);
    planted.not_in(&workspace.run(&["show", "-json", "saved"]).await.ok());
    assert_eq!(planted.found_in(&unpacked(&workspace)), Vec::<&str>::new());
    planted.not_in(&workspace.run(&["apply", "-input=false", "-no-color", "saved"]).await.ok());
    assert_eq!(planted.found_in(&kept(&workspace)), Vec::<&str>::new());

    // A rotation that fails in every way, at every vendor at once; and a refresh.
    let workspace = with_passwords(workspace, |(.., next)| next);
    for number in 0..echoes("", "").len() {
        for ((vendor, _, next), (_, setting)) in PASSWORDS.iter().zip(ACCOUNTS) {
            let answer = echoes(next, account(&sandbox, vendor, setting)).remove(number);
            let (method, path) = match *vendor {
                "livekit" => ("POST", "UpdateSIPInboundTrunk"),
                "yeastar" => ("POST", "trunk/update"),
                _ => ("PATCH", ""),
            };
            sandbox.fault(json!({"vendor": vendor, "method": method, "path": path, "answer": answer})).await;
        }
        let run = workspace.apply(&write_only(2)).await.exited(1);
        planted.not_in(&run);
    }
    // Nobody tells a refresh the write-only password; a vendor could only repeat what it was sent.
    for (vendor, setting) in ACCOUNTS {
        let answer = echoes("it", account(&sandbox, vendor, setting)).remove(3);
        let (method, path) = if vendor == "livekit" { ("POST", "GetSIP") } else { ("GET", "") };
        sandbox.fault(json!({"vendor": vendor, "method": method, "path": path, "answer": answer})).await;
    }
    planted.not_in(&workspace.plan(&write_only(2)).await.exited(1));
    // The log has the answers that were ordered above, secrets and all.
    sandbox.calls().await;
    planted.not_in(&workspace.apply(&write_only(2)).await.ok());
    for (vendor, _, next) in PASSWORDS {
        assert!(sandbox.objects(vendor).await[0].to_string().contains(next.split('&').next().unwrap()), "{vendor}");
    }
    assert_eq!(planted.found_in(&kept(&workspace)), Vec::<&str>::new());
    let log = Json::from(sandbox.log().await).to_string();
    assert_eq!(planted.found_in(log.as_bytes()), Vec::<&str>::new());

    // The search finds what may be found: passwords that the state keeps, and a plan with them.
    let plain = hcl(false, |vendor| format!("  password = var.{vendor}_password"));
    workspace.write(&plain);
    planted.not_in(&workspace.run(&["plan", "-input=false", "-no-color", "-out=saved"]).await.ok());
    let next: Vec<String> = PASSWORDS.iter().map(|(vendor, ..)| format!("{vendor} 2")).collect();
    let passwords = |found: Vec<&str>| found.iter().filter(|name| next.iter().any(|one| one == *name)).count();
    assert_eq!(passwords(planted.found_in(&unpacked(&workspace))), PASSWORDS.len());
    let json = workspace.run(&["show", "-json", "saved"]).await.ok().stdout;
    assert_eq!(passwords(planted.found_in(json.as_bytes())), PASSWORDS.len());
    let preview = Preview::read(json.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(preview.requests() > 0);
    for shown in [preview.json().to_string(), preview.markdown(60_000), preview.text()] {
        assert_eq!(planted.found_in(shown.as_bytes()), Vec::<&str>::new(), "{shown}");
    }
    planted.not_in(&workspace.run(&["apply", "-input=false", "-no-color", "saved"]).await.ok());
    assert_eq!(passwords(planted.found_in(&kept(&workspace))), PASSWORDS.len());
    let objects: Vec<Json> = {
        let mut all = vec![];
        for (vendor, ..) in PASSWORDS {
            all.extend(sandbox.objects(vendor).await);
        }
        all
    };
    assert_eq!(passwords(planted.found_in(Json::from(objects).to_string().as_bytes())), PASSWORDS.len());
    planted.not_in(&workspace.destroy().await.ok());
}

/// What is printed while somebody looks for a mistake. A request and an answer have no such form at all.
#[test]
fn what_may_hold_a_secret_cannot_be_printed() {
    use siptrunk::value::{Object, Value};
    let secret = "Quarz7Lupine";
    let value = Value::from(secret);
    let object: Object = [("password", value.clone())].into_iter().collect();
    for printed in [format!("{value:?}"), format!("{:?}", Value::List(vec![value.clone()])), format!("{object:?}")] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
