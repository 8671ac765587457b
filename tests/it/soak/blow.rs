//! Processes that are killed, or stopped.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// Who is ended, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Blow {
    /// The provider, with SIGKILL.
    Kill,
    /// Terraform, with SIGINT: it waits for what is under way.
    Interrupt,
    /// Terraform, with a second one: it waits for nothing.
    ForceOut,
}

fn signal(pid: u32, signal: Signal) -> bool {
    Pid::from_raw(pid.cast_signed()).is_some_and(|pid| kill_process(pid, signal).is_ok())
}

/// Whether it fell on somebody.
pub async fn strike(blow: Blow, terraform: u32, providers: &[u32]) -> bool {
    match blow {
        Blow::Kill => providers.iter().filter(|pid| signal(**pid, Signal::KILL)).count() > 0,
        Blow::Interrupt => signal(terraform, Signal::INT),
        Blow::ForceOut => {
            let first = signal(terraform, Signal::INT);
            tokio::time::sleep(Duration::from_millis(50)).await;
            first && signal(terraform, Signal::INT)
        }
    }
}

/// The processes that a process has started.
pub fn children(pid: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().filter_map(Result::ok);
    let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect()
}

/// Whether a process is there, and no zombie.
pub fn lives(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    status.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['Z', 'X']))
}
