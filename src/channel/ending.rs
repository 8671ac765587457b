//! What ends this process.
//!
//! Deliberately absent: Linux's parent-death signal, which fires when the *thread* that started this process ends, as
//! Go's threads do at any time; and SIGHUP, whose inherited setting (ignored, under nohup) is the user's wish.

use std::io;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

#[cfg(unix)]
const PARENT_CHECK: Duration = Duration::from_secs(1);

/// Why the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Terraform called `Shutdown`.
    Asked,
    /// A signal asked for it.
    Signalled,
    /// Terraform is gone.
    Orphaned,
}

impl Ending {
    /// How long calls in flight may still take. After `Shutdown` go-plugin kills within two seconds, and to a parent
    /// that is gone nothing can be reported. After a signal Terraform may well be there to save what a call created.
    pub fn grace(self) -> Duration {
        match self {
            Self::Asked | Self::Orphaned => Duration::from_secs(1),
            Self::Signalled => Duration::from_secs(10),
        }
    }
}

/// Watches for the end. On Unix it does so from the moment it is made, which is before Terraform hears of this process,
/// so that no signal finds it unprepared.
pub struct Watch {
    attended: bool,
    #[cfg(unix)]
    signals: Signals,
}

#[cfg(unix)]
struct Signals {
    parent: u32,
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Watch {
    /// Starts watching. `attended` means that a person started the process, and ends it.
    pub fn start(attended: bool) -> io::Result<Self> {
        #[cfg(unix)]
        let signals = {
            use tokio::signal::unix::{SignalKind, signal};
            Signals {
                parent: std::os::unix::process::parent_id(),
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            }
        };
        Ok(Self {
            attended,
            #[cfg(unix)]
            signals,
        })
    }

    /// Waits for the end. `asked` is cancelled by Terraform's `Shutdown`.
    #[cfg(unix)]
    pub async fn ending(mut self, asked: &CancellationToken) -> Ending {
        let Signals { parent, interrupt, terminate } = &mut self.signals;
        loop {
            tokio::select! {
                () = asked.cancelled() => return Ending::Asked,
                _ = terminate.recv() => return Ending::Signalled,
                // Ctrl-C reaches the whole process group. Terraform then calls StopProvider and waits for what is in
                // flight; to leave here would lose objects that exist at the vendor already.
                _ = interrupt.recv() => if self.attended { return Ending::Signalled },
                () = tokio::time::sleep(PARENT_CHECK), if !self.attended => {
                    if std::os::unix::process::parent_id() != *parent {
                        return Ending::Orphaned;
                    }
                }
            }
        }
    }

    /// Waits for the end. `asked` is cancelled by Terraform's `Shutdown`. Windows tells nothing about a parent's end.
    #[cfg(not(unix))]
    pub async fn ending(self, asked: &CancellationToken) -> Ending {
        loop {
            tokio::select! {
                () = asked.cancelled() => return Ending::Asked,
                // As on Unix: Terraform hears Ctrl-C too, and calls StopProvider.
                _ = tokio::signal::ctrl_c() => if self.attended { return Ending::Signalled },
            }
        }
    }
}
