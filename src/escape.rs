//! Other people's texts as they may be shown: what cannot be seen, or changes how other text is shown, is written as an escape of
//! HCL's. So no name ends a line, colours a terminal or turns words around, and a quoted text of HCL's stays the same text.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

/// A text in one line.
pub fn line(text: &str) -> String {
    with(text, |_, c| unseen(c).then(|| of(c)))
}

/// A text whose lines are our own.
pub fn lines(text: &str) -> String {
    with(text, |_, c| (c != '\n' && unseen(c)).then(|| of(c)))
}

/// A text with what `instead` gives in the place of some characters; it is asked about each, with the one before it first.
pub fn with(text: &str, instead: impl Fn(char, char) -> Option<String>) -> String {
    let mut before = ' ';
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match instead(before, c) {
            Some(other) => shown += &other,
            None => shown.push(c),
        }
        before = c;
    }
    shown
}

/// The escape of a character.
pub fn of(c: char) -> String {
    match (c, u32::from(c)) {
        ('\n', _) => "\\n".into(),
        ('\r', _) => "\\r".into(),
        ('\t', _) => "\\t".into(),
        (_, code @ ..=0xffff) => format!("\\u{code:04x}"),
        (_, code) => format!("\\U{code:08x}"),
    }
}

/// Whether a character cannot be seen, or changes how others are.
pub fn unseen(c: char) -> bool {
    // Two symbols whose shape is a blank: a braille cell without dots, and a note without a head.
    const BLANKS: [char; 2] = ['\u{2800}', '\u{1d159}'];
    // The standard library knows the categories of Unicode by this alone; behind a letter, marks that join it are fine.
    let odd = || ['a', c].iter().collect::<String>().escape_debug().nth(1) == Some('\\');
    // Some letters and marks have no shape of their own: fillers, joiners, and selectors of which a whole alphabet can be made.
    let shapeless = || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c);
    !(c.is_ascii_graphic() || c == ' ') && (odd() || shapeless() || BLANKS.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_an_escape_and_everything_else_is_as_it_was() {
        let plain = "Büro \u{1f4de} a\u{301} 電話 \"x\" \\ ${y} @z";
        assert_eq!((line(plain), lines(plain)), (plain.into(), plain.into()));
        let odd = "a\n\r\t\0\u{1b}[31m\u{7f}\u{9b}\u{a0}\u{200b}\u{2028}\u{202e}\u{feff}\u{e0001}";
        let escapes = "\\r\\t\\u0000\\u001b[31m\\u007f\\u009b\\u00a0\\u200b\\u2028\\u202e\\ufeff\\U000e0001";
        assert_eq!(line(odd), format!("a\\n{escapes}"));
        assert_eq!(lines(odd), format!("a\n{escapes}"));
        let shapeless =
            "\u{fe0f}\u{34f}\u{115f}\u{1160}\u{3164}\u{ffa0}\u{2800}\u{17b4}\u{180b}\u{1d159}\u{e0100}\u{e01ef}";
        let escapes =
            "\\ufe0f\\u034f\\u115f\\u1160\\u3164\\uffa0\\u2800\\u17b4\\u180b\\U0001d159\\U000e0100\\U000e01ef";
        assert_eq!(line(&format!("a{shapeless}")), format!("a{escapes}"));
    }
}
