//! What went wrong, in words for the person who has to act: the call, the vendor's own words, and what to do.

use std::time::Duration;

use super::account::Account;
use super::talk::Managed;
use crate::diagnostic::{Diagnostics, Path};
use crate::request::Failure;
use crate::schema::settings::{BASE_URL, REQUESTS_PER_MINUTE};
use crate::schema::{Complaint, Hooks, Missing, Standing, Verdict};
use crate::value::Object;

/// Why an operation did not do all that it should.
#[derive(Debug)]
pub enum Trouble {
    /// A part of the call's address is not known.
    Unaddressed(Missing),
    /// No answer.
    Failed {
        /// The call.
        line: String,
        /// Why.
        failure: Failure,
    },
    /// The vendor said no.
    Refused {
        /// What its answer says of the object.
        verdict: Verdict,
        /// The call.
        line: String,
        /// The HTTP status.
        status: u16,
        /// Where a redirect points.
        location: Option<String>,
        /// The vendor's words.
        complaint: Complaint,
    },
    /// What answered this call with this status is not the vendor's API.
    NotTheApi(String, u16),
    /// The vendor said yes and something that nobody understands.
    Strange(String, String),
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

impl Trouble {
    /// Whether the call may have been carried out all the same.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Self::Failed { failure, .. } => matches!(failure, Failure::Lost(_)),
            Self::Refused { verdict, status, .. } => *verdict == Verdict::Unclear || *status >= 500,
            Self::Unaddressed(_) => false,
            _ => true,
        }
    }
}

impl Managed {
    /// An object as people know it: its name and its id.
    pub fn called(&self, object: &Object) -> String {
        let name = object.get(self.resource.label).as_str().filter(|name| !name.is_empty());
        match (name, object.get("id").as_str()) {
            (Some(name), Some(id)) if name != id => format!("\"{name}\" ({id})"),
            (_, id) => format!("({})", id.unwrap_or("without an id")),
        }
    }

    /// The summary of an error: "Crazytel did not create the trunk".
    pub fn did_not(&self, deed: &str) -> String {
        format!("{} did not {deed} the {}", self.account.vendor.title, self.resource.noun)
    }

    /// What happened, in whole sentences.
    pub fn describe(&self, trouble: &Trouble) -> String {
        describe(&self.account, self.resource.hooks, trouble)
    }

    /// Adds an error about `trouble`, with `advice` behind it, on the attribute that the vendor blames.
    pub fn report(&self, found: &mut Diagnostics, summary: &str, trouble: &Trouble, advice: &str) {
        let path = match trouble {
            Trouble::Refused { complaint, .. } => self.blamed(complaint),
            Trouble::Unaddressed(Missing(name)) if self.resource.attribute(name).is_some() => Path::attribute(name),
            _ => Path::default(),
        };
        let detail = [self.describe(trouble), advice.to_owned()].join(" ");
        found.error_at(path, summary, detail.trim().to_owned());
    }

    /// The same as a warning: what was to be done is done.
    pub fn report_warning(&self, found: &mut Diagnostics, summary: &str, trouble: &Trouble, advice: &str) {
        found.warn_at(Path::default(), summary, format!("{} {advice}", self.describe(trouble)));
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

/// What happened, in whole sentences.
pub fn describe(account: &Account, hooks: &dyn Hooks, trouble: &Trouble) -> String {
    let title = account.vendor.title;
    match trouble {
        Trouble::Unaddressed(Missing(name)) => format!("The call needs \"{name}\", which is not known."),
        Trouble::Failed { line, failure: Failure::NotSent(why) } => {
            let hint = match &account.vendor.trust {
                Some(trust) if why.contains("certificate") => format!(
                    " Give the authority that signed its certificate as \"{}\", or take any certificate with \"{}\".",
                    trust.authorities, trust.anybody
                ),
                _ => String::new(),
            };
            format!("{line} could not be sent: {why}. Nothing has changed there.{hint}")
        }
        Trouble::Failed { line, failure: Failure::Lost(why) } => format!("{line} got no answer: {why}."),
        Trouble::Failed { line, failure: Failure::LoginRefused(answer) } => {
            let complaint = hooks.complaint(answer);
            let advice = advice(account, 401, None);
            format!(
                "{title} did not let the provider in, and {line} was not sent: \"{}\".{advice} The login is not tried \
                     again in this run, for several refusals in a row may lock the address out.",
                complaint.message
            )
        }
        Trouble::Failed { line, failure: Failure::Stopped } => format!("Terraform was stopped before {line}."),
        Trouble::Refused { line, status, location, complaint, .. } => {
            let words = match complaint.message.trim() {
                "" => "and no words".to_owned(),
                words => format!("\"{words}\""),
            };
            let advice = advice(account, *status, location.as_deref());
            let hint = hooks.hint(*status).map(|hint| format!(" {hint}")).unwrap_or_default();
            format!("{line} was answered {status} {words}.{advice}{hint}")
        }
        Trouble::NotTheApi(line, status) => {
            let base_url = account.settings.get("base_url").as_str().unwrap_or_default();
            format!(
                "{line} was answered {status}, so what answers at {base_url} is not {title}'s API. Check \"base_url\" ({}).",
                account.vendor.variable(BASE_URL.name)
            )
        }
        Trouble::Strange(line, what) => format!("{line} was answered with success, but with {what}."),
        Trouble::Unsettled(why) => format!("{title} {why}."),
        Trouble::OutOfTime { waited, standing } => {
            let standing = match standing {
                Standing::Ready => "still shows it as active",
                Standing::Settling => "still shows it as being provisioned",
                Standing::Inactive => "still shows it as inactive",
                Standing::Ended => "still does not show it",
            };
            format!("After {} seconds {title} {standing}.", waited.as_secs())
        }
    }
}

fn advice(account: &Account, status: u16, location: Option<&str>) -> String {
    let vendor = account.vendor;
    match status {
        300..=399 => {
            let target = location.unwrap_or("another address");
            format!(
                " That is a redirect to {target}, which is not followed because it would take the credentials along. \
                     If that is where the API lives, set \"{}\" accordingly.",
                BASE_URL.name
            )
        }
        401 | 403 => {
            let names = vendor.auth.settings();
            let names: Vec<_> = names.iter().map(|n| format!("\"{n}\" ({})", vendor.variable(n))).collect();
            format!(" Check {} and what the account may do.", names.join(" and "))
        }
        429 => format!(
            " The account's request limit is used up; lower \"{}\" or try again later.",
            REQUESTS_PER_MINUTE.name
        ),
        _ => String::new(),
    }
}
