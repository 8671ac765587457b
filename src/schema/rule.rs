//! Rules between attributes.

use crate::diagnostic::Path;
use crate::value::{Object, Value};

/// What holds between the attributes of one object, beyond what belongs to its kind.
#[derive(Debug)]
pub struct Rule {
    /// A whole sentence for the documentation.
    pub says: &'static str,
    /// Where an object breaks it.
    pub broken: fn(&Object) -> Broken,
}

/// Every place of a configuration that breaks a rule, with whole sentences that say what to write instead. A value that is not
/// known yet breaks nothing.
pub type Broken = Vec<(Path, String)>;

/// A rule that is broken there, if it is.
pub fn broken_if(broken: bool, place: Path, says: impl Into<String>) -> Broken {
    if broken { vec![(place, says.into())] } else { vec![] }
}

/// Whether something is written that is not empty, or may be.
pub fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::List(_) | Value::Set(_) => !value.elements().is_empty(),
        _ => true,
    }
}
