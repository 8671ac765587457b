//! Data sources against the sandbox: what they find, and what they refuse to guess.

use serde_json::{Value as Json, json};

use super::support::sandbox::Sandbox;
use super::support::terraform::Workspace;

const PROPERTY: &str = "/v2/Properties/PRSANDBOXAAAABBBBCCCCDDDDEEEEFFF";

async fn two_offices(sandbox: &Sandbox) {
    for (name, limit) in [("Office", 3), ("Branch", 5)] {
        let body = json!({"Name": name, "DefaultCallerId": "+61255501234", "Type": 0, "ChannelLimit": limit,
                          "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.4/32"}]});
        sandbox.at("fonedynamics", "POST", &format!("{PROPERTY}/SipTrunk"), body).await;
    }
}

fn by(key: &str) -> String {
    format!(
        "data \"siptrunk_fonedynamics_trunk\" \"it\" {{\n  {key}\n}}\noutput \"limit\" {{ value = data.siptrunk_fonedynamics_trunk.it.channel_limit }}\n"
    )
}

#[tokio::test]
async fn one_trunk_is_found_by_its_name_and_never_guessed() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    two_offices(&sandbox).await;
    workspace.apply(&by("name = \"Branch\"")).await.ok().says(&["limit = 5"]);
    workspace.plan(&by("name = \"branch\"")).await.failed(&["No such trunk", "no trunk with the name \"branch\""]);
    workspace.plan(&by("id = \"ST1\"")).await.failed(&["No such trunk", "no trunk with the id \"ST1\""]);
    two_offices(&sandbox).await;
    workspace.plan(&by("name = \"Branch\"")).await.failed(&["several that match; ask by id"]);
    let id = sandbox.objects("fonedynamics").await[1]["SipTrunkSid"].as_str().expect("a Sid").to_owned();
    workspace.plan(&by(&format!("id = \"{id}\""))).await.exited(0).says_not(&["Error"]);
}

/// A delete may leave a trunk to be read, out of service: it is no rival for the name of the one in service.
#[tokio::test]
async fn what_has_ended_is_no_trunk_of_that_name() {
    let sandbox = Sandbox::start(&["fonedynamics.delete=soft"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    two_offices(&sandbox).await;
    let first = sandbox.objects("fonedynamics").await[1]["SipTrunkSid"].as_str().expect("a Sid").to_owned();
    sandbox.at("fonedynamics", "DELETE", &format!("{PROPERTY}/SipTrunk/{first}"), json!({})).await;
    workspace.plan(&by("name = \"Branch\"")).await.failed(&["No such trunk"]);
    two_offices(&sandbox).await;
    workspace.apply(&by("name = \"Branch\"")).await.ok().says(&["limit = 5"]);
}

fn bolna_trunk(name: &str) -> Json {
    json!({"name": name, "provider": "custom", "auth_type": "ip-based",
           "gateways": [{"gateway_address": "192.0.2.10"}], "ip_identifiers": [{"ip_address": "203.0.113.4"}]})
}

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
    for answer in [json!({"status": 500}), json!({"status": 200, "body": []})] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let workspace = workspace.with("BOLNA_MAX_RETRIES", "0");
        let trunk = sandbox.at("bolna", "POST", "/sip-trunks/trunks", bolna_trunk("main")).await;
        let list =
            json!({"vendor": "bolna", "method": "GET", "ends": "/sip-trunks/trunks", "times": 50, "answer": answer});
        sandbox.fault(list).await;
        workspace.write("resource \"siptrunk_bolna_trunk\" \"it\" {\n  name = \"main\"\n  auth_type = \"ip\"\n}\n");
        workspace.import("siptrunk_bolna_trunk.it", "other").await.failed(&[]);
        workspace.import("siptrunk_bolna_trunk.it", trunk["id"].as_str().expect("an id")).await.ok();
    }
}

/// What one trunk is told with is what it is told with among all.
#[tokio::test]
async fn one_trunk_is_told_as_among_all() {
    let sandbox = Sandbox::start(&["crazytel.extra-keys=present"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let body = json!({"password": "Portal99Secret", "caller_id_number": "61255501234"});
    sandbox.at("crazytel", "POST", "/sip-trunks/", body).await;
    sandbox.at("bolna", "POST", "/sip-trunks/trunks", bolna_trunk("main")).await;
    let (crazytel, bolna) = (&sandbox.objects("crazytel").await[0], &sandbox.objects("bolna").await[0]);
    let hcl: String = [("crazytel", crazytel), ("bolna", bolna)]
        .map(|(vendor, trunk)| {
            let (kind, id) = (format!("siptrunk_{vendor}_trunk"), trunk["id"].as_str().expect("an id"));
            format!(
                "data \"{kind}\" \"it\" {{\n  id = \"{id}\"\n}}\ndata \"{kind}s\" \"all\" {{}}\n\
                 output \"{vendor}\" {{ value = data.{kind}.it == data.{kind}s.all.trunks[0] }}\n"
            )
        })
        .concat();
    workspace.apply(&hcl).await.ok().says(&["bolna = true", "crazytel = true"]);
}

/// Crazytel documents no pages: what tells of some anyway is a part, in whatever spelling, and proves no trunk gone.
#[tokio::test]
async fn a_list_that_tells_of_more_is_only_a_part() {
    for more in [json!({"hasMore": true}), json!({"pagination": {"total": 42}}), json!({"page": 1, "pages": 9})] {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let hcl = "resource \"siptrunk_crazytel_trunk\" \"it\" {\n  password = \"Portal99Secret\"\n  caller_id = \"61255501234\"\n}\n";
        workspace.apply(hcl).await.ok();
        let mut body = more.clone();
        body["items"] = json!([]);
        let listed = json!({"status": 200, "body": body});
        let nobodys = json!({"status": 404, "body": "<html>Not Found</html>"});
        for (ends, answer) in [("/sip-trunks/", listed.clone()), ("", nobodys), ("/account/verified-cli/", listed)] {
            let fault = json!({"vendor": "crazytel", "method": "GET", "ends": ends, "times": 50, "answer": answer});
            sandbox.fault(fault).await;
        }
        workspace.plan(hcl).await.failed(&["only a part of the list in it"]);
        assert!(workspace.state("siptrunk_crazytel_trunk.it").is_some(), "{more}");
        let trunks = "data \"siptrunk_crazytel_trunks\" \"it\" {}\n";
        workspace.plan(&format!("{hcl}{trunks}")).await.failed(&["only a part of the list in it"]);
        let numbers = "data \"siptrunk_crazytel_verified_numbers\" \"it\" {}\n";
        let run = workspace.plan(&format!("{hcl}{numbers}")).await;
        run.failed(&["did not show numbers", "only a part of the list in it"]);
    }
}

/// A row of a kind that no table knows is no trunk to manage, and shows all the same that the trunk is there.
#[tokio::test]
async fn a_row_of_a_newer_kind_proves_no_trunk_gone() {
    let sandbox = Sandbox::start(&["yeastar.not-found=empty"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = "resource \"siptrunk_yeastar_trunk\" \"it\" {\n  type = \"peer\"\n  name = \"main\"\n  host = \"198.51.100.7\"\n  \
               transport = \"udp\"\n  codecs = [\"alaw\"]\n  port = 5060\n  domain = \"198.51.100.7\"\n}\n";
    workspace.apply(hcl).await.ok();
    let mut row = sandbox.objects("yeastar").await[0].clone();
    row["type"] = "sip".into();
    let empty = json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS", "data": []}});
    let listed = json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS", "total_number": 1, "data": [row]}});
    for (ends, answer) in [("trunk/get", empty), ("trunk/list", listed)] {
        let fault = json!({"vendor": "yeastar", "method": "GET", "ends": ends, "times": 50, "answer": answer});
        sandbox.fault(fault).await;
    }
    workspace.plan(hcl).await.failed(&["and the list has it"]);
    assert!(workspace.state("siptrunk_yeastar_trunk.it").is_some());
}

#[tokio::test]
async fn what_else_is_known_by_a_key_of_its_own_is_found_by_it() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let trunk = json!({"name": "overflow", "provider": "custom", "auth_type": "ip-based",
                       "gateways": [{"gateway_address": "192.0.2.10"}], "ip_identifiers": [{"ip_address": "203.0.113.4"}]});
    let trunk =
        sandbox.at("bolna", "POST", "/sip-trunks/trunks", trunk).await["id"].as_str().expect("an id").to_owned();
    let mut numbers = vec![];
    for number in ["+61255500003", "+61255500004"] {
        let body = json!({"phone_number": number});
        let made = sandbox.at("bolna", "POST", &format!("/sip-trunks/trunks/{trunk}/numbers"), body).await;
        numbers.push(made["id"].as_str().expect("an id").to_owned());
    }
    let number = |key: &str| {
        format!(
            "data \"siptrunk_bolna_phone_number\" \"it\" {{\n  trunk_id = \"{trunk}\"\n  {key}\n}}\n\
             output \"found\" {{ value = \"${{data.siptrunk_bolna_phone_number.it.id}} ${{data.siptrunk_bolna_phone_number.it.phone_number}}\" }}\n"
        )
    };
    for (key, found) in [
        ("phone_number = \"+61255500004\"".to_owned(), format!("{} +61255500004", numbers[1])),
        ("phone_number = \"61255500003\"".to_owned(), format!("{} 61255500003", numbers[0])),
        (format!("id = \"{}\"", numbers[1]), format!("{} +61255500004", numbers[1])),
    ] {
        workspace.apply(&number(&key)).await.ok().says(&[&format!("found = \"{found}\"")]);
        workspace.plan(&number(&key)).await.empty();
    }
    let missing = workspace.plan(&number("phone_number = \"+61255500005\"")).await;
    missing.failed(&["No such phone number", "no phone number with the phone_number \"+61255500005\""]);
    let wrong = workspace.plan(&number("phone_number = \"main\"")).await;
    wrong.failed(&["Invalid phone_number", "\"main\" is not."]);

    let body = json!({"password": "Portal99Secret", "caller_id_number": "61255501234", "description": "By hand"});
    sandbox.at("crazytel", "POST", "/sip-trunks/", body).await;
    let username = sandbox.objects("crazytel").await[0]["username"].as_str().expect("a user name").to_owned();
    let hcl = format!(
        "data \"siptrunk_crazytel_trunk\" \"it\" {{\n  username = \"{username}\"\n}}\n\
         output \"found\" {{ value = data.siptrunk_crazytel_trunk.it.description }}\n"
    );
    workspace.apply(&hcl).await.ok().says(&["found = \"By hand\""]);
}

/// What Terraform knows of data sources: nothing but keys and addresses is the user's to write, at any depth.
#[tokio::test]
async fn only_keys_and_addresses_are_written() {
    let Some(workspace) = Workspace::new().await else { return };
    workspace.write("provider \"siptrunk\" {}\n");
    let run = workspace.run(&["providers", "schema", "-json"]).await.ok();
    let schemas: Json = serde_json::from_str(&run.stdout).expect("JSON");
    let provider = schemas["provider_schemas"].as_object().and_then(|all| all.values().next()).expect("a provider");
    let mut written = vec![];
    for (name, source) in provider["data_source_schemas"].as_object().expect("data sources") {
        walk(name, &source["block"], &mut written);
    }
    written.sort();
    assert_eq!(
        written,
        [
            "siptrunk_bolna_phone_number.id optional",
            "siptrunk_bolna_phone_number.phone_number optional",
            "siptrunk_bolna_phone_number.trunk_id required",
            "siptrunk_bolna_phone_numbers.trunk_id required",
            "siptrunk_bolna_trunk.id optional",
            "siptrunk_bolna_trunk.name optional",
            "siptrunk_crazytel_trunk.id optional",
            "siptrunk_crazytel_trunk.username optional",
            "siptrunk_fonedynamics_trunk.id optional",
            "siptrunk_fonedynamics_trunk.name optional",
            "siptrunk_fonedynamics_trunk.property_sid optional",
            "siptrunk_fonedynamics_trunks.property_sid optional",
            "siptrunk_livekit_inbound_trunk.id optional",
            "siptrunk_livekit_inbound_trunk.name optional",
            "siptrunk_livekit_outbound_trunk.id optional",
            "siptrunk_livekit_outbound_trunk.name optional",
            "siptrunk_nebrija_trunk.id optional",
            "siptrunk_nebrija_trunk.name optional",
            "siptrunk_yeastar_trunk.id optional",
            "siptrunk_yeastar_trunk.name optional",
        ]
    );
}

fn walk(name: &str, block: &Json, written: &mut Vec<String>) {
    for (attribute, schema) in block["attributes"].as_object().into_iter().flatten() {
        let name = format!("{name}.{attribute}");
        let marked = |mark: &str| schema[mark] == true;
        written.extend(
            ["required", "optional"].into_iter().filter(|mark| marked(mark)).map(|mark| format!("{name} {mark}")),
        );
        assert!(marked("computed") || marked("required"), "{name}: {schema}");
        walk(&name, &schema["nested_type"], written);
    }
}

#[tokio::test]
async fn one_trunk_is_asked_for_by_exactly_one_key() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    for keys in ["", "id = \"ST1\"\n  name = \"Office\""] {
        workspace.plan(&by(keys)).await.failed(&["Set \"id\" or \"name\" to say which trunk is meant"]);
    }
    for id in ["", ".", ".."] {
        let dots = ["\"id\" must be what the vendor calls it by: not empty, and not dots alone."];
        workspace.plan(&by(&format!("id = \"{id}\""))).await.failed(&dots);
    }
    assert_eq!(sandbox.calls().await, vec![]);
}

#[tokio::test]
async fn all_trunks_come_from_every_page_and_without_those_that_ended() {
    for switches in [
        &["fonedynamics.list=bare"][..],
        &["fonedynamics.list=by-page"],
        &["fonedynamics.list=wrapped", "fonedynamics.delete=soft"],
    ] {
        let sandbox = Sandbox::start(switches).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        for _ in 0..26 {
            two_offices(&sandbox).await;
        }
        let first = sandbox.objects("fonedynamics").await[0]["SipTrunkSid"].as_str().expect("a Sid").to_owned();
        sandbox.at("fonedynamics", "DELETE", &format!("{PROPERTY}/SipTrunk/{first}"), json!(null)).await;
        let hcl = "data \"siptrunk_fonedynamics_trunks\" \"all\" {}\noutput \"sum\" {\n  value = join(\" \", \
                   [length(data.siptrunk_fonedynamics_trunks.all.trunks), sum(data.siptrunk_fonedynamics_trunks.all.trunks[*].channel_limit)])\n}\n";
        workspace.apply(hcl).await.ok().says(&["sum = \"51 205\""]);
        workspace.plan(hcl).await.empty();
    }
}

/// A data source has no earlier state whose order counts.
#[tokio::test]
async fn what_has_no_order_of_its_own_is_told_in_one() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let made = r#"resource "siptrunk_bolna_trunk" "it" {
  name          = "overflow"
  provider_name = "custom"
  auth_type     = "ip"
  allowed_ips   = ["203.0.113.4"]
  gateways      = [{ host = "c.example" }, { host = "a.example" }, { host = "b.example" }]
}

resource "siptrunk_yeastar_trunk" "it" {
  type          = "peer"
  name          = "peer"
  host          = "carrier.example"
  domain        = "carrier.example"
  port          = 5060
  transport     = "udp"
  codecs        = ["ulaw"]
  dids          = [{ did = "5503" }, { did = "5501" }, { did = "5502" }]
}
"#;
    let told = r#"
data "siptrunk_bolna_trunk" "it" {
  id = siptrunk_bolna_trunk.it.id
}
data "siptrunk_bolna_trunks" "all" {
  depends_on = [siptrunk_bolna_trunk.it]
}
data "siptrunk_yeastar_trunk" "it" {
  id = siptrunk_yeastar_trunk.it.id
}
output "hosts" {
  value = join(" ", data.siptrunk_bolna_trunk.it.gateways[*].host)
}
output "all" {
  value = join(" ", data.siptrunk_bolna_trunks.all.trunks[0].gateways[*].host)
}
output "numbers" {
  value = join(" ", data.siptrunk_yeastar_trunk.it.dids[*].did)
}
"#;
    let hcl = made.to_owned() + told;
    let hosts = "\"a.example b.example c.example\"";
    let (one, all) = (format!("hosts = {hosts}"), format!("all = {hosts}"));
    workspace.apply(&hcl).await.ok().says(&[&one, &all, "numbers = \"5501 5502 5503\""]);
    sandbox.switch("bolna.arrays", "reversed").await;
    sandbox.switch("yeastar.lists", "reversed").await;
    workspace.plan(&hcl).await.empty();
}

#[tokio::test]
async fn data_sources_hold_no_passwords() {
    let sandbox = Sandbox::start(&["crazytel.password=echoed"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let body = json!({"password": "Portal99Secret", "caller_id_number": "61255501234", "description": "By hand"});
    sandbox.at("crazytel", "POST", "/sip-trunks/", body).await;
    let hcl = "data \"siptrunk_crazytel_trunks\" \"all\" {}\noutput \"all\" { value = data.siptrunk_crazytel_trunks.all.trunks }\n";
    workspace.apply(hcl).await.ok().says(&["By hand"]).says_not(&["Portal99Secret", "password"]);
}

#[tokio::test]
async fn verified_numbers_are_read_in_both_likely_forms() {
    for form in ["strings", "objects"] {
        let sandbox = Sandbox::start(&[&format!("crazytel.verified-numbers={form}")]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let hcl = "data \"siptrunk_crazytel_verified_numbers\" \"all\" {}\noutput \"n\" { value = data.siptrunk_crazytel_verified_numbers.all.numbers }\n";
        workspace.apply(hcl).await.ok().says(&["\"612"]);
    }
}

#[tokio::test]
async fn a_refused_list_is_an_error_in_the_vendors_words() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let fault = json!({"vendor": "crazytel", "method": "GET", "path": "/account/", "times": 9,
                       "answer": {"status": 403, "body": "{\"detail\":\"Not for you\"}"}});
    sandbox.fault(fault).await;
    let hcl = "data \"siptrunk_crazytel_verified_numbers\" \"all\" {}\n";
    workspace.plan(hcl).await.failed(&["Crazytel did not show numbers", "403", "Not for you"]);
}
