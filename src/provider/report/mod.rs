//! What an operation reports to the person who has to act: a title, what happened, and the attribute that it is about.

mod trouble;
mod trust;
mod words;

pub use self::trouble::{ENDED, Trouble, VANISHED};
pub use self::words::describe;
use super::talk::Managed;
use crate::diagnostic::{Diagnostics, Path};
use crate::request::{Awaited, Failure};
use crate::schema::settings::REQUESTS_PER_MINUTE;
use crate::schema::{Complaint, Hint, Missing, Resource, Vendor};
use crate::value::Object;

/// The end of what there is to say of an import that failed.
pub const NOT_IMPORTED: &str = "Nothing was imported.";

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
