//! The most requests a minute: who is ahead of time waits. All processes of one user on one machine share a ceiling, for
//! each run of Terraform has several of them.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use governor::clock::{Clock, SystemClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};

use super::waits::{Cause, Waits};

const MINUTE: Duration = Duration::from_secs(60);
/// No ceiling has anybody wait longer for a place: what says otherwise is broken.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// How often, and in what steps, a file is tried that another process holds. That takes it microseconds.
const TRIES: u32 = 20;
const STEP: Duration = Duration::from_millis(1);

/// A ceiling that all calls of one account share.
pub struct Pace(RateLimiter<NotKeyed, Shared, SystemClock, NoOpMiddleware<SystemTime>>);

impl Pace {
    /// At most this many requests a minute; none is no ceiling. `file` is where other processes find it.
    pub fn of(per_minute: u32, file: Option<PathBuf>) -> Option<Self> {
        let shared = Shared { file, start: SystemTime::now(), own: InMemoryState::default() };
        Some(Self(RateLimiter::new(quota(per_minute)?, shared, SystemClock)))
    }

    /// Waits for a place below the ceiling. It sleeps on the caller's runtime: governor's own wait has a thread for it.
    pub async fn turn(&self, waits: &Waits) {
        let mut waiting = None;
        while let Err(early) = self.0.check() {
            let wait = early.wait_time_from(self.0.clock().now());
            waiting.get_or_insert_with(|| waits.begin(Cause::Ceiling)).on(wait);
            tokio::time::sleep(wait).await;
        }
    }
}

/// A sixth of the requests at once, the others spread over the minute.
fn quota(per_minute: u32) -> Option<Quota> {
    let burst = NonZeroU32::new(per_minute / 6).unwrap_or(NonZeroU32::MIN);
    let spread = per_minute.saturating_sub(burst.get()).max(1);
    Some(Quota::with_period(MINUTE / spread)?.allow_burst(burst))
}

/// governor's state, in a file that holds one moment in nanoseconds since 1970. Where there is none, or it is broken, each
/// process counts for itself: no run stops for it.
struct Shared {
    file: Option<PathBuf>,
    /// What governor counts from.
    start: SystemTime,
    own: InMemoryState,
}

impl StateStore for Shared {
    type Key = NotKeyed;

    fn measure_and_replace<T, F, E>(&self, key: &NotKeyed, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let Some(path) = &self.file else { return self.own.measure_and_replace(key, decide) };
        let mut file = match locked(path) {
            Ok(file) => file,
            Err(error) => {
                tracing::warn!(file = %path.display(), %error, "the request ceiling is this process's own");
                return self.own.measure_and_replace(key, decide);
            }
        };
        let last = moment(&mut file).filter(|last| {
            let sane = *last < SystemTime::now() + LONGEST_WAIT;
            if !sane {
                tracing::warn!(file = %path.display(), "the request ceiling begins anew: its file is broken");
            }
            sane
        });
        let last = last.and_then(|last| last.duration_since(self.start).ok()).map(Nanos::from);
        let (value, next) = decide(last)?;
        if let Err(error) = keep(&mut file, self.start + Duration::from(next)) {
            tracing::warn!(file = %path.display(), %error, "the request ceiling is not shared");
        }
        Ok(value)
    }
}

/// The file, which nobody else has until it is closed.
fn locked(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(STEP),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::ErrorKind::WouldBlock.into())
}

/// The moment in a file; none in an empty one, and the end of time in one that holds something else.
fn moment(file: &mut File) -> Option<SystemTime> {
    let mut text = String::new();
    let read = file.take(32).read_to_string(&mut text);
    if read.is_ok() && text.is_empty() {
        return None;
    }
    let nanoseconds = read.ok().and_then(|_| text.parse().ok()).unwrap_or(u64::MAX);
    Some(UNIX_EPOCH + Duration::from_nanos(nanoseconds))
}

fn keep(file: &mut File, moment: SystemTime) -> io::Result<()> {
    let nanoseconds = moment.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    file.rewind()?;
    file.set_len(0)?;
    file.write_all(nanoseconds.to_string().as_bytes())
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn no_minute_sees_more_requests_than_the_ceiling_and_none_fewer_by_far() {
        for per_minute in [1, 2, 5, 60, 100, 1000] {
            let clock = FakeRelativeClock::default();
            let limiter = RateLimiter::direct_with_clock(quota(per_minute).unwrap(), clock.clone());
            // As greedy as can be, for two minutes.
            let mut sent: Vec<u64> = vec![];
            for now in 0..120_000 {
                while limiter.check().is_ok() {
                    sent.push(now);
                }
                clock.advance(Duration::from_millis(1));
            }
            let from = |start: u64| sent.iter().filter(|at| (start..start + 60_000).contains(*at)).count();
            let most = sent.iter().map(|start| from(*start)).max().unwrap_or_default();
            assert!(most <= per_minute as usize, "{per_minute}: {most}");
            assert!(most + 1 >= per_minute as usize, "{per_minute}: {most}");
        }
    }

    /// How many places there are at once, of so many asked for by each of several processes.
    fn places(paces: &[Pace]) -> usize {
        paces.iter().map(|pace| (0..100).filter(|_| pace.0.check().is_ok()).count()).sum()
    }

    fn several(file: &Path) -> Vec<Pace> {
        (0..3).map(|_| Pace::of(60, Some(file.to_owned())).expect("a ceiling")).collect()
    }

    #[test]
    fn processes_share_a_ceiling_and_one_that_comes_later_does_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("siptrunk/pace/one");
        // Ten at once, and perhaps one more that comes due meanwhile.
        assert!((10..=11).contains(&places(&several(&file))));
        assert!(places(&several(&file)) <= 1, "a later process");
        assert!((10..=11).contains(&places(&several(&folder.path().join("another")))), "another account");
        assert!(places(&(0..3).filter_map(|_| Pace::of(60, None)).collect::<Vec<_>>()) >= 30, "each for itself");
    }

    #[test]
    fn a_broken_file_stops_nothing_and_is_mended() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("one");
        for broken in ["not a number", "18446744073709551615", "99999999999999999999999999999999999", "-1", " "] {
            std::fs::write(&file, broken).expect("a file");
            assert!((10..=11).contains(&places(&several(&file))), "{broken}");
            let moment = std::fs::read_to_string(&file).expect("a file").parse::<u64>();
            assert!(moment.is_ok(), "{moment:?}");
        }
        // A folder in its place, and a process that never lets go of it.
        assert!(places(&several(folder.path())) >= 30);
        let held = File::open(&file).expect("a file");
        held.lock().expect("a lock");
        let one = Pace::of(60, Some(file)).expect("a ceiling");
        assert!(one.0.check().is_ok());
    }
}
