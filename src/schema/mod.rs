//! The vocabulary in which a vendor's trunk is declared, once: what a user may write, and how the vendor spells it.
//!
//! Everything here is data. The engine, the documentation and the sandbox read it; nothing here does I/O.

mod attribute;
mod call;
mod check;
mod data;
mod declare;
pub mod format;
mod hooks;
mod resource;
mod rule;
pub mod settings;
pub mod shape;

pub use attribute::{Attribute, Codec, Kind, Literal, Place, Presence};
pub use call::{Call, Calls, List, Missing, Paging, delete, get, patch, post, put};
pub use check::{Check, Format};
pub use data::{DataSource, Listing, Tells};
pub use declare::{boolean, integer, list, set, string};
pub use hooks::{Complaint, Hooks, Session, Standing, Token, Verdict};
pub use resource::{Auth, Connection, Resource, Trust, Vendor};
pub use rule::Rule;
