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

/// A Bolna trunk as its page shows one.
pub fn bolna_trunk(name: &str) -> Json {
    json!({"name": name, "provider": "custom", "auth_type": "ip-based",
           "gateways": [{"gateway_address": "192.0.2.10"}], "ip_identifiers": [{"ip_address": "203.0.113.4"}]})
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
    workspace.plan(&by("name = \"Branch\"")).await.failed(&[
        "Several trunks have this name",
        "has 2 with the name \"Branch\": \"",
        "Use the id of one.",
    ]);
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

#[tokio::test]
async fn what_else_is_known_by_a_key_of_its_own_is_found_by_it() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let trunk = sandbox.at("bolna", "POST", "/sip-trunks/trunks", bolna_trunk("overflow")).await;
    let trunk = trunk["id"].as_str().expect("an id");
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
    let by_id = |kind: &str| format!("data \"siptrunk_{kind}_trunk\" \"it\" {{\n  id = \"desk\"\n}}\n");
    workspace.plan(&by_id("crazytel")).await.failed(&["Invalid id", "\"id\" must be a UUID", "It is \"desk\"."]);
    workspace.plan(&by_id("yeastar")).await.failed(&["Invalid id", "\"id\" must be a whole number", "It is \"desk\"."]);
    wrong.failed(&["Invalid phone_number", "It is \"main\"."]);

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

#[tokio::test]
async fn a_page_in_the_place_of_a_list_is_no_success() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let fault = json!({"vendor": "crazytel", "method": "GET", "path": "/account/", "times": 9,
                       "answer": {"status": 200, "body": "<html>Log in</html>"}});
    sandbox.fault(fault).await;
    let hcl = "data \"siptrunk_crazytel_verified_numbers\" \"all\" {}\n";
    let run = workspace.plan(hcl).await.failed(&["did not show numbers", "an HTML page", "not from Crazytel's API"]);
    run.says_not(&["was answered with success"]);
}
