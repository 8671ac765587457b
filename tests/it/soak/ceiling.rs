//! Many trunks under a request ceiling, by two runs of Terraform in two folders at the same time: the ceiling is used, and
//! never crossed, by the times in the sandbox's log; and the provider takes no more memory for many trunks than for some.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::Value as Json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Workspace, bare};
use super::blow::children;

const MINUTE: Duration = Duration::from_secs(60);

fn trunks(count: usize) -> String {
    format!(
        "resource \"siptrunk_crazytel_trunk\" \"it\" {{\n  count       = {count}\n  password    = \"Harbour42Bridge\"\n  \
         caller_id   = \"61255501234\"\n  description = \"desk ${{count.index}}\"\n}}\n"
    )
}

/// Applies to the end; answers the most memory that a provider took, in MiB.
async fn applied(workspace: &Workspace, sandbox: &Sandbox, home: &Path, count: usize, ceiling: usize) -> u64 {
    workspace.write(&trunks(count));
    let mut command = bare(Path::new(workspace.program()), workspace.path());
    command.args(["apply", "-auto-approve", "-input=false", "-no-color", "-parallelism=100"]);
    command.envs(sandbox.variables().iter().cloned()).env("CRAZYTEL_REQUESTS_PER_MINUTE", ceiling.to_string());
    // The file of the ceiling is in the user's folder, and both are one user's.
    command.env("XDG_CACHE_HOME", home);
    let child = command.spawn().expect("it starts");
    let terraform = child.id().expect("it runs");
    let output = child.wait_with_output();
    tokio::pin!(output);
    let mut memory = 0;
    let output = loop {
        tokio::select! {
            output = &mut output => break output.expect("it ends"),
            () = tokio::time::sleep(Duration::from_millis(200)) => {
                memory = children(terraform).into_iter().filter_map(most_memory).chain([memory]).max().unwrap_or_default();
            }
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    memory / 1024
}

fn most_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

/// When the calls came, in the order of time.
fn times(log: &[Json]) -> Vec<OffsetDateTime> {
    let time = |call: &Json| OffsetDateTime::parse(call["time"].as_str().expect("a time"), &Rfc3339).expect("a time");
    let mut times: Vec<_> = log.iter().map(time).collect();
    times.sort();
    times
}

/// Two runs with so many trunks each. Answers the share of the ceiling that was used, and the memory.
async fn shared(count: usize, ceiling: usize) -> Option<(f64, u64)> {
    let sandbox = Sandbox::start(&[]).await;
    let (one, two) = (sandbox.workspace().await?, sandbox.workspace().await?);
    let home = tempfile::tempdir().expect("a folder");
    let (first, second) = tokio::join!(
        applied(&one, &sandbox, home.path(), count, ceiling),
        applied(&two, &sandbox, home.path(), count, ceiling)
    );
    assert_eq!(sandbox.objects("crazytel").await.len(), 2 * count);
    let times = times(&sandbox.log().await);
    let within = |start: &OffsetDateTime| times.iter().filter(|at| (*start..*start + MINUTE).contains(*at)).count();
    let most = times.iter().map(within).max().unwrap_or_default();
    let took = *times.last().expect("calls") - times[0];
    // As many as there are after the last whole minute's worth could come at once.
    let least = MINUTE * ((times.len() - 1) / ceiling) as u32;
    let used = least.as_secs_f64() / took.as_seconds_f64();
    let memory = first.max(second);
    eprintln!(
        "two runs, {count} trunks each, {ceiling} a minute: {} calls in {:.1} s, at most {most} in a minute, {:.1} percent of the \
         ceiling used, {memory} MiB",
        times.len(),
        took.as_seconds_f64(),
        used * 100.0
    );
    assert!(most <= ceiling, "{most} in a minute, and {ceiling} may be");
    Some((used, memory))
}

#[tokio::test]
#[ignore = "takes minutes: cargo test --test it a_thousand_trunks_share_a_ceiling -- --ignored --nocapture"]
async fn a_thousand_trunks_share_a_ceiling_in_two_runs() {
    let Some((_, some)) = shared(50, 1000).await else { return };
    let (used, many) = shared(500, 500).await.expect("as before");
    assert!(used >= 0.95, "{used}");
    assert!(many <= some + 8, "{many} MiB for a thousand trunks, and {some} MiB for a hundred");
}

/// One minute is over once: some looks are shared, but the creates alone are more than the ceiling lets through.
#[tokio::test]
async fn some_trunks_share_a_ceiling_in_two_runs() {
    let Some((used, _)) = shared(22, 40).await else { return };
    assert!(used >= 0.9, "{used}");
}
