//! What passes is waited for, at every vendor and in every step: a call that is put off is sent again, whatever it does, and a
//! read that failed is tried again, however the vendor tells it. What does not pass is told in the vendor's words.

use serde_json::{Value as Json, json};

use super::super::adopt::adopted;
use super::super::support::livekit::LEAST;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Run, Workspace};
use super::super::support::trunks::{DESK, HQ};
use super::at_each;
use super::bolna::AGENT;
use super::nebrija::TOLEDO;
use super::yeastar::PEER;

/// A trunk of a vendor, and how the vendor tells what passes.
struct Subject {
    address: &'static str,
    hcl: &'static str,
    /// What an update changes, and what it is then.
    change: (&'static str, &'static str),
    /// It is busy, or called too often: nothing was done.
    busy: Told,
    /// It has failed.
    failed: Told,
}

/// Status and body of an answer, and what an error quotes of it.
type Told = (u16, &'static str, &'static str);

const MOVED: (&str, &str) = ("sip.carrier.example", "b.carrier.example");

const SUBJECTS: &[Subject] = &[
    Subject {
        address: "siptrunk_bolna_trunk.agent",
        hcl: AGENT,
        change: MOVED,
        busy: (429, r#"{"error": 429, "message": "Too Many Requests"}"#, "Too Many Requests"),
        failed: (500, r#"{"error": 500, "message": "Internal Server Error"}"#, "Internal Server Error"),
    },
    Subject {
        address: "siptrunk_crazytel_trunk.desk",
        hcl: DESK,
        change: ("61255501234", "61355505678"),
        busy: (429, r#"{"detail": "Rate limit exceeded"}"#, "Rate limit exceeded"),
        failed: (
            500,
            r#"{"detail": "Error communicating with Crazytel API"}"#,
            "Error communicating with Crazytel API",
        ),
    },
    // No page has a 429.
    Subject {
        address: "siptrunk_fonedynamics_trunk.hq",
        hcl: HQ,
        change: ("203.0.113.10/32", "203.0.113.11/32"),
        busy: (429, "<html>Slow down", "<html>Slow down"),
        failed: (500, r#"{"ResponseStatus": {"ErrorCode": "ERROR", "Message": "Oops"}}"#, "ERROR: Oops"),
    },
    Subject {
        address: "siptrunk_livekit_outbound_trunk.carrier",
        hcl: LEAST,
        change: MOVED,
        busy: (429, r#"{"code": "resource_exhausted", "msg": "too many requests"}"#, "too many requests"),
        failed: (500, r#"{"code": "unknown", "msg": "context canceled"}"#, "context canceled"),
    },
    Subject {
        address: "siptrunk_nebrija_trunk.madrid",
        hcl: TOLEDO,
        change: MOVED,
        busy: (429, r#"{"message": "Too many requests"}"#, "Too many requests"),
        failed: (500, r#"{"message": "Internal server error"}"#, "Internal server error"),
    },
    // Both in a success of HTTP: `error-code-and-error-message`.
    Subject {
        address: "siptrunk_yeastar_trunk.carrier",
        hcl: PEER,
        change: ("5060", "5061"),
        busy: (200, r#"{"errcode": 70082, "errmsg": "OVERLOAD_TASK_RUNNING"}"#, "70082 OVERLOAD_TASK_RUNNING"),
        failed: (200, r#"{"errcode": -2, "errmsg": "INTERNAL SERVER ERROR"}"#, "-2 INTERNAL SERVER ERROR"),
    },
];

impl Subject {
    /// Its vendor, and what the vendor has of its kind.
    fn names(&self) -> (&str, &str) {
        let (kind, _) = self.address.split_once('.').expect("type.name");
        kind.trim_start_matches("siptrunk_").split_once('_').expect("vendor_noun")
    }

    fn changed(&self) -> String {
        self.hcl.replace(self.change.0, self.change.1)
    }

    /// Counts all that there are by a data source.
    fn count(&self) -> String {
        let (vendor, noun) = self.names();
        let all = format!("siptrunk_{vendor}_{noun}s");
        format!("data \"{all}\" \"all\" {{}}\noutput \"many\" {{\n  value = length(data.{all}.all.{noun}s)\n}}\n")
    }

    /// No test waits for a ceiling.
    async fn workspace(&self, sandbox: &Sandbox) -> Option<Workspace> {
        Some(sandbox.workspace().await?.with(&self.variable("REQUESTS_PER_MINUTE"), "100000"))
    }

    /// The vendor's variable of that name.
    fn variable(&self, name: &str) -> String {
        format!("{}_{name}", self.names().0.to_uppercase())
    }
}

fn answer((status, body, _): Told) -> Json {
    json!({"status": status, "body": serde_json::from_str(body).unwrap_or_else(|_| json!(body))})
}

/// A subject at a sandbox of its own.
struct Place {
    subject: &'static Subject,
    sandbox: Sandbox,
    workspace: Workspace,
}

impl Place {
    async fn of(subject: &'static Subject) -> Option<Self> {
        let sandbox = Sandbox::start(&[]).await;
        let workspace = subject.workspace(&sandbox).await?;
        Some(Self { subject, sandbox, workspace })
    }

    async fn order(&self, deed: &str, times: u32, answer: &Json) {
        self.sandbox.order(self.subject.names().0, deed, times, answer).await;
    }

    /// Every step that reads and changes nothing: a refresh, a list for a data source, an import, and an adoption. Each of
    /// them meets this once.
    async fn reads_behind(&self, answer: &Json) {
        let Subject { address, hcl, .. } = self.subject;
        // An import may have left out a password.
        self.workspace.apply(hcl).await.ok();
        self.order("read", 1, answer).await;
        self.workspace.plan(hcl).await.empty();
        let beside = self.subject.workspace(&self.sandbox).await.expect("as before");
        self.order("read", 1, answer).await;
        beside.apply(&self.subject.count()).await.ok().says(&["many = 1"]);
        self.order("read", 1, answer).await;
        self.workspace.found_again(address, &self.workspace.import_id(address)).await.ok();
        self.order("read", 1, answer).await;
        let written = adopted(&self.sandbox, &[self.subject.names().0]).await;
        assert_eq!(written.matches("import {").count(), 1, "{written}");
    }
}

#[tokio::test]
async fn a_call_that_is_put_off_is_sent_again_in_every_step() {
    at_each(SUBJECTS, Place::of, async |place| {
        let Subject { address, hcl, .. } = place.subject;
        let busy = answer(place.subject.busy);
        for deed in ["create", "read", "update", "delete", "login"] {
            place.order(deed, 1, &busy).await;
        }
        place.workspace.apply(hcl).await.ok();
        place.workspace.apply(&place.subject.changed()).await.ok();
        place.workspace.destroy().await.ok();
        let changes = place.sandbox.changes().await;
        assert_eq!(changes.len(), 6, "{address}: {changes:#?}");
        for pair in changes.chunks(2) {
            assert_eq!((&pair[0].line, &pair[0].request), (&pair[1].line, &pair[1].request), "{address}");
        }
        place.sandbox.forget_faults().await;
        place.reads_behind(&busy).await;
    })
    .await;
}

#[tokio::test]
async fn a_read_that_fails_is_tried_again_however_that_is_told() {
    at_each(SUBJECTS, Place::of, async |place| {
        let page = json!({"status": 200, "body": "<html>Back in a minute"});
        for answer in [answer(place.subject.failed), page, json!("truncated")] {
            place.reads_behind(&answer).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_does_not_pass_is_told_in_the_vendors_words_with_the_number_of_tries() {
    at_each(SUBJECTS, Place::of, async |place| {
        let Subject { hcl, address, busy, failed, .. } = *place.subject;
        for (retries, tries) in [(2, Some("in the last of 3 tries")), (0, None)] {
            let workspace = place.subject.workspace(&place.sandbox).await.expect("as before");
            let workspace = workspace.with(&place.subject.variable("MAX_RETRIES"), &retries.to_string());
            let many = retries + 1;
            let fails = |run: Run, says: &[&str], told: Told| {
                let quoted = format!("\"{}\"", told.2);
                run.failed(says).failed(&[&quoted]).failed(tries.as_slice())
            };
            place.sandbox.calls().await;

            place.order("create", many, &answer(busy)).await;
            let run = fails(workspace.apply(hcl).await, &["did not create"], busy);
            assert!(tries.is_some() || !run.text.contains("in the last of"), "{run}");
            assert_eq!(place.sandbox.changes().await.len(), many as usize, "{address}");
            assert!(workspace.state(address).is_none(), "{address}");
            workspace.apply(hcl).await.ok();
            place.sandbox.calls().await;

            place.order("update", many, &answer(busy)).await;
            let run = workspace.apply(&place.subject.changed()).await;
            fails(run, &["did not change", "The state is left as it was"], busy);
            place.order("delete", many, &answer(busy)).await;
            fails(workspace.destroy().await, &["did not delete", "It stays in the state"], busy);
            assert_eq!(place.sandbox.changes().await.len(), 2 * many as usize, "{address}");

            for told in [busy, failed] {
                place.order("read", many, &answer(told)).await;
                fails(workspace.plan(hcl).await, &["did not show"], told);
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
