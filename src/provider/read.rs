//! The story of a refresh.

use super::Outcome;
use super::look::{Seen, Trunk, locate};
use crate::diagnostic::{Diagnostics, Path};
use crate::engine::{Decoded, decode};
use crate::schema::Standing;
use crate::value::Object;

impl Trunk {
    /// What the vendor holds now; no state if the object is gone.
    pub async fn read(&self, prior: &Object) -> Outcome {
        let mut found = Diagnostics::default();
        let shown = match self.look(prior).await {
            Ok(Seen::There(json)) => json,
            Ok(Seen::Gone) => return Outcome { state: None, diagnostics: found },
            Err(trouble) => {
                self.report(&mut found, "show", &trouble, "The state is left as it was.");
                return Outcome { state: Some(prior.clone()), diagnostics: found };
            }
        };
        let (title, noun) = (self.account.vendor.title, self.resource.noun);
        match self.resource.hooks.standing(&shown) {
            Standing::Ended => return Outcome { state: None, diagnostics: found },
            Standing::Inactive => found.warn_at(
                Path::default(),
                format!("The {noun} is inactive"),
                format!(
                    "{title} shows the {noun} as inactive: never provisioned, or switched off there. Ask {title} why."
                ),
            ),
            Standing::Ready | Standing::Settling => {}
        }
        let mut decoded = decode(self.resource, &shown, prior);
        self.odd(&decoded, &mut found);
        locate(self.resource, &self.account.settings, &mut decoded.state);
        Outcome { state: Some(decoded.state), diagnostics: found }
    }

    /// Warns of members that the vendor shows in a form nobody expects.
    pub fn odd(&self, decoded: &Decoded, found: &mut Diagnostics) {
        for attribute in self.resource.attributes {
            if attribute.json_path().is_some_and(|path| decoded.odd.contains(&path)) {
                let (title, name) = (self.account.vendor.title, attribute.name);
                found.warn_at(
                    Path::attribute(name),
                    format!("{title} shows {name} in an unknown form"),
                    format!(
                        "\"{}\" in {title}'s answer has another type or word than its pages document. \"{name}\" keeps \
                         the value it had, and changes of it there go unseen.",
                        attribute.json_path().unwrap_or_default()
                    ),
                );
            }
        }
    }
}
