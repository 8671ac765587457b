//! What an operation comes to.

use super::private::Private;
use crate::diagnostic::Diagnostics;
use crate::engine;
use crate::schema::Resource;
use crate::value::Object;

/// The state that an operation reached, and what there is to say about it. Both count: a trunk that was made is in the
/// state whatever failed after it.
pub struct Outcome {
    /// The state; `None` if there is no such object.
    pub state: Option<Object>,
    /// What to remember of the object.
    pub private: Private,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

impl Outcome {
    /// No object.
    pub fn none(diagnostics: Diagnostics) -> Self {
        Self { state: None, private: Private::default(), diagnostics }
    }

    /// The object as it was: nothing was done.
    pub(super) fn unchanged(prior: &Object, private: &Private, diagnostics: Diagnostics) -> Self {
        Self { state: Some(prior.clone()), private: private.clone(), diagnostics }
    }

    /// Without the secrets that only the apply had.
    pub(super) fn disarmed(self, resource: &Resource) -> Self {
        Self { state: self.state.map(|state| engine::disarmed(resource, state)), ..self }
    }

    /// With what is remembered of the configuration that was to make the object.
    pub(super) fn made(self, resource: &Resource, config: &Object) -> Self {
        Self { private: self.private.made(resource, config), ..self }
    }
}
