//! What the tables mean: pure functions from declarations and values to diagnostics, plans, requests and states.
//!
//! No I/O, no async, no vendor by name. The provider's stories call these and do the talking.

mod calls;
mod decode;
mod diff;
mod encode;
mod generate;
mod identity;
mod meaning;
mod order;
mod plan;
mod relations;
mod settings;
mod stray;
mod twice;
mod upgrade;
mod validate;
mod verify;
mod write_only;

pub use calls::{
    Hidden, KnownSecrets, Step, address, as_made, clear_again, create, delete, follow_up, question, update,
};
pub use decode::{Decoded, at, decode, digits, missing, shows_replaced, tells, unread};
pub use diff::{Change, Changes, diff};
pub use encode::{encode, insert, replaced};
pub use generate::{generate, says_nothing};
pub use identity::{identity, lasting};
pub use order::ordered;
pub use plan::{Planned, Prior, aimed, arranged, filled, is_untold, plan, seen_through};
pub use relations::{confirmed, contradicts, equal, is_nothing, member, satisfies};
pub use settings::{fault, validate_settings};
pub use stray::stray;
pub use upgrade::upgraded;
pub use validate::{at_odds, rules, unknown_secrets, validate, validate_table};
pub use verify::{Difference, Wish, differences};
pub use write_only::{
    armed, disarmed, doubted, lacks_secret, missing_secrets, without_unasked_secrets, write_only_refused,
};
