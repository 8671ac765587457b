//! A preview as a comment on a pull request, in the Markdown of GitHub and GitLab.
//!
//! What comes from a plan stands in two places and in no third: in `<code>` within the HTML that opens a block, where no
//! Markdown is read, with HTML's own signs escaped; and in a fence, as JSON. No line begins with any of it.

use serde_json::Value as Json;

use super::note::{Note, Part};
use super::print::{Line, Mark, seen};
use super::{Action, Call, Change, Preview, if_any};

/// The most bytes of a comment, unless told otherwise: GitHub says 65,536 characters.
pub const LIMIT: usize = 60_000;
/// The least that a limit may be: room for the summary.
pub const LEAST: usize = 2_000;
/// The longest text of a plan's in a heading or a note, in characters.
const LONG: usize = 120;
/// The most notes on what a plan leaves out.
const MANY: usize = 5;

impl Preview {
    /// As Markdown of at most so many bytes. What does not fit is left out by whole addresses, the most harmless first.
    pub fn markdown(&self, limit: usize) -> String {
        if self.sends_nothing() {
            return self.nothing();
        }
        let mut text = format!("### {}\n{}\n", self.headline(), self.counted());
        for note in self.general() {
            text += &paragraph(note);
        }
        let room = limit.saturating_sub(footer(&[usize::MAX; 4]).len() + more(usize::MAX).len());
        let notes = self.later.iter().take(MANY).map(paragraph);
        let mut untold = self.later.len();
        for note in notes {
            if text.len() + note.len() <= room {
                text += &note;
                untold -= 1;
            }
        }
        if untold > 0 {
            text += &more(untold);
        }
        // What turns a trunk off is not left out for what is harmless before it.
        let mut order: Vec<usize> = (0..self.changes.len()).collect();
        order.sort_by_key(|at| (self.changes[*at].action, !self.changes[*at].told.off));
        let mut left_out = [0; 4];
        let (mut length, mut blocks) = (text.len(), vec![None; self.changes.len()]);
        for at in order {
            let change = &self.changes[at];
            // Nor does anything harmless stand where something that may do harm had no room.
            let room =
                room.checked_sub(length).filter(|_| left_out[..change.action as usize].iter().all(|more| *more == 0));
            blocks[at] = room.and_then(|room| block_within(change, room, limit));
            match &blocks[at] {
                Some(block) => length += block.len(),
                None => left_out[change.action as usize] += 1,
            }
        }
        text.extend(blocks.into_iter().flatten());
        if left_out != [0; 4] {
            text += &footer(&left_out);
        }
        text
    }

    fn counted(&self) -> String {
        let [harm, rest, off] = self.counts();
        let loud = |counts: Vec<String>| (!counts.is_empty()).then(|| format!("**{}**", counts.join(", ")));
        let all: Vec<_> = loud(harm).into_iter().chain(rest).collect();
        let parts: Vec<_> = (!all.is_empty()).then(|| all.join(", ")).into_iter().chain(loud(off)).collect();
        let counted = if parts.is_empty() { String::new() } else { format!("{}. ", parts.join("; ")) };
        let made = self.made.iter().map(|made| format!("{made} ")).collect::<String>();
        format!("{made}{counted}Secrets are `***`; reads and logins are not listed.")
    }
}

fn more(untold: usize) -> String {
    format!("\nWhat else the plan leaves to a later one does not fit here: {untold} more.\n")
}

fn footer(left_out: &[usize; 4]) -> String {
    let counts: Vec<_> =
        Action::ALL.into_iter().filter_map(|action| if_any(left_out[action as usize], action.done())).collect();
    format!(
        "\n**Not all of it fits here**: {} are left out. `siptrunk preview --format text` has them.\n",
        counts.join(", ")
    )
}

/// A change's block, if there is so much room for it. One that no comment could hold is shown without its bodies.
fn block_within(change: &Change, room: usize, limit: usize) -> Option<String> {
    // What has no room for its texts alone is not written first: of thousands that would take its time. Written, a text may be
    // some times as long, and what is far from the limit even so could be held by another comment.
    let least = weight(change);
    if least > room && 8 * least + LEAST < limit {
        return None;
    }
    let whole = block(change, true);
    let alone = whole.len() + LEAST > limit;
    let fits = |block: &String| block.len() <= room;
    Some(whole).filter(fits).or_else(|| Some(block(change, false)).filter(|_| alone).filter(fits))
}

/// How long the texts in a block are at least.
fn weight(change: &Change) -> usize {
    fn of(json: &Json, compared: bool) -> usize {
        match json {
            Json::String(text) => text.len(),
            // Beside what was there, perhaps little of it is shown.
            Json::Array(_) if compared => 0,
            Json::Array(elements) => elements.iter().map(|element| of(element, compared)).sum(),
            Json::Object(members) => members.iter().map(|(name, member)| name.len() + of(member, compared)).sum(),
            _ => 1,
        }
    }
    let body = |call: &Call| call.body.as_ref().map_or(0, |body| of(body, call.is_compared()));
    let calls: usize = change.told.calls.iter().map(|call| call.path.len() + body(call)).sum();
    change.address.len().min(LONG) + calls
}

fn block(change: &Change, bodies: bool) -> String {
    let open = if change.action <= Action::Delete || change.told.off { " open" } else { "" };
    let (word, title) = (change.action.word(), change.vendor.title);
    let object = escaped(&(seen(&short(&change.address)) + &change.told.named()));
    let mut text = format!("\n<details{open}><summary><b>{word}</b> {title} <code>{object}</code></summary>\n");
    if !change.told.notes.is_empty() {
        let items: String = change.told.notes.iter().map(|note| format!("<li>{}</li>\n", html(note))).collect();
        text += &format!("<ul>\n{items}</ul>\n");
    }
    for call in &change.told.calls {
        text += &request(call, bodies);
    }
    text + "\n</details>\n"
}

fn request(call: &Call, bodies: bool) -> String {
    let line = format!("<p><code>{} {}</code>", call.method, escaped(&seen(&call.path)));
    match &call.body {
        None => format!("{line}</p>\n"),
        Some(_) if bodies => {
            let (language, body) = printed(call);
            format!("{line}</p>\n\n{}", fenced(language, &body))
        }
        Some(body) => format!("{line} with a body of {} bytes, which does not fit here.</p>\n", body.to_string().len()),
    }
}

/// The lines of a body, and the language of their fence.
fn printed(call: &Call) -> (&'static str, String) {
    let compared = call.is_compared();
    let text = |line: Line| match line.mark {
        _ if !compared => line.text,
        Mark::Same => format!(" {}", line.text),
        Mark::New => format!("+{}", line.text),
        Mark::Old => format!("-{}", line.text),
    };
    let lines: Vec<_> = call.lines().into_iter().map(text).collect();
    (if compared { "diff" } else { "json" }, lines.join("\n"))
}

/// A fence that is longer than any run of its sign inside.
fn fenced(language: &str, text: &str) -> String {
    let (mut longest, mut run) = (2, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

fn paragraph(note: &Note) -> String {
    format!("\n<p>{}</p>\n", html(note))
}

fn html(note: &Note) -> String {
    let part = |part: &Part| match part {
        Part::Said(words) => escaped(words),
        Part::Code(text) => code(text),
    };
    note.0.iter().map(part).collect()
}

/// What a plan says, where no Markdown is read.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(&seen(&short(text))))
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(LONG).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
