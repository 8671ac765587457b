//! What siptrunk costs: `cargo bench` prints it, of the release build.
//!
//! First the start, which every command pays several times, and previews of large plans. Then a table: commands of Terraform over so many trunks at the
//! sandbox, beside the same commands with a plain provider in Go (`peer`, where Go is at hand) and with as many
//! `terraform_data`, which no provider can be faster than. A round goes through all of them in turn, and a ratio is one of
//! the same round; what is printed are medians. docs/guides/performance.md keeps a table.

mod contender;
mod gauge;
mod preview;
mod servers;
mod startup;
#[allow(dead_code)]
#[path = "../it/support/mod.rs"]
mod support;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use contender::{Contender, Cost, Mirror, Step, Workspace};
use support::process::PROGRAM;
use support::terraform::cli;

/// What a benchmark takes behind `--`.
#[derive(Parser)]
struct Arguments {
    /// Numbers of trunks; 0 for the start alone.
    #[arg(long, value_delimiter = ',', default_value = "1,100,1000")]
    trunks: Vec<usize>,
    /// Numbers of changed trunks in a plan that is previewed.
    #[arg(long, value_delimiter = ',', default_value = "500,5000")]
    previews: Vec<usize>,
    /// Rounds of each number.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// What each answer of a slow vendor takes, in milliseconds.
    #[arg(long, default_value_t = 150)]
    latency: u64,
    /// Other builds, whose start is measured beside this one's.
    beside: Vec<PathBuf>,
    /// Cargo's own.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let programs: Vec<_> = std::iter::once(PROGRAM.into()).chain(arguments.beside.iter().cloned()).collect();
        startup::measure(&programs).await;
        preview::measure(&arguments.previews);
        let trunks: Vec<_> = arguments.trunks.iter().copied().filter(|count| *count > 0).collect();
        if let (Some(cli), false) = (cli(), trunks.is_empty()) {
            let mirror = Mirror::built().await;
            println!("\n{HEAD}");
            for count in trunks {
                let mut rounds = vec![];
                for number in 1..=arguments.rounds {
                    eprintln!("{count} trunks, round {number} of {}", arguments.rounds);
                    let latency = Duration::from_millis(arguments.latency);
                    rounds.push(round(&cli, &mirror, count, latency).await);
                }
                print(count, arguments.latency, &rounds);
            }
        }
    });
}

/// What each contender's steps cost.
type Round = Vec<(Contender, Vec<(Step, Cost)>)>;

async fn round(cli: &std::path::Path, mirror: &Mirror, count: usize, latency: Duration) -> Round {
    let all = [Contender::Siptrunk, Contender::Peer, Contender::Floor];
    let contenders = all.into_iter().filter(|contender| mirror.peer || *contender != Contender::Peer);
    let mut workspaces = vec![];
    for contender in contenders {
        workspaces.push((contender, Workspace::new(contender, cli, mirror, count, latency).await, vec![]));
    }
    // Step by step, so that a machine that is busy for a while is so for all of them.
    for step in Step::ALL {
        for (_, workspace, costs) in &mut workspaces {
            if let Some(cost) = workspace.step(step).await {
                costs.push((step, cost));
            }
        }
    }
    workspaces.into_iter().map(|(contender, _, costs)| (contender, costs)).collect()
}

const HEAD: &str = "\
| Trunks | Command | siptrunk | Go | `terraform_data` | siptrunk/Go | siptrunk/`terraform_data` | CPU, siptrunk \
| CPU, Go | Memory, siptrunk | Memory, Go | Calls, siptrunk | Calls, Go |
|---|---|---|---|---|---|---|---|---|---|---|---|---|";

fn print(count: usize, latency: u64, rounds: &[Round]) {
    for step in Step::ALL {
        let name = match step {
            Step::Create => "apply: create all".to_owned(),
            Step::Plan => "plan: no change".to_owned(),
            Step::PlanUnread => "plan, `-refresh=false`".to_owned(),
            Step::PlanSlow => format!("plan, {latency} ms a call"),
            Step::PlanCeiling => "plan, 60 calls a minute".to_owned(),
            Step::ChangeOne => "apply: change one".to_owned(),
            Step::ChangeAll => "apply: change the others too".to_owned(),
        };
        // The floor of a plan is one, whatever the vendor takes.
        let floor_of = if matches!(step, Step::PlanSlow | Step::PlanCeiling) { Step::Plan } else { step };
        let median = |contender, step, what: &dyn Fn(&Cost) -> f64| {
            median(rounds.iter().filter_map(|round| cost(round, contender, step)).map(what).collect())
        };
        let ratio = |contender, other| {
            let pairs = rounds.iter().filter_map(|round| {
                let (own, theirs) = (cost(round, Contender::Siptrunk, step)?, cost(round, contender, other)?);
                Some(own.wall / theirs.wall)
            });
            crate::median(pairs.collect())
        };
        use Contender::{Floor, Peer, Siptrunk};
        let seconds = |figure: Option<f64>| told(figure, |seconds| format!("{seconds:.2} s"));
        let mebibytes = |figure: Option<f64>| told(figure, |mebibytes| format!("{mebibytes:.0} MiB"));
        let times = |figure: Option<f64>| told(figure, |ratio| format!("{ratio:.2}"));
        let number = |figure: Option<f64>| told(figure, |number| format!("{number:.0}"));
        let cells = [
            count.to_string(),
            name,
            seconds(median(Siptrunk, step, &|cost| cost.wall)),
            seconds(median(Peer, step, &|cost| cost.wall)),
            seconds(median(Floor, floor_of, &|cost| cost.wall)),
            times(ratio(Peer, step)),
            times(ratio(Floor, floor_of)),
            seconds(median(Siptrunk, step, &|cost| cost.processor)),
            seconds(median(Peer, step, &|cost| cost.processor)),
            mebibytes(median(Siptrunk, step, &|cost| cost.memory)),
            mebibytes(median(Peer, step, &|cost| cost.memory)),
            number(median(Siptrunk, step, &|cost| cost.calls as f64)),
            number(median(Peer, step, &|cost| cost.calls as f64)),
        ];
        println!("| {} |", cells.join(" | "));
    }
}

fn cost(round: &Round, contender: Contender, step: Step) -> Option<&Cost> {
    let (_, costs) = round.iter().find(|(one, _)| *one == contender)?;
    costs.iter().find(|(one, _)| *one == step).map(|(_, cost)| cost)
}

fn told(figure: Option<f64>, words: impl Fn(f64) -> String) -> String {
    figure.map_or_else(|| "-".to_owned(), words)
}

fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}
