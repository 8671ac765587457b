//! Texts that may be empty: left out and empty are the same.

use super::super::support::livekit::{LEAST, OUTBOUND_ADDRESS};
use super::super::support::sandbox::Sandbox;
use super::super::support::trunks::{DESK, HQ};
use super::bolna::{AGENT, with, without};
use super::yeastar::PEER;

/// Trunks with texts that they leave out, and a value for the first of these.
const TRUNKS: &[(&str, &str, &[&str], &str)] = &[
    ("siptrunk_bolna_trunk.agent", AGENT, &["description"], "front desk"),
    ("siptrunk_crazytel_trunk.desk", DESK, &["description", "sms_sender"], "front desk"),
    ("siptrunk_fonedynamics_trunk.hq", HQ, &["customer_reference"], "cc-7"),
    (OUTBOUND_ADDRESS, LEAST, &["name", "metadata", "from_host", "media_timeout"], "Carrier"),
    ("siptrunk_yeastar_trunk.carrier", PEER, &["caller_id", "caller_id_name"], "5550100"),
];

/// A configuration with the first text of each trunk as `first` says, and the others if they are `written` as empty.
fn all(first: impl Fn(&str) -> Option<String>, written: bool) -> String {
    let trunk = |(_, hcl, texts, value): &(&str, &str, &[&str], &str)| {
        let first = first(value).map(|value| format!("{} = \"{value}\"", texts[0]));
        let others = texts[1..].iter().filter(|_| written).map(|name| format!("{name} = \"\""));
        first.into_iter().chain(others).fold((*hcl).to_owned(), |hcl, line| with(&hcl, &line))
    };
    TRUNKS.iter().map(trunk).collect()
}

#[tokio::test]
async fn an_imported_trunk_needs_no_change_for_a_text_that_is_written_as_empty() {
    let [bare, empty] = [all(|_| None, false), all(|_| Some(String::new()), true)];
    let filled = all(|value| Some(value.to_owned()), false);
    for switches in [
        &[][..],
        &["bolna.empty-description=text", "fonedynamics.null-members=present", "yeastar.empty=null"],
        &["bolna.empty-description=omitted", "yeastar.empty=omitted"],
    ] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.previewed_workspace().await else { return };
        for hcl in [&bare, &filled, &bare] {
            workspace.apply(hcl).await.ok();
            workspace.plan(hcl).await.empty();
        }
        // The state of what was made here has null, and the CLI plans empty text over it; nothing of it is sent.
        sandbox.calls().await;
        workspace.apply(&empty).await.ok();
        assert_eq!(sandbox.changes().await, [], "{switches:?}");
        for hcl in [&empty, &bare] {
            workspace.plan(hcl).await.empty();
        }
        // No answer shows a password, and none is needed for a trunk that is there.
        workspace.write(&without(&bare, &["password"]));
        for (address, ..) in TRUNKS {
            workspace.found_again(address, &workspace.import_id(address)).await.ok();
        }
        for hcl in [&bare, &empty] {
            workspace.plan(&without(hcl, &["password"])).await.empty();
        }
        let filled = without(&filled, &["password"]);
        workspace.apply(&filled).await.ok();
        workspace.plan(&filled).await.empty();
        assert_eq!(sandbox.changes().await.len(), TRUNKS.len());
    }
}
