//! Everything that the vendors document as a constraint is an error of `terraform validate`, on the attribute it is
//! about. A row of a table is one rule broken; all rows of a vendor are one configuration, validated in one run.

mod bolna;
mod crazytel;
mod fonedynamics;
mod livekit;
mod nebrija;
mod required;
mod secrets;
mod settings;
mod yeastar;
mod yeastar_caller_ids;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::support::terraform::Workspace;

/// One rule broken.
struct Bad {
    /// The attribute that the error must be on.
    on: &'static str,
    /// What the resource says instead of, or beside, the good values; `!name` leaves one out.
    says: &'static str,
    /// What the error must say.
    error: &'static str,
}

const fn bad(on: &'static str, says: &'static str, error: &'static str) -> Bad {
    Bad { on, says, error }
}

/// A resource with good values, except for what a row says.
fn resource(kind: &str, name: &str, good: &[(&str, &str)], says: &str) -> String {
    let mut lines: BTreeMap<&str, String> =
        good.iter().map(|(name, value)| (*name, format!("  {name} = {value}\n"))).collect();
    for line in says.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix('!') {
            Some(name) => lines.remove(name),
            None => lines.insert(line.split([' ', '=']).next().unwrap_or_default(), format!("  {line}\n")),
        };
    }
    format!("resource \"{kind}\" \"{name}\" {{\n{}}}\n\n", lines.into_values().collect::<String>())
}

/// Every row is exactly one error, with the words and on the attribute that the row names.
async fn refused(kind: &str, good: &[(&str, &str)], rows: &[Bad]) {
    let Some(workspace) = Workspace::new().await else { return };
    let named = |row: usize| format!("row{row}");
    let hcl: String = rows.iter().enumerate().map(|(row, bad)| resource(kind, &named(row), good, bad.says)).collect();
    workspace.write(&hcl);
    let errors = diagnostics(&workspace.run(&["validate", "-json"]).await.exited(1).stdout);
    let mut wrong = String::new();
    for (row, bad) in rows.iter().enumerate() {
        let context = format!("resource \"{kind}\" \"{}\"", named(row));
        let here: Vec<_> = errors.iter().filter(|error| error["snippet"]["context"] == context.as_str()).collect();
        let fits = here.len() == 1 && here[0]["severity"] == "error" && says(here[0], bad.error) && is_on(here[0], bad);
        if !fits {
            wrong += &format!("\n{} = {:?}: due is {:?}, came {here:#?}\n", bad.on, bad.says, bad.error);
        }
    }
    let unplaced: Vec<_> = errors.iter().filter(|error| error["snippet"]["context"].is_null()).collect();
    assert!(wrong.is_empty() && unplaced.is_empty(), "{wrong}{unplaced:#?}");
}

/// Every variation is fine; `around` is what else the configuration holds.
async fn accepted(kind: &str, good: &[(&str, &str)], around: &str, variations: &[&str]) {
    let Some(workspace) = Workspace::new().await else { return };
    let named = variations.iter().enumerate();
    let resources = named.map(|(row, says)| resource(kind, &format!("row{row}"), good, says));
    workspace.write(&resources.fold(around.to_owned(), |hcl, resource| hcl + &resource));
    let run = workspace.run(&["validate", "-json"]).await;
    assert_eq!(diagnostics(&run.stdout), Vec::<Json>::new());
}

fn diagnostics(stdout: &str) -> Vec<Json> {
    let answer: Json = serde_json::from_str(stdout).unwrap_or_else(|error| panic!("{error} in {stdout}"));
    answer["diagnostics"].as_array().cloned().unwrap_or_default()
}

fn says(error: &Json, words: &str) -> bool {
    let text =
        format!("{}\n{}", error["summary"].as_str().unwrap_or_default(), error["detail"].as_str().unwrap_or_default());
    text.contains(words)
}

/// On the line of the attribute; where that is left out, on the resource.
fn is_on(error: &Json, bad: &Bad) -> bool {
    let code = error["snippet"]["code"].as_str().unwrap_or_default().trim_start();
    let written = bad.says.lines().any(|line| line.trim().starts_with(bad.on));
    let word = code.split([' ', '=']).next().unwrap_or_default();
    if written { word == bad.on } else { word == "resource" }
}

#[tokio::test]
async fn a_password_is_for_some_vendor() {
    let Some(workspace) = Workspace::new().await else { return };
    let run = workspace.plan("ephemeral \"siptrunk_password\" \"it\" {\n  vendor = null\n}\n").await;
    run.failed(&["\"vendor\" is required, and has no value."]).says_not(&["Provider produced"]);
}
