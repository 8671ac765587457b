//! What every Terraform command pays for a provider, before there is any trunk.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::gauge;
use super::support::client::{Identity, with_tls};
use super::support::process::Running;
use siptrunk::protocol::tfplugin6::get_provider_schema;
use siptrunk::protocol::tfplugin6::provider_client::ProviderClient;

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
    Run {
        handshake,
        schema,
        processor_ns: gauge::processor_ns(provider.pid()),
        memory_kib: gauge::peak_kib(provider.pid()),
    }
}

fn row(name: &str, unit: &str, mut figures: Vec<f64>) {
    figures.sort_by(f64::total_cmp);
    let (Some(least), Some(most)) = (figures.first(), figures.last()) else { return };
    println!("{name:<28} {:>8.2} {unit:<4} ({least:.2} to {most:.2})", figures[figures.len() / 2]);
}

/// Measures these programs, turn by turn, so that a machine that is busy for a while is so for all of them.
pub async fn measure(programs: &[PathBuf]) {
    let identity = Identity::of_terraform();
    let mut runs: Vec<Vec<Run>> = programs.iter().map(|_| vec![]).collect();
    for _ in 0..RUNS {
        for (program, runs) in programs.iter().zip(&mut runs) {
            runs.push(run(program, &identity).await);
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
    row("memory at the most", "MiB", runs.iter().filter_map(|run| Some(run.memory_kib? as f64 / 1024.0)).collect());
    let size = fs::metadata(program).expect("the program").len() as f64 / 1e6;
    println!("{:<28} {size:>8.2} MB", "binary");
}
