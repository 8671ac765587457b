//! What the provider block takes for a vendor, and the environment behind it.

use super::attribute::{Attribute, Literal, Place};
use super::check::{Advice, Check, Format};
use super::declare::{boolean, integer, string};
use super::resource::Vendor;

/// Where the vendor's API lives. A vendor at one address for all gives it as the default; one whose users know it by another
/// name gives that name.
pub const BASE_URL: Attribute = string("base_url", "Base URL of the API.").address().checks(&[Check::Format(&ADDRESS)]);

/// An address of an API.
pub const ADDRESS: Format = Format {
    says: "be an http:// or https:// address without credentials, query or fragment",
    holds: |text| {
        // The parser is a browser's, and repairs more than a person would.
        let as_written = text.contains("://") && !text.contains([' ', '\\']);
        as_written
            && url::Url::parse(text).is_ok_and(|url| {
                matches!(url.scheme(), "http" | "https") && url.has_host() && beside_the_place(&url).is_none()
            })
    },
    instead: |text| {
        let with_scheme = format!("https://{text}");
        let bare = !text.contains("://") && (ADDRESS.holds)(&with_scheme);
        Advice::plain(bare.then_some(with_scheme))
    },
    or_empty: false,
};

/// What an address of an API has that it may not have, if that is what is wrong with it.
pub fn superfluous(address: &str) -> Option<&'static str> {
    beside_the_place(&url::Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?)
}

/// What an address has that does not say where something is.
fn beside_the_place(url: &url::Url) -> Option<&'static str> {
    match () {
        () if !url.username().is_empty() || url.password().is_some() => Some("credentials"),
        () if url.query().is_some() => Some("a query"),
        () if url.fragment().is_some() => Some("a fragment"),
        () => None,
    }
}

/// Whether plans show what will be sent; the one setting that is no vendor's.
pub const SHOW_REQUESTS: Attribute = boolean(
    "show_requests",
    "Show each request that will change something at a vendor as a warning in the plan, with passwords masked.",
);

/// The environment variable behind it.
pub const SHOW_REQUESTS_VARIABLE: &str = "SIPTRUNK_SHOW_REQUESTS";

/// The environment variable in which `siptrunk sandbox` tells its address. While it is set, no vendor is called anywhere else.
/// With a second sandbox it holds both, a blank between them.
pub const SANDBOX_VARIABLE: &str = "SIPTRUNK_SANDBOX";

/// The request ceiling. A vendor whose pages name one gives it as the default.
pub const REQUESTS_PER_MINUTE: Attribute = integer(
    "requests_per_minute",
    "Rate limit: maximum number of requests per minute to the account, counted over all runs of one user on one machine. \
     A run that has to wait for it says so.",
)
.checks(&[Check::Range { min: Some(1), max: Some(1_000_000) }]);

/// How often a call is sent again.
pub const MAX_RETRIES: Attribute = integer(
    "max_retries",
    "Maximum number of retries after a temporary failure. Left out, 3 after a failure, and 7 while the vendor is busy or \
     answers 429, which covers more than a minute. A create whose outcome is unknown is never sent again.",
)
.checks(&[Check::Range { min: Some(0), max: Some(25) }]);

/// The time for one call.
pub const REQUEST_TIMEOUT: Attribute = integer("request_timeout", "Timeout of one request, in seconds.")
    .checks(&[Check::Range { min: Some(1), max: Some(3600) }])
    .default(Literal::Integer(60));

/// Whether a refresh of several objects is read from the vendor's list. For vendors whose rows show whole objects.
pub const REFRESH_FROM_LIST: Attribute = boolean(
    "refresh_from_list",
    "Read the list of the vendor when several resources are refreshed or created, instead of one request for each.",
)
.default(Literal::Bool(true));

impl Vendor {
    /// The setting of that name.
    pub fn setting(&self, name: &str) -> Option<&'static Attribute> {
        self.settings.iter().find(|setting| setting.name == name)
    }

    /// The setting with the address of the API: `BASE_URL`, or what the vendor calls it.
    pub fn base_url(&self) -> &'static Attribute {
        self.settings.iter().find(|setting| setting.place == Place::Address).unwrap_or(&BASE_URL)
    }

    /// The settings without which it cannot be called: its address, which may have a default, and its credentials.
    pub fn needed(&self) -> impl Iterator<Item = &'static Attribute> {
        let credentials = self.auth.settings().into_iter().filter_map(|name| self.setting(name));
        [self.base_url()].into_iter().chain(credentials)
    }

    /// Whether a setting holds certificates, as the text of a file.
    pub fn takes_certificates_by(&self, setting: &Attribute) -> bool {
        self.trust.is_some_and(|trust| trust.authorities == setting.name)
    }

    /// The environment variable behind a setting.
    pub fn variable(&self, setting: &str) -> String {
        format!("{}_{setting}", self.name).to_ascii_uppercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_no_secret_and_no_query_and_is_not_repaired() {
        for text in ["http://127.0.0.1:8080/crazytel/api/v1", "https://crazytel.io/", "https://[2001:db8::1]:8088"] {
            assert!((ADDRESS.holds)(text), "{text}");
        }
        for text in [
            "crazytel.io",
            "crazytel.io:443",
            "ftp://crazytel.io",
            "https:crazytel.io",
            "https:\\\\crazytel.io",
            "https://u:p@crazytel.io",
            "https://u@crazytel.io",
            "https://crazytel.io?x=1",
            "https://crazytel.io?",
            "https://crazytel.io#top",
            "https://crazytel.io/api v1",
            "https://",
        ] {
            assert!(!(ADDRESS.holds)(text), "{text}");
        }
        for (text, has) in [
            ("https://u:p@crazytel.io", Some("credentials")),
            ("https://crazytel.io?", Some("a query")),
            ("https://crazytel.io#top", Some("a fragment")),
            ("https://crazytel.io/api v1", None),
            ("crazytel.io:443", None),
        ] {
            assert_eq!(superfluous(text), has, "{text}");
        }
    }
}
