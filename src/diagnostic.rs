//! Errors and warnings as Terraform shows them: what is wrong, where, and what to do about it.

use std::fmt;

use crate::escape;

/// The steps from the root of a configuration or state to a place in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path(pub Vec<Step>);

/// One step of a [`Path`]. Sets have no step: their elements have no address, so a path ends at the set.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Into the attribute of that name.
    Attribute(String),
    /// To the element at that index of a list.
    Index(usize),
}

impl Path {
    /// The top-level attribute of that name.
    pub fn attribute(name: &str) -> Self {
        Self::default().then(name)
    }

    /// One attribute deeper.
    pub fn then(&self, name: &str) -> Self {
        self.with(Step::Attribute(name.into()))
    }

    /// One list element deeper.
    pub fn at(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

/// As a user would write it: `gateways[0].port`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// The longest text that is quoted whole, in characters.
const LONGEST: usize = 80;

/// Whether a text is too long to be quoted whole.
pub fn is_long(text: &str) -> bool {
    text.chars().nth(LONGEST).is_some()
}

/// A text as messages quote it. Of a long one the beginning and the length are enough to find it by.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("\"{}...\" ({} characters)", escape::line(&text[..end]), text.chars().count()),
        None => format!("\"{}\"", escape::line(text)),
    }
}

/// Whether the operation may go on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Severity {
    /// It failed.
    Error,
    /// It went on, and the user should know something.
    Warning,
}

/// One message to the user. Never holds a secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// One line without a full stop.
    pub summary: String,
    /// Whole sentences: what is wrong, what to write or do instead, the vendor's words quoted.
    pub detail: String,
    /// The attribute it is about; empty if about the whole block.
    pub path: Path,
}

/// The messages of one operation, in the order they came up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// An error that is about no single attribute.
    pub fn error(&mut self, summary: impl Into<String>, detail: impl Into<String>) {
        self.error_at(Path::default(), summary, detail);
    }

    /// An error about the attribute at `path`.
    pub fn error_at(&mut self, path: Path, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Severity::Error, path, summary, detail);
    }

    /// A warning about the attribute at `path`.
    pub fn warn_at(&mut self, path: Path, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Severity::Warning, path, summary, detail);
    }

    /// A warning whose lines are our own, and hold no line of anybody else's.
    pub fn warn_in_lines(&mut self, summary: &str, detail: &str) {
        let (summary, detail) = (escape::line(summary), escape::lines(detail));
        self.0.push(Diagnostic { severity: Severity::Warning, summary, detail, path: Path::default() });
    }

    /// A detail is one line, which Terraform wraps: in another, a vendor's words could say what they like, to people and to
    /// whatever reads the log of a CI job.
    fn push(&mut self, severity: Severity, path: Path, summary: impl Into<String>, detail: impl Into<String>) {
        let (summary, detail): (String, String) = (summary.into(), detail.into());
        let (summary, detail) = (escape::line(&summary), escape::line(&detail));
        self.0.push(Diagnostic { severity, summary, detail, path });
    }

    /// Whether the operation failed.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The messages.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Takes over the messages of another operation.
    pub fn extend(&mut self, others: Diagnostics) {
        self.0.extend(others.0);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_the_user_would_write_it() {
        assert_eq!(Path::attribute("gateways").at(0).then("port").to_string(), "gateways[0].port");
        assert_eq!(Path::default().to_string(), "");
    }

    #[test]
    fn nothing_in_a_message_is_obeyed_by_a_terminal() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error("Not \u{1b}[8m\n\"x\"", "No\n::stop-commands::x\r\"\u{202e}\u{9b}8m\".");
        diagnostics.warn_in_lines("Not\n", "One\nTwo \u{1b}[8m");
        let found: Vec<_> = diagnostics.iter().map(|error| (error.summary.as_str(), error.detail.as_str())).collect();
        let error = ("Not \\u001b[8m\\n\"x\"", "No\\n::stop-commands::x\\r\"\\u202e\\u009b8m\".");
        assert_eq!(found, [error, ("Not\\n", "One\nTwo \\u001b[8m")]);
    }

    #[test]
    fn a_long_text_is_quoted_in_part_and_with_its_length() {
        let long = "é".repeat(LONGEST);
        assert_eq!(quoted(&long), format!("\"{long}\""));
        assert_eq!(quoted(&(long.clone() + "x\n")), format!("\"{long}...\" (82 characters)"));
        assert_eq!(quoted("a\nb"), "\"a\\nb\"");
    }

    #[test]
    fn a_warning_is_no_error() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.warn_at(Path::default(), "Look", "Look here.");
        assert!(!diagnostics.has_errors());
        diagnostics.error("Stop", "Stop here.");
        assert!(diagnostics.has_errors());
    }
}
