//! Rules between attributes.

use crate::diagnostic::Path;
use crate::value::Object;

/// What holds between the attributes of one object, beyond what belongs to its kind.
#[derive(Debug)]
pub struct Rule {
    /// A whole sentence for the documentation.
    pub says: &'static str,
    /// Every place of the configuration that breaks it, with whole sentences that say what to write instead. A value
    /// that is not known yet breaks nothing.
    pub broken: fn(&Object) -> Vec<(Path, String)>,
}
