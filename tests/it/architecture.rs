//! The rooms of the crate, and what each may import. ARCHITECTURE.md tells why; this table is the rule.

mod names;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use names::{Names, names};

/// A room, and the rooms it may import: only such as stand above it, so that no two import each other.
const ROOMS: &[(&str, &[&str])] = &[
    ("escape", &[]),
    ("output", &[]),
    ("value", &[]),
    ("diagnostic", &["escape"]),
    ("request", &[]),
    ("secret", &[]),
    ("schema", &["value", "diagnostic", "request"]),
    ("sandbox", &["escape"]),
    (VENDOR, &["value", "diagnostic", "request", "schema"]),
    (STAND_IN, &["sandbox"]),
    ("vendors", &["schema", "sandbox"]),
    ("functions", &["value", "schema", "vendors"]),
    ("engine", &["escape", "value", "diagnostic", "request", "schema"]),
    ("docs", &["schema", "functions"]),
    ("preview", &["escape", "output", "value", "request", "secret", "schema", "engine", "vendors"]),
    ("client", &["value", "request", "secret", "schema"]),
    ("provider", &["value", "diagnostic", "request", "secret", "schema", "engine", "preview", "client", "vendors"]),
    ("adopt", &["escape", "output", "value", "diagnostic", "schema", "provider", "vendors"]),
    ("protocol", &["escape", "value", "diagnostic", "schema", "functions", "provider", "vendors"]),
    ("channel", &["protocol"]),
];

/// The folder of one vendor; the room `vendors` is the registry of them.
const VENDOR: &str = "vendors/<vendor>";
/// A vendor's own sandbox. One that read the vendor's tables would agree with their mistakes.
const STAND_IN: &str = "vendors/<vendor>/sandbox";

/// Crates that stand for I/O or the protocol, with the rooms that may use them.
const CRATES: &[(&str, &[&str])] = &[
    ("tonic", &["protocol", "channel"]),
    ("prost", &["protocol", "channel"]),
    ("rmpv", &["protocol"]),
    ("tokio_rustls", &["channel"]),
    ("reqwest", &["client"]),
    ("rlibphonenumber", &["schema", "functions"]),
    ("axum", &["sandbox"]),
    ("tokio", &["client", "provider", "protocol", "channel", "sandbox", "adopt"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What every source file names, by the file's path below `src`.
fn code() -> BTreeMap<String, Names> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![];
    sources(&src, &mut files);
    let read = |file: PathBuf| {
        let path = file.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        let names = names(&fs::read_to_string(&file).unwrap(), &module(&path));
        (path, names)
    };
    files.into_iter().map(read).collect()
}

/// The module that a file is.
fn module(path: &str) -> Vec<&str> {
    path.trim_end_matches(".rs").split('/').filter(|name| !matches!(*name, "mod" | "lib" | "main")).collect()
}

/// The room of a file; `None` for the roots, which may import everything.
fn room_of_file(path: &str) -> Option<&str> {
    match module(path)[..] {
        [] | ["bin", ..] => None,
        ["vendors", _, "sandbox", ..] => Some(STAND_IN),
        ["vendors", _, ..] => Some(VENDOR),
        [room, ..] => Some(room),
    }
}

/// The room that a path within the crate leads to.
fn room_of_path<'a>(path: &'a [String], vendors: &[&str]) -> &'a str {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path[..] {
        ["vendors", vendor, "sandbox", ..] if vendors.contains(&vendor) => STAND_IN,
        ["vendors", vendor, ..] if vendors.contains(&vendor) => VENDOR,
        [room, ..] => room,
        [] => "",
    }
}

/// The vendors, by their folders.
fn vendors(code: &BTreeMap<String, Names>) -> Vec<&str> {
    let folders = code.keys().filter_map(|path| path.strip_prefix("vendors/")?.strip_suffix("/mod.rs"));
    let vendors: Vec<&str> = folders.filter(|name| !name.contains('/')).collect();
    assert!(vendors.len() > 1);
    vendors
}

/// The paths in a file that lead where its room may not go.
fn wrong<'a>(file: &str, names: &'a Names, vendors: &[&str]) -> Vec<&'a Vec<String>> {
    let Some(room) = room_of_file(file) else { return vec![] };
    let (_, may) = ROOMS.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("{file}: an unknown room"));
    let allowed = |path: &&Vec<String>| {
        let to = room_of_path(path, vendors);
        to == room || may.contains(&to)
    };
    names.inner.iter().filter(|path| !allowed(path)).collect()
}

#[test]
fn a_room_imports_only_what_it_may() {
    let code = code();
    let vendors = vendors(&code);
    let all = code.iter().flat_map(|(file, names)| {
        wrong(file, names, &vendors).into_iter().map(move |path| format!("{file}: {}", path.join("::")))
    });
    let all: Vec<_> = all.collect();
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn an_import_that_may_not_be_is_found_in_every_spelling() {
    for code in [
        "use crate::provider::Provider;",
        "use crate::{value::Value, provider};",
        "use super::super::provider;",
        "use super::super::*;",
        "fn f() { println!(\"{}\", crate::provider::f()); }",
        "fn f() -> super::super::provider::Provider {}",
        "use crate::vendors::one::VENDOR;",
    ] {
        let names = names(code, &module("client/patience.rs"));
        assert_eq!(wrong("client/patience.rs", &names, &["one"]).len(), 1, "{code}");
    }
    let fine =
        names("use crate::{value, schema::Auth}; use super::super::request; use super::Api;", &["client", "session"]);
    assert_eq!(wrong("client/session.rs", &fine, &["one"]), Vec::<&Vec<String>>::new());
}

#[test]
fn no_two_rooms_import_each_other() {
    for (at, (room, may)) in ROOMS.iter().enumerate() {
        for other in *may {
            assert!(ROOMS[..at].iter().any(|(above, _)| above == other), "{other} does not stand above {room}");
        }
    }
}

#[test]
fn no_vendor_knows_another() {
    let code = code();
    for (file, names) in &code {
        let Some((own, _)) = file.strip_prefix("vendors/").and_then(|rest| rest.split_once('/')) else { continue };
        for other in vendors(&code).into_iter().filter(|other| *other != own) {
            let known = names.inner.iter().any(|path| path.starts_with(&["vendors".into(), other.into()]));
            assert!(!known, "{file} knows {other}");
        }
    }
}

#[test]
fn no_room_but_the_vendors_own_names_a_vendor() {
    let code = code();
    for (file, names) in code.iter().filter(|(file, _)| !file.starts_with("vendors/")) {
        for vendor in vendors(&code) {
            let named = names.words.iter().find(|word| word.to_lowercase().contains(vendor));
            assert_eq!(named, None, "{file} names {vendor}");
        }
    }
}

#[test]
fn outer_crates_stay_in_their_rooms() {
    let mut wrong = vec![];
    for (file, names) in code() {
        let Some(room) = room_of_file(&file) else { continue };
        for (outer, _) in CRATES.iter().filter(|(outer, rooms)| names.outer.contains(*outer) && !rooms.contains(&room))
        {
            wrong.push(format!("{file}: {outer}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_is_the_one_in_the_architecture_page() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let row = |(room, may): &(&str, &[&str])| match may {
        [] => format!("| `{room}` | nothing |"),
        may => format!("| `{room}` | {} |", may.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")),
    };
    let rows: Vec<String> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line.rsplit_once(" | ").map(|(row, _)| format!("{row} |")))
        .take(ROOMS.len())
        .collect();
    assert_eq!(rows, ROOMS.iter().map(row).collect::<Vec<_>>());
}
