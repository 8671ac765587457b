//! Faults by chance, which a seed repeats: the nth create at a vendor meets the same in every run, and so does the nth
//! read. Neither the clock nor what other vendors are asked has a part in it.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde::Deserialize;

use super::fault::{KINDS, Kind, Mishap};
use super::{Deed, Sandbox};

/// What is to go wrong by chance.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// What repeats it.
    pub seed: u64,
    /// The share of the calls at which something goes wrong, from 0 to 1.
    #[serde(default = "Wanted::rate")]
    pub rate: f64,
}

impl Wanted {
    /// The share that is meant where nobody says one.
    pub const RATE: f64 = 0.1;

    fn rate() -> f64 {
        Self::RATE
    }
}

/// The most calls in a row that a vendor refuses because there are too many.
const LONGEST_STORM: u32 = 4;

/// What goes wrong by chance.
pub struct Chaos {
    wanted: Wanted,
    /// What chance has in store for each vendor and deed.
    streams: BTreeMap<(&'static str, Deed), Rng>,
    /// The vendors that refuse every caller, for so many more calls.
    storms: BTreeMap<&'static str, (&'static Kind, u32)>,
}

impl Chaos {
    /// One that has not begun.
    pub fn of(wanted: Wanted) -> Result<Self, String> {
        if !(0.0..=1.0).contains(&wanted.rate) {
            return Err(format!("a rate cannot be {}; it is from 0 to 1", wanted.rate));
        }
        Ok(Self { wanted, streams: BTreeMap::new(), storms: BTreeMap::new() })
    }

    /// What happens to the next call that does this, if anything does.
    pub fn meet(&mut self, sandbox: &'static Sandbox, deed: Deed) -> Option<Mishap> {
        let vendor = sandbox.vendor;
        if let Some((kind, calls)) = self.storms.get_mut(vendor).filter(|(_, calls)| *calls > 0) {
            *calls -= 1;
            return Some(Mishap::Kind(kind, false));
        }
        let seed = self.wanted.seed;
        let stream = self.streams.entry((vendor, deed)).or_insert_with(|| Rng::with_seed(stream(seed, vendor, deed)));
        let goes_wrong = stream.f64() < self.wanted.rate;
        let fitting: Vec<_> = KINDS.iter().filter(|kind| kind.fits(sandbox, deed)).collect();
        let kind = stream.choice(fitting)?;
        let storm = stream.u32(1..LONGEST_STORM);
        if !goes_wrong {
            return None;
        }
        if kind.is_refusal() {
            self.storms.insert(vendor, (kind, storm));
        }
        Some(Mishap::Kind(kind, false))
    }
}

/// The seed of what happens to the calls of a vendor that do this: FNV-1a over their names.
fn stream(seed: u64, vendor: &str, deed: Deed) -> u64 {
    let names = vendor.bytes().chain(deed.name().bytes());
    let mixed = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    names.fold(0xcbf2_9ce4_8422_2325 ^ seed, mixed)
}
