//! A preview for a terminal or a log.

use anstyle::{AnsiColor, Style};

use super::print::{Line, Mark, quoted, seen};
use super::{Action, Call, Preview, Told};

impl Preview {
    /// As text, with colours that the stream takes out where they do not belong. No line begins with what stands in the
    /// plan.
    pub fn text(&self) -> String {
        if self.sends_nothing() {
            return self.nothing();
        }
        let [harm, rest, off] = self.counts();
        let parts: Vec<_> = [[harm, rest].concat(), off].into_iter().filter(|part| !part.is_empty()).collect();
        let mut text = self.headline();
        if !parts.is_empty() {
            let parts: Vec<_> = parts.into_iter().map(|part| part.join(", ")).collect();
            text += &format!(" ({})", parts.join("; "));
        }
        text.push('\n');
        if let Some(made) = &self.made {
            text += &format!("{made}\n");
        }
        for note in self.general() {
            text += &format!("* {}\n", seen(&note.to_string()));
        }
        for note in &self.later {
            text += &format!("! {}\n", seen(&note.to_string()));
        }
        for change in &self.changes {
            let (style, word) = (style(change.action).bold(), change.action.word());
            let (title, address, name) = (change.vendor.title, seen(&change.address), change.told.named());
            text += &format!("\n{style}{word}{style:#} {title} {address}{name}\n");
            text += &change.told.text();
        }
        text
    }
}

impl Told {
    /// The object's name behind its address; nothing if it has none.
    pub(super) fn named(&self) -> String {
        self.name.as_ref().map_or_else(String::new, |name| format!(" ({})", quoted(name)))
    }

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
