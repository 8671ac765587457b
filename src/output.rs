//! Standard output, whose reader may leave.

use std::io::{self, Write};

/// Writes all of a text, with colours where they belong. A reader that has left wanted no more, which is no error.
pub fn write(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
