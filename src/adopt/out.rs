//! A file that is written whole or not at all, and never over another.

#[cfg(unix)]
use std::fs::Permissions;
use std::io::{self, Write};
use std::path::Path;

#[cfg(unix)]
use tempfile::Builder;
use tempfile::NamedTempFile;

/// Sees that nothing is there and that something can be, before a large account is read for nothing.
pub fn vacant(out: &Path) -> Result<(), String> {
    if out.symlink_metadata().is_ok() {
        return Err(there_already(out));
    }
    tempfile::tempfile_in(folder(out)).map(drop).map_err(|error| unwritable(out, &error))
}

/// Writes it: beside its place, where it is moved when it is whole.
pub fn write(out: &Path, text: &str) -> Result<(), String> {
    let written = temporary(folder(out)).and_then(|mut file| file.write_all(text.as_bytes()).map(|()| file));
    let file = written.map_err(|error| unwritable(out, &error))?;
    // What somebody else has written meanwhile is not overwritten either.
    match file.persist_noclobber(out) {
        Ok(_) => Ok(()),
        Err(unmoved) if unmoved.error.kind() == io::ErrorKind::AlreadyExists => Err(there_already(out)),
        Err(unmoved) => Err(unwritable(out, &unmoved.error)),
    }
}

/// There is no secret in it: whoever may read other new files may read this one.
#[cfg(unix)]
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}

fn folder(out: &Path) -> &Path {
    out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn there_already(out: &Path) -> String {
    format!("{} is there already, and is not overwritten. Name another file, or remove it.", out.display())
}

fn unwritable(out: &Path, error: &io::Error) -> String {
    format!("{} cannot be written: {error}.", out.display())
}
