//! What a vendor shows late: reads behind an update that still show what it has replaced are waited for, in whatever form
//! they show it, and no plan takes them for drift.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::trunks::{DESK, HQ};
use super::nebrija::TOLEDO;

/// A list whose order is the user's, and is another at the vendor.
#[tokio::test]
async fn an_old_list_in_the_vendors_order_is_the_old_list() {
    let of = |hosts: [&str; 2]| {
        let gateways = hosts.map(|host| format!("{{ host = \"{host}.carrier.example\" }}")).join(", ");
        TOLEDO.replace("{ host = \"sip.carrier.example\" }", &gateways)
    };
    for reads in ["1", "2"] {
        let sandbox = Sandbox::start(&["nebrija.gateways-order=reversed"]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(&of(["a", "b"])).await.ok();
        sandbox.switch("nebrija.update-visible-after", reads).await;
        workspace.apply(&of(["c", "d"])).await.ok();
        workspace.plan(&of(["c", "d"])).await.empty();
        // The answer tells all, and the reads behind it are old.
        workspace.apply(&of(["e", "d"])).await.ok();
        workspace.plan(&of(["e", "d"])).await.empty();
    }
}

/// An answer that leaves out what was empty before says nothing of that one.
#[tokio::test]
async fn an_old_trunk_without_what_was_empty_is_the_old_trunk() {
    let sandbox = Sandbox::start(&["fonedynamics.null-members=omitted"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(HQ).await.ok();
    sandbox.switch("fonedynamics.update-visible-after", "2").await;
    let more = HQ.replace("hq-edge", "hq-core").replace("}\n", "  customer_reference = \"cc-7\"\n}\n");
    workspace.apply(&more).await.ok();
    workspace.plan(&more).await.empty();
}

/// Nothing comes behind the second way of emptying, so it gets the moment that every change gets.
#[tokio::test]
async fn what_was_emptied_in_the_second_way_may_be_shown_late() {
    let sandbox = Sandbox::start(&["crazytel.null=ignored"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let described = DESK.replace("  caller_id", "  description = \"Front desk\"\n  caller_id");
    workspace.apply(&described).await.ok();
    sandbox.switch("crazytel.update-visible-after", "1").await;
    sandbox.calls().await;
    workspace.apply(DESK).await.ok();
    let sent: Vec<Json> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
    assert_eq!(sent, [json!({"description": null}), json!({"description": ""})]);
    workspace.plan(DESK).await.empty();
}
