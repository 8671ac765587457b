//! Passwords that are written and kept nowhere, at every vendor: what is sent, when, and where they are not found.

use std::fs;

use serde_json::{Value as Json, json};

use super::super::support::sandbox::{Call, Sandbox};
use super::super::support::terraform::{Run, Workspace};
use super::at_each;

/// Nobody writes these by accident, and every vendor takes them.
pub const SECRETS: [&str; 4] = ["Quarz7&Lupine", "Velvet8&Osprey", "Cobalt9&Tundra", "Saffron5&Gecko"];

struct Subject {
    vendor: &'static str,
    address: &'static str,
    /// The trunk without its password; `LOGIN` and `OTHER` stand for what changes.
    hcl: &'static str,
    /// Where the sandbox has the password.
    place: &'static str,
    /// The body that rotates it, from the vendor's pages.
    rotation: fn() -> Json,
    /// The body for another `OTHER`, which the vendor takes by itself.
    other: fn() -> Json,
    /// What is said where a new trunk has no password, if it needs one.
    needed: Option<&'static str>,
    /// The body for another `LOGIN`, where the vendor wants the password along with it.
    along: Option<fn() -> Json>,
    /// Whether that is a mask, which keeps what is there.
    masked: bool,
}

const SUBJECTS: &[Subject] = &[
    Subject {
        vendor: "bolna",
        address: "siptrunk_bolna_trunk.it",
        hcl: r#"resource "siptrunk_bolna_trunk" "it" {
  name          = "agent"
  provider_name = "custom"
  auth_type     = "credentials"
  username      = "LOGIN"
  description   = "OTHER"
  gateways      = [{ host = "sip.carrier.example" }]
"#,
        place: "/auth_password",
        rotation: || json!({"auth_username": "login", "auth_password": "***"}),
        other: || json!({"description": "changed"}),
        needed: Some("Missing password"),
        along: Some(|| json!({"auth_username": "another", "auth_password": "***"})),
        masked: false,
    },
    Subject {
        vendor: "crazytel",
        address: "siptrunk_crazytel_trunk.it",
        hcl: r#"resource "siptrunk_crazytel_trunk" "it" {
  caller_id   = "61255501234"
  description = "OTHER"
"#,
        place: "/password",
        rotation: || json!({"password": "***"}),
        other: || json!({"description": "changed"}),
        needed: Some("Missing password"),
        along: None,
        masked: false,
    },
    Subject {
        vendor: "fonedynamics",
        address: "siptrunk_fonedynamics_trunk.it",
        hcl: r#"resource "siptrunk_fonedynamics_trunk" "it" {
  name               = "branch-pbx"
  caller_id          = "+61355505678"
  auth_type          = "credentials"
  realm              = "LOGIN"
  customer_reference = "OTHER"
"#,
        place: "/SipTrunkCredentials/Password",
        rotation: || json!({"SipTrunkCredentials": {"Realm": "login", "Password": "***"}}),
        other: || json!({"CustomerReference": "changed"}),
        needed: Some("Missing password"),
        along: Some(|| json!({"SipTrunkCredentials": {"Realm": "another", "Password": "***"}})),
        masked: false,
    },
    Subject {
        vendor: "livekit",
        address: "siptrunk_livekit_inbound_trunk.it",
        hcl: r#"resource "siptrunk_livekit_inbound_trunk" "it" {
  phone_numbers = ["+15550101"]
  username      = "LOGIN"
  metadata      = "OTHER"
"#,
        place: "/auth_password",
        rotation: || json!({"sip_trunk_id": "ID", "update": {"auth_password": "***"}}),
        other: || json!({"sip_trunk_id": "ID", "update": {"metadata": "changed"}}),
        needed: None,
        along: None,
        masked: false,
    },
    Subject {
        vendor: "nebrija",
        address: "siptrunk_nebrija_trunk.it",
        hcl: r#"resource "siptrunk_nebrija_trunk" "it" {
  name     = "OTHER"
  gateways = [{ host = "sip.carrier.example" }]
  username = "LOGIN"
"#,
        place: "/authentication/password",
        rotation: || json!({"authentication": {"username": "login", "password": "***"}}),
        other: || json!({"name": "changed"}),
        needed: Some("Invalid password"),
        along: Some(|| json!({"authentication": {"username": "another", "password": "***"}})),
        masked: true,
    },
    Subject {
        vendor: "yeastar",
        address: "siptrunk_yeastar_trunk.it",
        hcl: r#"resource "siptrunk_yeastar_trunk" "it" {
  type           = "register"
  name           = "acme_reg"
  transport      = "udp"
  host           = "sip.acme.example"
  port           = 5060
  domain         = "acme.example"
  username       = "u100"
  auth_name      = "a100"
  codecs         = ["ulaw", "alaw"]
  caller_id_name = "OTHER"
"#,
        place: "/password",
        rotation: || json!({"id": "ID", "password": "***"}),
        other: || json!({"id": "ID", "def_outbound_cid_name": "changed"}),
        needed: Some("Missing password"),
        along: None,
        masked: false,
    },
];

/// A trunk in its sandbox.
struct Life {
    subject: &'static Subject,
    sandbox: Sandbox,
    workspace: Workspace,
    login: &'static str,
    other: &'static str,
}

/// `password = SECRETS[at]`.
fn plain(at: usize) -> String {
    format!("  password = \"{}\"\n", SECRETS[at])
}

/// `password_wo = SECRETS[at]`.
fn write_only(at: usize, version: u32) -> String {
    format!("  password_wo = \"{}\"\n  password_wo_version = {version}\n", SECRETS[at])
}

impl Life {
    async fn new(subject: &'static Subject) -> Option<Self> {
        let sandbox = Sandbox::start(&[]).await;
        let workspace = sandbox.previewed_workspace().await?;
        Some(Self { subject, sandbox, workspace, login: "login", other: "first" })
    }

    fn hcl(&self, password: &str) -> String {
        let hcl = self.subject.hcl.replace("LOGIN", self.login).replace("OTHER", self.other);
        format!("{hcl}{password}}}\n")
    }

    /// An apply whose plan says what it does, and the calls that it took.
    async fn applied(&self, password: &str) -> Vec<Call> {
        self.sandbox.calls().await;
        self.workspace.apply(&self.hcl(password)).await.ok();
        let calls = self.sandbox.changes().await;
        self.workspace.plan(&self.hcl(password)).await.empty();
        calls
    }

    /// One call with this body.
    #[track_caller]
    fn once(&self, calls: &[Call], body: Json) {
        let mut body = body;
        for (name, id) in body.as_object_mut().expect("a body").iter_mut().filter(|(_, value)| **value == "ID") {
            *id = self.attribute("id");
            // Yeastar's is a number.
            if name == "id" {
                *id = id.as_str().and_then(|id| id.parse::<i64>().ok()).into();
            }
        }
        assert_eq!(calls.len(), 1, "{}: {calls:#?}", self.subject.vendor);
        assert_eq!(calls[0].request, body, "{}", self.subject.vendor);
    }

    fn attribute(&self, name: &str) -> Json {
        self.workspace.state(self.subject.address).expect("it is in the state").attributes[name].clone()
    }

    /// The vendor holds this secret and the state none.
    async fn holds(&self, at: usize) {
        let vendor = self.subject.vendor;
        let held = self.sandbox.objects(vendor).await;
        assert_eq!(held[0].pointer(self.subject.place), Some(&SECRETS[at].into()), "{vendor}");
    }

    /// No secret is in a file that Terraform keeps.
    fn keeps_none(&self) {
        let state = fs::read_to_string(self.workspace.path().join("terraform.tfstate")).expect("a state");
        for secret in SECRETS {
            assert!(!state.contains(secret.split('&').next().unwrap()), "{}: {secret}", self.subject.vendor);
        }
    }
}

#[tokio::test]
async fn a_version_sends_the_password_and_nothing_else_does() {
    at_each(SUBJECTS, Life::new, async |mut life| {
        let subject = life.subject;
        let vendor = subject.vendor;
        life.applied(&write_only(0, 1)).await;
        life.holds(0).await;
        life.keeps_none();
        // Another value is no change: only the version tells of one.
        life.workspace.plan(&life.hcl(&write_only(1, 1))).await.empty();
        life.holds(0).await;
        let calls = life.applied(&write_only(1, 2)).await;
        life.once(&calls, (subject.rotation)());
        life.holds(1).await;
        // A change beside it does not send it, nor one that takes the whole trunk,
        life.other = "changed";
        let calls = life.applied(&write_only(2, 2)).await;
        life.once(&calls, (subject.other)());
        life.holds(1).await;
        if vendor == "livekit" {
            life.applied(&format!("{}  headers = {{ \"X-Team\" = \"desk\" }}\n", write_only(2, 2))).await;
            life.holds(1).await;
        }
        // unless the vendor wants it along, and takes no mask for it.
        if let Some(body) = subject.along {
            life.login = "another";
            let calls = life.applied(&write_only(2, 2)).await;
            life.once(&calls, body());
            life.holds(if subject.masked { 1 } else { 2 }).await;
        }
        assert_eq!(life.attribute("password"), Json::Null, "{vendor}");
        assert_eq!(life.attribute("password_wo_version"), 2, "{vendor}");
        life.keeps_none();
        life.workspace.destroy().await.ok();
    })
    .await;
}

#[tokio::test]
async fn a_password_moves_out_of_the_state_and_back_without_a_call_that_nobody_asked_for() {
    at_each(SUBJECTS, Life::new, async |mut life| {
        let subject = life.subject;
        let vendor = subject.vendor;
        life.applied(&plain(0)).await;
        assert_eq!(life.attribute("password"), SECRETS[0], "{vendor}");
        // The same password leaves the state, and nothing is sent.
        assert_eq!(life.applied(&write_only(0, 1)).await, [], "{vendor}");
        assert_eq!((life.attribute("password"), life.attribute("password_wo_version")), (Json::Null, json!(1)));
        life.keeps_none();
        life.holds(0).await;
        // Back: nobody knows what the vendor holds, so what is written is sent.
        life.once(&life.applied(&plain(1)).await, (subject.rotation)());
        assert_eq!(
            (life.attribute("password"), life.attribute("password_wo_version")),
            (json!(SECRETS[1]), Json::Null)
        );
        // Another password on the way out is sent.
        life.once(&life.applied(&write_only(2, 7)).await, (subject.rotation)());
        life.holds(2).await;
        life.keeps_none();
        // Without any, the vendor keeps what it has.
        assert_eq!(life.applied("").await, [], "{vendor}");
        assert_eq!((life.attribute("password"), life.attribute("password_wo_version")), (Json::Null, Json::Null));
        life.holds(2).await;
        life.once(&life.applied(&write_only(3, 1)).await, (subject.rotation)());
        life.holds(3).await;
        life.keeps_none();
        // Nor is what the vendor shows looked at where something else changes in the same apply.
        life.other = "changed";
        life.once(&life.applied("").await, (subject.other)());
        assert_eq!((life.attribute("password"), life.attribute("password_wo_version")), (Json::Null, Json::Null));
        life.holds(3).await;
        // Nor behind a change of which nobody knows whether it was made.
        life.other = "third";
        life.sandbox.order(vendor, "update", 1, &json!("500-after")).await;
        life.workspace.apply(&life.hcl("")).await.failed(&["did not confirm the change", "shows the new values"]);
        life.keeps_none();
    })
    .await;
}

#[tokio::test]
async fn a_version_of_which_nobody_knows_is_sent_whatever_the_configuration_says_next() {
    at_each(SUBJECTS, Life::new, async |life| {
        life.applied(&write_only(0, 1)).await;
        life.sandbox.order(life.subject.vendor, "update", 1, &json!("500-after")).await;
        life.workspace.apply(&life.hcl(&write_only(1, 2))).await.failed(&["did not confirm the change"]);
        life.keeps_none();
        life.holds(1).await;
        life.once(&life.applied(&write_only(0, 1)).await, (life.subject.rotation)());
        life.holds(0).await;
        life.keeps_none();
    })
    .await;
}

#[tokio::test]
async fn a_trunk_needs_a_password_to_be_made_and_none_to_be_had() {
    at_each(SUBJECTS, Life::new, async |mut life| {
        let subject = life.subject;
        let vendor = subject.vendor;
        if let Some(missing) = subject.needed {
            let says = [missing, "\"password\"", "or \"password_wo\""];
            life.workspace.plan(&life.hcl("")).await.exited(1).says(&says);
        }
        assert_eq!(life.sandbox.calls().await, [], "{vendor}");
        life.applied(&plain(0)).await;
        // In the state, a password that is left out stays; what the vendor takes without goes without.
        assert_eq!(life.applied("").await, [], "{vendor}");
        assert_eq!(life.attribute("password"), SECRETS[0], "{vendor}");
        life.other = "changed";
        life.once(&life.applied("").await, (subject.other)());
        life.holds(0).await;
        // What the state has is not sent again: somebody may have rotated it, and no answer tells.
        if subject.along.is_some() && !subject.masked {
            life.login = "another";
            let says = ["Missing password", "is sent together with the password"];
            life.workspace.plan(&life.hcl("")).await.exited(1).says(&says);
            life.login = "login";
        }
        // Of an import, nobody but LiveKit and Yeastar tells it.
        let id = life.workspace.import_id(subject.address);
        life.workspace.found_again(subject.address, &id).await.ok();
        life.other = "changed";
        life.workspace.plan(&life.hcl("")).await.empty();
        life.other = "first";
        let calls = life.applied("").await;
        assert_eq!(calls.len(), 1, "{vendor}");
        life.holds(0).await;
        if let Some(along) = subject.along {
            life.login = "another";
            let plan = life.workspace.plan(&life.hcl("")).await;
            if subject.masked {
                plan.exited(2);
                life.once(&life.applied("").await, along());
                life.holds(0).await;
            } else {
                let asked = ["Missing password", "is sent together with the password", "password_wo_version"];
                plan.exited(1).says(&asked);
                life.once(&life.applied(&write_only(0, 1)).await, along());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_rotation_that_is_refused_is_sent_again() {
    at_each(SUBJECTS, Life::new, async |life| {
        let subject = life.subject;
        life.applied(&write_only(0, 1)).await;
        let weak = format!("{} is too weak", SECRETS[1]);
        let (method, path, answer) = match subject.vendor {
            "livekit" => {
                let body = json!({"code": "invalid_argument", "msg": weak});
                ("POST", "UpdateSIPInboundTrunk", json!({"status": 400, "body": body}))
            }
            "yeastar" => {
                ("POST", "trunk/update", json!({"status": 200, "body": {"errcode": 40002, "errmsg": SECRETS[1]}}))
            }
            _ => ("PATCH", "", json!({"status": 422, "body": {"message": weak}})),
        };
        let fault = json!({"vendor": subject.vendor, "method": method, "path": path, "answer": answer});
        life.sandbox.fault(fault).await;
        let run: Run = life.workspace.apply(&life.hcl(&write_only(1, 2))).await.exited(1);
        run.says_not(&["Velvet8"]);
        assert_eq!(life.attribute("password_wo_version"), 1, "{}", subject.vendor);
        life.holds(0).await;
        life.once(&life.applied(&write_only(1, 2)).await, (subject.rotation)());
        life.holds(1).await;
    })
    .await;
}

#[tokio::test]
async fn what_a_vendor_shows_of_a_write_only_password_is_neither_kept_nor_followed() {
    for (vendor, member, path, nothing, did_not) in [
        ("livekit", "auth_password", "UpdateSIPInboundTrunk", json!({}), "LiveKit did not take password"),
        (
            "yeastar",
            "password",
            "trunk/update",
            json!({"errcode": 0, "errmsg": "SUCCESS"}),
            "Yeastar did not take password",
        ),
    ] {
        let subject = SUBJECTS.iter().find(|subject| subject.vendor == vendor).expect("a subject");
        let Some(mut life) = Life::new(subject).await else { return };
        life.applied(&write_only(0, 1)).await;
        let trunk = life.sandbox.objects(vendor).await[0].clone();
        life.sandbox.meddle(vendor, &trunk, json!({member: SECRETS[1]})).await;
        life.workspace.plan(&life.hcl(&write_only(0, 1))).await.empty();
        life.workspace.run(&["apply", "-refresh-only", "-auto-approve", "-no-color"]).await.ok();
        life.keeps_none();
        // A change beside it goes through, says nothing of the password, and leaves it.
        life.other = "changed";
        life.workspace.apply(&life.hcl(&write_only(0, 1))).await.ok().says_not(&["password too", "did not take"]);
        life.holds(1).await;
        life.keeps_none();
        // Where the vendor shows the password, one that it did not take is not done.
        let answer = json!({"status": 200, "body": nothing});
        life.sandbox.fault(json!({"vendor": vendor, "path": path, "answer": answer})).await;
        life.workspace.apply(&life.hcl(&write_only(2, 2))).await.failed(&[did_not]);
        assert_eq!(life.attribute("password_wo_version"), 1);
        life.keeps_none();
        life.once(&life.applied(&write_only(2, 2)).await, (subject.rotation)());
        life.holds(2).await;
    }
}
