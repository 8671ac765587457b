//! Tables and diagnostics in the protocol's messages. Free functions, no decisions.

use super::tfplugin6::{self as proto, attribute_path, diagnostic, schema};
use super::types::Type;
use crate::diagnostic::{Diagnostic, Diagnostics, Path, Severity, Step};
use crate::functions::{Function, Parameter, Shape};
use crate::schema::settings::SHOW_REQUESTS;
use crate::schema::timeouts::{TIMEOUTS, TIMEOUTS_DOC};
use crate::schema::{Attribute, DataSource, Kind, ListResource, Place, Presence, RandomPassword, Resource, Vendor};
use crate::vendors;

/// The schema of the provider block: a block for each vendor. In blocks Terraform checks names; in nested attributes it
/// drops those that it does not know.
pub fn provider_schema() -> proto::Schema {
    let account = |vendor: &&'static Vendor| {
        let settings = vendor.settings.iter().map(setting).collect();
        nested_block(vendor.name, block(settings, &format!("The account at {}.", vendor.title)))
    };
    let accounts = vendors::VENDORS.iter().map(account).collect();
    let block = block(vec![setting(&SHOW_REQUESTS)], "SIP trunks of several vendors in one vocabulary.");
    schema(schema::Block { block_types: accounts, ..block })
}

/// The schema of a resource.
pub fn resource_schema(resource: &Resource) -> proto::Schema {
    let timeouts = nested_block(TIMEOUTS, block(resource.timeouts().iter().map(attribute).collect(), TIMEOUTS_DOC));
    let block = block(resource.attributes.iter().map(attribute).collect(), resource.doc);
    let schema = schema(schema::Block { block_types: vec![timeouts], ..block });
    proto::Schema { version: resource.version(), ..schema }
}

/// The type of a resource's objects.
pub fn resource_type(resource: &Resource) -> Type {
    let own = resource.attributes.iter().map(|attribute| (attribute.name.to_owned(), Type::of(&attribute.kind)));
    let timeouts = (TIMEOUTS.to_owned(), Type::of_table(&resource.timeouts()));
    Type::Object(own.chain([timeouts]).collect())
}

/// What tells one object of a resource from another.
pub fn identity_schema(resource: &Resource) -> proto::ResourceIdentitySchema {
    let attribute = |attribute: &Attribute| proto::resource_identity_schema::IdentityAttribute {
        name: attribute.name.into(),
        r#type: Type::of(&attribute.kind).to_json().to_string().into_bytes(),
        required_for_import: resource.import_needs(attribute),
        optional_for_import: !resource.import_needs(attribute),
        description: attribute.doc.into(),
    };
    proto::ResourceIdentitySchema { version: 0, identity_attributes: resource.identity().map(attribute).collect() }
}

/// The schema of a data source.
pub fn data_source_schema(source: &DataSource) -> proto::Schema {
    schema(block(source.attributes.iter().map(attribute).collect(), &source.doc))
}

/// The schema of what a list is asked for.
pub fn list_resource_schema(list: &ListResource) -> proto::Schema {
    schema(block(list.attributes.iter().map(attribute).collect(), list.resource.doc))
}

/// The schema of the ephemeral password.
pub fn random_password_schema(password: &RandomPassword) -> proto::Schema {
    schema(block(password.attributes.iter().map(attribute).collect(), password.doc))
}

/// The type of the provider block.
pub fn provider_type() -> Type {
    let vendor = |vendor: &&'static Vendor| (vendor.name.to_owned(), Type::of_table(vendor.settings));
    let own = [(SHOW_REQUESTS.name.to_owned(), Type::of(&SHOW_REQUESTS.kind))];
    Type::Object(own.into_iter().chain(vendors::VENDORS.iter().map(vendor)).collect())
}

fn schema(block: schema::Block) -> proto::Schema {
    proto::Schema { version: 0, block: Some(block) }
}

fn block(attributes: Vec<schema::Attribute>, description: &str) -> schema::Block {
    schema::Block {
        attributes,
        description: description.into(),
        description_kind: proto::StringKind::Markdown.into(),
        ..Default::default()
    }
}

/// A block that may be left out, and stands there once.
fn nested_block(name: &str, block: schema::Block) -> schema::NestedBlock {
    schema::NestedBlock {
        type_name: name.into(),
        block: Some(block),
        nesting: schema::nested_block::NestingMode::Single.into(),
        ..Default::default()
    }
}

/// A setting: nobody but the user gives it to Terraform, whatever it is where it is left out.
fn setting(setting: &Attribute) -> schema::Attribute {
    schema::Attribute { computed: false, ..attribute(setting) }
}

fn attribute(attribute: &Attribute) -> schema::Attribute {
    let nesting = match attribute.kind {
        Kind::Objects(_) => schema::object::NestingMode::List,
        _ => schema::object::NestingMode::Single,
    };
    // What nobody writes is of a plain type: the generator of configuration crashes on others in Terraform below 1.7 and OpenTofu
    // below 1.11, and the mocks of Terraform's tests take no list for them.
    let nested = attribute.kind.nested().filter(|_| attribute.writable()).map(|table| object(table, nesting));
    let required = attribute.presence == Presence::Required && !attribute.is_kept();
    let plain = || Type::of(&attribute.kind).to_json().to_string().into_bytes();
    schema::Attribute {
        name: attribute.name.into(),
        r#type: if nested.is_some() { vec![] } else { plain() },
        nested_type: nested,
        description: attribute.doc.into(),
        description_kind: proto::StringKind::Markdown.into(),
        required,
        optional: attribute.writable() && !required,
        // A cleared attribute may stay "" or null, whichever its state says: both mean nothing. A secret that is left out
        // stays what it is.
        computed: attribute.computed() || !attribute.cleared_by.is_empty() || attribute.is_kept(),
        sensitive: attribute.is_secret(),
        write_only: matches!(attribute.place, Place::WriteOnly(_)),
        ..Default::default()
    }
}

fn object(table: &[Attribute], nesting: schema::object::NestingMode) -> schema::Object {
    schema::Object { attributes: table.iter().map(attribute).collect(), nesting: nesting.into(), ..Default::default() }
}

/// The signature of a function.
pub fn function(function: &Function) -> proto::Function {
    proto::Function {
        parameters: function.parameters.iter().map(parameter).collect(),
        variadic_parameter: function.variadic.as_ref().map(parameter),
        r#return: Some(proto::function::Return { r#type: type_json(&function.gives) }),
        summary: function.summary.into(),
        description: format!("{} {}", function.summary, function.doc),
        description_kind: proto::StringKind::Markdown.into(),
        ..Default::default()
    }
}

/// Terraform asks nothing of unknown values, and answers null where none is allowed.
fn parameter(parameter: &Parameter) -> proto::function::Parameter {
    proto::function::Parameter {
        name: parameter.name.into(),
        r#type: type_json(&parameter.shape),
        allow_null_value: parameter.nullable,
        allow_unknown_values: false,
        description: parameter.doc.into(),
        description_kind: proto::StringKind::Markdown.into(),
    }
}

fn type_json(shape: &Shape) -> Vec<u8> {
    Type::of_shape(shape).to_json().to_string().into_bytes()
}

/// Diagnostics about a resource or data source as messages.
pub fn diagnostics(diagnostics: Diagnostics) -> Vec<proto::Diagnostic> {
    diagnostics
        .into_iter()
        .map(|diagnostic| message(Diagnostic { path: visible(&diagnostic.path), ..diagnostic }))
        .collect()
}

/// Diagnostics about the provider block as messages. Terraform finds its way into blocks.
pub fn provider_diagnostics(diagnostics: Diagnostics) -> Vec<proto::Diagnostic> {
    diagnostics.into_iter().map(message).collect()
}

fn message(diagnostic: Diagnostic) -> proto::Diagnostic {
    let severity = match diagnostic.severity {
        Severity::Error => diagnostic::Severity::Error,
        Severity::Warning => diagnostic::Severity::Warning,
    };
    proto::Diagnostic {
        severity: severity.into(),
        summary: diagnostic.summary,
        detail: diagnostic.detail,
        attribute: (!diagnostic.path.0.is_empty()).then(|| path(&diagnostic.path)),
    }
}

/// As much of a path as Terraform can point at. Inside a nested attribute it would look for the last name among the
/// attributes of the block around, and find the `name` of the trunk for that of a gateway.
fn visible(path: &Path) -> Path {
    if path.0.first() == Some(&Step::Attribute(TIMEOUTS.into())) {
        // Terraform finds its way into blocks.
        return path.clone();
    }
    let index = path.0.get(1).filter(|step| matches!(step, Step::Index(_)));
    Path(path.0.iter().take(1).chain(index).cloned().collect())
}

/// A path as a message.
pub fn path(path: &Path) -> proto::AttributePath {
    let step = |step: &Step| {
        let selector = match step {
            Step::Attribute(name) => attribute_path::step::Selector::AttributeName(name.clone()),
            Step::Index(index) => attribute_path::step::Selector::ElementKeyInt(*index as i64),
        };
        attribute_path::Step { selector: Some(selector) }
    };
    proto::AttributePath { steps: path.0.iter().map(step).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_writes_has_no_nested_type() {
        let resources = vendors::resources().map(|(_, resource)| resource_schema(resource));
        let data_sources = vendors::data_sources().map(|(_, source)| data_source_schema(source));
        let blocks = resources.chain(data_sources).filter_map(|schema| schema.block);
        let mut all: Vec<schema::Attribute> = blocks.flat_map(|block| block.attributes).collect();
        let (mut plain, mut nested) = (0, 0);
        while let Some(attribute) = all.pop() {
            let is_written = attribute.required || attribute.optional;
            match attribute.nested_type {
                Some(of) => {
                    assert!(is_written && attribute.r#type.is_empty(), "{}", attribute.name);
                    all.extend(of.attributes);
                    nested += 1;
                }
                None => plain += usize::from(!is_written && attribute.r#type.starts_with(br#"["list",["object""#)),
            }
        }
        assert!(plain > 0 && nested > 0, "{plain} {nested}");
    }
}
