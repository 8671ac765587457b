//! Nothing is lost when much goes wrong at once, for long: real Terraform, all vendors, calls that go wrong by chance, and
//! processes that are killed. From time to time all that is set aside; then some applies must leave nothing to do, and the
//! state must be what the vendors hold.
//!
//! `cargo test --test it nothing_is_lost_in_a_long_soak -- --ignored --nocapture` takes some minutes; `SIPTRUNK_SOAK_SEED` and
//! `SIPTRUNK_SOAK_CALLS` choose what goes wrong, and for how long.

mod blow;
mod ceiling;
mod told;
mod world;

use std::collections::BTreeMap;
use std::fmt;

use siptrunk::sandbox::Call;

use self::world::{Size, World};

/// What happened, and what came of it.
#[derive(Default)]
pub struct Tally {
    operations: BTreeMap<&'static str, usize>,
    faults: BTreeMap<&'static str, usize>,
    calls: usize,
    runs: usize,
    reckonings: usize,
    kills: usize,
    interrupts: usize,
    /// Made, in no state, and an error leads to it.
    led_to: usize,
    /// Made, in no state, and nobody could say so: who would have said it was killed.
    left_to_terraform: usize,
    lost: Vec<String>,
    doubled: Vec<String>,
    wrong: Vec<String>,
}

impl Tally {
    fn did(&mut self, what: &'static str) {
        *self.operations.entry(what).or_default() += 1;
    }

    fn heard(&mut self, calls: &[Call]) {
        self.calls += calls.len();
        for fault in calls.iter().filter_map(|call| call.fault) {
            *self.faults.entry(fault).or_default() += 1;
        }
    }

    fn lost(&mut self, story: String) {
        eprintln!("LOST {story}");
        self.lost.push(story);
    }

    fn doubled(&mut self, story: String) {
        eprintln!("DOUBLED {story}");
        self.doubled.push(story);
    }

    fn wrong(&mut self, story: String) {
        eprintln!("WRONG {story}");
        self.wrong.push(story);
    }

    fn findings(&self) -> usize {
        self.lost.len() + self.doubled.len() + self.wrong.len()
    }

    fn add(&mut self, other: Self) {
        other.operations.into_iter().for_each(|(what, count)| *self.operations.entry(what).or_default() += count);
        other.faults.into_iter().for_each(|(fault, count)| *self.faults.entry(fault).or_default() += count);
        self.calls += other.calls;
        self.runs += other.runs;
        self.reckonings += other.reckonings;
        self.kills += other.kills;
        self.interrupts += other.interrupts;
        self.led_to += other.led_to;
        self.left_to_terraform += other.left_to_terraform;
        self.lost.extend(other.lost);
        self.doubled.extend(other.doubled);
        self.wrong.extend(other.wrong);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = |counts: &BTreeMap<&str, usize>| {
            let each: Vec<_> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
            (counts.values().sum::<usize>(), each.join(", "))
        };
        let ((operations, which), (faults, kinds)) = (each(&self.operations), each(&self.faults));
        writeln!(f, "operations: {operations} ({which})")?;
        writeln!(f, "runs of Terraform: {}, of which {} at rest", self.runs, self.reckonings)?;
        writeln!(f, "vendor calls: {}", self.calls)?;
        writeln!(f, "faults: {faults} ({kinds})")?;
        writeln!(f, "kills: {} of the provider, {} interrupts of Terraform", self.kills, self.interrupts)?;
        writeln!(f, "made without being in the state, and told: {}", self.led_to)?;
        writeln!(f, "left to Terraform: {}", self.left_to_terraform)?;
        write!(f, "lost: {}, doubled: {}, wrong: {}", self.lost.len(), self.doubled.len(), self.wrong.len())
    }
}

/// Who has found so much stops looking.
const MOST_FINDINGS: usize = 10;

/// One world until so many calls have come and so many processes were killed; `None` where there is no CLI.
async fn soaked(seed: u64, size: Size, calls: usize, kills: usize) -> Option<Tally> {
    let mut world = World::begin(seed, size).await?;
    while (world.tally.calls < calls || world.tally.kills < kills) && world.tally.findings() < MOST_FINDINGS {
        world.live().await;
        eprintln!("seed {seed}: {} calls, {} kills", world.tally.calls, world.tally.kills);
    }
    Some(world.tally)
}

fn judged(seed: u64, tally: &Tally) {
    eprintln!("\nsoak, seed {seed}\n{tally}");
    for (what, stories) in [("lost", &tally.lost), ("doubled", &tally.doubled), ("wrong", &tally.wrong)] {
        assert!(stories.is_empty(), "{} {what}, seed {seed}:\n{}", stories.len(), stories.join("\n\n"));
    }
}

#[tokio::test]
async fn nothing_is_lost_in_a_short_soak() {
    let size = Size { trunks: 16, runs: 4, kills: 50 };
    let Some(tally) = soaked(1, size, 100, 1).await else { return };
    assert!(tally.faults.len() > 2, "{tally}");
    judged(1, &tally);
}

fn variable(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name);
    text.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Several accounts and folders side by side, since each spends most of its time waiting between tries.
#[tokio::test]
#[ignore = "takes ten minutes: cargo test --test it nothing_is_lost_in_a_long_soak -- --ignored --nocapture"]
async fn nothing_is_lost_in_a_long_soak() {
    let (seed, calls) = (variable("SIPTRUNK_SOAK_SEED", 1), variable("SIPTRUNK_SOAK_CALLS", 20_000));
    let size = Size { trunks: 60, runs: 6, kills: 60 };
    let worlds = (0..WORLDS)
        .map(|number| soaked(seed * 100 + number, size, (calls / WORLDS) as usize + 1, 50 / WORLDS as usize + 1));
    let mut all = Tally::default();
    for tally in futures_util::future::join_all(worlds).await {
        let Some(tally) = tally else { return };
        all.add(tally);
    }
    judged(seed, &all);
}

const WORLDS: u64 = 3;
