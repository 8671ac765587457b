//! Every example of the documentation works: it applies, and then there is nothing to do.

use std::fs;
use std::path::{Path, PathBuf};

use siptrunk::vendors;

use super::support::process::COMPANION;
use super::support::sandbox::Sandbox;
use super::support::terraform::{Workspace, bare, finished};

/// Good enough for every vendor's rules.
const PASSWORD: &str = "Tr0ub4dor&Zebra";

fn example(path: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The workspace with a value for every variable that a configuration declares.
fn with_variables(mut workspace: Workspace, hcl: &str) -> Workspace {
    for name in hcl.split("variable \"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(name.contains("password"), "no value for the variable {name}");
        workspace = workspace.with(&format!("TF_VAR_{name}"), PASSWORD);
    }
    workspace
}

/// A configuration in which the identifiers that stand for any object are those of objects that exist.
fn with_identifiers(hcl: &str, resources: &[(String, String)]) -> String {
    let line = |line: &str| {
        let (before, literal) = line.split_once(" = \"")?;
        let wanted = match before.trim() {
            "id" => "_trunk",
            "trunk_id" => "_trunk",
            _ => return None,
        };
        let (_, id) = resources.iter().find(|(kind, _)| kind.ends_with(wanted))?;
        literal.ends_with('"').then(|| format!("{before} = \"{id}\""))
    };
    hcl.lines().map(|text| line(text).unwrap_or_else(|| text.to_owned()) + "\n").collect()
}

#[tokio::test]
async fn every_resource_example_applies_and_then_plans_empty() {
    for (_, resource) in vendors::resources() {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let hcl = example(&format!("resources/{}/resource.tf", resource.type_name()));
        let workspace = with_variables(workspace, &hcl);
        workspace.apply(&hcl).await.ok();
        workspace.plan(&hcl).await.empty();
        workspace.destroy().await.ok();
    }
}

/// `terraform test` against the sandbox, as the module's page says it.
#[tokio::test]
async fn the_tests_of_the_example_module_pass() {
    let Some(workspace) = Workspace::new().await else { return };
    let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/module-tests");
    fs::create_dir(workspace.path().join("tests")).unwrap();
    // The workspace brings versions of its own, with the provider's whole address.
    for file in ["main.tf", "tests/account.json", "tests/phone.tftest.hcl"] {
        fs::copy(module.join(file), workspace.path().join(file)).unwrap();
    }
    let mut command = bare(Path::new(COMPANION), workspace.path());
    command.args([
        "sandbox",
        "--quiet",
        "--seed",
        "tests/account.json",
        "--",
        workspace.program(),
        "test",
        "-no-color",
    ]);
    finished(command).await.ok().says(&["4 passed, 0 failed."]);
}

#[tokio::test]
async fn every_data_source_example_reads_what_a_resource_example_made() {
    for (vendor, source) in vendors::data_sources() {
        let sandbox = Sandbox::start(&[]).await;
        let Some(workspace) = sandbox.workspace().await else { return };
        // Each example declares all it needs, so only one of a vendor's may be in a configuration: the last, which uses
        // the others.
        let own = vendor.resources.iter().find(|resource| source.type_name().starts_with(&resource.type_name()));
        let last = vendor.resources.last().expect("a vendor has resources");
        let resource = own.filter(|_| last.parent.is_none()).unwrap_or(last);
        let made = example(&format!("resources/{}/resource.tf", resource.type_name()));
        let workspace = with_variables(workspace, &made);
        workspace.apply(&made).await.ok();
        let asked = example(&format!("data-sources/{}/data-source.tf", source.type_name()));
        let hcl = made.clone() + &with_identifiers(&asked, &workspace.identifiers());
        workspace.apply(&hcl).await.ok();
        workspace.plan(&hcl).await.empty();
    }
}
