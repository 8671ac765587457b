//! One vendor's account: its settings and the API they open.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::settings::Settings;
use super::talk::{Creates, FirstSeen, Lists};
use crate::client::{Access, Api, Credentials, Session, Unreadable, Unusable};
use crate::diagnostic::Diagnostics;
use crate::schema::format::text::and;
use crate::schema::settings::{MAX_RETRIES, REFRESH_FROM_LIST, REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use crate::schema::{Auth, Resource, Trust, Vendor};
use crate::value::{Object, Value};

/// How long a vendor without a documented waiting time gets to show what it has done.
const MOMENT: Duration = Duration::from_secs(10);

/// Since when an object is known.
#[derive(Clone, Copy, PartialEq)]
enum Since {
    /// It was in the state when the run began.
    Before,
    /// This run has made it.
    Now,
}

type Writers = BTreeMap<(&'static str, Option<String>), Arc<Mutex<()>>>;

/// One vendor's account.
pub struct Account {
    /// The vendor.
    pub vendor: &'static Vendor,
    /// The provider block's values.
    pub settings: Arc<Settings>,
    /// The open API.
    pub api: Arc<Api>,
    /// The vendor's lists as this process first saw them.
    pub first_seen: FirstSeen,
    /// What a refresh has read of lists.
    pub lists: Lists,
    /// Creates that are under way.
    pub creates: Creates,
    /// The members of the vendor's answers that hold secrets.
    pub secret_members: Vec<&'static str>,
    /// What this run has to do with, by its type and id.
    known: std::sync::Mutex<BTreeMap<(&'static str, String), Since>>,
    /// Who changes an object, by its type and id, or with none what all of a type share.
    writers: std::sync::Mutex<Writers>,
}

impl Account {
    /// Opens the API, if every setting it takes is there. Sends nothing.
    pub fn open(
        vendor: &'static Vendor,
        settings: Arc<Settings>,
        stop: CancellationToken,
    ) -> Result<Self, Diagnostics> {
        let mut found = settings.faults(vendor);
        let unknown: Vec<_> = settings.unknown().collect();
        if !unknown.is_empty() {
            let quoted: Vec<_> = unknown.iter().map(|name| format!("\"{name}\"")).collect();
            let (verb, origin) = if unknown.len() == 1 { ("is", "it comes") } else { ("are", "they come") };
            found.error(
                format!("{} needs {}", vendor.title, and(&unknown)),
                format!(
                    "{} in the provider's block {verb} not known yet. Apply first what {origin} from.",
                    and(&quoted)
                ),
            );
        }
        if found.has_errors() {
            return Err(found);
        }
        match Api::open(access(vendor, &settings), stop) {
            Ok(api) => Ok(Self {
                vendor,
                settings,
                api,
                first_seen: FirstSeen::default(),
                lists: Lists::default(),
                creates: Creates::default(),
                secret_members: vendor.secret_members(),
                known: Default::default(),
                writers: Default::default(),
            }),
            Err(unusable) => {
                found.error(format!("{} cannot be called", vendor.title), advice(vendor, &settings, unusable));
                Err(found)
            }
        }
    }

    /// The vendor and the way to it, as errors name them: "Crazytel at crazytel.io through the proxy proxy.example:3128".
    pub fn there(&self) -> String {
        format!("{} at {}", self.vendor.title, self.api.route())
    }

    /// A setting as a message names it that says to look at it.
    pub fn named(&self, setting: &str) -> String {
        self.settings.named(self.vendor, setting)
    }

    /// Whether the API is called where it is for everybody, and not where a setting says.
    pub fn is_at_its_own(&self) -> bool {
        Some(self.settings.get(self.vendor.base_url().name)) == self.own_address().as_ref()
    }

    /// The address where the API is for everybody, if there is one.
    pub fn own_address(&self) -> Option<Value> {
        self.vendor.base_url().documented()
    }

    /// Whether a refresh of several objects reads lists.
    pub fn refreshes_from_list(&self) -> bool {
        self.settings.get(REFRESH_FROM_LIST.name) == &Value::Bool(true)
    }

    /// Remembers the id of a new object; `false` if it is that of another one, which this run has made or works on.
    pub fn made_now(&self, resource: &'static Resource, id: &str) -> bool {
        self.know(resource, id, Since::Now).is_none()
    }

    /// Remembers an object that was there before; `false` if this run has made one with its id.
    pub fn was_there(&self, resource: &'static Resource, object: &Object) -> bool {
        self.know(resource, id(object), Since::Before) != Some(Since::Now)
    }

    /// Whether this run has made an object, or works on it.
    pub fn knows(&self, resource: &'static Resource, id: &str) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&(resource.name, id.to_owned()))
    }

    /// Forgets an object that is not what it seemed, or is no more: the vendor may give its id to a new one.
    pub fn forget(&self, resource: &'static Resource, object: &Object) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&(resource.name, id(object).to_owned()));
    }

    /// Since when an object has been known; nothing if it is new here.
    fn know(&self, resource: &'static Resource, id: &str, since: Since) -> Option<Since> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match known.entry((resource.name, id.to_owned())) {
            Entry::Occupied(there) => Some(*there.get()),
            Entry::Vacant(free) => {
                free.insert(since);
                None
            }
        }
    }

    /// The turn to change an object: what two know under one id is changed by one at a time. Without one, the turn to touch
    /// what all objects of the resource share.
    pub fn writer(&self, resource: &'static Resource, object: Option<&Object>) -> Arc<Mutex<()>> {
        let mut writers = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
        writers.entry((resource.name, object.map(|object| id(object).to_owned()))).or_default().clone()
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

fn id(object: &Object) -> &str {
    object.get("id").as_str().unwrap_or_default()
}

fn access(vendor: &'static Vendor, settings: &Settings) -> Access {
    let text = |name: &str| settings.get(name).as_str().unwrap_or_default().to_owned();
    let number = |name: &str| settings.get(name).as_i64().and_then(|number| u32::try_from(number).ok());
    let trusted =
        |part: fn(&Trust) -> &'static str| vendor.trust.as_ref().map_or(&Value::Null, |t| settings.get(part(t)));
    let credentials = match vendor.auth {
        Auth::Header(header, key) => Credentials::Header(header, text(key).into()),
        Auth::Bearer(token) => Credentials::Header("authorization", format!("Bearer {}", text(token)).into()),
        Auth::Basic(user, password) => {
            let pair = STANDARD.encode(format!("{}:{}", text(user), text(password)));
            Credentials::Header("authorization", format!("Basic {pair}").into())
        }
        Auth::Signed(hooks, _) => Credentials::Signature(hooks, settings.all().clone()),
        Auth::Session(hooks, _) => Credentials::Session(Session::new(hooks, settings.all().clone())),
    };
    Access {
        base_url: before(&vendor.base_url().sent(&text(vendor.base_url().name)), &beginning(vendor, settings))
            .to_owned(),
        credentials,
        hooks: vendor.hooks(),
        requests_per_minute: number(REQUESTS_PER_MINUTE.name),
        pace: pace(vendor, settings),
        max_retries: number(MAX_RETRIES.name),
        request_timeout: Duration::from_secs(number(REQUEST_TIMEOUT.name).unwrap_or_default().into()),
        user_agent: vendor.connection.user_agent,
        keep_alive: vendor.connection.keep_alive,
        ca_certificate: trusted(|trust| trust.authorities).as_str().map(str::to_owned),
        insecure_skip_verify: trusted(|trust| trust.anybody) == &Value::Bool(true),
    }
}

/// The file of an account's request ceiling, in the user's cache folder. Its name reveals nothing of the account.
fn pace(vendor: &Vendor, settings: &Settings) -> Option<PathBuf> {
    let account = vendor.auth.settings().into_iter().chain([vendor.base_url().name]);
    let account: Vec<_> = account.map(|name| settings.get(name).as_str().unwrap_or_default()).collect();
    let name = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{}\n{}", vendor.name, account.join("\n")).as_bytes());
    Some(dirs::cache_dir()?.join("siptrunk").join("pace").join(name.to_string()))
}

/// What the paths of all of a vendor's calls begin with, such as `/v2`; often nothing.
fn beginning(vendor: &Vendor, settings: &Settings) -> String {
    let calls = vendor.resources.iter().flat_map(|resource| resource.calls.every());
    let calls = calls.chain(vendor.listings.iter().map(|listing| &listing.call));
    let login = match vendor.auth {
        Auth::Session(hooks, _) => Some(hooks.login(settings.all()).path),
        _ => None,
    };
    let paths = calls.flat_map(|call| call.paths).map(|path| path.to_string()).chain(login);
    paths.reduce(|one, other| shared(&one, &other).to_owned()).unwrap_or_default()
}

/// The segments that two paths begin with, as far as they are the same for every object.
fn shared<'a>(one: &'a str, other: &str) -> &'a str {
    let segments = one.split('/').zip(other.split('/'));
    let same = segments.take_while(|(one, other)| one == other && !one.contains('{'));
    let length: usize = same.map(|(segment, _)| "/".len() + segment.len()).sum();
    one[..length.saturating_sub(1)].trim_end_matches('/')
}

/// The part of a base URL that stands before the documented paths. People also write what all of these begin with, because
/// the vendor's own pages call that the address of the API. A host is nobody's path.
fn before<'a>(base_url: &'a str, beginning: &str) -> &'a str {
    let base_url = base_url.trim_end_matches('/');
    let host = base_url.find("://").map_or(0, |at| at + "://".len());
    let path = base_url[host..].find('/').map_or("", |at| &base_url[host + at..]);
    let written = beginning.match_indices('/').map(|(at, _)| &beginning[..at]).chain([beginning]);
    let written = written.filter(|written| path.ends_with(written)).map(str::len).max();
    &base_url[..base_url.len() - written.unwrap_or_default()]
}

fn advice(vendor: &Vendor, settings: &Settings, unusable: Unusable) -> String {
    match unusable {
        Unusable::Credential => {
            let names: Vec<_> = vendor.auth.settings().iter().map(|name| settings.named(vendor, name)).collect();
            format!("{} holds a character that no HTTP header can carry, perhaps a line break.", names.join(" or "))
        }
        Unusable::Certificate(why) => {
            let instead = match why {
                Unreadable::FileName => {
                    "It seems to be the name of a file, and has to be its text: in a configuration write file(\"...\") around \
                     the name, and set a variable to what the file holds."
                }
                Unreadable::PrivateKey => "It is a private key, which nobody but the server should have.",
                Unreadable::Broken => "What is there is cut off or damaged.",
                Unreadable::Nothing => {
                    "A certificate in PEM begins with -----BEGIN CERTIFICATE-----; this value does not."
                }
            };
            let setting = vendor.trust.map(|trust| settings.named(vendor, trust.authorities)).unwrap_or_default();
            format!("{setting} must be one or more certificates in PEM. {instead}")
        }
        Unusable::Proxy(variable) => format!(
            "The environment variable {variable} is not the address of a proxy. Write one such as \
             http://proxy.example:3128, unset it, or name the host of the API in NO_PROXY."
        ),
        Unusable::Client(why) => format!("The HTTP client does not start: {why}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendors::{bolna, crazytel, fonedynamics, livekit, nebrija, yeastar};

    /// What is called before a path, for a base URL as it is written.
    fn called(vendor: &Vendor, written: &str) -> String {
        before(written, &beginning(vendor, &Settings::default())).to_owned()
    }

    #[test]
    fn a_base_url_may_say_what_all_paths_begin_with() {
        for written in ["", "/", "/openapi", "/openapi/v1.0", "/openapi/v1.0/"] {
            let base_url = format!("https://pbx.example:8088{written}");
            assert_eq!(called(&yeastar::VENDOR, &base_url), "https://pbx.example:8088", "{written}");
        }
        assert_eq!(called(&fonedynamics::VENDOR, "https://api.example/v2"), "https://api.example");
        assert_eq!(called(&livekit::VENDOR, "wss://livekit.example/twirp"), "wss://livekit.example");
        assert_eq!(called(&nebrija::VENDOR, "https://api.example/api/v1"), "https://api.example");
        assert_eq!(called(&bolna::VENDOR, "https://api.example/sip-trunks"), "https://api.example");
    }

    #[test]
    fn what_only_some_paths_begin_with_or_what_is_no_path_stays() {
        for (vendor, base_url) in [
            // The path of its trunks, and not that of its numbers.
            (&crazytel::VENDOR, "https://gateway.example/sip-trunks"),
            (&crazytel::VENDOR, "https://crazytel.io/api/v1"),
            (&fonedynamics::VENDOR, "https://gateway.example/v2/Properties"),
            (&fonedynamics::VENDOR, "https://gateway.example/v2x"),
            (&yeastar::VENDOR, "https://gateway.example/openapi/v1.0/trunk"),
            // Hosts.
            (&nebrija::VENDOR, "http://api"),
            (&fonedynamics::VENDOR, "https://v2"),
        ] {
            assert_eq!(called(vendor, base_url), base_url);
        }
    }
}
