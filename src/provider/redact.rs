//! Keeping secrets out of what is said: a vendor may repeat what it was sent, in whatever spelling.

use std::str::Chars;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::account::Account;
use crate::schema::{Auth, Resource};
use crate::value::Object;

/// Every secret that a message about this account, and these objects of one of its resources, could quote.
pub fn secrets(account: &Account, resource: Option<&Resource>, objects: &[&Object]) -> Vec<String> {
    let attributes = resource.iter().flat_map(|resource| resource.attributes).filter(|attribute| attribute.is_secret());
    let values =
        attributes.flat_map(|attribute| objects.iter().filter_map(|object| object.get(attribute.name).as_str()));
    let (settings, vendor) = (&account.settings, account.vendor);
    let mut all = settings.secrets(vendor);
    if let Auth::Basic(user, password) = vendor.auth
        && let (Some(user), Some(password)) = (settings.get(user).as_str(), settings.get(password).as_str())
    {
        all.push(STANDARD.encode(format!("{user}:{password}")));
    }
    all.extend(values.map(str::to_owned));
    all.retain(|secret| !secret.is_empty());
    // The longest first, so that a secret inside another does not leave the rest of it standing.
    all.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    all.dedup();
    all
}

/// The text with every secret replaced: plain, and as JSON, HTML and addresses spell it.
pub fn redact(text: &str, secrets: &[String]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = match secrets.iter().find_map(|secret| after(rest, secret.chars())) {
            Some(behind) => {
                clean += "(secret)";
                behind
            }
            None => {
                clean.push(first);
                &rest[first.len_utf8()..]
            }
        };
    }
    clean
}

/// What stands behind a secret at the beginning of a text.
fn after<'a>(text: &'a str, mut secret: Chars) -> Option<&'a str> {
    let Some(c) = secret.next() else { return Some(text) };
    let escaped = escapes(text, c).into_iter().filter_map(|escape| strip(text, &escape));
    escaped.chain(text.strip_prefix(c)).find_map(|rest| after(rest, secret.clone()))
}

/// The escapes of a character that the beginning of the text could be.
fn escapes(text: &str, c: char) -> Vec<String> {
    let code = u32::from(c);
    match text.as_bytes().first() {
        Some(b'\\') => {
            let units = c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let json = serde_json::Value::from(c.to_string()).to_string();
            vec![units, json[1..json.len() - 1].to_owned(), format!("\\{c}")]
        }
        Some(b'&') => {
            let name = match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                _ => "&apos;",
            };
            let named = "&<>\"'".contains(c).then(|| name.to_owned());
            let numbers = [format!("&#{code};"), format!("&#{code:03};"), format!("&#x{code:x};")];
            numbers.into_iter().chain(named).collect()
        }
        Some(b'%') => vec![c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02x}")).collect()],
        Some(b'+') if c == ' ' => vec!["+".into()],
        _ => vec![],
    }
}

/// Without regard to the case of the digits that an escape is made of.
fn strip<'a>(text: &'a str, escape: &str) -> Option<&'a str> {
    let head = text.get(..escape.len())?;
    head.eq_ignore_ascii_case(escape).then(|| &text[escape.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_replaced_in_every_spelling() {
        let secrets = [r#"a"b\c&d <é"#.to_owned()];
        for spelled in [
            r#"a"b\c&d <é"#,
            r#"a\"b\\c&d <é"#,
            r#"a\u0022b\u005Cc\u0026d\u0020\u003c\u00E9"#,
            "a&quot;b\\c&amp;d &lt;é",
            "a&#34;b&#92;c&#38;d&#x20;&#x3C;&#xe9;",
            "a%22b%5Cc%26d+%3c%C3%A9",
        ] {
            assert_eq!(redact(&format!("é {spelled}; &\\%"), &secrets), "é (secret); &\\%", "{spelled}");
        }
        assert_eq!(redact("nothing & nobody", &secrets), "nothing & nobody");
    }

    #[test]
    fn an_escape_that_is_part_of_a_secret_stays_part_of_it() {
        assert_eq!(redact("x &amp; y", &["&amp;".to_owned()]), "x (secret) y");
        assert_eq!(redact(r"x \\ y", &[r"\\".to_owned()]), "x (secret) y");
    }
}
