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
    let mut page = Page::of_type("Resource", &type_name, vendor.title, resource.doc);
    page.text(&links(vendor, resource));
    page.example(example, "");
    if !resource.rules.is_empty() {
        let rules: Vec<_> = resource.rules.iter().map(|rule| format!("- {}", rule.says)).collect();
        page.section("Rules", &format!("Checked when planning:\n\n{}", rules.join("\n")));
    }
    let telling = Telling { vendor: Some(vendor), kind: resource.kind, makes: true };
    let timeouts = Block { name: TIMEOUTS, doc: TIMEOUTS_DOC, attributes: &resource.timeouts() };
    let secrets = trios(resource.attributes).next().map_or("", |_| IN_THE_STATE);
    page.section("Schema", &format!("{secrets}{}", schema(resource.attributes, &[timeouts], &telling)));
    page.section("Import", &imports(resource, import));
    page.section("Move", &moves(resource));
    page.section("Vendor Calls", &calls(vendor, resource));
    page.0
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
    let mut page = Page::of_type("Data Source", &type_name, vendor.title, doc);
    page.example(example, "");
    let telling = Telling { vendor: Some(vendor), kind: None, makes: false };
    let empty = match source.tells {
        Tells::Listing(_) => "",
        _ => {
            "An attribute that is empty at the vendor is null if it is a list, a set or a map, and `\"\"` if it is a string. In an \
             expression, write `coalesce(x, [])`, or `coalesce(x, {})` for a map.\n\n"
        }
    };
    page.section("Schema", &format!("{empty}{}", schema(&source.attributes, &[], &telling)));
    page.0
}

/// The page of a list resource. `example` is a query in HCL.
pub fn list_page(vendor: &Vendor, list: &ListResource, example: &str) -> String {
    let (type_name, noun) = (list.resource.type_name(), list.resource.noun);
    let doc = format!("Lists the {noun}s in an account at {}, for `terraform query`.", vendor.title);
    let mut page = Page::of_type("List Resource", &type_name, vendor.title, &doc);
    let words = "Requires Terraform 1.14. Each result has the identity that an `import` block takes; with `include_resource = true` \
                 it has every attribute of the resource but its passwords, which `terraform query -json` would print. `limit` is \
                 100 if left out; no more pages are read than it needs.";
    page.example(example, words);
    let arguments = schema(&list.attributes, &[], &Telling::PLAIN);
    let none = || "The `config` block holds nothing and may be left out.".to_owned();
    let text = if arguments.is_empty() { none() } else { format!("In the block `config`:\n\n{arguments}") };
    page.section("Schema", &text);
    page.0
}

/// The page of the ephemeral password. `example` is HCL.
pub fn password_page(password: &RandomPassword, example: &str) -> String {
    let (type_name, doc) = (RandomPassword::TYPE_NAME, password.doc);
    let mut page = Page::of_type("Ephemeral Resource", type_name, "", doc);
    page.example(example, "");
    page.section("Schema", &schema(&password.attributes, &[], &Telling::PLAIN));
    page.0
}

/// The page of a function. `example` is HCL.
pub fn function_page(function: &Function, example: &str) -> String {
    let (title, heading) = (format!("{} function - siptrunk", function.name), format!("function: {}", function.name));
    let mut page = Page::new(&title, "", &heading, function.summary);
    page.text(function.doc);
    page.example(example, "");
    let takes = function.parameters.iter().map(|parameter| (parameter, ""));
    let takes = takes.chain(function.variadic.iter().map(|parameter| (parameter, "...")));
    let hcl_type = |shape| kind_of(shape).to_lowercase();
    let takes: Vec<_> =
        takes.map(|(parameter, more)| format!("{} {}{more}", parameter.name, hcl_type(&parameter.shape))).collect();
    let signature = format!("{}({}) {}", function.name, takes.join(", "), hcl_type(&function.gives));
    page.section("Signature", &format!("```text\n{signature}\n```"));
    let mut arguments: Vec<_> = function.parameters.iter().map(|parameter| argument(parameter, "")).collect();
    arguments.extend(function.variadic.iter().map(|parameter| argument(parameter, "Variadic, ")));
    page.section("Arguments", &arguments.join("\n"));
    page.0
}

fn argument(parameter: &Parameter, variadic: &str) -> String {
    let nullable = if parameter.nullable { ", Nullable" } else { "" };
    format!("1. `{}` ({variadic}{}{nullable}) {}", parameter.name, kind_of(&parameter.shape), parameter.doc)
}

/// A type as the registry has it; its signatures have that in small letters.
const fn kind_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::String => "String",
        Shape::Number => "Number",
        Shape::Strings => "List of String",
        Shape::Map => "Map of String",
        Shape::Object(_) => "Object",
        Shape::Any => "Dynamic",
    }
}

/// The page of the provider. `example` is HCL.
pub fn index_page(vendors: &[&Vendor], example: &str) -> String {
    let titles: Vec<_> = vendors.iter().map(|vendor| vendor.title).collect();
    let doc = format!("Manages SIP trunks at {}, with the same attribute names at all of them.", and(&titles));
    let mut page = Page::new("siptrunk Provider", "", "siptrunk Provider", &doc);
    page.section("Install", &index::install());
    page.example(example, "");
    page.section("Authentication", &index::authentication(vendors));
    page.section("Rate Limits and Parallelism", &index::limits(vendors));
    page.section("Several Accounts", &index::accounts(vendors));
    let own = attributes::line(&SHOW_REQUESTS, &Telling::PLAIN, "");
    let mut text = format!("### Optional\n\n{own} Environment: `{SHOW_REQUESTS_VARIABLE}`.\n");
    for vendor in vendors {
        text.push_str(&block_line(vendor.name, &format!("The account at {}.", vendor.title)));
    }
    for vendor in vendors {
        text.push('\n');
        text.push_str(&block_head(vendor.name));
        for setting in vendor.settings {
            let line = attributes::line(setting, &Telling::PLAIN, "");
            let _ = writeln!(text, "{line} Environment: `{}`.", vendor.variable(setting.name));
        }
    }
    page.section("Schema", text.trim_end());
    page.0
}

/// A page under way.
struct Page(String);

impl Page {
    fn new(title: &str, subcategory: &str, heading: &str, doc: &str) -> Self {
        // The registry refuses one, even an empty one, on the provider's own page.
        let subcategory =
            if subcategory.is_empty() { String::new() } else { format!("subcategory: \"{subcategory}\"\n") };
        let front = format!("---\npage_title: \"{title}\"\n{subcategory}description: |-\n  {doc}\n---\n");
        Self(format!("{front}\n# {heading}\n\n{doc}\n"))
    }

    /// The page of something with a type.
    fn of_type(kind: &str, type_name: &str, subcategory: &str, doc: &str) -> Self {
        Self::new(&format!("{type_name} {kind} - siptrunk"), subcategory, &format!("{type_name} ({kind})"), doc)
    }

    fn text(&mut self, text: &str) {
        let _ = write!(self.0, "\n{text}\n");
    }

    fn section(&mut self, title: &str, text: &str) {
        let _ = write!(self.0, "\n## {title}\n\n{text}\n");
    }

    /// HCL, and what is to be said of it.
    fn example(&mut self, hcl: &str, words: &str) {
        self.section("Example Usage", format!("```terraform\n{}\n```\n\n{words}", hcl.trim()).trim_end());
    }
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
