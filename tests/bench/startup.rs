//! What every Terraform command pays for this provider: `cargo bench` prints it, of the release build.
//!
//! A command starts the provider several times, so the start counts as much as the work. Other builds are measured
//! beside it, turn by turn, if they are named: `cargo bench --target TARGET -- target/release/terraform-provider-siptrunk`.

#[allow(dead_code)]
#[path = "../it/support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use siptrunk::protocol::tfplugin6::get_provider_schema;
use siptrunk::protocol::tfplugin6::provider_client::ProviderClient;
use support::client::{Identity, with_tls};
use support::process::{PROGRAM, Running};

const RUNS: usize = 30;

struct Run {
    handshake: Duration,
    schema: Duration,
    processor_ns: Option<u64>,
    memory_kib: Option<u64>,
}

async fn run(program: &Path, identity: &Identity) -> Run {
    let started = Instant::now();
    let provider = Running::of(program, identity).await;
    let handshake = started.elapsed();
    let request = get_provider_schema::Request {};
    let mut client = ProviderClient::new(with_tls(&provider, Some(identity)));
    client.get_provider_schema(request).await.expect("the schema");
    let schema = started.elapsed() - handshake;
    Run { handshake, schema, processor_ns: processor(&provider), memory_kib: resident(&provider) }
}

/// Time on a processor, all threads together, where the system tells it. It is the same on a busy machine.
fn processor(provider: &Running) -> Option<u64> {
    let threads = fs::read_dir(format!("/proc/{}/task", provider.pid())).ok()?;
    let on_processor = |thread: fs::DirEntry| {
        let figures = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        figures.split(' ').next()?.parse::<u64>().ok()
    };
    threads.flatten().map(on_processor).sum()
}

/// Resident memory, where the system tells it.
fn resident(provider: &Running) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", provider.pid())).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
}

fn row(name: &str, unit: &str, mut figures: Vec<f64>) {
    figures.sort_by(f64::total_cmp);
    let (Some(least), Some(most)) = (figures.first(), figures.last()) else { return };
    println!("{name:<28} {:>8.2} {unit:<4} ({least:.2} to {most:.2})", figures[figures.len() / 2]);
}

/// The program that was built for this, and those that are named.
fn programs() -> Vec<PathBuf> {
    let named = std::env::args_os().skip(1).filter(|argument| argument != "--bench");
    // Cargo runs a benchmark in the package's folder, wherever it was called.
    std::iter::once(PROGRAM.into()).chain(named.map(PathBuf::from)).collect()
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let identity = Identity::of_terraform();
    let programs = programs();
    let mut runs: Vec<Vec<Run>> = programs.iter().map(|_| vec![]).collect();
    // Turn by turn, so that a machine that is busy for a while is so for all of them.
    for _ in 0..RUNS {
        for (program, runs) in programs.iter().zip(&mut runs) {
            runs.push(runtime.block_on(run(program, &identity)));
        }
    }
    for (program, runs) in programs.iter().zip(&runs) {
        print(program, runs);
    }
}

fn print(program: &Path, runs: &[Run]) {
    let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
    println!("{}, {RUNS} starts: median (least to most)", program.display());
    row("spawn to handshake line", "ms", runs.iter().map(|run| milliseconds(run.handshake)).collect());
    row("handshake to schema", "ms", runs.iter().map(|run| milliseconds(run.schema)).collect());
    row("of it on a processor", "ms", runs.iter().filter_map(|run| Some(run.processor_ns? as f64 / 1e6)).collect());
    row(
        "memory after the schema",
        "MiB",
        runs.iter().filter_map(|run| Some(run.memory_kib? as f64 / 1024.0)).collect(),
    );
    let size = fs::metadata(program).expect("the program").len() as f64 / 1e6;
    println!("{:<28} {size:>8.2} MB", "binary");
}
