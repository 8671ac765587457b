//! What guides show works: configurations are valid, commands run as written, and errors are quoted as they are said.

mod errors;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::support::process::COMPANION;
use super::support::terraform::{Workspace, bare, finished};

/// A code block, with the file that the line before it names.
struct Block {
    language: String,
    file: Option<String>,
    text: String,
}

fn page(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn blocks(text: &str) -> Vec<Block> {
    let (mut found, mut before, mut lines) = (vec![], "", text.lines());
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            let file = before.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:")).map(str::to_owned);
            found.push(Block { language: language.into(), file, text });
            before = "";
        } else if !line.is_empty() {
            before = line;
        }
    }
    found
}

/// The pages with configurations of their own, written by hand or for the whole provider.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guides = fs::read_dir(root.join("docs/guides")).expect("guides").map(|entry| entry.expect("an entry").path());
    guides.chain([root.join("README.md"), root.join("docs/index.md")]).collect()
}

/// A block as it can stand alone: with the variables that it uses, and the provider's whole address.
fn alone(hcl: &str) -> String {
    let name =
        |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned();
    let used: BTreeSet<_> = hcl.split("var.").skip(1).map(name).collect();
    let undeclared = used.into_iter().filter(|name| !hcl.contains(&format!("variable \"{name}\"")));
    let declared: String = undeclared.map(|name| format!("variable \"{name}\" {{}}\n")).collect();
    declared + &whole_address(hcl)
}

/// OpenTofu has another registry, and the mirror of tests has one address.
fn whole_address(hcl: &str) -> String {
    hcl.replace("\"siptrunk/siptrunk\"", "\"registry.terraform.io/siptrunk/siptrunk\"")
}

/// Every link of a page to another page, with what it leads to.
#[test]
fn links_lead_to_pages_and_headings_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["docs/resources", "docs/data-sources", "docs/list-resources", "docs/ephemeral-resources"];
    let generated = folders.iter().flat_map(|folder| fs::read_dir(root.join(folder)).expect("pages"));
    let mut wrong = vec![];
    for from in pages().into_iter().chain(generated.map(|entry| entry.expect("an entry").path())) {
        let text = fs::read_to_string(&from).expect("a page");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            if file.starts_with("http") || file.is_empty() {
                continue;
            }
            let there = from.parent().expect("a folder").join(file);
            let told = |line: &str| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-") == anchor;
            let found = match anchor {
                "" => there.exists(),
                _ => fs::read_to_string(&there).is_ok_and(|page| page.lines().any(|l| l.starts_with('#') && told(l))),
            };
            if !found {
                wrong.push(format!("{}: {target}", from.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_readme_leads_to_every_resource() {
    let readme = page("README.md");
    for (_, resource) in siptrunk::vendors::resources() {
        assert!(readme.contains(&format!("(docs/resources/{}.md)", resource.name)), "{}", resource.name);
    }
}

#[tokio::test]
async fn every_configuration_in_a_guide_is_valid() {
    let Some(workspace) = Workspace::new().await else { return };
    let versions = workspace.path().join("versions.tf");
    let its_own = fs::read(&versions).expect("versions");
    fs::write(workspace.path().join("pbx.pem"), "-----BEGIN CERTIFICATE-----\n").expect("a file");
    let mut validated = 0;
    for path in pages() {
        let text = fs::read_to_string(&path).expect("a page");
        for block in blocks(&text).iter().filter(|block| block.language == "terraform" && block.file.is_none()) {
            match block.text.contains("required_providers") {
                true => fs::remove_file(&versions).expect("it is there"),
                false => fs::write(&versions, &its_own).expect("versions"),
            }
            workspace.write(&alone(&block.text));
            let run = workspace.run(&["validate", "-no-color"]).await;
            assert_eq!(run.code, 0, "{}:\n{}\n{run}", path.display(), block.text);
            fs::write(&versions, &its_own).expect("versions");
            validated += 1;
        }
    }
    assert!(validated >= 8, "{validated}");
}

/// Its files are made and its commands are run in the order of the page.
#[tokio::test]
async fn the_guide_to_many_trunks_runs_as_written() {
    let Some(workspace) = Workspace::new().await else { return };
    let folder = workspace.path();
    fs::remove_file(folder.join("versions.tf")).expect("it is there");
    fs::remove_file(folder.join(".terraform.lock.hcl")).expect("it is there");
    fs::remove_dir_all(folder.join(".terraform")).expect("it is there");
    let programs = folder.join("bin");
    fs::create_dir(&programs).expect("a folder");
    symlink(workspace.program(), programs.join("terraform")).expect("a link");
    symlink(COMPANION, programs.join("siptrunk")).expect("a link");
    let (mut exports, mut said) = (String::new(), vec![]);
    for block in blocks(&page("docs/guides/many-trunks.md")) {
        if let Some(file) = &block.file {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, whole_address(&block.text)).expect("a file");
        } else if block.language == "shell" {
            let mut command = bare(Path::new("/bin/sh"), folder);
            command.env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
            command.args(["-c", &format!("set -eu\n{exports}{}", block.text)]);
            said.push(finished(command).await.ok());
            exports
                .extend(block.text.lines().filter(|line| line.starts_with("export ")).map(|line| format!("{line}\n")));
        }
    }
    let [map, module] = said.try_into().expect("two blocks of commands");
    map.says(&["Resources: 2 added", "No changes."]);
    module.says(&["Resources: 3 added", "module.london.siptrunk_crazytel_trunk.desk"]);
}
