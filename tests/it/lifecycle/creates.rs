//! Trunks that are made side by side are looked for together where calls are scarce, and that is as true as a look at each.

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::{Value as Json, json};
use siptrunk::client::{Access, Credentials};

use super::super::client::{access, get, open};
use super::super::support::between;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::Workspace;
use super::refresh::{NUMBERS, SUBJECTS, Subject};

/// How many a round makes.
const SOME: usize = 12;
/// A ceiling of which others take half, and that no test here reaches.
const CEILING: u32 = 400;
/// What a create takes: all that Terraform sends at a time are under way together.
const TAKES: Duration = Duration::from_millis(400);

/// What the vendor's list shows behind a create.
type Lie = fn(&Subject, &mut Vec<Json>);

/// The lie that is told, and whether a create has come since it was ordered.
type Told = Arc<Mutex<(Option<Lie>, bool)>>;

/// What becomes of an answer: creates take their time, and lists tell lies behind them.
async fn answered(subject: &'static Subject, told: Told, line: String, text: String) -> String {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    if method == subject.list.0 && path.ends_with(subject.list.1) {
        let told = *told.lock().expect("no panic");
        return match (told, serde_json::from_str::<Json>(&text)) {
            ((Some(lie), true), Ok(mut json)) => {
                let rows = match subject.rows {
                    Some(name) => json[name].as_array_mut(),
                    None => json.as_array_mut(),
                };
                lie(subject, rows.expect("rows"));
                json.to_string()
            }
            _ => text,
        };
    }
    // LiveKit reads by POST too.
    if method == "POST" && (subject.vendor != "livekit" || path.contains("/Create")) {
        tokio::time::sleep(TAKES).await;
        told.lock().expect("no panic").1 = true;
    }
    text
}

/// A vendor with one trunk, and a ceiling that others have come near to.
struct Scarce {
    subject: &'static Subject,
    sandbox: Sandbox,
    workspace: Workspace,
    told: Told,
    count: usize,
}

impl Scarce {
    async fn begun(subject: &'static Subject, ceiling: u32) -> Option<Self> {
        let sandbox = Sandbox::start(&[]).await;
        let told = Told::default();
        let between = {
            let told = Arc::clone(&told);
            move |line, text| answered(subject, Arc::clone(&told), line, text).boxed()
        };
        let (address, url) = between::before(&sandbox, subject.vendor, between).await;
        let workspace = sandbox.workspace().await?.with(&address, &url);
        let limit = format!("{}_REQUESTS_PER_MINUTE", subject.vendor.to_uppercase());
        let workspace = workspace.with(&limit, &ceiling.to_string());
        let hcl = subject.hcl.replace("COUNT", "1");
        workspace.apply(&hcl).await.ok();
        sandbox.calls().await;
        Some(Self { subject, sandbox, workspace, told, count: 1 })
    }

    /// Others take half of the ceiling just now, where all runs of a user find it, and nobody has taken any before.
    async fn others_call(&self) {
        let files = glob::glob(&format!("{}/**/siptrunk/pace/*", self.workspace.path().display())).expect("a pattern");
        let [pace] = &files.flatten().collect::<Vec<_>>()[..] else { panic!("one file") };
        fs::remove_file(pace).expect("it is there");
        let anybody = access(&self.sandbox.origin, Credentials::Header("authorization", "Bearer x".into()));
        let (requests_per_minute, pace) = (Some(CEILING), Some(pace.clone()));
        let (others, _stop) = open(Access { requests_per_minute, pace, keep_alive: true, ..anybody });
        for _ in 0..CEILING {
            if others.price().is_some() {
                return;
            }
            assert!(others.send(&get()).await.is_ok());
        }
        panic!("calls are scarce");
    }

    fn hcl(&self) -> String {
        self.subject.hcl.replace("COUNT", &self.count.to_string())
    }

    /// Makes some more, and answers the calls behind the creates: of lists, and of trunks by themselves.
    async fn some_more(&mut self, lie: Option<Lie>) -> (usize, usize) {
        self.count += SOME;
        *self.told.lock().expect("no panic") = (lie, false);
        self.sandbox.calls().await;
        self.others_call().await;
        self.workspace.apply(&self.hcl()).await.ok();
        let mut calls = self.sandbox.calls().await;
        *self.told.lock().expect("no panic") = (None, false);
        let first = calls.iter().position(|call| call.changes_something()).expect("creates");
        let mut behind = calls.split_off(first);
        let all = behind.len();
        behind.retain(|call| !call.changes_something());
        assert_eq!(all - behind.len(), SOME, "made once: {behind:#?}");
        let lists = behind.iter().filter(|call| call.line.ends_with(self.subject.list.1)).count();
        (lists, behind.len() - lists)
    }

    /// Nothing is lost, and nothing is there twice.
    async fn is_true(&self, name: &str) {
        assert_eq!(self.sandbox.objects(self.subject.vendor).await.len(), self.count, "{name}");
        self.workspace.plan(&self.hcl()).await.empty();
    }
}

async fn made_together(subject: &'static Subject) {
    let Some(mut it) = Scarce::begun(subject, CEILING).await else { return };
    let (lists, own) = it.some_more(None).await;
    assert!(lists >= 1 && lists + own < SOME, "{}: {lists} lists, {own} reads", subject.vendor);
    it.is_true("the truth").await;

    // A list that serves nobody is asked once, and what it does not tell as it was sent is read by itself.
    let lies: [(&str, Lie); 4] = [
        ("a row twice", |subject, rows| {
            let mut again = rows.last().expect("a row").clone();
            again[subject.note] = json!("of another time");
            rows.push(again);
        }),
        ("nothing", |_, rows| rows.clear()),
        ("other values", |subject, rows| rows.iter_mut().for_each(|row| row[subject.note] = json!("of another time"))),
        ("an attribute less", |subject, rows| {
            rows.iter_mut().for_each(|row| drop(row.as_object_mut().expect("an object").remove(subject.note)));
        }),
    ];
    for (name, lie) in lies {
        let (lists, own) = it.some_more(Some(lie)).await;
        assert!(lists == 1 && own == SOME, "{}, {name}: {lists} lists, {own} reads", subject.vendor);
        it.is_true(name).await;
    }
    // One that is behind serves those that it has.
    let (lists, own) = it.some_more(Some(|_, rows| rows.truncate(rows.len() - 3))).await;
    assert!(lists >= 1 && own < SOME, "{}, behind: {lists} lists, {own} reads", subject.vendor);
    it.is_true("behind").await;
}

async fn made_together_while_the_list_fails(subject: &'static Subject) {
    let Some(mut it) = Scarce::begun(subject, CEILING).await else { return };
    let (method, path) = subject.list;
    for (name, tries, answer) in [
        ("a refusal", 1, json!({"status": 403, "body": {"message": "not your list"}})),
        ("a page", 4, json!({"status": 200, "body": "<html>the portal</html>"})),
    ] {
        let fault = json!({"vendor": subject.vendor, "method": method, "ends": path, "times": 50, "answer": answer});
        it.sandbox.fault(fault).await;
        let (lists, own) = it.some_more(None).await;
        // Creates that come while it is tried again begin another reading.
        let shared = if tries == 1 { lists == 1 } else { lists >= tries && lists % tries == 0 };
        assert!(shared && own == SOME, "{}, {name}: {lists} lists, {own} reads", subject.vendor);
        it.sandbox.forget_faults().await;
        it.is_true(name).await;
    }
    // New objects that neither the list nor the first reads show.
    it.sandbox.switch(&format!("{}.create-visible-after", subject.vendor), "2").await;
    it.some_more(None).await;
    it.sandbox.switch(&format!("{}.create-visible-after", subject.vendor), "0").await;
    it.is_true("late").await;
}

#[tokio::test]
async fn trunks_of_bolna_are_looked_for_together() {
    made_together(&SUBJECTS[0]).await;
}

#[tokio::test]
async fn trunks_of_crazytel_are_looked_for_together() {
    made_together(&SUBJECTS[1]).await;
}

#[tokio::test]
async fn trunks_of_livekit_are_looked_for_together() {
    made_together(&SUBJECTS[2]).await;
}

#[tokio::test]
async fn a_list_that_fails_behind_creates_costs_looks_and_nothing_else() {
    for subject in &SUBJECTS {
        made_together_while_the_list_fails(subject).await;
    }
}

/// Where there is room, and for one trunk, a look comes at once.
#[tokio::test]
async fn one_trunk_costs_a_create_and_a_read() {
    for subject in &SUBJECTS {
        let Some(mut it) = Scarce::begun(subject, CEILING).await else { return };
        it.count += 1;
        it.others_call().await;
        it.workspace.apply(&it.hcl()).await.ok();
        let calls = it.sandbox.calls().await;
        // The refresh has read the other one.
        assert_eq!(calls.len(), 3, "{}: {calls:#?}", subject.vendor);
        assert!(!calls.iter().any(|call| call.line.ends_with(subject.list.1) && !call.changes_something()));
    }
    let Some(mut it) = Scarce::begun(&SUBJECTS[0], 2 * CEILING).await else { return };
    assert_eq!(it.some_more(None).await, (0, SOME));
}

#[tokio::test]
async fn numbers_of_a_trunk_share_the_list_behind_their_creates() {
    let Some(it) = Scarce::begun(&SUBJECTS[0], CEILING).await else { return };
    let hcl = it.hcl() + NUMBERS;
    it.others_call().await;
    it.workspace.apply(&hcl).await.ok();
    let calls = it.sandbox.calls().await;
    let lists = calls.iter().filter(|call| call.line.starts_with("GET ") && call.line.ends_with("/numbers")).count();
    assert!(lists < SOME, "{calls:#?}");
}
