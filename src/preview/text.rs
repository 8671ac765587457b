//! A preview for a terminal or a log.

use anstyle::{AnsiColor, Style};

use super::print::{Line, Mark, seen};
use super::{Action, Call, NOTHING, Preview, Told};

impl Preview {
    /// As text, with colours that the stream takes out where they do not belong. No line begins with what stands in the
    /// plan.
    pub fn text(&self) -> String {
        if self.sends_nothing() {
            return NOTHING.into();
        }
        let counts = self.counts().concat();
        let mut text = self.headline();
        if !counts.is_empty() {
            text += &format!(" ({})", counts.join(", "));
        }
        text.push('\n');
        for note in &self.later {
            text += &format!("! {}\n", seen(&note.to_string()));
        }
        for change in &self.changes {
            let (style, word) = (style(change.action).bold(), change.action.word());
            let (title, address) = (change.vendor.title, seen(&change.address));
            text += &format!("\n{style}{word}{style:#} {title} {address}\n");
            text += &change.told.text();
        }
        text
    }
}

impl Told {
    /// The requests and the notes as text, indented.
    pub(super) fn text(&self) -> String {
        let notes = self.notes.iter().map(|note| format!("  * {}\n", seen(&note.to_string())));
        let calls = self.calls.iter().map(|call| format!("  {} {}\n{}", call.method, seen(&call.path), body(call)));
        notes.chain(calls).collect()
    }
}

fn style(action: Action) -> Style {
    let colour = match action {
        Action::Replace | Action::Delete => AnsiColor::Red,
        Action::Update => AnsiColor::Yellow,
        Action::Create => AnsiColor::Green,
    };
    colour.on_default()
}

fn body(call: &Call) -> String {
    let line = |line: Line| match line.mark {
        Mark::Same => format!("      {}\n", line.text),
        Mark::New => {
            let style = AnsiColor::Green.on_default();
            format!("    {style}+ {}{style:#}\n", line.text)
        }
        Mark::Old => {
            let style = AnsiColor::Red.on_default();
            format!("    {style}- {}{style:#}\n", line.text)
        }
    };
    call.lines().into_iter().map(line).collect()
}
