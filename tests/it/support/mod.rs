//! What the tests share.

use std::future::Future;
use std::time::Duration;

pub mod accounts;
pub mod authority;
pub mod between;
pub mod client;
pub mod conversation;
pub mod drawn;
pub mod foretold;
pub mod livekit;
pub mod mirror;
pub mod process;
pub mod provider;
pub mod replay;
pub mod sandbox;
pub mod terraform;
pub mod trunks;
pub mod truth;
pub mod vendors;

/// Long enough for a slow machine, short enough not to hang a build.
const LIMIT: Duration = Duration::from_secs(30);

/// Waits for something that has to happen.
pub async fn within_limit<T>(happens: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, happens).await.expect("it happens in time")
}

/// Waits until a condition holds.
pub async fn until(condition: impl Fn() -> bool) {
    within_limit(async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}
