//! The vocabulary in which a vendor's trunk is declared, once: what a user may write, and how the vendor spells it.
//!
//! Everything here is data. The engine and the documentation read it; nothing here does I/O.

mod attribute;
mod call;
mod check;
mod complaint;
mod data;
mod declare;
mod ephemeral;
mod fastapi;
pub mod format;
mod hooks;
mod list;
mod login;
mod resource;
mod rule;
pub mod settings;
pub mod timeouts;
mod verdict;
pub mod words;
mod write_only;

pub use attribute::{
    Attribute, Codec, EMPTY_TEXT, Elements, Fits, Kind, Life, Literal, NO_ELEMENTS, Order, Place, Presence, Secrecy,
    Spelling, Unknown,
};
pub use call::{Call, Calls, List, Lists, Missing, Paging, SEGMENT, delete, get, patch, post, put};
pub use check::{Advice, Check, Format};
pub use complaint::{Complaint, Hint, Says};
pub use data::{DataSource, Listing, Tells};
pub use declare::{boolean, integer, list, map, objects, set, string};
pub use ephemeral::RandomPassword;
pub use hooks::{Hooks, Rivalry, Standing};
pub use list::ListResource;
pub use login::{Login, Session, Signature, Token};
pub use resource::{Auth, Connection, Resource, Trust, Upgrade, Vendor};
pub use rule::{Broken, Rule, broken_if, is_there};
pub use verdict::{Verdict, names_what_is_gone, unwrapped};
pub(crate) use write_only::attributes;
pub use write_only::{Trio, trio, trios, with_write_only, with_write_only_length};
