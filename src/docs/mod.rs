//! The registry's documentation pages, drawn from the tables and the examples.
//!
//! A test holds the files in `docs/` against these pages, so no page can tell another story than the code.

mod attributes;
mod index;

use std::fmt::Write as _;

use crate::functions::{Function, Parameter, Shape};
use crate::schema::format::text::and;
use crate::schema::settings::{SHOW_REQUESTS, SHOW_REQUESTS_VARIABLE};
use crate::schema::timeouts::{TIMEOUTS, TIMEOUTS_DOC};
use crate::schema::{Call, DataSource, ListResource, RandomPassword, Resource, Secrecy, Tells, Vendor, trios};
use attributes::{Block, Telling, block_head, block_line, schema};

/// The page of a resource. `example` is HCL, `import` a shell command.
pub fn resource_page(vendor: &Vendor, resource: &Resource, example: &str, import: &str) -> String {
    let type_name = resource.type_name();
    let front = front_matter(&format!("{type_name} Resource - siptrunk"), vendor.title, resource.doc);
    let mut page = format!("{front}\n# {type_name} (Resource)\n\n{}\n\n{}\n", resource.doc, links(vendor, resource));
    section(&mut page, "Example Usage", &format!("```terraform\n{}\n```", example.trim()));
    if !resource.rules.is_empty() {
        let rules: Vec<_> = resource.rules.iter().map(|rule| format!("- {}", rule.says)).collect();
        section(&mut page, "Rules", &format!("Checked when planning:\n\n{}", rules.join("\n")));
    }
    let telling = Telling { vendor: Some(vendor), kind: resource.kind, makes: true };
    let timeouts = Block { name: TIMEOUTS, doc: TIMEOUTS_DOC, attributes: &resource.timeouts() };
    let secrets = trios(resource.attributes).next().map_or("", |_| IN_THE_STATE);
    section(&mut page, "Schema", &format!("{secrets}{}", schema(resource.attributes, &[timeouts], &telling)));
    section(&mut page, "Import", &imports(resource, import));
    section(&mut page, "Move", &moves(resource));
    section(&mut page, "Vendor Calls", &calls(vendor, resource));
    page
}

/// What a reader has to know of passwords before writing one.
const IN_THE_STATE: &str = "~> **Passwords in the state.** `password` is stored in the state and in saved plans as plain text. Use \
                            `password_wo` to keep it out: see [Passwords that no state holds](../guides/passwords.md) and \
                            [What is in the state](../guides/state.md).\n\n";

/// The vendor's own pages about it.
fn links(vendor: &Vendor, resource: &Resource) -> String {
    let links: Vec<_> = resource.pages.iter().map(|(title, url)| format!("[{title}]({url})")).collect();
    let assumed = "[what is assumed](../guides/assumptions.md) where they are silent";
    format!("{}'s documentation: {}; {assumed}.", vendor.title, links.join(", "))
}

/// The page of a data source. `example` is HCL.
pub fn data_page(vendor: &Vendor, source: &DataSource, example: &str) -> String {
    let (type_name, doc) = (source.type_name(), &source.doc);
    let front = front_matter(&format!("{type_name} Data Source - siptrunk"), vendor.title, doc);
    let mut page = format!("{front}\n# {type_name} (Data Source)\n\n{doc}\n");
    section(&mut page, "Example Usage", &format!("```terraform\n{}\n```", example.trim()));
    let telling = Telling { vendor: Some(vendor), kind: None, makes: false };
    let empty = match source.tells {
        Tells::Listing(_) => "",
        _ => {
            "An attribute that is empty at the vendor is null if it is a list, a set or a map, and `\"\"` if it is a string. In an \
             expression, write `coalesce(x, [])`, or `coalesce(x, {})` for a map.\n\n"
        }
    };
    section(&mut page, "Schema", &format!("{empty}{}", schema(&source.attributes, &[], &telling)));
    page
}

/// The page of a list resource. `example` is a query in HCL.
pub fn list_page(vendor: &Vendor, list: &ListResource, example: &str) -> String {
    let (type_name, noun) = (list.resource.type_name(), list.resource.noun);
    let doc = format!("Lists the {noun}s in an account at {}, for `terraform query`.", vendor.title);
    let front = front_matter(&format!("{type_name} List Resource - siptrunk"), vendor.title, &doc);
    let mut page = format!("{front}\n# {type_name} (List Resource)\n\n{doc}\n");
    let words = "Requires Terraform 1.14. Each result has the identity that an `import` block takes; with `include_resource = true` \
                 it has every attribute of the resource but its passwords, which `terraform query -json` would print. `limit` is \
                 100 if left out; no more pages are read than it needs.";
    section(&mut page, "Example Usage", &format!("```terraform\n{}\n```\n\n{words}", example.trim()));
    let telling = Telling { vendor: None, kind: None, makes: false };
    let arguments = schema(&list.attributes, &[], &telling);
    let none = || "The `config` block holds nothing and may be left out.".to_owned();
    let text = if arguments.is_empty() { none() } else { format!("In the block `config`:\n\n{arguments}") };
    section(&mut page, "Schema", &text);
    page
}

/// The page of the ephemeral password. `example` is HCL.
pub fn password_page(password: &RandomPassword, example: &str) -> String {
    let (type_name, doc) = (RandomPassword::TYPE_NAME, password.doc);
    let front = front_matter(&format!("{type_name} Ephemeral Resource - siptrunk"), "", doc);
    let mut page = format!("{front}\n# {type_name} (Ephemeral Resource)\n\n{doc}\n");
    section(&mut page, "Example Usage", &format!("```terraform\n{}\n```", example.trim()));
    let telling = Telling { vendor: None, kind: None, makes: false };
    section(&mut page, "Schema", &schema(&password.attributes, &[], &telling));
    page
}

/// The page of a function. `example` is HCL.
pub fn function_page(function: &Function, example: &str) -> String {
    let front = front_matter(&format!("{} function - siptrunk", function.name), "", function.summary);
    let mut page = format!("{front}\n# function: {}\n\n{}\n\n{}\n", function.name, function.summary, function.doc);
    section(&mut page, "Example Usage", &format!("```terraform\n{}\n```", example.trim()));
    let takes = function.parameters.iter().map(|parameter| (parameter, ""));
    let takes = takes.chain(function.variadic.iter().map(|parameter| (parameter, "...")));
    let takes: Vec<_> =
        takes.map(|(parameter, more)| format!("{} {}{more}", parameter.name, hcl_type(&parameter.shape))).collect();
    let signature = format!("{}({}) {}", function.name, takes.join(", "), hcl_type(&function.gives));
    section(&mut page, "Signature", &format!("```text\n{signature}\n```"));
    let mut arguments: Vec<_> = function.parameters.iter().map(|parameter| argument(parameter, "")).collect();
    arguments.extend(function.variadic.iter().map(|parameter| argument(parameter, "Variadic, ")));
    section(&mut page, "Arguments", &arguments.join("\n"));
    page
}

fn argument(parameter: &Parameter, variadic: &str) -> String {
    let kind = match parameter.shape {
        Shape::String => "String",
        Shape::Number => "Number",
        Shape::Strings => "List of String",
        Shape::Map => "Map of String",
        Shape::Object(_) => "Object",
        Shape::Any => "Dynamic",
    };
    let nullable = if parameter.nullable { ", Nullable" } else { "" };
    format!("1. `{}` ({variadic}{kind}{nullable}) {}", parameter.name, parameter.doc)
}

/// A type as the registry's signatures have it.
fn hcl_type(shape: &Shape) -> String {
    match shape {
        Shape::String => "string".into(),
        Shape::Number => "number".into(),
        Shape::Strings => "list of string".into(),
        Shape::Map => "map of string".into(),
        Shape::Object(_) => "object".into(),
        Shape::Any => "dynamic".into(),
    }
}

/// The page of the provider. `example` is HCL.
pub fn index_page(vendors: &[&Vendor], example: &str) -> String {
    let titles: Vec<_> = vendors.iter().map(|vendor| vendor.title).collect();
    let doc = format!("Manages SIP trunks at {}, with the same attribute names at all of them.", and(&titles));
    let mut page = format!("{}\n# siptrunk Provider\n\n{doc}\n", front_matter("siptrunk Provider", "", &doc));
    section(&mut page, "Install", &index::install());
    section(&mut page, "Example Usage", &format!("```terraform\n{}\n```", example.trim()));
    section(&mut page, "Authentication", &index::authentication(vendors));
    section(&mut page, "Rate Limits and Parallelism", &index::limits(vendors));
    section(&mut page, "Several Accounts", &index::accounts(vendors));
    let own = attributes::line(&SHOW_REQUESTS, &Telling { vendor: None, kind: None, makes: false }, "");
    let mut text = format!("### Optional\n\n{own} Environment: `{SHOW_REQUESTS_VARIABLE}`.\n");
    for vendor in vendors {
        text.push_str(&block_line(vendor.name, &format!("The account at {}.", vendor.title)));
    }
    for vendor in vendors {
        text.push('\n');
        text.push_str(&block_head(vendor.name));
        for setting in vendor.settings {
            let line = attributes::line(setting, &Telling { vendor: None, kind: None, makes: false }, "");
            let _ = writeln!(text, "{line} Environment: `{}`.", vendor.variable(setting.name));
        }
    }
    section(&mut page, "Schema", text.trim_end());
    page
}

fn front_matter(title: &str, subcategory: &str, description: &str) -> String {
    // The registry refuses one, even an empty one, on the provider's own page.
    let subcategory = if subcategory.is_empty() { String::new() } else { format!("subcategory: \"{subcategory}\"\n") };
    format!("---\npage_title: \"{title}\"\n{subcategory}description: |-\n  {description}\n---\n")
}

fn section(page: &mut String, title: &str, text: &str) {
    let _ = write!(page, "\n## {title}\n\n{text}\n");
}

fn calls(vendor: &Vendor, resource: &Resource) -> String {
    let calls = &resource.calls;
    let mut text = format!(
        "Requests that are sent to {}, relative to `{}`.\n\n| Operation | Request |\n|---|---|\n",
        vendor.title,
        vendor.base_url().name
    );
    let mut row = |step: &str, call: &Call| {
        let mut told = String::new();
        for path in call.paths {
            let fuller = Call::names_in(call.paths[0]);
            let lacks: Vec<_> = fuller.filter(|name| !Call::names_in(path).any(|other| other == *name)).collect();
            told += &if lacks.is_empty() { String::new() } else { format!(", or without a `{}`: ", and(&lacks)) };
            let _ = write!(told, "`{} {path}`", call.method);
        }
        let _ = writeln!(text, "| {step} | {told} |");
    };
    row("Create", &calls.create);
    if let Some(read) = &calls.read {
        row("Read", read);
    }
    if let Some(update) = &calls.update {
        row("Update, with only what differs", update);
    }
    if let Some(replace) = &calls.replace {
        row(&format!("Update of what {} takes only with the whole {}", vendor.title, resource.noun), replace);
    }
    if let Some(whole) = &calls.update_whole {
        row("Update if that is answered 405", whole);
    }
    row("Delete", &calls.delete);
    row(
        if calls.read.is_some() { "To confirm a 404 that may come from a proxy" } else { "Read, from the list" },
        &calls.list.call,
    );
    text.trim_end().to_owned()
}

/// From the resource with which such objects are kept where there is no provider for them.
fn moves(resource: &Resource) -> String {
    let (type_name, one) = (resource.type_name(), resource.one());
    format!(
        "{one} that is managed as `restapi_object` of Mastercard/restapi moves without a change (Terraform 1.8, OpenTofu 1.10):\n\n\
         ```terraform\nmoved {{\n  from = restapi_object.example\n  to   = {type_name}.example\n}}\n```\n\n\
         Replace its configuration with a `resource` block of the new type, and keep the other provider installed until the move \
         is applied."
    )
}

/// The block that does what the first command does.
fn import_block(commands: &str) -> String {
    let words: Vec<_> =
        commands.lines().filter(|line| !line.starts_with('#')).take(1).flat_map(str::split_whitespace).collect();
    match words[..] {
        [.., to, id] => format!("import {{\n  to = {to}\n  id = \"{id}\"\n}}"),
        _ => String::new(),
    }
}

fn imports(resource: &Resource, import: &str) -> String {
    let forms: Vec<_> = resource.import_forms().iter().map(|form| format!("`{}`", form.to_uppercase())).collect();
    let unknown: String = trios(resource.attributes)
        .map(|trio| {
            let (noun, name) = (resource.noun, trio.secret.name);
            let told = match trio.secret.secrecy {
                Secrecy::Shown => "is returned as plain text, so it is in the state until an apply with its write-only argument",
                _ => "is never returned",
            };
            format!(
                "\n\nAn imported {noun} needs no `{name}` in its configuration. The {name} {told}; one that you write is \
                 sent with the next apply, unless it is known to be the same."
            )
        })
        .collect();
    let parts: Vec<_> = resource
        .identity()
        .map(|part| {
            let may = if resource.import_needs(part) { "" } else { " (may be left out)" };
            format!("`{}`{may}", part.name)
        })
        .collect();
    let identity = format!(
        "From Terraform or OpenTofu 1.12 on, `identity = {{ ... }}` may take the place of `id`; it holds {}.",
        parts.join(" and ")
    );
    let block = import_block(import);
    format!(
        "The import id is {}. With an `import` block, Terraform writes the configuration too \
         (`terraform plan -generate-config-out=FILE`):\n\n```terraform\n{block}\n```\n\n{identity}\n\nOr with a command:\n\n\
         ```shell\n{}\n```{unknown}\n\n[Adopting an account](../guides/adopting.md) shows the steps.",
        forms.join(" or "),
        import.trim()
    )
}
