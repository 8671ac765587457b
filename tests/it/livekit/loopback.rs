//! What the tests start can be reached from this machine alone.

#![cfg(target_os = "linux")]

use std::fs;

use super::server::Server;

/// The local addresses of a process's sockets, as `/proc/net` writes them, with the state.
fn sockets(process: u32) -> Vec<(String, String)> {
    let links = fs::read_dir(format!("/proc/{process}/fd")).expect("its files").flatten();
    let links = links.filter_map(|file| Some(fs::read_link(file.path()).ok()?.to_string_lossy().into_owned()));
    let own: Vec<_> =
        links.filter_map(|link| Some(link.strip_prefix("socket:[")?.trim_end_matches(']').to_owned())).collect();
    let mut found = vec![];
    for table in ["tcp", "tcp6", "udp", "udp6"] {
        for line in fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default().lines().skip(1) {
            let columns: Vec<_> = line.split_whitespace().collect();
            if own.iter().any(|inode| inode == columns[9]) {
                found.push((columns[1].to_owned(), columns[3].to_owned()));
            }
        }
    }
    found
}

#[tokio::test]
async fn all_its_sockets_are_on_loopback() {
    let Some(server) = Server::start().await else { return };
    for process in server.processes() {
        let sockets = sockets(process);
        // 0A: it listens.
        assert!(sockets.iter().any(|(_, state)| state == "0A"), "{sockets:?}");
        let foreign: Vec<_> = sockets.iter().filter(|(address, _)| !address.starts_with("0100007F:")).collect();
        assert!(foreign.is_empty(), "{foreign:?}");
    }
}
