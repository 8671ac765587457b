//! Patterns for names, as shells have them for files: `*`, `?` and `[...]`. A name is no path, so a slash is a character
//! like any other.

use glob::Pattern;

use super::no_guess;
use super::text::composed;
use crate::schema::Format;

/// A pattern.
pub const GLOB: Format = Format {
    says: "be a pattern of `*` (anything), `?` (any character), `[abc]` (one of these) and plain characters",
    holds: |text| Glob::new(text).is_some(),
    instead: no_guess,
    or_empty: false,
};

/// A pattern for names.
#[derive(Clone, Debug)]
pub struct Glob(Pattern);

impl Glob {
    /// Reads one; `None` if it is none.
    pub fn new(text: &str) -> Option<Self> {
        Pattern::new(&composed(text)).ok().map(Self)
    }

    /// Whether a whole name is like that.
    pub fn matches(&self, name: &str) -> bool {
        self.0.matches(&composed(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_for_whole_names_and_knows_no_paths() {
        let matches = |glob: &str, name: &str| Glob::new(glob).unwrap().matches(name);
        assert!(matches("UK*", "UK/London") && matches("UK?London", "UK/London") && matches("*", ".hidden"));
        assert!(matches("Desk [12]", "Desk 2") && matches("Caf\u{65}\u{301}", "Caf\u{e9}"));
        assert!(!matches("UK", "UK/London") && !matches("uk*", "UK/London") && !matches("Desk [12]", "Desk 3"));
        assert!(Glob::new("Desk [").is_none() && !(GLOB.holds)("a***b"));
    }
}
