//! The words for what went wrong: the call, the vendor's own words, and what to do.

use url::Url;

use super::Trouble;
use super::trust::{disbelieved, vouching};
use crate::provider::account::Account;
use crate::request::{Awaited, Deed, Failure, Form, Loss};
use crate::schema::format::text::{and, seconds};
use crate::schema::settings::{REQUEST_TIMEOUT, REQUESTS_PER_MINUTE};
use crate::schema::{Complaint, Hooks, Missing, SEGMENT, Says, Standing, Verdict};
use crate::secret::Secrets;

/// As many ids as a person looks at.
const MOST_IDS: usize = 10;

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
