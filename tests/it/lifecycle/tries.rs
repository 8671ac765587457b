//! A call that is completed from a look at the object is completed anew before it is sent again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use serde_json::{Value as Json, json};

use super::super::support::between;
use super::super::support::livekit::LEAST;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Run;
use super::nebrija::TOLEDO;

/// What an update has to take along, and what somebody else makes of it while the update is tried.
struct Subject {
    vendor: &'static str,
    /// What is in the line of the update.
    update: &'static str,
    /// The trunk before, and after the update.
    hcl: fn(&str) -> String,
    /// What somebody else writes into the trunk that is there.
    theirs: fn(&Json) -> Json,
    /// What the vendor has of theirs and of the update's, and has to have in the end.
    both: fn(&Json) -> (Json, Json),
    due: fn() -> (Json, Json),
    /// Whether that is an attribute, whose change is told.
    is_told: bool,
}

fn with(least: &str, line: &str) -> String {
    least.replacen(" {\n", &format!(" {{\n  {line}\n"), 1)
}

const SUBJECTS: [Subject; 4] = [
    // A replacement.
    Subject {
        vendor: "livekit",
        update: "/UpdateSIPOutboundTrunk",
        hcl: |value| with(LEAST, &format!("headers = {{ X-A = \"{value}\" }}")),
        theirs: |_| json!({"metadata": "theirs"}),
        both: |held| (held["metadata"].clone(), held["headers"]["X-A"].clone()),
        due: || (json!("theirs"), json!("second")),
        is_told: true,
    },
    // A member that goes whole.
    Subject {
        vendor: "livekit",
        update: "/UpdateSIPOutboundTrunk",
        hcl: |value| with(LEAST, &format!("media_timeout = \"{}s\"", if value == "first" { 5 } else { 7 })),
        theirs: |held| {
            let mut media = held["media"].clone();
            media["only_listed_codecs"] = json!(true);
            json!({"media": media})
        },
        both: |held| (held["media"]["only_listed_codecs"].clone(), held["media"]["media_timeout"].clone()),
        due: || (json!(true), json!("7s")),
        is_told: true,
    },
    // Names in free form that nobody has written here.
    Subject {
        vendor: "nebrija",
        update: "PATCH ",
        hcl: |value| with(TOLEDO, &format!("advanced = jsonencode({{ own = \"{value}\" }})")),
        theirs: |_| json!({"advanced": {"own": "first", "theirs": 1}}),
        both: |held| (held["advanced"]["theirs"].clone(), held["advanced"]["own"].clone()),
        due: || (json!(1), json!("second")),
        is_told: false,
    },
    // What is kept with an element of a list.
    Subject {
        vendor: "nebrija",
        update: "PATCH ",
        hcl: |value| TOLEDO.replace(".example\" }", &format!(".example\", name = \"{value}\" }}")),
        theirs: |_| json!({"gateways": [{"ipOrDomain": "sip.carrier.example", "port": 5060, "name": "first", "netmask": 28}]}),
        both: |held| (held["gateways"][0]["netmask"].clone(), held["gateways"][0]["name"].clone()),
        due: || (json!(28), json!("second")),
        is_told: false,
    },
];

/// Has the first try of an update go wrong in this way, while somebody else writes.
async fn while_somebody_writes(subject: &'static Subject, sandbox: &Sandbox, fault: &Json) -> Option<Run> {
    let written = Arc::new(AtomicBool::new(true));
    let (behind, due) = (sandbox.clone(), Arc::clone(&written));
    let (address, url) = between::before(sandbox, subject.vendor, move |line: String, text| {
        let (behind, due) = (behind.clone(), Arc::clone(&due));
        async move {
            if line.contains(subject.update) && !due.swap(true, Ordering::SeqCst) {
                let held = behind.objects(subject.vendor).await.remove(0);
                let answer = behind.meddle(subject.vendor, &held, (subject.theirs)(&held)).await;
                assert_eq!(answer.status, 200, "{answer:?}");
            }
            text
        }
        .boxed()
    })
    .await;
    let workspace = sandbox.workspace().await?.with(&address, &url);
    workspace.apply(&(subject.hcl)("first")).await.ok();
    let mut fault = fault.clone();
    (fault["vendor"], fault["deed"]) = (json!(subject.vendor), json!("update"));
    sandbox.fault(fault).await;
    sandbox.calls().await;
    written.store(false, Ordering::SeqCst);
    Some(workspace.apply(&(subject.hcl)("second")).await)
}

#[tokio::test]
async fn what_somebody_else_changes_between_two_tries_stays() {
    for subject in &SUBJECTS {
        for fault in [json!({"answer": "503"}), json!({"answer": "504-after"}), json!({"answer": "429-retry-after"})] {
            let sandbox = Sandbox::start(&["nebrija.extra-keys=gateways"]).await;
            let Some(run) = while_somebody_writes(subject, &sandbox, &fault).await else { return };
            let held = sandbox.objects(subject.vendor).await.remove(0);
            assert_eq!((subject.both)(&held), (subject.due)(), "{fault} {held:#}");
            match subject.is_told {
                true => run.failed(&["since the plan"]),
                false => run.ok(),
            };
            // Two tries and theirs in between.
            assert_eq!(sandbox.changes().await.len(), 3, "{fault}");
        }
    }
}
