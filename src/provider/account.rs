//! One vendor's account: its settings and the API they open.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::settings::Settings;
use crate::client::{Access, Api, Credentials, Session, Unreadable, Unusable};
use crate::diagnostic::Diagnostics;
use crate::schema::settings::{BASE_URL, REQUESTS_PER_MINUTE};
use crate::schema::{Auth, Trust, Vendor};
use crate::value::Value;

/// How long a vendor without a documented waiting time gets to show what it has done.
const MOMENT: Duration = Duration::from_secs(10);

/// One vendor's account.
pub struct Account {
    /// The vendor.
    pub vendor: &'static Vendor,
    /// The provider block's values.
    pub settings: Arc<Settings>,
    /// The open API.
    pub api: Api,
    /// The vendor's list as a refresh first saw it, for what only the list shows.
    pub rows: Mutex<Option<Vec<Json>>>,
}

impl Account {
    /// Opens the API, if every setting it takes is there. Sends nothing.
    pub fn open(
        vendor: &'static Vendor,
        settings: Arc<Settings>,
        stop: CancellationToken,
    ) -> Result<Self, Diagnostics> {
        let mut found = settings.missing(vendor);
        for name in settings.unknown() {
            found.error(
                format!("{} needs {name}", vendor.title),
                format!("\"{name}\" in the provider's block is not known yet. Apply first what it comes from."),
            );
        }
        if found.has_errors() {
            return Err(found);
        }
        match Api::open(access(vendor, &settings), stop) {
            Ok(api) => Ok(Self { vendor, settings, api, rows: Mutex::default() }),
            Err(unusable) => {
                found.error(format!("{} cannot be called", vendor.title), advice(vendor, unusable));
                Err(found)
            }
        }
    }

    /// The vendor and the way to it, as errors name them: "Crazytel at crazytel.io through the proxy proxy.example:3128".
    pub fn there(&self) -> String {
        format!("{} at {}", self.vendor.title, self.api.route())
    }

    /// How long to wait until the vendor shows what it has done.
    pub fn patience(&self) -> Duration {
        let seconds = self.vendor.patience.and_then(|setting| self.settings.get(setting).as_i64());
        seconds.and_then(|seconds| u64::try_from(seconds).ok()).map_or(MOMENT, Duration::from_secs)
    }

    /// How long a new object may stay unseen before it counts as lost.
    pub fn grace(&self) -> Duration {
        MOMENT.min(self.patience())
    }
}

fn access(vendor: &'static Vendor, settings: &Settings) -> Access {
    let text = |name: &str| settings.get(name).as_str().unwrap_or_default().to_owned();
    let trusted =
        |part: fn(&Trust) -> &'static str| vendor.trust.as_ref().map_or(&Value::Null, |t| settings.get(part(t)));
    let credentials = match vendor.auth {
        Auth::Header(header, key) => Credentials::Header(header, text(key).into()),
        Auth::Bearer(token) => Credentials::Header("authorization", format!("Bearer {}", text(token)).into()),
        Auth::Basic(user, password) => {
            let pair = STANDARD.encode(format!("{}:{}", text(user), text(password)));
            Credentials::Header("authorization", format!("Basic {pair}").into())
        }
        Auth::Session(manners, _) => Credentials::Session(Session::new(manners, settings.all().clone())),
    };
    Access {
        base_url: before(&text(BASE_URL.name), vendor.resources[0].calls.create.paths[0]).to_owned(),
        credentials,
        requests_per_minute: settings
            .get(REQUESTS_PER_MINUTE.name)
            .as_i64()
            .and_then(|ceiling| u32::try_from(ceiling).ok()),
        user_agent: vendor.connection.user_agent,
        keep_alive: vendor.connection.keep_alive,
        ca_certificate: trusted(|trust| trust.authorities).as_str().map(str::to_owned),
        insecure_skip_verify: trusted(|trust| trust.anybody) == &Value::Bool(true),
    }
}

/// The part of a base URL that stands before a documented path. People also write the beginning of the path, because the
/// vendor's own pages call that the address of the API.
fn before<'a>(base_url: &'a str, path: &str) -> &'a str {
    let base_url = base_url.trim_end_matches('/');
    let fixed = path.split("/{").next().unwrap_or_default();
    let beginnings = fixed.rmatch_indices('/').map(|(at, _)| &fixed[..at]).filter(|beginning| !beginning.is_empty());
    beginnings.chain([fixed]).find_map(|beginning| base_url.strip_suffix(beginning)).unwrap_or(base_url)
}

fn advice(vendor: &Vendor, unusable: Unusable) -> String {
    match unusable {
        Unusable::Credential => {
            let names: Vec<_> =
                vendor.auth.settings().iter().map(|n| format!("\"{n}\" ({})", vendor.variable(n))).collect();
            format!("{} holds a character that no HTTP header can carry, perhaps a line break.", names.join(" or "))
        }
        Unusable::Certificate(why) => {
            let instead = match why {
                Unreadable::FileName => {
                    "It seems to be the name of a file, and has to be its text: write file(\"...\") around the name."
                }
                Unreadable::PrivateKey => "It is a private key, which nobody but the server should have.",
                Unreadable::Broken => "What is there is cut off or damaged.",
                Unreadable::Nothing => "It begins with -----BEGIN CERTIFICATE-----.",
            };
            let setting = vendor.trust.map_or("The certificate", |trust| trust.authorities);
            format!("\"{setting}\" must be one or more certificates in PEM. {instead}")
        }
        Unusable::Proxy(variable) => format!(
            "The environment variable {variable} is to be the address of a proxy, such as http://proxy.example:3128, and is \
             none. Mend it, unset it, or name the host of the API in NO_PROXY."
        ),
        Unusable::Client(why) => format!("The HTTP client does not start: {why}."),
    }
}

#[cfg(test)]
mod tests {
    use super::before;

    #[test]
    fn a_base_url_may_say_the_beginning_of_the_paths_too() {
        for written in ["", "/", "/openapi", "/openapi/v1.0", "/openapi/v1.0/"] {
            let base_url = format!("https://pbx.example:8088{written}");
            assert_eq!(before(&base_url, "/openapi/v1.0/trunk/create"), "https://pbx.example:8088", "{written}");
        }
        assert_eq!(before("https://api.example/v2", "/v2/Properties/{property_sid}/SipTrunk"), "https://api.example");
        assert_eq!(before("https://crazytel.io/api/v1", "/sip-trunks/"), "https://crazytel.io/api/v1");
        assert_eq!(before("https://proxy.example/v2x", "/v2/Properties/{p}"), "https://proxy.example/v2x");
    }
}
