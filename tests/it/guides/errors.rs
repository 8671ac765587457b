//! The troubleshooting page begins each entry with words that Terraform prints. Each is provoked here.

use std::fs;

use serde_json::json;

use super::super::support::authority::Authority;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Run, Workspace};
use super::super::support::trunks::{DESK, PEER, ROOMS};

/// What is done to hear it.
struct Provocation {
    switches: &'static [&'static str],
    variables: Vec<(&'static str, String)>,
    /// What the next calls at Crazytel are answered, if not what it would answer.
    answer: Option<serde_json::Value>,
    hcl: String,
    command: &'static [&'static str],
}

const APPLY: &[&str] = &["apply", "-auto-approve", "-input=false", "-no-color"];
const PLAN: &[&str] = &["plan", "-input=false", "-no-color"];

impl Provocation {
    fn apply(hcl: &str) -> Self {
        Self { switches: &[], variables: vec![], answer: None, hcl: hcl.into(), command: APPLY }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.into()));
        self
    }
}

/// A desk whose provider block has this key.
fn with_key(key: &str) -> Provocation {
    let provider = format!("provider \"siptrunk\" {{\n  crazytel {{\n    api_key = {key:?}\n  }}\n}}\n");
    Provocation { command: PLAN, ..Provocation::apply(&(provider + DESK)) }
}

async fn provocation(heading: &str) -> Option<Provocation> {
    let described = || DESK.replace("  caller_id", "  description = \"Front Desk\"\n  caller_id");
    let desk = || Provocation::apply(DESK);
    let answer = |status: u16| Some(json!({"status": status, "body": "<html>"}));
    let import = |id: &'static [&'static str]| Provocation { command: id, ..desk() };
    Some(match heading {
        "must not be empty. Leave it out to take it from the environment." => with_key(""),
        "ends in a line break" => with_key("key\n"),
        "was answered 401" => desk().with("CRAZYTEL_API_KEY", "another-account's-key"),
        "did not let the provider in" => Provocation::apply(PEER).with("YEASTAR_CLIENT_SECRET", "another-secret"),
        "invalid API key" => Provocation::apply(ROOMS).with("LIVEKIT_API_KEY", "another-project's"),
        "signature is invalid" => Provocation::apply(ROOMS).with("LIVEKIT_API_SECRET", "another-secret"),
        "could not be sent to" => {
            desk().with("CRAZYTEL_BASE_URL", "http://127.0.0.1:1").with("CRAZYTEL_MAX_RETRIES", "0")
        }
        "is not Crazytel's API" => {
            let hcl = "data \"siptrunk_crazytel_trunks\" \"all\" {}\n";
            Provocation { answer: answer(404), ..Provocation::apply(hcl) }
        }
        "Missing password" => Provocation::apply(&DESK.replace("password", "# password")),
        "Invalid import id" => import(&["import", "-no-color", "siptrunk_crazytel_trunk.desk", "a/b"]),
        "No such trunk" => Provocation::apply("data \"siptrunk_bolna_trunk\" \"a\" {\n  name = \"nobody\"\n}\n"),
        "It is not known whether Crazytel made the trunk" => Provocation { answer: answer(500), ..desk() },
        "Too many requests for this account" => {
            Provocation { answer: answer(429), ..desk() }.with("CRAZYTEL_MAX_RETRIES", "0")
        }
        "did not take description" => {
            Provocation { switches: &["crazytel.texts=lower-case"], ..Provocation::apply(&described()) }
        }
        "The siptrunk provider cannot serve" => desk().with("TMPDIR", "/no/such/folder"),
        _ => return None,
    })
}

async fn said(heading: &str) -> Option<Run> {
    match heading {
        "provider registry.terraform.io/hashicorp/siptrunk was not found" => {
            let workspace = Workspace::new().await?;
            for file in ["versions.tf", ".terraform.lock.hcl"] {
                fs::remove_file(workspace.path().join(file)).expect("it is there");
            }
            workspace.write(DESK);
            return Some(workspace.run(&["init", "-no-color"]).await);
        }
        "Crazytel needs api_key" => return Some(Workspace::new().await?.apply(DESK).await),
        "its certificate is signed by an unknown authority" => {
            let sandbox = Sandbox::start(&[]).await;
            let url = Authority::new().before("127.0.0.1", sandbox.variable("YEASTAR_BASE_URL")).await;
            return Some(sandbox.workspace().await?.with("YEASTAR_BASE_URL", &url).apply(PEER).await);
        }
        "with +15550101 too" => {
            let sandbox = Sandbox::start(&[]).await;
            let workspace = sandbox.workspace().await?;
            let two = ROOMS.replace("rooms", "more").replace("15550100", "15550101") + ROOMS;
            workspace.apply(&two).await.ok();
            return Some(workspace.apply(&two.replace("15550100", "15550101")).await);
        }
        "Provider produced inconsistent final plan" => {
            let sandbox = Sandbox::start(&[]).await;
            let workspace = sandbox.workspace().await?;
            let with = |input: &str, dids: &str| {
                let input = format!("resource \"terraform_data\" \"name\" {{\n  input = \"{input}\"\n}}\n");
                input + &PEER.replace("\n}\n", &format!("\n  dids = [{dids}]\n}}\n"))
            };
            let named = "{ did = \"1\", did_name = \"main\" }";
            workspace.apply(&with("other", &format!("{named}, {{ did = \"2\" }}"))).await.ok();
            let later = named.replace("\"main\"", "terraform_data.name.output");
            return Some(workspace.apply(&with("main", &format!("{{ did = \"2\" }}, {later}"))).await);
        }
        "did not delete the trunk" => {
            let sandbox = Sandbox::start(&["crazytel.delete=405"]).await;
            let workspace = sandbox.workspace().await?;
            workspace.apply(DESK).await.ok();
            return Some(workspace.destroy().await);
        }
        "did not show the end of the trunk" => {
            let sandbox = Sandbox::start(&[]).await;
            let workspace = sandbox.workspace().await?;
            workspace.apply(DESK).await.ok();
            let answer = json!({"status": 403});
            sandbox.fault(json!({"vendor": "crazytel", "deed": "read", "times": 20, "answer": answer})).await;
            return Some(workspace.run(&["destroy", "-auto-approve", "-refresh=false", "-no-color"]).await);
        }
        _ => {}
    }
    let provoked = provocation(heading).await.unwrap_or_else(|| panic!("nothing here provokes {heading:?}"));
    let sandbox = Sandbox::start(provoked.switches).await;
    if let Some(answer) = provoked.answer {
        sandbox.fault(json!({"vendor": "crazytel", "times": 20, "answer": answer})).await;
    }
    let workspace = sandbox.workspace().await?.anywhere();
    let with = |workspace: Workspace, (name, value): &(&'static str, String)| workspace.with(name, value);
    let workspace = provoked.variables.iter().fold(workspace, with);
    workspace.write(&provoked.hcl);
    Some(workspace.run(provoked.command).await)
}

#[tokio::test]
async fn every_error_of_the_troubleshooting_page_is_said_in_these_words() {
    let page = super::page("docs/guides/troubleshooting.md");
    let headings: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect();
    assert!(headings.len() >= 10, "{headings:?}");
    for heading in headings {
        let Some(mut run) = said(heading).await else { return };
        // Each CLI has its own registry.
        run.text = run.text.replace("registry.opentofu.org", "registry.terraform.io");
        run.says(&[heading]);
    }
}
