//! The private directory around the Unix socket.
//!
//! Its mode is what keeps other users away from the socket: completely so when there is no TLS, and as a second wall
//! when there is. Its name carries the process id, so that a later start can clear away what a killed process left
//! behind.

use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::{fs, process};

use rustix::io::Errno;
use rustix::process::{Pid, geteuid, test_kill_process};
use tempfile::TempDir;

const PREFIX: &str = "siptrunk-";

/// One letter, since the whole path has to fit into some hundred bytes.
const SOCKET: &str = "s";

/// A directory for one socket; removed with the socket when dropped.
pub struct SocketDir {
    directory: TempDir,
    group: Option<u32>,
}

impl SocketDir {
    /// Makes the directory inside `parent`. With a `group`, by name or number, its members may reach the socket too.
    pub fn create(parent: &Path, group: Option<&str>) -> io::Result<Self> {
        let group = group.map(group_id).transpose()?;
        let directory = tempfile::Builder::new()
            .prefix(&format!("{PREFIX}{}-", process::id()))
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(parent)?;
        if group.is_some() {
            chown(directory.path(), None, group)?;
            fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o710))?;
        }
        Ok(Self { directory, group })
    }

    /// Where to bind the socket.
    pub fn socket(&self) -> PathBuf {
        self.directory.path().join(SOCKET)
    }

    /// Opens the bound socket to the group, if there is one.
    pub fn share_socket(&self) -> io::Result<()> {
        if self.group.is_none() {
            return Ok(());
        }
        chown(self.socket(), None, self.group)?;
        fs::set_permissions(self.socket(), fs::Permissions::from_mode(0o660))
    }
}

/// Reads the system's group file rather than asking the C library, which cannot be done in safe Rust. Groups that only
/// a directory service knows have to be given by number.
fn group_id(group: &str) -> io::Result<u32> {
    if let Ok(number) = group.parse() {
        return Ok(number);
    }
    let groups = fs::read_to_string("/etc/group")?;
    let fields = groups.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let number = fields.filter(|fields| fields[0] == group).find_map(|fields| fields.get(2)?.parse().ok());
    number.ok_or_else(|| {
        let message =
            format!("PLUGIN_UNIX_SOCKET_GROUP names the group {group:?}, which is not in /etc/group; give its number");
        io::Error::new(io::ErrorKind::NotFound, message)
    })
}

/// Removes the directories in `parent` that killed processes of this user left behind. What cannot be read or removed
/// stays: this is housekeeping, and no reason to fail.
pub fn sweep(parent: &Path) {
    let own = geteuid().as_raw();
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let path = entry.path();
        let ours = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir() && found.uid() == own);
        if ours && entry.file_name().to_str().and_then(owner).is_some_and(is_gone) && is_abandoned(&path.join(SOCKET)) {
            // Never a recursive removal: only the socket is known to be ours.
            let removed = fs::remove_file(path.join(SOCKET)).and_then(|()| fs::remove_dir(&path));
            tracing::debug!(path = %path.display(), ?removed, "cleared the directory of a process that was killed");
        }
    }
}

/// The process id in a directory's name.
fn owner(name: &str) -> Option<Pid> {
    let (pid, _) = name.strip_prefix(PREFIX)?.split_once('-')?;
    Pid::from_raw(pid.parse().ok()?)
}

fn is_gone(pid: Pid) -> bool {
    test_kill_process(pid) == Err(Errno::SRCH)
}

/// Asks the socket as well, since the process may live in another container that shares this directory and not our
/// process ids. A directory without a socket stays: its process may be about to make one.
fn is_abandoned(socket: &Path) -> bool {
    UnixStream::connect(socket).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    /// A process id that was in use and no longer is.
    fn dead_pid() -> u32 {
        let mut child = process::Command::new("true").spawn().expect("true starts");
        child.wait().expect("true ends");
        child.id()
    }

    /// What a killed process leaves: a directory, and a socket nobody listens on.
    fn leave_behind(parent: &Path, name: &str) -> PathBuf {
        let directory = parent.join(name);
        fs::create_dir(&directory).expect("a new directory");
        drop(UnixListener::bind(directory.join(SOCKET)).expect("a socket"));
        directory
    }

    #[test]
    fn the_directory_is_private_and_goes_away() {
        let parent = tempfile::tempdir().expect("a directory");
        let made = SocketDir::create(parent.path(), None).expect("a directory");
        let path = made.directory.path().to_owned();
        assert_eq!(fs::metadata(&path).expect("it exists").permissions().mode() & 0o777, 0o700);
        drop(made);
        assert!(!path.exists());
    }

    #[test]
    fn a_group_may_pass_through_and_no_more() {
        let parent = tempfile::tempdir().expect("a directory");
        let own_group = fs::metadata(parent.path()).expect("it exists").gid().to_string();
        let made = SocketDir::create(parent.path(), Some(&own_group)).expect("a directory");
        let _listener = UnixListener::bind(made.socket()).expect("a socket");
        made.share_socket().expect("the socket is shared");
        let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
        assert_eq!((mode(made.directory.path()), mode(&made.socket())), (0o710, 0o660));
    }

    #[test]
    fn an_unknown_group_is_explained() {
        let error = group_id("no such group").expect_err("no such group");
        assert!(error.to_string().contains("give its number"), "{error}");
        assert_eq!(group_id("0").expect("a number"), 0);
    }

    #[test]
    fn only_the_dead_are_swept() {
        let parent = tempfile::tempdir().expect("a directory");
        let dead = dead_pid();
        let abandoned = leave_behind(parent.path(), &format!("{PREFIX}{dead}-a"));
        let living = leave_behind(parent.path(), &format!("{PREFIX}{}-a", process::id()));
        let foreign = leave_behind(parent.path(), &format!("other-{dead}-a"));
        let nameless = leave_behind(parent.path(), &format!("{PREFIX}x-a"));
        let listening = parent.path().join(format!("{PREFIX}{dead}-b"));
        fs::create_dir(&listening).expect("a new directory");
        let _listener = UnixListener::bind(listening.join(SOCKET)).expect("a socket");
        let empty = parent.path().join(format!("{PREFIX}{dead}-c"));
        fs::create_dir(&empty).expect("a new directory");

        sweep(parent.path());

        assert!(!abandoned.exists());
        for kept in [living, foreign, nameless, listening, empty] {
            assert!(kept.exists(), "{}", kept.display());
        }
    }
}
