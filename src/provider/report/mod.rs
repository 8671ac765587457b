//! What went wrong, in words for the person who has to act: the call, the vendor's own words, and what to do.

mod trust;

use std::fmt;
use std::time::Duration;

use url::Url;

use self::trust::{disbelieved, vouching};
use super::account::Account;
use super::talk::Managed;
use crate::diagnostic::{Diagnostics, Path};
use crate::request::{Awaited, Deed, Failure, Form, Loss, Response};
use crate::schema::format::text::{and, seconds};
use crate::schema::settings::{REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use crate::schema::{
    Attribute, Complaint, Hint, Hooks, Missing, Resource, Rivalry, SEGMENT, Says, Standing, Vendor, Verdict,
};
use crate::secret::Secrets;
use crate::value::Object;

/// As many ids as a person looks at.
const MOST_IDS: usize = 10;

/// The end of what there is to say of an import that failed.
pub const NOT_IMPORTED: &str = "Nothing was imported.";

/// Why an operation did not do all that it should. It holds the vendor's own words, so only [`describe`] tells it.
#[derive(Clone)]
pub enum Trouble {
    /// A part of the call's address is not known.
    Unaddressed(Missing),
    /// No answer.
    Failed {
        /// The call.
        line: String,
        /// What it was to do.
        deed: Deed,
        /// Why.
        failure: Failure,
    },
    /// The vendor said no.
    Refused {
        /// What was to be done.
        deed: Deed,
        /// What its answer says of the object.
        verdict: Verdict,
        /// The call.
        line: String,
        /// The HTTP status.
        status: u16,
        /// Where a redirect points.
        location: Option<String>,
        /// The vendor's words.
        complaint: Box<Complaint>,
        /// How often the call was tried.
        tries: u32,
        /// Whether a try before this answer may have been carried out.
        in_doubt: bool,
    },
    /// What answered this call with this status is not the vendor's API.
    NotTheApi(String, u16),
    /// The vendor said yes and something that nobody understands.
    Strange(String, String),
    /// What was to be looked at before a call, which therefore was not sent.
    Unsent(Box<Trouble>),
    /// A "not found" of unclear origin, and why the vendor's list could not say whether it is true.
    Unproven(Box<[Trouble; 2]>),
    /// The call would take a secret away, or set it to what the vendor shows in its place.
    Hidden {
        /// The secret.
        secret: &'static Attribute,
        /// What is to change, and takes the whole object with it.
        changes: Vec<&'static str>,
        /// What to call the object.
        noun: &'static str,
    },
    /// Another object has what only one may have.
    Rival {
        /// What that is.
        rivalry: &'static Rivalry,
        /// The other object's id.
        id: String,
        /// What it has.
        shared: String,
    },
    /// More than one object has what is to say which one is meant.
    Several {
        /// The attribute.
        key: &'static str,
        /// What they have in it.
        text: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// This run has made another object under its id.
    Twice,
    /// The vendor will not bring the object where it should be.
    Unsettled(&'static str),
    /// The vendor has not brought the object where it should be.
    OutOfTime {
        /// How long it had.
        waited: Duration,
        /// Where the object stood at last.
        standing: Standing,
    },
}

/// What the vendor does that showed an object and shows it no more.
pub const VANISHED: &str = "no longer shows it";
/// What it does with one that it still shows and that is on its way out.
pub const ENDED: &str = "shows it as being removed";

impl Trouble {
    /// A refusal of this call, with the vendor's words.
    pub fn refused(hooks: &dyn Hooks, deed: Deed, verdict: Verdict, line: &str, answer: &Response) -> Self {
        Self::Refused {
            deed,
            verdict,
            line: line.to_owned(),
            status: answer.status,
            location: answer.location.clone(),
            complaint: Box::new(hooks.complaint(answer)),
            tries: answer.tries,
            in_doubt: answer.in_doubt,
        }
    }

    /// Whether the call may have been carried out all the same.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Self::Failed { failure, .. } => failure.leaves_doubt(),
            Self::Refused { verdict, in_doubt, .. } => {
                *in_doubt || matches!(verdict, Verdict::Unclear | Verdict::Partly)
            }
            Self::Unaddressed(_) | Self::Hidden { .. } | Self::Rival { .. } | Self::Twice | Self::Unsent(_) => false,
            _ => true,
        }
    }

    /// What to do about a read that failed so, if that may pass by itself.
    pub fn again(&self) -> &'static str {
        let passes = match self {
            Self::Failed { deed: Deed::Read, failure: Failure::Lost(_), .. } => true,
            Self::Refused { deed: Deed::Read, verdict: Verdict::Later, status, .. } => *status != 429,
            Self::Refused { deed: Deed::Read, verdict: Verdict::Unclear, complaint, .. } => complaint.unread.is_none(),
            _ => false,
        };
        if passes { "Try again later." } else { "" }
    }

    /// Whether the call has reached the vendor, as far as anybody knows.
    pub fn was_sent(&self) -> bool {
        match self {
            Self::Failed { .. } => self.leaves_doubt(),
            Self::Unaddressed(_) | Self::Hidden { .. } | Self::Rival { .. } | Self::Twice | Self::Unsent(_) => false,
            _ => true,
        }
    }

    /// The same, of what comes before the call itself.
    pub fn before(self) -> Self {
        if self.leaves_doubt() { Self::Unsent(Box::new(self)) } else { self }
    }

    /// Whether nobody waits for more.
    pub fn is_a_stop(&self) -> bool {
        matches!(self, Self::Failed { failure: Failure::Stopped, .. })
    }
}

/// For the log: none of the vendor's words.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unaddressed(Missing(name)) => write!(f, "{name} is not known"),
            Self::Failed { line, failure, .. } => write!(f, "{line}: {failure}"),
            Self::Refused { line, status, .. } | Self::NotTheApi(line, status) => write!(f, "{line}: status {status}"),
            Self::Strange(line, _) => write!(f, "{line}: an answer of no known form"),
            Self::Hidden { secret, .. } => write!(f, "{} is hidden", secret.name),
            Self::Unsent(trouble) => trouble.fmt(f),
            Self::Unproven(both) => write!(f, "{}, and {}", both[0], both[1]),
            Self::Rival { rivalry, id, .. } => write!(f, "{id} has that {} too", rivalry.what),
            Self::Several { key, ids, .. } => write!(f, "{} with this {key}", ids.len()),
            Self::Twice => f.write_str("a create was answered with its id"),
            Self::Unsettled(why) => f.write_str(why),
            Self::OutOfTime { waited, .. } => write!(f, "out of time after {} seconds", waited.as_secs()),
        }
    }
}

impl Managed {
    /// An object as people know it: its name and its id.
    pub fn called(&self, object: &Object) -> String {
        let known_by = self.resource.natural_key.or(self.resource.label);
        let name = known_by.and_then(|name| object.get(name).as_str()).filter(|name| !name.is_empty());
        match (name, object.get("id").as_str()) {
            (Some(name), Some(id)) if name != id => format!("\"{name}\" ({id})"),
            (_, id) => format!("({})", id.unwrap_or("without an id")),
        }
    }

    /// The summary of an error: "Crazytel did not create the trunk".
    pub fn did_not(&self, deed: &str) -> String {
        format!("{} did not {deed} the {}", self.account.vendor.title, self.resource.noun)
    }

    /// The same of a list: "Crazytel did not list the trunks".
    pub fn did_not_list(&self) -> String {
        format!("{} did not list the {}s", self.account.vendor.title, self.resource.noun)
    }

    /// Adds an error about an object that could not be read.
    pub fn report_unread(&self, found: &mut Diagnostics, trouble: &Trouble, advice: &str) {
        let summary = match trouble {
            Trouble::Several { key, .. } => format!("Several {}s have this {key}", self.resource.noun),
            _ => self.did_not("show"),
        };
        self.report(found, &summary, trouble, format!("{} {advice}", trouble.again()).trim());
    }

    /// What happened, in whole sentences.
    pub fn describe(&self, trouble: &Trouble) -> String {
        describe(&self.account, self.resource.hooks, &self.secrets, trouble)
    }

    /// Adds an error about `trouble`, with `advice` behind it, on the attribute that the vendor blames.
    pub fn report(&self, found: &mut Diagnostics, summary: &str, trouble: &Trouble, advice: &str) {
        let path = match trouble {
            Trouble::Refused { deed, complaint, .. } => match complaint.hint(*deed) {
                Some(Hint { on: Some(attribute), .. }) => Path::attribute(attribute),
                _ => self.blamed(complaint),
            },
            Trouble::Hidden { secret, .. } => Path::attribute(secret.name),
            Trouble::Rival { rivalry, .. } => Path::attribute(rivalry.attributes[0]),
            Trouble::Unaddressed(Missing(name)) if self.resource.attribute(name).is_some() => Path::attribute(name),
            _ => Path::default(),
        };
        found.error_at(path, summary, self.explained(trouble, advice));
    }

    /// The same as a warning: what was to be done is done, and needs no more time.
    pub fn report_warning(&self, found: &mut Diagnostics, summary: &str, trouble: &Trouble, advice: &str) {
        found.warn_at(Path::default(), summary, format!("{} {advice}", self.describe(trouble)));
    }

    /// What happened and what to do about it.
    pub fn explained(&self, trouble: &Trouble, advice: &str) -> String {
        let sentences = [Some(self.describe(trouble)), Some(advice.to_owned()), self.more_time(trouble)];
        sentences.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// What to write to have the operation wait longer, if that is why it failed.
    fn more_time(&self, trouble: &Trouble) -> Option<String> {
        let also = match trouble {
            Trouble::Failed { failure: Failure::OutOfTime(Awaited::Ceiling), .. } => {
                let ceiling = self.account.named(REQUESTS_PER_MINUTE.name);
                Some(format!("{ceiling} if the account may be called more often"))
            }
            Trouble::OutOfTime { .. } if self.timeout.deadline.time().is_none() => {
                self.account.vendor.patience.map(|setting| self.account.named(setting))
            }
            _ => None,
        };
        self.timeout.advice(also)
    }

    /// The attribute behind a name in the vendor's JSON.
    fn blamed(&self, complaint: &Complaint) -> Path {
        let member = |field: &str| {
            self.resource.attributes.iter().find(|attribute| {
                attribute.json_path().is_some_and(|path| {
                    path.eq_ignore_ascii_case(field)
                        || path.rsplit('.').next().is_some_and(|p| p.eq_ignore_ascii_case(field))
                })
            })
        };
        complaint.fields.iter().find_map(|field| member(field)).map_or_else(Path::default, |a| Path::attribute(a.name))
    }
}

/// An error if the vendor keeps the object from being changed or deleted.
pub fn untouchable(vendor: &Vendor, resource: &Resource, prior: &Object, deed: &str) -> Diagnostics {
    let mut found = Diagnostics::default();
    if let Some(why) = resource.hooks.untouchable(prior) {
        found.error(format!("This {} cannot be {deed} at {}", resource.noun, vendor.title), why);
    }
    found
}

/// What happened, in whole sentences. What a vendor says is quoted without the secrets in it.
pub fn describe(account: &Account, hooks: &dyn Hooks, secrets: &Secrets, trouble: &Trouble) -> String {
    let (title, route) = (account.vendor.title, account.api.route());
    match trouble {
        Trouble::Unaddressed(Missing(name)) => {
            let vendor = account.vendor;
            let given = vendor.setting(name).map(|_| format!(" {}", account.settings.to_be_set(vendor, &[name])));
            let is = match account.settings.get(name).as_str() {
                Some(_) => format!("which must {}", SEGMENT.says),
                None => "which is not known".into(),
            };
            format!("The call needs \"{name}\", {is}.{}", given.unwrap_or_default())
        }
        Trouble::Failed { line, deed, failure } => failed(account, hooks, secrets, line, *deed, failure),
        Trouble::Refused { deed, verdict, line, status, location, complaint, tries, in_doubt } => {
            let says = said(complaint, *deed, *tries, secrets);
            let doubt =
                if *in_doubt { " An earlier try had no such answer and may have been carried out." } else { "" };
            // What is known of the answer is better than the guess that a status allows.
            let known = complaint.hint(*deed).is_some() || complaint.unread.is_some();
            let advice = match verdict {
                _ if known && matches!(status, 401..=404) => String::new(),
                Verdict::Later if *status != 429 && *deed != Deed::Read => " Try again later.".into(),
                // The path of a create names nothing that could be missing, or its hint has said so.
                Verdict::Doubtful if *deed == Deed::Create => {
                    format!(" What answers there does not seem to be {title}'s API. {}", check_base_url(account))
                }
                _ => advice(account, *status, target(account, location.as_deref(), secrets)),
            };
            let unread = unread(account, complaint);
            let taken = match complaint.hint(*deed).map(|hint| hint.says) {
                Some(Says::Taken(what, noun)) => format!(" {}", taken(what, noun, *deed)),
                _ => String::new(),
            };
            format!("{line} at {route} was answered {status} {says}.{doubt}{unread}{taken}{advice}")
        }
        Trouble::NotTheApi(line, status) => not_the_api(account, line, *status),
        Trouble::Unsent(trouble) => describe(account, hooks, secrets, trouble),
        Trouble::Unproven(both) => {
            let [not_found, unread] =
                both.as_ref().each_ref().map(|trouble| describe(account, hooks, secrets, trouble));
            format!(
                "{not_found} That does not prove that it is gone, and the list could not be asked: {unread} If it is gone, take it out of \
                 the state with `terraform state rm`."
            )
        }
        Trouble::Strange(line, what) => format!("{line} at {route} was answered with success, but with {what}."),
        Trouble::Hidden { secret, changes, noun } => {
            let (name, changes) =
                (secret.name, and(&changes.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>()));
            let none = if secret.is_emptied_by_text() { " (\"\" if there is none)" } else { "" };
            format!(
                "{} takes {changes} only together with the whole {noun}, and hides the {name}, which would be overwritten. \
                 Nothing was changed. Write \"{name}\"{none} in the configuration, or make the change at {title}.",
                account.there()
            )
        }
        Trouble::Rival { rivalry, id, shared } => format!(
            "{} has another {}, {}, with {} too. Nothing was sent. {}",
            account.there(),
            rivalry.noun,
            secrets.quoted(id),
            secrets.repeatable(shared).unwrap_or_default(),
            taken(rivalry.what, rivalry.noun, Deed::Update)
        ),
        Trouble::Several { key, text, ids } => {
            let told = and(&ids.iter().take(MOST_IDS).map(|id| secrets.quoted(id)).collect::<Vec<_>>());
            let told = if ids.len() > MOST_IDS { format!("among them {told}") } else { told };
            format!(
                "{} has {} with the {key} {}: {told}. Use the id of one.",
                account.there(),
                ids.len(),
                secrets.quoted(text)
            )
        }
        Trouble::Twice => format!(
            "A create of the same run was answered by {} with this id, so that two resources have it. Nothing was sent. \
             Take the new one out of the state with `terraform state rm`, look for what was made at {title}, and import that.",
            account.there()
        ),
        Trouble::Unsettled(why) => format!("{} {why}.", account.there()),
        Trouble::OutOfTime { waited, standing } => {
            let standing = match standing {
                Standing::Ready => "still shows it as active",
                Standing::Settling => "still shows it as being provisioned",
                Standing::Inactive => "still shows it as inactive",
                Standing::Ended => "still does not show it",
            };
            format!("After {} {} {standing}.", seconds(*waited), account.there())
        }
    }
}

/// That what answers a call is another server.
fn not_the_api(account: &Account, line: &str, status: u16) -> String {
    let (title, route) = (account.vendor.title, account.api.route());
    let proxy = route.proxy_from().map(|from| format!(", which {from} names,")).unwrap_or_default();
    format!(
        "{line} was answered {status}, so what answers at {route}{proxy} is not {title}'s API. {}",
        check_base_url(account)
    )
}

fn check_base_url(account: &Account) -> String {
    format!("Check {}.", account.named(account.vendor.base_url().name))
}

/// What a call that was not sent has not done.
fn undone(deed: Deed) -> &'static str {
    match deed {
        Deed::Create => " Nothing was created.",
        Deed::Update => " Nothing was changed.",
        Deed::Delete => " Nothing was deleted.",
        Deed::Read | Deed::Login => "",
    }
}

/// Why a call has no answer, in whole sentences.
fn failed(
    account: &Account,
    hooks: &dyn Hooks,
    secrets: &Secrets,
    line: &str,
    deed: Deed,
    failure: &Failure,
) -> String {
    let (title, route, undone) = (account.vendor.title, account.api.route(), undone(deed));
    let whose = || match route.proxy_from() {
        Some(from) => format!(" The proxy comes from {from}."),
        None if account.is_at_its_own() => String::new(),
        None => format!(" {}", check_base_url(account)),
    };
    match failure {
        Failure::NotSent(why) => format!("{line} could not be sent to {route}: {why}.{undone}{}", whose()),
        Failure::Untrusted(distrust) => format!(
            "{line} could not be sent to {route}: {}.{undone} {}",
            disbelieved(distrust, secrets),
            vouching(account, distrust)
        ),
        Failure::Lost(Loss { why, tries, .. }) => {
            format!("{line} got no answer from {route}{}: {why}.", in_the_last_of(*tries))
        }
        Failure::LoginLost(Loss { why, late, tries }) => {
            let advice = match late {
                true => format!("Raise {} if {title} is slow.", account.named(REQUEST_TIMEOUT.name)),
                false => "Try again later.".into(),
            };
            format!(
                "The login at {route} got no answer{}: {why}. {line} was not sent.{undone} {advice}{}",
                in_the_last_of(*tries),
                whose()
            )
        }
        Failure::TooLong => {
            format!(
                "{line} at {route} was answered with more than any call of {title} is; the rest of it was not read."
            )
        }
        Failure::LoginRefused(answer) => format!(
            "{title} did not let the provider in, and {line} was not sent. The login at {route} was answered {} {}.{} It is not \
             tried again in this run, because several refusals in a row may lock the address out.",
            answer.status,
            said(&hooks.complaint(answer), Deed::Login, answer.tries, secrets),
            match hooks.complaint(answer).hint(Deed::Login) {
                Some(_) => String::new(),
                None => advice(account, 401, None),
            },
        ),
        Failure::LoginFailed(answer) if matches!(answer.status, 404 | 405 | 410) => {
            format!("{} {line} was not sent.", not_the_api(account, "The login", answer.status))
        }
        Failure::LoginFailed(answer) => {
            let complaint = hooks.complaint(answer);
            let advice = match complaint.unread {
                Some(_) => unread(account, &complaint),
                None => advice(account, answer.status, target(account, answer.location.as_deref(), secrets)),
            };
            let advice = if advice.is_empty() { " Try again later." } else { &advice };
            format!(
                "{title} could not let the provider in now, and {line} was not sent. The login at {route} was answered {} \
                 {}.{advice}",
                answer.status,
                said(&complaint, Deed::Login, answer.tries, secrets),
            )
        }
        Failure::OutOfTime(awaited) => {
            let what = match awaited {
                Awaited::Ceiling => format!("{} left no request for it", account.named(REQUESTS_PER_MINUTE.name)),
                Awaited::Login => "the login did not end".into(),
                Awaited::Others => "its turn behind other operations of this run did not come".into(),
            };
            format!("{line} was not sent to {route}: {what} in time.{undone}")
        }
        Failure::Stopped => format!("Terraform was stopped before {line} at {route} was done."),
    }
}

/// The vendor's words and what they call for; in which try, where it was not the only one.
fn said(complaint: &Complaint, deed: Deed, tries: u32, secrets: &Secrets) -> String {
    let form = complaint.unread.map(|(form, bytes)| format!("with {} ({bytes} bytes)", described(form)));
    let words = match (form, complaint.message.as_str()) {
        (Some(form), "") => form,
        (Some(form), words) => format!("{form}, {}", secrets.quoted(words)),
        (None, words) => secrets.quoted(words),
    };
    let hint = match complaint.hint(deed).map(|hint| hint.says) {
        Some(Says::This(words)) => format!(" ({words})"),
        _ => String::new(),
    };
    format!("{words}{hint}{}", in_the_last_of(tries))
}

/// In which try something happened, where there was more than one.
fn in_the_last_of(tries: u32) -> String {
    if tries > 1 { format!(" in the last of {tries} tries") } else { String::new() }
}

/// What to do where another object has what only one may have, in whole sentences.
fn taken(what: &str, noun: &str, deed: Deed) -> String {
    let handed_over =
        format!("If that {noun} is changed or deleted in the same apply, add it to depends_on or apply again.");
    match deed {
        Deed::Create => format!(
            "Choose another {what}, or import the {noun} that has this one. {handed_over} With create_before_destroy or destroy = \
             false, the {noun} that this one replaces still has the {what}: change the {what} too, or remove that line (it may \
             be of a resource that refers to this one)."
        ),
        _ => format!(
            "Choose another {what} than the {noun} that has this one. {handed_over} Two that swap need a third {what} in between."
        ),
    }
}

fn described(form: Form) -> &'static str {
    match form {
        Form::Nothing => "nothing",
        Form::Json => "JSON of no known form",
        Form::HalfJson => "JSON that is cut off",
        Form::Page => "an HTML page",
        Form::Text => "a text that is no JSON",
    }
}

/// What an answer means that is no refusal, or why it is not shown.
fn unread(account: &Account, complaint: &Complaint) -> String {
    let Some((form, _)) = complaint.unread else { return String::new() };
    let vendor = account.vendor;
    match form {
        Form::Page | Form::Text => format!(
            " It is not from {}'s API: a login page or a proxy has answered, or {} is wrong.",
            vendor.title,
            account.named(vendor.base_url().name)
        ),
        Form::Nothing | Form::Json | Form::HalfJson => " It is not shown here, because it may hold passwords.".into(),
    }
}

/// Where a redirect points, without what may be secret in it: a login, a query, and a path that somebody has given to our own
/// address.
fn target(account: &Account, location: Option<&str>, secrets: &Secrets) -> Option<String> {
    let setting = account.vendor.base_url();
    let own = Url::parse(&setting.sent(account.settings.get(setting.name).as_str()?)).ok()?;
    let mut url = own.join(location?).ok()?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    let path = own.path().trim_end_matches('/');
    let everybodys = account.own_address().and_then(|own| Url::parse(own.as_str()?).ok());
    if !path.is_empty() && everybodys.is_none_or(|everybodys| everybodys.path().trim_end_matches('/') != path) {
        let shown = url.path().replace(path, "/...");
        url.set_path(&shown);
    }
    secrets.repeatable(url.as_str())
}

fn advice(account: &Account, status: u16, location: Option<String>) -> String {
    let vendor = account.vendor;
    match status {
        300..=399 => {
            let target = location.unwrap_or_else(|| "another address".into());
            format!(
                " That is a redirect to {target}, which is not followed because it would take the credentials along. \
                     If that is where the API lives, set {} accordingly.",
                account.named(vendor.base_url().name)
            )
        }
        401 | 403 => {
            let names = vendor.auth.settings();
            let names: Vec<_> = names.iter().map(|name| account.named(name)).collect();
            let what = match status {
                401 => ": invalid, revoked, or of another account?",
                _ => " and what the account may do.",
            };
            format!(" Check {}{what}", and(&names))
        }
        429 => format!(
            " Too many requests for this account. {} {} below its limit, or try again later.",
            if account.settings.get(REQUESTS_PER_MINUTE.name).is_set() { "Lower" } else { "Set" },
            account.named(REQUESTS_PER_MINUTE.name)
        ),
        _ => String::new(),
    }
}
