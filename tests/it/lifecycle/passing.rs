//! What passes is waited for, at every vendor and in every step: a call that is put off is sent again, whatever it does, and a
//! read that failed is tried again, however the vendor tells it. What does not pass is told in the vendor's words.

use futures_util::future::join_all;
use serde_json::{Value as Json, json};

use super::super::adopt::adopted;
use super::super::support::livekit::LEAST;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::bolna::AGENT;
use super::crazytel::DESK;
use super::fonedynamics::HQ;
use super::nebrija::TOLEDO;
use super::yeastar::PEER;
use super::yeastar_failures::says;

/// A trunk of a vendor, and how the vendor tells what passes.
struct Subject {
    vendor: &'static str,
    address: &'static str,
    hcl: &'static str,
    /// What an update changes, and what it is then.
    change: (&'static str, &'static str),
    /// The data source of all trunks.
    all: &'static str,
    /// It is busy, or called too often: nothing was done.
    busy: fn() -> Json,
    /// It has failed.
    failed: fn() -> Json,
    /// What an error quotes of both.
    words: (&'static str, &'static str),
}

const SUBJECTS: [Subject; 6] = [
    Subject {
        vendor: "bolna",
        address: "siptrunk_bolna_trunk.agent",
        hcl: AGENT,
        change: ("sip.carrier.example", "b.carrier.example"),
        all: "siptrunk_bolna_trunks",
        busy: || json!({"status": 429, "body": {"error": 429, "message": "Too Many Requests"}}),
        failed: || json!({"status": 500, "body": {"error": 500, "message": "Internal Server Error"}}),
        words: ("\"Too Many Requests\"", "\"Internal Server Error\""),
    },
    Subject {
        vendor: "crazytel",
        address: "siptrunk_crazytel_trunk.desk",
        hcl: DESK,
        change: ("61255501234", "61355505678"),
        all: "siptrunk_crazytel_trunks",
        busy: || json!({"status": 429, "body": {"detail": "Rate limit exceeded"}}),
        failed: || json!({"status": 500, "body": {"detail": "Error communicating with Crazytel API"}}),
        words: ("\"Rate limit exceeded\"", "\"Error communicating with Crazytel API\""),
    },
    // No page has a 429.
    Subject {
        vendor: "fonedynamics",
        address: "siptrunk_fonedynamics_trunk.hq",
        hcl: HQ,
        change: ("203.0.113.10/32", "203.0.113.11/32"),
        all: "siptrunk_fonedynamics_trunks",
        busy: || json!({"status": 429, "body": "<html>Slow down"}),
        failed: || json!({"status": 500, "body": {"ResponseStatus": {"ErrorCode": "ERROR", "Message": "Oops"}}}),
        words: ("\"<html>Slow down\"", "\"ERROR: Oops\""),
    },
    Subject {
        vendor: "livekit",
        address: "siptrunk_livekit_outbound_trunk.carrier",
        hcl: LEAST,
        change: ("sip.carrier.example", "b.carrier.example"),
        all: "siptrunk_livekit_outbound_trunks",
        busy: || json!({"status": 429, "body": {"code": "resource_exhausted", "msg": "too many requests"}}),
        failed: || json!({"status": 500, "body": {"code": "unknown", "msg": "context canceled"}}),
        words: ("\"too many requests\"", "\"context canceled\""),
    },
    Subject {
        vendor: "nebrija",
        address: "siptrunk_nebrija_trunk.madrid",
        hcl: TOLEDO,
        change: ("sip.carrier.example", "b.carrier.example"),
        all: "siptrunk_nebrija_trunks",
        busy: || json!({"status": 429, "body": {"message": "Too many requests"}}),
        failed: || json!({"status": 500, "body": {"message": "Internal server error"}}),
        words: ("\"Too many requests\"", "\"Internal server error\""),
    },
    // Both in a success of HTTP: `error-code-and-error-message`.
    Subject {
        vendor: "yeastar",
        address: "siptrunk_yeastar_trunk.carrier",
        hcl: PEER,
        change: ("5060", "5061"),
        all: "siptrunk_yeastar_trunks",
        busy: || says(70082, "OVERLOAD_TASK_RUNNING"),
        failed: || says(-2, "INTERNAL SERVER ERROR"),
        words: ("\"70082 OVERLOAD_TASK_RUNNING\"", "\"-2 INTERNAL SERVER ERROR\""),
    },
];

/// A subject at a sandbox of its own.
struct Place {
    subject: &'static Subject,
    sandbox: Sandbox,
    workspace: Workspace,
}

/// No test waits for a ceiling.
async fn workspace(subject: &Subject, sandbox: &Sandbox) -> Option<Workspace> {
    let ceiling = format!("{}_REQUESTS_PER_MINUTE", subject.vendor.to_uppercase());
    Some(sandbox.workspace().await?.with(&ceiling, "100000"))
}

/// Goes through a story at every vendor side by side, for most of it is waiting.
async fn at_each(story: impl AsyncFn(&Place)) {
    let stories = SUBJECTS.iter().map(async |subject| {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = workspace(subject, &sandbox).await else { return };
        story(&Place { subject, sandbox, workspace }).await;
    });
    join_all(stories).await;
}

impl Place {
    async fn order(&self, deed: &str, times: u32, answer: &Json) {
        self.sandbox.order(self.subject.vendor, deed, times, answer).await;
    }

    fn changed(&self) -> String {
        let (before, after) = self.subject.change;
        self.subject.hcl.replace(before, after)
    }

    /// Every step that reads and changes nothing: a refresh, a list for a data source, an import, and an adoption. Each of
    /// them meets this once.
    async fn reads_behind(&self, answer: &Json) {
        let Subject { vendor, address, hcl, all, .. } = self.subject;
        // An import may have left out a password.
        self.workspace.apply(hcl).await.ok();
        self.order("read", 1, answer).await;
        self.workspace.plan(hcl).await.empty();
        let trunks = if *vendor == "livekit" { "outbound_trunks" } else { "trunks" };
        let data =
            format!("data \"{all}\" \"all\" {{}}\noutput \"many\" {{\n  value = length(data.{all}.all.{trunks})\n}}\n");
        let beside = workspace(self.subject, &self.sandbox).await.expect("as before");
        self.order("read", 1, answer).await;
        beside.apply(&data).await.ok().says(&["many = 1"]);
        self.order("read", 1, answer).await;
        self.workspace.found_again(address, &self.workspace.import_id(address)).await.ok();
        self.order("read", 1, answer).await;
        let written = adopted(&self.sandbox, &[vendor]).await;
        assert_eq!(written.matches("import {").count(), 1, "{written}");
    }
}

#[tokio::test]
async fn a_call_that_is_put_off_is_sent_again_in_every_step() {
    at_each(async |place| {
        let Subject { vendor, hcl, busy, .. } = place.subject;
        let busy = busy();
        for deed in ["create", "read", "update", "delete", "login"] {
            place.order(deed, 1, &busy).await;
        }
        place.workspace.apply(hcl).await.ok();
        place.workspace.apply(&place.changed()).await.ok();
        place.workspace.destroy().await.ok();
        let changes = place.sandbox.changes().await;
        assert_eq!(changes.len(), 6, "{vendor}: {changes:#?}");
        for pair in changes.chunks(2) {
            assert_eq!((&pair[0].line, &pair[0].request), (&pair[1].line, &pair[1].request), "{vendor}");
        }
        place.sandbox.control("DELETE", "/faults", Json::Null).await;
        place.reads_behind(&busy).await;
    })
    .await;
}

#[tokio::test]
async fn a_read_that_fails_is_tried_again_however_that_is_told() {
    at_each(async |place| {
        let page = json!({"status": 200, "body": "<html>Back in a minute"});
        for answer in [(place.subject.failed)(), page, json!("truncated")] {
            place.reads_behind(&answer).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_does_not_pass_is_told_in_the_vendors_words_with_the_number_of_tries() {
    at_each(async |place| {
        let Subject { vendor, hcl, address, busy, failed, words: (is_busy, has_failed), .. } = place.subject;
        let variable = format!("{}_MAX_RETRIES", vendor.to_uppercase());
        for (retries, tries) in [("2", "in the last of 3 tries"), ("0", "")] {
            let workspace = workspace(place.subject, &place.sandbox).await.expect("as before").with(&variable, retries);
            let many: u32 = retries.parse::<u32>().expect("a number") + 1;
            let told = |words: &'static str| if tries.is_empty() { vec![words] } else { vec![words, tries] };
            place.sandbox.calls().await;

            place.order("create", many, &busy()).await;
            let run = workspace.apply(hcl).await.failed(&[&["did not create"], &told(is_busy)[..]].concat());
            assert!(!tries.is_empty() || !run.text.contains("in the last of"), "{run}");
            assert_eq!(place.sandbox.changes().await.len(), many as usize, "{vendor}");
            assert!(workspace.state(address).is_none(), "{vendor}");
            workspace.apply(hcl).await.ok();
            place.sandbox.calls().await;

            place.order("update", many, &busy()).await;
            let run = workspace.apply(&place.changed()).await;
            run.failed(&[&["did not change", "The state is left as it was"], &told(is_busy)[..]].concat());
            place.order("delete", many, &busy()).await;
            let run = workspace.destroy().await;
            run.failed(&[&["did not delete", "It stays in the state"], &told(is_busy)[..]].concat());
            assert_eq!(place.sandbox.changes().await.len(), 2 * many as usize, "{vendor}");

            for (answer, words) in [(busy(), is_busy), (failed(), has_failed)] {
                place.order("read", many, &answer).await;
                workspace.plan(hcl).await.failed(&[&["did not show"], &told(words)[..]].concat());
            }
            workspace.plan(hcl).await.empty();
            workspace.destroy().await.ok();
        }
    })
    .await;
}

/// Such as a PBX gives in the middle of a plan.
#[tokio::test]
async fn a_bad_answer_among_many_fails_no_plan() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let many = PEER.replace(" {\n", " {\n  count = 12\n").replace("acme_peer", "acme_${count.index}");
    workspace.apply(&many).await.ok();
    sandbox.switch("yeastar.busy-answers", "1").await;
    sandbox.switch("yeastar.failed-reads", "1").await;
    sandbox.calls().await;
    workspace.plan(&many).await.empty();
    let calls = sandbox.calls().await;
    let reads = calls.iter().filter(|call| call.line.contains("/trunk/get?")).count();
    assert_eq!(reads, 12 * 3, "put off, failed and answered");
    let changed = many.replace("5060", "5061");
    workspace.apply(&changed).await.ok();
    workspace.plan(&changed).await.empty();
    workspace.destroy().await.ok();
    assert_eq!(sandbox.objects("yeastar").await, Vec::<Json>::new());
}
