//! A trunk that was made and that no read has shown yet, as long as it takes: it is neither made again nor given up.

use serde_json::Value as Json;

use super::super::support::livekit::LEAST;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Run, Workspace};
use super::super::support::trunks::{DESK, HQ, MAIN};
use super::at_each;
use super::bolna::AGENT;
use super::nebrija::TOLEDO;
use super::yeastar::REGISTER;

/// How many reads find nothing: more than any story here sends.
const LATE: u32 = 60;

/// What is made late.
struct Subject {
    vendor: &'static str,
    address: &'static str,
    /// What is there before.
    base: &'static str,
    hcl: &'static str,
    /// A text in the configuration, and another one that an update brings about, if there is an update.
    change: Option<(&'static str, &'static str)>,
}

const SUBJECTS: &[Subject] = &[
    Subject {
        vendor: "bolna",
        address: "siptrunk_bolna_trunk.agent",
        base: "",
        hcl: AGENT,
        change: Some(("\"agent\"\n  provider_name", "\"other\"\n  provider_name")),
    },
    Subject { vendor: "bolna", address: "siptrunk_bolna_phone_number.main", base: AGENT, hcl: MAIN, change: None },
    Subject {
        vendor: "crazytel",
        address: "siptrunk_crazytel_trunk.desk",
        base: "",
        hcl: DESK,
        change: Some(("61255501234", "61355505678")),
    },
    Subject {
        vendor: "fonedynamics",
        address: "siptrunk_fonedynamics_trunk.hq",
        base: "",
        hcl: HQ,
        change: Some(("hq-edge", "hq-core")),
    },
    Subject {
        vendor: "livekit",
        address: "siptrunk_livekit_outbound_trunk.carrier",
        base: "",
        hcl: LEAST,
        change: Some(("  address ", "  metadata = \"other\"\n  address ")),
    },
    Subject {
        vendor: "livekit",
        address: "siptrunk_livekit_inbound_trunk.it",
        base: "",
        hcl: r#"resource "siptrunk_livekit_inbound_trunk" "it" {
  metadata      = "first"
  phone_numbers = ["+15550100"]
}
"#,
        change: Some(("first", "second")),
    },
    Subject {
        vendor: "nebrija",
        address: "siptrunk_nebrija_trunk.madrid",
        base: "",
        hcl: TOLEDO,
        change: Some(("Toledo", "Segovia")),
    },
    Subject {
        vendor: "yeastar",
        address: "siptrunk_yeastar_trunk.carrier",
        base: "",
        hcl: REGISTER,
        change: Some(("a100", "a200")),
    },
];

/// One that was made, and that nothing shows yet.
struct Late {
    subject: &'static Subject,
    sandbox: Sandbox,
    workspace: Workspace,
    id: Json,
}

impl Late {
    async fn made(subject: &'static Subject) -> Option<Self> {
        let sandbox = Sandbox::start(&[]).await;
        let workspace = sandbox.workspace().await?.with("FONEDYNAMICS_PROVISIONING_TIMEOUT", "1");
        if !subject.base.is_empty() {
            workspace.apply(subject.base).await.ok();
        }
        sandbox.switch(&format!("{}.create-visible-after", subject.vendor), LATE.to_string()).await;
        let run = workspace.apply(&format!("{}{}", subject.base, subject.hcl)).await;
        assert!(run.code == 0 && run.text.contains("Warning:"), "{run}");
        let id = workspace.state(subject.address).expect("it is in the state").attributes["id"].clone();
        sandbox.calls().await;
        Some(Self { subject, sandbox, workspace, id })
    }

    fn hcl(&self) -> String {
        format!("{}{}", self.subject.base, self.subject.hcl)
    }

    /// The state has it, and nothing was made beside it.
    async fn is_kept(&self, run: &Run) {
        let state = self.workspace.state(self.subject.address);
        assert_eq!(state.map(|state| state.attributes["id"].clone()).as_ref(), Some(&self.id), "{run}");
        let changes = self.sandbox.changes().await;
        let made = changes.iter().filter(|call| {
            call.line.starts_with("POST")
                && !call.line.contains("Update")
                && !call.line.contains("Delete")
                && !call.line.contains("/update")
        });
        assert_eq!(made.count(), 0, "{changes:#?}\n{run}");
    }

    async fn plans_no_other(&self, hcl: &str) {
        let plan = self.workspace.plan(hcl).await;
        assert!(plan.code != 1 && !plan.text.contains("1 to add"), "{}: {plan}", self.subject.address);
        self.is_kept(&plan.says(&["does not show the new"])).await;
    }

    /// Reads it until it is seen.
    async fn appears(&self) {
        for object in self.sandbox.objects(self.subject.vendor).await {
            for _ in 0..=LATE {
                match self.subject.address.contains("phone_number") {
                    true => {
                        let path = format!("/sip-trunks/trunks/{}/numbers", object["id"].as_str().expect("an id"));
                        self.sandbox.ask(self.subject.vendor, "GET", &path, Json::Null).await;
                    }
                    false => drop(self.sandbox.look(self.subject.vendor, &object).await),
                }
            }
        }
    }
}

/// Whatever an update of it is answered, and whether that is looked at or not.
#[tokio::test]
async fn an_update_does_not_end_the_waiting_for_a_new_object() {
    at_each(SUBJECTS, Late::made, async |late| {
        let Some((from, to)) = late.subject.change else { return };
        let changed = late.hcl().replace(from, to);
        assert_ne!(changed, late.hcl());
        for reach in ["all", "reads"] {
            late.sandbox.switch(&format!("{}.create-late-for", late.subject.vendor), reach).await;
            let run = late.workspace.apply(&changed).await;
            assert!(reach == "reads" || run.code == 1, "{run}");
            late.is_kept(&run).await;
            late.plans_no_other(&changed).await;
        }
        late.appears().await;
        let run = late.workspace.apply(&changed).await;
        assert_eq!(run.code, 0, "{run}");
        late.workspace.plan(&changed).await.empty().says_not(&["does not show"]);
        // From then on, not to be shown is to be gone.
        let held = late.sandbox.objects(late.subject.vendor).await;
        late.sandbox.remove(late.subject.vendor, &held[0]).await;
        late.workspace.plan(&changed).await.exited(2).says(&["1 to add"]);
    })
    .await;
}

/// A server that does not find a new trunk yet deletes none. That is no end of it.
#[tokio::test]
async fn a_delete_that_finds_no_new_object_yet_is_an_error_and_keeps_it() {
    at_each(SUBJECTS, Late::made, async |late| {
        late.sandbox.switch(&format!("{}.create-late-for", late.subject.vendor), "all").await;
        let held = late.sandbox.objects(late.subject.vendor).await;
        let replace = format!("-replace={}", late.subject.address);
        let target = format!("-target={}", late.subject.address);
        for arguments in [["destroy", &target], ["apply", &replace]] {
            late.workspace.write(&late.hcl());
            let [command, which] = arguments;
            let run = late.workspace.run(&[command, which, "-auto-approve", "-input=false", "-no-color"]).await;
            let run = run.failed(&["It is not known whether", "run this again in a few minutes"]);
            late.is_kept(&run).await;
        }
        assert_eq!(late.sandbox.objects(late.subject.vendor).await, held);
        late.appears().await;
        let run = late.workspace.destroy().await;
        assert_eq!(run.code, 0, "{run}");
        assert_eq!(late.sandbox.objects(late.subject.vendor).await, Vec::<Json>::new(), "{}", late.subject.vendor);
    })
    .await;
}

/// A delete that a vendor has carried out, and says so, is done.
#[tokio::test]
async fn a_new_object_that_is_not_shown_yet_can_be_deleted() {
    at_each(SUBJECTS, Late::made, async |late| {
        // LiveKit says that of every delete.
        if late.subject.vendor == "livekit" {
            return;
        }
        let run = late.workspace.destroy().await;
        assert_eq!(run.code, 0, "{run}");
        assert_eq!(late.sandbox.objects(late.subject.vendor).await, Vec::<Json>::new(), "{}", late.subject.vendor);
    })
    .await;
}
