//! A refresh of many trunks costs pages of the vendor's list, and is as true as one that reads each by itself.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::{Call, Sandbox};
use super::super::support::terraform::Workspace;

const MANY: usize = 25;

/// A vendor whose rows show whole trunks.
pub struct Subject {
    pub vendor: &'static str,
    /// `COUNT` is the number of trunks.
    pub hcl: &'static str,
    /// The call of the list: its method and what its path ends in.
    pub list: (&'static str, &'static str),
    /// The member that holds "first".
    pub note: &'static str,
    /// The member with the id.
    pub id: &'static str,
    /// The member of the list's answer that holds the rows, where that is no array.
    pub rows: Option<&'static str>,
}

pub const SUBJECTS: [Subject; 3] = [
    Subject {
        vendor: "bolna",
        hcl: r#"resource "siptrunk_bolna_trunk" "it" {
  count         = COUNT
  name          = "agent-${count.index}"
  description   = "first"
  provider_name = "custom"
  auth_type     = "ip"
  gateways      = [{ host = "sip.carrier.example" }]
  allowed_ips   = ["203.0.113.7"]
}
"#,
        list: ("GET", "/sip-trunks/trunks"),
        note: "description",
        id: "id",
        rows: None,
    },
    Subject {
        vendor: "crazytel",
        hcl: r#"resource "siptrunk_crazytel_trunk" "it" {
  count       = COUNT
  description = "first"
  password    = "Harbour42Bridge"
  caller_id   = "61255501234"
}
"#,
        list: ("GET", "/sip-trunks/"),
        note: "description",
        id: "id",
        rows: None,
    },
    Subject {
        vendor: "livekit",
        hcl: r#"resource "siptrunk_livekit_inbound_trunk" "it" {
  count         = COUNT
  metadata      = "first"
  phone_numbers = ["+1555010${count.index}"]
}
"#,
        list: ("POST", "/twirp/livekit.SIP/ListSIPInboundTrunk"),
        note: "metadata",
        id: "sip_trunk_id",
        rows: Some("items"),
    },
];

/// Numbers of the first of Bolna's trunks.
pub const NUMBERS: &str = r#"
resource "siptrunk_bolna_phone_number" "it" {
  count        = 12
  trunk_id     = siptrunk_bolna_trunk.it[0].id
  phone_number = "+6125550${1000 + count.index}"
}
"#;

impl Subject {
    async fn made(&self, count: usize) -> Option<(Sandbox, Workspace, String)> {
        // No test waits for a ceiling.
        let sandbox = Sandbox::start(&[]).await;
        let ceiling = format!("{}_REQUESTS_PER_MINUTE", self.vendor.to_uppercase());
        let workspace = sandbox.workspace().await?.with(&ceiling, "100000");
        let hcl = self.hcl.replace("COUNT", &count.to_string());
        workspace.apply(&hcl).await.ok();
        sandbox.calls().await;
        Some((sandbox, workspace, hcl))
    }

    /// The calls of a refresh: of lists, and of trunks by themselves.
    async fn calls(&self, sandbox: &Sandbox) -> (usize, usize) {
        let calls = sandbox.calls().await;
        assert!(!calls.iter().any(Call::changes_something), "{calls:#?}");
        let lists = calls.iter().filter(|call| call.line.ends_with(self.list.1)).count();
        (lists, calls.len() - lists)
    }

    async fn list_is_answered(&self, sandbox: &Sandbox, answer: Json) {
        let (method, path) = self.list;
        sandbox
            .fault(json!({"vendor": self.vendor, "method": method, "ends": path, "times": 50, "answer": answer}))
            .await;
    }

    /// The answer with these rows.
    fn listing(&self, rows: &[Json]) -> Json {
        let body = self.rows.map_or_else(|| json!(rows), |name| json!({name: rows}));
        json!({"status": 200, "body": body})
    }
}

#[tokio::test]
async fn many_trunks_cost_one_read_and_one_list_and_one_trunk_its_own_read() {
    for subject in &SUBJECTS {
        let Some((sandbox, workspace, hcl)) = subject.made(MANY).await else { return };
        workspace.plan(&hcl).await.empty();
        assert_eq!(subject.calls(&sandbox).await, (1, 1), "{}", subject.vendor);
        // Every read by itself, where somebody wants that.
        let off = format!("{}_REFRESH_FROM_LIST", subject.vendor.to_uppercase());
        let workspace = workspace.with(&off, "false");
        workspace.plan(&hcl).await.empty();
        assert_eq!(subject.calls(&sandbox).await, (0, MANY), "{}", subject.vendor);

        let Some((sandbox, workspace, hcl)) = subject.made(1).await else { return };
        workspace.plan(&hcl).await.empty();
        assert_eq!(subject.calls(&sandbox).await, (0, 1), "{}", subject.vendor);
    }
}

/// A list may be behind for longer than a read: behind several updates, and behind the first look at them.
#[tokio::test]
async fn a_row_that_is_older_than_the_last_updates_is_not_believed() {
    for subject in &SUBJECTS {
        let Some((sandbox, workspace, hcl)) = subject.made(3).await else { return };
        let list = sandbox.list(subject.vendor).await.json();
        let rows = subject.rows.map_or(&list, |name| &list[name]).as_array().expect("rows").clone();
        let (second, third) = (hcl.replace("first", "second"), hcl.replace("first", "third"));
        workspace.apply(&second).await.ok();
        workspace.apply(&third).await.ok();
        subject.list_is_answered(&sandbox, subject.listing(&rows)).await;
        workspace.plan(&third).await.empty();
        sandbox.calls().await;
        workspace.apply(&third).await.ok();
        assert_eq!(sandbox.changes().await, [], "{}", subject.vendor);
        workspace.plan(&third).await.empty();
    }
}

#[tokio::test]
async fn what_others_did_shows_in_the_list_too() {
    for subject in &SUBJECTS {
        let Some((sandbox, workspace, hcl)) = subject.made(MANY).await else { return };
        let trunks = sandbox.objects(subject.vendor).await;
        sandbox.meddle(subject.vendor, &trunks[3], json!({subject.note: "by hand"})).await;
        let id = trunks[7][subject.id].as_str().expect("an id");
        match subject.vendor {
            "livekit" => sandbox.at("livekit", "POST", "DeleteSIPTrunk", json!({subject.id: id})).await,
            vendor => {
                let item = format!("{}/{id}", subject.list.1.trim_end_matches('/'));
                sandbox.at(vendor, "DELETE", &item, Json::Null).await
            }
        };
        sandbox.calls().await;
        let plan = workspace.plan(&hcl).await.exited(2);
        plan.says(&["\"by hand\" -> \"first\"", "Plan: 1 to add, 1 to change, 0 to destroy."]);
        let (lists, own) = subject.calls(&sandbox).await;
        // The one that is gone is asked about by itself, which may take the list once more; or it was the first.
        assert!(lists <= 2 && own <= 2, "{}: {lists} lists, {own} reads", subject.vendor);
        workspace.apply(&hcl).await.ok();
        workspace.plan(&hcl).await.empty();
    }
}

#[tokio::test]
async fn a_list_that_fails_or_lies_costs_single_reads_and_nothing_else() {
    for subject in &SUBJECTS {
        let Some((sandbox, workspace, hcl)) = subject.made(MANY).await else { return };
        let list = sandbox.list(subject.vendor).await.json();
        let rows = subject.rows.map_or(&list, |name| &list[name]).as_array().expect("rows").clone();
        let twice = {
            let mut other = rows[0].clone();
            other[subject.note] = json!("of another time");
            rows.iter().cloned().chain([other]).collect::<Vec<_>>()
        };
        // As a list may be that shows no more than names.
        let names = |row: &Json| json!({subject.id: row[subject.id], "name": row["name"], "username": row["username"]});
        let bare: Vec<Json> = rows.iter().map(names).collect();
        let without_one: Vec<Json> = {
            let sparse = |row: &Json| {
                let mut row = row.clone();
                row.as_object_mut().expect("an object").remove(subject.note);
                row
            };
            rows.iter().map(sparse).collect()
        };
        let nulled: Vec<Json> = {
            let nulled = |row: &Json| {
                let mut row = row.clone();
                row[subject.note] = Json::Null;
                row
            };
            rows.iter().map(nulled).collect()
        };
        let lagging = &rows[..rows.len() - 3];
        for (name, answer) in [
            ("a refusal", json!({"status": 403, "body": {"message": "not your list"}})),
            ("a page", json!({"status": 200, "body": "<html>the portal</html>"})),
            ("a row twice", subject.listing(&twice)),
            ("only a part", json!({"status": 200, "body": {"data": rows[..2], "total": MANY, "has_more": false}})),
            ("names alone", subject.listing(&bare)),
            ("an attribute less", subject.listing(&without_one)),
            ("null for an attribute", subject.listing(&nulled)),
            ("behind", subject.listing(lagging)),
            ("nothing", subject.listing(&[])),
        ] {
            subject.list_is_answered(&sandbox, answer).await;
            sandbox.calls().await;
            workspace.plan(&hcl).await.empty();
            let (_, own) = subject.calls(&sandbox).await;
            let due = if name == "behind" {
                1..=4
            } else if name == "only a part" {
                22..=MANY
            } else {
                MANY..=MANY
            };
            assert!(due.contains(&own), "{}, {name}: {own}", subject.vendor);
            sandbox.forget_faults().await;
        }
        workspace.plan(&hcl).await.empty();
    }
}

#[tokio::test]
async fn numbers_of_one_trunk_share_their_list() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = SUBJECTS[0].hcl.replace("COUNT", "1") + NUMBERS;
    workspace.apply(&hcl).await.ok();
    // The trunk learns of its numbers.
    workspace.run(&["apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"]).await.ok();
    sandbox.calls().await;
    workspace.plan(&hcl).await.empty();
    let calls = sandbox.calls().await;
    assert_eq!(calls.iter().filter(|call| call.line.ends_with("/numbers")).count(), 1, "{calls:#?}");
    assert_eq!(calls.len(), 2, "{calls:#?}");
    // A list that is cut off makes no number gone.
    let numbers = sandbox.objects("bolna").await[0]["phone_numbers"].clone();
    let part = json!({"data": [numbers[0]], "total": 12, "has_more": false});
    let answer = json!({"status": 200, "body": part});
    sandbox.fault(json!({"vendor": "bolna", "method": "GET", "ends": "/numbers", "times": 50, "answer": answer})).await;
    sandbox.calls().await;
    workspace.plan(&hcl).await.failed(&["only a part of the list in it"]);
    let calls = sandbox.calls().await;
    assert_eq!(calls.iter().filter(|call| call.line.ends_with("/numbers")).count(), 1, "{calls:#?}");
}

/// What an answer leaves out or has too much, rows have it the same way.
#[tokio::test]
async fn a_row_is_read_as_any_other_answer_is() {
    let sandbox = Sandbox::start(&["bolna.removed-numbers=shown"]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = SUBJECTS[0].hcl.replace("COUNT", "1")
        + r#"
resource "siptrunk_bolna_phone_number" "it" {
  trunk_id     = siptrunk_bolna_trunk.it[0].id
  phone_number = "+61255501000"
}
"#;
    workspace.apply(&hcl).await.ok();
    let all = r#"
data "siptrunk_bolna_trunks" "all" {}
output "numbers" {
  value = [for trunk in data.siptrunk_bolna_trunks.all.trunks : length(trunk.phone_numbers)]
}
"#;
    let number = sandbox.objects("bolna").await[0]["phone_numbers"][0].clone();
    assert_eq!(sandbox.remove("bolna", &number).await.status, 200);
    let held = &sandbox.objects("bolna").await[0]["phone_numbers"];
    assert!(held[0]["deleted"] == true || held[0]["deleted"] == 1, "it is still shown: {held}");
    workspace.plan(all).await.exited(2).says(&["+ numbers = [\n + 0,"]);

    // An older server passes over `media`, and has lists only.
    let [_, _, subject] = &SUBJECTS;
    let Some((sandbox, workspace, hcl)) = subject.made(1).await else { return };
    let hcl = hcl.replace("  metadata ", "  codecs        = [\"PCMU\"]\n  metadata ");
    workspace.apply(&hcl).await.ok();
    sandbox.switch("livekit.media", "missing").await;
    sandbox.switch("livekit.get", "missing").await;
    workspace.plan(&hcl).await.exited(2).says(&["+ codecs"]);
}

/// Whoever looks for a trunk by its name finds it in a list that is read once.
#[tokio::test]
async fn many_imports_by_name_cost_one_list_more() {
    let [subject, ..] = &SUBJECTS;
    let Some((sandbox, _, hcl)) = subject.made(MANY).await else { return };
    let Some(workspace) = sandbox.workspace().await else { return };
    let block = |n| format!("import {{\n  to = siptrunk_bolna_trunk.it[{n}]\n  id = \"agent-{n}\"\n}}\n");
    let imports: String = (0..MANY).map(block).collect();
    let plan = workspace.plan(&format!("{hcl}{imports}")).await.exited(2);
    plan.says(&[&format!("Plan: {MANY} to import, 0 to add, 0 to change, 0 to destroy.")]);
    assert_eq!(subject.calls(&sandbox).await, (2, 1));

    let named = "data \"siptrunk_bolna_trunk\" \"it\" {\n  count = 9\n  name  = \"agent-${count.index}\"\n}\n";
    workspace.plan(named).await.empty();
    assert_eq!(subject.calls(&sandbox).await, (1, 9));
}

/// A list that fails is tried as often as any call, and not once more for everybody who waits for it.
#[tokio::test]
async fn those_who_look_for_a_name_share_a_list_that_fails() {
    let [subject, ..] = &SUBJECTS;
    let Some((sandbox, workspace, _)) = subject.made(1).await else { return };
    let workspace = workspace.with("BOLNA_MAX_RETRIES", "1");
    subject.list_is_answered(&sandbox, json!({"status": 500})).await;
    sandbox.calls().await;
    let named = "data \"siptrunk_bolna_trunk\" \"it\" {\n  count = 9\n  name  = \"agent-${count.index}\"\n}\n";
    let run = workspace.plan(named).await.failed(&["Bolna did not show the trunk", "in the last of 2 tries"]);
    assert_eq!(run.text.matches("Error: ").count(), 9, "{run}");
    // The trunk that is to go is read by itself.
    assert_eq!(subject.calls(&sandbox).await, (2, 1));
}

/// What a run has made is found by name in that run.
#[tokio::test]
async fn a_list_from_before_a_change_is_not_looked_at_again() {
    let [subject, ..] = &SUBJECTS;
    let Some((sandbox, workspace, hcl)) = subject.made(1).await else { return };
    let old = "data \"siptrunk_bolna_trunk\" \"old\" {\n  name = \"agent-0\"\n}\n";
    let new = "data \"siptrunk_bolna_trunk\" \"new\" {\n  name       = \"agent-1\"\n  depends_on = [siptrunk_bolna_trunk.it]\n}\n";
    let hcl = format!("{}{old}{new}", hcl.replace("= 1\n", "= 2\n"));
    workspace.apply(&hcl).await.ok();
    workspace.plan(&hcl).await.empty();
    assert_eq!(sandbox.objects("bolna").await.len(), 2);
}
