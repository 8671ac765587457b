//! What the tables mean: pure functions from declarations and values to diagnostics, plans, requests and states.
//!
//! No I/O, no async, no vendor by name. The lifecycle calls these and does the talking.

mod decode;
mod diff;
mod encode;
mod plan;
mod same;
mod settings;
mod stray;
mod validate;
mod verify;

pub use decode::{Decoded, decode};
pub use diff::{Change, Changes, diff};
pub use encode::{carry_unknown, clearing_again, create_body, update_body, whole_body};
pub use plan::{Planned, plan};
pub use same::same;
pub use settings::{fault, validate_settings};
pub use validate::{validate, validate_table};
pub use verify::verify;
