//! One call as the log shows it.

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use serde_json::Value as Json;

use crate::escape;

/// One call to a vendor, secrets masked. Headers are left out altogether, since credentials live there.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// When it came, RFC 3339.
    pub time: String,
    /// The vendor.
    pub vendor: &'static str,
    /// The method.
    pub method: String,
    /// Path and query below the vendor's base URL.
    pub path: String,
    /// The request's body: JSON, text if it is no JSON, null if there is none.
    pub request: Json,
    /// The status; null if the sandbox hung up.
    pub status: Option<u16>,
    /// The answer's body, in the same manner.
    pub answer: Json,
    /// The fault that it met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<&'static str>,
    /// Whether it does more than read or log in.
    #[serde(skip)]
    pub changes: bool,
}

impl Call {
    /// The longest body that the readable line shows, in characters.
    const MOST_TEXT: usize = 200;

    /// Whether it is worth a line among Terraform's own: a read is only if it went wrong.
    pub fn is_told(&self, reads: bool) -> bool {
        reads || self.changes || self.fault.is_some() || self.status.is_none_or(|status| status >= 400)
    }

    /// The call in one readable line, coloured; the stream it goes to strips the colours where they do not belong.
    pub fn line(&self) -> String {
        let Self { method, vendor, path, .. } = self;
        let (bold, colour) = (Style::new().bold(), colour(self.status));
        let status = self.status.map_or_else(|| "hung up".into(), |status| status.to_string());
        let (method, path) = (escape::line(method), escape::line(path));
        let mut line = format!("sandbox | {bold}{method}{bold:#} {vendor} {path} {colour}{status}{colour:#}");
        if let Some(fault) = self.fault {
            line += &format!(" (fault: {fault})");
        }
        if !self.request.is_null() {
            line += &format!("  {}", brief(&self.request));
        }
        // A refusal is what one looks at this line for.
        if self.status.is_some_and(|status| status >= 400) && !self.answer.is_null() {
            line += &format!("  -> {}", brief(&self.answer));
        }
        line
    }
}

fn colour(status: Option<u16>) -> Style {
    let colour = match status {
        Some(..300) => AnsiColor::Green,
        Some(300..400) => AnsiColor::Yellow,
        _ => AnsiColor::Red,
    };
    colour.on_default()
}

fn brief(body: &Json) -> String {
    let text = escape::line(&body.to_string());
    match text.char_indices().nth(Call::MOST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sandbox::clock;

    #[test]
    fn nothing_in_a_line_is_obeyed_by_a_terminal() {
        let call = Call {
            time: clock::now(),
            vendor: "crazytel",
            method: "POST\u{9b}31m".into(),
            path: "/sip-trunks/\u{202e}".into(),
            request: json!({"description": "a\u{9b}31m\u{202e}"}),
            status: Some(400),
            answer: json!("\u{2028}"),
            fault: None,
            changes: true,
        };
        let line = anstream::adapter::strip_str(&call.line()).to_string();
        let shown = r#"sandbox | POST\u009b31m crazytel /sip-trunks/\u202e 400  {"description":"a\u009b31m\u202e"}  -> "\u2028""#;
        assert_eq!(line, shown);
    }
}
