//! What remains when a call fails, by rules that are the same at several vendors: at each step the state, the calls and the
//! words. What only one vendor has is in a module of its own.

use serde_json::{Value as Json, json};

use super::super::livekit::server::everywhere;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Run, Workspace};
use super::at_each;

/// A trunk of a vendor: `NOTE` is a text that it can change, `SECRET` its password.
struct Subject {
    vendor: &'static str,
    title: &'static str,
    noun: &'static str,
    address: &'static str,
    hcl: &'static str,
    /// The attribute that holds `NOTE`.
    note: &'static str,
    /// Where the vendor has the password, as a JSON pointer.
    password: &'static str,
    /// The variable with what a 401 is about.
    credential: &'static str,
    /// A refusal with this status, in the vendor's own form.
    refusal: fn(u16) -> Json,
    /// What to do about an object that the vendor does not delete.
    undeletable: &'static str,
}

const SUBJECTS: &[Subject] = &[
    Subject {
        vendor: "bolna",
        title: "Bolna",
        noun: "trunk",
        address: "siptrunk_bolna_trunk.it",
        hcl: r#"resource "siptrunk_bolna_trunk" "it" {
  name          = "agent"
  description   = "NOTE"
  provider_name = "custom"
  auth_type     = "credentials"
  username      = "agent"
  password      = "SECRET"
  gateways      = [{ host = "sip.carrier.example" }]
}
"#,
        note: "description",
        password: "/auth_password",
        credential: "BOLNA_API_KEY",
        refusal: |status| json!({"status": status, "body": {"error": status, "message": "No, thanks"}}),
        undeletable: "enabled = false",
    },
    Subject {
        vendor: "crazytel",
        title: "Crazytel",
        noun: "trunk",
        address: "siptrunk_crazytel_trunk.it",
        hcl: r#"resource "siptrunk_crazytel_trunk" "it" {
  description = "NOTE"
  password    = "SECRET"
  caller_id   = "61255501234"
}
"#,
        note: "description",
        password: "/password",
        credential: "CRAZYTEL_API_KEY",
        refusal: |status| json!({"status": status, "body": {"detail": "No, thanks"}}),
        undeletable: "enabled = false",
    },
    // An update by members.
    Subject {
        vendor: "livekit",
        title: "LiveKit",
        noun: "inbound trunk",
        address: "siptrunk_livekit_inbound_trunk.it",
        hcl: r#"resource "siptrunk_livekit_inbound_trunk" "it" {
  metadata      = "NOTE"
  username      = "carrier"
  password      = "SECRET"
  phone_numbers = ["+15550100"]
}
"#,
        note: "metadata",
        password: "/auth_password",
        credential: "LIVEKIT_API_SECRET",
        refusal: twirp,
        undeletable: "terraform state rm",
    },
    // A replacement of what is read before.
    Subject {
        vendor: "livekit",
        title: "LiveKit",
        noun: "outbound trunk",
        address: "siptrunk_livekit_outbound_trunk.it",
        hcl: r#"resource "siptrunk_livekit_outbound_trunk" "it" {
  metadata      = "NOTE"
  headers       = { X-Note = "NOTE" }
  password      = "SECRET"
  address       = "sip.carrier.example"
  phone_numbers = ["+15550101"]
}
"#,
        note: "metadata",
        password: "/auth_password",
        credential: "LIVEKIT_API_SECRET",
        refusal: twirp,
        undeletable: "terraform state rm",
    },
];

fn twirp(status: u16) -> Json {
    json!({"status": status, "body": {"code": "unknown", "msg": "No, thanks", "meta": {}}})
}

/// A subject at its vendor.
struct Place {
    subject: &'static Subject,
    sandbox: Sandbox,
    workspace: Workspace,
}

/// A subject at every place that there is for it, with nothing made yet; none where there is no CLI.
async fn places(subject: &'static Subject) -> Vec<Place> {
    let sandboxes = match subject.vendor {
        "livekit" => everywhere(&[]).await,
        _ => vec![Sandbox::start(&[]).await],
    };
    let mut all = vec![];
    for sandbox in sandboxes {
        let Some(workspace) = sandbox.workspace().await else { return vec![] };
        all.push(Place { subject, sandbox, workspace });
    }
    all
}

/// The same with the trunk made.
async fn made(subject: &'static Subject) -> Vec<Place> {
    let all = places(subject).await;
    for place in &all {
        place.apply("first", "Harbour42Bridge").await.ok();
        place.sandbox.calls().await;
    }
    all
}

/// Where it shows only after a look at it.
async fn late(subject: &'static Subject) -> Option<Place> {
    let sandbox = Sandbox::start(&[&format!("{}.create-visible-after=1", subject.vendor)]).await;
    let workspace = sandbox.workspace().await?;
    Some(Place { subject, sandbox, workspace })
}

impl Place {
    fn hcl(&self, note: &str, password: &str) -> String {
        self.subject.hcl.replace("NOTE", note).replace("SECRET", password)
    }

    async fn apply(&self, note: &str, password: &str) -> Run {
        self.workspace.apply(&self.hcl(note, password)).await
    }

    /// Orders an answer for so many calls that do this.
    async fn order(&self, deed: &str, times: u32, answer: &Json) {
        self.sandbox.order(self.subject.vendor, deed, times, answer).await;
    }

    /// The same of calls that are carried out first.
    async fn order_after(&self, deed: &str, answer: &Json) {
        let order = json!({"vendor": self.subject.vendor, "deed": deed, "answer": answer, "after": true});
        self.sandbox.fault(order).await;
    }

    fn note(&self) -> Json {
        let state = self.workspace.state(self.subject.address).expect("it is in the state");
        assert!(!state.tainted, "{}", self.subject.vendor);
        state.attributes[self.subject.note].clone()
    }

    async fn held(&self) -> Vec<Json> {
        self.sandbox.objects(self.subject.vendor).await
    }

    async fn holds_password(&self, password: &str) -> bool {
        self.held().await[0].pointer(self.subject.password) == Some(&json!(password))
    }

    /// An error's title, in which the vendor does not do this.
    fn did_not(&self, deed: &str) -> String {
        format!("{} did not {deed} the {}", self.subject.title, self.subject.noun)
    }
}

fn page(status: u16) -> Json {
    json!({"status": status, "body": "<html>Please log in"})
}

#[tokio::test]
async fn a_refused_create_leaves_nothing() {
    at_each(SUBJECTS, places, async |place| {
        let title = place.subject.title;
        let page_says = format!("It is not from {title}'s API: a login page or a proxy has answered, or");
        let path_says = format!("What answers there does not seem to be {title}'s API. Check");
        for (answer, words) in [
            ((place.subject.refusal)(400), "No, thanks"),
            ((place.subject.refusal)(403), "403"),
            (page(403), &page_says),
            (page(404), &page_says),
            (json!({"status": 404, "body": {"detail": "Not Found"}}), &path_says),
        ] {
            place.order("create", 1, &answer).await;
            place.apply("first", "Harbour42Bridge").await.failed(&[&place.did_not("create"), words]);
            assert!(place.workspace.state(place.subject.address).is_none(), "{answer}");
            assert_eq!(place.sandbox.changes().await.len(), 1, "{answer}");
            assert_eq!(place.held().await, Vec::<Json>::new(), "{answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_sent_once_and_said_to_be_in_doubt() {
    for answer in [json!("hang-up"), json!("500-after"), json!({"status": 503}), page(200), json!("broken-off")] {
        at_each(SUBJECTS, places, async |place| {
            place.order_after("create", &answer).await;
            let title = format!("It is not known whether {} made the {}", place.subject.title, place.subject.noun);
            let run = place.apply("first", "Harbour42Bridge").await.failed(&[&title, "may exist", "import"]);
            assert!(place.workspace.state(place.subject.address).is_none(), "{answer}");
            assert_eq!(place.sandbox.changes().await.len(), 1, "{answer}");
            let [held] = &place.held().await[..] else { panic!("one trunk behind {answer}") };
            // The list shows one trunk as it was sent.
            let id = ["id", "sip_trunk_id"].iter().find_map(|name| held[name].as_str()).expect("an id");
            run.says(&[&format!("with the id {id} now: import it, unless a resource has it already")]);
        })
        .await;
    }
}

#[tokio::test]
async fn a_refused_update_leaves_the_state_as_it_was() {
    at_each(SUBJECTS, made, async |place| {
        for status in [400, 403, 404, 422] {
            place.order("update", 1, &(place.subject.refusal)(status)).await;
            let run = place.apply("second", "Harbour42Bridge").await;
            run.failed(&[&place.did_not("change"), &status.to_string(), "No, thanks"]);
            assert_eq!(place.note(), "first", "{status}");
            assert_eq!(place.sandbox.changes().await.len(), 1, "{status}");
        }
        place.order("update", 1, &json!({"status": 404, "body": {"detail": "Not Found"}})).await;
        let gone = format!("If the {} is gone, the next plan shows that, and creates it anew.", place.subject.noun);
        place.apply("second", "Harbour42Bridge").await.failed(&[&place.did_not("change"), &gone]);
        place.sandbox.changes().await;
        let plan = place.workspace.plan(&place.hcl("second", "Harbour42Bridge")).await.exited(2);
        plan.says(&["\"first\" -> \"second\""]);
    })
    .await;
}

#[tokio::test]
async fn a_refused_password_is_sent_again_by_the_next_apply() {
    at_each(SUBJECTS, made, async |place| {
        // Behind a 500, only who shows passwords tells that the old one is there.
        let in_doubt = match place.subject.vendor {
            "livekit" => place.did_not("change"),
            _ => "No answer shows whether the password was taken".to_owned(),
        };
        for (answer, says) in [((place.subject.refusal)(400), place.did_not("change")), (page(500), in_doubt)] {
            place.order("update", 1, &answer).await;
            place.apply("first", "Harbour43Bridge").await.failed(&[&says]).says_not(&["Harbour43"]);
            assert_eq!(place.sandbox.changes().await.len(), 1, "{answer}");
            assert!(place.holds_password("Harbour42Bridge").await, "{answer}");
        }
        place.apply("first", "Harbour43Bridge").await.ok();
        assert_eq!(place.sandbox.changes().await.len(), 1, "{}", place.subject.vendor);
        assert!(place.holds_password("Harbour43Bridge").await, "{}", place.subject.vendor);
        place.workspace.plan(&place.hcl("first", "Harbour43Bridge")).await.empty();
    })
    .await;
}

/// Who takes the change out of the configuration again has the old password there again, whichever the vendor took.
#[tokio::test]
async fn a_password_of_which_nobody_knows_is_sent_whatever_the_configuration_says_next() {
    at_each(SUBJECTS, made, async |place| {
        let vendor = place.subject.vendor;
        let unknown = format!("It is not known whether {} changed the {}", place.subject.title, place.subject.noun);
        for (looks, says) in [(true, "did not confirm the change"), (false, &unknown)] {
            place.order_after("update", &page(500)).await;
            let hcl = place.hcl("first", "Harbour43Bridge");
            let run = match looks {
                true => place.workspace.apply(&hcl).await,
                false => {
                    place.order("read", 100, &(place.subject.refusal)(403)).await;
                    place.workspace.write(&hcl);
                    place
                        .workspace
                        .run(&["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"])
                        .await
                }
            };
            run.failed(&[says]).says_not(&["Harbour43", &place.did_not("change")]);
            assert!(place.holds_password("Harbour43Bridge").await, "{vendor}");
            place.sandbox.forget_faults().await;
            place.sandbox.changes().await;
            place.apply("first", "Harbour42Bridge").await.ok();
            assert_eq!(place.sandbox.changes().await.len(), 1, "{vendor}");
            assert!(place.holds_password("Harbour42Bridge").await, "{vendor}");
            place.workspace.plan(&place.hcl("first", "Harbour42Bridge")).await.empty();
        }
    })
    .await;
}

/// A try that got no answer may have been carried out, whatever the next one is answered.
#[tokio::test]
async fn a_refusal_of_a_second_try_says_nothing_of_the_first() {
    at_each(SUBJECTS, made, async |place| {
        let vendor = place.subject.vendor;
        place.order_after("update", &json!("hang-up")).await;
        place.order("update", 1, &(place.subject.refusal)(400)).await;
        let run = place.apply("first", "Harbour43Bridge").await;
        run.failed(&[
            "No, thanks",
            "in the last of 2 tries",
            "may have been carried out",
            "did not confirm the change",
        ]);
        assert!(place.holds_password("Harbour43Bridge").await, "{vendor}");
        place.apply("first", "Harbour42Bridge").await.ok();
        assert!(place.holds_password("Harbour42Bridge").await, "{vendor}");
        place.order_after("delete", &json!("hang-up")).await;
        place.order("delete", 1, &(place.subject.refusal)(400)).await;
        place.workspace.destroy().await.ok();
        assert_eq!(place.held().await, Vec::<Json>::new(), "{vendor}");
    })
    .await;
}

/// A success without words of an object that nobody can look at may be a gateway's.
#[tokio::test]
async fn a_password_in_a_change_that_no_answer_shows_is_sent_again() {
    at_each(SUBJECTS, made, async |place| {
        let vendor = place.subject.vendor;
        place.order("update", 1, &json!({"status": 200, "body": {}})).await;
        place.order("read", 100, &(place.subject.refusal)(403)).await;
        place.workspace.write(&place.hcl("first", "Harbour43Bridge"));
        let apply = ["apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color"];
        let run = place.workspace.run(&apply).await;
        run.failed(&["could not be looked at", "the next apply sends it again"]);
        place.sandbox.forget_faults().await;
        place.apply("first", "Harbour43Bridge").await.ok();
        assert!(place.holds_password("Harbour43Bridge").await, "{vendor}");
        place.workspace.plan(&place.hcl("first", "Harbour43Bridge")).await.empty();
    })
    .await;
}

/// A call that has left one value as it was may have left a password, too.
#[tokio::test]
async fn a_password_beside_what_was_not_taken_is_sent_again() {
    at_each(SUBJECTS, made, async |place| {
        place.order("update", 1, &json!({"status": 200, "body": {}})).await;
        let run = place.apply("second", "Harbour43Bridge").await;
        run.failed(&[&format!("{} did not take {}", place.subject.title, place.subject.note)]);
        place.apply("second", "Harbour43Bridge").await.ok();
        assert!(place.holds_password("Harbour43Bridge").await, "{}", place.subject.vendor);
        place.workspace.plan(&place.hcl("second", "Harbour43Bridge")).await.empty();
    })
    .await;
}

/// Where the vendor documents the trunk as its answer.
#[tokio::test]
async fn a_password_whose_acceptance_has_no_words_is_a_warning() {
    at_each(SUBJECTS, made, async |place| {
        if place.subject.vendor == "livekit" {
            return;
        }
        for body in [json!(""), json!({}), Json::Null] {
            place.order_after("update", &json!({"status": 200, "body": body})).await;
            let password = format!("Harbour4{}Bridge", 3 + place.sandbox.log().await.len());
            let run = place.apply("first", &password).await.ok();
            run.says(&[&format!("Warning: {} did not say that it took password", place.subject.title)]);
            assert!(place.holds_password(&password).await, "{}", place.subject.vendor);
            place.workspace.plan(&place.hcl("first", &password)).await.empty();
        }
    })
    .await;
}

#[tokio::test]
async fn an_update_that_happened_in_spite_of_a_500_is_in_the_state_and_one_that_did_not_is_not() {
    at_each(SUBJECTS, made, async |place| {
        place.order("update", 1, &json!("500-after")).await;
        place.apply("second", "Harbour42Bridge").await.failed(&["500", "shows the new values"]);
        assert_eq!(place.note(), "second");
        assert_eq!(place.sandbox.changes().await.len(), 1, "{}", place.subject.vendor);
        place.workspace.plan(&place.hcl("second", "Harbour42Bridge")).await.empty();
        place.order("update", 1, &json!("500")).await;
        place.apply("third", "Harbour42Bridge").await.failed(&["500", "still shows the old values"]);
        assert_eq!(place.note(), "second");
    })
    .await;
}

#[tokio::test]
async fn an_update_whose_answer_is_lost_is_sent_again() {
    at_each(SUBJECTS, made, async |place| {
        for (words, answer) in [("second", json!("hang-up")), ("third", page(502)), ("fourth", json!({"status": 503}))]
        {
            place.order_after("update", &answer).await;
            place.apply(words, "Harbour42Bridge").await.ok();
            let bodies: Vec<_> = place.sandbox.changes().await.into_iter().map(|change| change.request).collect();
            assert!(bodies.len() == 2 && bodies[0] == bodies[1], "{}: {bodies:#?}", place.subject.vendor);
            assert_eq!(place.note(), words);
        }
    })
    .await;
}

#[tokio::test]
async fn a_delete_that_does_not_happen_is_an_error_and_keeps_the_state() {
    at_each(SUBJECTS, made, async |place| {
        for (answer, words) in [
            ((place.subject.refusal)(403), "No, thanks"),
            (page(500), "500"),
            (page(404), place.subject.undeletable),
            (json!({"status": 200, "body": {"message": "Deleted."}}), place.subject.undeletable),
        ] {
            place.order("delete", 1, &answer).await;
            place.workspace.destroy().await.failed(&[&place.did_not("delete"), words]);
            assert_eq!(place.note(), "first", "{answer}");
            assert_eq!(place.sandbox.changes().await.len(), 1, "{answer}");
            assert_eq!(place.held().await.len(), 1, "{answer}");
        }
        place.workspace.plan(&place.hcl("first", "Harbour42Bridge")).await.empty();
    })
    .await;
}

/// What the vendor has taken is not said to have failed, nor what nobody knows of.
#[tokio::test]
async fn a_delete_that_nobody_could_look_behind_is_told_as_what_it_is() {
    at_each(SUBJECTS, made, async |place| {
        let (title, noun) = (place.subject.title, place.subject.noun);
        let unknown = format!("It is not known whether {title} deleted the {noun}");
        for (answer, words) in [
            (None, [place.did_not("show the end of").as_str(), "403", "The delete was accepted"]),
            (Some("500-after"), [&unknown, "was answered 500", "Nor could it be looked at"]),
        ] {
            if let Some(answer) = answer {
                place.order("delete", 1, &json!(answer)).await;
            }
            place.order("read", 100, &(place.subject.refusal)(403)).await;
            let arguments = ["destroy", "-auto-approve", "-refresh=false", "-input=false", "-no-color"];
            let run = place.workspace.run(&arguments).await.failed(&words);
            assert!(!run.text.contains(&place.did_not("delete")), "{run}");
            assert_eq!(place.note(), "first", "{answer:?}");
            assert_eq!(place.held().await, Vec::<Json>::new(), "{answer:?}");
            place.sandbox.forget_faults().await;
            place.apply("first", "Harbour42Bridge").await.ok().says(&["1 added"]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_delete_that_was_carried_out_is_done_whatever_was_answered() {
    at_each(SUBJECTS, made, async |place| {
        for answer in [json!("500-after"), json!("hang-up-after")] {
            place.order("delete", 1, &answer).await;
            place.workspace.destroy().await.ok();
            assert!(place.workspace.state(place.subject.address).is_none(), "{answer}");
            assert_eq!(place.held().await, Vec::<Json>::new(), "{answer}");
            place.apply("first", "Harbour42Bridge").await.ok();
        }
    })
    .await;
}

#[tokio::test]
async fn a_refresh_that_fails_is_an_error_and_keeps_the_state() {
    at_each(SUBJECTS, made, async |place| {
        for (answer, times, words) in [
            ((place.subject.refusal)(401), 1, place.subject.credential),
            ((place.subject.refusal)(400), 1, "No, thanks"),
            (page(500), 4, "in the last of 4 tries. Try again later. The state is left as it was."),
            (
                json!("hang-up"),
                4,
                "in the last of 4 tries: connection closed before message completed. Try again later.",
            ),
            (page(404), 1, "404"),
            (page(200), 4, "with an HTML page"),
        ] {
            place.order("read", times, &answer).await;
            let plan = place.workspace.plan(&place.hcl("first", "Harbour42Bridge")).await;
            plan.failed(&[&place.did_not("show"), words]);
            assert_eq!(place.note(), "first", "{answer}");
        }
        place.workspace.plan(&place.hcl("first", "Harbour42Bridge")).await.empty();
    })
    .await;
}

#[tokio::test]
async fn too_many_requests_are_waited_out() {
    at_each(SUBJECTS, places, async |place| {
        for deed in ["create", "read", "update", "delete"] {
            place.order(deed, 1, &json!("429-retry-after")).await;
        }
        place.apply("first", "Harbour42Bridge").await.ok();
        place.apply("second", "Harbour42Bridge").await.ok();
        place.workspace.destroy().await.ok();
        let refused = place.sandbox.calls().await.iter().filter(|call| call.status == Some(429)).count();
        assert_eq!(refused, 4, "{}", place.subject.vendor);
    })
    .await;
}

#[tokio::test]
async fn a_new_trunk_that_shows_late_is_waited_for_and_not_made_again() {
    at_each(SUBJECTS, late, async |place| {
        place.apply("first", "Harbour42Bridge").await.ok();
        assert_eq!(place.note(), "first");
        assert_eq!(place.sandbox.changes().await.len(), 1, "{}", place.subject.vendor);
        place.workspace.plan(&place.hcl("first", "Harbour42Bridge")).await.empty();
    })
    .await;
}
