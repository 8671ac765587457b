//! What is listed, in which order, and with which words beside it.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::Sandbox;
use super::{change, desk, plan, read, update};

/// Crazytel's pages, word for word: the thinnest line from a real plan to the request.
#[tokio::test]
async fn a_real_plan_becomes_the_request_of_the_vendors_page() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let desk = |description: &str| {
        format!(
            "resource \"siptrunk_crazytel_trunk\" \"desk\" {{\n  password = \"Harbour42Bridge\"\n  caller_id = \
             \"+61255501234\"\n{description}}}\n"
        )
    };
    let create = json!({"format_version": "1.0", "changes": [{
        "address": "siptrunk_crazytel_trunk.desk", "vendor": "crazytel", "action": "create",
        "requests": [{"method": "POST", "path": "/sip-trunks/", "body": {
            "password": "***", "caller_id_number": "61255501234", "enabled": true, "hide_caller_id": false,
            "softphone_show_balance": true, "softphone_sync_sms": false}}],
        "notes": []}]});
    assert_eq!(workspace.preview(&desk("")).await, create);
    workspace.apply(&desk("")).await.ok();
    let id = sandbox.objects("crazytel").await[0]["id"].as_str().expect("an id").to_owned();
    let update = json!({"format_version": "1.0", "changes": [{
        "address": "siptrunk_crazytel_trunk.desk", "vendor": "crazytel", "action": "update",
        "requests": [{"method": "PATCH", "path": format!("/sip-trunks/{id}"),
            "body": {"description": "Reception", "enabled": false}}],
        "notes": ["The trunk will be off: `enabled` is `false`."]}]});
    assert_eq!(workspace.preview(&desk("  description = \"Reception\"\n  enabled = false\n")).await, update);
    assert_eq!(workspace.preview(&desk("")).await, json!({"format_version": "1.0", "changes": []}));
    let delete = &workspace.preview("").await["changes"][0];
    assert_eq!(delete["requests"], json!([{"method": "DELETE", "path": format!("/sip-trunks/{id}"), "body": null}]));
    assert_eq!(sandbox.changes().await.len(), 1, "a preview sends nothing");
}

/// What the lifecycle tables do not have: modules, keys, counts, aliases, values from elsewhere, write-only passwords, and
/// an import with a change.
#[tokio::test]
async fn modules_keys_aliases_and_values_of_the_apply_are_foretold() {
    const MODULE: &str = r#"
terraform {
  required_providers {
    siptrunk = { source = "registry.terraform.io/siptrunk/siptrunk" }
  }
}
variable "note" {}
variable "place" {}
variable "numbers" {}
resource "siptrunk_crazytel_trunk" "desk" {
  for_each    = toset(var.numbers)
  password    = "Harbour42Bridge"
  caller_id   = each.key
  description = var.note
}
resource "siptrunk_bolna_trunk" "agent" {
  name          = "${var.place} ${length(var.numbers)}"
  provider_name = "custom"
  auth_type     = "credentials"
  username      = "agent"
  password_wo   = "Harbour42Bridge"
  password_wo_version = length(var.numbers)
  gateways      = [{ host = "sip.carrier.example" }]
  enabled       = false
}
resource "siptrunk_bolna_phone_number" "main" {
  count        = length(var.numbers)
  trunk_id     = siptrunk_bolna_trunk.agent.id
  phone_number = var.numbers[count.index]
}
"#;
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let main = |trigger: &str, numbers: &str| {
        format!(
            r#"
provider "siptrunk" {{
  alias = "two"
}}
resource "terraform_data" "note" {{
  triggers_replace = "{trigger}"
}}
module "office" {{
  source    = "./office"
  for_each  = toset(["north", "so.uth\"]"])
  note      = terraform_data.note.id
  place     = each.key
  numbers   = {numbers}
  providers = {{ siptrunk = siptrunk.two }}
}}
"#
        )
    };
    std::fs::create_dir(workspace.path().join("office")).expect("a directory");
    std::fs::write(workspace.path().join("office/main.tf"), MODULE).expect("a module");
    let one = main("a", r#"["+61255501234"]"#);
    workspace.write(&one);
    workspace.run(&["get"]).await.ok();
    let made = workspace.preview(&one).await;
    let desk = made["changes"].as_array().expect("a list").iter().find(|change| {
        change["address"] == r#"module.office["so.uth\"]"].siptrunk_crazytel_trunk.desk["+61255501234"]"#
    });
    let desk = desk.unwrap_or_else(|| panic!("{made:#}"));
    assert_eq!(desk["requests"][0]["body"]["description"], "(known after apply)");
    assert_eq!(desk["notes"], json!(["`description` waits for `terraform_data.note.id`."]));
    workspace.apply(&one).await.ok();
    workspace.plan(&one).await.empty();
    let two = main("b", r#"["+61255501234", "+61355501234"]"#);
    let changed = workspace.preview(&two).await;
    let agent = changed["changes"].as_array().expect("a list").iter().find(|change| {
        change["address"] == r#"module.office["north"].siptrunk_bolna_trunk.agent"# && change["action"] == "update"
    });
    let agent = agent.unwrap_or_else(|| panic!("{changed:#}"));
    assert_eq!(
        agent["requests"][0]["body"],
        json!({"name": "north 2", "auth_username": "agent", "auth_password": "***"}),
        "a changed version sends the password, with what Bolna wants beside it"
    );
    workspace.apply(&two).await.ok();
    workspace.plan(&two).await.empty();
    workspace.destroy().await.ok();
}

#[tokio::test]
async fn what_is_imported_and_changed_in_one_plan_is_an_update() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let body = json!({"password": "Portal99Secret", "caller_id_number": "61255501234", "description": "By hand"});
    let trunk = sandbox.at("crazytel", "POST", "/sip-trunks/", body).await;
    let id = trunk["id"].as_str().expect("an id").to_owned();
    let hcl = |description: &str| {
        format!(
            "import {{\n  to = siptrunk_crazytel_trunk.desk\n  id = \"{id}\"\n}}\nresource \"siptrunk_crazytel_trunk\" \
             \"desk\" {{\n  caller_id = \"61255501234\"\n  description = \"{description}\"\n}}\n"
        )
    };
    let adopted = workspace.preview(&hcl("By hand")).await;
    assert_eq!(adopted["changes"], json!([]), "an import alone sends nothing");
    let changed = workspace.preview(&hcl("Reception")).await;
    assert_eq!(
        (&changed["changes"][0]["action"], &changed["changes"][0]["requests"]),
        (
            &json!("update"),
            &json!([
        {"method": "PATCH", "path": format!("/sip-trunks/{id}"), "body": {"description": "Reception"}}])
        )
    );
    workspace.apply(&hcl("Reception")).await.ok();
}

/// An import sees a list in the order of the configuration and of free-form JSON the names in it: neither is sent for that.
#[tokio::test]
async fn what_an_import_only_sees_otherwise_is_not_foretold() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let body = json!({"name": "Madrid", "advanced": {"transport": "tls", "theirs": 1},
        "gateways": [{"ipOrDomain": "b.example", "port": 5060}, {"ipOrDomain": "a.example", "port": 5060}]});
    let trunk = sandbox.at("nebrija", "POST", "/api/v1/sip-trunks", body).await;
    let id = trunk["id"].as_str().or(trunk["data"]["id"].as_str()).expect("an id").to_owned();
    let resource = |name: &str| {
        format!(
            "resource \"siptrunk_nebrija_trunk\" \"madrid\" {{\n  name = \"{name}\"\n  gateways = [{{ host = \"a.example\" }}, \
             {{ host = \"b.example\" }}]\n  advanced = jsonencode({{ transport = \"tls\" }})\n}}\n"
        )
    };
    let import = format!("import {{\n  to = siptrunk_nebrija_trunk.madrid\n  id = \"{id}\"\n}}\n");
    let request = json!([{"method": "PATCH", "path": format!("/api/v1/sip-trunks/{id}"), "body": {"name": "Centro"}}]);
    let at_once = import.clone() + &resource("Centro");
    assert_eq!(workspace.preview(&at_once).await["changes"][0]["requests"], request);

    // Imported by an earlier apply, it is the same.
    workspace.apply(&(import + &resource("Madrid"))).await.ok();
    let later = &workspace.preview(&resource("Centro")).await["changes"][0];
    assert_eq!((&later["requests"], &later["notes"]), (&request, &json!([])));
    workspace.apply(&resource("Centro")).await.ok();
    assert_eq!(sandbox.changes().await.last().map(|call| call.request.clone()), Some(json!({"name": "Centro"})));
}

/// A server that hides it would lose it with a change that takes the whole trunk, whatever its version.
#[tokio::test]
async fn a_write_only_password_that_goes_along_is_named() {
    let sandbox = Sandbox::start(&["livekit.password=masked"]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let hcl = |password: &str, rest: &str| {
        format!(
            "resource \"siptrunk_livekit_inbound_trunk\" \"in\" {{\n  name = \"in\"\n  phone_numbers = [\"+15550100\"]\n  username = \"u\"\n  \
             password_wo = \"{password}\"\n  password_wo_version = 1\n{rest}}}\n"
        )
    };
    workspace.apply(&hcl("Harbour42Bridge", "")).await.ok();
    let changed = hcl("Station42Bridge", "  headers = { X-Site = \"1\" }\n");
    let notes = workspace.preview(&changed).await["changes"][0]["notes"].to_string();
    assert!(notes.contains("Where LiveKit does not show its password, `password_wo` is sent along."), "{notes}");
    workspace.apply(&changed).await.ok();
    assert_eq!(sandbox.objects("livekit").await[0]["auth_password"], "Station42Bridge");
    let renamed = hcl("Station42Bridge", "  headers = { X-Site = \"1\" }\n")
        .replace("\"in\"\n  phone_numbers", "\"desk\"\n  phone_numbers");
    let notes = workspace.preview(&renamed).await["changes"][0]["notes"].to_string();
    assert!(!notes.contains("sent along"), "{notes}");
}

/// A login that no answer shows is sent with its password only: without one, an imported trunk keeps what it has.
#[tokio::test]
async fn a_login_that_an_import_does_not_show_is_not_foretold_without_its_password() {
    let sandbox = Sandbox::start(&["bolna.answers=sparse", "fonedynamics.credentials=hidden"]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let body = json!({"name": "agent", "provider": "custom", "auth_type": "userpass", "auth_username": "agent",
        "auth_password": "Harbour42-Bridge", "gateways": [{"gateway_address": "sip.carrier.example", "port": 5060}]});
    sandbox.at("bolna", "POST", "/sip-trunks/trunks", body).await;
    let property = sandbox.variable("FONEDYNAMICS_PROPERTY_SID");
    let body = json!({"Name": "Office", "DefaultCallerId": "+61255500002", "Type": 1,
        "SipTrunkCredentials": {"Realm": "branch", "Password": "Tr0ub4dor&Zebra"}});
    sandbox.at("fonedynamics", "POST", &format!("/v2/Properties/{property}/SipTrunk"), body).await;
    let (bolna, fone) = (sandbox.objects("bolna").await, sandbox.objects("fonedynamics").await);
    let id = |objects: &[Json], member: &str| objects[0][member].as_str().expect("an id").to_owned();
    let (agent, office) = (id(&bolna, "id"), id(&fone, "SipTrunkSid"));
    let hcl = |name: &str, rest: &str| {
        format!(
            "import {{\n  to = siptrunk_bolna_trunk.agent\n  id = \"{agent}\"\n}}\nimport {{\n  to = \
             siptrunk_fonedynamics_trunk.office\n  id = \"{property}/{office}\"\n}}\nresource \"siptrunk_bolna_trunk\" \"agent\" \
             {{\n  name = \"agent\"\n  provider_name = \"custom\"\n  auth_type = \"credentials\"\n  username = \"agent\"\n  gateways \
             = [{{ host = \"sip.carrier.example\" }}]\n}}\nresource \"siptrunk_fonedynamics_trunk\" \"office\" {{\n  name = \
             \"{name}\"\n  caller_id = \"+61255500002\"\n  auth_type = \"credentials\"\n  realm = \"branch\"\n{rest}}}\n"
        )
    };
    assert_eq!(workspace.preview(&hcl("Office", "")).await["changes"], json!([]));
    workspace.apply(&hcl("Office", "")).await.ok();
    let renamed = &workspace.preview(&hcl("Head office", "")).await["changes"];
    assert_eq!(renamed[0]["requests"][0]["body"], json!({"Name": "Head office"}), "{renamed}");
    workspace.apply(&hcl("Head office", "")).await.ok();
    assert_eq!(sandbox.changes().await.last().map(|call| call.request.clone()), Some(json!({"Name": "Head office"})));
    // With its password, both go there.
    let given = hcl("Head office", "  password = \"Tr0ub4dor&Zebra\"\n");
    assert_eq!(workspace.preview(&given).await["changes"].as_array().expect("a list").len(), 1);
    workspace.apply(&given).await.ok();
}

#[test]
fn the_most_harmful_comes_first_and_each_kind_in_the_plans_order() {
    let at = |address: &str, actions: &[&str]| {
        let side = |there: bool, text: &str| if there { desk(text) } else { Json::Null };
        let (before, after) = (!actions.eq(&["create"]), !actions.eq(&["delete"]));
        change(address, actions, side(before, "one"), side(after, "two"))
    };
    let preview = read(&plan(json!([
        at("a", &["create"]),
        at("b", &["update"]),
        at("c", &["no-op"]),
        at("d", &["delete"]),
        at("e", &["create", "delete"]),
        at("f", &["forget"]),
        at("g", &["delete", "create"]),
        at("h", &["forget", "create"]),
        at("i", &["create", "forget"]),
        at("j", &["update"]),
    ])))
    .json();
    let told = |change: &Json| {
        let methods = change["requests"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|request| request["method"].as_str().expect("a method").to_owned());
        let methods: Vec<_> = methods.collect();
        format!("{} {} {}", change["address"].as_str().unwrap(), change["action"].as_str().unwrap(), methods.join(" "))
    };
    let all: Vec<String> = preview["changes"].as_array().expect("a list").iter().map(told).collect();
    assert_eq!(
        all,
        [
            "e replace POST DELETE",
            "g replace DELETE POST",
            "d delete DELETE",
            "b update PATCH",
            "j update PATCH",
            "a create POST",
            "h create POST",
            "i create POST",
        ]
    );
    let note = "The old object stays at the vendor, out of Terraform's sight.";
    assert!(preview["changes"][6]["notes"].as_array().expect("notes").contains(&json!(note)));
}

#[test]
fn what_is_not_this_providers_is_passed_over() {
    let mut strangers = vec![];
    for (key, value) in [
        ("provider_name", "registry.terraform.io/hashicorp/aws"),
        ("provider_name", "registry.terraform.io/siptrunk/aws"),
        ("type", "aws_instance"),
        ("mode", "data"),
        ("mode", "ephemeral"),
    ] {
        let mut stranger = update("a", "b");
        stranger[key] = value.into();
        stranger["change"]["actions"] = json!(["open", "something new"]);
        strangers.push(stranger);
    }
    assert_eq!(read(&plan(json!(strangers))).json()["changes"], json!([]));
    // From a mirror, and from an organisation's own registry, which does not leave it the name of its maker.
    for source in ["mirror.example/siptrunk/siptrunk", "app.terraform.io/acme/siptrunk"] {
        let mut ours = update("a", "b");
        ours["provider_name"] = source.into();
        assert_eq!(read(&plan(json!([ours]))).json()["changes"].as_array().expect("a list").len(), 1, "{source}");
    }
    let refreshing = json!({"format_version": "1.2", "planned_values": {}});
    assert_eq!(read(&refreshing).json(), json!({"format_version": "1.0", "changes": []}));
}

/// The refresh finds something of everything after an upgrade, of other providers' objects too.
#[test]
fn what_a_refresh_has_found_of_many_is_looked_up_soon() {
    let address = |kind: &str, at: usize| format!("{kind}.{}[\"{at}\"]", "desk".repeat(20));
    let deletes: Vec<Json> = (0..2_000)
        .map(|at| change(&address("siptrunk_crazytel_trunk", at), &["delete"], desk("as it was"), Json::Null))
        .collect();
    let found = |deletes: &[Json]| -> Json {
        let others = (0..20_000).map(|at| {
            let mut drift = update("as it was", "as it is");
            drift["address"] = address("aws_instance", at).into();
            drift
        });
        let ours = deletes.iter().map(|change| {
            let mut drift = update("as it was", "as it is");
            drift["address"] = change["address"].clone();
            drift
        });
        others.chain(ours).collect()
    };
    let preview = |deletes: &[Json], found: Json| {
        let mut plan = plan(json!(deletes));
        plan["resource_drift"] = found;
        let text = plan.to_string();
        let begun = std::time::Instant::now();
        let preview = siptrunk::preview::Preview::read(text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"));
        (preview.json(), begun.elapsed())
    };
    // Others may keep the machine busy meanwhile, though not in every try.
    let mut tries = (0..5).map(|_| {
        let (_, reading) = preview(&[], found(&deletes));
        let (_, deleting) = preview(&deletes, json!([]));
        let (all, both) = preview(&deletes, found(&deletes));
        let notes = all["changes"][1999]["notes"].to_string();
        assert!(notes.contains("Its `description` is `as it is`."), "{notes}");
        both < 2 * (reading + deleting)
    });
    assert!(tries.any(|is_soon| is_soon), "both together take more than twice as long as each alone");
}

/// A login at Nebrija AI can be another, but not none.
#[tokio::test]
async fn a_replacement_for_what_is_only_taken_away_says_so() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let hcl = |rest: &str| {
        format!(
            "resource \"siptrunk_nebrija_trunk\" \"madrid\" {{\n  name = \"Madrid\"\n  gateways = [{{ host = \"a.example\" }}]\n{rest}}}\n"
        )
    };
    workspace.apply(&hcl("  username = \"m\"\n  password = \"Harbour42Bridge\"\n")).await.ok();
    let bare = workspace.preview(&hcl("")).await["changes"][0].clone();
    assert_eq!(bare["action"], "replace", "{bare}");
    assert_eq!(bare["notes"][0], "Taking `username` away replaces it.", "{bare}");
}

/// Each module gives the next one two variables, both made of both of its own: the ways to the innermost are millions.
#[test]
fn what_a_value_waits_for_is_found_soon_in_modules_of_modules() {
    const DEPTH: usize = 25;
    let both = json!({"references": ["var.a", "var.b"]});
    let mut module = json!({"resources": [{"address": "siptrunk_crazytel_trunk.desk", "schema_version": 0,
        "expressions": {"description": both}}]});
    for _ in 0..DEPTH {
        module = json!({"module_calls": {"m": {"expressions": {"a": both, "b": both}, "module": module}}});
    }
    let mut desk = update("Front desk", "Reception");
    desk["module_address"] = vec!["module.m"; DEPTH].join(".").into();
    desk["change"]["after"]["description"] = Json::Null;
    desk["change"]["after_unknown"] = json!({"description": true});
    let mut plan = plan(json!([desk]));
    plan["configuration"] = json!({"root_module": module});
    let begun = std::time::Instant::now();
    assert_eq!(read(&plan).json()["changes"].as_array().expect("a list").len(), 1);
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// Whatever is in it, and though it is not complete: there is nothing of ours that a later one could have.
#[test]
fn a_plan_without_siptrunk_is_one_line() {
    const LINE: &str = "No SIP trunk changes: nothing will be sent to a vendor.\n";
    let mut other = change("aws_instance.web", &["delete", "create"], json!({"id": "i"}), json!({"id": null}));
    other["type"] = "aws_instance".into();
    other["name"] = "web".into();
    other["provider_name"] = "registry.terraform.io/hashicorp/aws".into();
    let mut unheard_of = other.clone();
    unheard_of["change"]["actions"] = json!(["open", "something new"]);
    for changes in [json!([]), json!([other, unheard_of])] {
        let mut plan = plan(changes);
        for complete in [true, false] {
            plan["complete"] = complete.into();
            plan["deferred_changes"] = json!([{"reason": "provider_config_unknown", "resource_change": other}]);
            let preview = read(&plan);
            assert!(preview.sends_nothing());
            assert_eq!((preview.markdown(2_000).as_str(), preview.text().as_str()), (LINE, LINE));
            assert_eq!(preview.json(), json!({"format_version": "1.0", "changes": []}));
        }
    }
}

/// A number that was added since the state was written is on the trunk all the same. Terraform has it among its drift only.
#[tokio::test]
async fn what_goes_with_a_deleted_trunk_is_what_the_refresh_has_found() {
    const AGENT: &str = r#"
resource "siptrunk_bolna_trunk" "agent" {
  name          = "agent"
  provider_name = "custom"
  auth_type     = "credentials"
  username      = "agent"
  password      = "Harbour42Bridge"
  gateways      = [{ host = "sip.carrier.example" }]
}
"#;
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    workspace.apply(AGENT).await.ok();
    let trunk = sandbox.objects("bolna").await[0]["id"].as_str().expect("an id").to_owned();
    let numbers = format!("/sip-trunks/trunks/{trunk}/numbers");
    sandbox.at("bolna", "POST", &numbers, json!({"phone_number": "+61255500003"})).await;
    let gone = workspace.preview("").await;
    assert_eq!(
        gone["changes"][0]["requests"],
        json!([{"method": "DELETE", "path": format!("/sip-trunks/trunks/{trunk}"), "body": null}])
    );
    let notes = gone["changes"][0]["notes"].to_string();
    assert!(notes.contains("1 phone number is on the trunk."), "{notes}");
}

#[test]
fn what_is_left_over_is_deleted_beside_the_object_itself() {
    let mut left = change("siptrunk_crazytel_trunk.desk", &["delete"], desk("old"), Json::Null);
    left["deposed"] = "0a1b2c3d".into();
    let preview = read(&plan(json!([update("a", "b"), left]))).json();
    let actions: Vec<&Json> = preview["changes"].as_array().expect("a list").iter().map(|c| &c["action"]).collect();
    assert_eq!(actions, ["delete", "update"]);
    assert!(preview["changes"][0]["notes"][0].as_str().expect("a note").contains("left over"));
}

/// A trunk that is turned off is as good as gone to its callers: it is counted beside what goes, and open to see.
#[test]
fn a_trunk_that_will_be_off_is_in_sight() {
    let with = |mut trunk: Json, enabled: bool| {
        trunk["enabled"] = enabled.into();
        trunk
    };
    let of = |before: bool, after: bool| {
        let (before, after) = (with(desk("a"), before), with(desk("b"), after));
        read(&plan(json!([change("siptrunk_crazytel_trunk.desk", &["update"], before, after)]))).markdown(60_000)
    };
    let off = of(true, false);
    assert!(
        off.contains("\n1 updated; **1 of them will be off**. Secrets")
            && off.contains("<details open><summary><b>update</b>"),
        "{off}"
    );
    assert!(off.contains("The trunk will be off: <code>enabled</code> is <code>false</code>."), "{off}");
    for other in [of(false, false), of(false, true), of(true, true)] {
        assert!(other.contains("<details><summary>") && !other.contains("will be off"), "{other}");
    }
}

/// An address says little of a trunk that goes, and nothing of where one has come from.
#[test]
fn a_reviewer_is_told_which_trunk_goes_and_where_another_comes_from() {
    let (mut moved, mut imported) = (update("Front desk", "Reception"), update("Front desk", "Reception"));
    moved["previous_address"] = "siptrunk_crazytel_trunk.front".into();
    imported["change"]["importing"] = json!({"id": "6f1c1c0e-0000-4000-8000-000000000001"});
    let mut destroyed = imported.clone();
    destroyed["change"]["actions"] = json!(["delete", "create"]);
    let delete = |description: Json, marks: Json| {
        let mut gone = change("siptrunk_crazytel_trunk.gone", &["delete"], desk(""), Json::Null);
        gone["change"]["before"]["description"] = description;
        gone["change"]["before_sensitive"] = marks;
        gone
    };
    let username = "Its `username` is `CT123456`.";
    for (change, note) in [
        (moved, "Its address was `siptrunk_crazytel_trunk.front`."),
        (imported, "The plan imports it, and changes what is there."),
        (destroyed, "The plan imports it, and replaces it."),
        (delete("Front desk".into(), json!({})), "Its `description` is `Front desk`."),
        (delete(Json::Null, json!({})), username),
        (delete("Front desk".into(), json!({"description": true})), username),
        (delete("long ".repeat(100).into(), json!({})), username),
    ] {
        assert_eq!(read(&plan(json!([change]))).json()["changes"][0]["notes"], json!([note]));
    }
}

/// What takes the place of a trunk is shown beside it.
#[test]
fn a_replacement_shows_what_differs() {
    let trunk = |name: &str, metadata: &str| json!({"id": "ST_1", "name": name, "phone_numbers": ["+15550100"], "metadata": metadata, "krisp_enabled": true});
    let mut change = change(
        "siptrunk_livekit_inbound_trunk.desk",
        &["delete", "create"],
        trunk("desk", "old"),
        trunk("desk", "new"),
    );
    change["type"] = "siptrunk_livekit_inbound_trunk".into();
    let markdown = read(&plan(json!([change]))).markdown(60_000);
    let body = markdown.split("```diff\n").nth(1).unwrap_or_else(|| panic!("{markdown}"));
    assert!(body.contains("\n-    \"metadata\": \"old\",\n+    \"metadata\": \"new\",\n"), "{markdown}");
    assert!(body.contains("\n     \"name\": \"desk\",\n"), "{markdown}");
}

/// The vendor chooses it again.
#[test]
fn a_replacement_takes_nothing_away_that_was_empty() {
    let trunk = |advanced: Json| json!({"id": "T1", "name": "desk", "gateways": [{"host": "a.example", "port": 5060}], "advanced": advanced});
    let (before, after) = (trunk("{}".into()), trunk(Json::Null));
    let mut change = change("siptrunk_nebrija_trunk.desk", &["delete", "create"], before, after);
    change["type"] = "siptrunk_nebrija_trunk".into();
    change["change"]["after_unknown"] = json!({"id": true, "advanced": true});
    let told = |change: &Json| {
        let mut plan = plan(json!([change]));
        plan["configuration"]["root_module"]["resources"] = json!([{"address": "siptrunk_nebrija_trunk.desk",
            "schema_version": 0, "expressions": {"name": {"constant_value": "desk"}}}]);
        read(&plan).markdown(60_000)
    };
    let markdown = told(&change);
    assert!(markdown.contains("\"name\": \"desk\"") && !markdown.contains("advanced"), "{markdown}");
    change["change"]["before"]["advanced"] = "{\"a\":1}".into();
    let markdown = told(&change);
    assert!(markdown.contains("\n-  \"advanced\": { \"a\": 1 }\n"), "{markdown}");
    let note = "<li>Nebrija AI chooses <code>advanced</code> of the new trunk, which the configuration leaves out: what the old \
                one had is not sent.</li>";
    assert!(markdown.contains(note), "{markdown}");
}

#[test]
fn a_second_way_to_empty_is_told_beforehand() {
    let mut cleared = update("Front desk", "");
    cleared["change"]["after"]["description"] = Json::Null;
    let preview = read(&plan(json!([cleared]))).json();
    assert_eq!(preview["changes"][0]["requests"][0]["body"], json!({"description": null}));
    assert_eq!(
        preview["changes"][0]["notes"],
        json!(["If Crazytel keeps what that should empty, one more request tries `{\"description\":\"\"}`."])
    );
}

/// A change of another resource than Crazytel's trunk.
fn of(kind: &str, name: &str, actions: &[&str], before: Json, after: Json) -> Json {
    let mut of = change(&format!("siptrunk_{kind}.{name}"), actions, before, after);
    of["type"] = format!("siptrunk_{kind}").into();
    of["name"] = name.into();
    of
}

/// A file that an earlier plan has left is not taken for the last one.
#[test]
fn the_plan_is_dated() {
    let mut dated = plan(json!([update("a", "b")]));
    dated["timestamp"] = "2026-11-28T12:59:03.5+01:00".into();
    let made = "Plan of 28 Nov 2026, 11:59 UTC (version 1.11.4 of the CLI).";
    let preview = read(&dated);
    let begins = format!("SIP trunks: 1 request for 1 resource (1 updated)\n{made}\n\n");
    assert!(preview.text().starts_with(&begins), "{}", preview.text());
    let begins = format!("### SIP trunks: 1 request for 1 resource\n{made} 1 updated. Secrets are `***`;");
    assert!(preview.markdown(60_000).starts_with(&begins), "{}", preview.markdown(60_000));
    let nothing = |dated: &Json| {
        let mut nothing = dated.clone();
        nothing["resource_changes"] = json!([]);
        read(&nothing).text()
    };
    assert_eq!(nothing(&dated), format!("No SIP trunk changes: nothing will be sent to a vendor. {made}\n"));
    for (member, text, shown) in [
        ("terraform_version", "1 @team", " Plan of 28 Nov 2026, 11:59 UTC."),
        ("terraform_version", "**1**", " Plan of 28 Nov 2026, 11:59 UTC."),
        ("timestamp", "yesterday @team", ""),
    ] {
        let mut odd = dated.clone();
        odd[member] = text.into();
        assert_eq!(nothing(&odd), format!("No SIP trunk changes: nothing will be sent to a vendor.{shown}\n"));
    }
}

/// A key or an id says little. What is secret is no name for anything.
#[test]
fn a_heading_names_the_trunk() {
    let heading = |change: Json| {
        let shown = anstream::adapter::strip_str(&read(&plan(json!([change]))).text()).to_string();
        shown.lines().nth(2).expect("a heading").to_owned()
    };
    assert_eq!(heading(update("Front desk", "x")), "update Crazytel siptrunk_crazytel_trunk.desk (\"Front desk\")");
    let created = change("siptrunk_crazytel_trunk.desk", &["create"], Json::Null, desk("Front desk"));
    assert!(heading(created).ends_with(" siptrunk_crazytel_trunk.desk (\"Front desk\")"));
    let mut marked = update("Front desk", "x");
    marked["change"]["after_sensitive"] = json!({"description": true});
    assert!(heading(marked.clone()).ends_with(" siptrunk_crazytel_trunk.desk (\"CT123456\")"));
    marked["change"]["before"]["description"] = "by CT123456 of us".into();
    marked["change"]["before_sensitive"] = json!({"username": true});
    marked["change"]["after_sensitive"] = json!({});
    assert!(heading(marked).ends_with(" siptrunk_crazytel_trunk.desk"));
    let markdown = read(&plan(json!([update("Front <desk>", "x")]))).markdown(60_000);
    assert!(
        markdown.contains("<code>siptrunk_crazytel_trunk.desk (\"Front &lt;desk&gt;\")</code></summary>"),
        "{markdown}"
    );
}

#[test]
fn a_password_that_goes_along_unchanged_is_told_from_a_new_one() {
    let agent = |username: &str| {
        json!({"id": "T1", "name": "agent", "provider_name": "custom", "auth_type": "credentials", "username": username,
            "password": "Harbour42Bridge", "gateways": [{"host": "sip.carrier.example", "port": 5060, "priority": 1}]})
    };
    let updated = read(&plan(json!([of("bolna_trunk", "agent", &["update"], agent("one"), agent("two"))]))).json();
    let request = &updated["changes"][0]["requests"][0];
    assert_eq!(request["body"], json!({"auth_username": "two", "auth_password": "***"}));
    assert_eq!(
        updated["changes"][0]["notes"],
        json!(["`password` does not change; it is sent along because Bolna takes `username` only together with it."])
    );
    let mut off = agent("one");
    off["enabled"] = false.into();
    off["id"] = Json::Null;
    let mut created = of("bolna_trunk", "agent", &["create"], Json::Null, off);
    created["change"]["after_unknown"] = json!({"id": true});
    assert_eq!(
        read(&plan(json!([created]))).json()["changes"][0]["notes"],
        json!([
            "The trunk will be off: `enabled` is `false`.",
            "Bolna takes `enabled` only from an update: a second request follows the create."
        ])
    );
}

#[test]
fn what_holds_for_all_requests_to_a_vendor_is_said_once() {
    let office = |at: usize, name: &str| {
        json!({"id": format!("ST{at}"), "property_sid": "PR1", "name": name, "caller_id": "+61255501234", "auth_type": "ip",
            "allowed_ips": ["203.0.113.4"]})
    };
    let renamed = |at| of("fonedynamics_trunk", &format!("n{at}"), &["update"], office(at, "one"), office(at, "two"));
    let preview = read(&plan(json!([renamed(1), renamed(2)])));
    let says = "If Fone Dynamics answers 405 to a PATCH, the whole trunk is sent by PUT.";
    for shown in [preview.text(), preview.markdown(60_000)] {
        assert_eq!(shown.matches(says).count(), 1, "{shown}");
    }
    let json = preview.json();
    assert_eq!([&json["changes"][0]["notes"], &json["changes"][1]["notes"]], [&json!([says]), &json!([says])]);
    let gone = of("yeastar_trunk", "gone", &["delete"], json!({"id": "12", "name": "Carrier"}), Json::Null);
    let notes = read(&plan(json!([gone]))).json()["changes"][0]["notes"].clone();
    assert!(notes.as_array().expect("a list").contains(&json!("Yeastar deletes with GET.")), "{notes}");
}

#[test]
fn what_waits_for_a_function_says_so_and_a_modules_variable_is_followed_to_what_it_is_given() {
    let mut inside = change("module.a.siptrunk_crazytel_trunk.desk", &["create"], Json::Null, desk("x"));
    inside["module_address"] = "module.a".into();
    inside["change"]["after"]["description"] = Json::Null;
    inside["change"]["after_unknown"] = json!({"description": true});
    let told = |changes: Json, expression: Json| {
        let mut plan = plan(changes);
        plan["configuration"] = json!({"root_module": {"module_calls": {"a": {"expressions": {"d": expression},
            "module": {"resources": [{"address": "siptrunk_crazytel_trunk.desk", "schema_version": 0,
                "expressions": {"description": {"references": ["var.d"]}}}]}}}}});
        read(&plan).json()["changes"][0]["notes"].clone()
    };
    assert_eq!(
        told(json!([inside]), json!({"constant_value": "north"})),
        json!(["`description` waits for a function that only the apply evaluates, such as `uuid()`."])
    );
    let mut note = update("a", "b");
    note["type"] = "terraform_data".into();
    note["name"] = "note".into();
    note["provider_name"] = "terraform.io/builtin/terraform".into();
    note["change"]["after_unknown"] = json!({"id": true});
    assert_eq!(
        told(json!([inside, note]), json!({"references": ["terraform_data.note.id", "terraform_data.note"]})),
        json!(["`description` waits for `terraform_data.note.id`."])
    );
}

#[test]
fn an_unfinished_plan_says_so_and_never_that_nothing_is_sent() {
    let mut partial = plan(json!([]));
    partial["complete"] = false.into();
    partial["prior_state"] = json!({"values": {"root_module": {"resources": [{"type": "siptrunk_crazytel_trunk"}]}}});
    let preview = read(&partial);
    assert!(!preview.sends_nothing());
    assert!(preview.markdown(60_000).contains("The plan is not complete"));
    assert!(preview.text().contains("The plan is not complete"));
    partial["deferred_changes"] = json!([{"reason": "provider_config_unknown", "resource_change": update("a", "b")}]);
    let told = "`siptrunk_crazytel_trunk.desk` is left to a later plan (`provider config unknown`)";
    assert!(read(&partial).json()["deferred"][0].as_str().expect("a note").starts_with(told));
    assert!(read(&partial).markdown(60_000).contains("is left to a later plan"));
}

/// 0.5 seconds is promised for 5,000 trunks; how long it takes is not asserted here, for machines differ. That it is no
/// matter of minutes is.
#[test]
fn five_thousand_trunks_are_no_matter() {
    let trunks: Vec<Json> = (0..5000)
        .map(|n| {
            let mut trunk = update("one", "two");
            trunk["address"] = format!("siptrunk_crazytel_trunk.desk[{n}]").into();
            trunk
        })
        .collect();
    let text = plan(json!(trunks)).to_string();
    let started = std::time::Instant::now();
    let preview = siptrunk::preview::Preview::read(text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(preview.requests(), 5000);
    assert!(preview.markdown(60_000).len() <= 60_000);
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}
