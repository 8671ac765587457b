//! A vendor and its resources.

use super::attribute::Attribute;
use super::call::Calls;
use super::data::Listing;
use super::hooks::Hooks;
use super::login::{Session, Signature};
use super::rule::Rule;
use super::write_only::trios;
use crate::value::{Object, Value};

/// A telephony company or product whose trunks the provider manages.
pub struct Vendor {
    /// Its name in the provider block, in resource types and in environment variables.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Where its credentials are found and what they may do, in Markdown, for the documentation.
    pub access: &'static str,
    /// What the provider block takes for it, `BASE_URL`, `REQUESTS_PER_MINUTE`, `MAX_RETRIES` and `REQUEST_TIMEOUT` among it.
    pub settings: &'static [Attribute],
    /// How a call proves who sends it.
    pub auth: Auth,
    /// Whose certificates count, where its server may have one that the system does not know.
    pub trust: Option<Trust>,
    /// What it asks of connections.
    pub connection: Connection,
    /// The setting with the seconds that it gets to show what it has done, where that takes its time.
    pub patience: Option<&'static str>,
    /// What it has.
    pub resources: &'static [Resource],
    /// What else it lists, to be read only.
    pub listings: &'static [Listing],
}

impl Vendor {
    /// How to read its answers that are about no resource, and how to judge all of them: as those of its first resource.
    pub fn hooks(&self) -> &'static dyn Hooks {
        self.resources[0].hooks
    }

    /// The members that hold secrets, in whatever the vendor says: those of attributes and settings, and its tokens'.
    pub fn secret_members(&self) -> Vec<&'static str> {
        fn of_table(table: &[Attribute]) -> Vec<&'static str> {
            let own = table.iter().filter(|attribute| attribute.is_secret()).flat_map(Attribute::json_paths);
            let own = own.filter_map(|path| path.rsplit('.').next());
            own.chain(table.iter().filter_map(|attribute| attribute.kind.nested()).flat_map(of_table)).collect()
        }
        let attributes = self.resources.iter().flat_map(|resource| of_table(resource.attributes));
        let settings = self.settings.iter().filter(|setting| setting.is_secret()).map(|setting| setting.name);
        let tokens: &[_] = if let Auth::Session(session, _) = self.auth { session.tokens() } else { &[] };
        attributes.chain(settings).chain(tokens.iter().copied()).collect()
    }

    /// The password of its trunks, if they have one.
    pub fn password(&self) -> Option<&'static Attribute> {
        self.resources.iter().find_map(|resource| trios(resource.attributes).next()).map(|trio| trio.secret)
    }
}

/// How a call proves who sends it; the words are names of settings.
#[derive(Clone, Copy)]
pub enum Auth {
    /// A header of this name holds the setting.
    Header(&'static str, &'static str),
    /// HTTP Basic: user and password.
    Basic(&'static str, &'static str),
    /// The header `authorization: Bearer` holds the setting.
    Bearer(&'static str),
    /// The header `authorization: Bearer` holds a token that is signed for each call, with these settings.
    Signed(&'static dyn Signature, &'static [&'static str]),
    /// A token that a login gives, made with these settings.
    Session(&'static dyn Session, &'static [&'static str]),
}

impl Auth {
    /// The settings that it takes.
    pub fn settings(&self) -> Vec<&'static str> {
        match *self {
            Self::Header(_, setting) | Self::Bearer(setting) => vec![setting],
            Self::Basic(user, password) => vec![user, password],
            Self::Session(_, settings) | Self::Signed(_, settings) => settings.to_vec(),
        }
    }
}

/// Whose certificates count; the words are names of settings.
#[derive(Clone, Copy, Debug)]
pub struct Trust {
    /// Holds certificates to trust beside the system's.
    pub authorities: &'static str,
    /// Says that any certificate will do.
    pub anybody: &'static str,
}

/// What a vendor asks of connections.
#[derive(Clone, Copy, Debug)]
pub struct Connection {
    /// The `User-Agent` that it demands; else the provider names itself.
    pub user_agent: Option<&'static str>,
    /// Whether a connection serves several calls.
    pub keep_alive: bool,
}

impl Connection {
    /// What most vendors ask: nothing.
    pub const USUAL: Self = Self { user_agent: None, keep_alive: true };
}

/// A resource type: one kind of object at one vendor.
pub struct Resource {
    /// The type's name without the provider's: `crazytel_trunk`.
    pub name: &'static str,
    /// What one object is, in the middle of a sentence: `trunk`.
    pub noun: &'static str,
    /// What it is, for the documentation. The first sentence goes for a data source too.
    pub doc: &'static str,
    /// The vendor's own pages about it: title and address, for the documentation.
    pub pages: &'static [(&'static str, &'static str)],
    /// Its attributes, in the order a user would write them.
    pub attributes: &'static [Attribute],
    /// The attribute whose value decides which others fit.
    pub kind: Option<&'static str>,
    /// What holds between attributes.
    pub rules: &'static [Rule],
    /// The forms of an import id: names of attributes joined by slashes, told apart by how many there are. The first is the
    /// fullest.
    pub import: &'static [&'static str],
    /// An attribute by which an object can be imported instead of its id, if no other has the same there.
    pub natural_key: Option<&'static str>,
    /// What else people know an object by, though several may share it: a data source finds an object that alone has it.
    pub label: Option<&'static str>,
    /// An attribute that no two objects share, by which a new one is told whose create was answered without its id: as it
    /// was sent, or as the answer tells it.
    pub recognised_by: Option<&'static str>,
    /// The address attribute that holds the id of another resource's object, and that resource's name: there is a list for
    /// each of those.
    pub parent: Option<(&'static str, &'static str)>,
    /// The vendor's calls.
    pub calls: Calls,
    /// What an object of this vendor does that data cannot say.
    pub hooks: &'static dyn Hooks,
    /// How states of earlier schemas become ones of the next, the oldest first. There are as many as the schema has had
    /// versions that a state cannot simply be read as.
    pub upgrades: &'static [Upgrade],
}

/// Makes of a state, as JSON, one of the next version of its schema.
pub type Upgrade = fn(&mut serde_json::Map<String, serde_json::Value>);

impl Resource {
    /// The version of its schema.
    pub fn version(&self) -> i64 {
        i64::try_from(self.upgrades.len()).unwrap_or(i64::MAX)
    }

    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The kind of an object; null where there are none.
    pub fn kind_of<'a>(&self, object: &'a Object) -> &'a Value {
        self.kind.map_or(&Value::Null, |kind| object.get(kind))
    }

    /// The fullest import id of an object: of an address that is not known, nothing.
    pub fn import_id(&self, state: &Object) -> String {
        let parts = self.identity().filter_map(|attribute| state.get(attribute.name).as_str());
        parts.collect::<Vec<_>>().join("/")
    }

    /// The attribute by which an object can be imported instead of its id.
    pub fn by_key(&self) -> Option<&Attribute> {
        self.attribute(self.natural_key?)
    }

    /// Every form of an import id, those with the natural key in the place of the id included.
    pub fn import_forms(&self) -> Vec<String> {
        let by_key = |form: &&str| Some(form.strip_suffix("id")?.to_owned() + self.natural_key?);
        self.import.iter().map(|form| form.to_string()).chain(self.import.iter().filter_map(by_key)).collect()
    }

    /// The attributes that tell an object from all others for as long as it lives: what the fullest import id holds.
    pub fn identity(&self) -> impl Iterator<Item = &'static Attribute> {
        self.import.iter().take(1).flat_map(|form| form.split('/')).filter_map(|name| self.attribute(name))
    }

    /// Whether a state says all that an identity holds.
    pub fn identifies(&self, state: &Object) -> bool {
        self.identity().all(|attribute| state.get(attribute.name).is_set())
    }

    /// Whether every import needs this attribute.
    pub fn import_needs(&self, attribute: &Attribute) -> bool {
        self.import.iter().all(|form| form.split('/').any(|name| attribute.is(name)))
    }

    /// The attributes by which a user can ask for an object.
    pub fn keys(&self) -> impl Iterator<Item = &'static Attribute> {
        ["id"].into_iter().chain(self.natural_key).chain(self.label).filter_map(|name| self.attribute(name))
    }

    /// The attributes that tell people which object it is, the best first.
    pub fn titles(&self) -> impl Iterator<Item = &'static Attribute> {
        let told = ["name", "description"].into_iter().chain(self.label).chain(self.natural_key);
        told.filter_map(|name| self.attribute(name))
    }

    /// One of them, as a sentence begins: `An inbound trunk`.
    pub fn one(&self) -> String {
        let article = if self.noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "An" } else { "A" };
        format!("{article} {}", self.noun)
    }

    /// Several of them, as an attribute's name: `phone_numbers`.
    pub fn plural(&self) -> String {
        format!("{}s", self.noun.replace(' ', "_"))
    }

    /// The type as Terraform knows it.
    pub fn type_name(&self) -> String {
        format!("siptrunk_{}", self.name)
    }
}
