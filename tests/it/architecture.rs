//! The rooms of the crate, and what each may import. ARCHITECTURE.md tells why; this table is the rule.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms it may import, and the outer crates that only it and others named here may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("value", &[]),
    ("diagnostic", &[]),
    ("request", &[]),
    ("secret", &[]),
    ("schema", &["value", "diagnostic", "request"]),
    ("engine", &["value", "diagnostic", "schema"]),
    ("client", &["value", "request", "secret", "schema"]),
    ("vendors", &["value", "diagnostic", "request", "schema"]),
    ("provider", &["value", "diagnostic", "request", "secret", "schema", "engine", "client", "vendors"]),
    ("protocol", &["value", "diagnostic", "schema", "provider", "vendors"]),
    ("channel", &["protocol"]),
    ("sandbox", &["schema", "vendors"]),
];

/// Beside the registry, a vendor's sandbox may import the sandbox's own words; nothing else of a vendor may.
const VENDOR_SANDBOX: &[&str] = &["value", "schema", "sandbox", "vendors"];

/// Crates that stand for I/O or the protocol, with the rooms that may use them.
const CRATES: &[(&str, &[&str])] = &[
    ("tonic", &["protocol", "channel"]),
    ("prost", &["protocol", "channel"]),
    ("rmpv", &["protocol"]),
    ("tokio_rustls", &["channel"]),
    ("reqwest", &["client"]),
    ("governor", &["client"]),
    ("axum", &["sandbox"]),
    ("tokio", &["client", "provider", "protocol", "channel", "sandbox"]),
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

/// Every source file below `src`, by its path from there, without its tests, comments and texts.
fn code() -> BTreeMap<String, String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![];
    sources(&src, &mut files);
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        (path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/"), lines.collect::<Vec<_>>().join("\n"))
    };
    files.into_iter().map(read).collect()
}

/// The room of a file; `None` for the roots, which may import everything, and for rules over tables.
fn room(path: &str) -> Option<&str> {
    let first = path.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    (!matches!(first, "main" | "lib" | "bin") && path != "schema/lint.rs").then_some(first)
}

/// The rooms that a file names through `crate::`.
fn imports(code: &str) -> Vec<&str> {
    let names = code.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    });
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn a_room_imports_only_what_it_may() {
    let mut wrong = vec![];
    for (path, code) in code() {
        let Some(room) = room(&path) else { continue };
        let (_, may) =
            ROOMS.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("{path}: an unknown room"));
        let in_vendor = path.strip_prefix("vendors/").and_then(|rest| rest.split_once('/'));
        let may = match in_vendor {
            Some((_, inner)) if inner.starts_with("sandbox") => VENDOR_SANDBOX,
            _ => may,
        };
        let allowed =
            |import: &str| import == room || may.contains(&import) || (path == "vendors/mod.rs" && import == "sandbox");
        wrong.extend(
            imports(&code).into_iter().filter(|import| !allowed(import)).map(|import| format!("{path}: {import}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_vendor_knows_another() {
    let code = code();
    let vendors: Vec<&str> = code
        .keys()
        .filter_map(|path| path.strip_prefix("vendors/")?.strip_suffix("/mod.rs"))
        .filter(|name| !name.contains('/'))
        .collect();
    assert!(vendors.len() > 1);
    for (path, code) in &code {
        let Some((own, _)) = path.strip_prefix("vendors/").and_then(|rest| rest.split_once('/')) else { continue };
        for other in vendors.iter().filter(|other| **other != own) {
            assert!(!code.contains(&format!("vendors::{other}")), "{path} knows {other}");
        }
    }
}

#[test]
fn no_room_but_the_vendors_own_names_a_vendor() {
    let code = code();
    let vendors: Vec<&str> = code
        .keys()
        .filter_map(|path| path.strip_prefix("vendors/")?.strip_suffix("/mod.rs"))
        .filter(|name| !name.contains('/'))
        .collect();
    for (path, code) in code.iter().filter(|(path, _)| !path.starts_with("vendors/")) {
        for vendor in &vendors {
            assert!(!code.to_lowercase().contains(vendor), "{path} names {vendor}");
        }
    }
}

#[test]
fn outer_crates_stay_in_their_rooms() {
    let mut wrong = vec![];
    for (path, code) in code() {
        let Some(room) = room(&path) else { continue };
        for (outer, rooms) in CRATES.iter().filter(|(outer, _)| code.contains(&format!("{outer}::"))) {
            if !rooms.contains(&room) {
                wrong.push(format!("{path}: {outer}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_is_the_one_in_the_architecture_page() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    for (room, may) in ROOMS {
        let may = if may.is_empty() {
            "nothing".into()
        } else {
            may.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")
        };
        let row = format!("| `{room}` | {may} |");
        assert!(page.contains(&row), "ARCHITECTURE.md lacks: {row}");
    }
}
