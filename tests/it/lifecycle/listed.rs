//! What a vendor's list proves of a trunk, and what it does not.

use serde_json::json;

use super::super::data::bolna_trunk;
use super::super::support::sandbox::Sandbox;
use super::super::support::trunks::DESK;
use super::nebrija::TOLEDO;
use super::yeastar::{PEER, TRUNK};

/// A list that is behind names another trunk than the one that has the name now.
#[tokio::test]
async fn a_trunk_that_is_listed_by_a_name_and_read_with_another_is_not_taken() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let trunk = sandbox.at("bolna", "POST", "/sip-trunks/trunks", bolna_trunk("old")).await;
    let mut row = trunk.clone();
    row["name"] = "main".into();
    let behind = json!({"status": 200, "body": [row]});
    sandbox
        .fault(json!({"vendor": "bolna", "method": "GET", "ends": "/sip-trunks/trunks", "times": 50, "answer": behind}))
        .await;
    workspace.plan("data \"siptrunk_bolna_trunk\" \"it\" {\n  name = \"main\"\n}\n").await.failed(&[
        "Bolna did not show the trunk",
        "shows something else when it is read",
        "Ask by id.",
    ]);
    let hcl = "resource \"siptrunk_bolna_trunk\" \"it\" {\n  name = \"main\"\n  provider_name = \"custom\"\n  \
               auth_type = \"ip\"\n  allowed_ips = [\"203.0.113.4\"]\n  gateways = [{ host = \"192.0.2.10\" }]\n}\n";
    workspace.write(hcl);
    let import = workspace.import("siptrunk_bolna_trunk.it", "main").await;
    import.failed(&["shows something else when it is read", "Nothing was imported."]);
    assert!(workspace.state("siptrunk_bolna_trunk.it").is_none());
    // By id it is what it is.
    let id = trunk["id"].as_str().expect("an id");
    workspace.import("siptrunk_bolna_trunk.it", id).await.ok();
    workspace.plan(hcl).await.exited(2).says(&["\"old\" -> \"main\""]);
}

/// Where a name may be written, the list is asked first; an id is found without it.
#[tokio::test]
async fn an_import_by_id_needs_no_list() {
    let broken = (json!({"status": 500}), "Nothing was imported.");
    for (answer, says) in [broken, (json!({"status": 200, "body": []}), "No such trunk")] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let workspace = workspace.with("BOLNA_MAX_RETRIES", "0");
        let trunk = sandbox.at("bolna", "POST", "/sip-trunks/trunks", bolna_trunk("main")).await;
        let list =
            json!({"vendor": "bolna", "method": "GET", "ends": "/sip-trunks/trunks", "times": 50, "answer": answer});
        sandbox.fault(list).await;
        workspace.write("resource \"siptrunk_bolna_trunk\" \"it\" {\n  name = \"main\"\n  auth_type = \"ip\"\n}\n");
        workspace.import("siptrunk_bolna_trunk.it", "other").await.failed(&[says]);
        workspace.import("siptrunk_bolna_trunk.it", trunk["id"].as_str().expect("an id")).await.ok();
    }
}

/// Crazytel documents no pages: what tells of some anyway is a part, in whatever spelling, and proves no trunk gone.
#[tokio::test]
async fn a_list_that_tells_of_more_is_only_a_part() {
    for more in [json!({"hasMore": true}), json!({"pagination": {"total": 42}}), json!({"page": 1, "pages": 9})] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        workspace.apply(DESK).await.ok();
        let mut body = more.clone();
        body["items"] = json!([]);
        let listed = json!({"status": 200, "body": body});
        let nobodys = json!({"status": 404, "body": "<html>Not Found</html>"});
        for (ends, answer) in [("/sip-trunks/", listed.clone()), ("", nobodys), ("/account/verified-cli/", listed)] {
            let fault = json!({"vendor": "crazytel", "method": "GET", "ends": ends, "times": 50, "answer": answer});
            sandbox.fault(fault).await;
        }
        workspace.plan(DESK).await.failed(&["only a part of the list in it"]);
        assert!(workspace.state("siptrunk_crazytel_trunk.desk").is_some(), "{more}");
        let trunks = "data \"siptrunk_crazytel_trunks\" \"it\" {}\n";
        workspace.plan(&format!("{DESK}{trunks}")).await.failed(&["only a part of the list in it"]);
        let numbers = "data \"siptrunk_crazytel_verified_numbers\" \"it\" {}\n";
        let run = workspace.plan(&format!("{DESK}{numbers}")).await;
        run.failed(&["did not show numbers", "only a part of the list in it"]);
    }
}

/// A row of a kind that no table knows is no trunk to manage, and shows all the same that the trunk is there.
#[tokio::test]
async fn a_row_of_a_newer_kind_proves_no_trunk_gone() {
    let sandbox = Sandbox::start(&["yeastar.not-found=empty"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.apply(PEER).await.ok();
    let mut row = sandbox.objects("yeastar").await[0].clone();
    row["type"] = "sip".into();
    let empty = json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS", "data": []}});
    let listed = json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS", "total_number": 1, "data": [row]}});
    for (ends, answer) in [("trunk/get", empty), ("trunk/list", listed)] {
        let fault = json!({"vendor": "yeastar", "method": "GET", "ends": ends, "times": 50, "answer": answer});
        sandbox.fault(fault).await;
    }
    workspace.plan(PEER).await.failed(&["and the list has it"]);
    assert!(workspace.state(TRUNK).is_some());
}

/// A trunk that was removed there is said to be gone in the vendor's own words where the list cannot be read; a router's words say
/// nothing.
#[tokio::test]
async fn where_a_list_cannot_be_read_the_vendors_own_words_say_what_is_gone() {
    let own = json!({"statusCode": 404, "error": "Not Found", "message": "SIP trunk not found"});
    for (vendor, hcl, address, list, own) in [
        ("crazytel", DESK, "siptrunk_crazytel_trunk.desk", "/sip-trunks/", json!({"detail": "SIP trunk not found"})),
        ("nebrija", TOLEDO, "siptrunk_nebrija_trunk.madrid", "/sip-trunks", own),
    ] {
        for (words, is_own) in [(json!({"message": "Cannot GET /sip-trunks/7"}), false), (own, true)] {
            let sandbox = Sandbox::start(&[]).await;
            let Some(workspace) = sandbox.workspace().await else { return };
            workspace.apply(hcl).await.ok();
            if is_own {
                let object = &sandbox.objects(vendor).await[0];
                sandbox.remove(vendor, object).await;
            }
            let no_list = json!({"status": 403, "body": {"message": "Not allowed"}});
            for (ends, answer) in [(list, no_list), ("", json!({"status": 404, "body": words}))] {
                let fault = json!({"vendor": vendor, "method": "GET", "ends": ends, "times": 50, "answer": answer});
                sandbox.fault(fault).await;
            }
            let plan = workspace.plan(hcl).await;
            if is_own {
                plan.exited(2).says(&["1 to add"]);
                workspace.destroy().await.ok();
            } else {
                plan.failed(&["Cannot GET", "Not allowed", "does not prove that it is gone", "terraform state rm"]);
            }
            assert_eq!(workspace.state(address).is_none(), is_own, "{vendor}");
        }
    }
}
