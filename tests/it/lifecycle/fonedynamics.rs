//! The life of a Fone Dynamics trunk in which nothing goes wrong: what concerns the trunk as a whole.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::super::support::trunks::HQ;
use super::bolna::without;

pub const PROPERTY: &str = "PRSANDBOXAAAABBBBCCCCDDDDEEEEFFF";
const OTHER_PROPERTY: &str = "PRSANDBOXFFFFEEEEDDDDCCCCBBBBAAA";

const TRUNK: &str = "siptrunk_fonedynamics_trunk.hq";

pub const BRANCH: &str = r#"resource "siptrunk_fonedynamics_trunk" "branch" {
  name      = "branch-pbx"
  caller_id = "+61355505678"
  auth_type = "credentials"
  realm     = "branch-pbx-01"
  password  = "Tr0ub4dor&Zebra"
}
"#;

/// A trunk in the sandbox's first property.
pub fn path(id: &str) -> String {
    format!("/v2/Properties/{PROPERTY}/SipTrunk/{id}")
}

#[tokio::test]
async fn the_type_changes_in_place_with_the_block_that_belongs_to_it() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(HQ).await.ok();
    let hq = workspace.state("siptrunk_fonedynamics_trunk.hq").expect("a state").attributes;
    let line = format!("PATCH {}", path(hq["id"].as_str().expect("an id")));
    sandbox.calls().await;
    let authenticated = BRANCH
        .replace("branch\" {", "hq\" {")
        .replace("branch-pbx\"", "hq-edge\"")
        .replace("+61355505678", "+61255501234");
    for (hcl, body) in [
        (
            authenticated.as_str(),
            json!({"Type": 1, "SipTrunkCredentials": {"Realm": "branch-pbx-01", "Password": "***"}}),
        ),
        (HQ, json!({"Type": 0, "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.10/32"}]})),
    ] {
        workspace.apply(hcl).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
        let changes = sandbox.changes().await;
        assert_eq!(changes.iter().map(|call| (&call.line, &call.request)).collect::<Vec<_>>(), [(&line, &body)]);
        workspace.plan(hcl).await.empty();
    }
    let id = hq["id"].as_str().expect("an id");
    let drift = json!({"Type": 1, "SipTrunkCredentials": {"Realm": "by hand", "Password": "Tr0ub4dor&Camel"}});
    sandbox.at("fonedynamics", "PATCH", &path(id), drift).await;
    workspace.plan(HQ).await.exited(2).says(&[r#"auth_type = "credentials" -> "ip""#]);
    sandbox.calls().await;
    workspace.apply(HQ).await.ok();
    assert_eq!(sandbox.changes().await.len(), 1);
    workspace.plan(HQ).await.empty();
}

#[tokio::test]
async fn a_realm_that_is_not_shown_keeps_its_value() {
    let sandbox = Sandbox::start(&["fonedynamics.credentials=hidden"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(BRANCH).await.ok();
    workspace.plan(BRANCH).await.empty();
    let renamed = BRANCH.replace("branch-pbx-01", "branch-pbx-02");
    workspace.apply(&renamed).await.ok();
    assert_eq!(sandbox.objects("fonedynamics").await[0]["SipTrunkCredentials"]["Realm"], "branch-pbx-02");
    workspace.plan(&renamed).await.empty();
}

/// A realm that no answer has shown is no change, and so needs no password.
#[tokio::test]
async fn a_trunk_whose_realm_is_not_shown_is_imported_without_its_password() {
    let sandbox = Sandbox::start(&["fonedynamics.credentials=hidden"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(BRANCH).await.ok();
    let address = "siptrunk_fonedynamics_trunk.branch";
    let bare = without(BRANCH, &["password"]);
    workspace.write(&bare);
    workspace.found_again(address, &workspace.import_id(address)).await.ok();
    sandbox.calls().await;
    workspace.apply(&bare).await.ok();
    assert_eq!(sandbox.changes().await, []);
    workspace.plan(&bare).await.empty();
    let renamed = bare.replace("branch-pbx-01", "branch-pbx-02");
    workspace.plan(&renamed).await.exited(1).says(&["A change of \"realm\" is sent together with the password"]);
}

#[tokio::test]
async fn where_there_is_only_put_the_whole_trunk_goes_once() {
    let sandbox = Sandbox::start(&["fonedynamics.patch=405"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let with_reference = HQ.replace("}\n", "  customer_reference = \"cc-7\"\n  channel_limit = 5\n}\n");
    workspace.apply(&with_reference).await.ok();
    sandbox.calls().await;
    let renamed = with_reference.replace("hq-edge", "hq-core");
    workspace.apply(&renamed).await.ok();
    let changes: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.line).collect();
    assert!(changes.len() == 2 && changes[0].starts_with("PATCH ") && changes[1].starts_with("PUT "), "{changes:?}");
    workspace.plan(&renamed).await.empty();
    workspace.apply(BRANCH).await.ok();
    let rotated = BRANCH.replace("Zebra", "Camel");
    workspace.apply(&rotated).await.ok();
    assert_eq!(sandbox.objects("fonedynamics").await[0]["SipTrunkCredentials"]["Password"], "Tr0ub4dor&Camel");
    let cleared = with_reference.replace("cc-7", "");
    workspace.apply(&(with_reference.clone() + &rotated)).await.ok();
    sandbox.calls().await;
    workspace.apply(&(cleared.clone() + &rotated)).await.ok();
    // No page says what becomes of what a PUT leaves out.
    let put = sandbox.changes().await.pop().expect("two calls");
    assert!(put.line.starts_with("PUT ") && put.request["CustomerReference"] == "", "{put:?}");
    workspace.plan(&(cleared + &rotated)).await.empty();
}

/// A whole trunk without its password would be one without credentials.
#[tokio::test]
async fn where_there_is_only_put_the_password_goes_along_and_must_be_known() {
    let sandbox = Sandbox::start(&["fonedynamics.patch=405"]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let address = "siptrunk_fonedynamics_trunk.branch";
    let written_only = BRANCH.replace("password ", "password_wo_version = 1\n  password_wo ");
    workspace.apply(&written_only).await.ok();
    for (name, hcl) in [("once", &written_only), ("twice", &written_only), ("plain", &BRANCH.to_owned())] {
        sandbox.calls().await;
        let hcl = hcl.replace("branch-pbx\"", &format!("{name}\""));
        workspace.apply(&hcl).await.ok();
        let changes = sandbox.changes().await;
        let [patch, put] = &changes[..] else { panic!("two calls: {changes:#?}") };
        assert!(patch.line.starts_with("PATCH ") && put.line.starts_with("PUT "), "{changes:#?}");
        let whole = json!({"Name": name, "DefaultCallerId": "+61355505678", "Type": 1,
            "SipTrunkCredentials": {"Realm": "branch-pbx-01", "Password": "***"},
            "SipTrunkAllowedCountries": [{"CountryCode": "AU"}], "ChannelLimit": 1});
        assert_eq!(put.request, whole);
        assert_eq!(
            sandbox.objects("fonedynamics").await[0]["SipTrunkCredentials"],
            json!({"Realm": "branch-pbx-01", "Password": "Tr0ub4dor&Zebra"})
        );
        workspace.plan(&hcl).await.empty();
        let state = workspace.state(address).expect("a state").attributes;
        let kept = if name == "plain" { json!("Tr0ub4dor&Zebra") } else { Json::Null };
        assert_eq!((&state["password"], &state["password_wo"]), (&kept, &Json::Null));
    }
    let id = workspace.state(address).expect("a state").attributes["id"].clone();
    let bare = without(BRANCH, &["password"]).replace("branch-pbx\"", "plain\"");
    workspace.write(&bare);
    workspace.found_again(address, &workspace.import_id(address)).await.ok();
    workspace.plan(&bare).await.empty();
    sandbox.calls().await;
    let run = workspace.apply(&bare.replace("plain\"", "other\"")).await;
    run.failed(&["takes \"name\" only together with the whole trunk", "hides the password", "Nothing was changed"]);
    let lines: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.line).collect();
    assert_eq!(lines, [format!("PATCH {}", path(id.as_str().expect("an id")))]);
    assert_eq!(sandbox.objects("fonedynamics").await[0]["Name"], "plain");
}

#[tokio::test]
async fn another_property_takes_another_trunk() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(HQ).await.ok();
    let named = |property: &str| HQ.replace("  name ", &format!("  property_sid = \"{property}\"\n  name "));
    workspace.plan(&named(PROPERTY)).await.empty();
    workspace
        .plan(&named(OTHER_PROPERTY))
        .await
        .exited(2)
        .says(&["forces replacement", "1 to add, 0 to change, 1 to destroy"]);
    sandbox.calls().await;
    workspace.apply(&named(OTHER_PROPERTY)).await.ok();
    let changes: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.line).collect();
    let [delete, create] = &changes[..] else { panic!("two calls: {changes:?}") };
    assert!(delete.starts_with(&format!("DELETE {}", path(""))), "{delete}");
    assert_eq!(create, &format!("POST /v2/Properties/{OTHER_PROPERTY}/SipTrunk"));
    let objects = sandbox.objects("fonedynamics").await;
    assert!(objects.len() == 1 && objects[0]["PropertySid"] == OTHER_PROPERTY, "{objects:?}");
    // The trunk stays where it is when the resource no longer says where, whatever the provider's default.
    workspace.plan(HQ).await.empty();
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("fonedynamics").await, Vec::<Json>::new());
}

#[tokio::test]
async fn an_imported_ip_trunk_lacks_nothing_and_an_authenticated_one_its_password() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let make = async |body: Json| {
        let made = sandbox.at("fonedynamics", "POST", &format!("/v2/Properties/{PROPERTY}/SipTrunk"), body).await;
        made["SipTrunkSid"].as_str().expect("a Sid").to_owned()
    };
    let hq = make(json!({"Name": "hq-edge", "DefaultCallerId": "+61255501234", "Type": 0,
        "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.10/32"}]}));
    let hq = hq.await;
    let branch = make(json!({"Name": "branch-pbx", "DefaultCallerId": "+61355505678", "Type": 1,
        "SipTrunkCredentials": {"Realm": "branch-pbx-01", "Password": "Tr0ub4dor&Camel"}}));
    let branch = branch.await;
    let both = format!("{HQ}{BRANCH}");
    for sid in [&hq, &branch] {
        sandbox.at("fonedynamics", "GET", &format!("{}/Details", path(sid)), Json::Null).await;
    }
    workspace.write(&both);
    workspace.import("siptrunk_fonedynamics_trunk.hq", &format!("{PROPERTY}/{hq}")).await.ok();
    workspace.import("siptrunk_fonedynamics_trunk.branch", &branch).await.ok();
    let state = workspace.state("siptrunk_fonedynamics_trunk.branch").expect("a state").attributes;
    assert_eq!((&state["property_sid"], &state["password"]), (&json!(PROPERTY), &Json::Null));
    workspace
        .plan(&both)
        .await
        .exited(2)
        .says(&["+ password = (sensitive value)", "0 to add, 1 to change, 0 to destroy"]);
    let settled = format!("{HQ}{}", BRANCH.replace("}\n", "  lifecycle {\n    ignore_changes = [password]\n  }\n}\n"));
    workspace.plan(&settled).await.empty();
    // The realm goes with the password, and nobody knows that one.
    let moved = settled.replace("branch-pbx-01", "branch-pbx-02");
    workspace.plan(&moved).await.failed(&[
        "Missing password",
        "A change of \"realm\" is sent together with",
        "ignore_changes",
    ]);
    assert_eq!(sandbox.changes().await.len(), 2, "the two that were made by hand");
    workspace.apply(&both).await.ok();
    let changes = sandbox.changes().await;
    let body = json!({"SipTrunkCredentials": {"Realm": "branch-pbx-01", "Password": "***"}});
    assert_eq!(changes.iter().map(|call| &call.request).collect::<Vec<_>>(), [&body]);
    workspace.plan(&both).await.empty();
}

#[tokio::test]
async fn a_trunk_that_somebody_deleted_is_made_again() {
    for switches in
        [&[][..], &["fonedynamics.delete=soft"], &["fonedynamics.not-found=404-bare", "fonedynamics.list=bare"]]
    {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(HQ).await.ok();
        let id = || workspace.state("siptrunk_fonedynamics_trunk.hq").expect("a state").attributes["id"].clone();
        let first = id();
        sandbox.at("fonedynamics", "DELETE", &path(first.as_str().expect("an id")), Json::Null).await;
        workspace.plan(HQ).await.exited(2).says(&["1 to add, 0 to change, 0 to destroy"]);
        workspace.apply(HQ).await.ok();
        assert_ne!(id(), first);
        workspace.plan(HQ).await.empty();
        workspace.destroy().await.ok();
    }
}

#[tokio::test]
async fn answers_may_be_wrapped() {
    let sandbox = Sandbox::start(&["fonedynamics.object=wrapped"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let both = format!("{HQ}{BRANCH}");
    workspace.apply(&both).await.ok();
    workspace.plan(&both).await.empty();
    let renamed = both.replace("hq-edge", "hq-core").replace("branch-pbx-01", "branch-pbx-02");
    workspace.apply(&renamed).await.ok();
    workspace.plan(&renamed).await.empty();
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("fonedynamics").await, Vec::<Json>::new());
}

fn home(workspace: &Workspace) -> Json {
    workspace.state(TRUNK).expect("a state").attributes["property_sid"].clone()
}

/// Without a property of its own, a trunk is looked for at the provider's and then on the account's path, and only a read
/// through a property says that it lives there.
#[tokio::test]
async fn a_trunk_is_found_wherever_its_property_is_named_late() {
    for (property, right) in [(PROPERTY, true), (OTHER_PROPERTY, false), ("PRNONE", false)] {
        let sandbox = Sandbox::start(&["fonedynamics.create-settles-after=0"]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let made = json!({"Name": "hq-edge", "DefaultCallerId": "+61255501234", "Type": 0,
            "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.10/32"}]});
        let made = sandbox.at("fonedynamics", "POST", &format!("/v2/Properties/{PROPERTY}/SipTrunk"), made).await;
        let sid = made["SipTrunkSid"].as_str().expect("a Sid");
        let workspace = workspace.with("FONEDYNAMICS_PROPERTY_SID", "");
        workspace.write(HQ);
        workspace.import(TRUNK, sid).await.ok();
        workspace.plan(HQ).await.empty();
        assert_eq!(home(&workspace), Json::Null);
        sandbox.calls().await;

        // On the resource: nothing is taken for true that was not looked at.
        let named = HQ.replace("  name ", &format!("  property_sid = \"{property}\"\n  name "));
        if !right {
            let run = workspace.apply(&named).await.exited(1);
            run.says(&[if property == "PRNONE" {
                "PROPERTY_NOT_FOUND"
            } else {
                "shows no such trunk at \"property_sid\""
            }]);
            assert_eq!(home(&workspace), Json::Null);
            assert_eq!(sandbox.changes().await, []);
            // What else changes goes to where the trunk is known to be, or nowhere.
            workspace.apply(&HQ.replace("hq-edge", "hq-core")).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
            workspace.apply(HQ).await.ok();
            workspace.destroy().await.failed(&["Missing property_sid"]);
        }

        // In the provider block.
        let workspace = workspace.with("FONEDYNAMICS_PROPERTY_SID", property);
        if property == "PRNONE" {
            workspace.plan(HQ).await.failed(&["PROPERTY_NOT_FOUND"]);
            assert_eq!(home(&workspace), Json::Null);
            continue;
        }
        workspace.plan(HQ).await.empty();
        workspace.apply(&HQ.replace("hq-edge", "hq-core")).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
        assert_eq!(home(&workspace), if right { json!(PROPERTY) } else { Json::Null });
        if right {
            workspace.apply(&named).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
            workspace.destroy().await.ok();
            assert_eq!(sandbox.objects("fonedynamics").await, Vec::<Json>::new());
        } else {
            workspace.destroy().await.failed(&["Fone Dynamics did not delete the trunk", "It is still there"]);
            assert!(workspace.state(TRUNK).is_some());
            assert_eq!(sandbox.objects("fonedynamics").await.len(), 1);
        }
    }
}
