//! What a process costs, where the system tells it.

use std::collections::BTreeMap;
use std::fs;

/// Nanoseconds on a processor, all threads together. It is the same on a busy machine.
pub fn processor_ns(pid: u32) -> Option<u64> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let on_processor = |thread: fs::DirEntry| {
        let figures = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        figures.split(' ').next()?.parse::<u64>().ok()
    };
    threads.flatten().map(on_processor).sum()
}

/// The most memory that it ever had at a time.
pub fn peak_kib(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
}

/// The providers that a command of Terraform's starts, each as it was seen last.
#[derive(Default)]
pub struct Providers(BTreeMap<u32, (u64, u64)>);

impl Providers {
    /// Looks at those that run now.
    pub fn look(&mut self, terraform: u32) {
        let threads = fs::read_dir(format!("/proc/{terraform}/task")).into_iter().flatten().flatten();
        let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
        // One that has just been started still is Terraform, with Terraform's memory.
        let program = |pid: u32| fs::read_link(format!("/proc/{pid}/exe")).ok();
        let started = |pid: &u32| program(*pid) != program(terraform);
        for pid in children
            .flat_map(|pids| pids.split_whitespace().map(str::parse).collect::<Vec<_>>())
            .flatten()
            .filter(started)
        {
            if let (Some(processor), Some(peak)) = (processor_ns(pid), peak_kib(pid)) {
                self.0.insert(pid, (processor, peak));
            }
        }
    }

    /// Seconds on a processor, all of them together.
    pub fn processor(&self) -> f64 {
        self.0.values().map(|(processor, _)| *processor as f64 / 1e9).sum()
    }

    /// The most memory of any of them, in MiB.
    pub fn peak(&self) -> f64 {
        self.0.values().map(|(_, peak)| *peak as f64 / 1024.0).fold(0.0, f64::max)
    }
}
