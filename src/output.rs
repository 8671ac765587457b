//! Standard output and error, whose readers may leave.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// Writes all of a text, with colours where they belong. A reader that has left wanted no more, which is no error.
pub fn write(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Says on standard error why nothing came of it. Whoever closed that does not read it.
pub fn failed(why: impl Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "Error: {why}");
    ExitCode::FAILURE
}
