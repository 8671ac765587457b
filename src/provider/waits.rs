//! What an operation says of the time that the run has waited for an account: once, where nothing else is under way.

use super::Outcome;
use super::account::Account;
use crate::client::{Operation, Waited};
use crate::diagnostic::{Diagnostics, Path};
use crate::schema::settings::REQUESTS_PER_MINUTE;

impl Account {
    /// Carries out an operation, and adds to what it says how long the run has waited, if that is to be said now.
    pub async fn operation(&self, story: impl Future<Output = Outcome>) -> Outcome {
        let operation = self.api.operation();
        let mut outcome = story.await;
        outcome.diagnostics.extend(self.waited(operation));
        outcome
    }

    /// Ends an operation. Answers how long the run has waited, if that is to be said now.
    pub fn waited(&self, operation: Operation<'_>) -> Diagnostics {
        let mut found = Diagnostics::default();
        if let Some(waited) = operation.end() {
            self.say(waited, &mut found);
        }
        found
    }

    fn say(&self, waited: Waited, found: &mut Diagnostics) {
        let (title, there) = (self.vendor.title, self.there());
        let setting = self.named(REQUESTS_PER_MINUTE.name);
        let (ceiling, vendor) = (waited.ceiling.as_secs(), waited.vendor.as_secs());
        let per_minute = self.settings.get(REQUESTS_PER_MINUTE.name).as_i64().unwrap_or_default();
        let own = (ceiling > 0).then(|| {
            format!(
                "For {ceiling} seconds calls waited for their turn: {setting} lets {per_minute} a minute go \
                 to {there}. Raise it if the account may be called more often."
            )
        });
        let theirs = (vendor > 0).then(|| {
            format!(
                "For {vendor} seconds calls waited because {there} answered that it is busy or that it is called too often, \
                 or asked to be called later. Lower {setting} if that is so in every run."
            )
        });
        let detail: Vec<_> = own.into_iter().chain(theirs).collect();
        let all = (waited.ceiling + waited.vendor).as_secs();
        found.warn_at(Path::default(), format!("Waited {all} seconds for {title}"), detail.join(" "));
    }
}
