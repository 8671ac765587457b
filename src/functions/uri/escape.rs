//! What each part of a URI may hold as it is, and the escapes for the rest.

/// What every part of a URI may hold unescaped beside letters and digits: the RFC's `mark`.
const MARKS: &str = "-_.!~*'()";
/// What a user may hold beside that.
pub const IN_USER: &str = "&=+$,;?/";
pub const IN_PASSWORD: &str = "&=+$,";
pub const IN_PARAMETER: &str = "[]/:&+$";
pub const IN_HEADER: &str = "[]/?:+$";

fn plain(byte: u8, others: &str) -> bool {
    byte.is_ascii_alphanumeric() || MARKS.as_bytes().contains(&byte) || others.as_bytes().contains(&byte)
}

/// The text with escapes for what must not stand for itself. `others` may, beside letters, digits and marks.
pub fn escaped(text: &str, others: &str) -> String {
    let one = |byte: u8| if plain(byte, others) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// The text without its escapes, if it holds nothing that would have to be one.
pub fn unescaped(text: &str, others: &str, what: &str) -> Result<String, String> {
    let mut rest = text.bytes();
    let mut bytes = vec![];
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| char::from(digit.unwrap_or_default()).to_digit(16));
                let [Some(high), Some(low)] = digits else {
                    return Err(format!(
                        "The {what} has a % without two hexadecimal digits behind it. A % itself is %25."
                    ));
                };
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            byte if plain(byte, others) => byte,
            byte if byte.is_ascii_graphic() => {
                let sign = char::from(byte);
                return Err(format!("The {what} has a {sign} in it. There it has to be escaped: %{byte:02X}."));
            }
            _ => {
                return Err(format!(
                    "The {what} has a space, or a character that is not ASCII. There it has to be escaped."
                ));
            }
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).map_err(|_| format!("The {what} has escapes that are not UTF-8."))
}
