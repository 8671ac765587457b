//! What the block `timeouts` of a resource means for its operations: how long they wait. Terraform alone keeps it.

use super::Outcome;
use super::talk::Managed;
use crate::client::Deadline;
use crate::schema::Attribute;
use crate::schema::timeouts::{TIMEOUTS, duration};
use crate::value::{Object, Value};

/// The time of an operation.
#[derive(Clone, Default)]
pub struct Timeout {
    /// When it stops waiting.
    pub deadline: Deadline,
    /// The operation, if it is one that a user can give a time.
    operation: Option<&'static str>,
}

impl Timeout {
    /// That of an operation which begins now on an object.
    pub fn of(operation: &Attribute, object: &Object) -> Self {
        let written = object.get(TIMEOUTS).as_object().and_then(|timeouts| timeouts.get(operation.name).as_str());
        let deadline = written.and_then(duration).map_or_else(Deadline::default, Deadline::after);
        Self { deadline, operation: Some(operation.name) }
    }

    /// What to write to have the operation wait longer, if that is why it failed; `also` is the setting whose limit it
    /// has met with.
    pub fn advice(&self, also: Option<String>) -> Option<String> {
        let operation = self.operation.filter(|_| self.deadline.was_reached())?;
        let also = also.map(|setting| format!(", or raise {setting}")).unwrap_or_default();
        Some(match self.deadline.time() {
            Some(_) => format!("To have it wait longer, raise \"{TIMEOUTS}.{operation}\"{also}."),
            None => format!("To have it wait longer, give it a time: {TIMEOUTS} {{ {operation} = \"30m\" }}{also}."),
        })
    }
}

impl Managed {
    /// With so much time.
    pub fn within(self, timeout: Timeout) -> Self {
        Self { timeout, ..self }
    }
}

impl Outcome {
    /// With the times that the object has in the configuration or the state. The vendor knows nothing of them.
    pub fn with_timeouts(mut self, of: &Object) -> Self {
        if let Some(state) = &mut self.state {
            state.set(TIMEOUTS, timeouts(of));
        }
        self
    }
}

/// The times that an object has.
pub fn timeouts(of: &Object) -> Value {
    of.get(TIMEOUTS).clone()
}
