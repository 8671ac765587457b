//! What is required holds something. Core demands no more than that the line is there; `null` is for the provider to refuse,
//! and a module passes null on for a variable that nobody has set.

use siptrunk::diagnostic::{Diagnostics, Path};
use siptrunk::engine::{validate, validate_table};
use siptrunk::schema::{Attribute, Kind, Presence};
use siptrunk::value::{Object, Value};
use siptrunk::vendors::{data_sources, list_resources, resources};

/// The required attributes of a table that holds nothing, with an empty element in each of its lists of objects.
fn hollow(table: &[Attribute], path: &Path) -> (Object, Vec<Path>) {
    let (mut object, mut required) = (Object::default(), vec![]);
    for attribute in table.iter().filter(|attribute| attribute.writable()) {
        let path = path.then(attribute.name);
        if let Kind::Objects(of) = attribute.kind {
            let (element, inside) = hollow(of.attributes, &path.at(0));
            object.set(attribute.name, Value::List(vec![Value::Object(element)]));
            required.extend(inside);
        } else if attribute.presence == Presence::Required && !attribute.is_kept() {
            required.push(path);
        }
    }
    (object, required)
}

#[test]
fn null_is_an_error_wherever_something_is_required() {
    let is_told = |found: &Diagnostics, path: &Path| {
        found.iter().any(|error| error.path == *path && error.summary.starts_with("Missing "))
    };
    let mut all = 0;
    let mut holds = |name: &str, table: &[Attribute], errors: &dyn Fn(&Object) -> Diagnostics| {
        let (object, required) = hollow(table, &Path::default());
        let (found, of_nothing) = (errors(&object), errors(&Object::default()));
        let lists = table.iter().filter(|a| a.presence == Presence::Required && matches!(a.kind, Kind::Objects(_)));
        let lists: Vec<_> = lists.map(|attribute| Path::attribute(attribute.name)).collect();
        let silent = required.iter().filter(|path| !is_told(&found, path));
        let silent = silent.chain(lists.iter().filter(|path| !is_told(&of_nothing, path)));
        let silent: Vec<_> = silent.map(Path::to_string).collect();
        assert!(silent.is_empty(), "{name}: {silent:?}");
        all += required.len() + lists.len();
    };
    for (_, resource) in resources() {
        holds(resource.name, resource.attributes, &|object| validate(resource, object));
    }
    for (_, source) in data_sources() {
        holds(&source.type_name(), &source.attributes, &|object| validate_table(&source.attributes, object));
    }
    for list in list_resources() {
        holds(list.resource.name, &list.attributes, &|object| validate_table(&list.attributes, object));
    }
    assert!(all > 20, "{all}");
}
