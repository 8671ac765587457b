//! Every value of every switch of every vendor in the life of trunks: they are made, changed, changed by somebody else,
//! repaired, imported and destroyed, and after each step the state is what the vendor holds, or the step ended in an
//! error that [`known`] foresees. A new switch is in it by itself.
//!
//! One run of the CLI goes one step in many lives at once: each has a sandbox of its own with its one switch thrown,
//! and a provider of its own (an alias) that finds it; all of them are in one process, which the CLI is attached to. Where a run fails before it changes anything, the lives to blame
//! are set aside, and the others go on. Every value is thrown twice: from the beginning, and once the trunks are there.

mod known;
mod lives;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Map, Value as Json};
use siptrunk::sandbox::{Switch, Values};
use siptrunk::vendors::SANDBOXES;

use self::known::{Refusal, by_chance, refusals, shown_only, taken_away};
use self::lives::{Trunks, VENDORS};
use super::super::support::process::Running;
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Messages, Workspace, cli};
use super::super::support::truth::{Lie, Truth};

/// How many lives one run of the CLI leads; each has a process of its own.
const TOGETHER: usize = 40;
/// Reads after which a vendor shows what was written, whatever its switches.
const READS: usize = 4;

/// Between two errors of a step.
const BETWEEN: &str = " | ";

/// A step of a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Create,
    /// A plan behind the create.
    AfterCreate,
    Update,
    AfterUpdate,
    /// Somebody else changes something, and the state learns of it.
    Refresh,
    Repair,
    AfterRepair,
    /// The state is lost, and everything imported.
    Import,
    AfterImport,
    Destroy,
}

/// What became of a step in one life.
#[derive(Clone, Debug)]
enum Outcome {
    Fine,
    /// An error, in its words.
    Error(String),
    /// What is not true in the state.
    Lies(String),
    /// What a plan wants to do though there is nothing to do.
    Restless(String),
}

/// One life: the trunks of a vendor, at a sandbox in which one switch is thrown.
struct Life {
    /// Its name in the configuration.
    name: String,
    /// `vendor.switch=value`.
    switch: String,
    /// Whether the switch is thrown only once the trunks are there.
    late: bool,
    sandbox: Sandbox,
    steps: BTreeMap<Step, Outcome>,
    /// Whether the last step that writes warned of what it could not do.
    warned: bool,
    /// Whether a step has ended in an error: a trunk may be missing in the state from then on, and a password be another
    /// one than the state has, which no vendor shows.
    failed: bool,
    /// Whether a trunk is tainted since its create did not come to an end.
    tainted: bool,
}

impl Life {
    /// Notes what became of a step.
    fn ended(&mut self, step: Step, outcome: Outcome) {
        if let Outcome::Error(errors) = &outcome {
            self.failed = true;
            self.tainted |= errors.contains("marked as tainted");
        }
        self.steps.insert(step, outcome);
    }

    /// What the CLI says of it.
    fn told<'a>(&self, messages: &'a Messages, severity: &str) -> Vec<&'a Json> {
        messages.of(severity, &self.name, self.sandbox.origin.trim_start_matches("http://"))
    }
}

/// Many lives of one vendor's trunks, in one workspace.
struct Lives {
    trunks: &'static Trunks,
    workspace: Workspace,
    lives: Vec<Life>,
    /// What the workspace is attached to: a process for each life and command would take most of the time.
    _provider: Running,
}

/// The values of a switch beside its default. A number stands for all others.
fn others(switch: &Switch) -> Vec<String> {
    match switch.values {
        Values::Words(words) => words[1..].iter().map(|word| word.to_string()).collect(),
        Values::Number(_) => vec![
            match switch.name {
                "requests-per-minute" => "30",
                "list-limit" => "1",
                _ => "2",
            }
            .to_owned(),
        ],
    }
}

impl Lives {
    async fn begin(trunks: &'static Trunks, switches: &[(String, bool)]) -> Option<Self> {
        let mut lives = vec![];
        for (number, (switch, late)) in switches.iter().enumerate() {
            let thrown: Vec<&str> = if *late { vec![] } else { vec![switch] };
            let sandbox = Sandbox::start(&thrown).await;
            let (name, switch, late) = (format!("s{number}"), switch.clone(), *late);
            lives.push(Life {
                name,
                switch,
                late,
                sandbox,
                steps: BTreeMap::new(),
                warned: false,
                failed: false,
                tainted: false,
            });
        }
        let (provider, reattach) = Running::debugged(&[]).await;
        let workspace = Workspace::new().await?.with("TF_REATTACH_PROVIDERS", &reattach);
        Some(Self { trunks, workspace, lives, _provider: provider })
    }

    /// The whole life.
    async fn live(&mut self) {
        let (first, second) = (self.trunks.first, self.trunks.second);
        self.apply(Step::Create, &[], |_| first.to_owned()).await;
        for life in self.lives.iter().filter(|life| life.late) {
            life.sandbox.throw(&life.switch).await;
        }
        self.plan(Step::AfterCreate, first).await;
        self.apply(Step::Update, &[], |_| second.to_owned()).await;
        self.plan(Step::AfterUpdate, second).await;
        self.meddle().await;
        self.apply(Step::Refresh, &["-refresh-only"], |_| second.to_owned()).await;
        self.apply(Step::Repair, &[], |_| second.to_owned()).await;
        self.plan(Step::AfterRepair, second).await;
        let imports = self.forget(second);
        self.apply(Step::Import, &[], |life| imports[&life.name].clone()).await;
        self.plan(Step::AfterImport, second).await;
        self.apply(Step::Destroy, &["-destroy"], |_| second.to_owned()).await;
    }

    /// The configuration in which these lives have these trunks, and all have their provider.
    fn hcl(&self, doing: &[usize], trunks: impl Fn(&Life) -> String) -> String {
        let mut hcl = String::new();
        for (index, life) in self.lives.iter().enumerate() {
            let prefix = format!("{}_", self.trunks.vendor.to_uppercase());
            let settings = life.sandbox.variables().iter().filter_map(|(name, value)| {
                let setting = name.strip_prefix(&prefix)?.to_lowercase();
                let number = setting == "requests_per_minute";
                Some(if number { format!("    {setting} = {value}\n") } else { format!("    {setting} = {value:?}\n") })
            });
            let (name, settings) = (&life.name, settings.collect::<String>() + self.trunks.settings);
            let vendor = self.trunks.vendor;
            let _ =
                writeln!(hcl, "provider \"siptrunk\" {{\n  alias = \"{name}\"\n  {vendor} {{\n{settings}\n  }}\n}}");
            if doing.contains(&index) {
                hcl += &trunks(life).replace("LIFE", name);
            }
        }
        hcl
    }

    /// Runs a command for all lives. Those that are to blame that it fails before it has changed anything end the step
    /// in their errors, and it is run without them. Answers what it said last, and the lives that went through it.
    async fn run(
        &mut self,
        step: Step,
        arguments: &[&str],
        trunks: impl Fn(&Life) -> String,
    ) -> (Messages, Vec<usize>) {
        let mut doing: Vec<usize> = (0..self.lives.len()).collect();
        let mut aside = vec![];
        loop {
            self.workspace.write(&self.hcl(&doing, &trunks));
            let all = [&arguments[..1], &["-json", "-input=false", "-parallelism=32"], &arguments[1..]].concat();
            let messages = self.workspace.tell(&all).await;
            if messages.planned() || doing.is_empty() {
                let mut state = self.workspace.whole_state();
                if let Some(resources) = state["resources"].as_array_mut() {
                    resources.extend(aside);
                    self.workspace.put_state(&state);
                }
                return (messages, doing);
            }
            let blamed: Vec<usize> =
                doing.iter().copied().filter(|index| !self.errors(&messages, *index).is_empty()).collect();
            assert!(!blamed.is_empty(), "{step:?} of {} fails for all:\n{messages}", self.trunks.vendor);
            let mut state = self.workspace.whole_state();
            for index in blamed {
                let words = self.errors(&messages, index);
                let outcome = judged(words, vec![]);
                self.lives[index].ended(step, outcome);
                aside.extend(take(&mut state, &self.lives[index].name));
                doing.retain(|other| *other != index);
            }
            self.workspace.put_state(&state);
        }
    }

    /// A step that writes the state.
    async fn apply(&mut self, step: Step, arguments: &[&str], trunks: impl Fn(&Life) -> String) {
        let mut before = vec![];
        for life in &self.lives {
            let own = own(&self.workspace.whole_state(), &life.name);
            before.push(Truth::of(&life.sandbox).await.unknown_to(&own));
        }
        let arguments = [&["apply", "-auto-approve"], arguments].concat();
        let (messages, doing) = self.run(step, &arguments, trunks).await;
        let state = self.workspace.whole_state();
        for index in doing {
            let life = &self.lives[index];
            let own = own(&state, &life.name);
            let truth = Truth::of(&life.sandbox).await;
            let mut lies = truth.lies_of(&own);
            lies.extend(truth.unknown_to(&own).difference(&before[index]).map(Lie::forgotten));
            let warnings = life.told(&messages, "warning");
            let told = |lie: &Lie| {
                warnings.iter().map(|warning| warning.to_string()).any(|warning| {
                    // Of an object that could not be looked at, nothing that the vendor chose is known.
                    lie.is_told_by(&warning) || (lie.is_about(&warning) && warning.contains("did not show"))
                })
            };
            lies.retain(|lie| !told(lie));
            lies.retain(|lie| !shown_only(&life.switch, &lie.attribute));
            lies.retain(|lie| !(life.failed && lie.attribute == "password"));
            self.lives[index].warned = !warnings.is_empty();
            let errors = self.errors(&messages, index);
            self.lives[index].ended(step, judged(errors, lies));
        }
    }

    /// A plan behind a step: there is nothing to do, unless the step failed or warned of it.
    async fn plan(&mut self, step: Step, hcl: &str) {
        let (messages, doing) = self.run(step, &["plan"], |_| hcl.to_owned()).await;
        for index in doing {
            let life = &self.lives[index];
            let wanted = messages.wanted(&life.name);
            // What could not be taken over is tried again in place, and what was not made is made; nothing is remade.
            let excused = |action: &str| match action {
                "update" => life.warned || life.failed || (life.late && taken_away(&life.switch)),
                "create" => life.failed,
                "replace" => life.tainted,
                _ => false,
            };
            let odd = wanted.iter().filter(|(_, action)| !excused(action));
            let odd: Vec<String> = odd.map(|(address, action)| format!("{action} {address}")).collect();
            let errors = self.errors(&messages, index);
            let outcome = match (errors.is_empty(), odd.is_empty()) {
                (false, _) => Outcome::Error(errors),
                (true, false) => Outcome::Restless(odd.join(", ")),
                (true, true) => Outcome::Fine,
            };
            self.lives[index].ended(step, outcome);
        }
    }

    /// Somebody else changes something of every trunk, and time passes.
    async fn meddle(&self) {
        let vendor = self.trunks.vendor;
        for life in &self.lives {
            for trunk in life.sandbox.objects(vendor).await {
                life.sandbox.meddle(vendor, &trunk, (self.trunks.drift)(&trunk)).await;
                for _ in 0..READS {
                    life.sandbox.look(vendor, &trunk).await;
                }
            }
        }
    }

    /// Loses the state. Answers, by a life's name, the configuration that imports what was in it.
    fn forget(&self, hcl: &str) -> BTreeMap<String, String> {
        let mut state = self.workspace.whole_state();
        let mut imports = BTreeMap::new();
        for Life { name, .. } in &self.lives {
            let mut blocks = hcl.to_owned();
            for resource in take(&mut state, name) {
                let text = |member: &str| resource[member].as_str().unwrap_or_default();
                let id = (self.trunks.import)(text("type"), &resource["instances"][0]["attributes"]);
                let _ = writeln!(blocks, "import {{\n  to = {}.{}\n  id = {id:?}\n}}", text("type"), text("name"));
            }
            imports.insert(name.clone(), blocks);
        }
        self.workspace.put_state(&state);
        imports
    }

    /// The errors of one life, in their words.
    fn errors(&self, messages: &Messages, index: usize) -> String {
        let errors = self.lives[index].told(messages, "error");
        let words = |error: &&Json| {
            let text = |member: &str| error[member].as_str().unwrap_or_default().to_owned();
            format!("{}: {}", text("summary"), text("detail"))
        };
        errors.iter().map(words).collect::<Vec<_>>().join(BETWEEN)
    }
}

/// An error excuses whatever is not true, but for a trunk that it does not speak of.
fn judged(errors: String, mut lies: Vec<Lie>) -> Outcome {
    if !errors.is_empty() {
        lies.retain(|lie| lie.is_forgotten() && !errors.contains("may exist"));
    }
    match (lies.is_empty(), errors.is_empty()) {
        (false, _) => Outcome::Lies(lies.iter().map(Lie::to_string).collect::<Vec<_>>().join("; ")),
        (true, false) => Outcome::Error(errors),
        (true, true) => Outcome::Fine,
    }
}

/// The part of a state that belongs to one life.
fn own(state: &Json, life: &str) -> Json {
    let mut state = state.clone();
    let resources = take(&mut state, life);
    let mut own = Map::new();
    own.insert("resources".into(), resources.into());
    own.into()
}

/// Takes the resources of one life out of a state.
fn take(state: &mut Json, life: &str) -> Vec<Json> {
    let suffix = format!("_{life}");
    let all = state["resources"].as_array_mut().map(std::mem::take).unwrap_or_default();
    let of_it = |resource: &Json| resource["name"].as_str().is_some_and(|name| name.ends_with(&suffix));
    let (taken, left): (Vec<_>, Vec<_>) = all.into_iter().partition(of_it);
    if state.is_object() {
        state["resources"] = left.into();
    }
    taken
}

/// Leads the lives of a vendor's trunks under these switches.
async fn lead(vendor: &str, switches: &[(String, bool)]) -> Vec<Life> {
    let trunks = VENDORS.iter().find(|trunks| trunks.vendor == vendor).expect("a vendor");
    let mut ended = vec![];
    for some in switches.chunks(TOGETHER) {
        let Some(mut lives) = Lives::begin(trunks, some).await else { break };
        lives.live().await;
        ended.extend(lives.lives);
    }
    ended
}

/// Leads all lives of a vendor's trunks, and holds what became of them against what is known.
async fn matrix(vendor: &str) {
    let sandbox = SANDBOXES.iter().find(|sandbox| sandbox.vendor == vendor).expect("a vendor");
    let values = sandbox
        .switches
        .iter()
        .flat_map(|switch| others(switch).into_iter().map(move |value| format!("{vendor}.{}={value}", switch.name)));
    // One without any switch comes first.
    let plain = sandbox.switches[0].default();
    let nothing = format!("{vendor}.{}={plain}", sandbox.switches[0].name);
    let all: Vec<(String, bool)> = std::iter::once(nothing)
        .chain(values)
        .flat_map(|switch| [false, true].map(|late| (switch.clone(), late)))
        .collect();
    if cli().is_none() {
        return;
    }
    let surprises = surprises(vendor, &lead(vendor, &all).await);
    assert!(surprises.is_empty(), "{} surprises at {vendor}:\n{}", surprises.len(), surprises.join("\n"));
}

/// Where a life went otherwise than is known.
fn surprises(vendor: &str, lives: &[Life]) -> Vec<String> {
    let mut surprises = vec![];
    let mut met = BTreeSet::new();
    for life in lives {
        let when = if life.late { "late" } else { "early" };
        for (step, outcome) in &life.steps {
            let (foreseen, said) = match outcome {
                Outcome::Fine => continue,
                Outcome::Error(errors) => {
                    let words =
                        refusals(vendor).filter(|known| known.switch == life.switch).flat_map(|known| known.words);
                    let words = words.chain(by_chance(&life.switch));
                    let words: Vec<_> = words.filter(|words| errors.contains(**words)).collect();
                    met.extend(words.iter().map(|words| (life.switch.clone(), **words)));
                    let all = errors.split(BETWEEN).all(|error| words.iter().any(|words| error.contains(**words)));
                    (all, format!("error: {errors}"))
                }
                Outcome::Lies(lies) => (false, format!("not true: {lies}")),
                Outcome::Restless(wanted) => (false, format!("plans: {wanted}")),
            };
            if !foreseen {
                surprises.push(format!("{}, {when}, {step:?}\n    {said}", life.switch));
            }
        }
    }
    for Refusal { switch, words } in refusals(vendor) {
        let unmet = words.iter().filter(|words| !met.contains(&((*switch).to_owned(), **words)));
        surprises
            .extend(unmet.map(|words| format!("{switch}\n    no longer says \"{words}\": take it out of the table")));
    }
    surprises
}

/// A list that is behind a read, and a read that is behind an update: the plan behind an update is empty all the same.
#[tokio::test]
async fn what_an_update_has_replaced_is_no_drift_though_it_is_shown_for_a_while() {
    for Trunks { vendor, .. } in VENDORS {
        for life in lead(vendor, &[(format!("{vendor}.update-visible-after=2"), true)]).await {
            let fine = life.steps.values().all(|outcome| matches!(outcome, Outcome::Fine));
            assert!(fine, "{vendor}: {:#?}", life.steps);
        }
    }
}

/// Where a create takes an update to bring all about, that one may be shown late too.
#[tokio::test]
async fn the_update_of_a_create_is_no_drift_though_it_is_shown_late() {
    for life in lead("bolna", &[("bolna.update-visible-after=2".into(), false)]).await {
        let behind = &life.steps[&Step::AfterCreate];
        assert!(matches!(behind, Outcome::Fine), "{behind:?}");
    }
}

#[tokio::test]
#[ignore = "takes minutes: cargo test every_switch -- --ignored"]
async fn every_switch_of_bolna() {
    matrix("bolna").await;
}

#[tokio::test]
#[ignore = "takes minutes: cargo test every_switch -- --ignored"]
async fn every_switch_of_crazytel() {
    matrix("crazytel").await;
}

#[tokio::test]
#[ignore = "takes minutes: cargo test every_switch -- --ignored"]
async fn every_switch_of_fonedynamics() {
    matrix("fonedynamics").await;
}

#[tokio::test]
#[ignore = "takes minutes: cargo test every_switch -- --ignored"]
async fn every_switch_of_livekit() {
    matrix("livekit").await;
}

#[tokio::test]
#[ignore = "takes minutes: cargo test every_switch -- --ignored"]
async fn every_switch_of_nebrija() {
    matrix("nebrija").await;
}

#[tokio::test]
#[ignore = "takes minutes: cargo test every_switch -- --ignored"]
async fn every_switch_of_yeastar() {
    matrix("yeastar").await;
}

#[test]
fn every_vendor_is_in_it() {
    let vendors: Vec<_> = SANDBOXES.iter().map(|sandbox| sandbox.vendor).collect();
    assert_eq!(VENDORS.iter().map(|trunks| trunks.vendor).collect::<Vec<_>>(), vendors);
}
