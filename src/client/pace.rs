//! The most requests a minute: who is ahead of time waits. All processes of one user on one machine share a ceiling, for
//! each run of Terraform has several of them.
//!
//! A request goes out as long as fewer than the ceiling went out in the minute before it. A small run so never waits, and a
//! large one uses all that there is.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::waits::{Cause, Waits};

/// Requests are counted in slots of this length, so that a high ceiling takes no more room than a low one.
const SLOT: Duration = Duration::from_millis(100);
/// How many of them no request may share with more than the ceiling: a minute, and a second for what one request takes
/// longer on its way than a later one.
const SLOTS: u64 = 610;
const MINUTE: Duration = Duration::from_secs(60);
/// How often, and in what steps, a file is tried that another process holds. That takes it milliseconds at most.
const TRIES: u32 = 200;
const STEP: Duration = Duration::from_millis(5);

/// A ceiling that all calls of one account share.
pub struct Pace {
    ceiling: u32,
    /// [`SLOT`]; shorter in a test, whose minute is then as much shorter.
    slot: Duration,
    /// Where all processes find what went out lately. Where there is none, or it cannot be had, each process counts for
    /// itself: no run stops for it.
    file: Option<PathBuf>,
    own: Mutex<Lately>,
    /// Whether the file could not be had the last time.
    alone: AtomicBool,
    /// The places that were taken when one was last looked for.
    taken: AtomicU32,
    line: tokio::sync::Mutex<()>,
}

impl Pace {
    /// At most this many requests a minute. `file` is where other processes find them.
    pub fn of(ceiling: u32, file: Option<PathBuf>) -> Self {
        let (own, alone, taken, line) = Default::default();
        Self { ceiling, slot: SLOT, file, own, alone, taken, line }
    }

    /// Waits for a place below the ceiling. Only the first in line looks for one: a crowd that looked all at once, each time
    /// a place comes free, would be in its own way, and in that of another process.
    pub async fn turn(&self, waits: &Waits) {
        let mut waiting = None;
        let _first = match self.line.try_lock() {
            Ok(first) => first,
            Err(_) => {
                waiting = Some(waits.begin(Cause::Ceiling));
                self.line.lock().await
            }
        };
        while let Err(wait) = self.place().await {
            waiting.get_or_insert_with(|| waits.begin(Cause::Ceiling)).on(wait);
            tokio::time::sleep(wait).await;
        }
    }

    /// Takes a place, or says how long there is none.
    async fn place(&self) -> Result<(), Duration> {
        let Some(mut file) = self.shared().await else {
            return self.place_among(&mut self.own.lock().unwrap_or_else(PoisonError::into_inner));
        };
        let mut lately = Lately::read(&mut file).unwrap_or_else(|| {
            tracing::warn!("the request ceiling begins anew: its file is broken");
            Lately::default()
        });
        self.place_among(&mut lately)?;
        if let Err(error) = lately.write(&mut file) {
            tracing::warn!(%error, "the request ceiling is not shared");
        }
        Ok(())
    }

    fn place_among(&self, lately: &mut Lately) -> Result<(), Duration> {
        let place = lately.place(self.ceiling, self.slot);
        self.taken.store(lately.taken(), Ordering::Relaxed);
        place
    }

    /// How long the ceiling takes to give one place, once more than half of a minute's places are taken. A run that does
    /// without the others has no reason to save any.
    pub fn price(&self) -> Option<Duration> {
        let dear = self.taken.load(Ordering::Relaxed) > self.ceiling / 2;
        dear.then(|| MINUTE / self.ceiling.max(1))
    }

    /// The file, which no other process has until it is closed.
    async fn shared(&self) -> Option<File> {
        let path = self.file.as_ref()?;
        let tries = if self.alone.load(Ordering::Relaxed) { 1 } else { TRIES };
        let locked = match opened(path) {
            Ok(file) => locked(file, tries).await,
            Err(error) => Err(error),
        };
        self.alone.store(locked.is_err(), Ordering::Relaxed);
        locked
            .inspect_err(
                |error| tracing::warn!(file = %path.display(), %error, "the request ceiling is this process's own"),
            )
            .ok()
    }
}

fn opened(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

async fn locked(file: File, tries: u32) -> io::Result<File> {
    for attempt in 1..=tries {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if attempt < tries => tokio::time::sleep(STEP).await,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::ErrorKind::WouldBlock.into())
}

/// The requests that went out lately: slots, counted since 1970, and how many in each.
#[derive(Default)]
struct Lately(Vec<(u64, u32)>);

impl Lately {
    fn place(&mut self, ceiling: u32, slot: Duration) -> Result<(), Duration> {
        self.place_at(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(), ceiling, slot)
    }

    /// Takes a place now, or says how long there is none.
    fn place_at(&mut self, now: Duration, ceiling: u32, slot: Duration) -> Result<(), Duration> {
        let length = slot.as_millis() as u64;
        let current = now.as_millis() as u64 / length;
        // What is still to come was written by a clock that has been put back.
        self.0.retain(|(slot, _)| (current.saturating_sub(SLOTS)..=current + 1).contains(slot));
        let mut there = self.taken();
        if there < ceiling {
            match self.0.last_mut().filter(|(slot, _)| *slot == current) {
                Some((_, count)) => *count += 1,
                None => self.0.push((current, 1)),
            }
            return Ok(());
        }
        let leaves = |(slot, count): &(u64, u32)| {
            there -= count;
            (there < ceiling).then_some(slot + SLOTS + 1)
        };
        let free = self.0.iter().find_map(leaves).unwrap_or(current + 1);
        Err(Duration::from_millis(free * length).saturating_sub(now).max(Duration::from_millis(1)))
    }

    /// How many they are.
    fn taken(&self) -> u32 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// Out of a file; `None` of one that holds something else.
    fn read(file: &mut File) -> Option<Self> {
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        let line = |line: &str| {
            let (slot, count) = line.split_once(' ')?;
            Some((slot.parse().ok()?, count.parse().ok()?))
        };
        let all: Vec<(u64, u32)> = text.lines().map(line).collect::<Option<_>>()?;
        let sum = all.iter().try_fold(0_u32, |sum, (_, count)| sum.checked_add(*count));
        (sum.is_some() && all.is_sorted_by_key(|(slot, _)| *slot)).then_some(Self(all))
    }

    fn write(&self, file: &mut File) -> io::Result<()> {
        let text: String = self.0.iter().map(|(slot, count)| format!("{slot} {count}\n")).collect();
        file.rewind()?;
        file.set_len(0)?;
        file.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use futures_util::future::join_all;

    use super::*;

    /// The most that fall into any time of this length.
    fn most(sent: &[Duration], length: Duration) -> usize {
        let from = |start: &Duration| sent.iter().filter(|at| (*start..*start + length).contains(*at)).count();
        sent.iter().map(from).max().unwrap_or_default()
    }

    #[test]
    fn no_minute_sees_more_requests_than_the_ceiling_and_none_fewer_by_far() {
        for ceiling in [1, 2, 5, 60, 100, 1000] {
            let mut lately = Lately::default();
            // As greedy as can be, for some minutes from some moment on.
            let (start, length) = (Duration::from_millis(1_795_702_251_042), Duration::from_secs(60));
            let mut sent = vec![];
            let mut now = Duration::ZERO;
            while now < length * 4 {
                match lately.place_at(start + now, ceiling, SLOT) {
                    Ok(()) => sent.push(now),
                    Err(wait) => now += wait,
                }
            }
            assert_eq!(most(&sent, length), ceiling as usize);
            assert_eq!(sent.len(), 4 * ceiling as usize, "a minute's worth in each");
        }
    }

    #[test]
    fn a_clock_that_is_put_back_stops_nothing() {
        let mut lately = Lately(vec![(u64::MAX / 2, 60)]);
        assert_eq!(lately.place(60, SLOT), Ok(()));
    }

    /// How many places there are at once, of so many asked for by each of several processes.
    async fn places(paces: &[Pace]) -> usize {
        let mut places = 0;
        for pace in paces {
            for _ in 0..100 {
                places += usize::from(pace.place().await.is_ok());
            }
        }
        places
    }

    fn several(file: &Path) -> Vec<Pace> {
        (0..3).map(|_| Pace::of(60, Some(file.to_owned()))).collect()
    }

    #[tokio::test]
    async fn processes_share_a_ceiling_and_one_that_comes_later_does_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("siptrunk/pace/one");
        assert_eq!(places(&several(&file)).await, 60);
        assert_eq!(places(&several(&file)).await, 0, "a later process");
        assert_eq!(places(&several(&folder.path().join("another"))).await, 60, "another account");
        assert_eq!(places(&(0..3).map(|_| Pace::of(60, None)).collect::<Vec<_>>()).await, 180, "each for itself");
    }

    #[tokio::test]
    async fn a_call_has_a_price_once_more_than_half_of_the_places_are_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let [one, other, _] = several(&folder.path().join("one")).try_into().ok().expect("three");
        for _ in 0..30 {
            assert_eq!(one.place().await, Ok(()));
        }
        assert_eq!((one.price(), other.price()), (None, None));
        assert_eq!(other.place().await, Ok(()));
        assert_eq!(other.price(), Some(Duration::from_secs(1)), "what others take counts");
    }

    #[tokio::test]
    async fn a_broken_file_stops_nothing_and_is_mended() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("one");
        for broken in [
            "not a number",
            "18446744073709551615",
            "1795702251042 4294967296",
            "-1 1",
            " ",
            "2 2000000000\n2 2000000000\n2 2000000000",
        ] {
            std::fs::write(&file, broken).expect("a file");
            assert_eq!(places(&several(&file)).await, 60, "{broken}");
            assert!(Lately::read(&mut File::open(&file).expect("a file")).is_some());
        }
        // A folder in its place, and a process that never lets go of it.
        assert_eq!(places(&several(folder.path())).await, 180);
        let held = File::open(&file).expect("a file");
        held.lock().expect("a lock");
        let (one, begun) = (Pace::of(60, Some(file)), Instant::now());
        assert_eq!(places(&[one]).await, 60);
        assert!(begun.elapsed() < STEP * TRIES * 3, "it is waited for once");
    }

    /// When a crowd of callers goes out that has a runtime of its own, as in a process.
    fn crowd(pace: Arc<Pace>, callers: usize, start: Instant) -> Vec<Duration> {
        let waits = Waits::at("vendor.example".into());
        let one = async || {
            pace.turn(&waits).await;
            start.elapsed()
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(join_all((0..callers).map(|_| one())))
    }

    #[test]
    fn two_crowds_share_a_ceiling_use_it_and_never_cross_it() {
        const CEILING: u32 = 100;
        let folder = tempfile::tempdir().expect("a folder");
        // A minute of three seconds.
        let (slot, minute) = (Duration::from_millis(5), Duration::from_secs(3));
        let start = Instant::now();
        let process = || {
            let pace = Arc::new(Pace { slot, ..Pace::of(CEILING, Some(folder.path().join("one"))) });
            std::thread::spawn(move || crowd(pace, 150, start))
        };
        let crowds: Vec<_> = [process(), process()].into_iter().map(|it| it.join().expect("it ends")).collect();
        let sent = crowds.concat();
        assert_eq!(most(&sent, minute), CEILING as usize);
        let (last, least) = (sent.iter().max().expect("the last"), minute * 2);
        assert!(*last < least * 10 / 9, "{last:?} for what takes {least:?}");
        for crowd in crowds {
            let early = crowd.iter().filter(|at| **at < minute * 3 / 2).count();
            assert!(early >= 20, "{early} of {CEILING} in the first two minutes are one of two's");
        }
    }
}
