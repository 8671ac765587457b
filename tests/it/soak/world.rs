//! One account at every vendor and one folder of Terraform's, through good times and bad.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Map, Value as Json, json};
use siptrunk::sandbox::{Call, Exchange, listen};
use siptrunk::vendors::SANDBOXES;

use super::super::support::drawn::{KINDS, Kind, Label, Trunk};
use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Workspace, bare};
use super::super::support::truth::Truth;
use super::super::support::until;
use super::Tally;
use super::blow::{Blow, children, lives, strike};
use super::told::Told;

/// What one run of Terraform may take.
const LIMIT: Duration = Duration::from_secs(300);
/// How many applies may pass, once nothing goes wrong any more, until there is nothing to do.
const CONVERGES_WITHIN: usize = 5;

/// How much there is to do.
#[derive(Clone, Copy)]
pub struct Size {
    /// About how many trunks there are.
    pub trunks: usize,
    /// The runs between two looks at whether all is well.
    pub runs: usize,
    /// In how many of them somebody is killed, of a hundred.
    pub kills: u32,
}

/// The vendors, Terraform, and what is wanted.
pub struct World {
    rng: Rng,
    size: Size,
    sandbox: Sandbox,
    workspace: Workspace,
    calls: Arc<Mutex<Vec<Call>>>,
    trunks: Vec<Trunk>,
    last: u32,
    /// What the next run is to import, by address.
    imports: BTreeMap<String, String>,
    /// The trunks that somebody else has changed since a refresh was last kept.
    drifted: BTreeSet<String>,
    round: u64,
    seed: u64,
    pub tally: Tally,
}

impl World {
    pub async fn begin(seed: u64, size: Size) -> Option<Self> {
        let mut exchange = Exchange::new(SANDBOXES);
        // Whoever is killed gives no token back, and a PBX has only some.
        exchange.switch([("yeastar.token-lifetime", "5")]).expect("a switch");
        let calls = Arc::new(Mutex::new(vec![]));
        let heard = calls.clone();
        exchange.tell(move |call| heard.lock().expect("nobody has panicked in it").push(call.clone()));
        let listener = listen::bind(0).await.expect("a free port");
        let origin = listen::origin(&listener).expect("an address");
        let variables = exchange.environment(&origin);
        tokio::spawn(listen::serve(listener, exchange));
        let sandbox = Sandbox::elsewhere(variables);
        let workspace = sandbox.workspace().await?;
        Some(Self {
            rng: Rng::with_seed(seed),
            size,
            sandbox,
            workspace,
            calls,
            trunks: vec![],
            last: 0,
            imports: BTreeMap::new(),
            drifted: BTreeSet::new(),
            round: 0,
            seed,
            tally: Tally::default(),
        })
    }

    /// Some runs while calls go wrong, and then the reckoning.
    pub async fn live(&mut self) {
        for _ in 0..self.size.runs {
            self.round += 1;
            self.meddle().await;
            self.give_up_imports().await;
            let mut arguments = self.wishes();
            let chaos = json!({"seed": self.seed.wrapping_mul(1_000_003).wrapping_add(self.round), "rate": 0.15});
            self.sandbox.chaos(chaos).await;
            // Without a refresh nothing keeps an apply from its calls.
            if self.drifted.is_empty() && self.rng.u32(0..3) == 0 {
                arguments.push("-refresh=false".into());
            }
            let blow = (self.rng.u32(0..100) < self.size.kills).then(|| {
                let blow = *self
                    .rng
                    .choice(&[Blow::Kill, Blow::Kill, Blow::Kill, Blow::Interrupt, Blow::ForceOut])
                    .expect("one");
                (blow, self.rng.usize(1..(self.trunks.len() / 2).max(2)))
            });
            let told = self.apply(&arguments, blow).await;
            self.sandbox.calm().await;
            self.account(&told).await;
        }
        self.converge().await;
    }

    /// Draws what is wanted next; answers what the command line is to say beside it.
    fn wishes(&mut self) -> Vec<String> {
        let some = (self.size.trunks / 6).max(2);
        let more = if self.trunks.is_empty() { self.size.trunks } else { self.rng.usize(0..=some) };
        for _ in 0..more {
            if self.trunks.len() < self.size.trunks {
                self.add();
            }
        }
        for _ in 0..self.rng.usize(0..=some / 2) {
            if self.trunks.len() > self.size.trunks / 2 {
                let at = self.rng.usize(0..self.trunks.len());
                let name = self.trunks[at].label.name();
                let goes = |trunk: &Trunk| trunk.label.name() == name || trunk.host.as_deref() == Some(&name);
                // What is not in the state yet would not be deleted.
                if self
                    .trunks
                    .iter()
                    .filter(|trunk| goes(trunk))
                    .any(|trunk| self.imports.contains_key(&trunk.address()))
                {
                    continue;
                }
                self.trunks.retain(|trunk| !goes(trunk));
                self.tally.did("deletes");
            }
        }
        for _ in 0..self.rng.usize(0..=some * 2) {
            if let Some(at) = (!self.trunks.is_empty()).then(|| self.rng.usize(0..self.trunks.len())) {
                let before = self.trunks[at].config();
                self.trunks[at].change(&mut self.rng);
                let after = self.trunks[at].config();
                let rotated = before.get("password_wo_version") != after.get("password_wo_version");
                self.tally.did(if rotated { "rotations of a write-only password" } else { "updates" });
            }
        }
        self.forget();
        let mut replaced = vec![];
        let state = self.workspace.whole_state();
        let there = instances(&state);
        for _ in 0..self.rng.usize(0..=some / 3) {
            let Some(trunk) = self.rng.choice(&self.trunks) else { break };
            let address = trunk.address();
            if there.contains_key(&address) && !replaced.contains(&format!("-replace={address}")) {
                replaced.push(format!("-replace={address}"));
                self.tally.did("replacements");
            }
        }
        self.write();
        replaced
    }

    fn add(&mut self) {
        let kind = &KINDS[self.last as usize % KINDS.len()];
        let host = match kind.resource {
            "siptrunk_bolna_phone_number" => {
                let hosts: Vec<_> =
                    self.trunks.iter().filter(|trunk| trunk.kind.resource == "siptrunk_bolna_trunk").collect();
                let host = self.rng.choice(hosts).map(|host| host.label.name());
                if host.is_none() {
                    self.last += 1;
                    return;
                }
                host
            }
            _ => None,
        };
        self.last += 1;
        self.trunks.push(Trunk::new(kind, Label(self.last), host, &mut self.rng));
        self.tally.did("creates");
    }

    /// Takes some trunks out of the state, to import them again.
    fn forget(&mut self) {
        if self.rng.u32(0..3) > 0 {
            return;
        }
        let mut state = self.workspace.whole_state();
        let Some(resources) = state["resources"].as_array_mut() else { return };
        let wanted: BTreeMap<String, &Kind> = self.trunks.iter().map(|trunk| (trunk.address(), trunk.kind)).collect();
        let mut forgotten = vec![];
        resources.retain(|resource| {
            let address = address_of(resource);
            let instance = &resource["instances"][0];
            let known = wanted.get(&address).filter(|_| instance["status"] != "tainted");
            let Some(kind) = known.filter(|_| self.rng.u32(0..8) == 0) else { return true };
            forgotten.push((address, kind.resource, instance["attributes"].clone()));
            false
        });
        for (address, resource, attributes) in forgotten {
            let text = |name: &str| attributes[name].as_str().unwrap_or_default().to_owned();
            let id = match resource {
                "siptrunk_bolna_phone_number" => format!("{}/{}", text("trunk_id"), text("id")),
                "siptrunk_fonedynamics_trunk" => format!("{}/{}", text("property_sid"), text("id")),
                _ => text("id"),
            };
            self.imports.insert(address, id);
            self.tally.did("imports");
        }
        self.workspace.put_state(&state);
    }

    /// What is no longer there cannot be imported.
    async fn give_up_imports(&mut self) {
        let truth = Truth::of(&self.sandbox).await;
        let there: BTreeSet<String> = truth.all().map(|(_, id, _)| id.to_lowercase()).collect();
        self.imports.retain(|_, id| there.contains(&id.rsplit('/').next().unwrap_or_default().to_lowercase()));
    }

    fn write(&self) {
        let mut resources = Map::new();
        for trunk in &self.trunks {
            let kind = resources.entry(trunk.kind.resource).or_insert_with(|| json!({}));
            kind[trunk.label.name()] = trunk.config().into();
        }
        let mut all = Map::new();
        if !resources.is_empty() {
            all.insert("resource".into(), resources.into());
        }
        let known = instances(&self.workspace.whole_state());
        let imports: Vec<_> = self.imports.iter().filter(|(address, _)| !known.contains_key(*address)).collect();
        if !imports.is_empty() {
            let imports = imports.into_iter().map(|(to, id)| json!({"to": to, "id": id}));
            all.insert("import".into(), imports.collect());
        }
        fs::write(self.workspace.path().join("main.tf.json"), Json::from(all).to_string()).expect("a configuration");
    }

    /// What somebody else does at the vendors: changes some trunks, and deletes one now and then.
    async fn meddle(&mut self) {
        for at in 0..self.trunks.len() {
            let chance = self.rng.u32(0..100);
            if chance >= 8 {
                continue;
            }
            let (kind, address, mark) = (self.trunks[at].kind, self.trunks[at].address(), self.trunks[at].mark());
            let Some(object) = self.found(kind, &mark).await else { continue };
            let drift = (kind.drift)(&mut self.rng);
            if chance == 0 || drift.is_null() {
                if self.imports.contains_key(&address) {
                    continue;
                }
                let answer = self.sandbox.remove(kind.vendor, &object).await;
                assert!(answer.status < 300, "{answer:?}");
                self.tally.did("deletes by hand");
                if kind.resource == "siptrunk_bolna_trunk" {
                    let name = self.trunks[at].label.name();
                    let along: Vec<_> = self
                        .trunks
                        .iter()
                        .filter(|trunk| trunk.host.as_deref() == Some(&name))
                        .map(Trunk::address)
                        .collect();
                    for address in along {
                        self.imports.remove(&address);
                        self.drifted.insert(address);
                    }
                }
            } else {
                let answer = self.sandbox.meddle(kind.vendor, &object, drift).await;
                assert!(answer.status < 300, "{answer:?}");
                self.tally.did("changes by hand");
            }
            self.drifted.insert(address);
        }
    }

    /// The only object of that kind with this mark.
    async fn found(&self, kind: &Kind, mark: &str) -> Option<Json> {
        let truth = Truth::of(&self.sandbox).await;
        let mut found = truth.all().filter(|(known, _, object)| *known == kind.resource && marked(object, mark));
        found.next().map(|(_, _, object)| object.clone())
    }

    /// Runs `terraform apply`; with a blow that falls once so many calls have come.
    async fn apply(&mut self, more: &[String], blow: Option<(Blow, usize)>) -> Told {
        let arguments = ["apply", "-auto-approve", "-json", "-input=false", "-parallelism=30"];
        self.terraform(&arguments, more, blow).await
    }

    async fn terraform(&mut self, arguments: &[&str], more: &[String], blow: Option<(Blow, usize)>) -> Told {
        self.tally.runs += 1;
        let mut command = bare(Path::new(self.workspace.program()), self.workspace.path());
        command.envs(self.sandbox.variables().iter().cloned()).args(arguments).args(more);
        let timeout = if self.round.is_multiple_of(2) { "1" } else { "5" };
        for sandbox in SANDBOXES {
            let vendor = sandbox.vendor.to_uppercase();
            command.env(format!("{vendor}_MAX_RETRIES"), "2").env(format!("{vendor}_REQUEST_TIMEOUT"), timeout);
        }
        command.env("FONEDYNAMICS_PROVISIONING_TIMEOUT", "5");
        self.calls.lock().expect("nobody has panicked in it").clear();
        let child = command.spawn().expect("it starts");
        let pid = child.id().expect("it runs");
        let output = tokio::time::timeout(LIMIT, child.wait_with_output());
        tokio::pin!(output);
        let (mut struck, mut left) = (None, vec![]);
        let output = loop {
            tokio::select! {
                output = &mut output => break output.expect("it ends").expect("it ends"),
                () = tokio::time::sleep(Duration::from_millis(3)), if struck.is_none() => {
                    let calls = self.calls.lock().expect("nobody has panicked in it").len();
                    if let Some((blow, _)) = blow.filter(|(_, after)| calls >= *after) {
                        left = children(pid);
                        struck = strike(blow, pid, &left).await.then_some(blow);
                    }
                }
            }
        };
        // Whoever was left alone ends soon; until then it may call.
        until(|| left.iter().all(|pid| !lives(*pid))).await;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let messages = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let calls = std::mem::take(&mut *self.calls.lock().expect("nobody has panicked in it"));
        self.sandbox.calls().await;
        self.tally.heard(&calls);
        match struck {
            Some(Blow::Kill) => self.tally.kills += 1,
            Some(_) => self.tally.interrupts += 1,
            None => {}
        }
        Told { code: output.status.code().unwrap_or(-1), messages, struck, calls }
    }

    /// Holds what the vendors have against the state and what was said, and takes in hand what the state does not have.
    /// Answers whether it has changed the state.
    async fn account(&mut self, told: &Told) -> bool {
        let state = self.workspace.whole_state();
        let known = instances(&state);
        self.imports.retain(|address, _| !known.contains_key(address));
        let truth = Truth::of(&self.sandbox).await;
        let strangers = truth.unknown_to(&state);
        let objects: Vec<_> = truth.all().map(|(kind, id, object)| (kind, id, object.clone())).collect();
        for (kind, id, object) in objects.into_iter().filter(|(kind, id, _)| strangers.contains(&(*kind, id.clone()))) {
            self.stranger(told, &known, kind, &id, &object).await;
        }
        if told.planned() && told.struck != Some(Blow::ForceOut) {
            for lie in truth.lies_of(&state) {
                let (address, id) = lie.subject.split_once(" (").expect("an address and an id");
                let (address, id) = (address.to_owned(), id.trim_end_matches(')').to_owned());
                // Those change by themselves, and may be shown late.
                let moves = ["provisioning_state", "updated_at"].contains(&lie.attribute.as_str());
                let drift = self.drifted.contains(&address) && told.struck.is_some();
                // Whatever was said of a trunk is a reason to look at it.
                if told.of(&address, &id).is_empty() && !told.cut_off(&address) && !drift && !moves {
                    self.tally.wrong(format!("{lie}\n{}", self.story(told, &address)));
                }
            }
            if told.struck.is_none() {
                self.drifted.clear();
            }
        }
        let there: BTreeSet<String> = truth.all().map(|(_, id, _)| id).collect();
        self.take_out(told, &there)
    }

    /// Does as a warning says of what was made, deleted by somebody else before any read has shown it, and is therefore
    /// kept; answers whether there was any.
    fn take_out(&mut self, told: &Told, there: &BTreeSet<String>) -> bool {
        let mut state = self.workspace.whole_state();
        let Some(resources) = state["resources"].as_array_mut() else { return false };
        let before = resources.len();
        resources.retain(|resource| {
            let id = resource["instances"][0]["attributes"]["id"].as_str().unwrap_or_default();
            let said = told.of(&address_of(resource), id);
            there.contains(id) || !said.iter().any(|text| text.contains("run `terraform state rm`"))
        });
        let taken = before - resources.len();
        self.workspace.put_state(&state);
        (0..taken).for_each(|_| self.tally.did("removals from the state, as a warning says"));
        taken > 0
    }

    /// Judges an object that no state has, and takes it in hand.
    async fn stranger(&mut self, told: &Told, known: &BTreeMap<String, Json>, kind: &str, id: &str, object: &Json) {
        let kind = KINDS.iter().find(|known| known.resource == kind).expect("a kind");
        let name = |number: u32| format!("{}.{}", kind.resource, Label(number).name());
        let mark = |number: &u32| {
            let label = Label(*number);
            let phone = label.phone().trim_start_matches('+').to_owned();
            marked(object, if kind.resource == "siptrunk_bolna_phone_number" { &phone } else { "" })
                && (kind.resource == "siptrunk_bolna_phone_number" || marked(object, &label.text()))
        };
        let number = (1..=self.last).find(mark).unwrap_or_default();
        let address = name(number);
        if self.imports.contains_key(&address) && !known.contains_key(&address) {
            return;
        }
        let said = told.of(&address, id);
        let led_to = said.iter().any(|text| text.contains("may exist") || text.contains(id));
        let in_flight = told.struck == Some(Blow::ForceOut) || told.cut_off(&address);
        let story = self.story(told, &address);
        let wanted = self.trunks.iter().any(|trunk| trunk.address() == address);
        if known.contains_key(&address) {
            self.tally.doubled(format!("{address} ({id}): the state has {}\n{story}", known[&address]["id"]));
        } else if led_to {
            self.tally.led_to += 1;
        } else if in_flight {
            self.tally.left_to_terraform += 1;
        } else {
            self.tally.lost(format!("{address} ({id})\n{story}"));
        }
        if wanted && !known.contains_key(&address) && self.rng.bool() {
            self.imports.insert(address, (kind.import)(object));
        } else {
            let answer = self.sandbox.remove(kind.vendor, object).await;
            assert!(answer.status < 300, "{answer:?}");
        }
    }

    /// What was called about a trunk in a run, and what was said of it.
    fn story(&self, told: &Told, address: &str) -> String {
        let number: u32 = address.rsplit(".t").next().and_then(|number| number.parse().ok()).unwrap_or_default();
        let label = Label(number);
        let (text, phone) = (label.text(), label.phone().trim_start_matches('+').to_owned());
        let state = self.workspace.whole_state();
        let id =
            instances(&state).get(address).and_then(|it| it["id"].as_str().map(str::to_owned)).unwrap_or(text.clone());
        let vendor = KINDS.iter().find(|kind| address.starts_with(kind.resource)).map(|kind| kind.vendor);
        let about = |call: &&Call| {
            let whole = format!("{} {} {}", call.path, call.request, call.answer);
            Some(call.vendor) == vendor
                && (whole.contains(&text) || whole.contains(&phone) || whole.contains(&id) || call.fault.is_some())
        };
        let short = |json: &Json| json.to_string().chars().take(600).collect::<String>();
        let line = |call: &Call| {
            format!(
                "    {} {} {} {} -> {} {:?} {}\n",
                call.time,
                call.method,
                call.path,
                short(&call.request),
                call.status.unwrap_or_default(),
                call.fault,
                short(&call.answer)
            )
        };
        let calls: String = told.calls.iter().filter(about).map(line).collect();
        let said: String = told.of(address, &id).iter().map(|text| format!("    {text}\n")).collect();
        let own = if told.struck.is_some() {
            told.diagnostics().map(|it| it["summary"].to_string()).collect()
        } else {
            vec![]
        };
        let begun = told.messages.iter().filter(|line| line["hook"]["resource"]["addr"] == address);
        let begun: String = begun.map(|line| format!("    {} {}\n", line["@timestamp"], line["@message"])).collect();
        let object = instances(&state).get(address).map(short).unwrap_or_default();
        let wanted = self.trunks.iter().find(|trunk| trunk.address() == address).map(|it| Json::from(it.config()));
        let wanted = wanted.map(|json| short(&json)).unwrap_or_default();
        format!(
            "  seed {}, round {}, struck {:?}, code {}\n{calls}{begun}{said}    {own:?}\n    state: {object}\n    wanted: {wanted}",
            self.seed, self.round, told.struck, told.code
        )
    }

    /// Once nothing goes wrong any more, some applies leave nothing to do, and the state is what the vendors hold.
    async fn converge(&mut self) {
        self.round += 1;
        let mut ended = None;
        for _ in 0..CONVERGES_WITHIN {
            self.give_up_imports().await;
            self.write();
            let told = self.apply(&[], None).await;
            let mended = self.account(&told).await;
            let changes = told.messages.iter().any(|line| line["type"] == "planned_change");
            let lies = Truth::of(&self.sandbox).await.lies_of(&self.workspace.whole_state());
            let quiet = told.code == 0 && !changes && !mended && lies.is_empty();
            ended = Some(told);
            if quiet {
                break;
            }
        }
        let told = ended.expect("a run");
        let changes: Vec<_> = told.messages.iter().filter(|line| line["type"] == "planned_change").collect();
        if told.code != 0 || !changes.is_empty() {
            let words = |it: &Json| format!("{}: {} {}", it["address"], it["summary"], it["detail"]);
            let errors: Vec<_> = told.diagnostics().map(words).collect();
            self.tally.wrong(format!(
                "seed {}, round {}: it does not come to rest: {changes:?}\n{}",
                self.seed,
                self.round,
                errors.join("\n")
            ));
            return;
        }
        let (truth, state) = (Truth::of(&self.sandbox).await, self.workspace.whole_state());
        for lie in truth.lies_of(&state) {
            let address = lie.subject.split(' ').next().unwrap_or_default().to_owned();
            self.tally.wrong(format!("at rest: {lie}\n{}", self.story(&told, &address)));
        }
        let objects: Vec<_> = truth.all().collect();
        for trunk in &self.trunks {
            let held =
                objects.iter().find(|(kind, _, object)| *kind == trunk.kind.resource && marked(object, &trunk.mark()));
            let Some((_, _, object)) = held else {
                self.tally.lost(format!("at rest: {} is at no vendor", trunk.address()));
                continue;
            };
            let there = object.pointer(trunk.kind.password).and_then(Json::as_str).filter(|text| !text.is_empty());
            let wanted = trunk.password();
            if wanted.is_some() && there != wanted.as_deref() {
                let story = self.story(&told, &trunk.address());
                self.tally.wrong(format!("at rest: {} has another password\n{story}", trunk.address()));
            }
        }
        self.drifted.clear();
        self.tally.reckonings += 1;
    }
}

/// Whether an object has this in it, as a word.
fn marked(object: &Json, mark: &str) -> bool {
    let text = object.to_string();
    text.match_indices(mark).any(|(at, _)| !text[at + mark.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

fn address_of(resource: &Json) -> String {
    let text = |member: &str| resource[member].as_str().unwrap_or_default();
    format!("{}.{}", text("type"), text("name"))
}

/// The attributes of all that a state has, by address.
fn instances(state: &Json) -> BTreeMap<String, Json> {
    let resources = state["resources"].as_array().into_iter().flatten();
    let there = resources.filter(|resource| resource["instances"].as_array().is_some_and(|all| !all.is_empty()));
    there.map(|resource| (address_of(resource), resource["instances"][0]["attributes"].clone())).collect()
}
