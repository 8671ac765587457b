//! The registry's pages are drawn from the code. A stale page fails, and is written anew: look at it and commit it.

use std::fs;
use std::path::{Path, PathBuf};

use siptrunk::functions::FUNCTIONS;
use siptrunk::{docs, vendors};

fn root() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

fn example(path: &str) -> String {
    let path = root().join("examples").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every generated page with what should be in it.
fn pages() -> Vec<(PathBuf, String)> {
    let index = docs::index_page(vendors::VENDORS, &example("provider/provider.tf"));
    let mut pages = vec![(PathBuf::from("docs/index.md"), index)];
    for (vendor, resource) in vendors::resources() {
        let file = |name: &str| example(&format!("resources/{}/{name}", resource.type_name()));
        let page = docs::resource_page(vendor, resource, &file("resource.tf"), &file("import.sh"));
        pages.push((format!("docs/resources/{}.md", resource.name).into(), page));
    }
    let file = example("ephemeral-resources/siptrunk_password/ephemeral-resource.tf");
    let page = docs::password_page(vendors::random_password(), &file);
    pages.push(("docs/ephemeral-resources/password.md".into(), page));
    for list in vendors::list_resources() {
        let (type_name, name) = (list.resource.type_name(), list.resource.name);
        let (vendor, _) = vendors::resource(&type_name).expect("it is listed because it is there");
        let file = example(&format!("list-resources/{type_name}/list-resource.tfquery.hcl"));
        pages.push((format!("docs/list-resources/{name}.md").into(), docs::list_page(vendor, list, &file)));
    }
    for function in FUNCTIONS {
        let file = example(&format!("functions/{}/function.tf", function.name));
        pages.push((format!("docs/functions/{}.md", function.name).into(), docs::function_page(function, &file)));
    }
    for (vendor, source) in vendors::data_sources() {
        let file = example(&format!("data-sources/{}/data-source.tf", source.type_name()));
        pages.push((format!("docs/data-sources/{}.md", source.name).into(), docs::data_page(vendor, source, &file)));
    }
    pages
}

#[test]
fn every_page_is_fresh() {
    let mut stale = vec![];
    for (path, page) in pages() {
        let file = root().join(&path);
        if fs::read_to_string(&file).ok().as_deref() != Some(&page) {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, page).unwrap();
            stale.push(path);
        }
    }
    assert!(stale.is_empty(), "stale, and written anew; look at them and commit them: {stale:?}");
}

#[test]
fn no_page_is_left_of_a_resource_that_is_gone() {
    let known: Vec<PathBuf> = pages().into_iter().map(|(path, _)| root().join(path)).collect();
    let folders =
        ["docs/resources", "docs/data-sources", "docs/ephemeral-resources", "docs/list-resources", "docs/functions"];
    for entry in folders.iter().flat_map(|folder| fs::read_dir(root().join(folder)).unwrap()) {
        let path = entry.unwrap().path();
        assert!(known.contains(&path), "{} belongs to nothing", Path::new(&path).display());
    }
}

/// What a user writes is a resource's business, and what becomes of it. An address is written there too.
#[test]
fn a_data_sources_page_has_its_own_sentences() {
    const OF_RESOURCES: [&str; 8] =
        ["eft out", "eaving", "clears", "forces a new", "new one", "Default for", "Required with", "Only with"];
    let mut wrong = vec![];
    for (path, page) in pages().into_iter().filter(|(path, _)| path.starts_with("docs/data-sources")) {
        for line in page.lines().filter(|line| !line.contains("Part of the request path")) {
            if OF_RESOURCES.iter().any(|words| line.contains(words)) {
                wrong.push(format!("{}: {line}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
