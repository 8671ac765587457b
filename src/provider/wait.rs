//! Waiting until an object stands as it should.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::Instant;

use super::look::{Seen, Trunk};
use super::report::Trouble;
use crate::schema::Standing;
use crate::value::Object;

/// What to do after a look.
pub enum Wait {
    /// It is as wanted.
    Over,
    /// Look again, but not for long.
    Shortly,
    /// Look again, for as long as the vendor may take.
    On,
    /// It will never be as wanted.
    Failed(&'static str),
}

impl Trunk {
    /// Looks until the object stands as `wanted`, for as long as the vendor may take.
    pub async fn wait(&self, object: &Object, wanted: fn(&Seen, Standing) -> Wait) -> Result<Seen, Trouble> {
        let started = Instant::now();
        let mut delays = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(250))
            .with_max_delay(Duration::from_secs(5))
            .with_factor(1.5)
            .without_max_times()
            .build();
        loop {
            let (seen, contradiction) = self.glance(object).await?;
            let standing = match &seen {
                Seen::There(json) => self.resource.hooks.standing(json),
                Seen::Gone if contradiction.is_some() => Standing::Settling,
                Seen::Gone => Standing::Ended,
            };
            let limit = match wanted(&seen, standing) {
                Wait::Over => return Ok(seen),
                Wait::Failed(why) => return Err(contradiction.unwrap_or(Trouble::Unsettled(why))),
                Wait::Shortly => self.account.grace(),
                Wait::On => self.account.patience(),
            };
            let delay = delays.next().unwrap_or_default();
            if started.elapsed() + delay > limit {
                return Err(contradiction.unwrap_or(Trouble::OutOfTime { waited: limit, standing }));
            }
            self.account
                .api
                .pause(delay)
                .await
                .map_err(|failure| Trouble::Failed { line: "the wait".into(), failure })?;
        }
    }
}
