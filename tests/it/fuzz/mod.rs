//! Inputs that nobody thought of, for everything that reads bytes from outside. What is valid is drawn from the vendors'
//! tables, so that a new vendor is here by itself.
//!
//! The gate tries a few inputs of one seed. `SIPTRUNK_FUZZ=100 cargo test fuzz` tries a hundred times as many of another
//! seed, and tells how many there were; `PROPTEST_RNG_SEED` gives a run its seed. An input that breaks a property is made
//! small and kept in `tests/it/fuzz/found`, and every later run begins with it.

mod answers;
mod bytes;
mod lives;
mod noise;
mod plans;
mod values;
mod vendors;

use std::fmt::Debug;
use std::time::{Instant, SystemTime};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, FileFailurePersistence, RngSeed, TestCaseError, TestError, TestRunner};

/// Says why a property does not hold.
fn broken<T>(why: impl Into<String>) -> Result<T, TestCaseError> {
    Err(TestCaseError::fail(why.into()))
}

/// Holds a property against inputs: `few` of them, or as many times that as `SIPTRUNK_FUZZ` says.
fn fuzz<S: Strategy>(target: &str, few: u32, inputs: &S, holds: impl Fn(S::Value) -> Result<(), TestCaseError>)
where
    S::Value: Debug,
{
    let times = std::env::var("SIPTRUNK_FUZZ").ok().map(|times| times.parse::<u32>().expect("a number of times"));
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("the clock is right").as_nanos() as u64;
    let seed = match (Config::default().rng_seed, times) {
        (RngSeed::Fixed(seed), _) => seed,
        (RngSeed::Random, None) => 1,
        (RngSeed::Random, Some(_)) => now,
    };
    let found = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fuzz/found/");
    let found = format!("{found}{}.txt", target.replace(' ', "_"));
    let config = Config {
        cases: few.saturating_mul(times.unwrap_or(1)),
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(found.leak()))),
        max_global_rejects: u32::MAX,
        max_local_rejects: u32::MAX,
        max_shrink_iters: 4096,
        ..Config::default()
    };
    let (cases, started) = (config.cases, Instant::now());
    match TestRunner::new(config).run(inputs, holds) {
        Ok(()) if times.is_some() => println!("fuzz: {target}: {cases} inputs, seed {seed}, {:.1?}", started.elapsed()),
        Ok(()) => {}
        Err(TestError::Fail(why, input)) => panic!("{target}, seed {seed}: {why}\nby {input:#?}"),
        Err(TestError::Abort(why)) => panic!("{target}, seed {seed}: {why}"),
    }
}
