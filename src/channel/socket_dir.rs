//! The private directory around the Unix socket.
//!
//! Its mode is what keeps other users away from the socket: completely so when there is no TLS, and as a second wall
//! when there is. Its name carries the process id, so that a later start can clear away what a killed process left
//! behind.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::{env, fmt, fs, io, process};

use rustix::io::Errno;
use rustix::process::{Pid, geteuid, test_kill_process};
use tempfile::TempDir;

const PREFIX: &str = "siptrunk-";

/// One letter, since the whole path has to fit into some hundred bytes.
const SOCKET: &str = "s";

/// Where the socket goes if the folder for temporary files cannot hold one.
const SHORT: &str = "/tmp";

/// A directory with one bound socket; removed with the socket when dropped.
#[derive(Debug)]
pub struct SocketDir {
    directory: TempDir,
}

impl SocketDir {
    /// Makes the directory, and has `bind` bind the socket in it. With a `group`, by name or number, its members may
    /// reach the socket too.
    ///
    /// The launcher may have `asked` for a folder. Otherwise it is the one for temporary files; and if that takes files
    /// but no socket, because its path is too long for one or its file system has none, it is `/tmp`.
    pub fn create<T>(
        asked: Option<&Path>,
        group: Option<&str>,
        bind: impl Fn(&Path) -> io::Result<T>,
    ) -> Result<(T, Self), NoSocket> {
        let group = group.map(group_id).transpose()?;
        let (variable, first) = match asked {
            Some(folder) => ("PLUGIN_UNIX_SOCKET_DIR", folder.to_owned()),
            None => ("TMPDIR", temporary_folder()),
        };
        let retreat = (asked.is_none() && first != Path::new(SHORT)).then(|| SHORT.into());
        let mut tried = vec![];
        for parent in [Some(first), retreat].into_iter().flatten() {
            let obstacle = match Self::create_in(&parent, group, &bind) {
                Ok(made) => return Ok(made),
                Err(Obstacle::Group(error)) => {
                    return Err(NoSocket::Group(format!("the group cannot have it: {error}")));
                }
                Err(obstacle) => obstacle,
            };
            // A folder that is missing or closed was named by mistake, and whoever named it wants to know.
            let final_word = matches!(obstacle, Obstacle::Folder(_));
            tried.push((parent, obstacle));
            if final_word {
                break;
            }
        }
        Err(NoSocket::Folders { variable, tried })
    }

    fn create_in<T>(
        parent: &Path,
        group: Option<u32>,
        bind: impl Fn(&Path) -> io::Result<T>,
    ) -> Result<(T, Self), Obstacle> {
        let directory = tempfile::Builder::new()
            .prefix(&format!("{PREFIX}{}-", process::id()))
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(parent)
            .map_err(Obstacle::Folder)?;
        let made = Self { directory };
        if group.is_some() {
            made.share(made.directory.path(), group, 0o710)?;
        }
        let bound = bind(&made.socket()).map_err(Obstacle::Socket)?;
        if group.is_some() {
            made.share(&made.socket(), group, 0o660)?;
        }
        Ok((bound, made))
    }

    fn share(&self, path: &Path, group: Option<u32>, mode: u32) -> Result<(), Obstacle> {
        let shared =
            chown(path, None, group).and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(mode)));
        shared.map_err(Obstacle::Group)
    }

    /// Where the socket is.
    pub fn socket(&self) -> PathBuf {
        self.directory.path().join(SOCKET)
    }

    /// The folder that the directory is in.
    pub fn parent(&self) -> &Path {
        self.directory.path().parent().unwrap_or(Path::new("/"))
    }
}

/// As in Go, an empty TMPDIR is none.
fn temporary_folder() -> PathBuf {
    let folder = env::temp_dir();
    if folder.as_os_str().is_empty() { SHORT.into() } else { folder }
}

/// What stands in the way of a socket in one folder.
#[derive(Debug)]
pub enum Obstacle {
    /// The folder takes no directory.
    Folder(io::Error),
    /// The directory takes no socket.
    Socket(io::Error),
    /// The group can be given neither.
    Group(io::Error),
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use io::ErrorKind::*;
        match self {
            Self::Folder(error) => match error.kind() {
                NotFound => f.write_str("it does not exist"),
                NotADirectory => f.write_str("it is no folder"),
                PermissionDenied => f.write_str("this user may not write to it"),
                ReadOnlyFilesystem => f.write_str("its file system is read-only"),
                StorageFull | QuotaExceeded => f.write_str("there is no space left in it"),
                _ => error.fmt(f),
            },
            // The standard library's word for a path that the system's address of a socket has no room for.
            Self::Socket(error) if error.kind() == InvalidInput => f.write_str("its path is too long for a socket"),
            Self::Socket(error) | Self::Group(error) => error.fmt(f),
        }
    }
}

/// Why there is no socket, and what to do about it.
#[derive(Debug)]
pub enum NoSocket {
    /// The group that the launcher asks for cannot have it, for this reason.
    Group(String),
    /// No folder will do.
    Folders {
        /// What says which folder to take.
        variable: &'static str,
        /// The folders that were tried.
        tried: Vec<(PathBuf, Obstacle)>,
    },
}

impl std::error::Error for NoSocket {}

impl fmt::Display for NoSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(why) => write!(f, "PLUGIN_UNIX_SOCKET_GROUP asks for a group to share its socket with; {why}"),
            Self::Folders { variable, tried } => {
                f.write_str("it finds no place for its socket")?;
                for (folder, obstacle) in tried {
                    write!(f, "; {folder:?}: {obstacle}")?;
                }
                write!(f, ". Set {variable} to a folder with a short path that exists and that this user can write to")
            }
        }
    }
}

/// Reads the system's group file rather than asking the C library, which cannot be done in safe Rust. Groups that only
/// a directory service knows have to be given by number.
fn group_id(group: &str) -> Result<u32, NoSocket> {
    if let Ok(number) = group.parse() {
        return Ok(number);
    }
    let groups = fs::read_to_string("/etc/group").unwrap_or_default();
    let fields = groups.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let number = fields.filter(|fields| fields[0] == group).find_map(|fields| fields.get(2)?.parse().ok());
    number.ok_or_else(|| NoSocket::Group(format!("{group:?} is not in /etc/group: give its number")))
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

    fn bind(path: &Path) -> io::Result<UnixListener> {
        UnixListener::bind(path)
    }

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
        let (_, made) = SocketDir::create(Some(parent.path()), None, bind).expect("a directory");
        let path = made.directory.path().to_owned();
        assert_eq!(made.parent(), parent.path());
        assert_eq!(fs::metadata(&path).expect("it exists").permissions().mode() & 0o777, 0o700);
        drop(made);
        assert!(!path.exists());
    }

    #[test]
    fn a_group_may_pass_through_and_no_more() {
        let parent = tempfile::tempdir().expect("a directory");
        let own_group = fs::metadata(parent.path()).expect("it exists").gid().to_string();
        let (_listener, made) = SocketDir::create(Some(parent.path()), Some(&own_group), bind).expect("a directory");
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
    fn a_folder_that_a_launcher_asks_for_is_the_only_one() {
        let parent = tempfile::tempdir().expect("a directory");
        let deep = parent.path().join("d".repeat(100));
        fs::create_dir(&deep).expect("a directory");
        let error = SocketDir::create(Some(&deep), None, bind).expect_err("too long").to_string();
        assert!(error.contains("its path is too long for a socket. Set PLUGIN_UNIX_SOCKET_DIR"), "{error}");
        assert_eq!(fs::read_dir(&deep).expect("it can be read").count(), 0);
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
