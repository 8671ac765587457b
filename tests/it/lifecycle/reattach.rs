//! A provider that a person has started with `--debug`, and that Terraform is attached to: one process for many runs, and
//! for every provider block of each.

use std::time::Duration;

use tokio::time::sleep;

use super::super::support::process::Running;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::super::support::trunks::{DESK, HQ};
use super::super::support::within_limit;
use super::yeastar::PEER;

const APPLY: [&str; 4] = ["apply", "-auto-approve", "-input=false", "-no-color"];

/// A process that knows a sandbox from its environment, and a workspace that is attached to it.
async fn attached(sandbox: &Sandbox) -> Option<(Running, Workspace)> {
    let workspace = sandbox.workspace().await?;
    let (provider, reattach) = Running::debugged(sandbox.variables()).await;
    Some((provider, workspace.with("TF_REATTACH_PROVIDERS", &reattach)))
}

/// A provider block for Crazytel at a sandbox.
fn block(sandbox: &Sandbox, key: &str, more: &str) -> String {
    let base_url = sandbox.variable("CRAZYTEL_BASE_URL");
    format!(
        "provider \"siptrunk\" {{\n  {more}\n  crazytel {{\n    api_key  = \"{key}\"\n    base_url = \"{base_url}\"\n  }}\n}}\n"
    )
}

#[tokio::test]
async fn every_run_and_every_block_has_settings_of_its_own() {
    let (one, other) = (Sandbox::start(&[]).await, Sandbox::start(&[]).await);
    let Some((_provider, workspace)) = attached(&one).await else { return };
    // Its state is true of two sandboxes.
    let workspace = workspace.anywhere();
    let key = |sandbox: &Sandbox| sandbox.variable("CRAZYTEL_API_KEY").to_owned();
    let second = DESK.replace("\"desk\" {", "\"lab\" {\n  provider = siptrunk.lab").replace("Harbour42", "Station42");
    let all = |first: &str| block(&one, first, "") + &block(&other, &key(&other), "alias = \"lab\"") + DESK + &second;
    workspace.apply(&all("wrong")).await.failed(&["did not create the trunk", "401"]);
    workspace.apply(&all(&key(&one))).await.ok();
    for (sandbox, password) in [(&one, "Harbour42Bridge"), (&other, "Station42Bridge")] {
        let objects = sandbox.objects("crazytel").await;
        assert_eq!(objects.len(), 1, "{objects:?}");
        assert_eq!(objects[0]["password"], password);
    }
    workspace.plan(&all(&key(&one))).await.empty();
}

#[tokio::test]
async fn a_stop_ends_one_run_and_what_it_borrowed_is_given_back() {
    let sandbox = Sandbox::start(&["fonedynamics.create-settles-after=1000"]).await;
    let Some((mut provider, workspace)) = attached(&sandbox).await else { return };
    workspace.write(&(HQ.to_owned() + PEER));
    let count = async |call: &str| {
        let log = sandbox.log().await;
        log.iter().filter(|entry| entry["path"].as_str().is_some_and(|path| path.contains(call))).count()
    };
    let being_watched = async {
        while count("/Details").await == 0 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    workspace.interrupted(&APPLY, being_watched).await.failed(&["Terraform was stopped"]);
    assert!(count("get_token").await > 0);
    within_limit(async {
        while count("del_token").await < count("get_token").await {
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    workspace.destroy().await.ok();
    assert!(sandbox.objects("fonedynamics").await.is_empty() && sandbox.objects("yeastar").await.is_empty());
    provider.signal(rustix::process::Signal::INT);
    assert!(provider.ended().await.success());
}
