//! The sandbox: the vendors' servers, near enough to try the provider against, on loopback and with nothing real in it.
//!
//! It stands on the other side of the wire from the provider, and shares nothing with it. What a vendor's server takes
//! and answers (routes, statuses, the names and types of members, what a value may be, what an update leaves alone, how
//! an error reads) is written again in the vendor's `sandbox` folder, from the vendor's pages. A mistake in the
//! provider's tables, a misspelt JSON name for one, is therefore refused here instead of being agreed with. Nothing here
//! may use the tables or whatever reads them.
//!
//! A call goes from [`listen`] through the [`Exchange`], which knows faults and keeps the log, to the vendor's
//! [`Behaviour`]. Only `listen` and [`run`] know of sockets and processes.

pub mod astray;
mod calls;
pub mod chaos;
pub mod clock;
mod control;
mod deed;
mod exchange;
pub mod fault;
mod http;
pub mod id;
mod lag;
pub mod listen;
mod mask;
pub mod page;
mod quota;
pub mod run;
pub mod shape;
pub mod switch;
pub mod texts;

pub use calls::Call;
pub use deed::Deed;
pub use exchange::Exchange;
pub use http::{Delivery, Header, Request, Response};
pub use lag::{CREATE_LATE_FOR, CREATE_VISIBLE_AFTER, Lag, Sight, UPDATE_VISIBLE_AFTER};
pub use quota::{Quota, RETRY_AFTER, retry_after};
pub use shape::Shape;
pub use switch::{Switch, Switches, Values};

use serde_json::Value as Json;

/// One vendor's stand-in, as the registry names it.
pub struct Sandbox {
    /// The vendor it stands in for, as the provider block names it.
    pub vendor: &'static str,
    /// The provider's setting with the address of the API.
    pub address: &'static str,
    /// What stands between the vendor's name and its documented paths in a base URL; empty, or with a leading slash.
    pub base: &'static str,
    /// Settings of the provider under which it lets a caller in; their values are made up and open to anybody.
    pub settings: &'static [(&'static str, &'static str)],
    /// What the log never shows: members of bodies by their paths, `SipTrunkCredentials.Password`, at any depth.
    pub secrets: &'static [&'static str],
    /// What can be chosen about its behaviour.
    pub switches: &'static [Switch],
    /// Makes one, empty.
    pub behaviour: fn() -> Box<dyn Behaviour>,
}

/// How a vendor's server behaves.
pub trait Behaviour: Send {
    /// Answers one call.
    fn handle(&mut self, request: &Request, switches: &Switches) -> Response;

    /// Makes an object as a caller would who is let in, of the body that the vendor's pages have for a create. An error is the
    /// answer that refuses it. Nobody has called yet: no quota and no login is used up by it.
    fn seed(&mut self, body: &Json, switches: &Switches) -> Result<(), Response>;

    /// What a call does.
    fn deed(&self, request: &Request) -> Deed {
        Deed::by_method(request)
    }

    /// All objects that it holds, secrets included: only here can a test see that a password has arrived.
    fn objects(&self) -> Json;
}

impl Sandbox {
    /// The environment in which the provider finds this stand-in at `origin`.
    pub fn environment(&self, origin: &str) -> Vec<(String, String)> {
        let name = self.vendor;
        let address = format!("{origin}/{name}{}", self.base);
        // Nothing is gained by being slow here: a quota exists only where a switch asks for one.
        let common = [(self.address, address), ("requests_per_minute", "60000".into())];
        let settings = self.settings.iter().map(|(setting, value)| (*setting, value.to_string()));
        settings.chain(common).map(|(setting, value)| (format!("{name}_{setting}").to_uppercase(), value)).collect()
    }
}
