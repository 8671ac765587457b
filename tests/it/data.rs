//! Data sources against the sandbox: what they find, and what they refuse to guess.

use serde_json::json;

use super::support::sandbox::Sandbox;

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
    workspace.plan(&by("name = \"Branch\"")).await.failed(&["several with that name; ask by id"]);
    let id = sandbox.objects("fonedynamics").await[1]["SipTrunkSid"].as_str().expect("a Sid").to_owned();
    workspace.plan(&by(&format!("id = \"{id}\""))).await.exited(0).says_not(&["Error"]);
}

#[tokio::test]
async fn one_trunk_is_asked_for_by_exactly_one_key() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    for keys in ["", "id = \"ST1\"\n  name = \"Office\""] {
        workspace.plan(&by(keys)).await.failed(&["Set \"id\" or \"name\" to say which trunk is meant"]);
    }
    assert_eq!(sandbox.calls().await, vec![]);
}

#[tokio::test]
async fn all_trunks_come_from_every_page_and_without_those_that_ended() {
    for switches in [&["fonedynamics.list=bare"][..], &["fonedynamics.list=wrapped", "fonedynamics.delete=soft"]] {
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

#[tokio::test]
async fn passwords_are_not_told() {
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
