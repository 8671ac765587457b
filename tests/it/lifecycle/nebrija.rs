//! The life of a Nebrija AI trunk.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::{Call, Sandbox};
use super::table::{Row, Subject};

/// Everything that a trunk can have.
const MADRID: &str = r#"resource "siptrunk_nebrija_trunk" "madrid" {
  name = "Madrid"
  gateways = [
    { host = "SIP.Carrier.example", name = "primary" },
    { host = "192.0.2.20", port = 5080 },
  ]
  username = "tf-user"
  password = "not-a-real-secret"
  advanced = jsonencode({ transport = "tls", tries = 1 })
}
"#;

/// The least that a trunk can have.
pub const TOLEDO: &str = r#"resource "siptrunk_nebrija_trunk" "madrid" {
  name     = "Toledo"
  gateways = [{ host = "sip.carrier.example" }]
}
"#;

fn subject() -> Subject {
    let login = |username: &str| json!({"authentication": {"username": username, "password": "***"}});
    let gateway = |host: &str| json!({"gateways": [{"ipOrDomain": host, "port": 5060}]});
    Subject {
        kind: "siptrunk_nebrija_trunk",
        good: &[
            ("name", r#""Madrid""#),
            ("gateways", r#"[{ host = "sip.carrier.example" }]"#),
            ("username", r#""tf-user""#),
            ("password", r#""not-a-real-secret""#),
        ],
        path: |id| format!("/api/v1/sip-trunks/{id}"),
        rows: vec![
            Row::of("name", (r#""Madrid""#, r#""Toledo""#), json!({"name": "Toledo"}))
                .drifting(json!({"name": "by hand"}), r#"name = "by hand" -> "Toledo""#),
            Row::of(
                "gateways",
                (r#"[{ host = "sip.carrier.example" }]"#, r#"[{ host = "192.0.2.20" }]"#),
                gateway("192.0.2.20"),
            )
            .drifting(gateway("192.0.2.21"), r#"host = "192.0.2.21" -> "192.0.2.20""#),
            Row::of("username", (r#""tf-user""#, r#""tf-user-2""#), login("tf-user-2")).drifting(
                json!({"authentication": {"username": "by-hand", "password": "********"}}),
                r#"username = "by-hand" -> "tf-user-2""#,
            ),
            Row::of("password", (r#""not-a-real-secret""#, r#""another-secret""#), login("tf-user")),
            Row::of(
                "advanced",
                ("", r#"jsonencode({ transport = "tls" })"#),
                json!({"advanced": {"transport": "tls"}}),
            )
            .drifting(json!({"advanced": {"transport": "udp"}}), r#"transport = "udp" -> "tls""#),
        ],
    }
}

#[tokio::test]
async fn every_attribute_is_made_changed_drifted_and_repaired() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let meddle = async |path: &str, body| {
        sandbox.at("nebrija", "PATCH", path, body).await;
    };
    subject().lives(&sandbox, &workspace, meddle).await;
    let kept: Vec<Json> =
        sandbox.objects("nebrija").await.iter().map(|trunk| trunk["authentication"]["password"].clone()).collect();
    assert_eq!(kept.iter().filter(|password| **password == "not-a-real-secret").count(), 4, "the mask kept it");
    assert!(kept.contains(&json!("another-secret")));
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("nebrija").await, Vec::<Json>::new());
}

/// Whatever the pages leave open about answers, a trunk is made, plans empty, is imported, and plans empty but for the
/// password that no answer tells.
#[tokio::test]
async fn no_spelling_of_an_answer_is_a_difference() {
    for switches in [
        &["create-status=201", "create-answer=id-only", "create-visible-after=1", "provider-id=late"][..],
        &["gateways-order=reversed", "gateway-names=invented", "hosts=dotted", "advanced-numbers=decimal"],
        &["gateway-names=null", "hosts=lower-case", "password=null", "no-authentication=empty", "no-advanced=null"],
        // Not `everywhere`: names in `advanced` that are shown and not stored would be in the state and not at the vendor.
        &["extra-keys=gateways", "password=omitted", "no-authentication=masked", "no-advanced=omitted"],
        &[
            "provider-id=omitted",
            "password=empty",
            "no-authentication=omitted",
            "list=sipTrunks",
            "gateway-names=empty",
        ],
        &["provider-id=renewed", "authentication-update=merged", "null=ignored", "delete=202", "delete-lingers=1"],
    ] {
        let named: Vec<String> = switches.iter().map(|switch| format!("nebrija.{switch}")).collect();
        let sandbox = Sandbox::start(&named.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        for hcl in [MADRID, TOLEDO] {
            workspace.apply(hcl).await.ok();
            workspace.plan(hcl).await.empty();
            let shuffled = hcl.replace("\"Madrid\"", "\"Oficina\"").replace("name = \"primary\"", "name = \"main\"");
            workspace.apply(&shuffled).await.ok();
            // What nobody has written is not sent.
            let sent = sandbox.changes().await;
            let nameless = |gateway: &Json| gateway["name"] == "";
            let gateways = |call: &Call| call.request["gateways"].as_array().cloned().unwrap_or_default();
            assert!(!sent.iter().any(|call| gateways(call).iter().any(nameless)), "{switches:?}: {sent:#?}");
            workspace.plan(&shuffled).await.empty();
            let id = workspace.import_id("siptrunk_nebrija_trunk.madrid");
            workspace.found_again("siptrunk_nebrija_trunk.madrid", &id).await.ok();
            sandbox.calls().await;
            workspace.apply(&shuffled).await.ok();
            let sent = sandbox.changes().await;
            assert!(sent.len() == usize::from(hcl == MADRID), "{switches:?}: {sent:#?}");
            workspace.plan(&shuffled).await.empty();
        }
        // No settings are no settings, however they are spelled: in a trunk that has none, and in a new one.
        let none = TOLEDO.replace("  gateways", "  advanced = jsonencode({})\n  gateways");
        for address in ["madrid", "new"] {
            let hcl = none.replace("madrid", address);
            workspace.apply(&hcl).await.ok().says_not(&["Warning"]);
            workspace.plan(&hcl).await.empty();
        }
        workspace.destroy().await.ok();
        assert_eq!(sandbox.objects("nebrija").await, Vec::<Json>::new(), "{switches:?}");
    }
}

/// What `jsonencode` writes for an argument that nobody has set, and what others write for a letter outside of ASCII.
#[tokio::test]
async fn null_in_advanced_and_letters_behind_an_escape_are_no_difference() {
    for switch in ["advanced-nulls=kept", "advanced-nulls=dropped"] {
        let sandbox = Sandbox::start(&[&format!("nebrija.{switch}")]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        for advanced in [r#"jsonencode({ a = 1, b = null, c = { d = null } })"#, r#""{\"e\": \"n\\u0303\"}""#] {
            let hcl = TOLEDO.replace("  gateways", &format!("  advanced = {advanced}\n  gateways"));
            workspace.apply(&hcl).await.ok().says_not(&["Warning"]);
            sandbox.calls().await;
            workspace.plan(&hcl).await.empty();
            workspace.apply(&hcl).await.ok();
            assert_eq!(sandbox.changes().await, [], "{switch}: {advanced}");
        }
    }
}

#[tokio::test]
async fn what_a_gateway_has_there_survives_a_change_of_the_list() {
    let sandbox = Sandbox::start(&["nebrija.extra-keys=gateways"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(MADRID).await.ok();
    let id = sandbox.objects("nebrija").await[0]["id"].as_str().expect("an id").to_owned();
    let by_hand = json!({"gateways": [{"ipOrDomain": "SIP.Carrier.example", "port": 5060, "name": "primary", "netmask": 28},
        {"ipOrDomain": "192.0.2.20", "port": 5080}]});
    sandbox.at("nebrija", "PATCH", &format!("/api/v1/sip-trunks/{id}"), by_hand).await;
    workspace.plan(MADRID).await.empty();
    workspace.apply(&MADRID.replace("192.0.2.20", "192.0.2.21")).await.ok();
    let gateways = sandbox.objects("nebrija").await[0]["gateways"].clone();
    assert_eq!(
        gateways,
        json!([{"ipOrDomain": "SIP.Carrier.example", "port": 5060, "name": "primary", "netmask": 28},
            {"ipOrDomain": "192.0.2.21", "port": 5080, "netmask": 32}])
    );
}

#[tokio::test]
async fn a_login_comes_and_goes_and_null_is_never_sent() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(TOLEDO).await.ok();
    let with = TOLEDO.replace("name     = ", "username = \"tf-user\"\n  password = \"not-a-real-secret\"\n  name = ");
    workspace.apply(&with).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
    assert_eq!(sandbox.objects("nebrija").await[0]["authentication"]["password"], "not-a-real-secret");
    workspace.apply(TOLEDO).await.ok().says(&["1 added, 0 changed, 1 destroyed"]);
    assert_eq!(sandbox.objects("nebrija").await[0]["authentication"], Json::Null);
    let bodies: Vec<String> = sandbox.changes().await.iter().map(|call| call.request.to_string()).collect();
    assert!(bodies.iter().all(|body| body == "null" || !body.contains("null")), "{bodies:?}");
}

/// Whoever has put another user there has put another password there too, and a mask would keep that.
#[tokio::test]
async fn a_login_that_somebody_has_replaced_is_put_back_whole() {
    for written_only in [false, true] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let given = match written_only {
            true => "password_wo = \"not-a-real-secret\"\n  password_wo_version = 1",
            false => "password = \"not-a-real-secret\"",
        };
        let hcl = TOLEDO.replace("name     = ", &format!("username = \"tf-user\"\n  {given}\n  name = "));
        workspace.apply(&hcl).await.ok();
        let trunk = sandbox.objects("nebrija").await[0].clone();
        let by_hand = json!({"authentication": {"username": "by-hand", "password": "set-by-hand"}});
        assert_eq!(sandbox.meddle("nebrija", &trunk, by_hand).await.status, 200);
        workspace.apply(&hcl).await.ok();
        let login = &sandbox.objects("nebrija").await[0]["authentication"];
        assert_eq!((&login["username"], &login["password"]), (&json!("tf-user"), &json!("not-a-real-secret")));
        workspace.plan(&hcl).await.empty();
        sandbox.calls().await;
        workspace.apply(&hcl.replace("tf-user", "tf-user-2")).await.ok();
        let due = json!({"authentication": {"username": "tf-user-2", "password": "***"}});
        let sent = sandbox.changes().await.remove(0).request;
        assert_eq!(sent, due);
    }
}

#[tokio::test]
async fn a_system_trunk_is_looked_at_only() {
    let sandbox = Sandbox::start(&["nebrija.system-trunk=present"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = "resource \"siptrunk_nebrija_trunk\" \"madrid\" {\n  name = \"Platform\"\n  username = \"platform\"\n  \
               password = \"x\"\n  gateways = [{ host = \"sip.platform.example\" }]\n}\n";
    workspace.write(hcl);
    let id = "6c1f0a52-3d0b-4c55-9a3e-0f2d7b1e8a10";
    workspace.import("siptrunk_nebrija_trunk.madrid", id).await.ok();
    workspace.apply(hcl).await.failed(&["system trunk"]);
    workspace.destroy().await.failed(&["system trunk", "terraform state rm"]);
    // A plan that only replaces it has not said so.
    workspace.write(&hcl.replace("]\n}", "]\n  lifecycle {\n    ignore_changes = [password]\n  }\n}"));
    let replace = ["apply", "-auto-approve", "-no-color", "-replace=siptrunk_nebrija_trunk.madrid"];
    workspace.run(&replace).await.failed(&["Destroying", "system trunk"]);
    assert_eq!(sandbox.changes().await, []);
}

#[tokio::test]
async fn a_delete_that_was_not_carried_out_is_an_error() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(TOLEDO).await.ok();
    for (delete, words) in [("409", "in use"), ("405", "method not allowed")] {
        sandbox.switch("nebrija.delete", delete).await;
        workspace.destroy().await.failed(&["Nebrija AI did not delete the trunk", words]);
        assert!(workspace.state("siptrunk_nebrija_trunk.madrid").is_some());
    }
    sandbox.switch("nebrija.delete", "204").await;
    workspace.destroy().await.ok();
}

#[tokio::test]
async fn a_list_that_is_merged_is_an_error_that_says_so() {
    let sandbox = Sandbox::start(&["nebrija.gateways-update=merged"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(TOLEDO).await.ok();
    let moved = TOLEDO.replace("sip.carrier.example", "192.0.2.20");
    workspace.apply(&moved).await.failed(&["Nebrija AI did not take gateways"]);
    workspace.plan(&moved).await.exited(2).says(&["sip.carrier.example"]);
}

#[tokio::test]
async fn a_change_behind_a_500_is_seen_and_a_create_is_not_repeated() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(TOLEDO).await.ok();
    sandbox.calls().await;
    sandbox.switch("nebrija.write-answer", "500-applied").await;
    // Its name is Nebrija's to choose again.
    let renamed = TOLEDO.replace("Toledo", "Segovia").replace("sip.carrier.example", "192.0.2.20");
    workspace.apply(&renamed).await.failed(&["Nebrija AI shows the new values all the same: nothing more is to do."]);
    workspace.plan(&renamed).await.empty();
    let two = renamed.clone() + &TOLEDO.replace("\"madrid\"", "\"second\"");
    workspace.apply(&two).await.failed(&["may exist"]);
    assert_eq!(sandbox.changes().await.iter().filter(|call| call.line.starts_with("POST")).count(), 1);
}

/// Names in `advanced` that only Nebrija AI has stay until a configuration has written them and takes them away: after an
/// import, and in a trunk that was made without any.
#[tokio::test]
async fn settings_that_nobody_wrote_survive_the_first_that_somebody_does() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let written = |name: &str| {
        TOLEDO.replace("Toledo", name).replace("  gateways", "  advanced = jsonencode({ own = 1 })\n  gateways")
    };
    let theirs = async || {
        let id = workspace.state("siptrunk_nebrija_trunk.madrid").expect("a state").attributes["id"].clone();
        let id = id.as_str().expect("an id").to_owned();
        sandbox.at("nebrija", "PATCH", &format!("/api/v1/sip-trunks/{id}"), json!({"advanced": {"theirs": 1}})).await;
        id
    };
    let first = async |hcl: &str| {
        sandbox.calls().await;
        workspace.apply(hcl).await.ok().says_not(&["Warning"]);
        let sent = sandbox.changes().await;
        assert_eq!(sent.len(), 1, "{sent:#?}");
        assert_eq!(sent[0].request, json!({"advanced": {"theirs": 1, "own": 1}}));
        workspace.plan(hcl).await.empty();
    };
    workspace.apply(TOLEDO).await.ok();
    theirs().await;
    first(&written("Toledo")).await;
    workspace.destroy().await.ok();
    workspace.apply(TOLEDO).await.ok();
    let id = theirs().await;
    workspace.found_again("siptrunk_nebrija_trunk.madrid", &id).await.ok();
    // Another change comes first.
    workspace.apply(&TOLEDO.replace("Toledo", "Madrid")).await.ok();
    first(&written("Madrid")).await;
    workspace.destroy().await.ok();
}

/// The same where the first change is refused, in doubt, or about nothing that is sent.
#[tokio::test]
async fn settings_that_nobody_wrote_survive_what_sends_none() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let two = "[{ host = \"192.0.2.20\", port = 5080 }, { host = \"sip.carrier.example\" }]";
    let written = |name: &str| {
        let hcl = TOLEDO.replace("Toledo", name).replace("[{ host = \"sip.carrier.example\" }]", two);
        hcl.replace("  gateways", "  advanced = jsonencode({ own = 1 })\n  gateways")
    };
    let waiting = |hcl: &str| hcl.replace("\n}\n", "\n  timeouts {\n    update = \"3m\"\n  }\n}\n");
    let shown = "provider \"siptrunk\" {\n  show_requests = true\n}\n";
    let gateways =
        json!([{"ipOrDomain": "sip.carrier.example", "port": 5060}, {"ipOrDomain": "192.0.2.20", "port": 5080}]);
    let there = json!({"advanced": {"own": 1, "theirs": 2}, "gateways": gateways});
    let refusal = |status: u16| json!({"status": status, "body": {"error": {"message": "No, thanks"}}});
    for imported in [true, false] {
        // Made without any, which somebody else adds then. The state has them where it had none and no names of its own.
        sandbox.switch("nebrija.no-advanced", "omitted").await;
        workspace.apply(&TOLEDO.replace("[{ host = \"sip.carrier.example\" }]", two)).await.ok();
        let id = workspace.state("siptrunk_nebrija_trunk.madrid").expect("a state").attributes["id"].clone();
        let id = id.as_str().expect("an id").to_owned();
        let path = format!("/api/v1/sip-trunks/{id}");
        let mut by_hand = there.clone();
        if !imported {
            by_hand.as_object_mut().expect("an object").remove("gateways");
        }
        sandbox.at("nebrija", "PATCH", &path, by_hand).await;
        if imported {
            workspace.found_again("siptrunk_nebrija_trunk.madrid", &id).await.ok();
        } else {
            workspace.run(&["apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"]).await.ok();
        }
        let held = async || {
            let trunk = sandbox.objects("nebrija").await[0].clone();
            (trunk["advanced"].clone(), trunk["gateways"].clone())
        };
        let before = held().await;
        sandbox.calls().await;

        workspace.plan(&(shown.to_owned() + &written("Toledo"))).await.empty().says_not(&["will be sent"]);
        workspace.apply(&waiting(&written("Toledo"))).await.ok().says(&["0 added, 1 changed, 0 destroyed"]);
        assert_eq!(sandbox.changes().await, [], "imported: {imported}");
        workspace.plan(&waiting(&written("Toledo"))).await.empty();

        // A name that only the apply knows, and that turns out as it was: Terraform holds the plan then against the one before.
        let named = "resource \"terraform_data\" \"name\" {\n  input = \"Toledo\"\n}\n";
        let later = waiting(&written("Toledo").replace("\"Toledo\"", "terraform_data.name.output")) + named;
        workspace.apply(&later).await.ok();
        assert_eq!(sandbox.changes().await, [], "imported: {imported}");
        workspace.plan(&later).await.empty();

        for (answer, after) in
            [(refusal(403), false), (refusal(400), false), (json!("500"), false), (json!("500"), true)]
        {
            let deed = if after { json!("500-after") } else { answer };
            sandbox.order("nebrija", "update", 1, &deed).await;
            let run = workspace.apply(&waiting(&written("Madrid"))).await;
            run.failed(&["Nebrija AI did not"]);
            workspace.plan(&waiting(&written("Madrid"))).await.exited(if after { 0 } else { 2 });
            assert_eq!(held().await, before, "imported: {imported}, {deed}");
        }
        sandbox.calls().await;
        workspace.apply(&waiting(&written("Segovia"))).await.ok().says_not(&["Warning"]);
        let sent: Vec<_> = sandbox.changes().await.into_iter().map(|call| call.request).collect();
        assert_eq!(sent, [json!({"name": "Segovia"})], "imported: {imported}");
        assert_eq!(held().await, before);
        workspace.plan(&waiting(&written("Segovia"))).await.empty();
        workspace.destroy().await.ok();
    }
}

/// The mask would keep nothing.
#[tokio::test]
async fn a_user_name_goes_with_the_real_password_where_the_login_is_gone_since_the_plan() {
    for shown in ["null", "empty", "omitted"] {
        let sandbox = Sandbox::start(&["nebrija.null=clears", &format!("nebrija.no-authentication={shown}")]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let login = |user: &str| {
            TOLEDO.replace(
                "  gateways",
                &format!("  username = \"{user}\"\n  password = \"not-a-real-secret\"\n  gateways"),
            )
        };
        workspace.apply(&login("one")).await.ok();
        let trunk = sandbox.objects("nebrija").await[0].clone();
        let id = trunk["id"].as_str().expect("an id");
        sandbox.at("nebrija", "PATCH", &format!("/api/v1/sip-trunks/{id}"), json!({"authentication": null})).await;
        workspace.write(&login("two"));
        workspace.run(&["apply", "-auto-approve", "-no-color", "-refresh=false"]).await.ok();
        let there = sandbox.objects("nebrija").await[0]["authentication"].clone();
        assert_eq!(there, json!({"username": "two", "password": "not-a-real-secret"}), "{shown}");
        workspace.plan(&login("two")).await.empty();
    }
}

/// Where the answer says that there is no login, the user name is a change like any other, and needs the password.
#[tokio::test]
async fn an_imported_trunk_without_a_login_gets_none_without_a_password() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let made = json!({"name": "Toledo", "gateways": [{"ipOrDomain": "sip.carrier.example", "port": 5060}]});
    let made = sandbox.at("nebrija", "POST", "/api/v1/sip-trunks", made).await;
    workspace.write(TOLEDO);
    workspace.import("siptrunk_nebrija_trunk.madrid", made["id"].as_str().expect("an id")).await.ok();
    workspace.plan(TOLEDO).await.empty();
    let named = TOLEDO.replace("  gateways", "  username = \"madrid\"\n  gateways");
    workspace.plan(&named).await.failed(&["Missing password", "A change of \"username\" is sent together with"]);
}
